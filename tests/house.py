"""A test client that reads every HTML answer strictly: the house rules hold on every page, in every test."""

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

from babel import Locale, UnknownLocaleError
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

CHEAP = "scrypt:1024:8:1"
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"})
LABELLED = frozenset({"button", "a", "select", "input", "nav", "svg"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), aria-notify=(), autoplay=(), browsing-topics=(), camera=(), "
        "captured-surface-control=(), clipboard-read=(), compute-pressure=(), cross-origin-isolated=(), "
        "deferred-fetch=(), deferred-fetch-minimal=(), digital-credentials-get=(), "
        "display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), "
        "identity-credentials-get=(), idle-detection=(), interest-cohort=(), keyboard-map=(), "
        "language-detector=(), language-model=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), "
        "on-device-speech-recognition=(), otp-credentials=(), payment=(), picture-in-picture=(), "
        "private-state-token-issuance=(), private-state-token-redemption=(), publickey-credentials-create=(), "
        "publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), "
        "summarizer=(), sync-xhr=(), translator=(), unload=(), usb=(), window-management=(), "
        "xr-spatial-tracking=()"
    ),
    "Kiosk": "answer",
    "Cache-Control": "no-store",
}
"""What every answer says, but for styles, script and fonts, which a browser may keep."""
HTMX_CONFIG = '{"includeIndicatorCSS": false, "defaultTimeout": 0}'
"""Styles of its own would break the policy above; how long an answer may take is the business of `line.js`."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
OF_ITS_OWN_ORDER = re.compile(r"[A-Za-z\u00c0-\u024f]|\d\D?\d")
"""What has to stand in an isolate inside right-to-left text: Latin letters, and numbers of several digits."""
OWN_HX = frozenset({"hx-get", "hx-target", "hx-swap", "hx-boost:inherited", "hx-sync:inherited"})
BOOSTED = re.compile(
    r"target:(?:body|#(?P<part>[a-z_]+)), swap:'outer(?:Sync swap:1ms|Morph swap:1ms show:none)', push:false"
)
"""Taps lead to a page or to the part they stand in. No page is ever pushed: "back" shows no older talk."""


class Element:
    """One element with what stands in it."""

    def __init__(self, name: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.name, self.attributes, self.parent = name, attributes, parent
        self.text, self.own_texts = "", list[str]()

    def around(self, key: str) -> "Element | None":
        """Return the nearest element, this one or one around it, that has this attribute."""
        element: Element | None = self
        while element is not None and key not in element.attributes:
            element = element.parent
        return element

    def within(self, *names: str) -> "Element | None":
        """The nearest element of these names around this one."""
        around = self.parent
        while around is not None and around.name not in names:
            around = around.parent
        return around


class Reader(HTMLParser):
    """Reads a page into a list of elements and complains about what does not nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.problems: list[str] = []
        self.open: Element | None = None
        self.feed(html)
        self.close()
        if self.open is not None:
            self.problems.append(f"<{self.open.name}> is never closed")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        doubled = [name for name, times in Counter(name for name, _ in attrs).items() if times > 1]
        self.problems += [f"<{tag}> has {name} twice" for name in doubled]
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.elements.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, self.open))

    def handle_endtag(self, tag: str) -> None:
        if self.open is None or self.open.name != tag:
            self.problems.append(f"</{tag}> closes <{self.open.name if self.open else 'nothing'}>")
            return
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        around = self.open
        if around is not None:
            around.own_texts.append(data)
        while around is not None:
            around.text += data
            around = around.parent


RECORDS, SILENT = "microphone=(self)", "microphone=()"
"""What the page of recordings may say instead; that no other does is tested with it."""


def loosened(response: TestResponse) -> list[str]:
    """Return the headers that do not say what they have to say, once each."""
    said = {name: [one.replace(RECORDS, SILENT) for one in response.headers.getlist(name)] for name in HEADERS}
    wanted = HEADERS | ({"Referrer-Policy": "same-origin"} if _sends(response) else {})
    return [f"{name}: {said[name]}" for name, value in wanted.items() if said[name] != [value]]


def _sends(response: TestResponse) -> bool:
    """Tell whether this is a page with script, leads to one, or comes to stand in one."""
    html = response.mimetype == "text/html"
    return html and ("client slip-page" not in response.text or "data-sign-in" in response.text)


@cache
def direction_of(tag: str) -> str:
    """Return the direction that a language is written in; one that Babel does not know runs from left to right."""
    try:
        return str(Locale.parse(tag, sep="-").text_direction)
    except UnknownLocaleError:
        return "ltr"


def problems_of(response: TestResponse) -> list[str]:
    """Everything a page or fragment does against the rules of the house."""
    reader = Reader(response.text)
    elements, whole = reader.elements, "<html" in response.text
    ids = Counter(element.attributes["id"] for element in elements if "id" in element.attributes)
    found = [*reader.problems, *(f"id {name} stands {times} times" for name, times in ids.items() if times > 1)]
    found += loosened(response)
    found += _page(elements) if whole else _fragment(elements)
    for element in elements:
        found += _element(element, ids, whole)
    return found


def _page(elements: list[Element]) -> list[str]:
    found = []
    headings = [element for element in elements if element.name == "h1"]
    if len(headings) != 1:
        found.append(f"{len(headings)} h1")
    root = elements[0].attributes
    if not any(element.name == "title" and element.text.strip() for element in elements):
        found.append("no title")
    found += [f"<html> has no {key}" for key in ("lang", "dir") if not root.get(key)]
    locks = any(element.attributes.get("class") == "curtain-cord" for element in elements)
    if not locks and any("data-rest" in element.attributes for element in elements):
        found.append("somebody is signed in, and no tap hides the page")
    scripts = [element.attributes["src"] for element in elements if element.name == "script"]
    with_htmx = [address for address in scripts if address.endswith("/desk.js")]
    settings = [one.attributes["content"] for one in elements if one.attributes.get("name") == "htmx-config"]
    if settings != [HTMX_CONFIG] * len(with_htmx):
        found.append(f"htmx is set up as {settings}")
    return found


def _fragment(elements: list[Element]) -> list[str]:
    roots = [element for element in elements if element.parent is None]
    return [] if len(roots) == 1 and "id" in roots[0].attributes else ["a fragment has one root with an id"]


def _element(element: Element, ids: Counter[str], whole: bool) -> list[str]:
    attributes, name, found = element.attributes, element.name, []
    if name == "style" or "style" in attributes or (name == "script" and "src" not in attributes):
        found.append(f"<{name}> carries style or script")
    found += [f"<{name}> has {key}" for key in attributes if key.startswith(("on", "hx-on"))]
    found += _language(element)
    found += [
        f"<{name}> points at {value}"
        for key in ("aria-labelledby", "aria-describedby", "for")
        for value in attributes.get(key, "").split()
        if value not in ids
    ]
    if name in LABELLED and not _named(element, ids):
        found.append(f"<{name} {attributes}> has no name")
    return found + _htmx(element, ids, whole)


def _language(element: Element) -> list[str]:
    """Return what is wrong with how an element says its language, its direction and what keeps an order of its own."""
    attributes, name = element.attributes, element.name
    tagged, turned = element.around("lang"), element.around("dir")
    direction = direction_of(tagged.attributes["lang"]) if tagged else "ltr"
    found = []
    if "lang" in attributes and attributes.get("dir", direction) != direction:
        found.append(f"<{name} lang={attributes['lang']} dir={attributes['dir']}>")
    if attributes.get("dir") == "rtl" and "lang" not in attributes:
        found.append(f"<{name} dir=rtl> has no lang")
    turns = turned is not None and turned.attributes["dir"] == "rtl" and name != "title"  # a title has no markup
    for text in element.own_texts:
        if RIGHT_TO_LEFT.search(text) and direction != "rtl":
            found.append(f"<{name}> stands in another language than it says: {text}")
        if turns and OF_ITS_OWN_ORDER.search(text):
            found.append(f"<{name}> does not isolate a number or name: {text}")
    return found


def _named(element: Element, ids: Counter[str]) -> bool:
    attributes, name = element.attributes, element.name
    if name == "svg":
        return attributes.get("aria-hidden") == "true" or bool(attributes.get("aria-label"))
    if name == "input" and attributes.get("type") == "hidden":
        return True
    if attributes.get("aria-label") or attributes.get("aria-labelledby"):
        return True
    if name in ("input", "select"):
        return attributes.get("id", "") in ids or element.within("label") is not None
    return name != "nav" and bool(element.text.strip())


def _htmx(element: Element, ids: Counter[str], whole: bool) -> list[str]:
    attributes, name = element.attributes, element.name
    used = {key for key in attributes if key.startswith("hx-")}
    found = [f"<{name}> uses {key}" for key in used - OWN_HX]
    if "hx-get" in used and attributes.get("href") != attributes["hx-get"]:
        found.append(f"<{name}> fetches another address than its link")
    if boost := attributes.get("hx-boost:inherited"):
        boosted = BOOSTED.fullmatch(boost)
        if boosted is None or boosted["part"] not in (None, attributes.get("id")):
            found.append(f"<{name}> leads to {boost}")
    if name == "body" and attributes.get("hx-sync:inherited") != "body:queue all":
        found.append("taps overtake each other")
    if "hx-get" in used and (target := attributes.get("hx-target", "").removeprefix("#")) not in ids:
        found.append(f"<{name}> has no target #{target}")
    if name == "form" and not attributes.get("action"):
        found.append("a form without an action")
    return found


def said(answer: TestResponse) -> str:
    """What a form says that this answer leads back to; nothing for who is let in."""
    return parse_qs(urlsplit(answer.location).query).get("said", [""])[0]


class HouseClient(FlaskClient):
    """Sends what a page of ours would send, and holds every HTML answer against the rules of the house."""

    PASSWORD = "ein-langes-passwort"
    PASSWORD_HASH = generate_password_hash(PASSWORD, method=CHEAP)
    PIN = "481926"
    PIN_HASH = generate_password_hash(PIN, method=CHEAP)
    """Cheap on purpose, as all hashes in tests are; the real cost is tested on its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        headers = dict(kwargs.pop("headers", None) or {})
        if kwargs.pop("ours", True):
            headers.setdefault("Sec-Fetch-Site", "same-origin")
        if part := kwargs.pop("tap", ""):
            headers |= {"HX-Request": "true", "HX-Target": "body" if part == "body" else f"div#{part}"}
        response = super().open(*args, headers=headers, **kwargs)
        packed = "gzip" in response.headers.get("Content-Encoding", "")
        if response.mimetype == "text/html" and not packed and response.status_code != 303 and response.data:
            assert (found := problems_of(response)) == [], f"{response.request.path}: {found}"
        return response

    def sign_in(self, name: str) -> TestResponse:
        """Sign in with the password that all test accounts have."""
        return self.post("/sign-in", data={"name": name, "password": self.PASSWORD})

    def tap(self, path: str, part: str = "talk", **form: str) -> TestResponse:
        """A tap as htmx sends it, for this part of the page, or for its whole body."""
        return self.post(path, data=form, tap=part)

    def new_talk(self, language: str = "ar") -> str:
        """A talk after the yes; the address of its first person."""
        key = self.new_key()
        self.post(f"/conversation/{key}/promise", data={"language": language, "answer": "yes"})
        return f"/conversation/{key}/person/1"

    def unlock(self, secret: str = PIN, back: str = "") -> TestResponse:
        """Type the PIN that all test accounts have on the locked tablet."""
        return self.post("/unlock", data={"secret": secret, "back": back})

    def new_key(self) -> str:
        """The key that the desk's page has for the next talk."""
        return self.get("/desk").text.split('" class="new-talk"')[0].split("/")[-1]

    def kept_talks(self) -> list[str]:
        """Return the keys of all talks in the store."""
        db = self.application.extensions["kiosk"].store.file.db
        return [key for (key,) in db.execute("SELECT key FROM conversation")]

    def decline(self, answer: str = "no", language: str = "ar") -> str:
        """A promise that was answered with no, later, or by leaving; its key."""
        key = self.new_key()
        self.post(f"/conversation/{key}/promise", data={"language": language, "answer": answer})
        return key

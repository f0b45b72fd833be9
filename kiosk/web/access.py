"""Who may ask for what: a table of roles, requests from our own pages only, headers, no caching."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from kiosk.errors import (
    ForeignRequest,
    KioskError,
    Locked,
    NotAllowed,
    NotSignedIn,
    NotThere,
    OtherOrigin,
    TokenRefused,
    UnprovenRequest,
)
from kiosk.storage import LOCKED, ROLES, Session
from kiosk.web.cookies import digest
from kiosk.web.running import here
from kiosk.web.sessions import TURNED, answered_before, current_session, keep_what_was_shut
from kiosk.words.catalogues import SOURCE, STAFF_TONGUES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

CASE_MANAGER, LEAD, OVERHEAD, POST, AUDITOR = ROLES
EVERYBODY: frozenset[str] = frozenset()
STAFF = frozenset(ROLES)
DESK, FIGURES = frozenset({CASE_MANAGER, LEAD}), frozenset({OVERHEAD})
"""The lead of the case managers sits at the desk too."""
IN_A_TALK, WAITING = DESK | {TURNED}, frozenset({TURNED, LOCKED})
"""A tablet that is turned reaches its own talk, as far as it is the client's; one that is locked only the PIN."""
TOKEN = frozenset({"token"})
"""No role of the staff: a program that shows a living token. Cookies count for nothing there."""

ACCESS: dict[str, frozenset[str]] = {
    "static_file": EVERYBODY,
    "slip.page": EVERYBODY,
    "slip.index": EVERYBODY,
    "slip.first": EVERYBODY,
    "slip.nowhere": EVERYBODY,
    "slip.desk_page": EVERYBODY,
    "slip.about": EVERYBODY,
    "calendars.deadlines": EVERYBODY,
    "calendars.openings": EVERYBODY,
    "sign_in.page": EVERYBODY,
    "sign_in.enter": EVERYBODY,
    "sign_in.home": EVERYBODY,
    "sign_in.leave": STAFF | {LOCKED},
    "sign_in.tongue": STAFF,
    "lock.lock": STAFF | WAITING,
    "lock.page": STAFF | WAITING,
    "lock.unlock": STAFF | WAITING,
    "lock.stay": STAFF | {TURNED},
    "day.answer": STAFF,
    "desk.page": DESK,
    "desk.profile": DESK,
    "desk.ask_close": DESK,
    "desk.close": DESK,
    "desk.corrections": DESK,
    "desk.tell": DESK,
    "conversation.page": IN_A_TALK,
    "conversation.turn": DESK,
    "conversation.language": IN_A_TALK,
    "conversation.interpreter": IN_A_TALK,
    "conversation.promise": IN_A_TALK,
    "conversation.talk": IN_A_TALK,
    "conversation.fact": IN_A_TALK,
    "conversation.need": IN_A_TALK,
    "conversation.refer": DESK,
    "conversation.conclude": DESK,
    "conversation.add_person": IN_A_TALK,
    "conversation.drop_person": DESK,
    "conversation.redecide": DESK,
    "conversation.take_back": DESK,
    "conversation.ask_end": DESK,
    "conversation.end": DESK,
    "conversation.done": IN_A_TALK,
    "slip.screen": IN_A_TALK,
    "slip.take": IN_A_TALK,
    "slip.desk_screen": DESK,
    "slip.service_screen": DESK,
    "slip.about_here": IN_A_TALK,
    "dates.ask": IN_A_TALK,
    "dates.show": IN_A_TALK,
    "openings.page": frozenset({LEAD, OVERHEAD}),
    "openings.change": frozenset({LEAD}),
    "cases.page": frozenset({POST}),
    "cases.tell": frozenset({POST}),
    "cases.template": frozenset({POST}),
    "cases.bring": frozenset({POST}),
    "cases.told": FIGURES,
    "numbers.page": FIGURES,
    "numbers.paper": FIGURES,
    "downloads.file": FIGURES,
    "collecting.page": FIGURES,
    "collecting.start": FIGURES,
    "collecting.decide": FIGURES,
    "collecting.rest": FIGURES,
    "importing.page": FIGURES,
    "importing.upload": FIGURES,
    "importing.draft": FIGURES,
    "importing.decide": FIGURES,
    "importing.undo": FIGURES,
    "importing.forget": FIGURES,
    "releases.page": FIGURES,
    "releases.preview": FIGURES,
    "releases.make": FIGURES,
    "releases.sheet": FIGURES,
    "releases.file": FIGURES,
    "access.page": FIGURES,
    "access.give": FIGURES,
    "access.revoke": FIGURES,
    "languages.page": frozenset({LEAD}),
    "sounds.clip": EVERYBODY,
    "sounds.film": EVERYBODY,
    "sounds.page": frozenset({LEAD}),
    "sounds.change": frozenset({LEAD}),
    "log.page": frozenset({LEAD, AUDITOR}),
    "log.file": frozenset({LEAD, AUDITOR}),
    "code.page": EVERYBODY,
    "code.use": EVERYBODY,
    "account.page": STAFF,
    "account.change_pin": STAFF,
    "account.change_password": STAFF,
    "account.end_sessions": STAFF,
    "accounts.page": frozenset({LEAD}),
    "accounts.make": frozenset({LEAD}),
    "accounts.reset": frozenset({LEAD}),
    "accounts.end_sessions": frozenset({LEAD}),
    "accounts.close": frozenset({LEAD}),
    "accounts.forget_device": frozenset({LEAD}),
    "log.say_health": EVERYBODY,
    "api.tables": TOKEN,
    "api.lines": TOKEN,
    "api.description": EVERYBODY,
}
"""Endpoint to the roles that reach it. Every route stands here; one that does not stops the program at start."""

WITHOUT_COOKIE = (
    "slip.page",
    "slip.index",
    "slip.first",
    "slip.nowhere",
    "slip.desk_page",
    "slip.about",
    "sounds.clip",
    "sounds.film",
    "calendars.deadlines",
    "calendars.openings",
    "api.description",
    "log.say_health",
)
"""Open to everybody and the same for everybody, signed in or not."""

FORM = "application/x-www-form-urlencoded"
MAX_BODY = 64 * 1024
MAX_FIELDS = 100
MORE_FIELDS = {"importing.decide": 200}
"""Fields of a form; a list may ask for many words at once."""

FEATURES = (
    *("accelerometer", "aria-notify", "autoplay", "browsing-topics", "camera", "captured-surface-control"),
    *("clipboard-read", "compute-pressure", "cross-origin-isolated", "deferred-fetch", "deferred-fetch-minimal"),
    *("digital-credentials-get", "display-capture", "encrypted-media", "fullscreen"),
    *("gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "interest-cohort"),
    *("keyboard-map", "language-detector", "language-model", "local-fonts", "magnetometer", "microphone", "midi"),
    *("on-device-speech-recognition", "otp-credentials", "payment", "picture-in-picture"),
    *("private-state-token-issuance", "private-state-token-redemption", "publickey-credentials-create"),
    *("publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "summarizer"),
    *("sync-xhr", "translator", "unload", "usb", "window-management", "xr-spatial-tracking"),
)
"""What no page here asks of a browser; copying a code and reading aloud are not among it.

Nor is what Chromium only has on trial: it complains of that on each page where the trial is off."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "Cache-Control": "no-store",
    "Kiosk": "answer",
}
"""On every answer that does not say itself; the last one tells it from what a web server in between says by itself."""
HTTPS_ALONE = {"Strict-Transport-Security": "max-age=31536000"}
"""Besides them where a server in front speaks HTTPS."""
RECORDING = ("sounds.page", "sounds.change")
MICROPHONE = HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
"""What the lead's page of recordings asks of a browser, and no other."""
OWN_ALONE = "same-origin"
"""The Referrer-Policy of a page with script or forms: `no-referrer` would hide the Origin of its taps too, and an iPad
before 16.4 is known by nothing else (`from_our_page`). Pages that htmx draws into one keep what the first one said."""


class LimitedRequest(Request):
    """A request with the limits of its form, which Flask would look up for each."""

    max_content_length = MAX_BODY
    max_form_memory_size = 500_000  # what Flask says; a file is read in pieces that large
    max_form_parts = 50


def protect(app: Flask) -> None:
    """Guard every request and mark every answer."""
    unlisted = {rule.endpoint for rule in app.url_map.iter_rules()} - ACCESS.keys()
    if unlisted:
        raise LookupError(f"routes without a row in ACCESS: {sorted(unlisted)}")
    app.before_request(guard)
    app.after_request(mark)


def guard() -> BaseResponse | None:
    """Refuse what is foreign, not signed in, or not for this role. Unknown addresses pass on to the 404 page.

    A tap that comes again because its answer was lost, and with it a new cookie, is answered once more. What no route
    takes changes nothing, and need not say where it comes from.
    """
    changes = request.method not in ("GET", "HEAD", "OPTIONS") and request.routing_exception is None
    if changes and not from_our_page():
        raise kind_of_foreign()
    endpoint = request.endpoint or ""
    roles = ACCESS.get(endpoint, EVERYBODY)
    if endpoint == "static_file":
        return None
    keep_what_was_shut()
    check_fields(MORE_FIELDS.get(endpoint, MAX_FIELDS))
    unknown = roles == TOKEN or endpoint in WITHOUT_COOKIE
    session = g.session = None if unknown else current_session()
    g.tongue = session.tongue if session else spoken_tongue()
    if roles == TOKEN:
        check_token()
    elif answer := answered_before() if roles else None:
        return answer
    elif roles and session is None:
        raise NotSignedIn
    elif roles - {TURNED} == DESK and here().overhead:
        raise NotThere
    elif roles and session:
        check_role(session, roles)
    g.let_in = True
    return None


def check_role(session: Session, roles: frozenset[str]) -> None:
    """Raise Locked for a tablet that is turned or locked, NotAllowed for another role, or for another one's talk."""
    key = (request.view_args or {}).get("key", "")
    if session.role in WAITING:
        if session.role not in roles or (key and session.turned != key):
            raise Locked
    elif session.role not in roles or (session.role != LEAD and session.holder not in ("", session.account)):
        raise NotAllowed


def check_fields(most: int) -> None:
    """Raise RequestEntityTooLarge for a form of more fields; a list that is sent as a file has its own limits."""
    if (request.content_type or "").startswith(FORM) and len([*request.form.items(multi=True)]) > most:
        raise RequestEntityTooLarge


def check_token() -> None:
    """Raise TokenRefused unless the request shows a living token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not here().store.tokens.use(digest(token.strip()), here().today):
        raise TokenRefused


def spoken_tongue() -> str:
    """Return the staff language that the browser asks for."""
    return request.accept_languages.best_match(STAFF_TONGUES, SOURCE) or SOURCE


def from_our_page() -> bool:
    """Tell whether a page of ours sent this.

    Sec-Fetch-Site is left out on plain HTTP, and by an iPad before 16.4. Origin decides then; where that is hidden,
    the page that was left.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    left = request.headers.get("Referer", "") if origin == "null" else origin
    with suppress(ValueError):
        return urlsplit(left).netloc == request.host
    return False


def kind_of_foreign() -> KioskError:
    """Return what is said to a request that no page of ours sent, by what its browser says of it."""
    if "Sec-Fetch-Site" in request.headers:
        return ForeignRequest()
    return UnprovenRequest() if request.headers.get("Origin", "null") == "null" else OtherOrigin()


def mark(response: Response) -> Response:
    """Let a page say where its taps come from; open the microphone where it is asked for.

    A page of ours tells its own server alone where a tap came from; what is open to the outside tells nobody.
    """
    if response.mimetype == "text/html" and (request.endpoint not in WITHOUT_COOKIE or response.status_code >= 400):
        response.headers["Referrer-Policy"] = OWN_ALONE
    if request.endpoint in RECORDING:
        response.headers["Permissions-Policy"] = MICROPHONE
    return response


def marking(start_response: "StartResponse", scheme: str) -> "StartResponse":
    """Put the security headers on whatever leaves the house through this; what an answer says itself stays."""
    everywhere = HEADERS | (HTTPS_ALONE if scheme == "https" else {})

    def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Callable[[bytes], object]:
        said = {name for name, _ in headers}
        headers += [(name, value) for name, value in everywhere.items() if name not in said]
        return start_response(status, headers, *failure)

    return start

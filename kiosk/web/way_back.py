"""The way back to the place in a talk where somebody was: from the sign-in, the language page, an error."""

import re
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request, url_for

from kiosk.domain.conversation import Stage
from kiosk.errors import NotThere
from kiosk.web.running import here

OF_A_TALK = re.compile(r"/conversation/([\w-]{22})(?=[/?]|$)")
IN_A_TALK = re.compile(r"/conversation/[\w-]{22}(?:/(?:person/\d{1,2}(?:/slip)?)?)?(?:\?[\w=&%./?-]{0,300})?")
OF_OURS = re.compile(r"/(?!/)[\w/.-]*(?:\?[\w=&%./?+-]{0,400})?")
LOST = "lost"
TELLING = ("refused", "door", "service")
"""What in an address says what somebody needs or where they are sent."""
REFUSED = re.compile(r"&refused=[\w-]*")
ONE_SERVICE = "/desk/slip/"
"""How the address of a service's slip at the desk begins."""
SCREEN = re.compile(r"/conversation/([\w-]{22})(?:/person/\d{1,2})?")
"""The address in a talk that the case manager has too, with the key."""


def place_asked_for() -> str:
    """Return the address in a talk that this request asks for, or for a tap the one it was sent from; else nothing."""
    return checked(request.full_path.rstrip("?")) if request.method == "GET" else place_before()


def place_before() -> str:
    """Return the address in a talk that led here, or nothing."""
    return checked(_page_before())


def checked(address: str) -> str:
    """Return the address where it is one of a talk, else nothing: a form may have been made by anybody."""
    return REFUSED.sub("", address) if IN_A_TALK.fullmatch(address) else ""


def own_address(address: str) -> str:
    """Return the address where it can be one of this server, else nothing."""
    return REFUSED.sub("", address) if OF_OURS.fullmatch(address) else ""


def telling_nothing(address: str) -> str:
    """Return the address as a browser may remember it: it names no need, door or service, nor does a way back in it."""
    place, _, asked = address.partition("?")
    if place.startswith(ONE_SERVICE):
        return url_for("desk.page")
    if not any(name in asked for name in TELLING):
        return address
    kept = {name: telling_nothing(value) for name, value in parse_qsl(asked) if name not in TELLING}
    return f"{place}?{urlencode(kept, safe='/')}" if kept else place


def address_left() -> str:
    """Return the address of our page that was left for this request, or of the page it asks for; else nothing."""
    if request.method == "GET":
        return own_address(request.full_path.rstrip("?"))
    return own_address(_page_before())


def _page_before() -> str:
    """Return the address of this host that a request says it was sent from; nothing where that is none."""
    with suppress(ValueError):
        before = urlsplit(request.referrer or "")
        if before.netloc == request.host:
            return f"{before.path}?{before.query}".rstrip("?")
    return ""


def with_loss(address: str) -> str:
    """Return the address of the same place, which says that the last tap is missing."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({LOST: 1})}"


def in_right_hands(address: str) -> tuple[str, str]:
    """Return where PIN or password lead back to: to the case manager's own screen of the step that was shown.

    Before the yes there is none: it is the same address, and the key of the talk whose client gets the tablet again.
    Where the talk ended meanwhile it is nothing: its own addresses answer no more.
    """
    found = SCREEN.match(address)
    if found is None:
        return address, ""
    talks, ended = here().store.talks, bool(here().store.before_yes.kind(found[1]))
    try:
        ended = ended or bool(talks.mistake(found[1])) or talks.conversation(found[1]).stage is Stage.FINISHED
    except NotThere:
        return address, found[1]
    if ended:
        return "", ""
    place, _, asked = address.partition("?")
    if back := checked(dict(parse_qsl(asked)).get("back", "")):
        return in_right_hands(back)
    if place == found[0] and "change=" not in asked:
        return address, ""
    return with_loss(found[0]) if f"{LOST}=1" in asked else found[0], ""


def language_at(address: str) -> str:
    """Return the language of a talk, or of the promise, at this address; nothing where it is not known."""
    found = OF_A_TALK.match(address)
    if found is None:
        return ""
    try:
        return here().store.talks.conversation(found[1]).language
    except NotThere:
        chosen = re.search(r"language=([\w-]+)", address)
        return chosen[1] if chosen else ""

"""Who may ask for what: a table of roles, requests from our own pages only, headers, no caching."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from kiosk.errors import ForeignRequest, NotAllowed, NotSignedIn, NotThere, TokenRefused
from kiosk.web.running import here
from kiosk.web.sessions import current_session, digest
from kiosk.words.catalogues import SOURCE, STAFF_TONGUES

CASE_MANAGER, LEAD, OVERHEAD, POST = "case_manager", "lead", "overhead", "post"
EVERYBODY: frozenset[str] = frozenset()
STAFF = frozenset({CASE_MANAGER, LEAD, OVERHEAD, POST})
DESK, FIGURES = frozenset({CASE_MANAGER, LEAD}), frozenset({OVERHEAD})
"""The lead of the case managers sits at the desk too."""
TOKEN = frozenset({"token"})
"""No role of the staff: a program that shows a living token. Cookies count for nothing there."""

ACCESS: dict[str, frozenset[str]] = {
    "static_file": EVERYBODY,
    "slip.page": EVERYBODY,
    "slip.desk_page": EVERYBODY,
    "slip.about": EVERYBODY,
    "sign_in.page": EVERYBODY,
    "sign_in.enter": EVERYBODY,
    "sign_in.home": EVERYBODY,
    "sign_in.leave": STAFF,
    "sign_in.tongue": STAFF,
    "day.answer": STAFF,
    "desk.page": DESK,
    "desk.profile": DESK,
    "desk.ask_close": DESK,
    "desk.close": DESK,
    "desk.corrections": DESK,
    "desk.tell": DESK,
    "conversation.start": DESK,
    "conversation.page": DESK,
    "conversation.language": DESK,
    "conversation.interpreter": DESK,
    "conversation.promise": DESK,
    "conversation.talk": DESK,
    "conversation.fact": DESK,
    "conversation.need": DESK,
    "conversation.refer": DESK,
    "conversation.conclude": DESK,
    "conversation.add_person": DESK,
    "conversation.drop_person": DESK,
    "conversation.redecide": DESK,
    "conversation.take_back": DESK,
    "conversation.ask_end": DESK,
    "conversation.end": DESK,
    "conversation.done": DESK,
    "slip.screen": DESK,
    "slip.take": DESK,
    "slip.desk_screen": DESK,
    "slip.about_here": DESK,
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
    "api.tables": TOKEN,
    "api.lines": TOKEN,
    "api.description": EVERYBODY,
}
"""Endpoint to the roles that reach it. Every route stands here; one that does not stops the program at start."""

WITHOUT_COOKIE = ("slip.page", "slip.desk_page", "slip.about", "api.description")
"""Open to everybody and the same for everybody, signed in or not."""

MAX_BODY = 64 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def protect(app: Flask) -> None:
    """Guard every request and mark every answer."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_PARTS"] = 50
    unlisted = {rule.endpoint for rule in app.url_map.iter_rules()} - ACCESS.keys()
    if unlisted:
        raise LookupError(f"routes without a row in ACCESS: {sorted(unlisted)}")
    app.before_request(guard)
    app.after_request(mark)


def guard() -> None:
    """Refuse what is foreign, not signed in, or not for this role. Unknown addresses pass on to the 404 page."""
    if request.method not in ("GET", "HEAD", "OPTIONS") and not from_our_page():
        raise ForeignRequest
    endpoint = request.endpoint or ""
    roles = ACCESS.get(endpoint, EVERYBODY)
    if endpoint == "static_file":
        return
    unknown = roles == TOKEN or endpoint in WITHOUT_COOKIE
    session = g.session = None if unknown else current_session()
    g.tongue = session.tongue if session else spoken_tongue()
    if roles == TOKEN:
        check_token()
    elif roles and session is None:
        raise NotSignedIn
    elif roles == DESK and here().overhead:
        raise NotThere
    elif roles and session and session.role not in roles:
        raise NotAllowed


def check_token() -> None:
    """Raise TokenRefused unless the request shows a living token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not here().store.tokens.use(digest(token.strip()), here().today):
        raise TokenRefused


def spoken_tongue() -> str:
    """Return the staff language that the browser asks for."""
    return request.accept_languages.best_match(STAFF_TONGUES, SOURCE) or SOURCE


def from_our_page() -> bool:
    """Tell whether a page of ours sent this. Browsers leave Sec-Fetch-Site out on plain HTTP; Origin decides then."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def mark(response: Response) -> Response:
    """Put security headers on everything; a browser keeps nothing unless the answer said so itself."""
    response.headers.extend(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response

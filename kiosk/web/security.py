"""Who may ask for what: roles, sessions on the server, requests from our own pages only, headers, no caching."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from kiosk import passwords
from kiosk.errors import ForeignRequest, NotAllowed, NotSignedIn, SignInFailed, StoreUnavailable, TokenRefused
from kiosk.storage import AccessToken, Account, Session
from kiosk.web.running import here, signed_in
from kiosk.words.catalogues import SOURCE, STAFF_TONGUES

CASE_MANAGER, LEAD, OVERHEAD = "case_manager", "lead", "overhead"
EVERYBODY: frozenset[str] = frozenset()
STAFF = frozenset({CASE_MANAGER, LEAD, OVERHEAD})
DESK, FIGURES = frozenset({CASE_MANAGER, LEAD}), frozenset({OVERHEAD})
"""The lead of the case managers sits at the desk too."""
TOKEN = frozenset({"token"})
"""No role of the staff: a program that shows a living token. Cookies count for nothing there."""

ACCESS: dict[str, frozenset[str]] = {
    "static_file": EVERYBODY,
    "slip.page": EVERYBODY,
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
    "slip.about_here": DESK,
    "openings.page": frozenset({LEAD, OVERHEAD}),
    "openings.change": frozenset({LEAD}),
    "numbers.page": FIGURES,
    "numbers.paper": FIGURES,
    "downloads.file": FIGURES,
    "collecting.page": FIGURES,
    "collecting.start": FIGURES,
    "importing.page": FIGURES,
    "importing.upload": FIGURES,
    "importing.draft": FIGURES,
    "importing.decide": FIGURES,
    "importing.undo": FIGURES,
    "releases.page": FIGURES,
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

WITHOUT_COOKIE = ("slip.page", "slip.about", "api.description")
"""Open to everybody and the same for everybody, signed in or not."""

LONGEST_SESSION = 10 * 3600
LONGEST_PAUSE = 3600
SEEN_EVERY = 60
WOBBLE = 60
"""Seconds that a clock may be set back without ending a session."""
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
    roles = ACCESS.get(request.endpoint or "", EVERYBODY)
    if request.endpoint == "static_file":
        return
    unknown = roles == TOKEN or request.endpoint in WITHOUT_COOKIE
    g.session = None if unknown else current_session()
    g.tongue = g.session.tongue if g.session else spoken_tongue()
    if roles == TOKEN:
        check_token()
    elif roles and g.session is None:
        raise NotSignedIn
    elif roles and g.session.role not in roles:
        raise NotAllowed


def spoken_tongue() -> str:
    """The staff language that the browser asks for."""
    return request.accept_languages.best_match(STAFF_TONGUES, SOURCE) or SOURCE


def from_our_page() -> bool:
    """Whether a page of ours sent this. Browsers leave Sec-Fetch-Site out on plain HTTP; Origin decides then."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def mark(response: Response) -> Response:
    """Security headers on everything; nothing is kept by a browser unless it said so itself."""
    response.headers.extend(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


# sessions


def cookie_name() -> str:
    """The prefix ties the cookie to this host and to HTTPS; plain HTTP is for this machine alone."""
    return "__Host-session" if request.is_secure else "session"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def current_session() -> Session | None:
    """The living session behind the cookie, or None."""
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return None
    now, session = here().now, here().store.staff.session(_hash(token))
    if session is None:
        return None
    with suppress(StoreUnavailable):  # who only reads goes on when nothing can be written
        if not _alive(session, now):
            here().store.staff.end_session(_hash(token))
        elif now - session.seen > SEEN_EVERY:
            here().store.staff.change_session(_hash(token), seen=now)
    return session if _alive(session, now) else None


def _alive(session: Session, now: int) -> bool:
    """Tell whether a session goes on; one from the future, beyond a clock's wobble, does not."""
    return -WOBBLE <= now - session.began < LONGEST_SESSION and -WOBBLE <= now - session.seen < LONGEST_PAUSE


def sign_in(response: BaseResponse, account: Account, desk: str, profile: str, tongue: str) -> None:
    """Begin a new session; one that was there before ends."""
    sign_out(response)
    token, now = secrets.token_urlsafe(32), here().now
    session = Session(account.name, account.role, desk, profile, tongue, "", now, now)
    here().store.staff.begin_session(_hash(token), session)
    here().store.staff.end_sessions_before(now - LONGEST_SESSION, now - LONGEST_PAUSE)
    response.set_cookie(cookie_name(), token, httponly=True, secure=request.is_secure, samesite="Strict", path="/")


def sign_out(response: BaseResponse) -> None:
    """End the session of this request, if there is one."""
    token = request.cookies.get(cookie_name(), "")
    if token:
        here().store.staff.end_session(_hash(token))
        response.delete_cookie(cookie_name(), path="/", secure=request.is_secure, httponly=True, samesite="Strict")


def change_session(**changes: str) -> None:
    """Change fields of the session of this request."""
    here().store.staff.change_session(_hash(request.cookies.get(cookie_name(), "")), **changes)
    g.session = replace(g.session, **changes)


# tokens


def new_token(name: str) -> str:
    """Give a program leave to read. Returns its token, which nobody knows once it has been shown."""
    token = f"kiosk_{secrets.token_urlsafe(32)}"
    here().store.tokens.keep(AccessToken(_hash(token), name, signed_in().account, here().today))
    return token


def check_token() -> None:
    """Raise TokenRefused unless the request shows a living token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not here().store.tokens.knows(_hash(token.strip())):
        raise TokenRefused


# accounts


def known_account(name: str, password: str) -> Account:
    """The account with this name and password. An unknown name takes as long as a wrong password."""
    account = here().store.staff.account(name)
    if not passwords.fits(password, account.password if account else "") or account is None:
        raise SignInFailed
    return account

"""Sign-ins that live on the server: begun, found behind a cookie, changed, ended."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import replace

from flask import g, request
from werkzeug.wrappers import Response

from kiosk import passwords
from kiosk.errors import SignInFailed, StoreUnavailable
from kiosk.storage import Account, Session
from kiosk.web.running import here

LONGEST_SESSION = 10 * 3600
LONGEST_PAUSE = 3600
SEEN_EVERY = 60
WOBBLE = 60
"""Seconds that a clock may be set back without ending a session."""


def known_account(name: str, password: str) -> Account:
    """Return the account with this name and password. An unknown name takes as long as a wrong password."""
    account = here().store.staff.account(name)
    if not passwords.fits(password, account.password if account else "") or account is None:
        raise SignInFailed
    return account


def cookie_name() -> str:
    """Return the cookie's name: the prefix ties it to this host and to HTTPS; plain HTTP is for this machine alone."""
    return "__Host-session" if request.is_secure else "session"


def digest(token: str) -> str:
    """Return the hash under which the store keeps a token; the token itself it never knows."""
    return hashlib.sha256(token.encode()).hexdigest()


def _shown() -> str:
    """Return the digest of the token in the cookie; nothing where there is none."""
    token = request.cookies.get(cookie_name(), "")
    return digest(token) if token else ""


def current_session() -> Session | None:
    """Return the living session behind the cookie, or None."""
    token, staff, now = _shown(), here().store.staff, here().now
    session = staff.session(token) if token else None
    if session is None:
        return None
    alive = _alive(session, now)
    with suppress(StoreUnavailable):  # who only reads goes on when nothing can be written
        if not alive:
            staff.end_session(token)
        elif now - session.seen > SEEN_EVERY:
            staff.change_session(token, seen=now)
    return session if alive else None


def _alive(session: Session, now: int) -> bool:
    """Tell whether a session goes on; not one from the future, beyond a clock's wobble, or at a desk that is gone."""
    if session.desk and here().pack.desk(session.desk) is None:
        return False
    return -WOBBLE <= now - session.began < LONGEST_SESSION and -WOBBLE <= now - session.seen < LONGEST_PAUSE


def sign_in(response: Response, account: Account, desk: str, profile: str, tongue: str) -> None:
    """Begin a new session; one that was there before ends."""
    sign_out(response)
    token, now = secrets.token_urlsafe(32), here().now
    session = Session(account.name, account.role, desk, profile, tongue, "", now, now)
    here().store.staff.begin_session(digest(token), session)
    here().store.staff.end_sessions_before(now - LONGEST_SESSION, now - LONGEST_PAUSE)
    response.set_cookie(cookie_name(), token, httponly=True, secure=request.is_secure, samesite="Strict", path="/")


def sign_out(response: Response) -> None:
    """End the session of this request, if there is one."""
    if token := _shown():
        here().store.staff.end_session(token)
        response.delete_cookie(cookie_name(), path="/", secure=request.is_secure, httponly=True, samesite="Strict")


def change_session(**changes: str) -> None:
    """Change fields of the session of this request."""
    here().store.staff.change_session(_shown(), **changes)
    g.session = replace(g.session, **changes)

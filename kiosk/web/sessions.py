"""Sign-ins that live on the server: begun, found behind a cookie, turned to a client, locked, ended."""

import hmac
import secrets
from contextlib import suppress

from flask import g, redirect, request
from werkzeug.wrappers import Response

from kiosk import pins
from kiosk.errors import NotSignedIn, SignInFailed, StoreUnavailable
from kiosk.storage import LOCKED, Account, Session
from kiosk.web import cookies, door
from kiosk.web.cookies import digest
from kiosk.web.order import cause_of_tap
from kiosk.web.running import here

SESSION = "session"
LONGEST_SESSION = 10 * 3600
LONGEST_PAUSE = 3600
SEEN_EVERY = 20
WOBBLE = 60
"""Seconds that a clock may be set back without ending a session."""
UNLOCKS = "lock.unlock"
SHUT = "shut"
"""The cookie by which a browser says that its page was hidden, until the desk has heard of it and written it down."""
TURNED = "turned"
"""What a session may do while a client holds the tablet, instead of the role of its account; LOCKED: nothing."""


def known_account(name: str, password: str) -> Account:
    """Return the account with this name and password. An unknown name takes as long as a wrong password.

    Raises SignInFailed, and what `door.opens` raises.
    """
    account = here().store.staff.account_meant(name)
    if not door.opens(password, account.password if account else "") or account is None:
        raise SignInFailed
    return account


def check_unlocking(secret: str) -> None:
    """Raise SignInFailed unless this is PIN or password of the account that the tablet of this request belongs to.

    Raises what `door.opens` raises.
    """
    account = here().store.staff.account(g.session.account)
    known = (account.pin if pins.is_pin(secret) else account.password) if account else ""
    if not door.opens(secret, known):
        raise SignInFailed


def check_still(account: Account | None) -> None:
    """Raise NotSignedIn where this session ended, or its account was changed, while secrets were looked at.

    Within one change with what they allow.
    """
    staff = here().store.staff
    if account is None or not staff.is_still(account) or staff.session(shown_token()) is None:
        raise NotSignedIn


def shown_token() -> str:
    """Return the digest of the token in the session's cookie, or in the new one of this answer; nothing for none."""
    token = cookies.value_of(SESSION)
    return g.begun or (digest(token) if token else "")


def current_session() -> Session | None:
    """Return the living session behind the cookie, or None; its role is what it may do now."""
    token, server = shown_token(), here()
    staff, now = server.store.staff, server.now
    session = staff.session(token, (request.view_args or {}).get("key", "")) if token else None
    if session is None:
        return None
    before = "Tap" in request.headers and request.endpoint != UNLOCKS  # on its way when the page was hidden, it counts
    if SHUT in request.cookies and not before:
        server.shut.add(token)
    alive, rests = _alive(session, now), now - session.seen >= server.pack.site.lock_minutes * 60
    with suppress(StoreUnavailable):  # who only reads goes on when nothing can be written
        if not alive:
            staff.end_session(token)
        elif token in server.shut and session.turned != LOCKED:
            staff.change_session(token, turned=LOCKED)
        elif now - session.seen > SEEN_EVERY and not rests:
            staff.change_session(token, seen=now)
    session = session._replace(role=LOCKED) if rests or token in server.shut else _in_hands(session)
    return session if alive else None


def _in_hands(session: Session) -> Session:
    """Return the session with what may be done in the hands that it is in."""
    return session._replace(role=LOCKED if session.turned == LOCKED else TURNED) if session.turned else session


def _alive(session: Session, now: int) -> bool:
    """Tell whether a session goes on; not one from the future, beyond a clock's wobble, or at a desk that is gone."""
    if session.desk and here().pack.desk(session.desk) is None:
        return False
    return -WOBBLE <= now - session.began < LONGEST_SESSION and -WOBBLE <= now - session.seen < LONGEST_PAUSE


def sign_in(response: Response, account: Account, desk: str, profile: str, turned: str) -> None:
    """Begin a new session; one that was there before ends. `turned`: as in the session."""
    staff, now = here().store.staff, here().now
    staff.end_session(shown_token())
    device = door.known_device() or None
    begun = Session(account.name, account.role, desk, profile, g.tongue, "", now, now, turned, device=device)
    _begin(response, begun)
    staff.end_sessions_before(now - LONGEST_SESSION, now - LONGEST_PAUSE)


def in_clients_hands() -> bool:
    """Tell whether a client holds the tablet of this request."""
    return bool(g.session) and g.session.role == TURNED


def rests_after() -> int:
    """Return after how many seconds without a tap this page rests; 0 where nobody has signed in."""
    awake = g.session and g.session.role != LOCKED
    return here().pack.site.lock_minutes * 60 - SEEN_EVERY if awake else 0


def mark() -> str:
    """Return what tells the pages of this sign-in and of these hands from all others, and those before a talk ended.

    It opens nothing.
    """
    ended = g.session.last_conversation if g.session else ""
    return shown_token()[:8] + digest(ended)[:4]


def turn(response: Response, turned: str) -> None:
    """Turn the tablet to the client of a talk, lock it, or give it back to its account: under a new cookie each time.

    `turned`: as in the session. What began with the password goes on no longer for it. Raises NotSignedIn where it
    has ended meanwhile.
    """
    session = g.session._replace(turned=turned, seen=here().now, before=shown_token())
    _begin(response, session)
    g.session = _in_hands(session)


def lock(response: Response) -> None:
    """Lock the tablet, with a full disk too: it is the one that nobody may leave open. Its browser keeps that then."""
    try:
        turn(response, LOCKED)
    except StoreUnavailable:
        _shut(shown_token(), ended=False)
        response.set_cookie(SHUT, "1", samesite="Strict")


def answered_before() -> Response | None:
    """Answer a tap once more that gave the tablet a new cookie, where that answer was lost on the line; else None.

    It comes with the old cookie or the new one, and is known by the number that only its page knows.
    """
    cause, session = cause_of_tap(), g.session
    if not cause or (session and session.cause != cause):
        return None
    place = session.place if session else here().store.staff.place_after(shown_token(), cause)
    if not place:
        return None
    response = redirect(place, 303)
    if session is None:
        cookies.keep(response, SESSION, _next_token(cause), samesite="Lax")
        _show(response)
    return response


def _next_token(cause: str) -> str:
    """Return a new token; for the same tap with the same cookie the same, however often it comes.

    It is made from the cookie itself, which the store does not know.
    """
    before = cookies.value_of(SESSION)
    if not (before and cause):
        return secrets.token_urlsafe(32)
    return hmac.new(here().store.secret, f"{before} {cause}".encode(), "sha256").hexdigest()


def _begin(response: Response, session: Session) -> None:
    """Begin a session under a new cookie; the one before ends in the same change."""
    cause = cause_of_tap()
    token = _next_token(cause)
    begun = session._replace(cause=cause, place=response.location or "")
    here().store.staff.begin_session(digest(token), begun)
    g.begun = digest(token)
    cookies.keep(response, SESSION, token, samesite="Lax")
    _show(response)


def _show(response: Response) -> None:
    """Let the browser forget that its page was hidden, where the desk has heard so or somebody has opened it again.

    The turn to a client, which may have waited on the line, is neither.
    """
    if SHUT in request.cookies and request.blueprint != "conversation":
        response.delete_cookie(SHUT, samesite="Strict")


def sign_out(response: Response) -> None:
    """End the session of this request, if there is one; with a full disk it is locked, and its cookie gone."""
    if token := shown_token():
        cookies.drop(response, SESSION)
        _show(response)
        try:
            here().store.staff.end_session(token)
        except StoreUnavailable:
            _shut(token, ended=True)


def _shut(token: str, *, ended: bool) -> None:
    here().shut.add(token)
    here().unkept[token] = ended


def keep_what_was_shut() -> None:
    """Write down, with the first request that can, what was locked or ended before: no restart brings it back."""
    staff, unkept = here().store.staff, here().unkept
    with suppress(StoreUnavailable):
        for token, ended in [*unkept.items()]:
            if ended:
                staff.end_session(token)
            else:
                staff.change_session(token, turned=LOCKED)
            unkept.pop(token, None)


def change_session(**changes: str) -> None:
    """Change fields of the session of this request."""
    here().store.staff.change_session(shown_token(), **changes)
    g.session = _in_hands(g.session._replace(**changes))

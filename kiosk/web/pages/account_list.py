"""The lead's page of accounts: made, reset and closed, signed out everywhere; devices that are known."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import passwords
from kiosk.domain.account_name import LONGEST_NAME
from kiosk.domain.vocabulary import in_use
from kiosk.errors import LastLead, NotThere
from kiosk.storage import Account, LogEvent
from kiosk.web import cookies, door, sessions
from kiosk.web.access import POST
from kiosk.web.accounted import account_for
from kiosk.web.pages.first_password import problem_of_name
from kiosk.web.running import here, signed_in, staff_tongue
from kiosk.words.labels import ROLE_NAMES

bp = Blueprint("accounts", __name__)

GIVEN, GIVEN_LIVES = "given", 60
"""The cookie with a code and whose it is, from the form that gave it to the page that shows it once; its seconds."""


@bp.errorhandler(NotThere)
def gone(_: NotThere) -> Response:
    """Say that the account has gone, on the page of those there are."""
    return make_response(_page(problem="account_gone"), 422)


@bp.errorhandler(LastLead)
def the_last(_: LastLead) -> Response:
    """Say that another lead comes first."""
    return make_response(_page(problem="last_lead"), 422)


@bp.get("/accounts")
def page() -> Response:
    """Show accounts and devices, the form for another account, and a code that was just given, this once."""
    code, _, name = cookies.value_of(GIVEN).partition(" ")
    response = make_response(_page(name, code=code))
    if code:
        cookies.drop(response, GIVEN)
    return response


@bp.post("/accounts")
def make() -> Response:
    """Make an account without a password, and give the code with which its owner sets one."""
    name, chosen = request.form.get("name", "").strip(), request.form.get("role", "")
    role, _, post = chosen.partition(":")
    with _still_the_lead():
        problem = problem_of_name(name) or ("" if chosen in _roles() else "account_role")
        if problem:
            return make_response(_page(name, chosen, problem), 422)
        here().store.staff.keep_account(Account(name, role, "", post))
        account_for(LogEvent.ACCOUNT_ADDED, signed_in().account, f"{name} ({role})")
        return _with_code(name)


@bp.post("/accounts/reset")
def reset() -> Response:
    """Let the password of an account fit no more, and give the code with which its owner sets another."""
    with _still_the_lead():
        name = _other()
        here().store.staff.set_password(name, "")
        return _with_code(name)


@bp.post("/accounts/sign-out")
def end_sessions() -> Response:
    """End all sessions of an account."""
    with _still_the_lead():
        name = _other()
        here().store.staff.end_sessions(name)
        account_for(LogEvent.SESSIONS_ENDED, signed_in().account, name)
    return redirect(url_for("accounts.page"), 303)


@bp.post("/accounts/close")
def close() -> Response:
    """Close an account: its sessions, tokens, codes and devices end with it."""
    with _still_the_lead():
        name = _other()
        here().store.staff.drop_account(name)
        account_for(LogEvent.ACCOUNT_REMOVED, signed_in().account, name)
    return redirect(url_for("accounts.page"), 303)


@bp.post("/accounts/device")
def forget_device() -> Response:
    """Take a device for unknown: whoever guesses there shares the tries of all unknown ones."""
    with _still_the_lead(), suppress(NotThere):
        here().store.devices.forget(request.form.get("digest", ""))
        account_for(LogEvent.DEVICE_FORGOTTEN, signed_in().account)
    return redirect(url_for("accounts.page"), 303)


@contextmanager
def _still_the_lead() -> Iterator[None]:
    """Change accounts in one piece. Raises NotSignedIn where one's own was closed since the request was let in."""
    with here().store.at_once():
        sessions.check_still(here().store.staff.account(signed_in().account))
        yield


def _roles() -> dict[str, str]:
    """Return what an account may be, as the form sends it, in words: one of a post is one for each post."""
    tongue, posts = staff_tongue(), in_use(here().pack.site.posts, here().today)
    own = {role: tongue.speak(name) for role, name in ROLE_NAMES.items() if role != POST}
    return own | {f"{POST}:{one.code}": f"{tongue.speak(ROLE_NAMES[POST])}: {one.name}" for one in posts}


def _other() -> str:
    """Return the account that is meant, never one's own: nobody locks themselves out. NotThere where it has gone."""
    name = request.form.get("name", "")
    if name == signed_in().account:
        abort(422)
    if here().store.staff.account(name) is None:
        raise NotThere
    return name


def _with_code(name: str) -> Response:
    """Lead to the page with a code for this account; nobody knows it once shown, and loaded again it gives no other."""
    code = passwords.new_code()
    with here().store.at_once():
        here().store.devices.give_code(passwords.code_hash(code), name, here().now + passwords.CODE_LIVES)
        account_for(LogEvent.CODE_GIVEN, signed_in().account, name)
    response = redirect(url_for("accounts.page"), 303)
    cookies.keep(response, GIVEN, f"{code} {name}", seconds=GIVEN_LIVES)
    return response


def _page(name: str = "", role: str = "", problem: str = "", code: str = "") -> str:
    store, now = here().store, here().now
    return render_template(
        "accounts/page.html",
        accounts=store.staff.accounts(),
        signed_in=store.staff.signed_in(now - sessions.LONGEST_SESSION, now - sessions.LONGEST_PAUSE),
        devices=store.devices.known(),
        this=door.known_device(),
        roles=_roles(),
        name=name,
        role=role,
        problem=problem,
        code=code,
        longest=LONGEST_NAME,
    )

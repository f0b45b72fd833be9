"""Mein Zugang: who is signed in and where, and a new password or PIN for oneself."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import passwords, pins
from kiosk.errors import MustWait, PasswordsBusy, SignInFailed
from kiosk.storage import LogEvent
from kiosk.web import door, sessions
from kiosk.web.accounted import account_for
from kiosk.web.running import here, signed_in
from kiosk.words.log_words import moment_of

bp = Blueprint("account", __name__)


@bp.get("/account")
def page() -> str:
    """Show who is signed in and where, and the forms for another password or PIN."""
    return _page(changed="changed" in request.args)


@bp.post("/account/password")
def change_password() -> Response:
    """Set another password, by who knows the present one; every other session of the account ends."""
    name, password = signed_in().account, request.form.get("password", "")
    if problem := door.problem_of(password, request.form.get("again", ""), name):
        return make_response(_page(problem), 422)
    try:
        sessions.known_account(name, request.form.get("old", ""))
        hashed = door.hashed(password)
    except SignInFailed:
        return make_response(_page("old_password"), 422)
    except (MustWait, PasswordsBusy) as error:
        return door.refused(error, _page)
    with here().store.at_once():
        here().store.staff.set_password(name, hashed, keeping=sessions.shown_token())
        account_for(LogEvent.PASSWORD_SET, name)
    return redirect(url_for("account.page", changed=1), 303)


@bp.post("/account/pin")
def change_pin() -> Response:
    """Set a PIN, by who knows the password where there is one already; every other session of the account ends."""
    name, form = signed_in().account, request.form
    account = here().store.staff.account(name)
    if problem := _problem_of_pin(form.get("pin", ""), form.get("repeated", "")):
        return make_response(_page(problem), 422)
    try:
        if account and account.pin:
            sessions.known_account(name, form.get("known", ""))
        hashed = door.hashed(form["pin"])
    except SignInFailed:
        return make_response(_page("pin_password"), 422)
    except (MustWait, PasswordsBusy) as error:
        return door.refused(error, _page)
    with here().store.at_once():
        here().store.staff.set_pin(name, hashed, keeping=sessions.shown_token())
        account_for(LogEvent.PIN_SET, name)
    return redirect(url_for("sign_in.home"), 303)


@bp.post("/account/sessions")
def end_sessions() -> Response:
    """End one other session of one's own, or all others."""
    name, only = signed_in().account, request.form.get("only", "")
    with here().store.at_once():
        here().store.staff.end_sessions(name, sessions.shown_token(), only)
        account_for(LogEvent.SESSIONS_ENDED, name, name)
    return redirect(url_for("account.page", _anchor="sessions"), 303)


def _problem_of_pin(pin: str, repeated: str) -> str:
    """Return what is wrong with a new PIN that was typed twice, or nothing."""
    if not pins.is_pin(pin):
        return "pin_shape"
    if pins.is_easy(pin):
        return "pin_easy"
    return "" if pin == repeated else "pin_again"


def _page(problem: str = "", wait: str = "", *, changed: bool = False) -> str:
    staff, now, name = here().store.staff, here().now, signed_in().account
    account, living = staff.account(name), (now - sessions.LONGEST_SESSION, now - sessions.LONGEST_PAUSE)
    values = {"problem": problem, "wait": wait, "changed": changed, "shortest": passwords.SHORTEST}
    return render_template(
        "accounts/account.html",
        **values,
        has_pin=bool(account and account.pin),
        signed_in=staff.sessions_of(name, *living),
        this=sessions.shown_token(),
        moment=moment_of,
    )

"""Mein Zugang: who is signed in and where, and a new password or PIN for oneself."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import passwords, pins
from kiosk.storage import Account, LogEvent
from kiosk.web import door, sessions
from kiosk.web.accounted import account_for
from kiosk.web.running import here, signed_in
from kiosk.words.log_words import moment_of

bp = Blueprint("account", __name__)

PROBLEMS_OF_PIN = ("pin_password", "pin_shape", "pin_easy", "pin_again")
PROBLEMS_OF_PASSWORD = ("old_password", "short", "easy", "again")
JUST_NOW = 5 * 60
"""Seconds after a sign-in in which its password need not be typed again."""


@bp.get("/account")
def page() -> str:
    """Show who is signed in and where, and the forms for another password or PIN."""
    staff, now, name = here().store.staff, here().now, signed_in().account
    account, living = staff.account(name), (now - sessions.LONGEST_SESSION, now - sessions.LONGEST_PAUSE)
    return render_template(
        "accounts/account.html",
        **door.told(*PROBLEMS_OF_PIN, *PROBLEMS_OF_PASSWORD, door.BUSY, door.WAIT),
        changed="changed" in request.args,
        shortest=passwords.SHORTEST,
        has_pin=bool(account and account.pin),
        asks_password=_asks_password(account),
        signed_in=staff.sessions_of(name, *living),
        this=sessions.shown_token(),
        moment=moment_of,
    )


@bp.post("/account/password")
def change_password() -> Response:
    """Set another password, by who knows the present one; every other session of the account ends."""
    name, password = signed_in().account, request.form.get("password", "")
    if problem := door.problem_of(password, request.form.get("again", ""), name):
        return door.back_to("account.page", problem)
    try:
        account = sessions.known_account(name, request.form.get("old", ""))
        hashed = door.hashed(password)
    except door.REFUSED as error:
        return door.refused(error, "account.page", "old_password")
    with here().store.at_once():
        sessions.check_still(account)
        here().store.staff.set_password(name, hashed, keeping=sessions.shown_token())
        account_for(LogEvent.PASSWORD_SET, name)
    return redirect(url_for("account.page", changed=1), 303)


@bp.post("/account/pin")
def change_pin() -> Response:
    """Set a PIN, by who knows the password or signed in just now; every other session of the account ends.

    The first one comes right after the first sign-in: there nobody types the password twice. Later whoever finds a
    tablet open would choose one for its account.
    """
    name, form = signed_in().account, request.form
    account = here().store.staff.account(name)
    if problem := _problem_of_pin(form.get("pin", ""), form.get("repeated", "")):
        return door.back_to("account.page", problem)
    try:
        if _asks_password(account):
            account = sessions.known_account(name, form.get("known", ""))
        hashed = door.hashed(form["pin"])
    except door.REFUSED as error:
        return door.refused(error, "account.page", "pin_password")
    with here().store.at_once():
        sessions.check_still(account)
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


def _asks_password(account: Account | None) -> bool:
    """Tell whether a PIN needs the password: another one always, the first one some minutes after the sign-in."""
    return bool(account and account.pin) or here().now - signed_in().began > JUST_NOW


def _problem_of_pin(pin: str, repeated: str) -> str:
    """Return what is wrong with a new PIN that was typed twice, or nothing."""
    if not pins.is_pin(pin):
        return "pin_shape"
    if pins.is_easy(pin):
        return "pin_easy"
    return "" if pin == repeated else "pin_again"

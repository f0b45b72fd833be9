"""A one-time code opens one page: a password is set there, or the first account is made."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import passwords
from kiosk.domain.account_name import LONGEST_NAME, is_fit
from kiosk.errors import SignInFailed
from kiosk.storage import Account, LogEvent
from kiosk.web import door
from kiosk.web.access import LEAD
from kiosk.web.accounted import account_for
from kiosk.web.running import here

bp = Blueprint("code", __name__)

PROBLEMS = ("code", "account_name", "account_taken", "short", "easy", "again", door.BUSY)


@bp.get("/code")
def page() -> str:
    """Ask for the code, the name, and a password."""
    return render_template(
        "accounts/code.html", **door.told(*PROBLEMS), shortest=passwords.SHORTEST, longest=LONGEST_NAME
    )


@bp.post("/code")
def use() -> Response:
    """Set the password of the account that the code is for, or make the first one; the sign-in comes next."""
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    code = passwords.code_hash(request.form.get("code", ""))
    account = here().store.devices.code_for(code, here().now) or ""
    name = account if account.casefold() == name.casefold() else name
    try:
        if problem := _problem(code, name) or door.problem_of(password, request.form.get("again", ""), name):
            return door.back_to("code.page", problem, name)
        _set(code, name, door.hashed(password))
    except door.REFUSED as error:
        return door.refused(error, "code.page", "code", name)
    return redirect(url_for("sign_in.page"), 303)


def problem_of_name(name: str) -> str:
    """Return why a new account cannot have this name, or nothing."""
    if not is_fit(name):
        return "account_name"
    return "account_taken" if here().store.staff.has_like(name) else ""


def _problem(code: str, name: str) -> str:
    """Return why no account can have this name, or nothing. Raises SignInFailed unless the code lives and is for it."""
    if not _is_for(code, name):
        raise SignInFailed
    return problem_of_name(name) if here().store.staff.account(name) is None else ""


def _is_for(code: str, name: str) -> bool:
    """Tell whether a code lives and is for this account; the first of all takes a name that is free, or a lead's."""
    account = here().store.devices.code_for(code, here().now)
    known = here().store.staff.account(name)
    return account == name if account else account is not None and (known is None or known.role == LEAD)


def _set(code: str, name: str, hashed: str) -> None:
    """Set the password; a PIN is chosen anew. Raises SignInFailed where the code was used meanwhile."""
    store = here().store
    with store.at_once():
        if not store.devices.take_code(code):
            raise SignInFailed
        if store.staff.account(name) is None:
            store.staff.keep_account(Account(name, LEAD, hashed))
            account_for(LogEvent.ACCOUNT_ADDED, name, f"{name} ({LEAD})")
        store.staff.set_password(name, hashed)
        store.staff.set_pin(name, "")
        account_for(LogEvent.PASSWORD_SET, name)

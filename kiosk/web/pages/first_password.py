"""A one-time code opens one page: a password is set there, or the first account is made."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import passwords
from kiosk.domain.account_name import LONGEST_NAME, is_fit
from kiosk.errors import PasswordsBusy
from kiosk.storage import Account, LogEvent
from kiosk.web import door
from kiosk.web.access import LEAD
from kiosk.web.accounted import REFUSED_EVERY, account_for
from kiosk.web.running import here

bp = Blueprint("code", __name__)


@bp.get("/code")
def page() -> str:
    """Ask for the code, the name, and a password."""
    return _form()


@bp.post("/code")
def use() -> Response:
    """Set the password of the account that the code is for, or make the first one; the sign-in comes next."""
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    code = passwords.code_hash(request.form.get("code", ""))
    if not _is_for(code, name):
        here().store.account_log.keep_seldom(LogEvent.SIGN_IN_REFUSED, "", here().now, REFUSED_EVERY)
        return make_response(_form(name, "code"), 422)
    if problem := problem_of_name(name) if here().store.staff.account(name) is None else "":
        return make_response(_form(name, problem), 422)
    if problem := door.problem_of(password, request.form.get("again", ""), name):
        return make_response(_form(name, problem), 422)
    try:
        hashed = door.hashed(password)
    except PasswordsBusy as error:
        return door.refused(error, lambda problem, _: _form(name, problem))
    if not _set(code, name, hashed):
        return make_response(_form(name, "code"), 422)
    return redirect(url_for("sign_in.page"), 303)


def problem_of_name(name: str) -> str:
    """Return why a new account cannot have this name, or nothing."""
    if not is_fit(name):
        return "account_name"
    return "account_taken" if here().store.staff.has_like(name) else ""


def _is_for(code: str, name: str) -> bool:
    """Tell whether a code lives and is for this account; the first of all takes a name that is free, or a lead's."""
    account = here().store.devices.code_for(code, here().now)
    known = here().store.staff.account(name)
    return account == name if account else account is not None and (known is None or known.role == LEAD)


def _set(code: str, name: str, hashed: str) -> bool:
    """Set the password, unless the code was used meanwhile."""
    store = here().store
    with store.at_once():
        if not store.devices.take_code(code):
            return False
        if store.staff.account(name) is None:
            store.staff.keep_account(Account(name, LEAD, hashed))
            account_for(LogEvent.ACCOUNT_ADDED, name, f"{name} ({LEAD})")
        store.staff.set_password(name, hashed)
        account_for(LogEvent.PASSWORD_SET, name)
    return True


def _form(name: str = "", problem: str = "") -> str:
    return render_template(
        "accounts/code.html", name=name, problem=problem, shortest=passwords.SHORTEST, longest=LONGEST_NAME
    )

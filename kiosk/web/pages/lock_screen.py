"""The locked tablet: hidden with one tap or after a while, opened by PIN or password where it was."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import MustWait, PasswordsBusy, SignInFailed
from kiosk.storage import LOCKED
from kiosk.web import door, sessions
from kiosk.web.access import STAFF
from kiosk.web.accounted import account_for_refusal
from kiosk.web.running import here
from kiosk.web.way_back import address_left, in_right_hands, own_address
from kiosk.words.catalogues import SOURCE

bp = Blueprint("lock", __name__)

SAID = ("secret", "busy")
"""What the form says that was refused; that the device waits it sees by itself."""


@bp.post("/lock")
def lock() -> Response:
    """Hide everything until PIN or password; who began it stands in the session."""
    response = redirect(url_for("lock.page", back=address_left() or None), 303)
    sessions.turn(response, LOCKED)
    return response


@bp.get("/unlock")
def page() -> str | Response:
    """Show a calm page, and ask for PIN or password; nothing of what was there before stands on it."""
    if g.session.role in STAFF:
        return redirect(url_for("sign_in.home"), 303)
    return _form(request.args.get("back", ""), request.args.get("said", ""), request.args.get("over", ""))


@bp.post("/unlock")
def unlock() -> Response:
    """Begin a new session of the same account at the same step, in the hands that it belongs in.

    What is refused is told at the address of the form: the history of the browser keeps no page with a secret.
    """
    back = own_address(request.form.get("back", ""))
    try:
        sessions.check_unlocking(request.form.get("secret", ""))
    except SignInFailed:
        account_for_refusal()
        return _to_form(back, "secret")
    except (MustWait, PasswordsBusy) as error:
        return _to_form(back, door.REFUSALS[type(error)])
    back, turned = in_right_hands(back)
    response = redirect(back or url_for("sign_in.home"), 303)
    sessions.turn(response, turned)
    return response


def _to_form(back: str, said: str) -> Response:
    return redirect(url_for("lock.page", back=back or None, said=said), 303)


@bp.get("/stay")
def stay() -> tuple[str, int]:
    """Say that somebody is still there."""
    return "", 204


def _form(back: str, said: str, over: str) -> str:
    """Show the form; after a refusal why, and how long this device waits by now.

    After a talk it asks whoever holds the tablet to hand it back, in this language if it is spoken here.
    """
    wait = door.waits() if said else ""
    problem = "wait" if wait else said if said in SAID else ""
    account = here().store.staff.account(g.session.account)
    has_pin = bool(account and account.pin)
    over = over if over in ("", *here().languages) else SOURCE
    page = {"back": own_address(back), "problem": problem, "wait": wait, "has_pin": has_pin, "over": over}
    return render_template("lock/page.html", **page)

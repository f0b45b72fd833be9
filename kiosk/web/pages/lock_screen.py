"""The locked tablet: hidden with one tap or after a while, opened by PIN or password where it was."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.web import door, sessions
from kiosk.web.access import STAFF
from kiosk.web.running import here
from kiosk.web.way_back import address_left, in_right_hands, own_address, place_before, with_loss
from kiosk.words.catalogues import SOURCE

bp = Blueprint("lock", __name__)


@bp.post("/lock")
def lock() -> Response:
    """Hide everything until PIN or password; who began it stands in the session."""
    back = with_loss(address_left()) if g.page.missing and place_before() else address_left()
    response = redirect(url_for("lock.page", back=back or None), 303)
    sessions.lock(response)
    return response


@bp.get("/unlock")
def page() -> str | Response:
    """Show a calm page, and ask for PIN or password; nothing of what was there before stands on it.

    After a talk it asks whoever holds the tablet to hand it back, in the language `over` if it is spoken here. Where
    another tab has unlocked the tablet it leads back at once.
    """
    back = own_address(request.args.get("back", ""))
    if g.session.role in STAFF:
        return redirect(in_right_hands(back)[0] or url_for("sign_in.home"), 303)
    return calm(back, request.args.get("over", ""))


def calm(back: str, over: str) -> str:
    """Return the page that a locked tablet shows."""
    account = here().store.staff.account(g.session.account)
    return render_template(
        "lock/page.html",
        **door.told("secret", door.BUSY, door.WAIT),
        back=back,
        has_pin=bool(account and account.pin),
        over=over if over in ("", *here().languages) else SOURCE,
    )


@bp.post("/unlock")
def unlock() -> Response:
    """Begin a new session of the same account at the same step, in the hands that it belongs in.

    Where another tab was first there is nothing left to unlock.
    """
    back = own_address(request.form.get("back", ""))
    if g.session.role in STAFF:
        return redirect(url_for("lock.page", back=back or None), 303)
    try:
        sessions.check_unlocking(request.form.get("secret", ""))
    except door.REFUSED as error:
        return door.refused(error, "lock.page", "secret", back=back)
    back, turned = in_right_hands(back)
    response = redirect(back or url_for("sign_in.home"), 303)
    sessions.turn(response, turned)
    return response


@bp.get("/stay")
def stay() -> tuple[str, int]:
    """Say that somebody is still there."""
    return "", 204

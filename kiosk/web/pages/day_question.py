"""Which day it is, asked of whoever is signed in while the machine's clock is in doubt."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.clerk import FORGET
from kiosk.web.running import here

bp = Blueprint("day", __name__)


@bp.post("/day")
def answer() -> Response:
    """Believe the clock, or the last confirmed day. An answer to another day than the clock shows by now is none."""
    running, doubted = here(), here().clock.doubted_day
    if doubted and request.form.get("day") == doubted.isoformat():
        if request.form.get("answer") == "yes":
            running.clock.confirm()
        else:
            running.clock.refuse()
        running.store.keep_last_day(running.today)
        if running.clerk:
            running.clerk.wake(FORGET)
    return redirect(url_for("sign_in.home"), 303)

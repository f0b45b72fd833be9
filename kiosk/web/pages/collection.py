"""The overhead's page for taking in what desks delivered: a button, how far it is, what was set aside and why."""

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from kiosk.clerk import COLLECT
from kiosk.errors import DutyReason, NotThere
from kiosk.web.htmx import wants_fragment
from kiosk.web.running import here, staff_tongue
from kiosk.web.voices import staff, staff_notice
from kiosk.words.notices import FAILING, about

bp = Blueprint("collecting", __name__)


@bp.get("/collect")
def page() -> str:
    """Show the state of the round under way or the last one; of an open page only the part that changes."""
    template = "numbers/round.html" if wants_fragment() else "numbers/collect.html"
    clerk = here().clerk
    return render_template(
        template,
        inbox=clerk.inbox if clerk else None,
        running=clerk.collecting if clerk else False,
        state=clerk.collected if clerk else None,
        problem=_problem(),
        aside=here().store.collection.aside(),
        staff_notice=staff_notice,
        about=lambda one: about(one, here().pack, staff_tongue()),
    )


@bp.post("/collect")
def start() -> BaseResponse | Response:
    """Begin a round in the background, unless one is under way."""
    clerk = here().clerk
    if clerk is None or clerk.inbox is None:
        raise NotThere
    if not clerk.collecting:
        clerk.wake(COLLECT)
    return redirect(url_for("collecting.page"), 303)


def _problem() -> str:
    reason = next((one.reason for one in here().store.failing.all() if one.duty == COLLECT), "")
    if not reason:
        return ""
    if reason == DutyReason.NO_FOLDER:
        return staff_notice(reason)
    return staff(FAILING[COLLECT])

"""The overhead's page of what desks delivered: what came, what is missing, what somebody has to decide or look at."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import overhead
from kiosk.clerk import COLLECT
from kiosk.errors import DutyReason, FileReason, NotThere
from kiosk.transfer.collecting import gone
from kiosk.web.htmx import wants_part
from kiosk.web.running import german_labels, here, labels, signed_in, staff_tongue
from kiosk.web.trouble import failing_duties
from kiosk.web.voices import staff, staff_notice
from kiosk.words.notices import FAILING, about, count_in_words
from kiosk.words.reminder_mails import mail

bp = Blueprint("collecting", __name__)


@bp.get("/collect")
def page() -> str:
    """Show what came and the state of the round under way or the last one; of an open page the part that changes."""
    template = "numbers/round.html" if wants_part("round") else "numbers/collect.html"
    clerk, store = here().clerk, here().store
    since = store.collection.looked_before(signed_in().account, here().today)
    aside = store.collection.aside()
    return render_template(
        template,
        inbox=clerk.inbox if clerk else None,
        running=clerk.collecting if clerk else False,
        state=clerk.collected if clerk else None,
        problem=_problem(),
        failing=failing_duties(),
        since=since,
        news=overhead.news(store, here().pack, since or date.min, here().today),
        mails=[mail(german_labels(), one) for one in overhead.reminders(store, here().pack, here().today)],
        cases=store.counts.undecided(),
        decisions=store.counts.decisions(),
        aside=[one for one in aside if one.reason != FileReason.NOT_YET],
        gone=[one for one in aside if clerk and clerk.inbox and gone(clerk.inbox, one)],
        waiting=[one for one in aside if one.reason == FileReason.NOT_YET],
        staff_notice=staff_notice,
        about=lambda one: about(one, staff_tongue()),
        in_words=lambda count, *others: count_in_words(count, (count, *others), labels()),
    )


@bp.post("/collect")
def start() -> Response:
    """Begin a round in the background, unless one is under way."""
    clerk = here().clerk
    if clerk is None or clerk.inbox is None:
        raise NotThere
    if not clerk.collecting:
        clerk.wake(COLLECT)
    return redirect(url_for("collecting.page"), 303)


@bp.post("/collect/decision")
def decide() -> Response:
    """Let one of several counts of a day stand; where they have changed meanwhile the page shows how they are now."""
    chosen, seen = request.form.get("chosen", 0, int), request.form.getlist("seen", int)
    here().store.counts.decide(chosen, seen, signed_in().account, here().today)
    return redirect(url_for("collecting.page", _anchor="decided"), 303)


@bp.post("/collect/aside")
def rest() -> Response:
    """Show these files no longer: somebody has seen to them."""
    here().store.collection.put_to_rest(request.form.getlist("done", int), signed_in().account)
    return redirect(url_for("collecting.page"), 303)


def _problem() -> str:
    reason = next((one.reason for one in here().store.failing.all() if one.duty == COLLECT), "")
    if not reason:
        return ""
    if reason == DutyReason.NO_FOLDER:
        return staff_notice(reason)
    return staff(FAILING[COLLECT])

"""The sheet with the dates of a card that runs out: asked for after a talk, made from one form, kept nowhere."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import desk
from kiosk.domain.conversation import Conversation, Stage
from kiosk.domain.title_dates import last_days
from kiosk.errors import NotThere
from kiosk.web.pages.slip_screens import PAPERS
from kiosk.web.running import here
from kiosk.web.voices import speaking
from kiosk.web.way_back import checked

bp = Blueprint("dates", __name__)

SHEETS = {code: name for code, name in PAPERS.items() if code != "a6"}
"""An A6 is too small for two languages."""


@bp.get("/conversation/<key>/person/<int:place>/dates")
def ask(key: str, place: int) -> Response:
    """Ask which month the card names; the answer is tapped."""
    conversation, months = _found(key, place)
    return _shown(conversation, "dates/months.html", months=months, place=place)


@bp.post("/conversation/<key>/person/<int:place>/dates")
def show(key: str, place: int) -> Response:
    """Show the sheet for the month that was tapped. It answers the form itself: an address would keep the month."""
    conversation, months = _found(key, place)
    month = next((month for month in months if f"{month:%Y-%m}" == request.form.get("month")), None)
    if month is None:
        return redirect(request.full_path, 303)
    wanted = request.form.get("paper", here().pack.site.paper)
    paper = wanted if wanted in SHEETS else next(iter(SHEETS))
    return _shown(
        conversation,
        "dates/sheet.html",
        month=month,
        last_days=last_days(month),
        today=here().today,
        papers=SHEETS,
        paper=paper,
        place=place,
    )


def _found(key: str, place: int) -> tuple[Conversation, Sequence[date]]:
    """Return the talk and the months to choose from. Raises NotThere where there is nothing to ask."""
    conversation, person = desk.found_person(here().office, key, place)
    months = desk.card_months(here().pack, person, here().today)
    if conversation.stage is Stage.FINISHED or not months:
        raise NotThere
    return conversation, months


def _shown(conversation: Conversation, template: str, place: int, **context: object) -> Response:
    language = request.args.get("language", "")
    back = checked(request.args.get("back", "")) or url_for("slip.screen", key=conversation.key, place=place)
    with speaking(language if language in here().languages else conversation.language, client_first=True):
        return make_response(render_template(template, back=back, **context))

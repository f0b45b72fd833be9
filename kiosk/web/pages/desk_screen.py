"""The desk screen: today's numbers, a new talk, the last one, closing the day, corrections."""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import desk as work
from kiosk.clerk import COLLECT
from kiosk.domain import conversation as talk
from kiosk.domain import tally
from kiosk.domain.conversation import Conversation
from kiosk.domain.report import table_of
from kiosk.domain.table import Table
from kiosk.errors import NotOffered, NotThere
from kiosk.web import sessions
from kiosk.web.htmx import wants_fragment
from kiosk.web.running import here, signed_in
from kiosk.words.notices import FAILING

bp = Blueprint("desk", __name__)


@bp.get("/desk")
def page() -> str:
    """What the case manager sees between two talks."""
    running, session = here(), signed_in()
    office, today = running.office, running.today
    last = _last(session.last_conversation)
    if last and wants_fragment():
        return render_template("desk/after_talk.html", **_told(last, request.args.get("tell", "")))
    cells = work.day_so_far(office, session.desk, today)
    return render_template(
        "desk/page.html",
        key=work.new_key(office),
        today=today,
        profiles=office.pack.profiles_on(today),
        profile=office.pack.profile(session.profile),
        hours=running.store.staff.hours(session.desk, today),
        table=_outcomes(cells),
        cells=cells,
        refusals=tally.refusals(office.pack.vocabulary, cells),
        volume={row: cells.get((tally.VOLUME, row), 0) for row in (tally.CONVERSATIONS, tally.PERSONS, tally.SLIPS)},
        unfinished=office.store.talks.unfinished(session.desk),
        failing=_failing(),
        mistake=running.store.talks.mistake(session.last_conversation),
        **_told(last, request.args.get("tell", "")),
    )


@bp.post("/desk/profile")
def profile() -> Response:
    """Change what the desk hour is about; a screening hour of that profile opens."""
    chosen = request.form.get("profile", "")
    if chosen not in {known.code for known in here().office.pack.profiles_on(here().today)}:
        raise NotOffered("anlass", chosen)
    here().store.staff.open_hour(signed_in().desk, chosen, here().today)
    sessions.change_session(profile=chosen)
    return redirect(url_for("desk.page"), 303)


@bp.get("/desk/close")
def ask_close() -> str:
    """What closing the day will count."""
    running, session = here(), signed_in()
    cells = work.day_so_far(running.office, session.desk, running.today)
    return render_template(
        "desk/close.html",
        today=running.today,
        table=_outcomes(cells),
        unfinished=running.store.talks.unfinished(session.desk),
    )


@bp.post("/desk/close")
def close() -> Response:
    """Count the day; the clerk writes and sends it."""
    work.close_day(here().office, signed_in().desk, here().today)
    sessions.change_session(last_conversation="")
    return redirect(url_for("desk.page"), 303)


@bp.post("/talk-facts")
def tell() -> str | Response:
    """Keep one line about the talk that is over; the next one without an answer opens."""
    form = request.form
    conversation = work.tell(
        here().office, form.get("key", ""), form.get("fact", ""), form.get("code", ""), here().today
    )
    told = conversation.persons[0].answers.facts
    untold = (fact.code for fact in work.after_talk(here().office.pack, conversation) if fact.code not in told)
    opened = next(untold, "")
    if wants_fragment():
        return render_template("desk/after_talk.html", **_told(conversation, opened))
    return redirect(url_for("desk.page", tell=opened or None, _anchor="after_talk"), 303)


@bp.get("/corrections")
def corrections() -> str:
    """The talks that can still be corrected, by day."""
    found = work.correctable(here().office, signed_in().desk, here().today)
    days = [(day, list(talks)) for day, talks in groupby(found, key=lambda conversation: conversation.day)]
    return render_template(
        "desk/corrections.html",
        days=days,
        opened=request.args.get("open", ""),
        days_kept=here().office.pack.site.retention_days,
    )


def _last(key: str) -> Conversation | None:
    if not key:
        return None
    try:
        found = here().store.talks.conversation(key)
    except NotThere:
        return None
    return found if found.stage is talk.Stage.FINISHED else None


def _told(last: Conversation | None, opened: str) -> dict[str, Any]:
    """The last talk with the lines that can be told about it, of which one may be open."""
    lines = work.after_talk(here().office.pack, last) if last else ()
    return {"last": last, "lines": lines, "opened": next((line for line in lines if line.code == opened), None)}


def _failing() -> list[tuple[str, date]]:
    """A sentence for each duty that fails, and since which day."""
    zone = here().clock().tzinfo
    return [
        (FAILING[one.duty], datetime.fromtimestamp(one.since, zone).date())
        for one in here().store.failing.all()
        if one.duty in FAILING and one.duty != COLLECT
    ]


def _outcomes(cells: tally.Cells) -> Table:
    register = here().office.pack.register
    return table_of(register, register.screening, cells)

"""The desk screen: today's numbers, a new talk, the last one, closing the day, corrections."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import desk
from kiosk.clerk import COLLECT
from kiosk.domain import tally
from kiosk.domain.conversation import Conversation, Stage
from kiosk.domain.report import table_of
from kiosk.domain.service import Door, Service
from kiosk.domain.table import Table
from kiosk.domain.vocabulary import Fact
from kiosk.errors import NotOffered, NotThere
from kiosk.pack import Profile
from kiosk.web import sessions
from kiosk.web.htmx import wants_fragment
from kiosk.web.running import here, labels, profile_today, signed_in
from kiosk.words.notices import FAILING, failing

bp = Blueprint("desk", __name__)


@dataclass(frozen=True)
class AfterTalk:
    """The talk that was finished last, with the lines that can be told about it, of which one may be open."""

    last: Conversation | None
    lines: tuple[Fact, ...]
    opened: Fact | None


@dataclass(frozen=True)
class DeskPage(AfterTalk):
    """All that the case manager sees between two talks.

    `door`, `outcome`, `handed`: of the last talk's last person. `mistake`: a whole talk that can be taken back instead;
    `gone`: the places of persons in the last one who can.
    `talks`, `persons`, `slips`, `refusals`: how many today.
    """

    door: Door | None
    outcome: str
    handed: tuple[Service, ...]
    mistake: Conversation | None
    gone: list[int]
    key: str
    profiles: tuple[Profile, ...]
    profile: Profile | None
    opened_today: bool
    closed: bool
    unfinished: list[Conversation]
    table: Table
    talks: int
    persons: int
    slips: int
    refusals: int
    failing: list[tuple[str, date]]
    retired: bool


@bp.get("/desk")
def page() -> str:
    """Show what the case manager sees between two talks."""
    told = _told(_last(), request.args.get("tell", ""))
    if told.last and wants_fragment():
        return render_template("desk/after_talk.html", **vars(told))
    return render_template("desk/page.html", **vars(_desk_page(told)))


def _desk_page(told: AfterTalk) -> DeskPage:
    office, today, session = here().office, here().today, signed_in()
    pack, talks = office.pack, office.store.talks
    cells = desk.day_so_far(office, session.desk, today)
    hours = office.store.staff.hours(session.desk, today)
    person = told.last.persons[-1] if told.last else None
    outcome = desk.outcome_of(pack, person) if person else None
    return DeskPage(
        **vars(told),
        door=pack.door(outcome.door) if outcome else None,
        outcome=labels().outcome_word(person) if person else "",
        handed=desk.slips_of(pack, told.last, person) if told.last and person else (),
        mistake=None if told.last else talks.mistake(session.last_conversation),
        gone=desk.mistaken_places(office, told.last) if told.last else [],
        key=desk.new_key(office),
        profiles=pack.profiles_on(today),
        profile=profile_today(),
        opened_today=bool(hours),
        closed=bool(hours) and all(hour.closed for hour in hours),
        unfinished=talks.unfinished(session.desk),
        table=_outcomes(cells),
        talks=cells.get((tally.VOLUME, tally.CONVERSATIONS), 0),
        persons=cells.get((tally.VOLUME, tally.PERSONS), 0),
        slips=tally.slips(cells),
        refusals=tally.refusals(pack.vocabulary, cells),
        failing=_failing(),
        retired=pack.on(today).desk(session.desk) is None,
    )


@bp.post("/desk/profile")
def profile() -> Response:
    """Change what the desk hour is about; a screening hour of that profile opens."""
    chosen = request.form.get("profile", "")
    pack = here().pack.on(here().today)
    if pack.desk(signed_in().desk) is None or chosen not in {known.code for known in pack.profiles_on(here().today)}:
        raise NotOffered("anlass", chosen)
    here().store.staff.open_hour(signed_in().desk, chosen, here().today)
    sessions.change_session(profile=chosen)
    return redirect(url_for("desk.page"), 303)


@bp.get("/desk/close")
def ask_close() -> str:
    """Show what closing the day will count."""
    office, today, place = here().office, here().today, signed_in().desk
    unfinished = [one for one in here().store.talks.unfinished(place) if one.day == today]
    talks = [one for one in unfinished if one.stage is Stage.TALK]
    return render_template(
        "desk/close.html",
        table=_outcomes(desk.day_when_closed(office, place, today)),
        unfinished=len(unfinished),
        left=sum(person.decision is None for one in talks for person in one.persons),
        before_yes=len(unfinished) - len(talks),
    )


@bp.post("/desk/close")
def close() -> Response:
    """Count the day; the clerk writes and sends it. In doubt about the day the page asks for it first."""
    if here().clock.doubted:
        return redirect(url_for("desk.ask_close"), 303)
    desk.close_day(here().office, signed_in().desk, here().today)
    sessions.change_session(last_conversation="")
    return redirect(url_for("desk.page"), 303)


@bp.post("/talk-facts")
def tell() -> str | Response:
    """Keep one line about the talk that is over; the next one without an answer opens."""
    form = request.form
    conversation = desk.tell(
        here().office, form.get("key", ""), form.get("fact", ""), form.get("code", ""), here().today
    )
    told = conversation.persons[0].answers.facts
    untold = (fact.code for fact in desk.after_talk(here().pack, conversation) if fact.code not in told)
    opened = next(untold, "")
    if wants_fragment():
        return render_template("desk/after_talk.html", **vars(_told(conversation, opened)))
    return redirect(url_for("desk.page", tell=opened or None, _anchor="after_talk"), 303)


@bp.get("/corrections")
def corrections() -> str:
    """Show the talks that can still be corrected, by day."""
    found = desk.correctable(here().office, signed_in().desk, here().today)
    days = [(day, list(talks)) for day, talks in groupby(found, key=lambda conversation: conversation.day)]
    return render_template(
        "desk/corrections.html",
        days=days,
        opened=request.args.get("open", ""),
    )


def _last() -> Conversation | None:
    with suppress(NotThere):
        found = here().store.talks.conversation(signed_in().last_conversation)
        return found if found.stage is Stage.FINISHED else None
    return None


def _told(last: Conversation | None, opened: str) -> AfterTalk:
    lines = desk.after_talk(here().pack, last) if last else ()
    return AfterTalk(last, lines, next((line for line in lines if line.code == opened), None))


def _failing() -> list[tuple[str, date]]:
    """Return a sentence for each duty that fails, and since which day."""
    zone = here().clock().tzinfo
    return [
        (failing(one.duty, one.reason), datetime.fromtimestamp(one.since, zone).date())
        for one in here().store.failing.all()
        if one.duty in FAILING and one.duty != COLLECT
    ]


def _outcomes(cells: tally.Cells) -> Table:
    register = here().pack.register
    return table_of(register, register.screening, cells)

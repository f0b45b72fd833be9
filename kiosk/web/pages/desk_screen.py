"""The desk screen: today's numbers, a new talk, the last one, closing the day, corrections."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain, groupby
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import desk
from kiosk.domain import tally
from kiosk.domain.committee import no_need_row
from kiosk.domain.conversation import Conversation, Stage
from kiosk.domain.report import table_of
from kiosk.domain.service import Door, Service
from kiosk.domain.table import Table
from kiosk.domain.vocabulary import Fact, FactKind, OutcomeKind
from kiosk.errors import NotOffered, NotThere
from kiosk.pack import Profile
from kiosk.storage import SITE, TAKEN_BACK
from kiosk.web import sessions
from kiosk.web.access import LEAD
from kiosk.web.htmx import wants_part
from kiosk.web.order import once
from kiosk.web.running import here, labels, profile_today, signed_in
from kiosk.web.trouble import failing_duties
from kiosk.web.voices import staff, staff_many

bp = Blueprint("desk", __name__)


@dataclass(frozen=True)
class AfterTalk:
    """The talk that was finished last, with the lines that can be told about it, of which one may be open."""

    last: Conversation | None
    lines: tuple[Fact, ...]
    opened: Fact | None


class PersonsEnd(NamedTuple):
    """How the last talk ended for somebody: in words, its door, services with a slip and their doors."""

    place: int
    outcome: str
    door: Door | None
    handed: tuple[tuple[Service, str], ...]


@dataclass(frozen=True)
class DeskPage(AfterTalk):
    """All that the case manager sees between two talks.

    `ends`: how the last talk ended for each person. `mistake`: a whole talk that can be taken back instead;
    `gone`: the places of persons in the last one who can. `ended`: how the last one ended before the yes, in words.
    `unfinished`: the open talks, each with what may be told of it here.
    `talks`, `persons`, `slips`, `refusals`: how many today.
    """

    ends: list[PersonsEnd]
    mistake: Conversation | None
    ended: str
    asked_in: str
    gone: list[int]
    key: str
    profiles: tuple[Profile, ...]
    profile: Profile | None
    opened_today: bool
    closed: bool
    delivery: str
    unfinished: list[tuple[Conversation, str]]
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
    if told.last and wants_part("after_talk"):
        return render_template("desk/after_talk.html", **vars(told))
    return render_template("desk/page.html", **vars(_desk_page(told)))


def _desk_page(told: AfterTalk) -> DeskPage:
    office, today, session = here().office, here().today, signed_in()
    pack, talks = office.pack, office.store.talks
    cells = desk.day_so_far(office, session.desk, today)
    hours = office.store.staff.hours(session.desk, today)
    return DeskPage(
        **vars(told),
        ends=_ends(told.last) if told.last else [],
        mistake=None if told.last else talks.mistake(session.last_conversation),
        ended=_ended_before_yes(session.last_conversation),
        asked_in=_asked_in(),
        gone=desk.mistaken_places(office, told.last) if told.last else [],
        key=desk.new_key(office),
        profiles=pack.profiles_on(today),
        profile=profile_today(),
        opened_today=bool(hours),
        closed=bool(hours) and all(hour.closed for hour in hours),
        delivery=_delivery(),
        unfinished=_open_talks(),
        table=_outcomes(cells),
        talks=cells.get((tally.VOLUME, tally.CONVERSATIONS), 0),
        persons=cells.get((tally.VOLUME, tally.PERSONS), 0),
        slips=tally.slips(cells),
        refusals=tally.refusals(pack.vocabulary, cells),
        failing=failing_duties(),
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
    return render_template(
        "desk/close.html",
        table=_outcomes(desk.day_when_closed(office, place, today)),
        unfinished=len(unfinished),
        left=sum(person.decision is None for one in unfinished for person in one.persons),
    )


@bp.post("/desk/close")
def close() -> Response:
    """Count the day; the clerk writes and sends it, and tells the month.

    In doubt about the day, or where the page is of another one than today, it is asked first.
    """
    if here().clock.doubted or request.form.get("day", "") not in ("", here().today.isoformat()):
        return redirect(url_for("desk.ask_close"), 303)
    desk.close_day(here().office, signed_in().desk, here().today, persons_later=here().clerk is not None)
    sessions.change_session(last_conversation="")
    return redirect(url_for("desk.page"), 303)


@bp.post("/talk-facts")
def tell() -> Response:
    """Keep one line about the talk that is over; the next one without an answer opens."""
    form, key = request.form, request.form.get("key", "")
    told_now = partial(desk.tell, here().office, key, form.get("fact", ""), form.get("code", ""), here().today)
    conversation = once(key, told_now) or here().store.talks.conversation(key)
    told = conversation.persons[0].answers.facts
    untold = (fact.code for fact in desk.after_talk(here().pack, conversation) if fact.code not in told)
    opened = next(untold, "")
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


def _delivery() -> str:
    """Return whether what this desk counted today has arrived where it is delivered to; nothing where it stays here."""
    if not here().pack.site.delivery:
        return ""
    place, today = signed_in().desk, here().today
    waits = any(one.desk == place and one.period.last >= today for one in here().store.outbox.waiting(SITE))
    return staff("die Lieferung wartet noch") if waits else staff("geliefert")


def _open_talks() -> list[tuple[Conversation, str]]:
    """Return the open talks with what tells them apart, for who holds them and the lead: never paper, need or group."""
    session, talks = signed_in(), here().store.talks
    own = talks.begun_by(session.account)
    found = talks.unfinished(session.desk)
    return [(one, _told_apart(one) if session.role == LEAD or one.key in own else "") for one in found]


def _told_apart(talk: Conversation) -> str:
    vocabulary, answers = here().pack.vocabulary, talk.persons[0].answers
    facts = [fact for kind in (FactKind.AGE, FactKind.TOWN) for fact in vocabulary.of_kind(kind)]
    given = [staff(one.label) for fact in facts if (one := fact.answer(answers.facts.get(fact.code, "")))]
    number = sum(len(person.answers.facts) + len(person.answers.needs) for person in talk.persons)
    return ", ".join([*given, staff_many("eine Antwort", "%(number)s Antworten", number)])


def _ends(talk: Conversation) -> list[PersonsEnd]:
    pack, found = here().pack, []
    for person in talk.persons:
        outcome = desk.outcome_of(pack, person)
        handed = tuple(
            (one, behind.name) for one in desk.slips_of(pack, talk, person) if (behind := pack.door(one.door))
        )
        door = pack.door(outcome.door) if outcome else None
        found.append(PersonsEnd(person.place, labels().outcome_word(person), door, handed))
    return found


def _asked_in() -> str:
    """Return the language that the promise was shown in just now; nobody keeps it, it stands in the address."""
    language = request.args.get("language", "")
    return language if language in here().language_answers else ""


def _ended_before_yes(key: str) -> str:
    kind = here().store.before_yes.kind(key) if key else ""
    if kind in ("", TAKEN_BACK):
        return ""
    vocabulary = here().pack.on(here().today).vocabulary
    return staff(vocabulary.outcomes_of(OutcomeKind(kind))[0].label)


def _told(last: Conversation | None, opened: str) -> AfterTalk:
    lines = desk.after_talk(here().pack, last) if last else ()
    return AfterTalk(last, lines, next((line for line in lines if line.code == opened), None))


def _outcomes(cells: tally.Cells) -> Table:
    """Return the day by outcome; what stands behind the committee's row for no need is called by its own name."""
    register = here().pack.register
    table, parts = table_of(register, register.screening, cells), table_of(register, register.no_need, cells)
    behind = tuple(part for part in parts.rows if part.count)
    row_of_all = no_need_row(here().pack.vocabulary).code
    rows = ((*behind, *(() if behind else (row,))) if row.code == row_of_all else (row,) for row in table.rows)
    return replace(table, rows=tuple(chain.from_iterable(rows)))

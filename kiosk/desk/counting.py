"""A desk's day in numbers, and closing it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from kiosk.desk.office import Office
from kiosk.domain import tally
from kiosk.domain.conversation import Conversation, Decision, Stage
from kiosk.domain.register import Register
from kiosk.domain.tally import Batch, Cells
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.storage import SITE, TALLIES

DRAFT_DAYS = 14
"""How long an uploaded list that nobody took in is kept: it may hold more than counts."""


def day_so_far(office: Office, desk: str, day: date) -> Cells:
    """Return talks, persons, slips and outcomes of a desk's day, as its finished talks stand now."""
    conversations, outcomes = office.store.talks.outcomes(desk, day)
    live = tally.in_short(office.pack.vocabulary, conversations, outcomes, office.store.talks.slips_beside(desk, day))
    forgotten = office.store.counts.forgotten_part(desk, day)
    return tally.total([live, *(_in_short(cells) for cells in forgotten.values())]) if forgotten else live


def _in_short(cells: Cells) -> Cells:
    return {cell: number for cell, number in cells.items() if cell[0] in tally.IN_SHORT}


def recount(office: Office, conversation: Conversation) -> None:
    """Count a closed day again after a correction; in doubt about the clock it is open again until it can be closed."""
    desk, profile, day = conversation.desk, conversation.profile, conversation.day
    if any(hour.closed and hour.profile == profile for hour in office.store.staff.hours(desk, day)):
        if office.in_doubt:
            office.store.staff.open_hour(desk, profile, day)
        else:
            keep_count(office, desk, profile, day)


def keep_count(office: Office, desk: str, profile: str, day: date) -> Batch:
    """Count one profile's day and keep it, as a new revision where it differs; that one waits to be sent."""
    store, register, version = office.store, office.pack.register, office.pack.version
    before = store.counts.count_of(desk, profile, day)
    conversations = store.talks.conversations(desk, day, day)
    finished = [one for one in conversations if one.stage is Stage.FINISHED and one.profile == profile]
    live = register.count(_asked(office, desk, profile, day), finished)
    cells = _joined(register, store.counts.forgotten_part(desk, day).get(profile, {}), live)
    counted = Batch(desk, profile, day, day, 1, tally.OWN, cells, pack=version, writer=store.identity)
    kept = store.counts.keep_batch(counted)
    if kept != before:
        for target in (TALLIES, SITE) if office.pack.site.delivery else (TALLIES,):
            store.outbox.put(target, desk, profile, day)
    return kept


def _asked(office: Office, desk: str, profile: str, day: date) -> Sequence[str]:
    """Return the facts that this day's talks were asked: a question that came later was not."""
    known = office.pack.profile(profile)
    order = (*known.facts, *known.after_talk) if known else ()
    former = office.store.counts.count_with_another_pack(desk, profile, day, office.pack.version)
    return [fact for fact in order if fact in _tables(former.cells)] if former else order


def _joined(register: Register, forgotten: Cells, live: Cells) -> Cells:
    """Return the sum of what forgotten talks were counted as and of the others: a day never shrinks by forgetting.

    A table of all that only one of the two knows was not asked in the other.
    """
    if not forgotten:
        return live
    cells = Counter(tally.total([forgotten, live]))
    for table in _tables(forgotten) ^ _tables(live):
        lacking = live if table in _tables(forgotten) else forgotten
        unit = register.tables[table].adds_up_to if table in register.tables else tally.PERSONS
        cells[table, tally.NOT_ASKED] += lacking.get((tally.VOLUME, unit), 0)
    return {cell: number for cell, number in cells.items() if number}


def _tables(cells: Cells) -> set[str]:
    return {table for table, _ in cells}


# closing the day


def day_when_closed(office: Office, desk: str, day: date) -> Cells:
    """Return talks, persons, slips and outcomes of a desk's day as closing it now would count them."""
    open_talks = [one for one in office.store.talks.conversations(desk, day, day) if one.stage is Stage.TALK]
    left = _broken_off(office, day)
    decisions = [person.decision or left for one in open_talks for person in one.persons]
    outcomes = Counter(decision.outcome for decision in decisions)
    beside = Counter(door for one in open_talks for person in one.persons for door in person.slips.values())
    added = tally.in_short(office.pack.vocabulary, len(open_talks), outcomes, beside)
    return tally.total([day_so_far(office, desk, day), added])


def close_day(office: Office, desk: str, day: date) -> list[Batch]:
    """Count the day; open talks count as broken off. Return its counts, none when the desk was not open.

    Closing again after a correction makes a higher revision; without a change everything stays.
    """
    with office.store.at_once():
        for conversation in office.store.talks.conversations(desk, day, day):
            _wind_up(office, conversation)
        office.store.talks.drop_mistakes(desk, day)
        hours = office.store.staff.hours(desk, day)
        office.store.staff.close_hours(desk, day)
        return [keep_count(office, desk, hour.profile, day) for hour in hours]


def turn_of_day(office: Office, today: date) -> None:
    """Do what a new day brings: earlier days are closed, old talks and drafts are forgotten."""
    for hour in office.store.staff.hours_left_open(today):
        close_day(office, hour.desk, hour.day)
    for desk in office.pack.site.desks:
        for conversation in office.store.talks.unfinished(desk.code):
            if conversation.day < today:
                _wind_up(office, conversation)
    office.store.forget_before(today - timedelta(days=office.pack.site.retention_days))
    office.store.old_lists.drop_drafts_before(today - timedelta(days=DRAFT_DAYS))


def _wind_up(office: Office, conversation: Conversation) -> None:
    """End a talk that is open at the end of its day: before the yes nothing is kept, after it the person left."""
    if conversation.stage in (Stage.LANGUAGE, Stage.PROMISE):
        office.store.talks.drop_conversation(conversation.key)
    elif conversation.stage is Stage.TALK:
        count_as_broken_off(office, conversation)


def count_as_broken_off(office: Office, conversation: Conversation) -> None:
    """End an open talk that the person left: everybody without an outcome counts as broken off."""
    for person in conversation.persons:
        if person.decision is None:
            office.store.talks.decide(conversation.key, person.place, _broken_off(office, conversation.day))
    office.store.talks.set_stage(conversation.key, Stage.FINISHED)
    recount(office, conversation)


def _broken_off(office: Office, day: date) -> Decision:
    return Decision(office.pack.on(day).vocabulary.outcomes_of(OutcomeKind.BROKEN_OFF)[0].code)

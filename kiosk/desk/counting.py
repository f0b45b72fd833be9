"""A desk's day in numbers, and closing it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta

from kiosk.desk.office import Office
from kiosk.domain import tally
from kiosk.domain.conversation import Conversation, Decision, Stage
from kiosk.domain.period import month_of
from kiosk.domain.tally import Batch, Cells
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import NotThere
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


@contextmanager
def counted_anew(office: Office, talk: Conversation) -> Iterator[None]:
    """Count a closed day again after a change of one of its talks, and its month by the difference that it makes.

    In doubt about the clock the day is open again until it can be closed.
    """
    known = _of_counted(office, talk.key)
    yield
    _gain(office, talk, _less(_of_counted(office, talk.key), known))
    if any(hour.closed and hour.profile == talk.profile for hour in office.store.staff.hours(talk.desk, talk.day)):
        if office.in_doubt:
            office.store.staff.open_hour(talk.desk, talk.profile, talk.day)
        else:
            keep_count(office, talk.desk, talk.profile, talk.day)


def keep_count(office: Office, desk: str, profile: str, day: date) -> Batch:
    """Count one profile's day: how many came stays with the day, who came is gathered by the month.

    Each person is counted into the month once; from then on a correction changes it by the difference.
    """
    store, register = office.store, office.pack.register
    conversations = store.talks.conversations(desk, day, day)
    finished = [one for one in conversations if one.stage is Stage.FINISHED and one.profile == profile]
    live = tally.how_many(register.count(_asked(office, profile), finished))
    forgotten = store.counts.forgotten_part(desk, day).get(profile, {})
    cells = tally.total([tally.how_many(forgotten), live]) if forgotten else live
    for talk in finished:
        new = [one for one in talk.persons if not one.counted]
        if new:
            _gain(office, talk, tally.who(register.cells_of(_asked(office, profile), talk, new)))
            store.talks.mark_counted(talk.key)
    return _keep(office, Batch(desk, profile, day, day, 1, tally.OWN, cells))


def _of_counted(office: Office, key: str) -> Cells:
    """What the persons of a talk that are in their month already count there; a mistake counts nothing."""
    try:
        talk = office.store.talks.conversation(key)
    except NotThere:
        return {}
    counted = [one for one in talk.persons if one.counted]
    return tally.who(office.pack.register.cells_of(_asked(office, talk.profile), talk, counted))


def _less(cells: Cells, known: Cells) -> Cells:
    return {cell: number for cell in {*cells, *known} if (number := cells.get(cell, 0) - known.get(cell, 0))}


def _gain(office: Office, talk: Conversation, gained: Cells) -> None:
    """Add this to the talk's month: out of sight while it runs, as a new revision when it is closed."""
    if not gained:
        return
    counts, of = office.store.counts, (talk.desk, talk.profile, talk.day)
    closed = counts.month_counted_here(*of)
    cells = tally.total([closed.cells if closed else counts.running(*of), gained])
    cells = office.pack.register.completed({cell: number for cell, number in cells.items() if number > 0})
    if closed:
        _keep(office, replace(closed, cells=cells))
    else:
        counts.keep_running(*of, cells)


def _keep(office: Office, counted: Batch) -> Batch:
    """Keep what this store counted, as a new revision where it differs; that one waits to be sent."""
    store = office.store
    before = store.counts.standing(counted)
    made_here = replace(counted, received=None, pack=office.pack.version, writer=store.identity)
    kept = store.counts.keep_batch(made_here)
    if kept != before:
        for target in (TALLIES, SITE) if office.pack.site.delivery else (TALLIES,):
            store.outbox.put(target, kept)
    return kept


def _asked(office: Office, profile: str) -> Sequence[str]:
    """Return the facts that talks of this profile are asked, those of the talk too."""
    known = office.pack.profile(profile)
    return (*known.facts, *known.after_talk) if known else ()


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
    for key in office.store.talks.left_open(today):
        with office.store.at_once(), suppress(NotThere):
            _wind_up(office, office.store.talks.conversation(key))
    close_months(office, today)
    office.store.forget_before(today - timedelta(days=office.pack.site.retention_days))
    office.store.old_lists.drop_drafts_before(today - timedelta(days=DRAFT_DAYS))


def close_months(office: Office, today: date) -> None:
    """Let the months that are over tell who came: their days are closed."""
    counts = office.store.counts
    with office.store.at_once():  # asked inside: who closes the same month beside us would find it empty
        for desk, profile, first in counts.months_to_close(today):
            cells = counts.running(desk, profile, first)
            counts.keep_running(desk, profile, first, {})
            _keep(office, Batch(desk, profile, first, month_of(first).last, 1, tally.OWN, cells))


def _wind_up(office: Office, conversation: Conversation) -> None:
    """End a talk that is open at the end of its day: before the yes nothing is kept, after it the person left."""
    counted = any(person.counted for person in conversation.persons)
    if conversation.stage in (Stage.LANGUAGE, Stage.PROMISE) and not counted:
        office.store.talks.drop_conversation(conversation.key)
    elif conversation.stage is not Stage.FINISHED:
        count_as_broken_off(office, conversation)


def count_as_broken_off(office: Office, conversation: Conversation) -> None:
    """End an open talk that the person left: everybody without an outcome counts as broken off."""
    with counted_anew(office, conversation):
        for person in conversation.persons:
            if person.decision is None:
                office.store.talks.decide(conversation.key, person.place, _broken_off(office, conversation.day))
        office.store.talks.set_stage(conversation.key, Stage.FINISHED)


def _broken_off(office: Office, day: date) -> Decision:
    return Decision(office.pack.on(day).vocabulary.outcomes_of(OutcomeKind.BROKEN_OFF)[0].code)

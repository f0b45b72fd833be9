"""A desk's day in numbers, and closing it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from kiosk.desk.office import Office
from kiosk.domain import tally
from kiosk.domain.conversation import Conversation, Decision, Person, Stage
from kiosk.domain.period import month_of
from kiosk.domain.register import Grain
from kiosk.domain.tally import Batch, Cells
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import NotThere
from kiosk.storage import SITE, TALLIES

DRAFT_DAYS = 14
"""How long an uploaded list that nobody took in is kept: it may hold more than counts."""


def day_so_far(office: Office, desk: str, day: date) -> Cells:
    """Return talks, persons, slips and outcomes of a desk's day, as its finished talks stand now."""
    conversations, outcomes = office.store.talks.outcomes(desk, day)
    for one, number in _before_yes(office, desk, day):
        conversations += number
        for person in one.persons:
            if person.decision:
                outcomes[person.decision.outcome] = outcomes.get(person.decision.outcome, 0) + number
    beside = office.store.talks.slips_beside(desk, day)
    live = tally.in_short(office.pack.vocabulary, conversations, outcomes, beside)
    forgotten = office.store.counts.forgotten_part(desk, day)
    cells = tally.total([live, *forgotten.values()])
    return {cell: number for cell, number in cells.items() if cell[0] in tally.IN_SHORT}


@contextmanager
def counted_anew(office: Office, talk: Conversation) -> Iterator[None]:
    """Count a closed day again after a change of one of its talks, and its month by the difference that it makes.

    In doubt about the clock the day is open again until it can be closed.
    """
    counted = any(person.counted for person in talk.persons)  # else it has nothing in its month yet
    known = _of_counted(office, talk.key) if counted else {}
    yield
    if counted:
        _gain(office, talk, _less(_of_counted(office, talk.key), known))
    if any(hour.closed and hour.profile == talk.profile for hour in office.store.staff.hours(talk.desk, talk.day)):
        if office.in_doubt:
            office.store.staff.open_hour(talk.desk, talk.profile, talk.day)
        else:
            keep_count(office, talk.desk, talk.profile, talk.day)
            _count_persons(office, talk.desk, talk.profile, talk.day)


def keep_count(office: Office, desk: str, profile: str, day: date) -> Batch:
    """Count how many came on one profile's day, and who of them ended before the yes into the month."""
    store, register, asked = office.store, office.pack.register, _asked(office, profile)
    before = [(talk, number) for talk, number in _before_yes(office, desk, day) if talk.profile == profile]
    ended = [*store.talks.ended(desk, profile, day), *before]
    of_day = (tally.times(register.cells_of(asked, one, one.persons, Grain.DAY), number) for one, number in ended)
    live = tally.total(of_day)
    register.check(live, Grain.DAY)
    forgotten = store.counts.forgotten_part(desk, day).get(profile, {})
    _tell_month(office, asked, before)
    store.before_yes.close(desk, profile, day)
    cells = tally.total([tally.how_many(forgotten), live])
    return _keep(office, Batch(desk, profile, day, day, 1, tally.OWN, cells))


def let_leave(office: Office) -> None:
    """Delete the needs of everybody who is counted, and how long their card is valid."""
    office.store.talks.let_leave(fact.code for fact in office.pack.vocabulary.short_lived)


def count_persons(office: Office) -> None:
    """Count who came on closed days into their months, where closing the day has left that for later."""
    with office.store.at_once():
        for hour in office.store.talks.days_uncounted():
            _count_persons(office, *hour)
    office.store.forget_copied_talks()


def _count_persons(office: Office, desk: str, profile: str, day: date) -> None:
    """Count who came on one profile's day into its month; then their needs leave.

    Each person is counted there once; from then on a correction changes it by the difference.
    """
    new = office.store.talks.uncounted(desk, profile, day)
    _tell_month(office, _asked(office, profile), [(talk, 1) for talk in new])
    office.store.talks.mark_counted(talk.key for talk in new)
    let_leave(office)


def _tell_month(office: Office, asked: Sequence[str], ended: Sequence[tuple[Conversation, int]]) -> None:
    """Add to their month who came to talks of one day, each talk so many times, and is not in it yet."""
    register, told = office.pack.register, []
    for talk, number in ended:
        new = [one for one in talk.persons if not one.counted]
        told.append(tally.times(register.cells_of(asked, talk, new, Grain.MONTH), number))
    if told:
        _gain(office, ended[0][0], tally.total(told))


def _before_yes(office: Office, desk: str, day: date) -> list[tuple[Conversation, int]]:
    """Return what ended before the yes on a desk's day, as talks of one person each, and how many were alike."""
    vocabulary, found = office.pack.on(day).vocabulary, []
    for one in office.store.before_yes.of_day(desk, day):
        decision = Decision(vocabulary.outcomes_of(OutcomeKind(one.kind))[0].code)
        person = Person(1, decision=decision, counted=not one.key)
        talk = Conversation(one.key, desk, one.profile, day, one.language, Stage.FINISHED, (person,), before_yes=True)
        found.append((talk, one.number))
    return found


def _of_counted(office: Office, key: str) -> Cells:
    """Return what a correction can change of what the counted persons of a talk count in their month.

    That is what was decided, and what is told after the talk. A mistake counts nothing.
    """
    try:
        talk = office.store.talks.conversation(key)
    except NotThere:
        return {}
    counted = [one for one in talk.persons if one.counted]
    register = office.pack.register
    cells = register.cells_of(_asked(office, talk.profile), talk, counted, Grain.MONTH)
    return {cell: number for cell, number in cells.items() if register.of(cell[0]).follows_corrections}


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
    open_talks = [one for one in office.store.talks.unfinished(desk) if one.day == day and one.stage is Stage.TALK]
    left = _broken_off(office, day)
    decisions = [person.decision or left for one in open_talks for person in one.persons]
    outcomes = Counter(decision.outcome for decision in decisions)
    beside = Counter(door for one in open_talks for person in one.persons for door in person.slips.values())
    added = tally.in_short(office.pack.vocabulary, len(open_talks), outcomes, beside)
    return tally.total([day_so_far(office, desk, day), added])


def close_day(office: Office, desk: str, day: date, *, persons_later: bool = False) -> list[Batch]:
    """Count the day; open talks count as broken off. Return its counts, none when the desk was not open.

    Closing again after a correction makes a higher revision; without a change everything stays.
    `persons_later`: leave it to `count_persons` to tell the month who came.
    """
    with office.store.at_once():
        for conversation in office.store.talks.unfinished(desk):
            if conversation.day == day:
                _wind_up(office, conversation)
        office.store.talks.drop_mistakes(desk, day)
        hours = office.store.staff.hours(desk, day)
        office.store.staff.close_hours(desk, day)
        kept = [keep_count(office, desk, hour.profile, day) for hour in hours]
    if not persons_later:
        count_persons(office)
    return kept


def turn_of_day(office: Office, today: date) -> None:
    """Do what a new day brings: earlier days are closed, old talks and drafts are forgotten.

    What was corrected meanwhile of a day that is to be forgotten is counted in the same change.
    """
    _close_before(office, today)
    let_leave(office)  # what stores of before kept longer
    close_months(office, today)
    limit = today - timedelta(days=office.pack.site.retention_days)
    office.store.forget_before(limit, partial(_close_before, office, limit))
    office.store.forget_copied_talks()
    office.store.old_lists.drop_drafts(before=today - timedelta(days=DRAFT_DAYS))
    office.store.deletions.forget_before(today - timedelta(days=office.pack.site.log_days))


def _close_before(office: Office, day: date) -> None:
    for hour in office.store.staff.hours_left_open(day):
        close_day(office, hour.desk, hour.day)
    for key in office.store.talks.left_open(day):
        with office.store.at_once(), suppress(NotThere):
            _wind_up(office, office.store.talks.conversation(key))


def close_months(office: Office, today: date) -> None:
    """Let the months that are over tell who came: their days are closed."""
    counts = office.store.counts
    count_persons(office)
    with office.store.at_once():  # asked inside: who closes the same month beside us would find it empty
        for desk, profile, first in counts.months_to_close(today):
            cells = counts.running(desk, profile, first)
            counts.keep_running(desk, profile, first, {})
            _keep(office, Batch(desk, profile, first, month_of(first).last, 1, tally.OWN, cells))


def _wind_up(office: Office, conversation: Conversation) -> None:
    """End a talk that is open at the end of its day: the person left."""
    if conversation.stage is not Stage.FINISHED:
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

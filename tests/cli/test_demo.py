"""The practice desk: something to see in its calendar, the same at every start, and nothing lost by starting again."""

from datetime import date, timedelta

from builders import DESK, TODAY

from kiosk import demo, desk, overhead
from kiosk.desk import Office
from kiosk.domain.calendar import DayState
from kiosk.domain.period import Period
from kiosk.domain.tally import Scope

LANGUAGES = ["de", "ar"]
WEEKS = Period(TODAY - timedelta(days=28), TODAY)


def test_the_calendar_of_the_practice_desk_shows_a_missing_and_an_ill_day(office):
    assert [*demo.fill(office, TODAY, LANGUAGES)][-1] == TODAY
    [row] = overhead.calendar(office.store, office.pack, WEEKS, TODAY).rows
    states = [one.state for one in row.days]
    assert (states.count(DayState.MISSING), states.count(DayState.ILL)) == (1, 1)
    assert row.reported == 18
    assert not row.unknown


def test_starting_the_practice_again_leaves_the_counts_and_the_opening_days_as_they_are(office):
    for _ in demo.fill(office, TODAY, LANGUAGES):
        pass
    office.store.openings.clear(DESK, TODAY + timedelta(days=1))
    ill = office.store.openings.between(date(2026, 11, 12), date(2026, 11, 12))
    before = office.store.reported.desk_days(Scope(WEEKS))
    desk.turn_of_day(office, TODAY)
    for _ in demo.fill(office, TODAY, LANGUAGES):
        pass
    assert office.store.reported.desk_days(Scope(WEEKS)) == before
    assert office.store.openings.between(date(2026, 11, 12), date(2026, 11, 12)) == ill


def test_nobody_invented_is_what_hardly_anybody_is(office):
    for _ in demo.fill(office, TODAY, LANGUAGES):
        pass
    talks = office.store.talks.conversations(DESK, TODAY - timedelta(days=14), TODAY)
    people = [person.answers for talk in talks for person in talk.persons if person.answers]
    assert len(people) > 20
    for facts, needs in ((one.facts, one.needs) for one in people):
        groups, age = facts.get("weitere_zielgruppe", ""), facts.get("altersgruppe", "")
        assert not ("umf" in groups and age in ("27_44", "45_64", "65plus"))
        assert not ({"familie", "arbeit", "schulden"} & {*needs} and age == "u12")
        assert not ("familie" in needs and age == "65plus")
    assert any(" " in one.facts.get("weitere_zielgruppe", "") for one in people)
    assert any(person.slips for talk in talks for person in talk.persons)


def test_the_small_county_invents_talks_too(store, musterkreis):
    small = Office(store, musterkreis)
    for _ in demo.fill(small, TODAY, LANGUAGES):
        pass
    assert store.reported.desk_days(Scope(WEEKS))

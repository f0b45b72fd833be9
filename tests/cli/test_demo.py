"""The practice desk: something to see in its calendar, the same at every start, and nothing lost by starting again."""

from datetime import date, timedelta

from builders import DESK, TODAY

from kiosk import demo, desk, overhead
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
    before = office.store.counts.desk_days(Scope(WEEKS))
    desk.turn_of_day(office, TODAY)
    for _ in demo.fill(office, TODAY, LANGUAGES):
        pass
    assert office.store.counts.desk_days(Scope(WEEKS)) == before
    assert office.store.openings.between(date(2026, 11, 12), date(2026, 11, 12)) == ill

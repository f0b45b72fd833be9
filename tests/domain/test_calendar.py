"""What a day of a desk is: counted, zero, missing, or not due. Exactly one of them, on every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.calendar import REPORTED, DayState, Opening, Plan
from kiosk.domain.period import Period

TODAY = date(2026, 11, 23)
MONDAY, TUESDAY, SATURDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 21)
CHRISTMAS = date(2026, 12, 25)
MONDAYS = Plan(frozenset({0}), {date(2026, 11, 9): "", CHRISTMAS: "Weihnachten"})
NOBODY_SAID = Plan(frozenset())


def mondays_but(day: date, said: Opening) -> Plan:
    """The desk of the Mondays, with one day said otherwise."""
    return Plan(MONDAYS.weekdays, MONDAYS.closed_days, {day: said})


@pytest.mark.parametrize(
    ("plan", "day", "persons", "state"),
    [
        (MONDAYS, MONDAY, 3, DayState.COUNTED),
        (MONDAYS, MONDAY, 0, DayState.ZERO),
        (MONDAYS, MONDAY, None, DayState.MISSING),
        (MONDAYS, TUESDAY, None, DayState.CLOSED),
        (MONDAYS, SATURDAY, None, DayState.WEEKEND),
        (MONDAYS, date(2026, 11, 9), None, DayState.HOLIDAY),
        (MONDAYS, TODAY, None, DayState.AHEAD),
        (MONDAYS, TODAY + timedelta(days=7), None, DayState.AHEAD),
        (MONDAYS, TODAY + timedelta(days=1), None, DayState.CLOSED),
        (MONDAYS, TODAY, 0, DayState.ZERO),
        (NOBODY_SAID, MONDAY, None, DayState.UNKNOWN),
        (NOBODY_SAID, SATURDAY, None, DayState.WEEKEND),
        (NOBODY_SAID, MONDAY, 2, DayState.COUNTED),
        (Plan(frozenset({5})), SATURDAY, None, DayState.MISSING),
        (Plan(frozenset({0}), since=TUESDAY), MONDAY, None, DayState.CLOSED),
        (Plan(frozenset({0}), since=TUESDAY), MONDAY, 1, DayState.COUNTED),
        (Plan(frozenset({0}), since=MONDAY), MONDAY, None, DayState.MISSING),
        (mondays_but(MONDAY, Opening.ILL), MONDAY, None, DayState.ILL),
        (mondays_but(MONDAY, Opening.CLOSED), MONDAY, None, DayState.CLOSED),
        (mondays_but(TUESDAY, Opening.OPEN), TUESDAY, None, DayState.MISSING),
        (mondays_but(SATURDAY, Opening.OPEN), SATURDAY, None, DayState.MISSING),
        (mondays_but(date(2026, 11, 9), Opening.OPEN), date(2026, 11, 9), None, DayState.MISSING),
        (Plan(frozenset(), said={MONDAY: Opening.OPEN}), MONDAY, None, DayState.MISSING),
    ],
)
def test_each_day_is_what_the_office_calls_it(plan, day, persons, state):
    assert plan.state(day, persons, TODAY) is state


@pytest.mark.parametrize("said", list(Opening))
def test_a_count_wins_over_closed_and_ill(said):
    assert mondays_but(MONDAY, said).state(MONDAY, 4, TODAY) is DayState.COUNTED
    assert mondays_but(MONDAY, said).state(MONDAY, 0, TODAY) is DayState.ZERO


@pytest.mark.parametrize(
    "day",
    [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)],
    ids=["spring forward", "fall back", "last of the year", "first of the year", "leap day"],
)
def test_a_day_is_a_day_when_the_clocks_change_and_at_the_turn_of_the_year(day):
    daily = Plan(frozenset(range(7)))
    assert daily.state(day, None, day) is DayState.AHEAD
    assert daily.state(day, None, day + timedelta(days=1)) is DayState.MISSING
    assert daily.state(day, 1, day + timedelta(days=1)) is DayState.COUNTED


DAYS = list(Period(date(2026, 10, 1), date(2027, 1, 15)).days)


@given(
    weekdays=st.frozensets(st.integers(0, 6)),
    closed=st.frozensets(st.sampled_from(DAYS), max_size=5),
    said=st.dictionaries(st.sampled_from(DAYS), st.sampled_from(Opening), max_size=20),
    counted=st.dictionaries(st.sampled_from(DAYS), st.integers(0, 9)),
    today=st.sampled_from(DAYS),
)
def test_every_expected_day_is_received_or_zero_or_missing(weekdays, closed, said, counted, today):
    plan = Plan(weekdays, closed, said)
    states = {day: plan.state(day, counted.get(day), today) for day in DAYS}
    reported = {day for day, state in states.items() if state in REPORTED}
    missing = {day for day, state in states.items() if state is DayState.MISSING}
    assert reported == counted.keys()
    assert missing == {day for day in DAYS if day < today and plan.expects(day)} - counted.keys()
    assert all(states[day] is not DayState.ZERO for day in DAYS if counted.get(day) != 0)

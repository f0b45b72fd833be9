"""Periods of whole days: what one tap chooses, what it is compared with, and what it is made of."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.period import (
    UNITS,
    Period,
    closed_months,
    cover,
    month_of,
    months_later,
    named_periods,
    unit_coded,
    unit_of,
)

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))
MANY = settings(max_examples=400, deadline=None)


def day(text: str) -> date:
    """A day as it is written: 2026-11-22."""
    return date.fromisoformat(text)


def days(text: str) -> Period:
    """A period as it is written: 2026-11-01..2026-11-22."""
    first, last = text.split("..")
    return Period(day(first), day(last))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Any two days, the earlier one first; often whole months."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    if draw(st.booleans()):
        first, last = month_of(first).first, month_of(last).last
    return Period(first, last)


# what a period is


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="after"):
        days("2026-11-22..2026-11-21")


def test_both_ends_belong_to_the_period() -> None:
    period = days("2026-11-20..2026-11-22")
    assert [day in period for day in (day("2026-11-19"), period.first, period.last, day("2026-11-23"))] == [
        False,
        True,
        True,
        False,
    ]
    assert list(period.days) == [day("2026-11-20"), day("2026-11-21"), day("2026-11-22")]


def test_what_has_passed_of_a_period_ends_today() -> None:
    november = days("2026-11-01..2026-11-30")
    assert november.until(TODAY) == days("2026-11-01..2026-11-22")
    assert november.until(november.last) == november


@pytest.mark.parametrize("text", ["2026-10-01..2026-10-31", "2027-01-01..2027-01-31"])
def test_of_a_past_or_a_future_period_nothing_is_cut_off(text: str) -> None:
    assert days(text).until(TODAY) == days(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("2026-11-01..2026-11-30", True),
        ("2026-02-01..2028-02-29", True),
        ("2028-02-01..2028-02-28", False),
        ("2026-11-02..2026-11-30", False),
    ],
)
def test_a_period_knows_whether_it_is_made_of_whole_months(text: str, whole: bool) -> None:
    assert days(text).whole_months is whole


# units of the calendar


@pytest.mark.parametrize(
    ("text", "months", "unit"),
    [
        ("2026-11-22", 1, "2026-11-01..2026-11-30"),
        ("2026-12-31", 1, "2026-12-01..2026-12-31"),
        ("2028-02-10", 1, "2028-02-01..2028-02-29"),
        ("2026-11-22", 3, "2026-10-01..2026-12-31"),
        ("2026-03-31", 3, "2026-01-01..2026-03-31"),
        ("2026-06-30", 6, "2026-01-01..2026-06-30"),
        ("2026-07-01", 6, "2026-07-01..2026-12-31"),
        ("2026-01-01", 12, "2026-01-01..2026-12-31"),
        ("9999-12-31", 12, "9999-01-01..9999-12-31"),
    ],
)
def test_a_day_lies_in_its_month_quarter_half_year_and_year(text: str, months: int, unit: str) -> None:
    assert unit_of(day(text), months) == days(unit)


@MANY
@given(DAYS, st.sampled_from(UNITS))
def test_every_day_of_a_unit_lies_in_the_same_unit_and_the_next_unit_follows_at_once(one: date, months: int) -> None:
    unit = unit_of(one, months)
    assert one in unit
    assert unit.whole_months
    assert {unit_of(other, months) for other in unit.days} == {unit}
    assert unit_of(unit.last + timedelta(days=1), months).first == unit.last + timedelta(days=1)


@MANY
@given(DAYS, st.sampled_from(UNITS))
def test_a_unit_knows_which_it_is(one: date, months: int) -> None:
    assert unit_of(one, months).unit == months


@pytest.mark.parametrize(
    "text", ["2026-11-22..2026-11-22", "2026-10-01..2026-11-30", "2026-02-01..2026-04-30", "2025-01-01..2026-12-31"]
)
def test_what_the_calendar_has_no_name_for_is_no_unit(text: str) -> None:
    assert days(text).unit == 0


# what it is compared with


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-10-01..2026-10-31", "2026-09-01..2026-09-30"),
        ("2026-03-01..2026-03-31", "2026-02-01..2026-02-28"),
        ("2026-01-01..2026-01-31", "2025-12-01..2025-12-31"),
        ("2026-07-01..2026-09-30", "2026-04-01..2026-06-30"),
        ("2026-01-01..2026-06-30", "2025-07-01..2025-12-31"),
        ("2025-01-01..2025-12-31", "2024-01-01..2024-12-31"),
    ],
)
def test_a_unit_that_is_over_is_compared_with_the_whole_unit_before(text: str, before: str) -> None:
    assert days(text).before(TODAY) == days(before)


@pytest.mark.parametrize(
    ("months", "today", "before"),
    [
        (1, "2026-11-22", "2026-10-01..2026-10-22"),
        (1, "2026-11-01", "2026-10-01..2026-10-01"),
        (1, "2026-11-30", "2026-10-01..2026-10-31"),
        (1, "2026-03-30", "2026-02-01..2026-02-28"),
        (3, "2026-11-22", "2026-07-01..2026-08-22"),
        (6, "2026-11-22", "2026-01-01..2026-05-25"),
        (12, "2026-11-22", "2025-01-01..2025-11-22"),
        (12, "2028-12-30", "2027-01-01..2027-12-31"),
    ],
)
def test_a_unit_that_still_runs_is_compared_with_as_many_days_of_the_unit_before(
    months: int, today: str, before: str
) -> None:
    assert unit_of(day(today), months).before(day(today)) == days(before)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-11-22..2026-11-22", "2026-11-21..2026-11-21"),
        ("2026-11-09..2026-11-15", "2026-11-02..2026-11-08"),
        ("2026-09-01..2026-10-30", "2026-07-03..2026-08-31"),
        ("2026-09-01..2026-10-31", "2026-07-01..2026-08-31"),
        ("2025-12-01..2026-10-31", "2025-01-01..2025-11-30"),
    ],
)
def test_other_days_are_compared_with_as_many_days_or_months_right_before(text: str, before: str) -> None:
    assert days(text).before(TODAY) == days(before)


@MANY
@given(periods(), DAYS)
def test_what_a_period_is_compared_with_lies_before_it_and_is_no_longer_than_what_has_passed(
    period: Period, today: date
) -> None:
    before = period.before(today)
    assert before.last < period.first
    if today in period and today != period.last and period.unit:
        assert len(list(before.days)) <= len(list(period.until(today).days))


# the periods of one tap


def test_the_periods_of_one_tap() -> None:
    assert named_periods(TODAY, day("2026-03-02")) == {
        "today": days("2026-11-22..2026-11-22"),
        "month": days("2026-11-01..2026-11-30"),
        "last_month": days("2026-10-01..2026-10-31"),
        "quarter": days("2026-10-01..2026-12-31"),
        "half_year": days("2026-07-01..2026-12-31"),
        "year": days("2026-01-01..2026-12-31"),
        "all": days("2026-03-02..2026-11-22"),
    }


@given(DAYS)
def test_the_last_month_is_whole_on_every_day_of_this_month(today: date) -> None:
    chosen = named_periods(today, today)
    assert chosen["last_month"].unit == 1
    assert chosen["last_month"].last + timedelta(days=1) == chosen["month"].first


def test_where_the_first_count_lies_ahead_everything_is_today() -> None:
    assert named_periods(TODAY, TODAY + timedelta(days=9))["all"] == Period(TODAY, TODAY)


# what it is made of


def _covered(period: Period) -> list[date]:
    """Every day that the parts of a period name, as often as they name it."""
    parts = cover(period)
    return sorted(one for part in (*map(unit_coded, parts.spans), *parts.edges) for one in part.days)


@MANY
@given(periods())
def test_the_parts_of_a_period_cover_each_of_its_days_exactly_once(period: Period) -> None:
    assert _covered(period) == list(period.days)


@MANY
@given(periods())
def test_no_part_could_be_told_by_a_larger_one(period: Period) -> None:
    """Fewest parts: at most 5 months and a half-year at either end, at most two ends in a month that is not whole."""
    parts = cover(period)
    units = [unit_coded(span) for span in parts.spans]
    assert len(parts.edges) <= 2
    assert all(month_of(edge.first) != edge and edge.last <= month_of(edge.first).last for edge in parts.edges)
    assert [sum(one.unit == months for one in units) <= most for months, most in ((1, 10), (6, 2))] == [True, True]
    larger = {1: 6, 6: 12}
    assert not [one for one in units if one.unit in larger and unit_of(one.first, larger[one.unit]).inside(period)]


def test_a_long_period_is_days_then_months_then_half_years_and_years_and_back() -> None:
    parts = cover(days("2024-05-15..2027-08-03"))
    assert parts.spans == ("2024-06", "2024-H2", "2025", "2026", "2027-H1", "2027-07")
    assert parts.edges == (days("2024-05-15..2024-05-31"), days("2027-08-01..2027-08-03"))


def test_a_year_is_one_part_and_a_day_is_one_edge() -> None:
    assert cover(days("2026-01-01..2026-12-31")).spans == ("2026",)
    assert cover(days("2026-11-22..2026-11-22")).edges == (days("2026-11-22..2026-11-22"),)


@given(DAYS, DAYS)
@MANY
def test_its_months_are_those_that_have_a_day_in_it(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert list(period.each_month) == list(dict.fromkeys(map(month_of, period.days)))


@given(DAYS, DAYS, DAYS)
@MANY
def test_the_closed_months_are_all_that_lie_wholly_in_the_period_and_are_over(
    one: date, other: date, today: date
) -> None:
    period = Period(min(one, other), max(one, other))
    days = [day for day in period.days if month_of(day).inside(period) and month_of(day).last < today]
    assert closed_months(period, today) == (Period(days[0], days[-1]) if days else None)


@pytest.mark.parametrize(
    ("begun", "months", "until"),
    [
        ("2026-11-28", 12, "2027-11-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
    ],
)
def test_months_later_it_is_the_day_of_the_same_number_or_the_last_one(begun, months, until) -> None:
    assert months_later(day(begun), months) == day(until)

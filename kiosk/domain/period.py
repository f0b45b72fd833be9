"""Periods of whole days: the ones with a name, the one before, and the months and years they are made of."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

UNITS = (1, 3, 6, 12)
"""Months of a month, a quarter, a half-year, a year: the calendar's own periods, shortest first."""
QUARTER = 3
UNIT_FORMS = {1: "{year}-{place:02}", 3: "{year}-Q{place}", 6: "{year}-H{place}", 12: "{year}"}
"""How addresses and commands write them: 2026-10, 2026-Q4, 2026-H2, 2026."""


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included. Raises ValueError when the first day lies after the last."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"{self.first} after {self.last}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> Iterator[date]:
        """Yield every day of the period."""
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @property
    def whole_months(self) -> bool:
        """Tell whether it is made of calendar months."""
        return self.first.day == 1 and self.last == month_of(self.last).last

    @property
    def each_month(self) -> tuple["Period", ...]:
        """Return the calendar months that it touches, each whole."""
        return _each_month(self)

    @property
    def unit(self) -> int:
        """Return the months of the calendar unit that this period is, or 0."""
        return next((months for months in UNITS if self == unit_of(self.first, months)), 0)

    @property
    def parts(self) -> tuple["Period", ...]:
        """Return the longest calendar units shorter than itself that make it up; a month has none. Of whole months."""
        found: list[Period] = []
        first = self.first
        while self.unit != 1 and first <= self.last:
            units = (unit_of(first, months) for months in reversed(UNITS) if not self.unit or months < self.unit)
            found.append(next(one for one in units if one.first == first and one.last <= self.last))
            first = found[-1].last + timedelta(days=1)
        return tuple(found)

    def meets(self, other: "Period") -> bool:
        """Tell whether they have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def inside(self, other: "Period") -> bool:
        """Tell whether each of its days is one of the other's too."""
        return other.first <= self.first and self.last <= other.last

    def spanning(self, other: "Period") -> "Period":
        """Return from the first day of both to the last."""
        return Period(min(self.first, other.first), max(self.last, other.last))

    def until(self, day: date) -> "Period":
        """Return the part that has passed on this day; the whole period when it lies in the past or the future."""
        return Period(self.first, day) if day in self else self

    def before(self, counted: date) -> "Period":
        """Return what this is compared with: the calendar unit before it, else as many months or days right before.

        `counted`: the last day that counts. Where it is one of its days, with no more days than are counted: 1 to 22
        November with 1 to 22 October.
        """
        passed = self.until(counted)
        if not self.unit and self.whole_months and passed == self:
            return Period(months_before(self.first, len(self.each_month)), self.first - timedelta(days=1))
        if not self.unit:
            return Period(self.first - (passed.last - self.first) - timedelta(days=1), self.first - timedelta(days=1))
        former = unit_of(self.first - timedelta(days=1), self.unit)
        if passed == self:
            return former
        return Period(former.first, min(former.last, former.first + (passed.last - passed.first)))


def closed_months(period: Period, today: date) -> Period | None:
    """Return the calendar months that lie wholly in the period and are over, or None."""
    closed = [month for month in period.each_month if month.inside(period) and month.last < today]
    return Period(closed[0].first, closed[-1].last) if closed else None


@lru_cache(maxsize=64)
def _each_month(period: Period) -> tuple[Period, ...]:
    """Return the calendar months that a period touches; those of ten years are asked for again and again."""
    found = [month_of(period.first)]
    while found[-1].last < period.last:
        found.append(month_of(found[-1].last + timedelta(days=1)))
    return tuple(found)


COUNTABLE = Period(date(2000, 1, 1), date(2100, 12, 31))
"""No desk counted before or counts after; such days are typing mistakes."""


def months_before(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months before this day's."""
    place = 12 * day.year + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def months_later(day: date, months: int) -> date:
    """Return the day of the same number so many months later; the last one of a month that has no such day."""
    month = month_of(months_before(day, -months))
    return min(month.last, month.first + timedelta(days=day.day - 1))


def month_of(day: date) -> Period:
    """Return the calendar month of this day."""
    return unit_of(day, 1)


def unit_of(day: date, months: int) -> Period:
    """Return the calendar unit of so many months (1, 3, 6, 12) in which this day lies."""
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    month = first.month + months - 1
    return Period(first, first.replace(month=month, day=monthrange(first.year, month)[1]))


def units_over(start: date, end: date) -> Iterator[Period]:
    """Yield every calendar unit that ends by `end`, from the newest back to those of `start`; shorter ones first."""
    for months in UNITS:
        unit = unit_of(end + timedelta(days=1), months)
        while (unit := unit_of(unit.first - timedelta(days=1), months)).last >= start:
            yield unit


def nearest_unit(period: Period, end: date) -> Period:
    """Return the shortest calendar unit around a period that ends by `end`, else the last month of it that does."""
    around = (unit_of(period.first, months) for months in UNITS)
    found = next((unit for unit in around if period.inside(unit) and unit.last <= end), None)
    return found or next(units_over(COUNTABLE.first, min(period.last, end)))


def unit_code(period: Period) -> str:
    """Return how addresses and commands write a calendar unit."""
    return UNIT_FORMS[period.unit].format(year=period.first.year, place=place_in_year(period))


def unit_coded(text: str) -> Period:
    """Return the calendar unit that is written like this. Raises ValueError."""
    year = int(text[:4])
    units = {unit_of(date(year, month, 1), months) for months in UNITS for month in range(1, 13)}
    found = next((unit for unit in units if unit_code(unit) == text), None)
    if found is None:
        raise ValueError(text)
    return found


def place_in_year(unit: Period) -> int:
    """Return which one of its kind it is in its year, from 1."""
    return (unit.first.month - 1) // unit.unit + 1


def named_periods(today: date, start: date) -> dict[str, Period]:
    """Return the periods that have a name; `start` is the first day that anybody counted."""
    month = month_of(today)
    return {
        "today": Period(today, today),
        "month": month,
        "last_month": month.before(month.last),
        "quarter": unit_of(today, 3),
        "half_year": unit_of(today, 6),
        "year": unit_of(today, 12),
        "all": Period(min(start, today), today),
    }


class Cover(NamedTuple):
    """A period as whole years (2026), half-years (2026-H1) and months (2026-11), and the days left over at its ends."""

    spans: tuple[str, ...]
    edges: tuple[Period, ...]


def cover(period: Period) -> Cover:
    """Return the fewest years, half-years, months and days that together are this period, each day once."""
    spans, edges = [], []
    first = period.first
    while first <= period.last:
        units = (unit_of(first, months) for months in (12, 6, 1))
        part = next((unit for unit in units if unit.first == first and unit.inside(period)), None)
        if part:
            spans.append(unit_code(part))
        else:
            part = Period(first, min(month_of(first).last, period.last))
            edges.append(part)
        first = part.last + timedelta(days=1)
    return Cover(tuple(spans), tuple(edges))

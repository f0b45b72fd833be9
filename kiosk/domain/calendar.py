"""Desks and days: when a desk is open, and what each of its days is for the overhead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

SATURDAY = 5
"""From this weekday on it is weekend; Monday is 0."""


class Opening(StrEnum):
    """Name what the lead says about one desk on one day."""

    OPEN = "open"
    CLOSED = "closed"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class ToldOpenings:
    """Say what a desk's own installation tells of its opening days: its week, and the days that differ from it.

    `told` and `revision` say which of several is the newest, `writer` which store told it.
    """

    desk: str
    told: date
    revision: int
    writer: str
    weekdays: tuple[int, ...]
    days: Mapping[date, Opening]


class DayState(StrEnum):
    """Say what one day of one desk is. In the order in which it is explained under the calendar."""

    COUNTED = "counted"
    ZERO = "zero"
    TOLD = "told"
    MISSING = "missing"
    ILL = "ill"
    CLOSED = "closed"
    AHEAD = "ahead"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    UNKNOWN = "unknown"


REPORTED = frozenset({DayState.COUNTED, DayState.ZERO, DayState.TOLD})
"""TOLD stands for the two before it where the figure is not for who looks."""
WITHOUT_HOUR = {Opening.CLOSED: DayState.CLOSED, Opening.ILL: DayState.ILL}


@dataclass(frozen=True, slots=True)
class Plan:
    """Say when a desk is open: its weekdays (Monday is 0), the county's closed days with the names of holidays, and
    what was said of single days.

    Without weekdays nobody knows when the desk is open, and only single days can be expected. Before `since`, its
    first day, none is, nor from `until` on.
    """

    weekdays: frozenset[int]
    closed_days: Mapping[date, str] = field(default_factory=dict)
    said: Mapping[date, Opening] = field(default_factory=dict)
    since: date = date.min
    until: date = date.max

    def expects(self, day: date) -> bool:
        """Tell whether a count of this day is due, once the day has passed."""
        said = self.said.get(day)
        if said is not None and day < self.until:
            return said is Opening.OPEN
        return self.since <= day < self.until and day.weekday() in self.weekdays and day not in self.closed_days

    def state(self, day: date, persons: int | None, today: date) -> DayState:
        """Return what the day is. `persons`: how many were counted, None where nothing was reported.

        A count wins over everything else; a day without one is never zero.
        """
        if persons is not None:
            return DayState.COUNTED if persons else DayState.ZERO
        if self.expects(day):
            return DayState.MISSING if day < today else DayState.AHEAD
        return self._without_hour(day)

    def _without_hour(self, day: date) -> DayState:
        said = self.said.get(day)
        if said in WITHOUT_HOUR:
            return WITHOUT_HOUR[said]
        if day in self.closed_days:
            return DayState.HOLIDAY
        if day.weekday() >= SATURDAY:
            return DayState.WEEKEND
        return DayState.CLOSED if self.weekdays or day >= self.until else DayState.UNKNOWN

"""Which desk reported which day, which days are missing, what came lately, late or was corrected."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from kiosk.domain.calendar import REPORTED, DayState, Plan, ToldOpenings
from kiosk.domain.period import Period, closed_months
from kiosk.domain.tally import Scope
from kiosk.pack import Desk, Pack
from kiosk.storage import Deliveries, DeskDay, Store, UntoldMonth


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One desk's day. `persons` is 0 where nothing was reported; `corrected`: counted again after it was closed;
    `holiday`: its name, where it is one and nothing else is to be said."""

    day: date
    state: DayState
    persons: int
    corrected: bool
    holiday: str = ""


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One desk, without a name where it left the pack.

    `delivered`: when the last of these days came in, None for a desk that counts here.
    """

    desk: str
    name: str
    days: tuple[CalendarDay, ...]
    delivered: date | None

    @property
    def missing(self) -> int:
        """Return how many days are missing."""
        return sum(day.state is DayState.MISSING for day in self.days)

    @property
    def corrections(self) -> int:
        """Return how many days were counted again after they were closed."""
        return sum(day.corrected for day in self.days)

    @property
    def reported(self) -> int:
        """Return how many days were reported, zeros among them."""
        return sum(day.state in REPORTED for day in self.days)

    @property
    def unknown(self) -> bool:
        """Tell whether nobody has said when the desk is open, so that nothing can be called complete."""
        return any(day.state is DayState.UNKNOWN for day in self.days)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The desks of a period, day by day."""

    period: Period
    rows: tuple[CalendarRow, ...]

    def without_figures(self) -> "Calendar":
        """Return the same for who may not see exact counts: which days were reported, not how many came."""
        return replace(self, rows=tuple(replace(row, days=tuple(map(_told, row.days))) for row in self.rows))

    @property
    def missing(self) -> int:
        """Return how many days are missing over all desks."""
        return sum(row.missing for row in self.rows)

    @property
    def corrected(self) -> bool:
        """Tell whether any day was corrected."""
        return any(row.corrections for row in self.rows)

    @property
    def holidays(self) -> tuple[tuple[date, str], ...]:
        """Return the holidays by name, in their order."""
        return tuple(sorted({(one.day, one.holiday) for row in self.rows for one in row.days if one.holiday}))

    @property
    def states(self) -> tuple[DayState, ...]:
        """Return the states that occur, in the order of DayState."""
        found = {day.state for row in self.rows for day in row.days}
        return tuple(state for state in DayState if state in found)


class MissingDay(NamedTuple):
    """A day that a desk should have reported."""

    day: date
    desk: str


def calendar(store: Store, pack: Pack, month: Period, today: date, desks: tuple[str, ...] = ()) -> Calendar:
    """Return desks by days, all or these, in the order of the pack; one that is over only while it was one."""
    reported: dict[str, dict[date, DeskDay]] = {}
    for one in store.reported.desk_days(Scope(month, desks=desks)):
        reported.setdefault(one.desk, {})[one.day] = one
    plans = [one for one in _plans(store, pack, month, desks) if _was_one(one[1], month) or one[0].code in reported]
    return Calendar(month, tuple(_row(desk, plan, month, reported.get(desk.code, {}), today) for desk, plan in plans))


def _was_one(plan: Plan, month: Period) -> bool:
    """Tell whether a desk was one in this month; one that goes on stands there always."""
    return plan.until == date.max or (plan.until > month.first and plan.since <= month.last)


def desks(store: Store, pack: Pack) -> tuple[str, ...]:
    """Return the codes of the pack's desks, in its order, and of those that counted and have left it."""
    return tuple(desk.code for desk in _every_desk(store, pack))


def _every_desk(store: Store, pack: Pack) -> list[Desk]:
    """Return the pack's desks and, without a name, those that have left it: each was one until its last count."""
    former = store.reported.desks().difference(desk.code for desk in pack.site.desks)
    delivered = store.reported.deliveries(date.max) if former else {}
    last = {code: one.last_day for code, one in sorted(delivered.items()) if code in former and one.last_day}
    return [*pack.site.desks, *(Desk(code, "", retired=day + timedelta(days=1)) for code, day in last.items())]


def missing(
    store: Store, pack: Pack, period: Period, today: date, desks: tuple[str, ...] = ()
) -> tuple[MissingDay, ...]:
    """Return the days before today that were expected and never reported, the oldest first."""
    reported = store.reported.days(Scope(period, desks=desks))
    passed = [day for day in period.days if day < today]
    found = []
    for desk, plan in _plans(store, pack, period, desks):
        known = reported.get(desk.code, set())
        found += [MissingDay(day, desk.code) for day in passed if day not in known and plan.expects(day)]
    return tuple(sorted(found))


def _told(day: CalendarDay) -> CalendarDay:
    return replace(day, state=DayState.TOLD, persons=0) if day.state in REPORTED else day


def _row(desk: Desk, plan: Plan, month: Period, reported: dict[date, DeskDay], today: date) -> CalendarRow:
    days = tuple(_day(day, plan, reported.get(day), today) for day in month.days)
    delivered = max((one.received for one in reported.values() if one.received), default=None)
    return CalendarRow(desk.code, desk.name, days, delivered)


def _day(day: date, plan: Plan, reported: DeskDay | None, today: date) -> CalendarDay:
    persons = reported.persons if reported else None
    corrected = reported is not None and reported.revision > 1
    state = plan.state(day, persons, today)
    holiday = plan.closed_days.get(day, "") if state is DayState.HOLIDAY else ""
    return CalendarDay(day, state, persons or 0, corrected, holiday)


def _plans(store: Store, pack: Pack, period: Period, desks: tuple[str, ...]) -> list[tuple[Desk, Plan]]:
    """Return the desks asked for, each with its plan of these days: the pack's, over it what the desk itself tells, and
    over both what was said here."""
    every = _every_desk(store, pack)
    closed, told, first = pack.site.closed(period), store.openings.told(), _first_days(store, every, period)
    said = {desk: dict(one.days) for desk, one in told.items()}
    for one in store.openings.between(period.first, period.last):
        said.setdefault(one.desk, {})[one.day] = one.state
    return [
        (
            desk,
            Plan(
                frozenset(_week(desk, told)),
                closed,
                said.get(desk.code, {}),
                first[desk.code],
                desk.retired or date.max,
            ),
        )
        for desk in every
        if not desks or desk.code in desks
    ]


def _first_days(store: Store, desks: Sequence[Desk], period: Period) -> dict[str, date]:
    """Return from when on each desk is due, as far as these days ask: from the day that was written down, else from its
    first count, or as long as it has none from the first of any desk."""
    found = store.reported.begun(Scope(Period(period.first, date.max)))
    within = {code: day for day, codes in found.items() for code in codes}
    began = {code: within.get(code, date.min) for code in store.reported.desks()}
    anybody = min(began.values(), default=date.max)
    return {desk.code: desk.since or began.get(desk.code, anybody) for desk in desks}


def _week(desk: Desk, told: Mapping[str, ToldOpenings]) -> tuple[int, ...]:
    """Return the weekdays on which a desk says that it is open, else those of the pack; none where nobody knows."""
    return (told[desk.code].weekdays if desk.code in told else ()) or desk.weekdays


# what came lately


class DeskNews(NamedTuple):
    """A desk's deliveries. `missing`: its days that are due and were never reported, None where nobody knows;
    `untold`: its months that told how many came and not yet who."""

    desk: str
    delivered: Deliveries
    missing: int | None
    untold: int


def last_year(today: date) -> Period:
    """Return the days of a year up to today: what has been missing for longer is for the files to tell."""
    return Period(today - timedelta(days=365), today)


def untold(store: Store, today: date) -> Sequence[UntoldMonth]:
    """Return the closed months of a year that told how many came and not yet who, the oldest first."""
    period = last_year(today)
    return store.reported.untold_months(Scope(period, months=closed_months(period, today)))


def news(store: Store, pack: Pack, since: date, today: date) -> tuple[DeskNews, ...]:
    """Return for each desk what came in since then, when it last delivered, and what is missing of a year."""
    delivered = store.reported.deliveries(since)
    late = Counter(one.desk for one in missing(store, pack, last_year(today), today))
    months, told = Counter(one.desk for one in untold(store, today)), store.openings.told()
    every = _every_desk(store, pack)
    known = {desk.code for desk in every if _week(desk, told)}
    return tuple(
        DeskNews(
            code, delivered.get(code, Deliveries()), late[code] if code in known or late[code] else None, months[code]
        )
        for code in (desk.code for desk in every)
    )

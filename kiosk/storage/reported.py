"""Reports read out of the batches that count: sums, courses, days. Nothing is changed here.

Years, half-years and months are read as their kept sums, so that ten years of fifty desks are read as quickly as one.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from kiosk.domain import tally
from kiosk.domain.period import Period, cover
from kiosk.domain.tally import Batch, Cells, Scope
from kiosk.storage import batches
from kiosk.storage.batches import COUNTED_AT_DESK, OF_A_DAY, OF_A_MONTH, ORIGIN
from kiosk.storage.database import File

BROUGHT_IN = f"source <> '{tally.OWN}'"
ANY_ORIGIN = "origin IN ({})".format(", ".join(f"'{one}'" for one in tally.ORIGIN_ROWS))
BY_DESKS = f"origin IN ('{tally.OWN}', '{tally.COLLECTED}')"
TALKS = f"tally_table = '{tally.VOLUME}' AND tally_row = '{tally.CONVERSATIONS}'"
PERSONS = f"tally_table = '{tally.VOLUME}' AND tally_row = '{tally.PERSONS}'"
NUMBER = "CAST(total(number) AS INTEGER)"
PRINTED = "coalesce((SELECT printed FROM old_list WHERE id = batch.old_list), 1)"
"""A list without an entry came before anybody was asked."""

DESKS = (
    "WITH one (desk) AS (SELECT min(desk) FROM batch WHERE newest UNION ALL"
    " SELECT (SELECT min(desk) FROM batch WHERE newest AND desk > one.desk) FROM one WHERE one.desk IS NOT NULL)"
    f" SELECT desk FROM one WHERE EXISTS (SELECT 1 FROM batch WHERE newest AND desk = one.desk AND {COUNTED_AT_DESK})"
)
"""From each desk on to the next one in the index: years of days are not read for it."""


class DeskDay(NamedTuple):
    """The report of a desk for a day; `received` is None for a desk of this store."""

    desk: str
    day: date
    persons: int
    revision: int
    received: date | None


class UntoldMonth(NamedTuple):
    """A month of which a desk told on its days of more persons than it has told who they were."""

    first: date
    desk: str


class Deliveries(NamedTuple):
    """A desk's deliveries: how many days lately, when the last came in (None where it counts here), its last day."""

    came: int = 0
    received: date | None = None
    last_day: date | None = None


class Reported:
    """Reads what desks and old lists reported, of each the count that counts."""

    def __init__(self, file: File) -> None:
        self._file = file

    def cells(self, scope: Scope, by_day: Collection[str]) -> dict[str, Cells]:
        """Return the cells of everything wholly within the period, by where they come from (tally.ORIGIN_ROWS).

        `by_day`: the tables that tell how many. All others are read of the scope's months alone, as whole months.
        """
        found: dict[str, dict[tuple[str, str], int]] = {origin: {} for origin in tally.ORIGIN_ROWS}
        with self._file.snapshot() as db:
            for query, values in _parts(scope, sorted(by_day)):
                for origin, table, row, number in db.execute(query, values):
                    cells = found[origin]
                    cells[table, row] = cells.get((table, row), 0) + number
        return {origin: {cell: number for cell, number in cells.items() if number} for origin, cells in found.items()}

    def batches(self, first: date, last: date, profile: str = "") -> list[Batch]:
        """Return the newest revision of every batch that lies wholly within these days."""
        where, values = _within(Scope(Period(first, last), profile))
        with self._file.snapshot() as db:
            return batches.where(db, where, values)

    def old_lists(self, scope: Scope) -> list[Batch]:
        """Return what old lists brought that shares a day with the period."""
        filters, values = _filters(scope)
        where = f"newest AND {BROUGHT_IN} AND first_day <= ? AND last_day >= ?{filters}"
        with self._file.snapshot() as db:
            return batches.where(db, where, [scope.period.last, scope.period.first, *values])

    def old_lists_before(self, day: date) -> list[Batch]:
        """Return the committee's papers among the old lists that ended before this day, the latest first."""
        where = f"newest AND {BROUGHT_IN} AND paper <> '' AND {PRINTED} AND last_day < ?"
        with self._file.snapshot() as db:
            found = batches.where(db, where, [day])
        return sorted(found, key=lambda batch: batch.last_day, reverse=True)

    def counted_twice(self, period: Period, of_all_desks: str) -> list[Batch]:
        """Return what old lists brought within the period for days that desks reported too.

        `of_all_desks`: the desk's code of a list that counts all of them.
        """
        where, values = _within(Scope(period))
        told = (
            f"SELECT 1 FROM batch AS told WHERE told.newest AND {COUNTED_AT_DESK} AND told.last_day = told.first_day"
            " AND told.first_day BETWEEN batch.first_day AND batch.last_day"
            " AND batch.profile IN ('', told.profile) AND batch.desk IN (?, told.desk)"
        )
        with self._file.snapshot() as db:
            return batches.where(db, f"{where} AND {BROUGHT_IN} AND EXISTS ({told})", [*values, of_all_desks])

    def any_within(self, scope: Scope) -> bool:
        """Tell whether anybody counted, be it zero."""
        where, values = _within(scope)
        return bool(self._file.value(f"SELECT 1 FROM batch WHERE {where} LIMIT 1", values))

    def any_day(self, scope: Scope) -> bool:
        """Tell whether a desk reported a day."""
        where, values = _within(scope)
        return bool(self._file.value(f"SELECT 1 FROM batch WHERE {where} AND {OF_A_DAY} LIMIT 1", values))

    def first_day(self) -> date | None:
        """Return the first day that any batch counts, or None. A desk's month begins no earlier than its days."""
        with self._file.snapshot():
            return self._first_day(f" AND NOT ({OF_A_MONTH})") or self._first_day(f" AND {OF_A_MONTH}")

    def first_day_of_desks(self, scope: Scope) -> date | None:
        """Return the first day ever that these desks reported, or None."""
        filters, values = _filters(scope)
        return self._first_day(f" AND {OF_A_DAY}{filters}", values)

    def _first_day(self, filters: str, values: Sequence[object] = ()) -> date | None:
        query = f"SELECT first_day AS '[day]' FROM batch WHERE newest{filters} ORDER BY first_day LIMIT 1"
        found: date | None = self._file.value(query, values)
        return found

    def months_told(self, scope: Scope) -> Period | None:
        """Return from the first to the last closed month of the scope of which desks told who came, be it nobody."""
        filters, values = _filters(scope)
        told = f"SELECT 1 FROM batch WHERE newest AND first_day = ? || '-01' AND {OF_A_MONTH}{filters}"
        summed = (
            f"SELECT 1 FROM sum_cell WHERE span = ? AND {BY_DESKS} AND tally_table = '{tally.MONTH_VOLUME}'{filters}"
        )
        return self._months(scope, f"{told} UNION ALL {summed} LIMIT 1", lambda month: [month, *values, month, *values])

    def months_of(self, scope: Scope, table: str) -> Period | None:
        """Return the same of the months in which anybody stands in this table."""
        filters, values = _filters(scope)
        query = (
            f"SELECT 1 FROM sum_cell WHERE span = ? AND {BY_DESKS} AND tally_table = ? AND number > 0{filters} LIMIT 1"
        )
        return self._months(scope, query, lambda month: [month, table, *values])

    def _months(self, scope: Scope, query: str, values: Callable[[str], Sequence[object]]) -> Period | None:
        """Return from the first to the last closed month of the scope for which the query finds something."""

        def is_there(month: Period) -> bool:
            return bool(self._file.value(query, values(f"{month.first:%Y-%m}")))

        with self._file.snapshot():
            months = scope.months.each_month if scope.months else ()
            first = next(filter(is_there, months), None)
            last = next(filter(is_there, reversed(months)), None)
            return Period(first.first, last.last) if first and last else None

    def begun(self, scope: Scope) -> dict[date, list[str]]:
        """Return the desks that counted for the first time within the scope and after its first day, by that day.

        Without looking at `newest`: of a day that was counted one count always is, and so the index alone answers.
        """
        days = f"FROM batch WHERE batch.desk = begun.desk AND {OF_A_DAY}"
        query = (
            f"SELECT (SELECT min(first_day) {days}) AS '[day]', desk FROM ({DESKS}) AS begun"
            f" WHERE NOT EXISTS (SELECT 1 {days} AND first_day <= ?) AND EXISTS (SELECT 1 {days}) ORDER BY 1, 2"
        )
        found = dict[date, list[str]]()
        for day, desk in self._file.rows(query, [scope.period.first]):
            if day in scope.period and desk in (scope.desks or (desk,)):
                found.setdefault(day, []).append(desk)
        return found

    def talks_by_day(self, scope: Scope) -> dict[date, int]:
        """Return how many talks the desks counted on each day that they reported."""
        where, values = _within(scope)
        return self._course(
            f"SELECT first_day AS '[day]', {NUMBER} FROM batch LEFT JOIN cell ON batch = id AND {TALKS}"
            f" WHERE {where} AND {OF_A_DAY} GROUP BY 1",
            values,
        )

    def talks_by_month(self, scope: Scope) -> dict[date, int]:
        """Return how many talks each whole month of the period had that was reported, under its first day."""
        filters, values = _filters(scope)
        months = _months(scope.period)
        asked = ", ".join("(?)" for _ in months)
        reported = (
            f"WITH asked (span) AS (VALUES {asked}) SELECT span || '-01' AS '[day]', 0 FROM asked WHERE EXISTS ("
            "SELECT 1 FROM batch WHERE newest AND first_day BETWEEN span || '-01' AND span || '-31'"
            f" AND {OF_A_DAY}{filters})"
        )
        counted = (
            f"SELECT span || '-01' AS '[day]', {NUMBER} FROM sum_cell"
            f" WHERE span IN ({_marks(months)}) AND {BY_DESKS} AND {TALKS}{filters} GROUP BY 1"
        )
        values = [*months, *values]
        return self._course(reported, values) | self._course(counted, values) if months else {}

    def _course(self, query: str, values: Sequence[object]) -> dict[date, int]:
        return dict(self._file.rows(query, values))

    def desk_days(self, scope: Scope) -> list[DeskDay]:
        """Return what the desks have reported, one entry for each desk and day; a day of nothing is an entry too."""
        where, values = _within(scope)
        query = (
            f"SELECT desk, first_day AS '[day]', {NUMBER}, max(revision), max(received) AS '[day]' FROM batch"
            f" LEFT JOIN cell ON batch = id AND {PERSONS} WHERE {where} AND {OF_A_DAY} GROUP BY 1, 2"
        )
        return [DeskDay(*row) for row in self._file.rows(query, values)]

    def untold_months(self, scope: Scope) -> list[UntoldMonth]:
        """Return the closed months of the scope that tell of fewer persons than their days, the oldest first."""
        months = _months(scope.months) if scope.months else []
        filters, values = _filters(scope)
        query = (
            f"SELECT span || '-01' AS '[day]', desk FROM sum_cell WHERE span IN ({_marks(months)}) AND {BY_DESKS}"
            f" AND tally_table IN ('{tally.VOLUME}', '{tally.MONTH_VOLUME}') AND tally_row = '{tally.PERSONS}'{filters}"
            f" GROUP BY 1, 2 HAVING sum(iif(tally_table = '{tally.VOLUME}', number, -number)) > 0 ORDER BY 1, 2"
        )
        return [UntoldMonth(*row) for row in self._file.rows(query, [*months, *values])]

    def deliveries(self, since: date) -> dict[str, Deliveries]:
        """Return for each desk how many of its days came in since then, when the last did, and its last day.

        All of that stands in one index: left to itself, SQLite goes from another to every row.
        """
        query = (
            "SELECT desk, count(DISTINCT iif(received >= ?, first_day, NULL)), max(received) AS '[day]',"
            f" max(first_day) AS '[day]' FROM batch INDEXED BY batch_by_day WHERE newest AND {OF_A_DAY} GROUP BY desk"
        )
        return {desk: Deliveries(*came) for desk, *came in self._file.rows(query, [since])}

    def desks(self) -> set[str]:
        """Return the desks of which any day was reported."""
        return {desk for (desk,) in self._file.rows(DESKS)}

    def days(self, scope: Scope) -> dict[str, set[date]]:
        """Return the days that each desk has reported; without looking into a cell, for years of many desks."""
        where, values = _within(scope)
        query = f"SELECT desk, first_day AS '[day]' FROM batch WHERE {where} AND {OF_A_DAY}"
        found: dict[str, set[date]] = {}
        for desk, day in self._file.rows(query, values):
            found.setdefault(desk, set()).add(day)
        return found


def _parts(scope: Scope, by_day: Sequence[str]) -> Iterator[tuple[str, list[object]]]:
    """Yield the queries that together sum the period: its spans, days at its ends, and longer batches.

    Of who came there are the spans of `scope.months`, and batches that reach over a whole month.
    """
    how_many = f"tally_table IN ({_marks(by_day)})"
    parts = cover(scope.period)
    yield from _summed(parts.spans, by_day, scope)
    for edge in parts.edges:
        yield _counted(f"month <> '' AND {how_many}", by_day, replace(scope, period=edge))
    yield _counted(f"month = '' AND {how_many}", by_day, scope)
    if scope.months:
        yield from _summed(cover(scope.months).spans, by_day, scope, who=True)
        yield _counted(f"month = '' AND NOT {how_many}", by_day, replace(scope, period=scope.months))


def _summed(
    spans: Sequence[str], by_day: Sequence[str], scope: Scope, *, who: bool = False
) -> Iterator[tuple[str, list[object]]]:
    """Yield the query over kept sums, where there are any: how many through the index, who once a group, not a row."""
    filters, values = _filters(scope)
    chosen = (
        f"SELECT origin, tally_table, tally_row, sum(number) FROM sum_cell WHERE span IN ({_marks(spans)}){filters}"
    )
    grouped, how_many = "GROUP BY span, origin, tally_table, tally_row", f"tally_table IN ({_marks(by_day)})"
    if spans and who:
        summed = f"WITH summed AS MATERIALIZED ({chosen} {grouped})"
        yield f"{summed} SELECT * FROM summed WHERE NOT {how_many}", [*spans, *values, *by_day]
    elif spans:
        yield f"{chosen} AND {ANY_ORIGIN} AND {how_many} {grouped}", [*spans, *values, *by_day]


def _counted(which: str, tables: Sequence[str], scope: Scope) -> tuple[str, list[object]]:
    where, values = _within(scope)
    grouped = f"SELECT {ORIGIN}, tally_table, tally_row, sum(number) FROM batch CROSS JOIN cell ON batch = id"
    return f"{grouped} WHERE {where} AND {which} GROUP BY 1, 2, 3", [*values, *tables]


def _within(scope: Scope) -> tuple[str, list[object]]:
    """Return what lies wholly within the period: the index is read from its first day to its last, not to its end."""
    filters, values = _filters(scope)
    first, last = scope.period.first, scope.period.last
    return f"newest AND first_day BETWEEN ? AND ? AND last_day <= ?{filters}", [first, last, last, *values]


def _filters(scope: Scope) -> tuple[str, list[object]]:
    """Return profile and desks as further conditions."""
    profile = " AND profile = ?" if scope.profile else ""
    desks = f" AND desk IN ({_marks(scope.desks)})" if scope.desks else ""
    return profile + desks, [*([scope.profile] if scope.profile else []), *scope.desks]


def _months(period: Period) -> list[str]:
    """Return the calendar months that lie wholly in it."""
    return [f"{month.first:%Y-%m}" for month in period.each_month if month.inside(period)]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))

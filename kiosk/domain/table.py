"""A table of numbers that proves itself: exact, or rounded to leave the house."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.domain.period import Period
from kiosk.errors import SumsDisagree

STEP = 5
"""Every number of a rounded table is a multiple of this, as in the official statistics of foreigners."""


class Unit(StrEnum):
    """Say what a table counts."""

    PERSONS = "personen"
    CONVERSATIONS = "gespraeche"
    MENTIONS = "nennungen"
    CASES = "faelle"
    GOALS = "ziele"
    CONSULTATIONS = "beratungen"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a report: code, German label (empty: `overhead.words` has it), count, and the count before."""

    code: str
    label: str
    count: int
    before: int | None = None

    @property
    def change(self) -> int | None:
        """Return what came or went since the period before; None where there is nothing to compare with."""
        return None if self.before is None else self.count - self.before


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report or of a file. It proves itself and cannot exist otherwise.

    An exact one raises SumsDisagree unless its rows add up to its total, now and before. A rounded one, that may leave
    the house, raises ValueError for a number that is not rounded; its rows need not add up to its total. `part_of`:
    the row of another table that this one splits, as "table row". `apart`: persons who mentioned nothing, beside a
    table of mentions; they are in no total. `told`: from the first to the last day that it counts, where that is
    not the period of its report. Not `counted`: nobody counted it then; all that it has is a row of who was not asked.
    """

    code: str
    title: str
    rows: tuple[TableRow, ...]
    total: int
    unit: Unit = Unit.PERSONS
    before: int | None = None
    part_of: str = ""
    apart: tuple[TableRow, ...] = ()
    rounded: bool = False
    told: Period | None = None
    counted: bool = True

    def __post_init__(self) -> None:
        if self.rounded:
            if any(number % STEP for number in (self.total, *(row.count for row in self.rows))):
                raise ValueError(f"{self.code} is not rounded")
            return
        self._prove(sum(row.count for row in self.rows), self.total)
        if self.before is not None:
            self._prove(sum(row.before or 0 for row in self.rows), self.before)

    def _prove(self, rows: int, total: int) -> None:
        if rows != total:
            raise SumsDisagree(self.code, rows, total)

    @property
    def change(self) -> int | None:
        """Return what the total gained or lost since the period before."""
        return None if self.before is None else self.total - self.before

    @property
    def known_total(self) -> int | None:
        """Return the total; None where nobody counted anything: that nothing is no figure."""
        return self.total if self.counted or self.total else None

    @property
    def most(self) -> int:
        """Return the largest count of a row, 0 without rows."""
        return max((row.count for row in self.rows), default=0)

    @property
    def whole(self) -> float:
        """Return the share of the total: 1, or 0 where nothing was counted."""
        return 1.0 if self.total else 0.0

    def share(self, row: TableRow) -> float:
        """Return the row's part of the total, 0 to 1."""
        return row.count / self.total if self.total else 0.0

    def row(self, code: str) -> TableRow | None:
        """Return the row with this code, or None."""
        return next((row for row in self.rows if row.code == code), None)


def rounded(number: int) -> int:
    """Return the nearest multiple of five; between whole numbers there are no ties."""
    return (number + STEP // 2) // STEP * STEP


def in_fives(table: Table) -> Table:
    """Return the table, each number rounded by itself, without a row or comparison that would tell of one or two."""
    rows = tuple(TableRow(row.code, row.label, number) for row in table.rows if (number := rounded(row.count)))
    return replace(table, rows=rows, total=rounded(table.total), before=None, apart=(), rounded=True)


def compared(now: Sequence[Table], before: Sequence[Table]) -> tuple[Table, ...]:
    """Return the tables with what their rows counted in the period before.

    `before`: only those that were counted then; a table that is not among them stays without a comparison.
    """
    former = {table.code: table for table in before}
    return tuple(
        _compared(table, former[table.code]) if table.counted and table.code in former else table for table in now
    )


def _compared(table: Table, former: Table) -> Table:
    rows, apart = _beside(table.rows, former.rows), _beside(table.apart, former.apart)
    return replace(table, rows=rows, apart=apart, before=former.total)


def _beside(now: Sequence[TableRow], former: Sequence[TableRow]) -> tuple[TableRow, ...]:
    counts = {row.code: row.count for row in former}
    here = {row.code for row in now}
    rows = [replace(row, before=counts.get(row.code, 0)) for row in now]
    rows += [replace(row, count=0, before=row.count) for row in former if row.code not in here and row.count]
    return tuple(rows)

"""What may leave the house, and how: closed calendar months, one dimension, every number rounded to five."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE, Period
from kiosk.domain.table import Table, Unit
from kiosk.errors import NotReleasable, ReleaseReason

STEP = 5
"""Every number that leaves is a multiple of this, as in the official statistics of foreigners."""


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One row of a released table, its count rounded."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """A released table. Its total is rounded from the exact total, so that the rows need not add up to it.

    Raises ValueError instead of holding an exact number.
    """

    code: str
    title: str
    unit: Unit
    rows: tuple[ReleaseRow, ...]
    total: int

    def __post_init__(self) -> None:
        if any(number % STEP for number in (self.total, *(row.count for row in self.rows))):
            raise ValueError(f"{self.code} is not rounded")


def rounded(number: int) -> int:
    """The nearest multiple of five; between whole numbers there are no ties."""
    return (number + STEP // 2) // STEP * STEP


def check_releasable(period: Period, today: date) -> None:
    """Raise NotReleasable unless the period is whole calendar months that can be counted in and are all over."""
    if period.first not in COUNTABLE or period.last not in COUNTABLE:
        raise NotReleasable(ReleaseReason.NOT_COUNTABLE)
    if not period.whole_months:
        raise NotReleasable(ReleaseReason.NOT_WHOLE_MONTHS)
    if period.last >= today:
        raise NotReleasable(ReleaseReason.NOT_OVER)


def release_tables(exact: Iterable[Table], empty: Iterable[Table]) -> tuple[ReleaseTable, ...]:
    """The tables as they may leave, each number rounded by itself from its exact count.

    `empty`: the same tables of a period without any count; their rows stand in every release. Any other row stands
    there only when it rounds to more than nothing: a zero beside its name would say that there were one or two.
    """
    standing = {(table.code, row.code) for table in empty for row in table.rows}
    made = (_rounded(table, standing) for table in exact if may_leave(table))
    return tuple(table for table in made if table.rows)


def may_leave(table: Table) -> bool:
    """Whether the table has one dimension. The tables by rule, side by side, are rule by decision: two."""
    return table.code not in (*tally.CROSSED, *tally.BY_RULE)


def _rounded(table: Table, standing: set[tuple[str, str]]) -> ReleaseTable:
    rows = (ReleaseRow(row.code, row.label, rounded(row.count)) for row in table.rows)
    shown = tuple(row for row in rows if row.count or (table.code, row.code) in standing)
    return ReleaseTable(table.code, table.title, table.unit, shown, rounded(table.total))

"""What may leave the house, and how: closed calendar months, one dimension, every number rounded to five."""

from collections.abc import Iterable
from datetime import date

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE, Period
from kiosk.domain.table import STEP, Table, TableRow
from kiosk.errors import NotReleasable


def rounded(number: int) -> int:
    """The nearest multiple of five; between whole numbers there are no ties."""
    return (number + STEP // 2) // STEP * STEP


def check_releasable(period: Period, today: date) -> None:
    """Raise NotReleasable unless the period is whole calendar months that can be counted in and are all over."""
    if period.first not in COUNTABLE or period.last not in COUNTABLE:
        raise NotReleasable("not_countable")
    if not period.whole_months:
        raise NotReleasable("not_whole_months")
    if period.last >= today:
        raise NotReleasable("not_over")


def release_tables(exact: Iterable[Table], empty: Iterable[Table]) -> tuple[Table, ...]:
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


def _rounded(table: Table, standing: set[tuple[str, str]]) -> Table:
    rows = (TableRow(row.code, row.label, rounded(row.count)) for row in table.rows)
    shown = tuple(row for row in rows if row.count or (table.code, row.code) in standing)
    return Table(table.code, table.title, shown, rounded(table.total), table.unit, rounded=True)

"""What may leave the house, and how: closed calendar months, one dimension, every number rounded to five."""

from collections.abc import Iterable
from datetime import date

from kiosk.domain.period import COUNTABLE, Period
from kiosk.domain.register import Leaves, Register
from kiosk.domain.table import Table, TableRow, rounded
from kiosk.errors import NotReleasable, ReleaseReason


def check_releasable(period: Period, today: date) -> None:
    """Raise NotReleasable unless the period is whole calendar months that can be counted in and are all over."""
    if period.first not in COUNTABLE or period.last not in COUNTABLE:
        raise NotReleasable(ReleaseReason.NOT_COUNTABLE)
    if not period.whole_months:
        raise NotReleasable(ReleaseReason.NOT_WHOLE_MONTHS)
    if period.last >= today:
        raise NotReleasable(ReleaseReason.NOT_OVER)


def release_tables(register: Register, exact: Iterable[Table], empty: Iterable[Table]) -> tuple[Table, ...]:
    """The tables as they may leave, each number rounded by itself from its exact count.

    `empty`: the same tables of a period without any count; their rows stand in every release. Any other row stands
    there only when it rounds to more than nothing: a zero beside its name would say that there were one or two.
    """
    standing = {(table.code, row.code) for table in empty for row in table.rows}
    made = (_rounded(table, standing) for table in exact if register.of(table.code).leaves is Leaves.PUBLIC)
    return tuple(table for table in made if table.rows)


def _rounded(table: Table, standing: set[tuple[str, str]]) -> Table:
    rows = (TableRow(row.code, row.label, rounded(row.count)) for row in table.rows)
    shown = tuple(row for row in rows if row.count or (table.code, row.code) in standing)
    return Table(table.code, table.title, shown, rounded(table.total), table.unit, rounded=True)

"""What a file about the numbers says, whatever its form: whose, of when, the tables, and how they were made."""

from dataclasses import dataclass
from datetime import date
from math import floor

from kiosk.domain.period import Period
from kiosk.domain.table import Table, Unit
from kiosk.errors import SumsDisagree

TOTAL = "gesamt"
"""Row code of the totals in files for machines; no list has an answer of this name."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it is written. `share`: 0 to 1, None in a release; `before`: None without a comparison."""

    code: str
    label: str
    count: int
    share: float | None = None
    before: int | None = None

    @property
    def change(self) -> int | None:
        """What came or went since the period before; None where there is nothing to compare with."""
        return None if self.before is None else self.count - self.before


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is written: title and labels are German words already. `apart`: rows beside the total."""

    code: str
    title: str
    unit: Unit
    rows: tuple[SheetRow, ...]
    total: int
    before: int | None = None
    apart: tuple[SheetRow, ...] = ()

    @property
    def change(self) -> int | None:
        """What the total gained or lost since the period before."""
        return None if self.before is None else self.total - self.before

    @property
    def whole(self) -> float:
        """The share of the total: 1, or 0 where nothing was counted."""
        return 1.0 if self.total else 0.0

    def check(self) -> None:
        """Raise SumsDisagree where the rows do not add up to the total, now or before."""
        counted = sum(row.count for row in self.rows)
        if counted != self.total:
            raise SumsDisagree(self.code, counted, self.total)
        former = sum(row.before or 0 for row in self.rows)
        if self.before is not None and former != self.before:
            raise SumsDisagree(self.code, former, self.before)


@dataclass(frozen=True, slots=True)
class CodebookRow:
    """What a code of a table stands for; `meaning`: what is counted, or how the row comes about."""

    table: str
    code: str
    label: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Former:
    """A table of the last committee paper: where it comes from, for when, and what it said."""

    source: str
    period: Period
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Paperwork:
    """All that a file says. Raises SumsDisagree instead of existing with sums that do not hold.

    `desks`: names, empty for all of them; `as_of`: the day on which the counts stood like this; `missing`: a sentence
    for each gap. `rounded`: a release, whose rows and totals are rounded each for itself and need not agree; its
    `last_paper` is public already and stands as it was printed. `digest` is its SHA-256.
    """

    county: str
    office: str
    period: Period
    as_of: date
    sheets: tuple[Sheet, ...]
    before: Period | None = None
    profile: str = ""
    desks: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    codebook: tuple[CodebookRow, ...] = ()
    missing: tuple[str, ...] = ()
    last_paper: tuple[Former, ...] = ()
    rounded: bool = False
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.rounded:
            for sheet in self.sheets:
                sheet.check()


def sheet(table: Table) -> Sheet:
    """A table with exact counts, its labels filled, as it is written."""
    rows = tuple(SheetRow(row.code, row.label, row.count, table.share(row), row.before) for row in table.rows)
    apart = tuple(SheetRow(row.code, row.label, row.count, None, row.before) for row in table.apart)
    return Sheet(table.code, table.title, table.unit, rows, table.total, table.before, apart)


def percent(share: float) -> float:
    """The share in percent with one decimal, halves rounded up as Excel does it."""
    return floor(round(share * 1000, 6) + 0.5) / 10

"""What a file about the numbers says, whatever its form: whose, of when, the tables, and how they were made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import floor
from pathlib import Path
from typing import NamedTuple

from kiosk.domain.period import Period
from kiosk.domain.table import Table

TOTAL = "gesamt"
"""Row code of the totals in files for machines; no list has an answer of this name."""


class CodebookRow(NamedTuple):
    """Say what a code of a table stands for; `meaning`: what is counted, or how the row comes about."""

    table: str
    code: str
    label: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Former:
    """A table of the last committee paper: where it comes from, for when, what it said, and what it did not count."""

    source: str
    period: Period
    table: Table
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paperwork:
    """All that a file says, its words German. Raises ValueError for an exact table in a rounded paper.

    `months`: the closed calendar months of the period, of which the tables `by_month` tell, `months_before` what those
    are compared with; `uncounted_before`: tables that nobody counted in all of that; `gaps_before`: what else of it is
    not counted. `desks`: names, empty for all of
    them; `as_of`: the day on which the counts stood like this; `missing`: a sentence for each day, `untold`: for
    each month, that a desk has still to tell; `at_end_of`: by code the tables that count none of a period but how many
    there are at the end of a month, 06/2026. `rounded`: a release, whose numbers are rounded each for itself; its
    `last_paper` likewise. `left_out`: code and title of tables that would have given small numbers away. `digest` is
    its SHA-256, `replaces` that of the release that it takes the place of. `committee`: codes of the tables of the
    committee's paper; `template`: the office's own for Word.
    """

    county: str
    office: str
    period: Period
    as_of: date
    tables: tuple[Table, ...]
    before: Period | None = None
    months: Period | None = None
    months_before: Period | None = None
    by_month: frozenset[str] = frozenset()
    uncounted_before: frozenset[str] = frozenset()
    gaps_before: tuple[str, ...] = ()
    profile: str = ""
    desks: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    codebook: tuple[CodebookRow, ...] = ()
    missing: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    at_end_of: Mapping[str, str] = field(default_factory=dict)
    last_paper: tuple[Former, ...] = ()
    rounded: bool = False
    left_out: tuple[tuple[str, str], ...] = ()
    replaces: str = ""
    digest: str = ""
    committee: tuple[str, ...] = ()
    template: Path | None = None

    def __post_init__(self) -> None:
        if self.rounded and not all(table.rounded for table in self.tables):
            raise ValueError("an exact table in a rounded paper")

    @property
    def all_rounded(self) -> bool:
        """Tell whether it says nothing exact: a release, or what is shown to who may not see exact counts."""
        return self.rounded or (bool(self.tables) and all(table.rounded for table in self.tables))

    @property
    def codes_left_out(self) -> frozenset[str]:
        """Return the codes of the tables that are left out."""
        return frozenset(code for code, _ in self.left_out)

    def told_of(self, table: Table) -> Period:
        """Return the days that a table counts: of one that tells who came, closed months; of a period that runs, those
        that are over."""
        return table.told or self.period

    def before_of(self, table: Table) -> Period | None:
        """Return the days that a table is compared with, None where it is not."""
        return None if table.before is None else self.months_before if table.code in self.by_month else self.before


def percent(share: float) -> float:
    """Return the share in percent with one decimal, halves rounded up as Excel does it."""
    return floor(round(share * 1000, 6) + 0.5) / 10

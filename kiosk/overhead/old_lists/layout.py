"""Where a list's words, counts and days stand: a line a row of the table, or a line a day and a column a row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from kiosk.overhead.old_lists.cells import REMEMBERED, blank, folded, letter, text
from kiosk.overhead.old_lists.reading import Cell, Row, Rows, Sheet


class Role(Enum):
    """Say what a column holds."""

    CODE = auto()
    LABEL = auto()
    COUNT = auto()
    DAY = auto()
    DESK = auto()
    TOTAL = auto()
    IGNORED = auto()


HEADINGS = {
    Role.CODE: "zeile, zeilencode, code, kürzel, row",
    Role.LABEL: "bezeichnung, beschriftung, stelle, angabe, kategorie, merkmal, ergebnis, zielgruppe, zugang,"
    " zusteuerungsweg, bedarf, ziel, was, text, label, label de, name, category, description, item, outcome",
    Role.COUNT: "anzahl, anzahl personen, anzahl der personen, personen, personenzahl, zahl, zahl der personen, menge,"
    " fälle, nennungen, count, number, persons, people, n",
    Role.DAY: "datum, tag, date, day",
    Role.DESK: "ort, standort, desk, clearingstelle, office, place, location",
    Role.TOTAL: "gesamt, gesamtsumme, gesamtzahl, summe, insgesamt, zusammen, endsumme, personen gesamt,"
    " gesamt personen, total, sum, grand total, printed total",
    Role.IGNORED: "anteil, anteil in prozent, prozent, in prozent, percent, share, bemerkung, bemerkungen, anmerkung,"
    " notiz, notizen, note, notes, comment, wochentag, weekday, kw, woche, kalenderwoche, week, nr, lfd nr",
}
ROLES = {word.strip(): role for role, words in HEADINGS.items() for word in words.split(",")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One count as it is written: its words, its place, and the day and desk it stands under.

    `line` is the file's, `column` a letter; `own_column` says that the column stands for a row of the table.
    """

    line: int
    column: str
    own_column: bool
    code: str
    label: str
    desk: str
    day: Cell
    count: Cell

    @property
    def word(self) -> str:
        """Return what a person calls it."""
        return self.code or self.label

    @property
    def places(self) -> tuple[str, ...]:
        """The place as a choice names it."""
        return (f"zeile:{self.line}", f"spalte:{self.column}") if self.own_column else (f"zeile:{self.line}",)


@dataclass(frozen=True, slots=True)
class Printed:
    """A total that stands in the list: of one line across, else of what stands above it, in one column or in all."""

    line: int
    column: str
    across: bool
    one_column: bool
    written: Cell

    @property
    def places(self) -> tuple[str, ...]:
        """The place as a choice names it."""
        return f"zeile:{self.line}", f"spalte:{self.column}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Say what a sheet counts. `by_day`: each count has a day of its own. `other_sheets` have a table too."""

    by_day: bool
    entries: tuple[Entry, ...]
    totals: tuple[Printed, ...]
    other_sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """The row that says what the columns hold."""

    line: int
    cells: Row
    roles: tuple[Role | None, ...]

    @property
    def long(self) -> bool:
        """Tell whether each line is a row of the table."""
        return self.counts is not None and bool({Role.CODE, Role.LABEL} & set(self.roles))

    @property
    def wide(self) -> bool:
        """Tell whether each line is a day and columns are rows of the table."""
        return Role.DAY in self.roles and any(self.named(index) for index in range(len(self.cells)))

    @property
    def counts(self) -> int | None:
        """The column of the counts in a list of lines; some write only "gesamt" above it."""
        return next((self.roles.index(role) for role in (Role.COUNT, Role.TOTAL) if role in self.roles), None)

    def named(self, index: int) -> bool:
        """Tell whether this column has a heading of its own that is none of ours."""
        return self.roles[index] is None and not blank(self.cells[index])

    def cell(self, row: Row, role: Role) -> Cell:
        """Return what stands in the column of this role."""
        return at(row, self.roles.index(role)) if role in self.roles else None


def at(row: Row, index: int) -> Cell:
    """The cell; rows may be shorter than their heading."""
    return row[index] if index < len(row) else None


def role_of(cell: Cell) -> Role | None:
    """Return what a heading announces; what stands in brackets, numbers and signs do not matter."""
    return _role(cell) if isinstance(cell, str) else None


@lru_cache(REMEMBERED)
def _role(cell: str) -> Role | None:
    plain = re.sub(r"\(.*?\)|[\d\W_]+", " ", folded(cell).replace("%", " prozent "))
    return ROLES.get(" ".join(plain.split()))


def recognised(sheets: Iterable[Sheet]) -> Layout | None:
    """The first sheet that has a table, or None."""
    headed = [(sheet, heading) for sheet in sheets if (heading := _heading(sheet.rows))]
    if not headed:
        return None
    (first, heading), *others = headed
    found = (_long if heading.long else _wide)(first.rows, heading)
    return replace(found, other_sheets=tuple(text(sheet.name) for sheet, _ in others))


def _heading(rows: Rows) -> Heading | None:
    for line, row in enumerate(rows, start=1):
        heading = Heading(line, row, tuple(role_of(cell) for cell in row))
        if heading.long or heading.wide:
            return heading
    return None


def _below(rows: Rows, heading: Heading) -> Iterator[tuple[int, Row]]:
    """The lines under the heading; a heading that is repeated on each page is none."""
    for line, row in enumerate(rows[heading.line :], start=heading.line + 1):
        if not all(blank(cell) for cell in row) and row != heading.cells:
            yield line, row


def _long(rows: Rows, heading: Heading) -> Layout:
    counts, entries, totals = heading.counts or 0, [], []
    for line, row in _below(rows, heading):
        count = at(row, counts)
        code, label, desk = (text(heading.cell(row, role)) for role in (Role.CODE, Role.LABEL, Role.DESK))
        day = heading.cell(row, Role.DAY)
        if any(role_of(cell) is Role.TOTAL for cell in (code, label, desk, day)):
            if not blank(count):
                totals.append(Printed(line, letter(counts), False, False, count))
        elif not (blank(count) and (totals or not (code or label))):  # a footnote, or a line of another column
            entries.append(Entry(line, letter(counts), False, code, label, desk, day, count))
    return Layout(Role.DAY in heading.roles, tuple(entries), tuple(totals))


def _wide(rows: Rows, heading: Heading) -> Layout:
    below = [*_below(rows, heading)]
    columns = [*_columns(heading, below)]
    sums = [index for index, role in enumerate(heading.roles) if role in (Role.TOTAL, Role.COUNT)]
    entries: list[Entry] = []
    totals: list[Printed] = []
    for line, row in below:
        if _is_total(row):
            totals += _printed(line, row, columns, across=False, one_column=True)
            totals += _printed(line, row, sums, across=False, one_column=False)
        elif found := [*_of_day(line, row, heading, columns)]:
            entries += found
            totals += _printed(line, row, sums, across=True, one_column=False)
    return Layout(True, tuple(entries), tuple(totals))


def _columns(heading: Heading, below: list[tuple[int, Row]]) -> Iterator[int]:
    """The columns that stand for rows of the table; one without a heading is one as soon as it holds something."""
    widest = max((len(row) for _, row in below), default=0)
    for index in range(max(widest, len(heading.cells))):
        headed = index < len(heading.cells) and not blank(heading.cells[index])
        if heading.named(index) if headed else any(not blank(at(row, index)) for _, row in below):
            yield index


def _is_total(row: Row) -> bool:
    return any(role_of(cell) is Role.TOTAL for cell in row)


def _of_day(line: int, row: Row, heading: Heading, columns: list[int]) -> Iterator[Entry]:
    """The counts of one day; an empty cell of a day that has others counts nothing."""
    desk, day = text(heading.cell(row, Role.DESK)), heading.cell(row, Role.DAY)
    for index in columns:
        if not blank(count := at(row, index)):
            yield Entry(line, letter(index), True, "", text(at(heading.cells, index)), desk, day, count)


def _printed(line: int, row: Row, columns: list[int], *, across: bool, one_column: bool) -> Iterator[Printed]:
    for index in columns:
        if not blank(written := at(row, index)):
            yield Printed(line, letter(index), across, one_column, written)

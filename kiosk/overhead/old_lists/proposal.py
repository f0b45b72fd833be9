"""Where the tables of a file stand and what their columns hold: proposed by the program, said by a person."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from kiosk.overhead.old_lists.cells import NOTHING, REMEMBERED, blank, counted, folded, letter, text, whole, worded
from kiosk.overhead.old_lists.reading import Cell, Row, Rows, Sheet
from kiosk.overhead.old_lists.spans import WORD, timed


class Role(StrEnum):
    """Say what a column holds; the value is how a person says it at the terminal."""

    ROW = "zeile"
    COUNT = "anzahl"
    TOTAL = "summe"
    DAY = "tag"
    SPAN = "zeitraum"
    DESK = "desk"
    UNREAD = "-"


HEADINGS = {
    Role.ROW: "zeile, zeilencode, code, kürzel, row, bezeichnung, beschriftung, zeilenbeschriftungen, stelle, angabe,"
    " kategorie, merkmal, ergebnis, zielgruppe, zielgruppen, zugang, zusteuerungsweg, zusteuerungswege, bedarf, ziel,"
    " was, text, label, label de, name, category, description, item, outcome, row labels",
    Role.COUNT: "anzahl, personen, personenzahl, zahl, menge, fälle, nennungen, count, number, persons, people, n,"
    " häufigkeit",
    Role.DAY: "datum, tag, date, day",
    Role.SPAN: "monat, quartal, halbjahr, jahr, zeitraum, berichtsmonat, berichtsjahr, month, quarter, year, period",
    Role.DESK: "ort, standort, desk, clearingstelle, stadt, kommune, gemeinde, office, place, location, town, city",
    Role.TOTAL: "gesamt, gesamtsumme, gesamtzahl, gesamtergebnis, summe, insgesamt, zusammen, endsumme, zwischensumme,"
    " teilergebnis, personen gesamt, gesamt personen, total, sum, grand total, subtotal, printed total",
    Role.UNREAD: "anteil, prozent, percent, share, bemerkung, bemerkungen, anmerkung, notiz, notizen, note, notes,"
    " comment, wochentag, weekday, kw, woche, kalenderwoche, week, nr, lfd nr, index, veränderung, differenz",
}
ROLES = {word.strip(): role for role, words in HEADINGS.items() for word in words.split(",")}
TOTALS = "|".join(word.strip() for word in HEADINGS[Role.TOTAL].split(","))
TOTAL_LINE = re.compile(rf"(?:{TOTALS})\b.*|.+ (?:gesamt|insgesamt|summe|total)|(?:{WORD}|\d{{4}}) ergebnis")
COUNT_HEADING = re.compile(r"(?:anzahl|zahl|summe|sum|count)(?: (?:der|von|of))? .*")
PARTS = " · "
"""Between the parts of a heading that stands in two lines."""
MOST_HEADED = 60
"""Lines in which a heading is looked for that a former list had."""
MOST_TITLES = 4
"""Lines above a heading that may name the table."""


@dataclass(frozen=True)
class Block:
    """A table in a file: a sheet's lines `first` to `last` head what follows up to `until`; `first` 0: no heading.

    `start`: the line below the table before it.
    """

    sheet: Sheet
    start: int
    first: int
    last: int
    until: int

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Return what stands above each column, of several lines the upper one spread over its group."""
        lines = self.sheet.seen[self.first - 1 : self.last] if self.first else ()
        width = max((len(row) for row in self.sheet.seen[max(self.first, 1) - 1 : self.until]), default=0)
        found: list[list[str]] = [[] for _ in range(width)]
        for place, row in enumerate(lines):
            spread = ""
            for column in range(width):
                here = text(at(row, column))
                spread = here or spread
                said = here if place == len(lines) - 1 or at(lines[-1], column) in (None, "") else spread
                found[column] += [said] * (said != "" and said not in found[column])
        return tuple(map(PARTS.join, found))

    @property
    def name(self) -> str:
        """Return what a person calls it: the sheet, and what the table is headed with."""
        return ": ".join(filter(None, (text(self.sheet.name), ", ".join(filter(None, self.headings[:2])))))

    @property
    def above(self) -> Rows:
        """The lines above the heading, where titles stand."""
        return self.sheet.seen[max(self.first - 1 - MOST_TITLES, 0) : max(self.first - 1, 0)]

    def headed(self, head: str) -> "Block":
        """The same lines under another heading: "3", "2-3", "0" for none."""
        lines = [int(one) for one in head.split("-") if one.isdecimal() and len(one) < 7 and int(one) <= self.until]
        if not lines or lines == [0]:
            return replace(self, first=0, last=self.start - 1)
        return replace(self, first=min(lines), last=max(lines))

    def others(self) -> "Iterator[Block]":
        """The same lines under each heading that they may have."""
        for last in range(self.start, min(self.until, self.start + MOST_HEADED)):
            yield from (replace(self, first=first, last=last) for first in (last, last - 1) if first >= self.start)

    @cached_property
    def counting(self) -> tuple[Row, ...]:
        """The lines under the heading that count something."""
        return tuple(row for _, row in self.body if any(map(counted, row)))

    def filled(self, column: int) -> list[Cell]:
        """Return what stands in a column under the heading."""
        return [cell for _, row in self.body if not blank(cell := at(row, column))]

    def beside_counts(self, column: int) -> list[Cell]:
        """The same without footnotes and titles: of lines that count something."""
        return [cell for row in self.counting if not blank(cell := at(row, column))]

    def days(self, column: int) -> list[date]:
        """The days that stand in a column."""
        found = map(timed, self.filled(column))
        return [one.first for one in found if one and one.first == one.last]

    @property
    def shape(self) -> str:
        """The same for every list with these headings."""
        return "|".join(map(folded, self.headings)) if self.first else f"ohne Überschrift, {len(self.headings)}"

    @cached_property
    def body(self) -> tuple[tuple[int, Row], ...]:
        """The lines under the heading with their numbers; a heading that is repeated on each page is none."""
        repeated = {tuple(map(folded, row)) for row in self.sheet.seen[max(self.first - 1, 0) : self.last]}
        return tuple(
            (line, row)
            for line, row in enumerate(self.sheet.seen[self.last : self.until], start=self.last + 1)
            if not all(map(blank, row)) and tuple(map(folded, row)) not in repeated
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Say how a block is read: a role for each of its columns."""

    block: Block
    roles: tuple[Role, ...]

    def columns(self, *roles: Role) -> list[int]:
        """The columns that have one of these roles."""
        return [column for column, role in enumerate(self.roles) if role in roles]


def at(row: Row, column: int) -> Cell:
    """The cell; rows may be shorter than their heading."""
    return row[column] if column < len(row) else None


@lru_cache(REMEMBERED)
def role_of(heading: str) -> Role | None:
    """Return what a heading announces; what stands in brackets, numbers and signs do not matter."""
    plain = folded(heading).replace("%", " prozent ")
    plain = " ".join(re.sub(r"\(.*?\)|[\d\W_]+", " ", plain).split())
    if plain in ROLES:
        return ROLES[plain]
    if re.search(r"\b(?:prozent|anteil|index|percent)\b", plain):
        return Role.UNREAD
    if plain.endswith((" gesamt", " insgesamt")):
        return Role.TOTAL
    return Role.COUNT if COUNT_HEADING.fullmatch(plain) else None


@lru_cache(REMEMBERED)
def totals(word: str) -> bool:
    """Tell whether a line that is called so adds up others."""
    return bool(TOTAL_LINE.fullmatch(folded(word)))


@lru_cache(REMEMBERED)
def bare(heading: str) -> str:
    """A heading without what only announces a count: "Anzahl 2022" says 2022."""
    words = re.sub(r"\(.*?\)", " ", heading).split()
    return " ".join(word for word in words if role_of(word) is not Role.COUNT and word not in ("der", "von"))


@lru_cache(REMEMBERED)
def when_of(heading: str) -> str:
    """The part of a heading that says when its column counted: of "2022 · neu" it is 2022."""
    return next((part for part in map(bare, (heading, *heading.split(PARTS))) if timed(part)), "")


# where the tables are


def blocks(sheets: Iterable[Sheet]) -> list[Block]:
    """Every table that a person sees in the file, from the first sheet to the last."""
    return [block for sheet in sheets if not sheet.hidden for block in _of_sheet(sheet)]


def _of_sheet(sheet: Sheet) -> Iterator[Block]:
    rows = sheet.seen
    headed = [line for line in range(1, len(rows) + 1) if _heads(rows, line)]
    shapes = [tuple(map(folded, rows[line - 1])) for line in headed]
    starts = [line for place, line in enumerate(headed) if place == 0 or shapes[place] != shapes[place - 1]]
    if not starts:
        first = next((line for line, row in enumerate(rows, start=1) if _counts(row)), 0)
        above = first > 1 and sum(map(worded, rows[first - 2])) > 1
        if first:
            yield Block(sheet, 1, first - 1 if above else 0, first - 1, len(rows))
        return
    spans = [_around(rows, line) for line in starts]
    ends = [*(first - 1 for first, _ in spans[1:]), len(rows)]
    begins = [1, *(until + 1 for until in ends)]
    yield from (Block(sheet, *place) for place in zip(begins, *zip(*spans, strict=True), ends, strict=False))


def _counts(row: Row) -> bool:
    numbers = sum(map(counted, row))
    return numbers > 1 or (numbers == 1 and any(map(worded, row)))


def _announces(row: Row) -> bool:
    """Tell whether a line looks like a heading: words that announce something, and no counts but years."""
    words = {folded(cell) for cell in row if worded(cell)}
    roles = {role_of(text(cell)) for cell in row if worded(cell)} - {None, Role.TOTAL, Role.UNREAD}
    others = [cell for cell in row if not blank(cell) and not worded(cell)]
    times = bool(roles & {Role.ROW, Role.DESK}) and all(map(when_of, map(text, others)))
    return bool(roles) and (len(words) > 1 or bool(others)) and (times or not others)


def _heads(rows: Rows, line: int) -> bool:
    """Tell whether this line announces something, and lines follow that fit."""
    head = rows[line - 1]
    if not _announces(head):
        return False
    for row in rows[line : line + 9]:
        if _announces(row):
            return False
        if any(map(counted, row)):
            return True
    said = {role_of(text(cell)) for cell in head if worded(cell)}
    return said >= {Role.ROW, Role.COUNT} and any(not all(map(blank, row)) for row in rows[line:])


def _around(rows: Rows, line: int) -> tuple[int, int]:
    """The heading's lines: one more above or below where columns are named in groups."""
    head = rows[line - 1]
    above, below = (rows[line - 2] if line > 1 else ()), (rows[line] if line < len(rows) else ())
    names = [folded(cell) for cell in head if not blank(cell)]
    grouped = len(set(names)) < len(names)
    if _names(above) and (grouped or _beside(head, above)):
        return line - 1, line
    return (line, line + 1) if _names(below) and (grouped or _beside(head, below)) else (line, line)


def _names(row: Row) -> bool:
    """Tell whether the line has several words or times, and no counts."""
    filled = [text(cell) for cell in row if not blank(cell)]
    named = all(worded(cell) or when_of(text(cell)) for cell in row if not blank(cell))
    return len(set(filled)) > 1 and named and any(role_of(one) or when_of(one) for one in filled)


def _beside(head: Row, other: Row) -> bool:
    """Tell whether the other line has words where the heading has none."""
    return any(blank(at(head, column)) and worded(cell) for column, cell in enumerate(other))


# what the columns hold


@dataclass(frozen=True, slots=True)
class Known:
    """The words that mean something here: rows of the committee's tables, and places."""

    rows: frozenset[str]
    places: frozenset[str]

    def row(self, word: str) -> bool:
        """Tell whether a table has a row that is called so."""
        return any(folded(one) in self.rows for one in (word, bare(word), *word.split(PARTS)))

    def place_of(self, heading: str) -> str:
        """The part of a heading that is called so."""
        return next((part for part in map(bare, (heading, *heading.split(PARTS))) if folded(part) in self.places), "")


@dataclass(frozen=True, slots=True)
class Column:
    """Say what stands in one column under the heading: how many cells are filled, are counts, times, words."""

    heading: str
    cells: tuple[Cell, ...]
    numbers: int
    words: int

    @classmethod
    def of(cls, block: Block, column: int) -> "Column":
        """The column of the block with this number."""
        cells = tuple(block.beside_counts(column) or block.filled(column))
        numbers = sum(counted(cell) or folded(cell) in NOTHING for cell in cells)
        return cls(block.headings[column], cells, numbers, sum(map(worded, cells)))

    @property
    def role(self) -> Role | None:
        """Return what heading and cells say by themselves; None for a column that may be a row's name or a count."""
        role = role_of(self.heading)
        if not self.cells:
            return role if role in (Role.DAY, Role.SPAN) else Role.UNREAD
        if role is Role.ROW:
            return role if self.words else None
        if role in (Role.COUNT, Role.TOTAL):
            return None
        times = [one for cell in self.cells if (one := timed(cell))]
        if not self.heading and len(times) == len(self.cells):
            return Role.DAY if times[0].first == times[0].last else Role.SPAN
        if role in (None, Role.DAY) and len(times) * 5 >= len(self.cells) * 4 and self.numbers * 2 < len(self.cells):
            days = [one.first for one in times if one.first == one.last]
            return Role.DAY if days and not month_marks(days) else Role.SPAN
        return role

    @property
    def counts(self) -> bool:
        """Tell whether it may be counts."""
        announced = role_of(self.heading) in (Role.COUNT, Role.TOTAL)
        if not self.heading and [whole(cell) for cell in self.cells] == [*range(1, len(self.cells) + 1)]:
            return False  # the lines' own numbers
        return announced or self.numbers * 5 >= len(self.cells) * 3

    def known(self, known: Known) -> int:
        """Return how many of its words are rows of a table."""
        return sum(known.row(word) for word in {*map(text, self.cells)})


def month_marks(days: Sequence[date]) -> bool:
    """Tell whether the days only stand for their months: each month's first or last day, no month twice."""
    months = {(day.year, day.month) for day in days}
    ends = all((day + timedelta(days=1)).day == 1 for day in days) or all(day.day == 1 for day in days)
    return ends and len(months) == len(days) > 1


def read(block: Block, said: Mapping[str, str], known: Known) -> Reading:
    """The block as it is proposed, with what a person said about its columns."""
    columns = [Column.of(block, column) for column in range(len(block.headings))]
    roles = dict(enumerate(_proposed(columns, known)))
    answers = {place: said.get(f"spalte:{letter(place).casefold()}", "") for place in roles}
    roles |= {place: Role(role) for place, role in answers.items() if role in [*Role]}
    return Reading(block, tuple(roles.values()))


def _proposed(columns: Sequence[Column], known: Known) -> list[Role]:
    roles = [column.role for column in columns]
    open_ = [place for place, role in enumerate(roles) if role is None]
    counts = [place for place in open_ if columns[place].counts]
    if Role.ROW not in roles and not any(known.row(columns[place].heading) for place in counts):
        for row in _row_column(columns, [place for place in open_ if place not in counts], known):
            roles[row] = Role.ROW
    found = (_long if Role.ROW in roles else _wide)({place: columns[place] for place in counts}, known)
    return [found.get(place, role or Role.UNREAD) for place, role in enumerate(roles)]


def _row_column(columns: Sequence[Column], among: Sequence[int], known: Known) -> list[int]:
    """The column that names the rows, if any: the one whose words are known, else the only one with words."""
    best = sorted(among, key=lambda place: columns[place].known(known))[-1:]
    return best if len(among) == 1 or any(columns[place].known(known) for place in best) else []


def _wide(counts: Mapping[int, Column], known: Known) -> dict[int, Role]:
    """Each column counts the row that its heading names; what only announces a count adds them up."""
    named = [place for place, one in counts.items() if known.row(one.heading) or role_of(one.heading) is None]
    return {place: Role.COUNT if place in named or not named else Role.TOTAL for place in counts}


def _long(counts: Mapping[int, Column], known: Known) -> dict[int, Role]:
    """The only column of counts; several, where each has its time or place, or where the list's totals prove them."""
    if len(counts) == 1:
        return dict.fromkeys(counts, Role.COUNT)
    adding = [place for place, one in counts.items() if role_of(one.heading) is Role.TOTAL]
    apart = [place for place, one in counts.items() if when_of(one.heading) or known.place_of(one.heading)]
    parts = apart or [place for place in counts if place not in adding]
    if apart or (len(adding) == 1 and _adds_up(counts[adding[0]], [counts[place] for place in parts])):
        return dict.fromkeys(parts, Role.COUNT) | dict.fromkeys(adding, Role.TOTAL)
    return {}


def _adds_up(total: Column, parts: Sequence[Column]) -> bool:
    """Tell whether most lines of the total are the sum of their parts."""
    if len(parts) < 2 or any(len(part.cells) != len(total.cells) for part in parts):
        return False
    lines = zip(total.cells, *(part.cells for part in parts), strict=True)
    right = sum(whole(first) == sum(whole(one) or 0 for one in rest) for first, *rest in lines)
    return right * 2 > len(total.cells)

"""What a list counts as it is read: its counts with their words, times and places, and the totals printed in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.overhead.old_lists.cells import SIGNS, blank, counted, folded, letter, text, worded
from kiosk.overhead.old_lists.proposal import PARTS, Known, Reading, Role, at, bare, totals, when_of
from kiosk.overhead.old_lists.reading import Cell, Row

TOTAL_WORD, LEFT_OUT, COUNTS_TOO = "summe", "-", "+"


@dataclass(frozen=True, slots=True)
class Entry:
    """One count as it is written. `words` name its row, `time` and `place` say when and where; `line` is the file's.

    `own_column`: its column stands for a row of the table; `part`: the column, where several are parts of one count.
    """

    line: int
    column: str
    own_column: bool
    part: str
    words: tuple[str, ...]
    time: tuple[Cell, ...]
    place: str
    count: Cell

    @property
    def word(self) -> str:
        """What a person calls it."""
        return self.words[0] if self.words else ""

    @property
    def places(self) -> tuple[str, ...]:
        """The place as a person names it."""
        return (f"zeile:{self.line}", f"spalte:{self.column}") if self.own_column else (f"zeile:{self.line}",)


@dataclass(frozen=True, slots=True)
class Printed:
    """A total that stands in the list: of one line across, else of lines of one column, or of all (`column` empty)."""

    line: int
    at: str
    across: bool
    column: str
    written: Cell


@dataclass(frozen=True, slots=True)
class Listed:
    """All that a block counts. `sums`: the lines that add up others, with what they are called; `unread`: lines without
    a count; `carried`: lines with the time of the line above.
    """

    entries: tuple[Entry, ...]
    totals: tuple[Printed, ...]
    sums: Mapping[int, str]
    unread: tuple[int, ...]
    carried: tuple[int, ...]


def listed(reading: Reading, said: Mapping[str, str], known: Known) -> Listed:
    """The counts and totals of a block."""
    entries: list[Entry] = []
    printed: list[Printed] = []
    unread: list[int] = []
    sums: dict[int, str] = {}
    names = _Names(reading, said, known)
    for line, row in reading.block.body:
        if total := names.is_total(line, row):
            sums[line] = next(filter(None, map(text, row)))
        entries += (found := [] if total else [*names.entries(line, row)])
        if said.get(f"zeile:{line}") == LEFT_OUT:
            continue
        if total or found:
            printed += names.printed(line, row, across=not total)
        else:
            unread.append(line)
    return Listed(tuple(entries), tuple(printed), sums, tuple(unread), tuple(names.carried))


class _Names:
    """The roles of a reading at work; a time or place that is left empty goes on from the line above."""

    def __init__(self, reading: Reading, said: Mapping[str, str], known: Known) -> None:
        self.reading, self.said, self.known = reading, said, known
        self.rows, self.counts, self.sums, self.desks, self.times = (
            reading.columns(*roles)
            for roles in ((Role.ROW,), (Role.COUNT,), (Role.TOTAL,), (Role.DESK,), (Role.DAY, Role.SPAN))
        )
        self.headed = {column: self._heading(column) for column in self.counts}
        self.last: dict[int, Cell] = {}
        self.carried: list[int] = []

    def _heading(self, column: int) -> tuple[tuple[str, ...], tuple[Cell, ...], str]:
        """The words, the time, the place that a column's heading says of what stands below."""
        heading = self.reading.block.headings[column]
        if not self.rows:
            return tuple(dict.fromkeys(filter(None, (heading, bare(heading), *heading.split(PARTS))))), (), ""
        when = when_of(heading)
        return (), (when,) if when else (), self.known.place_of(heading)

    def is_total(self, line: int, row: Row) -> bool:
        """Whether the line adds up others: by its words, or because a person said so."""
        words = [text(at(row, column)) for column in (*self.rows, *self.times, *self.desks)]
        words = words if any(words) else [text(cell) for cell in row if worded(cell)]
        said = {self.said.get(f"zeile:{line}"), *(self.said.get(folded(word)) for word in words if word)}
        found = TOTAL_WORD in said or any(totals(word) and not self.known.row(word) for word in words)
        found = found and self.said.get(f"zeile:{line}") != COUNTS_TOO
        if found:
            self.last.clear()
        return found

    def entries(self, line: int, row: Row) -> Iterator[Entry]:
        """The counts of a line; none where no cell is one, unless it is a row that misses its count."""
        words = tuple(word for column in self.rows if (word := text(at(row, column))))
        filled = [column for column in self.counts if not blank(at(row, column))]
        named = any(map(self.known.row, words)) or any(folded(word) in self.said for word in words)
        if self.rows and named and not filled:
            filled = self.counts[:1]
        if not filled or not (named or not self.rows or any(_meant(at(row, column)) for column in filled)):
            return
        if self.last and any(blank(at(row, column)) for column in self.times[-1:]):
            self.carried.append(line)
        self.last |= {column: cell for column in self.times if not blank(cell := at(row, column))}
        time = tuple(map(self.last.get, self.times))
        desk = next((text(cell) for column in self.desks if not blank(cell := at(row, column))), "")
        for column in filled:
            own, when, where = self.headed[column]
            place, count = desk or where, at(row, column)
            part = letter(column) if self.rows else ""
            yield Entry(line, letter(column), not self.rows, part, words or own, time + when, place, count)

    def printed(self, line: int, row: Row, *, across: bool) -> Iterator[Printed]:
        """The totals of a line: beside its counts, or where it is one, in each column."""
        for column in self.sums if across else (*self.counts, *self.sums):
            if not blank(written := at(row, column)):
                yield Printed(line, letter(column), across, letter(column) if column in self.counts else "", written)


def _meant(cell: Cell) -> bool:
    """Whether the cell is meant as a count."""
    return counted(cell) or folded(cell) in SIGNS or text(cell)[:1].isdigit() or text(cell)[:1] in "<>"

"""What a list counts, count by count: which row, when, where, how many, and what of it is not clear."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from kiosk.domain.period import Period
from kiosk.overhead.old_lists import cells, matching
from kiosk.overhead.old_lists.cells import blank, folded, letter, text
from kiosk.overhead.old_lists.findings import Asks, Finding, Kind
from kiosk.overhead.old_lists.matching import COUNTS_TOO, LEFT_OUT, Role, Words
from kiosk.overhead.old_lists.reading import Cell, Row
from kiosk.overhead.old_lists.tables import Block, at

COMMA, REST = "lesen:komma", "lesen:rest"
OF_REST = frozenset([Kind.UNKNOWN_ROW, Kind.IMPOSSIBLE_DATE, Kind.OUTSIDE_PERIOD])
"""What can be left out at once: it is no row of the table, or no time in the period."""


@dataclass(slots=True)
class Line:
    """One count. `row` is a code, LEFT_OUT, or empty; `count`, `when` and `desk` are None where the list is not clear.

    `words` may name its row, `by` is the word or place of which a person said what it means, `places` are those of
    which one can. In a list that is not by time `time` is empty.
    """

    line: int
    column: str
    words: tuple[str, ...]
    time: tuple[Cell, ...]
    place: str
    written: Cell
    places: tuple[str, ...]
    row: str = ""
    by: str = ""
    count: int | None = None
    when: Period | None = None
    desk: str | None = None
    added: bool = False
    doubts: tuple[Finding, ...] = ()

    @property
    def word(self) -> str:
        """What a person calls it."""
        return self.words[0] if self.words else ""


class Listed:
    """All that a table counts when it is read so: its `lines`, the totals `printed` in it with line and column, the
    lines that are `sums` with what they are called, `unread` ones; an empty time is `carried` on from above.

    `wide`: its columns stand for rows of the committee's table. `wholes`: columns that add up the others of their time.
    """

    def __init__(self, block: Block, words: Words, desk: str, within: Period, over: date) -> None:
        """`desk`: the one that is meant where the list names none; `over`: the last day that is."""
        self.block, self.words, self.within, self.over = block, words, within, over
        roles = (Role.ROW, Role.COUNT, Role.TOTAL, Role.DESK)
        self.rows, self.counts, self.totals, self.desks = map(block.having, roles)
        self.times, self.wide = block.having(Role.DAY, Role.SPAN), not self.rows
        self.placed = any(key.startswith(("zeile:", "spalte:")) for key in words.said)
        self.row, self.known, self.desk = cache(words.row), cache(words.known), cache(lambda one: words.desk(one, desk))
        self.lines: list[Line] = []
        self.printed: list[tuple[int, int, Cell]] = []
        self.sums: dict[int, str] = {}
        self.unread: list[int] = []
        self.carried: list[int] = []
        self.last: dict[int, Cell] = {}
        self.holding = self._holding()
        times = {letter(one): matching.when_of(block.headings[one]) for one in self.totals if self.rows}
        self.wholes = {column: when for column, time in times.items() if (when := cells.span([time], within))}
        for line, row in block.body:
            self._take(line, row)

    def _take(self, line: int, row: Row) -> None:
        said, total, found = self.words.said.get(f"zeile:{line}"), self._is_total(line, row), list[Line]()
        if total:
            self.sums[line] = next(filter(None, map(text, row)))
            self.last.clear()
        else:
            found = [self._understood(one) for one in self._counts(line, row)]
            self.lines += found
        if said != LEFT_OUT and (total or any(one.row != LEFT_OUT for one in found)):
            columns = (*self.counts, *self.totals) if total else self.totals
            self.printed += [(line, column, cell) for column in columns if not blank(cell := at(row, column))]
        elif not found and said != LEFT_OUT:
            self.unread.append(line)

    def _holding(self) -> dict[int, list[int]]:
        """Return the lines whose time holds that of other lines for the same row and place, with those."""
        times: dict[tuple[str, ...], dict[int, Period | None]] = {}
        for line, row in self.block.body:
            same = tuple(folded(at(row, column)) for column in (*self.rows, *self.desks))
            when = cells.span([at(row, column) for column in self.times], self.within, of_days=True)
            times.setdefault(same, {})[line] = when
        return {line: held for those in times.values() for line, held in cells.holding(those).items()}

    def _is_total(self, line: int, row: Row) -> bool:
        """Tell whether the line adds up others: by its words or its time, or because a person said so."""
        words = [text(at(row, column)) for column in (*self.rows, *self.times, *self.desks)]
        words = [word for word in words if word] or [text(cell) for cell in row if cells.worded(cell)]
        said = {self.words.answer(key) for key in (f"zeile:{line}", *words)}
        named = line in self.holding or any(matching.totals(word) and not self.known(word) for word in words)
        return (matching.IS_TOTAL in said or named) and self.words.said.get(f"zeile:{line}") != COUNTS_TOO

    def _counts(self, line: int, row: Row) -> Iterator[Line]:
        """The counts of a line; none where no cell is one, unless it is a row that misses its count."""
        words = tuple(word for column in self.rows if (word := text(at(row, column))))
        filled = [column for column in self.counts if not blank(at(row, column))]
        named = any(self.known(word) or self.words.answer(word) for word in words)
        if named and not filled:
            filled = self.counts[:1]
        if not filled or not (self.wide or named or any(_meant(at(row, column)) for column in filled)):
            return
        if self.last and any(blank(at(row, column)) for column in self.times[-1:]):
            self.carried.append(line)
        self.last |= {column: cell for column in self.times if not blank(cell := at(row, column))}
        time = tuple(map(self.last.get, self.times))
        place = next((text(cell) for column in self.desks if not blank(cell := at(row, column))), "")
        for column in filled:
            heading, own = self.block.headings[column], letter(column)
            places = (f"zeile:{line}", f"spalte:{own}")[: 1 + self.wide]
            if self.wide:
                yield Line(line, own, matching.said_in(heading), time, place, at(row, column), places)
            else:
                when, where = matching.when_of(heading), place or self.words.place_in(heading)
                yield Line(line, own, words, (*time, when) if when else time, where, at(row, column), places)

    def _understood(self, line: Line) -> Line:
        """The same with what it means, and what is doubtful about that. What is left out has no other doubts."""
        line.row, line.by = self.row(line.places if self.placed else (), line.words)
        line.desk = self.desk(line.place) or None
        line.added = self.placed and any(self.words.said.get(folded(one)) == COUNTS_TOO for one in line.places)
        doubt = self._of_count(line)
        doubts = [one for one in (self._of_row(line), doubt, self._of_desk(line), self._of_time(line)) if one]
        if left := [one for one in doubts if one.kind is Kind.LEFT_OUT]:
            line.row, doubts = LEFT_OUT, left
        elif self.words.said.get(REST) == LEFT_OUT and OF_REST.intersection(one.kind for one in doubts):
            line.row, doubts = LEFT_OUT, [self._doubt(line, Kind.REST, Asks.LINE, key=REST)]
        line.doubts = tuple(doubts)
        return line

    def _doubt(self, line: Line, kind: Kind, asks: Asks | None = None, word: str = "", key: str = "") -> Finding:
        """Something about a count that is not clear, was said, or should be known; `key`: what can be answered."""
        lines = () if asks is Asks.ROW and self.wide else (line.line,)
        return Finding(kind, lines, line.column, word, computed=line.count or 0, asks=asks, keys=(key,) if key else ())

    def _said(self, line: Line, asks: Asks, word: str, key: str) -> Finding:
        """What was answered about a count."""
        said = Kind.SAID_WORD if self.words.said.get(folded(key)) else Kind.KEPT_WORD
        answer = self.words.answer(key)
        found = self._doubt(line, Kind.LEFT_OUT if answer == LEFT_OUT else said, asks, word, key)
        return found if answer == LEFT_OUT else replace(found, meaning=self.words.label(answer))

    def _of_row(self, line: Line) -> Finding | None:
        if line.by:
            place = line.row == LEFT_OUT and matching.PLACE.fullmatch(line.by)
            return self._said(line, Asks.LINE if place else Asks.ROW, line.word, line.by)
        key = line.word or line.places[-1]
        return None if line.row else self._doubt(line, Kind.UNKNOWN_ROW, Asks.ROW, line.word, key)

    def _of_desk(self, line: Line) -> Finding | None:
        if line.desk is None:
            return self._doubt(line, Kind.UNKNOWN_DESK, Asks.DESK, line.place, line.place)
        named = not line.place or folded(line.place) in self.words.desks
        return None if named else self._said(line, Asks.DESK, line.place, line.place)

    def _of_time(self, line: Line) -> Finding | None:
        """Read when that was; return a day or month that cannot be, is not over, or lies outside the period."""
        when = cells.span(line.time, self.within, of_days=not self.block.having(Role.SPAN)) if line.time else None
        if not line.time or (when and when.last <= self.over and when.inside(self.within)):
            line.when = when
            return None
        kind = Kind.OUTSIDE_PERIOD if when else Kind.IMPOSSIBLE_DATE
        asks, key = (Asks.LINE, line.places[0]) if self.times else (Asks.COLUMN, f"spalte:{line.column}")
        return self._doubt(line, kind, asks, " ".join(map(text, line.time)), key)

    def _of_count(self, line: Line) -> Finding | None:
        """Read how many these are; return how that is read. Of what belongs to no row nothing is asked."""
        comma, written = self.words.said.get(COMMA, ""), text(line.written)
        line.count = cells.whole(line.written, comma)
        if line.count is not None:
            pointed = isinstance(line.written, str) and cells.POINTED.fullmatch(written)
            return self._doubt(line, Kind.THOUSANDS, word=written) if pointed else None
        if written in cells.NOTHING:
            line.count = 0
            return self._doubt(line, Kind.DASHES)
        if sign := self.words.sign(written):
            line.count = None if sign == LEFT_OUT else int(sign)
            return self._said(line, Asks.COUNT, written, written)
        if not line.row:
            return None
        if not comma and cells.COMMA.fullmatch(written):
            return self._doubt(line, Kind.COMMA, Asks.COMMA, written, COMMA)
        asks, key = (Asks.COUNT, written) if written else (Asks.LINE, line.places[0])
        return self._doubt(line, Kind.NOT_A_COUNT, asks, written, key)


def _meant(cell: Cell) -> bool:
    """Tell whether the cell is meant as a count."""
    return cells.counted(cell) or folded(cell) in cells.SIGNS or text(cell)[:1].isdigit() or text(cell)[:1] in "<>"

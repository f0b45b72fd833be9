"""What a list counts, count by count, and everything that speaks against it, so that all is told at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache, partial
from itertools import chain, pairwise

from kiosk.domain.grouping import grouped
from kiosk.domain.period import COUNTABLE, Period, unit_of
from kiosk.domain.tally import Batch, Scope
from kiosk.overhead.old_lists import matching
from kiosk.overhead.old_lists.matching import ALL_DESKS, COUNTS_TOO, LEFT_OUT, Asks, Role, Words
from kiosk.overhead.old_lists.tables import Block, of_one_time
from kiosk.overhead.spreadsheets import cells
from kiosk.overhead.spreadsheets.cells import Cell, Row, folded, letter, text
from kiosk.overhead.spreadsheets.reading import Sheet
from kiosk.storage import Store

Kind = StrEnum(
    "Kind",
    "TOO_LARGE ENCRYPTED OTHER_FORMAT UNREADABLE PERSONS OWN_FILE NO_NUMBERS NO_SOURCE PERIOD NOT_WHOLE_MONTHS"
    " NO_COUNT NO_LINES NO_TABLE UNKNOWN_ROW UNKNOWN_DESK COMMA NOT_A_COUNT OUTSIDE_PERIOD DOUBLED_ROW"
    " WHOLE BESIDE TWO_NAMES COUNTED TOTAL_DISAGREES"
    " OTHER_BLOCK HIDDEN AS_COUNT UNREAD RUNNING BELOW_TOTAL REST SUMMED_COLUMNS CARRIED KEPT_READING SAID_WORD"
    " LEFT_OUT ADDED DASHES THOUSANDS WHOLE_MONTHS TOTAL_ACCEPTED TOTAL_AGREES TOTAL_LINE MISSING_ROW SAME_FILE",
)
"""What refuses the file stands first; from OTHER_BLOCK on it only says how the list is read."""
ORDER = {kind: place for place, kind in enumerate(Kind)}
MOST_NAMED = 5
"""Columns or lines that a finding names one by one."""
COMMA, REST, BESIDE = "lesen:komma", "lesen:rest", "lesen:daneben"
OF_REST = frozenset([Kind.UNKNOWN_ROW, Kind.OUTSIDE_PERIOD])
"""What can be left out at once: it is no row of the table, or no time in the period."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: where in the file, what its sentence names, and what a person is asked about it.

    `column` is the letter that a spreadsheet shows. `word`: what stands there, or who counted `first` to `last`;
    `meaning`: what it is taken for. `keys`: the words or places that can be answered.
    """

    kind: Kind
    lines: tuple[int, ...] = ()
    column: str = ""
    word: str = ""
    meaning: str = ""
    printed: int = 0
    computed: int = 0
    first: date | None = None
    last: date | None = None
    asks: Asks | None = None
    keys: tuple[str, ...] = ()

    @property
    def harmless(self) -> bool:
        """Tell whether the list can be counted all the same."""
        return ORDER[self.kind] >= ORDER[Kind.OTHER_BLOCK]


def together(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield one finding for all that say and ask the same: where it stands, how much it is, what can be answered."""

    def about(one: Finding) -> tuple[object, ...]:
        word = one.word if one.kind not in (Kind.THOUSANDS, Kind.COMMA) else ""  # such numbers are read alike
        return one.kind, one.asks, word, one.asks is Asks.TOTAL and one.keys, not one.lines and one.column

    for same in grouped((about(one), one) for one in found).values():
        yield replace(
            same[0],
            lines=tuple(dict.fromkeys(line for one in same for line in one.lines)),
            column=same[0].column if len({one.column for one in same}) == 1 else "",
            computed=sum(one.computed for one in same) if same[0].asks else same[0].computed,
            keys=tuple(dict.fromkeys(key for one in same for key in one.keys)),
        )


@dataclass(slots=True)
class Line:
    """One count. `row` is a code, LEFT_OUT, or empty; `count`, `when` and `desk` are empty where the list is not clear.

    `words` may name its row, `by` is the word or place of which a person said what it means. In a list that is not by
    time `time` is empty. `wide`: its column stands for its row.
    """

    line: int
    column: str
    words: tuple[str, ...]
    time: tuple[Cell, ...]
    place: str
    written: Cell
    wide: bool
    row: str = ""
    by: str = ""
    count: int | None = None
    when: Period | None = None
    desk: str = ""
    added: bool = False

    @property
    def time_word(self) -> str:
        """Return what a person calls its time."""
        return " ".join(filter(None, map(text, self.time)))

    @property
    def everywhere(self) -> bool:
        """Tell whether the list says that it counts at all desks."""
        return bool(self.place) and folded(self.place) == ALL_DESKS

    @property
    def places(self) -> tuple[str, str, str]:
        """Return where a person can say something of it: its line, the line or column that names its row, its time."""
        line = f"zeile:{self.line}"
        return line, f"spalte:{self.column}" if self.wide else line, f"zeit:{self.time_word}"


class Listed:
    """All that a table counts when it is read so: its `lines`, the totals `printed` by line, with their columns, the
    lines that are `sums` with what they are called, and what of it is not clear, was said, or should be known.
    """

    def __init__(self, block: Block, words: Words, desk: str, within: Period, over: date) -> None:
        """`desk`: the one that is meant where the list names none; `over`: the last day that is."""
        self.block, self.words, self.desk, self.within, self.over = block, words, desk, within, over
        roles = (Role.ROW, Role.COUNT, Role.TOTAL, Role.DESK)
        self.rows, self.counts, self.totals, self.desks = map(block.having, roles)
        self.times, spans = block.having(Role.DAY, Role.SPAN), block.having(Role.SPAN)
        headed = (matching.months_in(block.headings[place]) if place in spans else 0 for place in self.times)
        self.by_span, self.unit = bool(spans), min(headed, default=0)
        self.placed = any(key.startswith(("zeile:", "spalte:", "zeit:")) for key in words.said)
        self.comma, self.means, self.known = words.said.get(COMMA, ""), cache(words.means), cache(words.known)
        self.span = cache(partial(cells.span, within=within))
        self.lines: list[Line] = []
        self.printed: dict[int, list[tuple[int, Cell]]] = {}
        self.sums: dict[int, str] = {}
        self.findings: list[Finding] = []
        self.last: dict[int, Cell] = {}
        above = enumerate(block.sheet.rows[block.start - 1 : max(block.first - 1, 0)], start=block.start)
        self.findings += [Finding(Kind.UNREAD, (line,)) for line, row in above if any(row)]
        for line, row in block.body:
            self._take(line, row)
        self._end()

    @property
    def clear(self) -> list[Line]:
        """Return the counts of which row and desk are known."""
        return [line for line in self.lines if line.row not in ("", LEFT_OUT) and line.desk]

    def _take(self, line: int, row: Row) -> None:
        left_out, total = self.words.said.get(f"zeile:{line}") == LEFT_OUT, self._is_total(line, row)
        found = [] if total else [self._understood(one) for one in self._counts(line, row)]
        self.lines += found
        if total:
            self.sums[line] = next(filter(None, map(text, row)))
            self.last.clear()
        if not left_out and (total or any(one.row != LEFT_OUT for one in found)):
            columns = (*self.counts, *self.totals) if total else self.totals
            self.printed[line] = [(column, cell) for column in columns if (cell := row[column]) is not None]
        elif not found and not left_out:
            self.findings.append(Finding(Kind.UNREAD, (line,)))

    def _end(self) -> None:
        """Leave out what stands below the last total and is not in it, unless a person said something of it."""
        end = max(self.sums, default=0)
        if self.times or self.desks or not self.rows or all(line.line > end for line in self.lines):
            return
        made = ((written, self._made(self.lines, column)) for column, written in self.printed.get(end, ()))
        if all(cells.whole(written, self.comma) in dict(sums) for written, sums in made):
            return
        said = self.words.said
        below = [
            one for one in self.lines if one.line > end and not said.keys() & {*one.places, *map(folded, one.words)}
        ]
        lines = {one.line for one in below}
        self.findings = [one for one in self.findings if not lines.intersection(one.lines)]
        for one in below:
            one.row = LEFT_OUT
            self.findings.append(self._doubt(one, Kind.BELOW_TOTAL, Asks.ROW, one.words[0], one.places[0]))

    def _is_total(self, line: int, row: Row) -> bool:
        """Tell whether the line adds up others: by its words, or because a person said so."""
        words = [text(row[column]) for column in (*self.rows, *self.times, *self.desks)]
        words = [word for word in words if word] or [text(cell) for cell in row if cells.worded(cell)]
        said = {self.words.answer(key) for key in (f"zeile:{line}", *words)}
        named = any(matching.TOTAL_LINE.fullmatch(folded(word)) and not self.known(word) for word in words)
        return (Role.TOTAL in said or named) and self.words.said.get(f"zeile:{line}") != COUNTS_TOO

    def _counts(self, line: int, row: Row) -> Iterator[Line]:
        """Yield the counts of a line; none where no cell is one, unless it is a row that misses its count."""
        words = tuple(word for column in self.rows if (word := text(row[column]))) or ("",)
        filled = [column for column in self.counts if row[column] is not None]
        named = any(self.known(word) or self.words.answer(word) for word in words)
        if named and not filled:
            filled = self.counts[:1]
        shown = [text(row[column]) for column in filled]
        meant = any(matching.MEANT.match(one) or one.casefold() in cells.SIGNS for one in shown)
        if not filled or (self.rows and not named and not meant):
            return
        said = {column: cell for column in (*self.times, *self.desks) if (cell := row[column]) is not None}
        for column in self.desks:  # an inner place ends where its outer time begins anew
            if min(said, default=column) < column:
                self.last.pop(column, None)
        if any(column in self.last and column not in said for column in (*self.times[-1:], *self.desks)):
            self.findings.append(Finding(Kind.CARRIED, (line,)))
        self.last |= said
        time = tuple(map(self.last.get, self.times))
        place = next((text(cell) for column in self.desks if (cell := self.last.get(column)) is not None), "")
        for column in filled:
            heading, cell = self.block.headings[column], row[column]
            if self.rows:
                when, where = matching.when_of(heading), place or self.words.place_in(heading)
                yield Line(line, letter(column), words, (*time, when) if when else time, where, cell, wide=False)
            else:
                yield Line(line, letter(column), matching.said_in(heading) or ("",), time, place, cell, wide=True)

    def _understood(self, line: Line) -> Line:
        """Return the same with what it means; note what is doubtful of it. What is left out has no other doubts."""
        places, written, signed = line.places if self.placed else (), text(line.written), ""
        line.row, line.by = self.means(Asks.ROW, (*places, *line.words))
        line.added = any(self.words.said.get(folded(one)) == COUNTS_TOO for one in places)
        line.desk, place = self.means(Asks.DESK, (line.place,)) if line.place else (self.desk, "")
        line.count = 0 if written in cells.NOTHING else cells.whole(line.written, self.comma)
        if line.count is None:
            sign, signed = self.means(Asks.COUNT, (written,))
            line.count = int(sign) if sign.isdecimal() else None
        when = self.span(line.time, unit=self.unit) if line.time else None
        if when and when.first == when.last and self.by_span:  # a day stands for what its heading announces
            when = unit_of(when.first, self.unit or 1)
        line.when = when
        row = line.time_word if line.by == line.places[-1] else line.words[0]
        told = ((Asks.ROW, row, line.by), (Asks.DESK, line.place, place), (Asks.COUNT, written, signed))
        found = [self._told(line, *one) for one in told if one[-1]]
        found = [one for one in found if one.kind is Kind.LEFT_OUT] or [*found, *self._open(line, written)]
        if self.words.said.get(REST) == LEFT_OUT and OF_REST.intersection(one.kind for one in found):
            found = [self._doubt(line, Kind.REST, Asks.LINE, key=REST)]
        if found and found[0].kind in (Kind.LEFT_OUT, Kind.REST):
            line.row = LEFT_OUT
        self.findings += found if self.words.paper else ()
        return line

    def _doubt(self, line: Line, kind: Kind, asks: Asks | None = None, word: str = "", key: str = "") -> Finding:
        """Something about a count that is not clear, was said, or should be known; `key`: what can be answered."""
        lines = () if asks is Asks.ROW and line.wide else (line.line,)
        column = "" if lines and (asks is Asks.ROW or (asks is Asks.DESK and self.desks)) else line.column
        return Finding(kind, lines, column, word, computed=line.count or 0, asks=asks, keys=(key,) if key else ())

    def _told(self, line: Line, asks: Asks, word: str, key: str) -> Finding:
        """Return what was answered about a count."""
        answer = self.words.answer(key)
        kind = Kind.LEFT_OUT if answer == LEFT_OUT else Kind.SAID_WORD
        asks = Asks.LINE if kind is Kind.LEFT_OUT and matching.PLACE.fullmatch(key) else asks
        return replace(self._doubt(line, kind, asks, word, key), meaning=self.words.label(answer))

    def _open(self, line: Line, written: str) -> Iterator[Finding]:
        """Yield what is not clear or should be known of a count. Where the row is not known its number can wait."""
        row, own, time = line.places
        if not line.row:
            yield self._doubt(line, Kind.UNKNOWN_ROW, Asks.ROW, line.words[0], line.words[0] or own)
        if not line.desk:
            yield self._doubt(line, Kind.UNKNOWN_DESK, Asks.DESK, line.place, line.place)
        if line.time and not (line.when and line.when.last <= self.over and line.when.inside(self.within)):
            line.when = None
            yield self._doubt(line, Kind.OUTSIDE_PERIOD, Asks.LINE, line.time_word, time)
        if line.count is not None:
            pointed = isinstance(line.written, str) and cells.POINTED.fullmatch(written)
            read = Kind.DASHES if written in cells.NOTHING else Kind.THOUSANDS if pointed else None
            yield from [self._doubt(line, read, word=written)] if read else ()
        elif line.row and not self.comma and cells.whole(written, cells.THOUSANDS) is not None:
            yield self._doubt(line, Kind.COMMA, Asks.COMMA, written, COMMA)
        elif line.row:
            asks, key = (Asks.COUNT, written) if written else (Asks.LINE, row)
            yield self._doubt(line, Kind.NOT_A_COUNT, asks, written, key)

    def of_reading(self) -> Iterator[Finding]:
        """Yield how the list is read: as one before, which columns are not, which are added up, which one counts."""
        block, words = self.block, self.words
        heads = {place: head or letter(place) for place, head in enumerate(block.headings)}
        filled = {place: head for place, head in heads.items() if block.columns[place]}
        unread = {place: head for place, head in filled.items() if block.roles[place] is Role.UNREAD}
        if words.as_before:
            yield Finding(Kind.KEPT_READING)
        for place in unread:
            kind = Kind.RUNNING if place in block.running else Kind.UNREAD
            if kind is Kind.RUNNING or self.counts:
                yield Finding(kind, column=letter(place), word=block.headings[place])
        if filled and not self.counts:
            asked = unread or filled
            keys = tuple(f"spalte:{letter(place)}" for place in asked)
            columns, named = (", ".join([*one][:MOST_NAMED]) for one in (map(letter, asked), asked.values()))
            yield Finding(Kind.NO_COUNT, column=columns, word=named, asks=Asks.COLUMN, keys=keys)
            return
        for place in self.counts if self.rows else ():
            if not (words.apart(heads[place]) or matching.role_of(heads[place]) or heads[place] == letter(place)):
                yield Finding(Kind.AS_COUNT, column=letter(place), word=heads[place])
        keys = tuple(f"spalte:{letter(place)}" for place in self.rows)
        if len(keys) > 1 and self._differ() and not words.said.keys() >= {*map(folded, keys)}:
            named = ", ".join(heads[place] for place in self.rows)
            yield Finding(Kind.TWO_NAMES, word=named, asks=Asks.COLUMN, keys=keys)
        for found in of_one_time(words, [heads[place] for place in self.counts]) if self.rows else ():
            if len(found) > 1:  # their headings name no row, no time and no place that tells them apart
                yield Finding(Kind.SUMMED_COLUMNS, word=", ".join(found))

    def _differ(self) -> bool:
        """Tell whether several columns name rows of the table, and not the same one in each line."""
        called = [[self.words.rows_called(text(row[place])) for place in self.rows] for _, row in self.block.body]
        lines = [[place for place, rows in enumerate(line) if rows] for line in called]
        apart = any(one and two and not one & two for line in called for one, two in pairwise(line))
        named = {*chain(*lines)}
        return apart or (len(named) > 1 and all(any(line and place not in line for line in lines) for place in named))

    def of_beside(self) -> Iterator[Finding]:
        """Yield what is not read, or heads what is, and says that the counts are other ones: it is not for nothing."""
        if BESIDE in self.words.said:
            return
        block, unread = self.block, {line for one in self.findings if one.kind is Kind.UNREAD for line in one.lines}
        last = block.until == len(block.sheet.rows)  # else the title of the table below may stand there
        lines = [block.sheet.rows[line - 1] for line in sorted(unread) if line < block.first or last]
        beside = dict.fromkeys((block.sheet.name, *map(text, chain.from_iterable(lines))))
        heads = {block.headings[place]: matching.when_of(block.headings[place]) for place in self.rows + self.counts}
        whole = not (self.times or any(heads.values()))
        for word in (*beside, *heads):
            unfit = word in beside and matching.UNFIT.search(matching.spelled(word))
            other_unit = matching.other_unit(word, self.words.unit, heading=word in heads)
            if unfit or other_unit or (not heads.get(word) and matching.other_time(word, self.within, whole=whole)):
                yield Finding(Kind.BESIDE, word=word, asks=Asks.BESIDE, keys=(BESIDE,))

    def of_doubles(self) -> Iterator[Finding]:
        """Rows that are counted twice; a whole line or column that is there twice is one finding.

        A person says that they are to be added by naming a row for other words, or line by line.
        """
        clear = (line for line in self.clear if line.when or not line.time)
        alike = grouped(((line.row, line.when, line.desk, line.wide or line.column), line) for line in clear)
        told: dict[object, Finding] = {}
        for group in (group for group in alike.values() if len(group) > 1):
            left, lines = [line for line in group if not line.added], dict.fromkeys(one.line for one in group)
            named = sum(not line.by for line in left) < 2 and len({folded(one.words[0]) for one in left}) == len(left)
            kind = Kind.ADDED if named else Kind.DOUBLED_ROW
            columns = ", ".join(dict.fromkeys(one.column for one in group)) if len(lines) == 1 else ""
            words = " / ".join(dict.fromkeys(one.words[0] for one in group))
            keys = dict.fromkeys(one.places[bool(columns)] for one in group if one.added or kind is Kind.DOUBLED_ROW)
            found = Finding(kind, () if columns else (*lines,), columns, words, asks=Asks.LINE, keys=(*keys,))
            told.setdefault(words if kind is Kind.ADDED else columns or found.lines, found)
        yield from told.values()

    def of_wholes(self) -> Iterator[Finding]:
        """Quarters and years beside their own parts, all desks beside one of them: they would count those again."""
        lines = [line for line in self.clear if line.when and not line.added]
        times = {line.when for line in lines if line.when}
        wholes = {one for one in times if one.unit and any(part != one and part.inside(one) for part in times)}
        every = [line for line in self.clear if line.everywhere]
        parts = {(line.row, line.when) for line in self.clear if not line.everywhere} if every else set()
        for line in every:
            if (line.row, line.when) in parts and not line.added:
                yield Finding(Kind.WHOLE, (line.line,), word=line.place, asks=Asks.LINE, keys=line.places[:1])
        for line in (line for line in lines if line.when in wholes):
            where = (line.line,) if self.times else ()
            yield Finding(Kind.WHOLE, where, line.column, line.time_word, asks=Asks.LINE, keys=line.places[-1:])

    def of_totals(self) -> Iterator[Finding]:
        """Totals that stand in the list: what they add up (their line, all since the last one, or all), or nothing."""
        counts, since = grouped((one.line, one) for one in self.lines), list[Line]()
        every = cache(lambda column: self._made(self.lines, column))
        for line in sorted({*counts, *self.printed, *self.sums}):
            since += counts.get(line, ())
            proof, below = "", line in self.sums
            for column, written in self.printed.get(line, ()):
                printed, key = cells.whole(written, self.comma), f"summe:{letter(column)}{line}"
                made = self._made(since, column) + every(column) if below else self._made(counts[line], column)
                if found := next((lines for computed, lines in made if computed == printed), ""):
                    proof = found
                    continue
                wrong = Kind.NOT_A_COUNT if printed is None else Kind.TOTAL_DISAGREES
                kind = Kind.TOTAL_ACCEPTED if self.words.answer(key) == COUNTS_TOO else wrong
                sums = printed or 0, made[0][0] if made else 0
                yield Finding(kind, (line,), letter(column), text(written), "", *sums, asks=Asks.TOTAL, keys=(key,))
            if below:
                kind, word = (Kind.TOTAL_AGREES, proof) if proof else (Kind.TOTAL_LINE, self.sums[line])
                yield Finding(kind, (line,), word=word, asks=Asks.SUM, keys=(f"zeile:{line}",))
                since = []

    def _made(self, lines: Sequence[Line], column: int) -> list[tuple[int, str]]:
        """Return what a total here may be of these lines, without and with what was left out; their first and last.

        It adds up its own column; else the columns since the total before it, or all.
        """
        before, found = max((place for place in self.totals if place < column), default=-1), list[tuple[int, str]]()
        parts = [place for place in self.counts if before < place < column]
        for places in ([column],) if column in self.counts else (parts, self.counts):
            columns = [*map(letter, places)]
            those = [line for line in lines if line.column in columns]
            named = "–".join(dict.fromkeys(str(line.line) for line in (*those[:1], *those[-1:])))
            kept = sum(line.count or 0 for line in those if line.row != LEFT_OUT)
            found += [(kept, named), (sum(line.count or 0 for line in those), named)] if those else []
        return found


def of_sheets(sheets: Sequence[Sheet], blocks: Sequence[Block], chosen: Block) -> Iterator[Finding]:
    """Yield what of the file is not read: hidden sheets, lines and columns, other tables."""
    for sheet in sheets:
        if sheet.rows and all(block.sheet is not sheet for block in blocks):
            yield Finding(Kind.HIDDEN if sheet.hidden else Kind.UNREAD, word=text(sheet.name))
    lines, columns = chosen.sheet.unseen
    if lines:
        yield Finding(Kind.HIDDEN, (*lines,))
    yield from (Finding(Kind.HIDDEN, column=letter(column)) for column in columns)
    for block in blocks:
        if block.sheet is not chosen.sheet or block.until != chosen.until:
            yield Finding(Kind.OTHER_BLOCK, (block.first or block.last + 1,), word=block.name)


def of_overlaps(store: Store, batches: Sequence[Batch]) -> Iterator[Finding]:
    """Days that are counted already: at a desk, here or elsewhere, or by a list for the same table.

    A day without a talk is counted too: it counts nothing. A list for all desks meets every desk. A period that
    cannot be meets none: it may have millions of days.
    """
    mine = grouped((day, one.desk) for one in batches if one.period.inside(COUNTABLE) for day in one.period.days)
    if not mine:
        return

    def met(desk: str, days: Iterable[date]) -> list[date]:
        every = desk == ALL_DESKS
        return [day for day in days if day in mine and (every or {desk, ALL_DESKS}.intersection(mine[day]))]

    scope = Scope(Period(min(mine), max(mine)), batches[0].profile)
    for other in store.reported.old_lists(scope):
        if other.paper == batches[0].paper and met(other.desk, other.period.days):
            yield Finding(Kind.COUNTED, word=other.source, first=other.first_day, last=other.last_day)
    for desk, reported in store.reported.days(scope).items():
        if days := met(desk, reported):
            yield Finding(Kind.COUNTED, word=desk, first=min(days), last=max(days))

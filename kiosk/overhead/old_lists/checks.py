"""What speaks against counting a list: each check goes over all of it, so that everything is told at once."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import accumulate

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE, Period
from kiosk.domain.tally import Batch, Scope
from kiosk.overhead.old_lists import cells
from kiosk.overhead.old_lists.findings import Finding, Kind
from kiosk.overhead.old_lists.lines import COUNTS_TOO, TOTAL_WORD, Listed, Printed
from kiosk.overhead.old_lists.matching import ALL_DESKS, Line, Words
from kiosk.overhead.old_lists.proposal import Block, Known, Reading, Role, month_marks, when_of
from kiosk.overhead.old_lists.reading import Sheet
from kiosk.storage import Store

ALL_COLUMNS = ""
"""Stands for the column of a total that adds up all of them."""
MOST_NAMED = 5
"""Columns that stand in one finding by their names."""
LAST = 1_000_000
"""Beyond the last line of any list."""


def of_request(first: date, last: date, source: str, today: date) -> Iterator[Finding]:
    """The period and the source that a person named. "desk" as a source would make the list a desk's own days."""
    mistyped = dict.fromkeys(day.year for day in (first, last) if day not in COUNTABLE)
    yield from (Finding(Kind.NOT_COUNTABLE, word=f"{year:04}") for year in mistyped)
    if first > last:
        yield Finding(Kind.PERIOD_REVERSED, first=first, last=last)
    elif last > today and not mistyped:
        yield Finding(Kind.FUTURE, first=first, last=last)
    if source in ("", tally.OWN):
        yield Finding(Kind.NO_SOURCE, word=source)


def of_sheets(sheets: Sequence[Sheet], blocks: Sequence[Block], chosen: Block) -> Iterator[Finding]:
    """What of the file is not read: hidden sheets, lines and columns, other tables."""
    for sheet in sheets:
        if sheet.hidden or (sheet.rows and all(block.sheet is not sheet for block in blocks)):
            kind = Kind.HIDDEN_SHEET if sheet.hidden else Kind.UNREAD_SHEET
            yield Finding(kind, word=cells.text(sheet.name))
    rows = chosen.sheet.rows
    lines = sorted(line for line in chosen.sheet.hidden_lines if line <= len(rows) and any(rows[line - 1]))
    if lines:
        yield Finding(Kind.HIDDEN_LINES, tuple(lines))
    for column in sorted(chosen.sheet.hidden_columns):
        if any(column < len(row) and not cells.blank(row[column]) for row in rows):
            yield Finding(Kind.HIDDEN_COLUMN, column=cells.letter(column))
    for block in blocks:
        if block.sheet is not chosen.sheet or block.until != chosen.until:
            yield Finding(Kind.OTHER_BLOCK, (block.first or block.last + 1,), word=block.name)


def of_reading(reading: Reading, listed: Listed, known: Known) -> Iterator[Finding]:
    """How the list is read: what its columns hold, which of them are not read, what is not clear."""
    headings = reading.block.headings
    unread_columns = [column for column in reading.columns(Role.UNREAD) if reading.block.filled(column)]
    if not reading.columns(Role.COUNT):
        named_columns = (headings[column] or cells.letter(column) for column in unread_columns[:MOST_NAMED])
        yield Finding(Kind.NO_COUNT, word=", ".join(named_columns))
        return
    if reading.kept:
        yield Finding(Kind.KEPT_READING)
    yield from _together(reading, known)
    for column in reading.columns(Role.SPAN):
        if month_marks(reading.block.days(column)):
            yield Finding(Kind.MONTH_ENDS, column=cells.letter(column), word=headings[column])
    for column in unread_columns:
        yield Finding(Kind.UNREAD_COLUMN, column=cells.letter(column), word=headings[column])
    for kind, lines in ((Kind.UNREAD_LINES, listed.unread), (Kind.CARRIED, listed.carried)):
        if lines:
            yield Finding(kind, lines)


def _together(reading: Reading, known: Known) -> Iterator[Finding]:
    """The columns whose counts are added: their headings name no row, no time and no place that tells them apart."""
    apart: dict[str, list[str]] = {}
    for column in reading.columns(Role.COUNT) if reading.columns(Role.ROW) else ():
        heading = reading.block.headings[column]
        part = when_of(heading) or known.place_of(heading)
        apart.setdefault(part, []).append(heading or cells.letter(column))
    yield from (Finding(Kind.SUMMED_COLUMNS, word=", ".join(found)) for found in apart.values() if len(found) > 1)


def of_words(words: Words, lines: Sequence[Line]) -> Iterator[Finding]:
    """Words that mean no row, words that are left out or known from before, rows that no word means."""
    unknown: dict[str, list[Line]] = {}
    for line in lines:
        if not line.row:
            unknown.setdefault(line.entry.word, []).append(line)
    for word, found in unknown.items():
        column = found[0].entry.column if found[0].entry.own_column else ""
        yield Finding(Kind.UNKNOWN_ROW, () if column else _places(found), column, word)
    if left_out := [line for line in lines if not line.counts]:
        words_left = dict.fromkeys(line.about for line in left_out)
        yield Finding(Kind.LEFT_OUT, _places(left_out), word="“, „".join(words_left))
    for word, meaning in words.from_memory.items():
        yield Finding(Kind.KEPT_WORD, word=word, meaning=words.label(meaning))
    meant = {line.row for line in lines}
    if missing := [row.label for row in words.paper.rows if not row.added and row.code not in meant]:
        yield Finding(Kind.MISSING_ROW, word=", ".join(missing))


def of_cells(lines: Sequence[Line], comma: str) -> Iterator[Finding]:
    """Counts that are none, or that a person should know of how they are read."""
    asked: dict[tuple[Kind, str], list[Line]] = {}
    for line in lines:
        if line.row and (kind := _of_cell(line, comma)):
            word = cells.text(line.entry.count)
            asked.setdefault((kind, "" if kind is Kind.DASHES else word), []).append(line)
        if line.desk is None:
            asked.setdefault((Kind.UNKNOWN_DESK, line.entry.place), []).append(line)
    for kind in (Kind.THOUSANDS, Kind.COMMA):  # one cell stands for all: they are read alike
        alike = [found for (one, _), found in asked.items() if one is kind]
        if alike:
            word = cells.text(alike[0][0].entry.count)
            yield Finding(
                kind, _places(line for found in alike for line in found), word=word, computed=alike[0][0].count or 0
            )
    for (kind, word), found in asked.items():
        if kind not in (Kind.THOUSANDS, Kind.COMMA):
            yield Finding(kind, _places(found), found[0].entry.column if kind is not Kind.UNKNOWN_DESK else "", word)


def _of_cell(line: Line, comma: str) -> Kind | None:
    written = cells.text(line.entry.count) if isinstance(line.entry.count, str) else ""
    if line.count is not None:
        return Kind.DASHES if written in cells.NOTHING else Kind.THOUSANDS if cells.POINTED.fullmatch(written) else None
    if cells.uncalculated(line.entry.count):
        return Kind.NO_VALUE
    return Kind.COMMA if not comma and cells.COMMA.fullmatch(written) else Kind.NOT_A_COUNT


def of_times(lines: Sequence[Line], period: Period, over: date) -> Iterator[Finding]:
    """Days and months that cannot be, are not over (`over`: the last day that is), or lie outside the period."""
    found: dict[tuple[Kind, str], list[Line]] = {}
    for line in lines:
        written = " ".join(cells.text(cell) for cell in line.entry.time)
        if line.when is None:
            found.setdefault((Kind.IMPOSSIBLE_DATE, written), []).append(line)
        elif line.when.last > over:
            found.setdefault((Kind.FUTURE_DAY, written), []).append(line)
        elif line.when.first not in period or line.when.last not in period:
            found.setdefault((Kind.OUTSIDE_PERIOD, written), []).append(line)
    several = len({line.entry.column for line in lines}) > 1
    for (kind, word), those in found.items():
        columns = {line.entry.column for line in those}
        yield Finding(kind, _places(those), min(columns) if several and len(columns) == 1 else "", word)


def doubled(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The counts that stand for the same row, time and desk, group by group."""
    same: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        if line.row and line.desk is not None and (line.when or not line.entry.time):
            same.setdefault((line.row, line.when, line.desk, line.entry.part), []).append(line)
    return [tuple(group) for group in same.values() if len(group) > 1]


def added(group: Sequence[Line]) -> bool:
    """Whether a person said that these are counts to add: by naming a row for other words, or line by line."""
    unsaid = [line for line in group if not (line.added or line.by)]
    words = {cells.folded(line.entry.word) for line in group if not line.added}
    return len(unsaid) < 2 and len(words) >= sum(not line.added for line in group)


def of_doubles(lines: Sequence[Line]) -> Iterator[Finding]:
    """Rows that are counted twice; a whole line or column that is there twice is one finding."""
    told: set[object] = set()
    for group in doubled(lines):
        kind, places = Kind.ADDED if added(group) else Kind.DOUBLED_ROW, _places(group)
        columns = ", ".join(dict.fromkeys(line.entry.column for line in group)) if len(places) == 1 else ""
        words = " / ".join(dict.fromkeys(line.entry.word for line in group))
        about = (kind, words) if kind is Kind.ADDED else columns or places
        if about not in told:
            told.add(about)
            yield Finding(kind, () if columns else places, columns, words)


def of_totals(totals: Sequence[Printed], lines: Sequence[Line], said: Mapping[str, str]) -> Iterator[Finding]:
    """Totals that stand in the list: what they add up, or that they add up nothing that is there.

    A total may stand below or above what it adds up, and count the lines since the last one or all of them; what a
    person left out is in it, or is not.
    """
    every = _Sums(lines)
    counted = every if all(line.counts for line in lines) else _Sums(line for line in lines if line.counts)
    marks = sorted({total.line for total in totals if not total.across})
    agreeing: dict[tuple[int, int], list[int]] = {}
    for total in totals:
        printed = cells.whole(total.written, said.get("lesen:komma", ""))
        accepted = said.get(f"summe:{total.at.casefold()}{total.line}") == COUNTS_TOO
        place = ((total.line,), total.at)
        written = cells.text(total.written)
        if printed is None and cells.COMMA.fullmatch(written):
            continue  # the same question as for the counts themselves
        if printed is None and not accepted:
            kind = Kind.NO_VALUE if cells.uncalculated(total.written) else Kind.NOT_A_COUNT
            yield Finding(kind, *place, written, meaning=TOTAL_WORD)
            continue
        spans = [(total.line, total.line)] if total.across else _spans(total.line, marks)
        sums = [(span, one.between(total.column, *span)) for span in spans for one in (counted, every)]
        sums = [one for one in sums if every.any(total.column, *one[0])]
        proven = next((span for span, computed in sums if computed == printed), None)
        if proven is None:
            since = [one for one in sums if one[0] in spans[1:2]]
            computed = next((found for _, found in (*since, *sums)), 0)
            kind = Kind.TOTAL_ACCEPTED if accepted else Kind.TOTAL_DISAGREES
            yield Finding(kind, *place, printed=printed or 0, computed=computed)
        elif not total.across:
            agreeing.setdefault(proven, []).append(total.line)
    for (first, last), those in agreeing.items():
        yield Finding(Kind.TOTAL_AGREES, tuple(dict.fromkeys(those)), word=_numbered(every, first, last))


def _spans(line: int, marks: Sequence[int]) -> list[tuple[int, int]]:
    """The lines a total may add up: all above, those since the last total, all below, those up to the next one."""
    place = bisect_left(marks, line)
    before, after = (marks[place - 1] + 1 if place else 1), (marks[place + 1] - 1 if place + 1 < len(marks) else LAST)
    return [(1, line - 1), (before, line - 1), (line + 1, LAST), (line + 1, after), (1, LAST)]


class _Sums:
    """Sums over spans of lines, a column or all. Added once, not again for each of many totals."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.down: dict[str, tuple[list[int], list[int]]] = {}
        for line in lines:
            for column in (line.entry.column, ALL_COLUMNS):
                numbers, sums = self.down.setdefault(column, ([], [0]))
                numbers.append(line.entry.line)
                sums.append(sums[-1] + (line.count or 0))

    def _ends(self, column: str, first: int, last: int) -> tuple[int, int]:
        numbers = self.down.get(column, ([], [0]))[0]
        return bisect_left(numbers, first), bisect_right(numbers, last)

    def between(self, column: str, first: int, last: int) -> int:
        """What these lines count, both ends included."""
        sums, (start, end) = self.down.get(column, ([], [0]))[1], self._ends(column, first, last)
        return sums[end] - sums[start]

    def any(self, column: str, first: int, last: int) -> bool:
        """Whether any of these lines counts."""
        start, end = self._ends(column, first, last)
        return end > start

    def lines(self, first: int, last: int) -> list[int]:
        """The lines among these that count."""
        numbers = self.down.get(ALL_COLUMNS, ([], [0]))[0]
        start, end = self._ends(ALL_COLUMNS, first, last)
        return numbers[start:end]


def _numbered(sums: _Sums, first: int, last: int) -> str:
    lines = sums.lines(first, last)
    return f"{lines[0]}–{lines[-1]}" if lines[0] < lines[-1] else str(lines[0])


def _places(lines: Iterable[Line]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(line.entry.line for line in lines))


def of_overlaps(store: Store, batches: Sequence[Batch]) -> Iterator[Finding]:
    """Days that are counted already: at a desk, here or elsewhere, or by a list for the same table.

    A day without a talk is counted too: it counts nothing. A list for all desks meets every desk.
    """
    if not batches:
        return
    desks = {batch.desk for batch in batches} | {ALL_DESKS}
    period = Period(min(batch.first_day for batch in batches), max(batch.last_day for batch in batches))
    everywhere = any(batch.desk == ALL_DESKS for batch in batches)
    scope = Scope(period, batches[0].profile, () if everywhere else tuple(sorted(desks)))
    meeting = cache(lambda desk: _meeting(desk, batches))
    for other in store.reported.old_lists(scope):
        if other.paper == batches[0].paper and meeting(other.desk)(other.first_day, other.last_day):
            yield Finding(Kind.COUNTED_IN_LIST, word=other.source, first=other.first_day, last=other.last_day)
    for desk, days in store.reported.days(scope).items():
        met = [day for day in sorted(days) if meeting(desk)(day, day)]
        if met:
            yield Finding(Kind.COUNTED_AT_DESK, word=desk, first=met[0], last=met[-1])


def _meeting(desk: str, batches: Sequence[Batch]) -> Callable[[date, date], bool]:
    """Tell whether a batch counts one of these days for this desk. By bisection: years of days meet years of days."""
    near = sorted((one.first_day, one.last_day) for one in batches if one.desk == desk or ALL_DESKS in (one.desk, desk))
    begins, latest = [first for first, _ in near], [*accumulate((last for _, last in near), max)]

    def meets(first: date, last: date) -> bool:
        begun = bisect_right(begins, last)
        return begun > 0 and latest[begun - 1] >= first

    return meets

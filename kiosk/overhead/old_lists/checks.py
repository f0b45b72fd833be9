"""What speaks against counting a list: each check goes over all of it, so that everything is told at once."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import accumulate

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE, Period
from kiosk.domain.tally import Batch, Scope
from kiosk.domain.vocabulary import PaperTable
from kiosk.overhead.old_lists import cells
from kiosk.overhead.old_lists.findings import Finding, Kind
from kiosk.overhead.old_lists.layout import Entry, Printed
from kiosk.overhead.old_lists.lines import Line
from kiosk.overhead.old_lists.matching import LEFT_OUT
from kiosk.storage import Store

ALL_DESKS = "alle"
"""Desk of an old list that was counted for the whole county."""

ALL_COLUMNS = ""
"""Stands for the column of a total that adds up all of them."""


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


def of_words(paper: PaperTable, lines: Sequence[Line]) -> Iterator[Finding]:
    """Words that mean no row, words that are left out, rows that no word means."""
    for kind, told in ((Kind.UNKNOWN_ROW, ""), (Kind.LEFT_OUT, LEFT_OUT)):
        named: dict[str, list[Entry]] = {}
        for line in lines:
            if line.row == told:
                named.setdefault(line.entry.word, []).append(line.entry)
        for word, entries in named.items():
            column = entries[0].column if entries[0].own_column else ""
            yield Finding(kind, () if column else tuple(entry.line for entry in entries), column, word)
    meant = {line.row for line in lines}
    for row in paper.rows:
        if not row.added and row.code not in meant:
            yield Finding(Kind.MISSING_ROW, word=row.label)


def of_cells(lines: Sequence[Line]) -> Iterator[Finding]:
    """Counts that are none. What an unknown word counts is not looked at: it may be no count at all."""
    for line in lines:
        if line.row and line.count is None:
            entry = line.entry
            kind = Kind.NO_VALUE if cells.uncalculated(entry.count) else Kind.NOT_A_COUNT
            yield Finding(kind, (entry.line,), entry.column, cells.text(entry.count))
    unknown = {line.entry.desk: line.entry.line for line in reversed(lines) if line.desk is None}
    yield from (Finding(Kind.UNKNOWN_DESK, (line,), word=desk) for desk, line in unknown.items())


def of_days(lines: Sequence[Line], period: Period, today: date) -> Iterator[Finding]:
    """Days that cannot be, have not been yet, or lie outside the period; one finding a line."""
    for entry, day in {line.entry.line: (line.entry, line.day) for line in lines}.values():
        if day is None:
            yield Finding(Kind.IMPOSSIBLE_DATE, (entry.line,), word=cells.text(entry.day))
        elif day > today:
            yield Finding(Kind.FUTURE_DAY, (entry.line,), word=cells.text(day))
        elif day not in period:
            yield Finding(Kind.OUTSIDE_PERIOD, (entry.line,), word=cells.text(day))


def doubled(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The counts that stand for the same row, day and desk, group by group."""
    same: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        if line.placed:
            same.setdefault((line.row, line.day, line.desk), []).append(line)
    return [tuple(group) for group in same.values() if len(group) > 1]


def of_doubles(lines: Sequence[Line]) -> Iterator[Finding]:
    """Rows that are counted twice; a whole line or column that is there twice is one finding."""
    told: set[object] = set()
    for group in doubled(lines):
        places = tuple(dict.fromkeys(line.entry.line for line in group))
        columns = ", ".join(dict.fromkeys(line.entry.column for line in group)) if len(places) == 1 else ""
        if (columns or places) not in told:
            told.add(columns or places)
            words = " / ".join(dict.fromkeys(line.entry.word for line in group))
            yield Finding(Kind.DOUBLED_ROW, () if columns else places, columns, words)


def of_totals(totals: Sequence[Printed], lines: Sequence[Line], left_out: Collection[str]) -> Iterator[Finding]:
    """Totals that stand in the list and disagree with what they add up."""
    sum_of = _sums(lines)
    for total in totals:
        if any(cells.folded(place) in left_out for place in total.places):
            continue
        written, place = cells.text(total.written), ((total.line,), total.column)
        printed = cells.whole(total.written)
        if printed is None:
            yield Finding(Kind.NO_VALUE if cells.uncalculated(total.written) else Kind.NOT_A_COUNT, *place, written)
            continue
        if (computed := sum_of(total)) != printed:
            yield Finding(Kind.TOTAL_DISAGREES, *place, printed=printed, computed=computed)


def _sums(lines: Sequence[Line]) -> Callable[[Printed], int]:
    """What each total adds up: its line, or all above it. Added once, not again for each of many totals."""
    across: Counter[int] = Counter()
    down: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        entry, count = line.entry, line.count or 0
        across[entry.line] += count
        for column in (entry.column, ALL_COLUMNS):
            so_far = down.setdefault(column, [(0, 0)])
            so_far.append((entry.line, so_far[-1][1] + count))

    def sum_of(total: Printed) -> int:
        if total.across:
            return across[total.line]
        so_far = down.get(total.column if total.one_column else ALL_COLUMNS, [(0, 0)])
        return so_far[bisect_left(so_far, (total.line,)) - 1][1]

    return sum_of


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
    for other in store.counts.old_lists(scope):
        if other.paper == batches[0].paper and meeting(other.desk)(other.first_day, other.last_day):
            yield Finding(Kind.COUNTED_IN_LIST, word=other.source, first=other.first_day, last=other.last_day)
    for desk, days in store.counts.reported_days(scope).items():
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

"""What speaks against counting a list: each check goes over all of it, so that everything is told at once."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import accumulate, chain

from kiosk.domain import tally
from kiosk.domain.grouping import Value, grouped
from kiosk.domain.period import COUNTABLE, Period
from kiosk.domain.tally import Batch, Scope
from kiosk.overhead.old_lists import cells
from kiosk.overhead.old_lists.cells import letter, text
from kiosk.overhead.old_lists.findings import Asks, Finding, Kind, together
from kiosk.overhead.old_lists.lines import COMMA, Line, Listed
from kiosk.overhead.old_lists.matching import ALL_DESKS, COUNTS_TOO, LEFT_OUT, Role, Words
from kiosk.overhead.old_lists.reading import Sheet
from kiosk.overhead.old_lists.tables import Block
from kiosk.storage import Store

MOST_NAMED, MOST_PROPOSED = 5, 300
"""Columns that stand in one finding by their names; unknown words up to which each gets a row that it may mean."""
LAST = 1_000_000
"""Beyond the last line of any list."""


def of_request(first: date, last: date, source: str, today: date) -> Iterator[Finding]:
    """The period and the source that a person named. "desk" as a source would make the list a desk's own days."""
    if not (first in COUNTABLE and last in COUNTABLE and first <= last <= today):
        yield Finding(Kind.PERIOD, first=first, last=last)
    if source in ("", tally.OWN):
        yield Finding(Kind.NO_SOURCE, word=source)


def of_sheets(sheets: Sequence[Sheet], blocks: Sequence[Block], chosen: Block) -> Iterator[Finding]:
    """What of the file is not read: hidden sheets, lines and columns, other tables."""
    for sheet in sheets:
        if sheet.rows and all(block.sheet is not sheet for block in blocks):
            yield Finding(Kind.HIDDEN if sheet.hidden else Kind.UNREAD, word=text(sheet.name))
    lines, columns = chosen.sheet.unseen
    if lines:
        yield Finding(Kind.HIDDEN, lines)
    yield from (Finding(Kind.HIDDEN, column=letter(column)) for column in columns)
    for block in blocks:
        if block.sheet is not chosen.sheet or block.until != chosen.until:
            yield Finding(Kind.OTHER_BLOCK, (block.first or block.last + 1,), word=block.name)


def of_reading(listed: Listed) -> Iterator[Finding]:
    """How the list is read: which columns and lines are not, which are added up, what is not clear."""
    block, words = listed.block, listed.words
    heads, filled = block.headings, block.columns
    unread = {letter(place): heads[place] for place in block.having(Role.UNREAD) if filled[place]}
    if not listed.counts:
        unread = unread or {letter(place): head for place, head in enumerate(heads) if filled[place]}
        keys = tuple(f"spalte:{column}" for column in unread)
        word = ", ".join([head or column for column, head in unread.items()][:MOST_NAMED])
        yield Finding(Kind.NO_COUNT, word=word, asks=Asks.COLUMN, keys=keys)
        return
    parts = listed.counts if listed.rows else []
    for found in grouped((words.apart(heads[place]), heads[place] or letter(place)) for place in parts).values():
        if len(found) > 1:  # their headings name no row, no time and no place that tells them apart
            yield Finding(Kind.SUMMED_COLUMNS, word=", ".join(found))
    yield from (Finding(Kind.UNREAD, column=column, word=heading) for column, heading in unread.items())
    lines = {Kind.UNREAD: listed.unread, Kind.CARRIED: listed.carried}
    yield from (Finding(kind, tuple(those)) for kind, those in lines.items() if those)


def of_lines(listed: Listed) -> Iterator[Finding]:
    """What is not clear, was said, or should be known of the counts; which rows no line counts."""
    words, found = listed.words, [*together(one for line in listed.lines for one in line.doubts)]
    for one in found:
        proposed = one.kind is Kind.UNKNOWN_ROW and len(found) < MOST_PROPOSED
        yield replace(one, meaning=words.close(one.word)) if proposed else one
    meant = {line.row for line in listed.lines}
    rows = words.paper.rows if words.paper else ()
    if missing := [row.label for row in rows if not row.added and row.code not in meant]:
        yield Finding(Kind.MISSING_ROW, word=", ".join(missing))


def of_doubles(listed: Listed) -> Iterator[Finding]:
    """Rows that are counted twice; a whole line or column that is there twice is one finding."""
    kept = (line for line in listed.lines if line.row not in ("", LEFT_OUT))
    clear = (line for line in kept if line.desk and (line.when or not line.time))
    alike = grouped(((line.row, line.when, line.desk, listed.wide or line.column), line) for line in clear)
    told: dict[object, Finding] = {}
    for group in (group for group in alike.values() if len(group) > 1):
        kind, places = Kind.ADDED if _added(group) else Kind.DOUBLED_ROW, _unique(line.line for line in group)
        columns = ", ".join(_unique(line.column for line in group)) if len(places) == 1 else ""
        words = " / ".join(_unique(line.word for line in group))
        keys = [one.places[-1 if columns else 0] for one in group if one.added or kind is Kind.DOUBLED_ROW]
        about = words if kind is Kind.ADDED else columns or places
        found = told.get(about, Finding(kind, () if columns else places, columns, words, asks=Asks.LINE))
        told[about] = replace(found, keys=_unique((*found.keys, *keys)))
    yield from told.values()


def _unique(found: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(found))


def _added(group: Sequence[Line]) -> bool:
    """Tell whether a person said that these are counts to add: by naming a row for other words, or line by line."""
    unsaid = [line for line in group if not (line.added or line.by)]
    words = {cells.folded(line.word) for line in group if not line.added}
    return len(unsaid) < 2 and len(words) >= sum(not line.added for line in group)


def of_totals(listed: Listed) -> Iterator[Finding]:
    """Totals that stand in the list: what they add up, or that they add up nothing that is there.

    Across, that is their line; else the lines since the last total, all, those up to the next one, or all above.
    """
    ends = [0, *sorted({line for line, _, _ in listed.printed if line in listed.sums}), LAST]
    between, sums = _sums(listed), list[Finding]()
    for line, column, written in listed.printed:
        index, across, key = bisect_left(ends, line), line not in listed.sums, f"zeile:{line}"
        near = [(ends[index - 1], line), (0, LAST), (line, ends[min(index + 1, len(ends) - 1)]), (0, line)]
        spans = [(line - 1, line + 1)] if across else near
        own = letter(column) if column in listed.counts or letter(column) in listed.wholes else ""
        found = [*_held(listed, line, own), *(one for span in spans for one in between(own, *span))]
        printed = cells.whole(written, listed.words.said.get(COMMA, ""))
        if proven := next((lines for computed, lines in found if printed == computed), ""):
            sums += [] if across else [Finding(Kind.TOTAL_AGREES, (line,), word=proven, asks=Asks.SUM, keys=(key,))]
        else:
            place, makes = letter(column), found[0][0] if found else 0
            wrong = Finding(
                Kind.TOTAL_DISAGREES, (line,), place, text(written), "", printed or 0, makes, asks=Asks.TOTAL
            )
            yield _wrong(replace(wrong, keys=(f"summe:{place}{line}",)), listed.words, counted=printed is not None)
    unproven = listed.sums.keys() - {line for one in sums for line in one.lines}
    yield from together(sums)
    for line in unproven:
        yield Finding(Kind.TOTAL_LINE, (line,), word=listed.sums[line], asks=Asks.SUM, keys=(f"zeile:{line}",))


def _held(listed: Listed, line: int, column: str) -> Iterator[tuple[int, str]]:
    """What those counts make that the time of this line holds, and the first and last of them."""
    lines = {*listed.holding.get(line, ())}
    if found := [one for one in listed.lines if one.line in lines and column in ("", one.column)] if lines else []:
        made = sum(one.count or 0 for one in found if one.row != LEFT_OUT)
        yield made, f"{found[0].line}–{found[-1].line}"


def _sums(listed: Listed) -> Callable[[str, int, int], list[tuple[int, str]]]:
    """What the counts between two lines make, without and with those that were left out, and the first and last of
    them; in a column, or in all. Added once, not again for each of many totals.
    """
    wholes = {
        line.when: [one for one, when in listed.wholes.items() if line.when and line.when.inside(when)]
        for line in listed.lines
    }
    columns = grouped((column, line) for line in listed.lines for column in (line.column, "", *wholes[line.when]))

    @cache
    def added(column: str) -> tuple[list[int], ...]:
        those = columns.get(column, [])
        kept = accumulate((0 if line.row == LEFT_OUT else line.count or 0 for line in those), initial=0)
        return [line.line for line in those], [*kept], [*accumulate((line.count or 0 for line in those), initial=0)]

    def between(column: str, above: int, below: int) -> list[tuple[int, str]]:
        numbers, *sums = added(column)
        start, end = bisect_right(numbers, above), bisect_left(numbers, below)
        named = "–".join(map(str, dict.fromkeys((numbers[start], numbers[end - 1])))) if start < end else ""
        return [(one[end] - one[start], named) for one in sums if named]

    return between


def _wrong(total: Finding, words: Words, *, counted: bool) -> Finding:
    """What a total is that proves nothing. One with a comma is asked with the counts themselves."""
    if words.answer(total.keys[0]) == COUNTS_TOO:
        return replace(total, kind=Kind.TOTAL_ACCEPTED)
    if not counted and cells.COMMA.fullmatch(total.word):
        return replace(total, kind=Kind.COMMA, asks=Asks.COMMA, keys=(COMMA,))
    return total if counted else replace(total, kind=Kind.NOT_A_COUNT)


def of_overlaps(store: Store, batches: Sequence[Batch]) -> Iterator[Finding]:
    """Days that are counted already: at a desk, here or elsewhere, or by a list for the same table.

    A day without a talk is counted too: it counts nothing. A list for all desks meets every desk.
    """
    mine = {desk: {*chain(*found)} for desk, found in grouped((one.desk, one.period.days) for one in batches).items()}
    if not mine:
        return
    every = {*chain(*mine.values())}

    def counted(desk: str) -> set[date]:
        return every if desk == ALL_DESKS else mine.get(desk, set()) | mine.get(ALL_DESKS, set())

    desks = () if ALL_DESKS in mine else tuple(sorted({*mine, ALL_DESKS}))
    scope = Scope(Period(min(every), max(every)), batches[0].profile, desks)
    for other in store.reported.old_lists(scope):
        if other.paper == batches[0].paper and not counted(other.desk).isdisjoint(other.period.days):
            yield Finding(Kind.COUNTED, word=other.source, first=other.first_day, last=other.last_day)
    for desk, days in store.reported.days(scope).items():
        if met := counted(desk).intersection(days):
            yield Finding(Kind.COUNTED, word=desk, first=min(met), last=max(met))

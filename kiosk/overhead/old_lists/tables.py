"""The tables of a file: where they stand, and what their columns hold, proposed by the program or said by a person."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from kiosk.domain.period import Period
from kiosk.overhead.old_lists import cells as written
from kiosk.overhead.old_lists.cells import blank, counted, folded, letter, text, worded
from kiosk.overhead.old_lists.matching import PARTS, Role, Words, role_of, said_in, when_of
from kiosk.overhead.old_lists.reading import Cell, Row, Sheet

NEAR, MOST_TITLES = 9, 4
"""Lines below a heading that must fit, and lines above it that may name the table."""


def at(row: Row, column: int) -> Cell:
    """The cell; rows may be shorter than their heading."""
    return row[column] if column < len(row) else None


@dataclass(eq=False)
class Block:
    """A table in a file: a sheet's lines `first` to `last` head what follows up to `until`; `first` 0: no heading.

    `start`: the line below the table before it; `roles`: what its columns hold, once they are read.
    """

    sheet: Sheet
    start: int
    first: int
    last: int
    until: int
    roles: Sequence[Role] = ()

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Return what stands above each column, of several lines the upper one spread over its group."""
        lines = self.sheet.seen[self.first - 1 : self.last] if self.first else ()
        width = max((len(row) for row in self.sheet.seen[max(self.first, 1) - 1 : self.until]), default=0)
        found: list[dict[str, None]] = [{} for _ in range(width)]
        for row in lines:
            spread = ""
            for column in range(width):
                here = text(at(row, column))
                spread = here or spread
                found[column][here if row is lines[-1] or blank(at(lines[-1], column)) else spread] = None
        return tuple(PARTS.join(filter(None, parts)) for parts in found)

    @property
    def name(self) -> str:
        """Return what a person calls it: the sheet, and what the table is headed with."""
        return ": ".join(filter(None, (text(self.sheet.name), ", ".join(filter(None, self.headings[:2])))))

    @property
    def shape(self) -> str:
        """Return what makes lists alike: their headings in order."""
        return "|".join(map(folded, self.headings)) if self.first else f"ohne Überschrift, {len(self.headings)}"

    @cached_property
    def body(self) -> Sequence[tuple[int, Row]]:
        """The lines under the heading with their numbers; a heading that is repeated on each page is none."""
        repeated = {tuple(map(folded, row)) for row in self.sheet.seen[max(self.first - 1, 0) : self.last]}
        lines = enumerate(self.sheet.seen[self.last : self.until], start=self.last + 1)
        return [
            (line, row) for line, row in lines
            if not all(map(blank, row)) and tuple(map(folded, row)) not in repeated
        ]  # fmt: skip

    @cached_property
    def columns(self) -> Sequence[Sequence[Cell]]:
        """Return what stands in each column: beside counts, so that footnotes and titles do not matter, else at all."""
        every = [row for _, row in self.body]
        counting = [row for row in every if any(map(counted, row))]
        return [
            [cell for row in counting if not blank(cell := at(row, column))]
            or [cell for row in every if not blank(cell := at(row, column))]
            for column in range(len(self.headings))
        ]

    def headed(self, head: str) -> "Block":
        """The same lines under another heading: "3", "2-3", "0" for none."""
        lines = [int(one) for one in head.split("-") if one.isdecimal() and len(one) < 7 and 0 < int(one) <= self.until]
        first, last = (min(lines), max(lines)) if lines else (0, self.start - 1)
        return replace(self, first=first, last=last)

    def having(self, *roles: Role) -> list[int]:
        """The places of the columns that have one of these roles."""
        return [place for place, role in enumerate(self.roles) if role in roles]

    @property
    def names(self) -> set[tuple[str, ...]]:
        """The words by which its rows may be called, in lines or in headings."""
        if rows := self.having(Role.ROW):
            return {tuple(text(at(row, place)) for place in rows) for _, row in self.body}
        return {said_in(self.headings[place]) for place in self.having(Role.COUNT)}

    @property
    def hints(self) -> Iterator[str]:
        """What may name the committee's table: headings, the lines above them, the sheet."""
        yield from (self.headings[place] for place in self.having(Role.ROW))
        titles = self.sheet.seen[max(self.first - 1 - MOST_TITLES, 0) : max(self.first - 1, 0)]
        yield from (text(cell) for row in titles for cell in row if worded(cell))
        yield self.sheet.name


def blocks(sheets: Iterable[Sheet]) -> list[Block]:
    """Every table that a person sees in the file, from the first sheet to the last."""
    return [block for sheet in sheets if not sheet.hidden for block in _of_sheet(sheet)]


def _of_sheet(sheet: Sheet) -> Iterator[Block]:
    rows = sheet.seen
    headed = [line for line in range(1, len(rows) + 1) if _heads(rows, line)]
    shapes = {line: tuple(map(folded, rows[line - 1])) for line in headed}
    starts = [line for line, former in zip(headed, [0, *headed], strict=False) if shapes[line] != shapes.get(former)]
    spans = [_around(rows, line) for line in starts]
    if not spans and (first := next((line for line, row in enumerate(rows, start=1) if _counts(row)), 0)):
        above = first > 1 and sum(map(worded, rows[first - 2])) > 1
        spans = [(first - 1 if above else 0, first - 1)]
    ends = [*(first - 1 for first, _ in spans[1:]), len(rows)]
    for (first, last), start, until in zip(spans, [1, *(end + 1 for end in ends)], ends, strict=False):
        yield Block(sheet, start, first, last, until)


def _counts(row: Row) -> bool:
    numbers = sum(map(counted, row))
    return numbers > 1 or (numbers == 1 and any(map(worded, row)))


def _announces(row: Row) -> bool:
    """Tell whether a line looks like a heading: words that announce something, and no counts but years."""
    words = {folded(cell) for cell in row if worded(cell)}
    others = [text(cell) for cell in row if not blank(cell) and not worded(cell)]
    roles = {role_of(word) for word in words} - {None, Role.TOTAL, Role.UNREAD}
    times = bool(roles & {Role.ROW, Role.DESK}) and all(map(when_of, others))
    return bool(roles) and (len(words) > 1 or bool(others)) and (times or not others)


def _heads(rows: Sequence[Row], line: int) -> bool:
    """Tell whether this line announces something, and lines follow that fit."""
    head, below = rows[line - 1], rows[line : line + NEAR]
    if not _announces(head):
        return False
    fits = next((not _announces(row) for row in below if _announces(row) or any(map(counted, row))), None)
    roles = {role_of(text(cell)) for cell in head if worded(cell)}
    return roles >= {Role.ROW, Role.COUNT} and any(map(any, rows[line:])) if fits is None else fits


def _around(rows: Sequence[Row], line: int) -> tuple[int, int]:
    """The heading's lines: one more above or below where columns are named in groups."""
    head = rows[line - 1]
    above, below = (rows[line - 2] if line > 1 else ()), (rows[line] if line < len(rows) else ())
    names = [folded(cell) for cell in head if not blank(cell)]
    grouped = len(set(names)) < len(names)
    for other, lines in ((above, (line - 1, line)), (below, (line, line + 1))):
        beside = any(blank(at(head, column)) and worded(cell) for column, cell in enumerate(other))
        if _names(other) and (grouped or beside):
            return lines
    return line, line


def _names(row: Row) -> bool:
    """Tell whether the line has several words or times, and no counts."""
    filled = [text(cell) for cell in row if not blank(cell)]
    named = all(worded(cell) or when_of(text(cell)) for cell in row if not blank(cell))
    return len(set(filled)) > 1 and named and any(role_of(one) or when_of(one) for one in filled)


def read(block: Block, words: Words, within: Period) -> Block:
    """Give each column its role: as it is proposed, or as a person said; who says which one counts says all that do."""
    said = [words.said.get(f"spalte:{letter(place)}".casefold(), "") for place in range(len(block.headings))]
    proposed = _proposed(block, words, within)
    if Role.COUNT in said and Role.ROW in {*said, *proposed}:
        proposed = [Role.UNREAD if role is Role.COUNT else role for role in proposed]
    block.roles = [Role(role) if role in [*Role] else own for role, own in zip(said, proposed, strict=True)]
    return block


def _month_marks(cells: Iterable[Cell]) -> bool:
    """Tell whether these days only stand for their months: each month's first or last day, no month twice."""
    found = written.days(cells)
    months = {(day.year, day.month) for day in found}
    ends = all((day + timedelta(days=1)).day == 1 for day in found) or all(day.day == 1 for day in found)
    return ends and len(months) == len(found) > 1


def _alone(heading: str, cells: Sequence[Cell]) -> Role | None:
    """Return what heading and cells say by themselves; None for a column that may be a row's name or a count."""
    role = None if when_of(heading) == heading else role_of(heading)  # "1. Quartal 2025" heads what it counted
    times = sum(written.timed(cell) is not None for cell in cells)
    if not cells:
        return role if role in (Role.DAY, Role.SPAN) else Role.UNREAD
    if role in (Role.COUNT, Role.TOTAL) or (role is Role.ROW and not any(map(worded, cells))):
        return None
    most = times * 5 >= len(cells) * 4 and _numbers(cells) * 2 < len(cells)
    if (not heading and times == len(cells)) or (role in (None, Role.DAY) and most):
        return Role.SPAN if _month_marks(cells) or not written.days(cells) else Role.DAY
    return role


def _numbers(cells: Sequence[Cell]) -> int:
    return sum(counted(cell) or folded(cell) in written.NOTHING for cell in cells)


def _proposed(block: Block, words: Words, within: Period) -> list[Role]:
    roles = {place: _alone(*column) for place, column in enumerate(zip(block.headings, block.columns, strict=True))}
    open_ = [place for place, role in roles.items() if role is None]
    counts = [place for place in open_ if _may_count(block.headings[place], block.columns[place], words)]
    names_row = {place: words.known(block.headings[place]) for place in counts}
    if Role.ROW not in roles.values() and not any(names_row.values()):
        known = {place: sum(map(words.known, {*map(text, block.columns[place])})) for place in {*open_} - {*counts}}
        best = max(known, key=lambda place: (known[place], place), default=0)
        roles |= {best: Role.ROW} if len(known) == 1 or known.get(best) else {}
    holding = written.holding({place: written.span([when_of(block.headings[place])], within) for place in counts})
    adding = [place for place in counts if place in holding or role_of(block.headings[place]) is Role.TOTAL]
    if Role.ROW in roles.values():
        roles |= _long(block, counts, adding if len(counts) > 1 else [], words.apart)
    else:  # each column counts the row that its heading names; what only announces a count adds them up
        named = [place for place in counts if names_row[place] or role_of(block.headings[place]) is None] or counts
        roles |= {place: Role.COUNT if place in named else Role.TOTAL for place in counts}
    return [role or Role.UNREAD for role in roles.values()]


def _may_count(heading: str, cells: Sequence[Cell], words: Words) -> bool:
    """Tell whether these may be counts; the lines' own numbers are none, unless the heading says what they count."""
    announced = role_of(heading) in (Role.COUNT, Role.TOTAL)
    meant = announced or words.known(heading) or words.apart(heading)
    if not meant and written.numbered(cells, under_heading=bool(heading)):
        return False
    return announced or _numbers(cells) * 5 >= len(cells) * 3


def _long(block: Block, counts: list[int], adding: list[int], apart: Callable[[str], str]) -> dict[int, Role]:
    """The only column of counts; several, where each has its time or place, or where the list's totals prove them."""
    told_apart = [place for place in counts if place not in adding and apart(block.headings[place])]
    parts = told_apart or [place for place in counts if place not in adding]
    if told_apart or len(counts) == 1 or (len(adding) == 1 and _adds_up(block, adding[0], parts)):
        return dict.fromkeys(parts, Role.COUNT) | dict.fromkeys(adding, Role.TOTAL)
    return {}


def _adds_up(block: Block, total: int, parts: Sequence[int]) -> bool:
    """Tell whether most lines of the total are the sum of their parts."""
    cells = [list(map(written.whole, block.columns[place])) for place in (total, *parts)]
    if len(parts) < 2 or len(set(map(len, cells))) > 1:
        return False
    agree: list[bool] = [first == sum(one or 0 for one in rest) for first, *rest in zip(*cells, strict=True)]
    return sum(agree) * 2 > len(agree)

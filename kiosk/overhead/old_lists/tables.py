"""The tables of a file: where they stand, and what their columns hold, proposed by the program or said by a person."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from math import factorial, prod

from kiosk.domain.grouping import grouped
from kiosk.overhead.old_lists import matching
from kiosk.overhead.old_lists.matching import PARTS, Role, Words, role_of, said_in, units_in, when_of
from kiosk.overhead.spreadsheets import cells
from kiosk.overhead.spreadsheets.cells import Cell, Row, folded, letter, text, timed, whole
from kiosk.overhead.spreadsheets.persons import MEASURED
from kiosk.overhead.spreadsheets.reading import Sheet

MOST_RISES = 5
"""So often in a row may what a day, month or quarter of a year counts rise by chance; several rows together less."""


@dataclass(eq=False)
class Block:
    """A table in a file: a sheet's lines `first` to `last` head what follows up to `until`; `first` 0: no heading.

    `start`: the line below the table before it; `roles`: what its columns hold, once they are read; `running`: the
    places of those that hold totals of all before.
    """

    sheet: Sheet
    start: int
    first: int
    last: int
    until: int
    roles: Sequence[Role] = ()
    running: Sequence[int] = ()

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Return what stands above each column, of several lines the upper one spread over its group."""
        lines = self.sheet.rows[self.first - 1 : self.last] if self.first else ()
        rows = self.sheet.rows[max(self.first, 1) - 1 : self.until]
        width = max((place for row in rows for place, cell in enumerate(row, start=1) if cell is not None), default=0)
        found: list[dict[str, None]] = [{} for _ in range(width)]
        for row in lines:
            spread = ""
            for column, parts in enumerate(found):
                spread = text(row[column]) or spread
                parts[text(row[column]) if row is lines[-1] or lines[-1][column] is None else spread] = None
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
        """Return the lines under the heading with their numbers; a heading that is repeated on each page is none."""
        head = [tuple(map(folded, row)) for row in self.sheet.rows[max(self.first - 1, 0) : self.last]]
        lines = enumerate(self.sheet.rows[self.last : self.until], start=self.last + 1)
        return [(line, row) for line, row in lines if any(row) and tuple(map(folded, row)) not in head]

    @cached_property
    def columns(self) -> Sequence[Sequence[Cell]]:
        """Return what stands in each column beside counts, so that footnotes and titles do not matter."""
        rows = [row for _, row in self.body if any(map(cells.counted, row))] or [row for _, row in self.body]
        return [[row[place] for row in rows if row[place] is not None] for place in range(len(self.headings))]

    def headed(self, head: str) -> "Block":
        """Return the same lines under another heading: "3", "2-3", "0" for none."""
        lines = [int(one) for one in head.split("-") if one.isdecimal() and len(one) < 7 and 0 < int(one) <= self.until]
        first, last = (min(lines), max(lines)) if lines else (0, self.start - 1)
        return replace(self, first=first, last=last)

    def having(self, *roles: Role) -> list[int]:
        """Return the places of the columns that have one of these roles."""
        return [place for place, role in enumerate(self.roles) if role in roles]

    @property
    def names(self) -> set[tuple[str, ...]]:
        """Return the words by which its rows may be called, in lines or in headings."""
        if rows := self.having(Role.ROW):
            return {tuple(text(row[place]) for place in rows) for _, row in self.body}
        return {said_in(self.headings[place]) for place in self.having(Role.COUNT)}


def blocks(sheet: Sheet) -> Iterator[Block]:
    """Yield every table of a sheet. What announces something begins one where counts come next, or where it stands
    first if it stands there again; without any, the line above the first counts does.
    """
    rows = sheet.rows
    bare = any(map(cells.counted, chain.from_iterable(rows)))
    meant = cells.counted if bare else lambda cell: bool(matching.MEANT.match(text(cell)))
    counts = {line for line, row in enumerate(rows, start=1) if any(map(meant, row))}
    marks = {line: _announces(row) for line, row in enumerate(rows, start=1) if _announces(row) or line in counts}
    heads = [line for line, below in pairwise(marks) if marks[line] and not marks[below]]
    shapes = {line: tuple(map(folded, rows[line - 1])) for line, announced in marks.items() if announced}
    heads = [
        next(one for one in shapes if one > former and shapes[one] == shapes[line])
        for former, line in pairwise([0, *heads])
        if shapes[line] != shapes.get(former)
        or (any(_titled(rows, line)) and _titled(rows, line) != _titled(rows, former))
    ]
    if not heads and (first := next((line for line, announced in marks.items() if not announced), 0)):
        plain = [one for one in rows[first - 2] if cells.worded(one) and not re.search(r"\d", text(one))]
        heads = [first - 1 if first > 1 and len(plain) > 1 else 0]
    start = 1
    for head, end in zip(heads, [*(line - 1 for line in heads[1:]), len(rows)], strict=False):
        yield Block(sheet, start, *(_lines_of(rows, head) if head else (0, start - 1)), end)
        start = end + 1


def _titled(rows: Sequence[Row], head: int) -> tuple[object, ...]:
    """Return what a title above a heading says of units and time: a table under another one is of its own."""
    above = next((rows[place] for place in range(head - 2, -1, -1) if any(rows[place])), ())
    words = {text(cell) for cell in above if cell is not None}
    return tuple(part for word in words for part in (units_in(word), timed(when_of(word)))) if len(words) == 1 else ()


def _lines_of(rows: Sequence[Row], head: int) -> tuple[int, int]:
    """First and last line of a heading: it goes on where the first column does not, above it and below."""
    after = next((line for line in range(head + 1, len(rows) + 1) if any(rows[line - 1])), 0)
    above, here, below = (rows[line - 1] if 0 < line <= len(rows) else (None,) for line in (head - 1, head, after))
    parts = [cell for cell in below[1:] if cell is not None]
    goes_on = below[0] in (None, here[0]) and len(parts) > 1 and all(cells.worded(one) or timed(one) for one in parts)
    return head - (above[0] is not None and above[0] == here[0]), after if goes_on else head


def _announces(row: Row) -> bool:
    """Tell whether a line looks like a heading: words that announce something, and no counts but years."""
    filled = [cell for cell in row if cell is not None]
    roles = {role_of(cell) for cell in filled if isinstance(cell, str)} - {None, Role.TOTAL, Role.UNREAD}
    return bool(roles) and len({*filled}) > 1 and all(cells.worded(cell) or when_of(text(cell)) for cell in filled)


def read(block: Block, words: Words) -> Block:
    """Give each column its role: as it is proposed, or as a person said; who says which one counts, or names the row,
    says all that do.
    """
    said = [words.said.get(f"spalte:{letter(place)}".casefold(), "") for place in range(len(block.headings))]
    proposed = _proposed(block, words)
    for role in (Role.COUNT, Role.ROW) if Role.ROW in {*said, *proposed} else ():
        if role in said:
            proposed = [Role.UNREAD if own is role else own for own in proposed]
    block.roles = [Role(role) if role in [*Role] else own for role, own in zip(said, proposed, strict=True)]
    return block


def _proposed(block: Block, words: Words) -> list[Role]:
    """Return the roles: what has a time or place counts; else the only one or only total; several are asked about."""
    heads = block.headings
    roles = {place: _alone(words, *one) for place, one in enumerate(zip(heads, block.columns, strict=True))}
    block.running = _running(block, roles)
    roles |= dict.fromkeys(block.running, Role.UNREAD) | _numbers(block, roles)
    unsure = [place for place, role in roles.items() if role is None]
    counts = [place for place, role in roles.items() if role in (Role.COUNT, Role.TOTAL)]
    named = [place for place in counts if words.known(heads[place])]
    if len(unsure) == 1 and not named and Role.ROW not in roles.values():
        roles[unsure[0]] = Role.ROW
    if Role.ROW in roles.values():
        totals = [place for place in counts if roles[place] is Role.TOTAL]
        apart = [place for place in counts if words.apart(heads[place]) and place not in totals]
        alike = of_one_time(words, [heads[place] for place in apart])
        mixed = any(len({*map(units_in, found)}) > 1 for found in alike)
        found = [] if mixed else apart or totals or counts
        roles |= dict.fromkeys(counts, Role.UNREAD) | dict.fromkeys(totals if apart else (), Role.TOTAL)
        roles |= dict.fromkeys(found if apart or len(found) == 1 else (), Role.COUNT)
    elif named:  # each column counts the row that its heading names; what only announces a count adds them up
        roles |= {place: Role.TOTAL for place in counts if role_of(heads[place]) and place not in named}
    return [role or Role.UNREAD for role in roles.values()]


def _numbers(block: Block, roles: Mapping[int, Role | None]) -> dict[int, Role]:
    """Return what is headed as a time and may count: no years under "Jahr", or, where nothing else counts, numbers of
    rows that are each another: under "Berichtsmonat" may stand how many that month had.
    """
    names = [block.columns[place] for place, role in roles.items() if role in (Role.ROW, None)]
    apart = all(len({*map(folded, column)}) == len(column) for column in names)
    alone = bool(names) and apart and Role.COUNT not in roles.values()
    found: dict[int, Role] = {}
    for place in (place for place, role in roles.items() if role is Role.SPAN):
        numbers = {*map(text, block.columns[place])}
        plain = bool(numbers) and all(map(str.isdecimal, numbers)) and not all(map(cells.YEAR.fullmatch, numbers))
        if plain and (matching.months_in(block.headings[place]) == 12 or (alone and len(numbers) > 1)):
            found[place] = Role.UNREAD if alone else Role.TOTAL
    return found


def _running(block: Block, roles: Mapping[int, Role | None]) -> list[int]:
    """Return the places of the counts that hold those before: so headed, as their day may be, or growing all year."""
    counts = [place for place, role in roles.items() if role in (Role.COUNT, Role.TOTAL)]
    said = {place for place, heading in enumerate(block.headings) if matching.RUNNING.fullmatch(folded(heading))}
    times = [place for place, role in roles.items() if role in (Role.DAY, Role.SPAN)]
    stock = {place for place, heading in enumerate(block.headings) if matching.STOCK.fullmatch(folded(heading))}
    if said.intersection(times) or stock.intersection(times):
        return counts
    said |= stock if times or stock.issuperset(counts) else set()
    names = [place for place, role in roles.items() if role in (Role.ROW, Role.DESK)]
    rows = [row for _, row in block.body if not any(matching.TOTAL_LINE.fullmatch(folded(cell)) for cell in row)]
    if times:
        named = [((_year_of(row, times), *(folded(row[place]) for place in names)), row) for row in rows]
        courses = {place: grouped((name, row[place]) for name, row in named).values() for place in counts}
        grow = {place for place, one in courses.items() if _only_grow(one)}
        said |= {*counts} if _only_grow(chain.from_iterable(courses.values())) else grow
    spans = ((timed(when_of(block.headings[place])), place) for place in counts)
    years = grouped(((when.first.year, when.unit), place) for when, place in spans if when)
    if _only_grow([row[place] for place in places] for places in years.values() for row in rows):
        said |= {place for places in years.values() for place in places}
    return [place for place in counts if place in said] if times or len(counts) > 1 else []


def _year_of(row: Row, times: Iterable[int]) -> str:
    """Return the year that a line names, if any."""
    return next((year[0] for place in times if (year := cells.YEAR.search(text(row[place])))), "")


def _only_grow(courses: Iterable[Sequence[Cell]]) -> bool:
    """Tell whether the numbers of all courses never fall, or never rise, and not by chance."""
    numbers = ([number for cell in course if (number := whole(cell)) is not None] for course in courses)
    steps = [[after - before for before, after in pairwise(course)] for course in numbers]
    chance = prod(factorial(sum(map(bool, one)) + 1) for one in steps if len(one) > 1)
    return chance > factorial(MOST_RISES + 1) and any(
        all(way * step >= 0 for one in steps for step in one) for way in (1, -1)
    )


def of_one_time(words: Words, heads: Iterable[str]) -> Iterable[Sequence[str]]:
    """Return those headings together whose columns count at one time and place: 2024 is Jahr 2024."""
    return grouped(((timed(when_of(head)), folded(words.place_in(head))), head) for head in heads).values()


def _alone(words: Words, heading: str, column: Sequence[Cell]) -> Role | None:
    """Return what heading and cells say by themselves; None for words that name no row."""
    role, numbers = role_of(heading), sum(map(cells.counted, column))
    if role is Role.UNREAD and folded(heading) in words.row_words:
        role = None
    if not column:
        return role if role in (Role.DAY, Role.SPAN) else Role.UNREAD
    maybe_times = role is None and (not heading or numbers * 2 < len(column))
    if maybe_times and sum(timed(cell) is not None for cell in column) * 5 >= len(column) * 4:
        return Role.DAY
    named = bool(words.known(heading) or words.apart(heading))
    if role is Role.ROW and numbers == len(column) and units_in(heading):  # who came is a count, "Zugang" may be a row
        return Role.COUNT
    if role is None and (numbers * 5 >= len(column) * 3 or (named and numbers)):
        measured = MEASURED.fullmatch(folded(heading)) and not words.known(heading)
        unread = measured or (cells.numbered(column, under_heading=bool(heading)) and not named)
        return Role.UNREAD if unread else Role.COUNT
    return Role.ROW if role is None and any(map(words.known, {*map(text, column)})) else role

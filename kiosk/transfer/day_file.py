"""The files of a desk's day and month, written and read in one place: they prove themselves, whatever their reader has.

A day tells how many came, a closed month who. Readers of before want languages with every day: it says of all persons
that they were not asked, and the month says the rest. Days of before told of persons too; that is read as it was.
"""

import csv
import io
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE, Period, month_of
from kiosk.domain.register import Grain
from kiosk.domain.tally import Batch, Cells
from kiosk.domain.vocabulary import NEVER_ASKED, NEVER_RECORDED
from kiosk.errors import FileReason, FileRefused, SumsDisagree
from kiosk.export.csv_form import machine
from kiosk.pack import Pack

COLUMNS = {
    "desk": ("string", "Code der Clearingstelle"),
    "profile": ("string", "Code des Anlasses"),
    "day": ("date", "Tag der Sprechstunde"),
    "revision": ("integer", "höchste Zahl gilt"),
    "table": ("string", "Code der Liste"),
    "row": ("string", "Code der Antwort"),
    "count": ("integer", "Anzahl"),
    "adds_up_to": ("string", "die Zeilen der Liste ergeben zusammen diese Zeile des Umfangs; leer: keine"),
    "pack": ("string", "Fassung des Pakets, mit der gezählt wurde"),
    "writer": ("string", "Kennung des Speichers, der gezählt hat"),
}
MONTH_COLUMNS = {"month" if name == "day" else name: column for name, column in COLUMNS.items()} | {
    "month": ("yearmonth", "abgeschlossener Kalendermonat")
}
HEADING, MONTH_HEADING = [*COLUMNS], [*MONTH_COLUMNS]
HEADINGS = (HEADING, HEADING[:7], MONTH_HEADING)
"""Files of before say neither what adds up nor who wrote them; they are read as they are."""
TOLD_BY_MONTH = (tally.LANGUAGES, tally.NOT_ASKED)
"""The cell of a day that stands for all that its month tells."""

BUILDS_ON = "folgt_auf"
"""Table of a file whose rows name the counts that this one takes the place of. They count nothing, so that readers of
before take the file in as it is."""

LARGEST = 1_000_000
"""Bytes; the day of a busy desk has about ten thousand."""
LAST_REVISION = 9999
MOST = 100_000
"""Persons that no desk sees in a day."""
LONGEST_CODE = 100
CODE = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII | re.IGNORECASE)
ROW = re.compile(r"[a-z0-9][a-z0-9_-]*(:[a-z0-9][a-z0-9_-]*)?", re.ASCII | re.IGNORECASE)
MARK = re.compile(r"[a-z0-9]{0,40}", re.ASCII)
"""What a version or an identity looks like."""
UNITS = (tally.PERSONS, tally.CONVERSATIONS)

Cell = tuple[str, str]


# writing


def content(pack: Pack, batches: Sequence[Batch], without: Container[str] = ()) -> bytes:
    """Return the file of these days, or of these months, with a zero for every cell that nobody fell into.

    `without`: tables that do not stand in it.
    """
    rows: list[Sequence[str | int | float]] = [MONTH_HEADING if batches[0].of_month else HEADING]
    for batch in batches:
        when = f"{batch.first_day:%Y-%m}" if batch.of_month else batch.first_day.isoformat()
        head = (batch.desk, batch.profile, when, batch.revision)
        counted = pack.register.completed(batch.cells) if batch.of_month else _for_all(batch)
        for table, row in (cell for cell in _cells(pack, batch.of_month, counted) if cell[0] not in without):
            number = counted.get((table, row), 0)
            rows.append((*head, table, row, number, pack.register.of(table).adds_up_to, batch.pack, batch.writer))
        rows += [(*head, BUILDS_ON, mark, 0, "", batch.pack, batch.writer) for mark in batch.builds_on]
    return machine(rows)


def _for_all(batch: Batch) -> Cells:
    return {**tally.how_many(batch.cells), TOLD_BY_MONTH: batch.persons}


def _cells(pack: Pack, of_month: bool, counted: Cells) -> Iterable[Cell]:
    """Return all cells of the pack, then the others that count; no table of everybody that the count did not know."""
    tables = {table for table, _ in counted}
    later = {one.code for one in pack.register.counted if one.adds_up_to and not one.always and counted} - tables
    known = dict.fromkeys(pack.register.zeros(Grain.MONTH if of_month else Grain.DAY))
    return [*(cell for cell in known if cell[0] not in later), *sorted(counted.keys() - known)]


# reading


@dataclass(slots=True)
class Count:
    """One profile's day or month as the lines say it."""

    of_month: bool
    head: tuple[str, str, str, str]
    marks: tuple[str, str]
    cells: dict[Cell, int] = field(default_factory=dict)
    adds_up_to: dict[str, str] = field(default_factory=dict)


def parse(content: bytes, pack: Pack, today: date) -> tuple[Batch, ...]:
    """Return the counts of a file, one for each profile in it, as received today; with anything doubtful none.

    Codes that this pack does not know are taken in. Raises FileRefused.
    """
    counts = _read(content, pack)
    _check_one_day(counts)
    return tuple(_batch(one, pack, today) for one in counts)


def lines_of(content: bytes, headings: Container[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a file with one of these headings, each with its number, the heading first.

    Raises FileRefused.
    """
    if len(content) > LARGEST:
        raise FileRefused(FileReason.TOO_LARGE)
    try:
        reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    except UnicodeDecodeError:
        raise FileRefused(FileReason.ENCODING) from None
    try:
        heading = next(reader, [])
        if heading not in headings:
            raise FileRefused(FileReason.HEADING)
        yield 1, heading
        for row in reader:
            if len(row) != len(heading):
                raise FileRefused(FileReason.LINE, str(reader.line_num))
            yield reader.line_num, row
    except csv.Error:
        raise FileRefused(FileReason.LINE, str(reader.line_num)) from None


def _read(content: bytes, pack: Pack) -> list[Count]:
    found: dict[tuple[str, ...], Count] = {}
    (_, heading), *lines = lines_of(content, HEADINGS)
    for number, row in lines:
        whole = row if len(row) == len(HEADING) else [*row, pack.register.of(row[4]).adds_up_to, "", ""]
        _add(found, whole, number, of_month=heading == MONTH_HEADING)
    return [*found.values()]


def _add(found: dict[tuple[str, ...], Count], row: list[str], line: int, *, of_month: bool) -> None:
    desk, profile, day, revision, table, code, written, unit, version, writer = row
    head, marks = (desk, profile, day, revision), (version, writer)
    if unit not in ("", *UNITS) or not all(MARK.fullmatch(mark) for mark in marks):
        raise FileRefused(FileReason.LINE, str(line))
    one = found.setdefault((*head, *marks), Count(of_month, head, marks))
    if (table, code) in one.cells:
        raise FileRefused(FileReason.DOUBLED, str(line))
    number = _whole(written)
    if number is None or number > (0 if table == BUILDS_ON else MOST):
        raise FileRefused(FileReason.COUNT, str(line))
    if one.adds_up_to.setdefault(table, unit) != unit:
        raise FileRefused(FileReason.SUMS, table)
    one.cells[table, code] = number


def _whole(text: str) -> int | None:
    """Return the number from 0 that is written here in its one plain form, or None."""
    plain = len(text) <= 9 and text.isascii() and text.isdigit() and (text[0] != "0" or text == "0")
    return int(text) if plain else None


def _check_one_day(counts: Sequence[Count]) -> None:
    """Raise FileRefused unless this is one desk's day or month from one store, each profile once."""
    if not counts:
        raise FileRefused(FileReason.EMPTY)
    desks, profiles, days, _ = zip(*(one.head for one in counts), strict=True)
    writers = {one.marks[1] for one in counts}
    if len({*desks}) > 1 or len({*days}) > 1 or len(writers) > 1 or len({*profiles}) < len(counts):
        raise FileRefused(FileReason.SEVERAL)


def _batch(one: Count, pack: Pack, today: date) -> Batch:
    desk, profile, written, revision = one.head
    if pack.desk(desk) is None:
        raise FileRefused(FileReason.DESK, desk)
    if not _is_code(profile, CODE):
        raise FileRefused(FileReason.PROFILE, profile)
    period, number = _period(one.of_month, written, today), _whole(revision)
    if number is None or not 1 <= number <= LAST_REVISION:
        raise FileRefused(FileReason.REVISION, revision)
    _check_codes(pack, one.cells)
    cells = _proven(pack, one)
    builds_on = tuple(row for table, row in one.cells if table == BUILDS_ON)
    known = (today, *one.marks, builds_on)
    return Batch(desk, profile, period.first, period.last, number, tally.OWN, cells, "", *known)


def _proven(pack: Pack, one: Count) -> Cells:
    """Return what the count says, with what it adds up to; of a day of before, with what its month adds up to."""
    cells = {cell: count for cell, count in one.cells.items() if count}
    grains = [Grain.MONTH] if one.of_month else [Grain.DAY]
    if not one.of_month:
        cells.pop(TOLD_BY_MONTH, None)
        if any(cell[0] != BUILDS_ON and cell != TOLD_BY_MONTH for cell in tally.who(one.cells)):
            grains = [Grain.DAY, Grain.MONTH]
            volume = tally.column(cells, tally.VOLUME)
            cells |= {(tally.MONTH_VOLUME, unit): volume[unit] for unit in UNITS if unit in volume}
    told = one.adds_up_to if Grain.MONTH in grains else {table: one.adds_up_to[table] for table, _ in cells}
    try:
        pack.register.check(cells, *grains, told=told)
    except SumsDisagree as wrong:
        raise FileRefused(FileReason.SUMS, wrong.table) from None
    return cells


def _period(of_month: bool, written: str, today: date) -> Period:
    """Return the day or the month. One that is still to come, or not over, is no mistake for ever: the file waits."""
    try:
        first = date.fromisoformat(f"{written}-01" if of_month else written)
    except ValueError:
        raise FileRefused(FileReason.DAY, written) from None
    if written != (f"{first:%Y-%m}" if of_month else first.isoformat()) or first not in COUNTABLE:
        raise FileRefused(FileReason.DAY, written)
    if first > today or (of_month and month_of(first).last >= today):
        raise FileRefused(FileReason.NOT_YET, written)
    return month_of(first) if of_month else Period(first, first)


def _check_codes(pack: Pack, cells: Iterable[Cell]) -> None:
    for table, row in sorted(cells):
        if table in NEVER_ASKED or row in NEVER_RECORDED:
            raise FileRefused(FileReason.FORBIDDEN, f"{table} {row}")
        known = pack.register.tables.get(table)
        computed = (known and not known.counts) or table.startswith(tally.PAPER_PREFIX)
        if computed or not _is_code(table, CODE) or not _is_code(row, ROW):
            raise FileRefused(FileReason.UNKNOWN, f"{table} {row}")


def _is_code(text: str, form: re.Pattern[str]) -> bool:
    return len(text) <= LONGEST_CODE and form.fullmatch(text) is not None

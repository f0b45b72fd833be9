"""The file of a desk's day, written and read in one place: it proves itself, whatever pack its reader has."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE
from kiosk.domain.tally import Batch
from kiosk.domain.vocabulary import NEVER_ASKED, NEVER_RECORDED
from kiosk.errors import FileRefused
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
HEADING = [*COLUMNS]
HEADINGS = (HEADING, HEADING[:7])
"""Files of before say neither what adds up nor who wrote them; they are read as they are."""

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
ALWAYS = {tally.OUTCOMES: tally.PERSONS, tally.LANGUAGES: tally.PERSONS, tally.ENDINGS: tally.CONVERSATIONS}
"""Tables that every count has, and what they add up to."""
AT_MOST_ONE = (tally.REASONS, *tally.CROSSED)
"""Tables in which a person stands once or not at all."""
NEVER_COUNTED = ({*tally.TABLES} - {*tally.COUNTED}) | NEVER_ASKED
"""Tables that are worked out from others, and questions that nobody may be asked."""

Cell = tuple[str, str]


# writing


def file_name(batch: Batch) -> str:
    """Return the name of the file of one profile's day, of this revision and this store; its content never changes."""
    head = f"{batch.desk}_{batch.profile}_{batch.first_day.isoformat()}"
    return f"{head}_{batch.writer or 'x'}_r{batch.revision}.csv"


def content(pack: Pack, batches: Sequence[Batch]) -> bytes:
    """Return the file of these counts, with a zero for every cell of the pack that nobody fell into."""
    rows: list[Sequence[str | int | float]] = [HEADING]
    for batch in batches:
        head = (batch.desk, batch.profile, batch.first_day.isoformat(), batch.revision)
        for table, row in _cells(pack, batch):
            number = batch.cells.get((table, row), 0)
            rows.append((*head, table, row, number, _adds_up_to(pack, table), batch.pack, batch.writer))
    return machine(rows)


def _cells(pack: Pack, batch: Batch) -> Iterable[Cell]:
    """Return all cells of the pack, then the others that count. A fact that this day did not know is left out."""
    counted = {table for table, _ in batch.cells}
    later = {*pack.vocabulary.facts} - counted if batch.cells else set[str]()
    known = dict.fromkeys(tally.row_codes(pack.vocabulary, pack.site.languages))
    return [*(cell for cell in known if cell[0] not in later), *sorted(batch.cells.keys() - known)]


def _adds_up_to(pack: Pack, table: str) -> str:
    fact = pack.vocabulary.facts.get(table)
    if fact:
        return tally.CONVERSATIONS if fact.of_talk else tally.PERSONS
    return ALWAYS.get(table, "")


# reading


@dataclass(slots=True)
class Count:
    """One profile's day as the lines say it."""

    head: tuple[str, str, str, str]
    marks: tuple[str, str]
    cells: dict[Cell, int] = field(default_factory=dict)
    adds_up_to: dict[str, str] = field(default_factory=dict)


def parse(content: bytes, pack: Pack, today: date) -> tuple[Batch, ...]:
    """Return the counts of a day file, one for each profile in it, as received today; with anything doubtful none.

    Codes that this pack does not know are taken in. Raises FileRefused: too_large, encoding, heading, line, count,
    doubled, empty, several, desk, profile, day, not_yet, revision, unknown, forbidden, sums.
    """
    if len(content) > LARGEST:
        raise FileRefused("too_large")
    counts = _read(content, pack)
    _check_one_day(counts)
    return tuple(_batch(one, pack, today) for one in counts)


def _read(content: bytes, pack: Pack) -> list[Count]:
    try:
        reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    except UnicodeDecodeError:
        raise FileRefused("encoding") from None
    found: dict[tuple[str, ...], Count] = {}
    try:
        heading = next(reader, [])
        if heading not in HEADINGS:
            raise FileRefused("heading")
        for row in reader:
            if len(row) != len(heading):
                raise FileRefused("line", str(reader.line_num))
            _add(found, row if heading == HEADING else [*row, _adds_up_to(pack, row[4]), "", ""], reader.line_num)
    except csv.Error:
        raise FileRefused("line", str(reader.line_num)) from None
    return [*found.values()]


def _add(found: dict[tuple[str, ...], Count], row: list[str], line: int) -> None:
    desk, profile, day, revision, table, code, written, unit, *marks = row
    version, writer = marks
    if unit not in ("", *UNITS) or not all(MARK.fullmatch(mark) for mark in marks):
        raise FileRefused("line", str(line))
    head = (desk, profile, day, revision)
    one = found.setdefault((*head, *marks), Count(head, (version, writer)))
    if (table, code) in one.cells:
        raise FileRefused("doubled", str(line))
    number = _whole(written)
    if number is None or number > MOST:
        raise FileRefused("count", str(line))
    if one.adds_up_to.setdefault(table, unit) != unit:
        raise FileRefused("sums", table)
    one.cells[table, code] = number


def _whole(text: str) -> int | None:
    """Return the number from 0 that is written here in its one plain form, or None."""
    plain = len(text) <= 9 and text.isascii() and text.isdigit() and (text[0] != "0" or text == "0")
    return int(text) if plain else None


def _check_one_day(counts: Sequence[Count]) -> None:
    """Raise FileRefused unless this is one desk's day from one store, each profile once."""
    if not counts:
        raise FileRefused("empty")
    desks, profiles, days, _ = zip(*(one.head for one in counts), strict=True)
    writers = {one.marks[1] for one in counts}
    if len({*desks}) > 1 or len({*days}) > 1 or len(writers) > 1 or len({*profiles}) < len(counts):
        raise FileRefused("several")


def _batch(one: Count, pack: Pack, today: date) -> Batch:
    desk, profile, written, revision = one.head
    if pack.desk(desk) is None:
        raise FileRefused("desk", desk)
    if not _is_code(profile, CODE):
        raise FileRefused("profile", profile)
    day, number = _day(written, today), _whole(revision)
    if number is None or not 1 <= number <= LAST_REVISION:
        raise FileRefused("revision", revision)
    _check_codes(one.cells)
    _check_sums(one)
    counted = {cell: count for cell, count in one.cells.items() if count}
    version, writer = one.marks
    return Batch(desk, profile, day, day, number, tally.OWN, counted, received=today, pack=version, writer=writer)


def _day(written: str, today: date) -> date:
    """Return the day. One that is still to come is no mistake for ever: the file waits."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise FileRefused("day", written) from None
    if written != day.isoformat() or day not in COUNTABLE:
        raise FileRefused("day", written)
    if day > today:
        raise FileRefused("not_yet", written)
    return day


def _check_codes(cells: Iterable[Cell]) -> None:
    for table, row in sorted(cells):
        if table in NEVER_ASKED or row in NEVER_RECORDED:
            raise FileRefused("forbidden", f"{table} {row}")
        computed = table in NEVER_COUNTED or table.startswith(tally.PAPER_PREFIX)
        if computed or not _is_code(table, CODE) or not _is_code(row, ROW):
            raise FileRefused("unknown", f"{table} {row}")


def _is_code(text: str, form: re.Pattern[str]) -> bool:
    return len(text) <= LONGEST_CODE and form.fullmatch(text) is not None


def _check_sums(one: Count) -> None:
    """Raise FileRefused unless each table adds up as it says; a table that is missing was not asked."""
    sums = Counter[str]()
    for (table, _), number in one.cells.items():
        sums[table] += number
    units = {unit: one.cells.get((tally.VOLUME, unit), 0) for unit in UNITS}
    for table, unit in (one.adds_up_to | ALWAYS).items():
        if unit and sums[table] != units[unit]:
            raise FileRefused("sums", table)
    for table, number in _counted_once(one, sums):
        if number > units[tally.PERSONS]:
            raise FileRefused("sums", table)


def _counted_once(one: Count, sums: Counter[str]) -> Iterator[tuple[str, int]]:
    """Yield what nobody can have twice, with its number."""
    yield tally.SLIPS, one.cells.get((tally.VOLUME, tally.SLIPS), 0)
    yield tally.SUGGESTIONS, sum(sums[table] for table in tally.BY_RULE)
    yield from ((table, sums[table]) for table in AT_MOST_ONE)

"""What a delivered day file says; a file with anything doubtful in it is refused whole."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE
from kiosk.domain.tally import Batch
from kiosk.domain.vocabulary import NEVER_ASKED, NEVER_RECORDED
from kiosk.errors import FileRefused, SumsDisagree
from kiosk.export.day import COLUMNS
from kiosk.pack import Pack

LARGEST = 1_000_000
"""Bytes; the day of a busy desk has about ten thousand."""
LAST_REVISION = 9999
MOST = 100_000
"""Persons that no desk sees in a day."""
HEADING = [*COLUMNS]
OPEN_ROW = re.compile(r"[a-z0-9][a-z0-9_-]*(:[a-z0-9][a-z0-9_-]*)?", re.ASCII | re.IGNORECASE)
LONGEST_ROW = 100

Head = tuple[str, str, str, str]
"""Desk, profile, day and revision as they are written."""
Found = dict[Head, dict[tuple[str, str], int]]


def parse(content: bytes, pack: Pack, today: date) -> tuple[Batch, ...]:
    """The batches of a day file, one for each profile in it, as received today.

    Raises FileRefused: too_large, encoding, heading, line, count, doubled, empty, several, desk, profile, day,
    revision, unknown, sums.
    """
    if len(content) > LARGEST:
        raise FileRefused("too_large")
    found = _read(content)
    _check_one_day(found)
    return tuple(_batch(head, cells, pack, today) for head, cells in found.items())


def _read(content: bytes) -> Found:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise FileRefused("encoding") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: Found = {}
    try:
        if next(reader, []) != HEADING:
            raise FileRefused("heading")
        for row in reader:
            _add(found, row, reader.line_num)
    except csv.Error:
        raise FileRefused("line", str(reader.line_num)) from None
    return found


def _add(found: Found, row: list[str], line: int) -> None:
    if len(row) != len(HEADING):
        raise FileRefused("line", str(line))
    desk, profile, day, revision, table, code, written = row
    cells = found.setdefault((desk, profile, day, revision), {})
    if (table, code) in cells:
        raise FileRefused("doubled", str(line))
    number = _whole(written)
    if number is None or number > MOST:
        raise FileRefused("count", str(line))
    cells[table, code] = number


def _whole(text: str) -> int | None:
    """The number from 0 that is written here in its one plain form, or None."""
    plain = len(text) <= 9 and text.isascii() and text.isdigit() and (text[0] != "0" or text == "0")
    return int(text) if plain else None


def _check_one_day(found: Found) -> None:
    """A file is one desk's day, each profile once."""
    if not found:
        raise FileRefused("empty")
    desks, profiles, days, _ = zip(*found, strict=True)
    if len({*desks}) > 1 or len({*days}) > 1 or len({*profiles}) < len(found):
        raise FileRefused("several")


def _batch(head: Head, cells: dict[tuple[str, str], int], pack: Pack, today: date) -> Batch:
    desk, profile, written, revision = head
    if pack.desk(desk) is None:
        raise FileRefused("desk", desk)
    day, number = _day(written, today), _whole(revision)
    if number is None or not 1 <= number <= LAST_REVISION:
        raise FileRefused("revision", revision)
    if unfit := sorted(_unfit(cells, profile)):
        raise FileRefused("unknown", " ".join(unfit[0]))
    try:
        tally.check_sums(pack.vocabulary, cells)
        _check_unknown(pack, cells)
    except SumsDisagree as error:
        raise FileRefused("sums", error.table) from None
    counted = {cell: count for cell, count in cells.items() if count}
    return Batch(desk, profile, day, day, number, tally.OWN, counted, received=today)


def _day(written: str, today: date) -> date:
    """The day, which lies neither in the future nor before there could be desks."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise FileRefused("day", written) from None
    if written != day.isoformat() or not COUNTABLE.first <= day <= today:
        raise FileRefused("day", written)
    return day


def _unfit(cells: dict[tuple[str, str], int], profile: str) -> Iterator[tuple[str, str]]:
    """Yield what is no code, or says who somebody is. Codes that only another pack knows are taken in."""
    for table, row in (*cells, ("profile", profile)):
        code = OPEN_ROW.fullmatch(row) and OPEN_ROW.fullmatch(table) and max(len(table), len(row)) <= LONGEST_ROW
        if not code or table.startswith(tally.PAPER_PREFIX) or table in NEVER_ASKED or row in NEVER_RECORDED:
            yield table, row


def _check_unknown(pack: Pack, cells: dict[tuple[str, str], int]) -> None:
    """Raise SumsDisagree where a table that only another pack knows counts more than there were persons."""
    sums: Counter[str] = Counter()
    for (table, _), number in cells.items():
        sums[table] += number
    persons = cells.get((tally.VOLUME, tally.PERSONS), 0)
    for table in sums.keys() - {*tally.TABLES, *pack.vocabulary.facts}:
        if sums[table] > persons:
            raise SumsDisagree(table, sums[table], persons)

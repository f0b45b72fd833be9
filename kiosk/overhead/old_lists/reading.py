"""What a file holds, as sheets of cells: CSV in its usual spellings, and XLSX without running anything in it."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile

from kiosk.overhead.old_lists.findings import Kind

MOST_ROWS, MOST_COLUMNS = 10_000, 200
MOST_FILLED = 100_000
"""Cells with something in them: ten years of days with twenty-five rows each."""
MOST_UNPACKED = 20 * 1024 * 1024
"""Bytes of an XLSX file once unpacked; a small file can be made to unpack into gigabytes."""
MOST_CELLS = 4_000_000
"""Cells that are looked at, empty ones included: whole rows and columns may be formatted."""
LAST_ROW = 1_048_576
"""The last row a spreadsheet has; a file may claim more."""
LONGEST_LINE = 100_000
"""Characters; no list of counts has a longer one."""
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Cell = str | int | float | date | None
Row = tuple[Cell, ...]
Rows = tuple[Row, ...]
"""The first row is the file's line 1."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; a CSV file is one without a name."""

    name: str
    rows: Rows


class NotReadable(Exception):
    """The file gives no cells; `kind` says why."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


def sheets(content: bytes) -> list[Sheet]:
    """The sheets of a file. A formula that was never calculated stands there as its text. Raises NotReadable."""
    if content.startswith(OLD_EXCEL):
        raise NotReadable(Kind.OLD_EXCEL)
    return _workbook(content) if content.startswith(ZIP) else [Sheet("", tuple(_lines(_text(content))))]


def _text(content: bytes) -> str:
    """UTF-8, what Excel calls Unicode, or what German Windows wrote before."""
    tried = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise NotReadable(Kind.UNREADABLE)


def _lines(text: str) -> Iterator[Row]:
    lines = text.split("\n")
    if max(map(len, lines)) > LONGEST_LINE:
        raise NotReadable(Kind.UNREADABLE)
    delimiter = max(";\t,", key=lambda sign: sum(sign in line for line in lines))
    filled = 0
    try:
        # Strict: a quote that never closes would otherwise swallow the rest of the list as one field.
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), start=1):
            filled += len(row) - row.count("")
            _within_limits(number, len(row), filled)
            yield tuple(row)
    except csv.Error as error:
        raise NotReadable(Kind.UNREADABLE) from error


def _workbook(content: bytes) -> list[Sheet]:
    """The worksheets. openpyxl raises whatever a broken file makes it stumble over."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotReadable(Kind.TOO_LARGE)
        return _opened(content)
    except NotReadable:
        raise
    except Exception as error:
        raise NotReadable(Kind.UNREADABLE) from error


def _opened(content: bytes) -> list[Sheet]:
    """Read twice: the values that were calculated last, and the formulas, to see which never were."""
    from openpyxl import load_workbook  # noqa: PLC0415 - a tenth of a second that only spreadsheets are worth

    with (
        closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as values,
        closing(load_workbook(io.BytesIO(content), read_only=True, data_only=False)) as formulas,
    ):
        both = zip(values.worksheets, formulas.worksheets, strict=True)
        return [Sheet(one.title, tuple(_rows(one, other))) for one, other in both]


def _rows(values: Any, formulas: Any) -> Iterator[Row]:
    """Rows up to the last one with something in it; formatted emptiness around a table is no part of it."""
    waiting, seen, filled = 0, 0, 0
    for number, (row, written) in enumerate(zip(_filled(values), _filled(formulas), strict=False), start=1):
        seen += len(row)
        if seen > MOST_CELLS:
            raise NotReadable(Kind.TOO_LARGE)
        if row.count(None) == len(row) and written.count(None) == len(written):
            waiting += 1
            continue
        cells = [_cell(one, other) for one, other in zip(row, written, strict=True)]
        while cells[-1] is None:
            cells.pop()
        filled += len(cells) - cells.count(None)
        _within_limits(number, len(cells), filled)
        yield from [()] * waiting
        waiting = 0
        yield tuple(cells)


def _filled(sheet: Any) -> Iterator[tuple[object, ...]]:
    """Rows as wide as they are; where the table ends is seen from its cells, not from what the file claims."""
    sheet.reset_dimensions()
    rows: Iterator[tuple[object, ...]] = sheet.iter_rows(values_only=True, max_row=LAST_ROW)
    return rows


def _cell(value: object, written: object) -> Cell:
    if value is None:
        return written if written is None or isinstance(written, str) else "="
    if isinstance(value, datetime) and not any((value.hour, value.minute, value.second)):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return str(value)
    return value


def _within_limits(row: int, columns: int, filled: int) -> None:
    if row > MOST_ROWS or columns > MOST_COLUMNS or filled > MOST_FILLED:
        raise NotReadable(Kind.TOO_LARGE)

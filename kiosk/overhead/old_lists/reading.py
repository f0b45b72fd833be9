"""What a file holds, as sheets of cells: CSV in its usual spellings, and XLSX without running anything in it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
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
ZIP, OLD_EXCEL, UTF_16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
STRICT = b"http://purl.oclc.org/ooxml"
STARTS = {
    b"%pdf": "PDF", b"<!doctype html": "HTML", b"<html": "HTML", b"<table": "HTML", b"mime-version": "HTML (MHT)",
    b"<": "XML", b"{": "JSON", b"[": "JSON", b"{\\rtf": "RTF", b"\x89png": "PNG", b"\xff\xd8\xff": "JPEG",
}  # fmt: skip
"""How files begin that are no list; the longest that fits tells."""
INSIDE = {"word/document.xml": "Word", "content.xml": "LibreOffice", "xl/workbook.bin": "Excel (.xlsb)"}
"""Parts of packed files that are no workbook we read."""
UMLAUTS = frozenset("äöüÄÖÜß")

Cell = str | int | float | date | None
Row = tuple[Cell, ...]
Rows = tuple[Row, ...]
"""The first row is the file's line 1."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; a CSV file is one without a name. Lines count from 1, columns from 0."""

    name: str
    rows: Rows
    hidden: bool = False
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @cached_property
    def seen(self) -> Rows:
        """The rows without what a person who opens the file does not see."""
        if not (self.hidden_lines or self.hidden_columns):
            return self.rows
        return tuple(
            () if line in self.hidden_lines else tuple(
                None if place in self.hidden_columns else cell for place, cell in enumerate(row)
            )
            for line, row in enumerate(self.rows, start=1)
        )  # fmt: skip


class NotReadable(Exception):
    """The file gives no cells; `kind` says why, `word` what it is instead."""

    def __init__(self, kind: Kind, word: str = "") -> None:
        super().__init__(kind)
        self.kind, self.word = kind, word


def sheets(content: bytes) -> list[Sheet]:
    """The sheets of a file. A formula that was never calculated stands there as "=". Raises NotReadable."""
    if content.startswith(OLD_EXCEL):
        raise NotReadable(Kind.ENCRYPTED if ENCRYPTED in content else Kind.OLD_EXCEL)
    if content.startswith(ZIP):
        return _workbook(content)
    begin = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if told := max((start for start in STARTS if begin.startswith(start)), key=len, default=b""):
        raise NotReadable(Kind.OTHER_FORMAT, STARTS[told])
    return [Sheet("", tuple(_lines(_text(content))))]


def _text(content: bytes) -> str:
    """UTF-8, what Excel calls Unicode, or what German Windows or DOS wrote before: whichever shows more umlauts."""
    text = _decoded(content, "utf-16" if content.startswith(UTF_16) else "utf-8-sig")
    if text is None and not content.startswith(UTF_16):
        before = filter(None, (_decoded(content, one) for one in ("cp1252", "cp850")))
        text = max(before, key=lambda one: sum(map(one.count, UMLAUTS)), default=None)
    if text is None or "\0" in text:
        raise NotReadable(Kind.UNREADABLE)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _lines(text: str) -> Iterator[Row]:
    lines = text.split("\n")
    if max(map(len, lines)) > LONGEST_LINE:
        raise NotReadable(Kind.UNREADABLE)
    delimiter = max(";\t,|", key=lambda sign: sum(sign in line for line in lines))
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
            for part in INSIDE.keys() & set(packed.namelist()):
                raise NotReadable(Kind.OTHER_FORMAT, INSIDE[part])
            if STRICT in packed.read("xl/workbook.xml"):
                raise NotReadable(Kind.OTHER_FORMAT, "Excel (Strict Open XML)")
        return [*_worksheets(content)]
    except NotReadable:
        raise
    except Exception as error:
        raise NotReadable(Kind.UNREADABLE) from error


def _worksheets(content: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a tenth of a second that only spreadsheets are worth
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser  # noqa: PLC0415 - it alone tells of hidden rows

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> Any:
            cell = super().parse_cell(element)
            uncalculated = cell["value"] is None and element.find(FORMULA_TAG) is not None
            return {**cell, "value": "="} if uncalculated else cell

    with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
        workbook: Any = book
        formats = (workbook.epoch, workbook._date_formats, workbook._timedelta_formats)
        for sheet in workbook.worksheets:
            with sheet._get_source() as source:
                parser = Parser(source, sheet._shared_strings, True, *formats)
                rows = _rows(parser.parse())
            for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
                _fill(rows, merged)
            lines = {int(line) for line, marks in parser.row_dimensions.items() if _unseen(marks, "ht")}
            columns = {
                column
                for marks in parser.column_dimensions.values()
                if _unseen(marks, "width")
                for column in range(int(marks["min"]) - 1, min(int(marks["max"]), MOST_COLUMNS))
            }
            hidden = sheet.sheet_state != "visible"
            yield Sheet(sheet.title, tuple(map(tuple, rows)), hidden, frozenset(lines), frozenset(columns))


def _unseen(marks: Mapping[str, str], size: str) -> bool:
    return marks.get("hidden") in ("1", "true") or marks.get(size) == "0"


def _rows(parsed: Iterable[tuple[int, list[dict[str, Any]]]]) -> list[list[Cell]]:
    """Rows up to the last one with something in it; formatted emptiness around a table is no part of it."""
    rows: list[list[Cell]] = []
    seen, filled = 0, 0
    for number, cells in parsed:
        seen += len(cells)
        if seen > MOST_CELLS:
            raise NotReadable(Kind.TOO_LARGE)
        found = {cell["column"] - 1: _cell(cell["value"]) for cell in cells if cell["value"] is not None}
        if not found or not len(rows) < number <= LAST_ROW:
            continue
        filled += len(found)
        _within_limits(number, max(found) + 1, filled)
        rows += [[] for _ in range(number - 1 - len(rows))]
        rows.append([found.get(column) for column in range(max(found) + 1)])
    return rows


def _fill(rows: Sequence[list[Cell]], merged: Any) -> None:
    """Let the words of merged cells stand in each of them, as a person reads them; a count stays one."""
    top, left, right = merged.min_row - 1, merged.min_col - 1, min(merged.max_col, MOST_COLUMNS)
    word = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
    named = isinstance(word, date) or (isinstance(word, str) and any(map(str.isalpha, word)))
    for row in rows[top : merged.max_row] if named else ():
        row.extend([None] * (right - len(row)))
        row[left:right] = [word] * (right - left)


def _cell(value: object) -> Cell:
    if isinstance(value, datetime) and not any((value.hour, value.minute, value.second)):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, str | int | float | date | None):
        return str(value)
    return value


def _within_limits(row: int, columns: int, filled: int) -> None:
    if row > MOST_ROWS or columns > MOST_COLUMNS or filled > MOST_FILLED:
        raise NotReadable(Kind.TOO_LARGE)

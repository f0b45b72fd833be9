"""What a file holds, as sheets of cells: CSV in its usual spellings, and XLSX without running anything in it."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import iterparse
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


@dataclass(slots=True)
class Marks:
    """What a worksheet says beside its values."""

    lines: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    uncalculated: set[str] = field(default_factory=set)


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
                raise NotReadable(Kind.STRICT)
            return [*_worksheets(content, packed)]
    except NotReadable:
        raise
    except Exception as error:
        raise NotReadable(Kind.UNREADABLE) from error


def _worksheets(content: bytes, packed: ZipFile) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a tenth of a second that only spreadsheets are worth

    with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
        worksheets: list[Any] = book.worksheets
        for sheet in worksheets:
            with packed.open(sheet._worksheet_path) as part:  # the only place where openpyxl says it
                marks = _marks(part)
            rows = [*_rows(sheet, marks)]
            for merged in marks.merged:
                _fill(rows, merged)
            hidden = sheet.sheet_state != "visible"
            yield Sheet(sheet.title, tuple(map(tuple, rows)), hidden, frozenset(marks.lines), frozenset(marks.columns))


def _marks(part: Any) -> Marks:
    """What is hidden, merged, or a formula without a value: openpyxl tells none of it row by row."""
    marks, line, data = Marks(), 0, None
    for event, element in iterparse(part, ("start", "end")):  # noqa: S314 - expat itself stops entities that multiply
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            data = element if tag == "sheetData" else data
            continue
        if tag == "row":
            line = int(element.get("r", line + 1))
            marks.lines |= {line} if _unseen(element, "ht") else set()
            if data is not None:
                data.clear()
        elif tag == "col" and _unseen(element, "width"):
            marks.columns |= {*range(int(element.get("min", 1)) - 1, min(int(element.get("max", 1)), MOST_COLUMNS))}
        elif tag == "mergeCell":
            marks.merged.append(element.get("ref", ""))
        elif tag == "c" and element.find("{*}f") is not None and not element.findtext("{*}v"):
            marks.uncalculated.add(element.get("r", ""))
    return marks


def _unseen(element: Any, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) == "0"


def _rows(sheet: Any, marks: Marks) -> Iterator[list[Cell]]:
    """Rows up to the last one with something in it; formatted emptiness around a table is no part of it."""
    formulas: dict[int, list[tuple[int, str]]] = {}
    for place in marks.uncalculated:
        formulas.setdefault(_address(place)[0], []).append((_address(place)[1], place))
    waiting, seen, filled = 0, 0, 0
    sheet.reset_dimensions()  # where the table ends is seen from its cells, not from what the file claims
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=LAST_ROW), start=1):
        seen += len(row)
        if seen > MOST_CELLS:
            raise NotReadable(Kind.TOO_LARGE)
        cells = [_cell(value) for value in row]
        for column, _ in formulas.get(number, ()):
            cells[column] = "="
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            waiting += 1
            continue
        filled += len(cells) - cells.count(None)
        _within_limits(number, len(cells), filled)
        yield from [[] for _ in range(waiting)]
        waiting = 0
        yield cells


def _address(place: str) -> tuple[int, int]:
    from openpyxl.utils.cell import coordinate_to_tuple  # noqa: PLC0415 - see above

    line, column = coordinate_to_tuple(place)
    return line, column - 1


def _fill(rows: Sequence[list[Cell]], merged: str) -> None:
    """Let the words of merged cells stand in each of them, as a person reads them; a count stays one."""
    start, _, end = merged.partition(":")
    (top, left), (bottom, right) = _address(start), _address(end or start)
    word = rows[top - 1][left] if top <= len(rows) and left < len(rows[top - 1]) else None
    named = isinstance(word, date) or (isinstance(word, str) and any(map(str.isalpha, word)))
    for row in rows[top - 1 : bottom] if named else ():
        row.extend([None] * (min(right + 1, MOST_COLUMNS) - len(row)))
        row[left : right + 1] = [word] * len(row[left : right + 1])


def _cell(value: object) -> Cell:
    if isinstance(value, datetime) and not any((value.hour, value.minute, value.second)):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, str | int | float | date | None):
        return str(value)
    return value


def _within_limits(row: int, columns: int, filled: int) -> None:
    if row > MOST_ROWS or columns > MOST_COLUMNS or filled > MOST_FILLED:
        raise NotReadable(Kind.TOO_LARGE)

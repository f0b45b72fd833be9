"""What a file holds, as sheets of cells: CSV in its usual spellings, and XLSX without running anything in it."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import zip_longest
from typing import Any
from zipfile import ZipFile

from kiosk.overhead.spreadsheets.cells import Cell, Row, one_line
from kiosk.overhead.spreadsheets.persons import of_persons

MOST_ROWS, MOST_COLUMNS = 10_000, 200
MOST_FILLED = 100_000
"""Cells with something in them: ten years of days with twenty-five rows each."""
MOST_UNPACKED = 20 * 1024 * 1024
"""Bytes of an XLSX file once unpacked; a small file can be made to unpack into gigabytes."""
ZIP, UTF_16 = b"PK\x03\x04", (b"\xff\xfe", b"\xfe\xff")
ENCRYPTED, STRICT = "EncryptedPackage".encode("utf-16-le"), b"http://purl.oclc.org/ooxml"
STARTS = {
    b"\xd0\xcf\x11\xe0": "Excel 97–2003 (.xls)",
    b"%pdf": "PDF",
    b"<": "HTML oder XML",
    b"{": "JSON",
    b"mime-version": "HTML (MHT)",
}
"""How files begin that are no list."""
OTHER_ZIPS = {"word/document.xml": "Word (.docx)", "content.xml": "OpenDocument (.ods)"}
"""What a packed file holds that is no XLSX."""
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')
"""What in a number format stands for itself, or says in which language the rest is shown."""
UMLAUTS = frozenset("äöüÄÖÜß")


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook as a person sees it; a CSV file is one without a name. Lines count from 1, columns from 0.

    `unseen`: the hidden lines and columns in which something stands; in `rows`, all of one length, it does not.
    """

    name: str
    rows: Sequence[Row]
    hidden: bool = False
    unseen: tuple[Collection[int], Collection[int]] = ((), ())


Refusal = StrEnum("Refusal", "TOO_LARGE ENCRYPTED OTHER_FORMAT UNREADABLE PERSONS")
"""Why a file is not read."""


class NotReadable(Exception):
    """The file gives no cells; `word`: what it is instead."""

    def __init__(self, why: Refusal, word: str = "") -> None:
        super().__init__(why)
        self.why, self.word = why, word


def sheets(content: bytes) -> list[Sheet]:
    """Return the sheets of a file. A formula that was never calculated stands there as "=". Raises NotReadable."""
    begin = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if told := next((STARTS[start] for start in STARTS if begin.startswith(start)), ""):
        raise NotReadable(*([Refusal.ENCRYPTED] if ENCRYPTED in content else [Refusal.OTHER_FORMAT, told]))
    try:
        return [*_worksheets(content)] if content.startswith(ZIP) else [Sheet("", _rows(_lines(content)))]
    except NotReadable:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise NotReadable(Refusal.UNREADABLE) from error


def _lines(content: bytes) -> Iterator[tuple[int, Row]]:
    """UTF-8, what Excel calls Unicode, or what German Windows or DOS wrote before: whichever shows more umlauts."""
    try:
        text = content.decode("utf-16" if content.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        found = (content.decode(encoding, "replace") for encoding in ("cp1252", "cp850"))
        text = max(found, key=lambda one: sum(map(one.count, UMLAUTS)))
    if "\0" in text:
        raise NotReadable(Refusal.UNREADABLE)
    delimiter = max(";\t,|", key=lambda sign: sum(sign in line for line in text.splitlines()))
    # Strict: a quote that never closes would otherwise swallow the rest of the list as one field.
    read = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    return ((number, tuple(map(_cell, row))) for number, row in enumerate(read, start=1))


def _worksheets(content: bytes) -> Iterator[Sheet]:
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise NotReadable(Refusal.TOO_LARGE)
        other = next((OTHER_ZIPS[part] for part in packed.namelist() if part in OTHER_ZIPS), "")
        if other or STRICT in packed.read("xl/workbook.xml"):
            raise NotReadable(Refusal.OTHER_FORMAT, other or "Excel (Strict Open XML)")
    from openpyxl import load_workbook  # noqa: PLC0415 - a tenth of a second that only spreadsheets are worth
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser  # noqa: PLC0415 - it alone tells of hidden rows

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> Any:
            cell = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                return {**cell, "value": "="}
            month = cell["style_id"] in months and isinstance(cell["value"], datetime)
            return {**cell, "value": f"{cell['value']:%m/%Y}"} if month else cell

    with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
        workbook: Any = book
        months = _of_months(workbook)
        formats = (workbook.epoch, workbook._date_formats, workbook._timedelta_formats)
        for sheet in workbook.worksheets:
            with sheet._get_source() as source:
                parser = Parser(source, sheet._shared_strings, True, *formats)
                rows = _rows((number, _cells(cells)) for number, cells in parser.parse())
            yield _sheet(sheet, rows, parser)


def _of_months(workbook: Any) -> set[int]:
    """Return the styles that show of a day its month alone: Excel makes a day of "Jan 25", and nobody sees which."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - as all of openpyxl

    known = {**BUILTIN_FORMATS, **dict(enumerate(workbook._number_formats, start=164))}
    shown = {one: known.get(workbook._cell_styles[one].numFmtId, "") for one in workbook._date_formats}
    return {style for style, form in shown.items() if not re.search("[dhs]", LITERAL.sub("", form), re.I)}


def _sheet(sheet: Any, rows: list[Row], parser: Any) -> Sheet:
    for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
        _fill(rows, merged)
    hidden = {int(line) for line, marks in parser.row_dimensions.items() if _hidden(marks)}
    lines = {line for line, row in enumerate(rows, start=1) if line in hidden and row.count(None) < len(row)}
    spans = [(int(one["min"]), int(one["max"])) for one in parser.column_dimensions.values() if _hidden(one)]
    hidden = {place for first, last in spans for place in range(first - 1, min(last, MOST_COLUMNS))}
    columns = {at for at, one in enumerate(zip(*rows, strict=True)) if at in hidden and one.count(None) < len(one)}
    seen = [
        tuple(None if line in lines or place in columns else cell for place, cell in enumerate(row))
        for line, row in enumerate(rows, start=1)
    ]
    return Sheet(one_line(sheet.title), seen, sheet.sheet_state != "visible", (sorted(lines), sorted(columns)))


def _hidden(marks: Mapping[str, str]) -> bool:
    return marks.get("hidden") in ("1", "true") or "0" in (marks.get("ht"), marks.get("width"))


def _cells(cells: Sequence[Mapping[str, Any]]) -> Row:
    """Return the cells of a row at their places, up to the last one with something in it."""
    found = {cell["column"] - 1: _cell(cell["value"]) for cell in cells if cell["value"] is not None}
    return tuple(map(found.get, range(max(found, default=-1) + 1)))


def _cell(value: object) -> Cell:
    if isinstance(value, datetime) and not any((value.hour, value.minute, value.second)):
        return value.date()
    if isinstance(value, int | float | date | None) and not isinstance(value, bool):
        return value
    return one_line(str(value)) or None


def _rows(parsed: Iterable[tuple[int, Row]]) -> list[Row]:
    """Rows of one length up to the last one with something in it; formatted emptiness around them is no part of it."""
    rows: list[Row] = []
    filled = 0
    for number, row in parsed:
        filled += len(row) - row.count(None)
        if len(row) > MOST_COLUMNS or filled > MOST_FILLED or (row and number > MOST_ROWS):
            raise NotReadable(Refusal.TOO_LARGE)
        if row and number > len(rows):
            rows += [*[()] * (number - 1 - len(rows)), row]
    rows = [*zip(*zip_longest(*rows), strict=True)]
    if of_persons(rows):  # what is hidden in the file would be kept with it
        raise NotReadable(Refusal.PERSONS)
    return rows


def _fill(rows: list[Row], merged: Any) -> None:
    """Let the words of merged cells stand in each of them, as a person reads them; a count stays one."""
    top, left = merged.min_row - 1, merged.min_col - 1
    word = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
    if isinstance(word, date) or (isinstance(word, str) and any(map(str.isalpha, word))):
        for line, row in enumerate(rows[top : merged.max_row], start=top):
            right = min(merged.max_col, len(row))
            rows[line] = (*row[:left], *[word] * (right - left), *row[right:])

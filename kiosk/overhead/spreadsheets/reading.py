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
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kiosk.overhead.spreadsheets.cells import Cell, Row, one_line
from kiosk.overhead.spreadsheets.number_formats import as_shown
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
    b"{\\rtf": "RTF",
    b"{": "JSON",
    b"mime-version": "HTML (MHT)",
}
"""How files begin that are no list."""
OTHER_ZIPS = {"word/document.xml": "Word (.docx)", "content.xml": "OpenDocument (.ods)"}
"""What a packed file holds that is no XLSX."""
READ = re.compile(
    r"\[content_types\]\.xml|xl/(?:(?:workbook|styles|sharedstrings)\.xml|_rels/workbook\.xml\.rels|worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)
"""The parts of an XLSX file that are read."""
CELLS, MERGED = re.compile(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData ?/>"), re.compile(rb"<(?:\w+:)?mergeCells\b")
FORMULA = re.compile(rb"(<(?:\w+:)?f\b[^<>]*>)[^<]+")
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


def kept(content: bytes) -> bytes:
    """Return the file without what is never read of it: pivots, comments and pictures may tell of persons.

    What cannot be read stays as it is, for `sheets` to refuse.
    """
    made = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(content)) as packed, ZipFile(made, "w", ZIP_DEFLATED) as written:
            if "xl/workbook.xml" not in packed.namelist() or _unpacked(packed) > MOST_UNPACKED:
                return content
            for name in filter(READ.fullmatch, packed.namelist()):
                part = packed.read(name)
                written.writestr(ZipInfo(name), _kept_of(part) if "worksheets/" in name else part, ZIP_DEFLATED)
    except Exception:  # noqa: BLE001 - as zipfile stumbles over a broken file
        return content
    return made.getvalue()


def _kept_of(sheet: bytes) -> bytes:
    """Return a worksheet without the words of its formulas, and without what stands below its cells but merged ones."""
    if cells := CELLS.search(sheet):
        below = sheet[cells.end() :]
        merged = MERGED.search(below)
        last = below.rfind(b"mergeCells>") + len(b"mergeCells>") if merged else 0
        sheet = sheet[: cells.end()] + below[merged.start() if merged else 0 : last] + below[below.rfind(b"</") :]
    return FORMULA.sub(rb"\1", sheet)


def _unpacked(packed: ZipFile) -> int:
    return sum(part.file_size for part in packed.infolist())


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
        if _unpacked(packed) > MOST_UNPACKED:
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
            form, struck = looks[cell["style_id"]]
            if struck or form != "General":
                cell["value"] = as_shown(cell["value"], form, struck=struck)
            return cell

    with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)) as book:
        workbook: Any = book
        looks = _looks(workbook)
        formats = (workbook.epoch, workbook._date_formats, workbook._timedelta_formats)
        for sheet in workbook.worksheets:
            with sheet._get_source() as source:
                parser = Parser(source, sheet._shared_strings, True, *formats)
                rows = _rows((number, _cells(cells)) for number, cells in parser.parse())
            yield _sheet(sheet, rows, parser)


def _looks(workbook: Any) -> list[tuple[str, bool]]:
    """Return of each style how it shows a number, and whether it crosses it out."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - as all of openpyxl

    known = {**BUILTIN_FORMATS, **dict(enumerate(workbook._number_formats, start=164))}
    fonts = workbook._fonts
    return [(known.get(one.numFmtId, ""), bool(fonts[one.fontId].strike)) for one in workbook._cell_styles]


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

"""Report tables as CSV: one form that opens right in German Excel, one for machines."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from kiosk.export.paperwork import TOTAL, Paperwork, Sheet, percent
from kiosk.export.sentences import ROUNDED_SHORT

COLUMNS = ("table", "table_title", "row", "label_de", "count", "percent", "before", "change")
"""Columns of the file that holds all tables, for machines."""
GERMAN_COLUMNS = ("Tabelle", "Titel", "Zeile", "Bezeichnung", "Anzahl", "Anteil in Prozent", "Vorher", "Veränderung")
"""The same columns, for people."""
DANGEROUS = tuple("=+-@\t\r\n|") + tuple("\uff1d\uff0b\uff0d\uff20")
"""First characters that a spreadsheet takes for a formula, with their full-width twins."""
Line = Sequence[str | int | float]


def harmless(text: str) -> str:
    """The text on one line, set back behind an apostrophe where a spreadsheet would calculate it."""
    line = " ".join(text.splitlines()) if text else ""
    return "'" + line if text.startswith(DANGEROUS) else line


def excel(rows: Iterable[Line]) -> bytes:
    """Semicolons, decimal comma, CR LF and a byte-order mark: a double click in German Excel shows columns."""
    return b"\xef\xbb\xbf" + _csv(rows, ";", _german).encode()


def machine(rows: Iterable[Line]) -> bytes:
    """Commas, LF, decimal point, no mark."""
    return _csv(rows, ",", str, end="\n").encode()


def all_lines(paper: Paperwork, heading: Sequence[str] = COLUMNS) -> list[Line]:
    """Every table of the paper below each other, each ending in the line of its total; empty where nothing is known.

    Below the total of mentions stand the persons who mentioned nothing.
    """
    return [heading, *(line for sheet in paper.sheets for line in _sheet_lines(sheet, paper.rounded))]


def _sheet_lines(sheet: Sheet, rounded: bool) -> Iterator[Line]:
    title = f"{sheet.title} ({ROUNDED_SHORT})" if rounded else sheet.title
    for row in sheet.rows:
        share = "" if row.share is None else percent(row.share)
        yield sheet.code, title, row.code, row.label, row.count, share, _known(row.before), _known(row.change)
    whole = "" if rounded else percent(sheet.whole)
    yield sheet.code, title, TOTAL, TOTAL, sheet.total, whole, _known(sheet.before), _known(sheet.change)
    for row in sheet.apart:
        yield sheet.code, title, row.code, row.label, row.count, "", _known(row.before), _known(row.change)


def _known(number: int | None) -> int | str:
    return "" if number is None else number


def _german(value: str | int | float) -> str:
    return f"{value:.1f}".replace(".", ",") if isinstance(value, float) else str(value)


def _csv(
    rows: Iterable[Line],
    delimiter: str,
    word: Callable[[str | int | float], str],
    end: str = "\r\n",
) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    for row in rows:
        writer.writerow([harmless(value) if isinstance(value, str) else word(value) for value in row])
    return text.getvalue()

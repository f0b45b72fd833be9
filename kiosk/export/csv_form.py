"""Report tables as CSV: one form that opens right in German Excel, one for machines."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from kiosk.domain.period import Period
from kiosk.domain.table import Table
from kiosk.export.paperwork import TOTAL, Paperwork, percent
from kiosk.export.sentences import ROUNDED_SHORT, UNCOUNTED_SHORT

COLUMNS = ("table", "table_title", "row", "label_de", "count", "percent", "before", "change", "apart", "from", "to")
"""Columns of the file that holds all tables, for machines; `apart` is 1 for a row that its total does not count,
`from` and `to` are the days that the table counts."""
GERMAN_COLUMNS = (
    *("Tabelle", "Titel", "Zeile", "Bezeichnung", "Anzahl", "Anteil in Prozent", "Vorher", "Veränderung"),
    *("Nicht in der Summe", "Von", "Bis"),
)
"""The same columns, for people."""
DANGEROUS = tuple("=+-@\t\r\n|") + tuple("\uff1d\uff0b\uff0d\uff20")
"""First characters that a spreadsheet takes for a formula, with their full-width twins."""
Line = Sequence[str | int | float]


def harmless(text: str) -> str:
    """Return the text on one line, behind an apostrophe where a spreadsheet would calculate it."""
    line = " ".join(text.splitlines()) if text else ""
    return "'" + line if text.startswith(DANGEROUS) else line


def excel(rows: Iterable[Line]) -> bytes:
    """Semicolons, decimal comma, CR LF and a byte-order mark: a double click in German Excel shows columns."""
    return b"\xef\xbb\xbf" + _csv(rows, ";", _german).encode()


def machine(rows: Iterable[Line]) -> bytes:
    """Commas, LF, decimal point, no mark."""
    return _csv(rows, ",", str, end="\n").encode()


def all_lines(paper: Paperwork, heading: Sequence[str] = COLUMNS) -> list[Line]:
    """Return the paper's tables below each other, each ending in the line of its total; empty where nothing is known,
    also a total that nobody counted.

    Below the total of mentions stand the persons who mentioned nothing.
    """
    return [heading, *(line for table in paper.tables for line in _table_lines(table, paper.told_of(table)))]


def _table_lines(table: Table, told_of: Period) -> Iterator[Line]:
    told = _told(table)
    days = told_of.first.isoformat(), told_of.last.isoformat()
    title = f"{table.title} ({told})" if told else table.title
    for row in table.rows:
        share = "" if table.rounded else percent(table.share(row))
        yield table.code, title, row.code, row.label, row.count, share, _known(row.before), _known(row.change), 0, *days
    whole = "" if table.rounded or table.known_total is None else percent(table.whole)
    yield (
        table.code,
        title,
        TOTAL,
        TOTAL,
        _known(table.known_total),
        whole,
        _known(table.before),
        _known(table.change),
        0,
        *days,
    )
    for row in table.apart:
        yield table.code, title, row.code, row.label, row.count, "", _known(row.before), _known(row.change), 1, *days


def _told(table: Table) -> str:
    """Say what is to be known of all figures of a table."""
    if not table.counted:
        return UNCOUNTED_SHORT
    return ROUNDED_SHORT if table.rounded else ""


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

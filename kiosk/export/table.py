"""A report table as CSV: one form that opens right in German Excel, one for machines."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from kiosk.domain.tally import Table

DANGEROUS = tuple("=+-@\t\r\n|") + tuple("\uff1d\uff0b\uff0d\uff20")
"""First characters that a spreadsheet takes for a formula, with their full-width twins."""


def harmless(text: str) -> str:
    """The text on one line, set back behind an apostrophe where a spreadsheet would calculate it."""
    line = " ".join(text.splitlines()) if text else ""
    return "'" + line if text.startswith(DANGEROUS) else line


def excel(rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Semicolons, decimal comma, CR LF and a byte-order mark: a double click in German Excel shows columns."""
    return b"\xef\xbb\xbf" + _csv(rows, ";", _german).encode()


def machine(rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Commas, LF, decimal point, no mark."""
    return _csv(rows, ",", str, end="\n").encode()


def lines(table: Table, heading: Sequence[str], total: str) -> list[Sequence[str | int | float]]:
    """Heading, rows with share in percent (one decimal), total."""
    body: list[Sequence[str | int | float]] = [heading]
    body += [(row.code, row.label, row.count, round(table.share(row) * 100, 1)) for row in table.rows]
    body.append(("", total, table.total, 100.0 if table.total else 0.0))
    return body


def _german(value: str | int | float) -> str:
    return f"{value:.1f}".replace(".", ",") if isinstance(value, float) else str(value)


def _csv(
    rows: Iterable[Sequence[str | int | float]],
    delimiter: str,
    word: Callable[[str | int | float], str],
    end: str = "\r\n",
) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    for row in rows:
        writer.writerow([harmless(value) if isinstance(value, str) else word(value) for value in row])
    return text.getvalue()

"""The tables as a Word document for the committee paper: a computed paragraph and a table each, ready to write on.

How it looks stands in the template `paper.docx`, which Word can change: A4, German, and the styles named here.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length
from docx.table import Table as WordTable
from docx.table import _Row

from kiosk.domain.table import Table, TableRow
from kiosk.export.paperwork import Paperwork
from kiosk.export.sentences import about, german, german_percent, many, span, summary, title

TEMPLATE = Path(__file__).with_name("paper.docx")
TABLE, CELL, NUMBER, FACT = "Clearingstelle", "Tabellentext", "Tabellenzahl", "Angabe"
"""The styles of our own in the template; the others are Word's: Title, Subtitle, Heading 1, Heading 2, Normal."""
TEXT_WIDTH = Cm(16)
NUMBER_WIDTH, CHANGE_WIDTH = Cm(1.9), Cm(2.8)
CHANGE = "Veränderung"
BOTH_ROUNDED = "Beide sind auf Vielfache von 5 gerundet, auch wo die letzte Vorlage genaue Zahlen hatte."
MOST_TOGETHER = 22
"""Rows up to which a table is not torn between two pages."""
FIRST_FILE = "[Content_Types].xml"
"""Readers may expect this one at the start of the archive."""


def content(paper: Paperwork) -> bytes:
    """The document; the same paper always gives the same bytes."""
    document = docx.Document(str(TEMPLATE))
    _set_properties(document, paper)
    _head(document, paper)
    document.add_heading("Ergebnisse", 1)
    for table in paper.tables:
        _section(document, paper, table)
    _sentences(document, "Methode", paper.method)
    _comparison(document, paper)
    _last_paper(document, paper)
    _sentences(document, "Fehlende Tage", paper.missing)
    memory = io.BytesIO()
    document.save(memory)
    return _timeless(memory)


def _set_properties(document: Document, paper: Paperwork) -> None:
    """Put in whose paper it is; its day is the paper's, so that the same paper gives the same file."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title(paper), paper.office, paper.office
    properties.created = properties.modified = datetime.combine(paper.as_of, time.min)


def _head(document: Document, paper: Paperwork) -> None:
    document.add_paragraph(title(paper), "Title")
    document.add_paragraph(paper.office, "Subtitle")
    for word, value in about(paper):
        document.add_paragraph(f"{word}\t{value}", FACT)


def _section(document: Document, paper: Paperwork, table: Table) -> None:
    document.add_heading(table.title or table.code, 2)
    document.add_paragraph(summary(paper, table)).paragraph_format.keep_with_next = bool(table.rows)
    if table.rows:
        _table(document, list(_lines(table)))


def _sentences(document: Document, heading: str, sentences: Sequence[str]) -> None:
    if sentences:
        document.add_heading(heading, 1)
    for sentence in sentences:
        document.add_paragraph(sentence)


def _comparison(document: Document, paper: Paperwork) -> None:
    compared = [table for table in paper.tables if table.before is not None]
    if not paper.before or not compared:
        return
    document.add_heading("Vergleich mit dem Zeitraum davor", 1)
    spans = f"Verglichen wird der Zeitraum {span(paper.period)} mit dem Zeitraum {span(paper.before)}."
    document.add_paragraph(spans).paragraph_format.keep_with_next = True
    lines = [("Tabelle", "Anzahl", "Vorher", CHANGE)]
    for table in compared:
        name = f"{table.title or table.code} ({many(table.unit)})"
        lines.append((name, german(table.total), german(table.before or 0), _change(table.change)))
    _table(document, lines, total=False)


def _last_paper(document: Document, paper: Paperwork) -> None:
    """The committee's tables beside what the last paper said; the periods differ, so the shares tell more.

    A release has no shares, and rounds the figures of then as well: an old list may never have been printed.
    """
    now = {table.code: table for table in paper.tables}
    found = [(now[former.table.code], former) for former in paper.last_paper if former.table.code in now]
    if found:
        document.add_heading("Vergleich mit der letzten Vorlage", 1)
    for table, former in found:
        document.add_heading(table.title, 2)
        said = f"Jetzt: {span(paper.period)}. Letzte Vorlage: {former.source}, {span(former.period)}."
        said += f" {BOTH_ROUNDED}" if paper.rounded else ""
        document.add_paragraph(said).paragraph_format.keep_with_next = True
        _table(document, list(_side_by_side(table, former.table)))


def _side_by_side(table: Table, former: Table) -> Iterator[tuple[str, ...]]:
    shares = () if table.rounded else ("Anteil",)
    yield "Bezeichnung", "Jetzt", *shares, "Damals", *shares
    then = {row.code: row for row in former.rows}
    labels = {row.code: row.label for row in (*table.rows, *former.rows)}
    here = {row.code: row for row in table.rows}
    for code, label in labels.items():
        pair = [(table, here.get(code)), (former, then.get(code))]
        yield label, *(word for one, row in pair for word in _cells(one, row)[: 1 + len(shares)])
    blanks = [""] * len(shares)
    yield "gesamt", german(table.total), *blanks, german(former.total), *blanks


def _cells(table: Table, row: TableRow | None) -> tuple[str, str]:
    """Count and share of a row that may not be there."""
    return (german(row.count), f"{german_percent(table.share(row))}\u00a0%") if row else ("0", "")


def _lines(table: Table) -> Iterator[tuple[str, ...]]:
    """Heading, rows and total as words; no shares in a release, no change without a comparison."""
    compared = table.before is not None
    shares, changes = () if table.rounded else ("Anteil",), ("Vorher", CHANGE) if compared else ()
    yield "Bezeichnung", "Anzahl", *shares, *changes
    rows = [(row.label, row.count, table.share(row), row.before, row.change) for row in table.rows]
    rows.append(("gesamt", table.total, table.whole, table.before, table.change))
    for label, count, share, before, change in rows:
        shares = () if table.rounded else (f"{german_percent(share)}\u00a0%",)
        yield label, german(count), *shares, *((german(before or 0), _change(change)) if compared else ())


def _change(number: int | None) -> str:
    """+12, −5 or 0."""
    if not number:
        return "0"
    return f"{'+' if number > 0 else '−'}{german(abs(number))}"


def _table(document: Document, lines: Sequence[Sequence[str]], total: bool = True) -> None:
    """Words in the first column, numbers in the others; the heading is repeated on every page."""
    table = document.add_table(len(lines), len(lines[0]), TABLE)
    table.autofit = False
    numbers = [CHANGE_WIDTH if heading == CHANGE else NUMBER_WIDTH for heading in lines[0][1:]]
    widths = [Length(TEXT_WIDTH - sum(numbers)), *numbers]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        last = place == len(lines) - 1
        bold = place == 0 or (last and total)
        _fill(row, line, widths, bold, together=len(lines) <= MOST_TOGETHER and not last)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _mark(table, total)


def _fill(row: _Row, line: Sequence[str], widths: Sequence[Length], bold: bool, together: bool) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for number, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
        cell.width = widths[number]
        paragraph = cell.paragraphs[0]
        # By its id: by its name the library looks through all its styles for every cell, seconds in a long paper.
        paragraph._p.style = NUMBER if number else CELL
        paragraph.add_run(text).bold = True if bold else None
        if together:
            paragraph.paragraph_format.keep_with_next = True


def _mark(table: WordTable, total: bool) -> None:
    """Tell the table style which rows are heading and total."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        table._tbl.tblPr.append(look)
    look.attrib.clear()
    marks = {"firstRow": True, "lastRow": total, "firstColumn": False, "lastColumn": False}
    for name, value in {**marks, "noHBand": True, "noVBand": True}.items():
        look.set(qn(f"w:{name}"), str(int(value)))


def _timeless(memory: io.BytesIO) -> bytes:
    """The same archive without the moment of writing, its files in a fixed order."""
    made = io.BytesIO()
    with zipfile.ZipFile(memory) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != FIRST_FILE, name)):
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()

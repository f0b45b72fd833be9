"""The tables as a Word document for the committee paper: a computed paragraph and a table each, ready to write on.

How it looks stands in the template `paper.docx`, which Word can change: A4, German, and the styles named here. A
pack that has a `paper.docx` of its own is written with that.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length
from docx.table import Table as WordTable
from docx.table import _Row
from lxml.etree import _Element

from kiosk.domain.period import Period
from kiosk.domain.table import Table, TableRow
from kiosk.errors import SettingWrong
from kiosk.export import bar_chart
from kiosk.export.paperwork import Paperwork
from kiosk.export.sentences import (
    HOW,
    NO_ROW,
    about,
    german,
    german_percent,
    headline,
    many,
    method_of_draft,
    not_in_it,
    span,
    summary,
    title,
)

TEMPLATE = Path(__file__).with_name("paper.docx")
TABLE, CELL, NUMBER, FACT = "Clearingstelle", "Tabellentext", "Tabellenzahl", "Angabe"
"""The styles of our own in the template; the others are Word's: Title, Subtitle, Heading 1, Heading 2, Normal."""
NARROW, NARROW_HEADING = "schmal", "Überschrift schmal"
STYLES = (
    *("Title", "Subtitle", "Heading 1", "Heading 2", TABLE, CELL, NUMBER, FACT),
    *(NARROW_HEADING, f"{CELL} {NARROW}", f"{NUMBER} {NARROW}"),
)
BY_ID = (CELL, NUMBER, f"{CELL} {NARROW}", f"{NUMBER} {NARROW}")
"""Styles that cells name by their id, which is the name without blanks."""
UNREADABLE = (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, SyntaxError, OSError)
"""What the library says to a file that is no Word document, or one that is cut off."""
TEXT_WIDTH = Cm(16)
COLUMN_WIDTH, BETWEEN_COLUMNS = Cm(7.6), Cm(0.8)
NUMBER_WIDTH, NARROW_NUMBER, CHANGE_WIDTH = Cm(1.9), Cm(1.4), Cm(2.8)
CHANGE = "Veränderung"
NOTHING = "–"
"""What stands for a row that was not there, as in official statistics."""
MOST_TOGETHER = 22
"""Rows up to which a table is not torn between two pages."""
ELSEWHERE = (
    "Hier stehen die Tabellen der Ausschussvorlage; alle anderen stehen in „Word mit Anhang“ und in der Excel-Datei."
)
"""What a short document says of what is not in it."""
FIRST_FILE = "[Content_Types].xml"
"""Readers may expect this one at the start of the archive."""


def content(paper: Paperwork) -> bytes:
    """Return the document: of a release the committee paper's two-page draft, for the house the committee's tables."""
    document = _begun(paper)
    if paper.rounded:
        _draft(document, paper)
    else:
        _whole(document, _short(paper))
    return _finished(document)


def with_appendix(paper: Paperwork) -> bytes:
    """Return the committee paper, and behind it every other table of the release; for the house every table."""
    document = _begun(paper)
    if not paper.rounded:
        _whole(document, paper)
        return _finished(document)
    _draft(document, paper)
    _columns(document.add_section(WD_SECTION.NEW_PAGE)).set(qn("w:num"), "1")
    document.add_heading("Anhang: alle weiteren Tabellen", 1)
    for table in paper.tables:
        if table.code not in paper.committee:
            _section(document, paper, table)
    return _finished(document)


def _begun(paper: Paperwork) -> Document:
    """Return the template, the office's own where it has one, as this paper's. Raises SettingWrong."""
    document = opened(paper.template or TEMPLATE)
    _set_properties(document, paper)
    return document


def opened(place: Path) -> Document:
    """Return the template that lies there. Raises SettingWrong where it lacks what is needed."""
    instead = "die mitgelieferte kiosk/export/paper.docx kopieren und nur das Aussehen ändern"
    try:
        document = docx.Document(str(place))
        styles = {style.name: style for style in document.styles}
    except UNREADABLE as error:
        raise SettingWrong(place.name, f"keine Word-Vorlage (.docx) → {instead}") from error
    if missing := [name for name in STYLES if name not in styles]:
        raise SettingWrong(place.name, f"es fehlen die Formatvorlagen {', '.join(missing)} → {instead}")
    wrong = [name for name in STYLES if (styles[name].type is WD_STYLE_TYPE.TABLE) != (name == TABLE)]
    wrong += [name for name in BY_ID if styles[name].style_id != name.replace(" ", "")]
    if wrong:
        raise SettingWrong(
            place.name, f"die Formatvorlagen {', '.join(wrong)} sind neu angelegt statt geändert → {instead}"
        )
    return document


def _finished(document: Document) -> bytes:
    """Return the document's bytes, the same for the same document."""
    memory = io.BytesIO()
    document.save(memory)
    return _timeless(memory)


def _whole(document: Document, paper: Paperwork) -> None:
    _head(document, paper)
    if paper.tables:
        document.add_heading("Ergebnisse", 1)
    for table in paper.tables:
        _section(document, paper, table)
    _sentences(document, "Methode", paper.method)
    _comparison(document, paper)
    _last_paper(document, paper)
    _sentences(document, "Fehlende Tage", paper.missing)


def _short(paper: Paperwork) -> Paperwork:
    """Return the same with the committee's tables alone, where it has any, and where the others stand."""
    own = tuple(table for table in paper.tables if table.code in paper.committee)
    return replace(paper, tables=own, method=(*paper.method, ELSEWHERE)) if own else paper


def _draft(document: Document, paper: Paperwork) -> None:
    """Write two pages: what happened, a picture, the committee's tables beside the last paper, how it was counted."""
    document.add_paragraph(title(paper), "Title")
    draft = f"Entwurf, {span(paper.period)}. {paper.office}, Stand {paper.as_of:%d.%m.%Y}"
    document.add_paragraph(draft, "Subtitle")
    first, *others = _of_committee(paper)
    for sentence in headline(paper, first):
        document.add_paragraph(sentence)
    if first.total:
        bar_chart.add(document, first, TEXT_WIDTH, summary(paper, first))
    _beside_last_paper(document, paper, first)
    if others:
        _second_page(document)
    for table in others:
        _beside_last_paper(document, paper, table, NARROW)
    document.add_paragraph(HOW, NARROW_HEADING)
    for sentence in method_of_draft(paper):
        document.add_paragraph(sentence, f"{CELL} {NARROW}")


def _of_committee(paper: Paperwork) -> Sequence[Table]:
    """Return the committee's tables that count something, the one of outcomes first even where it counts nothing."""
    own = [table for table in paper.tables if table.code in paper.committee] or list(paper.tables)
    return [table for place, table in enumerate(own) if not place or table.total]


def _beside_last_paper(document: Document, paper: Paperwork, table: Table, narrow: str = "") -> None:
    """Write a table, and what the last paper said where it had the same."""
    former = next((one for one in paper.last_paper if one.table.code == table.code), None)
    month = f" ({paper.at_end_of[table.code]})" if table.code in paper.at_end_of else ""
    document.add_paragraph(f"{table.title}{month}", NARROW_HEADING if narrow else "Heading 2")
    _table(document, list(_side_by_side(table, former.table) if former else _lines(table)), narrow=narrow)


def _second_page(document: Document) -> None:
    """Go on in two columns, to the end: programs tear tables apart where columns end within a page."""
    columns = _columns(document.add_section(WD_SECTION.NEW_PAGE))
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), str(BETWEEN_COLUMNS.twips))


def _columns(section: Section) -> _Element:
    found = section._sectPr.find(qn("w:cols"))
    if found is None:
        found = OxmlElement("w:cols")
        section._sectPr.append(found)
    return found


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
    """Write totals beside those before: of days, and of the closed months of whoever came."""
    compared: dict[tuple[Period, Period], list[Table]] = {}
    for table in paper.tables:
        if before := paper.before_of(table):
            compared.setdefault((paper.told_of(table), before), []).append(table)
    if compared:
        document.add_heading("Vergleich mit dem Zeitraum davor", 1)
    for (now, before), tables in compared.items():
        gaps = not_in_it(paper.gaps_before)
        spans = f"Verglichen wird der Zeitraum {span(now)} mit dem Zeitraum {span(before)}{gaps}."
        document.add_paragraph(spans).paragraph_format.keep_with_next = True
        lines = [("Tabelle", "Anzahl", "Vorher", CHANGE)]
        for table in tables:
            name = f"{table.title or table.code} ({many(table.unit)})"
            lines.append((name, german(table.total), german(table.before or 0), _change(table.change)))
        _table(document, lines, total=False)


def _last_paper(document: Document, paper: Paperwork) -> None:
    """Write the committee's tables beside the last paper; the periods differ, so the shares tell more."""
    now = {table.code: table for table in paper.tables}
    found = [(now[former.table.code], former) for former in paper.last_paper if former.table.code in now]
    if found:
        document.add_heading("Vergleich mit der letzten Vorlage", 1)
    for table, former in found:
        document.add_heading(table.title, 2)
        then = f"{former.source}, {span(former.period)}{not_in_it(former.gaps)}"
        said = f"Jetzt: {span(paper.told_of(table))}. Letzte Vorlage: {then}."
        said += f" {NO_ROW}" if table.rounded or former.table.rounded else ""
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
    yield (
        "gesamt",
        NOTHING if table.known_total is None else german(table.total),
        *blanks,
        german(former.total),
        *blanks,
    )


def _cells(table: Table, row: TableRow | None) -> tuple[str, str]:
    """Count and share of a row that may not be there; rounded numbers have no share."""
    share = f"{german_percent(table.share(row))}\u00a0%" if row and not table.rounded else ""
    return german(row.count) if row else NOTHING, share


def _lines(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield heading, rows and total as words; no shares in a release, no change without a comparison."""
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


def _table(document: Document, lines: Sequence[Sequence[str]], total: bool = True, narrow: str = "") -> None:
    """Write words in the first column, numbers in the others; the heading is repeated on every page."""
    table = document.add_table(len(lines), len(lines[0]), TABLE)
    table.autofit = False
    number = NARROW_NUMBER if narrow else NUMBER_WIDTH
    numbers = [CHANGE_WIDTH if heading == CHANGE else number for heading in lines[0][1:]]
    widths = [Length((COLUMN_WIDTH if narrow else TEXT_WIDTH) - sum(numbers)), *numbers]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    for place, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        last = place == len(lines) - 1
        bold = place == 0 or (last and total)
        together = len(lines) <= MOST_TOGETHER and not last
        _fill(row, line, widths, bold, together)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _mark(table, total)
    for style in table._tbl.iter(qn("w:pStyle")):
        style.set(qn("w:val"), style.get(qn("w:val"), "") + narrow)


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
    look = next(table._tbl.iter(qn("w:tblLook")))
    look.attrib.clear()
    marks = {"firstRow": True, "lastRow": total, "firstColumn": False, "lastColumn": False}
    for name, value in {**marks, "noHBand": True, "noVBand": True}.items():
        look.set(qn(f"w:{name}"), str(int(value)))


def _timeless(memory: io.BytesIO) -> bytes:
    """Return the same archive without the moment of writing, its files in a fixed order."""
    made = io.BytesIO()
    with zipfile.ZipFile(memory) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != FIRST_FILE, name)):
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()

"""The tables as an Excel workbook that goes on calculating: overview, a sheet for each table, codebook, method."""

import re
from collections.abc import Iterable, Sequence

from kiosk.export import worksheet
from kiosk.export.excel_styles import NUMBER, ROW_HEIGHT, TITLE_HEIGHT, Book, Page, new_book
from kiosk.export.paperwork import Paperwork
from kiosk.export.sentences import UNCOUNTED_SHORT, about, many, title

OVERVIEW, CODEBOOK, METHOD = "Übersicht", "Codebuch", "Methode"
LONGEST_NAME = 31
"""Characters that Excel allows a sheet's name."""
RESERVED = ("History", "Verlauf")
"""What Excel keeps for a sheet of its own, in English and German."""
LEFT_HANGING = re.compile(r"(?:[\s,;(–-]+|\s(?:und|oder|nach|am|im|des|der|die|das|von|für|eine?|zu|aus))+$")
"""What makes no sense as the last word of a name that was cut."""


def content(paper: Paperwork) -> bytes:
    """Return the workbook; the same paper always gives the same bytes."""
    book = new_book(paper)
    names = sheet_names(table.title or table.code for table in paper.tables)
    _overview(book, names)
    for name, table in zip(names, paper.tables, strict=True):
        worksheet.write(book, name, table, OVERVIEW)
    if paper.codebook:
        _codebook(book)
    if paper.method:
        _method(book)
    return book.closed()


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Return names that Excel accepts, each once, whatever the case; what is too long loses its last words."""
    names: list[str] = []
    taken = {name.lower() for name in (OVERVIEW, CODEBOOK, METHOD, *RESERVED)}
    for one in titles:
        clean = " ".join(re.sub(r"[\[\]:*?/\\]", " ", one).split()).strip("' ") or "Tabelle"
        number, name = 1, _short(clean, "")
        while name.lower() in taken:
            number += 1
            name = _short(clean, f" {number}")
        taken.add(name.lower())
        names.append(name)
    return names


def _short(name: str, end: str) -> str:
    """Shorten it as Excel counts, in UTF-16; what the cut would split is left out, character or word."""
    cut = name.encode("utf-16-le")[: 2 * (LONGEST_NAME - len(end))].decode("utf-16-le", "ignore")
    if len(cut) < len(name) and name[len(cut)] != " ":
        cut = cut.rpartition(" ")[0] or cut
    if len(cut) < len(name):
        cut = LEFT_HANGING.sub("", cut) or cut
    return cut.strip("' ") + end


def _overview(book: Book, names: Sequence[str]) -> None:
    paper = book.paper
    page = book.page(OVERVIEW, (46, 64, 12))
    page.set_portrait()
    page.set_row(0, TITLE_HEIGHT)
    page.write_string(0, 0, title(paper), book.looks["title"])
    page.write_string(1, 0, paper.office, book.looks["quiet"])
    for row, (word, value) in enumerate(about(paper), 3):
        page.write_string(row, 0, word, book.looks["quiet"])
        page.write_string(row, 1, value, book.looks["plain"])
    row = _contents(book, page, names, 4 + len(about(paper)))
    if paper.missing:
        page.write_string(row + 1, 0, "Fehlende Tage", book.looks["section"])
        for place, sentence in enumerate(paper.missing, row + 2):
            page.write_string(place, 0, sentence, book.looks["plain"])


def _contents(book: Book, page: Page, names: Sequence[str], row: int) -> int:
    """Return the list of tables from this row on, with links and totals; the row after it."""
    page.set_row(row, ROW_HEIGHT)
    for column, (word, look) in enumerate((("Tabelle", "head"), ("gezählt", "head"), ("Summe", "head_end"))):
        page.write_string(row, column, word, book.looks[look])
    for name, table in zip(names, book.paper.tables, strict=True):
        row += 1
        page.set_row(row, ROW_HEIGHT)
        place = "'" + name.replace("'", "''") + "'!"
        page.write_url(row, 0, f"internal:{place}A1", book.looks["link_row"], table.title or table.code)
        page.write_string(row, 1, many(table.unit), book.looks["text"])
        if table.known_total is None:
            page.write_string(row, 2, UNCOUNTED_SHORT, book.looks["text"])
            continue
        total = f"={place}{worksheet.total_cell(table)}"
        page.write_formula(row, 2, total, book.looks[f"cell_{NUMBER}"], table.total)
    return row + 1


def _codebook(book: Book) -> None:
    page = book.page(CODEBOOK, (26, 26, 52, 60), heading_row=2)
    page.set_row(0, TITLE_HEIGHT)
    page.write_string(0, 0, CODEBOOK, book.looks["title"])
    for column, word in enumerate(("Tabelle", "Code", "Bezeichnung", "Bedeutung")):
        page.write_string(2, column, word, book.looks["head"])
    for row, entry in enumerate(book.paper.codebook, 3):
        for column, text in enumerate((entry.table, entry.code, entry.label, entry.meaning)):
            page.write_string(row, column, text, book.looks["text" if column > 1 else "code"])


def _method(book: Book) -> None:
    page = book.page(METHOD, (110,))
    page.set_portrait()
    page.set_row(0, TITLE_HEIGHT)
    page.write_string(0, 0, METHOD, book.looks["title"])
    for row, sentence in enumerate(book.paper.method, 2):
        page.write_string(row, 0, sentence, book.looks["text"])

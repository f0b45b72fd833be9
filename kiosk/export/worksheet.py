"""One table as a sheet of the workbook: its formulas with their results, and a picture of its rows."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from kiosk.domain.table import Table, Unit
from kiosk.export.excel_styles import CHANGE, LINE, NUMBER, PETROL, QUIET, ROW_HEIGHT, SHARE, TITLE_HEIGHT, Book, Page
from kiosk.export.sentences import IN_HOUSE, UNCOUNTED_SHORT, many, note, span

TOP = 4
"""Index of the row of headings."""
BAR_HEIGHT = 34
"""Pixels of a bar and the space to the next: two lines of a label have room beside it."""
WIDEST_CODE, WIDEST_LABEL = 28, 50
"""Characters; longer words are broken into lines."""
COUNT, BEFORE, CHANGED = "Anzahl", "Vorher", "Veränderung"
MOST_BARS = 40
"""Rows up to which a picture of bars says something."""


class _Column(NamedTuple):
    """A column of numbers, its total last. `formula` holds for every row; without one the total is the rows' sum."""

    heading: str
    form: str
    values: Sequence[int | float]
    formula: str = ""


def total_cell(table: Table) -> str:
    """Return where the total of the table stands on its sheet."""
    return f"$C${TOP + 2 + len(table.rows)}"


def write(book: Book, name: str, table: Table, overview: str) -> None:
    """Add the table's sheet; `overview` is the sheet that its link leads back to."""
    columns = _columns(table)
    code = _width(WIDEST_CODE, (row.code for row in table.rows))
    label = _width(WIDEST_LABEL, (row.label for row in table.rows))
    page = book.page(name, (code, label, *(13 for _ in columns), 4), TOP)
    _write_heading(book, page, table, overview)
    if table.known_total is None:
        return
    _write_words(book, page, table)
    for column, values in enumerate(columns, 2):
        _write_column(book, page, column, values, rounded=table.rounded)
    _write_apart(book, page, table, columns)
    if 0 < len(table.rows) <= MOST_BARS and table.total:
        _insert_bars(book, page, name, table, len(columns) + 3)


def _width(widest: int, texts: Iterable[str]) -> int:
    return min(widest, max(map(len, texts), default=0) + 2)


def _write_heading(book: Book, page: Page, table: Table, overview: str) -> None:
    paper = book.paper
    holds = IN_HOUSE if table.rounded and not paper.all_rounded else note(paper)
    told = [many(table.unit), span(paper.told_of(table)), f"Stand {paper.as_of:%d.%m.%Y}", holds]
    if before := paper.before_of(table):
        told.insert(2, f"vorher: {span(before)}")
    if not table.counted:
        told.append(UNCOUNTED_SHORT)
    page.set_row(0, TITLE_HEIGHT)
    page.write_string(0, 0, table.title or table.code, book.looks["title"])
    page.write_string(1, 0, " · ".join(told), book.looks["quiet"])
    page.write_url(2, 0, f"internal:'{overview}'!A1", book.looks["link"], f"zur {overview}")


def _write_words(book: Book, page: Page, table: Table) -> None:
    """Write codes and labels, each row as high as its words need: Excel does not do that for a file it only opens."""
    page.set_row(TOP, ROW_HEIGHT)
    for column, word in enumerate(("Code", "Bezeichnung")):
        page.write_string(TOP, column, word, book.looks["head"])
    for row, one in enumerate(table.rows, TOP + 1):
        page.set_row(row, ROW_HEIGHT * max(1, ceil(len(one.label) / WIDEST_LABEL), ceil(len(one.code) / WIDEST_CODE)))
        page.write_string(row, 0, one.code, book.looks["code"])
        page.write_string(row, 1, one.label, book.looks["text"])
    last = TOP + 1 + len(table.rows)
    page.set_row(last, ROW_HEIGHT)
    page.write_string(last, 0, "gesamt", book.looks["sum"])
    page.write_blank(last, 1, None, book.looks["sum"])


def _columns(table: Table) -> list[_Column]:
    """Return the columns that the table fills: no shares in a release, no change without a comparison."""
    total = total_cell(table)
    columns = [_Column(COUNT, NUMBER, [*(row.count for row in table.rows), table.total])]
    if not table.rounded:
        shares = [*(table.share(row) for row in table.rows), table.whole]
        columns.append(_Column("Anteil", SHARE, shares, f"=IF({total}=0,0,$C{{row}}/{total})"))
    if table.before is not None and table.change is not None:
        before = "CDE"[len(columns)]
        columns.append(_Column(BEFORE, NUMBER, [*(row.before or 0 for row in table.rows), table.before]))
        changes = [*(row.change or 0 for row in table.rows), table.change]
        columns.append(_Column(CHANGED, CHANGE, changes, f"=$C{{row}}-${before}{{row}}"))
    return columns


def _write_column(book: Book, page: Page, place: int, column: _Column, *, rounded: bool) -> None:
    page.write_string(TOP, place, column.heading, book.looks["head_end"])
    last = TOP + len(column.values)
    for row, value in enumerate(column.values, TOP + 1):
        look = book.looks[f"{'sum' if row == last else 'cell'}_{column.form}"]
        formula = column.formula.format(row=row + 1)
        if row == last and not formula and not rounded and last > TOP + 1:
            letter = "ABCDEF"[place]
            formula = f"=SUM({letter}{TOP + 2}:{letter}{last})"
        if formula:
            page.write_formula(row, place, formula, look, value)
        else:
            page.write_number(row, place, value, look)


def _write_apart(book: Book, page: Page, table: Table, columns: Sequence[_Column]) -> None:
    """Write below the total the rows that it does not count, under the headings that they have a number for."""
    for row, one in enumerate(table.apart, TOP + 2 + len(table.rows)):
        page.write_string(row, 0, one.code, book.looks["code"])
        page.write_string(row, 1, f"{one.label} ({many(Unit.PERSONS)})", book.looks["text"])
        known = {COUNT: one.count, BEFORE: one.before, CHANGED: one.change}
        for place, column in enumerate(columns, 2):
            if (number := known.get(column.heading)) is not None:
                page.write_number(row, place, number, book.looks[f"cell_{column.form}"])


def _insert_bars(book: Book, page: Page, name: str, table: Table, place: int) -> None:
    """Insert a bar for each row, the first on top, each with its figure."""
    first, last = TOP + 1, TOP + len(table.rows)
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": many(table.unit),
            "categories": [name, first, 1, last, 1],
            "values": [name, first, 2, last, 2],
            "fill": {"color": PETROL},
            "gap": 45,
            "data_labels": {"value": True, "num_format": NUMBER, "font": {"color": QUIET}},
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"none": True})
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "line": {"color": LINE}, "major_tick_mark": "none"})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_plotarea({"layout": {"x": 0.44, "y": 0, "width": 0.48, "height": 1}})
    chart.set_size({"width": 620, "height": 20 + BAR_HEIGHT * len(table.rows)})
    page.insert_chart(TOP, place, chart, {"description": f"{table.title}: Balken zu den Zahlen der Tabelle"})

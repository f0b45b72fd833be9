"""How the workbook looks: its formats, A4 across, and nothing that says when it was written."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import xlsxwriter

from kiosk.export.paperwork import Paperwork
from kiosk.export.sentences import title

TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PETROL, LINE, QUIET = "#0A5A5E", "#C9D6D3", "#425552"
NUMBER, CHANGE, SHARE = "#,##0", "+#,##0;-#,##0;0", "0.0\\ %"
FONT = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
HEAD = {**FONT, "bold": True, "font_color": PETROL, "bottom": 2, "bottom_color": PETROL}
CELL = {**FONT, "bottom": 1, "bottom_color": LINE}
SUM = {**FONT, "bold": True, "top": 1, "top_color": PETROL}
LOOKS = {
    "title": {**FONT, "font_size": 18, "bold": True, "font_color": PETROL},
    "section": {**FONT, "font_size": 13, "bold": True, "font_color": PETROL},
    "plain": FONT,
    "quiet": {**FONT, "font_color": QUIET},
    "link": {**FONT, "font_color": PETROL, "underline": 1},
    "link_row": {**CELL, "font_color": PETROL, "underline": 1},
    "text": {**CELL, "text_wrap": True},
    "code": {**CELL, "font_color": QUIET, "text_wrap": True},
    "head": HEAD,
    "head_end": {**HEAD, "align": "right"},
    "sum": SUM,
    **{f"cell_{form}": {**CELL, "num_format": form} for form in (NUMBER, CHANGE, SHARE)},
    **{f"sum_{form}": {**SUM, "num_format": form} for form in (NUMBER, CHANGE, SHARE)},
}
"""Formats by name; after `cell_` and `sum_` stands the form of the number."""
TITLE_HEIGHT, ROW_HEIGHT = 34, 20
"""Points."""

# xlsxwriter carries no types.
Page = Any


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook in memory, what it says and its formats by name."""

    paper: Paperwork
    file: Any
    memory: io.BytesIO
    looks: Mapping[str, Any]

    def page(self, name: str, widths: Sequence[int], heading_row: int | None = None) -> Page:
        """Add a sheet for A4 across; down to its row of headings it stands still and is repeated on each page."""
        page = self.file.add_worksheet(name)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer(
            "&L&A" + (f"&C&8Prüfsumme {self.paper.digest}" if self.paper.digest else "") + "&RSeite &P von &N"
        )
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        if heading_row is not None:
            page.freeze_panes(heading_row + 1, 0)
            page.repeat_rows(heading_row)
        return page

    def closed(self) -> bytes:
        """Return the finished file."""
        self.file.close()
        return self.memory.getvalue()


def new_book(paper: Paperwork) -> Book:
    """Return an empty workbook; without a day of creation of its own it would carry the moment of writing."""
    memory = io.BytesIO()
    file = xlsxwriter.Workbook(memory, {"in_memory": True, **TEXT_STAYS_TEXT})
    created = datetime.combine(paper.as_of, time.min)
    file.set_properties({"title": title(paper), "author": paper.office, "created": created})
    return Book(paper, file, memory, {name: file.add_format(look) for name, look in LOOKS.items()})

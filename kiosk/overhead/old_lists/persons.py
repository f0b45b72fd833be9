"""Whether a file is a list of persons: it is refused before anything of it is stored."""

import re
from collections.abc import Iterable
from datetime import date

from kiosk.domain.period import COUNTABLE
from kiosk.overhead.old_lists.cells import blank, folded, text, whole, worded
from kiosk.overhead.old_lists.reading import Cell, Rows, Sheet
from kiosk.overhead.old_lists.spans import span

HEADING = re.compile(
    r"(?:nach|vor|familien|ruf|geburts)?name|geb|geburts?(?:datum|tag|jahr|ort|name)|birth\w*|dob|surname|"
    r"staatsangeh\w*|staatsbürger\w*|nationalit\w+|herkunftsland|citizenship|"
    r"azr\w*|aktenzeichen|az|ausweis\w*|pass(?:nummer|nr)|kundennummer|personennummer|fallnummer|"
    r"tel|telefon\w*|handy\w*|mobil\w*|phone|mail|email|adresse|anschrift|straße|strasse|address"
)
"""Headings that say who somebody is."""
SURE = re.compile(r"(?:nach|vor|familien|ruf)name|geburts?(?:datum|tag)|dob|surname")
"""One of them is enough: no count is called so."""
HEADED_WITHIN, LONGEST = 30, 40
"""Lines in which headings stand; characters of the longest."""
BORN_BEFORE = date(2015, 1, 1)


def lists_persons(sheets: Iterable[Sheet]) -> bool:
    """Tell whether any sheet looks like a list of persons; what is hidden in the file would be kept with it."""
    return any(_of_persons(sheet.rows) for sheet in sheets)


def _of_persons(rows: Rows) -> bool:
    headed = max((sum(map(_heading, row)) for row in rows[:HEADED_WITHIN]), default=0)
    width = max(map(len, rows), default=0)
    columns = [[row[place] for row in rows if place < len(row) and not blank(row[place])] for place in range(width)]
    born, apart = any(map(_born, columns)), sum(map(_all_different, columns))
    if headed > 1 or (headed and born):
        return True
    counted = any(map(_counted, columns))
    return not counted and ((headed == 1 and apart > 1) or (born and apart > 0))


def _heading(cell: Cell) -> int:
    words = re.findall(r"[^\W\d_]+", folded(cell)) if isinstance(cell, str) and len(cell) < LONGEST else []
    return max((2 if SURE.fullmatch(word) else 1 for word in words if HEADING.fullmatch(word)), default=0)


def _born(column: list[Cell]) -> bool:
    written = [cell for cell in column if whole(cell) is None]
    days = [one.first for cell in written if (one := span([cell], COUNTABLE, of_days=True)) and one.first == one.last]
    return len(days) > 1 and sum(not BORN_BEFORE <= day <= date(2049, 12, 31) for day in days) * 2 > len(column)


def _all_different(column: list[Cell]) -> bool:
    words = [text(cell) for cell in column if worded(cell)]
    return len(words) > 4 and len(set(words)) * 10 >= len(words) * 9


def _counted(column: list[Cell]) -> bool:
    return sum(whole(cell) is not None for cell in column) * 2 > len(column)

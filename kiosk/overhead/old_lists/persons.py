"""Whether a file is a list of persons: it is refused before anything of it is stored."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from kiosk.overhead.old_lists.cells import blank, days, folded, numbered, text, whole, worded
from kiosk.overhead.old_lists.reading import Cell, Row, Sheet

HEADING = re.compile(
    r"(?:nach|vor|familien|ruf|geburts)?name|geb|geburts?(?:datum|tag|jahr|ort|name)|birth\w*|dob|surname|"
    r"staatsangeh\w*|staatsbürger\w*|nationalit\w+|herkunftsland|citizenship|"
    r"azr\w*|aktenzeichen|az|ausweis\w*|pass(?:nummer|nr)|kundennummer|personennummer|fallnummer|"
    r"tel|telefon\w*|handy\w*|mobil\w*|phone|mail|email|adresse|anschrift|straße|strasse|address"
)
"""Headings that say who somebody is."""
SURE = re.compile(r"(?:nach|vor|familien|ruf)name|geburts?(?:datum|tag)|dob|surname")
"""One of them is enough: no count is called so."""
WHO = re.compile(r"(?:klient|client|kund|mandant|teilnehm|ratsuchende|besucher)\w*(?:\W.*)?|person")
FULL_NAME = re.compile(r"[^\W\d_a-zß][\w'’-]+(?:,? [^\W\d_a-zß][\w'’-]+){1,3}")
"""Under a heading that says who, two words that both begin large are somebody's name."""
HEADED_WITHIN, LONGEST = 30, 40
"""Lines in which headings stand; characters of the longest."""
BORN_BEFORE = date(2015, 1, 1)


def lists_persons(sheets: Iterable[Sheet]) -> bool:
    """Tell whether any sheet looks like a list of persons; what is hidden in the file would be kept with it."""
    return any(_of_persons(sheet.rows) for sheet in sheets)


def _of_persons(rows: Sequence[Row]) -> bool:
    headed = max((sum(map(_heading, row)) for row in rows[:HEADED_WITHIN]), default=0)
    width = max(map(len, rows), default=0)
    columns = [[row[place] for row in rows if place < len(row) and not blank(row[place])] for place in range(width)]
    born, apart = any(map(_born, columns)), sum(map(_all_different, columns))
    if headed > 1 or (headed and born) or any(map(_names, columns)):
        return True
    counted = any(map(_counted, columns))
    return not counted and ((headed == 1 and apart > 1) or (born and apart > 0))


def _heading(cell: Cell) -> int:
    words = re.findall(r"[^\W\d_]+", folded(cell)) if isinstance(cell, str) and len(cell) < LONGEST else []
    return max((2 if SURE.fullmatch(word) else 1 for word in words if HEADING.fullmatch(word)), default=0)


def _names(column: list[Cell]) -> bool:
    words = [text(cell) for cell in column if worded(cell)]
    headed = any(WHO.fullmatch(folded(word)) for word in words[:HEADED_WITHIN])
    return headed and sum(map(bool, map(FULL_NAME.fullmatch, words))) * 2 >= len(words)


def _born(column: list[Cell]) -> bool:
    found = days(cell for cell in column if whole(cell) is None)
    return len(found) > 1 and sum(not BORN_BEFORE <= day <= date(2049, 12, 31) for day in found) * 2 > len(column)


def _all_different(column: list[Cell]) -> bool:
    words = [text(cell) for cell in column if worded(cell)]
    return len(words) > 4 and len(set(words)) * 10 >= len(words) * 9


def _counted(column: list[Cell]) -> bool:
    numbers = [cell for cell in column if whole(cell) is not None]
    return len(numbers) * 2 > len(column) and not numbered(numbers)

"""What people write into a cell when they mean a word or a count."""

import re
from datetime import date
from functools import cache, lru_cache

from kiosk.overhead.old_lists.reading import Cell

GAPS = "[ \u00a0\u2009\u202f'’]"
COUNT = re.compile(
    rf"(\d{{1,9}}|\d{{1,3}}(?:(?:\.|{GAPS})\d{{3}}){{1,2}})(?:,0{{1,2}})?|(\d{{1,9}})\.0{{1,2}}", re.ASCII
)
"""12 · 1.234 · 1 234 · 1’234 · 12,0 · 12.0; 1.000 is a thousand, as everywhere in Germany."""
COMMA = re.compile(r"(\d{1,3}(?:,\d{3}){1,2})(?:\.0{1,2})?", re.ASCII)
"""1,234 is a thousand in English and a fraction in German; 1,000 may be both: a person says which."""
THOUSANDS, DECIMALS = "tausender", "dezimal"
POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+", re.ASCII)
NOTHING = frozenset("-–—−")
"""A dash is nothing in official statistics (DIN 55301)."""
SIGNS = NOTHING | frozenset([".", "..", "...", "…", "/", "x", "k.a.", "k. a.", "ka", "n.a.", "entfällt", "geschlossen"])
"""What stands where a count is not known, withheld or makes no sense."""
MOST = 999_999_999
REMEMBERED = 2_000
"""Texts whose reading is kept: in a list most stand many times."""


@lru_cache(REMEMBERED)
def one_line(written: str) -> str:
    """The words on one line, without what nobody can see: a control character would break a document."""
    plain = written.replace("\u00ad", "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in plain).split())


def text(cell: Cell) -> str:
    """The cell as it is named to a person, on one line."""
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return one_line(str(cell)) if cell is not None else ""


def folded(cell: Cell) -> str:
    """The cell as words are compared: capitals, soft hyphens and spaces make no difference."""
    return text(cell).casefold()


def blank(cell: Cell) -> bool:
    """Tell whether nothing stands there."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def worded(cell: Cell) -> bool:
    """Whether a word stands there: no number, no day, no sign for a number."""
    return isinstance(cell, str) and not (blank(cell) or counted(cell) or folded(cell) in SIGNS)


def counted(cell: Cell) -> bool:
    """Whether a count stands there, or a formula for one."""
    return uncalculated(cell) or whole(cell, THOUSANDS) is not None


def uncalculated(cell: Cell) -> bool:
    """Tell whether there is a formula and no value."""
    return isinstance(cell, str) and cell.startswith("=")


def whole(cell: Cell, comma: str = "") -> int | None:
    """The count that is written there, 0 to 999,999,999; None for everything else. `comma`: what a comma means."""
    if isinstance(cell, int | float):
        return int(cell) if 0 <= cell <= MOST and cell == int(cell) else None
    return _whole(cell, comma) if isinstance(cell, str) else None


@lru_cache(REMEMBERED)
def _whole(written: str, comma: str) -> int | None:
    plain = text(written)
    if found := COUNT.fullmatch(plain):
        return int(re.sub(r"\D", "", found[1] or found[2]))
    if (found := COMMA.fullmatch(plain)) and comma == THOUSANDS:
        return int(found[1].replace(",", ""))
    if comma == DECIMALS and re.fullmatch(r"\d{1,9},0+", plain):
        return int(plain.partition(",")[0])
    return None


@cache
def letter(index: int) -> str:
    """The letter of a column: 0 is A, 26 is AA."""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)

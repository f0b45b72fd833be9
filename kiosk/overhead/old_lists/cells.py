"""What people write into a cell when they mean a word, a count or a day."""

import re
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from kiosk.overhead.old_lists.reading import Cell

GAPS = "[ \u00a0\u2009\u202f]"
COUNT = re.compile(rf"(\d{{1,9}}|\d{{1,3}}(?:(?:\.|{GAPS})\d{{3}}){{1,2}})(?:,0+)?|(\d{{1,9}})\.0{{1,2}}", re.ASCII)
"""12 · 1.234 · 1 234 · 12,0 · 12.0; 1.000 is a thousand, as everywhere in Germany."""
MOST = 999_999_999
DAY = re.compile(r"(?:[a-z]{2,10}\.?,?\s+)?(\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})", re.ASCII | re.I)
"""22.11.2026 · 2026-11-22 · So, 22.11.26."""
EXCEL_DAYS = range(36_526, 73_051)
"""Days of this century as Excel counts them, when the column was not formatted as dates."""
EXCEL_BEGAN = date(1899, 12, 30)
REMEMBERED = 20_000
"""Texts and days whose reading is kept: in a list most stand many times."""


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


def uncalculated(cell: Cell) -> bool:
    """Tell whether there is a formula and no value."""
    return isinstance(cell, str) and cell.startswith("=")


def whole(cell: Cell) -> int | None:
    """The count that is written there, 0 to 999,999,999; None for everything else."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and 0 <= cell <= MOST else None
    if isinstance(cell, int):
        return cell if 0 <= cell <= MOST else None
    found = COUNT.fullmatch(text(cell)) if isinstance(cell, str) else None
    if not found:
        return None
    return int(re.sub(r"\D", "", found[1] or found[2]))


def day(cell: Cell) -> date | None:
    """The day that is written there, or None."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        return EXCEL_BEGAN + timedelta(days=int(cell)) if int(cell) in EXCEL_DAYS else None
    return _day(text(cell))


@lru_cache(REMEMBERED)
def _day(written: str) -> date | None:
    found = DAY.fullmatch(written)
    if not found:
        return None
    form = "%Y-%m-%d" if "-" in found[1] else "%d.%m.%Y" if len(found[1].split(".")[2]) == 4 else "%d.%m.%y"
    try:
        return datetime.strptime(found[1], form).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


@cache
def letter(index: int) -> str:
    """The letter of a column: 0 is A, 26 is AA."""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)

"""Days, months, quarters, half-years and years as people write them."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from kiosk.domain.period import COUNTABLE, Period, month_of, unit_of
from kiosk.overhead.old_lists.cells import REMEMBERED, folded
from kiosk.overhead.old_lists.reading import Cell

MONTHS = ["jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"]
SPELLED = {"mrz": "mär", "mar": "mär", "mae": "mär", "may": "mai", "oct": "okt", "dec": "dez"}
WORD = (
    "(?:jan(?:uar|uary)?|feb(?:ruar|ruary)?|m(?:ä|ae)rz|mrz|mär|mar(?:ch)?|apr(?:il)?|mai|may|jun[ie]?|jul[iy]?"
    "|aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?)"
)
DAY = re.compile(
    r"(?:(?:mo|di|mi|do|fr|sa|so|tu|we|th|su)[a-z]*\.?,?\s+)?"
    r"(?:(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2})"
    rf"|(?P<d>\d{{1,2}})\.\s?(?:(?P<m>\d{{1,2}})\.|(?P<w>{WORD})\.?)\s?(?P<y>\d{{4}}|\d{{2}})?)"
    r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: uhr)?)?",
)
"""22.11.2026 · 5.1. · So, 22.11.26 · 5. Januar 2023 · 2026-11-22, each with or without a time of day."""
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
PARTS = (
    (re.compile(rf"({WORD})\.?"), 1),
    (re.compile(r"(0?[1-9]|1[0-2])"), 1),
    (re.compile(r"(?:q|quartal )\s?([1-4])|([1-4])\. ?(?:quartal|q|vj\.?|vierteljahr)|(iv|i{1,3})\.? quartal"), 3),
    (re.compile(r"(?:h|halbjahr )\s?([12])|([12])\. ?(?:halbjahr|hj\.?)|(i{1,2})\.? halbjahr"), 6),
)
"""What stands beside a year, and how many months it is."""
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
EXCEL_DAYS = range(36_526, 73_051)
"""Days of this century as Excel counts them, when the column was not formatted as dates."""
EXCEL_BEGAN = date(1899, 12, 30)
ANY_YEAR = unit_of(date(2024, 1, 1), 12)
"""A month or day without its year is one in any."""


def span(parts: Iterable[Cell], within: Period, *, of_days: bool) -> Period | None:
    """The days that are meant, or None. A missing year is the only one that fits into `within`.

    `parts`: what stands in one cell or in several ("2023", "Januar"). `of_days`: a day is a day, not its month.
    """
    found = _written(" ".join(filter(None, map(_plain, parts))), within)
    if found is None or of_days:
        return found
    return month_of(found.first) if found.first == found.last else found


def timed(cell: Cell) -> Period | None:
    """The days that are meant, in whichever year; None for what is no time."""
    return span([cell], COUNTABLE, of_days=True) or span([cell], ANY_YEAR, of_days=True)


def _plain(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else folded(cell)


@lru_cache(REMEMBERED)
def _written(written: str, within: Period) -> Period | None:
    if found := DAY.fullmatch(written):
        return _day(found, within)
    if re.fullmatch(r"\d{5}", written) and int(written) in EXCEL_DAYS:
        day = EXCEL_BEGAN + timedelta(days=int(written))
        return Period(day, day)
    written = re.sub(r"^(20\d\d)(0[1-9]|1[0-2])$", r"\1-\2", written)
    written = re.sub(rf"^({WORD}\.?)[ '-]*(\d\d)$", r"\1 20\2", written)
    year = YEAR.search(written)
    rest = YEAR.sub("", written, count=1).strip(" ./-,'") if year else written
    if year and not rest:
        return unit_of(date(int(year[1]), 1, 1), 12)
    return _part(rest, year[1] if year else "", within)


def _part(rest: str, year: str, within: Period) -> Period | None:
    for pattern, months in PARTS:
        if (found := pattern.fullmatch(rest)) and (year or not rest.isdecimal()):
            said = next(filter(None, found.groups()))
            month = ((ROMAN.get(said) or int(said)) - 1) * months + 1 if months > 1 else _month(said)
            return _fitting([unit_of(date(one, month, 1), months) for one in _years(year, within)], year, within)
    return None


def _day(found: re.Match[str], within: Period) -> Period | None:
    month, day = _month(found["im"] or found["m"] or found["w"]), int(found["id"] or found["d"])
    year = found["iy"] or found["y"] or ""
    days = [
        date(one, month, day)
        for one in _years(year, within)
        if 1 <= month <= 12 and one and 1 <= day <= monthrange(one, month)[1]
    ]
    return _fitting([Period(one, one) for one in days], year, within)


def _month(said: str) -> int:
    return int(said) if said.isdecimal() else MONTHS.index(SPELLED.get(said[:3], said[:3])) + 1


def _years(said: str, within: Period) -> Iterable[int]:
    if said:
        return (int(said) + (2000 if len(said) == 2 else 0),)
    return range(within.first.year, within.last.year + 1)


def _fitting(found: list[Period], year: str, within: Period) -> Period | None:
    """The one that is written with its year, else the only one that lies in these days."""
    if not year:
        found = [one for one in found if one.first >= within.first and one.last <= within.last]
    return found[0] if len(found) == 1 else None

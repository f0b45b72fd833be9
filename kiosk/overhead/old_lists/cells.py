"""What people write into a cell when they mean a word, a count, a day, a month, a quarter or a year."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TypeVar

from kiosk.domain.grouping import grouped
from kiosk.domain.period import Period, month_of, unit_of
from kiosk.overhead.old_lists.reading import Cell

Place = TypeVar("Place")

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
MONTHS = (
    "jan(?:uar|uary)?", "feb(?:ruar|ruary)?", "m(?:ä|ae)rz|mrz|mär|mar(?:ch)?", "apr(?:il)?", "mai|may", "jun[ie]?",
    "jul[iy]?", "aug(?:ust)?", "sept?(?:ember)?", "o[kc]t(?:ober)?", "nov(?:ember)?", "de[zc](?:ember)?",
)  # fmt: skip
WORD = f"(?:{'|'.join(MONTHS)})"
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
DAY = re.compile(
    r"(?:(?:mo|di|mi|do|fr|sa|so|tu|we|th|su)[a-z]*\.?,?\s+)?"
    r"(?:(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2})"
    rf"|(?P<d>\d{{1,2}})\.\s?(?:(?P<m>\d{{1,2}})\.|(?P<w>{WORD})\.?)\s?(?P<y>\d{{4}}|\d{{2}})?)"
    r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: uhr)?)?",
)
"""22.11.2026 · 5.1. · So, 22.11.26 · 5. Januar 2023 · 2026-11-22, each with or without a time of day."""
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
PARTS = (
    (re.compile(""), 12),
    (re.compile(rf"({WORD})\.?"), 1),
    (re.compile(r"(0?[1-9]|1[0-2])"), 1),
    (re.compile(r"(?:q|quartal )\s?([1-4])|([1-4])\. ?(?:quartal|q|vj\.?|vierteljahr)|(iv|i{1,3})\.?(?: quartal)?"), 3),
    (re.compile(r"(?:h|halbjahr )\s?([12])|([12])\. ?(?:halbjahr|hj\.?)|(i{1,2})\.? halbjahr"), 6),
)
"""What stands beside a year, and how many months it is."""
EXCEL_DAYS, EXCEL_BEGAN = range(36_526, 73_051), date(1899, 12, 30)
"""Days of this century as Excel counts them, when the column was not formatted as dates."""
ANY_YEAR = unit_of(date(2024, 1, 1), 12)
"""A month or day without its year is one in any."""


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


def numbered(cells: Sequence[Cell], *, under_heading: bool = True) -> bool:
    """Tell whether these are the lines' own numbers and no counts: 1, 2, 3; two under a heading may be chance."""
    return len(cells) > (2 if under_heading else 0) and [whole(cell) for cell in cells] == [*range(1, len(cells) + 1)]


def counted(cell: Cell) -> bool:
    """Whether a count stands there, or a formula for one."""
    return (isinstance(cell, str) and cell.startswith("=")) or whole(cell, THOUSANDS) is not None


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


def span(parts: Iterable[Cell], within: Period, *, of_days: bool = True) -> Period | None:
    """The days that are meant, or None. A missing year is the only one that fits into `within`.

    `parts`: what stands in one cell or in several ("2023", "Januar"). `of_days`: a day is a day, not its month.
    """
    year, month, day, months = _written(" ".join(filter(None, map(_plain, parts))))
    years = [year] if year else range(within.first.year, within.last.year + 1)
    found = [one for number in years if (one := _period(number, month, day, months))]
    found = [one for one in found if year or one.inside(within)]
    if len(found) != 1:
        return None
    return found[0] if of_days or not day else month_of(found[0].first)


def timed(cell: Cell) -> Period | None:
    """The days that are meant, in whichever year; None for what is no time."""
    return span([cell], ANY_YEAR, of_days=True)


def holding(times: Mapping[Place, Period | None]) -> dict[Place, list[Place]]:
    """Return the places whose time holds that of others, with those: a year beside its quarters adds them up."""
    told = grouped((when, place) for place, when in times.items() if when)
    parts = {one: [part for part in told if part != one and part.inside(one)] for one in told if one.first < one.last}
    held = {one: [place for part in those for place in told[part]] for one, those in parts.items() if those}
    return {place: those for when, those in held.items() for place in told[when]}


def days(cells: Iterable[Cell]) -> list[date]:
    """The single days among these cells."""
    return [one.first for cell in cells if (one := timed(cell)) and one.first == one.last]


def _plain(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else folded(cell)


def _period(year: int, month: int, day: int, months: int) -> Period | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    return Period(first, first) if day else unit_of(first, months)


@lru_cache(REMEMBERED)
def _written(written: str) -> tuple[int, int, int, int]:
    """Year, month, day, and how many months; what is missing is 0, and month 0 is no time at all."""
    if found := DAY.fullmatch(written):
        year = int(found["iy"] or found["y"] or 0)
        month = _month(found["im"] or found["m"] or found["w"])
        return year + 2000 * (0 < year < 100), month, int(found["id"] or found["d"]), 0
    if re.fullmatch(r"\d{5}", written) and int(written) in EXCEL_DAYS:
        day = EXCEL_BEGAN + timedelta(days=int(written))
        return day.year, day.month, day.day, 0
    written = re.sub(r"^(20\d\d)(0[1-9]|1[0-2])$", r"\1-\2", written.removeprefix("jahr "))
    written = re.sub(rf"^({WORD}\.?)[ '-]*(\d\d)$", r"\1 20\2", written)
    among = YEAR.search(written)
    rest = YEAR.sub("", written, count=1).strip(" ./-,'") if among else written
    for pattern, months in PARTS:
        if (found := pattern.fullmatch(rest)) and (among or not (rest.isdecimal() or rest in ROMAN or not rest)):
            said = next(filter(None, found.groups()), "1")
            month = ((ROMAN.get(said) or int(said)) - 1) * months + 1 if months > 1 else _month(said)
            return int(among[1]) if among else 0, month, 0, months
    return 0, 0, 0, 0


def _month(said: str) -> int:
    return int(said) if said.isdecimal() else next(at for at, word in enumerate(MONTHS, 1) if re.fullmatch(word, said))

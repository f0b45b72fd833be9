"""What people write into a cell when they mean a word, a count, a day, a month, a quarter or a year."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache

from kiosk.domain.period import Period, unit_of
from kiosk.domain.plain_text import UNSEEN

Cell = str | int | float | date | None
Row = tuple[Cell, ...]

COUNT = re.compile(r"(\d{1,9}|\d{1,3}(?:[. '’]\d{3}){1,2})(?:,0{1,2})?|(\d{1,9})\.0{1,2}", re.ASCII)
"""12 · 1.234 · 1 234 · 1’234 · 12,0 · 12.0; 1.000 is a thousand, as everywhere in Germany."""
THOUSANDS, DECIMALS = "tausender", "dezimal"
"""What a comma may part: 1,234 is a thousand in English, 1,000 may be both in German; a person says which."""
ENGLISH = str.maketrans(",.", ".,")
POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+", re.ASCII)
NOTHING = frozenset("-–—−")
"""A dash is nothing in official statistics (DIN 55301)."""
SIGNS = NOTHING | frozenset([".", "..", "...", "…", "/", "x", "k.a.", "k. a.", "ka", "n.a.", "entfällt", "geschlossen"])
"""What stands where a count is not known, withheld or makes no sense."""
INVISIBLE = re.compile(f"[\u00ad{UNSEEN}]")
MOST = 999_999_999
REMEMBERED = 20_000
"""Texts whose reading is kept: in a list most stand many times."""
MONTHS = (
    "jan(?:uar|uary)?", "feb(?:ruar|ruary)?", "m(?:ä|ae)rz|mrz|mär|mar(?:ch)?", "apr(?:il)?", "mai|may", "jun[ie]?",
    "jul[iy]?", "aug(?:ust)?", "sept?(?:ember)?", "o[kc]t(?:ober)?", "nov(?:ember)?", "de[zc](?:ember)?",
)  # fmt: skip
WEEKDAY = r"mo|di|mi|do|fr|sa|so|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|\w+tag|\w+day|mittwoch|sonnabend"
WORD = f"(?:{'|'.join(MONTHS)})"
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
TIMES = (
    (re.compile(rf"(?P<day>\d\d?)\. ?(?:(?P<month>\d\d?)\.|(?P<word>{WORD})\.?)"), 0),
    (re.compile(rf"(?P<word>{WORD})\.?"), 1),
    (re.compile(r"(?:q|qrtl|quartal) ?(?P<unit>[1-4]|iv|i{1,3})"), 3),
    (re.compile(r"(?P<unit>[1-4]|iv|i{1,3})\.? ?(?:quartal|quart\.?|qu?\.?|vj\.?|vierteljahr)"), 3),
    (re.compile(r"(?:h|halbjahr) ?(?P<unit>[12])"), 6),
    (re.compile(r"(?P<unit>[12]|ii?)\.? ?(?:halbjahr|hj\.?)"), 6),
)
"""How days, months, quarters and half-years are written, with or without a year, and how many months they are."""
NAMED = [re.sub(r"\?P<\w+>", "?:", pattern.pattern) for pattern, _ in TIMES]
"""The same, of which no part is asked for; the first two are days and months."""
SPELLED = (
    (re.compile(rf"^(?:{WEEKDAY})\.?,? (?=\d+[.-])"), ""),
    (re.compile(r"[ t]\d\d?:\d\d.*$"), ""),
    (re.compile(r"^(20\d\d)(0[1-9]|1[0-2])$"), r"\1-\2"),
    (re.compile(r"^(0[1-9]|1[0-2])/(2\d)$"), r"20\2-\1"),
    (re.compile(rf"^({WORD}\.?|\d\d?\. ?(?:\d\d?\.|{WORD}\.?))[ '-]*(\d\d)$"), r"\1 20\2"),
    (re.compile(rf"^({'|'.join(NAMED[2:])}|(?:iv|i{{1,3}})(?=/))[ /'-]+(\d\d)$"), r"\1 20\2"),
)
"""What is another spelling of the same time: its weekday, its time of day, 202301, 01/23, Jan 23, III/23."""
BESIDE_YEAR = (
    *TIMES,
    (re.compile(r"(?P<month>\d\d?)-(?P<day>\d\d?)"), 0),
    (re.compile(r"(?P<month>\d\d?)\.?"), 1),
    (re.compile(r"(?P<unit>iv|i{1,3})"), 3),
    (re.compile(r"(?:jahr)?"), 12),
)
BARE = re.compile(r"(\d|1[0-2]|iv|i{1,3})\.?")
"""Which of its months, quarters or half-years a year has, where the heading says of which."""
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
ANY_YEAR = unit_of(date(2024, 1, 1), 12)
"""A month or day without its year is one in any."""


@lru_cache(REMEMBERED)
def one_line(written: str) -> str:
    """Return the words on one line, without what nobody can see: a control character would break a document."""
    plain = written if written.isascii() else INVISIBLE.sub("", written)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in plain).split())


@lru_cache(REMEMBERED)
def text(cell: Cell) -> str:
    """Return the cell as it is named to a person, on one line."""
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return one_line(str(cell)) if cell is not None else ""


@lru_cache(REMEMBERED)
def folded(cell: Cell) -> str:
    """Return the cell as words are compared: capitals, soft hyphens and spaces make no difference."""
    return text(cell).casefold()


def worded(cell: Cell) -> bool:
    """Tell whether a word stands there: no number, no day, no sign for a number."""
    return isinstance(cell, str) and not (counted(cell) or folded(cell) in SIGNS)


def numbered(cells: Sequence[Cell], *, under_heading: bool = True) -> bool:
    """Tell whether these are the lines' own numbers and no counts: 1, 2, 3; two under a heading may be chance."""
    return len(cells) > (2 if under_heading else 0) and [whole(cell) for cell in cells] == [*range(1, len(cells) + 1)]


@lru_cache(REMEMBERED)
def counted(cell: Cell) -> bool:
    """Tell whether a count stands there, the dash that is none, or a formula for one."""
    formula = isinstance(cell, str) and cell.startswith("=")
    return formula or text(cell) in NOTHING or whole(cell) is not None or whole(cell, THOUSANDS) is not None


@lru_cache(REMEMBERED)
def whole(cell: Cell, comma: str = "") -> int | None:
    """Return the count that is written there, 0 to 999,999,999; None for all else. `comma`: what a comma means."""
    if isinstance(cell, int | float):
        return int(cell) if 0 <= cell <= MOST and cell == int(cell) else None
    plain = text(cell).translate(ENGLISH) if comma == THOUSANDS else text(cell)
    found = COUNT.fullmatch(re.sub(",0+$", "", plain) if comma == DECIMALS else plain)
    return int(re.sub(r"\D", "", found[1] or found[2])) if found else None


@cache
def letter(index: int) -> str:
    """Return the letter of a column: 0 is A, 26 is AA."""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def span(parts: Iterable[Cell], within: Period, unit: int = 0) -> Period | None:
    """Return the days that are meant, or None. A missing year is the only one that fits into `within`.

    `parts`: what stands in one cell or in several ("2023", "Januar"); `unit`: how many months their heading announces.
    """
    year, *rest = written(" ".join(filter(None, map(folded, parts))), unit)
    found = [one for number in ([year] if year else years(within)) if (one := days_of(number, *rest))]
    found = [one for one in found if year or one.inside(within)]
    return found[0] if len(found) == 1 else None


def years(within: Period) -> Iterable[int]:
    """Return the years of a period."""
    return range(within.first.year, within.last.year + 1)


def days_of(year: int, month: int, day: int, months: int) -> Period | None:
    """Return the days of a time as it is written; None where there are none."""
    with suppress(ValueError):
        first = date(year, month, day or 1)
        return unit_of(first, months) if months else Period(first, first)
    return None


def timed(cell: Cell) -> Period | None:
    """Return the days that are meant, in whichever year; None for what is no time."""
    return span([cell], ANY_YEAR)


@lru_cache(REMEMBERED)
def written(said: str, unit: int) -> tuple[int, int, int, int]:
    """Return year, month, day, and how many months; what is missing is 0, and month 0 is no time at all."""
    for pattern, plain in SPELLED:
        said = pattern.sub(plain, said)
    year = YEAR.search(said)
    rest = YEAR.sub("", said, count=1).strip(" /-,'·") if year else said
    if unit in (1, 3, 6) and (bare := BARE.fullmatch(rest)):
        number = ROMAN.get(bare[1]) or int(bare[1])
        return int(year[0]) if year else 0, (number - 1) * unit + 1, 0, unit
    for pattern, months in BESIDE_YEAR if year else TIMES:
        if found := pattern.fullmatch(rest):
            parts = {"unit": "1", **{name: one for name, one in found.groupdict().items() if one}}
            unit = ROMAN.get(parts["unit"]) or int(parts["unit"])
            month = int(parts.get("month", (unit - 1) * months + 1))
            if word := parts.get("word"):
                month = next(at for at, one in enumerate(MONTHS, start=1) if re.fullmatch(one, word))
            return int(year[0]) if year else 0, month, int(parts.get("day", 0)), months
    return 0, 0, 0, 0

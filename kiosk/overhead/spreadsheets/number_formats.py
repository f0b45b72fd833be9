"""What a spreadsheet shows of a cell: its format may make another number of one, a month of a day, or hide it."""

import operator
import re
from datetime import datetime
from functools import cache, lru_cache

from kiosk.overhead.spreadsheets.cells import REMEMBERED, one_line, text

LITERAL = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')
"""What in a number format stands for itself, or says in which language the rest is shown."""
SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
CONDITION = re.compile(r"\[([<>=]{1,2})(-?[\d.]+)\]")
HOLDS = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "<>": operator.ne, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip
PIECE = re.compile(
    r'"([^"]*)"|\\(.)|\[\$([^]-]*)[^]]*\]|\[[^]]*\]|[_*].|([#0?., ]*[#0?][#0?., ]*|general|@)|(.)', re.IGNORECASE
)
"""Words, a sign, a currency, colours and fillings that say nothing, the place of the number, what else stands there."""
COUNTED = re.compile(
    r"(?:pers(?:on(?:en)?)?|mensch(?:en)?|famil\w+|kind(?:er)?|f[aä]lle?|klient\w*|besuch\w*|teilnehm\w*|ratsuchende|"
    r"gespräche?|beratung(?:en)?|kontakte?|termine?|anfragen?|anträge?|mal|x|stk|stück)\.?",
    re.IGNORECASE,
)
"""Words beside a count that leave it one."""


def as_shown(value: object, form: str, *, struck: bool) -> object:
    """Return what a cell holds where the format shows that, else what it shows; what is crossed out says so.

    Excel makes a day of "Jan 25", and nobody sees which: it is a month.
    """
    if isinstance(value, datetime) and _of_months(form):
        value = f"{value:%m/%Y}"
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        value = _number(value, form or "General")
    return f"{text(value)} (durchgestrichen)" if struck and isinstance(value, str | int | float) else value


@cache
def _of_months(form: str) -> bool:
    return not re.search("[dhs]", LITERAL.sub("", form), re.IGNORECASE)


@lru_cache(REMEMBERED)
def _number(number: float, form: str) -> float | str:
    pieces = PIECE.findall(_section(number, form))
    percent = any(other == "%" for *_, other in pieces)
    thousands = any(digits.rstrip().endswith(",") for *_, digits, _ in pieces)
    value = round(number * 100, 6) if percent else number / 1000 if thousands else number
    written = text(value).replace(".", ",") + " Tsd." * thousands
    places = iter([f" {written} "])
    told = one_line("".join(next(places, "") if piece[3] else "".join(piece) for piece in pieces))
    return number if value == number and COUNTED.sub("", told).strip() == written else told or f"{written} (verborgen)"


def _section(number: float, form: str) -> str:
    """Return the part of a format that shows a number above 0."""
    sections = SECTION.split(form)
    found = [(one, CONDITION.search(one)) for one in sections]
    holding = (one for one, when in found if when and when[1] in HOLDS and HOLDS[when[1]](number, float(when[2])))
    return next(holding, next((one for one, when in found if not when), sections[0]))

"""Which signs the shipped fonts draw in each language, as `letters.csv` has them from the fonts."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("letters.csv")
INVISIBLE = frozenset("\u200c\u200d\u200f\u2060\u00ad\n")
"""Signs that join, part or keep together, and are not drawn."""


def undrawn(tag: str, text: str) -> list[str]:
    """Return the signs of a text that no shipped font has for this language, each once."""
    signs = (sign for sign in dict.fromkeys(text) if sign not in INVISIBLE)
    return [sign for sign in signs if not any(ord(sign) in span for span in _drawn(tag.split("-", maxsplit=1)[0]))]


@cache
def _drawn(language: str) -> tuple[range, ...]:
    with FILE.open(encoding="ascii", newline="") as file:
        known = {row["language"]: row["letters"] for row in csv.DictReader(file)}
    return tuple(_span(*one.split("-")) for one in known.get(language, known[""]).split())


def _span(first: str, last: str = "") -> range:
    return range(int(first, 16), int(last or first, 16) + 1)

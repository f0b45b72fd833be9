"""Times that stand anywhere in words: in a title or footnote, in the name of a sheet, in a heading."""

import re
from collections.abc import Iterator, Sequence

from kiosk.domain.period import Period
from kiosk.overhead.spreadsheets.cells import NAMED, days_of, folded, written, years

NUMERAL, Y, NAME = "(?:iv|i{1,3})", r"(?:19|20)\d\d", "|".join(NAMED)
JOINED = r"(?:bis|und|u\.|[–—/+&,-])"
TIME = re.compile(
    rf"(?<!\w)(?:(?P<left>[1-4]\.|{NUMERAL}\.?|\d\d(?=-\d\d/)) ?{JOINED} ?)?(?P<time>"
    rf"(?:{NAME})(?:[ ,'/-]*{Y}|[ '/-]*\d\d(?![\d.]))?|{Y}[ /-]*(?:{NAME})|"
    rf"(?:{NUMERAL}|(?<![/.])\d\d?)[./-]{Y}|{NUMERAL}/\d\d|(?<![/.])(?:0[1-9]|1[0-2])/2\d|"
    rf"{Y}[/-](?:{NUMERAL}|\d\d?(?:-\d\d?)?)|^(?:jahr )?{Y}$)(?!\w)"
)
"""A time among words; `left`: the number of the one with which it begins, as in "1. bis 3. Quartal"."""
BETWEEN = re.compile(rf" ?{JOINED}(?: zum)? ?")
"""What makes one time of two."""


def times_in(said: str, within: Period, unit: int) -> Iterator[tuple[str, list[Period]]]:
    """Yield the times in words with what stands before each, nothing where it is from one to another; without a year
    it is one of each year of `within`. `unit`: how many months the words announce.
    """
    plain, groups, end = folded(said), list[list[re.Match[str]]](), 0
    for found in TIME.finditer(plain):
        if groups and BETWEEN.fullmatch(plain, groups[-1][-1].end(), found.start()):
            groups[-1].append(found)
        else:
            groups.append([found])
    for group in groups:
        parts = [part for found in group for part in _parts(found, unit)]
        named = [year for year, *_ in parts if year][-1:]
        spans = [one for year in named or years(within) if (one := _span(parts, year))]
        if spans:
            yield "" if len(parts) > 1 else plain[end : group[0].start()], spans
        end = group[-1].end()


def _parts(found: re.Match[str], unit: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the time with which it begins, if it is one from another to its own, then its own."""
    time = written(found["time"], unit)
    if found["left"] and time[3]:
        yield written(found["left"].lstrip("0"), time[3])
    if time[1]:
        yield time


def _span(parts: Sequence[tuple[int, int, int, int]], year: int) -> Period | None:
    days = [one for own, *rest in parts if (one := days_of(own or year, *rest))]
    return Period(min(one.first for one in days), max(one.last for one in days)) if days else None

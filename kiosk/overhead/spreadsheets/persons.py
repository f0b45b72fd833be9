"""What tells a list of persons from a list of counts: it is refused before anything of it is kept."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from math import prod
from pathlib import Path

from kiosk.overhead.spreadsheets.cells import YEAR, Cell, Row, folded, numbered, text, timed, whole, worded

WRITTEN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
KINDS = [re.compile("|".join(written)) for written in WRITTEN.pop("of_one").values()]
"""Headings that tell of one person, by what they tell: age, sex, origin."""
OF_ONE = re.compile("|".join(kind.pattern for kind in KINDS))
PATTERNS = {name: "|".join(written) for name, written in WRITTEN.items()}
HEADING, SURE, YEAR_OF_BIRTH, MEASURED, WHO, ONE_WHO, FILE_NUMBER, HOUSE = (
    re.compile(PATTERNS[name])
    for name in ("heading", "sure", "year_of_birth", "measured", "who", "one_who", "file_number", "house")
)
LARGE = r"[^\W\d_a-zäöüß]"
FULL_NAME = re.compile(rf"{LARGE}[\w'’-]+(?:,? {LARGE}[\w'’-]+){{1,3}}")
"""Under a heading that says who, two words that both begin large are somebody's name."""
ADDRESS = re.compile(r"(?:Herrn?|Frau|Familie|Fam\.) ")
BARE_NAME = re.compile(rf"(?!.*\b(?:{PATTERNS['no_name']})\b){FULL_NAME.pattern}")
"""Where nothing says who, "MBE Ratingen", "Rechtliche Beratung" and what else is called like them are no names."""
CATEGORY = re.compile(rf"(?!.*(?:{PATTERNS['no_category']})$).*(?:{PATTERNS['category']})")
STREET = re.compile(r".*(?:str(?:\.|aße)|weg|allee|gasse) ?\d+\w?\b", re.IGNORECASE)
TELLING = (
    (re.compile(r"\S+@\S+\.\w+"), 1),
    (re.compile(r"(?:\+|0)\d{2,4}[ /-]*\d{3}[\d ]{2,}$"), 1),
    (re.compile(rf"(?:Herrn?|Frau|Fam\.) {LARGE}"), 1),
    (STREET, 1),
    (re.compile(rf"{LARGE}\w+,? {LARGE}\.$|{LARGE}\.(?:, | ){LARGE}\w+$"), 1),
    (re.compile(rf"{LARGE}\. ?{LARGE}\.?$"), 2),
    (re.compile(r".*(?:\*|\bgeb(?:\.|oren)(?: am)?) ?\d+[.-] ?\d+[.-] ?\d\d", re.IGNORECASE), 1),
)
"""How cells begin that name somebody, whatever heads them, and how many different ones a column may have by chance."""
HEADED_WITHIN, LONGEST = 30, 40
"""Lines in which headings stand; characters of the longest."""
BORN_BEFORE = date(2015, 1, 1)
MOST_ONES, FEW = 4, 2
"""So many lines may each count one, or have a name, by chance; where a heading says that they are persons, so few."""


def of_a_person(word: str) -> bool:
    """Tell whether a word looks like somebody's name, or tells of somebody as no row is called."""
    return bool(BARE_NAME.fullmatch(word)) or any(telling.match(word) for telling, _ in TELLING)


def of_persons(rows: Sequence[Row]) -> bool:
    """Tell whether a sheet looks like a list of persons."""
    columns = [[cell for cell in column if cell is not None] for column in zip(*rows, strict=True)]
    counts, born = [*map(_counted, columns)], any(map(_born, columns))
    houses = [any(counts) and _headed(column, HOUSE) for column in columns]
    words = [
        [text(cell) for cell in column if worded(cell) and not (house and STREET.match(text(cell)))]
        for column, house in zip(columns, houses, strict=True)
    ]
    apart = sum(map(_apart, words))
    heads = ([cell for cell, count in zip(row, counts, strict=True) if not count] for row in rows[:HEADED_WITHIN])
    headed = max((sum(map(_heading, row)) for row in heads), default=0)
    in_years = any(_headed(column, YEAR_OF_BIRTH) for column in columns)
    if (
        headed > 1
        or (headed and born)
        or _named(rows, words)
        or _uncalled(rows)
        or _described(rows, counts)
        or _one_a_line(columns, words, in_years)
    ):
        return True
    told = max((len({*filter(OF_ONE.fullmatch, map(folded, row))}) for row in rows[:HEADED_WITHIN]), default=0)
    told += any(sum(whole(cell) is not None for cell in _under(column, OF_ONE)) > FEW for column in columns)
    return not any(counts) and (told > 1 or (headed == 1 and apart > 1) or ((born or in_years) and apart > 0))


def _one_a_line(columns: Sequence[Sequence[Cell]], words: Sequence[Sequence[str]], in_years: bool) -> bool:
    """Tell whether cells name somebody by themselves, or lines count one person or file each.

    `in_years`: there is a year of birth.
    """
    files = [[text(cell) for cell in _under(column, FILE_NUMBER) if whole(cell) is None] for column in columns]
    return (
        any(len({*filter(telling.match, one)}) > chance for one in words for telling, chance in TELLING)
        or any(_different(one, 1) and all(re.search(r"\d", number) for number in one) for one in files)
        or (in_years and any(len(one) > FEW for one in words) and any(_ones(column, FEW) for column in columns))
    )


def _heading(cell: Cell) -> int:
    words = re.findall(r"[^\W\d_]+", folded(cell)) if isinstance(cell, str) and len(cell) < LONGEST else []
    return max((2 if SURE.fullmatch(word) else 1 for word in words if HEADING.fullmatch(word)), default=0)


def _named(rows: Sequence[Row], columns: Sequence[Sequence[str]]) -> bool:
    """Tell whether names stand under a heading that says who, or who is described there, each in a line; a line that
    counts something is no heading.
    """
    heads = [row for row in rows[:HEADED_WITHIN] if not _counts(row)]
    who, one_each = (
        [words for place, words in enumerate(columns) if any(heading.fullmatch(folded(row[place])) for row in heads)]
        for heading in (WHO, ONE_WHO)
    )
    described = sum(len(words) > FEW for words in columns) > 1
    return any(sum(map(bool, map(FULL_NAME.fullmatch, words))) * 2 >= len(words) for words in who) or (
        described and any(_different(words, FEW) for words in one_each)
    )


def _uncalled(rows: Sequence[Row]) -> bool:
    """Tell whether names stand beside numbers under no heading for kinds, in one column or two, or above ones."""
    begin = next((line for line, row in enumerate(rows) if _counts(row)), len(rows))
    above, body = rows[begin - 1] if begin else (), rows[begin:]
    columns = [*zip(*body, strict=True)]
    bare = (column for at, column in enumerate(columns) if not (above and CATEGORY.match(folded(above[at]))))
    words = ([text(cell) if worded(cell) else "" for cell in column] for column in bare)
    apart = [column for column in words if _apart([*filter(None, column)])]
    ones = [text(above[at]) for at, one in enumerate(columns) if above and {*map(whole, one)} - {None, 0} == {1}]
    return any(map(_full_names, [*apart, [" ".join(row).strip() for row in zip(*apart, strict=True)], ones]))


def _described(rows: Sequence[Row], counts: Sequence[bool]) -> bool:
    """Tell whether lines describe somebody each, whatever they count: a table of all there is has no line twice, and
    lacks few.
    """
    for line, head in enumerate(rows[:HEADED_WITHIN], start=1):
        told = [place for place, cell in enumerate(head) if OF_ONE.fullmatch(folded(cell))]
        if sum(any(kind.fullmatch(folded(head[place])) for place in told) for kind in KINDS) > FEW:
            body = [*accumulate(filter(_counts, rows[line:]), _carried)]
            columns = [*zip(*body, strict=True)] if len(body) > FEW else []
            alike = [at for at, one in enumerate(columns) if at in told or not (counts[at] or _nearly_different(one))]
            found, kinds = ({tuple(row[at] for at in places) for row in body} for places in (alike, told))
            every = prod(len({*columns[at]}) for at in told if columns)
            return bool(columns) and (len(found) < len(body) or len(kinds) * 4 < every)
    return False


def _carried(above: Row, row: Row) -> Row:
    return tuple(before if cell is None else cell for before, cell in zip(above, row, strict=True))


def _full_names(written: Sequence[str]) -> bool:
    """Tell whether most of these are called like persons, nearly each another."""
    found = [*filter(None, written)]
    names = [ADDRESS.sub("", one).split() for one in found if ADDRESS.match(one) or BARE_NAME.fullmatch(one)]
    ends = min(len({words[place] for words in names}) for place in (0, -1))  # offices have a town in common
    return len(names) > MOST_ONES and len(names) * 3 >= len(found) * 2 and ends * 4 >= len(names) * 3


def _counts(row: Row) -> bool:
    """Tell whether a number stands in a line that is no year of a heading."""
    return any(whole(cell) is not None and not YEAR.fullmatch(text(cell)) for cell in row)


def _different(words: Sequence[str], chance: int) -> bool:
    """Tell whether these are more than a few words and each another."""
    return len(words) > chance and len({*words}) == len(words)


def _apart(words: Sequence[str]) -> bool:
    """Tell whether these are many words and nearly each another."""
    return len(words) > MOST_ONES and _nearly_different(words)


def _nearly_different(column: Sequence[Cell]) -> bool:
    return len({*column}) * 10 >= len(column) * 9


def _born(column: list[Cell]) -> bool:
    times = (timed(cell) for cell in column if whole(cell) is None)
    found = [one.first for one in times if one and one.first == one.last]
    return len(found) > 1 and sum(not BORN_BEFORE <= day <= date(2049, 12, 31) for day in found) * 2 > len(column)


def _headed(column: Sequence[Cell], heading: re.Pattern[str]) -> bool:
    return any(heading.fullmatch(folded(cell)) for cell in column[:HEADED_WITHIN])


def _under(column: Sequence[Cell], heading: re.Pattern[str]) -> Sequence[Cell]:
    """Return what stands under such a heading; nothing where there is none."""
    lines = enumerate(column[:HEADED_WITHIN], start=1)
    return column[next((line for line, cell in lines if heading.fullmatch(folded(cell))), len(column)) :]


def _ones(column: Sequence[Cell], chance: int) -> bool:
    """Tell whether each number here is a one, and not by chance."""
    numbers = [number for cell in column if (number := whole(cell)) is not None]
    return len(numbers) > chance and {*numbers} == {1}


def _counted(column: list[Cell]) -> bool:
    """Tell whether these are counts; a one in each line says that each is a person, years of birth name a row."""
    numbers = [cell for cell in column if whole(cell) is not None]
    other = numbered(numbers) or _ones(column, MOST_ONES) or _headed(column, MEASURED) or _headed(column, YEAR_OF_BIRTH)
    return len(numbers) * 2 > len(column) and not other

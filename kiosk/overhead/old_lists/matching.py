"""What the words of a list mean: as a person says, as a table calls its rows, as it was said for a list before."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from kiosk.domain.period import Period
from kiosk.domain.vocabulary import PaperRow, PaperTable
from kiosk.overhead.spreadsheets.cells import REMEMBERED, WORD, YEAR, folded, timed
from kiosk.overhead.spreadsheets.times import times_in
from kiosk.pack import Pack


class Role(StrEnum):
    """Say what a column holds; the value is how a person says it at the terminal."""

    ROW = "zeile"
    COUNT = "anzahl"
    TOTAL = "summe"
    DAY = "tag"
    SPAN = "zeitraum"
    DESK = "desk"
    UNREAD = "-"


Asks = StrEnum("Asks", "ROW DESK COUNT COMMA LINE SUM TOTAL COLUMN TABLE BESIDE")
"""What a person decides: what a word, a comma or a column means, whether a line, a total or what stands beside them
counts, which table it is.
"""
WRITTEN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ROLES = {word: Role(role) for role, words in WRITTEN["role"].items() for word in words}
PATTERNS = {name: f"(?:{'|'.join(written)})" for name, written in WRITTEN["pattern"].items()}
TOTAL_LINE = re.compile(
    rf"(?:{'|'.join(WRITTEN['role'][Role.TOTAL])})\b.*|.+ (?:gesamt|insgesamt|summe|total)|"
    rf"(?:{WORD}|\d{{4}}|q(?:rtl)?[1-4]) ergebnis"
)
"""What a line is called that adds up others."""
COUNT_HEADING = re.compile(r"(?:anzahl|zahl|summe|sum|count)(?: (?:der|von|of))? .*")
RUNNING = re.compile(
    rf"(?:.*\b)?{PATTERNS['running']}\b.*|stand|(?:.*\W)?stand\W+(?:am |vom |zum |per )?(?:\d|{WORD}).*"
)
STOCK = re.compile(rf"(?:.*\W)?{PATTERNS['stock']}.*")
NO_COUNT = re.compile(rf"\b{PATTERNS['no_count']}\b|€|\+/-|\b1[. ]?000\b")
UNFIT = re.compile(rf"\b{PATTERNS['unfit']}\b|€")
MADE = re.compile(rf"\b{PATTERNS['made']}\b|©")
SINCE = re.compile(rf"\b{PATTERNS['since']}\b")
MEANT = re.compile(r"(?:ca\.?|rund|etwa|[(<>≥≤=~±+–−-])? ?\d|[<>=]|²", re.IGNORECASE)
"""How a cell begins in which somebody meant a number, whatever became of it."""
PARTS = " · "
"""Between the parts of a heading that stands in two lines."""
ALL_DESKS = "alle"
"""Desk of an old list that was counted for the whole county."""
DESK_PREFIX, TABLE = "desk:", "lesen:tabelle"
PLACE = re.compile(r"(?:lesen|spalte|zeile|zeit|summe):.*")
"""Answers about a place in one file, and about how it is read; all others are about words."""
LEFT_OUT, COUNTS_TOO = "-", "+"
"""What can be said of any word or line: it does not count, it counts too; Role.TOTAL: it adds up others."""


@lru_cache(REMEMBERED)
def role_of(heading: str) -> Role | None:
    """Return what a heading announces; what stands in brackets, numbers and signs do not matter."""
    if timed(heading):  # "1. Quartal 2025" heads what it counted
        return None
    if NO_COUNT.search(spelled(heading)):
        return Role.UNREAD
    plain = " ".join(re.sub(r"\(.*?\)|[\d\W_]+", " ", folded(heading)).split())
    if plain in ROLES:
        return ROLES[plain]
    if plain.endswith((" gesamt", " insgesamt")):
        return Role.TOTAL
    return Role.COUNT if COUNT_HEADING.fullmatch(plain) else None


def spelled(said: str) -> str:
    """Return words as they are compared, a sign for percent as its word."""
    return folded(said.replace("%", " Prozent "))


def is_called(name: str, period: Period) -> bool:
    """Tell whether a sheet's name names this very period."""
    return any(period in times for _, times in times_in(name, period, months_in(name)))


def other_time(said: str, within: Period, *, whole: bool) -> bool:
    """Tell whether words beside counts say that these are of another time.

    `whole`: the counts are of the whole period, so that a part of it is another time too.
    """
    for before, times in times_in(said, within, months_in(said)):
        fits = any(one.first == one.last or (within.inside(one) if whole else one.meets(within)) for one in times)
        written = times[0].unit == 1 and times[0].first >= within.first and MADE.search(before)
        if not (fits or written or SINCE.search(before)):
            return True
    years = {*map(int, YEAR.findall(said))}
    if not years or any(within.first.year <= year <= within.last.year for year in years):
        return False
    harmless = SINCE if min(years) < within.first.year else MADE
    return not harmless.search(folded(said))


def units_in(heading: str) -> frozenset[str]:
    """Return the words of a heading that say what is counted: persons are never added to talks, nor parts to all."""
    words = re.findall(r"\w+", folded(heading))
    return frozenset(word for word in words if ROLES.get(word) is Role.COUNT or word in WRITTEN["moves"])


def other_unit(said: str, unit: str, *, heading: bool) -> bool:
    """Tell whether a heading, or words beside that could head nothing, name another unit than the table's."""
    words = [one for one in re.findall(r"\w+", folded(said)) if heading or one not in ROLES]
    return any(unit not in WRITTEN["unit"].get(one, [unit]) for one in words)


def months_in(heading: str) -> int:
    """Return how many months the times under such a heading have; 0 where it does not say."""
    return next((months for word, months in WRITTEN["months"].items() if word in folded(heading)), 0)


@lru_cache(REMEMBERED)
def said_in(heading: str) -> tuple[str, ...]:
    """Return a heading, then it without what only announces a count ("Anzahl 2022" says 2022), then its parts so."""
    parts = (heading, *heading.split(PARTS))
    words = (re.sub(r"\(.*?\)", " ", part).split() for part in parts)
    bare = ([one for one in part if role_of(one) is not Role.COUNT and one not in ("der", "von")] for part in words)
    return tuple(dict.fromkeys(filter(None, (heading, *map(" ".join, bare), *parts))))


@lru_cache(REMEMBERED)
def when_of(heading: str) -> str:
    """Return the part of a heading that says when its column counted: of "2022 · neu" it is 2022."""
    return next(filter(timed, said_in(heading)), "")


def _words_of(row: PaperRow, paper: PaperTable) -> Iterator[str]:
    """Yield how a row may be written: its code, its label, and what the label has before or behind a stroke alone."""
    parts = Counter(folded(part) for one in paper.rows for part in one.label.split(" / "))
    yield from (part for part in map(folded, row.label.split(" / ")) if parts[part] == 1)
    yield from map(folded, (row.label, row.code))


class Words:
    """Every word that means something here: `meanings`, of what people said of this list (`said`) and of words in lists
    before (`kept`), of places, and of the rows of the list's own table (`paper`), once that is known.
    """

    def __init__(self, pack: Pack, said: Mapping[str, str], kept: Mapping[str, str], *, as_before: bool) -> None:
        """`as_before`: the list is read as one with the same headings was."""
        site, self.vocabulary, self.register = pack.site, pack.vocabulary, pack.register
        self.said, self.kept, self.as_before = said, kept, as_before
        self.own, self.meanings, self.code = dict[str, str](), dict[str, str](), ""
        self.paper: PaperTable | None = None
        self.rows = {
            one.code: {word: f"{one.code}:{row.code}" for row in one.rows for word in _words_of(row, one)}
            for one in self.vocabulary.papers
        }
        self.row_words = set[str]().union(*self.rows.values())
        self.desks = {folded(word): DESK_PREFIX + one.code for one in site.desks for word in (one.name, one.code)}
        self.desks[ALL_DESKS] = DESK_PREFIX + ALL_DESKS
        self.places = {*self.desks, *(folded(word) for town in site.towns for word in (town.label, town.code))}

    def settle(self, names: Iterable[Sequence[str]], former: str) -> None:
        """Settle to which table the list belongs: as a person said; else the one that knows most of its names; where
        two know as many, as a list before, if any.
        """
        scores = Counter(
            code for words in names for code, rows in self.rows.items() if any(folded(one) in rows for one in words)
        )
        best = [code for code, known in scores.items() if known == max(scores.values())]
        code = self.said.get(TABLE) or (best[0] if len(best) == 1 else former)
        self.paper, self.own = self.vocabulary.paper(code), self.rows.get(code, {})
        self.code = self.paper.code if self.paper else ""
        self.unit = self.register.of(self.code).unit if self.paper else ""
        self.meanings = {**self.kept, **self.desks, **self.own, **self.said}

    def means(self, asks: Asks, keys: Sequence[str]) -> tuple[str, str]:
        """Return what one of these words or places means as a row, a desk or a count, LEFT_OUT, or nothing; and by
        which one somebody said so.
        """
        meant = {Asks.ROW: self.own, Asks.DESK: self.desks, Asks.COUNT: {"": "0"}}[asks]
        for key in keys:
            answer, known = self.answer(key), folded(key) in meant and folded(key) not in self.said
            if answer == LEFT_OUT or answer in meant.values():
                return answer.rpartition(":")[2], "" if known else key
        return "", ""

    def label(self, meaning: str) -> str:
        """Return what a meaning is called: the row's or the desk's own word."""
        rows = {f"{self.paper.code}:{row.code}": row.label for row in self.paper.rows} if self.paper else {}
        return rows.get(meaning, meaning.removeprefix(DESK_PREFIX))

    def close(self, word: str) -> str:
        """Return the row whose words are most like this one, to be confirmed; nothing where none is."""
        plain = folded(word)
        near = [known for known in self.own if len(known) > 3 and known.startswith(plain[: len(known)])]
        found = [*near, *get_close_matches(plain, self.own, 1, 0.75)] if len(word) > 3 else []
        return self.own[found[0]] if found else ""

    def known(self, heading: str) -> bool:
        """Tell whether any table has a row that is called so."""
        return any(folded(one) in self.row_words for one in said_in(heading))

    def rows_called(self, word: str) -> set[str]:
        """Return the rows of any table that are called so."""
        return {rows[folded(word)] for rows in self.rows.values() if folded(word) in rows}

    def place_in(self, heading: str) -> str:
        """Return the part of a heading that names a place."""
        return next((part for part in said_in(heading) if folded(part) in self.places), "")

    def apart(self, heading: str) -> str:
        """Return the time or place that tells a column from its neighbours."""
        return when_of(heading) or self.place_in(heading)

    def answer(self, key: str) -> str:
        """Return what is meant by a word, or was said of a place."""
        return self.meanings.get(folded(key), "")

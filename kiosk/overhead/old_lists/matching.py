"""What the words of a list mean: as a person says, as a table calls its rows, as it was said for a list before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from itertools import chain

from kiosk.domain.vocabulary import PaperTable
from kiosk.overhead.old_lists.cells import REMEMBERED, WORD, folded, timed
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


HEADINGS = {
    Role.ROW: "zeile, zeilencode, code, kürzel, row, bezeichnung, beschriftung, zeilenbeschriftungen, stelle, angabe,"
    " kategorie, merkmal, ergebnis, zielgruppe, zielgruppen, zugang, zusteuerungsweg, zusteuerungswege, bedarf, ziel,"
    " was, text, label, label de, name, category, description, item, outcome, row labels",
    Role.COUNT: "anzahl, personen, personenzahl, zahl, menge, fälle, nennungen, count, number, persons, people, n,"
    " häufigkeit",
    Role.DAY: "datum, tag, date, day",
    Role.SPAN: "monat, quartal, halbjahr, jahr, zeitraum, berichtsmonat, berichtsjahr, month, quarter, year, period",
    Role.DESK: "ort, standort, desk, clearingstelle, stadt, kommune, gemeinde, office, place, location, town, city",
    Role.TOTAL: "gesamt, gesamtsumme, gesamtzahl, gesamtergebnis, summe, insgesamt, zusammen, endsumme, zwischensumme,"
    " teilergebnis, personen gesamt, gesamt personen, total, sum, grand total, subtotal, printed total",
    Role.UNREAD: "anteil, prozent, percent, share, bemerkung, bemerkungen, anmerkung, notiz, notizen, note, notes,"
    " comment, wochentag, weekday, kw, woche, kalenderwoche, week, nr, lfd nr, index, veränderung, differenz",
}
ROLES = {word: role for role, words in HEADINGS.items() for word in words.split(", ")}
TOTALS = HEADINGS[Role.TOTAL].replace(", ", "|")
TOTAL_LINE = re.compile(rf"(?:{TOTALS})\b.*|.+ (?:gesamt|insgesamt|summe|total)|(?:{WORD}|\d{{4}}) ergebnis")
COUNT_HEADING = re.compile(r"(?:anzahl|zahl|summe|sum|count)(?: (?:der|von|of))? .*")
PARTS = " · "
"""Between the parts of a heading that stands in two lines."""
ALL_DESKS = "alle"
"""Desk of an old list that was counted for the whole county."""
DESK_PREFIX, TABLE = "desk:", "lesen:tabelle"
PLACE = re.compile(r"(?:lesen|spalte|zeile|summe):.*")
"""Answers about a place in one file, and about how it is read; all others are about words."""
LEFT_OUT, COUNTS_TOO, IS_TOTAL = "-", "+", "summe"
"""What can be said of any word or line: it does not count, it counts too, it adds up others."""


@lru_cache(REMEMBERED)
def role_of(heading: str) -> Role | None:
    """Return what a heading announces; what stands in brackets, numbers and signs do not matter."""
    plain = folded(heading).replace("%", " prozent ")
    plain = " ".join(re.sub(r"\(.*?\)|[\d\W_]+", " ", plain).split())
    if plain in ROLES:
        return ROLES[plain]
    if re.search(r"\b(?:prozent|anteil|index|percent)\b", plain):
        return Role.UNREAD
    if plain.endswith((" gesamt", " insgesamt")):
        return Role.TOTAL
    return Role.COUNT if COUNT_HEADING.fullmatch(plain) else None


@lru_cache(REMEMBERED)
def totals(word: str) -> bool:
    """Tell whether a line that is called so adds up others."""
    return bool(TOTAL_LINE.fullmatch(folded(word)))


@lru_cache(REMEMBERED)
def said_in(heading: str) -> tuple[str, ...]:
    """A heading, then without what only announces a count ("Anzahl 2022" says 2022), then each of its parts so."""
    parts = (heading, *heading.split(PARTS))
    bare = ([word for word in re.sub(r"\(.*?\)", " ", part).split() if not _announcing(word)] for part in parts)
    return tuple(dict.fromkeys(filter(None, (heading, *map(" ".join, bare), *parts))))


def _announcing(word: str) -> bool:
    return role_of(word) is Role.COUNT or word in ("der", "von")


@lru_cache(REMEMBERED)
def when_of(heading: str) -> str:
    """The part of a heading that says when its column counted: of "2022 · neu" it is 2022."""
    return next(filter(timed, said_in(heading)), "")


class Words:
    """Every word that means something here: the rows of all committee tables, places, and what people said of this list
    (`said`) and of words in lists before (`kept`). `paper`: the list's own table, once it is known; `own`: its words.
    """

    def __init__(self, pack: Pack, said: Mapping[str, str], kept: Mapping[str, str]) -> None:
        site, self.papers = pack.site, pack.vocabulary.papers
        self.said, self.kept, self.own = said, kept, dict[str, str]()
        self.paper: PaperTable | None = None
        self.rows = {
            one.code: {folded(word): f"{one.code}:{row.code}" for row in one.rows for word in (row.label, row.code)}
            for one in self.papers
        }
        meant = {word for word, meaning in {**kept, **said}.items() if ":" in meaning and not PLACE.fullmatch(word)}
        self.row_words = meant.union(*self.rows.values())
        self.desks = {folded(word): one.code for one in site.desks for word in (one.name, one.code)}
        self.desks[ALL_DESKS] = ALL_DESKS
        self.places = {*self.desks, *(folded(word) for town in site.towns for word in (town.label, town.code))}

    def known(self, heading: str) -> bool:
        """Tell whether any table has a row that is called so."""
        return any(folded(one) in self.row_words for one in said_in(heading))

    def place_in(self, heading: str) -> str:
        """The part of a heading that names a place."""
        return next((part for part in said_in(heading) if folded(part) in self.places), "")

    def apart(self, heading: str) -> str:
        """The time or place that tells a column from its neighbours."""
        return when_of(heading) or self.place_in(heading)

    def answer(self, key: str) -> str:
        """What was said of a word or place, now or for a list before."""
        return self.said.get(folded(key)) or self.kept.get(folded(key), "")

    def row(self, places: Sequence[str], words: Sequence[str]) -> tuple[str, str]:
        """The row that is meant (its code, LEFT_OUT, or nothing), and by which place in the file or word somebody said
        so; what the table calls its rows goes before what was said for a list before.
        """
        said = ((self.said.get(folded(key), ""), key) for key in (*places, *words))
        known = (((self.own.get(folded(word), ""), ""), (self.kept.get(folded(word), ""), word)) for word in words)
        every = (*said, *chain.from_iterable(known))
        return next(((row, by) for meaning, by in every if (row := self._row(meaning))), ("", ""))

    def _row(self, meaning: str) -> str:
        """The row that is meant, unless it is one of another table."""
        return meaning if meaning == LEFT_OUT else meaning.partition(":")[2] if meaning in self.own.values() else ""

    def desk(self, word: str, otherwise: str) -> str:
        """The desk that a place means, LEFT_OUT, or nothing; a town is a desk only when somebody says so."""
        if not word or folded(word) in self.desks:
            return self.desks.get(folded(word), otherwise)
        answer = self.answer(word)
        return answer if answer == LEFT_OUT else self.desks.get(answer.removeprefix(DESK_PREFIX), "")

    def sign(self, word: str) -> str:
        """The count that somebody said a sign stands for, LEFT_OUT, or nothing."""
        answer = self.answer(word)
        return answer if answer == LEFT_OUT or (answer.isdecimal() and len(answer) < 10) else ""

    def label(self, meaning: str) -> str:
        """What a meaning is called: the row's or the desk's own word."""
        rows = self.paper.rows if self.paper else ()
        return next((row.label for row in rows if self._row(meaning) == row.code), meaning.removeprefix(DESK_PREFIX))

    def close(self, word: str) -> str:
        """The row whose words are most like this one, to be confirmed; nothing where none is."""
        plain = folded(word)
        near = (known for known in self.own if len(known) > 3 and known.startswith(plain[: len(known)]))
        found = next(chain(near, get_close_matches(plain, self.own, 1, 0.75)), "") if len(word) > 3 else ""
        return self.own.get(found, "")

    def settle(self, names: Iterable[Sequence[str]], hints: Iterable[str], former: str) -> None:
        """Settle to which table the list belongs: as a person said; else as is hinted at or as most words are known;
        where two do alike, as a list before, if any.
        """
        hinted = {paper.code for hint in hints for paper in self.papers if _names(hint, paper)}
        score = {paper.code: self._known_rows(paper.code, names) for paper in self.papers}
        score |= {code: 2 * score[code] + 1 for code in hinted if len(hinted) == 1}
        best = [code for code, known in score.items() if known == max(score.values()) > 0]
        for codes in ([self.said.get(TABLE, "")], best, [former]):
            if len(codes) == 1 and codes[0] in score:
                self.own = self.rows[codes[0]]
                self.paper = next(paper for paper in self.papers if paper.code == codes[0])
                return

    def _known_rows(self, code: str, names: Iterable[Sequence[str]]) -> int:
        """How many rows of a list this table knows, and how many words a person gave it."""
        meant, own = {**self.kept, **self.rows[code], **self.said}, {*self.rows[code].values()}
        known = sum(any(meant.get(folded(word)) in own for word in words) for words in names)
        return known + sum(meaning in own for meaning in self.said.values())


def _names(hint: str, paper: PaperTable) -> bool:
    """Tell whether a heading, a title or a sheet's name names the table."""
    words, title = re.findall(r"\w+", folded(hint)), folded(paper.title)
    return any(word == paper.code or (len(word) > 4 and title.startswith(word)) for word in words)

"""What the words of a list mean: as a person says, as a table calls its rows, as it was said for a list before."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from kiosk.domain.period import Period
from kiosk.domain.vocabulary import PaperTable
from kiosk.overhead.old_lists.cells import NOTHING, folded, text, whole
from kiosk.overhead.old_lists.lines import COUNTS_TOO, LEFT_OUT, Entry
from kiosk.overhead.old_lists.proposal import Known, Reading, Role
from kiosk.overhead.old_lists.spans import span
from kiosk.pack import Pack

ALL_DESKS = "alle"
"""Desk of an old list that was counted for the whole county."""
DESK_PREFIX = "desk:"
PLACE = re.compile(r"(?:lesen|spalte|zeile|summe):.*")
"""Answers about a place in one file, and about how it is read; all others are about words."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said of this list, and of words in lists before."""

    said: Mapping[str, str]
    kept: Mapping[str, str]

    @property
    def all(self) -> Mapping[str, str]:
        """Both; what is said now goes before."""
        return {**self.kept, **self.said}

    @property
    def words(self) -> dict[str, str]:
        """What is worth remembering: a place belongs to one file only."""
        return {word: said for word, said in self.said.items() if not PLACE.fullmatch(word)}


@dataclass(frozen=True, slots=True)
class Line:
    """One count. `row` is a code, LEFT_OUT, or empty; `count`, `when` and `desk` are None where the list is not clear.

    `by`: the word or place of which a person said so, now or for an earlier list. In a list that is not by time `when`
    is None throughout. `about`: the word that leaves it out, else its own.
    """

    entry: Entry
    row: str
    by: str
    count: int | None
    when: Period | None
    desk: str | None
    added: bool
    about: str

    @property
    def counts(self) -> bool:
        """Whether nobody left it out."""
        return self.row != LEFT_OUT


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one committee table, and of the places that count."""

    paper: PaperTable
    rows: Mapping[str, str]
    desks: Mapping[str, str]
    answers: Answers
    looked_up: dict[tuple[str, ...], tuple[str, str]] = field(default_factory=dict)
    """What was found already: a list by days names each word every day."""
    from_memory: dict[str, str] = field(default_factory=dict)
    """The words that mean something only because they did in a list before, and what."""

    placed: bool = True
    """Whether anything was said of a line or column."""

    @classmethod
    def of(cls, pack: Pack, paper: PaperTable, answers: Answers) -> "Words":
        """The table's own words with what people said."""
        rows = {folded(word): row.code for row in paper.rows for word in (row.label, row.code)}
        desks = {folded(word): desk.code for desk in pack.site.desks for word in (desk.name, desk.code)}
        placed = any(word.startswith(("zeile:", "spalte:")) for word in answers.said)
        return cls(paper, rows, desks | {ALL_DESKS: ALL_DESKS}, answers, placed=placed)

    def row(self, entry: Entry) -> tuple[str, str]:
        """The row that a count belongs to, and by which answer."""
        return (self.placed and self._said(entry.places)) or self.by_words(entry.words)

    def by_words(self, words: tuple[str, ...]) -> tuple[str, str]:
        """The row that these words name, wherever they stand, and by which answer."""
        if words not in self.looked_up:
            self.looked_up[words] = self._said(words) or self._known(words)
        return self.looked_up[words]

    def _said(self, keys: Iterable[str]) -> tuple[str, str] | None:
        found = ((self._row(self.answers.said.get(folded(key), "")), key) for key in keys)
        return next((one for one in found if one[0]), None)

    def _known(self, words: Iterable[str]) -> tuple[str, str]:
        for word in words:
            if own := self.rows.get(folded(word)):
                return own, ""
            if kept := self._row(self._asked(word)):
                return kept, word
        return "", ""

    def _row(self, meaning: str) -> str:
        """The row that somebody named, unless it is one of another table."""
        table, _, row = meaning.partition(":")
        known = table == self.paper.code and row in self.rows.values()
        return meaning if meaning == LEFT_OUT else row if known else ""

    def place(self, word: str, otherwise: str) -> str:
        """The desk that a place means, LEFT_OUT, or nothing; a town is a desk only when somebody says so."""
        if not word or folded(word) in self.desks:
            return self.desks.get(folded(word), otherwise)
        answer = self._asked(word)
        code = answer.removeprefix(DESK_PREFIX)
        return answer if answer == LEFT_OUT else code if code != answer and code in self.desks.values() else ""

    def sign(self, word: str) -> str:
        """The count that somebody said a sign stands for, LEFT_OUT, or nothing."""
        answer = self._asked(word)
        return answer if answer == LEFT_OUT or (answer.isdecimal() and len(answer) < 10) else ""

    def _asked(self, word: str) -> str:
        """What was said of a word, now or for a list before."""
        if said := self.answers.said.get(folded(word), ""):
            return said
        kept = self.answers.kept.get(folded(word), "")
        if kept not in ("", LEFT_OUT):
            self.from_memory[word] = kept
        return kept

    def said(self, key: str) -> str:
        """What was said of a word or place."""
        return self.answers.all.get(folded(key), "") if key else ""

    def label(self, meaning: str) -> str:
        """What a meaning is called: the row's or the desk's own word."""
        row = next((row.label for row in self.paper.rows if meaning == f"{self.paper.code}:{row.code}"), "")
        return row or meaning.removeprefix(DESK_PREFIX)

    def close(self, word: str) -> str:
        """The row whose words are most like this one, to be confirmed; nothing where none is."""
        near = [known for known in self.rows if len(known) > 3 and known.startswith(folded(word)[: len(known)])]
        found = [*near[:1], *get_close_matches(folded(word), self.rows, 1, 0.75)] if len(word) > 3 else []
        return f"{self.paper.code}:{self.rows[found[0]]}" if found else ""


def understood(entries: Iterable[Entry], reading: Reading, words: Words, desk: str, within: Period) -> Iterator[Line]:
    """Every count of the list, those that are left out too."""
    of_days, said = not reading.columns(Role.SPAN), words.answers.said
    comma = said.get("lesen:komma", "")
    for entry in entries:
        (row, by), place, written = words.row(entry), words.place(entry.place, desk), text(entry.count)
        count = whole(entry.count, comma)
        sign = "" if count is not None else "0" if written in NOTHING else words.sign(written)
        left = {"": entry.word, entry.place: place, written: sign}
        about = next((word for word, said in left.items() if said == LEFT_OUT), entry.word)
        if LEFT_OUT in (place, sign):
            row, by = LEFT_OUT, about
        yield Line(
            entry,
            row,
            by,
            int(sign) if sign.isdecimal() else count,
            span(entry.time, within, of_days=of_days) if entry.time else None,
            place or None,
            any(said.get(one.casefold()) == COUNTS_TOO for one in entry.places),
            about,
        )


def fitting(every: Sequence[Words], entries: Sequence[Entry], hints: Iterable[str], said: str) -> Words | None:
    """The table that a person said; else the one that is hinted at or knows most words. None when two do alike."""
    names = {entry.words for entry in entries}
    hinted = {words.paper.code for hint in hints for words in every if _hints(words.paper, hint)}
    score: dict[str, int] = {}
    for words in every:
        code = words.paper.code
        if code == said:
            return words
        meant = sum(meaning.startswith(f"{code}:") for meaning in words.answers.said.values())
        known = meant + sum(words.by_words(one)[0] not in ("", LEFT_OUT) for one in names)
        score[code] = known * 2 + 1 if hinted == {code} else known
    best = [words for words in every if score[words.paper.code] == max(score.values()) > 0]
    return best[0] if len(best) == 1 else None


def _hints(paper: PaperTable, hint: str) -> bool:
    """Whether a heading, a title or a sheet's name names the table."""
    title = folded(paper.title)
    return any(
        word == paper.code or (len(word) > 4 and title.startswith(word)) for word in re.findall(r"\w+", folded(hint))
    )


def known_words(pack: Pack, answers: Answers) -> Known:
    """Every word that means something here, whichever table it is of."""
    rows = {folded(word) for paper in pack.vocabulary.papers for row in paper.rows for word in (row.label, row.code)}
    meant = {word for word, meaning in answers.all.items() if ":" in meaning and not PLACE.fullmatch(word)}
    places = {folded(word) for one in pack.site.desks for word in (one.name, one.code)}
    places |= {folded(word) for one in pack.site.towns for word in (one.label, one.code)}
    return Known(frozenset(rows | meant), frozenset(places))

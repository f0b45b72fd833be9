"""Which row of which committee table a word of a list means: by choice, by code, by label, by what it meant before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.vocabulary import PaperTable
from kiosk.overhead.old_lists.cells import folded
from kiosk.overhead.old_lists.layout import Entry

LEFT_OUT = "-"
PLACES = ("zeile:", "spalte:")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a list.

    `meanings`: a word of the list, or a place ("zeile:14", "spalte:D"), to "table:row" or LEFT_OUT.
    `accept_total`: a printed total that disagrees is put up with; the sum of the rows counts.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    accept_total: bool = False

    @property
    def folded(self) -> dict[str, str]:
        """The meanings under words as they are compared; what is still open is none."""
        return {folded(word): meaning for word, meaning in self.meanings.items() if meaning}

    @property
    def words(self) -> dict[str, str]:
        """What is worth remembering: a place belongs to one file only."""
        return {word: meaning for word, meaning in self.folded.items() if not word.startswith(PLACES)}


@dataclass(frozen=True, slots=True)
class Meaning:
    """The row's code, LEFT_OUT, or nothing; `asked`: because somebody said so, now or for an earlier list."""

    row: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one committee table."""

    paper: PaperTable
    codes: Mapping[str, str]
    labels: Mapping[str, str]
    chosen: Mapping[str, str]
    kept: Mapping[str, str]
    places: frozenset[str]
    """Places that somebody decided about."""
    looked_up: dict[tuple[str, str], Meaning] = field(default_factory=dict)
    """What was found already: a list by days names each word every day."""

    @classmethod
    def of(cls, paper: PaperTable, chosen: Mapping[str, str], kept: Mapping[str, str]) -> "Words":
        """The table's own words with what was chosen for this list and kept from earlier ones."""
        codes = {folded(row.code): row.code for row in paper.rows}
        labels = {folded(row.label): row.code for row in paper.rows}
        return cls(paper, codes, labels, chosen, kept, frozenset(word for word in chosen if word.startswith(PLACES)))

    def meaning(self, entry: Entry) -> Meaning:
        """What the words of this count mean in this table."""
        for place in map(folded, entry.places) if self.places else ():
            if said := self._said(self.chosen, place):
                return Meaning(said, asked=True)
        found = self.looked_up.get((entry.code, entry.label))
        if found is None:
            found = self.looked_up[entry.code, entry.label] = self._of_words(entry)
        return found

    def _of_words(self, entry: Entry) -> Meaning:
        words = [folded(word) for word in (entry.code, entry.label) if word]
        for word in words:
            if said := self._said(self.chosen, word):
                return Meaning(said, asked=True)
        for word in words:
            if found := self.codes.get(word) or self.labels.get(word):
                return Meaning(found)
            if said := self._said(self.kept, word):
                return Meaning(said, asked=True)
        return Meaning("")

    def _said(self, meanings: Mapping[str, str], word: str) -> str:
        """The row that somebody named, unless it is one of another table."""
        meaning = meanings.get(word, "")
        table, _, row = meaning.partition(":")
        known = table == self.paper.code and row in self.codes.values()
        return meaning if meaning == LEFT_OUT else row if known else ""


def fitting(papers: Iterable[Words], entries: Iterable[Entry]) -> Words | None:
    """The table that knows most words of the list; None when none knows any."""
    entries = [*entries]
    first_of_word = list({(entry.code, entry.label): entry for entry in entries}.values())
    best, most = None, 0
    for words in papers:
        looked_at = entries if words.places else first_of_word
        known = {entry.word for entry in looked_at if words.meaning(entry).row not in ("", LEFT_OUT)}
        if len(known) > most:
            best, most = words, len(known)
    return best

"""Counting rows into tables of cells, and tables whose sums prove themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain.conversation import Answers, Conversation, Person, gives_slip, implied, to_ask
from kiosk.domain.vocabulary import OutcomeKind, PaperRow, PaperTable, Vocabulary
from kiosk.errors import SumsDisagree

UNANSWERED = "unbeantwortet"
"""Row for a question that was open to the person and got no answer."""
NOT_ASKED = "nicht_gefragt"
"""Row for a question that this person was not asked."""
UNSPLIT = "nicht_aufgeschluesselt"
"""Row for what an old list counted without saying more."""

VOLUME, OUTCOMES, NEEDS, LANGUAGES = "umfang", "ergebnis", "bedarf", "sprache"
FOLLOWED, DEVIATED, REASONS = "regel_gefolgt", "regel_abgewichen", "grund"
CONVERSATIONS, PERSONS, SLIPS = "gespraeche", "personen", "zettel"
TABLES = (VOLUME, OUTCOMES, NEEDS, LANGUAGES, FOLLOWED, DEVIATED, REASONS)
"""Tables that are no facts; no fact may have their names."""
OWN = "desk"
"""Source of the batches that a desk counted itself."""
PAPER_PREFIX = "papier_"
"""Cells of an imported paper table carry the paper's rows; their table is this prefix and the paper's code."""

Cells = Mapping[tuple[str, str], int]
"""(table, row) to count; a pair that is missing counts zero."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Counts of one desk and profile over days, both ends included. The highest revision of a batch counts.

    `paper`: the committee table that an old list fills; empty for days counted at a desk.
    """

    desk: str
    profile: str
    first_day: date
    last_day: date
    revision: int
    source: str
    cells: Cells
    paper: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a report: code, German label, count."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """A report table. Its total is computed and checked; it cannot exist with rows that disagree."""

    code: str
    title: str
    rows: tuple[TableRow, ...]
    total: int

    def __post_init__(self) -> None:
        rows = sum(row.count for row in self.rows)
        if rows != self.total:
            raise SumsDisagree(self.code, rows, self.total)

    def share(self, row: TableRow) -> float:
        """The row's part of the total, 0 to 1."""
        return row.count / self.total if self.total else 0.0


def count(vocabulary: Vocabulary, order: Sequence[str], conversations: Iterable[Conversation]) -> Cells:
    """The cells of finished conversations of one profile; `order` are the facts it asks.

    Every table that takes one row per person adds up to the persons, or SumsDisagree is raised.
    """
    cells: Counter[tuple[str, str]] = Counter()
    for conversation in conversations:
        cells[VOLUME, CONVERSATIONS] += 1
        for person in conversation.persons:
            cells.update(_cells_of(vocabulary, order, conversation.language, person))
    persons = cells[VOLUME, PERSONS]
    for table in (*vocabulary.facts, OUTCOMES, LANGUAGES):
        rows = sum(number for (name, _), number in cells.items() if name == table)
        if rows != persons:
            raise SumsDisagree(table, rows, persons)
    return {cell: number for cell, number in cells.items() if number}


def _cells_of(vocabulary: Vocabulary, order: Sequence[str], language: str, person: Person) -> Iterator[tuple[str, str]]:
    decision = person.decision
    if decision is None:
        raise ValueError("only decided persons are counted")
    yield VOLUME, PERSONS
    yield LANGUAGES, language
    yield OUTCOMES, decision.outcome
    yield from _fact_cells(vocabulary, order, person.answers)
    yield from ((NEEDS, need) for need in person.answers.needs)
    if gives_slip(vocabulary, decision):
        yield VOLUME, SLIPS
    if decision.rules:
        yield (DEVIATED if decision.reason else FOLLOWED), decision.rules[0]
    if decision.reason:
        yield REASONS, decision.reason


def _fact_cells(vocabulary: Vocabulary, order: Sequence[str], answers: Answers) -> Iterator[tuple[str, str]]:
    known = implied(vocabulary, answers)
    asked = {fact.code for fact in to_ask(vocabulary, order, answers)}
    for fact in vocabulary.facts:
        yield fact, known.get(fact, UNANSWERED if fact in asked else NOT_ASKED)


def in_short(vocabulary: Vocabulary, conversations: int, outcomes: Mapping[str, int]) -> Cells:
    """The cells that follow from the outcomes alone: talks, persons, slips, outcomes."""
    referrals = {outcome.code for outcome in vocabulary.outcomes_of(OutcomeKind.REFERRAL)}
    volume = {
        CONVERSATIONS: conversations,
        PERSONS: sum(outcomes.values()),
        SLIPS: sum(number for code, number in outcomes.items() if code in referrals),
    }
    return {(VOLUME, row): number for row, number in volume.items()} | {
        (OUTCOMES, code): number for code, number in outcomes.items()
    }


def total(batches: Iterable[Batch]) -> Cells:
    """The sum over batches, each cell once."""
    cells: Counter[tuple[str, str]] = Counter()
    for batch in batches:
        cells.update(batch.cells)
    return dict(cells)


@dataclass(frozen=True, slots=True)
class Part:
    """A code that counts into a row of a paper table."""

    code: str
    label: str
    row: str


def parts_of(vocabulary: Vocabulary, paper: PaperTable) -> list[Part]:
    """The codes that a paper table counts, each with its row; a fact's code without one is a row itself."""
    if paper.counts == OUTCOMES:
        return [Part(outcome.code, outcome.label, outcome.paper_row) for outcome in vocabulary.outcomes]
    if paper.counts == NEEDS:
        return [Part(need.code, need.label, need.paper_row) for need in vocabulary.needs.answers]
    fact = vocabulary.facts.get(paper.counts)
    return [Part(one.code, one.label, one.paper_row or one.code) for one in fact.answers] if fact else []


def paper_table(vocabulary: Vocabulary, paper: PaperTable, cells: Cells) -> Table:
    """The committee paper's table: its rows, its order, the total computed.

    Own counts roll up through the vocabulary; imported counts are in the paper's rows already.
    """
    row_of = {part.code: part.row for part in parts_of(vocabulary, paper)}
    counts: Counter[str] = Counter()
    for (table, row), number in cells.items():
        if table == paper.counts:
            counts[row_of.get(row, row)] += number
        elif table == PAPER_PREFIX + paper.code:
            counts[row] += number
    silent = [PaperRow(code, "", added=True) for code in (UNANSWERED, NOT_ASKED)]
    return _table(paper.code, paper.title, [*paper.rows, *silent], counts)


def split(vocabulary: Vocabulary, paper: PaperTable, row: PaperRow, cells: Cells) -> Table:
    """What stands behind one row of the paper; what an old list did not split is the row UNSPLIT."""
    parts = [part for part in parts_of(vocabulary, paper) if part.row == row.code]
    counts = {part.code: cells.get((paper.counts, part.code), 0) for part in parts}
    counts[UNSPLIT] = cells.get((PAPER_PREFIX + paper.code, row.code), 0)
    rows = [*(PaperRow(part.code, part.label) for part in parts), PaperRow(UNSPLIT, "", added=True)]
    return _table(f"{paper.code}_{row.code}", row.label, rows, counts)


def refusals(vocabulary: Vocabulary, cells: Cells) -> int:
    """How many persons did not want to talk."""
    refused = {outcome.code for outcome in vocabulary.outcomes_of(OutcomeKind.REFUSED)}
    return sum(number for (table, row), number in cells.items() if table == OUTCOMES and row in refused)


def row_codes(vocabulary: Vocabulary, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every cell a day of this vocabulary has, in reading order: a day of nothing is a day of these zeros."""
    yield from ((VOLUME, row) for row in (CONVERSATIONS, PERSONS, SLIPS))
    yield from ((OUTCOMES, outcome.code) for outcome in vocabulary.outcomes)
    for fact in vocabulary.facts.values():
        yield from ((fact.code, answer.code) for answer in fact.answers)
        yield from ((fact.code, row) for row in (UNANSWERED, NOT_ASKED))
    yield from ((NEEDS, need.code) for need in vocabulary.needs.answers)
    yield from ((LANGUAGES, language) for language in languages)
    yield from ((REASONS, reason.code) for reason in vocabulary.reasons)


def _table(code: str, title: str, rows: Sequence[PaperRow], counts: Mapping[str, int]) -> Table:
    """Rows that count nothing and came after the paper stay away; a count without a row makes the sums disagree."""
    shown = tuple(
        TableRow(row.code, row.label, counts.get(row.code, 0)) for row in rows if counts.get(row.code) or not row.added
    )
    return Table(code, title, shown, sum(counts.values()))

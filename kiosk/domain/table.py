"""Report tables made of counted cells: rows as the pack orders them, totals that are computed and proven."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.domain import tally
from kiosk.domain.routing import Rule
from kiosk.domain.tally import NOT_ASKED, PAPER_PREFIX, UNANSWERED, UNSPLIT, Cells
from kiosk.domain.vocabulary import Answer, Fact, OutcomeKind, PaperRow, PaperTable, Reason, Vocabulary
from kiosk.errors import SumsDisagree

STEP = 5
"""Every number of a rounded table is a multiple of this, as in the official statistics of foreigners."""
SILENT = (UNANSWERED, NOT_ASKED)
"""Rows of persons who gave no answer: among mentions they mentioned nothing."""


class Unit(StrEnum):
    """What a table counts."""

    PERSONS = "personen"
    CONVERSATIONS = "gespraeche"
    MENTIONS = "nennungen"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a report: code, German label (empty: `overhead.words` has it), count, and the count before."""

    code: str
    label: str
    count: int
    before: int | None = None

    @property
    def change(self) -> int | None:
        """What came or went since the period before; None where there is nothing to compare with."""
        return None if self.before is None else self.count - self.before


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report or of a file. It proves itself and cannot exist otherwise.

    An exact one raises SumsDisagree unless its rows add up to its total, now and before. A rounded one, that may leave
    the house, raises ValueError for a number that is not rounded; its rows need not add up to its total. `part_of`:
    the row of another table that this one splits, as "table row". `apart`: persons who mentioned nothing, beside a
    table of mentions; they are in no total.
    """

    code: str
    title: str
    rows: tuple[TableRow, ...]
    total: int
    unit: Unit = Unit.PERSONS
    before: int | None = None
    part_of: str = ""
    apart: tuple[TableRow, ...] = ()
    rounded: bool = False

    def __post_init__(self) -> None:
        if self.rounded:
            if any(number % STEP for number in (self.total, *(row.count for row in self.rows))):
                raise ValueError(f"{self.code} is not rounded")
            return
        self._prove(sum(row.count for row in self.rows), self.total)
        if self.before is not None:
            self._prove(sum(row.before or 0 for row in self.rows), self.before)

    def _prove(self, rows: int, total: int) -> None:
        if rows != total:
            raise SumsDisagree(self.code, rows, total)

    @property
    def change(self) -> int | None:
        """What the total gained or lost since the period before."""
        return None if self.before is None else self.total - self.before

    @property
    def most(self) -> int:
        """The largest count of a row, 0 without rows."""
        return max((row.count for row in self.rows), default=0)

    @property
    def whole(self) -> float:
        """The share of the total: 1, or 0 where nothing was counted."""
        return 1.0 if self.total else 0.0

    def share(self, row: TableRow) -> float:
        """The row's part of the total, 0 to 1."""
        return row.count / self.total if self.total else 0.0

    def row(self, code: str) -> TableRow | None:
        """The row with this code, or None."""
        return next((row for row in self.rows if row.code == code), None)


@dataclass(frozen=True, slots=True)
class Lists:
    """The closed lists that tables take their rows from."""

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A code that counts into a row of a paper table."""

    code: str
    label: str
    row: str


def parts_of(vocabulary: Vocabulary, paper: PaperTable) -> list[Part]:
    """The codes that a paper table counts, each with its row; a fact's code without one is a row itself."""
    if paper.counts == tally.OUTCOMES:
        return [Part(outcome.code, outcome.label, outcome.paper_row) for outcome in vocabulary.outcomes]
    if paper.counts == tally.NEEDS:
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
    return _table(paper.code, paper.title, [*paper.rows, *silent], counts, unit_of(vocabulary, paper.counts))


def split(vocabulary: Vocabulary, paper: PaperTable, row: PaperRow, cells: Cells) -> Table:
    """What stands behind one row of the paper; what an old list did not split is the row UNSPLIT."""
    parts = [part for part in parts_of(vocabulary, paper) if part.row == row.code]
    counts = {part.code: cells.get((paper.counts, part.code), 0) for part in parts}
    counts[UNSPLIT] = cells.get((PAPER_PREFIX + paper.code, row.code), 0)
    rows = [*(PaperRow(part.code, part.label) for part in parts), PaperRow(UNSPLIT, "", added=True)]
    made = _table(f"{paper.code}_{row.code}", row.label, rows, counts, unit_of(vocabulary, paper.counts))
    return replace(made, part_of=f"{paper.code} {row.code}")


def screening_paper(vocabulary: Vocabulary) -> PaperTable:
    """The committee table that counts outcomes; a checked pack has one."""
    return next(paper for paper in vocabulary.papers if paper.counts == tally.OUTCOMES)


def no_need_row(vocabulary: Vocabulary) -> PaperRow:
    """The committee table's row for those who need no door."""
    code = vocabulary.outcomes_of(OutcomeKind.NO_NEED)[0].paper_row
    return next(row for row in screening_paper(vocabulary).rows if row.code == code)


def unit_of(vocabulary: Vocabulary, counted: str) -> Unit:
    """What the cells of this table count: a fact of the whole talk counts talks, needs are mentions."""
    fact = vocabulary.facts.get(counted)
    if fact is not None and fact.of_talk:
        return Unit.CONVERSATIONS
    return Unit.MENTIONS if counted == tally.NEEDS else Unit.PERSONS


def tables(lists: Lists, cells: Cells) -> tuple[Table, ...]:
    """Every table of a period, in the order of the report. Raises SumsDisagree instead of making a wrong one."""
    return tuple(_tables(lists, cells))


def _tables(lists: Lists, cells: Cells) -> Iterator[Table]:
    vocabulary = lists.vocabulary
    for paper in vocabulary.papers:
        yield paper_table(vocabulary, paper, cells)
        if paper.counts == tally.OUTCOMES:
            yield split(vocabulary, paper, no_need_row(vocabulary), cells)
    yield _listed(tally.NEEDS, vocabulary.needs.tab, _rows(vocabulary.needs.answers), cells, Unit.MENTIONS)
    for fact in vocabulary.facts.values():
        if not _told_by_paper(vocabulary, fact):
            yield _listed(fact.code, fact.tab, _rows(fact.answers), cells, unit_of(vocabulary, fact.code))
    yield _open(tally.LANGUAGES, dict.fromkeys(lists.languages, ""), cells)
    endings = [PaperRow(row, "") for row in tally.ENDING_ROWS]
    yield _table(tally.ENDINGS, "", endings, _column(cells, tally.ENDINGS), Unit.CONVERSATIONS)
    yield _slips(cells)
    yield from _advice(lists, cells)
    for table in sorted(_former_tables(vocabulary, cells)):
        yield _open(table, {}, cells)


def _former_tables(vocabulary: Vocabulary, cells: Cells) -> set[str]:
    """Tables that were counted once and that the pack does not know any more."""
    papers = (PAPER_PREFIX + paper.code for paper in vocabulary.papers)
    return {table for table, _ in cells} - {*vocabulary.facts, *tally.TABLES, *papers}


def _advice(lists: Lists, cells: Cells) -> Iterator[Table]:
    """Suggested door against chosen door: in all, per rule, and why another one was chosen."""
    by_rule = {rule.id: rule.reason for rule in lists.rules}
    counts = {name: sum(_column(cells, name).values()) for name in tally.BY_RULE}
    rows = [PaperRow(name, "") for name in tally.BY_RULE]
    yield _table(tally.SUGGESTIONS, "", rows, counts)
    for name in tally.BY_RULE:
        yield _open(name, by_rule, cells)
    yield _listed(tally.REASONS, "", _rows(lists.vocabulary.reasons), cells)
    for name in lists.vocabulary.crossed:
        yield _open(name, {}, cells)


def _slips(cells: Cells) -> Table:
    persons, slips = (cells.get((tally.VOLUME, row), 0) for row in (tally.PERSONS, tally.SLIPS))
    rows = [PaperRow(tally.WITH_SLIP, ""), PaperRow(tally.WITHOUT_SLIP, "")]
    return _table(tally.SLIPS, "", rows, {tally.WITH_SLIP: slips, tally.WITHOUT_SLIP: persons - slips})


def origins(vocabulary: Vocabulary, sums: Mapping[str, Cells]) -> Table:
    """How many persons of the screening table this desk counted, others delivered, and old lists brought."""
    paper = screening_paper(vocabulary)
    counts = {origin: paper_table(vocabulary, paper, cells).total for origin, cells in sums.items()}
    return _table(tally.ORIGINS, "", [PaperRow(origin, "") for origin in tally.ORIGIN_ROWS], counts)


def compared(now: Sequence[Table], before: Sequence[Table]) -> tuple[Table, ...]:
    """Return the tables with what their rows counted in the period before.

    `before`: only those that were counted then; a table that is not among them stays without a comparison.
    """
    former = {table.code: table for table in before}
    return tuple(_compared(table, former[table.code]) if table.code in former else table for table in now)


def _compared(table: Table, former: Table) -> Table:
    rows, apart = _beside(table.rows, former.rows), _beside(table.apart, former.apart)
    return replace(table, rows=rows, apart=apart, before=former.total)


def _beside(now: Sequence[TableRow], former: Sequence[TableRow]) -> tuple[TableRow, ...]:
    counts = {row.code: row.count for row in former}
    here = {row.code for row in now}
    rows = [replace(row, before=counts.get(row.code, 0)) for row in now]
    rows += [replace(row, count=0, before=row.count) for row in former if row.code not in here and row.count]
    return tuple(rows)


def was_counted(vocabulary: Vocabulary, table: Table, cells: Cells, *, by_desks: bool) -> bool:
    """Tell whether anybody counted this table in a period with these cells; `by_desks`: desks reported days in it.

    A table that stands in the paper may also come from an old list; a question that nobody was asked was not counted.
    """
    tables = {name for name, _ in cells}
    paper = next(
        (one for one in vocabulary.papers if table.code == one.code or table.part_of.startswith(f"{one.code} ")), None
    )
    if paper and PAPER_PREFIX + paper.code in tables:
        return True
    counted = paper.counts if paper else table.code
    asked = counted not in vocabulary.facts or counted in tables or (tally.VOLUME, tally.PERSONS) not in cells
    return asked and (by_desks or table.code == tally.ORIGINS)


def referred(vocabulary: Vocabulary, cells: Cells) -> int:
    """Return how many persons were given a door: desks counted them, old lists told rows that such outcomes feed."""
    paper = screening_paper(vocabulary)
    rows = {outcome.paper_row for outcome in vocabulary.outcomes_of(OutcomeKind.REFERRAL)}
    listed = (cells.get((PAPER_PREFIX + paper.code, row), 0) for row in rows)
    return cells.get((tally.VOLUME, tally.SLIPS), 0) + sum(listed)


def _told_by_paper(vocabulary: Vocabulary, fact: Fact) -> bool:
    """Whether a committee table shows each answer of the fact as a row of its own already."""
    rolled_up = any(answer.paper_row not in ("", answer.code) for answer in fact.answers)
    return not rolled_up and any(paper.counts == fact.code for paper in vocabulary.papers)


def _rows(answers: Iterable[Answer | Reason]) -> list[PaperRow]:
    """Rows of a closed list; retired codes, and those that only follow from another, show when they count something."""
    return [
        PaperRow(one.code, one.label, bool(one.retired) or (isinstance(one, Answer) and one.hidden)) for one in answers
    ]


def _listed(code: str, title: str, rows: Sequence[PaperRow], cells: Cells, unit: Unit = Unit.PERSONS) -> Table:
    """A closed list: every row stands there, and so does how many did not answer."""
    silent = [] if code == tally.REASONS else [PaperRow(UNANSWERED, ""), PaperRow(NOT_ASKED, "", added=True)]
    return _table(code, title, [*rows, *silent], _column(cells, code), unit)


def _open(code: str, labels: Mapping[str, str], cells: Cells) -> Table:
    """A list that changes (rules, languages, pairs): what counts something stands there, known rows first."""
    counts = _column(cells, code)
    names = [*labels, *sorted(counts.keys() - labels.keys())]
    return _table(code, "", [PaperRow(name, labels.get(name, ""), added=True) for name in names], counts)


def _column(cells: Cells, table: str) -> dict[str, int]:
    return {row: number for (name, row), number in cells.items() if name == table}


def _table(
    code: str, title: str, rows: Sequence[PaperRow], counts: Mapping[str, int], unit: Unit = Unit.PERSONS
) -> Table:
    """Rows that count nothing and came after the paper stay away; a code without a row gets one of its own."""
    known = {row.code for row in rows}
    former = [PaperRow(row, "", added=True) for row in sorted(counts.keys() - known)]
    shown = tuple(
        TableRow(row.code, row.label, counts.get(row.code, 0))
        for row in (*rows, *former)
        if counts.get(row.code) or not row.added
    )
    if unit is not Unit.MENTIONS:
        return Table(code, title, shown, sum(counts.values()), unit)
    mentions = tuple(row for row in shown if row.code not in SILENT)
    apart = tuple(row for row in shown if row.code in SILENT and row.count)
    return Table(code, title, mentions, sum(row.count for row in mentions), unit, apart=apart)

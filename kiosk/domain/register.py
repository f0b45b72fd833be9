"""What there is to say of a table that is counted or worked out, and the register of all tables of a county."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, partial

from kiosk.domain import tally
from kiosk.domain.committee import no_need_row, parts_of, screening_paper, told_by_paper
from kiosk.domain.conversation import Conversation, Person, Stage, ended_at_promise
from kiosk.domain.counted_person import CountedPerson
from kiosk.domain.period import Period, month_of
from kiosk.domain.routing import Rule
from kiosk.domain.table import Unit
from kiosk.domain.tally import NOT_ASKED, PAPER_PREFIX, UNANSWERED, UNSPLIT, Batch, Cells
from kiosk.domain.vocabulary import Answer, CaseList, Fact, PaperRow, PaperTable, Reason, Vocabulary
from kiosk.errors import SumsDisagree
from kiosk.messages import gettext_noop

PAPER = gettext_noop("In den Zeilen der Ausschussvorlage, in ihrer Reihenfolge.")
PAPER_OF_CASES = gettext_noop("In den Zeilen der Ausschussvorlage: Fälle im Case Management, keine Gespräche am Desk.")
STANDING = gettext_noop("Wie viele es am Ende des Monats sind, wie die Stellen es melden.")
COMING = gettext_noop("Wie viele es im Zeitraum waren, wie die Stellen es je Monat melden.")
ANSWERED = gettext_noop("Antworten auf die Frage am Desk: „%(question)s“")
TOLD_AFTER = gettext_noop("Nach dem Gespräch gesagt, einmal je Gespräch: „%(question)s“")


class Part(StrEnum):
    """A part of the numbers page, in its order."""

    RESULT = "ergebnis"
    PEOPLE = "menschen"
    NEEDS = "bedarf"
    ADVICE = "vorschlag"
    CASES = "faelle"


class Grain(StrEnum):
    """The shortest time of which a table may tell: days tell how many, months tell who."""

    DAY = "tag"
    MONTH = "monat"


class Leaves(StrEnum):
    """Say who outside the house may have a table: nobody, the state's named body (exact), everybody (rounded)."""

    NO = "nein"
    STATE = "land"
    PUBLIC = "alle"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedTable:
    """Say what there is to say of one table. `title` is German; `grain` the shortest time of which it may tell.

    `said`: one German line for who reads it, of a fact with its `question`.

    `leaves`: who outside the house may have it. `counts`: the rows that a person falls into, asked once a
    talk where talks are counted; None for a table that is worked out. `decided`: it counts what was decided, so only
    persons of a finished talk. `adds_up_to`: the row that its rows make together, of VOLUME where it tells of days, of
    MONTH_VOLUME where of months; `at_most_once`: nobody stands in it twice; `always`: no count is without it.
    `crossed`: of two dimensions, counted only where the pack names it. `open`: its rows come and go, in files stand
    those that count. `worked_out`: its counts out of the cells of others. `shown`: it has a place of its own on page
    and paper. `paper`: the committee's table it is, or, with `part_of`, whose row it splits.
    """

    code: str
    title: str = ""
    said: str = ""
    question: str = ""
    unit: Unit = Unit.PERSONS
    grain: Grain = Grain.MONTH
    part: Part
    leaves: Leaves
    rows: Sequence[PaperRow] | Callable[["Register"], Iterable[PaperRow]] = ()
    counts: Callable[[CountedPerson], Iterable[str]] | None = None
    decided: bool = False
    adds_up_to: str = ""
    at_most_once: bool = False
    always: bool = False
    crossed: bool = False
    open: bool = False
    shown: bool = True
    worked_out: Callable[[Cells], Mapping[str, int]] | None = None
    paper: PaperTable | None = None
    part_of: str = ""

    @property
    def asks_everybody(self) -> bool:
        """Tell whether each person falls into one of its rows at least, be it that of who was not asked."""
        return not self.always and bool(self.adds_up_to or self.question or self.code == tally.NEEDS)

    @property
    def follows_corrections(self) -> bool:
        """Tell whether a person who is counted may still come to stand in another row: decided, or told of the talk."""
        return self.decided or self.unit is Unit.CONVERSATIONS

    def numbers(self, cells: Cells) -> Mapping[str, int]:
        """Return what each of its rows counts."""
        return self.worked_out(cells) if self.worked_out else tally.column(cells, self.code)


# which rows a table has


def listed(codes: Iterable[Answer | Reason]) -> list[PaperRow]:
    """Return a closed list's rows; retired codes, and those that only follow from another, show when they count."""
    return [PaperRow(one.code, one.label, bool(one.retired) or getattr(one, "hidden", False)) for one in codes]


def answered(codes: Iterable[Answer]) -> list[PaperRow]:
    """Return the same of a question, with how many did not answer."""
    return [*listed(codes), PaperRow(UNANSWERED, ""), PaperRow(NOT_ASKED, "", added=True)]


@dataclass(frozen=True)
class Register:
    """All tables of a county: those of the program, one for each fact and committee table of its pack."""

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    languages: tuple[str, ...]
    own: tuple[CountedTable, ...]

    @cached_property
    def tables(self) -> Mapping[str, CountedTable]:
        """Return every table by its code, in the order of the report."""
        return {table.code: table for table in self._all()}

    def of(self, code: str) -> CountedTable:
        """Return the table with this code, known or not."""
        return self.tables.get(code) or _unknown(code)

    @cached_property
    def screening(self) -> CountedTable:
        """Return the committee's table of outcomes; a checked pack has one."""
        return self.tables[screening_paper(self.vocabulary).code]

    @cached_property
    def no_need(self) -> CountedTable:
        """Return what stands behind its row for those who need no door."""
        return self.split(screening_paper(self.vocabulary), no_need_row(self.vocabulary))

    @cached_property
    def counted(self) -> tuple[CountedTable, ...]:
        """Return the tables that a talk counts into, in the order of the files, which stays as it is."""
        first = (tally.VOLUME, tally.ENDINGS, tally.OUTCOMES, tally.MONTH_VOLUME, *self.vocabulary.facts, tally.NEEDS)
        places = {code: place for place, code in enumerate(first)}
        found = [one for one in self.tables.values() if one.counts and self._wanted(one)]
        return tuple(sorted(found, key=lambda one: places.get(one.code, len(first))))

    @property
    def shown(self) -> Iterator[CountedTable]:
        """Yield the tables of a report."""
        return (table for table in self.tables.values() if table.shown and self._wanted(table))

    @cached_property
    def told_by_day(self) -> frozenset[str]:
        """Return the tables of cells that tell how many: they may be told by day, all others by closed month only."""
        papers = (PAPER_PREFIX + one.code for one in self.vocabulary.papers if self.of(one.code).grain is Grain.DAY)
        return frozenset([*(one.code for one in self.counted if one.grain is Grain.DAY), *papers])

    def grain_of(self, table: str) -> Grain:
        """Return the grain of a table of cells; what nobody here knows tells who."""
        return Grain.DAY if table in self.told_by_day else Grain.MONTH

    def part(self, cells: Cells, grain: Grain) -> Cells:
        """Return those of the cells that are of this grain."""
        return {cell: number for cell, number in cells.items() if self.grain_of(cell[0]) is grain}

    def with_months(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Yield the batches, with what short ones say of who came, as days of before do, summed by month."""
        months: dict[tuple[str, str, Period, str, str], Counter[tuple[str, str]]] = {}
        for batch in batches:
            month = Period(month_of(batch.first_day).first, month_of(batch.last_day).last)
            if batch.period != month and month.unit == 1:
                if told := self.part(batch.cells, Grain.MONTH):
                    kind = (batch.desk, batch.profile, month, batch.source, batch.paper)
                    months.setdefault(kind, Counter()).update(told)
                yield replace(batch, cells=self.part(batch.cells, Grain.DAY))
            else:
                yield batch
        for (desk, profile, month, source, paper), cells in months.items():
            yield Batch(desk, profile, month.first, month.last, 1, source, dict(cells), paper)

    def zeros(self, *grains: Grain) -> Iterator[tuple[str, str]]:
        """Yield every cell of these grains, in reading order: a day of nothing is a day of these zeros."""
        known = (table for table in self.counted if not table.open and table.grain in grains)
        return ((table.code, row.code) for table in known for row in self.rows(table))

    def rows(self, table: CountedTable) -> tuple[PaperRow, ...]:
        """Return the rows that the table may have, those that show only when they count something among them."""
        return tuple(table.rows(self) if callable(table.rows) else table.rows)

    def count(self, order: Sequence[str], talks: Iterable[Conversation], *grains: Grain) -> Cells:
        """Return the cells of finished talks of one profile; `order` are the facts it asks, those of the talk too.

        `grains`: the tables that are counted; all where none is named.

        Who said no, or later, to the promise was asked nothing. Raises SumsDisagree.
        """
        cells: Counter[tuple[str, str]] = Counter()
        for talk in talks:
            cells.update(self.cells_of(order, talk, talk.persons, *grains))
        self.check(cells, *(grains or Grain))
        return dict(cells)

    def cells_of(self, order: Sequence[str], talk: Conversation, persons: Iterable[Person], *grains: Grain) -> Cells:
        """Return the cells of some persons of one talk; while it is open, without what is still to be decided."""
        cells: Counter[tuple[str, str]] = Counter()
        asked = () if ended_at_promise(self.vocabulary, talk) else order
        tables = [one for one in self.counted if one.grain in (grains or Grain)]
        tables = [one for one in tables if talk.stage is Stage.FINISHED or not one.decided]
        for person in persons:
            one = CountedPerson(self.vocabulary, talk, person, asked)
            for table in tables:
                if table.counts and (one.first or table.unit is not Unit.CONVERSATIONS):
                    cells.update((table.code, row) for row in table.counts(one))
        return dict(cells)

    def completed(self, cells: Cells) -> Cells:
        """Return the cells of a month with everybody in them whom a table was not yet, or no longer, asked for."""
        found, sums = Counter(cells), tally.sums_of_tables(cells)
        for code, number in sums.items():
            unit, grain = self.of(code).adds_up_to, self.grain_of(code)
            if unit and grain is Grain.MONTH:
                found[code, tally.NOT_ASKED] += max(0, cells.get((tally.MONTH_VOLUME, unit), 0) - number)
        return {cell: number for cell, number in found.items() if number}

    def check(self, cells: Cells, *grains: Grain, told: Mapping[str, str] | None = None) -> None:
        """Raise SumsDisagree unless each table adds up to what it must; one that is missing was not asked.

        `grains`: which tables the count has to tell. `told`: what tables add up to, where a file says it itself.
        """
        sums = tally.sums_of_tables(cells)
        must = {code: self.of(code).adds_up_to for code in sums} if told is None else dict(told)
        must |= {table.code: table.adds_up_to for table in self.own if table.always and table.grain in grains}
        for code, unit in must.items():
            if unit and sums.get(code, 0) != (expected := self._base(cells, self.grain_of(code), unit)):
                raise SumsDisagree(code, sums.get(code, 0), expected)
        for table in self.own:
            persons = self._base(cells, table.grain, tally.PERSONS)
            counts = table.worked_out(cells).values() if table.worked_out else [sums.get(table.code, 0)]
            if table.at_most_once and (most := max(sum(counts), *counts)) > persons:
                raise SumsDisagree(table.code, most, persons)

    @staticmethod
    def _base(cells: Cells, grain: Grain, unit: str) -> int:
        """Return how many there are of what a table counts."""
        return cells.get((tally.VOLUME if grain is Grain.DAY else tally.MONTH_VOLUME, unit), 0)

    def split(self, paper: PaperTable, row: PaperRow) -> CountedTable:
        """Return the table of what stands behind one row of the paper."""
        parts = [part for part in parts_of(self.vocabulary, paper) if part.row == row.code]
        rows = [*(PaperRow(part.code, part.label) for part in parts), PaperRow(UNSPLIT, "", added=True)]
        return replace(
            self._paper(paper),
            code=f"{paper.code}_{row.code}",
            title=row.label,
            said=gettext_noop("Was hinter dieser Zeile der Vorlage steht."),
            rows=rows,
            worked_out=partial(_behind, paper, row, [part.code for part in parts]),
            part_of=f"{paper.code} {row.code}",
        )

    def _paper(self, paper: PaperTable) -> CountedTable:
        """Return a table of the committee paper: its rows, its order, out of what it counts."""
        source = self._sources.get(paper.counts) or _unknown(paper.counts)
        if paper.counts == tally.CASES:
            source = replace(source, unit=paper.unit, part=Part.CASES)
        row_of = {part.code: part.row for part in parts_of(self.vocabulary, paper)}
        rows = [*paper.rows, *(PaperRow(code, "", added=True) for code in (UNANSWERED, NOT_ASKED))]
        return CountedTable(
            code=paper.code,
            title=paper.title,
            said=PAPER_OF_CASES if paper.counts == tally.CASES else PAPER,
            unit=source.unit,
            part=source.part,
            leaves=Leaves.PUBLIC,
            grain=source.grain,
            rows=rows,
            worked_out=partial(_rolled_up, paper, row_of),
            paper=paper,
        )

    def _cases(self, listed: CaseList) -> CountedTable:
        return CountedTable(
            code=listed.code,
            title=listed.title,
            said=STANDING if listed.standing else COMING,
            unit=listed.unit,
            part=Part.CASES,
            leaves=Leaves.PUBLIC,
            rows=listed.rows,
            worked_out=partial(tally.column, table=listed.code),
        )

    def _needs(self) -> CountedTable:
        return CountedTable(
            code=tally.NEEDS,
            title=self.vocabulary.needs.tab,
            said=gettext_noop("Wobei Hilfe gebraucht wird. Eine Person kann mehreres nennen."),
            unit=Unit.MENTIONS,
            part=Part.NEEDS,
            leaves=Leaves.PUBLIC,
            rows=answered(self.vocabulary.needs.answers),
            counts=CountedPerson.needs,
        )

    def _fact(self, fact: Fact) -> CountedTable:
        once = Unit.CONVERSATIONS if fact.of_talk else Unit.PERSONS
        return CountedTable(
            code=fact.code,
            title=fact.tab,
            said=TOLD_AFTER if fact.of_talk else ANSWERED,
            question=fact.question,
            unit=Unit.MENTIONS if fact.several else once,
            part=Part.PEOPLE,
            leaves=Leaves.PUBLIC,
            rows=answered(fact.answers),
            counts=partial(CountedPerson.answer, fact=fact.code),
            adds_up_to="" if fact.several else tally.CONVERSATIONS if fact.of_talk else tally.PERSONS,
            shown=not told_by_paper(self.vocabulary, fact),
        )

    @cached_property
    def _sources(self) -> Mapping[str, CountedTable]:
        """Return the tables of needs, facts and program; the committee's are made of them."""
        return {one.code: one for one in (self._needs(), *map(self._fact, self.vocabulary.facts.values()), *self.own)}

    def _all(self) -> Iterator[CountedTable]:
        for paper in self.vocabulary.papers:
            yield self._paper(paper)
            if paper.counts == tally.OUTCOMES:
                yield self.no_need
        yield from map(self._cases, self.vocabulary.cases)
        yield from self._sources.values()

    def _wanted(self, table: CountedTable) -> bool:
        return not table.crossed or table.code in self.vocabulary.crossed


def _unknown(code: str) -> CountedTable:
    """Describe a table that nobody here knows: it goes on to be shown, and stays in the house."""
    return CountedTable(code=code, part=Part.RESULT, leaves=Leaves.NO)


# what is worked out of the cells of others


def _rolled_up(paper: PaperTable, row_of: Mapping[str, str], cells: Cells) -> Mapping[str, int]:
    """Roll own counts up through the vocabulary; imported counts are in the paper's rows already."""
    counts = Counter(tally.column(cells, PAPER_PREFIX + paper.code))
    for row, number in tally.column(cells, paper.counts).items():
        counts[row_of.get(row, row)] += number
    return counts


def _behind(paper: PaperTable, row: PaperRow, codes: Sequence[str], cells: Cells) -> Mapping[str, int]:
    """Return what stands behind one row; what an old list did not split is the row UNSPLIT."""
    counts = {code: cells.get((paper.counts, code), 0) for code in codes}
    return counts | {UNSPLIT: cells.get((PAPER_PREFIX + paper.code, row.code), 0)}

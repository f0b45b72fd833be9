"""Every table that is counted or worked out is one row here; counting, checks, files, pages, releases loop over it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, partial

from kiosk.domain import tally
from kiosk.domain.conversation import Conversation, Decision, Person, ended_at_promise, implied, to_ask
from kiosk.domain.routing import Rule
from kiosk.domain.table import Unit
from kiosk.domain.tally import NOT_ASKED, PAPER_PREFIX, UNANSWERED, UNSPLIT, Cells
from kiosk.domain.vocabulary import Answer, Fact, OutcomeKind, PaperRow, PaperTable, Reason, Vocabulary
from kiosk.errors import SumsDisagree
from kiosk.messages import gettext_noop


class Part(StrEnum):
    """A part of the numbers page, in its order."""

    RESULT = "ergebnis"
    PEOPLE = "menschen"
    NEEDS = "bedarf"
    ADVICE = "vorschlag"


class Grain(StrEnum):
    """The shortest time of which a table may tell: days tell how many, months tell who."""

    DAY = "tag"
    MONTH = "monat"


@dataclass(frozen=True, slots=True)
class CountedPerson:
    """Somebody of a finished talk, as tables count them: what was asked, and all that holds of the answers."""

    vocabulary: Vocabulary
    talk: Conversation
    person: Person
    order: Sequence[str]
    asked: frozenset[str]
    known: Mapping[str, str]

    @property
    def first(self) -> bool:
        """Whether this is the one with whom the talk itself is counted."""
        return self.person is self.talk.persons[0]

    @property
    def decision(self) -> Decision:
        """What was decided for this person."""
        return _decided(self.person)

    @property
    def door(self) -> str:
        """The door that was chosen, empty for none."""
        outcome = self.vocabulary.outcome(self.decision.outcome)
        return outcome.door if outcome else ""

    @property
    def suggestion(self) -> str:
        """What became of the suggestion, empty where there was none."""
        if not self.decision.rules:
            return ""
        if self.door == self.decision.suggested_door:
            return tally.FOLLOWED
        return tally.DEVIATED if self.door else tally.NO_DOOR_TAKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedTable:
    """What there is to say of one table. `title` is German.

    `may_leave`: whether it may leave the house, rounded. `counts`: the rows that a person falls into, asked once a
    talk where talks are counted; None for a table that is worked out. `adds_up_to`: the row of VOLUME that its rows
    make together; `at_most_once`: nobody stands in it twice; `always`: no count is without it. `crossed`: of two
    dimensions, counted only where the pack names it. `open`: its rows come and go, in files stand those that count.
    `worked_out`: its counts out of the cells of others. `shown`: it has a place of its own on page and paper. `paper`:
    the committee's table it is, or, with `part_of`, whose row it splits.
    """

    code: str
    title: str
    unit: Unit
    part: Part
    may_leave: bool
    grain: Grain
    rows: Sequence[PaperRow] | Callable[["Register"], Iterable[PaperRow]] = ()
    counts: Callable[[CountedPerson], Iterable[str]] | None = None
    adds_up_to: str = ""
    at_most_once: bool = False
    always: bool = False
    crossed: bool = False
    open: bool = False
    shown: bool = True
    worked_out: Callable[[Cells], Mapping[str, int]] | None = None
    paper: PaperTable | None = None
    part_of: str = ""

    def numbers(self, cells: Cells) -> Mapping[str, int]:
        """What each of its rows counts."""
        return self.worked_out(cells) if self.worked_out else tally.column(cells, self.code)


# how a person counts


def _volume(one: CountedPerson) -> Iterator[str]:
    if one.first:
        yield tally.CONVERSATIONS
    yield tally.PERSONS
    if _kind(one.vocabulary, one.decision) is OutcomeKind.REFERRAL:
        yield tally.SLIPS


def _ending(one: CountedPerson) -> Iterator[str]:
    """A talk that nobody in it wanted was refused; one where all come back later is for later."""
    kinds = {_kind(one.vocabulary, _decided(person)) for person in one.talk.persons}
    if kinds == {OutcomeKind.REFUSED}:
        yield tally.REFUSED
    else:
        yield tally.LATER if kinds == {OutcomeKind.LATER} else tally.HELD


def _answer(fact: str, one: CountedPerson) -> Iterator[str]:
    yield one.known.get(fact, UNANSWERED if fact in one.asked else NOT_ASKED)


def _named_needs(one: CountedPerson) -> Iterable[str]:
    return one.person.answers.needs or (UNANSWERED if one.order else NOT_ASKED,)


def _rule(name: str, one: CountedPerson) -> Iterator[str]:
    if one.suggestion == name:
        yield one.decision.rules[0]


def _reason(one: CountedPerson) -> Iterator[str]:
    if one.suggestion and one.decision.reason:
        yield one.decision.reason


def _doors(one: CountedPerson) -> Iterator[str]:
    if one.suggestion:
        yield f"{one.decision.suggested_door or tally.NO_DOOR_CODE}:{one.door or tally.NO_DOOR_CODE}"


def _rule_reason(one: CountedPerson) -> Iterator[str]:
    return (f"{one.decision.rules[0]}:{reason}" for reason in _reason(one))


def _decided(person: Person) -> Decision:
    if person.decision is None:
        raise ValueError("only decided persons are counted")
    return person.decision


def _kind(vocabulary: Vocabulary, decision: Decision) -> OutcomeKind:
    """Return what the outcome means; one that has left the pack was a referral when it named a service."""
    outcome = vocabulary.outcome(decision.outcome)
    if outcome is not None:
        return outcome.kind
    return OutcomeKind.REFERRAL if decision.service else OutcomeKind.INFORMATION


# which rows there are


def _listed(codes: Iterable[Answer | Reason]) -> list[PaperRow]:
    """Rows of a closed list; retired codes, and those that only follow from another, show when they count something."""
    return [PaperRow(one.code, one.label, bool(one.retired) or getattr(one, "hidden", False)) for one in codes]


def _answered(codes: Iterable[Answer]) -> list[PaperRow]:
    """The same of a question, with how many did not answer."""
    return [*_listed(codes), PaperRow(UNANSWERED, ""), PaperRow(NOT_ASKED, "", added=True)]


def _by_rule(register: "Register") -> Iterable[PaperRow]:
    return (PaperRow(rule.id, rule.reason, added=True) for rule in register.rules)


# what is worked out


def _slips(cells: Cells) -> Mapping[str, int]:
    persons, slips = (cells.get((tally.VOLUME, row), 0) for row in (tally.PERSONS, tally.SLIPS))
    return {tally.WITH_SLIP: slips, tally.WITHOUT_SLIP: persons - slips}


def _suggestions(cells: Cells) -> Mapping[str, int]:
    return {name: sum(tally.column(cells, name).values()) for name in tally.BY_RULE}


def _rolled_up(paper: PaperTable, row_of: Mapping[str, str], cells: Cells) -> Mapping[str, int]:
    """Own counts roll up through the vocabulary; imported counts are in the paper's rows already."""
    counts = Counter(tally.column(cells, PAPER_PREFIX + paper.code))
    for row, number in tally.column(cells, paper.counts).items():
        counts[row_of.get(row, row)] += number
    return counts


def _behind(paper: PaperTable, row: PaperRow, codes: Sequence[str], cells: Cells) -> Mapping[str, int]:
    """What stands behind one row; what an old list did not split is the row UNSPLIT."""
    counts = {code: cells.get((paper.counts, code), 0) for code in codes}
    return counts | {UNSPLIT: cells.get((PAPER_PREFIX + paper.code, row.code), 0)}


# the register


def _rule_table(code: str, title: str) -> CountedTable:
    """Per rule that decided the suggestion: its door was taken, another one was, none was. Two dimensions, together."""
    return CountedTable(
        code=code,
        title=title,
        unit=Unit.PERSONS,
        part=Part.ADVICE,
        may_leave=False,
        grain=Grain.MONTH,
        rows=_by_rule,
        counts=partial(_rule, code),
        open=True,
    )


OWN_TABLES = (
    CountedTable(
        code=tally.VOLUME,
        title="",
        unit=Unit.PERSONS,
        part=Part.RESULT,
        may_leave=False,
        grain=Grain.DAY,
        rows=tuple(PaperRow(row, "") for row in (tally.CONVERSATIONS, tally.PERSONS, tally.SLIPS)),
        counts=_volume,
        shown=False,
    ),
    CountedTable(
        code=tally.OUTCOMES,
        title="",
        unit=Unit.PERSONS,
        part=Part.RESULT,
        may_leave=False,
        grain=Grain.DAY,
        rows=lambda register: [PaperRow(one.code, one.label) for one in register.vocabulary.outcomes],
        counts=lambda one: [one.decision.outcome],
        adds_up_to=tally.PERSONS,
        always=True,
        shown=False,
    ),
    CountedTable(
        code=tally.LANGUAGES,
        title=gettext_noop("Sprache des Gesprächs"),
        unit=Unit.PERSONS,
        part=Part.PEOPLE,
        may_leave=True,
        grain=Grain.MONTH,
        rows=lambda register: [PaperRow(tag, "", added=True) for tag in register.languages],
        counts=lambda one: [one.talk.language],
        adds_up_to=tally.PERSONS,
        always=True,
    ),
    CountedTable(
        code=tally.ENDINGS,
        title=gettext_noop("Gespräche"),
        unit=Unit.CONVERSATIONS,
        part=Part.RESULT,
        may_leave=True,
        grain=Grain.DAY,
        rows=(
            PaperRow(tally.HELD, gettext_noop("geführt")),
            PaperRow(tally.REFUSED, gettext_noop("nicht gewollt")),
            PaperRow(tally.LATER, gettext_noop("auf später verschoben")),
        ),
        counts=_ending,
        adds_up_to=tally.CONVERSATIONS,
        always=True,
    ),
    CountedTable(
        code=tally.SLIPS,
        title=gettext_noop("Zettel"),
        unit=Unit.PERSONS,
        part=Part.RESULT,
        may_leave=True,
        grain=Grain.DAY,
        rows=(
            PaperRow(tally.WITH_SLIP, gettext_noop("mit Zettel")),
            PaperRow(tally.WITHOUT_SLIP, gettext_noop("ohne Zettel")),
        ),
        worked_out=_slips,
        at_most_once=True,
    ),
    CountedTable(
        code=tally.SUGGESTIONS,
        title=gettext_noop("Vorschlag und Entscheidung"),
        unit=Unit.PERSONS,
        part=Part.ADVICE,
        may_leave=True,
        grain=Grain.MONTH,
        rows=(
            PaperRow(tally.FOLLOWED, gettext_noop("Vorschlag angenommen")),
            PaperRow(tally.DEVIATED, gettext_noop("andere Stelle gewählt")),
            PaperRow(tally.NO_DOOR_TAKEN, gettext_noop("ohne Stelle beendet")),
        ),
        worked_out=_suggestions,
        at_most_once=True,
    ),
    _rule_table(tally.FOLLOWED, gettext_noop("Vorschlag angenommen, nach Regel")),
    _rule_table(tally.DEVIATED, gettext_noop("Andere Stelle gewählt, nach Regel")),
    _rule_table(tally.NO_DOOR_TAKEN, gettext_noop("Ohne Stelle beendet, nach Regel")),
    CountedTable(
        code=tally.REASONS,
        title=gettext_noop("Gründe für eine andere Stelle"),
        unit=Unit.PERSONS,
        part=Part.ADVICE,
        may_leave=True,
        grain=Grain.MONTH,
        rows=lambda register: _listed(register.vocabulary.reasons),
        counts=_reason,
        at_most_once=True,
    ),
    CountedTable(
        code=tally.DOORS,
        title=gettext_noop("Vorgeschlagene und gewählte Stelle"),
        unit=Unit.PERSONS,
        part=Part.ADVICE,
        may_leave=False,
        grain=Grain.MONTH,
        counts=_doors,
        at_most_once=True,
        crossed=True,
        open=True,
    ),
    CountedTable(
        code=tally.RULE_REASONS,
        title=gettext_noop("Gründe für eine andere Stelle, nach Regel"),
        unit=Unit.PERSONS,
        part=Part.ADVICE,
        may_leave=False,
        grain=Grain.MONTH,
        counts=_rule_reason,
        at_most_once=True,
        crossed=True,
        open=True,
    ),
    CountedTable(
        code=tally.ORIGINS,
        title=gettext_noop("Woher die Zählungen kommen"),
        unit=Unit.PERSONS,
        part=Part.RESULT,
        may_leave=True,
        grain=Grain.DAY,
        rows=(
            PaperRow(tally.OWN, gettext_noop("hier gezählt")),
            PaperRow(tally.COLLECTED, gettext_noop("von anderen Desks eingesammelt")),
            PaperRow(tally.OLD_LIST, gettext_noop("aus alten Listen")),
        ),
        shown=False,
    ),
)
"""The tables of the program, in the order of the report."""
RESERVED = frozenset([tally.NEEDS, *(table.code for table in OWN_TABLES)])
"""Names that no fact and no table of a committee may have."""


@dataclass(frozen=True)
class Register:
    """All tables of a county: those of the program, one for each fact and committee table of its pack."""

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    languages: tuple[str, ...]
    own: tuple[CountedTable, ...] = OWN_TABLES

    @cached_property
    def tables(self) -> Mapping[str, CountedTable]:
        """Every table by its code, in the order of the report."""
        return {table.code: table for table in self._all()}

    def of(self, code: str) -> CountedTable:
        """The table with this code, known or not."""
        return self.tables.get(code) or _unknown(code)

    @cached_property
    def counted(self) -> tuple[CountedTable, ...]:
        """The tables that a talk counts into, in the order of the day file, which stays as it is."""
        first = (tally.VOLUME, tally.ENDINGS, tally.OUTCOMES, *self.vocabulary.facts, tally.NEEDS)
        places = {code: place for place, code in enumerate(first)}
        found = [one for one in self.tables.values() if one.counts and self._wanted(one)]
        return tuple(sorted(found, key=lambda one: places.get(one.code, len(first))))

    @property
    def shown(self) -> Iterator[CountedTable]:
        """The tables of a report."""
        return (table for table in self.tables.values() if table.shown and self._wanted(table))

    @property
    def day_cells(self) -> Iterator[tuple[str, str]]:
        """Every cell a day has, in reading order: a day of nothing is a day of these zeros."""
        return ((table.code, row.code) for table in self.counted if not table.open for row in self.rows(table))

    def rows(self, table: CountedTable) -> tuple[PaperRow, ...]:
        """The rows that the table may have, those that show only when they count something among them."""
        return tuple(table.rows(self) if callable(table.rows) else table.rows)

    def count(self, order: Sequence[str], talks: Iterable[Conversation]) -> Cells:
        """The cells of finished talks of one profile; `order` are the facts it asks, those of the talk too.

        Who said no, or later, to the promise was asked nothing. Raises SumsDisagree.
        """
        cells: Counter[tuple[str, str]] = Counter()
        for talk in talks:
            asked = () if ended_at_promise(self.vocabulary, talk) else order
            for person in talk.persons:
                cells.update(self._cells_of(_counted_person(self.vocabulary, talk, person, asked)))
        self.check(cells)
        return dict(cells)

    def check(self, cells: Cells, told: Mapping[str, str] | None = None) -> None:
        """Raise SumsDisagree unless each table adds up to what it must; one that is missing was not asked.

        `told`: what tables add up to, where a file says it itself.
        """
        sums: Counter[str] = Counter()
        for (code, _), number in cells.items():
            sums[code] += number
        must = {code: self.of(code).adds_up_to for code in sums} if told is None else dict(told)
        must |= {table.code: table.adds_up_to for table in self.own if table.always}
        for code, unit in must.items():
            if unit and sums[code] != (expected := cells.get((tally.VOLUME, unit), 0)):
                raise SumsDisagree(code, sums[code], expected)
        persons = cells.get((tally.VOLUME, tally.PERSONS), 0)
        for table in self.own:
            counts = table.worked_out(cells).values() if table.worked_out else [sums[table.code]]
            if table.at_most_once and (most := max(sum(counts), *counts)) > persons:
                raise SumsDisagree(table.code, most, persons)

    def split(self, paper: PaperTable, row: PaperRow) -> CountedTable:
        """The table of what stands behind one row of the paper."""
        parts = [part for part in parts_of(self.vocabulary, paper) if part.row == row.code]
        rows = [*(PaperRow(part.code, part.label) for part in parts), PaperRow(UNSPLIT, "", added=True)]
        return replace(
            self._paper(paper),
            code=f"{paper.code}_{row.code}",
            title=row.label,
            rows=rows,
            worked_out=partial(_behind, paper, row, [part.code for part in parts]),
            part_of=f"{paper.code} {row.code}",
        )

    def _paper(self, paper: PaperTable) -> CountedTable:
        """A table of the committee paper: its rows, its order, out of what it counts."""
        source = self._sources.get(paper.counts) or _unknown(paper.counts)
        row_of = {part.code: part.row for part in parts_of(self.vocabulary, paper)}
        rows = [*paper.rows, *(PaperRow(code, "", added=True) for code in (UNANSWERED, NOT_ASKED))]
        return CountedTable(
            code=paper.code,
            title=paper.title,
            unit=source.unit,
            part=source.part,
            may_leave=True,
            grain=source.grain,
            rows=rows,
            worked_out=partial(_rolled_up, paper, row_of),
            paper=paper,
        )

    def _needs(self) -> CountedTable:
        return CountedTable(
            code=tally.NEEDS,
            title=self.vocabulary.needs.tab,
            unit=Unit.MENTIONS,
            part=Part.NEEDS,
            may_leave=True,
            grain=Grain.MONTH,
            rows=_answered(self.vocabulary.needs.answers),
            counts=_named_needs,
        )

    def _fact(self, fact: Fact) -> CountedTable:
        return CountedTable(
            code=fact.code,
            title=fact.tab,
            unit=Unit.CONVERSATIONS if fact.of_talk else Unit.PERSONS,
            part=Part.PEOPLE,
            may_leave=True,
            grain=Grain.MONTH,
            rows=_answered(fact.answers),
            counts=partial(_answer, fact.code),
            adds_up_to=tally.CONVERSATIONS if fact.of_talk else tally.PERSONS,
            shown=not _told_by_paper(self.vocabulary, fact),
        )

    @cached_property
    def _sources(self) -> Mapping[str, CountedTable]:
        """The tables of needs, facts and program; the committee's are made of them."""
        return {one.code: one for one in (self._needs(), *map(self._fact, self.vocabulary.facts.values()), *self.own)}

    def _all(self) -> Iterator[CountedTable]:
        for paper in self.vocabulary.papers:
            yield self._paper(paper)
            if paper.counts == tally.OUTCOMES:
                yield self.split(paper, no_need_row(self.vocabulary))
        yield from self._sources.values()

    def _wanted(self, table: CountedTable) -> bool:
        return not table.crossed or table.code in self.vocabulary.crossed

    def _cells_of(self, one: CountedPerson) -> Iterator[tuple[str, str]]:
        for table in self.counted:
            if table.counts and (one.first or table.unit is not Unit.CONVERSATIONS):
                yield from ((table.code, row) for row in table.counts(one))


def _unknown(code: str) -> CountedTable:
    """A table that nobody here knows goes on to be shown, and stays in the house."""
    return CountedTable(
        code=code,
        title="",
        unit=Unit.PERSONS,
        part=Part.RESULT,
        may_leave=False,
        grain=Grain.MONTH,
    )


def _counted_person(vocabulary: Vocabulary, talk: Conversation, person: Person, order: Sequence[str]) -> CountedPerson:
    asked = frozenset(fact.code for fact in to_ask(vocabulary, order, person.answers))
    return CountedPerson(vocabulary, talk, person, order, asked, implied(vocabulary, person.answers))


# the committee's paper


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A code that counts into a row of a paper table."""

    code: str
    label: str
    row: str


def parts_of(vocabulary: Vocabulary, paper: PaperTable) -> list[PaperPart]:
    """The codes that a paper table counts, each with its row; a fact's code without one is a row itself."""
    if paper.counts == tally.OUTCOMES:
        return [PaperPart(outcome.code, outcome.label, outcome.paper_row) for outcome in vocabulary.outcomes]
    if paper.counts == tally.NEEDS:
        return [PaperPart(need.code, need.label, need.paper_row) for need in vocabulary.needs.answers]
    fact = vocabulary.facts.get(paper.counts)
    return [PaperPart(one.code, one.label, one.paper_row or one.code) for one in fact.answers] if fact else []


def screening_paper(vocabulary: Vocabulary) -> PaperTable:
    """The committee table that counts outcomes; a checked pack has one."""
    return next(paper for paper in vocabulary.papers if paper.counts == tally.OUTCOMES)


def no_need_row(vocabulary: Vocabulary) -> PaperRow:
    """The committee table's row for those who need no door."""
    code = vocabulary.outcomes_of(OutcomeKind.NO_NEED)[0].paper_row
    return next(row for row in screening_paper(vocabulary).rows if row.code == code)


def _told_by_paper(vocabulary: Vocabulary, fact: Fact) -> bool:
    """Whether a committee table shows each answer of the fact as a row of its own already."""
    rolled_up = any(answer.paper_row not in ("", answer.code) for answer in fact.answers)
    return not rolled_up and any(paper.counts == fact.code for paper in vocabulary.papers)

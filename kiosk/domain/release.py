"""What may leave the house, and how: closed calendar units, one dimension, every number rounded to five."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from kiosk.domain import tally
from kiosk.domain.committee import parts_of
from kiosk.domain.disclosure import TOTAL, Link, Quantity
from kiosk.domain.grouping import grouped
from kiosk.domain.period import COUNTABLE, Period, units_over
from kiosk.domain.register import Leaves, Register
from kiosk.domain.table import Table, TableRow, Unit, rounded
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import NotReleasable, ReleaseReason

DAYS_TO_WAIT = 15
"""From day 15 of the next month on a month may leave: by then late counts have come in."""


def check_releasable(period: Period, today: date) -> None:
    """Raise NotReleasable unless the period is a calendar unit that can be counted in and has been over for long."""
    if period.first not in COUNTABLE or period.last not in COUNTABLE:
        raise NotReleasable(ReleaseReason.NOT_COUNTABLE)
    if not period.unit:
        raise NotReleasable(ReleaseReason.NOT_A_UNIT)
    if period.last + timedelta(days=DAYS_TO_WAIT) > today:
        raise NotReleasable(ReleaseReason.NOT_OVER)


def release_units(start: date, today: date) -> Iterator[Period]:
    """Yield every unit that may leave, from the newest back to those that counted first; shorter ones first."""
    start = max(start, COUNTABLE.first)
    yield from units_over(start, min(today - timedelta(days=DAYS_TO_WAIT), COUNTABLE.last))


def release_tables(register: Register, exact: Iterable[Table], empty: Iterable[Table]) -> tuple[Table, ...]:
    """Return the tables as they may leave, each number rounded by itself from its exact count.

    `empty`: the same tables of a period without any count; their rows stand in every release. Any other row stands
    there only when it rounds to more than nothing: a zero beside its name would say that there were one or two.
    """
    standing = {(table.code, row.code) for table in empty for row in table.rows}
    made = (_rounded(table, standing) for table in exact if register.of(table.code).leaves is Leaves.PUBLIC)
    return tuple(table for table in made if table.rows)


def _rounded(table: Table, standing: set[tuple[str, str]]) -> Table:
    rows = (TableRow(row.code, row.label, rounded(row.count)) for row in table.rows)
    shown = tuple(row for row in rows if row.count or (table.code, row.code) in standing)
    return Table(table.code, table.title, shown, rounded(table.total), table.unit, rounded=True, told=table.told)


def counts_of(tables: Iterable[Table]) -> Mapping[Quantity, int]:
    """Return every count of the tables, their totals among them."""
    found = {(table.code, row.code): row.count for table in tables for row in table.rows}
    return found | {(table.code, TOTAL): table.total for table in tables}


def links(register: Register, tables: Sequence[Table]) -> Iterator[Link]:
    """Yield what of one table is known to be a part of what another says, beside the rows of a total."""
    for table in tables:
        if table.part_of:
            whole, split = table.part_of.split()
            yield Link([(whole, split)], [(table.code, TOTAL)])
    for paper in register.vocabulary.papers:
        parts = parts_of(register.vocabulary, paper)
        for row in paper.rows if any(table.code == paper.counts for table in tables) else ():
            yield Link([(paper.code, row.code)], [(paper.counts, part.code) for part in parts if part.row == row.code])
    yield Link(_referred(register), [(tally.SLIPS, tally.WITH_SLIP)])
    yield Link([(tally.SUGGESTIONS, tally.DEVIATED)], [(tally.REASONS, TOTAL)])
    yield Link([(register.screening.code, TOTAL)], [(tally.SUGGESTIONS, TOTAL), *_unadvised(register)])
    yield from _by_answers(register)
    yield from _same_people(register, tables)


def _unadvised(register: Register) -> Iterator[Quantity]:
    """Yield where those are counted to whom no door was suggested: who said no or later, and who left."""
    rows = Counter(one.paper_row for one in register.vocabulary.counted_outcomes)
    for one in register.vocabulary.counted_outcomes:
        if one.kind in (OutcomeKind.REFUSED, OutcomeKind.LATER, OutcomeKind.BROKEN_OFF):
            alone = rows[one.paper_row] == 1
            yield (register.screening.code, one.paper_row) if alone else (register.no_need.code, one.code)


def _by_answers(register: Register) -> Iterator[Link]:
    """Yield what the answers to one question say of another: who alone is asked it, and what follows from them."""
    facts = register.vocabulary.facts.values()
    for fact in facts:
        asked = [(fact.code, row.code) for row in register.rows(register.of(fact.code)) if row.code != tally.NOT_ASKED]
        for other, codes in fact.asked_if.items():
            yield Link([(other, code) for code in codes], asked)
    answers = [(fact.code, answer) for fact in facts for answer in fact.answers]
    follows = grouped((then, (fact, one.code)) for fact, one in answers for then in one.implies.items())
    for then, reasons in follows.items():
        yield Link([then], reasons)
        of_one_fact = grouped((fact, (fact, code)) for fact, code in reasons).values()
        yield from (Link([then], some, all_=False) for some in of_one_fact if len(some) < len(reasons))


def _referred(register: Register) -> Sequence[Quantity]:
    """Return the rows of the committee's table that only count who was sent somewhere: these people have a slip."""
    outcomes = register.vocabulary.counted_outcomes
    rows = dict.fromkeys(one.paper_row for one in outcomes)
    others = {one.paper_row for one in outcomes if one.kind is not OutcomeKind.REFERRAL}
    return [(register.screening.code, row) for row in rows if row not in others]


def _same_people(register: Register, tables: Sequence[Table]) -> Iterator[Link]:
    """Prove that each table is a part of all persons, or of all talks; nobody is there without a talk."""
    whole = {Unit.PERSONS: (register.screening.code, TOTAL), Unit.CONVERSATIONS: (tally.ENDINGS, TOTAL)}
    yield Link([whole[Unit.PERSONS]], [whole[Unit.CONVERSATIONS]], all_=False)
    for table in tables:
        some = register.of(table.code).at_most_once and table.code != tally.SLIPS
        if table.unit in whole and not table.part_of and (table.code, TOTAL) != whole[table.unit]:
            yield Link([whole[table.unit]], [(table.code, TOTAL)], all_=not some)

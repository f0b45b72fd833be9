"""Report tables made of counted cells: rows as the pack orders them, totals that are computed and proven."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kiosk.domain import tally
from kiosk.domain.committee import screening_paper
from kiosk.domain.period import QUARTER, Period
from kiosk.domain.register import CountedTable, Grain, Part, Register
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.domain.tally import NOT_ASKED, PAPER_PREFIX, UNANSWERED, UNSPLIT, Cells, Scope
from kiosk.domain.vocabulary import OutcomeKind, PaperRow, Vocabulary

SILENT = (UNANSWERED, NOT_ASKED)
"""Rows of persons who gave no answer: among mentions they mentioned nothing."""


def tables(register: Register, cells: Cells) -> tuple[Table, ...]:
    """Return every table of a period, in the order of the report; one of cases only where somebody told them.

    Raises SumsDisagree instead of making a wrong one.
    """
    former = (register.of(code) for code in sorted(_former_tables(register, cells)))
    told = {table.removeprefix(PAPER_PREFIX) for table, _ in cells}
    shown = (one for one in register.shown if one.part is not Part.CASES or one.code in told)
    return tuple(table_of(register, known, cells) for known in (*shown, *former))


def table_of(register: Register, known: CountedTable, cells: Cells) -> Table:
    """Return one table of these cells."""
    return _table(known, register.rows(known), known.numbers(cells))


def may_tell(register: Register, table: Table, scope: Scope) -> bool:
    """Tell whether a table may be shown that tells of the closed months of a scope.

    Of two dimensions one quarter of the whole county: rounded parts and wholes together fix what is small.
    """
    known = register.of(table.code)
    if known.grain is Grain.DAY or scope.months is None:
        return known.grain is Grain.DAY
    return not known.crossed or (scope.months.unit == QUARTER and not (scope.desks or scope.profile))


def origins(register: Register, sums: Mapping[str, Cells]) -> Table:
    """Return how many persons of the screening table this desk counted, others delivered, and old lists brought."""
    screening = register.screening.numbers
    counts = {(tally.ORIGINS, origin): sum(screening(cells).values()) for origin, cells in sums.items()}
    return table_of(register, register.of(tally.ORIGINS), counts)


def told_of(made: Iterable[Table], spans: Mapping[str, Period], period: Period) -> tuple[Table, ...]:
    """Return the tables of a period with the days that each counts; of one without any only who was not asked."""
    return tuple(_told(table, spans.get(table.code), period) for table in made)


def _told(table: Table, span: Period | None, period: Period) -> Table:
    rows = table.rows if span and not is_unsplit(table) else tuple(row for row in table.rows if row.count)
    return replace(table, rows=rows, told=None if span == period else span, counted=span is not None)


def is_unsplit(table: Table) -> bool:
    """Tell whether all that it counts is what an old list did not split: then nobody counted its other rows."""
    return [row.code for row in table.rows if row.count] == [UNSPLIT]


def referred(vocabulary: Vocabulary, cells: Cells) -> int:
    """Return how many persons were given a door: desks counted them, old lists told rows that such outcomes feed."""
    paper = screening_paper(vocabulary)
    rows = {outcome.paper_row for outcome in vocabulary.counted_outcomes if outcome.kind is OutcomeKind.REFERRAL}
    listed = (cells.get((PAPER_PREFIX + paper.code, row), 0) for row in rows)
    return cells.get((tally.VOLUME, tally.SLIPS), 0) + sum(listed)


def _former_tables(register: Register, cells: Cells) -> set[str]:
    """Return tables that were counted once and that nobody here knows any more."""
    papers = (PAPER_PREFIX + paper.code for paper in register.vocabulary.papers)
    return {table for table, _ in cells} - {*register.tables, *papers}


def _table(known: CountedTable, rows: tuple[PaperRow, ...], counts: Mapping[str, int]) -> Table:
    """Leave out rows that count nothing and came after the paper; give a code without a row one of its own."""
    former = (PaperRow(row, "", added=True) for row in sorted(counts.keys() - {row.code for row in rows}))
    shown = tuple(
        TableRow(row.code, row.label, counts.get(row.code, 0))
        for row in (*rows, *former)
        if counts.get(row.code) or not row.added
    )
    if known.unit is not Unit.MENTIONS:
        total = sum(counts.values())
        return Table(known.code, known.title, shown, total, known.unit, part_of=known.part_of)
    mentions = tuple(row for row in shown if row.code not in SILENT)
    apart = tuple(row for row in shown if row.code in SILENT and row.count)
    total = sum(row.count for row in mentions)
    return Table(known.code, known.title, mentions, total, known.unit, part_of=known.part_of, apart=apart)

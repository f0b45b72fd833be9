"""The totals of a period, each table proven."""

from dataclasses import dataclass
from datetime import date
from itertools import compress

from kiosk.domain import tally
from kiosk.domain.tally import Batch, Cells, Table
from kiosk.domain.vocabulary import OutcomeKind, PaperRow, PaperTable
from kiosk.pack import Pack
from kiosk.storage import Store


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of a period. `batches` (without their cells) are what was summed; `left_out` reach beyond it."""

    first: date
    last: date
    profile: str
    screening: Table
    no_need: Table
    conversations: int
    persons: int
    slips: int
    refusals: int
    imported: int
    batches: tuple[Batch, ...]
    left_out: tuple[Batch, ...]

    @property
    def referred(self) -> int:
        """Persons that the table counts outside the row of no need."""
        return self.screening.total - self.no_need.total


def report(store: Store, pack: Pack, first: date, last: date, profile: str = "") -> Report:
    """The tables of the period, each proven. Raises SumsDisagree instead of showing a wrong one."""
    paper = screening_paper(pack)
    tables = (tally.VOLUME, paper.counts, tally.PAPER_PREFIX + paper.code)
    cells = store.counts.cells(first, last, tables, profile)
    screening = tally.paper_table(pack.vocabulary, paper, cells)
    touching = [batch for batch in store.counts.outlines(first, last) if profile in ("", batch.profile)]
    inside = [first <= batch.first_day and batch.last_day <= last for batch in touching]
    return Report(
        first=first,
        last=last,
        profile=profile,
        screening=screening,
        no_need=tally.split(pack.vocabulary, paper, no_need_row(pack, paper), cells),
        conversations=_volume(cells, tally.CONVERSATIONS),
        persons=_volume(cells, tally.PERSONS),
        slips=_volume(cells, tally.SLIPS),
        refusals=tally.refusals(pack.vocabulary, cells),
        imported=screening.total - _volume(cells, tally.PERSONS),
        batches=tuple(compress(touching, inside)),
        left_out=tuple(batch for batch, whole in zip(touching, inside, strict=True) if not whole),
    )


def first_day(store: Store, today: date) -> date:
    """The first day that any count knows, or today."""
    return store.counts.first_day() or today


def screening_paper(pack: Pack) -> PaperTable:
    """The committee table that counts outcomes; a checked pack has one."""
    return next(paper for paper in pack.vocabulary.papers if paper.counts == tally.OUTCOMES)


def no_need_row(pack: Pack, paper: PaperTable) -> PaperRow:
    """The paper's row for those who need no door."""
    code = pack.vocabulary.outcomes_of(OutcomeKind.NO_NEED)[0].paper_row
    return next(row for row in paper.rows if row.code == code)


def _volume(cells: Cells, row: str) -> int:
    return cells.get((tally.VOLUME, row), 0)

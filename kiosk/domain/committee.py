"""The committee's paper: which codes count into which row of its tables."""

from typing import NamedTuple

from kiosk.domain import tally
from kiosk.domain.vocabulary import Fact, OutcomeKind, PaperRow, PaperTable, Vocabulary


class PaperPart(NamedTuple):
    """A code that counts into a row of a paper table."""

    code: str
    label: str
    row: str


def parts_of(vocabulary: Vocabulary, paper: PaperTable) -> list[PaperPart]:
    """Return the codes that a paper table counts, each with its row; a fact's code without one is a row itself."""
    if paper.counts == tally.OUTCOMES:
        return [PaperPart(outcome.code, outcome.label, outcome.paper_row) for outcome in vocabulary.counted_outcomes]
    former = vocabulary.former.get(paper.counts, ())
    if paper.counts == tally.NEEDS:
        return [PaperPart(need.code, need.label, need.paper_row) for need in (*vocabulary.needs.answers, *former)]
    fact = vocabulary.facts.get(paper.counts)
    answers = (*fact.answers, *former) if fact else former
    return [PaperPart(one.code, one.label, one.paper_row or one.code) for one in answers]


def screening_paper(vocabulary: Vocabulary) -> PaperTable:
    """Return the committee table that counts outcomes; a checked pack has one."""
    return next(paper for paper in vocabulary.papers if paper.counts == tally.OUTCOMES)


def no_need_row(vocabulary: Vocabulary) -> PaperRow:
    """Return the committee table's row for those who need no door."""
    code = vocabulary.outcomes_of(OutcomeKind.NO_NEED)[0].paper_row
    return next(row for row in screening_paper(vocabulary).rows if row.code == code)


def told_by_paper(vocabulary: Vocabulary, fact: Fact) -> bool:
    """Tell whether a committee table shows each answer of the fact as a row of its own already."""
    rolled_up = any(answer.paper_row not in ("", answer.code) for answer in fact.answers)
    return not rolled_up and any(paper.counts == fact.code for paper in vocabulary.papers)

"""Cases in Case Management, as the posts tell them month by month: who has told, and sums that show no single post."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from kiosk.domain import tally
from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Cells
from kiosk.domain.vocabulary import in_use
from kiosk.pack import Pack, Post
from kiosk.storage import Store

FEWEST_POSTS = 3
"""A month of fewer posts is shown to nobody: a post is often half of one person."""


@dataclass(frozen=True, slots=True)
class CaseSums:
    """The sums of the calendar months in a period. `told`: which posts told each month that is shown, `asked`: how
    many there were to tell it; `hidden`: months since the first told one that fewer posts have told than may be shown;
    `whole`: every month of the period is shown."""

    cells: Cells
    told: Mapping[date, frozenset[str]]
    asked: Mapping[date, int]
    hidden: tuple[date, ...]
    whole: bool

    @property
    def until(self) -> date | None:
        """The month whose end the standing numbers describe, None where no month is shown."""
        return max(self.told, default=None)

    @property
    def partly(self) -> tuple[tuple[date, int, int], ...]:
        """The months shown that not every post has told: how many did, of how many."""
        found = ((month, len(posts), self.asked[month]) for month, posts in self.told.items())
        return tuple(one for one in found if one[1] < one[2])

    def compares(self, before: "CaseSums") -> bool:
        """Whether the same posts told every month of both: else fewer cases may be nothing but fewer posts."""
        return self.whole and before.whole and len({*self.told.values(), *before.told.values()}) == 1


NO_CASES = CaseSums({}, {}, {}, (), whole=False)
"""Of a part of the desks or of one profile nothing is told: cases belong to the county."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post and when it told each of these months, None where it has not."""

    post: Post
    told: tuple[date | None, ...]


def case_sums(store: Store, pack: Pack, period: Period) -> CaseSums:
    """Add up the calendar months within the period that enough posts have told.

    Standing numbers are those of the last such month: the same case in two months is one case.
    """
    by_month = {month: list(told) for month, told in groupby(store.cases.within(period), lambda one: one.month)}
    months = list(_months_of(period))
    shown = [month for month in months if len(by_month.get(month, ())) >= FEWEST_POSTS]
    standing = {one.code for one in pack.vocabulary.cases if one.standing}
    parts = [
        {cell: number for cell, number in one.cells.items() if cell[0] not in standing or month == shown[-1]}
        for month in shown
        for one in by_month[month]
    ]
    return CaseSums(
        cells=tally.total(parts),
        told={month: frozenset(one.post for one in by_month[month]) for month in shown},
        asked={month: len(in_use(pack.site.posts, month)) for month in shown},
        hidden=tuple(month for month in months if month not in shown and month >= min(by_month, default=period.last)),
        whole=shown == months,
    )


def who_told(store: Store, pack: Pack, months: tuple[date, ...]) -> tuple[PostRow, ...]:
    """Return for each post in use when it told each month; no number."""
    told = {(one.post, one.month): one.told for one in store.cases.within(Period(months[0], month_of(months[-1]).last))}
    posts = in_use(pack.site.posts, months[0])
    return tuple(PostRow(post, tuple(told.get((post.code, month)) for month in months)) for post in posts)


def months_to_tell(today: date, number: int) -> tuple[date, ...]:
    """Return the first days of the last months that are over, the oldest first."""
    found = [month_of(today).first]
    for _ in range(number):
        found.append(month_of(found[-1] - timedelta(days=1)).first)
    return tuple(reversed(found[1:]))


def _months_of(period: Period) -> Iterator[date]:
    """Yield the first days of the calendar months that lie wholly within the period."""
    month = month_of(period.first)
    while month.last <= period.last:
        if month.first >= period.first:
            yield month.first
        month = month_of(month.last + timedelta(days=1))

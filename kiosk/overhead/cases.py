"""Cases in Case Management, as the posts tell them month by month: who has told, and sums that show no single post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from kiosk.domain import tally
from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Cells
from kiosk.domain.vocabulary import in_use
from kiosk.pack import Pack, Post
from kiosk.storage import CaseMonth, Store

FEWEST_POSTS = 3
"""A month of fewer posts is shown to nobody: a post is often half of one person."""


@dataclass(frozen=True, slots=True)
class MonthTold:
    """A month, the posts that told it, and how many should have."""

    month: date
    posts: frozenset[str]
    expected: int

    @property
    def hidden(self) -> bool:
        """Tell whether too few posts have told it to show their sums."""
        return len(self.posts) < FEWEST_POSTS


@dataclass(frozen=True, slots=True)
class CaseSums:
    """The sums of a period and who told each of its months. `until`: the month whose end the standing numbers describe,
    None where no month is shown."""

    cells: Cells
    months: tuple[MonthTold, ...]
    until: date | None

    def comparable(self, before: "CaseSums") -> bool:
        """Tell whether the same posts told every month of both: else a change of the sum is none of the cases."""
        posts = {one.posts for one in (*self.months, *before.months)}
        return len(posts) == 1 and len(self.months) == len(before.months)


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
    of_all = (_told(pack, month, by_month.get(month, [])) for month in _months(period))
    months = tuple(one for one in of_all if one.expected)
    shown = [one.month for one in months if not one.hidden]
    standing = {one.code for one in pack.vocabulary.cases if one.standing}
    parts = [
        {cell: number for cell, number in one.cells.items() if cell[0] not in standing or month == shown[-1]}
        for month in shown
        for one in by_month[month]
    ]
    return CaseSums(tally.total(parts), months, shown[-1] if shown else None)


def _told(pack: Pack, month: date, told: Sequence[CaseMonth]) -> MonthTold:
    posts = frozenset(one.post for one in told)
    return MonthTold(month, posts, len(posts.union(post.code for post in in_use(pack.site.posts, month))))


def _months(period: Period) -> list[date]:
    """Return the first days of the calendar months that lie wholly within the period."""
    firsts = (day for day in period.days if day.day == 1)
    return [first for first in firsts if month_of(first).last <= period.last]


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

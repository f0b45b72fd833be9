"""Cases in Case Management, as the posts tell them month by month: who has told, and sums that show no single post."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from kiosk.domain import tally
from kiosk.domain.period import Period, month_of
from kiosk.domain.release import DAYS_TO_WAIT
from kiosk.domain.tally import Cells
from kiosk.domain.vocabulary import in_use
from kiosk.pack import Pack
from kiosk.storage import CaseMonth, Store

FEWEST_POSTS = 3
"""The figures of fewer posts are shown to nobody: a post is often half of one person."""

MONTHS = 12
"""So many months back a post can tell, and the overhead looks."""


@dataclass(frozen=True, slots=True)
class CaseSums:
    """The sums of the calendar months in a period. `told`: which posts are in each month that is shown, `asked`: how
    many there were to tell it; `hidden`: months since the first told one that are not shown yet; `never`: those before
    it, where the period reaches it; `waiting`: of how many posts figures of a month are told and not shown yet;
    `whole`: every month of the period is shown, with all that was told."""

    cells: Cells
    told: Mapping[date, frozenset[str]]
    asked: Mapping[date, int]
    hidden: tuple[date, ...]
    waiting: Mapping[date, int]
    whole: bool
    never: tuple[date, ...] = ()

    @property
    def until(self) -> date | None:
        """Return the month whose end the standing numbers describe, None where no month is shown."""
        return max(self.told, default=None)

    @property
    def partly(self) -> tuple[tuple[date, int, int], ...]:
        """Return the months shown that not every post is in: how many are, of how many."""
        found = ((month, len(posts), self.asked[month]) for month, posts in self.told.items())
        return tuple(one for one in found if one[1] < one[2])

    def compares(self, before: "CaseSums") -> bool:
        """Tell whether the same posts told every month of both: else fewer cases may be nothing but fewer posts."""
        return self.whole and before.whole and len({*self.told.values(), *before.told.values()}) == 1


NO_CASES = CaseSums({}, {}, {}, (), {}, whole=False)
"""Of a part of the desks or of one profile nothing is told: cases belong to the county."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post by its code, the months it was asked for, and when it told which."""

    post: str
    asked: frozenset[date]
    told: Mapping[date, date]

    @property
    def missing(self) -> tuple[date, ...]:
        """Return the months that it was asked for and has not told."""
        return tuple(sorted(self.asked.difference(self.told)))


def case_sums(store: Store, pack: Pack, period: Period, today: date) -> CaseSums:
    """Add up what is shown today of the calendar months within the period.

    Standing numbers are those of the last month shown: the same case in two months is one case.
    """
    words = groupby(store.cases.every_word(period), lambda one: one.month)
    told = {month: list(said) for month, said in words}
    by_month = {month: shown(said, today) for month, said in told.items()}
    months, first = [one.first for one in period.each_month if one.inside(period)], store.cases.first_month()
    open_to_see = [month for month in months if by_month.get(month)]
    standing = {one.code for one in pack.vocabulary.cases if one.standing}
    parts = [
        {cell: number for cell, number in cells.items() if cell[0] not in standing or month == open_to_see[-1]}
        for month in open_to_see
        for cells in by_month[month].values()
    ]
    waiting = {
        month: number
        for month, said in told.items()
        if (number := _differing({one.post: one.cells for one in said}, by_month[month]))
    }
    return CaseSums(
        cells=tally.total(parts),
        told={month: frozenset(by_month[month]) for month in open_to_see},
        asked={month: len(in_use(pack.site.posts, month)) for month in open_to_see},
        hidden=tuple(one for one in months if first and first <= one not in open_to_see),
        waiting=waiting,
        whole=open_to_see == months and not waiting,
        never=tuple(one for one in months if first and one < first <= months[-1]),
    )


def shown(words: Iterable[CaseMonth], today: date) -> Mapping[str, Cells]:
    """Return the posts and figures of one month that everybody may see today; nothing where there are too few.

    It is looked at on day 15 of each month after it, as releases are; what was told before that day comes in, but only
    if the figures of three posts or more differ from all that was ever shown. So sums fetched on any two days differ
    by three posts, or not at all, and nobody gets one post's figures by subtraction. Each table is looked at for
    itself: a post that told nothing in it hides nobody.
    """
    words, found = [*words], dict[str, Cells]()
    for table in sorted({table for one in words for table, _ in one.cells}):
        for post, cells in _shown_of(table, words, today).items():
            found[post] = {**found.get(post, {}), **cells}
    return found


def _shown_of(table: str, words: Iterable[CaseMonth], today: date) -> Mapping[str, Cells]:
    """Return the same of one table."""
    states, now = [dict[str, Cells]()], dict[str, Cells]()
    for day, told in groupby(sorted(words, key=lambda one: (_looked_at(one), one.revision)), _looked_at):
        now = now | {one.post: {cell: n for cell, n in one.cells.items() if cell[0] == table} for one in told}
        if day <= today and all(_differing(now, former) >= FEWEST_POSTS for former in states):
            states.append(now)
    return states[-1]


def _looked_at(word: CaseMonth) -> date:
    """Return the first day 15 after it was told on which its month may be shown."""
    since = max(word.told, month_of(word.month).last)
    return (since if since.day < DAYS_TO_WAIT else month_of(since).last + timedelta(days=1)).replace(day=DAYS_TO_WAIT)


def _differing(now: Mapping[str, Cells], former: Mapping[str, Cells]) -> int:
    """Return of how many posts the figures differ; no case is as good as not told."""
    return sum(now.get(post, {}) != former.get(post, {}) for post in {*now, *former})


def who_told(store: Store, pack: Pack, today: date) -> tuple[tuple[date, ...], tuple[PostRow, ...]]:
    """Return the months since the first that was told, or the last alone, and for each post that was asked for one of
    them, or told it, when it told which; no number. Before the first only a post with an account could have told."""
    months, first = months_to_tell(today, MONTHS), store.cases.first_month()
    months = tuple(month for month in months if month >= (first or months[-1]))
    able = {account.post for account in store.staff.accounts()}
    posts = [one for one in pack.site.posts if first or one.code in able]
    told: dict[str, dict[date, date]] = {}
    for one in store.cases.within(Period(months[0], month_of(months[-1]).last)):
        told.setdefault(one.post, {})[one.month] = one.told
    asked = {one.code: frozenset(month for month in months if one in in_use([one], month)) for one in posts}
    rows = (PostRow(code, asked.get(code, frozenset()), told.get(code, {})) for code in (asked | told))
    return months, tuple(row for row in rows if row.asked or row.told)


def months_to_tell(today: date, number: int = MONTHS) -> tuple[date, ...]:
    """Return the first days of the last months that are over, the oldest first."""
    long_enough = Period(today - timedelta(days=31 * number), today)
    return tuple(month.first for month in long_enough.each_month[-number - 1 : -1])

"""The totals of a period, each table proven, beside the period before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from kiosk.domain import tally
from kiosk.domain.grouping import grouped
from kiosk.domain.period import Period, closed_months, cover, month_of
from kiosk.domain.register import Grain, Register
from kiosk.domain.report import is_unsplit, may_tell, origins, referred, table_of, tables, told_of
from kiosk.domain.table import Table, compared, in_fives, rounded
from kiosk.domain.tally import Batch, Cells, Scope
from kiosk.errors import SumsDisagree
from kiosk.export.paperwork import Former
from kiosk.overhead.cases import NO_CASES, CaseSums, case_sums
from kiosk.overhead.counted_spans import CountedSpans, counted_until
from kiosk.overhead.old_lists.matching import ALL_DESKS
from kiosk.overhead.reported_days import missing
from kiosk.pack import Pack
from kiosk.storage import Store, UntoldMonth

LONGEST_WEEKLY = 400
"""Days up to which the course is drawn by weeks; beyond, by months."""


class BroughtIn(NamedTuple):
    """Say what an old list brought for one committee table: where it comes from, over which days, how much."""

    source: str
    paper: str
    period: Period
    cells: Cells


@dataclass(frozen=True, slots=True)
class Gaps:
    """Say what of a period is not counted: days that are missing, lists that reach over.

    `untold`: months of desks that told of its days how many came, and not yet who; `begun`: desks whose first day lies
    within, by that day.
    """

    missing: int = 0
    untold: tuple[UntoldMonth, ...] = ()
    begun: Mapping[date, Sequence[str]] = field(default_factory=dict)
    left_out: tuple[BroughtIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of a scope. Tables that tell how many are of its days; those that tell who, of the closed calendar
    months in it (`scope.months`), and are not there without one; `months_told`: from the first to the last of them that
    any desk told; `untold`: months that desks have still to tell;
    `begun`: desks whose first day lies within, by that day. Without any table where nobody counted.

    `before` is what its days are compared with, None where nobody had counted yet, `months_before` what its months are,
    of which the tables `by_month` tell; a table that was not counted then has no comparison. `gaps`: what of both is
    not counted. `referred`: persons who were given a door.

    `lists` are the old lists that count; `left_out` reach beyond the period, or beyond the desks, and do not;
    `doubled` count days that desks have reported too. `cases`: what the posts told, and who of them did;
    `cases_compared`: the same posts as before.
    """

    scope: Scope
    before: Period | None
    tables: tuple[Table, ...]
    lists: tuple[BroughtIn, ...]
    left_out: tuple[BroughtIn, ...]
    doubled: tuple[BroughtIn, ...]
    screening_code: str
    no_need_code: str
    referred: int
    gaps: Gaps
    months_told: Period | None
    months_before: Period | None
    untold: tuple[UntoldMonth, ...]
    begun: Mapping[date, Sequence[str]]
    cases: CaseSums
    cases_compared: bool
    by_month: frozenset[str]
    course: "Course"

    def before_of(self, table: Table) -> Period | None:
        """Return the days that a table is compared with, None where it is not."""
        return None if table.before is None else self.months_before if table.code in self.by_month else self.before

    @property
    def nobody_counted(self) -> bool:
        """Tell whether no desk reported a day of the scope and no list or post told of it: zeros were no figures."""
        return not self.tables

    @property
    def uncounted_before(self) -> frozenset[str]:
        """Return the tables that nobody counted in all of the period before; cases may be told by others."""
        of_cases = {table for table, _ in self.cases.cells}
        alone = (
            one.code
            for one in self.tables
            if one.counted and self.before and one.before is None and not self.part_of(one)
        )
        return frozenset(alone) - of_cases

    def part_of(self, table: Table) -> Period | None:
        """Return the days of a table where they are fewer than were counted: of days, months or cases."""
        told = self.months_told if table.code in self.by_month else self.table(tally.ENDINGS).told
        of_cases = table.code in {code for code, _ in self.cases.cells}
        whole = of_cases or table.told is None or (told is not None and told.inside(table.told))
        return None if whole else table.told

    @property
    def screening(self) -> Table:
        """Return the committee paper's table of outcomes."""
        return self.table(self.screening_code)

    @property
    def no_need(self) -> Table:
        """Return what stands behind its row of no need."""
        return self.table(self.no_need_code)

    def in_fives(self, monthly: "Course") -> "Report":
        """Return the same for who may not see exact counts: without a comparison, each number rounded by itself.

        `monthly`: its course by months; of weeks, a day at an end of a month would be one.
        """
        return replace(
            self,
            tables=tuple(map(in_fives, self.tables)),
            referred=rounded(self.referred),
            before=None,
            course=monthly.in_fives(),
        )

    def table(self, code: str) -> Table:
        """Return the table with this code. Raises LookupError."""
        found = next((table for table in self.tables if table.code == code), None)
        if found is None:
            raise LookupError(code)
        return found


@dataclass(frozen=True, slots=True)
class Course:
    """Talks per week (points are Mondays) or per month (points are firsts); None where nobody has reported.

    `talks`: all of the period. `runs_on`: the last point is not over; `cut`: the first or last is in the period
    only in part.
    """

    weekly: bool
    points: tuple[tuple[date, int | None], ...]
    talks: int
    runs_on: bool = False
    cut: bool = False

    def in_fives(self) -> "Course":
        """Return the same rounded."""
        return replace(
            self, points=tuple((day, None if number is None else rounded(number)) for day, number in self.points)
        )

    @property
    def runs(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Return the points that follow one another without a gap, each with its place: each run is one line."""
        placed = [(place, number) for place, (_, number) in enumerate(self.points) if number is not None]
        followers = groupby(enumerate(placed), key=lambda one: one[1][0] - one[0])
        return tuple(tuple(point for _, point in run) for _, run in followers)


def report(store: Store, pack: Pack, scope: Scope, today: date) -> Report:
    """Return every table of the scope, each proven. Raises SumsDisagree instead of showing a wrong one."""
    scope = replace(scope, months=closed_months(scope.period, today))
    register, former = pack.register, _before(store, scope, today)
    cases, drawn = _cases(store, pack, scope, today), course(store, scope, today)
    sums = store.reported.cells(scope, register.told_by_day)
    _prove_talks(sums, drawn)
    cells, made = _tables(register, scope, sums, cases)
    spans = CountedSpans(store, register, scope, cases, today)
    counted = bool(cells or spans.lists) or store.reported.any_day(scope)
    compares = counted and store.reported.any_within(former)
    told, same_posts = _told_before(store, pack, former, cases, today) if compares else ((), False)
    return Report(
        scope=scope,
        course=drawn,
        before=former.period if compares else None,
        months_told=spans.told,
        months_before=former.months if compares else None,
        referred=referred(pack.vocabulary, cells),
        gaps=gaps(store, pack, former, today) if compares else Gaps(),
        untold=tuple(store.reported.untold_months(scope)),
        begun=store.reported.begun(scope),
        tables=tuple(_shown(register, scope, made, spans, told)) if counted else (),
        lists=_together(spans.lists),
        left_out=_together(spans.left_out),
        doubled=_together(filter(spans.counts, store.reported.counted_twice(scope.period, ALL_DESKS))),
        screening_code=register.screening.code,
        no_need_code=register.no_need.code,
        cases=cases,
        cases_compared=same_posts,
        by_month=frozenset(one.code for one in made if register.of(one.code).grain is Grain.MONTH),
    )


def _shown(
    register: Register, scope: Scope, made: Sequence[Table], spans: CountedSpans, before: Sequence[Table]
) -> Iterator[Table]:
    """Yield the tables with their days, beside those before where both were counted; of two dimensions in fives."""
    found = spans.of(made)
    whole = spans.whole(found)
    for one in compared(told_of(made, found, scope.period), [table for table in before if table.code in whole]):
        yield in_fives(one) if register.of(one.code).crossed else one


def _before(store: Store, scope: Scope, today: date) -> Scope:
    """Return what the scope is compared with: its days, and its closed months, for themselves."""
    counted = counted_until(store, scope, today)
    months = scope.months.before(counted) if scope.months else None
    return replace(scope, period=scope.period.before(counted), months=months)


def _told_before(store: Store, pack: Pack, former: Scope, cases: CaseSums, today: date) -> tuple[Sequence[Table], bool]:
    """Return the tables that were counted in the period before, and whether the same posts told their cases."""
    before = _cases(store, pack, former, today)
    same = cases.compares(before)
    return _counted_tables(store, pack, former, before if same else NO_CASES, today), same


def _prove_talks(sums: Mapping[str, Cells], drawn: Course) -> None:
    """Raise SumsDisagree unless the talks of all days make those of the period: each is read on a way of its own."""
    talks = sum(sums[origin].get((tally.VOLUME, tally.CONVERSATIONS), 0) for origin in (tally.OWN, tally.COLLECTED))
    if drawn.talks != talks:
        raise SumsDisagree(tally.ENDINGS, drawn.talks, talks)


def course(store: Store, scope: Scope, today: date, longest_weekly: int = LONGEST_WEEKLY) -> Course:
    """Return how many talks the desks had, week by week, in long periods month by month; up to today."""
    period = scope.period.until(today)
    weekly = (period.last - period.first).days < longest_weekly
    counted = store.reported.talks_by_day(scope) if weekly else _by_month(store, scope)
    point_of = _monday if weekly else _first_of_month
    points = dict[date, int | None].fromkeys(map(point_of, period.days))
    for day, number in counted.items():
        if (point := point_of(day)) in points:
            points[point] = (points[point] or 0) + number
    last = _monday(period.last) + timedelta(days=6) if weekly else month_of(period.last).last
    cut = next(iter(points)) < period.first or scope.period.last < last
    return Course(weekly, tuple(points.items()), sum(counted.values()), runs_on=today in scope.period, cut=cut)


def _by_month(store: Store, scope: Scope) -> Mapping[date, int]:
    """Return talks under the first of each month: whole months from the sums, the days at the ends added up."""
    found: Counter[date] = Counter(store.reported.talks_by_month(scope))
    for edge in cover(scope.period).edges:
        for day, number in store.reported.talks_by_day(replace(scope, period=edge)).items():
            found[_first_of_month(day)] += number
    return found


def printed_before(store: Store, pack: Pack, period: Period) -> tuple[Former, ...]:
    """Return for each committee table the latest paper among the old lists that ends before the period."""
    found = sorted(_together(store.reported.old_lists_before(period.first)), key=lambda one: one.period.last)
    latest = {one.paper: one for one in found}
    tables = ((one, pack.register.of(one.paper)) for one in latest.values())
    return tuple(Former(one.source, one.period, table_of(pack.register, known, one.cells)) for one, known in tables)


def _together(batches: Iterable[Batch]) -> tuple[BroughtIn, ...]:
    """Return the batches of one source and table as one: a list by days or desks is many batches."""
    lists = grouped(((batch.source, batch.paper), batch) for batch in batches)
    return tuple(
        BroughtIn(
            source,
            paper,
            Period(min(one.first_day for one in parts), max(one.last_day for one in parts)),
            tally.total(one.cells for one in parts),
        )
        for (source, paper), parts in lists.items()
    )


def first_day(store: Store, today: date) -> date:
    """Return the first day that any count knows, or today."""
    return store.reported.first_day() or today


def exact_tables(store: Store, pack: Pack, period: Period, today: date) -> tuple[Table, ...]:
    """Return every table of the whole county in a period that is over, as it is counted today."""
    scope = Scope(period, months=period)
    sums = store.reported.cells(scope, pack.register.told_by_day)
    return _tables(pack.register, scope, sums, _cases(store, pack, scope, today))[1]


def _cases(store: Store, pack: Pack, scope: Scope, today: date) -> CaseSums:
    """Tell what the posts told of the closed months of the scope."""
    if scope.months is None or scope.desks or scope.profile:
        return NO_CASES
    return case_sums(store, pack, scope.months, today)


def _tables(
    register: Register, scope: Scope, sums: Mapping[str, Cells], cases: CaseSums
) -> tuple[Cells, tuple[Table, ...]]:
    """Return the cells and tables of the scope, those that may tell of it."""
    cells = tally.total([*sums.values(), cases.cells])
    made = (one for one in tables(register, cells) if may_tell(register, one, scope))
    return cells, (*made, origins(register, sums))


def _counted_tables(store: Store, pack: Pack, scope: Scope, cases: CaseSums, today: date) -> list[Table]:
    """Return the tables that were counted in all of a period: nothing is compared with what nobody counted."""
    _, made = _tables(pack.register, scope, store.reported.cells(scope, pack.register.told_by_day), cases)
    spans = CountedSpans(store, pack.register, scope, cases, today)
    whole = spans.whole(spans.of(made))
    return [table for table in made if table.code in whole and not is_unsplit(table)]


def gaps(store: Store, pack: Pack, scope: Scope, today: date) -> Gaps:
    """Return what of a scope is not counted."""
    spans = CountedSpans(store, pack.register, scope, NO_CASES, today)
    return Gaps(
        missing=len(missing(store, pack, scope.period, today, scope.desks)),
        begun=store.reported.begun(scope),
        left_out=_together(spans.left_out),
        untold=tuple(store.reported.untold_months(scope)),
    )


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

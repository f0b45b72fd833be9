"""Of which days each table of a scope was counted, if anybody counted it at all: a zero that nobody counted is none."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property, reduce

from kiosk.domain import tally
from kiosk.domain.grouping import grouped
from kiosk.domain.period import Period, month_of
from kiosk.domain.register import CountedTable, Grain, Part, Register
from kiosk.domain.table import Table
from kiosk.domain.tally import Batch, Scope
from kiosk.overhead.cases import CaseSums
from kiosk.storage import Store


def counted_until(store: Store, scope: Scope, today: date) -> date:
    """Return the last day that counts: today where a desk of the scope has closed it already."""
    closed = store.reported.any_day(replace(scope, period=Period(today, today)))
    return today if closed else today - timedelta(days=1)


class CountedSpans:
    """Says of each table from which to which day it was counted: by desks, in the old lists of the scope, by posts.

    `lists` count in the scope; those `left_out` reach beyond it, and do not.
    """

    def __init__(self, store: Store, register: Register, scope: Scope, cases: CaseSums, today: date) -> None:
        self._store, self._register, self._scope, self._cases, self._today = store, register, scope, cases, today
        found = store.reported.old_lists(replace(scope, desks=()))
        self.lists = [*filter(self.counts, found)]
        self.left_out = [one for one in found if not self.counts(one)]

    @cached_property
    def told(self) -> Period | None:
        """Return the closed months of which desks told who came, be it nobody, from their first day on."""
        return self._since_begun(self._store.reported.months_told(self._scope))

    @cached_property
    def _came(self) -> Period | None:
        """Return the same of months in which anybody came."""
        return self._since_begun(self._store.reported.months_of(self._scope, tally.MONTH_VOLUME))

    @cached_property
    def _days(self) -> Period | None:
        """Return the days of the scope from the first of its desks to the last one that can be counted."""
        period = self._scope.period
        if self._begun is None or not self._store.reported.any_day(self._scope):
            return None
        last = counted_until(self._store, self._scope, self._today) if self._today in period else period.last
        begin = max(self._begun, period.first)
        return Period(begin, max(begin, last))  # a clock that was set back has days before it that count

    @cached_property
    def _begun(self) -> date | None:
        """Return the first day ever that the desks of the scope counted."""
        return self._store.reported.first_day_of_desks(self._scope)

    def _since_begun(self, months: Period | None) -> Period | None:
        """Return months without the days before the desks began."""
        return replace(months, first=self._begun) if months and self._begun and self._begun in months else months

    def counts(self, batch: Batch) -> bool:
        """Tell whether an old list counts in the scope: one that tells who, only with whole months."""
        of_days = all(self._register.grain_of(table) is Grain.DAY for table, _ in batch.cells)
        period = self._scope.period if of_days else self._scope.months
        if period is None or (self._scope.desks and batch.desk not in self._scope.desks):
            return False
        return batch.period.inside(period)

    def of(self, tables: Iterable[Table]) -> Mapping[str, Period]:
        """Return the days of each table, by code; one that nobody counted, or was asked for, is not among them."""
        found = ((table.code, self._span(table)) for table in tables)
        return {code: span for code, span in found if span}

    def whole(self, spans: Mapping[str, Period]) -> frozenset[str]:
        """Return those tables that were counted wherever desks counted, or all along: no other can be compared."""
        return frozenset(code for code, span in spans.items() if self._is_whole(self._known(code), span))

    def _known(self, code: str) -> CountedTable:
        return self._register.screening if code == tally.ORIGINS else self._register.of(code)

    def _is_whole(self, known: CountedTable, span: Period) -> bool:
        if known.part is Part.CASES:
            return True
        if counted := self._days if known.grain is Grain.DAY else self.told:
            return counted.inside(span)
        months = {month for one in self._listed(known) for month in one.each_month}  # as desks: from their month on
        return months.issuperset(((known.grain is Grain.MONTH and self._scope.months) or self._scope.period).each_month)

    def _span(self, table: Table) -> Period | None:
        known = self._known(table.code)
        counted = self._by_posts(known) if known.part is Part.CASES else self._by_desks(known, table)
        spans = [*self._listed(known), *filter(None, [counted])]
        return reduce(Period.spanning, spans) if spans else None

    def _listed(self, known: CountedTable) -> list[Period]:
        """Return from when to when each old list counts a table; on a day between that it does not name nobody came."""
        those = ((one.source, one.period) for one in self.lists if known.paper and one.paper == known.paper.code)
        return [reduce(Period.spanning, periods) for periods in grouped(those).values()]

    def _by_posts(self, known: CountedTable) -> Period | None:
        """Return the months that are shown; of what stands at the end of a month the last of them."""
        told = () if known.paper else self._cases.told
        standing = any(one.standing and one.code == known.code for one in self._register.vocabulary.cases)
        return Period((max if standing else min)(told), month_of(max(told)).last) if told else None

    def _by_desks(self, known: CountedTable, table: Table) -> Period | None:
        """Return the days of a table; of one that takes everybody, the months in which they stand in it."""
        source = self._register.of(known.paper.counts) if known.paper else known
        if source.grain is Grain.DAY:
            return self._days
        if self.told and not source.asks_everybody:
            return self.told
        counting = {row.code for row in (*table.rows, *table.apart) if row.count}
        if counting == {tally.NOT_ASKED}:
            return None
        months = self._since_begun(self._store.reported.months_of(self._scope, source.code)) if counting else None
        return self.told or months if months == self._came else months

"""Releases: tables made for outside, rounded, entered in a list, and read back from there for ever the same."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from kiosk.domain.disclosure import GivenAway, Told, given_away
from kiosk.domain.period import UNITS, Period, unit_of
from kiosk.domain.register import Leaves, Register
from kiosk.domain.release import check_releasable, counts_of, links, release_tables, release_units
from kiosk.domain.report import origins, tables
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.domain.tally import Scope
from kiosk.errors import NotReleasable, ReleaseReason
from kiosk.export import json_form
from kiosk.export.paperwork import Former, Paperwork
from kiosk.overhead.figures import exact_tables, first_day, printed_before
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.storage.release_list import ReleaseEntry

MOST_TRIED = 3
"""So many tables are tried each for itself, whether leaving it out is enough."""


class Release(NamedTuple):
    """An entry of the list and what its files say. `again`: it was there already, no released number has changed."""

    entry: ReleaseEntry
    paper: Paperwork
    again: bool = False


def release(store: Store, pack: Pack, paper: Paperwork, account: str) -> Release:
    """Enter a rounded paper of the whole county in the list, once.

    While the newest release of its period says the same, that one is the answer; else the new one takes its place.
    Raises NotReleasable, also where all that has left the house together gave away a small number.
    """
    check_releasable(paper.period, paper.as_of)
    if not paper.rounded:
        raise ValueError("exact numbers stay in the house")
    with store.at_once():
        known = store.releases.newest(paper.period)
        if known and _says(known, paper):
            return released(known, again=True)
        if Outside(store, pack, paper.as_of).would_give_away(paper.period, paper.tables, paper.codes_left_out):
            raise NotReleasable(ReleaseReason.GIVES_AWAY)
        content = _content(replace(paper, replaces=known.digest if known else ""))
        entry = ReleaseEntry(0, account, paper.as_of, paper.period, _digest(content), content)
        return released(store.releases.entry(store.releases.keep(entry)))


def releasable(store: Store, today: date) -> list[Period]:
    """Return every unit that may leave and of which anybody counted or told something, newest first in its kind."""
    told = store.cases.first_month()
    units = release_units(first_day(store, today), today)
    return [unit for unit in units if store.reported.any_within(Scope(unit)) or (told and told <= unit.last)]


class Verdict(NamedTuple):
    """Say what stands against a release: the small numbers it would fix, and the coarser ways: longer periods, and the
    tables without which the rest may leave. All empty where nothing does."""

    found: tuple[GivenAway, ...] = ()
    coarser: tuple[Period, ...] = ()
    without: Set[str] = frozenset()


class Outside:
    """All that has left the house so far, to hold against it what is to follow."""

    def __init__(self, store: Store, pack: Pack, today: date) -> None:
        self._pack, self._today = pack, today
        self._exact = cache(lambda period: leaving(pack.register, exact_tables(store, pack, period, today)))
        papers = (released(entry).paper for entry in store.releases.contents())
        self._earlier = [self._told(one.period, one.tables, one.codes_left_out) for one in papers]

    def verdict(self, paper: Paperwork) -> Verdict:
        """Return what stands against this release, and what could leave instead."""
        left_out = paper.codes_left_out
        found = self.would_give_away(paper.period, paper.tables, left_out)
        if not found:
            return Verdict()
        return Verdict(found, (*self.coarser(paper.period),), self.without(paper.period, left_out))

    def would_give_away(
        self, period: Period, made: Iterable[Table], left_out: Set[str] = frozenset()
    ) -> tuple[GivenAway, ...]:
        """Return the small numbers that these rounded tables would fix, beside all that is outside already."""
        new, known = self._told(period, made, left_out), links(self._pack.register, self._exact(period))
        return given_away(self._earlier, new, lambda one: counts_of(self._exact(one)), [*known])

    def coarser(self, period: Period) -> Iterator[Period]:
        """Yield the longer calendar units around a period that may leave."""
        for unit in (unit_of(period.first, months) for months in UNITS if months > period.unit):
            try:
                check_releasable(unit, self._today)
            except NotReleasable:
                return
            if not self.would_give_away(unit, rounded_tables(self._pack, self._exact(unit))):
                yield unit

    def without(self, period: Period, left_out: Set[str]) -> Set[str]:
        """Return the tables without which the others may leave, beginning with these; none where that is not to be had.

        One alone where that is enough, and rather one of the desk's than one of the committee's.
        """
        while found := {one.table for one in self._found_without(period, left_out)} - left_out:
            own_first = sorted(found, key=lambda code: (self._pack.register.of(code).paper is not None, code))
            for one in own_first[:MOST_TRIED]:
                if not self._found_without(period, left_out | {one}):
                    return left_out | {one}
            left_out = left_out | found
        return left_out if not self._found_without(period, left_out) else frozenset()

    def _found_without(self, period: Period, left_out: Set[str]) -> tuple[GivenAway, ...]:
        made = rounded_tables(self._pack, self._exact(period))
        return self.would_give_away(period, [one for one in made if one.code not in left_out], left_out)

    def _told(self, period: Period, made: Iterable[Table], left_out: Set[str]) -> Told:
        """Return what a release says; a table that may leave and is not named as left out has rounded to nothing."""
        known = {code for code, table in self._pack.register.tables.items() if table.leaves is Leaves.PUBLIC}
        made = [*made]
        return Told(period, frozenset((known | {one.code for one in made}) - left_out), counts_of(made))


def leaving(register: Register, exact: Iterable[Table]) -> tuple[Table, ...]:
    """Return the exact tables that may leave the house once they are rounded."""
    return tuple(table for table in exact if register.of(table.code).leaves is Leaves.PUBLIC)


def released(entry: ReleaseEntry, again: bool = False) -> Release:
    """Return the release that an entry of the list holds; its files are made of nothing else."""
    content = json.loads(entry.content)
    paper = Paperwork(
        county=content["county"],
        office=content["office"],
        period=entry.period,
        as_of=entry.day,
        tables=tuple(map(_read, content["tables"])),
        # The first releases had none of these.
        method=tuple(content.get("method", ())),
        last_paper=tuple(map(_former, content.get("last_paper", ()))),
        at_end_of=content.get("at_end_of", {}),
        missing=tuple(content["missing_days"]),
        untold=tuple(content.get("untold", ())),
        rounded=True,
        left_out=tuple((code, title) for code, title in content.get("left_out", ())),
        replaces=content.get("replaces", ""),
        digest=entry.digest,
    )
    return Release(entry, paper, again)


def rounded_tables(pack: Pack, exact: Iterable[Table]) -> tuple[Table, ...]:
    """Return the tables as they may leave the house."""
    register = pack.register
    return release_tables(register, exact, (*tables(register, {}), origins(register, {})))


def last_paper(store: Store, pack: Pack, period: Period) -> tuple[Former, ...]:
    """Return for each committee table what was last told of it before the period, by a printed paper or a release."""
    told = sorted(
        (*_last_release(store, period), *printed_before(store, pack, period)), key=lambda one: one.period.last
    )
    latest = {one.table.code: one for one in told}
    return tuple(latest[paper.code] for paper in pack.vocabulary.papers if paper.code in latest)


def _last_release(store: Store, period: Period) -> Iterator[Former]:
    """Yield the tables of the release whose period ended last before this one."""
    earlier = [one for one in store.releases.entries() if one.period.last < period.first]
    if earlier:
        last = max(earlier, key=lambda one: (one.period.last, one.number))
        source = f"gerundete Veröffentlichung vom {last.day:%d.%m.%Y}"
        for table in released(store.releases.entry(last.number)).paper.tables:
            yield Former(source, last.period, table)


def rounded_former(pack: Pack, former: Former) -> Former | None:
    """Return a table of the last paper if it may leave: whole months, rounded, giving nothing away; else None.

    What has left the house already may do so again.
    """
    if former.table.rounded:
        return former
    made = rounded_tables(pack, [former.table])
    if not former.period.whole_months or not made:
        return None
    told = Told(former.period, frozenset([former.table.code]), counts_of(made))
    known = given_away([], told, lambda _: counts_of([former.table]), [])
    return None if known else replace(former, table=made[0])


def digest_of(paper: Paperwork) -> str:
    """Return the SHA-256 of what a paper says, whatever it takes the place of."""
    return _digest(_content(replace(paper, replaces="")))


def _says(known: ReleaseEntry, paper: Paperwork) -> bool:
    """Tell whether a release says what the paper does. The first ones had no method, and told the day of making."""
    former, now = json.loads(known.content), json.loads(_content(paper))
    return all(former[name] == value for name, value in now.items() if name in former.keys() - {"replaces"})


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _content(paper: Paperwork) -> str:
    """Return the released file itself, for programs; the same numbers are the same bytes."""
    return json_form.content(paper).decode()


def _read(table: dict[str, Any], rounded: bool = True) -> Table:
    rows = tuple(TableRow(row["code"], row["label"], row["count"]) for row in table["rows"])
    told = _days(table["counted"]) if "counted" in table else None
    return Table(table["code"], table["title"], rows, table["total"], Unit(table["unit"]), rounded=rounded, told=told)


def _former(one: dict[str, Any]) -> Former:
    """Return a table of the last paper; the first releases left it as it was printed, with shares."""
    table = one["table"]
    return Former(
        one["source"],
        _days(one["period"]),
        _read(table, rounded=all(row["share"] is None for row in table["rows"])),
        tuple(one.get("gaps", ())),
    )


def _days(days: dict[str, str]) -> Period:
    return Period(date.fromisoformat(days["from"]), date.fromisoformat(days["to"]))

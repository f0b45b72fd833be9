"""Releases: tables made for outside, rounded, entered in a list, and read back from there for ever the same."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kiosk.domain.period import Period
from kiosk.domain.register import Register
from kiosk.domain.release import check_releasable, release_tables
from kiosk.domain.report import origins, tables
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.domain.tally import Scope
from kiosk.export import json_form
from kiosk.export.paperwork import Former, Paperwork
from kiosk.export.sentences import RELEASED
from kiosk.overhead.figures import Report, last_paper, report
from kiosk.overhead.reported_days import MissingDay, missing
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.storage.release_list import ReleaseEntry


@dataclass(frozen=True, slots=True)
class Release:
    """An entry of the list and what its files say. `again`: it was there already, no released number has changed."""

    entry: ReleaseEntry
    paper: Paperwork
    again: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """The German that the edge brings: words for a table, a sentence for each missing day, how was counted."""

    table: Callable[[Table], Table]
    missing: Callable[[Sequence[MissingDay]], Iterable[str]]
    counted: Callable[[Report], Iterable[str]]


def release(  # noqa: PLR0913 - told all it needs, it knows neither the day nor who asks nor the words
    store: Store, pack: Pack, period: Period, account: str, today: date, words: Wording
) -> Release:
    """Release the period for the whole county, once.

    While its newest release says the same, that one is the answer. Raises NotReleasable.
    """
    check_releasable(period, today)
    with store.at_once():
        made = _paper(store, pack, period, today, words)
        known = store.releases.newest(period)
        if known and known.content == _content(replace(made, as_of=known.day)):
            return released(known, again=True)
        content = _content(made)
        entry = ReleaseEntry(0, account, today, period, hashlib.sha256(content.encode()).hexdigest(), content)
        return released(store.releases.entry(store.releases.keep(entry)))


def released(entry: ReleaseEntry, again: bool = False) -> Release:
    """The release that an entry of the list holds; its files are made of nothing else."""
    content = json.loads(entry.content)
    paper = Paperwork(
        county=content["county"],
        office=content["office"],
        period=entry.period,
        as_of=entry.day,
        tables=tuple(map(_read, content["tables"])),
        # The first releases had neither.
        method=tuple(content.get("method", ())),
        last_paper=tuple(map(_former, content.get("last_paper", ()))),
        missing=tuple(content["missing_days"]),
        rounded=True,
        digest=entry.digest,
    )
    return Release(entry, paper, again)


def _paper(store: Store, pack: Pack, period: Period, today: date, words: Wording) -> Paperwork:
    exact = report(store, pack, Scope(period), today)
    return Paperwork(
        county=pack.site.county,
        office=pack.site.office,
        period=period,
        as_of=today,
        tables=_rounded(pack.register, map(words.table, exact.tables)),
        method=(*RELEASED, *words.counted(exact)),
        last_paper=tuple(_former_papers(store, pack, period, words)),
        missing=tuple(words.missing(missing(store, pack, period, today))),
        rounded=True,
    )


def _former_papers(store: Store, pack: Pack, period: Period, words: Wording) -> Iterator[Former]:
    """The last papers, rounded as everything that leaves: an old list may never have been printed."""
    for one in last_paper(store, pack, period):
        if one.period.whole_months:
            for made in _rounded(pack.register, [words.table(one.table)]):
                yield replace(one, table=made)


def _rounded(register: Register, exact: Iterable[Table]) -> tuple[Table, ...]:
    return release_tables(register, exact, (*tables(register, {}), origins(register, {})))


def _content(paper: Paperwork) -> str:
    """The released file itself, for programs; the same numbers of the same day are the same bytes."""
    return json_form.content(paper).decode()


def _read(table: dict[str, Any], rounded: bool = True) -> Table:
    rows = tuple(TableRow(row["code"], row["label"], row["count"]) for row in table["rows"])
    return Table(table["code"], table["title"], rows, table["total"], Unit(table["unit"]), rounded=rounded)


def _former(one: dict[str, Any]) -> Former:
    """A table of the last paper; the first releases left it as it was printed, with shares."""
    table, days = one["table"], one["period"]
    period = Period(date.fromisoformat(days["from"]), date.fromisoformat(days["to"]))
    return Former(one["source"], period, _read(table, rounded=all(row["share"] is None for row in table["rows"])))

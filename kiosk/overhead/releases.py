"""Releases: tables made for outside, rounded, entered in a list, and read back from there for ever the same."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kiosk.domain.period import Period
from kiosk.domain.release import ReleaseRow, ReleaseTable, check_releasable, release_tables
from kiosk.domain.table import Lists, Table, Unit, origins, tables
from kiosk.domain.tally import Scope
from kiosk.export import json_form
from kiosk.export.paperwork import Former, Paperwork, Sheet, SheetRow
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
        sheets=tuple(_sheet(_read(table)) for table in content["tables"]),
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
        sheets=tuple(map(_sheet, _rounded(pack, map(words.table, exact.tables)))),
        method=(*RELEASED, *words.counted(exact)),
        last_paper=tuple(_former_papers(store, pack, period, words)),
        missing=tuple(words.missing(missing(store, pack, period, today))),
        rounded=True,
    )


def _former_papers(store: Store, pack: Pack, period: Period, words: Wording) -> Iterator[Former]:
    """The last papers, rounded as everything that leaves: an old list may never have been printed."""
    for one in last_paper(store, pack, period):
        if one.period.whole_months:
            for made in _rounded(pack, [words.table(one.table)]):
                yield Former(one.source, one.period, _sheet(made))


def _rounded(pack: Pack, exact: Iterable[Table]) -> tuple[ReleaseTable, ...]:
    empty = tables(Lists(pack.vocabulary, pack.rules, pack.site.languages), {})
    return release_tables(exact, (*empty, origins(pack.vocabulary, {})))


def _content(paper: Paperwork) -> str:
    """The released file itself, for programs; the same numbers of the same day are the same bytes."""
    return json_form.content(paper).decode()


def _sheet(table: ReleaseTable) -> Sheet:
    rows = tuple(SheetRow(row.code, row.label, row.count) for row in table.rows)
    return Sheet(table.code, table.title, table.unit, rows, table.total)


def _read(table: dict[str, Any]) -> ReleaseTable:
    rows = tuple(ReleaseRow(row["code"], row["label"], row["count"]) for row in table["rows"])
    return ReleaseTable(table["code"], table["title"], Unit(table["unit"]), rows, table["total"])


def _former(one: dict[str, Any]) -> Former:
    table, days = one["table"], one["period"]
    rows = tuple(SheetRow(row["code"], row["label"], row["count"], row["share"]) for row in table["rows"])
    period = Period(date.fromisoformat(days["from"]), date.fromisoformat(days["to"]))
    return Former(
        one["source"], period, Sheet(table["code"], table["title"], Unit(table["unit"]), rows, table["total"])
    )

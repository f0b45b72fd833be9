"""Releases: tables made for outside, rounded, entered in a list, and read back from there for ever the same."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.domain.period import Period
from kiosk.domain.release import ReleaseRow, ReleaseTable, check_releasable, release_tables
from kiosk.domain.table import Lists, Table, Unit, origins, tables
from kiosk.domain.tally import Scope
from kiosk.export import data
from kiosk.export.paperwork import Paperwork, Sheet, SheetRow
from kiosk.overhead.figures import report
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.storage.releases import ReleaseEntry


@dataclass(frozen=True, slots=True)
class Release:
    """An entry of the list and what its files say. `again`: it was there already, no released number has changed."""

    entry: ReleaseEntry
    paper: Paperwork
    again: bool = False


def release(  # noqa: PLR0913 - told all it needs, it knows neither the day nor who asks nor the words
    store: Store, pack: Pack, period: Period, account: str, today: date, words: Callable[[Table], Table]
) -> Release:
    """Release the period for the whole county, once; `words` gives a table its German title and labels.

    While its newest release says the same, that one is the answer. Raises NotReleasable.
    """
    check_releasable(period, today)
    with store.at_once():
        made = _tables(store, pack, period, today, words)
        known = store.releases.newest(period)
        if known and known.content == _content(pack, period, known.day, made):
            return released(known, again=True)
        content = _content(pack, period, today, made)
        entry = ReleaseEntry(0, account, today, period, hashlib.sha256(content.encode()).hexdigest(), content)
        return released(store.releases.entry(store.releases.keep(entry)))


def released(entry: ReleaseEntry, again: bool = False) -> Release:
    """The release that an entry of the list holds; its files are made of nothing else."""
    content = json.loads(entry.content)
    read = tuple(_read(table) for table in content["tables"])
    paper = _paper(content["county"], content["office"], entry.period, entry.day, read, digest=entry.digest)
    return Release(entry, paper, again)


def _tables(
    store: Store, pack: Pack, period: Period, today: date, words: Callable[[Table], Table]
) -> tuple[ReleaseTable, ...]:
    exact = report(store, pack, Scope(period), today).tables
    empty = tables(Lists(pack.vocabulary, pack.rules, pack.site.languages), {})
    return release_tables(map(words, exact), (*empty, origins(pack.vocabulary, {})))


def _content(pack: Pack, period: Period, as_of: date, made: Iterable[ReleaseTable]) -> str:
    """The released file itself, for programs; the same numbers of the same day are the same bytes."""
    return data.content(_paper(pack.site.county, pack.site.office, period, as_of, made)).decode()


def _paper(  # noqa: PLR0913 - what a release says
    county: str, office: str, period: Period, as_of: date, made: Iterable[ReleaseTable], digest: str = ""
) -> Paperwork:
    return Paperwork(county, office, period, as_of, tuple(map(_sheet, made)), rounded=True, digest=digest)


def _sheet(table: ReleaseTable) -> Sheet:
    rows = tuple(SheetRow(row.code, row.label, row.count) for row in table.rows)
    return Sheet(table.code, table.title, table.unit, rows, table.total)


def _read(table: dict[str, Any]) -> ReleaseTable:
    rows = tuple(ReleaseRow(row["code"], row["label"], row["count"]) for row in table["rows"])
    return ReleaseTable(table["code"], table["title"], Unit(table["unit"]), rows, table["total"])

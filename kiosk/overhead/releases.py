"""Releases: tables made for outside, rounded, entered in a list, and read back from there for ever the same."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kiosk.domain.period import Period
from kiosk.domain.release import check_releasable, release_tables
from kiosk.domain.report import origins, tables
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.export import json_form
from kiosk.export.paperwork import Former, Paperwork
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.storage.release_list import ReleaseEntry


@dataclass(frozen=True, slots=True)
class Release:
    """An entry of the list and what its files say. `again`: it was there already, no released number has changed."""

    entry: ReleaseEntry
    paper: Paperwork
    again: bool = False


def release(store: Store, paper: Paperwork, account: str) -> Release:
    """Enter a rounded paper of the whole county in the list, once.

    While the newest release of its period says the same, that one is the answer. Raises NotReleasable.
    """
    check_releasable(paper.period, paper.as_of)
    if not paper.rounded:
        raise ValueError("exact numbers stay in the house")
    content = _content(paper)
    with store.at_once():
        known = store.releases.newest(paper.period)
        if known and known.content == _content(replace(paper, as_of=known.day)):
            return released(known, again=True)
        digest = hashlib.sha256(content.encode()).hexdigest()
        entry = ReleaseEntry(0, account, paper.as_of, paper.period, digest, content)
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


def rounded_tables(pack: Pack, exact: Iterable[Table]) -> tuple[Table, ...]:
    """The tables as they may leave the house."""
    register = pack.register
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

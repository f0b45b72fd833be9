"""Codes that stand in the store and no longer in the pack: what they were called, and the lines that retire them."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.domain import tally
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.storage.pack_versions import SERVICES

Values = Mapping[str, Any]
Entries = dict[tuple[str, str], tuple[str, str, Values]]
"""Table and code of an entry in a pack's files: the file, the heading it stands under, its values."""

LISTS = {
    tally.NEEDS: ("vocabulary.toml", ("need", "answer")),
    tally.OUTCOMES: ("vocabulary.toml", ("outcome",)),
    tally.REASONS: ("vocabulary.toml", ("reason",)),
    SERVICES: ("directory.toml", ("service",)),
}
"""Where the entries of a table stand; those of a fact stand under its own heading."""


@dataclass(frozen=True, slots=True)
class FormerCode:
    """A code that was counted and has left the pack, with its values where a kept version of the pack knows it."""

    table: str
    code: str
    file: str
    heading: str
    values: Values

    def lines(self, today: date) -> str:
        """Return the TOML to add to the file, so that the code is retired instead of gone."""
        values = dict(self.values) or {"code": self.code, "label": "…"}
        values["retired"] = today
        return "\n".join([f"[[{self.heading}]]", *(f"{key} = {_toml(value)}" for key, value in values.items())])


def former_codes(store: Store, pack: Pack) -> tuple[FormerCode, ...]:
    """Return what the store's talks and counts hold and the pack does not know, by table and code."""
    gone = sorted(store.pack_versions.codes_seen() - _known(pack))
    if not gone:
        return ()
    tables, entries = set(pack.vocabulary.facts) | LISTS.keys(), _last_entries(store)
    return tuple(_former(table, code, entries) for table, code in gone if table in tables or (table, code) in entries)


def former_words(store: Store, pack: Pack) -> dict[tuple[str, str], str]:
    """Return the last words of all that left the pack, as its kept versions have them; a fact's under no code."""
    words = {cell: _word(values) for cell, (_, _, values) in _last_entries(store).items()}
    known = _known(pack)
    return {cell: word for cell, word in words.items() if word and cell not in known}


def _last_entries(store: Store) -> Entries:
    """Return every entry as the newest version of the pack has it that has it at all."""
    entries: Entries = {}
    for files in store.pack_versions.newest_first():
        entries = dict(_entries(files)) | entries
    return entries


def _former(table: str, code: str, entries: Entries) -> FormerCode:
    file, heading, values = entries.get((table, code), (*_place(table), {}))
    return FormerCode(table, code, file, heading, values)


def _word(values: Values) -> str:
    return values.get("label") or values.get("name") or values.get("tab") or ""


def _place(table: str) -> tuple[str, str]:
    file, path = LISTS.get(table, ("vocabulary.toml", ("fact", table, "answer")))
    return file, ".".join(path)


def _known(pack: Pack) -> set[tuple[str, str]]:
    """Return the codes that the pack has words for, and the rows that every table may have."""
    return {*pack.register.day_cells, *((SERVICES, service.code) for service in pack.services)}


def _entries(files: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], tuple[str, str, Values]]]:
    """Yield every entry with a code of its own that a kept version of the pack has."""
    read = {name: tomllib.loads(text) for name, text in files.items()}
    lists = [(table, file, path) for table, (file, path) in LISTS.items()]
    for fact, values in read.get("vocabulary.toml", {}).get("fact", {}).items():
        yield (fact, ""), ("vocabulary.toml", f"fact.{fact}", values)
        lists.append((fact, "vocabulary.toml", ("fact", fact, "answer")))
        if values.get("kind") == "town":
            lists.append((fact, "site.toml", ("town",)))
    for table, file, path in lists:
        found: Any = read.get(file, {})
        for key in path:
            found = found.get(key, {})
        for entry in found:
            yield (table, entry["code"]), (file, ".".join(path), entry)


def _toml(value: object) -> str:
    """Write a value as TOML does; text and lists look there as they do in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)

"""Codes that stand in the store and no longer in the pack: what they were called, and the lines that retire them."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kiosk.domain import tally
from kiosk.domain.register import Grain
from kiosk.domain.vocabulary import Answer, FactKind, Outcome, OutcomeKind
from kiosk.pack import Pack, Profile
from kiosk.storage import Store
from kiosk.storage.pack_versions import DESKS, POSTS, SERVICES

Values = Mapping[str, Any]
Entries = dict[tuple[str, str], tuple[str, str, Values]]
"""Table and code of an entry in a pack's files: the file, the heading it stands under, its values."""

DOORS, PROFILES = "door", "profile"
"""Names of the lists of doors and of profiles; no counted table is called so."""
LISTS = {
    tally.NEEDS: ("vocabulary.toml", ("need", "answer")),
    tally.OUTCOMES: ("vocabulary.toml", ("outcome",)),
    tally.REASONS: ("vocabulary.toml", ("reason",)),
    SERVICES: ("directory.toml", ("service",)),
    DOORS: ("directory.toml", ("door",)),
    DESKS: ("site.toml", ("desk",)),
    POSTS: ("site.toml", ("post",)),
}
"""Where the entries of a table stand; those of a fact stand under its own heading."""
NOT_OF_A_FORMER_FACT = ("answer", "kind", "asked_if")
"""What a fact that is asked no more need not say; its answers stand in blocks of their own."""


@dataclass(frozen=True, slots=True)
class FormerCode:
    """Name what was counted, or is named by it, and left the pack, with its values as a kept version has it.

    Without a code it is a whole fact.
    """

    table: str
    code: str
    file: str
    heading: str
    values: Values

    def lines(self, today: date) -> str:
        """Return the TOML to add to the file, so that the code is retired instead of gone."""
        if self.code:
            word = "label" if self.file == "vocabulary.toml" else "name"
            values = self.values or {"code": self.code, word: "…"}
            return _block(f"[[{self.heading}]]", {**values, "retired": today})
        head = {key: value for key, value in self.values.items() if key not in NOT_OF_A_FORMER_FACT}
        answers = (_block(f"[[{self.heading}.answer]]", answer) for answer in self.values["answer"])
        return "\n".join([_block(f"[{self.heading}]", head), *answers])


def former_codes(store: Store, pack: Pack) -> tuple[FormerCode, ...]:
    """Return what the store's talks and counts hold and the pack does not know, and what the lines of that name."""
    known = _known(pack)
    gone = store.pack_versions.codes_seen() - known
    if not gone:
        return ()
    facts, entries = pack.vocabulary.facts, _last_entries(store)
    tables = facts.keys() | LISTS.keys()
    while more := {cell for one in gone & entries.keys() for cell in _named(pack, entries[one][2])} - known - gone:
        gone |= more
    whole = {(table, "" if (table, "") in entries and table not in facts else code) for table, code in gone}
    return tuple(
        _former(table, code, entries) for table, code in sorted(whole) if table in tables or (table, code) in entries
    )


def _named(pack: Pack, values: Values) -> Iterator[tuple[str, str]]:
    """Yield table and code of all that an entry leads to or goes with."""
    kinds = {"towns": FactKind.TOWN, "papers": FactKind.PAPER}
    facts = {key: fact.code for key, kind in kinds.items() for fact in pack.vocabulary.of_kind(kind)}
    for key, table in {"door": DOORS, "needs": tally.NEEDS, "topics": tally.NEEDS, **facts}.items():
        codes = values.get(key) or ()
        yield from ((table, code) for code in ([codes] if isinstance(codes, str) else codes))
    yield from values.get("implies", {}).items()
    for answer in values.get("answer", ()):
        yield from _named(pack, answer)


def former_words(store: Store, pack: Pack) -> dict[tuple[str, str], str]:
    """Return the last words of all that left the pack, as its kept versions have them; a fact's under no code."""
    words = {cell: _word(values) for cell, (_, _, values) in _last_entries(store).items()}
    known = _known(pack)
    return {cell: word for cell, word in words.items() if word and cell not in known}


def with_former(store: Store, pack: Pack) -> Pack:
    """Return the pack as it goes on counting what left it: into the rows, and as the ends, that its kept versions say.

    A row that left the committee's paper too stays with the code itself. A profile goes on with the questions that are
    left, and with every door.
    """
    known, papers = _known(pack), {paper.counts: {row.code for row in paper.rows} for paper in pack.vocabulary.papers}
    answers, outcomes, profiles = defaultdict[str, list[Answer]](list), [], []
    for (table, code), (_, _, values) in _last_entries(store, pack.version).items():
        if table == PROFILES and pack.profile(code) is None:
            profiles.append(_former_profile(pack, values))
        if not code or table not in papers or (table, code) in known:
            continue
        row = values.get("paper_row", "")
        row = row if row in papers[table] else code
        if table == tally.OUTCOMES:
            outcomes.append(Outcome(code, "", OutcomeKind(values["kind"]), row, values.get("door", "")))
        else:
            answers[table].append(Answer(code, "", paper_row=row))
    former = {table: tuple(codes) for table, codes in answers.items()}
    vocabulary = replace(pack.vocabulary, former=former, former_outcomes=tuple(outcomes))
    return replace(pack, vocabulary=vocabulary, former_profiles=tuple(profiles))


def _former_profile(pack: Pack, values: Values) -> Profile:
    asked, told = (
        tuple(code for code in values.get(key, ()) if code in pack.vocabulary.facts) for key in ("facts", "after_talk")
    )
    doors = tuple(door.code for door in pack.doors)
    return Profile(values["code"], values["name"], asked, doors, values["valid_from"], values.get("valid_to"), told)


def _last_entries(store: Store, besides: str = "") -> Entries:
    """Return every entry as the newest version of the pack has it that has it at all, one version left aside."""
    entries: Entries = {}
    for files in store.pack_versions.newest_first(besides):
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
    listed = {
        SERVICES: [one.code for one in pack.services],
        DOORS: [one.code for one in pack.doors],
        DESKS: [one.code for one in pack.site.desks],
        POSTS: [one.code for one in pack.site.posts],
        **{one.code: [row.code for row in one.rows] for one in pack.vocabulary.cases},
    }
    own = [*pack.register.zeros(*Grain), (tally.OUTCOMES, tally.REMOVED)]
    return {*own, *((table, code) for table, codes in listed.items() for code in codes)}


def _entries(files: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], tuple[str, str, Values]]]:
    """Yield every entry with a code of its own that a kept version of the pack has."""
    read = {name: tomllib.loads(text) for name, text in files.items()}
    lists = [(table, file, path) for table, (file, path) in LISTS.items()]
    for fact, values in read.get("vocabulary.toml", {}).get("fact", {}).items():
        lists.append((fact, "vocabulary.toml", ("fact", fact, "answer")))
        towns = read["site.toml"]["town"] if values.get("kind") == FactKind.TOWN else []
        if towns:
            lists.append((fact, "site.toml", ("town",)))
        answers = [*({"code": town["code"], "label": town["name"]} for town in towns), *values["answer"]]
        yield (fact, ""), ("vocabulary.toml", f"fact.{fact}", {**values, "answer": answers})
    listed, printed = read.get("vocabulary.toml", {}), dict[str, Any]()
    for kind in ("paper", "cases"):
        for one in listed.get(kind, ()):
            rows = [("vocabulary.toml", f"{kind}.row", row) for row in one.get("row", ())]
            printed[one["code"]] = rows
            rows = [*printed.get(one.get("rows_of", ""), ()), *rows]
            yield from (((one["code"], values["code"]), (file, heading, values)) for file, heading, values in rows)
    for table, file, path in (*lists, (PROFILES, "profiles.toml", ("profile",))):
        found: Any = read.get(file, {})
        for key in path:
            found = found.get(key, {})
        for entry in found:
            yield (table, entry["code"]), (file, ".".join(path), entry)


def _block(heading: str, values: Values) -> str:
    return "\n".join([heading, *(f"{key} = {_toml(value)}" for key, value in values.items())])


def _toml(value: object) -> str:
    """Write a value as TOML does; text looks there as it does in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)

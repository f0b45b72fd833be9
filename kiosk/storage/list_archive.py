"""Old lists that were brought in, what they taught, and lists that somebody is still looking through."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, cast

from kiosk.errors import NotThere
from kiosk.storage.database import File
from kiosk.storage.deletions import Deletion, gone_for_good


class KeptList(NamedTuple):
    """A list that counts, and what its batches sum to; of one that came before entries, name and day are missing.
    `printed`: it is the committee's paper."""

    number: int
    name: str
    source: str
    note: str
    account: str
    digest: str
    content_digest: str
    paper: str
    total: int
    printed: bool
    day: date | None
    first: date
    last: date


class Draft(NamedTuple):
    """An uploaded list before it counts; `choices` is what was typed and chosen about it, as the page wrote it."""

    key: str
    account: str
    name: str
    content: bytes
    choices: str
    day: date


class OldLists:
    """Kept lists, what they taught, drafts."""

    def __init__(self, file: File) -> None:
        self._file = file

    def _change(self, query: str, *values: object) -> int:
        return self._file.change(query, values).rowcount

    def keep(self, **entry: str | bool) -> int:
        """Enter a list; return its number, under which its batches are kept."""
        with self._file.transaction() as db:
            return cast(int, db.table("old_list").insert(entry).last_pk)

    def drop(self, number: int) -> None:
        """Strike a list whose batches are gone."""
        self._change("DELETE FROM old_list WHERE id = ?", number)

    def all(self) -> list[KeptList]:
        """Return every list that counts, the newest first."""
        query = (
            "SELECT old_list.id, name, old_list.source, note, account, digest, content_digest, paper,"
            " CAST(total(number) AS INTEGER), printed, day AS '[day]', min(first_day) AS '[day]',"
            " max(last_day) AS '[day]' FROM old_list JOIN batch ON old_list = old_list.id"
            " LEFT JOIN cell ON batch = batch.id GROUP BY old_list.id ORDER BY old_list.id DESC"
        )
        return [KeptList(*row) for row in self._file.rows(query)]

    def learn(self, words: Mapping[str, str], shape: str, said: Mapping[str, str]) -> None:
        """Remember what words meant, and how a list with these headings was read; what was otherwise is this now.

        `shape`: the headings, empty where they are not to be remembered.
        """
        meanings = ({"word": word, "meaning": meaning} for word, meaning in words.items())
        with self._file.transaction() as db:
            db.table("old_word").upsert_all(meanings, pk="word")
            if shape:
                db.table("old_shape").upsert({"shape": shape, "said": json.dumps(said), "old_list": 0}, pk="shape")

    def taught(self) -> dict[str, dict[str, str]]:
        """Return what lists so far have answered, by what it is about: a word, or headings and all their columns."""
        query = "SELECT shape, said FROM old_shape UNION ALL SELECT word, json_object(word, meaning) FROM old_word"
        return {about: json.loads(said) for about, said in self._file.rows(query)}

    def forget(self, keys: Iterable[str]) -> None:
        """Forget what these words meant, and how lists with these headings were read."""
        for key in keys:
            self._change("DELETE FROM old_word WHERE word = ?", key)
            self._change("DELETE FROM old_shape WHERE shape = ?", key)

    def keep_draft(self, draft: Draft) -> bool:
        """Keep an uploaded list and tell whether it is new; one that is there already stays as it is."""
        return self._change("INSERT OR IGNORE INTO draft VALUES (?, ?, ?, ?, ?, ?)", *draft) > 0

    def draft(self, key: str) -> Draft:
        """Return the draft under this key. Raises NotThere."""
        for draft in self.drafts(key):
            return draft
        raise NotThere

    def drafts(self, key: str = "") -> list[Draft]:
        """Return all drafts without their content, the oldest first; or the one under this key with its own."""
        query = (
            "SELECT key, account, name, iif(key = ?1, content, x''), choices, day AS '[day]' FROM draft"
            " WHERE ?1 IN ('', key) ORDER BY day, name"
        )
        return [Draft(*row) for row in self._file.rows(query, [key])]

    def change_draft(self, key: str, choices: str) -> None:
        """Keep what is typed and chosen about a draft now. Raises NotThere."""
        if self._change("UPDATE draft SET choices = ? WHERE key = ?", choices, key) == 0:
            raise NotThere

    def drop_drafts(self, *, key: str = "", before: date = date.min) -> None:
        """Forget the draft under this key, and those that were uploaded before a day, with every byte."""
        with self._file.transaction():
            if self._change("DELETE FROM draft WHERE key = ? OR day < ?", key, before):
                gone_for_good(self._file, Deletion.DRAFTS)

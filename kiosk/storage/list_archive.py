"""Old lists that were brought in, the words they taught, and lists that somebody is still looking through."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

from kiosk.errors import NotThere
from kiosk.storage.database import File


@dataclass(frozen=True, slots=True)
class NewList:
    """The entry of a list. `digest` is the same for the same list, `content_digest` for the same file.

    `account` is empty at the terminal.
    """

    digest: str
    content_digest: str
    name: str
    source: str
    note: str
    account: str
    day: date


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list that counts: its entry, and what its batches sum to.

    `name` is empty and `day` None for a list that came before lists had entries.
    """

    number: int
    name: str
    source: str
    note: str
    account: str
    day: date | None
    paper: str
    profile: str
    first: date
    last: date
    total: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An uploaded list before it counts; `choices` is what was typed and chosen about it, as the page wrote it."""

    key: str
    account: str
    name: str
    content: bytes
    choices: str
    day: date


class OldLists:
    """Kept lists, kept words, drafts."""

    def __init__(self, file: File) -> None:
        self._file = file

    # lists

    def keep(self, entry: NewList) -> int:
        """Enter a list; return its number, under which its batches are kept."""
        row = {**asdict(entry), "day": entry.day.isoformat()}
        with self._file.transaction() as db:
            return cast(int, db.table("old_list").insert(row).last_pk)

    def number_of(self, digest: str) -> int:
        """Return the number of the list with this digest, or 0."""
        with self._file.snapshot() as db:
            found = db.execute("SELECT id FROM old_list WHERE digest = ?", [digest]).fetchone()
        return int(found[0]) if found else 0

    def has(self, number: int) -> bool:
        """Tell whether there is a list with this number."""
        with self._file.snapshot() as db:  # as text, for a number may be larger than SQLite can hold
            return db.execute("SELECT 1 FROM old_list WHERE id = ?", [str(number)]).fetchone() is not None

    def drop(self, number: int) -> None:
        """Strike a list whose batches are gone."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM old_list WHERE id = ?", [number])

    def all(self) -> list[KeptList]:
        """Return every list that counts, the newest first."""
        return self._kept("", [])

    def of_content(self, content_digest: str) -> list[KeptList]:
        """Return the lists that came from the file with this content, the newest first."""
        return self._kept(" WHERE content_digest = ?", [content_digest])

    def _kept(self, where: str, values: list[str]) -> list[KeptList]:
        query = (
            "SELECT old_list.id, name, old_list.source, note, account, day, paper, profile, min(first_day),"
            " max(last_day), total(number) FROM old_list"
            f" JOIN batch ON old_list = old_list.id LEFT JOIN cell ON batch = batch.id{where}"
            " GROUP BY old_list.id ORDER BY old_list.id DESC"
        )
        with self._file.snapshot() as db:
            return [_kept(row) for row in db.execute(query, values)]

    # what lists taught

    def words(self) -> dict[str, str]:
        """Return what lists so far have meant by a word: "table:row", or "-" for: leave out."""
        with self._file.snapshot() as db:
            return dict(db.execute("SELECT word, meaning FROM old_word").fetchall())

    def shapes(self) -> dict[str, dict[str, str]]:
        """Return how lists so far were read, by their headings."""
        with self._file.snapshot() as db:
            return {shape: json.loads(said) for shape, said in db.execute("SELECT shape, said FROM old_shape")}

    def keep_words(self, meanings: Mapping[str, str], old_list: int) -> None:
        """Remember these words for the next list; a word that meant something else means this now."""
        rows = [{"word": word, "meaning": meaning, "old_list": old_list} for word, meaning in meanings.items()]
        with self._file.transaction() as db:
            db.table("old_word").upsert_all(rows, pk="word")

    def keep_shape(self, shape: str, said: Mapping[str, str], old_list: int) -> None:
        """Remember how this list was read for the next one with the same headings."""
        with self._file.transaction() as db:
            row = {"shape": shape, "said": json.dumps(said), "old_list": old_list}
            db.table("old_shape").upsert(row, pk="shape")

    def forget(self, keys: Iterable[str]) -> None:
        """Forget what these words meant, and how lists with these headings were read."""
        with self._file.transaction() as db:
            for key in keys:
                db.execute("DELETE FROM old_word WHERE word = ?", [key])
                db.execute("DELETE FROM old_shape WHERE shape = ?", [key])

    def forget_lessons(self, old_list: int) -> None:
        """Forget what this list was the last to teach."""
        with self._file.transaction() as db:
            for table in ("old_word", "old_shape"):
                db.execute(f"DELETE FROM {table} WHERE old_list = ?", [old_list])

    # drafts

    def keep_draft(self, draft: Draft) -> None:
        """Keep an uploaded list with what was typed beside it."""
        with self._file.transaction() as db:
            db.table("draft").insert({**asdict(draft), "day": draft.day.isoformat()})

    def draft(self, key: str) -> Draft:
        """Return the draft under this key. Raises NotThere."""
        found = self._drafts("content", "WHERE key = ?", [key])
        if not found:
            raise NotThere
        return found[0]

    def drafts(self) -> list[Draft]:
        """Return all drafts without their content, the oldest first."""
        return self._drafts("x''", "ORDER BY day, name", [])

    def change_draft(self, key: str, choices: str) -> None:
        """Return what is typed and chosen about a draft now. Raises NotThere."""
        with self._file.transaction() as db:
            if db.execute("UPDATE draft SET choices = ? WHERE key = ?", [choices, key]).rowcount == 0:
                raise NotThere

    def drop_draft(self, key: str) -> None:
        """Forget a draft; one that is gone stays gone."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM draft WHERE key = ?", [key])

    def drop_drafts_before(self, day: date) -> None:
        """Forget the drafts that were uploaded before this day."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM draft WHERE day < ?", [day.isoformat()])

    def _drafts(self, content: str, where: str, values: list[str]) -> list[Draft]:
        query = f"SELECT key, account, name, {content}, choices, day FROM draft {where}"
        with self._file.snapshot() as db:
            return [
                Draft(key, account, name, content, choices, date.fromisoformat(day))
                for key, account, name, content, choices, day in db.execute(query, values)
            ]


def _kept(row: tuple[Any, ...]) -> KeptList:
    number, name, source, note, account, day, paper, profile, first, last, total = row
    came = date.fromisoformat(day) if day else None
    began, ended = date.fromisoformat(first), date.fromisoformat(last)
    return KeptList(number, name, source, note, account, came, paper, profile, began, ended, int(total))

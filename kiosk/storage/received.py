"""Remembers what was collected: files known by their content, and those set aside, with the reason."""

from collections.abc import Collection as Names
from datetime import date
from typing import NamedTuple

from kiosk.storage.database import File

SHOWN = 200
"""Files set aside that are worth listing, the newest."""


class Aside(NamedTuple):
    """A file that is not counted: its name made printable, a reason code, what in the file it is about.

    `digest`: the SHA-256 of its content, nothing where that was not read. `number`: by which it is put to rest.
    """

    name: str
    reason: str
    detail: str
    day: date
    digest: str = ""
    number: int = 0


class Collection:
    """Delivered files, known by the SHA-256 of their content."""

    def __init__(self, file: File) -> None:
        self._file = file

    def knows(self, digest: str) -> bool:
        """Tell whether this file was collected before."""
        return bool(self._file.value("SELECT 1 FROM collected_file WHERE digest = ?", [digest]))

    def remember(self, digest: str, name: str) -> None:
        """Remember that this file is collected; it is not read again, and nothing of its name is set aside any more."""
        with self._file.transaction() as db:
            db.execute("INSERT OR IGNORE INTO collected_file VALUES (?)", [digest])
            db.execute("DELETE FROM set_aside WHERE digest = ? OR name = ?", [digest, name])

    def put_aside(self, one: Aside) -> bool:
        """List a file as set aside; False when the same file was listed for the same reason before."""
        entry = [one.name, f"{one.reason} {one.detail}".rstrip(), one.digest]
        with self._file.transaction() as db:
            same = "SELECT 1 FROM set_aside WHERE name = ? AND reason = ? AND digest = ?"
            if db.execute(same, entry).fetchone():
                return False
            db.execute("DELETE FROM set_aside WHERE name = ? AND digest IN (?, '')", [one.name, one.digest])
            db.execute("INSERT INTO set_aside (name, reason, digest, day) VALUES (?, ?, ?, ?)", [*entry, one.day])
        return True

    def aside(self) -> list[Aside]:
        """Return the files set aside that nobody has put to rest, the newest first."""
        query = (
            "SELECT id, name, reason, digest, day AS '[day]' FROM set_aside WHERE done = '' ORDER BY id DESC LIMIT ?"
        )
        return [_aside(*row) for row in self._file.rows(query, [SHOWN])]

    def look(self, account: str, today: date) -> None:
        """Keep that this account looks at what came in."""
        self._file.change(
            "INSERT INTO last_look (account, day) VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET before = day, day = excluded.day WHERE day <> excluded.day",
            [account, today],
        )

    def looked_before(self, account: str, today: date) -> date | None:
        """Return the last day before this one on which this account looked at it, or None."""
        query = "SELECT iif(day = ?, before, day) AS '[day]' FROM last_look WHERE account = ?"
        found: date | None = self._file.value(query, [today, account])
        return found

    def put_to_rest(self, numbers: Names[int], account: str) -> None:
        """Show these no longer, however often the same files are found again; the list of all keeps them."""
        with self._file.transaction() as db:
            known = {one for (one,) in self._file.rows("SELECT id FROM set_aside")}  # a form may send any number
            rest = [(account, one) for one in sorted(known.intersection(numbers))]
            db.conn.executemany("UPDATE set_aside SET done = ? WHERE id = ?", rest)


def _aside(number: int, name: str, written: str, digest: str, day: date) -> Aside:
    reason, _, detail = written.partition(" ")
    return Aside(name, reason, detail, day, digest, number)

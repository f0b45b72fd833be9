"""What was collected: which files are known by their content, and which were set aside and why."""

from dataclasses import dataclass
from datetime import date

from kiosk.storage.database import File

SHOWN = 200
"""Files set aside that are worth listing, the newest."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that is not counted: its name made printable, a reason code, what in the file it is about."""

    name: str
    reason: str
    detail: str
    day: date


class Collection:
    """Delivered files, known by the SHA-256 of their content."""

    def __init__(self, file: File) -> None:
        self._file = file

    def knows(self, digest: str) -> bool:
        """Tell whether this file was collected before."""
        with self._file.snapshot() as db:
            return db.execute("SELECT 1 FROM collected_file WHERE digest = ?", [digest]).fetchone() is not None

    def remember(self, digest: str) -> None:
        """Remember that this file is collected; it is not read again."""
        with self._file.transaction() as db:
            db.execute("INSERT OR IGNORE INTO collected_file VALUES (?)", [digest])

    def put_aside(self, one: Aside) -> bool:
        """List a file as set aside; False when it was listed for the same reason before."""
        entry = [one.name, f"{one.reason} {one.detail}".rstrip()]
        with self._file.transaction() as db:
            known = db.execute("DELETE FROM set_aside WHERE name = ? AND reason = ?", entry).rowcount
            db.execute("INSERT INTO set_aside (name, reason, day) VALUES (?, ?, ?)", [*entry, one.day.isoformat()])
        return known == 0

    def aside(self) -> list[Aside]:
        """Return the files set aside, the newest first."""
        with self._file.snapshot() as db:
            rows = db.execute("SELECT name, reason, day FROM set_aside ORDER BY id DESC LIMIT ?", [SHOWN]).fetchall()
            return [_aside(name, reason, day) for name, reason, day in rows]


def _aside(name: str, written: str, day: str) -> Aside:
    reason, _, detail = written.partition(" ")
    return Aside(name, reason, detail, date.fromisoformat(day))

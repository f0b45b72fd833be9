"""What was collected: which files are known by their content, and which were set aside and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain.tally import Batch
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


@dataclass(frozen=True, slots=True)
class Sender:
    """One of two counts of a day: persons, the store that counted them (or nothing), the day it came in if it did."""

    persons: int
    writer: str
    received: date | None


@dataclass(frozen=True, slots=True)
class TwoCounts:
    """A desk's day that two stores counted, or one store twice: the count that stands, and the one set aside."""

    desk: str
    day: date
    standing: Sender
    aside: Sender

    @classmethod
    def of(cls, standing: Sequence[Batch], aside: Sequence[Batch]) -> "TwoCounts":
        """Return what these counts of one desk's day say."""
        return cls(aside[0].desk, aside[0].first_day, _sender(standing), _sender(aside))

    @classmethod
    def read(cls, detail: str) -> "TwoCounts | None":
        """Return what `detail` wrote; None for what was set aside by a version of before."""
        try:
            desk, day, *two = detail.split()
            persons, writers, received = two[::3], two[1::3], two[2::3]
            senders = [
                Sender(int(number), writer.strip("-"), date.fromisoformat(came) if came != "-" else None)
                for number, writer, came in zip(persons, writers, received, strict=True)
            ]
            standing, aside = senders
            return cls(desk, date.fromisoformat(day), standing, aside)
        except ValueError:
            return None

    @property
    def detail(self) -> str:
        """Return this as a file set aside keeps it."""
        parts = [
            f"{one.persons} {one.writer or '-'} {one.received.isoformat() if one.received else '-'}"
            for one in (self.standing, self.aside)
        ]
        return " ".join([self.desk, self.day.isoformat(), *parts])


def _sender(batches: Sequence[Batch]) -> Sender:
    return Sender(sum(batch.persons for batch in batches), batches[0].writer, batches[0].received)


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

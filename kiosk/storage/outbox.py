"""Counted days that still have to be delivered: what waits, since when it fails, when to try again."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date

from kiosk.storage.database import WAIT_SECONDS, File, told


@dataclass(frozen=True, slots=True)
class Entry:
    """One desk's profile and day that waits. `attempts`: tries that failed; `due`: seconds since 1970."""

    desk: str
    profile: str
    day: date
    attempts: int
    due: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The state of the outbox: how many wait, since when it fails (seconds since 1970, 0 while it does not), why."""

    number: int
    failing_since: int
    problem: str


class Outbox:
    """What is to be delivered. `news` is set when something new lies in it, on disk."""

    def __init__(self, file: File) -> None:
        self._file = file
        self.news = threading.Event()

    def put(self, desk: str, profile: str, day: date) -> None:
        """This day has a new count to deliver, at once; it lies here once, however often it is put."""
        with self._file.writing() as db:
            db.execute(
                "INSERT INTO outbox (desk, profile, day) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET due = 0",
                [desk, profile, day.isoformat()],
            )
            self._file.afterwards(self.news.set)

    def waiting(self) -> list[Entry]:
        """Everything that waits, the oldest day first."""
        with self._file.snapshot() as db:
            query = "SELECT desk, profile, day, attempts, due FROM outbox ORDER BY day, desk, profile"
            return [
                Entry(desk, profile, date.fromisoformat(day), attempts, due)
                for desk, profile, day, attempts, due in db.execute(query)
            ]

    def is_due(self, now: int) -> bool:
        """Whether something is to be tried by now. Then all that waits is: no older day comes after a newer one."""
        return any(entry.due <= now for entry in self.waiting())

    def later(self, entries: Sequence[Entry], due: int, now: int, problem: str) -> None:
        """These could not be delivered; `problem` is the code of what went wrong."""
        with self._file.writing() as db:
            db.conn.executemany(
                "UPDATE outbox SET attempts = attempts + 1, due = ?, problem = ?,"
                " failing_since = iif(failing_since, failing_since, ?)"
                " WHERE desk = ? AND profile = ? AND day = ?",
                [(due, problem, now, *_key(entry)) for entry in entries],
            )

    def done(self, entry: Entry) -> None:
        """It has been delivered."""
        with self._file.writing() as db:
            db.execute("DELETE FROM outbox WHERE desk = ? AND profile = ? AND day = ?", _key(entry))

    def state(self) -> Waiting:
        """How many wait, since when it fails, and what the oldest of them failed with."""
        with self._file.snapshot() as db:
            number, since = db.execute("SELECT count(*), min(nullif(failing_since, 0)) FROM outbox").fetchone()
            problem = db.execute("SELECT problem FROM outbox WHERE problem <> '' ORDER BY day, desk LIMIT 1").fetchone()
        return Waiting(number, since or 0, problem[0] if problem else "")

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else delivers meanwhile: two senders would write into one unfinished file.

        The claim is a lock on a file beside the store, which the system opens when its holder is killed.
        """
        beside = self._file.path.with_name("outbox.lock")
        with told(), closing(sqlite3.connect(beside, timeout=WAIT_SECONDS, isolation_level=None)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
                claimed = True
            except sqlite3.OperationalError:
                claimed = False
            yield claimed


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.desk, entry.profile, entry.day.isoformat()

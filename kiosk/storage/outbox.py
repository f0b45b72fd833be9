"""Counted days that still have to reach a target, and the duties of the clerk that fail."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from threading import Event
from typing import NamedTuple

from kiosk.domain.delivery import LONGEST_PAUSE
from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import OWN, Batch
from kiosk.storage.database import WAIT_SECONDS, File, store_errors

TALLIES, SITE = "tallies", "site"
"""The targets: the folder of daily tallies beside the store, and the one that the site has named."""


class Waiting(NamedTuple):
    """One desk's profile and day, or closed month, that waits for a target.

    `attempts`: tries that failed; `due`: seconds since 1970.
    """

    target: str
    desk: str
    profile: str
    period: Period
    attempts: int
    due: int


class Outbox:
    """The counted days and months that wait to be sent. `news` is set when something new was put into it."""

    def __init__(self, file: File) -> None:
        self._file = file
        self.news = Event()

    def put(self, target: str, counted: Batch) -> None:
        """Put a new count of a day or month in for the target, due at once; it lies here once, however often put."""
        self._file.change(
            "INSERT INTO outbox (target, desk, profile, day) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET due = 0",
            [target, counted.desk, counted.profile, _written(counted.period)],
        )
        self.news.set()

    def put_all(self, target: str) -> None:
        """Let everything that was counted here wait once more."""
        self._file.change(
            "INSERT INTO outbox (target, desk, profile, day)"
            " SELECT ?, desk, profile, iif(first_day = last_day, first_day, month) FROM batch"
            " WHERE source = ? AND received = '' ON CONFLICT DO UPDATE SET due = 0",
            [target, OWN],
        )
        self.news.set()

    def waiting(self, target: str) -> list[Waiting]:
        """Return everything that waits for this target, the oldest day first, a month after its days."""
        query = (
            "SELECT desk, profile, day, attempts, due FROM outbox WHERE target = ?"
            " ORDER BY substr(day || '-99', 1, 10), desk, profile"
        )
        with self._file.glance() as db:
            found = db.execute(query, [target])
            return [Waiting(target, desk, profile, _read(day), *tried) for desk, profile, day, *tried in found]

    def is_due(self, target: str, now: int) -> bool:
        """Tell whether something is to be tried by now. Then all that waits is: no older day comes after a newer one.

        What is due after a longer pause than there is was put off by a clock that was wrong.
        """
        query = "SELECT 1 FROM outbox WHERE target = ? AND due NOT BETWEEN ? AND ? LIMIT 1"
        return bool(self._file.value(query, [target, now + 1, now + LONGEST_PAUSE]))

    def later(self, entries: Sequence[Waiting], due: int) -> None:
        """Count one more failed try of each; the next one is due then."""
        with self._file.transaction() as db:
            db.conn.executemany(
                "UPDATE outbox SET attempts = attempts + 1, due = ?"
                " WHERE target = ? AND desk = ? AND profile = ? AND day = ?",
                [(due, *_key(entry)) for entry in entries],
            )

    def done(self, entry: Waiting) -> None:
        """Take out what has reached its target."""
        self._file.change("DELETE FROM outbox WHERE target = ? AND desk = ? AND profile = ? AND day = ?", _key(entry))

    @contextmanager
    def alone(self, target: str) -> Iterator[bool]:
        """Yield whether nobody else sends to this target: two could write one file, the older revision last.

        The claim is a lock on a file beside the store, which the system opens when its holder is killed.
        """
        beside = self._file.path.with_name(f"{target}.lock")
        with store_errors(), closing(sqlite3.connect(beside, timeout=WAIT_SECONDS, isolation_level=None)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
                claimed = True
            except sqlite3.OperationalError:
                claimed = False
            yield claimed


def _key(entry: Waiting) -> tuple[str, str, str, str]:
    return entry.target, entry.desk, entry.profile, _written(entry.period)


def _written(period: Period) -> str:
    """Write a day as 2026-11-23, a month as 2026-11."""
    return period.first.isoformat() if period.first == period.last else f"{period.first:%Y-%m}"


def _read(text: str) -> Period:
    if len(text) == len("2026-11"):
        return month_of(date.fromisoformat(f"{text}-01"))
    return Period(date.fromisoformat(text), date.fromisoformat(text))


class Failing(NamedTuple):
    """A duty of the clerk that does not work, since when (seconds since 1970), and the code of the reason."""

    duty: str
    since: int
    reason: str


class FailingDuties:
    """The duties that the clerk could not do the last time it tried."""

    def __init__(self, file: File) -> None:
        self._file = file

    def all(self) -> list[Failing]:
        """Return every duty that fails, by name."""
        return [Failing(*row) for row in self._file.rows("SELECT duty, since, reason FROM failing_duty ORDER BY duty")]

    def note(self, duty: str, reason: str, now: int) -> bool:
        """Keep the outcome of a try: a reason, or nothing when it went well. Tell whether that is news."""
        if (self._file.value("SELECT reason FROM failing_duty WHERE duty = ?", [duty]) or "") == reason:
            return False
        with self._file.transaction() as db:
            if reason:
                db.execute(
                    "INSERT INTO failing_duty VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason",
                    [duty, now, reason],
                )
            else:
                db.execute("DELETE FROM failing_duty WHERE duty = ?", [duty])
        return True

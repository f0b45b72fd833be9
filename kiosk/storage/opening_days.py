"""Single days on which a desk is open, closed or without its case manager, other than its week says."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kiosk.domain.calendar import Opening, ToldOpenings
from kiosk.domain.period import Period
from kiosk.storage.database import File


class SetDay(NamedTuple):
    """The word about one desk and day; `account` is who said it last."""

    desk: str
    day: date
    state: Opening
    account: str


class Openings:
    """The days that differ from the week: those said here, and what desks tell of theirs."""

    def __init__(self, file: File) -> None:
        self._file = file

    def put(self, desk: str, days: Iterable[date], state: Opening, account: str) -> None:
        """Say what the desk is on these days, on all or none; the last word counts."""
        rows = [{"desk": desk, "day": day, "state": state, "account": account} for day in days]
        with self._file.transaction() as db:
            db.table("opening").insert_all(rows, replace=True)

    def clear(self, desk: str, period: Period) -> None:
        """Let these days be again what the desk's week says."""
        clear = "DELETE FROM opening WHERE desk = ? AND day BETWEEN ? AND ?"
        self._file.change(clear, [desk, period.first, period.last])

    def take_told(self, told: ToldOpenings) -> None:
        """Keep what a desk tells of its days, in place of all it told before, unless that was newer."""
        newest = "SELECT 1 FROM desk_week WHERE desk = ? AND (told, revision) >= (?, ?)"
        head = [told.desk, told.told, told.revision]
        with self._file.transaction() as db:
            if db.execute(newest, head).fetchone():
                return
            db.execute("DELETE FROM desk_week WHERE desk = ?", [told.desk])
            week = "".join(map(str, told.weekdays))
            db.execute("INSERT INTO desk_week VALUES (?, ?, ?, ?, ?)", [*head, told.writer, week])
            rows = [(told.desk, day, state) for day, state in sorted(told.days.items())]
            db.conn.executemany("INSERT INTO desk_day VALUES (?, ?, ?)", rows)

    def told(self) -> dict[str, ToldOpenings]:
        """Return the newest that each desk told of its days."""
        days: dict[str, dict[date, Opening]] = {}
        with self._file.snapshot() as db:
            for desk, day, state in db.execute("SELECT desk, day AS '[day]', state FROM desk_day"):
                days.setdefault(desk, {})[day] = Opening(state)
            query = "SELECT desk, told AS '[day]', revision, writer, week FROM desk_week"
            return {
                desk: ToldOpenings(desk, told, revision, writer, tuple(map(int, week)), days.get(desk, {}))
                for desk, told, revision, writer, week in db.execute(query)
            }

    def between(self, first: date, last: date) -> list[SetDay]:
        """Return what was said of these days, both included, by day and desk."""
        query = "SELECT desk, day AS '[day]', state, account FROM opening WHERE day BETWEEN ? AND ? ORDER BY day, desk"
        with self._file.glance() as db:
            found = db.execute(query, [first, last])
            return [SetDay(desk, day, Opening(state), account) for desk, day, state, account in found]

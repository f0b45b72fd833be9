"""Single days on which a desk is open, closed or without its case manager, other than its week says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.domain.calendar import Opening
from kiosk.domain.period import Period
from kiosk.storage.database import File


@dataclass(frozen=True, slots=True)
class SetDay:
    """The word about one desk and day; `account` is who said it last."""

    desk: str
    day: date
    state: Opening
    account: str


class Openings:
    """The days that differ from the week."""

    def __init__(self, file: File) -> None:
        self._file = file

    def put(self, desk: str, days: Iterable[date], state: Opening, account: str) -> None:
        """Say what the desk is on these days, on all or none; the last word counts."""
        rows = [{"desk": desk, "day": day.isoformat(), "state": state, "account": account} for day in days]
        with self._file.transaction() as db:
            db.table("opening").insert_all(rows, replace=True)

    def clear(self, desk: str, period: Period) -> None:
        """Let these days be again what the desk's week says."""
        span = [period.first.isoformat(), period.last.isoformat()]
        with self._file.transaction() as db:
            db.execute("DELETE FROM opening WHERE desk = ? AND day BETWEEN ? AND ?", [desk, *span])

    def between(self, first: date, last: date) -> list[SetDay]:
        """Return what was said of these days, both included, by day and desk."""
        with self._file.snapshot() as db:
            rows = db.execute(
                "SELECT desk, day, state, account FROM opening WHERE day BETWEEN ? AND ? ORDER BY day, desk",
                [first.isoformat(), last.isoformat()],
            )
            return [
                SetDay(desk, date.fromisoformat(day), Opening(state), account) for desk, day, state, account in rows
            ]

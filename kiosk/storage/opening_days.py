"""Single days on which a desk is open, closed or without its case manager, other than its week says."""

from dataclasses import dataclass
from datetime import date

from kiosk.domain.calendar import Opening
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

    def put(self, desk: str, day: date, state: Opening, account: str) -> None:
        """Say what the desk is on this day; the last word counts."""
        with self._file.transaction() as db:
            db.table("opening").insert(
                {"desk": desk, "day": day.isoformat(), "state": state, "account": account}, replace=True
            )

    def clear(self, desk: str, day: date) -> None:
        """Let the day be again what the desk's week says."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM opening WHERE desk = ? AND day = ?", [desk, day.isoformat()])

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

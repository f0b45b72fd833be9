"""What ended before the yes: counts alone; a random key stands beside them until the day is closed."""

from datetime import date
from typing import NamedTuple

from kiosk.domain.conversation import Beginning
from kiosk.storage.database import File

TAKEN_BACK = "taken_back"


class EndedBefore(NamedTuple):
    """How often it ended this way at a desk, and the language that was missing; with the key of one for the undo."""

    key: str
    profile: str
    kind: str
    language: str
    number: int


class BeforeYes:
    """The counts of no, later and left. A key is kept once: sent again it changes nothing, taken back it stays so."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, beginning: Beginning, kind: str) -> str:
        """Count this once under its key; return what stands there."""
        with self._file.transaction() as db:
            where = [beginning.key, beginning.desk, beginning.profile, beginning.day]
            db.execute(
                "INSERT OR IGNORE INTO before_yes (key, desk, profile, day, kind, language) VALUES (?, ?, ?, ?, ?, ?)",
                [*where, kind, beginning.language],
            )
            return self.kind(beginning.key)

    def kind(self, key: str) -> str:
        """Return what was counted under this key, or nothing."""
        return self._file.value("SELECT kind FROM before_yes WHERE key = ? AND key <> ''", [key]) or ""

    def take_back(self, key: str) -> None:
        """Let it count no more; the key stays, so that the same sent once more does not count again."""
        self._file.change(
            "UPDATE before_yes SET kind = ?, language = '' WHERE key = ? AND key <> ''", [TAKEN_BACK, key]
        )

    def of_day(self, desk: str, day: date) -> list[EndedBefore]:
        """Return what counts at a desk on this day."""
        query = (
            "SELECT max(key), profile, kind, language, sum(number) FROM before_yes WHERE desk = ? AND day = ?"
            " AND kind <> ? GROUP BY profile, kind, language, key <> ''"
        )
        return [EndedBefore(*row) for row in self._file.rows(query, [desk, day, TAKEN_BACK])]

    def close(self, desk: str, profile: str, day: date) -> None:
        """Let nothing but the counts stand of this day; its languages are with the month."""
        of_day = "desk = ? AND profile = ? AND day = ?"
        values = [desk, profile, day]
        with self._file.transaction() as db:
            rows = db.execute(
                f"SELECT desk, profile, day, kind, sum(number) FROM before_yes WHERE {of_day} AND kind <> ?"
                " GROUP BY kind",
                [*values, TAKEN_BACK],
            ).fetchall()
            if db.execute(f"DELETE FROM before_yes WHERE {of_day}", values).rowcount:
                self._file.leave_no_byte()
            for row in rows:
                db.execute(
                    "INSERT INTO before_yes (key, desk, profile, day, kind, number) VALUES ('', ?, ?, ?, ?, ?)", row
                )

    def forget_before(self, day: date) -> None:
        """Delete what ended on earlier days; the counts of those days stand by themselves."""
        self._file.change("DELETE FROM before_yes WHERE day < ?", [day])

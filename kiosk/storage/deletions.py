"""The protocol of what was deleted: what and on which day, and nothing of whose it was or how much."""

from datetime import date
from enum import StrEnum, auto

from kiosk.storage.database import File


class Deletion(StrEnum):
    """Say what was deleted with every byte."""

    TALKS = auto()
    NEEDS = auto()
    MISTAKES = auto()
    DRAFTS = auto()


class Deletions:
    """What was deleted when."""

    def __init__(self, file: File) -> None:
        self._file = file

    def all(self) -> list[tuple[date, str]]:
        """Return day and code of each, the newest first."""
        return self._file.rows("SELECT day AS '[day]', what FROM deletion ORDER BY day DESC, what")

    def forget_before(self, day: date) -> None:
        """Drop the lines of earlier days."""
        self._file.change("DELETE FROM deletion WHERE day < ?", [day])


def gone_for_good(file: File, what: Deletion) -> None:
    """Enter what the change under way deletes, and let it leave the log too as soon as the change is kept."""
    file.change("INSERT OR IGNORE INTO deletion SELECT value, ? FROM setting WHERE name = 'last_day'", [what.value])
    file.leave_no_byte()

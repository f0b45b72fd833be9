"""The list of releases: who let which period out, when, and what exactly it said."""

from dataclasses import dataclass
from datetime import date

from kiosk.domain.period import Period
from kiosk.errors import NotThere
from kiosk.storage.database import File

FIELDS = "id, account, day AS '[day]', first_day AS '[day]', last_day AS '[day]', digest"


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """One entry of the list; `number` is 0 before it is kept, `digest` the SHA-256 of `content` in UTF-8.

    The list itself is read without the contents.
    """

    number: int
    account: str
    day: date
    period: Period
    digest: str
    content: str


class Releases:
    """The list of all that has left the house. Entries are added and never changed."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, entry: ReleaseEntry) -> int:
        """Add an entry to the list. Returns its number."""
        written = (
            "INSERT INTO release (account, day, first_day, last_day, digest, content) VALUES (?, ?, ?, ?, ?, ?)"
            " RETURNING id"
        )
        about = [entry.account, entry.day, entry.period.first, entry.period.last, entry.digest, entry.content]
        with self._file.transaction() as db:
            return int(db.execute(written, about).fetchone()[0])

    def entry(self, number: int) -> ReleaseEntry:
        """Return the entry with this number. Raises NotThere."""
        for entry in self._found("WHERE id = ?", number):
            return entry
        raise NotThere

    def newest(self, period: Period) -> ReleaseEntry | None:
        """Return what was last released of exactly this period, or None."""
        return next(iter(self._found("WHERE first_day = ? AND last_day = ?", period.first, period.last)), None)

    def entries(self) -> list[ReleaseEntry]:
        """Return the list, the newest first, without the contents."""
        return self._found(content="''")

    def contents(self) -> list[ReleaseEntry]:
        """Return all that has left the house, the newest first."""
        return self._found()

    def _found(self, where: str = "", *values: object, content: str = "content") -> list[ReleaseEntry]:
        query = f"SELECT {FIELDS}, {content} FROM release {where} ORDER BY id DESC"
        with self._file.glance() as db:
            return [
                ReleaseEntry(number, account, day, Period(first, last), *text)
                for number, account, day, first, last, *text in db.execute(query, values)
            ]

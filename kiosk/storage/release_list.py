"""The list of releases: who let which period out, when, and what exactly it said."""

from dataclasses import dataclass
from datetime import date

from kiosk.domain.period import Period
from kiosk.errors import NotThere
from kiosk.storage.database import File

FIELDS = "id, account, day, first_day, last_day, digest"


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
        with self._file.transaction() as db:
            return int(
                db.execute(
                    "INSERT INTO release (account, day, first_day, last_day, digest, content)"
                    " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                    [entry.account, entry.day.isoformat(), *_ends(entry.period), entry.digest, entry.content],
                ).fetchone()[0]
            )

    def entry(self, number: int) -> ReleaseEntry:
        """Return the entry with this number. Raises NotThere."""
        return self._one("id = ?", [number])

    def newest(self, period: Period) -> ReleaseEntry | None:
        """Return what was last released of exactly this period, or None."""
        try:
            return self._one("first_day = ? AND last_day = ? ORDER BY id DESC LIMIT 1", [*_ends(period)])
        except NotThere:
            return None

    def entries(self) -> list[ReleaseEntry]:
        """Return the list, the newest first, without the contents."""
        with self._file.snapshot() as db:
            return [_entry(*row) for row in db.execute(f"SELECT {FIELDS}, '' FROM release ORDER BY id DESC")]

    def contents(self) -> list[ReleaseEntry]:
        """Return all that has left the house, the newest first."""
        with self._file.snapshot() as db:
            return [_entry(*row) for row in db.execute(f"SELECT {FIELDS}, content FROM release ORDER BY id DESC")]

    def _one(self, where: str, values: list[str | int]) -> ReleaseEntry:
        with self._file.snapshot() as db:
            row = db.execute(f"SELECT {FIELDS}, content FROM release WHERE {where}", values).fetchone()
            if row is None:
                raise NotThere
            return _entry(*row)


def _entry(number: int, account: str, day: str, first: str, last: str, digest: str, content: str) -> ReleaseEntry:  # noqa: PLR0913 - one for each column
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    return ReleaseEntry(number, account, date.fromisoformat(day), period, digest, content)


def _ends(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()

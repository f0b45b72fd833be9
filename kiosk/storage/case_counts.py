"""Cases that the posts of Case Management told each month: numbers of closed lists, never a person."""

from dataclasses import dataclass
from datetime import date

from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Cells
from kiosk.storage.database import File

OF_POST = "post = ? AND month = ?"


@dataclass(frozen=True, slots=True)
class CaseMonth:
    """One post's word of one month; `told`: the day it did so last, `revision`: how often it changed its mind."""

    post: str
    month: date
    told: date
    revision: int
    cells: Cells


class CaseCounts:
    """The newest word of each post about each month. A month of no case is told as well."""

    def __init__(self, file: File) -> None:
        self._file = file

    def tell(self, post: str, month: date, cells: Cells, today: date) -> CaseMonth:
        """Keep what the post tells of the month; the same numbers once more change nothing."""
        of, cells = [post, _key(month)], {cell: number for cell, number in cells.items() if number}
        with self._file.transaction() as db:
            known = self._months(OF_POST, of)
            if known and known[0].cells == cells:
                return known[0]
            kept = CaseMonth(post, month, today, known[0].revision + 1 if known else 1, cells)
            db.execute(f"DELETE FROM case_month WHERE {OF_POST}", of)
            db.execute("INSERT INTO case_month VALUES (?, ?, ?, ?)", [*of, today.isoformat(), kept.revision])
            rows = [(*of, table, row, number) for (table, row), number in sorted(cells.items())]
            db.conn.executemany("INSERT INTO case_cell VALUES (?, ?, ?, ?, ?)", rows)
        return kept

    def told_by(self, post: str, month: date) -> CaseMonth | None:
        """Return what the post told of the month, or None."""
        with self._file.snapshot():
            return next(iter(self._months(OF_POST, [post, _key(month)])), None)

    def within(self, period: Period) -> list[CaseMonth]:
        """Return what all posts told of the calendar months that lie wholly within the period, by month and post."""
        with self._file.snapshot():
            found = self._months("month >= ? AND month <= ?", [_key(period.first), _key(period.last)])
        return [one for one in found if month_of(one.month).inside(period)]

    def _months(self, where: str, values: list[str]) -> list[CaseMonth]:
        cells: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
        query = f"SELECT post, month, tally_table, tally_row, number FROM case_cell WHERE {where}"
        for post, month, table, row, number in self._file.db.execute(query, values):
            cells.setdefault((post, month), {})[table, row] = number
        query = f"SELECT post, month, told, revision FROM case_month WHERE {where} ORDER BY month, post"
        return [
            CaseMonth(
                post,
                date.fromisoformat(f"{month}-01"),
                date.fromisoformat(told),
                revision,
                cells.get((post, month), {}),
            )
            for post, month, told, revision in self._file.db.execute(query, values)
        ]


def _key(day: date) -> str:
    return f"{day:%Y-%m}"

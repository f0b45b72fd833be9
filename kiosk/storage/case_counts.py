"""How many cases the posts of Case Management told each month: numbers of closed lists, never a person."""

from dataclasses import dataclass
from datetime import date

from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Cells
from kiosk.storage.database import File


@dataclass(frozen=True, slots=True)
class CaseMonth:
    """What one post told of one month; `told`: the day it did so last, `revision`: how often it changed its mind."""

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
        cells = {cell: number for cell, number in cells.items() if number}
        with self._file.transaction() as db:
            known = self._months("post = ? AND month = ?", [post, _key(month)])
            if known and known[0].cells == cells:
                return known[0]
            kept = CaseMonth(post, month, today, known[0].revision + 1 if known else 1, cells)
            db.execute("DELETE FROM case_month WHERE post = ? AND month = ?", [post, _key(month)])
            db.execute(
                "INSERT INTO case_month VALUES (?, ?, ?, ?)", [post, _key(month), today.isoformat(), kept.revision]
            )
            rows = [(post, _key(month), table, row, number) for (table, row), number in sorted(cells.items())]
            db.conn.executemany("INSERT INTO case_cell VALUES (?, ?, ?, ?, ?)", rows)
        return kept

    def told_by(self, post: str, month: date) -> CaseMonth | None:
        """Return what the post told of the month, or None."""
        with self._file.snapshot():
            return next(iter(self._months("post = ? AND month = ?", [post, _key(month)])), None)

    def within(self, period: Period) -> list[CaseMonth]:
        """Return what all posts told of the calendar months that lie wholly within the period, by month and post."""
        with self._file.snapshot():
            found = self._months("month >= ? AND month <= ?", [_key(period.first), _key(period.last)])
        return [one for one in found if _whole(one.month, period)]

    def _months(self, where: str, values: list[str]) -> list[CaseMonth]:
        cells: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
        query = f"SELECT post, month, tally_table, tally_row, number FROM case_cell WHERE {where}"
        for post, month, table, row, number in self._file.db.execute(query, values):
            cells.setdefault((post, month), {})[table, row] = number
        query = f"SELECT post, month, told, revision FROM case_month WHERE {where} ORDER BY month, post"
        return [
            CaseMonth(post, _first(month), date.fromisoformat(told), revision, cells.get((post, month), {}))
            for post, month, told, revision in self._file.db.execute(query, values)
        ]


def _key(day: date) -> str:
    return f"{day:%Y-%m}"


def _first(key: str) -> date:
    return date.fromisoformat(f"{key}-01")


def _whole(month: date, period: Period) -> bool:
    return period.first <= month and month_of(month).last <= period.last

"""Cases that the posts of Case Management told each month: numbers of closed lists, never a person."""

from datetime import date
from typing import NamedTuple

from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Cells
from kiosk.storage.database import File

OF_POST = "post = ? AND month = ?"


class CaseMonth(NamedTuple):
    """One post's word of one month; `told`: the day it was said, `revision`: how many words of that month it makes."""

    post: str
    month: date
    told: date
    revision: int
    cells: Cells


class CaseCounts:
    """Every word of each post about each month: sums are shown of a fixed day. A month of no case is told as well."""

    def __init__(self, file: File) -> None:
        self._file = file

    def tell(self, post: str, month: date, cells: Cells, today: date) -> CaseMonth:
        """Keep what the post tells of the month; the same numbers once more change nothing."""
        of, cells = [post, _key(month)], {cell: number for cell, number in cells.items() if number}
        with self._file.transaction() as db:
            known = self._said(OF_POST, of)
            if known and known[-1].cells == cells:
                return known[-1]
            kept = CaseMonth(post, month, today, known[-1].revision + 1 if known else 1, cells)
            db.execute("INSERT INTO case_month VALUES (?, ?, ?, ?)", [*of, kept.revision, today])
            rows = [(*of, kept.revision, table, row, number) for (table, row), number in sorted(cells.items())]
            db.conn.executemany("INSERT INTO case_cell VALUES (?, ?, ?, ?, ?, ?)", rows)
        return kept

    def told_by(self, post: str, month: date) -> CaseMonth | None:
        """Return what the post told of the month, or None."""
        with self._file.snapshot():
            return next(reversed(self._said(OF_POST, [post, _key(month)])), None)

    def first_month(self) -> date | None:
        """Return the first month that any post has told, or None."""
        first: date | None = self._file.value("SELECT min(month) || '-01' AS '[day]' FROM case_month")
        return first

    def within(self, period: Period) -> list[CaseMonth]:
        """Return the last word of all posts about the calendar months that lie wholly within the period, by month."""
        return [*{(one.month, one.post): one for one in self.every_word(period)}.values()]

    def every_word(self, period: Period) -> list[CaseMonth]:
        """Return all that posts told of these months, by month and post, the latest last."""
        with self._file.snapshot():
            found = self._said("month >= ? AND month <= ?", [_key(period.first), _key(period.last)])
        return [one for one in found if month_of(one.month).inside(period)]

    def _said(self, where: str, values: list[str]) -> list[CaseMonth]:
        cells: dict[tuple[str, str, int], dict[tuple[str, str], int]] = {}
        query = f"SELECT post, month, revision, tally_table, tally_row, number FROM case_cell WHERE {where}"
        for *of, table, row, number in self._file.db.execute(query, values):
            cells.setdefault(tuple(of), {})[table, row] = number
        query = (
            "SELECT post, month, month || '-01' AS '[day]', told AS '[day]', revision FROM case_month"
            f" WHERE {where} ORDER BY month, post, revision"
        )
        return [
            CaseMonth(post, first, told, revision, cells.get((post, month, revision), {}))
            for post, month, first, told, revision in self._file.db.execute(query, values)
        ]


def _key(day: date) -> str:
    return f"{day:%Y-%m}"

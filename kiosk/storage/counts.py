"""Counts as batches of cells; every report is a sum over the newest revisions."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from kiosk.domain.tally import Batch, Cells
from kiosk.storage.connection import File

IDENTITY = "desk, profile, first_day, last_day, source, paper"
"""What makes a batch the same batch in another revision."""


class Counts:
    """Batches and their cells."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep_batch(self, batch: Batch) -> Batch:
        """Keep these counts as the newest revision of their batch; equal counts make no new revision."""
        identity = _identity(batch)
        with self._file.writing() as db:
            known = self._batches(
                "desk = ? AND profile = ? AND first_day = ? AND last_day = ? AND source = ? AND paper = ?", identity
            )
            if known and known[0].cells == batch.cells:
                return known[0]
            kept = replace(batch, revision=known[0].revision + 1 if known else 1)
            number = db.execute(
                f"INSERT INTO batch ({IDENTITY}, revision) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                [*identity, kept.revision],
            ).lastrowid
            for (table, row), count in sorted(batch.cells.items()):
                db.execute("INSERT INTO cell VALUES (?, ?, ?, ?)", [number, table, row, count])
        return kept

    def batches(self, first: date, last: date, profile: str = "") -> list[Batch]:
        """The newest revision of every batch that lies wholly within these days."""
        where, values = _within(first, last, profile)
        with self._file.snapshot():
            return self._batches(where, values)

    def batches_touching(self, first: date, last: date) -> list[Batch]:
        """The newest revision of every batch that shares a day with this period."""
        with self._file.snapshot():
            return self._batches(*_touching(first, last))

    def outlines(self, first: date, last: date) -> list[Batch]:
        """The same without their cells: who counted when."""
        with self._file.snapshot():
            return self._outlines(*_touching(first, last))

    def first_day(self) -> date | None:
        """The first day that any batch counts, or None."""
        with self._file.snapshot() as db:
            found = db.execute("SELECT min(first_day) FROM batch").fetchone()[0]
            return date.fromisoformat(found) if found else None

    def cells(self, first: date, last: date, tables: Collection[str], profile: str = "") -> Cells:
        """The sum, for these tables, over the newest revisions that lie wholly within these days."""
        where, values = _within(first, last, profile)
        named = ", ".join("?" * len(tables))
        joined = "SELECT tally_table, tally_row, sum(number) FROM current_batch CROSS JOIN cell ON batch = id"
        chosen = f"{joined} WHERE {where} AND tally_table IN ({named}) GROUP BY tally_table, tally_row"
        with self._file.reading() as db:
            rows = db.execute(chosen, [*values, *tables])
            return {(table, row): number for table, row, number in rows}

    def _batches(self, where: str, values: Sequence[str]) -> list[Batch]:
        chosen = f"SELECT id, {IDENTITY} FROM current_batch WHERE {where}"  # noqa: S608 - callers pass constants
        joined = f"SELECT {IDENTITY}, tally_table, tally_row, number FROM cell JOIN ({chosen}) ON batch = id"  # noqa: S608
        cells: dict[tuple[str, ...], dict[tuple[str, str], int]] = {}
        for *identity, table, row, number in self._file.db.execute(joined, values):
            cells.setdefault(tuple(identity), {})[table, row] = number
        return [replace(batch, cells=cells.get(_identity(batch), {})) for batch in self._outlines(where, values)]

    def _outlines(self, where: str, values: Sequence[str]) -> list[Batch]:
        query = (
            f"SELECT {IDENTITY}, revision FROM current_batch WHERE {where} ORDER BY first_day, desk, profile, source"  # noqa: S608
        )
        return [
            Batch(desk, profile, date.fromisoformat(first), date.fromisoformat(last), revision, source, {}, paper)
            for desk, profile, first, last, source, paper, revision in self._file.db.execute(query, values)
        ]


def _identity(batch: Batch) -> tuple[str, ...]:
    return batch.desk, batch.profile, batch.first_day.isoformat(), batch.last_day.isoformat(), batch.source, batch.paper


def _touching(first: date, last: date) -> tuple[str, list[str]]:
    return "first_day <= ? AND last_day >= ?", [last.isoformat(), first.isoformat()]


def _within(first: date, last: date, profile: str) -> tuple[str, list[str]]:
    where, values = "first_day >= ? AND last_day <= ?", [first.isoformat(), last.isoformat()]
    return (f"{where} AND profile = ?", [*values, profile]) if profile else (where, values)

"""Batches as rows and cells: written and read in one place. Of one desk's days several counts may be kept."""

from collections.abc import Sequence
from typing import Any

import sqlite_utils

from kiosk.domain import tally
from kiosk.domain.lineage import Kept
from kiosk.domain.tally import Batch, Cells

IDENTITY = "desk, profile, first_day, last_day, source, paper"
"""The days, and whose: what a count has in common with every other one of them."""
SAME = "desk = ? AND profile = ? AND first_day = ? AND last_day = ? AND source = ? AND paper = ?"
COUNTED_AT_DESK = f"source = '{tally.OWN}'"
ORIGIN = f"iif({COUNTED_AT_DESK}, iif(received = '', '{tally.OWN}', '{tally.COLLECTED}'), '{tally.OLD_LIST}')"
OF_A_DAY = f"{COUNTED_AT_DESK} AND first_day = last_day"
OF_A_MONTH = f"{COUNTED_AT_DESK} AND first_day < last_day"


def insert(db: sqlite_utils.Database, batch: Batch, old_list: int | None = None) -> int:
    """Keep a count that does not count yet; return its number."""
    number = db.execute(
        f"INSERT INTO batch ({IDENTITY}, revision, month, received, old_list, pack, writer, builds_on)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *identity(batch),
            batch.revision,
            month(batch),
            batch.received or "",
            old_list,
            batch.pack,
            batch.writer,
            " ".join(batch.builds_on),
        ],
    ).lastrowid
    cells = ((number, table, row, count) for (table, row), count in sorted(batch.cells.items()))
    db.conn.executemany("INSERT INTO cell VALUES (?, ?, ?, ?)", cells)
    return int(number or 0)


def where(db: sqlite_utils.Database, condition: str, values: Sequence[object]) -> list[Batch]:
    """Return the counts of which this is true, by days, desk and profile."""
    return [one.batch for one in kept(db, condition, values)]


def kept(db: sqlite_utils.Database, condition: str, values: Sequence[object]) -> list[Kept]:
    """Return the same with the number of each, and whether it counts."""
    chosen = f"SELECT id FROM batch WHERE {condition}"
    query = f"SELECT batch, tally_table, tally_row, number FROM cell WHERE batch IN ({chosen})"
    cells: dict[int, dict[tuple[str, str], int]] = {}
    for batch, table, row, number in db.execute(query, values):
        cells.setdefault(batch, {})[table, row] = number
    query = (
        "SELECT id, newest, past, desk, profile, first_day AS '[day]', last_day AS '[day]', revision, source, paper,"
        f" received AS '[day]', pack, writer, builds_on FROM batch WHERE {condition}"
        " ORDER BY first_day, desk, profile, source, id"
    )
    return [_kept(cells.get(row[0], {}), *row) for row in db.execute(query, values).fetchall()]


def _kept(cells: Cells, number: int, newest: int, past: int, *row: Any) -> Kept:
    """Return a count as its row and cells say it."""
    desk, profile, first, last, revision, source, paper, received, pack, writer, builds_on = row
    days, marks = (first, last), tuple(builds_on.split())
    batch = Batch(desk, profile, *days, revision, source, cells, paper, received, pack, writer, marks)
    return Kept(number, batch, bool(past), bool(newest))


def identity(batch: Batch) -> tuple[object, ...]:
    """Return what SAME asks for."""
    return batch.desk, batch.profile, batch.first_day, batch.last_day, batch.source, batch.paper


def month(batch: Batch) -> str:
    """Return the calendar month in which the batch lies, or nothing."""
    first, last = batch.first_day.isoformat()[:7], batch.last_day.isoformat()[:7]
    return first if first == last else ""

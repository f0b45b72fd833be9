"""A county's counts for a body of the state: for each year a file of cells and one of the days told, and the words.

Exact, for a named body under contract, never for the public. Only newest revisions of months that are closed. County
code in path and row: two counties both have a `desk-1`.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from datetime import date, timedelta

from kiosk.domain.period import COUNTABLE
from kiosk.domain.register import Leaves
from kiosk.domain.tally import OWN, PAPER_PREFIX, Batch
from kiosk.export.csv_form import machine
from kiosk.export.paperwork import CodebookRow
from kiosk.export.parquet import parquet
from kiosk.pack import Pack
from kiosk.storage import Store

COUNTS = {
    "county": "VARCHAR",
    "table": "VARCHAR",
    "row": "VARCHAR",
    "desk": "VARCHAR",
    "first_day": "DATE",
    "last_day": "DATE",
    "profile": "VARCHAR",
    "source": "VARCHAR",
    "count": "INTEGER",
}
"""Columns of the counts, which are sorted by them; a cell that counts zero has no row."""
DAYS = {"county": "VARCHAR", "desk": "VARCHAR", "day": "DATE", "profile": "VARCHAR", "revision": "INTEGER"}
"""Columns of the days told: a day of nobody is told as well."""
FOLDERS = ("counts", "days", "codebook")
CODEBOOK = ("county", "table", "row", "label_de", "meaning_de")


def dataset(
    store: Store, pack: Pack, codes: Callable[[Set[tuple[str, str]]], Iterable[CodebookRow]], today: date
) -> Iterator[tuple[str, bytes]]:
    """Make every file, one at a time, each with its path; the words last: `codes` is told which tables and rows count.

    The same counts give the same bytes on whatever day. Tables that may not leave, and unknown ones, stay. A batch
    that reaches over a year stands in the year in which it ends. Raises SettingWrong.
    """
    county = pack.site.county_code
    closed = today.replace(day=1) - timedelta(days=1)
    batches = [*pack.register.with_months(store.reported.batches(COUNTABLE.first, closed))]
    told: set[tuple[str, str]] = set()
    for year in sorted({batch.last_day.year for batch in batches}):
        of_year = [batch for batch in batches if batch.last_day.year == year]
        place = f"county={county}/year={year}/part-0.parquet"
        yield f"counts/{place}", parquet(COUNTS, _cells(pack, of_year, told), _order(COUNTS))
        yield f"days/{place}", parquet(DAYS, _days(pack, of_year), _order(DAYS))
    lines = [(county, one.table, one.code, one.label, one.meaning) for one in codes(told)]
    yield f"codebook/county={county}/codebook.csv", machine([CODEBOOK, *lines])


def _cells(pack: Pack, batches: Iterable[Batch], told: set[tuple[str, str]]) -> Iterator[tuple[str | int, ...]]:
    """Yield a line for each cell that counts; enter its table and row among those `told`."""
    for batch in batches:
        days = (batch.first_day.isoformat(), batch.last_day.isoformat())
        for (table, row), count in batch.cells.items():
            if count and pack.register.of(table.removeprefix(PAPER_PREFIX)).leaves is not Leaves.NO:
                told.add((table, row))
                yield pack.site.county_code, table, row, batch.desk, *days, batch.profile, batch.source, count


def _days(pack: Pack, batches: Iterable[Batch]) -> Iterator[tuple[str | int, ...]]:
    for batch in batches:
        if batch.source == OWN and batch.first_day == batch.last_day:
            yield pack.site.county_code, batch.desk, batch.first_day.isoformat(), batch.profile, batch.revision


def _order(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)

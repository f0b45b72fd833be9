"""The daily tally as a CSV file with a data package beside it, one folder a desk and year."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from kiosk.domain.tally import Batch
from kiosk.export.csv_form import machine
from kiosk.export.files import json_bytes, write_whole

COLUMNS = {
    "desk": ("string", "Code der Clearingstelle"),
    "profile": ("string", "Code des Anlasses"),
    "day": ("date", "Tag der Sprechstunde"),
    "revision": ("integer", "höchste Zahl gilt"),
    "table": ("string", "Code der Liste"),
    "row": ("string", "Code der Antwort"),
    "count": ("integer", "Anzahl"),
}


def _path(folder: Path, desk: str, day: date) -> Path:
    return folder / desk / f"{day.year:04}" / f"{day.isoformat()}.csv"


def content(batches: Sequence[Batch], cells: Iterable[tuple[str, str]]) -> bytes:
    """The days of these batches as CSV; `cells` are all cells of the vocabulary, so that zeros stand there too."""
    known = dict.fromkeys(cells)
    rows: list[Sequence[str | int | float]] = [tuple(COLUMNS)]
    for batch in batches:
        day = batch.first_day.isoformat()
        for table, row in (*known, *sorted(batch.cells.keys() - known)):
            number = batch.cells.get((table, row), 0)
            rows.append((batch.desk, batch.profile, day, batch.revision, table, row, number))
    return machine(rows)


def write(folder: Path, day: date, batches: Sequence[Batch], cells: Iterable[tuple[str, str]]) -> Path:
    """Write one desk's day, see `content`.

    Returns the file's path. Raises SettingWrong when it cannot be written.
    """
    path = _path(folder, batches[0].desk, day)
    write_whole(path, content(batches, cells))
    write_whole(path.with_name("datapackage.json"), _package(path))
    return path


def _package(path: Path) -> bytes:
    desk, year = path.parent.parent.name, path.parent.name
    names = sorted({file.name for file in path.parent.glob("*.csv")})
    fields = [
        {"name": name, "type": kind, "description": words, "constraints": _constraints(kind)}
        for name, (kind, words) in COLUMNS.items()
    ]
    package = {
        "name": f"tagesz-{desk}-{year}".lower(),
        "title": f"Tageszählung {desk} {year}",
        "resources": [
            {
                "name": name.removesuffix(".csv"),
                "path": name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\n"},
                "schema": {"fields": fields, "primaryKey": ["desk", "profile", "day", "table", "row"]},
            }
            for name in names
        ],
    }
    return json_bytes(package)


def _constraints(kind: str) -> dict[str, bool | int]:
    return {"required": True, "minimum": 0} if kind == "integer" else {"required": True}

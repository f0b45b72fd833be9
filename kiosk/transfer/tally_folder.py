"""The folder of tallies beside the store: a CSV file a day and a closed month, described, a folder a desk and year."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.domain.tally import CROSSED, Batch
from kiosk.files import json_bytes, write_whole
from kiosk.pack import Pack
from kiosk.transfer.day_file import COLUMNS, MONTH_COLUMNS, content

MAY_BE_EMPTY = ("adds_up_to", "pack", "writer")


def write(folder: Path, pack: Pack, batches: Sequence[Batch]) -> Path:
    """Write one desk's day or month, all its profiles in one file. Return the path. Raises SettingWrong.

    People read it: no crossed table stands in it, as nobody sees one of a month.
    """
    desk, day = batches[0].desk, batches[0].first_day
    name = f"{day:%Y-%m}" if batches[0].of_month else day.isoformat()
    path = folder / desk / f"{day.year:04}" / f"{name}.csv"
    write_whole(path, content(pack, batches, without=CROSSED))
    write_whole(path.with_name("datapackage.json"), _package(path))
    return path


def _package(path: Path) -> bytes:
    desk, year = path.parent.parent.name, path.parent.name
    names = sorted({file.name for file in path.parent.glob("*.csv")})
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
                "schema": _schema(MONTH_COLUMNS if len(name) == len("2026-11.csv") else COLUMNS),
            }
            for name in names
        ],
    }
    return json_bytes(package)


def _schema(columns: Mapping[str, tuple[str, str]]) -> dict[str, object]:
    fields = [
        {"name": name, "type": kind, "description": words, "constraints": _constraints(name, kind)}
        for name, (kind, words) in columns.items()
    ]
    key = [name for name in columns if name in ("desk", "profile", "day", "month", "table", "row")]
    return {"fields": fields, "primaryKey": key}


def _constraints(name: str, kind: str) -> dict[str, bool | int]:
    if name in MAY_BE_EMPTY:
        return {}
    return {"required": True, "minimum": 0} if kind == "integer" else {"required": True}

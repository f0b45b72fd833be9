"""Rows as a Parquet file, which the engines of a state read; the extra `state` brings what writes it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.errors import SettingWrong
from kiosk.export.csv_form import machine


def parquet(columns: Mapping[str, str], rows: Iterable[Sequence[str | int]], order: str) -> bytes:
    """Return the file; `columns` are names with their SQL types, `order` those to sort by.

    The same rows give the same bytes, in whatever order they come. Raises SettingWrong without the extra.
    """
    try:
        import duckdb  # noqa: PLC0415 - only who publishes for a state has it
    except ImportError as error:
        problem = "braucht noch ein Programm: sh deploy/setup.sh requirements-state.txt, dann noch einmal"
        raise SettingWrong("kiosk publish", problem) from error
    with TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as engine:
        lines, made = Path(folder, "rows.csv"), Path(folder, "rows.parquet")
        lines.write_bytes(machine([[*columns], *rows]))
        source = engine.read_csv(
            str(lines), header=True, columns=dict(columns), delimiter=",", quotechar='"', all_varchar=False
        )
        source.order(order).write_parquet(str(made), compression="zstd")
        return made.read_bytes()

"""Stores as former versions of the program wrote them."""

import sqlite3
from contextlib import closing
from pathlib import Path

SHAPES = sorted((Path(__file__).parent / "storage" / "shapes").glob("*.sql"))
"""A file here never changes."""


def written(shape: Path, path: Path) -> Path:
    """The store of this shape, as a file."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(shape.read_text(encoding="utf-8"))
        db.execute("PRAGMA journal_mode = WAL")
    return path

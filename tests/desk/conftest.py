"""The desk's rules are tested without waiting for the disk; what a power cut does is the business of `faults`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.storage import Store


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a store that nobody has used yet."""
    path = tmp_path_factory.mktemp("fresh") / "desk.sqlite3"
    Store.create(path).close()
    return path.read_bytes()


@pytest.fixture
def store(tmp_path: Path, fresh: bytes) -> Iterator[Store]:
    """A real, fresh store that does not wait for the disk."""
    path = tmp_path / "data" / "desk.sqlite3"
    path.parent.mkdir()
    path.write_bytes(fresh)
    opened = Store.create(path)
    opened.file.db.execute("PRAGMA synchronous = OFF")
    yield opened
    opened.close()

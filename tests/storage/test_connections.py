"""How the store is opened: settings of every connection, who may read the file, two programs at once."""

import os
import re
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from kiosk.errors import KioskError, SettingWrong, StoreTooNew, StoreUnavailable
from kiosk.storage import Store
from kiosk.storage.database import OURS, connect, create
from kiosk.storage.schema import migrations

ROOT = Path(__file__).resolve().parent.parent.parent
FULL = 2
WANTED = {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}


class Watched(sqlite3.Connection):
    """A connection that remembers whether it was closed."""

    opened: list["Watched"]

    def __init__(self, database: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(database, *args, **kwargs)
        self.place, self.shut = str(database), False
        self.opened.append(self)

    def close(self) -> None:
        self.shut = True
        super().close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Watched]]:
    """Every connection that the program opens."""
    real, Watched.opened = sqlite3.connect, []
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **kwargs: real(*args, factory=Watched, **kwargs))
    yield Watched.opened
    monkeypatch.undo()
    for one in Watched.opened:
        one.close()


def in_threads(*work: Any) -> None:
    threads = [Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_every_connection_waits_syncs_and_deletes_for_good(tmp_path, opened):
    store = Store.create(tmp_path / "desk.sqlite3")
    in_threads(store.staff.accounts, store.staff.accounts, lambda: store.staff.keep_setting("a", "b"))
    living = [one for one in opened if "desk.sqlite3" in one.place and not one.shut]
    assert len(living) == 4
    for connection in living:
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in WANTED}
        assert found == WANTED
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == FULL
        assert connection.execute("PRAGMA busy_timeout").fetchone()[0] >= 5000
    store.close()


def test_a_store_that_was_closed_has_no_connection_left(tmp_path, opened):
    store = Store.create(tmp_path / "desk.sqlite3")
    in_threads(store.staff.accounts, store.staff.accounts)
    store.close()
    assert [one.place for one in opened if not one.shut] == []


def test_a_store_that_was_refused_has_no_connection_left(tmp_path, opened):
    path = tmp_path / "desk.sqlite3"
    path.write_bytes(b"no store at all" * 400)
    with pytest.raises(KioskError):
        Store.create(path)
    assert [one.place for one in opened if not one.shut] == []


@pytest.mark.parametrize("statement", ["", "CREATE TABLE invoice (number INTEGER)"], ids=["empty", "another program's"])
def test_a_foreign_file_that_was_refused_has_no_connection_left(tmp_path, opened, statement):
    with closing(sqlite3.connect(tmp_path / "desk.sqlite3")) as other:
        other.execute(statement)
    opened.clear()
    with pytest.raises(StoreUnavailable, match="foreign"):
        Store.create(tmp_path / "desk.sqlite3")
    assert opened
    assert [one.place for one in opened if not one.shut] == []


def test_a_newer_store_that_was_refused_has_no_connection_left(tmp_path, opened):
    from_the_future(tmp_path / "desk.sqlite3")
    with pytest.raises(StoreTooNew):
        Store.create(tmp_path / "desk.sqlite3")
    assert [one.place for one in opened if not one.shut] == []


def test_a_closed_store_can_be_used_again(tmp_path):
    store = Store.create(tmp_path / "desk.sqlite3")
    store.staff.keep_setting("a", "b")
    store.close()
    assert store.staff.setting("a") == "b"
    store.close()


def test_nothing_is_left_beside_the_file_when_the_store_is_closed(tmp_path):
    store = Store.create(tmp_path / "desk.sqlite3")
    store.staff.keep_setting("a", "b")
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["desk.sqlite3"]


def test_a_folder_without_a_store_is_refused_with_what_to_do_and_stays_as_it_is(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SettingWrong, match=re.escape(f"in {folder} liegt kein Speicher")):
            Store.open(folder / "desk.sqlite3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", ["-wal", "-shm"])
@pytest.mark.parametrize("opening", [Store.open, Store.create])
def test_a_store_that_was_lost_beside_its_log_is_never_replaced(tmp_path, opening, left):
    (tmp_path / f"desk.sqlite3{left}").write_bytes(b"talks of today")
    with pytest.raises(StoreUnavailable, match="lost"):
        opening(tmp_path / "desk.sqlite3")
    assert [path.name for path in tmp_path.iterdir()] == [f"desk.sqlite3{left}"]


def test_every_store_has_a_name_of_its_own_that_stays(tmp_path):
    names = []
    for path in (tmp_path / "a", tmp_path / "b", tmp_path / "a"):
        store = Store.create(path / "desk.sqlite3")
        names.append(store.identity)
        store.close()
    assert names[0] == names[2] != names[1]


def test_a_connection_never_makes_a_new_store(tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        connect(tmp_path / "desk.sqlite3")
    assert list(tmp_path.iterdir()) == []


# making the file


def test_every_store_says_in_its_head_that_it_is_ours(tmp_path):
    store = Store.create(tmp_path / "desk.sqlite3")
    assert store.file.db.execute("PRAGMA application_id").fetchone() == (OURS,)
    store.close()
    assert (tmp_path / "desk.sqlite3").read_bytes()[68:72] == OURS.to_bytes(4, "big")


def test_the_file_stands_under_its_name_only_when_it_is_whole(tmp_path, naming):
    path, seen = tmp_path / "desk.sqlite3", list[tuple[bool, bytes]]()
    naming(path, lambda source: seen.append((path.exists(), source.read_bytes())))
    create(path)
    assert seen == [(False, path.read_bytes())]
    assert [one.name for one in tmp_path.iterdir()] == ["desk.sqlite3"]


def test_a_making_that_breaks_leaves_nothing(tmp_path, naming):
    def refuse(_source: Path) -> None:
        raise PermissionError(1, "no")

    naming(tmp_path / "desk.sqlite3", refuse)
    with pytest.raises(KioskError):
        Store.create(tmp_path / "desk.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_another_program_made_meanwhile_stays(tmp_path):
    path = tmp_path / "desk.sqlite3"
    store = Store.create(path)
    store.staff.keep_setting("a", "b")
    create(path)
    assert store.staff.setting("a") == "b"
    store.close()
    assert [one.name for one in tmp_path.iterdir()] == ["desk.sqlite3"]


def test_only_the_owner_may_read_the_store_under_any_umask(tmp_path):
    before = os.umask(0)
    try:
        store = Store.create(tmp_path / "data" / "desk.sqlite3")
        store.staff.keep_setting("a", "b")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(["desk.sqlite3", "desk.sqlite3-wal", "desk.sqlite3-shm"], 0o600)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


# two programs at once


SECOND = """
import sys
from pathlib import Path
from kiosk.storage import Store
print("here", flush=True)
store = Store.create(Path(sys.argv[1]))
store.staff.keep_setting("second", "was here")
store.close()
"""


def test_a_second_program_waits_while_the_first_brings_the_store_up_to_date(tmp_path):
    path = tmp_path / "desk.sqlite3"
    create(path)
    first = connect(path)
    first.execute("BEGIN EXCLUSIVE")
    second = subprocess.Popen([sys.executable, "-c", SECOND, path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert second.stdout is not None
    assert second.stdout.readline() == "here\n"
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(0.4)
    migrations.apply(first)
    first.conn.commit()
    first.close()
    assert second.wait(10) == 0
    second.stdout.close()
    store = Store.create(path)
    assert store.staff.setting("second") == "was here"
    applied, different = store.file.db.execute(
        "SELECT count(*), count(DISTINCT name) FROM _sqlite_migrations"
    ).fetchone()
    assert applied == different > 0
    store.close()


def test_several_programs_that_start_on_a_new_folder_all_get_the_one_store(tmp_path):
    trouble: list[Exception] = []

    def start(path: Path, barrier: Barrier) -> None:
        barrier.wait()
        try:
            store = Store.create(path)
            with store.file.snapshot() as db:
                assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            store.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            trouble.append(error)

    for number in range(10):
        path, barrier = tmp_path / str(number) / "desk.sqlite3", Barrier(4)
        in_threads(*[lambda p=path, b=barrier: start(p, b)] * 4)
    assert trouble == []


def test_a_sound_store_that_another_tool_left_otherwise_is_put_right_and_not_called_damaged(tmp_path):
    path = tmp_path / "desk.sqlite3"
    Store.create(path).close()
    with closing(sqlite3.connect(path)) as tool:
        assert tool.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    store = Store.open(path)
    assert store.is_sound()
    store.close()


# a store from the future


def from_the_future(path: Path) -> bytes:
    """A store that a newer version has changed; its bytes."""
    store = Store.create(path)
    store.staff.keep_setting("a", "b")
    store.file.db.table("_sqlite_migrations").insert(
        {"migration_set": "kiosk", "name": "m999_from_the_future", "applied_at": "2036-01-01"}
    )
    store.close()
    return path.read_bytes()


def test_a_newer_store_is_refused_and_left_as_it_was(tmp_path):
    path = tmp_path / "desk.sqlite3"
    before = from_the_future(path)
    for _ in range(2):
        with pytest.raises(StoreTooNew):
            Store.create(path)
    assert path.read_bytes() == before

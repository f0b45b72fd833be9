"""Upgrade, backup and restore that are killed at each of their steps: what lies there is old or new, never between."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from builders import DESK, TODAY, finished
from former import SHAPES, written
from killing import each_kill

from kiosk.clerk import FORGET
from kiosk.desk import Office
from kiosk.domain.delivery import BackupTarget
from kiosk.storage import Store, copies
from kiosk.transfer import backups

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.stem)
def test_an_upgrade_that_is_killed_leaves_the_old_shape_or_the_new_one(shape, tmp_path):
    path = tmp_path / "data" / "desk.sqlite3"

    def anew() -> None:
        for left in sorted(tmp_path.rglob("*"), reverse=True):
            left.rmdir() if left.is_dir() else left.unlink()
        path.parent.mkdir()
        written(shape, path)

    anew()
    with closing(sqlite3.connect(path)) as db:
        old = dump(db)
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        new = tables(dump(db))
    found = []
    for _ in each_kill(lambda: Store.open(path).close(), anew):
        with closing(sqlite3.connect(path)) as db:
            lies = dump(db)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert lies == old or tables(lies) == new
        found.append(lies == old)
        for kept in (path.parent / copies.BEFORE).glob("desk*"):
            copies.read_back(kept.read_bytes()).close()
        Store.open(path).close()
        assert [one.name for one in path.parent.glob(".*")] == []
    assert len(found) > 20
    assert {*found} == {True, False}


def dump(db: sqlite3.Connection) -> list[str]:
    return [line for line in db.iterdump() if "_sqlite_migrations" not in line]


def tables(lines: list[str]) -> list[str]:
    """The shape only: an upgrade gives the store a name by chance."""
    return sorted(line for line in lines if line.startswith("CREATE"))


def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new_one(office: Office, tmp_path):
    finished(office)
    path = tmp_path / "else" / "desk.sqlite3"
    old = office.store.copy().content
    finished(office)
    new = office.store.copy().content

    def restore(content: bytes) -> None:
        with closing(copies.read_back(content)) as copy:
            copies.put_back(copy, path, replace=True)

    found = set()
    for _ in each_kill(lambda: restore(new), lambda: restore(old)):
        store = Store.open(path)
        found.add(len(store.talks.conversations(DESK, TODAY, TODAY)))
        assert store.file.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert store.file.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        store.close()
    assert found == {1, 2}


def test_what_a_killed_restore_leaves_goes_with_the_next_clean_up_and_not_while_it_is_written(office, clerk, clock):
    finished(office)
    content, path = office.store.copy().content, office.store.file.path
    office.store.close()

    def restore() -> None:
        with closing(copies.read_back(content)) as copy:
            copies.put_back(copy, path, replace=True)

    def left() -> list[str]:
        return [one.name for one in path.parent.rglob(".*.copy*")]

    places = set()
    for _ in each_kill(restore, lambda: None):
        places |= {one.parent.name for one in path.parent.rglob(".*.copy*")}
        kept, now = left(), time.time()
        clock.moment = datetime.fromtimestamp(now, UTC)
        clerk.do(FORGET)
        assert left() == kept
        clock.pass_by(minutes=16)
        clerk.do(FORGET)
        office.store.close()
        assert left() == []
    assert places == {"data", copies.BEFORE}


def test_a_restore_into_an_empty_folder_that_is_killed_makes_a_whole_store_or_none(office: Office, tmp_path):
    finished(office)
    content, path = office.store.copy().content, tmp_path / "else" / "desk.sqlite3"

    def restore() -> None:
        with closing(copies.read_back(content)) as copy:
            copies.put_back(copy, path, replace=False)

    found = set()
    for _ in each_kill(restore, lambda: path.unlink(missing_ok=True)):
        found.add(path.exists())
        if path.exists():
            store = Store.open(path)
            assert len(store.talks.conversations(DESK, TODAY, TODAY)) == 1
            store.close()
    assert found == {True, False}


def test_a_backup_that_is_killed_stands_whole_under_its_name_or_not_at_all(office: Office, tmp_path):
    finished(office)
    folder, path = tmp_path / "sicherung", office.store.file.path
    moments = (datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=second) for second in count())
    office.store.close()

    def back_up() -> None:
        store = Store.open(path)
        backups.back_up(store, BackupTarget(str(folder)), 14, moment)
        store.close()

    def anew() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    moment, found = next(moments), set()
    for _ in each_kill(back_up, anew):
        whole = list(folder.glob("kiosk_*"))
        found.add(len(whole))
        for one in whole:
            copies.read_back(one.read_bytes()).close()
        moment = next(moments)
        back_up()
        assert [one.name for one in folder.glob(".*")] == []
    assert found == {0, 1}
    store = Store.open(path)
    assert len(store.talks.conversations(DESK, TODAY, TODAY)) == 1
    store.close()

"""Copies of the store: what they hold, how they come back, and what is kept before an upgrade."""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import CASE_MANAGER, DESK, TODAY, answered, declined, finished
from former import SHAPES, written
from house import HouseClient
from sqlite_utils import Database

from kiosk import desk
from kiosk.desk import Office
from kiosk.errors import BackupRefused, StoreInTheWay, StoreTooNew, StoreUnavailable
from kiosk.storage import AccessToken, Account, Device, Draft, LogEvent, Session, Store, copies
from kiosk.storage.schema import migrations

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def busy(office: Office) -> Office:
    """A desk with a counted day, a day that is not counted yet, and things that open doors."""
    office.store.staff.keep_account(Account(CASE_MANAGER, "case_manager", HouseClient.PASSWORD_HASH))
    office.store.account_log.keep(LogEvent.ACCOUNT_ADDED, "Terminal", 1, CASE_MANAGER)
    for _ in range(3):
        finished(office)
    declined(office)
    desk.close_day(office, DESK, TODAY)
    answered(office, {"stadt": "velbert"}, day=TOMORROW)
    finished(office, TOMORROW)
    assert office.store.secret
    office.store.tokens.keep(AccessToken("d-of-a-token", "Portal", CASE_MANAGER, TODAY))
    return office


def restored(content: bytes, path: Path, *, replace: bool = False) -> Store:
    with closing(copies.read_back(content)) as copy:
        copies.put_back(copy, path, replace=replace)
    return Store.open(path)


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_copy_holds_counts_accounts_log_and_talks_that_are_not_counted_and_no_other(busy, tmp_path):
    store = restored(busy.store.copy().content, tmp_path / "else" / "desk.sqlite3")
    assert store.talks.conversations(DESK, TODAY, TODAY) == []
    assert len(store.talks.conversations(DESK, TOMORROW, TOMORROW)) == 2
    assert store.reported.batches(TODAY, TODAY)[0].cells["umfang", "personen"] == 4
    assert [one.name for one in store.staff.accounts()] == [CASE_MANAGER]
    assert [line.about for line in store.account_log.lines()] == [CASE_MANAGER]
    assert store.account_log.broken_at() is None
    store.close()


def test_nothing_that_is_forgotten_or_opens_a_door_lies_in_a_copy(busy, tmp_path):
    counted = [talk.key.encode() for talk in busy.store.talks.conversations(DESK, TODAY, TODAY)]
    content = busy.store.copy().content
    assert len(counted) == 3
    assert all(key not in content for key in counted)
    assert busy.store.secret.hex().encode() not in content
    assert b"d-of-a-token" not in content
    assert b"".join(key in all_bytes(tmp_path) and b"x" for key in counted) == b"xxx"  # the search itself can find


def test_no_session_device_code_draft_or_failure_lies_in_a_copy(busy):
    store = busy.store
    store.devices.keep(Device("d", CASE_MANAGER, DESK, TODAY), TODAY)
    store.devices.look_once_more("d", 1, TODAY)
    store.devices.give_code("c", CASE_MANAGER, 2)
    store.staff.begin_session("s", Session(CASE_MANAGER, "", DESK, "clearing", "de", "", 1, 1, device="d"))
    store.old_lists.keep_draft(Draft("k", CASE_MANAGER, "liste.csv", b"Name;Zahl", "", TODAY))
    store.failing.note("deliver", "gone", 1)
    left_out = ("session", "device", "guessing", "one_time_code", "access_token", "draft", "failing_duty")
    with closing(copies.read_back(store.copy().content)) as copy:
        assert [copies.sizes(store.file.db.conn)[one] for one in left_out] == [1] * len(left_out)
        assert [copies.sizes(copy)[one] for one in left_out] == [0] * len(left_out)


def test_what_was_counted_stays_the_least_when_its_talks_are_not_in_the_copy(busy, tmp_path):
    store = restored(busy.store.copy().content, tmp_path / "else" / "desk.sqlite3")
    again = Office(store, busy.pack)
    store.staff.open_hour(DESK, busy.pack.profiles[0].code, TODAY)
    finished(again)
    before = store.reported.batches(TODAY, TODAY)[0].cells
    desk.close_day(again, DESK, TODAY)
    after = store.reported.batches(TODAY, TODAY)[0].cells
    assert after["umfang", "personen"] == before["umfang", "personen"] + 1
    assert after["umfang", "gespraeche"] == before["umfang", "gespraeche"] + 1
    store.close()


def test_a_store_that_comes_back_is_another_writer_with_a_secret_of_its_own(busy, tmp_path):
    store = restored(busy.store.copy().content, tmp_path / "else" / "desk.sqlite3")
    assert store.identity != busy.store.identity
    assert len(store.identity) == 12
    assert store.secret != busy.store.secret
    desk.close_day(Office(store, busy.pack), DESK, TOMORROW)
    assert store.reported.batches(TOMORROW, TOMORROW)[0].writer == store.identity
    assert store.reported.batches(TODAY, TODAY)[0].writer == busy.store.identity
    assert store.file.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


def test_a_store_is_only_replaced_by_who_says_so_and_the_former_one_is_kept(busy, tmp_path):
    path = tmp_path / "else" / "desk.sqlite3"
    restored(busy.store.copy().content, path).close()
    before = path.read_bytes()
    finished(busy, TOMORROW)
    content = busy.store.copy().content
    with pytest.raises(StoreInTheWay):
        restored(content, path)
    assert path.read_bytes() == before
    store = restored(content, path, replace=True)
    assert len(store.talks.conversations(DESK, TOMORROW, TOMORROW)) == 3
    (kept,) = (path.parent / copies.BEFORE).iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(copies.read_back(kept.read_bytes())) as former:
        assert former.execute("SELECT count(*) FROM conversation").fetchone() == (2,)
    store.forget_before(date(2999, 1, 1))
    assert list((path.parent / copies.BEFORE).iterdir()) == []
    store.close()


def test_a_store_that_somebody_works_with_is_not_replaced(busy):
    path = busy.store.file.path
    before = busy.store.identity
    with pytest.raises(BackupRefused) as refused:
        restored(busy.store.copy().content, path, replace=True)
    assert refused.value.reason == "in_use"
    assert busy.store.identity == before
    finished(busy, TOMORROW)


@pytest.mark.parametrize("damage", ["head", "middle", "log left alone", "foreign"])
def test_a_store_that_cannot_be_read_is_set_aside_as_it_is(busy, tmp_path, damage):
    content, path = busy.store.copy().content, tmp_path / "else" / "desk.sqlite3"
    path.parent.mkdir()
    shutil.copy(busy.store.file.path, path)
    match damage:
        case "head":
            path.write_bytes(b"x" * 100 + path.read_bytes()[100:])
        case "middle":
            half = path.stat().st_size // 2
            path.write_bytes(path.read_bytes()[:half] + b"\xff" * 9000 + path.read_bytes()[half:])
        case "log left alone":
            path.rename(f"{path}-wal")
        case "foreign":
            path.unlink()
            with closing(sqlite3.connect(path)) as other:
                other.execute("CREATE TABLE theirs (a)")
    lay = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    store = restored(content, path, replace=True)
    assert len(store.talks.conversations(DESK, TOMORROW, TOMORROW)) == 2
    store.close()
    kept = [file.read_bytes() for file in (path.parent / copies.BEFORE).iterdir()]
    if damage != "middle":  # what can still be copied is
        assert kept == list(lay.values())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda content: b"", "not_a_backup"),
        (lambda content: b"PK" + content, "not_a_backup"),
        (lambda content: content[:60] + bytes(20) + content[80:], "not_a_backup"),
        (lambda content: content[: len(content) // 2], "broken"),
        (lambda content: content[:30000] + b"\xff" * 3000 + content[33000:], "broken"),
        (lambda content: content[:18] + b"\x02\x02" + content[20:], "raw_copy"),
    ],
)
def test_a_file_that_is_no_whole_copy_is_refused_and_nothing_is_touched(busy, tmp_path, change, reason):
    with pytest.raises(BackupRefused) as refused:
        restored(change(busy.store.copy().content), tmp_path / "else" / "desk.sqlite3")
    assert refused.value.reason == reason
    assert not (tmp_path / "else").exists()


def test_a_byte_that_changed_anywhere_is_found(busy, tmp_path):
    content, chance = busy.store.copy().content, random.Random(11)
    for at in (20, len(content) - 1, *(chance.randrange(100, len(content)) for _ in range(200))):
        with pytest.raises(BackupRefused):
            restored(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :], tmp_path / "else" / "desk.sqlite3")
    assert not (tmp_path / "else").exists()


def test_a_copy_of_a_former_version_has_no_proof_and_still_comes_back(busy, tmp_path):
    restored(busy.store.copy().content[:-32], tmp_path / "else" / "desk.sqlite3").close()


@pytest.mark.parametrize("left", ["data.pepper", "data/before/desk-m026.sqlite3", "data/desk.sqlite3-wal"])
def test_a_store_that_went_and_left_something_behind_is_lost_and_not_begun_anew(tmp_path, left):
    path = tmp_path / "data" / "desk.sqlite3"
    (tmp_path / left).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / left).write_bytes(bytes(32))
    for way in (Store.create, Store.open):
        with pytest.raises(StoreUnavailable) as refused:
            way(path)
        assert refused.value.reason == "lost"
    assert not path.exists()


def test_a_copy_of_a_newer_version_is_refused(busy, tmp_path):
    with busy.store.at_once():
        busy.store.file.db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kiosk', 'm999', '')"
        )
    with pytest.raises(StoreTooNew):
        restored(busy.store.copy().content, tmp_path / "else" / "desk.sqlite3")
    assert not (tmp_path / "else" / "desk.sqlite3").exists()


def test_a_copy_from_before_that_holds_talks_goes_when_their_days_are_closed(busy):
    before = busy.store.file.path.parent / copies.BEFORE
    kept = copies.keep_before(busy.store.file.db.conn, busy.store.file.path, "m001")
    (before / "desk-damaged.sqlite3").write_bytes(b"no store")
    desk.turn_of_day(busy, TOMORROW)
    assert kept.exists()
    desk.close_day(busy, DESK, TOMORROW)
    assert [one.name for one in before.iterdir()] == ["desk-damaged.sqlite3"]
    kept = copies.keep_before(busy.store.file.db.conn, busy.store.file.path, "m002")
    desk.turn_of_day(busy, TOMORROW)
    assert kept.exists()


def test_talks_of_a_store_that_was_replaced_by_an_older_one_are_not_gone_with_the_next_start(busy, tmp_path):
    path, older = tmp_path / "else" / "desk.sqlite3", busy.store.copy().content
    store = restored(older, path)
    later = replace(busy, store=store)
    for day in (TOMORROW, TOMORROW + timedelta(days=1)):
        finished(later, day)
    store.close()
    later = replace(busy, store=restored(older, path, replace=True))
    desk.turn_of_day(later, TOMORROW + timedelta(days=1))
    desk.close_day(later, DESK, TOMORROW)
    assert len(list((path.parent / copies.BEFORE).iterdir())) == 1
    later.store.close()


def test_a_copy_from_before_goes_with_the_oldest_talk_in_it(busy, tmp_path):
    path = tmp_path / "else" / "desk.sqlite3"
    restored(busy.store.copy().content, path).close()
    store = restored(busy.store.copy().content, path, replace=True)
    folder = path.parent / copies.BEFORE
    store.forget_before(TOMORROW)
    assert list(folder.iterdir())
    store.forget_before(TOMORROW + timedelta(days=1))
    assert list(folder.iterdir()) == []
    store.close()


# upgrades

with closing(Database(memory=True)) as nothing:
    NAMES = [migration.name for migration in migrations.pending(nothing)]


@pytest.fixture(params=NAMES[1:])
def earlier(request, tmp_path) -> Path:
    """A store of each earlier version: with the rows of the first shape."""
    path = written(SHAPES[0], tmp_path / "desk.sqlite3")
    with closing(Database(path)) as db:
        migrations.apply(db, stop_before=request.param)
    return path


def shape_of(db: sqlite3.Connection) -> str:
    return db.execute("SELECT name FROM _sqlite_migrations ORDER BY id DESC LIMIT 1").fetchone()[0]


def test_every_earlier_version_comes_up_to_date_and_a_copy_from_before_comes_back(earlier, tmp_path):
    with closing(sqlite3.connect(earlier)) as db:
        was = shape_of(db)
    store = Store.open(earlier)
    people = store.staff.accounts()
    assert {one.name for one in people} == {"tisch", "leitung"}
    store.close()
    kept = list((tmp_path / copies.BEFORE).glob("*"))
    assert [path.name for path in kept] == ([f"desk-{was}.sqlite3"] if was != NAMES[-1] else [])
    for path in kept:
        with closing(copies.read_back(path.read_bytes())) as copy:
            assert shape_of(copy) == was
        again = restored(path.read_bytes(), tmp_path / "else" / "desk.sqlite3")
        assert again.staff.accounts() == people
        assert again.reported.batches(date(2024, 5, 1), date(2024, 5, 31))
        again.close()
    Store.open(earlier).close()
    assert list((tmp_path / copies.BEFORE).glob("*")) == kept


def test_without_room_for_the_copy_nothing_is_upgraded(tmp_path, monkeypatch):
    path = written(SHAPES[0], tmp_path / "desk.sqlite3")
    (tmp_path / copies.BEFORE).write_bytes(b"in the way")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable):
        Store.open(path)
    assert path.read_bytes() == before


def test_the_owner_alone_reads_what_is_kept_under_any_mask(tmp_path):
    path = written(SHAPES[0], tmp_path / "desk.sqlite3")
    before = os.umask(0)
    try:
        Store.open(path).close()
    finally:
        os.umask(before)
    assert (tmp_path / copies.BEFORE).stat().st_mode & 0o777 == 0o700
    assert all(kept.stat().st_mode & 0o777 == 0o600 for kept in (tmp_path / copies.BEFORE).iterdir())

"""A disk that is full or cannot be written: told with one word, nothing confirmed is lost, and it heals by itself."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from builders import CASE_MANAGER, COMPLEX_104C, DESK, TODAY, begin
from former import SHAPES, written
from house import HouseClient

from kiosk import desk, web
from kiosk.clerk import TALLY, Clerk
from kiosk.clock import DayClock, wall_clock
from kiosk.desk import Office
from kiosk.domain.conversation import Conversation
from kiosk.domain.delivery import BackupTarget
from kiosk.errors import DeliveryFailed, StoreUnavailable
from kiosk.storage import Account, Store, copies
from kiosk.transfer import backups

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A disk of one and a half megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk of its own can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path, leave: int = 0) -> Path:
    """Take all space but so many bytes; the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            file.truncate(max(0, file.tell() - leave))
    return ballast


def work_until_full(office: Office) -> dict[str, dict[str, str]]:
    """Hold talks until the disk is full; every answer that was confirmed, by talk."""
    confirmed: dict[str, dict[str, str]] = {}

    def work() -> None:
        for _ in range(2000):
            key = begin(office)
            confirmed[key] = {}
            for fact, code in COMPLEX_104C.items():
                desk.answer(office, key, 1, fact, code)
                confirmed[key][fact] = code

    with pytest.raises(StoreUnavailable) as refused:
        work()
    assert refused.value.reason == "full"
    return confirmed


def kept(store: Store) -> dict[str, Conversation]:
    return {talk.key: talk for talk in store.talks.conversations(DESK, TODAY, TODAY)}


@pytest.mark.parametrize("leave", [0, 4096, 100_000])
def test_on_a_full_disk_nothing_confirmed_is_lost_and_work_goes_on_when_there_is_space(disk, mettmann, leave):
    office = Office(Store.create(disk / "data" / "desk.sqlite3"), mettmann)
    begin(office)
    ballast = fill(disk, leave)
    confirmed = work_until_full(office)
    found = kept(office.store)
    assert all(found[key].persons[0].answers.facts.items() >= facts.items() for key, facts in confirmed.items())
    ballast.unlink()
    key = begin(office)
    desk.answer(office, key, 1, "stadt", "velbert")
    desk.close_day(office, DESK, TODAY)
    assert office.store.file.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert office.store.reported.batches(TODAY, TODAY)[0].cells["umfang", "gespraeche"] == len(kept(office.store))
    office.store.close()


def test_a_program_that_was_killed_on_a_full_disk_starts_there_again(disk, mettmann):
    office = Office(Store.create(disk / "desk.sqlite3"), mettmann)
    begin(office)
    ballast = fill(disk, 30_000)
    confirmed = work_until_full(office)
    # Without closing: what a killed program leaves, read by a second one.
    command = [sys.executable, "-c", "from kiosk.cli import main; main()", "account", "list", "--data", disk]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=10, check=False)
    assert "Traceback" not in second.stderr
    assert second.returncode in (0, 2)
    ballast.unlink()
    again = Store.create(disk / "desk.sqlite3")
    assert confirmed.keys() <= kept(again).keys()
    again.close()
    office.store.close()


def test_a_store_whose_making_failed_on_a_full_disk_is_made_whole_when_there_is_space(disk):
    ballast = fill(disk)
    with pytest.raises(StoreUnavailable) as refused:
        Store.create(disk / "desk.sqlite3")
    assert refused.value.reason == "full"
    ballast.unlink()
    store = Store.create(disk / "desk.sqlite3")
    assert store.file.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    store.close()


def test_a_tally_that_finds_no_space_leaves_no_half_file_and_is_written_later(disk, tmp_path, mettmann):
    office = Office(Store.create(tmp_path / "data" / "desk.sqlite3"), mettmann)
    begin(office)
    ballast = fill(disk)
    desk.close_day(office, DESK, TODAY)
    clerk = Clerk(office, DayClock(), disk / "tallies")
    assert clerk.do(TALLY) == "no_room"
    assert list(disk.rglob("*.csv")) + list(disk.rglob("*.part")) == []
    ballast.unlink()
    assert clerk.do(TALLY) == ""
    (path,) = disk.rglob("*.csv")
    assert ",umfang,personen,1," in path.read_text(encoding="utf-8")
    office.store.close()


def test_a_disk_that_cannot_be_written_is_told_and_nothing_new_is_made(disk, mettmann):
    office = Office(Store.create(disk / "data" / "desk.sqlite3"), mettmann)
    key = begin(office)
    office.store.close()
    before = (disk / "data" / "desk.sqlite3").read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    for folder in ("data", "new"):
        command = [sys.executable, "-c", "from kiosk.cli import main; main()", "forget", "--data", disk / folder]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=5, check=False)
        assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
        assert "Traceback" not in ended.stderr
    assert sorted(path.name for path in disk.rglob("*")) == ["data", "desk.sqlite3"]
    assert (disk / "data" / "desk.sqlite3").read_bytes() == before
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    store = Store.create(disk / "data" / "desk.sqlite3")
    assert list(kept(store)) == [key]
    store.close()


@pytest.mark.parametrize("leave", [0, 20_000, 100_000])
def test_a_backup_that_finds_no_space_leaves_no_half_file_and_the_desk_goes_on(disk, tmp_path, mettmann, leave):
    office = Office(Store.create(tmp_path / "data" / "desk.sqlite3"), mettmann)
    begin(office)
    ballast = fill(disk, leave)
    with pytest.raises(DeliveryFailed) as failed:
        backups.back_up(office.store, BackupTarget(str(disk)), 14, wall_clock())
    assert failed.value.reason == "no_room"
    assert [path.name for path in disk.iterdir()] == ["ballast"]
    begin(office)
    ballast.unlink()
    assert (disk / backups.back_up(office.store, BackupTarget(str(disk)), 14, wall_clock())).is_file()
    office.store.close()


@pytest.mark.parametrize("leave", [0, 20_000, 300_000])
def test_a_restore_that_finds_no_space_leaves_the_store_as_it_is(disk, tmp_path, mettmann, leave):
    office = Office(Store.create(disk / "data" / "desk.sqlite3"), mettmann)
    content, key, identity = office.store.copy().content, begin(office), office.store.identity
    office.store.close()
    ballast = fill(disk, leave)
    path = disk / "data" / "desk.sqlite3"
    with closing(copies.read_back(content)) as copy, pytest.raises(StoreUnavailable) as refused:
        copies.put_back(copy, path, replace=True)
    assert refused.value.reason == "full"
    assert [one.name for one in path.parent.iterdir() if one.is_file()] == ["desk.sqlite3"]
    ballast.unlink()
    store = Store.open(path)
    assert (list(kept(store)), store.identity) == ([key], identity)
    store.close()


def test_an_upgrade_that_finds_no_space_leaves_the_former_store(disk):
    path = written(SHAPES[0], disk / "desk.sqlite3")
    before = path.read_bytes()
    ballast = fill(disk, 30_000)
    with pytest.raises(StoreUnavailable) as refused:
        Store.open(path)
    assert refused.value.reason == "full"
    assert path.read_bytes() == before
    ballast.unlink()
    Store.open(path).close()


@pytest.fixture
def signed_in(disk, mettmann) -> Iterator[HouseClient]:
    """A case manager at a desk whose store lies on the small disk."""
    office = Office(Store.create(disk / "data" / "desk.sqlite3"), mettmann)
    office.store.staff.keep_account(
        Account(CASE_MANAGER, "case_manager", HouseClient.PASSWORD_HASH, pin=HouseClient.PIN_HASH)
    )
    app = web.create_app(office)
    app.test_client_class = HouseClient
    client = app.test_client()
    client.sign_in(CASE_MANAGER)
    yield client
    office.store.close()


@pytest.mark.parametrize("leave", [0, 20_000])
def test_on_a_full_disk_a_tablet_can_be_locked_and_the_pin_opens_it_when_there_is_space(disk, signed_in, leave):
    ballast = fill(disk, leave)
    work_until_full(signed_in.application.extensions["kiosk"].office)
    assert signed_in.post("/lock").location == "/unlock"
    for path in ("/desk", "/account", "/numbers"):
        assert signed_in.get(path).location.startswith("/unlock")
    assert signed_in.unlock().status_code == 507
    assert signed_in.get("/desk").location.startswith("/unlock")
    signed_in.application.extensions["kiosk"].shut.clear()  # as if the desk had been started anew
    assert signed_in.get("/desk").location.startswith("/unlock")
    ballast.unlink()
    assert signed_in.unlock().location == "/"
    assert signed_in.get("/desk").status_code == 200


def test_on_a_full_disk_who_signs_out_is_out(disk, signed_in):
    fill(disk)
    work_until_full(signed_in.application.extensions["kiosk"].office)
    before = signed_in.get_cookie("session").value
    assert signed_in.post("/sign-out").location == "/sign-in"
    assert signed_in.get("/desk").location.startswith("/sign-in")
    signed_in.set_cookie("session", before)
    assert signed_in.get("/desk").location.startswith("/unlock")


@pytest.mark.parametrize(("way", "leads"), [("/sign-out", "/sign-in"), ("/lock", "/unlock")])
def test_what_was_shut_on_a_full_disk_is_written_with_the_next_request_of_anybody(disk, signed_in, way, leads):
    ballast, running = fill(disk), signed_in.application.extensions["kiosk"]
    work_until_full(running.office)
    copied = signed_in.get_cookie("session").value
    signed_in.post(way)
    stranger = signed_in.application.test_client()
    assert stranger.get("/sign-in").status_code == 200
    ballast.unlink()
    stranger.get("/sign-in")
    running.shut.clear()  # as if the desk had been started anew
    running.unkept.clear()
    stranger.set_cookie("session", copied)
    assert stranger.get("/desk").location.startswith(leads)

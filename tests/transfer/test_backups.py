"""Backups: whole under their name, one a day, thirty days, for one reader, and nobody's harm when they fail."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from builders import DESK, TODAY, answered, begin, finished, tallies_of
from targets import delivering_to, keys_in

from kiosk import desk
from kiosk.clerk import BACKUP, COLLECT, DELIVER, FORGET, Clerk
from kiosk.desk import Office
from kiosk.domain.delivery import BackupTarget, TargetKind
from kiosk.errors import BackupRefused, DeliveryFailed
from kiosk.storage import Store
from kiosk.transfer import backups


@pytest.fixture
def folder(tmp_path) -> Path:
    """The folder that the site names for backups."""
    place = tmp_path / "sicherung"
    place.mkdir()
    return place


def to(pack, folder: Path, key: str = ""):
    """The pack with this folder for backups."""
    return replace(pack, site=replace(pack.site, backup=BackupTarget(str(folder), key)))


@pytest.fixture
def office(store, mettmann, folder) -> Office:
    """A desk that makes backups, with a talk that is not counted yet."""
    office = Office(store, to(mettmann, folder))
    answered(office, {"stadt": "velbert"})
    return office


@pytest.fixture
def clerk(office, clock, tmp_path) -> Clerk:
    """The clerk of a desk whose data are no practice."""
    return Clerk(office, clock, tallies_of(office), keys_in(tmp_path))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_lies_whole_under_a_name_that_says_whose_and_when_and_comes_back(office, clerk, folder, tmp_path):
    assert clerk.do(BACKUP) == ""
    (name,) = names(folder)
    assert name == f"kiosk_{office.store.identity}_2026-11-23T093000_bis_2026-12-07.sqlite3"
    assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert backups.restore(folder / name, tmp_path / "neu" / "desk.sqlite3") is None
    store = Store.open(tmp_path / "neu" / "desk.sqlite3")
    assert len(store.talks.conversations(DESK, TODAY, TODAY)) == 1
    store.close()


def test_what_is_named_is_whole_at_any_moment(clerk, folder, naming, office):
    seen = []
    name = folder / f"kiosk_{office.store.identity}_2026-11-23T093000_bis_2026-12-07.sqlite3"
    naming(name, lambda unfinished: seen.append((unfinished.read_bytes(), name.exists())))
    clerk.do(BACKUP)
    assert seen == [(name.read_bytes(), False)]


def test_a_drive_that_keeps_something_else_than_was_written_has_no_backup(clerk, folder, monkeypatch):
    monkeypatch.setattr(backups, "write_whole", lambda path, content: path.write_bytes(content[:-1] + b"\0"))
    assert clerk.do(BACKUP) == "refused"
    assert names(folder) == []


def test_a_backup_with_talks_goes_when_the_oldest_is_forgotten(clerk, clock, folder):
    clerk.do(BACKUP)
    for days, there in ((14, True), (1, False)):
        clock.pass_by(days=days)
        clerk.do(BACKUP)
        assert any("2026-11-23T" in name for name in names(folder)) == there


def test_what_was_answered_leaves_the_backups_when_its_day_is_closed(clerk, clock, office, folder, tmp_path):
    foreign = folder / "kiosk_0123456789ab_2026-11-23T080000_bis_2026-12-07.sqlite3"
    foreign.write_bytes(b"of another desk, whose day may be open")
    clerk.do(BACKUP)
    (held,) = folder.glob(f"kiosk_{office.store.identity}_*")
    assert b"velbert" in held.read_bytes()
    assert not clerk.duties[BACKUP].due()
    desk.close_day(office, DESK, TODAY)
    assert clerk.duties[BACKUP].due()
    clock.pass_by(seconds=1)
    clerk.do(BACKUP)
    assert not clerk.duties[BACKUP].due()
    (kept,) = folder.glob(f"kiosk_{office.store.identity}_*")
    assert kept != held
    assert foreign.exists()
    backups.restore(kept, tmp_path / "neu" / "desk.sqlite3")
    store = Store.open(tmp_path / "neu" / "desk.sqlite3")
    assert store.talks.conversations(DESK, TODAY, TODAY) == []
    store.close()


def test_a_backup_made_while_two_write_holds_all_that_was_confirmed_before(office, clock, folder, tmp_path):
    confirmed: list[str] = []
    done = Event()

    def write() -> None:
        while not done.is_set():
            confirmed.append(begin(office))

    writers = [Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for round_ in range(5):
            before, path = set(confirmed), tmp_path / f"neu{round_}" / "desk.sqlite3"
            moment = clock() + timedelta(minutes=round_)
            backups.restore(folder / backups.back_up(office.store, office.pack.site.backup, 14, moment), path)
            store = Store.open(path)
            assert before <= {talk.key for talk in store.talks.conversations(DESK, TODAY, TODAY)}
            store.close()
    finally:
        done.set()
        for writer in writers:
            writer.join()
    assert len(set(confirmed)) == len(confirmed) > 20


def test_one_a_day_and_those_of_thirty_days_stay(clerk, clock, folder, office):
    desk.close_day(office, DESK, TODAY)
    (folder / "anderes.txt").write_text("bleibt")
    foreign = folder / "kiosk_0123456789ab_2026-11-20T080000_bis_2026-12-20.sqlite3.age"
    foreign.write_bytes(b"of another desk, or of this one under its former name")
    for _ in range(40):
        due = clerk.duties[BACKUP].due
        assert due()
        clerk.do(BACKUP)
        assert not due()
        clock.pass_by(hours=19)
        assert not due()
        clock.pass_by(hours=5)
    kept = [name for name in names(folder) if name.startswith("kiosk_")]
    assert len(kept) == 31
    assert not foreign.exists()
    assert (folder / "anderes.txt").exists()


def test_a_clock_that_was_set_back_does_not_stop_backups(clerk, clock, office):
    clerk.do(BACKUP)
    office.store.staff.keep_setting(backups.LAST, str(int(clock().timestamp()) + 90 * 24 * 3600))
    assert clerk.duties[BACKUP].due()


def test_in_doubt_about_the_day_none_is_made_and_none_deleted(clerk, clock, folder):
    clerk.do(BACKUP)
    before = names(folder)
    clock.jump(days=200)
    clock.pass_by(hours=25)  # else a new one would have the name of the first
    assert clock.doubted
    assert clerk.do(BACKUP) == ""
    assert names(folder) == before


def test_practice_data_and_a_site_without_a_folder_make_none(office, mettmann, clock, tmp_path):
    assert BACKUP not in Clerk(office, clock, tallies_of(office)).duties
    assert BACKUP not in Clerk(Office(office.store, mettmann), clock, tallies_of(office), keys_in(tmp_path)).duties


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (lambda folder: [path.unlink() for path in folder.iterdir()], "emptied"),
        (lambda folder: ([path.unlink() for path in folder.iterdir()], folder.rmdir()), "gone"),
    ],
)
def test_a_drive_that_is_not_there_is_told_and_nothing_is_made_up(clerk, clock, office, folder, trouble, reason):
    clerk.do(BACKUP)
    trouble(folder)
    there = folder.is_dir()
    clock.pass_by(days=1)
    assert clerk.do(BACKUP) == reason
    assert [(one.duty, one.reason) for one in office.store.failing.all()] == [("backup", reason)]
    assert folder.is_dir() == there
    assert not there or names(folder) == []
    folder.mkdir(exist_ok=True)
    (folder / ".kiosk-ziel").touch()
    assert clerk.do(BACKUP) == ""
    assert office.store.failing.all() == []


def test_the_desk_says_that_backups_fail_or_are_old_and_else_nothing(client, clerk, clock, office, folder):
    assert "Es gibt noch keine Sicherung." in client.get("/desk").text
    clerk.do(BACKUP)
    assert "Sicherung" not in client.get("/desk").text
    clock.pass_by(hours=25)
    client.sign_in("tisch")
    assert "Die letzte Sicherung ist vom 23.11.2026. Rufen Sie die Technik." in client.get("/desk").text
    for path in folder.iterdir():
        path.unlink()
    clerk.do(BACKUP)
    assert "Die Sicherung klappt seit 24.11.2026 nicht." in client.get("/desk").text


def test_the_overhead_sees_it_on_the_first_page_of_a_day(overhead_client, clerk, folder):
    assert "Es gibt noch keine Sicherung." in overhead_client.get("/collect").text
    clerk.do(BACKUP)
    assert "Sicherung" not in overhead_client.get("/collect").text


# encrypted


@pytest.fixture
def key(tmp_path) -> tuple[str, Path]:
    """A public key, and the file with the secret one as age-keygen writes it."""
    pyrage = pytest.importorskip("pyrage")
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "geheim.txt"
    file.write_text(f"# created: 2026-11-23\n# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public()), file


def test_with_a_key_only_its_holder_reads_the_backup(store, mettmann, folder, key, clock, tmp_path):
    public, secret = key
    office = Office(store, to(mettmann, folder, public))
    talk = finished(office)
    name = backups.back_up(store, office.pack.site.backup, 14, clock())
    assert name.endswith(".sqlite3.age")
    content = (folder / name).read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert talk.key.encode() not in content
    assert b"SQLite" not in content
    other = tmp_path / "anderer.txt"
    other.write_text(str(pytest.importorskip("pyrage").x25519.Identity.generate()))
    for wrong, reason in ((None, "sealed"), (other, "not_the_key"), (tmp_path / "fehlt", "no_key")):
        with pytest.raises(BackupRefused) as refused:
            backups.restore(folder / name, tmp_path / "neu" / "desk.sqlite3", wrong)
        assert refused.value.reason == reason
    (folder / name).write_bytes(content[:-9])
    with pytest.raises(BackupRefused):
        backups.restore(folder / name, tmp_path / "neu" / "desk.sqlite3", secret)
    assert not (tmp_path / "neu").exists()
    (folder / name).write_bytes(content)
    backups.restore(folder / name, tmp_path / "neu" / "desk.sqlite3", secret)
    again = Store.open(tmp_path / "neu" / "desk.sqlite3")
    assert again.talks.conversation(talk.key) == talk
    again.close()


def test_where_a_key_is_named_nothing_is_ever_written_in_the_clear(store, folder, clock, monkeypatch):
    pytest.importorskip("pyrage")
    for installed, reason in ((True, "wrong_key"), (False, "no_seal")):
        monkeypatch.setattr(backups, "can_seal", lambda there=installed: there)
        with pytest.raises(DeliveryFailed) as failed:
            backups.back_up(store, BackupTarget(str(folder), "age1" + "q" * 58), 14, clock())
        assert failed.value.reason == reason
        assert names(folder) == []


def test_an_old_backup_that_comes_back_is_counted_and_forgotten_at_once(office, clerk, clock, folder, tmp_path):
    key = office.store.talks.unfinished(DESK)[0].key.encode()
    clerk.do(BACKUP)
    (name,) = names(folder)
    path = tmp_path / "neu" / "desk.sqlite3"
    backups.restore(folder / name, path)
    assert key in path.read_bytes()
    again = Office(Store.open(path), office.pack)
    clock.pass_by(days=20)
    Clerk(again, clock, path.parent / "tallies").do(FORGET)
    assert again.store.reported.batches(TODAY, TODAY)[0].persons == 1
    assert key not in b"".join(one.read_bytes() for one in path.parent.rglob("*") if one.is_file())
    again.store.close()


# deliveries afterwards


def test_a_restored_desk_delivers_new_days_and_says_nothing_twice(store, mettmann, folder, clock, tmp_path):
    target = tmp_path / "ziel"
    target.mkdir()
    office = Office(store, to(delivering_to(mettmann, TargetKind.FOLDER, str(target)), folder))
    finished(office)
    desk.close_day(office, DESK, TODAY)
    name = backups.back_up(store, office.pack.site.backup, 14, clock())  # the day still waits to be sent
    clerk = Clerk(office, clock, tallies_of(office), keys_in(tmp_path))
    assert clerk.do(DELIVER) == ""
    sent = {path.name: path.read_bytes() for path in target.glob("*.csv")}
    path = tmp_path / "neu" / "desk.sqlite3"
    backups.restore(folder / name, path)
    again = Office(Store.open(path), office.pack)
    tomorrow = TODAY + timedelta(days=1)
    clock.pass_by(days=1)
    finished(again, tomorrow)
    desk.close_day(again, DESK, tomorrow)
    assert Clerk(again, clock, path.parent / "tallies", keys_in(tmp_path)).do(DELIVER) == ""
    assert again.store.outbox.waiting("site") == []
    now = {one.name: one.read_bytes() for one in target.glob("*.csv")}
    assert sent.items() < now.items()
    (new,) = now.keys() - sent.keys()
    assert again.store.identity in new
    overhead = Office(Store.create(tmp_path / "overhead" / "desk.sqlite3"), office.pack)
    Clerk(overhead, clock, tmp_path / "overhead" / "tallies", inbox=target).do(COLLECT)
    assert overhead.store.counts.undecided() == []
    counted = overhead.store.reported.batches(TODAY, tomorrow)
    assert [one.persons for one in counted] == [1, 1]
    again.store.close()
    overhead.store.close()

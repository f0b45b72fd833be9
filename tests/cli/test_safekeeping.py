"""backup, restore, doctor and log as a person at the terminal uses them."""

import gc
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from builders import answered
from targets import SshServer, authority, certificate, dav, ended, keys_in, needs_ssh

from kiosk import health
from kiosk.cli import doctor as doctor_command
from kiosk.cli import root
from kiosk.clock import wall_clock
from kiosk.desk import Office
from kiosk.storage import LogEvent, Store

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder for backups."""
    place = tmp_path / "sicherung"
    place.mkdir()
    return place


@pytest.fixture
def pack(tmp_path, folder) -> Path:
    """The pack of Mettmann, with this folder for backups."""
    place = tmp_path / "pack"
    shutil.copytree(ROOT / "deploy" / "mettmann", place)
    site = place / "site.toml"
    text = site.read_text(encoding="utf-8").replace("# [backup]", f'[backup]\nfolder = "{folder}"')
    site.write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def staffed(kiosk, data) -> Path:
    """A data folder with one account."""
    assert kiosk("account", "add", "tisch", "--generate", "--data", data).code == 0
    return data


def test_a_backup_goes_into_the_folder_that_is_named_or_the_one_of_the_site(kiosk, staffed, folder, pack, tmp_path):
    other = tmp_path / "stick"
    other.mkdir()
    for result, place in (
        (kiosk("backup", other, "--data", staffed), other),
        (kiosk("backup", "--pack", pack, "--data", staffed), folder),
    ):
        (made,) = place.glob("kiosk_*")
        assert (result.code, f"Gesichert und zurückgelesen: {made.name}\n" in result.out) == (0, True)
        assert "Nicht verschlüsselt" in result.out


def test_without_a_folder_the_backup_says_what_to_write(kiosk, staffed, tmp_path):
    (line,) = kiosk("backup", "--data", staffed).complaints
    assert line.startswith("site.toml [backup]: kein Ordner eingetragen. Einen nennen: ")
    assert line.endswith(f"kiosk backup --data {staffed} ORDNER")
    (line,) = kiosk("backup", tmp_path / "fehlt", "--data", staffed).complaints
    assert line == f"{tmp_path / 'fehlt'}: diesen Ordner gibt es nicht. Anlegen oder den Datenträger verbinden."


def test_no_backup_goes_into_the_data_folder_or_below(kiosk, staffed, tmp_path):
    (staffed / "tallies").mkdir()
    (tmp_path / "link").symlink_to(staffed)
    for place in (staffed, staffed / "tallies", staffed / "tallies" / "..", tmp_path / "link"):
        (line,) = kiosk("backup", place, "--data", staffed).complaints
        instead = "Einen auf einem anderen Datenträger nennen."
        assert line == f"{place}: das ist im Datenordner und ginge mit ihm verloren. {instead}"
    assert [*staffed.rglob("kiosk_*")] == []


def test_no_backup_goes_where_others_read(kiosk, staffed, folder, pack):
    site = pack / "site.toml"
    shown = site.read_text(encoding="utf-8").replace("[backup]", "[_]").replace("[_]\nfolder", "# folder")
    shown = shown.replace('slip_url = ""', f'slip_url = "https://zettel.example/slip"\nslip_folder = "{folder}"')
    site.write_text(shown, encoding="utf-8")
    (line,) = kiosk("backup", folder, "--pack", pack, "--data", staffed).complaints
    assert line.startswith(f"{folder}: dort lesen andere mit")
    assert [*folder.iterdir()] == []


def test_a_restore_drill(kiosk, staffed, folder, tmp_path):
    kiosk("backup", folder, "--data", staffed)
    (made,) = folder.glob("kiosk_*")
    new = tmp_path / "neuer-rechner"
    result = kiosk("restore", made, "--data", new)
    assert result.code == 0
    assert f"Zurückgespielt: {made.name}." in result.out
    assert f"Wer es aufbewahrt hat, legt es hierhin: {new}.pepper\n" in result.out
    assert kiosk("account", "list", "--data", new).out == "tisch\tcase_manager\n"
    begin = result.out.partition("neu anfangen: ")[2].splitlines()[0].split()[1:]
    assert (begin, kiosk(*begin).code) == (["account", "first", "--data", str(new), "--new-pepper"], 0)
    kiosk("account", "add", "zweite", "--generate", "--data", new)
    (line,) = kiosk("restore", made, "--data", new).complaints
    assert line.startswith("Im Datenordner liegt schon ein Speicher.")
    assert "zweite" in kiosk("account", "list", "--data", new).out
    gc.collect()  # the commands above were run in this process
    result = kiosk("restore", made, "--data", new, "--replace")
    (kept,) = (new / "before").iterdir()
    assert f"Was vorher da war, liegt bis zu 14 Tage in {kept}." in result.out
    assert kiosk("account", "list", "--data", new).out == "tisch\tcase_manager\n"
    gc.collect()
    kiosk("restore", kept, "--data", new, "--replace")
    assert "zweite" in kiosk("account", "list", "--data", new).out


@pytest.mark.parametrize("command", [("forget",), ("account", "list"), ("doctor",)], ids=" ".join)
def test_any_command_deletes_what_a_killed_restore_left_but_not_what_one_writes_now(
    kiosk, staffed, monkeypatch, command
):
    left = staffed / ".desk.sqlite3.0a1b2c3d.copy"
    left.write_bytes(b"talks")
    kiosk(*command, "--data", staffed)
    assert left.exists()
    later = wall_clock() + timedelta(minutes=16)
    monkeypatch.setattr(root, "wall_clock", lambda: later)
    kiosk(*command, "--data", staffed)
    assert not left.exists()


def test_files_that_are_no_backup_are_refused_in_words(kiosk, staffed, folder, tmp_path):
    kiosk("backup", folder, "--data", staffed)
    (made,) = folder.glob("kiosk_*")
    before = (staffed / "desk.sqlite3").read_bytes()
    half, picture = folder / "halb", folder / "bild.png"
    half.write_bytes(made.read_bytes()[:9000])
    picture.write_bytes(b"\x89PNG")
    for file, words in (
        (half, "Diese Sicherung ist beschädigt."),
        (picture, "Das ist keine Sicherung dieses Programms."),
        (staffed / "desk.sqlite3", "Das ist die Datei eines laufenden Desks und keine Sicherung"),
        (folder / "fehlt", "Diese Datei lässt sich nicht lesen."),
        (Path("/dev/zero"), "Diese Datei lässt sich nicht lesen."),
        (folder, "Diese Datei lässt sich nicht lesen."),
    ):
        (line,) = kiosk("restore", file, "--data", staffed, "--replace").complaints
        assert line.startswith(words)
    assert (staffed / "desk.sqlite3").read_bytes() == before


@pytest.mark.usefixtures("without_privilege")
def test_a_file_that_may_not_be_read_is_refused_in_german(kiosk, staffed, folder):
    kiosk("backup", folder, "--data", staffed)
    (made,) = folder.glob("kiosk_*")
    made.chmod(0)
    (line,) = kiosk("restore", made, "--data", staffed, "--replace").complaints
    assert line == "Diese Datei lässt sich nicht lesen. Name und Rechte prüfen."


@pytest.mark.usefixtures("without_privilege")
def test_a_folder_that_takes_no_backup_is_told_as_a_folder(kiosk, staffed, folder, pack):
    folder.chmod(0o500)
    told = "In den Ordner lässt sich nicht schreiben. Die Rechte am Ordner prüfen, und ob der Datenträger"
    (line,) = kiosk("backup", folder, "--data", staffed).complaints
    assert line.startswith(told)
    (line,) = kiosk("backup", "--pack", pack, "--data", staffed).complaints
    assert line.startswith(f"site.toml [backup]: {told}")


def test_what_a_duty_fails_of_stands_on_the_terminal_once_and_in_words(staffed, folder, pack):
    folder.rmdir()
    command = [sys.executable, "-m", "kiosk", "backup", "--pack", pack, "--data", staffed]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    (line,) = ended.stderr.splitlines()
    assert line.startswith("site.toml [backup]: Den Ordner gibt es am Ziel nicht.")


def test_a_backup_with_talks_says_until_when_somebody_must_delete_it(kiosk, staffed, folder, mettmann):
    told = "Darin sind Gespräche offener Tage"
    assert told not in kiosk("backup", folder, "--data", staffed).out
    with closing(Store.open(staffed / "desk.sqlite3")) as store:
        answered(Office(store, mettmann), {"stadt": "velbert"}, day=wall_clock().date())
    assert told in kiosk("backup", folder, "--data", staffed).out


def test_while_somebody_works_with_the_store_a_restore_says_to_end_that_first(kiosk, staffed, folder):
    kiosk("backup", folder, "--data", staffed)
    (made,) = folder.glob("kiosk_*")
    store = Store.open(staffed / "desk.sqlite3")
    (line,) = kiosk("restore", made, "--data", staffed, "--replace").complaints
    assert line.endswith("Nichts wurde geändert. Den Desk beenden, dann noch einmal.")
    store.close()


def test_what_a_damaged_store_asks_for_works_as_it_stands(kiosk, staffed, folder):
    kiosk("backup", folder, "--data", staffed)
    (made,) = folder.glob("kiosk_*")
    gc.collect()
    (staffed / "desk.sqlite3").write_bytes(b"x" * 5000)
    (line,) = kiosk("account", "list", "--data", staffed).complaints
    command = line.partition("zurückspielen: ")[2].rstrip(".").replace("DATEI", str(made)).split()
    assert kiosk(*command[1:]).code == 0
    assert kiosk("account", "list", "--data", staffed).code == 0


# the log


def test_what_the_terminal_does_is_accounted_for_and_a_change_is_found(kiosk, staffed, folder):
    kiosk("account", "password", "tisch", "--generate", "--data", staffed)
    kiosk("backup", folder, "--data", staffed)
    kiosk("numbers", "--format", "json", "--data", staffed)
    kiosk("account", "remove", "tisch", "--data", staffed)
    table = kiosk("log", "export", "--data", staffed).out
    told = [line.split(";")[2:5] for line in table.splitlines()[1:]]
    assert [(event, who) for event, who, _ in told] == [
        ("Regeln oder Verzeichnis geändert", "Terminal"),
        ("Zugang angelegt", "Terminal"),
        ("Passwort gesetzt", "Terminal"),
        ("gesichert", "Terminal"),
        ("Zahlen herausgegeben", "Terminal"),
        ("Zugang gelöscht", "Terminal"),
    ]
    assert told[1][2] == "tisch (Case-Management am Desk)"
    checked = kiosk("log", "check", "--data", staffed)
    assert re.search(r"vollständig: 7 Zeilen\. Die letzte, zum Aufschreiben: 7 [0-9a-f]{32}\n", checked.out)
    with closing(sqlite3.connect(staffed / "desk.sqlite3")) as db:
        db.execute("DELETE FROM account_log WHERE number = 5")
        db.commit()
    (line,) = kiosk("log", "check", "--data", staffed).complaints
    assert line == "Protokoll: Zeile 5 fehlt oder wurde geändert. Die Datenschutzbeauftragte rufen."
    assert "Protokoll: Zeile 5 fehlt" in kiosk("doctor", "--data", staffed).err
    with closing(sqlite3.connect(staffed / "desk.sqlite3")) as db:
        db.executescript("DELETE FROM account_log; DELETE FROM setting WHERE name GLOB 'log_*'")
    (line,) = kiosk("log", "check", "--data", staffed).complaints
    assert line.startswith("Protokoll: leer.")


def test_nothing_leaves_the_house_without_its_line(kiosk, staffed, tmp_path):
    with closing(sqlite3.connect(staffed / "desk.sqlite3")) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON account_log BEGIN SELECT RAISE(ABORT, 'full'); END")
    state = tmp_path / "land"
    state.mkdir()
    for command in (["log", "export", "--out", state / "log.csv"], ["publish", state]):
        assert kiosk(*command, "--data", staffed).code == 2
        assert [*state.iterdir()] == [], command


# the doctor


@pytest.fixture
def well(kiosk, staffed, pack, monkeypatch) -> tuple[str | Path, ...]:
    """The options of an installation that is well, but for what nobody has filled in or checked yet."""
    monkeypatch.setattr(doctor_command, "unfilled", lambda *_: iter(()))
    monkeypatch.setattr(doctor_command.catalogues, "unchecked", lambda *_: {})
    options = ("--pack", pack, "--data", staffed)
    assert kiosk("backup", *options).code == 0
    return options


def test_where_all_is_well_the_doctor_says_so(kiosk, well):
    result = kiosk("doctor", *well)
    assert (result.code, result.out, result.err) == (0, "Alles in Ordnung.\n", "")


def test_what_nobody_has_filled_in_or_checked_is_counted(kiosk, staffed):
    result = kiosk("doctor", "--data", staffed)
    assert result.code == 1
    assert re.search(
        rf"! Paket: \d+ Angaben fehlen noch\. Welche: \S+kiosk check --data {re.escape(str(staffed))}\n", result.err
    )
    assert re.search(r"! Sprachen: Sätze, die niemand geprüft hat: .*en \d+", result.err)
    assert "! Sicherung: kein Ordner eingetragen, diese Daten liegen nur hier." in result.err


def _settings(data: Path, change: str) -> None:
    with closing(sqlite3.connect(data / "desk.sqlite3")) as db:
        db.executescript(change)


BREACHES = {
    "Rechte:": lambda data, _: data.chmod(0o755),
    "Uhr:": lambda data, _: _settings(data, "INSERT OR REPLACE INTO setting VALUES ('last_day', '2099-01-01')"),
    "Sicherung: die letzte": lambda data, _: _settings(data, "UPDATE setting SET value = 5 WHERE name = 'last_backup'"),
    "Sicherung: noch keine": lambda data, _: _settings(data, "DELETE FROM setting WHERE name = 'last_backup'"),
    "Sicherung: den Ordner": lambda _, folder: shutil.rmtree(folder),
    "Sicherung: Der Ordner ist leer": lambda _, folder: [path.unlink() for path in folder.iterdir()],
    "Lieferung: klappt seit": lambda data, _: _settings(data, "INSERT INTO failing_duty VALUES ('deliver', 9, 'gone')"),
    "Speicher: desk.sqlite3 ist kein": lambda data, _: _settings(data, "PRAGMA application_id = 7"),
    "Speicher: Der Speicher ist": lambda data, _: (data / "desk.sqlite3").write_bytes(b"x" * 5000),
    "Protokoll: Zeile 2": lambda data, _: _settings(data, "DELETE FROM account_log WHERE number = 2"),
    "Speicher: desk.sqlite3 fehlt": lambda data, _: (data / "desk.sqlite3").unlink(),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_each_breach_is_one_plain_sentence_and_what_to_do(kiosk, well, data, folder, breach):
    gc.collect()
    BREACHES[breach](data, folder)
    result = kiosk("doctor", *well)
    lines = result.err.splitlines()
    assert result.code == 1
    assert [line for line in lines if line.startswith(f"! {breach}")], lines
    assert lines[-1] == ("Eines zu tun." if len(lines) == 2 else f"{len(lines) - 1} zu tun.")


def test_the_command_that_closes_an_open_file_closes_it(kiosk, well, data):
    pepper = data.with_name(f"{data.name}.pepper")
    pepper.chmod(0o644)
    command = re.search(r"So schließen: (chmod .*)", kiosk("doctor", *well).err)[1]
    subprocess.run(command.split(), check=True)
    assert kiosk("doctor", *well).code == 0


@pytest.mark.parametrize("breach", ["DELETE FROM setting WHERE name = 'last_backup'"])
def test_the_command_that_the_doctor_names_mends_it_as_it_stands(kiosk, well, data, breach):
    _settings(data, breach)
    (line,) = kiosk("doctor", *well).err.splitlines()[:-1]
    assert kiosk(*line.partition(" Sonst: ")[2].split()[1:]).code == 0
    assert kiosk("doctor", *well).code == 0


@pytest.fixture
def own_authority(tmp_path, monkeypatch) -> Path:
    """An authority that this machine trusts besides no other."""
    made = authority(tmp_path / "stelle")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


def test_a_certificate_is_looked_at_before_it_ends(kiosk, well, pack, tmp_path, own_authority, monkeypatch):
    """Two days are left of the certificates that are made here."""
    stranger, day = authority(tmp_path / "fremd"), timedelta(days=1)
    for made, soon, says in (
        (certificate(own_authority, "gut"), day, ""),
        (certificate(own_authority, "bald"), 30 * day, r"Es gilt nur noch bis \d\d\.\d\d\.\d{4}\. Erneuern"),
        (certificate(own_authority, "anderer", "DNS:anderer.example"), day, "Dieser Rechner traut ihm nicht"),
        (certificate(stranger, "fremd"), day, "Dieser Rechner traut ihm nicht"),
        (ended(own_authority), day, "Es ist abgelaufen"),
    ):
        monkeypatch.setattr(health, "RENEWED", soon)
        with dav(tmp_path, made) as server:
            _deliver_to(pack, server.address)
            result = kiosk("doctor", *well)
        assert re.search(f"^! Zertifikat von 127.0.0.1: {says}" if says else "^$", result.err), (made, result.err)
    assert "! Zertifikat von 127.0.0.1: Der Server antwortet nicht." in kiosk("doctor", *well).err


def _deliver_to(pack: Path, address: str, kind: str = "webdav") -> None:
    site, target = pack / "site.toml", f'[delivery]\nkind = "{kind}"\naddress = "{address}"\n'
    site.write_text(re.sub(r"(# )?\[delivery\]\n.*\n.*\n", target, site.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(("days", "told"), [(3, False), (4, True)])
def test_a_delivery_that_waits_for_more_than_three_days_is_told(kiosk, well, data, pack, tmp_path, days, told):
    _deliver_to(pack, str(tmp_path / "eingang"), "folder")
    (tmp_path / "eingang").mkdir()
    day = datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(days=days)
    _settings(data, f"INSERT INTO outbox (target, desk, profile, day) VALUES ('site', 'a', 'b', '{day}')")
    assert ("wartet noch. Läuft der Desk?" in kiosk("doctor", *well).err) == told


def test_the_doctor_says_which_certificate_is_shown(kiosk, well, pack, tmp_path, own_authority):
    made = certificate(own_authority, "gut")
    command = ["openssl", "x509", "-in", made, "-noout", "-fingerprint", "-sha256"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().partition("=")[2]
    with dav(tmp_path, made) as server:
        _deliver_to(pack, server.address)
        assert f"Zertifikat von 127.0.0.1, wie es sich zeigt: SHA-256 {told}\n" in kiosk("doctor", *well).out


def test_the_doctor_says_for_whom_backups_are_and_which_are_for_everybody(kiosk, well, pack, folder):
    pyrage = pytest.importorskip("pyrage")
    site, key = pack / "site.toml", str(pyrage.x25519.Identity.generate().to_public())
    text = site.read_text(encoding="utf-8").replace("[backup]\n", f'[backup]\nkey = "{key}"\n')
    site.write_text(re.sub('# key = ".*"\n', "", text), encoding="utf-8")
    assert f"! Sicherung: in {folder} liegen unverschlüsselte von früher." in kiosk("doctor", *well).err
    (plain,) = folder.glob("kiosk_*.sqlite3")
    plain.rename(f"{plain}.age")
    result = kiosk("doctor", *well)
    assert (f"Sicherungen liest, wer den geheimen Schlüssel hat zu: {key}\n" in result.out, result.err) == (True, "")
    wrong = f"{key[:-1]}{'p' if key[-1] == 'q' else 'q'}"
    site.write_text(site.read_text(encoding="utf-8").replace(key, wrong), encoding="utf-8")
    assert "! Sicherung: Der Schlüssel für Sicherungen gilt nicht." in kiosk("doctor", *well).err


def test_a_folder_that_is_new_in_the_settings_is_told_and_takes_backups_at_once(kiosk, well, pack, folder, tmp_path):
    new, site = tmp_path / "neue-platte", pack / "site.toml"
    new.mkdir()
    site.write_text(site.read_text(encoding="utf-8").replace(str(folder), str(new)), encoding="utf-8")
    (line,) = kiosk("doctor", *well).err.splitlines()[:-1]
    assert line.startswith(f"! Sicherung: in {new} liegt keine dieses Speichers. Jetzt: ")
    assert kiosk(*line.partition(" Jetzt: ")[2].split()[1:]).code == 0
    assert kiosk("doctor", *well).code == 0


def fingerprint(path: Path) -> str:
    """The fingerprint of a key, as the program says it that made it."""
    command = ["ssh-keygen", "-l", "-f", path]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1]


@pytest.fixture
def ssh(data, pack, tmp_path, well) -> Iterator[SshServer]:
    """A target over SFTP that knows this desk and is known."""
    (data / "ssh").mkdir(mode=0o700)
    server = SshServer(tmp_path / "sshd", keys_in(data / "ssh"))
    server.start()
    _deliver_to(pack, server.address(tmp_path), "sftp")
    yield server
    server.stop()


@needs_ssh
def test_the_doctor_says_which_keys_are_known_and_which_is_shown(kiosk, well, data, ssh, tmp_path):
    host, own, known = tmp_path / "sshd" / "host.pub", data / "ssh" / "id", data / "ssh" / "known_hosts"
    result, before = kiosk("doctor", *well), fingerprint(host)
    assert (result.code, result.err) == (0, "")
    assert f"Schlüssel von 127.0.0.1, wie hier bekannt: {before}\n" in result.out
    assert f"Eigener Schlüssel für 127.0.0.1: {fingerprint(own)}\n" in result.out
    ssh.stop()
    ssh.new_host_key()
    ssh.start()
    shows = f"! Lieferung: 127.0.0.1 zeigt den Schlüssel {fingerprint(host)}, hier bekannt ist: "
    assert f"{shows}{before}. Nichts wird geliefert." in kiosk("doctor", *well).err
    known.unlink()
    assert f"{shows}keiner." in kiosk("doctor", *well).err
    ssh.trust()
    assert kiosk("doctor", *well).code == 0
    own.unlink()
    assert f"! Lieferung: es fehlt der eigene Schlüssel {own}." in kiosk("doctor", *well).err
    ssh.stop()
    assert "! Lieferung: Das Ziel antwortet nicht." in kiosk("doctor", *well).err


def test_a_folder_that_is_missing_at_the_target_is_told_before_a_day_waits(kiosk, well, pack, tmp_path):
    _deliver_to(pack, str(tmp_path / "netz"), "folder")
    assert f"! Lieferung: den Ordner {tmp_path / 'netz'} gibt es nicht." in kiosk("doctor", *well).err


@needs_ssh
def test_the_doctor_sees_that_the_folder_at_the_target_is_missing(kiosk, well, pack, ssh, tmp_path):
    _deliver_to(pack, ssh.address(tmp_path / "fehlt"), "sftp")
    assert "! Lieferung: Den Ordner gibt es am Ziel nicht." in kiosk("doctor", *well).err


def test_the_doctor_asks_nobody_but_the_target(kiosk, well, pack, monkeypatch):
    site, asked = pack / "site.toml", []
    text = site.read_text(encoding="utf-8").replace('slip_url = ""', 'slip_url = "https://zettel.example/slip"')
    site.write_text(text, encoding="utf-8")
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: asked.append(host) or [])
    assert "zettel.example" in text
    assert kiosk("doctor", *well).code == 0
    assert asked == []


def test_little_space_is_told(kiosk, well, monkeypatch):
    monkeypatch.setattr(health, "LEAST_SPACE", 10**18)
    assert re.search(r"! Platz: nur noch \d+ MB frei\.", kiosk("doctor", *well).err)


def test_a_damaged_page_that_a_start_does_not_see_is_found_and_nothing_is_written(kiosk, well, data, pack):
    store = Store.open(data / "desk.sqlite3")
    for number in range(2000):
        store.account_log.keep(LogEvent.SIGNED_IN, "tisch", number)
    store.close()
    gc.collect()
    path = data / "desk.sqlite3"
    content = path.read_bytes()
    at = content.index(b"signed_intisch") // 4096 * 4096
    damaged = content[:at] + b"\xff" * 4096 + content[at + 4096 :]
    path.write_bytes(damaged)
    site = pack / "site.toml"  # another version of the pack is kept in the store
    site.write_text(site.read_text(encoding="utf-8").replace("lock_minutes = 5", "lock_minutes = 6"), encoding="utf-8")
    assert re.search("! Speicher: (Der Speicher ist )?beschädigt", kiosk("doctor", *well).err)
    gc.collect()
    assert (path.read_bytes(), Path(f"{path}-wal").exists()) == (damaged, False)

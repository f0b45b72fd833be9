"""The program does not start where it cannot work: quickly, with one line that names the setting."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from builders import DESK, answered, finished
from house import HouseClient

from kiosk.clock import wall_clock
from kiosk.desk import Office
from kiosk.storage import Account, Store

ROOT = Path(__file__).resolve().parent.parent.parent


def serve(*words: str | Path) -> tuple[int, list[str]]:
    """Start the real program; exit code and lines of its complaint. It gives up by itself."""
    command = [sys.executable, "-c", "from kiosk.cli import main; main()", "serve", *map(str, words)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert "Traceback" not in ended.stderr + ended.stdout
    assert "Der Desk läuft" not in ended.stdout
    return ended.returncode, ended.stderr.splitlines()


@pytest.mark.parametrize("front", [(), ("--behind-https",)])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "desk.invalid", "not an address"])
def test_without_https_of_its_own_the_desk_listens_on_this_machine_alone(kiosk, data, host, front):
    (line,) = kiosk("serve", *front, "--host", host, "--data", data).complaints
    assert line.startswith("--host:")
    assert not data.exists()


def test_a_port_in_use_is_named(data, begun):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, lines = serve("--port", str(port), "--data", data)
    assert code == 2
    assert [line for line in lines if line.startswith("--port:")] == lines
    assert lines == [f"--port: {port}: der ist belegt. Läuft hier schon ein Desk? Sonst einen anderen nennen"]


@pytest.mark.parametrize("port", ["65536", "70000", "0", "-5", "80a"])
def test_a_port_that_cannot_be_is_named(data, port):
    code, lines = serve("--port", port, "--data", data)
    assert code == 2
    assert any("--port" in line for line in lines)


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize("port", ["0", "65536"])
def test_a_port_that_cannot_be_makes_no_data_folder(kiosk, data, command, port):
    assert "--port" in "\n".join(kiosk(command, "--port", port, "--data", data).complaints)
    assert not data.exists()


@contextmanager
def running(*words: str | Path, shown: str = "127.0.0.1") -> Iterator[int]:
    """Let the real program serve meanwhile; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = [sys.executable, "-c", "from kiosk.cli import main; main()", "serve", "--port", str(port)]
    command = [*program, *map(str, words)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        said = next(line for line in server.stdout if line.startswith("Der Desk läuft"))
        assert f"http://{shown}:{port} " in said
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_the_desk_is_said_to_run_when_it_answers(data, begun):
    with running("--data", data) as port:
        socket.create_connection(("127.0.0.1", port), 1).close()


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
def test_an_address_of_ipv6_is_shown_as_browsers_take_it(data, begun):
    with running("--data", data, "--host", "::1", shown="[::1]") as port:
        socket.create_connection(("::1", port), 1).close()


def test_the_command_that_serve_says_can_be_typed_in_another_terminal(data, begun, tmp_path):
    """Another folder, none of the settings of the first terminal, no program called kiosk."""
    spaced = tmp_path / "ein Ordner"
    begun.rename(spaced)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kiosk", "serve", "--port", str(port)]
    there = {**os.environ, "KIOSK_DATA": "ein Ordner", "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        command, cwd=tmp_path, env=there, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        hint = server.stdout.readline().partition("zweiten Terminal: ")[2].strip()
        elsewhere = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
        said = subprocess.run(hint, shell=True, cwd="/", env=elsewhere, capture_output=True, text=True, check=True)
        assert "Der Code für den ersten Zugang" in said.stdout
        assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["ein Ordner"]
    finally:
        server.terminate()
        server.communicate(timeout=30)


@pytest.mark.parametrize(
    ("words", "scheme", "cookie"), [((), "https", "session="), (("--behind-https",), "http", "__Host-session=")]
)
def test_only_who_starts_the_desk_says_what_stands_in_front_of_it(data, begun, words, scheme, cookie):
    with closing(Store.open(data / "desk.sqlite3")) as store:
        store.staff.keep_account(Account("leitung", "overhead", HouseClient.PASSWORD_HASH))
    pretended = {"X-Forwarded-Proto": scheme, "X-Forwarded-Host": "boese.example", "Forwarded": f"proto={scheme}"}
    form = urlencode({"name": "leitung", "password": HouseClient.PASSWORD})
    with running("--data", data, *words) as port:
        for origin, status in (("http://boese.example", 403), (f"http://127.0.0.1:{port}", 303)):
            asked = HTTPConnection("127.0.0.1", port, timeout=30)
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            asked.request("POST", "/sign-in", form, {**pretended, **kind, "Origin": origin})
            answer = asked.getresponse()
            assert answer.status == status
            asked.close()
    assert any(said.startswith(cookie) for said in answer.headers.get_all("Set-Cookie"))


def test_a_broken_pack_is_not_served(data, broken_pack):
    code, lines = serve("--pack", broken_pack, "--data", data)
    assert code == 2
    assert lines[0] == "Das Paket hat Fehler:"
    assert not data.exists()


def test_a_pictogram_that_is_missing_is_not_served(data, tmp_path, begun):
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "deploy" / "mettmann", folder)
    words = folder / "vocabulary.toml"
    words.write_text(words.read_text(encoding="utf-8").replace('"cake"', '"cakes"'), encoding="utf-8")
    code, lines = serve("--pack", folder, "--data", data)
    assert code == 2
    assert "„cakes“" in "\n".join(lines)


# the data folder

COMMANDS = [("account", "list"), ("forget",), ("numbers",), ("tally", "2026-01-01"), ("demo", "--no-serve")]


NO_BEGINNING = [
    *("account list", "account remove tisch", "account password tisch --generate", "forget", "numbers"),
    *("tally 2026-01-01", "deliver", "collect .", "import --list", "serve"),
]
"""Commands that work on a store and never begin one."""


@pytest.mark.parametrize("command", NO_BEGINNING)
@pytest.mark.parametrize("there", [True, False])
def test_a_missing_store_is_not_made_up_for_and_the_way_to_begin_is_named(kiosk, data, command, there):
    if there:
        data.mkdir()
    (line,) = kiosk(*command.split(), "--data", data).complaints
    assert line.startswith(f"--data: in {data} liegt kein Speicher.")
    assert f"kiosk account first --data {data}" in line
    assert [*data.parent.glob("data/*")] == []


@pytest.mark.parametrize("command", [*NO_BEGINNING, "account add tisch --generate", "demo --no-serve"])
def test_a_store_that_is_lost_beside_its_log_is_refused_by_every_command(kiosk, data, command):
    data.mkdir()
    (data / "desk.sqlite3-wal").write_bytes(b"talks of today")
    (line,) = kiosk(*command.split(), "--data", data).complaints
    assert line.startswith("desk.sqlite3 fehlt")
    assert [path.name for path in data.iterdir()] == ["desk.sqlite3-wal"]


@pytest.mark.parametrize("command", [*NO_BEGINNING, "account first", "account add tisch --generate"])
def test_a_store_that_is_lost_beside_its_tallies_is_refused_too(kiosk, data, command):
    (data / "tallies" / "mettmann").mkdir(parents=True)
    (line,) = kiosk(*command.split(), "--data", data).complaints
    assert line.startswith("desk.sqlite3 fehlt")
    assert "tallies/" in line
    assert [path.name for path in data.iterdir()] == ["tallies"]


@pytest.mark.parametrize("name", ["site.toml", "directory.toml"])
def test_a_pack_file_that_may_not_be_read_is_a_complaint(kiosk, monkeypatch, name):
    real = Path.open

    def forbidden(self: Path, *args, **kwargs):
        if self.name == name:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", forbidden)
    assert f"  {name} · Datei: fehlt oder ist nicht lesbar" in "\n".join(kiosk("check").complaints)


def test_a_desk_that_the_pack_does_not_name_is_refused(kiosk, begun, monkeypatch):
    assert kiosk("serve", "--desk", "mond", "--data", begun).complaints == ["--desk: eines von: mettmann"]
    monkeypatch.setenv("KIOSK_DESK", "mond")
    assert kiosk("serve", "--data", begun).complaints == ["--desk: eines von: mettmann"]


def test_a_clock_that_jumped_closes_and_deletes_nothing_until_it_is_trusted(kiosk, data, begun, mettmann):
    store, today = Store.open(data / "desk.sqlite3"), wall_clock().date()
    long_ago = today - timedelta(days=400)
    finished(Office(store, mettmann), long_ago)
    store.keep_last_day(long_ago)
    for command in (("forget",), ("tally", long_ago.isoformat()), ("backup", data)):
        (line,) = kiosk(*command, "--data", data).complaints
        assert line.startswith("--trust-clock:")
        assert f"{today:%d.%m.%Y}" in line
    assert len(store.talks.conversations(DESK, long_ago, long_ago)) == 1
    assert kiosk("forget", "--trust-clock", "--data", data).code == 0
    assert store.talks.conversations(DESK, long_ago, long_ago) == []
    assert store.counts.counts_of(DESK, long_ago)[0].cells["umfang", "personen"] == 1
    assert store.last_day == today
    store.close()


@pytest.mark.parametrize("command", [*COMMANDS, ("account", "add", "tisch", "--generate")])
def test_a_file_where_the_data_folder_should_be_is_named(kiosk, tmp_path, command):
    place = tmp_path / "file"
    place.write_text("Brief")
    for folder in (place, place / "below", place / "far" / "below"):
        (line,) = kiosk(*command, "--data", folder).complaints
        assert line.startswith("--data:")
        assert str(folder) in line
    assert place.read_text() == "Brief"


@pytest.mark.usefixtures("without_privilege")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_data_folder_that_may_not_be_written_is_named(kiosk, data, command):
    Store.create(data / "desk.sqlite3").close()
    data.chmod(0o500)
    (data / "desk.sqlite3").chmod(0o400)
    assert len(kiosk(*command, "--data", data).complaints) == 1
    data.chmod(0o700)
    assert [path.name for path in data.iterdir()] == ["desk.sqlite3"]


STORED = [*NO_BEGINNING, "account first", "account add tisch --generate", "demo --no-serve", "backup", "log check"]


@pytest.mark.usefixtures("without_privilege")
@pytest.mark.parametrize("command", [*STORED, "doctor"])
@pytest.mark.parametrize("shut", ["house/data", "house"])
def test_a_data_folder_of_somebody_else_is_named_and_who_may(kiosk, tmp_path, fresh, monkeypatch, command, shut):
    data = fresh(tmp_path / "house" / "data" / "desk.sqlite3").parent
    us, whose = os.geteuid(), data.owner()
    monkeypatch.setattr(os, "geteuid", lambda: us + 1)
    (tmp_path / shut).chmod(0)
    told = kiosk(*command.split(), "--data", data)
    (tmp_path / shut).chmod(0o700)
    assert told.code
    assert told.err.splitlines()[0].removeprefix("! ") == (
        f"--data: {data}: dafür fehlt das Recht."
        f" Der Ordner gehört „{whose}“, also sudo -u {whose} vor den Befehl schreiben."
    )


@pytest.mark.usefixtures("without_privilege")
@pytest.mark.parametrize("command", ["backup SHUT/stick", "account list --pack SHUT/pack", "doctor --pack SHUT/pack"])
def test_a_place_below_a_folder_that_may_not_be_entered_is_named(kiosk, begun, tmp_path, command):
    shut = tmp_path / "shut"
    shut.mkdir(mode=0)
    told = kiosk(*command.replace("SHUT", str(shut)).split(), "--data", begun)
    assert (told.code, "Traceback" in told.err) == (2, False)
    assert told.err.startswith(str(shut))
    assert "dafür fehlt das Recht. Die Rechte am Ordner prüfen." in told.err


@pytest.mark.usefixtures("without_privilege")
@pytest.mark.parametrize("command", [*STORED, "doctor", "restore BACKUP --replace"])
def test_a_store_that_is_read_only_is_told_before_anything_is_begun(kiosk, begun, tmp_path, command):
    store = begun / "desk.sqlite3"
    with closing(Store.open(store)) as opened:
        (tmp_path / "backup").write_bytes(opened.copy().content)
    before = store.read_bytes()
    store.chmod(0o400)
    told = kiosk(*command.replace("BACKUP", str(tmp_path / "backup")).split(), "--data", begun)
    assert told.code
    line = told.err.splitlines()[0].removeprefix("! ").removeprefix("Speicher: ")
    assert line.startswith("Im Datenordner lässt sich nicht schreiben. Er und jede Datei darin muss")
    assert store.read_bytes() == before


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_a_folder_where_the_store_or_its_log_should_be_is_told_as_what_it_is(kiosk, data, begun, end):
    store, place = data / "desk.sqlite3", data / f"desk.sqlite3{end}"
    if not end:
        store.unlink()
    (place / "Briefe").mkdir(parents=True)
    copy = data.parent / "kiosk_copy"
    for command in (("account", "list"), ("account", "add", "tisch", "--generate"), ("doctor",)):
        told = kiosk(*command, "--data", data)
        assert told.code
        assert "liegt ein Ordner" in told.err
        assert f"restore --data {data} DATEI --replace" in told.err
    with closing(Store.create(copy / "desk.sqlite3")) as other:
        (copy / "backup").write_bytes(other.copy().content)
    (line,) = kiosk("restore", copy / "backup", "--replace", "--data", data).complaints
    assert "liegt ein Ordner" in line
    assert [one.name for one in place.iterdir()] == ["Briefe"]
    shutil.rmtree(place)
    assert kiosk("restore", copy / "backup", "--replace", "--data", data).code == 0


@pytest.mark.parametrize("begins", [("account", "add", "tisch", "--generate"), ("restore",)])
def test_what_the_system_refuses_is_told_in_german(kiosk, tmp_path, begins):
    (tmp_path / "Brief").write_text("Brief")
    with closing(Store.create(tmp_path / "other" / "desk.sqlite3")) as other:
        (tmp_path / "backup").write_bytes(other.copy().content)
    backup = [tmp_path / "backup"] if begins == ("restore",) else []
    (line,) = kiosk(*begins, *backup, "--data", tmp_path / "Brief" / "data").complaints
    assert line == f"--data: {tmp_path / 'Brief' / 'data'}: dort oder darüber liegt eine Datei, wo ein Ordner sein muss"


def test_a_link_that_leads_nowhere_is_lost_and_not_replaced_by_a_new_store(kiosk, data, tmp_path):
    data.mkdir()
    (data / "desk.sqlite3").symlink_to(tmp_path / "unplugged" / "desk.sqlite3")
    (line,) = kiosk("account", "list", "--data", data).complaints
    assert line.startswith("desk.sqlite3 fehlt")
    assert (data / "desk.sqlite3").is_symlink()
    assert not (tmp_path / "unplugged").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_damaged_store_is_refused_and_says_to_restore_the_backup(kiosk, data, command):
    data.mkdir()
    (data / "desk.sqlite3").write_bytes(b"damaged" * 1000)
    (line,) = kiosk(*command, "--data", data).complaints
    assert "Sicherung zurückspielen" in line
    assert (data / "desk.sqlite3").read_bytes() == b"damaged" * 1000


def test_a_store_whose_values_are_damaged_is_refused_without_a_stack_trace(kiosk, data, mettmann):
    store, yesterday = Store.create(data / "desk.sqlite3"), wall_clock().date() - timedelta(days=1)
    answered(Office(store, mettmann), {"stadt": "velbert"}, day=yesterday)
    store.close()
    path = data / "desk.sqlite3"
    path.write_bytes(path.read_bytes().replace(b"velbert", b"velb\xffrt"))
    (line,) = kiosk("forget", "--data", data).complaints
    assert "Sicherung zurückspielen" in line


def test_a_store_from_a_newer_version_is_refused_and_says_what_to_do(kiosk, data):
    store = Store.create(data / "desk.sqlite3")
    store.file.db.table("_sqlite_migrations").insert({"migration_set": "kiosk", "name": "m999", "applied_at": "2036"})
    store.close()
    before = (data / "desk.sqlite3").read_bytes()
    (line,) = kiosk("account", "list", "--data", data).complaints
    assert "neueren Fassung" in line
    assert (data / "desk.sqlite3").read_bytes() == before


def test_a_store_that_another_program_holds_is_told_as_busy(kiosk, data, monkeypatch):
    from kiosk.storage import database

    monkeypatch.setattr(database, "WAIT_SECONDS", 0.1)
    store = Store.create(data / "desk.sqlite3")
    store.file.db.execute("BEGIN IMMEDIATE")
    (line,) = kiosk("account", "list", "--data", data).complaints
    assert "beschäftigt" in line
    store.file.db.execute("ROLLBACK")
    store.close()


def test_a_tally_folder_that_is_in_the_way_is_named(kiosk, data, mettmann):
    today = wall_clock().date()
    store = Store.create(data / "desk.sqlite3")
    finished(Office(store, mettmann), today)
    store.close()
    (data / "tallies").write_text("in the way")
    (line,) = kiosk("tally", today.isoformat(), "--data", data).complaints
    assert str(data / "tallies") in line


def test_a_mistake_of_ours_says_what_and_where_without_values(kiosk, begun, monkeypatch):
    monkeypatch.setattr("kiosk.cli.duties.desk.turn_of_day", lambda *_: int("das-hat-jemand-geantwortet"))
    lines = kiosk("forget", "--data", begun).complaints
    assert lines[0].startswith("Ein Fehler im Programm.")
    assert any('clerk.py", line ' in line for line in lines)
    assert lines[-1] == "ValueError"
    assert "das-hat-jemand" not in "\n".join(line for line in lines if "lambda" not in line)

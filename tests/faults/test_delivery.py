"""Deliveries that are killed in the middle, and a target that hangs: nothing lost, nothing doubled, no screen waits."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from builders import DESK, TODAY, finished
from targets import SSHD, SshServer, dav, delivering_to, free_port, keys_in, silent, stub

from kiosk import desk
from kiosk.clerk import Clerk
from kiosk.clock import DayClock
from kiosk.desk import Office
from kiosk.domain import tally
from kiosk.domain.delivery import TargetKind, file_name
from kiosk.domain.tally import OWN, Batch
from kiosk.pack import Pack
from kiosk.storage import SITE, Store
from kiosk.transfer import day_file, sending
from kiosk.transfer.folder import MARK
from kiosk.transfer.sending import Sent

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS, NOW = 15, 1_795_000_000


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """The data folder and the folder at the target."""
    for name in ("data", "ziel"):
        (tmp_path / name).mkdir()
    return tmp_path / "data", tmp_path / "ziel"


@pytest.fixture(params=["folder", "webdav", "sftp"])
def target(request, places) -> Iterator[tuple[TargetKind, str]]:
    """A target of each kind."""
    data, shared = places
    with ExitStack() as stack:
        if request.param == "folder":
            yield TargetKind.FOLDER, str(shared)
        elif request.param == "webdav":
            yield TargetKind.WEBDAV, stack.enter_context(dav(shared)).address
        elif SSHD:
            server = SshServer(data / "sshd", keys_in(data))
            server.start()
            stack.callback(server.stop)
            yield TargetKind.SFTP, server.address(shared)
        else:
            pytest.skip("no OpenSSH server here (openssh-server)")


def expected(office: Office) -> dict[str, bytes]:
    """The newest revision of each counted day, as it must lie at the target."""
    batches = office.store.reported.batches(date(2026, 1, 1), date(2027, 1, 1))
    files = ((one, day_file.content(office.pack, [one])) for one in batches)
    return {file_name(one, content): content for one, content in files}


def head_and_revision(name: str) -> tuple[str, int]:
    """A file's name without its revision and the mark of its content, and the revision."""
    head, _, rest = name.rpartition("_r")
    return head, int(rest.partition("-")[0])


def pack_with_target(pack: Pack, folder: Path, kind: str, address: str) -> Path:
    """A copy of the pack that names a target in its site.toml."""
    site = shutil.copytree(pack.folder, folder) / "site.toml"
    target = f'[delivery]\nkind = "{kind}"\naddress = "{address}"\n\n[[desk]]'
    site.write_text(site.read_text(encoding="utf-8").replace("[[desk]]", target, 1), encoding="utf-8")
    return folder


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed")
def test_no_day_is_lost_or_doubled_when_the_program_is_killed_while_delivering(places, target, mettmann):
    data, shared = places
    kind, address = target
    Store.create(data / "desk.sqlite3").close()
    command = [
        sys.executable,
        Path(__file__).with_name("deliverer.py"),
        str(ROUNDS),
        data,
        mettmann.folder,
        kind,
        address,
    ]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True, env={**os.environ, "PYTHONPATH": paths}
    )
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    assert said.count(int(signal.SIGKILL)) == ROUNDS, ran.stderr
    days = {day for day in said if isinstance(day, str)}
    assert len(days) >= ROUNDS // 3
    store = Store.create(data / "desk.sqlite3")
    office = Office(store, delivering_to(mettmann, kind, address))
    sent = sending.deliver(office.store, office.pack, keys_in(data), NOW)
    assert sent == Sent(sent.names, 0, "")
    wanted = expected(office)
    found = {path.name: path.read_bytes() for path in shared.iterdir() if not path.name.startswith(".")}
    assert days <= {name.split("_")[2] for name in wanted}
    assert wanted.items() <= found.items()
    newest = dict(head_and_revision(name) for name in wanted)
    older = [head_and_revision(name) for name in found.keys() - wanted.keys()]
    assert all(revision < newest[head] for head, revision in older)
    assert len({head_and_revision(name) for name in found}) == len(found)
    assert all(content.count(b"\n") > 15 and content.endswith(b"\n") for content in found.values())
    store.close()


def test_killed_between_the_upload_and_its_name_the_file_comes_with_the_next_delivery(places, mettmann):
    data, shared = places
    pack = pack_with_target(mettmann, data.parent / "pack", "folder", str(shared))
    store = Store.create(data / "desk.sqlite3")
    office = Office(store, delivering_to(mettmann, TargetKind.FOLDER, str(shared)))
    store.staff.open_hour(DESK, "chancenaufenthalt", TODAY)
    finished(office)
    desk.close_day(office, DESK, TODAY)
    runs = "from kiosk.cli import main; main()"
    dies = "import os, pathlib; pathlib.Path.rename = lambda *_: os.kill(os.getpid(), 9); " + runs
    for code in (dies, runs):
        command = [sys.executable, "-c", code, "deliver", "--pack", pack, "--data", data]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
        assert ended.returncode == (-signal.SIGKILL if code is dies else 0), ended.stderr
        assert [path.name.endswith(".upload") for path in shared.iterdir() if path.name != MARK] == [code is dies]
    assert {path.name: path.read_bytes() for path in shared.glob("*.csv")} == expected(office)
    store.close()


@pytest.mark.skipif(not shutil.which("sftp"), reason="no OpenSSH client here (openssh-client)")
def test_a_server_that_is_told_to_stop_while_the_target_hangs_ends_at_once(places, mettmann):
    data, _ = places
    store = Store.create(data / "desk.sqlite3")
    store.outbox.put(SITE, Batch(DESK, "chancenaufenthalt", TODAY, TODAY, 1, OWN, {}))
    store.counts.keep_batch(Batch(DESK, "chancenaufenthalt", TODAY, TODAY, 1, tally.OWN, {}))
    store.close()
    with stub(silent) as target:
        pack = pack_with_target(mettmann, data.parent / "pack", "sftp", f"sftp://desk@127.0.0.1:{target.port}/ziel")
        words = [sys.executable, "-c", "from kiosk.cli import main; main()", "serve", "--port", str(free_port())]
        process = subprocess.Popen(
            [*words, "--pack", pack, "--data", data], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert target.visited.wait(20)
        told = monotonic()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=10)
        took = monotonic() - told
    assert (process.returncode, err) == (0, b"")
    assert took < 5


# no screen waits


@pytest.fixture
def office(store: Store, mettmann, tmp_path) -> Iterator[Office]:
    """A desk whose target takes everything and never answers; its clerk is at work."""
    with stub(silent) as server:
        address = f"http://127.0.0.1:{server.port}"
        hanging = Office(store, delivering_to(mettmann, TargetKind.WEBDAV, address))
        hanging.store.staff.open_hour(DESK, "chancenaufenthalt", TODAY)
        finished(hanging)
        desk.close_day(hanging, DESK, TODAY)
        clerk = Clerk(hanging, DayClock(), tmp_path / "data" / "tallies", keys_in(tmp_path))
        clerk.start()
        assert server.visited.wait(5)
        yield hanging
        clerk.stop()
        assert len(hanging.store.outbox.waiting(SITE)) == 1
        assert hanging.store.failing.all() == []


def test_no_screen_waits_while_the_target_hangs(client, office):
    client.get("/desk")
    took = []
    for _ in range(10):
        for method, path, status in (("GET", "/desk", 200), ("GET", "/corrections", 200), ("POST", "/desk/close", 303)):
            began = monotonic()
            assert client.open(path, method=method).status_code == status
            took.append(monotonic() - began)
    assert sorted(took)[len(took) * 9 // 10] < 0.2

"""Programs that are killed or told to stop in the middle of work: what was confirmed is there, once."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from builders import CASE_MANAGER, DESK, TODAY
from house import HouseClient

from kiosk import desk
from kiosk.clock import wall_clock
from kiosk.desk import Office
from kiosk.domain.conversation import Stage
from kiosk.storage import Account, Store

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 25


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed")
def test_nothing_that_was_confirmed_is_lost_or_doubled_when_the_program_is_killed(tmp_path, mettmann):
    path = tmp_path / "desk.sqlite3"
    Store.create(path).close()
    command = [sys.executable, Path(__file__).with_name("holder.py"), str(ROUNDS), path, mettmann.folder]
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [what[1] for what in said if what[0] == "round"] == [signal.SIGKILL] * ROUNDS, ran.stderr
    store = Store.create(path)
    assert store.file.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert store.file.db.execute("PRAGMA foreign_key_check").fetchone() is None
    talks = {talk.key: talk for talk in store.talks.conversations(DESK, TODAY, TODAY)}
    for what, *about in said:
        match what, about:
            case "fact", [key, fact, code]:
                assert talks[key].persons[0].answers.facts[fact] == code
            case "need", [key, need]:
                assert talks[key].persons[0].answers.needs == (need,)
            case "sent", [key, service]:
                assert talks[key].persons[0].decision.service == service
            case "finished", [key]:
                assert talks[key].stage is Stage.FINISHED
    finished = {key for what, *about in said if what == "finished" for key in about}
    assert finished
    assert all(len(talk.persons) == 1 for talk in talks.values())
    assert 0 <= len(talks) - len(finished) <= ROUNDS
    desk.close_day(Office(store, mettmann), DESK, TODAY)
    counted = store.reported.batches(TODAY, TODAY)[0].cells
    kept = store.talks.conversations(DESK, TODAY, TODAY)
    assert counted["umfang", "personen"] == counted["umfang", "gespraeche"] == len(kept)
    assert counted["ergebnis", "v_kim_cm"] >= len(finished)
    store.close()


# told to stop


class Server:
    """A real server on a free port of this machine, with one signed-in browser."""

    def __init__(self, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = [sys.executable, "-c", "from kiosk.cli import main; main()", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--data", data], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.cookie = ""
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        for _ in range(200):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        raise TimeoutError

    def send(self, path: str, form: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """One request, as a page of ours would send it. Raises OSError when the server is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        if form is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(form), headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def sign_in(self) -> None:
        response = self.send("/sign-in", {"name": CASE_MANAGER, "password": HouseClient.PASSWORD})
        assert response.status == 303
        self.cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]


@pytest.fixture
def data(tmp_path) -> Path:
    """A data folder with an account."""
    store = Store.create(tmp_path / "data" / "desk.sqlite3")
    store.staff.keep_account(Account(CASE_MANAGER, "case_manager", HouseClient.PASSWORD_HASH))
    store.close()
    return tmp_path / "data"


def test_a_server_that_is_told_to_stop_finishes_what_it_confirmed_and_ends(data, mettmann):
    office = Office(Store.open(data / "desk.sqlite3"), mettmann)
    assert office.store.secret
    office.store.close()
    server = Server(data)
    confirmed: list[str] = []

    def start_talks() -> None:
        with suppress(OSError, http.client.HTTPException):
            while True:
                key = desk.new_key(office)
                response = server.send("/conversation", {"key": key})
                assert response.status == 303
                confirmed.append(key)

    try:
        server.sign_in()
        browsers = [Thread(target=start_talks) for _ in range(3)]
        for browser in browsers:
            browser.start()
        time.sleep(0.4)
        told = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        _, err = server.process.communicate(timeout=10)
        took = time.monotonic() - told
        for browser in browsers:
            browser.join()
    finally:
        server.process.kill()
        server.process.wait()
    assert (server.process.returncode, "Traceback" in err) == (0, False), err
    assert took < 5
    assert len(confirmed) > 3
    store = Store.create(data / "desk.sqlite3")
    today = wall_clock().date()
    kept = {talk.key for talk in store.talks.conversations(DESK, today, today)}
    store.close()
    assert set(confirmed) <= kept
    assert [path.name for path in data.iterdir() if path.name.startswith("desk")] == ["desk.sqlite3"]


def test_a_server_that_is_told_to_stop_while_idle_ends_at_once(data):
    server = Server(data)
    try:
        told = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        _, err = server.process.communicate(timeout=10)
        assert time.monotonic() - told < 5
    finally:
        server.process.kill()
        server.process.wait()
    assert (server.process.returncode, err) == (0, "")

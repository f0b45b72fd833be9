"""Programs that are killed or told to stop in the middle of work: what was confirmed is there, once."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from builders import CASE_MANAGER, DESK, TODAY
from faults.served import Server
from house import HouseClient
from tree import ROOT

from kiosk import desk
from kiosk.clock import wall_clock
from kiosk.desk import Office
from kiosk.domain.conversation import Stage
from kiosk.pack import Pack
from kiosk.storage import Account, Store

ROUNDS = 25


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed")
def test_nothing_that_was_confirmed_is_lost_or_doubled_when_the_program_is_killed(tmp_path, mettmann):
    hold_through(ROUNDS, tmp_path / "desk.sqlite3", mettmann)


def hold_through(rounds: int, path: Path, mettmann: Pack) -> None:
    """Hold talks through so many kills; each tap that was confirmed is there, and counts once."""
    Store.create(path).close()
    command = [sys.executable, Path(__file__).with_name("holder.py"), str(rounds), path, mettmann.folder]
    ran = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [what[1] for what in said if what[0] == "round"] == [signal.SIGKILL] * rounds, ran.stderr
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
    assert 0 <= len(talks) - len(finished) <= rounds
    desk.close_day(Office(store, mettmann), DESK, TODAY)
    counted = store.reported.batches(TODAY, TODAY)[0].cells
    kept = store.talks.conversations(DESK, TODAY, TODAY)
    assert counted["umfang", "personen"] == counted["umfang", "gespraeche"] == len(kept)
    assert counted["ergebnis", "v_kim_cm"] >= len(finished)
    store.close()


# told to stop


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
                response = server.send(f"/conversation/{key}/promise", {"language": "de", "answer": "yes"})
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
        server.process.wait(10)
        took = time.monotonic() - told
        for browser in browsers:
            browser.join()
    finally:
        server.process.kill()
        server.process.wait()
    assert (server.process.returncode, "Traceback" in server.said) == (0, False), server.said
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
        server.process.wait(10)
        assert time.monotonic() - told < 5
    finally:
        server.process.kill()
        server.process.wait()
    assert (server.process.returncode, server.said) == (0, "")

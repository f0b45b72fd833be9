"""Journeys: the real server on a free port of this machine, the distribution's Chromium in front of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import waitress
from builders import CASE_MANAGER, OVERHEAD, Clock, Fresh, tallies_of
from house import HouseClient
from journeys.chromium import CHROMIUM, QUIETLY
from journeys.people import FLAT, LEAD, POST, Desk, OpenTablet, Tablet
from playwright.sync_api import Browser, sync_playwright
from waitress import wasyncore

from kiosk import web
from kiosk.clerk import Clerk
from kiosk.desk import Office
from kiosk.pack import Pack
from kiosk.storage import Account, Store


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield started
        started.close()


def accounts(store: Store, pack: Pack) -> None:
    """An account for everybody who comes in here."""
    for name, role in ((CASE_MANAGER, "case_manager"), (LEAD, "lead"), (OVERHEAD, "overhead")):
        store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH, pin=HouseClient.PIN_HASH))
    for post in pack.site.posts[:1]:
        store.staff.keep_account(Account(POST, "post", HouseClient.PASSWORD_HASH, post.code, HouseClient.PIN_HASH))


@contextmanager
def served(pack: Pack, folder: Path, clock: Clock) -> Iterator[Desk]:
    """A desk of this pack on a fresh store, answering until the end of the test."""
    store = Store.create(folder / "data" / "desk.sqlite3")
    accounts(store, pack)
    office = Office(store, pack)
    inbox = folder / "inbox"
    inbox.mkdir()
    clerk = Clerk(office, clock, tallies_of(office), inbox=inbox)
    app = web.create_app(office, clock=clock, clerk=clerk)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    enough = Event()

    def answer() -> None:
        while not enough.is_set():
            wasyncore.loop(timeout=0.05, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)

    thread = Thread(target=answer, name="desk")
    thread.start()
    clerk.start()
    try:
        yield Desk(f"http://127.0.0.1:{server.effective_port}", office, clock, inbox)
    finally:
        enough.set()
        thread.join()
        clerk.stop()
        store.close()


@pytest.fixture
def desk(browser: Browser, mettmann: Pack, tmp_path: Path, clock: Clock, fresh: Fresh) -> Iterator[Desk]:
    """The desk of Mettmann."""
    fresh(tmp_path / "mettmann" / "data" / "desk.sqlite3")
    with served(mettmann, tmp_path / "mettmann", clock) as running:
        yield running


@pytest.fixture
def other_desk(browser: Browser, musterkreis: Pack, tmp_path: Path, clock: Clock, fresh: Fresh) -> Iterator[Desk]:
    """The desk of the made-up county."""
    fresh(tmp_path / "musterkreis" / "data" / "desk.sqlite3")
    with served(musterkreis, tmp_path / "musterkreis", clock) as running:
        yield running


@pytest.fixture
def tablet(browser: Browser) -> Iterator[OpenTablet]:
    """Opens a tablet at a desk: a browser profile of its own."""
    contexts = []

    def open_one(at: str, size: tuple[int, int] = FLAT, kind: type[Tablet] = Tablet, **options: Any) -> Tablet:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="de-DE", **options)
        contexts.append(context)
        return kind(context.new_page(), at)

    yield open_one
    for context in contexts:
        context.close()

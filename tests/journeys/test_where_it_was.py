"""Whatever happens to the tab, the browser or the server: the talk is where it was."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import COMPLEX_104C
from house import HouseClient
from journeys.conftest import accounts
from journeys.people import CaseManager, Client, Desk, OpenTablet, Tablet, full_talk

from kiosk.domain.service import Door, Service
from kiosk.domain.vocabulary import Answer, Outcome
from kiosk.pack import Pack
from kiosk.storage import Store

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parent.parent.parent
FEW = {"altersgruppe": "27_44", "stadt": "velbert"}
ALL = {**FEW, "aufenthalt": "andere_karte", "komplexitaet": "mehrere"}
BEFORE_YES = ("language", "promise")
STARTED_WITHIN = 20

Look = Callable[[CaseManager], str]


def reloaded(manager: CaseManager) -> str:
    """The same tab, loaded again."""
    manager.tablet.page.reload()
    return manager.tablet.text()


def gone_back(manager: CaseManager) -> str:
    """The browser's own way back, which leaves the talk, and forward into it again."""
    manager.tablet.page.go_back()
    manager.tablet.see(".welcome, .sign-in")
    manager.tablet.page.go_forward()
    return manager.tablet.text()


def in_a_second_tab(manager: CaseManager) -> str:
    """A new tab at the desk's front door."""
    page = manager.tablet.page.context.new_page()
    second = CaseManager(Tablet(page, manager.tablet.url))
    second.tablet.open("/")
    second.go_on()
    shown = second.tablet.text()
    page.close()
    return shown


def looks_at(manager: CaseManager) -> Iterable[Look]:
    """While a client has the tablet another tab finds nothing."""
    return (reloaded, gone_back) if manager.tablet.shows("body.client") else (reloaded, gone_back, in_a_second_tab)


def asked(manager: CaseManager) -> list[str]:
    """What is asked or shown, whoever holds the tablet: the same words in either order."""
    return sorted(manager.tablet.text(".question, .slip").split())


def test_reload_back_and_a_second_tab_find_the_talk(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.tablet.open("/sign-in")  # there is a way back
    manager.come_in()
    lost, pages = {}, manager.tablet.page.evaluate("history.length")
    for step in full_talk(manager, Client(manager.tablet), "ar", ALL, ("arbeit",)):
        before = manager.tablet.text()
        assert manager.tablet.page.evaluate("history.length") == pages, "back shows an older talk"
        for look in looks_at(manager):
            if (after := look(manager)) != before:
                lost[f"{step}, {look.__name__}"] = after
    assert lost == {}
    manager.done()
    assert "Ein Gespräch, eine Person. Ein Zettel." in manager.tablet.text(".today")


UNLOCK = ".pad .strong"
OTHER_SLIP = (
    (".second-choice, .ways [href$='panel=doors']", ".plates"),
    (".door:not([aria-current])", ".why"),
    (".curtain-cord button", "#secret"),
    (UNLOCK, ".plates"),
    (".door:not([aria-current])", ".why"),
    ('form:has([name="change"]) button', ".language-page"),
    ('[name="language"][value="en"]', ".question"),
    (".hand-back button", "#secret"),
    (UNLOCK, ".plates"),
    (".door:not([aria-current])", ".why"),
    ('.why [name="reason"]', ".slip"),
    (".handed form:last-child button", ".handed form:last-child [aria-current]"),
    ('.sizes [href*="paper=a6"]', ".paper-a6"),
    ('.choices a[href*="/data"]', ".about"),
    (".about .top a", ".slip"),
    ('form[action$="/done"] button', "#secret"),
    (UNLOCK, ".last"),
    ('.last [href^="/desk/slip/"]', ".slip"),
    ('.sizes [href*="paper=a6"]', ".paper-a6"),
    (".curtain-cord button", "#secret"),
)
"""From the case manager's row by another door to its slip, and that of a service named beside, and once more from the
desk: what is tapped, and what comes."""


def codes(offered: Iterable[Answer | Outcome | Door | Service]) -> set[str]:
    return {one.code for one in offered}


def test_no_address_that_a_browser_remembers_says_what_somebody_needs(desk: Desk, tablet: OpenTablet) -> None:
    manager, seen = CaseManager(tablet(desk.url)), list[str]()
    tab, pack = manager.tablet, desk.office.pack
    tab.page.on("framenavigated", lambda frame: seen.append(frame.url.removeprefix(desk.url)))
    manager.come_in()
    manager.new_talk()
    tab.tap('[name="language"][value="ar"]')
    tab.see(".promise-page")
    Client(tab).say_yes()
    for fact, code in COMPLEX_104C.items():
        manager.answer(fact, code)
    for need in ("wohnen", "geld", "schulden"):
        manager.name_need(need)
    tab.page.click('[name="add"][value="psyche"]', force=True)
    tab.see(".limit.reached")
    for tapped, then in OTHER_SLIP:
        if tapped == UNLOCK:
            tab.page.fill("#secret", HouseClient.PIN)
        tab.tap(tapped)
        tab.see(then)
    telling = {*codes(pack.vocabulary.outcomes), *codes(pack.doors), *codes(pack.services)}
    for answers in (pack.vocabulary.needs.answers, *(fact.answers for fact in pack.vocabulary.facts.values())):
        telling |= codes(answers)
    assert [one for one in seen if telling & set(re.findall(r"[\w-]+", re.sub(r"%(25)*[0-9A-F]{2}", " ", one)))] == []
    assert any(one.endswith("?panel=doors") for one in seen)


def test_a_killed_browser_loses_nothing(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    client, lost = Client(manager.tablet), dict[str, list[str]]()
    for step in full_talk(manager, client, "ar", FEW, ()):
        if step in BEFORE_YES:
            continue
        before = asked(manager)
        manager.tablet.page.context.close()
        manager.tablet = client.tablet = tablet(desk.url)
        manager.sign_in()
        manager.go_on()
        if (after := asked(manager)) != before:
            lost[step] = after
    assert lost == {}


@dataclass
class Process:
    """The desk as a process of its own, which can be killed."""

    data: Path
    port: int
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, "-c", "from kiosk.cli import main; main()", "serve", "--port", str(self.port)]
        with (self.data / "output").open("ab") as output:
            self.running = subprocess.Popen(
                [*command, "--data", str(self.data)], cwd=ROOT, stdout=output, stderr=output, stdin=subprocess.DEVNULL
            )
        until = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < until:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError((self.data / "output").read_text())

    def kill(self) -> None:
        """Pull the plug."""
        assert self.running is not None
        os.kill(self.running.pid, signal.SIGKILL)
        self.running.wait()


@pytest.fixture
def process(browser: object, mettmann: Pack, tmp_path: Path) -> Iterator[Process]:
    """A desk of Mettmann as a process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    store = Store.create(tmp_path / "desk.sqlite3")
    accounts(store, mettmann)
    store.close()
    process = Process(tmp_path, port)
    process.start()
    yield process
    process.kill()


def test_a_killed_server_loses_nothing(process: Process, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(f"http://127.0.0.1:{process.port}"))
    manager.come_in()
    lost: dict[str, str] = {}
    for step in full_talk(manager, Client(manager.tablet), "ar", FEW, ()):
        before = manager.tablet.text()
        process.kill()
        process.start()
        if (after := reloaded(manager)) != before:
            lost[step] = after
    assert lost == {}
    manager.done()


def test_a_tap_while_the_server_is_down_is_saved_when_it_is_back(process: Process, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(f"http://127.0.0.1:{process.port}"))
    manager.come_in()
    client = Client(manager.tablet)
    manager.new_talk()
    client.choose_language("ar")
    client.say_yes()
    question = manager.question()
    process.kill()
    manager.tablet.tap(f'[data-question="{question}"] [name="code"]')
    manager.tablet.see("#lost")
    process.start()
    manager.tablet.see(f'.question:not([data-question="{question}"])')
    assert not manager.tablet.shows("#lost")

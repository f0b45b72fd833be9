"""The people at the desk and what they do there, one step a method. A tablet counts the taps."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from builders import CASE_MANAGER, OVERHEAD, Clock, begin
from house import HouseClient
from playwright.sync_api import ConsoleMessage, Page, Request

from kiosk import desk as work
from kiosk.desk import Office
from kiosk.domain.conversation import Conversation

NEEDS = "bedarf"
LEAD = "teamleitung"
"""Account of the case managers' lead."""
POST = "fallmanagement"
"""Account of the first post of the pack."""
FLAT, UPRIGHT, PHONE = (1280, 800), (800, 1280), (390, 844)
PATIENCE = 5000
"""Milliseconds after which a step has failed."""
ONE_TAP = 0.6
"""Seconds in which a second tap on the same spot belongs to the first."""
SAME_SPOT = 30
"""Pixels."""
FAR = 80
"""Tab presses after which a control counts as out of reach."""
FIRST_DESK = re.compile(r'<option value="([^"]+)"')
"""Where somebody chooses a desk at the sign-in."""

FOCUS = """async () => {
  if (document.readyState !== 'complete') await new Promise(loaded => addEventListener('load', loaded));
  await new Promise(requestAnimationFrame);
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  const on_top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    what: `${element.localName} ${element.name || element.id || element.className} ${element.value || ''}`,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    uncovered: !on_top || element.contains(on_top) || on_top.contains(element),
  };
}"""


@dataclass(frozen=True)
class Desk:
    """A running desk: where it answers and what lies behind it. `inbox`: the folder that other desks deliver into."""

    url: str
    office: Office
    clock: Clock
    inbox: Path

    def talk(self, key: str) -> Conversation:
        """The talk as it is stored."""
        return self.office.store.talks.conversation(key)


@dataclass
class Tablet:
    """One browser tab at the desk: counts taps, listens for complaints of the browser."""

    page: Page
    url: str
    taps: int = 0
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    last_spot: tuple[float, float] = (-1, -1)
    last_tap: float = 0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._look_at)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _look_at(self, request: Request) -> None:
        if not request.url.startswith(self.url):
            self.foreign.append(request.url)

    def open(self, path: str) -> int:
        """Go to an address of this desk; the status of the answer."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        return answer.status

    def tap(self, selector: str) -> None:
        """One tap of a finger; nobody means two taps when the same spot is hit twice within half a second."""
        target = self.page.locator(selector).first
        self.page.wait_for_function("() => !document.querySelector('.htmx-swapping, .htmx-settling')")
        target.scroll_into_view_if_needed()
        box = target.bounding_box() or {"x": -1, "y": -1, "width": 0, "height": 0}
        spot = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        wait = self.last_tap + ONE_TAP - time.monotonic()
        if wait > 0 and math.dist(spot, self.last_spot) < SAME_SPOT:
            self.page.wait_for_timeout(wait * 1000)
        target.click()
        self.last_spot, self.last_tap = spot, time.monotonic()
        self.taps += 1

    def see(self, selector: str) -> None:
        """Wait until something stands on the screen."""
        self.page.wait_for_selector(selector)

    def shows(self, selector: str) -> bool:
        """Whether something stands on the screen now."""
        return self.page.locator(selector).first.is_visible()

    def text(self, selector: str = "#main") -> str:
        """What is to be read there, in one line."""
        return " ".join(self.page.locator(selector).first.inner_text().replace("\u2060", "").split())

    @property
    def key(self) -> str:
        """The key of the talk that is open."""
        found = re.search(r"/conversation/([^/?]+)", self.page.url)
        assert found, self.page.url
        return found.group(1)

    @property
    def place(self) -> str:
        """The address of the person who is open, without the host."""
        found = re.search(r"/conversation/[^/]+/person/\d+", self.page.url)
        assert found, self.page.url
        return found.group()


OpenTablet = Callable[..., Tablet]


@dataclass
class Keyboard(Tablet):
    """The same with nothing but a keyboard: Tab until it is reached, then Enter. The focus must always be seen."""

    unseen: list[str] = field(default_factory=list)

    def tap(self, selector: str) -> None:
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            if not (focus["ring"] and focus["shown"] and focus["uncovered"]):
                self.unseen.append(str(focus))
            if self.page.locator(selector).first.evaluate("element => element === document.activeElement"):
                self.page.keyboard.press("Enter")
                self.taps += 1
                return
        raise AssertionError(f"{selector} is not reached with the Tab key")


@dataclass
class Staff:
    """Anyone with an account."""

    tablet: Tablet
    account: str = CASE_MANAGER

    def sign_in(self, password: str = HouseClient.PASSWORD) -> None:
        """Name and password, at the first desk of the list."""
        self.tablet.open("/sign-in")
        self.tablet.page.fill("#name", self.account)
        self.tablet.page.fill("#password", password)
        if self.tablet.page.query_selector("#desk"):
            self.tablet.page.select_option("#desk", index=1)
        self.tablet.tap(".sign-in button")
        self.tablet.see(".problem, body:not(:has(.sign-in)) h1")
        self.tablet.taps = 0

    def let_in(self) -> None:
        """Signed in already, whoever was there before; no page is open."""
        home, context = self.tablet.url, self.tablet.page.context
        context.clear_cookies()
        desk = FIRST_DESK.search(context.request.get(f"{home}/sign-in").text())
        form = {"name": self.account, "password": HouseClient.PASSWORD, "desk": desk[1] if desk else ""}
        context.request.post(f"{home}/sign-in", form=form, headers={"Origin": home}, max_redirects=0)

    def come_in(self) -> None:
        """Signed in already; the first page of the day."""
        self.let_in()
        self.tablet.open("/")
        self.tablet.see("body:not(:has(.sign-in)) h1")


@dataclass
class CaseManager(Staff):
    """Holds the tablet, or takes it back with the PIN. Turning it and the PIN are no taps."""

    def unlock(self) -> None:
        """Type the PIN where it is asked for."""
        self.tablet.page.fill("#secret", HouseClient.PIN)
        self.tablet.page.press("#secret", "Enter")
        self.tablet.see("body:not(:has(#secret))")

    def take(self) -> None:
        """Take the tablet out of the client's hands, if it is there."""
        if self.tablet.shows("body.client"):
            self.tablet.page.click(".curtain-cord button")
            self.tablet.see("#secret")
            self.unlock()

    def new_talk(self) -> None:
        """From the desk to the language page."""
        self.tablet.tap(".welcome")
        self.tablet.see(".language-page")

    def question(self) -> str:
        """The code of the question that is open."""
        return self.tablet.page.locator(".question").get_attribute("data-question") or ""

    def answer(self, fact: str, code: str) -> None:
        """A tap on a tile of the open question, or on what she judges herself."""
        if not self.tablet.shows(f'[data-question="{fact}"]'):
            self.judge(fact, code)
            return
        self.tablet.tap(f'[data-question="{fact}"] [name="code"][value="{code}"]')
        self.tablet.see(f'.question:not([data-question="{fact}"])')

    def judge(self, fact: str, code: str) -> None:
        """A tap in her own row."""
        self.take()
        chip = f'.judged [name="fact"][value="{fact}"] ~ [value="{code}"]'
        self.tablet.tap(chip)
        self.tablet.see(f'{chip}[aria-pressed="true"]')

    def answer_second(self) -> None:
        """A tap on the second tile of whatever is asked: the first age is that of a child, who is sent nowhere."""
        fact = self.question()
        self.tablet.tap(f'[data-question="{fact}"] .tile:nth-child(2)')
        self.tablet.see(f'.question:not([data-question="{fact}"])')

    def name_need(self, need: str) -> None:
        """A tap on a picture of the needs."""
        self.tablet.tap(f'[data-question="{NEEDS}"] [name="add"][value="{need}"]')
        self.tablet.see(f'[name="drop"][value="{need}"]')

    def name_first_need(self) -> None:
        """A tap on the first need that is not chosen yet."""
        need = self.tablet.page.locator('[name="add"]').first.get_attribute("value") or ""
        self.name_need(need)

    def accept(self) -> None:
        """Take the suggestion; the slip is shown."""
        self.take()
        self.tablet.tap(".ways .accept")
        self.tablet.see(".slip")

    def other_doors(self) -> None:
        """All doors as plates."""
        self.take()
        self.tablet.tap('.ways [href$="panel=doors"]')
        self.tablet.see(".plates")

    def choose_door(self, door: str) -> None:
        """One of the plates."""
        self.tablet.tap(f'.door[href$="&door={door}"]')
        self.tablet.see(".why")

    def give_reason(self, reason: str) -> None:
        """Why another door; the slip is shown."""
        self.tablet.tap(f'[name="reason"][value="{reason}"]')
        self.tablet.see(".slip")

    def no_need(self) -> None:
        """The kinds of no need."""
        self.take()
        self.tablet.tap('.ways [href$="panel=no_need"]')
        self.tablet.see(".kinds")

    def conclude(self, outcome: str) -> None:
        """One of the kinds; back at the desk."""
        self.take()
        self.tablet.tap(f'[name="outcome"][value="{outcome}"]')
        self.home()

    def home(self) -> None:
        """The desk, behind the PIN where a client had the tablet last."""
        self.tablet.see(".welcome, .closed-day, #secret")
        if self.tablet.shows("#secret"):
            self.unlock()
        self.tablet.see(".welcome, .closed-day")

    def further_person(self) -> None:
        """Another person of the family, from the slip or the desk."""
        self.tablet.tap('form[action$="/person"] button')
        self.tablet.see(".question")

    def done(self) -> None:
        """Put the slip away; back at the desk."""
        self.tablet.tap('form[action$="/done"] button')
        self.home()

    def go_on(self) -> None:
        """From wherever one landed back into the open talk, on its slip if it has one."""
        self.tablet.see(".welcome, .language-page, .promise-page, .question, .decided, .slip")
        if self.tablet.shows(".welcome"):
            self.tablet.tap(".open-talk a.strong")
            self.tablet.see(".language-page, .promise-page, .question, .decided")
        if self.tablet.shows(".decided"):
            self.tablet.tap('.decided [value$="/slip"] ~ button')
            self.tablet.see(".slip")

    def take_back_last(self) -> None:
        """Open the last talk again, from the desk."""
        self.tablet.tap('.last form[action$="/take-back"] button')
        self.tablet.see(".question, .promise-page")

    def tell(self, line: str, code: str) -> None:
        """After the talk: a line of the last one, then its answer."""
        if not self.tablet.shows(f"#line-{line}[aria-current]"):
            self.tablet.tap(f"#line-{line}")
        self.tablet.see(f"#line-{line}[aria-current]")
        self.tablet.tap(f'.after-talk [name="code"][value="{code}"]')
        self.tablet.see(f"#line-{line} strong")

    def close_day(self) -> None:
        """Close the day, from the desk."""
        self.tablet.tap('a[href$="/desk/close"]')
        self.tablet.see('form[action$="/desk/close"]')
        self.tablet.tap('form[action$="/desk/close"] button')
        self.tablet.see(".closed-day")


@dataclass
class Lead(CaseManager):
    """Leads the case managers and says when desks are open."""

    account: str = LEAD


@dataclass
class CasePost(Staff):
    """Tells each month how many cases there are."""

    account: str = POST


@dataclass
class Client:
    """Sees the tablet while it is turned."""

    tablet: Tablet

    def choose_language(self, tag: str) -> None:
        """A tap on one's own language."""
        self.tablet.tap(f'[name="language"][value="{tag}"]')
        self.tablet.see(".promise-page")

    def say_yes(self) -> None:
        """Wants to talk."""
        self.tablet.tap('[name="answer"][value="yes"]')
        self.tablet.see(".question")

    def say_no(self) -> None:
        """Does not want to, and gives the tablet back; the desk is there again."""
        self.tablet.tap('[name="answer"][value="no"]')
        CaseManager(self.tablet).home()


@dataclass
class Overhead(Staff):
    """Reads numbers, never talks."""

    account: str = OVERHEAD

    def see_everything(self) -> None:
        """The period since the beginning."""
        self.tablet.tap(".pills .chip:last-child")
        self.tablet.see(".pills .chip:last-child[aria-current]")

    def see_part(self, part: str) -> None:
        """One of the parts of the numbers."""
        self.tablet.tap(f'.parts a[href*="part={part}"]')
        self.tablet.see(f'.parts a[href*="part={part}"][aria-current]')

    def upload(self, path: Path, source: str, first: date, last: date) -> None:
        """An old list, through the form; its draft is shown."""
        self.tablet.open("/imports")
        self.tablet.page.set_input_files("#file", path)
        self.tablet.tap("form[enctype] .button.strong")
        for field_id, text in (("source", source), ("first", first.isoformat()), ("last", last.isoformat())):
            self.tablet.page.fill(f"#{field_id}", text)
        self.tablet.tap('[name="do"][value="check"]')
        self.tablet.see("#report")

    def figures(self, heading: str = "screening") -> list[tuple[str, int]]:
        """The rows of the table under this heading, its total last."""
        rows = self.tablet.page.locator(f"[aria-labelledby='{heading}'] tr:has(th[scope='row'])")
        return [
            (row.locator("th").inner_text().strip(), int(row.locator(".number").first.inner_text()))
            for row in rows.all()
        ]


def full_talk(
    manager: CaseManager, client: Client, language: str, answers: dict[str, str] | None, needs: tuple[str, ...]
) -> Iterator[str]:
    """A whole talk, pausing on each of its pages. Without answers the second one of every question is given."""
    manager.new_talk()
    yield "language"
    client.choose_language(language)
    yield "promise"
    client.say_yes()
    yield "first question"
    if answers is None:
        while manager.question() != NEEDS:
            manager.answer_second()
            yield f"before {manager.question()}"
        for number in range(1, 3):
            manager.name_first_need()
            yield f"need {number}"
    else:
        for fact, code in answers.items():
            manager.answer(fact, code)
            yield f"after {fact}"
        for need in needs:
            manager.name_need(need)
            yield f"with {need}"
    manager.accept()
    yield "slip"


def hold(manager: CaseManager, desk: Desk, language: str, answers: dict[str, str], needs: tuple[str, ...] = ()) -> None:
    """A talk that has come this far already; what is tapped there other journeys show."""
    key = begin(desk.office, language=language)
    for fact, code in answers.items():
        work.answer(desk.office, key, 1, fact, code)
    for need in needs:
        work.add_need(desk.office, key, 1, need)
    manager.tablet.open(f"/conversation/{key}/person/1")
    manager.tablet.see(".question")

"""The line goes in the middle of a talk and comes back: what was tapped is done once, and the page never goes."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from sqlite3 import connect

import pytest
from builders import COMPLEX_104C, begin
from house import HouseClient
from journeys.hands import Hand
from journeys.line import LOST, Line, Way, line_to
from journeys.people import CaseManager, Desk, OpenTablet, Overhead, Tablet, hold

pytestmark = pytest.mark.journey

GERMAN = "Es kommt keine Antwort. Was Sie getippt haben, senden wir von selbst."
TOLD_WITHIN = 3000
"""Milliseconds until the bar."""
BACK_WITHIN = 9000
"""Milliseconds until everything goes on by itself."""
ALL_HEARD = 300
"""Milliseconds in which a request that is sent now is heard of."""
DEAF = 300
"""Milliseconds in which what has just come takes no touch."""
HIDING = ".curtain-cord button", 'form[action$="/sign-out"] button'
TIMED = """() => {
  addEventListener("submit", () => { window.tapped = Date.now(); }, { capture: true, once: true });
  document.addEventListener("moved", () => { window.took = Date.now() - window.tapped; }, { once: true });
}"""
"""By the page's own clock: a machine that is busy does not make it late."""
HIDDEN_JUST_THEN = """(hiding) => document.addEventListener(
  "htmx:before:swap", () => document.querySelector(hiding).click(), { once: true })"""
KEPT = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, window.name.length, (await navigator.serviceWorker.getRegistrations()).length]"""


@pytest.fixture
def line(desk: Desk) -> Iterator[Line]:
    """The line between the tablet and the desk."""
    with line_to(desk.url) as line:
        yield line


@pytest.fixture
def manager(desk: Desk, line: Line, tablet: OpenTablet) -> CaseManager:
    """A case manager at the other end of the line."""
    manager = CaseManager(tablet(line.url, has_touch=True))
    manager.come_in()
    return manager


@pytest.fixture
def hurried(manager: CaseManager) -> None:
    """The clock in the page can be put forward."""
    manager.tablet.page.clock.install()


def told(manager: CaseManager) -> None:
    """Wait for the bar, without the seconds until it comes."""
    manager.tablet.page.clock.fast_forward(TOLD_WITHIN)
    manager.tablet.see("#lost")


def answers(desk: Desk, manager: CaseManager) -> dict[str, str]:
    return dict(desk.talk(manager.tablet.key).persons[0].answers.facts)


@pytest.mark.parametrize("way", [Way.SILENT, Way.CUT])
@pytest.mark.usefixtures("hurried")
def test_within_three_seconds_it_is_said_in_both_languages_and_done_by_itself(
    desk: Desk, line: Line, manager: CaseManager, way: Way
) -> None:
    hold(manager, desk, "ar", {"altersgruppe": "27_44", "stadt": "velbert"})
    page, line.way = manager.tablet.page, way
    page.evaluate(TIMED)
    manager.tablet.tap('.tile[value="p104c"]')
    page.clock.run_for(TOLD_WITHIN)
    manager.tablet.see("#lost")
    assert page.evaluate("took") <= TOLD_WITHIN
    assert GERMAN in manager.tablet.text("#lost")
    assert page.locator('#lost p [lang="ar"]').is_visible()
    assert "27–44" in manager.tablet.text(".strip")
    assert page.locator('.tile[value="p104c"][aria-busy] .under-way').is_visible()
    for ending in page.locator(".ways button, .ways a").all():
        ending.evaluate("way => way.focus()")
        assert not ending.evaluate("way => way === document.activeElement"), "decided before it is answered"
    line.way = Way.WHOLE
    page.wait_for_selector('[data-question="restlaufzeit"]', timeout=BACK_WITHIN)
    assert not manager.tablet.shows("#lost")
    assert answers(desk, manager)["aufenthalt"] == "p104c"


def lose(line: Line, manager: CaseManager, steps: Iterable[tuple[str, str]]) -> None:
    """Tap each into a line that is lost in the next way; the page stays unless that hides it, and goes on by itself."""
    page, ways = manager.tablet.page, cycle(LOST)
    for tapped, then in steps:
        if tapped == UNLOCK:
            page.fill("#secret", HouseClient.PIN)
        before, line.way = manager.tablet.text(), next(ways)
        manager.tablet.tap(tapped)
        told(manager)
        hides = page.locator("#main").count() == 0
        assert hides == tapped.startswith(HIDING), line.way
        assert hides or manager.tablet.text() == before, line.way
        line.way = Way.WHOLE
        for _ in range(20):
            page.clock.fast_forward(1000)
            page.wait_for_timeout(100)
            if manager.tablet.shows(then):
                break
        manager.tablet.see(then)
        assert not manager.tablet.shows("#lost"), line.way


@pytest.mark.usefixtures("hurried")
def test_every_tap_of_talk_and_desk_survives_every_fault(desk: Desk, line: Line, manager: CaseManager) -> None:
    page = manager.tablet.page
    lose(line, manager, STEPS)
    (talk,) = desk.office.store.talks.conversations("mettmann", desk.clock.today, desk.clock.today)
    first, second = talk.persons
    lose(line, manager, CLOSING)
    assert dict(first.answers.facts) == COMPLEX_104C
    assert first.answers.needs == ("geld",)
    assert first.decision is not None
    assert second.decision is not None
    assert page.evaluate(KEPT) == [0] * 6
    assert manager.tablet.foreign == []


@pytest.mark.usefixtures("hurried")
def test_so_do_the_ways_aside(desk: Desk, line: Line, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    lose(line, manager, ASIDE)
    (talk,) = desk.office.store.talks.conversations("mettmann", desk.clock.today, desk.clock.today)
    assert talk.language == "en"
    assert [one.answers.facts for one in talk.persons] == [COMPLEX_104C]


UNLOCK = ".pad .strong"
STEPS = (
    (".welcome", ".language-page"),
    ('[name="language"][value="ar"]', ".promise-page"),
    ('.promise-page a[href*="/data"]', ".about"),
    (".about .top a", ".promise-page"),
    ('[name="answer"][value="yes"]', '[data-question="altersgruppe"]'),
    *(
        (f'[data-question="{fact}"] [value="{code}"]', f'.question:not([data-question="{fact}"])')
        for fact, code in COMPLEX_104C.items()
        if fact != "komplexitaet"
    ),
    (".hand-back button", "#secret"),
    (UNLOCK, ".judged"),
    ('.judged [value="komplex"]', '.judged [value="komplex"][aria-pressed="true"]'),
    ('[name="add"][value="geld"]', '[name="drop"][value="geld"]'),
    ('.strip a[href$="open=stadt"]', '[data-question="stadt"]'),
    ('.ways [href$="panel=doors"]', ".plates"),
    (".advice .ways a", ".suggested"),
    (".ways .accept", ".slip"),
    ('.sizes [href*="paper=a6"]', ".paper-a6"),
    ('form[action$="/person"] button', ".question"),
    (".hand-back button", "#secret"),
    (UNLOCK, ".judged"),
    ('[name="outcome"][value="info"]', ".welcome"),
)
ASIDE = (
    ('form:has([name="change"]) button', ".language-page"),
    ('[name="language"][value="en"]', ".question"),
    (".hand-back button", "#secret"),
    (UNLOCK, ".judged"),
    ('.ways [href$="panel=doors"]', ".plates"),
    (".doors .head .quiet", ".help"),
    (".ways .back", ".suggested"),
    ('a[href$="/end"]', '[name="how"]'),
    (".narrow .strong", ".question"),
    (".ways .accept", ".slip"),
    ('.choices a[href*="/data"]', ".about"),
    (".about .top a", ".slip"),
    (".curtain-cord button", "#secret"),
    (UNLOCK, ".decided"),
    ('.decided [value$="/slip"] ~ button', ".slip"),
    ('form[action$="/done"] button', "#secret"),
    (UNLOCK, ".welcome"),
    ('.last form[action$="/take-back"] button', ".question"),
)
"""The languages, help, the end, what is written down, the lock, and a talk that is taken back."""
CLOSING = (
    ('a[href$="/desk/close"]', 'form[action$="/desk/close"]'),
    ('form[action$="/desk/close"] button', ".closed-day"),
)
"""Afterwards needs and remaining time have left."""
"""A talk of two persons and the end of the day: what is tapped, and what must come."""


@pytest.mark.parametrize(("hides", "comes"), [(HIDING[0], "#secret"), (HIDING[1], "#password")])
@pytest.mark.usefixtures("hurried")
def test_what_hides_the_page_hides_it_before_the_desk_answers(
    line: Line, manager: CaseManager, hides: str, comes: str
) -> None:
    page, line.way = manager.tablet.page, Way.SILENT
    manager.tablet.tap(hides)
    assert not page.inner_text("body").strip()
    told(manager)
    assert page.locator("main").count() == 0
    line.way = Way.WHOLE
    manager.tablet.see(comes)


@pytest.mark.parametrize(("hides", "comes"), [(HIDING[0], "#secret"), (HIDING[1], "#password")])
def test_so_it_is_on_the_pages_of_the_overhead(line: Line, tablet: OpenTablet, hides: str, comes: str) -> None:
    overhead = Overhead(tablet(line.url))
    overhead.come_in()
    page, line.way = overhead.tablet.page, Way.SILENT
    page.clock.install()
    page.click(hides)
    assert not page.inner_text("body").strip()
    page.clock.fast_forward(TOLD_WITHIN)
    overhead.tablet.see("#lost")
    line.way = Way.WHOLE
    overhead.tablet.see(comes)
    assert page.locator('link[href$="/desk.css"]').count() == 1


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.usefixtures("hurried")
def test_a_page_that_was_hidden_is_not_there_again_when_it_is_loaded_anew(
    line: Line, manager: CaseManager, hiding: str
) -> None:
    manager.tablet.open("/desk")
    page, line.way = manager.tablet.page, Way.CUT
    manager.tablet.tap(hiding)
    line.way = Way.WHOLE
    for address in ("/desk", "/corrections"):
        manager.tablet.open(address)
        assert page.locator("#secret, #name").is_visible(), address


@pytest.mark.parametrize(("hiding", "comes"), [(HIDING[0], "#secret"), (HIDING[1], "#name")])
@pytest.mark.parametrize("way", [Way.WHOLE, Way.CUT, Way.GATEWAY])
def test_what_hides_a_page_hides_it_in_every_tab(
    line: Line, manager: CaseManager, way: Way, hiding: str, comes: str
) -> None:
    tabs = [manager.tablet, *(Tablet(manager.tablet.page.context.new_page(), line.url) for _ in range(2))]
    for tab in tabs:
        tab.open("/desk")
    line.way = way
    manager.tablet.tap(hiding)
    for tab in tabs[1:]:
        tab.page.wait_for_selector(".today", state="detached")
        assert tab.shows("#lost") or not tab.page.inner_text("body").strip() or way is Way.WHOLE
    line.way = Way.WHOLE
    for tab in tabs:
        tab.see(comes)


AT_ONCE = "([at, what]) => { setTimeout(() => document.querySelector(what).click(), at - Date.now()); }"


@pytest.mark.parametrize(("hiding", "comes"), [(HIDING[0], "#secret"), (HIDING[1], "#name")])
def test_two_tabs_that_hide_at_the_same_moment_end_at_the_same_page(
    manager: CaseManager, hiding: str, comes: str
) -> None:
    tabs = [manager.tablet.page, manager.tablet.page.context.new_page()]
    for tab in tabs:
        tab.goto(manager.tablet.url + "/desk")
    at = time.time() * 1000 + 400
    for tab, tapped in zip(tabs, (HIDING[0], hiding), strict=True):
        tab.evaluate(AT_ONCE, [at, tapped])
    for tab in tabs:
        tab.wait_for_selector(comes)


@pytest.mark.parametrize("hiding", HIDING)
def test_what_was_hidden_in_a_tab_that_is_closed_stays_hidden_in_the_others(
    line: Line, manager: CaseManager, hiding: str
) -> None:
    manager.tablet.open("/desk")
    other = Tablet(manager.tablet.page.context.new_page(), line.url)
    other.open("/desk")
    line.way = Way.CUT
    manager.tablet.tap(hiding)
    other.page.wait_for_selector(".today", state="detached")
    other.see("#lost")
    manager.tablet.page.close()
    line.way = Way.WHOLE
    other.see("#secret")
    other.open("/desk")
    assert other.shows("#secret")


def test_what_waited_in_a_tab_when_another_one_locked_is_asked_again(
    desk: Desk, line: Line, manager: CaseManager
) -> None:
    hold(manager, desk, "ar", {})
    page, person = manager.tablet.page, f"/conversation/{manager.tablet.key}/person/1"
    other = Tablet(page.context.new_page(), line.url)
    other.open("/desk")
    line.way, line.whole = Way.CUT, ("/static/", "/lock", "/unlock", "/stay", f"{person}?")
    manager.tablet.tap('.tile[value="27_44"]')
    manager.tablet.see("#lost")
    other.tap(HIDING[0])
    manager.tablet.see("#secret")
    line.way = Way.WHOLE
    manager.unlock()
    manager.tablet.see(".lost-tap")


def test_what_waits_in_a_tab_when_another_ones_talk_ends_is_sent_all_the_same(
    desk: Desk, line: Line, manager: CaseManager
) -> None:
    hold(manager, desk, "ar", {})
    ended, waits = manager.tablet.key, Tablet(manager.tablet.page.context.new_page(), line.url)
    waits.open(f"/conversation/{begin(desk.office)}/person/1")
    waits.see(".question")
    line.way, line.whole = Way.CUT, (*line.whole, f"/conversation/{ended}", "/desk")
    waits.tap('.tile[value="27_44"]')
    waits.see("#lost")
    manager.tablet.open(f"/conversation/{ended}/end")
    manager.tablet.tap('[value="broken_off"]')
    manager.tablet.see(".today")
    line.way = Way.WHOLE
    waits.page.wait_for_selector("#lost", state="hidden")
    waits.see(".question")
    talk = desk.office.store.talks.conversation(waits.key)
    assert talk.persons[0].answers.facts == {"altersgruppe": "27_44"}
    assert not waits.shows(".lost-tap")


@pytest.mark.parametrize(("hiding", "comes"), [(HIDING[0], "#secret"), (HIDING[1], "#password")])
def test_a_page_that_comes_while_the_last_one_is_hidden_shows_nothing(
    line: Line, manager: CaseManager, hiding: str, comes: str
) -> None:
    manager.tablet.open("/desk")
    page, line.way, line.whole = manager.tablet.page, Way.SILENT, (*line.whole, "/corrections")
    page.evaluate(HIDDEN_JUST_THEN, hiding)
    manager.tablet.tap('a[href$="/corrections"]')
    page.wait_for_selector("main", state="detached")
    page.wait_for_timeout(500)
    assert not page.title() + page.inner_text("body").strip()
    line.way = Way.WHOLE
    manager.tablet.see(comes)


@pytest.mark.usefixtures("hurried")
def test_what_was_tapped_before_the_page_was_hidden_still_counts(desk: Desk, line: Line, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {})
    key, line.way = manager.tablet.key, Way.CUT
    manager.tablet.tap('.tile[value="27_44"]')
    told(manager)
    manager.tablet.tap(HIDING[0])
    line.way = Way.WHOLE
    manager.tablet.page.clock.fast_forward(BACK_WITHIN)
    manager.tablet.see("#secret")
    assert desk.talk(key).persons[0].answers.facts == {"altersgruppe": "27_44"}
    manager.unlock()
    manager.tablet.open("/desk")
    assert manager.tablet.shows(".today")
    assert not manager.tablet.page.evaluate("document.cookie")


@pytest.mark.parametrize("hiding", HIDING)
def test_what_hides_the_page_waits_for_no_tap_that_the_desk_cannot_write(
    line: Line, manager: CaseManager, hiding: str
) -> None:
    manager.tablet.open("/desk")
    page, whole = manager.tablet.page, ("/static/", "/lock", "/unlock", "/sign-out", "/sign-in")
    page.wait_for_timeout(DEAF)
    line.way, line.whole = Way.FULL, whole
    manager.tablet.tap('[name="tongue"]')
    page.wait_for_selector("#lost")
    manager.tablet.tap(hiding)
    page.wait_for_selector("#secret, #name")
    line.way = Way.WHOLE
    manager.tablet.open("/desk")
    assert page.locator("#secret, #name").is_visible()


def test_a_pin_is_not_sent_when_its_owner_may_have_gone(line: Line, manager: CaseManager, hurried: None) -> None:
    manager.tablet.open("/desk")
    page = manager.tablet.page
    manager.tablet.tap(HIDING[0])
    page.wait_for_selector("#secret")
    line.way = Way.CUT
    page.fill("#secret", HouseClient.PASSWORD)
    page.keyboard.press("Enter")
    told(manager)
    for _ in range(80):
        page.clock.fast_forward(1000)
        page.wait_for_timeout(20)
        if page.locator("#lost").is_hidden():
            break
    line.way = Way.WHOLE
    assert page.locator("#lost").is_hidden()
    assert page.input_value("#secret") == ""
    assert manager.tablet.text("#given_up").startswith("Was Sie zuletzt getippt haben, fehlt.")
    page.clock.fast_forward(BACK_WITHIN)
    page.wait_for_timeout(500)
    assert page.locator("#secret").is_visible()
    page.fill("#secret", HouseClient.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".welcome")


def test_a_pin_that_is_slowly_looked_at_is_not_sent_again_at_once(
    line: Line, manager: CaseManager, hurried: None
) -> None:
    manager.tablet.open("/desk")
    page = manager.tablet.page
    manager.tablet.tap(HIDING[0])
    page.wait_for_selector("#secret")
    line.way = Way.SILENT
    page.fill("#secret", HouseClient.PIN)
    page.keyboard.press("Enter")
    told(manager)
    page.clock.fast_forward(TOLD_WITHIN)
    page.wait_for_timeout(ALL_HEARD)
    assert line.asked.count("POST /unlock") == 1
    line.way = Way.WHOLE
    for _ in range(3):
        page.clock.fast_forward(1000)
        page.wait_for_timeout(ALL_HEARD)
    manager.tablet.see(".welcome")
    assert line.asked.count("POST /unlock") == 2


def test_who_says_that_they_are_still_there_is_not_locked_out_by_the_line(line: Line, manager: CaseManager) -> None:
    page, line.way = manager.tablet.page, Way.CUT
    page.evaluate("document.getElementById('rest').showModal()")
    for way in (Way.CUT, Way.WHOLE):
        line.way = way
        page.click("#rest button")
        page.wait_for_timeout(DEAF)
        assert manager.tablet.shows(".today")
    assert not manager.tablet.shows("#rest[open]")


@pytest.mark.usefixtures("hurried")
def test_what_was_tapped_is_kept_in_its_order(desk: Desk, line: Line, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    line.way = Way.CUT
    for need in ("geld", "sprache", "arbeit"):
        manager.tablet.tap(f'[name="add"][value="{need}"]')
    told(manager)
    assert manager.tablet.page.locator(".tile[aria-busy]").count() == 3
    line.way = Way.WHOLE
    manager.tablet.see('[name="drop"][value="arbeit"]')
    assert desk.talk(manager.tablet.key).persons[0].answers.needs == ("geld", "sprache", "arbeit")


@pytest.mark.usefixtures("hurried")
def test_the_last_tap_counts_when_several_were_lost(desk: Desk, line: Line, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {"altersgruppe": "27_44", "stadt": "velbert"})
    line.way = Way.DEAF
    for code in ("duldung", "p104c", "duldung"):
        manager.tablet.tap(f'[data-question="aufenthalt"] [value="{code}"]')
    told(manager)
    line.way = Way.WHOLE
    manager.tablet.see('[data-question="bedarf"]')
    assert answers(desk, manager)["aufenthalt"] == "duldung"


def at_the_promise(desk: Desk, manager: CaseManager) -> None:
    manager.new_talk()
    manager.tablet.tap('[name="language"][value="ar"]')
    manager.tablet.see(".promise-page")


def at_the_suggestion(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)


def at_the_slip(desk: Desk, manager: CaseManager) -> None:
    at_the_suggestion(desk, manager)
    manager.accept()


def at_the_kinds(desk: Desk, manager: CaseManager) -> None:
    at_the_suggestion(desk, manager)
    manager.no_need()


def at_the_end(desk: Desk, manager: CaseManager) -> None:
    at_the_suggestion(desk, manager)
    manager.tablet.tap('a[href$="/end"]')
    manager.tablet.see('[name="how"]')


def at_the_desk(desk: Desk, manager: CaseManager) -> None:
    manager.tablet.open("/desk")


def at_the_closing(desk: Desk, manager: CaseManager) -> None:
    manager.tablet.open("/desk/close")


YES, NO = '[name="answer"][value="yes"]', '[name="answer"][value="no"]'
INFORMATION, FURTHER = '[name="outcome"][value="info"]', '.slip-tools form[action$="/person"] button'
DONE, PIN_OR_DESK = 'form[action$="/done"] button', "#secret, .welcome"
ENDING = (
    (at_the_promise, NO, YES, PIN_OR_DESK),
    (at_the_promise, '[name="answer"][value="later"]', YES, PIN_OR_DESK),
    (at_the_promise, '[name="answer"][value="left"]', '.promise-page a[href*="/data"]', PIN_OR_DESK),
    (at_the_suggestion, ".ways .accept", INFORMATION, ".slip"),
    (at_the_suggestion, INFORMATION, ".ways .accept", ".slip"),
    (at_the_suggestion, 'form:has([name="change"]) button', ".ways .accept", ".language-page"),
    (at_the_kinds, ".kinds button:first-child", ".kinds button:last-child", ".slip"),
    (at_the_slip, DONE, FURTHER, PIN_OR_DESK),
    (at_the_slip, FURTHER, DONE, ".question"),
    (at_the_end, '[name="how"][value="discard"]', ".narrow .strong", ".welcome"),
    (at_the_desk, ".welcome", 'a[href$="/desk/close"]', ".language-page"),
    (at_the_closing, 'form[action$="/desk/close"] button', '.narrow a[href="/desk"]', ".closed-day"),
)
"""Where, what ends the page, what is tapped after it and not taken, what comes."""


@pytest.mark.parametrize(("arrive", "ending", "after", "comes"), ENDING)
def test_after_what_ends_the_page_no_other_tap_is_taken(
    desk: Desk,
    line: Line,
    manager: CaseManager,
    arrive: Callable[[Desk, CaseManager], None],
    ending: str,
    after: str,
    comes: str,
) -> None:
    arrive(desk, manager)
    page, line.way = manager.tablet.page, Way.CUT
    page.wait_for_timeout(DEAF)
    manager.tablet.tap(ending)
    manager.tablet.tap(after)
    assert page.locator(f":is({after}).untaken").count() == 1
    assert page.locator("[aria-busy]").count() == 1
    line.way, line.asked = Way.WHOLE, []
    manager.tablet.see(comes)
    page.wait_for_timeout(DEAF)
    assert len(line.asked) == 1, line.asked


def test_the_finger_is_told_and_the_keyboard_too(desk: Desk, line: Line, manager: CaseManager) -> None:
    at_the_promise(desk, manager)
    hand, page = Hand(manager.tablet.page), manager.tablet.page
    yes, no = hand.look(YES), hand.middle(NO)
    line.way = Way.CUT
    hand.tap(no)
    hand.tap(yes)
    page.wait_for_selector(f"{YES}.untaken")
    page.wait_for_selector(".untaken", state="detached")
    page.focus(YES)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{YES}.untaken")
    manager.tablet.tap(HIDING[0])
    assert page.locator("#main").count() == 0, "what hides the page is taken"
    line.way = Way.WHOLE
    manager.tablet.see("#secret")


def test_a_no_after_the_yes_wins(desk: Desk, line: Line, manager: CaseManager) -> None:
    at_the_promise(desk, manager)
    key, line.way = manager.tablet.key, Way.CUT
    manager.tablet.page.wait_for_timeout(DEAF)
    manager.tablet.tap(YES)
    manager.tablet.tap(NO)
    assert manager.tablet.page.locator(".untaken").count() == 0
    line.way = Way.WHOLE
    manager.tablet.see(PIN_OR_DESK)
    assert desk.office.store.before_yes.kind(key) == "refused"


@pytest.mark.parametrize(("way", "missing"), [(Way.CUT, True), (Way.LATE, True), (Way.DEAF, False), (Way.MUTE, False)])
@pytest.mark.usefixtures("hurried")
def test_a_page_that_is_loaded_anew_says_what_waited_there_and_was_not_done(
    desk: Desk, line: Line, manager: CaseManager, way: Way, missing: bool
) -> None:
    hold(manager, desk, "ar", {"altersgruppe": "27_44"})
    page, line.way = manager.tablet.page, way
    manager.tablet.tap('[data-question="stadt"] [value="velbert"]')
    told(manager)
    line.way = Way.WHOLE
    page.reload()
    page.wait_for_load_state("networkidle")
    assert manager.tablet.shows(".lost-tap") == missing
    line.deliver_late()
    assert ("stadt" in answers(desk, manager)) != missing
    assert page.evaluate(KEPT) == [0] * 6
    manager.tablet.tap(".tile:not([value='keine_angabe']) >> nth=1")
    page.wait_for_selector(".lost-tap", state="detached")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not manager.tablet.shows(".lost-tap")


@pytest.mark.usefixtures("hurried")
def test_so_does_the_slip_and_nothing_says_it_where_nothing_is_missing(
    desk: Desk, line: Line, manager: CaseManager
) -> None:
    at_the_slip(desk, manager)
    page = manager.tablet.page
    for tapped, then in ((HIDING[0], "#secret"), (DONE, ".slip-tools .lost-tap")):
        line.way = Way.CUT
        page.wait_for_timeout(DEAF)
        manager.tablet.tap(tapped)
        told(manager)
        line.way = Way.WHOLE
        page.reload()
        manager.tablet.see(then)
        if tapped == HIDING[0]:
            manager.unlock()
            assert not manager.tablet.shows(".lost-tap")
            manager.go_on()


@pytest.mark.usefixtures("hurried")
def test_a_copy_that_arrives_late_changes_nothing(desk: Desk, line: Line, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {"altersgruppe": "27_44"})
    line.way = Way.LATE
    manager.tablet.tap('[data-question="stadt"] [value="velbert"]')
    told(manager)
    line.way = Way.WHOLE
    manager.tablet.see('[data-question="aufenthalt"]')
    manager.tablet.tap('.strip a[href$="open=stadt"]')
    manager.tablet.tap('[data-question="stadt"] [value="haan"]')
    manager.tablet.see('[data-question="aufenthalt"]')
    assert line.late
    line.deliver_late()
    assert answers(desk, manager)["stadt"] == "haan"


def test_now_means_now(desk: Desk, line: Line, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {"altersgruppe": "27_44", "stadt": "velbert"})
    line.way = Way.SILENT
    manager.tablet.tap('[data-question="aufenthalt"] [value="duldung"]')
    manager.tablet.page.wait_for_timeout(4500)  # the second attempt waits in vain
    line.way = Way.WHOLE
    manager.tablet.tap("#again")
    manager.tablet.page.wait_for_selector('[data-question="bedarf"]', timeout=2000)


def test_a_busy_store_is_waited_for_and_a_full_one_is_named(desk: Desk, line: Line, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {"altersgruppe": "27_44", "stadt": "velbert"})
    other = connect(desk.office.store.file.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    manager.tablet.tap('[data-question="aufenthalt"] [value="duldung"]')
    manager.tablet.see("#lost")
    other.execute("ROLLBACK")
    other.close()
    manager.tablet.page.wait_for_selector('[data-question="bedarf"]', timeout=BACK_WITHIN)
    line.way = Way.FULL
    manager.tablet.tap('[name="add"][value="geld"]')
    manager.tablet.see("#lost")
    assert manager.tablet.text("#lost").startswith("Der Speicher ist voll. The store is full. Es kommt")
    line.way = Way.WHOLE
    manager.tablet.see('[name="drop"][value="geld"]')


@pytest.mark.usefixtures("hurried")
def test_the_conversation_with_the_bar_still_fits(desk: Desk, line: Line, manager: CaseManager) -> None:
    from journeys.test_taps_and_scrolling import too_long

    hold(manager, desk, "ar", COMPLEX_104C)
    line.way = Way.GATEWAY
    manager.tablet.tap('[value="geld"]')
    told(manager)
    assert too_long(manager.tablet) == []

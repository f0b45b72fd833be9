"""The tablet in a stranger's hands, in a browser that keeps pages to go back to."""

import pytest
from builders import COMPLEX_104C
from house import HouseClient
from journeys.people import CaseManager, Client, Desk, OpenTablet, Tablet, full_talk, hold

pytestmark = pytest.mark.journey

STAFF_ONLY = ".judged, .advice, .today, .welcome, .open-talk, .bars, .decided, .last"
DEAF = 300
"""Milliseconds in which what has just come takes no touch."""
KEPT = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, window.name.length, (await navigator.serviceWorker.getRegistrations()).length]"""


def staff_only(tablet: Tablet) -> int:
    """How much stands in the document, seen or not, that is not for a client."""
    tablet.page.wait_for_load_state()
    return tablet.page.locator(STAFF_ONLY).count()


def ways_out(tablet: Tablet) -> list[str]:
    """Where a stranger comes to by back, forward, reload, addresses and a new tab, as far as it is the staff's."""
    page, found = tablet.page, []
    here = page.url
    for way, times in ((page.go_back, 10), (page.go_forward, 12), (page.reload, 1)):
        for _ in range(times):
            way()
            if staff_only(tablet):
                found.append(f"{way.__name__}: {page.url}")
    for address in ("/", "/desk", "/corrections", "/numbers", "/desk/close", "/account"):
        other = Tablet(page.context.new_page(), tablet.url)
        other.open(address)
        if staff_only(other):
            found.append(address)
        other.page.close()
    tablet.open(here.removeprefix(tablet.url))
    return found


def test_a_stranger_reaches_nothing_from_any_page_of_the_talk(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.sign_in()
    for page in ("/corrections", "/desk"):
        manager.tablet.open(page)
    reached = {}
    for step in full_talk(manager, Client(manager.tablet), "ar", {"altersgruppe": "27_44", "stadt": "velbert"}, ()):
        if step in ("language", "after stadt", "slip") and (found := ways_out(manager.tablet)):
            reached[step] = found
    assert reached == {}
    manager.tablet.tap('form[action$="/done"] button')
    manager.tablet.see("#secret")
    for address in ("", "/person/1", "/person/1/slip", "/data", "/end"):
        manager.tablet.open(f"/conversation/{talk_of(desk)}{address}")
        assert not manager.tablet.shows(".slip, .question, .notice"), address
    assert ways_out(manager.tablet) == []
    assert manager.tablet.page.evaluate(KEPT) == [0] * 6
    manager.unlock()


def talk_of(desk: Desk) -> str:
    """The key of the only talk there is."""
    [talk] = desk.office.store.talks.conversations("mettmann", desk.clock.today, desk.clock.today)
    return talk.key


def test_one_tap_hides_everything_and_the_pin_leads_back_in_a_moment(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, has_touch=True))
    manager.come_in()
    steps = full_talk(manager, Client(manager.tablet), "ar", COMPLEX_104C, ())
    for step in steps:
        if step == "after restlaufzeit":
            break
    key, page = manager.tablet.key, manager.tablet.page
    page.wait_for_timeout(DEAF)
    page.tap(".curtain-cord button")
    manager.tablet.see(".pad")
    assert "Velbert" not in page.content()
    page.wait_for_timeout(DEAF)
    begun = page.evaluate("performance.now()")
    for digit in HouseClient.PIN:
        page.tap(f'[data-key="{digit}"]')
    page.tap(".pad .strong")
    manager.tablet.see(".judged")
    assert page.evaluate("performance.now()") - begun < 3000
    assert manager.tablet.key == key
    assert "Velbert" in manager.tablet.text(".strip")


def test_what_another_tab_shows_goes_when_the_tablet_turns(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    others = [Tablet(manager.tablet.page.context.new_page(), desk.url) for _ in range(2)]
    for other in others:
        other.open("/desk")
        other.see(".today")
    manager.new_talk()
    for other in others:
        other.see("#secret")
        assert staff_only(other) == 0
    assert manager.tablet.shows(".language-page")


@pytest.mark.parametrize("end", ["done", "left"])
def test_what_another_tab_shows_of_a_talk_goes_with_its_end(desk: Desk, tablet: OpenTablet, end: str) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, "en", COMPLEX_104C, ("schulden",))
    other = Tablet(manager.tablet.page.context.new_page(), desk.url)
    if end == "done":
        manager.accept()
        other.open(manager.tablet.place)
        other.see(".slip-tools")
        manager.tablet.tap('form[action$="/done"] button')
    else:
        other.open(manager.tablet.place)
        other.see(".ways")
        manager.tablet.open(f"/conversation/{manager.tablet.key}/end")
        manager.tablet.tap('[value="broken_off"]')
    other.page.wait_for_selector(".slip, .ways", state="detached")
    assert "Schulden" not in other.page.content()


def test_digits_can_be_shown_and_pasted(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    page = manager.tablet.page
    page.click(".curtain-cord button")
    manager.tablet.see("#secret")
    page.evaluate(
        "text => { document.getElementById('secret').focus(); document.execCommand('insertText', false, text); }",
        "4819",
    )
    page.click('[data-key="2"]', click_count=2)
    page.click('[data-key=""]')
    page.click('[data-key="6"]')
    page.click("[data-shows]")
    assert page.locator("#secret").get_attribute("type") == "text"
    assert page.input_value("#secret") == HouseClient.PIN
    page.keyboard.press("Enter") if page.evaluate("document.activeElement.id") == "secret" else page.click(
        ".pad .strong"
    )
    manager.tablet.see(".welcome")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_who_reads_is_asked_before_the_tablet_locks_and_a_lock_leaves_nothing(
    desk: Desk, tablet: OpenTablet, language: str
) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    page = manager.tablet.page
    page.clock.install()
    steps = full_talk(manager, Client(manager.tablet), language, {"altersgruppe": "27_44", "stadt": "velbert"}, ())
    for step in steps:
        if step == "after stadt":
            break
    for _ in range(2):
        desk.clock.pass_by(minutes=4, seconds=22)
        page.clock.fast_forward(262_000)
        manager.tablet.see("#rest[open]")
        assert "Sind Sie noch da?" in manager.tablet.text("#rest")
        page.click("#rest button")
        page.wait_for_selector("#rest", state="hidden")
    assert manager.tablet.shows(".question")
    page.clock.fast_forward(285_000)
    manager.tablet.see("#secret")
    assert "Velbert" not in page.content()
    page.go_back()
    assert staff_only(manager.tablet) == 0
    assert not manager.tablet.shows(".question")


def test_a_tab_that_nobody_taps_does_not_lock_the_one_that_somebody_does(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    page, client = manager.tablet.page, Client(manager.tablet)
    page.clock.install()
    manager.new_talk()
    other = Tablet(page.context.new_page(), desk.url)
    other.open(page.url.removeprefix(desk.url))
    other.see(".language-page")
    for tap in (lambda: client.choose_language("ar"), client.say_yes):
        desk.clock.pass_by(seconds=150)
        page.clock.fast_forward(150_000)
        tap()
    manager.tablet.see(".question")
    assert not other.shows("#secret, #rest[open]")


def test_who_says_in_one_tab_to_be_there_has_said_so_in_all(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    page = manager.tablet.page
    page.clock.install()
    manager.new_talk()
    other = Tablet(page.context.new_page(), desk.url)
    other.open(page.url.removeprefix(desk.url))
    other.see(".language-page")
    desk.clock.pass_by(minutes=4, seconds=22)
    page.clock.fast_forward(262_000)
    for one in (manager.tablet, other):
        one.see("#rest[open]")
    page.click("#rest button")
    other.page.wait_for_selector("#rest", state="hidden")
    page.clock.fast_forward(30_000)
    assert not manager.tablet.shows("#secret")
    assert not other.shows("#secret")


def test_tabs_that_rest_at_the_same_moment_ask_for_the_pin(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    tabs = [manager.tablet, *(Tablet(manager.tablet.page.context.new_page(), desk.url) for _ in range(3))]
    for tab in tabs:
        tab.open("/desk")
    for tab in tabs:
        tab.page.evaluate("setTimeout(() => { document.body.dataset.rest = 0; }, 300 - Date.now() % 100)")
    for tab in tabs:
        tab.see("#secret")


def test_a_page_out_of_the_browsers_cache_is_asked_for_anew(desk: Desk, tablet: OpenTablet) -> None:
    """The browser of these tests keeps none: what it would say of one is said for it."""
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    page = manager.tablet.page
    page.request.post(f"{desk.url}/lock", headers={"Origin": desk.url})
    assert manager.tablet.shows(".today")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    manager.tablet.see("#secret")

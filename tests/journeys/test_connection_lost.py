"""The network goes in the middle of a talk and comes back."""

import pytest
from builders import COMPLEX_104C
from journeys.people import CaseManager, Desk, OpenTablet, hold

pytestmark = pytest.mark.journey

GERMAN = "Keine Verbindung. Die letzte Antwort ist noch nicht gespeichert."


@pytest.fixture
def manager(desk: Desk, tablet: OpenTablet) -> CaseManager:
    """A case manager in the middle of a talk in Arabic."""
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    hold(manager, desk, "ar", {"altersgruppe": "27_44", "stadt": "velbert"})
    return manager


def test_a_lost_answer_is_said_and_saved_by_itself(desk: Desk, manager: CaseManager) -> None:
    page = manager.tablet.page
    page.route("**/fact", lambda route: route.abort("internetdisconnected"))
    manager.tablet.tap('.tile[value="p104c"]')
    manager.tablet.see("#lost")
    assert GERMAN in manager.tablet.text("#lost")
    assert page.locator('#lost p [lang="ar"]').is_visible()
    assert "27–44" in manager.tablet.text(".strip")
    assert page.locator('.tile[value="p104c"]').evaluate("tile => getComputedStyle(tile).borderStyle") == "dashed"
    kept = desk.talk(manager.tablet.key).persons[0].answers.facts
    assert kept == {"altersgruppe": "27_44", "stadt": "velbert"}
    taps = manager.tablet.taps
    page.unroute("**/fact")
    manager.tablet.see('[data-question="restlaufzeit"]')
    assert manager.tablet.taps == taps
    assert not manager.tablet.shows("#lost")
    assert desk.talk(manager.tablet.key).persons[0].answers.facts == {**kept, "aufenthalt": "p104c"}


def test_while_an_answer_is_not_saved_nothing_can_be_decided(manager: CaseManager) -> None:
    page = manager.tablet.page
    page.route("**/fact", lambda route: route.abort("internetdisconnected"))
    manager.tablet.tap('.tile[value="p104c"]')
    manager.tablet.see("#lost")
    for way in page.locator(".ways button, .ways a").all():
        assert way.evaluate("way => way.disabled || getComputedStyle(way).pointerEvents === 'none'")
        way.evaluate("way => way.focus()")
        assert not way.evaluate("way => way === document.activeElement"), "a keyboard still reaches it"


def test_now_means_now(desk: Desk, manager: CaseManager) -> None:
    page = manager.tablet.page
    page.context.set_offline(True)
    manager.tablet.tap('[value="duldung"]')
    manager.tablet.see("#lost")
    page.context.set_offline(False)
    manager.tablet.tap("#again")
    manager.tablet.see('[data-question="bedarf"]')
    assert desk.talk(manager.tablet.key).persons[0].answers.facts["aufenthalt"] == "duldung"


def test_the_last_tap_counts_when_two_were_lost(desk: Desk, manager: CaseManager) -> None:
    page = manager.tablet.page
    page.route("**/fact", lambda route: route.abort("internetdisconnected"))
    manager.tablet.tap('.tile[value="p104c"]')
    manager.tablet.see("#lost")
    manager.tablet.tap('[value="duldung"]')
    page.unroute("**/fact")
    manager.tablet.see('[data-question="bedarf"]')
    page.wait_for_timeout(300)
    assert desk.talk(manager.tablet.key).persons[0].answers.facts["aufenthalt"] == "duldung"


def test_a_need_is_saved_by_itself_too(desk: Desk, manager: CaseManager) -> None:
    manager.tablet.open(f"{manager.tablet.place}?open=bedarf")
    page = manager.tablet.page
    page.route("**/need", lambda route: route.abort("internetdisconnected"))
    manager.tablet.tap('[value="geld"]')
    manager.tablet.see("#lost")
    page.unroute("**/need")
    manager.tablet.see('[name="drop"][value="geld"]')
    assert desk.talk(manager.tablet.key).persons[0].answers.needs == ("geld",)


def test_the_conversation_with_the_bar_still_fits(desk: Desk, tablet: OpenTablet) -> None:
    from journeys.test_taps_and_scrolling import too_long

    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    hold(manager, desk, "ar", COMPLEX_104C)
    manager.tablet.page.route("**/need", lambda route: route.abort("internetdisconnected"))
    manager.tablet.tap('[value="geld"]')
    manager.tablet.see("#lost")
    assert too_long(manager.tablet) == []

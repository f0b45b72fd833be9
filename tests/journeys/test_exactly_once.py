"""A nervous finger and a second tab: one answer, one slip, and whoever comes too late is told."""

import pytest
from builders import COMPLEX_104C, TODAY
from journeys.people import CaseManager, Client, Desk, OpenTablet, Tablet, hold
from playwright.sync_api import Page

pytestmark = pytest.mark.journey

ALL_DONE = 400
"""Milliseconds in which everything two taps set off has happened."""
SEEN = 300
"""Milliseconds that a person looks before the first tap."""

PACES = pytest.mark.parametrize("pause", [0, 120], ids=["at once", "in a breath"])
"""Milliseconds between the two taps of a double tap."""


def tap_twice(page: Page, selector: str, pause: int) -> None:
    """Two taps of a finger on the same spot of the glass, whatever lies there by then."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    page.wait_for_timeout(SEEN)
    for _ in range(2):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(pause)
    page.wait_for_timeout(ALL_DONE)


@pytest.fixture
def manager(desk: Desk, tablet: OpenTablet) -> CaseManager:
    """A case manager at the desk screen of a tablet that feels fingers."""
    manager = CaseManager(tablet(desk.url, has_touch=True))
    manager.come_in()
    return manager


@PACES
@pytest.mark.parametrize(("fact", "code"), [("altersgruppe", "27_44"), ("stadt", "mettmann")])
def test_a_double_tap_on_a_tile_is_one_answer(
    desk: Desk, manager: CaseManager, pause: int, fact: str, code: str
) -> None:
    hold(manager, desk, "ar", {} if fact == "altersgruppe" else {"altersgruppe": "27_44"})
    tap_twice(manager.tablet.page, f'[data-question="{fact}"] [value="{code}"]', pause)
    manager.tablet.see(f'.question:not([data-question="{fact}"])')
    assert desk.talk(manager.tablet.key).persons[0].answers.facts == {"altersgruppe": "27_44", fact: code}


@PACES
def test_a_double_tap_on_a_need_is_one_need(desk: Desk, manager: CaseManager, pause: int) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    tap_twice(manager.tablet.page, '[name="add"][value="geld"]', pause)
    manager.tablet.see('[name="drop"]')
    assert desk.talk(manager.tablet.key).persons[0].answers.needs == ("geld",)


@PACES
def test_a_double_tap_on_accept_is_one_slip(desk: Desk, manager: CaseManager, pause: int) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    key = manager.tablet.key
    tap_twice(manager.tablet.page, ".ways .accept", pause)
    manager.tablet.see(".slip")
    (person,) = desk.talk(key).persons
    assert person.decision is not None
    assert person.decision.service == "kim_cm_velbert"
    manager.done()
    assert "Ein Gespräch, eine Person. Ein Zettel." in manager.tablet.text(".today")


@PACES
def test_a_double_tap_on_new_talk_yes_and_done_is_one_talk(desk: Desk, manager: CaseManager, pause: int) -> None:
    page = manager.tablet.page
    tap_twice(page, ".welcome", pause)
    manager.tablet.see(".language-page, .promise-page")
    assert desk.office.store.talks.conversations("mettmann", TODAY, TODAY) == []
    assert manager.tablet.shows(".language-page")
    tap_twice(page, '[name="language"][value="ar"]', pause)
    assert manager.tablet.shows(".promise-page")
    tap_twice(page, '[name="answer"][value="yes"]', pause)
    manager.tablet.see(".question")
    assert desk.talk(manager.tablet.key).persons[0].answers.facts == {}


def test_two_tablets_on_one_talk_the_late_one_is_told(desk: Desk, manager: CaseManager, tablet: OpenTablet) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    key = manager.tablet.key
    late = CaseManager(tablet(desk.url))
    late.let_in()
    late.tablet.open(manager.tablet.place)
    manager.accept()
    manager.done()
    stored = desk.talk(key)
    with late.tablet.page.expect_response(lambda response: response.url.endswith("/need")) as answer:
        late.tablet.tap('[name="add"][value="geld"]')
    assert answer.value.status == 409
    late.tablet.see(".notice")
    assert late.tablet.text(".notice h1").startswith("Das Ergebnis ist schon gespeichert.")
    assert "D-09" in late.tablet.text(".notice .code")
    for alone in ("main", "h1", "#lost", "#news", ".skip"):
        assert late.tablet.page.locator(alone).count() == 1, alone
    for old in ("#talk", ".bar", ".question", ".notice .notice"):
        assert late.tablet.page.locator(old).count() == 0, old
    assert desk.talk(key) == stored
    late.tablet.tap(".notice a")
    late.tablet.see(".welcome")


def test_two_tablets_on_one_talk_no_second_slip(desk: Desk, manager: CaseManager, tablet: OpenTablet) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    key = manager.tablet.key
    late = CaseManager(tablet(desk.url))
    late.let_in()
    late.tablet.open(manager.tablet.place)
    manager.other_doors()
    manager.choose_door("mbe")
    manager.give_reason("wunsch")
    late.tablet.tap(".ways .accept")
    late.tablet.see(".notice")
    (person,) = desk.talk(key).persons
    assert person.decision is not None
    assert person.decision.service == "mbe"


def test_the_answer_of_another_tab_is_seen_with_the_next_tap(desk: Desk, manager: CaseManager) -> None:
    client = Client(manager.tablet)
    manager.new_talk()
    client.choose_language("en")
    client.say_yes()
    second = CaseManager(Tablet(manager.tablet.page.context.new_page(), desk.url))
    second.tablet.open(manager.tablet.place)
    second.answer("altersgruppe", "27_44")
    second.answer("stadt", "velbert")
    manager.tablet.tap('[data-question="altersgruppe"] [value="45_64"]')
    manager.tablet.see('[data-question="aufenthalt"]')
    assert "Velbert" in manager.tablet.text(".strip")
    assert "45–64" in manager.tablet.text(".strip")

"""Hasty, trembling, many and small hands: a tap means what stood under the finger when it went down."""

import math
import time

import pytest
from journeys.hands import Hand, Point
from journeys.people import CaseManager, Desk, OpenTablet, hold
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.journey

AGE = '[data-question="altersgruppe"] [name="code"]'
QUICK = 0.285
"""Seconds between two taps of a sure hand."""
DELIBERATE = 1.2
"""Seconds after which somebody means the same spot again."""
DONE = 400
"""Milliseconds in which everything that taps set off has happened."""


@pytest.fixture
def manager(desk: Desk, tablet: OpenTablet) -> CaseManager:
    """A case manager at the desk screen of a tablet that feels fingers."""
    manager = CaseManager(tablet(desk.url, has_touch=True))
    manager.let_in()
    return manager


def facts(desk: Desk, manager: CaseManager) -> dict[str, str]:
    """What is stored of the first person."""
    manager.tablet.page.wait_for_timeout(DONE)
    return dict(desk.talk(manager.tablet.key).persons[0].answers.facts)


ANSWERS = """(far) => [...document.querySelectorAll('.judged [name=code], .question button')]
  .filter((one) => one.offsetParent && one.getAttribute('aria-pressed') !== 'true')
  .map((one) => [one.form.elements.fact?.value ?? 'bedarf', one.value, one.getBoundingClientRect()])
  .map(([fact, code, box]) => ({ fact, code, x: box.x + box.width / 2, y: box.y + box.height / 2 }))"""


def far_from(page: Page, last: Point, number: int) -> Point:
    """The next answer of a talk that lies away from the last one: what she judges comes fifth and sixth."""
    judged = {4: "komplexitaet", 5: "weitere_zielgruppe"}.get(number)
    for one in page.evaluate(ANSWERS):
        asked = one["fact"] == judged if judged else one["fact"] not in ("komplexitaet", "weitere_zielgruppe")
        if asked and math.dist((one["x"], one["y"]), last) > 60 and one["code"] not in ("keine_angabe", "keins"):
            return one["x"], one["y"]
    raise AssertionError("nothing to tap")


def test_a_finger_that_rolls_inside_a_tile_counts(desk: Desk, manager: CaseManager) -> None:
    hand, counted = Hand(manager.tablet.page), {}
    for rolled in ((0, 0), (14, 0), (0, 20), (20, -20), (-30, 0), (0, 30), (21, 21)):
        hold(manager, desk, "ar", {})
        hand.roll(hand.look(f'{AGE}[value="27_44"]'), *rolled)
        counted[rolled] = facts(desk, manager)
    assert {rolled: kept for rolled, kept in counted.items() if kept != {"altersgruppe": "27_44"}} == {}


def test_a_long_press_counts_and_a_finger_that_leaves_does_not_and_shows_it(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {})
    hand = Hand(manager.tablet.page)
    hand.tap(hand.look(f'{AGE}[value="25_26"]'), held=1.5)
    assert facts(desk, manager) == {"altersgruppe": "25_26"}
    x, y = hand.look('[data-question="stadt"] [value="velbert"]')
    hand.roll((x, y), 0, 200)
    assert manager.tablet.page.locator(".tile.untaken").count() == 1
    assert facts(desk, manager) == {"altersgruppe": "25_26"}
    manager.tablet.page.wait_for_selector(".untaken", state="detached")


def test_a_second_tap_on_the_same_spot_answers_nothing(desk: Desk, manager: CaseManager) -> None:
    hand, counted = Hand(manager.tablet.page), {}
    for pause in (0.08, 0.3, 0.45, 0.6, 0.8):
        hold(manager, desk, "ar", {})
        spot = hand.look(f"{AGE} >> nth=0")
        for _ in range(2):
            hand.tap(spot)
            time.sleep(pause)
        counted[pause] = [*facts(desk, manager)]
    assert {pause: kept for pause, kept in counted.items() if kept != ["altersgruppe"]} == {}


@pytest.mark.parametrize("pace", [0.45, 0.6])
def test_who_drums_on_one_spot_answers_no_more_than_the_first_time(
    desk: Desk, manager: CaseManager, pace: float
) -> None:
    page, hand = manager.tablet.page, Hand(manager.tablet.page)
    manager.tablet.open("/desk")
    hand.drum(hand.look(".welcome"), pace)
    assert manager.tablet.shows(".language-page")
    manager.tablet.open(f"/conversation/{manager.tablet.key}?language=ar")
    hand.drum(hand.look('[name="answer"][value="yes"]'), pace)
    assert (facts(desk, manager), manager.question()) == ({}, "altersgruppe")
    spot = hand.look(f"{AGE} >> nth=5")
    hand.drum(spot, pace)
    assert list(facts(desk, manager)) == ["altersgruppe"]
    page.wait_for_timeout((DELIBERATE - pace) * 1000 - DONE)
    hand.tap(spot)
    assert list(facts(desk, manager)) == ["altersgruppe", "stadt"]


def test_what_has_just_come_is_deaf_at_another_spot_too(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {})
    hand = Hand(manager.tablet.page)
    first, other = hand.look(f"{AGE} >> nth=0"), hand.middle(f"{AGE} >> nth=5")
    hand.tap(first)
    manager.tablet.see('[data-question="stadt"]')
    hand.tap(other)
    assert list(facts(desk, manager)) == ["altersgruppe"]


LISTEN = """() => { window.slowest = 0; window.quickest = 1000; let down = -1000;
  addEventListener('touchstart', ({ timeStamp }) => {
    quickest = Math.min(quickest, timeStamp - down);
    down = timeStamp;
  }, true);
  addEventListener('htmx:after:swap', () => { slowest = Math.max(slowest, performance.now() - down); }); }"""
AT_ONCE = 190
"""Milliseconds from a touch to the next question on a machine that is not busy with something else."""


def test_seven_quick_answers_of_a_sure_hand_are_all_kept(desk: Desk, manager: CaseManager) -> None:
    page, hand = manager.tablet.page, Hand(manager.tablet.page)
    hold(manager, desk, "de", {})
    spots: list[Point] = []
    for number in range(7):
        hand.look(".question")
        spots.append(far_from(page, spots[-1] if spots else (0, 0), number))
        hand.tap(spots[-1])
    page.wait_for_timeout(DONE)
    slowly = desk.talk(manager.tablet.key).persons[0].answers
    for _ in range(5):
        hold(manager, desk, "de", {})
        hand.look(AGE)
        page.evaluate(LISTEN)
        for spot in spots:
            began = time.monotonic()
            hand.tap(spot)
            page.wait_for_timeout(max(0, QUICK - (time.monotonic() - began)) * 1000)
        page.wait_for_timeout(DONE)
        if page.evaluate("slowest") < AT_ONCE and page.evaluate("quickest") >= 280:
            assert desk.talk(manager.tablet.key).persons[0].answers == slowly
            return
    pytest.skip("this machine is too busy to be quick")


def test_two_hands_and_a_palm_answer_nothing_and_one_tile_under_two_fingers_counts_once(
    desk: Desk, manager: CaseManager
) -> None:
    hold(manager, desk, "ar", {})
    hand = Hand(manager.tablet.page)
    first, second = hand.look(f"{AGE} >> nth=1"), hand.middle(f"{AGE} >> nth=4")
    for finger, spot in enumerate((first, second, hand.middle(f"{AGE} >> nth=6"))):
        hand.press(spot, finger)
    hand.lift(0)
    hand.lift(1, 2)
    assert manager.tablet.page.locator(".untaken").count() == 3
    assert facts(desk, manager) == {}
    hand.press(first)
    hand.press((first[0] + 12, first[1] + 12), 1)
    hand.lift()
    assert list(facts(desk, manager)) == ["altersgruppe"]


def test_no_page_changes_under_a_finger(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {})
    page, hand = manager.tablet.page, Hand(manager.tablet.page)
    first, second = hand.look(f'{AGE}[value="u12"]'), hand.middle(f'{AGE}[value="45_64"]')
    held: list[Route] = []

    def hold_back(route: Route) -> None:
        held.append(route)

    page.route("**/fact", hold_back, times=1)
    hand.tap(first)
    hand.press(second)
    held[0].continue_()
    page.wait_for_timeout(DONE)
    assert manager.question() == "altersgruppe"
    hand.lift()
    manager.tablet.see('[data-question="stadt"]')
    assert facts(desk, manager) == {"altersgruppe": "45_64"}


def test_a_key_that_is_held_down_counts_once(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", {})
    page = manager.tablet.page
    page.focus(f"{AGE} >> nth=2")
    for _ in range(8):
        page.keyboard.down("Enter")
        page.wait_for_timeout(30)
    page.keyboard.up("Enter")
    assert list(facts(desk, manager)) == ["altersgruppe"]


def test_what_stays_is_not_drawn_anew_and_what_means_something_else_is(desk: Desk, manager: CaseManager) -> None:
    page = manager.tablet.page
    hold(manager, desk, "ar", {"altersgruppe": "27_44", "stadt": "velbert"})
    before = [page.query_selector(one) for one in ('a[href$="open=stadt"]', ".tile >> nth=1", ".ways .accept")]
    manager.answer("aufenthalt", "duldung")
    before += [page.query_selector(f'[name="add"][value="{need}"]') for need in ("geld", "arbeit")]
    manager.name_need("arbeit")
    there = [one and one.evaluate("one => one.isConnected") for one in before]
    assert there == [True, False, False, True, False]


def test_an_answer_is_read_in_one_task_and_the_page_changed_in_another(desk: Desk, manager: CaseManager) -> None:
    page = manager.tablet.page
    hold(manager, desk, "ar", {})
    page.evaluate("""() => {
      let between = 0;
      document.addEventListener('htmx:before:swap', () => setTimeout(() => { between += 1; }));
      document.addEventListener('htmx:after:swap', () => { document.body.dataset.between = between; });
    }""")
    manager.answer("altersgruppe", "27_44")
    assert page.get_attribute("body", "data-between") == "1"

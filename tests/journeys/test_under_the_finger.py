"""Nothing that ends a talk lies under the main button of the page before, whichever way one came."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

import pytest
from builders import COMPLEX_104C
from journeys.people import FLAT, PHONE, UPRIGHT, CaseManager, Client, Desk, OpenTablet, hold

pytestmark = pytest.mark.journey

ENDS = """() => [...document.querySelectorAll(
    '[name=outcome], [name=answer]:not([value=yes]), [name=how], [name=reason], [name=service], '
  + 'form[action$="/done"] button, form[action$="/person"] button, form[action$="/drop"] button, '
  + 'form[action$="/redecide"] button, form[action$="/take-back"] button, form[action$="/desk/close"] button, '
  + '.hand-back button')]
  .filter((one) => one.offsetParent && !one.matches('[type=hidden]'))
  .map((one) => [one.value || one.form.action.split('/').pop(), one.getBoundingClientRect()])
  .map(([what, box]) => ({ what, x: box.x, y: box.y, right: box.right, bottom: box.bottom }))"""
MAIN = "one => (({ x, y, right, bottom }) => ({ x, y, right, bottom }))(one.getBoundingClientRect())"
Box = dict[str, float]


@dataclass
class Finger:
    """Taps its way through a talk and looks what came to lie under it."""

    manager: CaseManager
    under: dict[str, list[str]] = field(default_factory=dict)
    size: tuple[int, int] = FLAT
    language: str = ""

    def each_way(self, *languages: str) -> Iterator[str]:
        """Every size of a screen in each of these languages; nobody is there yet."""
        for self.size, self.language in product(SIZES, languages):
            self.manager.tablet.page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
            self.manager.let_in()
            yield self.language

    def tap(self, step: str, button: str, then: str) -> None:
        """Tap this; something else stands on the screen then."""
        self.go(step, button, lambda: (self.manager.tablet.tap(button), self.manager.tablet.see(then)))

    def go(self, step: str, button: str, act: Callable[[], object]) -> None:
        """Do this, which begins with a tap there."""
        page = self.manager.tablet.page
        page.locator(button).first.scroll_into_view_if_needed()
        box: Box = page.locator(button).first.evaluate(MAIN)
        act()
        if found := [one["what"] for one in page.evaluate(ENDS) if overlap(one, box)]:
            self.under[f"{self.size} {self.language} {step}"] = found


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    across = one["x"] < other["right"] and other["x"] < one["right"]
    return across and one["y"] < other["bottom"] and other["y"] < one["bottom"]


SIZES = FLAT, UPRIGHT, (1024, 768), PHONE
BOTH = "de", "ar"
YES, DONE = '[name="answer"][value="yes"]', 'form[action$="/done"] button'


@pytest.fixture
def finger(desk: Desk, tablet: OpenTablet) -> Finger:
    """A case manager's."""
    return Finger(CaseManager(tablet(desk.url)))


def test_on_the_way_of_the_suggestion(desk: Desk, finger: Finger) -> None:
    manager, client = finger.manager, Client(finger.manager.tablet)
    for language in finger.each_way(*BOTH):
        manager.tablet.open("/desk")
        finger.go("new talk", ".welcome", manager.new_talk)
        chosen = f'[name="language"][value="{language}"]'
        finger.go("language", chosen, lambda tag=language: client.choose_language(tag))
        finger.go("yes", YES, client.say_yes)
        manager.let_in()
        hold(manager, desk, language, COMPLEX_104C)
        finger.go("accept", ".ways .accept", manager.accept)
        finger.tap("further person", 'form[action$="/person"] button', ".question")
        manager.take()
        manager.answer_second()
        if finger.size != PHONE:  # where the slip is longer than the screen
            finger.go("accept again", ".ways .accept", manager.accept)
            finger.tap("done", DONE, "#secret")
            finger.go("unlock", ".pad .strong", manager.unlock)
    assert finger.under == {}


def test_on_the_way_of_another_door(desk: Desk, finger: Finger) -> None:
    for language in finger.each_way(*BOTH):
        hold(finger.manager, desk, language, COMPLEX_104C)
        finger.tap("other door", '.ways [href$="panel=doors"]', ".plates")
        finger.tap("door", '.door[href$="&door=mbe"]', ".why")
        finger.tap("back", ".ways > a", ".suggested")
        finger.tap("other door again", '.ways [href$="panel=doors"]', ".plates")
        finger.tap("door again", '.door[href$="&door=mbe"]', ".why")
        finger.go("reason", ".why .tile", lambda: finger.manager.give_reason("wunsch"))
    assert finger.under == {}


def test_on_the_way_of_no_need_and_back(desk: Desk, finger: Finger) -> None:
    for language in finger.each_way(*BOTH):
        hold(finger.manager, desk, language, COMPLEX_104C)
        finger.tap("no need", '.ways [href$="panel=no_need"]', ".kinds")
        finger.tap("back", ".ways > a", ".suggested")
        finger.tap("no need again", '.ways [href$="panel=no_need"]', ".kinds")
        finger.tap("kind", ".kinds .tile", ".slip")
    assert finger.under == {}


def test_on_the_way_back_from_an_outcome(desk: Desk, finger: Finger) -> None:
    for language in finger.each_way(*BOTH):
        hold(finger.manager, desk, language, COMPLEX_104C)
        finger.manager.accept()
        place = finger.manager.tablet.page.url.removeprefix(finger.manager.tablet.url).removesuffix("/slip")
        finger.manager.take()
        finger.manager.tablet.open(place)
        finger.tap("show the slip", ".decided .strong", ".slip")
        finger.manager.take()
        finger.manager.tablet.open(place)
        finger.tap("redecide", 'form[action$="/redecide"] button', ".question")
        finger.tap("end", 'a[href$="/end"]', '[name="how"]')
        finger.tap("on", ".narrow .strong", ".question")
    assert finger.under == {}


@pytest.mark.parametrize("answer", ["later", "no"])
def test_on_the_way_of_whoever_does_not_want_to(finger: Finger, answer: str) -> None:
    manager, client = finger.manager, Client(finger.manager.tablet)
    for language in finger.each_way(*BOTH):
        manager.tablet.open("/desk")
        manager.new_talk()
        client.choose_language(language)
        finger.tap(answer, f'[name="answer"][value="{answer}"]', "#secret")
        finger.go("unlock", ".pad .strong", manager.unlock)
    assert finger.under == {}


def test_on_the_way_of_a_language_that_is_missing(finger: Finger) -> None:
    for _ in finger.each_way(""):
        finger.manager.tablet.open("/desk")
        finger.manager.new_talk()
        finger.tap("more", '[href*="more=1"]', ".further")
        finger.tap("named", ".further .tile", ".promise-page")
        finger.tap("somebody translates", '.top [href*="/interpreter"]', ".please-wait")
        finger.tap("back", ".corner a", ".language-page, .promise-page")
    assert finger.under == {}

"""Nothing that ends a talk lies under the main button of the page before."""

import pytest
from builders import COMPLEX_104C
from journeys.people import FLAT, PHONE, UPRIGHT, CaseManager, Client, Desk, OpenTablet, Tablet

pytestmark = pytest.mark.journey

ENDS = """() => [...document.querySelectorAll(
    '[name=outcome], [name=answer]:not([value=yes]), [name=how], '
  + 'form[action$="/done"] button, form[action$="/person"] button')]
  .filter((one) => one.offsetParent).map((one) => [one.value || 'done', one.getBoundingClientRect()])
  .map(([what, box]) => ({ what, x: box.x, y: box.y, right: box.right, bottom: box.bottom }))"""


def lies_under(tablet: Tablet, button: dict[str, float]) -> list[str]:
    """What ends the talk on this page and lies where any part of that button was."""
    right, bottom = button["x"] + button["width"], button["y"] + button["height"]
    return [
        one["what"]
        for one in tablet.page.evaluate(ENDS)
        if one["x"] < right and button["x"] < one["right"] and one["y"] < bottom and button["y"] < one["bottom"]
    ]


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("size", [FLAT, UPRIGHT, (1024, 768), PHONE], ids=["flat", "upright", "small", "phone"])
def test_nothing_that_ends_a_talk_lies_under_the_main_button_of_the_page_before(
    desk: Desk, tablet: OpenTablet, size: tuple[int, int], language: str
) -> None:
    manager = CaseManager(tablet(desk.url, size))
    manager.come_in()
    client, page, under = Client(manager.tablet), manager.tablet.page, {}

    def look(step: str, button: str, go: object) -> None:
        page.locator(button).first.scroll_into_view_if_needed()
        box = page.locator(button).first.bounding_box()
        assert box is not None
        go()  # type: ignore[operator]
        if found := lies_under(manager.tablet, box):
            under[step] = found

    look("new talk", ".welcome", manager.new_talk)
    look("language", f'[name="language"][value="{language}"]', lambda: client.choose_language(language))
    look("yes", '[name="answer"][value="yes"]', client.say_yes)
    for fact, code in COMPLEX_104C.items():
        manager.answer(fact, code)
    look("accept", ".ways .accept", manager.accept)
    look("done", 'form[action$="/done"] button', manager.done)
    assert under == {}

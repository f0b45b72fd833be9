"""One client after another, each in their own language beside German, on a desk that keeps running."""

import pytest
from builders import COMPLEX_104C
from journeys.people import FLAT, UPRIGHT, CaseManager, Client, Desk, OpenTablet, full_talk, hold

pytestmark = pytest.mark.journey

FEW = {"altersgruppe": "27_44", "stadt": "velbert"}
LANGUAGES_ON_THE_PAGE = """() => [...new Set([...document.querySelectorAll('main [lang], #lost [lang]')]
  .filter((element) => !element.hreflang)
  .map((element) => element.lang))].sort()"""
ONE_MORE = """() => {
  const [longest] = document.querySelectorAll('.languages > [value="sr-Latn"]');
  longest.after(longest.cloneNode(true));
}"""


def test_nobody_sees_the_language_of_the_one_before(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    foreign = {}
    for language in ("en", "ar", "de"):
        for step in full_talk(manager, Client(manager.tablet), language, FEW, ()):
            spoken = manager.tablet.page.evaluate(LANGUAGES_ON_THE_PAGE)
            if step != "language" and spoken != sorted({"de", language}):
                foreign[f"{language}, {step}"] = spoken
        manager.done()
    assert foreign == {}


def test_changing_the_language_keeps_step_and_answers(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    client = Client(manager.tablet)
    manager.new_talk()
    client.choose_language("en")
    manager.tablet.tap('.top a[href$="change=language"]')
    client.choose_language("ar")
    client.say_yes()
    manager.answer("altersgruppe", "27_44")
    manager.answer("stadt", "velbert")
    manager.tablet.tap('.bar a[href$="change=language"]')
    manager.tablet.see(".language-page")
    manager.tablet.tap('[name="language"][value="en"]')
    manager.tablet.see('[data-question="aufenthalt"]')
    assert "Velbert" in manager.tablet.text(".strip")
    assert manager.tablet.page.locator('.question h2 [lang="en"]').first.is_visible()


def test_from_an_open_panel_it_leads_back_to_the_panel(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, "ar", COMPLEX_104C)
    manager.other_doors()
    manager.tablet.tap('form:has([name="change"]) button')
    manager.tablet.see(".language-page")
    manager.tablet.tap('[name="language"][value="en"]')
    manager.tablet.see("body.client .question")
    manager.take()
    manager.tablet.see(".plates")
    assert manager.tablet.page.locator('.doors h2 [lang="en"]').is_visible()


def test_my_language_is_not_here_goes_on_in_german(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    manager.new_talk()
    client = Client(manager.tablet)
    manager.tablet.tap('a[href*="more=1"]')
    client.choose_language("hy")
    assert manager.tablet.page.locator("html").get_attribute("lang") == "de"
    client.say_yes()
    manager.answer("altersgruppe", "27_44")
    manager.accept()
    manager.done()


@pytest.mark.parametrize("size", [FLAT, UPRIGHT])
def test_with_languages_that_a_county_adds_my_language_is_not_here_stays_in_sight(
    desk: Desk, tablet: OpenTablet, size: tuple[int, int]
) -> None:
    manager = CaseManager(tablet(desk.url, size))
    manager.come_in()
    manager.new_talk()
    page = manager.tablet.page
    for _ in range(4):
        page.evaluate(ONE_MORE)
        last = page.locator(".beside").bounding_box()
        assert last
        assert last["y"] + last["height"] <= size[1]
    assert page.locator(".languages > button").count() == 24

"""What is written down: one tap from the promise, read without scrolling, and one tap back."""

import pytest
from journeys.people import FLAT, PHONE, UPRIGHT, CaseManager, Client, Desk, OpenTablet, Tablet

pytestmark = pytest.mark.journey

NARROWER = "document.documentElement.scrollWidth <= innerWidth"
WHOLE = "document.documentElement.scrollHeight <= innerHeight"


def at_the_promise(desk: Desk, tablet: OpenTablet, language: str, size: tuple[int, int]) -> Tablet:
    """A tablet turned to somebody who has chosen a language."""
    table: Tablet = tablet(desk.url, size)
    manager = CaseManager(table)
    manager.sign_in()
    manager.new_talk()
    Client(table).choose_language(language)
    return table


@pytest.mark.parametrize("county", ["desk", "other_desk"])
@pytest.mark.parametrize("language", ["de", "ar"])
def test_it_is_one_tap_from_the_promise_and_leads_back(
    request: pytest.FixtureRequest, tablet: OpenTablet, county: str, language: str
) -> None:
    table = at_the_promise(request.getfixturevalue(county), tablet, language, FLAT)
    taps = table.taps
    table.tap('.promise-page a[href*="/data?"]')
    table.see(".about")
    assert table.page.evaluate(WHOLE)
    table.tap('.about .top a[href*="/conversation/"]')
    table.see(".promise-page")
    assert table.taps - taps == 2
    assert table.complaints == []


@pytest.mark.parametrize("size", [UPRIGHT, PHONE])
def test_on_a_smaller_screen_the_way_back_is_seen_before_anything_is_scrolled(
    desk: Desk, tablet: OpenTablet, size: tuple[int, int]
) -> None:
    table = at_the_promise(desk, tablet, "ar", size)
    table.tap('.promise-page a[href*="/data?"]')
    table.see(".about")
    box = table.page.locator(".about .top a").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < size[1] - box["height"]
    assert table.page.evaluate(NARROWER)

"""Each language on the way to the slip, looked at once; German and Arabic other journeys look at everywhere."""

import pytest
from journeys.people import FLAT, UPRIGHT, CaseManager, Desk, OpenTablet
from journeys.ruler import Sight
from journeys.test_slip import code_on, printed_text
from journeys.tongues import OFFERED, screens
from playwright.sync_api import Page

from kiosk.words.catalogues import direction_of

pytestmark = pytest.mark.journey

WHOLE = (FLAT, UPRIGHT)
"""Here nothing scrolls."""


def height(page: Page, size: tuple[int, int]) -> int:
    """How high the page is on a tablet of this size, where that is more than the tablet."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("document.fonts.ready")
    high = int(page.evaluate("document.documentElement.scrollHeight"))
    return high if high > size[1] else 0


def test_each_language_fits_and_is_marked_as_what_it_is(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, reduced_motion="reduce"))
    manager.let_in()
    page, wrong = manager.tablet.page, {}
    for language in OFFERED:
        for name, size in screens(manager, desk, language):
            if name == "languages" and language != OFFERED[0]:
                continue  # it is the same for all
            found = Sight(*size).misfits(page)
            spoken = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
            if name not in ("languages", "needs") and spoken != [language, direction_of(language)]:
                found.append(f"speaks {spoken}")
            if name != "phone":
                found += [f"scrolls at {size}: {high}" for size in WHOLE if (high := height(page, size))]
            if name == "slip" and code_on(manager.tablet) != printed_text(manager.tablet):
                found.append("its code says something else than the text beside it")
            if found:
                wrong[f"{language}, {name}"] = found
    assert wrong == {}
    assert manager.tablet.complaints == []

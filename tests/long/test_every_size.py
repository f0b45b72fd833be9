"""Every page in every language, and in one with longer words than any: at every size, and held against axe."""

import pytest
from journeys.people import CaseManager, Desk, OpenTablet
from journeys.ruler import Sight
from journeys.test_sizes import OTHER_WORDS, misfits, pages_of
from journeys.test_usable_by_everyone import AXE, problems
from journeys.tongues import OFFERED

SCREENS = ((1280, 800), (1024, 768), (1180, 820), (1280, 680), (800, 1280))
WIDTHS = (Sight(320, 640), Sight(390, 844), *(Sight(width, height) for width, height in SCREENS))
LARGER = (
    *(Sight(int(width / zoom), int(height / zoom)) for width, height in SCREENS for zoom in (1.5, 2)),
    *(Sight(width, height, letters) for width, height in SCREENS for letters in ("150%", "200%")),
    *(Sight(width, height, spaced=True) for width, height in SCREENS),
)
EVERYWHERE = ("de", "en", "ar", "ur", OTHER_WORDS)
"""Both directions, the highest letters, the longest words; the other languages are looked at in each width."""


@pytest.mark.parametrize("language", [*OFFERED, OTHER_WORDS])
def test_every_page_fits_at_every_size(desk: Desk, tablet: OpenTablet, language: str) -> None:
    assert misfits(desk, tablet, language, WIDTHS + LARGER if language in EVERYWHERE else WIDTHS) == {}


@pytest.mark.parametrize("language", OFFERED)
def test_every_page_is_usable_in_every_language(desk: Desk, tablet: OpenTablet, language: str) -> None:
    manager = CaseManager(tablet(desk.url, bypass_csp=True, reduced_motion="reduce"))
    manager.tablet.page.context.add_init_script(path=AXE)
    manager.come_in()
    found = {page: problems(manager.tablet) for page in pages_of(manager, desk, language)}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}

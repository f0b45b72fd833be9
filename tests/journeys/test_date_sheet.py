"""The sheet of a card that runs out: tapped without a keyboard, printed, gone; and the same on a phone."""

from pathlib import Path

import pytest
from builders import COMPLEX_104C
from journeys.people import FLAT, UPRIGHT, CaseManager, Desk, OpenTablet, hold
from journeys.printing import PAPERS, needs_pdftotext, sheets_of

from kiosk.words.catalogues import direction_of

pytestmark = pytest.mark.journey

DATES = ("03.2027", "01.12.2026", "18.01.2027", "01.03.2027")
BY = """() => [...document.querySelectorAll(".by:has(.strong)")].map((by) => [
  by.querySelector(".first bdi").getClientRects().length,
  ...[".first", ".strong", ".second"].map((part) => by.querySelector(part).getBoundingClientRect().top)])"""
"""On how many lines the word before a date stands, and where the word, the date and the German word begin."""
WIDER = "document.documentElement.scrollWidth > innerWidth"


@needs_pdftotext
@pytest.mark.parametrize(("language", "size"), [("de", FLAT), ("ar", FLAT), ("ar", UPRIGHT)])
def test_month_tapped_sheet_printed_nothing_kept(
    desk: Desk, tablet: OpenTablet, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    manager = CaseManager(tablet(desk.url, size))
    manager.let_in()
    hold(manager, desk, language, COMPLEX_104C)
    manager.accept()
    screen, page = manager.tablet, manager.tablet.page
    before = screen.taps
    screen.tap('.choices a[href*="/dates"]')
    screen.see(".months")
    asked = page.url
    screen.tap('.months [value="2027-03"]')
    screen.see(".steps")
    assert screen.taps == before + 2
    assert page.url == asked, "no address says the month"
    assert not page.evaluate(WIDER)
    for paper in ("a5", "a4", "80mm"):
        screen.tap(f'.sizes [value="{paper}"]')
        screen.see(f"body.paper-{paper}")
        page.evaluate("() => document.fonts.ready")
        pdf = tmp_path / f"{paper}.pdf"
        pdf.write_bytes(page.pdf(prefer_css_page_size=True))
        (sheet,) = sheets_of(pdf)
        assert round(sheet.size[0]) == PAPERS[paper][0]
        assert [date for date in DATES if date not in sheet.words] == []
        assert sheet.left >= 3
        assert sheet.right <= sheet.size[0] - 3
    screen.tap(".slip-tools > :last-child a")
    screen.see(".slip .plate")
    page.reload()
    assert not any(date in page.content() for date in DATES)
    assert screen.complaints == []


@pytest.mark.parametrize("size", [FLAT, (1024, 768), UPRIGHT])
def test_the_word_before_a_date_is_whole_and_beside_it(desk: Desk, tablet: OpenTablet, size: tuple[int, int]) -> None:
    manager = CaseManager(tablet(desk.url, size))
    manager.let_in()
    hold(manager, desk, "uk", COMPLEX_104C)
    manager.accept()
    manager.tablet.tap('.choices a[href*="/dates"]')
    manager.tablet.tap('.months [value="2027-03"]')
    manager.tablet.see(".steps")
    told = manager.tablet.page.evaluate(BY)
    assert [lines for lines, *_ in told] == [1, 1, 1]
    assert all(word <= day <= german for _, word, day, german in told)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_phone_opens_the_months_without_script(desk: Desk, tablet: OpenTablet, language: str) -> None:
    phone = tablet(desk.url, (320, 640), java_script_enabled=False)
    phone.open(f"/slip/{language}/mbe")
    assert not phone.page.locator(".cards").is_visible()
    phone.page.locator("details summary").click()
    assert phone.page.locator(".cards > li").count() == 8
    assert phone.page.locator('.cards a[href$="/dates/2027-03.ics"]').is_visible()
    side = phone.page.locator(".cards ol").first.evaluate("days => getComputedStyle(days).direction")
    assert side == direction_of(language), "the step stands where one begins to read, its day after it"
    assert not phone.page.evaluate(WIDER)

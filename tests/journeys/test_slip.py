"""The slip: on the screen, on the phone, on paper."""

import urllib.request
from itertools import product
from pathlib import Path

import pytest
from builders import COMPLEX_104C
from journeys.people import FLAT, PHONE, UPRIGHT, CaseManager, Client, Desk, OpenTablet, Tablet, full_talk, hold
from journeys.printing import PAPERS, needs_pdftotext, sent_to, sheets_of, wrong_with
from journeys.tongues import OFFERED
from playwright.sync_api import Response
from readers import READERS, from_png

pytestmark = pytest.mark.journey

HEAVIEST = 50_000
SERVICES = {"mettmann": "psz", "musterkreis": "lotsen_kreis"}
FULLEST = {"mettmann": ("psz", "kim_cm", "sprachkurs"), "musterkreis": ("lotsen_kreis", "berufsamt")}
"""Services with the most to say; `test.sh --long` prints every one."""
PARTED = """() => [...document.querySelectorAll('.slip .name bdi, .handed .chip')].flatMap((element) => {
  const range = document.createRange(), walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), parted = [];
  while (walker.nextNode()) for (const {index, 0: word} of walker.currentNode.data.matchAll(/\\p{L}{3,}/gu)) {
    range.setStart(walker.currentNode, index);
    range.setEnd(walker.currentNode, index + word.length);
    if (new Set([...range.getClientRects()].map((box) => box.bottom)).size > 1) parted.push(word);
  }
  return parted;
})"""
"""Words that a line ends within."""
MUCH_BESIDE = {"altersgruppe": "18_24", "stadt": "haan", "aufenthalt": "p104c", "restlaufzeit": "beantragt"}
NUMBER_BY_PEN = 160
"""Pixels of the line that a telephone number is written on."""
COUNTIES = pytest.mark.parametrize("county", SERVICES)


def at(request: pytest.FixtureRequest, county: str) -> Desk:
    """The desk of a county."""
    return request.getfixturevalue("desk" if county == "mettmann" else "other_desk")


def code_on(tablet: Tablet) -> str:
    """What a phone reads from the screen."""
    tablet.page.locator(".qr").scroll_into_view_if_needed()
    (found,) = READERS["zxing"](from_png(tablet.page.locator(".qr").screenshot()))
    return found


def printed_text(tablet: Tablet) -> str:
    """What stands under the code."""
    return tablet.page.locator(".code .text").inner_text().strip()


@COUNTIES
@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_code_says_what_is_printed_under_it(
    request: pytest.FixtureRequest, tablet: OpenTablet, county: str, language: str
) -> None:
    desk = at(request, county)
    screen = tablet(desk.url)
    CaseManager(screen).let_in()
    screen.open(f"/desk/slip/{SERVICES[county]}?language={language}")
    said = code_on(screen)
    assert said == printed_text(screen)
    if county == "musterkreis":
        assert said == f"https://zettel.example/slip/{language}/lotsen_kreis"


@COUNTIES
def test_the_slip_after_a_talk_is_in_the_clients_language_and_nothing_on_it_leaves_the_program(
    request: pytest.FixtureRequest, tablet: OpenTablet, county: str
) -> None:
    desk = at(request, county)
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    answers = COMPLEX_104C if county == "mettmann" else None
    for _ in full_talk(manager, Client(manager.tablet), "ar", answers, ()):
        pass
    page = manager.tablet.page
    assert (page.locator("html").get_attribute("lang"), page.locator("html").get_attribute("dir")) == ("ar", "rtl")
    heading = page.locator(".slip h1 bdi")
    assert [line.get_attribute("lang") for line in heading.all()] == ["ar", "de"]
    links = [link.get_attribute("href") or "" for link in page.locator("a[href]").all()]
    assert links
    assert [link for link in links if not link.startswith(("/", "#"))] == []
    if county == "mettmann":
        assert page.locator(".qr").count() == 0
        assert page.locator(".by-pen .pen").count() == 3
    else:
        assert code_on(manager.tablet) == printed_text(manager.tablet)


@pytest.mark.parametrize(("language", "turned"), [("de", "none"), ("ar", "matrix(-1, 0, 0, 1, 0, 0)")])
def test_back_points_to_where_the_page_was_read(desk: Desk, tablet: OpenTablet, language: str, turned: str) -> None:
    screen = tablet(desk.url, PHONE)
    CaseManager(screen).let_in()
    screen.open(f"{sent_to(desk, 'mbe')}&language={language}")
    arrow = screen.page.locator(".slip-tools .two .icon").first
    assert arrow.evaluate("arrow => getComputedStyle(arrow).transform") == turned


@pytest.mark.parametrize("size", [FLAT, (1024, 768)])
def test_beside_all_languages_a_further_person_stays_in_sight(
    desk: Desk, tablet: OpenTablet, size: tuple[int, int]
) -> None:
    manager = CaseManager(tablet(desk.url, size))
    manager.let_in()
    hold(manager, desk, "ar", COMPLEX_104C)
    manager.accept()
    page = manager.tablet.page
    page.locator(".slip-languages summary").click()
    further, done = (page.locator(at).bounding_box() for at in (".slip-tools .two", ".slip-tools > :last-child"))
    assert further
    assert done
    assert further["y"] + further["height"] <= done["y"]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_on_a_phone_nothing_lies_over_the_slip(desk: Desk, tablet: OpenTablet, language: str) -> None:
    manager = CaseManager(tablet(desk.url, PHONE))
    manager.let_in()
    hold(manager, desk, language, COMPLEX_104C)
    manager.accept()
    slip, tools = (manager.tablet.page.locator(at).bounding_box() for at in (".slip", ".slip-tools"))
    assert slip
    assert tools
    assert slip["y"] + slip["height"] <= tools["y"]


def test_without_script_there_is_no_dead_print_button(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, "en", COMPLEX_104C)
    manager.accept()
    assert manager.tablet.page.locator("#print").is_visible()
    still = tablet(desk.url, (1280, 800), java_script_enabled=False)
    still.page.context.add_cookies(manager.tablet.page.context.cookies())
    still.open(manager.tablet.page.url.removeprefix(desk.url))
    assert still.page.locator("#print").is_hidden()
    assert "Strg" in still.page.content() or "Ctrl" in still.page.content()


@COUNTIES
@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_phone_needs_no_script_no_cookie_and_nobody_else(
    request: pytest.FixtureRequest, tablet: OpenTablet, county: str, language: str
) -> None:
    desk = at(request, county)
    phone = tablet(desk.url, (360, 740), java_script_enabled=False)
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    phone.page.on("response", keep)
    assert phone.open(f"/slip/{language}/{SERVICES[county]}") == 200
    phone.page.wait_for_load_state("networkidle")
    assert phone.text(".slip h1")
    assert phone.page.locator(".plate").is_visible()
    assert phone.page.locator(".qr").count() == 0, "a phone is not asked to scan itself"
    assert phone.page.locator("script").count() == 0
    assert phone.page.context.cookies() == []
    assert phone.foreign == []
    light = [answer for answer in answers if answer.request.resource_type != "font"]
    sizes = [answer.request.sizes() for answer in light]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < HEAVIEST
    assert phone.complaints == []


def test_the_slip_is_the_same_for_everybody(desk: Desk, tablet: OpenTablet) -> None:
    address = f"{desk.url}/slip/ar/kim_cm_velbert"
    with urllib.request.urlopen(address) as answer:
        stranger = answer.read()
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, "en", COMPLEX_104C)
    manager.accept()
    assert manager.tablet.page.context.request.get(address).body() == stranger
    desk.clock.pass_by(days=1)
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == stranger


@needs_pdftotext
@COUNTIES
def test_a_slip_is_readable_on_every_paper(
    request: pytest.FixtureRequest, tablet: OpenTablet, tmp_path: Path, county: str
) -> None:
    desk = at(request, county)
    screen = tablet(desk.url)
    CaseManager(screen).let_in()
    wrong = {}
    for slip in (*(sent_to(desk, service) for service in FULLEST[county]), "/desk/slip?"):
        for language, paper in product(("de", "ar"), PAPERS):
            for today in ("", "&today=1") if paper == "a6" else ("",):
                address = f"{slip}&language={language}{today}"
                if found := wrong_with(screen, address, paper, tmp_path):
                    wrong[f"{address}, {paper}"] = found
    assert wrong == {}


@needs_pdftotext
def test_the_usual_slip_takes_one_sheet_of_the_smallest_paper_in_every_language_and_a_long_one_in_most(
    desk: Desk, tablet: OpenTablet, tmp_path: Path
) -> None:
    screen, wrong = tablet(desk.url), {}
    CaseManager(screen).let_in()
    for slip in (
        *product(["kim_cm"], OFFERED),
        *product(["fluechtlingshilfe_velbert"], ["de", "ar", "uk", "ru", "so"]),
    ):
        found = wrong_with(screen, "/desk/slip/{}?language={}".format(*slip), "a6", tmp_path)
        if found or len(sheets_of(tmp_path / "a6.pdf")) > 1:
            wrong[slip] = found
    assert wrong == {}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_printed_at_home_each_number_has_a_line_of_its_own_beside_its_picture(
    desk: Desk, tablet: OpenTablet, language: str
) -> None:
    phone = tablet(desk.url, PHONE)
    assert phone.open(f"/slip/{language}/psz") == 200
    phone.page.emulate_media(media="print")
    numbers, place = (
        phone.page.locator('.slip dd > a[href^="tel:"] > bdi'),
        phone.page.locator('dd:has([href^="tel:"])'),
    )
    first, second, whole = (one.bounding_box() for one in (*numbers.all(), place))
    assert first and second and whole  # noqa: PT018 - for the type
    assert 0 < second["y"] - first["y"] < 1.5 * first["height"]
    assert abs(first["x"] - whole["x"] + (language == "ar") * (first["width"] - whole["width"])) < 1


@pytest.mark.parametrize("size", [FLAT, UPRIGHT, PHONE])
def test_a_long_name_is_not_broken_within_a_word_and_a_number_that_is_missing_has_room(
    desk: Desk, tablet: OpenTablet, size: tuple[int, int]
) -> None:
    manager, wrong = CaseManager(tablet(desk.url, size)), {}
    manager.come_in()
    hold(manager, desk, "de", MUCH_BESIDE, ("familie", "schulden", "aufenthalt_antrag"))
    manager.accept()
    screen, place = manager.tablet, manager.tablet.place
    for language in ("de", "ar", "uk", "ti"):
        screen.open(f"{place}/slip?language={language}")
        screen.page.evaluate("document.fonts.ready")
        line = screen.page.locator(".reach .pen").bounding_box()
        found = screen.page.evaluate(PARTED)
        if found or not line or line["width"] < NUMBER_BY_PEN:
            wrong[language] = (found, line)
    assert screen.text(".slip .name") == "Schwangerschaftsberatung"
    assert wrong == {}

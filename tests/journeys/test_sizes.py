"""Every page can be read at any size: on small tablets, enlarged, with wide spacing; nothing is cut off or covered."""

from collections.abc import Iterator

import pytest
from builders import COMPLEX_104C, answered, begin
from journeys.people import FLAT, PHONE, UPRIGHT, CaseManager, Desk, Lead, OpenTablet, Tablet, hold
from journeys.ruler import LENGTHEN, Sight
from journeys.tongues import OFFERED

from kiosk import desk as work

pytestmark = pytest.mark.journey

MUCH_TO_NAME = {"altersgruppe": "25_26", "stadt": "velbert", "aufenthalt": "p104c", "restlaufzeit": "knapp"}
OTHER_WORDS = "en+"
"""A made-up language whose words are 40 % longer than the German ones."""
FEW = (
    Sight(1280, 680),
    Sight(320, 640),
    Sight(512, 384),
    Sight(1280, 800, "200%"),
    Sight(1024, 768, spaced=True),
)
"""One of each kind; the tablets as they are other journeys look at."""
STATES = (
    "?open=stadt",
    "?open=aufenthalt",
    "?panel=doors&door=kim_cm",
    "?panel=doors&door=regeldienst",
    "?panel=no_need",
)


def pages_of(manager: CaseManager, desk: Desk, language: str) -> Iterator[str]:
    """Every page of a talk, of the desk and of a phone, one after the other."""
    screen = manager.tablet
    hold(manager, desk, language, {})
    yield "first question"
    hold(manager, desk, language, {"aufenthalt": "p104c"})
    yield "a card that runs out"
    hold(manager, desk, language, COMPLEX_104C, ("aufenthalt_antrag", "arbeit", "schulden"))
    yield "needs"
    place = screen.place
    for state in STATES:
        screen.open(place + state)
        yield state
    hold(manager, desk, language, MUCH_TO_NAME, ("brief", "wohnungsnot", "familie"))
    yield "much to name"
    for address in ("", "?more=1", f"?language={language}"):
        screen.open(f"/conversation/{work.new_key(desk.office)}{address}")
        yield f"before the yes{address}"
    screen.open(f"/conversation/{work.new_key(desk.office)}/interpreter?language={language}")
    yield "interpreter"
    hold(manager, desk, language, MUCH_TO_NAME, ("brief", "wohnungsnot", "familie"))
    place = screen.place
    manager.accept()
    yield "slip"
    screen.open(f"/conversation/{screen.key}/data")
    yield "data"
    screen.open(f"{place}/dates")
    yield "months"
    screen.page.click('.months [value="2027-03"]')
    screen.see(".steps")
    yield "dates"
    screen.open(place)
    yield "decided"
    begin(desk.office, language=language)
    for address in (f"/conversation/{screen.key}/end", "/desk", "/corrections", "/desk/close", "/nowhere"):
        screen.open(address)
        yield address
    for service in ("psz", "desk/mettmann", "about/data", "gone"):
        screen.open(f"/slip/{language}/{service}")
        yield f"phone: {service}"


def misfits(desk: Desk, tablet: OpenTablet, language: str, sights: tuple[Sight, ...]) -> dict[str, list[str]]:
    """Return what does not fit, by page; looked at from everywhere."""
    manager = CaseManager(tablet(desk.url, reduced_motion="reduce"))
    manager.let_in()
    found = {}
    for page in pages_of(manager, desk, language.removesuffix("+")):
        if language == OTHER_WORDS:
            manager.tablet.page.evaluate(LENGTHEN)
        found[page] = [one for sight in sights for one in sight.misfits(manager.tablet.page)]
    assert len(found) > 10
    return {page: wrong for page, wrong in found.items() if wrong}


def test_a_full_day_at_the_desk_fits_a_tablet_and_the_lock_a_phone(desk: Desk, tablet: OpenTablet) -> None:
    screen = tablet(desk.url)
    for outcome in desk.office.pack.vocabulary.outcomes:
        if not outcome.door:
            key = answered(desk.office, COMPLEX_104C)
            work.conclude(desk.office, key, 1, outcome.code)
            work.finish(desk.office, key)
    Lead(screen).come_in()
    assert screen.page.locator(".bars tbody tr").count() > 10
    whole = "document.documentElement.scrollHeight <= innerHeight"
    for size in (FLAT, UPRIGHT):
        screen.page.set_viewport_size({"width": size[0], "height": size[1]})
        assert screen.page.evaluate(whole), size
    screen.tap(".curtain-cord button")
    screen.see(".pad")
    for size in (FLAT, UPRIGHT, PHONE):
        screen.page.set_viewport_size({"width": size[0], "height": size[1]})
        assert screen.page.evaluate(whole), size


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_page_fits_or_scrolls_in_its_place(desk: Desk, tablet: OpenTablet, language: str) -> None:
    assert misfits(desk, tablet, language, FEW) == {}


COVERED = """() => [...document.querySelectorAll('.slip-tools :is(button, a, summary)')].filter((one) => {
  const end = document.querySelector('.slip-tools > :last-child'), box = one.getBoundingClientRect();
  if (end.contains(one) || !one.checkVisibility({contentVisibilityAuto: true})) return false;
  const seen = [...document.querySelectorAll('.slip-tools, .scrolled')].filter((around) => around.contains(one)
    && getComputedStyle(around).overflowY !== 'visible' && getComputedStyle(around).display !== 'contents');
  const bottom = Math.min(box.bottom, ...seen.map((around) => around.getBoundingClientRect().bottom)) - 1;
  return end.contains(document.elementFromPoint(box.x + box.width / 2, bottom));
}).map((one) => one.innerText)"""
"""What is seen to its lower edge, where that edge belongs to what ends the talk."""


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("needs", [("geld",), ("brief", "wohnungsnot", "familie")])
def test_what_ends_the_talk_stays_in_sight_and_lies_over_no_other_button(
    desk: Desk, tablet: OpenTablet, language: str, needs: tuple[str, ...]
) -> None:
    manager = CaseManager(tablet(desk.url, reduced_motion="reduce"))
    manager.let_in()
    hold(manager, desk, language, MUCH_TO_NAME, needs)
    manager.accept()
    page, found = manager.tablet.page, {}
    for size in (FLAT, (1280, 680), (1180, 820), (1024, 768)):
        for letters in ("100%", "150%", "200%"):
            sight = Sight(*size, letters)
            wrong = [one for one in sight.misfits(page) if "out of sight" in one or "covered" in one]
            found[str(sight)] = wrong + page.evaluate(COVERED)
    assert {sight: wrong for sight, wrong in found.items() if wrong} == {}
    page.locator(".slip-tools .two button").last.scroll_into_view_if_needed()
    assert page.evaluate(COVERED) == []


def test_what_comes_before_the_yes_fits_a_tablet_that_is_not_turned(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    screen, over = manager.tablet, {}
    for size in (FLAT, UPRIGHT, (1024, 768)):
        screen.page.set_viewport_size({"width": size[0], "height": size[1]})
        for address in ("", "?language=de", "?language=ar"):
            screen.open(f"/conversation/{work.new_key(desk.office)}{address}")
            screen.see("form.lost")
            over[size, address] = screen.page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert {where: pixels for where, pixels in over.items() if pixels > 0} == {}


def test_every_language_can_be_chosen_on_a_phone_with_large_letters(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, PHONE))
    manager.let_in()
    manager.tablet.open(f"/conversation/{work.new_key(desk.office)}")
    for letters in ("", "125%", "150%", "200%"):
        assert Sight(*PHONE, letters).misfits(manager.tablet.page) == []


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_phone_with_the_largest_letters_shows_the_desk_and_the_promise_whole(
    desk: Desk, tablet: OpenTablet, language: str
) -> None:
    manager = CaseManager(tablet(desk.url, PHONE, reduced_motion="reduce"))
    manager.let_in()
    for address in ("/desk", f"/conversation/{work.new_key(desk.office)}?language={language}"):
        manager.tablet.open(address)
        assert Sight(*PHONE, "200%").misfits(manager.tablet.page) == []
        assert manager.tablet.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_strip_is_as_high_with_another_tab_as_before(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, (1024, 768)))
    manager.let_in()
    heights = set()
    for answers in ({}, {"aufenthalt": "p104c"}, COMPLEX_104C):
        hold(manager, desk, "uk", answers)
        heights.add(manager.tablet.page.locator(".strip").evaluate("strip => strip.offsetHeight"))
    assert heights == {77}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("language", ["en", "ar", "ru", "so", "ur", "de-simple"])
def test_no_answer_makes_the_strip_higher_and_its_words_are_whole(
    desk: Desk, tablet: OpenTablet, language: str, turned: bool
) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, language, {})
    screen, place, heights, parted = manager.tablet, manager.tablet.place, set(), {}
    if turned:
        address, ours = f"{desk.url}/conversation/{screen.key}", {"Origin": desk.url}
        screen.page.request.post(address, headers=ours, max_redirects=0)
    for answers in ({}, *LONG_ANSWERS):
        for fact, code in answers.items():
            work.answer(desk.office, screen.key, 1, fact, code)
        screen.open(place)
        for size in (FLAT, UPRIGHT, (1024, 768)):
            screen.page.set_viewport_size({"width": size[0], "height": size[1]})
            heights.add((size, screen.page.locator(".strip").evaluate("strip => strip.offsetHeight")))
            parted[size, *answers.values()] = screen.page.evaluate(PARTED_IN_STRIP)
    assert (len(heights), {where: words for where, words in parted.items() if words}) == (3, {})


def test_on_a_phone_too_and_its_words_are_whole(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, PHONE))
    manager.come_in()
    heights, parted = set(), []
    for language in ("de", "en", "ar", "uk", "ur"):
        for answers in ({}, {"altersgruppe": "27_44", "stadt": "langenfeld", "aufenthalt": "gestattung"}):
            hold(manager, desk, language, answers)
            heights.add(manager.tablet.page.locator(".strip").evaluate("strip => strip.offsetHeight"))
            parted += manager.tablet.page.evaluate(PARTED_IN_STRIP)
    assert (len(heights), parted) == (1, [])


def test_on_a_phone_the_words_of_papers_and_needs_are_whole(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, PHONE))
    manager.come_in()
    known, parted = {"altersgruppe": "27_44", "stadt": "langenfeld"}, {}
    for language in OFFERED:
        for answers in (known, {**known, "aufenthalt": "gestattung"}):
            hold(manager, desk, language, answers)
            parted[language, len(answers)] = manager.tablet.page.evaluate(PARTED)
    assert {where: words for where, words in parted.items() if words} == {}


def test_the_calendar_and_long_words_fit_a_phone(desk: Desk, tablet: OpenTablet) -> None:
    phone = tablet(desk.url, (320, 640))
    Lead(phone).let_in()
    wrong = {}
    for address in ("/desk", "/openings?month=2026-11&desk=mettmann&day=2026-11-17"):
        phone.open(address)
        phone.page.evaluate("document.querySelector('h1, h2').append(' Ihtiyaçlarınızdanmışçasınadır')")
        wrong[address] = Sight(320, 640).misfits(phone.page)
    assert {address: found for address, found in wrong.items() if found} == {}


PARTED = """() => [...document.querySelectorAll('.tile .label bdi, .ways bdi')].flatMap(
  ({childNodes}) => [...childNodes].filter(({nodeType}) => nodeType === Node.TEXT_NODE)).flatMap((text) => {
  const range = document.createRange();
  return [...text.data.matchAll(/[^\\s\u00ad-]+/g)].filter(({index, 0: word}) => {
    const drawn = index && text.data[index - 1] === '\u00ad' ? 1 : 0; // the hyphen belongs to the first sign
    range.setStart(text, index + drawn);
    range.setEnd(text, index + word.length);
    return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size > 1;
  }).map(([word]) => word);
})"""
"""Words on tiles and ways out that go on in a second line where no hyphen may stand."""
PARTED_IN_STRIP = PARTED.replace(".tile .label bdi, .ways bdi", ".strip .value bdi")
UNSAID, FARTHEST = {"altersgruppe": "keine_angabe"}, {"stadt": "heiligenhaus"}
LONG_ANSWERS = (
    UNSAID | FARTHEST | {"aufenthalt": "eu"},
    {"stadt": "monheim", "aufenthalt": "duldung"},
    {"aufenthalt": "p104c", "restlaufzeit": "beantragt"},
    FARTHEST,
)
"""One after the other: the longest in one language or another, with four tabs and with five."""


def test_what_is_tapped_has_whole_words_on_a_small_phone(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, (320, 640)))
    manager.let_in()
    for answers in ({}, COMPLEX_104C):
        hold(manager, desk, "de", answers, ())
        assert manager.tablet.page.evaluate(PARTED) == []


@pytest.mark.parametrize("language", ["de", "ar"])
def test_with_large_letters_on_a_tablet_the_words_of_needs_are_whole(
    desk: Desk, tablet: OpenTablet, language: str
) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, language, COMPLEX_104C, ("geld", "schulden"))
    for sight in (Sight(1280, 800, "200%"), Sight(1024, 768, "150%")):
        assert sight.misfits(manager.tablet.page) == []
        assert manager.tablet.page.evaluate(PARTED) == [], sight


def style(screen: Tablet, selector: str, *names: str) -> tuple[str, ...]:
    """Return what the browser makes of these properties."""
    read = "(element, names) => names.map((name) => getComputedStyle(element)[name])"
    return tuple(screen.page.locator(selector).first.evaluate(read, names))


def test_who_listens_hears_what_an_answered_tab_is_about(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, "de", COMPLEX_104C)
    strip = manager.tablet.page.get_by_role("navigation", name="Angaben")
    assert strip.get_by_role("link", name="Alter: 27–\u206044", exact=True).is_visible()
    assert strip.get_by_role("link", name="Stadt: Velbert", exact=True).is_visible()


def test_chosen_colours_keep_the_weight_of_what_is_strong(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, forced_colors="active"))
    screen = manager.tablet
    manager.come_in()
    ground = style(screen, "body", "backgroundColor")
    assert style(screen, ".welcome", "backgroundColor") != style(screen, ".today", "backgroundColor") != ground
    hold(manager, desk, "ar", COMPLEX_104C)
    weight = "backgroundColor", "color"
    assert style(screen, ".accept", *weight) == tuple(reversed(style(screen, "button.tall", *weight)))
    bullet = "e => { const s = getComputedStyle(e, '::before'); return [s.borderTopWidth, s.borderTopColor, s.color]; }"
    width, edge, ink = screen.page.locator(".reasons li").first.evaluate(bullet)
    assert (width, edge) == ("5px", ink)
    hold(manager, desk, "ar", COMPLEX_104C, ("brief",))
    assert style(screen, ".tile[aria-disabled] .icon", "backgroundColor") == ("rgba(0, 0, 0, 0)",)


def test_a_plate_is_light_in_the_dark(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, color_scheme="dark"))
    manager.let_in()
    hold(manager, desk, "de", COMPLEX_104C)
    assert style(manager.tablet, ".advice", "backgroundColor") == ("rgb(21, 35, 34)",)
    look = style(manager.tablet, ".suggested .plate", "backgroundColor", "color")
    assert look == ("rgb(255, 255, 255)", "rgb(16, 33, 31)")


def test_a_picture_in_the_header_that_does_nothing_looks_like_no_button(desk: Desk, tablet: OpenTablet) -> None:
    for colours, name, plain in (("none", "backgroundColor", "rgba(0, 0, 0, 0)"), ("active", "borderTopWidth", "0px")):
        manager = CaseManager(tablet(desk.url, forced_colors=colours))
        manager.let_in()
        for address in ("/corrections", "/desk/close", f"/conversation/{begin(desk.office)}/end"):
            manager.tablet.open(address)
            assert style(manager.tablet, ".brand .badge", name) == (plain,), (colours, address)


@pytest.mark.parametrize("touch", [True, False])
def test_only_who_has_a_keyboard_sees_where_a_heading_has_the_focus(
    desk: Desk, tablet: OpenTablet, touch: bool
) -> None:
    manager = CaseManager(tablet(desk.url, has_touch=touch, is_mobile=touch))
    manager.let_in()
    hold(manager, desk, "de", {})
    manager.tablet.see("#question:focus")
    assert style(manager.tablet, "#question", "outlineStyle") == ("none" if touch else "solid",)


@pytest.mark.parametrize(("language", "turned"), [("de", "none"), ("ar", "matrix(-1, 0, 0, 1, 0, 0)")])
def test_back_points_where_the_page_is_read_from(desk: Desk, tablet: OpenTablet, language: str, turned: str) -> None:
    manager = CaseManager(tablet(desk.url, UPRIGHT))
    manager.let_in()
    hold(manager, desk, language, COMPLEX_104C)
    back = manager.tablet.place + "?panel=doors"
    manager.accept()
    slip = manager.tablet.page.url.removeprefix(manager.tablet.url)
    manager.take()
    manager.tablet.open(slip)
    assert style(manager.tablet, 'form[action$="/redecide"] .icon', "transform") == (turned,)
    manager.tablet.tap('form[action$="/redecide"] button')
    manager.tablet.see(".question")
    manager.tablet.open(back)
    assert style(manager.tablet, ".ways .icon", "transform") == ("none",)

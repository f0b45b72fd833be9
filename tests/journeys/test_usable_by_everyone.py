"""Every page held against WCAG by axe, and against the ruler where axe is blind."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import COMPLEX_104C
from journeys.people import CaseManager, Client, Desk, OpenTablet, Overhead, Tablet, full_talk, hold

from kiosk import overhead as counting
from kiosk.overhead import OldList

pytestmark = pytest.mark.journey

TESTS = Path(__file__).resolve().parent.parent
AXE = TESTS / "vendor" / "axe.min.js"
OLD = TESTS.parent / "deploy" / "mettmann" / "counts" / "screening_outcomes.csv"
SIZES = ((320, 640), (800, 1280), (1280, 800))
NEEDS = ("aufenthalt_antrag", "arbeit", "schulden")
BETWEEN = ("with aufenthalt_antrag", "with arbeit")
"""Pages between the first and the last need, which look like them."""
CHECK = """async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const options = {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], elementRef: false};
  const {violations} = await axe.run(document, options);
  return violations.map(({id, nodes}) => `${id}: ${nodes.map(({target}) => target.join(' ')).join(', ')}`);
}"""
SMALL = """(least) => [...document.querySelectorAll('button, a')].filter((control) => {
  const {width, height} = control.getBoundingClientRect();
  return width > 0 && (width < least - .5 || height < least - .5);
}).map((control) => {
  const {width, height} = control.getBoundingClientRect();
  return `${control.localName}.${control.className} ${control.textContent.trim().slice(0, 30)}: ${width}x${height}`;
})"""
LOW = """() => [...document.querySelectorAll('#talk button, #talk a, .bar button, .bar a')]
  .filter((control) => control.getBoundingClientRect().height < 47.5)
  .map((control) => `${control.className} ${control.textContent.trim().slice(0, 30)}`)"""
LINES = """() => [...document.querySelectorAll('.tiles:not(.pictures) .tile, .kinds .tile')].flatMap((tile) => {
  const lines = [...tile.querySelectorAll('.first > bdi, .second > bdi')];
  const starts = lines.map((line) => line.getBoundingClientRect().x);
  const icon = tile.querySelector('svg')?.getBoundingClientRect();
  const name = tile.textContent.trim(), found = [];
  if (Math.max(...starts) - Math.min(...starts) > 1.5) found.push(`${name} begins at ${starts}`);
  if (icon && icon.right > Math.min(...starts)) found.push(`${name}: the icon is not before the label`);
  return found;
})"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def problems(tablet: Tablet, least: int = 0) -> list[str]:
    """What is wrong with this page in the three sizes."""
    found = []
    for width, height in SIZES:
        tablet.page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {one}" for one in tablet.page.evaluate(CHECK)]
        if least:
            found += [f"{width}: small {one}" for one in tablet.page.evaluate(SMALL, least)]
        if tablet.page.locator("#talk").count():
            found += [f"{width}: low {one}" for one in tablet.page.evaluate(LOW)]
        if width == 320 and tablet.page.evaluate(SIDEWAYS):
            found.append("320: scrolls sideways")
    return found


@pytest.fixture
def inspected(desk: Desk, tablet: OpenTablet) -> Tablet:
    """A tablet whose pages carry axe; only here the policy against foreign script is off."""
    opened = tablet(desk.url, bypass_csp=True, reduced_motion="reduce")
    opened.page.context.add_init_script(path=AXE)
    return opened


def report(pages: Iterator[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """The pages that have problems."""
    return {page: found for page, found in pages if found}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_talk(desk: Desk, inspected: Tablet, language: str) -> None:
    def pages() -> Iterator[tuple[str, list[str]]]:
        manager = CaseManager(inspected)
        manager.come_in()
        for page in full_talk(manager, Client(inspected), language, COMPLEX_104C, NEEDS):
            if page in BETWEEN:
                continue
            client_page = page in ("language", "promise", "slip")
            yield page, problems(inspected, 44 if client_page else 0)
        place = inspected.place
        inspected.open(place)
        yield "decided", problems(inspected)
        inspected.tap('form[action$="/redecide"] button')
        inspected.see(".question")
        for state in ("?panel=doors", "?panel=doors&door=regeldienst", "?panel=no_need"):
            inspected.open(place + state)
            yield state, problems(inspected)

    assert report(pages()) == {}


def test_the_slip_on_the_phone(request: pytest.FixtureRequest, tablet: OpenTablet) -> None:
    def pages() -> Iterator[tuple[str, list[str]]]:
        for name, service in (("desk", "kim_cm_velbert"), ("other_desk", "lotsen_kreis")):
            phone = tablet(request.getfixturevalue(name).url, bypass_csp=True)
            phone.page.context.add_init_script(path=AXE)
            for language in ("de", "ar"):
                phone.open(f"/slip/{language}/{service}")
                yield f"{service} {language}", problems(phone, 44)

    assert report(pages()) == {}


def test_the_pages_of_the_staff(desk: Desk, inspected: Tablet) -> None:
    def pages() -> Iterator[tuple[str, list[str]]]:
        manager = CaseManager(inspected)
        inspected.open("/sign-in")
        yield "sign-in", problems(inspected)
        manager.sign_in(password="falsch-falsch-falsch")
        yield "sign-in with an error", problems(inspected)
        manager.sign_in()
        yield "desk, empty", problems(inspected)
        for _ in full_talk(manager, Client(inspected), "ar", COMPLEX_104C, NEEDS):
            pass
        manager.done()
        manager.new_talk()
        inspected.open("/desk")
        yield "desk, one done, one open", problems(inspected)
        inspected.tap(".open-talk a:not(.strong)")
        yield "end", problems(inspected)
        for address in ("/corrections", "/desk/close", "/nowhere", "/numbers"):
            inspected.open(address)
            yield address, problems(inspected)
        inspected.open("/desk")
        manager.close_day()
        yield "desk, closed", problems(inspected)

    assert report(pages()) == {}


def test_the_numbers(desk: Desk, inspected: Tablet) -> None:
    old = OldList(OLD.name, OLD.read_bytes(), date(2023, 4, 1), date(2024, 4, 30), "Vorlage", "chancenaufenthalt")
    counting.take_in(desk.office.store, desk.office.pack, old, date(2026, 11, 23))

    def pages() -> Iterator[tuple[str, list[str]]]:
        overhead = Overhead(inspected)
        overhead.come_in()
        yield "empty month", problems(inspected)
        overhead.see_everything()
        yield "everything", problems(inspected)
        inspected.open("/numbers?from=2026-11-02&to=2026-11-01")
        yield "a period that cannot be", problems(inspected)

    assert report(pages()) == {}


def test_dark_pages_have_contrast(desk: Desk, inspected: Tablet) -> None:
    inspected.page.emulate_media(color_scheme="dark")

    def pages() -> Iterator[tuple[str, list[str]]]:
        manager = CaseManager(inspected)
        manager.come_in()
        yield "desk", inspected.page.evaluate(CHECK)
        for page in full_talk(manager, Client(inspected), "ar", {"altersgruppe": "27_44", "stadt": "velbert"}, ()):
            yield page, inspected.page.evaluate(CHECK)

    assert report(pages()) == {}


# where things stand


def box(tablet: Tablet, selector: str, number: int = 0) -> dict[str, Any]:
    """Where something is on the screen."""
    found = tablet.page.locator(selector).nth(number).bounding_box()
    assert found is not None, selector
    return {**found, "end": found["x"] + found["width"]}


@pytest.mark.parametrize(("language", "mirrored"), [("de", False), ("en", False), ("ar", True)])
def test_the_promise_is_mirrored_the_conversation_is_not(
    desk: Desk, tablet: OpenTablet, language: str, mirrored: bool
) -> None:
    at_desk = tablet(desk.url)
    manager, client = CaseManager(at_desk), Client(at_desk)
    manager.come_in()
    steps = full_talk(manager, client, language, COMPLEX_104C, NEEDS)
    assert next(steps) == "language"
    assert next(steps) == "promise"
    promises = [box(at_desk, ".promises li", number)["x"] for number in range(3)]
    assert promises == sorted(promises, reverse=mirrored)
    answers = [box(at_desk, ".answer-tile", number)["x"] for number in range(3)]
    assert answers == sorted(answers, reverse=mirrored)
    icon, word = box(at_desk, ".answer-tile .icon"), box(at_desk, ".answer-tile .first bdi")
    assert (icon["x"] > word["end"]) if mirrored else (icon["end"] < word["x"])
    for step in steps:
        if step == "slip":
            break
        tabs = [box(at_desk, ".tab", number)["x"] for number in range(at_desk.page.locator(".tab").count())]
        assert tabs == sorted(tabs), step
        assert box(at_desk, ".asking")["end"] <= box(at_desk, ".advice")["x"] + 1, step
    plate, words = box(at_desk, ".slip .plate .sign"), box(at_desk, ".slip .plate .words")
    assert (plate["x"] >= words["end"] - 1) if mirrored else (plate["end"] <= words["x"] + 1)


def test_both_lines_of_a_tile_begin_at_its_start_edge(desk: Desk, tablet: OpenTablet) -> None:
    at_desk = tablet(desk.url)
    manager = CaseManager(at_desk)
    manager.come_in()
    hold(manager, desk, "ar", COMPLEX_104C)
    place, wrong = at_desk.place, {}
    for state in (*(f"?open={fact}" for fact in COMPLEX_104C), "?panel=no_need", "?panel=doors&door=mbe"):
        at_desk.open(place + state)
        assert at_desk.page.locator(".tile").count() > 2
        if found := at_desk.page.evaluate(LINES):
            wrong[state] = found
    assert wrong == {}


def test_numbers_keep_their_order_in_arabic(desk: Desk, tablet: OpenTablet) -> None:
    at_desk = tablet(desk.url)
    manager = CaseManager(at_desk)
    manager.come_in()
    manager.new_talk()
    client = Client(at_desk)
    client.choose_language("ar")
    client.say_yes()
    order = """(tile) => {
      const walker = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT), found = [];
      while (walker.nextNode()) for (const match of walker.currentNode.data.matchAll(/[0-9]+[–-][0-9]+/g)) {
        const place = [match.index, match.index + match[0].length - 1].map((index) => {
          const range = document.createRange();
          range.setStart(walker.currentNode, index); range.setEnd(walker.currentNode, index + 1);
          return range.getBoundingClientRect().x;
        });
        found.push(place[0] < place[1]);
      }
      return found;
    }"""
    tiles = [tile.evaluate(order) for tile in at_desk.page.locator(".question .tile").all()]
    assert [one for tile in tiles for one in tile]
    assert all(one for tile in tiles for one in tile)

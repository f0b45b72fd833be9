"""Every page held against WCAG by axe, and against the ruler where axe is blind."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from builders import COMPLEX_104C, DESK, TODAY, begin, finished
from journeys.people import CaseManager, CasePost, Client, Desk, Lead, OpenTablet, Overhead, Tablet, full_talk, hold
from lists import COUNTS, FIRST, LAST, SOURCE, paper, take
from outside import keep_october

from kiosk import desk as work

pytestmark = pytest.mark.journey

TESTS = Path(__file__).resolve().parent.parent
AXE = TESTS / "vendor" / "axe.min.js"
SIZES = ((320, 640), (1280, 800))
"""What lies between them `tests/long` looks at."""
NEEDS = ("aufenthalt_antrag", "arbeit", "schulden")
NUMBERS = (
    *(f"/numbers?period=all&part={part}" for part in ("ergebnis", "menschen", "bedarf", "vorschlag", "faelle")),
    "/numbers?period=month&part=ergebnis",
    "/numbers?period=month&part=menschen",
    "/numbers/print?period=month",
)
"""The pages that only show; those of this month beside what was before, and with no closed month."""
BETWEEN = ("with aufenthalt_antrag", "with arbeit")
"""Pages between the first and the last need, which look like them."""
CHECK = """async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const rules = {'target-size': {enabled: false}};
  const resultTypes = ['violations', 'incomplete'];
  const options = {runOnly: {type: 'tag', values: tags}, rules, resultTypes, elementRef: false};
  const {violations, incomplete} = await axe.run(document, options);
  const unseen = incomplete.filter(({id}) => id === 'color-contrast').flatMap(({nodes}) => nodes)
    .filter(({any}) => any[0].data?.messageKey === 'equalRatio').map(({target}) => `no contrast: ${target.join(' ')}`);
  const found = violations.map(({id, nodes}) => `${id}: ${nodes.map(({target}) => target.join(' ')).join(', ')}`);
  return [...found, ...unseen];
}"""
"""The size of what is tapped `ruler.js` measures, and more of it: axe counts a tile that lies half under the pinned
suggestion as small, which is whole once it is scrolled to. Letters like their ground it leaves to a reader."""
SMALL = """(least) => [...document.querySelectorAll('button, a')].filter((control) => {
  const {width, height} = control.getBoundingClientRect();
  return control.checkVisibility() && (width < least - .5 || height < least - .5);
}).map((control) => {
  const {width, height} = control.getBoundingClientRect();
  return `${control.localName}.${control.className} ${control.textContent.trim().slice(0, 30)}: ${width}x${height}`;
})"""
LOW = """() => [...document.querySelectorAll('#talk button, #talk a, .bar button, .bar a')]
  .filter((control) => !control.hidden && control.getBoundingClientRect().height < 47.5)
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
CRAMPED = """() => [...document.querySelectorAll('.figures th[scope="row"]')]
  .filter((label) => label.getBoundingClientRect().width < 80)
  .concat([...document.querySelectorAll('.figures thead th')].filter((label) => label.offsetHeight > 96))
  .map((label) => `cramped ${label.textContent.trim()}`)
  .concat([...document.querySelectorAll('.card:not(.sideways)')]
  .filter((card) => card.scrollWidth > card.clientWidth + 1)
  .map((card) => `${card.scrollWidth - card.clientWidth} px too wide: ${card.textContent.trim().slice(0, 30)}`))"""
"""A column of labels or a heading that breaks every word, and what stands out of its card."""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def problems(tablet: Tablet, least: int = 0) -> list[str]:
    """What is wrong with this page, narrow and wide."""
    found = []
    for width, height in SIZES:
        tablet.page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {one}" for one in tablet.page.evaluate(CHECK)]
        found += [f"{width}: {one}" for one in tablet.page.evaluate(CRAMPED)]
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
        manager.take()
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
        inspected.open("/desk?tell=verstaendigung")
        yield "after the talk", problems(inspected)
        begin(desk.office)
        inspected.open("/desk")
        yield "desk, one done, one open", problems(inspected)
        inspected.tap(".open-talk a:not(.strong)")
        yield "end", problems(inspected)
        for address in ("/corrections", "/desk/close", "/nowhere", "/numbers", "/account"):
            inspected.open(address)
            yield address, problems(inspected)
        inspected.open("/desk")
        inspected.tap(".curtain-cord button")
        inspected.see("#secret")
        yield "locked", problems(inspected, 44)
        manager.unlock()
        inspected.open("/desk")
        manager.close_day()
        yield "desk, closed", problems(inspected)

    assert report(pages()) == {}


def test_the_numbers(desk: Desk, inspected: Tablet) -> None:
    def pages() -> Iterator[tuple[str, list[str]]]:
        Overhead(inspected).come_in()
        yield "nothing counted", problems(inspected)
        fill(desk)
        for address in (*NUMBERS, "/numbers?from=2026-11-02&to=2026-11-01"):
            inspected.open(address)
            yield address, problems(inspected)

    assert report(pages()) == {}


def fill(desk: Desk) -> None:
    """Something in every table: an old list, last month, today."""
    take(desk.office, paper("screening_outcomes"))
    keep_october(desk.office)
    finished(desk.office)
    work.close_day(desk.office, DESK, TODAY)
    tell_cases(desk)


def tell_cases(desk: Desk) -> None:
    """Three posts tell two months, the others do not."""
    store, pack = desk.office.store, desk.office.pack
    cells = {(one.code, one.rows[0].code): 3 for one in pack.vocabulary.cases if one.rows}
    for post in pack.site.posts[:3]:
        for month in (date(2026, 9, 1), date(2026, 10, 1)):
            store.cases.tell(post.code, month, cells, TODAY)


def brought(tablet: Tablet, content: str) -> None:
    """A list of case counts that a post brings along."""
    file = {"name": "fallzahlen.csv", "mimeType": "text/csv", "buffer": content.encode("utf-8-sig")}
    tablet.page.set_input_files("#file", [file])  # type: ignore[list-item]
    tablet.tap('form[action="/cases/list"] button')


def test_where_a_post_tells_its_cases(desk: Desk, inspected: Tablet) -> None:
    tell_cases(desk)

    def pages() -> Iterator[tuple[str, list[str]]]:
        CasePost(inspected).come_in()
        yield "a month that is told", problems(inspected)
        inspected.open("/cases?month=2026-08")
        yield "a month that is not told", problems(inspected)
        brought(inspected, "Tabelle;Zeile;Bezeichnung;Anzahl\nfaelle_aktiv;p104c;;12\n")
        inspected.see(".warn")
        yield "a list in the fields", problems(inspected)
        brought(inspected, "Tabelle;Zeile;Bezeichnung;Anzahl\nfaelle_aktiv;p104c;;viele\n")
        inspected.see('[aria-invalid="true"]')
        yield "a word instead of a number", problems(inspected)

    assert report(pages()) == {}


def works(desk: Desk, overhead: Overhead) -> Iterator[str]:
    """Every page on which the overhead does something, before and after; the collecting is over when it is shown."""
    tablet = overhead.tablet
    for address in ("/openings", "/collect", "/imports", "/cases/told", "/releases", "/access"):
        tablet.open(address)
        yield address
    (desk.inbox / "kaputt.csv").write_bytes(b"desk;profile\n")
    tablet.open("/collect")
    tablet.tap('form[action="/collect"] button')
    tablet.see("#aside")
    yield "collected"
    overhead.upload(COUNTS / "goals_reached.csv", SOURCE, FIRST, LAST)
    yield "a draft"
    tablet.page.select_option('[name="said:zeile:14"]', "-")
    tablet.tap('[name="do"][value="check"]')
    tablet.page.select_option('[name="said:summe:C18"]', "+")
    yield "a draft that is cleared"
    tablet.tap('[name="do"][value="take"]')
    tablet.see("#taught")
    tablet.tap("details summary")
    yield "lists"
    tablet.open("/releases")
    tablet.tap('form[action="/releases/preview"] button')
    tablet.see('form[action="/releases"]')
    yield "a preview"
    tablet.tap('form[action="/releases"] button')
    tablet.see("#downloads")
    yield "a release"
    tablet.open("/releases")
    yield "releases"
    tablet.open("/access")
    tablet.page.fill("#name", "Berichtsportal")
    tablet.tap('form[action="/access"] button')
    tablet.see("#token")
    yield "a token"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_the_overhead_and_the_lead_work(desk: Desk, inspected: Tablet, scheme: Literal["light", "dark"]) -> None:
    inspected.page.emulate_media(color_scheme=scheme)
    fill(desk)

    def looked_at() -> list[str]:
        """In the dark colours alone are other ones: one size tells them."""
        return problems(inspected) if scheme == "light" else list(inspected.page.evaluate(CHECK))

    def pages() -> Iterator[tuple[str, list[str]]]:
        overhead = Overhead(inspected)
        overhead.come_in()
        for page in works(desk, overhead):
            yield page, looked_at()
        if scheme == "dark":
            for address in NUMBERS:
                inspected.open(address)
                yield address, looked_at()
        Lead(inspected).come_in()
        inspected.open("/openings?month=2026-11&desk=mettmann&day=2026-11-17")
        yield "the lead's openings", looked_at()
        for address in ("/sounds", "/sounds?language=ar"):
            inspected.open(address)
            yield address, looked_at()

    assert report(pages()) == {}


def test_the_browser_has_nothing_to_complain_about_on_the_overheads_pages(desk: Desk, tablet: OpenTablet) -> None:
    overhead = Overhead(tablet(desk.url))
    fill(desk)
    overhead.come_in()
    for address in NUMBERS:
        overhead.tablet.open(address)
    assert len(list(works(desk, overhead))) > 5
    Lead(overhead.tablet).come_in()
    overhead.tablet.open("/openings")
    CasePost(overhead.tablet).come_in()
    assert overhead.tablet.complaints == []
    assert overhead.tablet.foreign == []


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


@pytest.mark.parametrize(("language", "mirrored"), [("de", False), ("ar", True)])
def test_what_a_client_holds_is_mirrored_and_what_the_case_manager_holds_is_not(
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
        turned = at_desk.shows(".panel-turned")
        tabs = [box(at_desk, ".tab", number)["x"] for number in range(at_desk.page.locator(".tab").count())]
        assert tabs == sorted(tabs, reverse=mirrored and turned), step
        assert turned or box(at_desk, ".asking")["end"] <= box(at_desk, ".advice")["x"] + 1, step
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
      while (walker.nextNode())
        for (const match of walker.currentNode.data.matchAll(/[0-9]+\u2060?[–-]\u2060?[0-9]+/g)) {
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

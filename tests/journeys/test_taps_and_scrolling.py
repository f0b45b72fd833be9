"""A talk takes few taps, and no page of it scrolls, whichever way the tablet stands."""

import pytest
from builders import COMPLEX_104C, begin, declined, send
from journeys.people import FLAT, UPRIGHT, CaseManager, Client, Desk, OpenTablet, Tablet, full_talk, hold

from kiosk import desk as work
from kiosk.domain.vocabulary import OutcomeKind

pytestmark = pytest.mark.journey

LANGUAGES = pytest.mark.parametrize("language", ["de", "ar"])

TOO_LONG = """() => {  // margin: the empty rim that every pictogram and every line of text has in its box
  const found = [], room = 1, margin = 3, root = document.documentElement;
  const name = (element) => `${element.localName}.${element.className} ${element.value || ''}`;
  if (root.scrollHeight > innerHeight) found.push(`the page is ${root.scrollHeight} px high`);
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} px wide`);
  for (const box of document.querySelectorAll('body *:not(svg, svg *)')) {
    if (box.clientHeight <= 2 || getComputedStyle(box).overflowY === 'visible') continue;
    if (box.scrollHeight > box.clientHeight + room || box.scrollWidth > box.clientWidth + room)
      found.push(`${name(box)}: ${box.scrollWidth}x${box.scrollHeight} in ${box.clientWidth}x${box.clientHeight}`);
  }
  for (const control of document.querySelectorAll('.tile, .tab, .button, .chip, .plate, .second-choice')) {
    const around = control.getBoundingClientRect();
    for (const part of control.querySelectorAll('svg, bdi, .own, .value')) {
      const inside = part.getBoundingClientRect();
      if (inside.width <= 1 || part.closest('.number')) continue;
      const out = Math.max(around.top - inside.top, inside.bottom - around.bottom,
                           around.left - inside.left, inside.right - around.right);
      if (out > margin) found.push(`${name(control)}: ${part.textContent || name(part)} stands out by ${out} px`);
    }
  }
  return found;
}"""


SMALL = (1024, 768)
MUCH_TO_NAME = {"altersgruppe": "25_26", "stadt": "velbert", "aufenthalt": "p104c", "restlaufzeit": "knapp"}
"""With a letter, a home in danger and a pregnancy three more services must be named."""


def too_long(tablet: Tablet, *sizes: tuple[int, int]) -> list[str]:
    """What does not fit on this page, lying flat and standing upright."""
    found = []
    for width, height in sizes or (UPRIGHT, FLAT):
        tablet.page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}x{height}: {one}" for one in tablet.page.evaluate(TOO_LONG)]
    return found


@LANGUAGES
def test_a_no_takes_four_taps_at_most(desk: Desk, tablet: OpenTablet, language: str) -> None:
    manager = CaseManager(tablet(desk.url, UPRIGHT))
    manager.come_in()
    client = Client(manager.tablet)
    manager.new_talk()
    client.choose_language(language)
    client.say_no()
    assert manager.tablet.taps <= 4
    assert "sagte nein" in manager.tablet.text(".today")


@LANGUAGES
@pytest.mark.parametrize("county", ["mettmann", "musterkreis"])
def test_a_full_talk_takes_fourteen_taps_and_no_page_of_it_scrolls(
    request: pytest.FixtureRequest, tablet: OpenTablet, county: str, language: str
) -> None:
    own = county == "mettmann"
    desk: Desk = request.getfixturevalue("desk" if own else "other_desk")
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    overflowing = {"desk": too_long(manager.tablet)}
    full = COMPLEX_104C | {"weitere_zielgruppe": "keine"}, ("aufenthalt_antrag", "arbeit", "wohnen")
    answers, needs = full if own else (None, ())
    for page in full_talk(manager, Client(manager.tablet), language, answers, needs):
        overflowing[page] = too_long(manager.tablet)
    if own:
        assert "KIM Case Management" in manager.tablet.text(".slip")
    manager.done()
    overflowing["desk again"] = too_long(manager.tablet)
    assert manager.tablet.taps <= 14
    assert {page: found for page, found in overflowing.items() if found} == {}


def test_a_usual_talk_takes_eleven_taps(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    told = {"altersgruppe": "27_44", "stadt": "haan", "aufenthalt": "duldung", "komplexitaet": "einfach"}
    assert list(full_talk(manager, Client(manager.tablet), "ar", told, ("arbeit", "geld")))
    manager.done()
    assert manager.tablet.taps <= 11


@LANGUAGES
def test_every_question_and_panel_fits(desk: Desk, tablet: OpenTablet, language: str) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, language, COMPLEX_104C, ("geld", "schulden", "wohnen"))
    place = manager.tablet.place
    overflowing = {}
    for state in (
        *(f"?open={fact}" for fact in COMPLEX_104C),
        "?panel=doors",
        "?panel=doors&door=kim_cm",
        "?panel=doors&door=mbe",
        "?panel=doors&door=regeldienst",
        "?panel=doors&door=fachberatung",
        "?panel=no_need",
        "?panel=help",
    ):
        manager.tablet.open(place + state)
        overflowing[state] = too_long(manager.tablet)
    assert {state: found for state, found in overflowing.items() if found} == {}


@LANGUAGES
def test_what_must_be_named_is_seen_before_accepting(desk: Desk, tablet: OpenTablet, language: str) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.let_in()
    hold(manager, desk, language, MUCH_TO_NAME, ("brief", "wohnungsnot", "familie"))
    assert manager.tablet.page.locator(".second-choice").count() == 3
    place = manager.tablet.place
    overflowing = {}
    for state in ("", "?open=aufenthalt", "?open=restlaufzeit", "?open=stadt", "?panel=doors", "?panel=doors&door=mbe"):
        manager.tablet.open(place + state)
        overflowing[state] = too_long(manager.tablet, UPRIGHT, FLAT, SMALL)
    manager.tablet.open(place)
    manager.accept()
    overflowing["slip"] = too_long(manager.tablet, UPRIGHT, FLAT, SMALL)
    for _ in range(8):
        begin(desk.office)
    manager.done()
    overflowing["desk"] = too_long(manager.tablet, UPRIGHT, FLAT, SMALL)
    assert manager.tablet.page.locator(".open-talk:visible").count() == 2
    assert {state: found for state, found in overflowing.items() if found} == {}


def test_a_day_with_every_outcome_fits(desk: Desk, tablet: OpenTablet) -> None:
    for door in desk.office.pack.doors:
        service = next(one for one in desk.office.pack.services if one.door == door.code and not one.towns)
        key = begin(desk.office)
        send(desk.office, key, service.code)
        work.finish(desk.office, key)
    for kind in (OutcomeKind.REFUSED, OutcomeKind.LATER):
        declined(desk.office, kind)
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    assert manager.tablet.page.locator(".bars tbody tr").count() > 8
    assert too_long(manager.tablet, UPRIGHT, FLAT, SMALL) == []

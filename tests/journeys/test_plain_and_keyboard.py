"""A talk without JavaScript, with the keyboard alone, and without a complaint of the browser."""

import pytest
from builders import COMPLEX_104C
from journeys.people import CaseManager, Client, Desk, Keyboard, OpenTablet, full_talk

pytestmark = pytest.mark.journey

NEEDS = ("aufenthalt_antrag", "arbeit")
VIOLATIONS = """addEventListener('securitypolicyviolation', (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""


def test_a_whole_talk_without_javascript(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, java_script_enabled=False))
    manager.sign_in()
    for step in full_talk(manager, Client(manager.tablet), "ar", COMPLEX_104C, NEEDS):
        assert step
    manager.done()
    assert manager.tablet.taps <= 14
    manager.take_back_last()
    manager.other_doors()
    manager.choose_door("mbe")
    manager.give_reason("wunsch")
    manager.further_person()
    manager.no_need()
    manager.conclude("kein_bedarf")
    assert "Ein Gespräch, zwei Personen. Ein Zettel." in manager.tablet.text(".today")
    manager.close_day()
    assert manager.tablet.complaints == []


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_whole_talk_with_the_keyboard(desk: Desk, tablet: OpenTablet, language: str) -> None:
    keyboard = tablet(desk.url, kind=Keyboard)
    assert isinstance(keyboard, Keyboard)
    manager = CaseManager(keyboard)
    manager.sign_in()
    for step in full_talk(manager, Client(keyboard), language, COMPLEX_104C, NEEDS):
        if step.startswith("after"):
            keyboard.see("#question:focus")
    manager.done()
    assert keyboard.unseen == []


def test_the_panels_with_the_keyboard(desk: Desk, tablet: OpenTablet) -> None:
    keyboard = tablet(desk.url, kind=Keyboard)
    manager = CaseManager(keyboard)
    manager.come_in()
    for _ in full_talk(manager, Client(keyboard), "ar", None, ()):
        pass
    manager.done()
    manager.take_back_last()
    manager.other_doors()
    keyboard.see("h2:focus")
    manager.choose_door("fachberatung")
    keyboard.see("h2:focus")
    keyboard.tap(".ways a")
    keyboard.see(".suggested")
    manager.no_need()
    keyboard.see("h2:focus")
    keyboard.tap('[name="outcome"][value="kein_bedarf"]')
    keyboard.see(".slip")  # of what must be named all the same
    assert isinstance(keyboard, Keyboard)
    assert keyboard.unseen == []


def test_the_browser_has_nothing_to_complain_about(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.tablet.page.context.add_init_script(VIOLATIONS)
    manager.sign_in()
    for _ in full_talk(manager, Client(manager.tablet), "ar", COMPLEX_104C, NEEDS):
        pass
    manager.further_person()
    manager.answer("altersgruppe", "18_24")
    manager.other_doors()
    manager.choose_door("regeldienst")
    manager.tablet.tap(".ways a")
    manager.tablet.see(".suggested")
    manager.no_need()
    manager.conclude("kein_bedarf")
    manager.tablet.tap(".tongues button")
    manager.tablet.see('.tongues [value="de"]')
    manager.tablet.tap('a[href$="/corrections"]')
    manager.tablet.tap('.bar a[href$="/desk"]')
    manager.close_day()
    assert manager.tablet.complaints == []
    assert manager.tablet.foreign == []

"""A family, another door, no need, a talk taken back, an older one corrected, the day closed."""

import csv
from time import sleep

import pytest
from builders import COMPLEX_104C, DESK, TODAY, tallies_of
from journeys.people import CaseManager, Client, Desk, OpenTablet, hold

from kiosk.storage import TALLIES

pytestmark = pytest.mark.journey

NO_DEADLINE = COMPLEX_104C | {"restlaufzeit": "beantragt"}
"""The same, with nothing that must be named beside."""


@pytest.fixture
def manager(desk: Desk, tablet: OpenTablet) -> CaseManager:
    """A case manager at the desk screen."""
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    return manager


def tally(desk: Desk) -> dict[tuple[str, str], tuple[int, int]]:
    """The written day: (table, row) to (count, revision)."""
    path = tallies_of(desk.office) / DESK / str(TODAY.year) / f"{TODAY.isoformat()}.csv"
    for _ in range(100):
        if not desk.office.store.outbox.waiting(TALLIES):
            break
        sleep(0.05)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["table"], row["row"]): (int(row["count"]), int(row["revision"])) for row in rows}


def outcomes(manager: CaseManager) -> dict[str, int]:
    """The desk's table: row to count, without zeros."""
    rows = manager.tablet.page.locator(".bars tbody tr").all()
    counts = {row.locator("th").inner_text().strip(): int(row.locator("td").inner_text()) for row in rows}
    return {row: count for row, count in counts.items() if count}


# a family


@pytest.mark.parametrize("come_from", ["slip", "desk", "talk"])
def test_a_family_is_one_talk_with_two_slips(desk: Desk, manager: CaseManager, come_from: str) -> None:
    tablet = manager.tablet
    hold(manager, desk, "ar", COMPLEX_104C)
    key = tablet.key
    if come_from != "talk":
        manager.accept()
    if come_from == "desk":
        manager.done()
    before = tablet.taps
    if come_from == "talk":
        tablet.tap(".persons form button:not([aria-current])")
        tablet.see('.persons [aria-label="Person 2"][aria-current]')
    else:
        manager.further_person()
        manager.take()
    assert tablet.taps - before <= 2
    assert "Velbert" in tablet.text(".strip")
    assert tablet.page.locator('.tools [lang="ar"]').count() == 1
    assert tablet.page.locator('.question h2 [lang="ar"]:not(button)').count() == 1
    for fact, code in (("altersgruppe", "18_24"), ("aufenthalt", "andere_karte")):
        manager.answer(fact, code)
    manager.accept()
    assert "Jugendmigrationsdienst" in tablet.text(".slip .plate")
    assert tablet.page.locator("html").get_attribute("dir") == "rtl"
    tablet.tap('form[action$="/done"] button')
    tablet.see(".question, #secret")
    if come_from == "talk":
        manager.accept()
        tablet.tap('form[action$="/done"] button')
    manager.home()
    first, second = desk.talk(key).persons
    assert (first.answers.facts["stadt"], second.answers.facts["stadt"]) == ("velbert", "velbert")
    assert "Ein Gespräch, zwei Personen. Zwei Zettel." in tablet.text(".today")


def test_a_person_added_by_mistake_can_be_taken_back(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    key = manager.tablet.key
    manager.accept()
    manager.further_person()
    manager.take()
    manager.tablet.tap('.bar a[href$="/end"]')
    manager.tablet.tap('[name="how"][value="discard"]')
    manager.tablet.see(".welcome")
    assert len(desk.talk(key).persons) == 1
    assert "Ein Gespräch, eine Person. Ein Zettel." in manager.tablet.text(".today")


# another door, no need


def test_another_door_takes_a_door_and_a_reason(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    key, before = manager.tablet.key, manager.tablet.taps
    manager.other_doors()
    manager.choose_door("mbe")
    manager.give_reason("sprache")
    assert manager.tablet.taps - before == 3
    assert "Migrationsberatung für erwachsene Zugewanderte" in manager.tablet.text(".slip .plate")
    decision = desk.talk(key).persons[0].decision
    assert decision is not None
    assert (decision.outcome, decision.suggested_door, decision.reason) == ("v_mbe", "kim_cm", "sprache")


def test_the_suggested_door_needs_no_reason(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    key = manager.tablet.key
    manager.other_doors()
    manager.choose_door("kim_cm")
    assert not manager.tablet.shows(".why .tile")
    manager.tablet.tap(".why .accept")
    manager.tablet.see(".slip")
    decision = desk.talk(key).persons[0].decision
    assert decision is not None
    assert decision.reason == ""


def test_behind_a_door_another_service(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C, ("arbeit", "geld"))
    manager.other_doors()
    manager.choose_door("regeldienst")
    first = manager.tablet.text(".advice .plate .name")
    assert "Velbert" in first
    choices = manager.tablet.page.locator(".choices .chip")
    assert choices.count() > 1
    other = "Sozialamt der Stadt"
    manager.tablet.tap(f'.choices .chip:has-text("{other}")')
    manager.tablet.see(f'.choices [aria-current]:has-text("{other}")')
    assert manager.tablet.text(".advice .plate .name") == other
    manager.give_reason("schon_dort")
    assert other in manager.tablet.text(".slip .plate")


def test_the_second_choice_is_a_button(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", NO_DEADLINE)
    said = manager.tablet.text(".second-choice")
    assert all(words in said for words in ("Zweite Wahl", "خيار ثانٍ", ": MBE"))
    manager.tablet.tap(".second-choice")
    manager.tablet.see(".why")
    marks = {plate.get_attribute("href"): plate.inner_text() for plate in manager.tablet.page.locator(".door").all()}
    assert [href for href, text in marks.items() if "Vorschlag" in text and href and href.endswith("door=kim_cm")]
    assert [href for href, text in marks.items() if "Zweite Wahl" in text and href and href.endswith("door=mbe")]
    manager.give_reason("wunsch")
    assert "(MBE)" in manager.tablet.text(".slip .plate")


def test_help_lines_stand_large_behind_the_doors_and_are_neither_printed_nor_kept(
    desk: Desk, manager: CaseManager
) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    manager.other_doors()
    before, page = desk.talk(manager.tablet.key), manager.tablet.page
    manager.tablet.tap(".doors .quiet")
    manager.tablet.see(".help")
    assert manager.tablet.text(".help .number") == "116 016"
    page.emulate_media(media="print")
    assert not manager.tablet.shows(".help")
    page.emulate_media(media="screen")
    assert desk.talk(manager.tablet.key) == before
    assert "panel=help" not in page.url


def test_what_must_be_named_has_a_slip_of_its_own(desk: Desk, manager: CaseManager) -> None:
    late = {"altersgruppe": "18_24", "stadt": "haan", "aufenthalt": "p104c", "restlaufzeit": "knapp"}
    hold(manager, desk, "ar", late, ("wohnungsnot",))
    manager.accept()
    assert "Regionale Beratung" in manager.tablet.text(".slip .plate")
    manager.tablet.tap('.handed button:has-text("Wohnungslosenhilfe")')
    manager.tablet.see('.slip .plate:has-text("Wohnungslosenhilfe")')
    (person,) = desk.talk(manager.tablet.key).persons
    assert person.decision is not None
    assert person.decision.service == "regionale_beratung"


def test_an_age_that_does_not_fit_is_marked(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    manager.other_doors()
    mark = manager.tablet.page.locator('.door[href$="door=jmd"] .tag')
    assert "العمر" in mark.inner_text()
    assert "Alter passt nicht" in mark.inner_text()
    assert mark.is_visible()
    name = manager.tablet.page.locator('.door[href$="door=jmd"] .name').bounding_box()
    tag = mark.bounding_box()
    assert name is not None
    assert tag is not None
    covers = tag["x"] < name["x"] + name["width"] and tag["y"] + tag["height"] > name["y"] + 2
    words = manager.tablet.page.locator('.door[href$="door=jmd"] .name bdi').bounding_box()
    assert words is not None
    assert not (covers and tag["x"] < words["x"] + words["width"])


@pytest.mark.parametrize(
    ("kind", "row"), [("kein_bedarf", "kein Bedarf genannt"), ("schon_beraten", "schon woanders beraten")]
)
def test_no_need_takes_two_taps(desk: Desk, manager: CaseManager, kind: str, row: str) -> None:
    hold(manager, desk, "ar", {})
    before = manager.tablet.taps
    manager.no_need()
    manager.conclude(kind)
    assert manager.tablet.taps - before == 2
    assert outcomes(manager) == {row: 1}


# taking back and correcting


def test_the_last_talk_is_taken_back_and_decided_anew(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", NO_DEADLINE)
    manager.accept()
    manager.done()
    assert outcomes(manager) == {"KIM-CM": 1}
    manager.take_back_last()
    assert "Velbert" in manager.tablet.text(".strip")
    manager.no_need()
    manager.conclude("kein_bedarf")
    assert outcomes(manager) == {"kein Bedarf genannt": 1}
    assert "Ein Gespräch, eine Person. Null Zettel." in manager.tablet.text(".today")


def test_a_no_is_taken_back_to_the_promise(desk: Desk, manager: CaseManager) -> None:
    client = Client(manager.tablet)
    manager.new_talk()
    client.choose_language("ar")
    client.say_no()
    manager.take_back_last()
    assert manager.tablet.shows(".promise-page")
    client.say_yes()
    manager.tablet.open("/desk")
    assert outcomes(manager) == {}


def test_closing_the_day_writes_its_file(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", COMPLEX_104C)
    manager.accept()
    manager.done()
    manager.new_talk()
    Client(manager.tablet).choose_language("en")
    Client(manager.tablet).say_yes()
    manager.take()
    manager.tablet.open("/desk/close")
    assert "Ein Gespräch ist noch offen." in manager.tablet.text(".warn")
    manager.tablet.open("/desk")
    manager.close_day()
    assert "Der Tag ist abgeschlossen." in manager.tablet.text(".state")
    written = tally(desk)
    assert written[("ergebnis", "v_kim_cm")] == (1, 1)
    assert written[("ergebnis", "abgebrochen")] == (1, 1)
    assert outcomes(manager) == {"KIM-CM": 1, "Gespräch abgebrochen": 1}


def test_an_older_talk_is_corrected_and_its_day_follows(desk: Desk, manager: CaseManager) -> None:
    hold(manager, desk, "ar", NO_DEADLINE)
    manager.accept()
    manager.done()
    manager.close_day()
    assert tally(desk)[("ergebnis", "v_kim_cm")] == (1, 1)
    desk.clock.pass_by(days=3)
    manager.come_in()
    assert outcomes(manager) == {}
    manager.tablet.tap('a[href$="/corrections"]')
    assert "23. November 2026" in manager.tablet.text("section h2")
    assert "Verweis KIM-CM" in manager.tablet.text(".talks li")
    manager.tablet.tap('.talks li a[href*="open="]')
    manager.tablet.see("#open li")
    assert tally(desk)[("ergebnis", "v_kim_cm")] == (1, 1)
    manager.tablet.tap(".talks li button")
    manager.tablet.see(".question")
    manager.no_need()
    manager.conclude("schon_beraten")
    written = tally(desk)
    assert written[("ergebnis", "v_kim_cm")][0] == 0
    assert written[("ergebnis", "schon_beraten")][0] == 1
    assert written[("ergebnis", "schon_beraten")][1] > 1

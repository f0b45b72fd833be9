"""The overhead works: old lists, releases, tokens, collecting; and sees what the lead and the desk have said."""

import hashlib
import http.client
import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from builders import COMPLEX_104C, DESK, TODAY
from deliveries import OTHER, WRITER, day_file, days_before
from journeys.people import PHONE, CaseManager, Desk, Lead, OpenTablet, Overhead, hold
from lists import COUNTS, FIRST, LAST, SOURCE
from outside import bearer, keep_october

from kiosk import desk as work
from kiosk.domain.calendar import Opening

pytestmark = pytest.mark.journey

GOALS = "table-zielerreichung"
MANY_DAYS = 600
"""So many files that the overhead sees them being read."""
UNHURRIED = 60_000
"""Milliseconds for a round of many files on a slow machine."""


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def overhead(request: pytest.FixtureRequest, desk: Desk, tablet: OpenTablet) -> Overhead:
    """The overhead, signed in, in a browser with script and in one without."""
    overhead = Overhead(tablet(desk.url, java_script_enabled=request.param))
    overhead.come_in()
    return overhead


# old lists


def press(overhead: Overhead, button: str, then: str) -> None:
    """A button of the draft, and what is there afterwards."""
    overhead.tablet.tap(f'[name="do"][value="{button}"]')
    overhead.tablet.see(then)


def test_the_goals_are_brought_in_seen_in_the_numbers_and_taken_back(overhead: Overhead) -> None:
    tablet = overhead.tablet
    overhead.upload(COUNTS / "goals_reached.csv", SOURCE, FIRST, LAST)
    assert "Die Zeilen ergeben 757, gedruckt ist 696." in tablet.text('[aria-labelledby="report"]')
    assert "„p25ab / p25ab_printed_twice“ steht mehrmals da." in tablet.text('[aria-labelledby="report"]')
    press(overhead, "take", '[name="do"]')
    assert tablet.text("#report") == "Was zu klären ist"
    tablet.page.select_option('[name="said:zeile:14"]', "-")
    press(overhead, "check", "#recognised")
    assert "Die Zeilen ergeben 725, gedruckt ist 696." in tablet.text('[aria-labelledby="report"]')
    assert "mehrmals" not in tablet.text('[aria-labelledby="report"]')
    tablet.page.select_option('[name="said:summe:C18"]', "+")
    press(overhead, "take", "#kept")
    assert "Zielerreichung: 725" in tablet.text('[aria-labelledby="kept"]')
    tablet.open("/numbers?part=faelle&period=all")
    goals = dict(overhead.figures(GOALS))
    assert (goals["gesamt"], goals["Erhalt Aufenthalt nach §25a/b"], goals["Rechtskreiswechsel"]) == (725, 32, 54)
    tablet.open("/imports")
    tablet.tap("details summary")
    tablet.tap('form[action$="/imports/undo"] button')
    tablet.see('text="Noch ist keine Liste eingelesen."')
    tablet.open("/numbers?part=faelle&period=all")
    assert "Noch ist nichts gezählt." in tablet.text("#first-day")


# releases


def test_a_month_is_released_and_its_file_has_the_checksum_that_is_shown(desk: Desk, overhead: Overhead) -> None:
    keep_october(desk.office)
    tablet = overhead.tablet
    tablet.tap('.bar a[href="/releases"]')
    tablet.tap('form[action="/releases/preview"] button')
    tablet.tap('form[action="/releases"] button')
    tablet.see("#downloads")
    assert "Oktober 2026, gerundet" in tablet.text("h1")
    shown = overhead.figures("table-screening")
    assert (dict(shown)["KIM-CM"], dict(shown)["kein Bedarf"], shown[-1]) == (15, 10, ("gesamt", 25))
    checksum = tablet.text(".downloads code")
    with tablet.page.expect_download() as download:
        tablet.tap('.downloads a[href$=".json"]')
    content = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(content).hexdigest() == checksum
    [told] = [one for one in json.loads(content)["tables"] if one["code"] == "screening"]
    assert [*((row["label"], row["count"]) for row in told["rows"]), ("gesamt", told["total"])] == shown
    tablet.tap('a[href="/releases"]:not(.chip)')
    tablet.see(".talks a")
    assert checksum in tablet.text(".talks")
    tablet.tap('form[action="/releases/preview"] button')
    tablet.tap('form[action="/releases"] button')
    tablet.see("#downloads")
    assert "Das ist schon veröffentlicht." in tablet.text(".warn")


# tokens


def asked(desk: Desk, token: str) -> tuple[int, bytes]:
    """What a program with this token is answered."""
    line = http.client.HTTPConnection(urlsplit(desk.url).netloc, timeout=10)
    try:
        line.request("GET", "/api/tables.json?period=last_month", headers=bearer(token))
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def test_a_token_is_seen_once_reads_the_numbers_and_is_dead_when_taken_back(desk: Desk, overhead: Overhead) -> None:
    keep_october(desk.office)
    tablet = overhead.tablet
    tablet.tap('.bar a[href="/access"]')
    tablet.see("#name")
    tablet.page.fill("#name", "Berichtsportal")
    tablet.tap('form[action="/access"] button')
    tablet.see("#token")
    token = tablet.text('[aria-labelledby="token"] code')
    status, content = asked(desk, token)
    assert status == 200
    [told] = [one for one in json.loads(content)["tables"] if one["code"] == "screening"]
    assert told["total"] == 23
    tablet.open("/access")
    assert "Berichtsportal" in tablet.text(".talks")
    assert token not in tablet.page.content()
    tablet.tap('form[action="/access/revoke"] button')
    tablet.see('text="Noch darf kein Programm die Zahlen lesen."')
    assert asked(desk, token)[0] == 401


# collecting


def counts_told(told: str) -> int:
    """How many counts a round says it saw: some may have come in by themselves while the files were still written."""
    told = told.replace("Eine Zählung ist", "1 Zählungen sind").replace("Eine war", "1 waren")
    return sum(int(number) for number in re.findall(r"(\d+) (?:Zählungen sind neu|waren schon da)", told))


def test_many_files_are_collected_while_the_page_says_how_far_it_is(desk: Desk, tablet: OpenTablet) -> None:
    pack = desk.office.pack
    for day in days_before(TODAY, MANY_DAYS):
        (desk.inbox / f"{day}.csv").write_bytes(day_file(pack, day, 2))
    (desk.inbox / "zukunft.csv").write_bytes(day_file(pack, TODAY.replace(month=12), 3))
    (desk.inbox / "fremd.csv").write_bytes(day_file(pack, TODAY, 3, desk="irgendwo"))
    overhead = Overhead(tablet(desk.url))
    overhead.come_in()
    overhead.tablet.tap('.bar a[href="/collect"]')
    overhead.tablet.tap('form[action="/collect"] button')
    overhead.tablet.see(f'#round:has([data-again]):has-text("von {MANY_DAYS + 2} Dateien sind gelesen.")')
    overhead.tablet.page.wait_for_selector('form[action="/collect"]', timeout=UNHURRIED)
    told = overhead.tablet.text("#round")
    assert counts_told(told) == MANY_DAYS
    assert "zukunft.csv 2026-12-23" in told
    assert "fremd.csv 23.11.2026 · in der Datei steht „irgendwo“ Diesen Desk kennt das Paket nicht." in told
    assert overhead.tablet.text("#news") == "Das Einsammeln ist fertig."
    assert len(list(desk.inbox.iterdir())) == MANY_DAYS + 2
    overhead.tablet.tap('button[name="done"]')
    assert "fremd.csv" not in overhead.tablet.text("#round")
    overhead.tablet.open("/numbers")
    overhead.see_everything()
    assert overhead.figures()[-1] == ("gesamt", 2 * MANY_DAYS)
    assert overhead.tablet.complaints == []


def test_two_counts_of_a_day_are_seen_on_the_numbers_and_decided(desk: Desk, tablet: OpenTablet) -> None:
    for persons, writer in ((4, WRITER), (7, OTHER)):
        (desk.inbox / f"{persons}.csv").write_bytes(day_file(desk.office.pack, TODAY, persons, writer=writer))
    overhead = Overhead(tablet(desk.url))
    overhead.come_in()
    overhead.tablet.open("/collect")
    overhead.tablet.tap('form[action="/collect"] button')
    overhead.tablet.page.wait_for_selector('button[name="chosen"]', timeout=UNHURRIED)
    overhead.tablet.open("/numbers")
    overhead.tablet.tap('.problem a[href="/collect"]')
    overhead.tablet.tap('li:has-text("7 Personen") button[name="chosen"]')
    overhead.tablet.see("#decided")
    assert "Es gilt: 7 Personen" in overhead.tablet.text("#decided")
    overhead.tablet.open("/numbers")
    overhead.see_everything()
    assert overhead.figures()[-1] == ("gesamt", 7)
    assert not overhead.tablet.shows('.problem a[href="/collect"]')
    assert overhead.tablet.complaints == []


def test_without_script_a_link_shows_how_far_collecting_is(desk: Desk, tablet: OpenTablet) -> None:
    for day in days_before(TODAY, MANY_DAYS):
        (desk.inbox / f"{day}.csv").write_bytes(day_file(desk.office.pack, day, 2))
    overhead = Overhead(tablet(desk.url, java_script_enabled=False))
    overhead.come_in()
    overhead.tablet.open("/collect")
    overhead.tablet.tap('form[action="/collect"] button')
    overhead.tablet.see("[data-again]")
    while again := overhead.tablet.page.query_selector("[data-again]"):
        overhead.tablet.page.wait_for_timeout(UNHURRIED / 100)
        overhead.tablet.open(again.get_attribute("href") or "")
    assert counts_told(overhead.tablet.text("#round")) == MANY_DAYS


# the lead and the desk


def test_the_lead_says_that_a_desk_was_ill_and_the_overhead_sees_it(desk: Desk, tablet: OpenTablet) -> None:
    lead = Lead(tablet(desk.url))
    lead.sign_in()
    lead.tablet.tap(".to-openings")
    lead.tablet.see(".openings")
    lead.tablet.tap(f'.mark[href*="desk={DESK}"][href*="day=2026-11-17"]')
    lead.tablet.see("#day")
    assert lead.tablet.page.input_value("#day") == "2026-11-17"
    lead.tablet.page.select_option("#state", "ill")
    lead.tablet.tap(".period button")
    lead.tablet.see('.mark.ill[href*="day=2026-11-17"]')
    keep_october(desk.office)
    overhead = Overhead(tablet(desk.url))
    overhead.come_in()
    overhead.tablet.tap('.pills [href*="period=month"]')
    overhead.tablet.see(".days .mark.ill")
    assert overhead.tablet.page.locator(".days .mark.ill").count() == 1
    place = overhead.tablet.page.locator(".days tbody td").nth(16)
    assert "ausgefallen" in (place.text_content() or "")
    overhead.tablet.tap(".calendar .more")
    overhead.tablet.see(".openings .mark.ill")
    assert not overhead.tablet.shows(".period, .days a")
    assert lead.tablet.complaints == overhead.tablet.complaints == []


CUT = """selector => {
  const places = (one) => [...document.querySelectorAll(one)].map((each) => each.getBoundingClientRect());
  const start = places('.days tbody th')[0].right;
  const end = places('.days')[0].right;
  return places(selector).filter((day) => [start, end].some((at) => day.left < at - 2 && day.right > at + 2)).length;
}"""


@pytest.mark.parametrize("come_in", [Lead, Overhead])
def test_on_a_phone_the_calendar_begins_with_the_days_up_to_today_and_cuts_none(
    desk: Desk, tablet: OpenTablet, come_in: type[Lead | Overhead]
) -> None:
    desk.office.store.openings.put(DESK, [TODAY - timedelta(days=3)], Opening.OPEN, "teamleitung")
    somebody = come_in(tablet(desk.url, PHONE))
    somebody.come_in()
    somebody.tablet.open("/openings")
    assert "Ein Tag fehlt" in somebody.tablet.text(".calendar .short")
    page = somebody.tablet.page
    today = page.locator(".days thead [aria-current]").bounding_box() or {}
    edge = page.locator(".days").bounding_box() or {}
    assert edge["x"] < today["x"] < today["x"] + today["width"] <= edge["x"] + edge["width"]
    assert page.evaluate(CUT, ".days thead th:not(:first-child)") == 0


def test_on_a_phone_every_period_is_in_sight(desk: Desk, tablet: OpenTablet) -> None:
    keep_october(desk.office)
    overhead = Overhead(tablet(desk.url, PHONE))
    overhead.come_in()
    overhead.tablet.open("/numbers")
    chips = [one.bounding_box() or {} for one in overhead.tablet.page.locator(".pills .chip").all()]
    assert len(chips) == 7
    assert all(one["x"] + one["width"] <= PHONE[0] for one in chips)


LONG_NAME = """() => {
  const choice = document.getElementById('desk');
  choice.lastElementChild.textContent = 'Ausländerbehörde im Rathaus '.repeat(4);
  choice.replaceWith(choice.cloneNode(true));
}"""


def test_a_long_name_of_a_desk_does_not_widen_the_entrance(other_desk: Desk, tablet: OpenTablet) -> None:
    entrance = tablet(other_desk.url, PHONE)
    entrance.open("/sign-in")
    entrance.page.evaluate(LONG_NAME)
    assert entrance.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_how_a_talk_was_understood_is_one_tap_after_it_and_counts(desk: Desk, tablet: OpenTablet, script: bool) -> None:
    manager = CaseManager(tablet(desk.url, java_script_enabled=script))
    manager.come_in()
    hold(manager, desk, "ar", COMPLEX_104C)
    manager.accept()
    manager.done()
    manager.tell("verstaendigung", "kind")
    manager.tell("luecke", "wartezeit")
    assert manager.tablet.text("#line-verstaendigung strong") == "ein Kind übersetzte"
    manager.close_day()
    overhead = Overhead(tablet(desk.url))
    overhead.come_in()
    overhead.tablet.open("/numbers?period=month&part=menschen")
    assert "In diesem Zeitraum liegt keiner." in overhead.tablet.text()
    assert "ein Kind übersetzte" not in overhead.tablet.text()
    desk.clock.pass_by(days=14)
    work.close_months(desk.office, desk.clock.today)
    overhead.come_in()
    overhead.tablet.open("/numbers?part=menschen")
    told = dict(overhead.figures("table-verstaendigung"))
    assert {label: number for label, number in told.items() if number} == {"ein Kind übersetzte": 1, "gesamt": 1}
    assert "ein Kind übersetzte: 1 von 1 (100,0 %)" in overhead.tablet.text("[aria-labelledby='table-verstaendigung']")

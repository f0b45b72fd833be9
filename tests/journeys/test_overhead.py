"""The overhead reads: a period in one tap, every table, the same in every file and on paper, and never a talk."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from builders import COMPLEX_104C
from journeys.people import CaseManager, Desk, Keyboard, OpenTablet, Overhead, hold
from lists import FIRST, LAST, paper, take
from outside import keep_october

from kiosk.domain import tally
from kiosk.domain.calendar import Opening
from kiosk.domain.tally import Batch

pytestmark = pytest.mark.journey

SCREENING = "Ergebnis des Screenings"
PARTS = ("ergebnis", "menschen", "bedarf", "vorschlag")
PAPER = f"/numbers/print?from={FIRST}&to={LAST}"
A4_POINTS = (595, 842)
Figures = list[tuple[str, int]]


@pytest.fixture
def overhead(desk: Desk, tablet: OpenTablet) -> Overhead:
    """The overhead at the numbers, with the old list taken in before."""
    take(desk.office, paper("screening_outcomes"))
    overhead = Overhead(tablet(desk.url))
    overhead.come_in()
    return overhead


def test_signing_in_leads_to_what_came_in_and_the_numbers_are_a_tap_away(desk: Desk, tablet: OpenTablet) -> None:
    take(desk.office, paper("screening_outcomes"))
    overhead = Overhead(tablet(desk.url))
    overhead.sign_in()
    assert overhead.tablet.page.url.endswith("/collect")
    assert "Clearingstelle" in overhead.tablet.text('[aria-labelledby="desks"] tbody')
    overhead.tablet.tap('.bar a[href="/numbers"]')
    overhead.tablet.see(".pills")
    assert overhead.tablet.shows('.pills [href*="period=last_month"][aria-current]')
    overhead.see_everything()
    assert overhead.figures()[-1] == ("gesamt", 298)
    assert dict(overhead.figures())["KIM-CM"] == 75
    assert "298 Personen." in overhead.tablet.text("h1")
    assert overhead.tablet.shows(".proven")
    assert overhead.tablet.complaints == []
    assert overhead.tablet.foreign == []


def test_every_address_of_a_talk_is_refused(desk: Desk, tablet: OpenTablet, overhead: Overhead) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    hold(manager, desk, "ar", COMPLEX_104C)
    place = manager.tablet.place
    manager.accept()
    talk = place.rpartition("/person")[0]
    addresses = (
        talk,
        place,
        f"{place}/slip",
        f"{place}?panel=doors",
        f"{talk}/end",
        "/desk",
        "/corrections",
        "/desk/close",
    )
    for address in addresses:
        assert overhead.tablet.open(address) == 403, address
        assert "D-03" in overhead.tablet.text(".notice .code")
        assert "Velbert" not in overhead.tablet.page.content()
    links = {link.get_attribute("href") for link in overhead.tablet.page.locator("a").all()}
    assert not any("conversation" in (link or "") for link in links)


# periods, desks, parts


def test_a_kept_address_shows_the_same_again_and_a_kept_tap_the_month_that_is(desk: Desk, overhead: Overhead) -> None:
    page = overhead.tablet.page
    overhead.tablet.tap('.pills [href*="period=last_month"]')
    overhead.tablet.see('.pills [href*="period=last_month"][aria-current]')
    assert overhead.tablet.text("h1") == "Für diesen Zeitraum liegt keine Zählung vor."
    month = page.url.removeprefix(overhead.tablet.url)
    assert "01.10.2026 – 31.10.2026" in overhead.tablet.text("h1 + .hint")
    page.fill("#from", FIRST.isoformat())
    page.fill("#to", LAST.isoformat())
    overhead.tablet.tap(".period .button")
    page.wait_for_url(f"**from={FIRST}&to={LAST}**")
    shown, address = overhead.figures(), page.url.removeprefix(overhead.tablet.url)
    assert shown[-1] == ("gesamt", 298)
    desk.clock.pass_by(days=14)
    overhead.come_in()
    overhead.tablet.open(address)
    assert overhead.figures() == shown
    overhead.tablet.open(month)
    assert "01.11.2026 – 30.11.2026" in overhead.tablet.text("h1 + .hint")


def test_a_period_that_cannot_be_is_said_and_the_last_closed_month_is_shown(desk: Desk, overhead: Overhead) -> None:
    keep_october(desk.office)
    assert overhead.tablet.open("/numbers?from=2026-11-02&to=2026-11-01") == 422
    assert "Der erste Tag liegt nach dem letzten." in overhead.tablet.text(".problem")
    assert overhead.tablet.shows('.pills [href*="period=last_month"][aria-current]')
    assert overhead.figures()[-1] == ("gesamt", 23)


def test_the_desks_are_chosen_one_by_one(other_desk: Desk, tablet: OpenTablet) -> None:
    pack, store = other_desk.office.pack, other_desk.office.store
    outcomes = [one.code for one in pack.vocabulary.outcomes if one.paper_row]
    for place, persons in (("markt", 4), ("nord", 9)):
        day, cells = date(2026, 11, 16), tally.in_short(pack.vocabulary, persons, {outcomes[0]: persons})
        store.counts.keep_batch(Batch(place, pack.profiles[0].code, day, day, 1, tally.OWN, cells))
    overhead = Overhead(tablet(other_desk.url))
    overhead.come_in()
    overhead.see_everything()
    assert overhead.figures()[-1] == ("gesamt", 13)
    overhead.tablet.tap(".desks summary")
    overhead.tablet.page.check('[name="desk"][value="nord"]')
    overhead.tablet.tap(".period .button")
    overhead.tablet.see(".desks[open]")
    assert overhead.figures()[-1] == ("gesamt", 9)
    assert overhead.tablet.page.locator(".days tbody tr").count() == 1
    overhead.see_part("menschen")
    assert "desk=nord" in overhead.tablet.page.url
    overhead.tablet.page.reload()
    assert overhead.tablet.page.is_checked('[name="desk"][value="nord"]')


def test_the_page_and_its_parts_are_reached_with_the_keyboard(desk: Desk, tablet: OpenTablet) -> None:
    keyboard = tablet(desk.url, kind=Keyboard)
    assert isinstance(keyboard, Keyboard)
    take(desk.office, paper("screening_outcomes"))
    overhead = Overhead(keyboard)
    overhead.sign_in()
    keyboard.tap('.bar [href="/numbers"]')
    keyboard.see(".pills")
    overhead.see_everything()
    for part in PARTS[1:]:
        overhead.see_part(part)
    keyboard.tap('.downloads [href*="/numbers/print"]')
    keyboard.see(".a4")
    assert keyboard.unseen == []


# files and paper


def _from_csv(delimiter: str, title: int, label: int, count: int) -> Callable[[bytes], Figures]:
    def read(content: bytes) -> Figures:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter)
        return [(line[label], int(line[count])) for line in lines if line[title] == SCREENING]

    return read


def _from_json(content: bytes) -> Figures:
    [found] = [one for one in json.loads(content)["tables"] if one["title"] == SCREENING]
    return [*((row["label"], row["count"]) for row in found["rows"]), ("gesamt", found["total"])]


def _from_excel(content: bytes) -> Figures:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    [sheet] = [one for one in book.worksheets if one["A1"].value == SCREENING]
    rows = [row[:3] for row in sheet.iter_rows(min_row=6, values_only=True) if isinstance(row[2], int)]
    return [(str(label or code), int(count)) for code, label, count in rows]  # type: ignore[call-overload]


def _from_word(content: bytes) -> Figures:
    rows = docx.Document(io.BytesIO(content)).tables[0].rows
    return [(row.cells[0].text, int(row.cells[1].text)) for row in rows[1:]]


FILES = {
    "xlsx": _from_excel,
    "docx": _from_word,
    "csv": _from_csv(";", 1, 3, 4),
    "machine.csv": _from_csv(",", 1, 3, 4),
    "json": _from_json,
}


def test_every_file_says_what_the_page_says(desk: Desk, tablet: OpenTablet, overhead: Overhead) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    hold(manager, desk, "ar", COMPLEX_104C)
    manager.accept()
    manager.done()
    manager.close_day()
    overhead.tablet.open("/numbers")
    overhead.see_everything()
    shown = overhead.figures()
    assert shown[-1] == ("gesamt", 299)
    for kind, read in FILES.items():
        with overhead.tablet.page.expect_download() as download:
            overhead.tablet.tap(f'.downloads [href*="/numbers.{kind}"]')
        assert download.value.suggested_filename == f"zahlen_2023-04-01_2026-11-23.{kind}"
        assert read(Path(download.value.path()).read_bytes()) == shown, kind


UNCOUNTED = "In diesem Zeitraum nicht gezählt."


def test_the_parts_together_show_every_table_of_the_file(desk: Desk, overhead: Overhead) -> None:
    keep_october(desk.office)
    page = overhead.tablet.page
    page.reload()
    with page.expect_download() as download:
        overhead.tablet.tap('.downloads [href*="/numbers.json"]')
    told = json.loads(Path(download.value.path()).read_bytes())["tables"]
    shown, uncounted = dict[str, Figures](), list[str]()
    for part in PARTS:
        overhead.see_part(part)
        for heading in page.locator(".card:has(> .figures) > h2").all():
            shown[heading.inner_text()] = overhead.figures(heading.get_attribute("id") or "")
        uncounted += page.locator(f'.card:has(> .hint:text-is("{UNCOUNTED}")) > h2').all_inner_texts()
    assert {*uncounted} == {one["title"] for one in told if one["total"] is None}
    for one in (one for one in told if one["total"] is not None):
        rows = [*((row["label"], row["count"]) for row in one["rows"]), ("gesamt", one["total"])]
        assert shown.pop(one["title"]) == rows, one["code"]
    assert shown == {}


def test_on_paper_stands_that_days_are_missing(desk: Desk, overhead: Overhead) -> None:
    place = desk.office.pack.site.desks[0].code
    desk.office.store.openings.put(place, [date(2026, 10, 6)], Opening.OPEN, "leitung")
    overhead.tablet.open("/numbers/print?period=last_month")
    overhead.tablet.page.emulate_media(media="print")
    assert "Ein Sprechtag ist noch nicht gemeldet." in overhead.tablet.text(".missing summary")
    assert overhead.tablet.shows(".missing summary")


def test_the_print_page_is_a_clean_a4_paper_with_the_figures(overhead: Overhead, tmp_path: Path) -> None:
    overhead.tablet.open(PAPER)
    pdf = tmp_path / "zahlen.pdf"
    pdf.write_bytes(overhead.tablet.page.pdf(prefer_css_page_size=True))
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes())
    assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {A4_POINTS}
    if fonts := shutil.which("pdffonts"):
        told = subprocess.run([fonts, str(pdf)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
        assert told
        assert [line for line in told if line.split()[-5] != "yes"] == []
    if reader := shutil.which("pdftotext"):
        told = subprocess.run([reader, "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
        words = " ".join(told.split())
        for part in ("KIM-CM 75 25,2 %", "kein Bedarf 155 52,0 %", "298 100,0 %", "Wie gezählt wurde"):
            assert part in words, part
        assert "Zurück zu den Zahlen" not in words

"""The overhead: numbers and nothing else."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from builders import COMPLEX_104C
from journeys.people import CaseManager, Desk, OpenTablet, Overhead, hold

from kiosk import overhead as counting
from kiosk.overhead import OldList

pytestmark = pytest.mark.journey

OLD = Path(__file__).resolve().parent.parent.parent / "deploy" / "mettmann" / "counts" / "screening_outcomes.csv"


@pytest.fixture
def overhead(desk: Desk, tablet: OpenTablet) -> Overhead:
    """The overhead, signed in, with the old list taken in before."""
    old = OldList(OLD.name, OLD.read_bytes(), date(2023, 4, 1), date(2024, 4, 30), "Vorlage", "chancenaufenthalt")
    counting.take_in(desk.office.store, desk.office.pack, old, date(2026, 11, 23))
    overhead = Overhead(tablet(desk.url))
    overhead.sign_in()
    return overhead


def test_signing_in_leads_to_the_numbers(desk: Desk, overhead: Overhead) -> None:
    assert overhead.tablet.page.url.endswith("/numbers")
    overhead.see_everything()
    assert overhead.figures()[-1] == ("gesamt", 298)
    assert dict(overhead.figures())["KIM-CM"] == 75
    assert "298 Personen." in overhead.tablet.text("h1")
    assert overhead.tablet.shows(".proven")


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


def test_the_file_says_what_the_page_says(desk: Desk, tablet: OpenTablet, overhead: Overhead) -> None:
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
    for link in overhead.tablet.page.locator(".downloads a").all():
        with overhead.tablet.page.expect_download() as download:
            link.click()
        text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
        assert [(row[1] or row[0], int(row[2])) for row in rows[1:]] == shown

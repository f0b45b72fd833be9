"""The overhead's page and its files: the paper's table, proven, and the same everywhere."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from builders import TODAY, finished

from kiosk import desk, overhead
from kiosk.overhead import OldList

COUNTS = Path(__file__).resolve().parents[2] / "deploy" / "mettmann" / "counts" / "screening_outcomes.csv"
PERIOD = "from=2023-04-01&to=2024-04-30"


@pytest.fixture
def with_old_list(office):
    """The committee paper's screening table, taken in."""
    old = OldList(
        COUNTS.name,
        COUNTS.read_bytes(),
        date(2023, 4, 1),
        date(2024, 4, 30),
        "Vorlage 50/014/2024",
        "chancenaufenthalt",
    )
    overhead.take_in(office.store, office.pack, old)


def test_the_committee_papers_table_stands_there(with_old_list, overhead_client):
    page = overhead_client.get(f"/numbers?{PERIOD}").text
    for number in ("32", "2", "29", "75", "5", "155", "298"):
        assert f">{number}</td>" in page
    assert "Zeilen und Summe stimmen" in page
    assert "298 Personen." in page


def test_the_file_says_what_the_page_says(with_old_list, overhead_client):
    answer = overhead_client.get(f"/numbers.csv?{PERIOD}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[2] for row in rows[1:]] == ["32", "2", "29", "75", "5", "155", "298"]
    assert rows[1][3] == "10,7"
    machine = overhead_client.get(f"/numbers.csv?{PERIOD}&form=machine").text
    assert machine.splitlines()[4] == "kim_cm,KIM-CM,75,25.2"
    assert overhead_client.get(f"/numbers.csv?{PERIOD}").data == answer.data


def test_own_days_count_when_they_are_closed(office, overhead_client):
    finished(office)
    assert "0 Personen." in overhead_client.get("/numbers").text
    desk.close_day(office, "mettmann", TODAY)
    page = overhead_client.get("/numbers").text
    assert "Eine Person." in page
    assert "ein gemeldeter Tag" in page


@pytest.mark.parametrize(
    "query",
    ["from=2024-05-01&to=2024-04-01", "from=gestern&to=heute", "from=2024-04-01", "from=2024-02-30&to=2024-03-01"],
)
def test_a_period_that_cannot_be_is_told_and_the_page_still_works(overhead_client, query):
    for path in ("/numbers", "/numbers.csv"):
        answer = overhead_client.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert "Diesen Zeitraum gibt es nicht." in answer.text


def test_what_reaches_beyond_the_period_is_named_and_not_counted(with_old_list, overhead_client):
    page = overhead_client.get("/numbers?from=2023-05-01&to=2024-04-30").text
    assert "Nicht enthalten" in page
    assert "0 Personen." in page


def test_the_profile_narrows_the_numbers(with_old_list, overhead_client):
    assert "298 Personen." in overhead_client.get(f"/numbers?{PERIOD}&profile=chancenaufenthalt").text
    assert "0 Personen." in overhead_client.get(f"/numbers?{PERIOD}&profile=clearing").text

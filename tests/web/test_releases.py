"""The overhead's page of releases: rounded tables, their files, and the list of what has left the house."""

import csv
import hashlib
import io
import json
from datetime import date

import openpyxl
import pytest
from builders import CASE_MANAGER, OVERHEAD
from docx import Document
from outside import keep_october

from kiosk.domain import tally
from kiosk.domain.calendar import Opening
from kiosk.domain.tally import Batch
from kiosk.export.sentences import RELEASED

OCTOBER = {"from": "2026-10", "to": "2026-10"}


@pytest.fixture
def october(office):
    keep_october(office)


@pytest.fixture
def released(october, overhead_client) -> str:
    """The address of a release of October."""
    return overhead_client.post("/releases", data=OCTOBER).location


def test_a_month_is_released_rounded_and_says_so(released, overhead_client):
    page = overhead_client.get(released).text
    assert "01.10.2026 – 31.10.2026, gerundet" in page
    assert "Auf Vielfache von 5 gerundet; Summen können abweichen." in page
    assert "Stand 23.11.2026" in page
    assert '<th scope="row">KIM-CM</th><td class="number">15</td>' in page
    assert '<th scope="row">MBE</th><td class="number">0</td>' in page
    assert '<th scope="row">gesamt</th><td class="number">25</td>' in page
    assert ">13<" not in page
    assert ">23<" not in page


def test_the_list_says_who_when_which_period_and_which_hash(released, overhead_client, office):
    page = overhead_client.get("/releases").text
    [entry] = office.store.releases.entries()
    assert "01.10.2026 – 31.10.2026" in page
    assert f"Stand 23.11.2026, veröffentlicht von {OVERHEAD}" in page
    assert entry.digest in page
    assert entry.digest in overhead_client.get(released).text
    for kind in ("xlsx", "docx", "csv", "json"):
        assert f'href="{released}.{kind}"' in page


def test_the_json_file_hashes_to_the_checksum(released, overhead_client, office):
    answer = overhead_client.get(f"{released}.json")
    assert hashlib.sha256(answer.data).hexdigest() == office.store.releases.entries()[0].digest
    assert answer.mimetype == "application/json"
    assert 'filename="zahlen_2026-10-01_2026-10-31_gerundet.json"' in answer.headers["Content-Disposition"]


def test_a_release_of_an_older_program_keeps_its_own_spelling(released, overhead_client, office):
    [content] = office.store.file.db.execute("SELECT content FROM release").fetchone()
    older = json.dumps(json.loads(content))
    office.store.file.db.execute("UPDATE release SET content = ?", [older])
    assert overhead_client.get(f"{released}.json").text == older
    assert overhead_client.get(f"{released}.csv").status_code == 200


def totals_of_json(content: bytes) -> dict[str, int]:
    return {table["title"]: table["total"] for table in json.loads(content)["tables"]}


def test_all_files_carry_the_same_rounded_numbers(released, overhead_client):
    totals = totals_of_json(overhead_client.get(f"{released}.json").data)
    assert {number % 5 for number in totals.values()} == {0}
    lines = csv.reader(io.StringIO(overhead_client.get(f"{released}.csv").data.decode("utf-8-sig")), delimiter=";")
    said = " (auf Vielfache von 5 gerundet)"
    assert {line[1].removesuffix(said): int(line[4]) for line in lines if line[2] == "gesamt"} == totals
    book = openpyxl.load_workbook(io.BytesIO(overhead_client.get(f"{released}.xlsx").data))
    numbers = {cell for sheet in book for row in sheet.values for cell in row if isinstance(cell, int)}
    assert set(totals.values()) <= numbers
    assert {number % 5 for number in numbers} == {0}
    words = Document(io.BytesIO(overhead_client.get(f"{released}.docx").data))
    cells = {cell.text for table in words.tables for row in table.rows for cell in row.cells}
    assert "15" in cells
    assert "13" not in cells


def texts_of(kind: str, content: bytes) -> str:
    """Everything that can be read in a file."""
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_sheets_say_rounded_as_of_when_which_period_and_which_checksum(released, overhead_client, office, kind):
    said = texts_of(kind, overhead_client.get(f"{released}.{kind}").data)
    digest = office.store.releases.entries()[0].digest
    for words in (
        "Vielfache von 5 gerundet",
        "Summen können abweichen",
        "23.11.2026",
        "01.10.2026 bis 31.10.2026",
        digest,
    ):
        assert words in said


def test_the_files_stay_the_same_for_ever(released, overhead_client, office, clock):
    before = {kind: overhead_client.get(f"{released}.{kind}").data for kind in ("xlsx", "docx", "csv", "json")}
    keep_october(office, {"v_kim_cm": 99})
    clock.pass_by(days=40)
    overhead_client.sign_in(OVERHEAD)
    assert {kind: overhead_client.get(f"{released}.{kind}").data for kind in before} == before
    assert overhead_client.post("/releases", data=OCTOBER).location != released


def test_the_same_again_leads_to_the_one_that_is_there(released, overhead_client, office, clock):
    clock.pass_by(days=1)
    overhead_client.sign_in(OVERHEAD)
    answer = overhead_client.post("/releases", data=OCTOBER)
    assert answer.location == f"{released}?again=1"
    assert "Das ist schon veröffentlicht." in overhead_client.get(answer.location).text
    assert len(office.store.releases.entries()) == 1


def test_the_release_is_german_whatever_the_staff_reads(october, overhead_client):
    overhead_client.post("/tongue", data={"tongue": "en"})
    released = overhead_client.post("/releases", data=OCTOBER).location
    titles = totals_of_json(overhead_client.get(f"{released}.json").data)
    assert "Woher die Zählungen kommen" in titles


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"from": "2026-11", "to": "2026-11"}, "Dieser Zeitraum ist noch nicht vorbei."),
        ({"from": "2026-10", "to": "2027-01"}, "Dieser Zeitraum ist noch nicht vorbei."),
        ({"from": "2026-10", "to": "2026-09"}, "Diesen Zeitraum gibt es nicht."),
        ({"from": "2026-10-05", "to": "2026-10-11"}, "Diesen Zeitraum gibt es nicht."),
        ({"from": "gestern", "to": "heute"}, "Diesen Zeitraum gibt es nicht."),
        ({"from": "2026-13", "to": "2026-13"}, "Diesen Zeitraum gibt es nicht."),
        ({"from": "0001-01", "to": "0001-01"}, "Diesen Zeitraum gibt es nicht."),
        ({"from": "0001-01", "to": "2026-10"}, "Diesen Zeitraum gibt es nicht."),
        ({"from": "2026-10", "to": "9999-12"}, "Diesen Zeitraum gibt es nicht."),
        ({}, "Diesen Zeitraum gibt es nicht."),
    ],
)
def test_only_whole_months_that_are_over_can_leave(october, overhead_client, office, form, sentence):
    answer = overhead_client.post("/releases", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert office.store.releases.entries() == []


def test_only_months_that_are_over_are_offered(october, overhead_client):
    page = overhead_client.get("/releases").text
    assert 'value="2026-10" selected' in page
    assert "Oktober 2026" in page
    assert 'value="2026-11"' not in page
    assert 'value="2026-09"' not in page


def test_before_the_first_month_is_over_there_is_nothing_to_release(overhead_client):
    page = overhead_client.get("/releases").text
    assert "Noch ist kein Monat zu Ende" in page
    assert "Noch hat nichts das Haus verlassen." in page


def test_what_was_never_released_is_not_there(released, overhead_client):
    large, too_large = 2**63 - 1, 10**20 - 1
    for path in ("99", "99.json", "1.exe", "eins", str(large), f"{large}.json", str(too_large), f"{too_large}.json"):
        assert overhead_client.get(f"/releases/{path}").status_code == 404


def test_the_hint_before_releasing_counts_the_days_that_are_not_reported_and_is_no_obstacle(
    october, overhead_client, office
):
    assert "nicht gemeldet:" not in overhead_client.get("/releases").text
    for day in (5, 7, 8):
        office.store.openings.put("mettmann", date(2026, 10, day), Opening.OPEN, OVERHEAD)
    page = overhead_client.get("/releases").text
    assert "Oktober 2026 · nicht gemeldet: 2</option>" in page
    assert "Veröffentlichen geht trotzdem" in page
    assert overhead_client.post("/releases", data=OCTOBER).status_code == 303


def test_a_count_of_long_ago_offers_only_months_that_can_be_counted_in(october, overhead_client, office):
    day = date(1, 1, 1)
    office.store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, "Tippfehler", {}))
    page = overhead_client.get("/releases").text
    assert 'value="2000-01"' in page
    assert 'value="1999-12"' not in page


@pytest.fixture
def with_a_gap(october, overhead_client, office) -> str:
    """The address of a release of October without the count of one day, after a printed paper."""
    office.store.openings.put("mettmann", date(2026, 10, 7), Opening.OPEN, OVERHEAD)
    cells = {(tally.PAPER_PREFIX + "screening", "kim_cm"): 73, (tally.PAPER_PREFIX + "screening", "mbe"): 2}
    first, last = date(2023, 4, 1), date(2024, 4, 30)
    office.store.counts.keep_batch(
        Batch("mettmann", "clearing", first, last, 1, "Vorlage 50/014/2024", cells, paper="screening")
    )
    return overhead_client.post("/releases", data=OCTOBER).location


def test_page_and_files_name_the_missing_day(with_a_gap, overhead_client):
    missing = "Clearingstelle Mettmann, Auf dem Hüls 5, 07.10.2026: nicht gemeldet"
    page = overhead_client.get(with_a_gap).text
    assert "Ein Sprechtag fehlt in diesen Zahlen." in page
    assert f"<li>{missing}</li>" in page
    assert overhead_client.get(f"{with_a_gap}.json").json["missing_days"] == [missing]
    for kind in ("xlsx", "docx"):
        assert missing in texts_of(kind, overhead_client.get(f"{with_a_gap}.{kind}").data)


def test_the_committee_reads_how_it_was_counted_and_what_the_last_paper_said(with_a_gap, overhead_client, office):
    said = texts_of("docx", overhead_client.get(f"{with_a_gap}.docx").data)
    for words in (
        *RELEASED,
        "Gezählt werden Personen am Desk.",
        "Jede Tabelle ist die Summe der Zählungen",
        "Vergleich mit der letzten Vorlage",
        "Letzte Vorlage: Vorlage 50/014/2024, 01.04.2023 bis 30.04.2024.",
        "\n75\n",
    ):
        assert words in said
    assert "Genaue Zahlen" not in said
    before = {kind: overhead_client.get(f"{with_a_gap}.{kind}").data for kind in ("docx", "json")}
    office.store.file.db.execute("DELETE FROM batch WHERE paper <> ''")
    assert {kind: overhead_client.get(f"{with_a_gap}.{kind}").data for kind in before} == before


def test_rounded_numbers_do_not_say_how_exact_ones_are_made(released, overhead_client):
    told = overhead_client.get(f"{released}.json").json["method"]
    assert told[: len(RELEASED)] == [*RELEASED]
    assert [sentence.partition(".")[0] for sentence in told[len(RELEASED) :]] == [
        "Gezählt werden Personen am Desk",
        "Jede Tabelle ist die Summe der Zählungen und alten Listen, die ganz im Zeitraum liegen",
        "Clearingstelle Mettmann, Auf dem Hüls 5, 10/2026: wer kam, ist noch nicht gemeldet",
    ]


def test_a_case_manager_reaches_no_release(october, anonymous, office):
    anonymous.sign_in(CASE_MANAGER)
    for path in ("/releases", "/releases/1", "/releases/1.json"):
        assert anonymous.get(path).status_code == 403
    assert anonymous.post("/releases", data=OCTOBER).status_code == 403
    assert office.store.releases.entries() == []

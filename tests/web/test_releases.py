"""The overhead's page of releases: rounded tables, their files, and the list of what has left the house."""

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from builders import CASE_MANAGER, DESK, OVERHEAD
from docx import Document
from house import HouseClient
from outside import keep_october, let_out, looked_at

from kiosk import overhead, web
from kiosk.domain import tally
from kiosk.domain.calendar import Opening
from kiosk.domain.period import month_of
from kiosk.domain.tally import Batch
from kiosk.export.sentences import RELEASED
from kiosk.storage import Account
from kiosk.words import papers
from kiosk.words.labels import Labels


@pytest.fixture
def october(office):
    keep_october(office)


@pytest.fixture
def released(october, overhead_client) -> str:
    """The address of a release of October."""
    return let_out(overhead_client)


def test_a_month_is_released_rounded_and_says_so(released, overhead_client):
    page = overhead_client.get(released).text
    assert "Oktober 2026, gerundet" in page
    assert "Auf Vielfache von 5 gerundet; Summen können abweichen." in page
    assert "Stand 23.11.2026" in page
    assert '<th scope="row">KIM-CM</th><td class="number">15</td>' in page
    assert '<th scope="row">Jugendmigrationsdienst (JMD)</th><td class="number">0</td>' in page
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
    for kind in ("xlsx", "docx", "anhang.docx", "csv", "json"):
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
        "Vielfache",
        "5 gerundet",
        "Summen können",
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
    assert let_out(overhead_client) != released


def test_the_same_again_leads_to_the_one_that_is_there(released, overhead_client, office, clock):
    clock.pass_by(days=1)
    overhead_client.sign_in(OVERHEAD)
    answer = overhead_client.post("/releases", data=looked_at(overhead_client, "2026-10"))
    assert answer.location == f"{released}?again=1"
    assert "Das ist schon veröffentlicht." in overhead_client.get(answer.location).text
    assert len(office.store.releases.entries()) == 1


def test_the_release_is_german_whatever_the_staff_reads(october, overhead_client):
    overhead_client.post("/tongue", data={"tongue": "en"})
    released = let_out(overhead_client)
    titles = totals_of_json(overhead_client.get(f"{released}.json").data)
    assert "Woher die Zählungen kommen" in titles


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ("2026-11", "Dieser Zeitraum ist noch nicht vorbei"),
        ("2026-Q4", "Dieser Zeitraum ist noch nicht vorbei"),
        ("2026", "Dieser Zeitraum ist noch nicht vorbei"),
        ("2027", "Dieser Zeitraum ist noch nicht vorbei"),
        ("2026-10-05", "Diesen Zeitraum gibt es nicht."),
        ("2026-8", "Diesen Zeitraum gibt es nicht."),
        ("2026-13", "Diesen Zeitraum gibt es nicht."),
        ("2026-Q5", "Diesen Zeitraum gibt es nicht."),
        ("2026-H3", "Diesen Zeitraum gibt es nicht."),
        ("0001-01", "Diesen Zeitraum gibt es nicht."),
        ("1999", "Diesen Zeitraum gibt es nicht."),
        ("9999", "Diesen Zeitraum gibt es nicht."),
        ("gestern", "Diesen Zeitraum gibt es nicht."),
        ("", "Diesen Zeitraum gibt es nicht."),
    ],
)
def test_only_calendar_units_that_are_over_can_leave(october, overhead_client, office, period, sentence):
    for answer in (
        overhead_client.get("/releases/preview", query_string={"period": period}),
        overhead_client.post("/releases", data={"period": period}),
    ):
        assert answer.status_code == 422
        assert sentence in answer.text
    assert office.store.releases.entries() == []


def test_calendar_units_that_are_over_are_offered_and_no_other(october, overhead_client, office, clock):
    offered = re.findall(r'<option value="([^"]*)"', overhead_client.get("/releases").text)
    assert offered == ["2026-10"]
    nobody_came = Batch(DESK, "clearing", date(2026, 11, 5), date(2026, 11, 5), 1, tally.OWN, {})
    office.store.counts.keep_batch(nobody_came)
    clock.pass_by(days=40)
    overhead_client.sign_in(OVERHEAD)
    assert re.findall(r'<option value="([^"]*)"', overhead_client.get("/releases").text) == ["2026-11", "2026-10"]
    clock.pass_by(days=20)
    overhead_client.sign_in(OVERHEAD)
    offered = re.findall(r'<option value="([^"]*)"', overhead_client.get("/releases").text)
    assert offered == ["2026-11", "2026-10", "2026-Q4", "2026-H2", "2026"]


def test_before_the_first_month_is_over_for_long_there_is_nothing_to_release(overhead_client):
    page = overhead_client.get("/releases").text
    assert "Noch ist kein Monat lange genug zu Ende" in page
    assert "Noch hat nichts das Haus verlassen." in page


def test_nothing_is_chosen_beforehand_that_has_missing_days(october, overhead_client, office):
    assert 'value="2026-10" selected' in overhead_client.get("/releases").text
    office.store.openings.put("mettmann", [date(2026, 10, 7)], Opening.OPEN, OVERHEAD)
    page = overhead_client.get("/releases").text
    assert "selected" not in page.partition("<select")[2].partition("</select>")[0]
    assert '<option value="">bitte wählen</option>' in page


def test_what_was_never_released_is_not_there(released, overhead_client):
    large, too_large = 2**63 - 1, 10**20 - 1
    for path in ("99", "99.json", "1.exe", "eins", str(large), f"{large}.json", str(too_large), f"{too_large}.json"):
        assert overhead_client.get(f"/releases/{path}").status_code == 404


def test_the_hint_before_releasing_counts_the_days_that_are_not_reported_and_is_no_obstacle(
    october, overhead_client, office
):
    assert "nicht gemeldet:" not in overhead_client.get("/releases").text
    for day in (5, 7, 8):
        office.store.openings.put("mettmann", [date(2026, 10, day)], Opening.OPEN, OVERHEAD)
    page = overhead_client.get("/releases").text
    assert "Oktober 2026 · nicht gemeldet: 2</option>" in page
    assert "Veröffentlichen geht trotzdem" in page
    assert let_out(overhead_client)


def test_a_count_of_long_ago_offers_no_unit_that_nobody_can_have_counted(october, overhead_client, office):
    day = date(1, 1, 1)
    office.store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, "Tippfehler", {}))
    assert re.findall(r'<option value="([^"]*)"', overhead_client.get("/releases").text) == ["2026-10"]


@pytest.fixture
def with_a_gap(october, overhead_client, office) -> str:
    """The address of a release of October without the count of one day, after a printed paper."""
    office.store.openings.put("mettmann", [date(2026, 10, 7)], Opening.OPEN, OVERHEAD)
    cells = {(tally.PAPER_PREFIX + "screening", "kim_cm"): 73, (tally.PAPER_PREFIX + "screening", "mbe"): 2}
    first, last = date(2023, 4, 1), date(2024, 4, 30)
    office.store.counts.keep_batch(
        Batch("mettmann", "clearing", first, last, 1, "Vorlage 50/014/2024", cells, paper="screening")
    )
    return let_out(overhead_client)


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
        "In der letzten Vorlage (Vorlage 50/014/2024, 01.04.2023 bis 30.04.2024) waren es rund 75 Personen.",
        "Die Zeiträume sind verschieden lang",
        "Die Zahlen sind unvollständig: ein Sprechtag ist nicht gemeldet; mehr unter „Wie gezählt wurde“.",
        "\n75\n",
    ):
        assert words in said
    assert "Genaue Zahlen" not in said
    before = {kind: overhead_client.get(f"{with_a_gap}.{kind}").data for kind in ("docx", "json")}
    office.store.file.db.execute("DELETE FROM batch WHERE paper <> ''")
    assert {kind: overhead_client.get(f"{with_a_gap}.{kind}").data for kind in before} == before


@pytest.fixture
def after_september(office, overhead_client) -> str:
    """October released beside September: the desk began on 21 September."""
    outcomes = {"v_kim_cm": 28, "v_mbe": 2}, {"v_kim_cm": 58, "kein_bedarf": 12}
    for day, counts in zip((date(2026, 9, 21), date(2026, 10, 6)), outcomes, strict=True):
        cells = tally.in_short(office.pack.vocabulary, sum(counts.values()), counts)
        office.store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, tally.OWN, cells))
    let_out(overhead_client, "2026-09")
    return let_out(overhead_client, "2026-10")


def test_what_the_last_release_had_not_counted_stands_wherever_it_stands_beside_the_new_one(
    after_september, overhead_client
):
    began = "erst seit dem 21.09.2026 selbst gezählt: Clearingstelle Mettmann"
    told = overhead_client.get(f"{after_september}.json").json
    assert any(began in gap for gap in told["last_paper"][0]["gaps"])
    assert any(sentence.startswith("Letzte Vorlage, ") and began in sentence for sentence in told["method"])
    paper = Document(io.BytesIO(overhead_client.get(f"{after_september}.docx").data))
    first = next(one.text for one in paper.paragraphs if one.text.startswith("In der letzten Vorlage"))
    assert first.partition(". ")[0].count("waren es rund 30") == 1
    assert began in first
    for address in (after_september, "/releases/preview?period=2026-10"):
        assert began in overhead_client.get(address).text


def test_a_row_that_a_release_rounded_away_is_not_said_to_have_been_none(after_september, overhead_client):
    said = texts_of("docx", overhead_client.get(f"{after_september}.docx").data)
    assert "„–“: diese Zeile gab es nicht, oder sie zählte höchstens 2." in said


def test_a_release_says_from_one_day_alone_on_that_was_counted(after_september, overhead_client):
    address = let_out(overhead_client, "2026-Q3")
    page, told = overhead_client.get(address).text, overhead_client.get(f"{address}.json").json
    assert "Im Zeitraum erst seit dem 21.09.2026 selbst gezählt" in page
    assert set(re.findall(r"Gezählt nur ([^<]*)\.<", page)) == {"21.09.2026 – 30.09.2026"}
    assert {one["counted"]["from"] for one in told["tables"]} == {"2026-09-21"}
    said = texts_of("docx", overhead_client.get(f"{address}.docx").data)
    assert "Entwurf, 01.07.2026 bis 30.09.2026." in said
    assert "Im Zeitraum 21.09.2026 bis 30.09.2026 wurden rund 30 Personen gezählt." in said


def test_in_the_files_no_more_or_fewer_stands_without_what_the_time_before_lacks(after_september, overhead_client):
    said = texts_of("docx", overhead_client.get("/numbers.docx?period=last_month").data)
    began = "erst seit dem 21.09.2026 selbst gezählt: Clearingstelle Mettmann, Auf dem Hüls 5"
    assert re.search(rf"Gegenüber dem Zeitraum davor \({began}[^)]*\) sind das 40 mehr\.", said)
    assert not re.search(r"Gegenüber dem Zeitraum davor (?!\()", said)
    assert re.search(rf"mit dem Zeitraum 01.09.2026 bis 30.09.2026 \({began}", said)


def test_rounded_numbers_do_not_say_how_exact_ones_are_made(released, overhead_client):
    told = overhead_client.get(f"{released}.json").json["method"]
    assert told[: len(RELEASED)] == [*RELEASED]
    assert [sentence.partition(".")[0] for sentence in told[len(RELEASED) :]] == [
        "Gezählt werden Personen am Desk",
        "Jede Tabelle ist die Summe der Zählungen und alten Listen, die ganz im Zeitraum liegen",
        "Im Zeitraum erst seit dem 05",
        "Clearingstelle Mettmann, Auf dem Hüls 5, 10/2026: wer kam, ist noch nicht gemeldet",
    ]


WAYS_IN = ("abh_ausgabe", "abh_automat", "abh_warten", "abh_schalter")
"""Four answers that are one row of the committee's table."""


@pytest.fixture
def telling(october, office) -> None:
    """Three talks came by each of these ways: 5 four times and 10 together say that it is three each."""
    day, persons = date(2026, 10, 6), 12
    cells = tally.in_short(office.pack.vocabulary, persons, {"v_kim_cm": persons})
    ways = {("zugangsweg", way): persons // len(WAYS_IN) for way in WAYS_IN}
    office.store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, tally.OWN, cells | ways))


def test_what_would_give_small_numbers_away_is_refused_by_name_with_a_coarser_way(telling, overhead_client, office):
    page = overhead_client.get("/releases/preview?period=2026-10")
    assert page.status_code == 422
    assert "So stünden kleine Zahlen genau fest." in page.text
    assert len(re.findall(r"<li>Zugang, [^<]*, Oktober 2026: 3</li>", page.text)) == len(WAYS_IN)
    assert 'name="seen"' not in page.text
    refused = overhead_client.post("/releases", data={"period": "2026-10", "seen": ""})
    assert refused.status_code == 422
    assert office.store.releases.entries() == []
    assert 'href="/releases/preview?period=2026-10&amp;without=zugangsweg"' in page.text
    released = let_out(overhead_client, "2026-10", "zugangsweg")
    told = overhead_client.get(f"{released}.json").json
    assert told["left_out"] == [["zugangsweg", "Zugang"]]
    assert "zugangsweg" not in {table["code"] for table in told["tables"]}
    assert "Weggelassen" in overhead_client.get(released).text


def test_who_sees_no_exact_counts_reads_which_small_numbers_and_not_how_small(telling, office, clock):
    office.store.staff.keep_account(Account(OVERHEAD, "overhead", HouseClient.PASSWORD_HASH))
    pack = replace(office.pack, site=replace(office.pack.site, exact_counts=()))
    app = web.create_app(replace(office, pack=pack), clock=clock)
    app.testing, app.test_client_class = True, HouseClient
    client = app.test_client()
    client.sign_in(OVERHEAD)
    page = client.get("/releases/preview?period=2026-10").text
    assert re.search(r"<li>Zugang, [^<:]*, Oktober 2026</li>", page)
    assert not re.search(r"Oktober 2026: \d", page)


def test_even_with_the_right_check_mark_nothing_leaves_that_gives_away(telling, overhead_client, office):
    paper = papers.for_release(office.store, Labels(office.pack), month_of(date(2026, 10, 1)), date(2026, 11, 23))
    form = {"period": "2026-10", "seen": overhead.digest_of(paper)}
    answer = overhead_client.post("/releases", data=form)
    assert (answer.status_code, office.store.releases.entries()) == (422, [])
    assert "So stünden kleine Zahlen genau fest." in answer.text


def test_the_preview_names_the_posts_that_a_release_lacks_before_it_is_one(october, overhead_client, office):
    office.store.cases.tell("kreis_haan", date(2026, 9, 1), {}, date(2026, 10, 5))
    words = "Fälle fehlen, weil noch zu wenige Stellen gemeldet haben: 10/2026."
    assert words in overhead_client.get("/releases/preview?period=2026-10").text
    for post in ("kreis_haan", "kreis_hilden", "kreis_velbert"):
        office.store.cases.tell(post, date(2026, 10, 1), {("faelle_aktiv", "umf"): 1}, date(2026, 11, 5))
    words = f"Fälle sind nicht von allen Stellen enthalten: 10/2026 von 3 der {len(office.pack.site.posts)}."
    assert words in overhead_client.get("/releases/preview?period=2026-10").text


def test_a_whole_says_which_of_its_parts_was_replaced_after_it(october, overhead_client, office):
    """The third quarter was released with a September that has a newer release since."""
    keep_september = tally.in_short(office.pack.vocabulary, 20, {"v_kim_cm": 20})
    for revision, cells in enumerate((keep_september, tally.in_short(office.pack.vocabulary, 60, {"v_kim_cm": 60})), 1):
        day = date(2026, 9, 21)
        office.store.counts.keep_batch(Batch("mettmann", "clearing", day, day, revision, tally.OWN, cells))
        let_out(overhead_client, "2026-09")
        if revision == 1:
            before = let_out(overhead_client, "2026-Q3")
            let_out(overhead_client, "2026-10")
    words = "enthält eine frühere Fassung: September 2026"
    assert words in overhead_client.get(before).text
    page = overhead_client.get("/releases").text
    [marked] = [entry for entry in page.split('<li class="card">') if words in entry]
    assert "3. Quartal 2026" in marked
    after = let_out(overhead_client, "2026-Q3")
    assert words not in overhead_client.get(after).text
    assert overhead_client.get("/releases").text.count(words) == 1


def test_what_has_changed_since_the_preview_is_shown_again(october, overhead_client, office):
    form = looked_at(overhead_client, "2026-10")
    keep_october(office, {"v_kim_cm": 99})
    answer = overhead_client.post("/releases", data=form)
    assert (answer.status_code, office.store.releases.entries()) == (422, [])
    assert "Seit der Vorschau hat sich etwas geändert." in answer.text


def test_a_newer_release_says_what_it_replaces_and_the_older_one_by_what(released, overhead_client, office):
    older = office.store.releases.entries()[0]
    keep_october(office, {"v_kim_cm": 99})
    newer = let_out(overhead_client)
    assert f"Sie ersetzt die Veröffentlichung mit der Prüfsumme <code>{older.digest}</code>" in (
        overhead_client.get(newer).text
    )
    assert overhead_client.get(f"{newer}.json").json["replaces"] == older.digest
    for kind in ("docx", "xlsx"):
        assert older.digest in texts_of(kind, overhead_client.get(f"{newer}.{kind}").data)
    page = overhead_client.get(released).text
    assert "Ersetzt durch eine neuere Fassung:" in page
    assert f'href="{newer}"' in page
    assert overhead_client.get("/releases").text.count("· ersetzt") == 1


def test_the_day_of_making_is_not_part_of_what_is_hashed(released, overhead_client, office):
    assert "23.11.2026" not in office.store.releases.entry(1).content
    assert "as_of" not in overhead_client.get(f"{released}.json").json


def test_a_case_manager_reaches_no_release(october, anonymous, office):
    anonymous.sign_in(CASE_MANAGER)
    for path in ("/releases", "/releases/1", "/releases/1.json"):
        assert anonymous.get(path).status_code == 403
    assert anonymous.post("/releases", data={"period": "2026-10"}).status_code == 403
    assert office.store.releases.entries() == []

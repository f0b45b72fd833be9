"""Monthly case counts: a post tells its own month and no other, the overhead sees who has told, and sums of three."""

import csv
import io
import re
from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from builders import DESK, TODAY, finished
from house import HouseClient
from lists import book, saved
from openpyxl import Workbook

from kiosk import desk, overhead
from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Batch, Scope
from kiosk.export.sentences import summary
from kiosk.overhead import ALL_DESKS
from kiosk.storage import Account
from kiosk.words import papers
from kiosk.words.labels import Labels

POST, OTHERS = "awo_langenfeld", ("kreis_haan", "stadt_hilden", "kreis_velbert")
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
TOLD = {"faelle_aktiv:umf": "3", "faelle_aktiv:p104c": "12", "faelle_zugang:abh": "2", "beratungen:kurzberatung": "7"}
ACTIVE, NEW = ("faelle_aktiv", "p104c"), ("faelle_zugang", "abh")


@pytest.fixture
def post(anonymous, office) -> HouseClient:
    """The signed-in account of a post."""
    office.store.staff.keep_account(Account("awo", "post", HouseClient.PASSWORD_HASH, POST))
    anonymous.sign_in("awo")
    return anonymous


def tell(office, post, month, active=0, new=0):
    in_time = month_of(month).last + timedelta(days=5)
    office.store.cases.tell(post, month, {ACTIVE: active, NEW: new}, in_time)


def field(page: str, name: str) -> str:
    """What stands in a field of the form."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_a_post_begins_at_the_last_month_and_tells_it(post, office):
    assert post.get("/").location == "/cases"
    page = post.get("/cases").text
    assert "AWO, Langenfeld" in page
    assert field(page, "faelle_aktiv:umf") == ""
    answer = post.post("/cases", data={**TOLD, "month": "2026-10"})
    assert (answer.status_code, answer.location) == (303, "/cases?month=2026-10")
    told = office.store.cases.told_by(POST, OCTOBER)
    assert told.cells == {tuple(name.split(":")): int(text) for name, text in TOLD.items()}
    page = post.get(answer.location).text
    assert "Gemeldet am" in page
    assert field(page, "faelle_aktiv:p104c") == "12"


@pytest.mark.parametrize(
    ("told", "opened"),
    [((), "Oktober"), ((8,), "Oktober"), ((8, 10), "September"), ((7, 10), "September"), ((9, 10), "Oktober")],
)
def test_a_post_comes_to_the_month_that_is_due_and_to_no_month_before_its_first(post, office, told, opened):
    for month in told:
        tell(office, POST, date(2026, month, 1), active=1)
    assert f"AWO, Langenfeld</bdi>, {opened} 2026" in post.get("/cases").text


def test_the_same_numbers_again_change_nothing_and_others_are_a_new_word(post, office):
    for data in (TOLD, TOLD, {**TOLD, "faelle_aktiv:umf": "4"}):
        post.post("/cases", data={**data, "month": "2026-10"})
    told = office.store.cases.told_by(POST, OCTOBER)
    assert (told.revision, told.cells["faelle_aktiv", "umf"]) == (2, 4)


def test_a_month_of_no_case_is_told_as_well(post, office):
    first = post.post("/cases", data={"month": "2026-09", "faelle_aktiv:umf": " "})
    assert (first.status_code, office.store.cases.told_by(POST, SEPTEMBER)) == (422, None)
    assert "Gab es im September 2026 keinen Fall" in first.text
    again = re.search(r'name="(empty)" value="(\w+)"', first.text).groups()
    assert 'name="empty"' not in post.get("/cases?month=2026-09").text
    post.post("/cases", data={"month": "2026-09", again[0]: again[1]})
    assert office.store.cases.told_by(POST, SEPTEMBER).cells == {}
    assert "Gemeldet am" in post.get("/cases?month=2026-09").text


@pytest.mark.parametrize("text", ["-1", "1,5", "viele", "10000", "²", "1e3"])
def test_what_is_no_number_is_marked_and_nothing_typed_is_lost(post, office, text):
    answer = post.post("/cases", data={**TOLD, "month": "2026-10", "faelle_aktiv:umf": text})
    assert answer.status_code == 422
    assert re.search(rf'name="faelle_aktiv:umf" value="{re.escape(text)}"[^>]*aria-invalid', answer.text)
    assert field(answer.text, "faelle_aktiv:p104c") == "12"
    assert office.store.cases.told_by(POST, OCTOBER) is None


@pytest.mark.parametrize("month", ["2026-11", "2026-13", "2024-01", "x", "2026-12"])
def test_only_months_that_are_over_and_not_long_ago_can_be_told(post, office, month):
    assert post.get(f"/cases?month={month}").status_code == 404
    assert post.post("/cases", data={**TOLD, "month": month}).status_code == 404
    assert office.store.cases.within(Period(date(2020, 1, 1), date(2030, 1, 31))) == []


def test_the_list_comes_back_filled_in_and_is_kept_only_when_told(post, office):
    lines = list(
        csv.reader(io.StringIO(post.get("/cases/list.csv?month=2026-10").data.decode("utf-8-sig")), delimiter=";")
    )
    assert lines[0] == ["Tabelle", "Zeile", "Bezeichnung", "Anzahl 10/2026"]
    filled = "\n".join(";".join([*line[:3], "5" if line[1] == "umf" else line[3]]) for line in lines)
    texts = filled.encode("cp1252"), ("\ufeff" + filled).encode(), filled.replace(";", "\t").encode("cp1252")
    for content in (*texts, book([line.split(";") for line in ("", "Unsere Zahlen", *filled.splitlines())])):
        data = {"month": "2026-10", "file": (BytesIO(content), "liste.csv")}
        answer = post.post("/cases/list", data=data, content_type="multipart/form-data")
        assert answer.status_code == 200
        assert field(answer.text, "faelle_beendet:umf") == "5"
    assert office.store.cases.told_by(POST, OCTOBER) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Das ist nicht die Liste von hier"),
        (b"Tabelle;Zeile;Bezeichnung;Anzahl 09/2026\nfaelle_aktiv;umf;x;5", "nicht die vom Oktober 2026. Wählen"),
        (b"Name;Vorname\nX;Y", "Das ist nicht die Liste von hier"),
        (b"Tabelle;Zeile;Bezeichnung;Anzahl\nfaelle_aktiv;gibt_es_nicht;x;5", "faelle_aktiv:gibt_es_nicht"),
        (b"Tabelle;Zeile;Bezeichnung;Anzahl\nfaelle_aktiv;umf;x;<5", "keine ganze Zahl"),
        (b"Tabelle;Zeile;Bezeichnung;Anzahl\nfaelle_aktiv;umf;x;3\nfaelle_aktiv;umf;x;4", 'value="3 + 4"'),
        (b"Tabelle;Zeile;Bezeichnung;Anzahl\nfaelle_aktiv;umf;x;3\n;;Summe;3", "gibt es hier nicht: Summe"),
        (b"\xef\xbb\xbf\xff\xfe;\n", "Das ist nicht die Liste von hier"),
    ],
)
def test_another_list_is_refused_in_words_and_what_was_told_stays_in_its_fields(post, content, words):
    post.post("/cases", data={**TOLD, "month": "2026-10"})
    data = {"month": "2026-10", "file": (BytesIO(content), "liste.csv")}
    answer = post.post("/cases/list", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert words in answer.text
    if "aria-invalid" not in answer.text:
        assert {name: field(answer.text, name) for name in TOLD} == TOLD


def test_rows_that_a_list_does_not_have_or_hides_are_named_before_they_count_as_none(post):
    whole = post.get("/cases/list.csv?month=2026-10").data.decode("utf-8-sig").splitlines()
    made = Workbook()
    for line in whole:
        made.active.append(line.split(";"))
    made.active.row_dimensions[3].hidden = True  # as a filter does
    half, hidden = [line for line in whole if "lid_test" not in line], whole[2].split(";")[2]
    texts = ("\n".join(half).encode(), "LiD-Test"), ("\n".join(whole).encode(), "")
    for content, missing in (*texts, (saved(made), hidden)):
        data = {"month": "2026-10", "file": (BytesIO(content), "liste.csv")}
        page = post.post("/cases/list", data=data, content_type="multipart/form-data").text
        told = re.findall("In der Liste fehlt: (.*?)[.] Das zählt 0", page)
        assert (len(told), missing in "".join(told)) == (bool(missing), True)


def test_a_post_sees_its_own_page_and_nothing_else(post, office):
    tell(office, OTHERS[0], OCTOBER, active=77)
    assert "77" not in post.get("/cases?month=2026-10").text.split("<main")[1]
    for address in ("/numbers", "/cases/told", "/desk", "/imports", "/releases"):
        assert post.get(address).status_code == 403


def test_nobody_else_tells_for_a_post(client, overhead_client):
    for one in (client, overhead_client):
        assert one.get("/cases").status_code == 403
        assert one.post("/cases", data={**TOLD, "month": "2026-10"}).status_code == 403


def test_the_overhead_sees_who_has_told_and_no_number(overhead_client, office):
    tell(office, POST, OCTOBER, active=77)
    page = overhead_client.get("/cases/told").text
    row = re.search(r"AWO, Langenfeld</th>(.*?)</tr>", page, re.DOTALL)[1]
    assert (row.count("gemeldet am"), row.count("fehlt")) == (1, 0)
    assert "77" not in page.split("<main")[1]


def test_before_the_first_word_a_post_is_missing_only_if_it_has_an_account_to_tell_with(overhead_client, office):
    assert "fehlt" not in overhead_client.get("/cases/told").text.split("<main")[1]
    assert overhead.reminders(office.store, office.pack, TODAY) == ()
    office.store.staff.keep_account(Account("awo", "post", HouseClient.PASSWORD_HASH, POST))
    page = overhead_client.get("/cases/told").text.split("<main")[1]
    assert (page.count("AWO, Langenfeld</th>"), page.count("fehlt")) == (1, 1)
    assert [(one.code, one.months) for one in overhead.reminders(office.store, office.pack, TODAY)] == [
        (POST, (OCTOBER,))
    ]
    tell(office, OTHERS[0], OCTOBER)
    assert overhead_client.get("/cases/told").text.split("<main")[1].count("fehlt") == len(office.pack.site.posts) - 1


def test_sums_show_from_three_posts_on_and_standing_numbers_are_never_added(office, mettmann):
    finished(office)
    for post in OTHERS:
        tell(office, post, SEPTEMBER, active=10, new=1)
    for post in OTHERS[:2]:
        tell(office, post, OCTOBER, active=20, new=5)

    def sums():
        found = overhead.case_sums(office.store, mettmann, Period(SEPTEMBER, month_of(OCTOBER).last), TODAY)
        return found.cells.get(ACTIVE), found.cells.get(NEW), found.hidden, found.until

    assert sums() == (30, 3, (OCTOBER,), SEPTEMBER)
    tell(office, OTHERS[2], OCTOBER, active=20, new=5)
    assert sums() == (60, 18, (), OCTOBER)


def test_a_post_that_left_the_pack_is_named_while_its_numbers_count(overhead_client, office):
    for post in (*OTHERS[:2], "gibt_es_nicht_mehr"):
        tell(office, post, OCTOBER, active=10)
    page = overhead_client.get("/cases/told").text
    row = re.search(r"gibt_es_nicht_mehr</th>(.*?)</tr>", page, re.DOTALL)[1]
    assert (row.count("gemeldet am"), row.count("fehlt")) == (1, 0)
    found = overhead.case_sums(office.store, office.pack, month_of(OCTOBER), TODAY)
    assert (found.cells[ACTIVE], found.told[OCTOBER]) == (30, {*OTHERS[:2], "gibt_es_nicht_mehr"})


def test_an_account_of_a_post_that_left_the_pack_is_told_whom_to_ask(anonymous, office):
    office.store.staff.keep_account(Account("weg", "post", HouseClient.PASSWORD_HASH, "gibt_es_nicht_mehr"))
    anonymous.sign_in("weg")
    for answer in (anonymous.get("/cases"), anonymous.post("/cases", data={**TOLD, "month": "2026-10"})):
        assert answer.status_code == 403
        assert "Diese Stelle steht nicht mehr im Paket." in answer.text
    assert office.store.cases.first_month() is None


def test_a_month_that_nobody_has_told_is_named_as_missing(office, mettmann):
    for post in OTHERS:
        tell(office, post, SEPTEMBER, active=10)
    assert overhead.case_sums(office.store, mettmann, month_of(OCTOBER), TODAY).hidden == (OCTOBER,)


def test_only_whole_months_of_the_period_count(office, mettmann):
    for post in OTHERS:
        tell(office, post, OCTOBER, active=10)
    for first, last in ((date(2026, 10, 2), date(2026, 10, 31)), (date(2026, 10, 1), date(2026, 10, 30))):
        assert overhead.case_sums(office.store, mettmann, Period(first, last), TODAY).cells == {}


def test_cases_and_talks_are_never_one_sum(office, mettmann):
    key_day = date(2026, 10, 5)
    finished(office, key_day)
    desk.close_day(office, DESK, key_day)
    for post in OTHERS:
        tell(office, post, OCTOBER, active=10, new=4)
    report = overhead.report(office.store, mettmann, Scope(month_of(OCTOBER)), TODAY)
    assert (report.table("faelle_aktiv").total, report.table("faelle_zugang").total) == (30, 12)
    assert "zielgruppen" not in {table.code for table in report.tables}
    assert report.screening.total == 1
    assert report.table("faelle_aktiv").unit != report.screening.unit
    one_desk = overhead.report(office.store, mettmann, Scope(month_of(OCTOBER), desks=(DESK,)), TODAY)
    assert "faelle_aktiv" not in {table.code for table in one_desk.tables}


def test_the_numbers_page_has_them_in_a_part_of_their_own(overhead_client, office):
    finished(office, OCTOBER)
    desk.close_day(office, DESK, OCTOBER)
    for post in OTHERS:
        tell(office, post, OCTOBER, active=10)
    page = overhead_client.get("/numbers?from=2026-10-01&to=2026-10-31&part=faelle").text
    assert "Aktive Fälle am Monatsende, nach Zielgruppe" in page
    assert "Erreichte Ziele" not in page
    assert "Aktive Fälle" not in overhead_client.get("/numbers?from=2026-10-01&to=2026-10-31").text


def test_what_was_printed_last_stands_beside_with_its_own_period_and_in_no_sum(overhead_client, office):
    first, last = date(2025, 4, 1), date(2025, 9, 30)
    cells = {("papier_zugang", "abh"): 53, ("papier_zugang", "jmd"): 11}
    office.store.counts.keep_batch(Batch(ALL_DESKS, "", first, last, 1, "Vorlage 50/014/2025", cells, paper="zugang"))
    counted(office, OCTOBER)
    for post in OTHERS:
        tell(office, post, OCTOBER, new=4)
    page = overhead_client.get("/numbers?from=2026-10-01&to=2026-10-31&part=faelle").text
    beside = re.search(r'id="printed".*?</section>\s*</div>', page, re.DOTALL)[0]
    assert "„Vorlage 50/014/2025“, 01.04.2025 – 30.09.2025" in beside
    assert 'gesamt</th><td class="number">64<' in beside
    told = page.replace(beside, "")
    assert (">12<" in told, ">64<" in told, ">76<" in page) == (True, False, False)
    for address in ("&part=ergebnis", "&part=faelle&profile=chancenaufenthalt"):
        assert (
            "Wie zuletzt gedruckt" not in overhead_client.get(f"/numbers?from=2026-10-01&to=2026-10-31{address}").text
        )


def october(office, mettmann):
    return overhead.report(office.store, mettmann, Scope(month_of(OCTOBER)), TODAY)


def counted(office, day):
    finished(office, day)
    desk.close_day(office, DESK, day)


@pytest.mark.parametrize(("in_october", "before"), [(OTHERS, 30), ((*OTHERS, POST), None), ((POST, *OTHERS[:2]), None)])
def test_cases_are_compared_only_where_the_same_posts_have_told(office, mettmann, in_october, before):
    for month, posts in ((SEPTEMBER, OTHERS), (OCTOBER, in_october)):
        counted(office, month)
        for post in posts:
            tell(office, post, month, active=10)
    report = october(office, mettmann)
    assert report.table("faelle_aktiv").before == before
    assert report.screening.before == 1
    untrue = "Fälle sind nicht verglichen: davor haben nicht dieselben Stellen gemeldet."
    paper = papers.paperwork(office.store, Labels(mettmann), Scope(month_of(OCTOBER)), TODAY)
    assert (untrue in paper.method) == (before is None)
    assert "Davor wurde das nicht" not in summary(paper, report.table("faelle_aktiv"))


def test_a_quarter_with_a_month_that_too_few_told_is_not_compared(office, mettmann):
    for month in (4, 5, 6, 7, 8, 9):
        counted(office, date(2026, month, 1))
        for post in OTHERS if month != 6 else OTHERS[:2]:
            tell(office, post, date(2026, month, 1), new=1)
    quarter = Period(date(2026, 7, 1), date(2026, 9, 30))
    report = overhead.report(office.store, mettmann, Scope(quarter), TODAY)
    assert (report.table("faelle_zugang").total, report.table("faelle_zugang").before) == (9, None)


def test_page_and_files_say_how_many_of_the_posts_have_told(overhead_client, office):
    for month, posts in ((SEPTEMBER, OTHERS[:2]), (OCTOBER, OTHERS)):
        counted(office, month)
        for post in posts:
            tell(office, post, month, active=10)
    office.store.cases.tell(OTHERS[0], OCTOBER, {ACTIVE: 11}, TODAY)
    asked = len(office.pack.site.posts)
    page = overhead_client.get("/numbers?from=2026-09-01&to=2026-10-31&part=faelle").text
    assert "September 2026: 2 Meldungen warten" in page
    assert "Oktober 2026: eine Meldung wartet" in page
    assert f"Oktober 2026: 3 von {asked}" in page
    assert "September 2026: noch nicht gezeigt" in page
    for address in ("/numbers?part=faelle&", "/numbers/print?"):
        compared = overhead_client.get(f"{address}from=2026-10-01&to=2026-10-31").text
        assert "Fälle sind nicht verglichen" in compared, address
        assert ("Verglichen mit" in compared) == ("print" in address), address
        assert not re.search(r"Aktive Fälle am Monatsende(?:(?!</section>).)*Davor nicht", compared, re.DOTALL), address
    for form in (".json?", "/print?"):
        said = overhead_client.get(f"/numbers{form}from=2026-09-01&to=2026-10-31").text
        assert f"Fälle sind nicht von allen Stellen enthalten: 10/2026 von 3 der {asked}." in said, form
        assert "Fälle fehlen, weil noch zu wenige Stellen gemeldet haben: 09/2026." in said, form


def test_months_before_the_first_told_are_named_and_a_stock_is_one_of_a_months_end(overhead_client, office):
    for post in OTHERS:
        tell(office, post, date(2026, 5, 1), active=10)
    for address in ("/numbers.json?from=2026-01-01&to=2026-06-30", "/numbers/print?from=2026-01-01&to=2026-06-30"):
        said = overhead_client.get(address).text
        assert "Fälle fehlen, weil davon noch keine Stelle gemeldet hatte: 01/2026 bis 04/2026." in said, address
        assert "zu wenige Stellen gemeldet haben: 06/2026." in said, address
    page = overhead_client.get("/numbers?from=2026-01-01&to=2026-06-30&part=faelle").text
    assert "April 2026: von keiner Stelle gemeldet" in page
    form = {"period": "2026-H1", "seen": re.search(r'name="seen" value="(\w+)"', preview_of(overhead_client))[1]}
    released = overhead_client.post("/releases", data=form).location
    assert "keine Stelle gemeldet hatte: 01/2026 bis 04/2026." in overhead_client.get(released).text
    assert overhead_client.get(f"{released}.json").json["at_end_of"] == {"faelle_aktiv": "05/2026"}
    words = words_of(overhead_client.get(f"{released}.anhang.docx").data)
    assert "Am Ende von 05/2026 wurden rund 30 Fälle gezählt." in words
    assert "keine Stelle gemeldet hatte: 01/2026 bis 04/2026." in words


def preview_of(client) -> str:
    return client.get("/releases/preview?period=2026-H1").text


def words_of(content: bytes) -> str:
    """All paragraphs of a Word document."""
    return "\n".join(one.text for one in docx.Document(BytesIO(content)).paragraphs)

"""The overhead's page and its files: every table, proven, and the same everywhere."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from pathlib import Path

import pytest
from builders import DESK, OVERHEAD, TODAY, finished
from docx import Document
from house import HouseClient
from lists import take
from openpyxl import load_workbook
from outside import bearer, give_token, keep_october

from kiosk import desk, overhead, web
from kiosk.domain import tally
from kiosk.domain.calendar import Opening
from kiosk.domain.table import TableRow
from kiosk.domain.tally import Batch
from kiosk.export.document import ELSEWHERE
from kiosk.export.forms import FORMS
from kiosk.storage import Account
from kiosk.words.labels import PARTS, PERIODS, Labels

PERIOD = "from=2023-04-01&to=2024-04-30"
OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
PAPER = {"foerdern_fordern": 32, "jmd": 2, "mbe": 29, "kim_cm": 75, "fluechtlingshilfe_velbert": 5, "kein_bedarf": 155}
BODIES = re.compile(
    r"<caption[^>]*>([^<]*)</caption>(?:(?!<caption).)*?<tbody>((?:(?!<caption).)*?)</tbody>\s*<tfoot>(.*?)</tfoot>",
    re.DOTALL,
)
ROW = re.compile(r'<th scope="row">(.*?)</th>.*?<td class="number strong">(\d+)</td>', re.DOTALL)
TOTAL = re.compile(r'<td class="number">(\d+)</td>')


@pytest.fixture
def paper(office) -> None:
    """The committee paper's screening table, as an old list."""
    cells = {("papier_screening", row): number for row, number in PAPER.items()}
    office.store.counts.keep_batch(
        Batch("alle", "chancenaufenthalt", date(2023, 4, 1), date(2024, 4, 30), 1, "Vorlage", cells, "screening")
    )


@pytest.fixture
def counted(office) -> None:
    """Two days of talks, counted here, and one day from another desk."""
    for back in (0, 7):
        finished(office, TODAY - timedelta(days=back))
        finished(office, TODAY - timedelta(days=back))
        desk.close_day(office, DESK, TODAY - timedelta(days=back))
    own = office.store.reported.batches(TODAY, TODAY)[0]
    other = Batch(DESK, own.profile, date(2026, 11, 3), date(2026, 11, 3), 4, tally.OWN, own.cells, received=TODAY)
    office.store.counts.take_delivered(other)


def shown(html: str) -> dict[str, tuple[dict[str, int], int]]:
    """Every table of a page: its rows by label, and its printed total."""
    return {
        unescape(title): ({unescape(label): int(number) for label, number in ROW.findall(body)}, int(total[0]))
        for title, body, foot in BODIES.findall(html)
        if (total := TOTAL.findall(foot))
    }


def everything_shown(client, query: str) -> dict[str, tuple[dict[str, int], int]]:
    """The tables of all parts of the page."""
    return {
        title: table
        for part in PARTS
        for title, table in shown(client.get(f"/numbers?{query}&part={part}").text).items()
    }


def test_the_committee_papers_table_stands_there(paper, overhead_client):
    page = overhead_client.get(f"/numbers?{PERIOD}").text
    rows, total = shown(page)["Ergebnis des Screenings"]
    assert list(rows.values())[:6] == list(PAPER.values())
    assert total == 298
    assert "Zeilen und Summe stimmen" in page
    assert "298 Personen." in page


def test_every_file_says_what_the_page_says(paper, counted, overhead_client):
    query = "period=all"
    page = {
        title: (list(rows.values()), total) for title, (rows, total) in everything_shown(overhead_client, query).items()
    }
    told = json.loads(overhead_client.get(f"/numbers.json?{query}").text)
    counted = [one for one in told["tables"] if one["total"] is not None]
    assert page == {one["title"]: ([row["count"] for row in one["rows"]], one["total"]) for one in counted}
    book = load_workbook(io.BytesIO(overhead_client.get(f"/numbers.xlsx?{query}").data), data_only=True)
    sheets = {str(sheet["A1"].value): sheet for sheet in book.worksheets}
    machine = list(csv.DictReader(io.StringIO(overhead_client.get(f"/numbers.machine.csv?{query}").text)))
    for one in counted:
        lines = [line for line in machine if line["table"] == one["code"]]
        assert [(line["row"], int(line["count"])) for line in lines] == [
            *((row["code"], row["count"]) for row in one["rows"]),
            ("gesamt", one["total"]),
            *((row["code"], row["count"]) for row in one.get("apart", ())),
        ]
        numbers_there = {cell.value for row in sheets[one["title"]].iter_rows() for cell in row}
        assert {one["total"], *(row["count"] for row in one["rows"])} <= numbers_there


@pytest.mark.parametrize("kind", ["csv", "machine.csv", "json", "xlsx", "docx"])
def test_the_same_period_twice_gives_the_same_bytes(counted, overhead_client, kind):
    first, again = (overhead_client.get(f"/numbers.{kind}?period=month") for _ in range(2))
    assert first.status_code == 200
    assert first.data == again.data
    assert f'zahlen_2026-11-01_2026-11-30.{kind}"' in first.headers["Content-Disposition"]


def test_what_nobody_counted_has_no_zero_and_no_comparison_on_page_paper_and_file(office, counted, overhead_client):
    keep_october(office)
    query, said = "from=2026-09-01&to=2026-09-30", "Für diesen Zeitraum liegt keine Zählung vor."
    for address in (*(f"/numbers?part={part}&" for part in PARTS), "/numbers/print?"):
        page = overhead_client.get(address + query).text
        assert said in page
        assert not re.search(r'class="figures|Verglichen|Davor|gesamt|Gezählt', page), address
    told = overhead_client.get(f"/numbers.json?{query}").json
    assert (told["tables"], told["compared_with"], told["method"]) == ([], None, [said])
    assert len(overhead_client.get(f"/numbers.csv?{query}").text.splitlines()) == 1
    load_workbook(io.BytesIO(overhead_client.get(f"/numbers.xlsx?{query}").data))
    assert said in word(overhead_client, query)


def test_a_file_of_no_count_names_the_list_that_reaches_beyond_it(office, overhead_client):
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    take(office, b"Stelle;Anzahl\nKIM-CM;5\n", first=first, last=last, source="Liste der Stellen")
    query = "from=2026-02-01&to=2026-04-30"
    left_out = "Nicht enthalten, weil sie über die Auswahl reicht: „Liste der Stellen“ (01.01.2026 bis 31.03.2026)."
    told = overhead_client.get(f"/numbers.json?{query}").json
    assert (told["tables"], told["method"][1:]) == ([], [left_out])
    assert "Nicht enthalten, reicht über die Auswahl hinaus" in overhead_client.get(f"/numbers?{query}").text


def test_a_table_that_nobody_counted_says_so_everywhere_and_one_of_a_part_names_the_part(
    office, counted, overhead_client
):
    """In October the desks asked for the age and not for the town; in November they go on."""
    keep_october(office)
    cells = {("monatsumfang", "personen"): 23, ("altersgruppe", "27_44"): 23}
    office.store.counts.keep_batch(Batch(DESK, "clearing", *OCTOBER, 1, tally.OWN, cells))
    query = "period=quarter"
    page, paper = (overhead_client.get(f"/numbers{one}{query}").text for one in ("?part=menschen&", "/print?"))
    assert re.search(r"<h2[^>]*>Stadt</h2>(?:(?!<table).)*In diesem Zeitraum nicht gezählt\.", page, re.DOTALL)
    assert [("Alter" in shown(one), "Stadt" in shown(one)) for one in (page, paper)] == [(True, False)] * 2
    told = {one["code"]: one for one in overhead_client.get(f"/numbers.json?{query}").json["tables"]}
    assert [(told["stadt"][key]) for key in ("counted", "rows", "total")] == [None, [], None]
    assert told["altersgruppe"]["counted"] == {"from": "2026-10-05", "to": "2026-10-31"}
    assert told["gespraech"]["counted"]["to"] == "2026-11-23"
    for kind in ("csv", "machine.csv"):
        text = overhead_client.get(f"/numbers.{kind}?{query}").text
        lines = [*csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";" if kind == "csv" else ",")]
        assert [line[1:6] for line in lines if line[0] == "stadt"] == [
            ["Stadt (nicht gezählt)", *["gesamt"] * 2, "", ""]
        ]
        assert {(line[1], *line[9:]) for line in lines if line[0] == "altersgruppe"} == {
            ("Alter", "2026-10-05", "2026-10-31")
        }
    book = load_workbook(io.BytesIO(overhead_client.get(f"/numbers.xlsx?{query}").data), data_only=True)
    assert "nicht gezählt" in str(book["Stadt"]["A2"].value)
    assert book["Stadt"].max_row == book["Stadt"]["A3"].row
    assert {row[0]: row[2] for row in book["Übersicht"].iter_rows(values_only=True)}["Stadt"] == "nicht gezählt"
    (named,) = [one for one in word(overhead_client, query) if one.startswith("In diesem Zeitraum nicht gezählt: ")]
    assert ("„Stadt“" in named, "„Alter“" in named, named in unescape(paper)) == (True, False, True)
    assert "Stadt" not in word(overhead_client, query)


def test_what_desks_did_not_count_has_no_headline_of_zeros(office, overhead_client):
    listed = {("papier_zielgruppen", "p104c"): 3}
    office.store.counts.keep_batch(Batch("alle", "clearing", *OCTOBER, 1, "Liste", listed, "zielgruppen"))
    page = overhead_client.get("/numbers?period=last_month").text
    assert "<h1>Ergebnis des Screenings: In diesem Zeitraum nicht gezählt." in page


def word(client, query: str, kind: str = "docx") -> list[str]:
    """The paragraphs of the Word document."""
    return [one.text for one in Document(io.BytesIO(client.get(f"/numbers.{kind}?{query}").data)).paragraphs]


def test_the_document_has_the_committees_tables_and_only_with_the_appendix_all(office, overhead_client):
    keep_october(office)
    office.store.counts.keep_batch(Batch(DESK, "clearing", *OCTOBER, 1, tally.OWN, {("altersgruppe", "27_44"): 1}))
    tables = overhead_client.get("/numbers.json?period=last_month").json["tables"]
    register = office.pack.register
    titles = {
        one["title"]: one["code"] == "screening"
        for one in tables
        if one["total"] is not None and not register.of(one["code"]).open
    }
    short, whole = (set(word(overhead_client, "period=last_month", kind)) for kind in ("docx", "anhang.docx"))
    assert {title for title in titles if title in short} == {title for title, theirs in titles.items() if theirs}
    assert {*titles} <= whole
    assert "Alter" in whole - short
    assert (ELSEWHERE in short, ELSEWHERE in whole) == (True, False)
    page = overhead_client.get("/numbers?period=last_month").text
    assert all(f"/numbers.{kind}?" in page for kind in ("docx", "anhang.docx"))


def test_the_document_names_the_tables_that_it_leaves_to_the_workbook(office, overhead_client):
    keep_october(office)
    office.store.counts.keep_batch(Batch(DESK, "clearing", *OCTOBER, 1, tally.OWN, {}))
    (said,) = [one for one in word(overhead_client, "period=last_month") if one.startswith("Nur in der Excel-Datei")]
    tables = overhead_client.get("/numbers.json?period=last_month").json["tables"]
    opened = [one["title"] for one in tables if office.pack.register.of(one["code"]).open]
    assert said.endswith(f": {', '.join(f'„{title}“' for title in opened)}.")
    assert len(opened) == len(tally.BY_RULE)


def test_the_document_sets_days_and_months_each_beside_what_they_are_compared_with(office, counted, overhead_client):
    """In a quarter that runs only its closed month tells who came; it never stands under the quarter's name."""
    keep_october(office)
    for first, last in ((date(2026, 8, 3),) * 2, (date(2026, 9, 1), date(2026, 9, 30)), OCTOBER):
        office.store.counts.keep_batch(Batch(DESK, "clearing", first, last, 1, tally.OWN, {}))
    words = word(overhead_client, "period=quarter", "anhang.docx")
    assert "01.10.2026 bis 31.12.2026, läuft noch" in words[2]
    spans = [one.removeprefix("Verglichen wird der Zeitraum ") for one in words if one.startswith("Verglichen wird")]
    assert [one.partition(" mit ")[0] for one in spans] == ["01.10.2026 bis 23.11.2026", "01.10.2026 bis 31.10.2026"]
    counted = [one.split(" wurde")[0] for one in words if one.startswith("Im Zeitraum") and " wurde" in one]
    assert {*counted} == {f"Im Zeitraum 01.10.2026 bis {last}" for last in ("23.11.2026", "31.10.2026")}


def test_a_kind_of_file_that_there_is_not_is_told(overhead_client):
    assert overhead_client.get("/numbers.pdf").status_code == 404


@pytest.mark.parametrize("tap", PERIODS)
def test_a_period_is_one_tap_and_its_address_can_be_kept(counted, overhead_client, tap):
    start = overhead_client.get("/numbers").text
    link = re.search(rf'href="(/numbers\?[^"]*period={tap}[^"]*)"', start)
    assert link is not None
    answer = overhead_client.get(unescape(link[1]))
    assert answer.status_code == 200
    assert re.search(rf'period={tap}[^>]*aria-current="true"', answer.text)


def test_a_choice_is_kept_from_tap_to_tap(counted, overhead_client):
    page = overhead_client.get("/numbers?period=month&profile=chancenaufenthalt&part=menschen").text
    links = [unescape(link) for link in re.findall(r'href="(/numbers\?[^"]*)"', page)]
    assert links
    assert all("profile=chancenaufenthalt" in link for link in links)
    assert sum("part=menschen" in link for link in links) >= len(PERIODS)


def test_own_days_count_when_they_are_closed(office, overhead_client):
    finished(office)
    assert "Eine Person." not in overhead_client.get("/numbers?period=month").text
    desk.close_day(office, DESK, TODAY)
    assert "Eine Person." in overhead_client.get("/numbers?period=month").text


def test_the_page_opens_with_the_last_month_that_is_over(counted, overhead_client):
    assert "01.10.2026 – 31.10.2026" in overhead_client.get("/numbers").text


def test_a_month_that_runs_tells_how_many_came_and_says_why_not_who(office, overhead_client):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    for first, last in ((date(2026, 9, 1), date(2026, 9, 30)), OCTOBER):
        office.store.counts.keep_batch(Batch(DESK, "clearing", first, last, 1, tally.OWN, {}))
    page = overhead_client.get("/numbers?from=2026-01-01&to=2026-11-30&part=menschen").text
    assert "Gezählt sind September 2026 bis Oktober 2026." in page
    assert "Der laufende Monat zeigt nur, wie viele." in page
    running = overhead_client.get("/numbers?period=month&part=menschen")
    assert "In diesem Zeitraum liegt keiner." in running.text
    assert shown(running.text) == {}


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("period=month", "Fälle zeigen nur abgeschlossene Kalendermonate. In diesem Zeitraum liegt keiner."),
        ("period=last_month", "In diesem Zeitraum nicht gezählt."),
        ("profile=clearing", "Fälle zeigt nur der ganze Kreis: Wählen Sie alle Anlässe und alle Desks."),
    ],
)
def test_where_no_case_is_shown_the_page_says_why(office, counted, overhead_client, query, why):
    keep_october(office)
    assert why in " ".join(overhead_client.get(f"/numbers?part=faelle&{query}").text.split())


def test_the_page_says_which_counts_are_its_own_collected_or_from_old_lists(paper, counted, overhead_client):
    rows, total = shown(overhead_client.get("/numbers?period=all").text)["Woher die Zählungen kommen"]
    assert (list(rows.values()), total) == ([4, 2, 298], 304)


def test_beside_old_lists_no_sentence_says_that_nothing_was_counted_before_a_desk_began(
    paper, counted, overhead_client
):
    page = " ".join(overhead_client.get("/numbers?period=all").text.split())
    assert "Erst seit dem 03.11.2026 selbst gezählt: Clearingstelle Mettmann" in page
    assert "Im Zeitraum davor nicht gezählt." in page
    assert not re.search(r"Erst seit dem [\d.]+ gezählt|Davor nicht gezählt", page)
    told = "\n".join(overhead_client.get("/numbers.json?period=all").json["method"])
    assert "Im Zeitraum erst seit dem 03.11.2026 selbst gezählt: Clearingstelle Mettmann" in told
    assert "Im Zeitraum davor nicht gezählt: es gibt keinen Vergleich." in told
    overhead_client.post("/tongue", data={"tongue": "en"})
    page = overhead_client.get("/numbers?period=all").text
    assert "Own counts only since 03.11.2026:" in page
    assert "Nothing was counted in the period before." in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2024-05-01&to=2024-04-01", "Der erste Tag liegt nach dem letzten. Tauschen Sie die beiden."),
        ("from=gestern&to=heute", "Diesen Tag gibt es nicht: gestern."),
        ("from=2024-04-01", "Ein Tag fehlt."),
        ("to=2024-04-01", "Ein Tag fehlt."),
        ("from=0001-01-01&to=2024-01-01", "Gezählt wird nur in den Jahren 2000–2100."),
        ("from=2024-04-01&to=9999-12-31", "Gezählt wird nur in den Jahren 2000–2100."),
        ("from=2024-02-01&to=2024-02-30", "Diesen Tag gibt es nicht: 2024-02-30."),
        ("period=immer", "Diesen Zeitraum gibt es nicht: immer."),
    ],
)
def test_a_period_that_cannot_be_is_told_with_what_is_wrong_and_the_page_still_works(overhead_client, query, said):
    for path in ("/numbers", "/numbers/print", "/numbers.csv", "/numbers.xlsx"):
        answer = overhead_client.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert said in answer.text
        assert "Gezeigt wird der letzte Monat." in answer.text


def test_what_was_typed_stays_in_the_form(overhead_client):
    page = overhead_client.get("/numbers?from=2024-05-01&to=2024-04-01").text
    assert 'name="from" value="2024-05-01"' in page
    assert 'name="to" value="2024-04-01"' in page


@pytest.mark.parametrize("query", ["desk=nirgendwo", "profile=nirgendwo", f"desk={DESK}&desk=nirgendwo"])
def test_a_desk_or_profile_that_is_not_there_is_named(overhead_client, query):
    for path in ("/numbers", "/numbers/print", "/numbers.csv", "/numbers.xlsx"):
        answer = overhead_client.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert "Diesen Anlass oder Desk gibt es nicht: nirgendwo." in answer.text


def test_what_reaches_beyond_the_period_is_named_and_not_counted(paper, overhead_client):
    page = overhead_client.get("/numbers?from=2023-05-01&to=2024-04-30").text
    assert "Nicht enthalten" in page
    assert "Für diesen Zeitraum liegt keine Zählung vor." in page
    assert "0 Personen." not in page


def test_the_profile_narrows_the_numbers(paper, overhead_client):
    assert "298 Personen." in overhead_client.get(f"/numbers?{PERIOD}&profile=chancenaufenthalt").text
    assert "liegt keine Zählung vor." in overhead_client.get(f"/numbers?{PERIOD}&profile=clearing").text


def test_the_month_before_stands_beside_the_figures(office, counted, overhead_client):
    assert "Verglichen mit" not in overhead_client.get("/numbers?period=month").text
    office.store.counts.keep_batch(
        Batch(DESK, "clearing", date(2026, 10, 6), date(2026, 10, 6), 1, tally.OWN, {("ergebnis", "v_mbe"): 3})
    )
    page = overhead_client.get("/numbers?period=month").text
    assert "Verglichen mit 01.10.2026 – 23.10.2026." in re.sub(r"\s+", " ", page)
    assert "−3" in page


def test_each_part_names_the_time_before_beside_which_its_own_tables_stand(office, overhead_client):
    keep_october(office)
    for first, last in ((date(2026, 8, 3),) * 2, (date(2026, 9, 1), date(2026, 9, 30)), OCTOBER):
        office.store.counts.keep_batch(Batch(DESK, "clearing", first, last, 1, tally.OWN, {}))
    days, months = "01.07.2026 – 22.08.2026", "01.09.2026 – 30.09.2026"

    def compared_with(query: str) -> list[str]:
        page = re.sub(r"\s+", " ", overhead_client.get(f"/numbers{query}").text)
        return re.findall(r"Verglichen mit ([\d.]+ – [\d.]+)\.", page)

    assert compared_with("?period=quarter") == [days]
    assert compared_with("?period=quarter&part=menschen") == [months]
    assert compared_with("?period=quarter&part=faelle") == []
    assert compared_with("/print?period=quarter") == [days, months]
    for part in ("menschen", "bedarf", "vorschlag", "faelle"):
        assert compared_with(f"?from=2026-10-12&to=2026-11-10&part={part}") == []


def test_days_that_are_missing_are_named_on_the_page_and_in_every_file(office, counted, overhead_client):
    office.store.openings.put(DESK, [date(2026, 11, 17)], Opening.OPEN, "teamleitung")
    assert "Ein Sprechtag ist noch nicht gemeldet." in overhead_client.get("/numbers?period=month").text
    assert "17.11.2026: nicht gemeldet" in overhead_client.get("/numbers/print?period=month").text
    assert len(json.loads(overhead_client.get("/numbers.json?period=month").text)["missing_days"]) == 1


def test_a_child_that_interpreted_is_pointed_out(office, overhead_client):
    cells = {("verstaendigung", "kind"): 1, ("verstaendigung", "tablet"): 3}
    office.store.counts.keep_batch(Batch(DESK, "clearing", *OCTOBER, 1, tally.OWN, cells))
    page = overhead_client.get("/numbers?part=menschen").text
    assert "ein Kind übersetzte: 1 von 4 (25,0 %)" in page


def test_rules_stand_with_their_words_and_a_code_only_where_several_say_the_same(office):
    labels, rules = Labels(office.pack), {rule.id: rule.reason for rule in office.pack.rules}
    words = {code: labels.row(tally.FOLLOWED, TableRow(code, "", 1)) for code in rules}
    assert words["kein-wunsch"] == rules["kein-wunsch"]
    assert words["brief-allein"] == f"{rules['brief-allein']} (brief-allein)"
    assert len(set(words.values())) == len(rules)
    assert labels.row(tally.FOLLOWED, TableRow("laengst-weg", "", 1)) == "laengst-weg"
    pair = labels.row(tally.RULE_REASONS, TableRow("kein-wunsch:wunsch", "", 1))
    assert pair.startswith(f"{rules['kein-wunsch']} → ")


def test_each_table_stands_in_one_part_of_the_page(counted, overhead_client, office):
    titles = [
        title for part in PARTS for title in shown(overhead_client.get(f"/numbers?period=month&part={part}").text)
    ]
    told = json.loads(overhead_client.get("/numbers.json?period=month").text)
    assert sorted(titles) == sorted(one["title"] for one in told["tables"])


def test_the_pages_language_changes_the_words_and_no_figure(counted, overhead_client):
    german = everything_shown(overhead_client, "period=month")
    overhead_client.tap("/tongue", tongue="en")
    english = everything_shown(overhead_client, "period=month")
    assert [(list(rows.values()), total) for rows, total in german.values()] == [
        (list(rows.values()), total) for rows, total in english.values()
    ]
    assert "Where the counts come from" in english


def test_the_paper_is_german_whatever_language_the_staff_reads(overhead_client):
    german = overhead_client.get("/numbers/print?period=month").text
    overhead_client.tap("/tongue", tongue="en")
    assert overhead_client.get("/numbers/print?period=month").text == german


def test_the_page_needs_no_talk(office, counted, overhead_client):
    before = overhead_client.get("/numbers?period=month").text
    office.store.talks.forget_before(TODAY + timedelta(days=1))
    assert overhead_client.get("/numbers?period=month").text == before


def test_a_code_that_no_kept_pack_knows_is_not_known_yet(office, overhead_client):
    office.store.counts.keep_batch(Batch(DESK, "clearing", *OCTOBER, 1, tally.OWN, {("deutsch", "c3"): 2}))
    for path in ("/numbers?part=menschen&", "/numbers/print?"):
        answer = overhead_client.get(f"{path}period=last_month")
        assert answer.status_code == 200
        assert "noch unbekannt: c3" in answer.text


def test_a_mistake_of_ours_is_no_wrong_period(overhead_client, monkeypatch):
    from kiosk.web.pages import numbers

    def broken(*_: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(numbers, "_page", broken)
    assert overhead_client.get("/numbers").status_code == 500


@pytest.mark.parametrize(
    ("today", "since"),
    [(date(2026, 11, 30), "01.12.2025"), (date(2028, 2, 28), "01.03.2027"), (date(2028, 2, 29), "01.03.2027")],
)
def test_missing_days_are_those_of_the_last_twelve_months_to_the_day(office, clock, overhead_client, today, since):
    for day in (date(2024, 1, 8), today - timedelta(days=1)):
        office.store.openings.put(DESK, [day], Opening.OPEN, "leitung")
    office.store.counts.keep_batch(Batch(DESK, "clearing", date(2024, 1, 1), date(2024, 1, 1), 1, tally.OWN, {}))
    clock.moment = datetime.combine(today, time(9), UTC)
    overhead_client.sign_in(OVERHEAD)
    page = overhead_client.get("/numbers?period=all").text
    assert f"Gezählt sind die fehlenden Tage seit dem {since}." in page


@pytest.fixture
def rounded_for_all(mettmann):
    """The pack of a county where nobody sees exact counts."""
    return replace(mettmann, site=replace(mettmann.site, exact_counts=()))


@pytest.fixture
def without_exact(office, clock, rounded_for_all) -> HouseClient:
    """An overhead there."""
    office.store.staff.keep_account(Account(OVERHEAD, "overhead", HouseClient.PASSWORD_HASH))
    app = web.create_app(replace(office, pack=rounded_for_all), clock=clock)
    app.testing, app.test_client_class = True, HouseClient
    client = app.test_client()
    client.sign_in(OVERHEAD)
    return client


def test_who_sees_exact_counts_is_the_countys_to_say(office, counted, without_exact):
    keep_october(office, {"v_kim_cm": 13, "v_mbe": 2, "kein_bedarf": 8})
    client, token = without_exact, give_token(without_exact)
    page = client.get("/numbers").text
    assert shown(page)["Ergebnis des Screenings"][1] == 25
    assert "Genaue Zahlen" not in page + client.get("/numbers/print").text
    every = [client.get("/numbers.json"), client.get("/api/tables.json", headers=bearer(token), ours=False)]
    for told in (json.loads(answer.text) for answer in every):
        assert "months" in told
        numbers = [row["count"] for table in told["tables"] for row in table["rows"]]
        assert told["rounded"]
        assert {number % 5 for number in numbers} == {0}
    assert "liest ein anderes Programm im Haus die gerundeten Zahlen" in client.get("/access").text
    for kind in ("csv", "machine.csv", "xlsx", "docx"):
        assert client.get(f"/numbers.{kind}").status_code == 200
    assert "auf Vielfache von 5 gerundet" in client.get("/numbers.csv").text


def test_the_calendar_tells_who_may_not_see_exact_counts_no_figure(office, counted, without_exact):
    for day in (date(2026, 10, 7), date(2026, 11, 5)):
        office.store.counts.keep_batch(Batch(DESK, "clearing", day, day, 1, tally.OWN, {}))
    for address, told in (("/numbers", 1), ("/openings?month=2026-11", 4)):
        calendar = without_exact.get(address).text.partition('class="days"')[2]
        signs = re.findall(r'class="mark (\w+)[^>]*><span aria-hidden="true">(.*?)</span>', calendar)
        assert [sign for state, sign in signs if state == "told"] == ["✓"] * told
        assert not {"counted", "zero"} & {state for state, _ in signs}
        assert "Person" not in calendar.partition("</table>")[0]


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("from=2026-08-01&to=2026-09-30", "3. Quartal 2026"),
        ("from=2026-10-05&to=2026-10-05", "Oktober 2026"),
        ("from=2026-08-01&to=2026-10-31", "Oktober 2026"),
        ("from=2026-11-01&to=2026-11-10", "Oktober 2026"),
        ("from=2026-07-01&to=2026-12-31", "Oktober 2026"),
        ("period=today", None),
        ("period=year", None),
        ("period=all", None),
    ],
)
def test_rounded_there_are_only_calendar_units_that_are_over(counted, without_exact, asked, nearest):
    """Sums of free days, each rounded, give back every day exactly; a running month does from one day to the next."""
    bearing = bearer(give_token(without_exact))
    for name in ("", "/print", *(f".{kind}" for kind in FORMS)):
        answer = without_exact.get(f"/numbers{name}?{asked}")
        assert answer.status_code == 422, name
        assert (f"Am nächsten liegt: {nearest}." if nearest else "Diesen Zeitraum gibt es nicht") in answer.text
    for path in ("/api/tables.json", "/api/tables.csv"):
        answer = without_exact.get(f"{path}?{asked}", headers=bearing, ours=False)
        assert (answer.status_code, answer.json["error"]) == (422, "D-26" if nearest else "D-23")


def test_rounded_each_choice_that_the_page_offers_is_answered(office, counted, without_exact):
    office.store.counts.keep_batch(Batch("velbert", "clearing", date(2026, 8, 3), date(2026, 8, 3), 1, tally.OWN, {}))
    page = without_exact.get("/numbers").text
    form = page.partition('<form class="period"')[2].partition("</form>")[0]
    assert 'type="date"' not in form
    assert 'type="checkbox"' not in form
    assert 'class="pills"' not in page
    offered = re.findall(r'<option value="([^"]+)"', form.partition("</select>")[0])
    assert offered == ["last_month", "2026-10", "2026-09", "2026-08", "2026-Q3", "2026-H1"][: len(offered)]
    assert len(offered) == 5
    for name in offered:
        assert without_exact.get(f"/numbers.json?period={name}").status_code == 200
        answer = without_exact.get(f"/numbers?period={name}")
        assert answer.status_code == 200
        assert "Gespräche je Woche" not in answer.text
    assert re.findall(r'<(?:select|input) [^>]*name="([^"]+)"', form) == ["part", "period"]


def test_rounded_a_desk_or_a_profile_alone_is_no_selection(office, counted, without_exact):
    office.store.counts.keep_batch(Batch("velbert", "clearing", date(2026, 8, 3), date(2026, 8, 3), 1, tally.OWN, {}))
    token = bearer(give_token(without_exact))
    for part in (f"desk={DESK}", "desk=velbert", "profile=clearing"):
        answer = without_exact.get(f"/numbers.json?{part}")
        assert (answer.status_code, "alle Anlässe und alle Desks zusammen" in answer.text) == (422, True)
        told = without_exact.get(f"/api/tables.json?{part}", headers=token, ours=False)
        assert (told.status_code, told.json["error"]) == (422, "D-26")
    every = "&".join(f"desk={code}" for code in overhead.desks(office.store, office.pack))
    assert without_exact.get(f"/numbers.json?{every}").status_code == 200


def test_the_sentence_of_rounded_numbers_can_be_true(office, without_exact):
    """Of five persons five were sent on and five had no need: said so, it is no sentence about persons."""
    keep_october(office, {"v_kim_cm": 3, "kein_bedarf": 1})
    page = without_exact.get("/numbers").text
    assert "Gezählt: rund 5 Personen; rund 5 bekamen eine Stelle genannt, höchstens 2 stehen unter" in page


def test_each_table_says_what_it_says_and_which_period_stands_beside(office, overhead_client):
    for day in (date(2026, 9, 7), date(2026, 10, 5)):
        finished(office, day)
        desk.close_day(office, DESK, day)
    desk.close_months(office, TODAY)
    for part, heading in (("ergebnis", "zuvor: 09/2026"), ("menschen", "zuvor: 09/2026")):
        page = overhead_client.get(f"/numbers?period=last_month&part={part}").text
        assert page.count('<table class="figures">') == page.count('<p class="hint said">') > 2
        assert heading in page
    running = overhead_client.get("/numbers?period=year&part=menschen").text
    assert "zuvor" not in running  # nobody counted in the year before


def test_the_page_lists_what_is_on_it(counted, overhead_client):
    for part in PARTS:
        page = overhead_client.get(f"/numbers?period=all&part={part}").text
        listed = re.findall(r'href="#([^"]+)"', page.partition('class="contents"')[2].partition("</nav>")[0])
        headings = re.findall(r'<h2 id="([^"]+)"', page)
        assert listed == headings, part


def test_the_links_of_the_bar_are_the_same_on_each_page_and_numbers_stand_there_once(overhead_client):
    bars = {}
    for address in ("/numbers", "/openings", "/collect", "/cases/told", "/releases", "/access"):
        page = overhead_client.get(address).text
        bars[address] = re.findall(r'data-name="([^"]+)"', page)
        assert page.partition("<main")[0].count(">Zahlen<") == 1
    assert len({tuple(bar) for bar in bars.values()}) == 1


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, as WCAG reckons it."""

    def light(colour: str) -> float:
        digits = colour.lstrip("#") if len(colour) == 7 else "".join(2 * digit for digit in colour.lstrip("#"))
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_no_paper_is_printed_in_the_colours_of_the_night():
    sheets = Path(web.__file__).with_name("static").glob("*.css")
    assert [one.name for one in sheets if "@media (prefers-color-scheme" in one.read_text()] == []


@pytest.mark.parametrize("dark", [False, True])
def test_each_bar_stands_out_from_what_is_behind_it(dark):
    ground, screens = (Path(web.__file__).with_name("static").joinpath(f"{name}.css") for name in ("ground", "screens"))
    tokens, fills = {}, {}
    for at_night, rules in enumerate(ground.read_text().split("@media screen and (prefers-color-scheme: dark)")[:2]):
        if dark or not at_night:
            tokens |= dict(re.findall(r"(--[\w-]+): (#[0-9a-f]+)", rules.partition("\n}")[0]))
    for at_night, rules in enumerate(screens.read_text().split("@media screen and (prefers-color-scheme: dark)")):
        if dark or not at_night:
            fills |= dict(re.findall(r"\.fill-(\w+) { fill: (?:var\()?([#\w-]+)", rules))
    assert len(fills) == 8
    for name, colour in fills.items():
        for behind in ("--surface", "--sunken"):
            assert contrast(tokens.get(colour, colour), tokens[behind]) >= 3, (name, behind)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("foo=1", "foo"),
        ("period=last_month&part=menschen", "part"),
        ("from=2026-10-01&from=2026-10-05&to=2026-10-31", "from"),
        ("period=last_month&period=year", "period"),
        ("period=last_month&from=2026-10-01&to=2026-10-31", "from, period, to"),
        ("profile=clearing&profile=", "profile"),
    ],
)
def test_a_file_refuses_by_name_what_it_would_have_to_pass_over(counted, overhead_client, asked, named):
    for kind in FORMS:
        answer = overhead_client.get(f"/numbers.{kind}?{asked}")
        assert answer.status_code == 422, kind
        assert f": {named}. " in answer.text
        assert "Content-Disposition" not in answer.headers
    assert overhead_client.get(f"/numbers?{asked}").status_code == 200

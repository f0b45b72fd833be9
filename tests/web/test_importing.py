"""The pages for old lists: an upload is kept, looked through, settled by choosing, taken in once, taken back."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from lists import book, paper, saved, sums
from openpyxl import Workbook
from openpyxl.comments import Comment

from kiosk.storage import Account

ABOUT = {"source": "Vorlage 50/014/2024", "first": "2023-04-01", "last": "2024-04-30"}


def upload(client, content: bytes, name: str = "liste.csv", **about: str) -> str:
    """Upload a list and say where it is from; the address of its draft."""
    data = {"file": (io.BytesIO(content), name)}
    answer = client.post("/imports", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert decide(client, answer.location, "check", **about).location == answer.location
    return answer.location


def decide(client, address: str, do: str, **more: str):
    """Press a button of a draft's page."""
    return client.post(address, data={**ABOUT, "do": do, **more})


def test_a_list_that_holds_together_is_shown_and_then_counts(office, overhead_client):
    address = upload(overhead_client, paper("screening_outcomes"))
    page = overhead_client.get(address).text
    for part in (
        "Ergebnis des Screenings",
        ">298<",
        ">155<",
        "Die Liste kann eingelesen werden.",
        "Die Summe stimmt. Sie gilt den Zeilen 2–7.",
    ):
        assert part in page
    assert sums(office) == {}
    answer = decide(overhead_client, address, "take")
    assert (answer.status_code, answer.location) == (303, "/imports")
    page = overhead_client.get("/imports").text
    assert "Ergebnis des Screenings: 298" in page
    assert "leitung" in page
    assert "Weiter prüfen" not in page
    assert sum(sums(office).values()) == 298


def test_a_list_is_ticked_as_the_committees_paper_until_it_counts(office, overhead_client):
    for ticks, printed in ((("yes", "yes"), True), (("yes", ""), False)):
        upload_ticked, take_ticked = ({"printed": "yes"} if tick else {} for tick in ticks)
        address = upload(overhead_client, paper("screening_outcomes"), **upload_ticked)
        assert 'name="printed" value="yes" checked' in overhead_client.get(address).text
        decide(overhead_client, address, "take", **take_ticked)
        (kept,) = office.store.old_lists.all()
        assert (kept.printed, "Vorlage des Ausschusses" in overhead_client.get("/imports").text) == (printed, printed)
        overhead_client.post("/imports/undo", data={"number": kept.number})


def test_the_goals_are_settled_on_the_page_without_losing_what_was_typed(office, overhead_client):
    address = upload(overhead_client, paper("goals_reached"), source="Vorlage & Anlage 3")
    page = overhead_client.get(address).text
    assert "Die Zeilen ergeben 757, gedruckt ist 696." in page
    assert 'value="Vorlage &amp; Anlage 3"' in page
    refused = decide(overhead_client, address, "take")
    assert refused.status_code == 422
    assert "steht mehrmals da" in refused.text
    left_out = {"said:zeile:14": "-"}
    assert decide(overhead_client, address, "check", **left_out).location == address
    page = overhead_client.get(address).text
    assert "Die Zeilen ergeben 725, gedruckt ist 696." in page
    assert "steht mehrmals da" not in page
    assert re.search(r'<option value="-" selected>', page)
    assert sums(office) == {}
    assert decide(overhead_client, address, "take", **{"said:summe:C18": "+"}).location == "/imports"
    assert sum(sums(office).values()) == 725
    assert "gedruckte Summe 696, Zeilen 725; ohne „p25ab_printed_twice“" in overhead_client.get("/imports").text


def test_unknown_words_are_chosen_and_known_next_time(office, overhead_client):
    rows = [["Stelle", "Anzahl"], ["KIM-CM", 3], ["Nix & nichts", 4]]
    address = upload(overhead_client, book(rows), "Zählung.xlsx")
    assert 'name="said:Nix &amp; nichts"' in overhead_client.get(address).text
    decide(overhead_client, address, "take", **{"said:Nix & nichts": "screening:kein_bedarf"})
    assert sums(office) == {"kim_cm": 3, "kein_bedarf": 4}
    later = upload(overhead_client, book([*rows, ["gesamt", 7]]), first="2024-05-01", last="2024-05-31")
    assert "Die Liste kann eingelesen werden." in overhead_client.get(later).text


def test_what_stands_below_the_total_counts_once_its_row_is_chosen(office, overhead_client):
    address = upload(overhead_client, b"Stelle;Anzahl\nKIM-CM;3\ngesamt;3\nnachrichtlich: JMD;2\n")
    page = overhead_client.get(address).text
    assert "„nachrichtlich: JMD“ (2) steht unter der Summe." in page
    assert page.count("Vorschlag, bitte bestätigen") == page.count('<option value="-" selected>') == 1
    assert "Die Liste kann eingelesen werden." in page
    decide(overhead_client, address, "take", **{"said:zeile:4": "screening:jmd"})
    assert sums(office) == {"kim_cm": 3, "jmd": 2}


def test_names_beside_numbers_are_not_kept(office, overhead_client):
    content = b"Sara Muster;1\nElif Beispiel;2\nReza Vorlage;3\nOlga Entwurf;2\nAnh Van Probe;4\n"
    data = {"file": (io.BytesIO(content), "liste.csv")}
    answer = overhead_client.post("/imports", data=data, content_type="multipart/form-data")
    assert (answer.status_code, "Eine Liste von Personen?" in answer.text) == (422, True)
    assert not office.store.old_lists.drafts()


def test_what_is_not_read_of_a_workbook_is_not_kept_with_an_upload(office, overhead_client):
    made = Workbook()
    made.active.append(["Stelle", "Anzahl"])
    made.active.append(["KIM-CM", 3])
    made.active["B2"].comment = Comment("Erika Muster, 1.2.1990", "Leitung")
    address = upload(overhead_client, saved(made), "liste.xlsx")
    [draft] = office.store.old_lists.drafts()
    with ZipFile(io.BytesIO(office.store.old_lists.draft(draft.key).content)) as packed:
        assert not any(b"Muster" in packed.read(name) for name in packed.namelist())
    assert "Die Liste kann eingelesen werden." in overhead_client.get(address).text


def test_words_of_no_table_are_asked_about_once_the_table_is_said(office, overhead_client):
    address = upload(overhead_client, b"Stelle;Anzahl\nNix;4\n")
    page = overhead_client.get(address).text
    assert "Zu welcher Tabelle der Vorlage die Liste gehört, ist nicht klar." in page
    assert 'name="said:Nix"' not in page
    decide(overhead_client, address, "check", **{"said:lesen:tabelle": "zugang"})
    assert 'name="said:Nix"' in overhead_client.get(address).text
    decide(overhead_client, address, "take", **{"said:Nix": "zugang:sonstige"})
    assert sums(office) == {"sonstige": 4}


def test_the_same_list_again_adds_nothing_and_says_so(office, overhead_client):
    decide(overhead_client, upload(overhead_client, paper("access_routes")), "take")
    again = upload(overhead_client, paper("access_routes"))
    assert "Diese Liste war schon da." in overhead_client.get(again).text
    assert decide(overhead_client, again, "take").location == "/imports"
    assert sum(sums(office).values()) == 141
    assert len(office.store.old_lists.all()) == 1


def test_a_double_tap_on_a_button_leads_to_the_list(office, overhead_client):
    address = upload(overhead_client, paper("access_routes"))
    for _ in range(2):
        assert decide(overhead_client, address, "take").location == "/imports"
    for _ in range(2):
        assert overhead_client.post("/imports/undo", data={"number": "1"}).location == "/imports"
    assert sums(office) == {}


def test_a_list_is_taken_back_with_a_second_thought(office, overhead_client):
    decide(overhead_client, upload(overhead_client, paper("access_routes")), "take")
    assert "Ja, zurücknehmen" in overhead_client.get("/imports").text
    overhead_client.post("/imports/undo", data={"number": "1"})
    assert sums(office) == {}
    assert "Noch ist keine Liste eingelesen." in overhead_client.get("/imports").text


def test_a_list_of_which_only_the_counts_are_known_is_shown_and_can_be_taken_back(office, overhead_client):
    decide(overhead_client, upload(overhead_client, paper("access_routes")), "take")
    office.store.file.db.execute("UPDATE old_list SET name = '', account = '', day = ''")
    page = overhead_client.get("/imports").text
    assert "01.04.2023 – 30.04.2024, Vorlage 50/014/2024" in page
    assert "eingelesen am" not in page
    overhead_client.post("/imports/undo", data={"number": "1"})
    assert sums(office) == {}


def test_what_cannot_be_a_number_undoes_nothing(office, overhead_client):
    decide(overhead_client, upload(overhead_client, paper("access_routes")), "take")
    for number in ("", "x", "-1", "9" * 30):
        assert overhead_client.post("/imports/undo", data={"number": number}).status_code == 303
    assert sum(sums(office).values()) == 141


@pytest.mark.parametrize("about", [{"first": ""}, {"last": "2024-02-30"}, {"first": "gestern", "last": "morgen"}])
def test_without_a_period_the_upload_stays_and_the_page_asks_for_it(office, overhead_client, about):
    address = upload(overhead_client, paper("access_routes"), **about)
    assert "Der Zeitraum fehlt oder kann nicht stimmen." in overhead_client.get(address).text
    assert decide(overhead_client, address, "take", **about).status_code == 422
    assert sums(office) == {}
    assert decide(overhead_client, address, "take").location == "/imports"


def test_an_upload_waits_until_somebody_goes_on_and_goes_after_two_weeks(overhead_client, clock, clerk):
    old = upload(overhead_client, paper("access_routes"), "eins.csv")
    overhead_client.post("/sign-out")
    clock.pass_by(days=14)
    overhead_client.sign_in("leitung")
    new = upload(overhead_client, paper("target_groups"), "zwei.csv")
    assert "eins.csv" in overhead_client.get("/imports").text
    clock.pass_by(days=1)
    clerk.do_all()
    overhead_client.sign_in("leitung")
    upload(overhead_client, paper("target_groups"), "drei.csv")
    page = overhead_client.get("/imports").text
    assert "eins.csv" not in page
    assert "zwei.csv" in page
    assert overhead_client.get(old).status_code == 404
    assert overhead_client.get(new).status_code == 200


def test_a_draft_that_goes_while_its_page_is_sent_leads_to_the_list(office, overhead_client):
    address = upload(overhead_client, paper("access_routes"))
    office.store.file.db.execute(
        "CREATE TRIGGER elsewhere BEFORE UPDATE ON draft BEGIN DELETE FROM draft WHERE key = old.key; END"
    )
    answer = decide(overhead_client, address, "take")
    assert (answer.status_code, answer.location) == (303, "/imports")
    assert sums(office) == {}


def test_a_mistyped_year_is_told_and_not_counted(office, overhead_client):
    mistyped = {"first": "0023-04-01", "last": "0024-04-30"}
    address = upload(overhead_client, paper("access_routes"), **mistyped)
    page = overhead_client.get(address).text
    assert "kann nicht stimmen" in page
    assert "das Jahr mit vier Ziffern" in page
    assert decide(overhead_client, address, "take", **mistyped).status_code == 422
    assert sums(office) == {}


def test_the_same_file_for_another_month_is_told_before_it_counts_again(overhead_client):
    decide(overhead_client, upload(overhead_client, paper("access_routes")), "take")
    page = overhead_client.get(upload(overhead_client, paper("access_routes"), last="2024-05-31", first="2024-05-01"))
    assert "Dieselbe Datei zählt schon: Vorlage 50/014/2024, 01.04.2023 bis 30.04.2024." in page.text
    assert "Die Liste kann eingelesen werden." in page.text


def test_what_nobody_can_see_is_not_kept_of_a_source_or_a_file_name(office, overhead_client):
    typed = "Vorlage\x01\x0b 7 "
    address = upload(overhead_client, paper("access_routes"), "li\x01ste.csv", source=typed)
    decide(overhead_client, address, "take", source=typed)
    assert [(one.source, one.name) for one in office.store.old_lists.all()] == [("Vorlage 7", "li ste.csv")]


@pytest.mark.parametrize("kept", [{"of_a_later_version": 1}, {"desk": "weg"}, {"profile": "weg"}, None])
def test_a_draft_that_another_version_or_pack_has_kept_can_be_looked_at_and_dropped(office, overhead_client, kept):
    address = upload(overhead_client, paper("screening_outcomes"))
    [draft] = office.store.old_lists.drafts()
    choices = {} if kept is None else {**json.loads(office.store.old_lists.draft(draft.key).choices), **kept}
    office.store.old_lists.change_draft(draft.key, json.dumps(choices))
    assert overhead_client.get(address).status_code == 200
    assert decide(overhead_client, address, "drop").location == "/imports"


def test_an_upload_can_be_dropped(office, overhead_client):
    address = upload(overhead_client, paper("access_routes"))
    assert decide(overhead_client, address, "drop").location == "/imports"
    assert office.store.old_lists.drafts() == []


def test_a_missing_or_empty_file_is_told_beside_the_form(overhead_client):
    for file in ({}, {"file": (io.BytesIO(b""), "leer.csv")}):
        answer = overhead_client.post("/imports", data=file, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert "Wählen Sie die Datei noch einmal aus." in answer.text


def test_a_file_above_two_megabytes_is_told(overhead_client):
    for size, status in ((2_200_000, 413), (1_900_000, 303)):
        answer = sent(overhead_client, "/imports", b"Stelle;Anzahl\n" + (b"jmd;1" + b" " * 400 + b"\n") * (size // 406))
        assert answer.status_code == status
        assert ("Die Datei ist größer als 2 MB." in answer.text) == (status == 413)
    assert sent(overhead_client, "/imports/undo", b"x" * 70_000).status_code == 413


def sent(client, path: str, content: bytes):
    """A form with a large file as a browser sends it; the test client would leave a file of its own open."""
    head = 'Content-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    body = f"--x\r\n{head}".encode() + content + b"\r\n--x--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 kaputt", "lässt sich nicht lesen"),
        (b"\xd0\xcf\x11\xe0", "Datei der Art Excel 97–2003 (.xls)"),
        (b"\0", "lässt sich nicht lesen"),
        (b"Hallo", "keine Tabelle mit Anzahlen"),
        (b"D;\xff\n", "keine Tabelle mit Anzahlen"),
        (b"Nachname;Vorname;Geburtsdatum\nMuster;Erika;01.02.1990\n", "Liste von Personen"),
        (b"%PDF-1.7 x", "Datei der Art PDF"),
    ],
)
def test_what_is_no_list_of_counts_is_told_and_not_kept(office, overhead_client, content, told):
    data = {"file": (io.BytesIO(content), "..\\<b>.xlsx")}
    answer = overhead_client.post("/imports", data=data, content_type="multipart/form-data")
    assert (answer.status_code, told in answer.text) == (422, True)
    assert office.store.old_lists.drafts() == []


def test_a_strange_list_is_a_page_with_what_to_do(overhead_client):
    answer = overhead_client.get(upload(overhead_client, b"Stelle;Anzahl\n<script>;<b>\n<i>;3\n", "..\\<b>.xlsx"))
    assert answer.status_code == 200
    assert "Was zu klären ist" in answer.text


@pytest.mark.parametrize("about", [{"profile": "gibtsnicht"}, {"desk": "mond"}])
def test_a_profile_or_desk_that_is_not_offered_is_refused(overhead_client, about):
    address = upload(overhead_client, paper("screening_outcomes"))
    assert decide(overhead_client, address, "check", **about).status_code == 422


def test_what_a_column_holds_is_said_above_the_first_lines_and_kept_for_the_next_list(office, overhead_client):
    content = b"Stelle;F\xc3\xa4lle;Personen\nKIM-CM;40;75\nMBE;20;29\n"
    address = upload(overhead_client, content)
    page = overhead_client.get(address).text
    assert "Welche Spalte die Anzahl nennt, ist nicht klar: Fälle, Personen." in page
    assert page.count('name="said:spalte:') == 3
    assert decide(overhead_client, address, "take", **{"said:spalte:c": "anzahl"}).location == "/imports"
    assert sums(office) == {"kim_cm": 75, "mbe": 29}
    later = {"first": "2024-05-01", "last": "2024-05-31"}
    page = overhead_client.get(upload(overhead_client, content.replace(b"75", b"76"), **later)).text
    assert "Gelesen wie eine frühere Liste mit diesen Überschriften." in page
    taught = "Ergebnis des Screenings: A „stelle“ nennt die Zeile, B „fälle“ nicht gelesen, C „personen“ Anzahl"
    assert taught in overhead_client.get("/imports").text
    overhead_client.post("/imports/forget", data={"about": "stelle|fälle|personen"})
    assert "Was von früheren Listen gemerkt ist" not in overhead_client.get("/imports").text


def test_under_another_heading_the_columns_are_read_anew(overhead_client):
    address = upload(overhead_client, b"Stelle;Anzahl\nErgebnis;Personen\nKIM-CM;3\n")
    decide(overhead_client, address, "check", **{"said:lesen:kopf": "", "said:spalte:a": "-", "said:spalte:b": "-"})
    assert re.search(r'<option value="-" selected>', overhead_client.get(address).text)
    decide(overhead_client, address, "check", **{"said:lesen:kopf": "2", "said:spalte:a": "-", "said:spalte:b": "-"})
    assert not re.search(r'<option value="-" selected>', overhead_client.get(address).text)


def test_a_line_that_adds_up_others_is_said_to_count_and_is_taken_back(office, overhead_client):
    address = upload(overhead_client, b"Stelle;Anzahl\nKIM-CM;3\nMBE;4\ngesamt;7\n")
    assert 'name="said:zeile:4"' in overhead_client.get(address).text
    decide(overhead_client, address, "check", **{"said:zeile:4": "+"})
    assert "„gesamt“ (7) ist keine Zeile der Tabelle." in overhead_client.get(address).text
    decide(overhead_client, address, "check", **{"said:zeile:4": ""})
    assert decide(overhead_client, address, "take").location == "/imports"
    assert sums(office) == {"kim_cm": 3, "mbe": 4}


def test_a_hundred_and_fifty_words_are_no_dead_end(office, overhead_client):
    words = "".join(f"Land {number:03};{number}\n" for number in range(150))
    address = upload(overhead_client, f"Stelle;Anzahl\nKIM-CM;1\n{words}".encode())
    page = overhead_client.get(address).text
    assert page.count('name="said:Land') == 100
    assert "Danach kommen noch 51." in page
    decide(overhead_client, address, "check", **{f"said:Land {number:03}": "screening:mbe" for number in range(100)})
    assert 'name="said:Land 149"' in overhead_client.get(address).text
    decide(overhead_client, address, "leave")
    assert "Zeilen 103, 104, 105, 106, 107, …" in (page := overhead_client.get(address).text)
    assert "Alles Übrige ist weggelassen. Das sind 6225 und zählt nicht mit." in page
    decide(overhead_client, address, "check", **{"said:lesen:rest": ""})
    assert 'name="said:Land 149"' in overhead_client.get(address).text
    decide(overhead_client, address, "leave")
    assert decide(overhead_client, address, "take").location == "/imports"
    assert sums(office) == {"kim_cm": 1, "mbe": 4950}


def test_the_tables_of_a_file_come_one_by_one(office, overhead_client):
    content = b"Ergebnis;Anzahl\nKIM-CM;75\nMBE;29\n\nZugang;Anzahl\nSozialamt;12\nJMD;1\n"
    address = upload(overhead_client, content)
    assert "Hier steht noch eine Tabelle: Zugang, Anzahl." in overhead_client.get(address).text
    assert decide(overhead_client, address, "take").location == "/imports"
    assert "Weiter prüfen" in overhead_client.get("/imports").text
    assert "Hier steht noch eine Tabelle: Ergebnis, Anzahl." in overhead_client.get(address).text
    assert decide(overhead_client, address, "take").location == "/imports"
    assert "Weiter prüfen" not in overhead_client.get("/imports").text
    assert sums(office) == {"kim_cm": 75, "mbe": 29, "sozialamt": 12, "jmd": 1}


def test_a_sheet_a_month_proposes_its_month_and_the_next_sheet_its_own(office, overhead_client):
    """What was typed for January would else stand there for February."""
    made = Workbook()
    for name, count in (("Januar 2024", 3), ("Februar", 4)):
        sheet = made.active if made.active.max_row == 1 and count == 3 else made.create_sheet()
        sheet.title = name
        for row in (["Ergebnis", "Anzahl"], ["KIM-CM", count]):
            sheet.append(row)
    data = {"file": (io.BytesIO(saved(made)), "zaehlung_2024.xlsx")}
    address = overhead_client.post("/imports", data=data, content_type="multipart/form-data").location
    page = overhead_client.get(address).text
    assert ('name="first" value="2024-01-01"' in page, page.count("Vorschlag, bitte bestätigen")) == (True, 2)
    assert "Der Zeitraum fehlt oder kann nicht stimmen." in page
    assert sums(office) == {}
    decide(overhead_client, address, "check", first="2024-02-01", last="2024-02-29", **{"said:lesen:block": ""})
    assert "selected>2. Februar" in overhead_client.get(address).text
    decide(overhead_client, address, "take", first="2024-01-01", last="2024-01-31")
    assert 'name="last" value="2024-02-29"' in overhead_client.get(address).text
    decide(overhead_client, address, "check", first="", last="", **{"said:lesen:block": "1"})
    assert 'name="first" value="2024-01-01"' in overhead_client.get(address).text
    decide(overhead_client, address, "check", first="2024-01-01", last="2024-01-31", **{"said:lesen:block": "2"})
    assert 'name="first" value="2024-02-01"' in overhead_client.get(address).text


def test_a_file_that_is_uploaded_again_says_that_its_answers_stand(overhead_client):
    content = b"Stelle;Anzahl\nKIM-CM;1\nNix;4\n"
    first = upload(overhead_client, content)
    decide(overhead_client, first, "check", **{"said:Nix": "-"})
    told = "Diese Datei war schon hochgeladen."
    assert told not in overhead_client.get(first).text
    data = {"file": (io.BytesIO(content), "liste.csv")}
    again = overhead_client.post("/imports", data=data, content_type="multipart/form-data").location
    page = overhead_client.get(again).text
    assert (again.startswith(first), told in page, "Weggelassen: „Nix“." in page) == (True, True, True)


def test_two_tables_side_by_side_are_asked_about_by_their_columns(overhead_client):
    content = b"Ergebnis;Anzahl;;Zugang;Anzahl\nKIM-CM;75;;JMD;1\nMBE;29;;Sozialamt;12\n"
    page = overhead_client.get(upload(overhead_client, content)).text
    assert "Spalte B, E:</strong> Welche Spalte die Anzahl nennt, ist nicht klar: Anzahl, Anzahl." in page


def test_what_a_list_taught_stays_known_until_it_is_forgotten(office, overhead_client):
    content = b"Stelle;Anzahl\nKIM-CM;1\nEuropa;4\n"
    decide(overhead_client, upload(overhead_client, content), "take", **{"said:Europa": "screening:kim_cm"})
    assert "„europa“: KIM-CM" in overhead_client.get("/imports").text
    overhead_client.post("/imports/undo", data={"number": "1"})
    assert "„Europa“ heißt „KIM-CM“." in overhead_client.get(upload(overhead_client, content)).text
    taught = office.store.old_lists.taught()
    overhead_client.post("/imports/forget", data={"about": [*taught]})
    assert office.store.old_lists.taught() == {}


def test_the_page_speaks_english_too(overhead_client):
    overhead_client.post("/tongue", data={"tongue": "en"})
    address = upload(overhead_client, paper("goals_reached"))
    assert overhead_client.get(address).status_code == 200
    assert '<html lang="en"' in overhead_client.get("/imports").text


def test_only_the_overhead_sees_lists(anonymous, office):
    office.store.staff.keep_account(Account("tischleitung", "lead", anonymous.PASSWORD_HASH))
    for name in ("tisch", "tischleitung"):
        anonymous.sign_in(name)
        assert anonymous.get("/imports").status_code == 403
        assert anonymous.post("/imports").status_code == 403


def test_a_mistake_of_ours_is_not_called_a_wrong_period(overhead_client, monkeypatch):
    address = upload(overhead_client, paper("screening_outcomes"))

    def wrong(*_):
        raise ValueError("ours")

    monkeypatch.setattr("kiosk.overhead.examine", wrong)
    answer = overhead_client.get(address)
    assert (answer.status_code, "D-99" in answer.text) == (500, True)

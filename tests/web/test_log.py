"""The account log behind the pages: who did what, never an answer; and one word for a monitor."""

import csv
import io
from datetime import timedelta

import pytest
from builders import CASE_MANAGER, DESK, OVERHEAD, finished
from house import HouseClient
from outside import give_token, keep_october

from kiosk import desk, health
from kiosk.errors import StoreReason, StoreUnavailable
from kiosk.storage import Account, Deletion, LogEvent, peppering
from kiosk.web import accounted
from kiosk.web.access import ACCESS
from kiosk.words.log_words import EVENTS, PAGES

TYPED = "geheimes-passwort-im-namensfeld"


def told(office) -> list[tuple[str, str, str]]:
    return [(line.event, line.account, line.about) for line in office.store.account_log.lines()]


def test_sign_ins_and_refusals_are_written_and_what_was_typed_is_not(anonymous, office, clock):
    anonymous.sign_in(CASE_MANAGER)
    anonymous.post("/sign-out")
    for name in (CASE_MANAGER, TYPED, f" {TYPED}", CASE_MANAGER):
        anonymous.post("/sign-in", data={"name": name, "password": TYPED})
    assert told(office) == [
        ("signed_in", CASE_MANAGER, ""),
        ("signed_out", CASE_MANAGER, ""),
        ("sign_in_refused", CASE_MANAGER, ""),
        ("sign_in_refused", "", ""),
    ]
    clock.pass_by(minutes=2)
    anonymous.post("/sign-in", data={"name": CASE_MANAGER, "password": TYPED})
    assert len(told(office)) == 5
    assert TYPED not in "\n".join(office.store.file.db.conn.iterdump())


def test_a_name_may_be_typed_in_any_case_where_it_is_the_only_one(anonymous, office):
    anonymous.post("/sign-in", data={"name": CASE_MANAGER.upper(), "password": TYPED})
    assert anonymous.sign_in(CASE_MANAGER.upper()).status_code == 303
    assert told(office) == [("sign_in_refused", CASE_MANAGER, ""), ("signed_in", CASE_MANAGER, "")]
    anonymous.post("/sign-out")
    known = office.store.staff.account(CASE_MANAGER)
    office.store.staff.keep_account(known._replace(name=CASE_MANAGER.title()))
    anonymous.sign_in(CASE_MANAGER.upper())
    assert anonymous.get("/desk").status_code == 303, "there are two of that name"
    anonymous.sign_in(CASE_MANAGER.title())
    assert told(office)[-1] == ("signed_in", CASE_MANAGER.title(), "")


def test_a_sign_in_over_another_ones_session_is_written_with_its_own_name(client, office):
    client.post("/lock")
    client.post("/sign-in", data={"name": OVERHEAD, "password": TYPED})
    client.sign_in(OVERHEAD)
    assert told(office)[-2:] == [("sign_in_refused", OVERHEAD, ""), ("signed_in", OVERHEAD, "")]


def test_a_page_for_another_role_is_written_with_its_name_in_the_program(client, office):
    client.get(f"/numbers.csv?period={TYPED}")
    assert told(office)[-1] == ("page_refused", CASE_MANAGER, "downloads.file")


def test_what_leaves_is_written_with_its_file(overhead_client, office):
    keep_october(office)
    overhead_client.get("/numbers.xlsx?period=last_month")
    give_token(overhead_client)
    assert told(office)[1:] == [
        ("exported", OVERHEAD, "zahlen_2026-10-01_2026-10-31.xlsx"),
        ("token_given", OVERHEAD, ""),
    ]


def test_what_was_deleted_is_told_with_its_day_and_nothing_of_whose_it_was(anonymous, office, clock):
    office.store.staff.keep_account(Account("pruefung", "auditor", HouseClient.PASSWORD_HASH))
    anonymous.sign_in("pruefung")
    finished(office)
    office.store.keep_last_day(clock.today)
    desk.close_day(office, DESK, clock.today)
    page = anonymous.get("/log").text
    assert "Bedarf und Gültigkeit in gezählten Gesprächen" in page
    later = clock.today + timedelta(days=office.pack.site.log_days + 1)
    office.store.keep_last_day(later)
    desk.turn_of_day(office, later)
    assert office.store.deletions.all() == [(later, Deletion.TALKS)]


def test_nothing_leaves_without_its_line(overhead_client, office, monkeypatch):
    keep_october(office)

    def full(*_: object) -> None:
        raise StoreUnavailable(StoreReason.FULL)

    monkeypatch.setattr(type(office.store.account_log), "keep", full)
    answer = overhead_client.get("/numbers.csv?period=last_month")
    assert (answer.status_code, answer.mimetype) == (507, "text/html")
    assert overhead_client.get("/numbers").status_code == 200
    assert overhead_client.post("/sign-out").status_code == 303


def test_a_talk_leaves_no_line_and_its_correction_one_without_anything_of_it(client, office):
    before = told(office)
    place = client.new_talk()
    client.tap(f"{place}/fact", fact="stadt", code="velbert")
    client.tap(f"{place}/need", need="geld")
    client.post(f"{place}/conclude", data={"outcome": "info"})
    key = place.split("/")[2]
    assert told(office) == before
    client.post(f"/conversation/{key}/done")
    client.post(f"/conversation/{key}/take-back")
    client.get(place)
    new = told(office)[len(before) :]
    assert new == [("corrected", CASE_MANAGER, "")]


def test_every_event_has_its_words_and_every_address_of_the_table_exists(client):
    assert EVENTS.keys() == {*LogEvent}
    endpoints = {rule.endpoint for rule in client.application.url_map.iter_rules()}
    assert accounted.EVENTS.keys() <= endpoints


@pytest.mark.parametrize("role", ["auditor", "lead"])
def test_lead_and_auditor_read_it_and_see_that_it_is_whole_or_not(anonymous, office, role):
    office.store.staff.keep_account(Account("chefin", role, HouseClient.PASSWORD_HASH))
    anonymous.sign_in("chefin")
    page = anonymous.get("/log").text
    assert "Keine Zeile fehlt, keine wurde geändert." in page
    assert "angemeldet" in page
    with office.store.at_once():
        office.store.file.db.execute("UPDATE account_log SET account = 'jemand'")
    assert "Zeile 1 fehlt oder wurde geändert." in anonymous.get("/log").text


def test_an_account_cannot_smuggle_a_formula_into_the_file(anonymous, office):
    office.store.staff.keep_account(Account("pruefung", "auditor", HouseClient.PASSWORD_HASH))
    anonymous.sign_in("pruefung")
    office.store.account_log.keep(LogEvent.SIGNED_IN, '=HYPERLINK("x")', 1)
    rows = list(csv.reader(io.StringIO(anonymous.get("/log.csv").get_data(as_text=True)), delimiter=";"))
    assert rows[0][1:] == ["Zeit", "Ereignis", "Zugang", "Was", "Marke"]
    assert rows[2][3] == '\'=HYPERLINK("x")'
    assert told(office)[-1] == ("exported", "pruefung", "protokoll.csv")


def test_old_lines_go_after_the_days_of_the_site(client, office, clerk, clock):
    from kiosk.clerk import FORGET

    assert told(office)
    clock.pass_by(days=30)
    clerk.do(FORGET)
    assert told(office)
    clock.pass_by(days=30)
    clerk.do(FORGET)
    clock.pass_by(days=31)
    clerk.do(FORGET)
    assert told(office) == []
    assert office.store.account_log.broken_at() is None


# one word for a monitor


def test_health_is_one_word_without_figures(anonymous, office, monkeypatch):
    answer = anonymous.get("/health")
    assert (answer.status_code, answer.text, answer.mimetype) == (503, "trouble", "text/plain")
    monkeypatch.setattr(health, "problems", lambda *_: iter(()))
    answer = anonymous.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert "Set-Cookie" not in answer.headers


def test_health_hears_of_a_pepper_that_went_while_the_desk_ran(anonymous, office, clock):
    def missing() -> bool:
        return any(one.startswith("Passwörter:") for one in health.problems(office, clock))

    anonymous.sign_in(CASE_MANAGER)
    pepper = peppering.pepper_file(office.store.file.path)
    assert not missing()
    kept = pepper.rename(pepper.with_suffix(".kept"))
    assert missing()
    kept.rename(pepper)
    assert not missing()


def test_health_of_a_store_that_cannot_be_read_is_trouble(anonymous, monkeypatch):
    def gone(*_: object) -> None:
        raise StoreUnavailable(StoreReason.DAMAGED)

    monkeypatch.setattr(health, "problems", gone)
    assert (anonymous.get("/health").status_code, anonymous.get("/health").text) == (503, "trouble")


def test_a_form_that_is_too_large_to_be_read_is_refused_and_no_line(overhead_client, office):
    before = office.store.account_log.lines()
    answer = overhead_client.post("/imports/x", data={"do": "take", "x": "a" * 70_000})
    assert (answer.status_code, office.store.account_log.lines()) == (413, before)


def test_no_line_on_the_page_or_in_the_file_speaks_in_codes_of_the_program(anonymous, office):
    office.store.staff.keep_account(Account("pruefung", "auditor", HouseClient.PASSWORD_HASH))
    anonymous.sign_in("pruefung")
    codes = {"downloads.file": LogEvent.PAGE_REFUSED, "neu (case_manager)": LogEvent.ACCOUNT_ADDED}
    for code, event in (codes | {"publish": LogEvent.EXPORTED}).items():
        office.store.account_log.keep(event, CASE_MANAGER, 1, code)
    for said in (anonymous.get("/log").text, anonymous.get("/log.csv").get_data(as_text=True)):
        assert not [code for code in ("downloads.file", "case_manager", "publish") if code in said]
        for words in ("Zahlen", "neu (Case-Management am Desk)", "genaue Zahlen für das Land"):
            assert words in said


def test_every_page_that_refuses_a_role_has_its_words():
    restricted = {endpoint.partition(".")[0] for endpoint, roles in ACCESS.items() if roles - {"token"}}
    assert PAGES.keys() == restricted

"""The page of opening days: the lead changes single days, the overhead looks on, everybody else stays out."""

import re
from datetime import date

import pytest
from builders import DESK, OVERHEAD, TODAY, finished
from flask import render_template
from house import HouseClient, Reader

from kiosk import desk, overhead, web
from kiosk.domain import tally
from kiosk.domain.calendar import Opening
from kiosk.domain.period import month_of
from kiosk.domain.tally import Batch
from kiosk.storage import Account
from kiosk.words.calendar_signs import CalendarSigns
from kiosk.words.catalogues import GERMAN

LEAD = "teamleitung"
NOVEMBER_12 = {"desk": DESK, "day": "2026-11-12", "state": "ill"}


@pytest.fixture
def lead(anonymous, office) -> HouseClient:
    """The signed-in lead of the case managers."""
    office.store.staff.keep_account(Account(LEAD, "lead", HouseClient.PASSWORD_HASH, pin=HouseClient.PIN_HASH))
    anonymous.sign_in(LEAD)
    return anonymous


def box(page: str, day: str) -> str:
    """What a day's box says to those who hear it."""
    return re.search(rf'href="[^"]*day={day}#choice">.*?class="unseen">([^<]*)<', page, flags=re.S)[1]


def test_the_lead_says_that_a_desk_was_ill_and_comes_back_to_the_same_month(lead, office):
    answer = lead.post("/openings", data=NOVEMBER_12)
    assert (answer.status_code, answer.location) == (303, "/openings?month=2026-11")
    [said] = office.store.openings.between(TODAY.replace(day=1), TODAY)
    assert (said.desk, said.day, said.state, said.account) == (DESK, date(2026, 11, 12), Opening.ILL, LEAD)
    assert box(lead.get(answer.location).text, "2026-11-12") == "ausgefallen"


def test_the_last_word_counts_and_as_usual_takes_it_back(lead, office):
    for state in ("open", "closed", "ill", "closed"):
        lead.post("/openings", data={**NOVEMBER_12, "state": state})
    assert box(lead.get("/openings").text, "2026-11-12") == "keine Sprechstunde"
    lead.post("/openings", data={**NOVEMBER_12, "state": "default"})
    assert box(lead.get("/openings").text, "2026-11-12") == "nicht eingetragen"
    assert office.store.openings.between(date(2026, 1, 1), date(2026, 12, 31)) == []


def test_an_open_day_without_a_count_is_missing_until_it_is_counted(lead, office):
    lead.post("/openings", data={"desk": DESK, "day": "2026-11-20", "state": "open"})
    page = lead.get("/openings?month=2026-11").text
    assert box(page, "2026-11-20") == "fehlt"
    assert "1 fehlt" in page
    finished(office, date(2026, 11, 20))
    office.store.staff.open_hour(DESK, "chancenaufenthalt", date(2026, 11, 20))
    desk.close_day(office, DESK, date(2026, 11, 20))
    page = lead.get("/openings?month=2026-11").text
    assert box(page, "2026-11-20") == "1 Person"
    assert "1 fehlt" not in page


def test_several_days_are_one_entry_and_are_taken_back_as_one(lead, office):
    def said():
        return [(one.day.day, one.state) for one in office.store.openings.between(TODAY.replace(day=1), TODAY)]

    week = {"desk": DESK, "day": "2026-11-12", "until": "2026-11-16"}
    lead.post("/openings", data={**week, "state": "closed"})
    assert said() == [(day, Opening.CLOSED) for day in range(12, 17)]
    lead.post("/openings", data={**week, "state": "default"})
    assert said() == []
    lead.post("/openings", data={**week, "state": "open"})
    assert said() == [(day, Opening.OPEN) for day in (12, 13, 16)]


@pytest.mark.parametrize("until", ["2026-11-11", "morgen", "2027-11-24"])
def test_a_last_day_that_cannot_be_changes_nothing(lead, office, until):
    answer = lead.post("/openings", data={**NOVEMBER_12, "until": until})
    assert answer.status_code == 422
    assert "Der letzte Tag geht nicht." in answer.text
    assert f'value="{until}"' in answer.text
    assert office.store.openings.between(date(2000, 1, 1), date(2100, 1, 1)) == []


def test_a_holiday_of_the_state_is_told_by_its_name_and_is_never_missing(lead):
    day = date(2026, 5, 14)
    page = lead.get(f"/openings?month={day:%Y-%m}").text
    assert box(page, day.isoformat()) == "Christi Himmelfahrt"
    assert "14.05.2026: Christi Himmelfahrt" in page
    lead.post("/openings", data={"desk": DESK, "day": day.isoformat(), "state": "open"})
    assert box(lead.get(f"/openings?month={day:%Y-%m}").text, day.isoformat()) == "fehlt"


def test_a_tap_on_a_day_fills_the_form_in(lead):
    lead.post("/openings", data=NOVEMBER_12)
    page = lead.get(f"/openings?month=2026-11&desk={DESK}&day=2026-11-12").text
    assert 'value="2026-11-12"' in page
    assert '<option value="ill" selected>' in page
    assert f"Eingetragen von {LEAD}." in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"desk": "ausgedacht"}, "Diesen Desk gibt es nicht."),
        ({"desk": ""}, "Diesen Desk gibt es nicht."),
        ({"day": "2026-02-30"}, "Dieser Tag geht nicht."),
        ({"day": "morgen"}, "Dieser Tag geht nicht."),
        ({"day": ""}, "Dieser Tag geht nicht."),
        ({"day": "20261112"}, "Dieser Tag geht nicht."),
        ({"day": "2024-12-31"}, "Dieser Tag geht nicht."),
        ({"day": "2027-11-24"}, "Dieser Tag geht nicht."),
        ({"state": "urlaub"}, "Wählen Sie, was an diesem Tag ist."),
    ],
)
def test_what_cannot_be_is_told_and_the_form_stays_filled(lead, office, wrong, told):
    answer = lead.post("/openings", data={**NOVEMBER_12, **wrong})
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{({**NOVEMBER_12, **wrong})["day"]}"' in answer.text
    if "state" not in wrong:
        assert '<option value="ill" selected>' in answer.text
    assert office.store.openings.between(date(2000, 1, 1), date(2100, 1, 1)) == []


@pytest.mark.parametrize("day", ["2025-01-01", "2026-11-23", "2026-12-31", "2027-01-01", "2027-11-23"])
def test_days_from_last_year_on_to_a_year_ahead_can_be_set(lead, day):
    assert lead.post("/openings", data={**NOVEMBER_12, "day": day}).location == f"/openings?month={day[:7]}"
    assert box(lead.get(f"/openings?month={day[:7]}").text, day) == "ausgefallen"


def test_one_walks_from_month_to_month_and_no_further_than_can_be_set(lead):
    page = lead.get("/openings?month=2026-12").text
    assert 'href="/openings?month=2026-11"' in page
    assert 'href="/openings?month=2027-01"' in page
    assert 'href="/openings?month=2024-12"' not in lead.get("/openings?month=2025-01").text
    assert 'href="/openings?month=2027-12"' not in lead.get("/openings?month=2027-11").text


@pytest.mark.parametrize("month", ["2026-13", "november", "2024-12", "2028-01", "0000-00"])
def test_a_month_that_cannot_be_is_told_and_this_one_shown(lead, month):
    answer = lead.get(f"/openings?month={month}")
    assert answer.status_code == 422
    assert "November 2026" in answer.text


def test_the_overhead_looks_on_and_changes_nothing(anonymous, office):
    office.store.openings.put(DESK, [date(2026, 11, 12)], Opening.ILL, LEAD)
    anonymous.sign_in(OVERHEAD)
    page = anonymous.get("/openings?month=2026-11").text
    assert ">ausgefallen<" in page
    assert "#choice" not in page
    assert 'name="state"' not in page
    assert anonymous.post("/openings", data=NOVEMBER_12).status_code == 403


def test_a_case_manager_does_not_reach_the_opening_days(client):
    assert client.get("/openings").status_code == 403
    assert client.post("/openings", data=NOVEMBER_12).status_code == 403
    assert "/openings" not in client.get("/desk").text


def test_a_lead_sits_at_the_desk_too(lead, office):
    assert lead.get("/").location == "/desk"
    assert 'href="/openings"' in lead.get("/desk").text
    place = lead.new_talk()
    assert [hour.profile for hour in office.store.staff.hours(DESK, TODAY)] == ["chancenaufenthalt"]
    assert lead.post(f"{place}/conclude", data={"outcome": "info"}).status_code == 303
    assert lead.get("/numbers").status_code == 403


def test_every_day_says_in_words_what_its_sign_means(lead, office):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    page = lead.get("/openings").text
    assert len(re.findall(r'class="mark [a-z]+( corrected)?" href', page)) == 30
    assert [box(page, f"2026-11-{number}") for number in (21, 23)] == ["Wochenende", "1 Person"]


def test_the_numbers_name_what_is_missing_in_words_and_in_signs(overhead_client, office):
    for number in (12, 13):
        office.store.openings.put(DESK, [TODAY.replace(day=number)], Opening.OPEN, LEAD)
    shown = overhead.calendar(office.store, office.pack, month_of(TODAY), TODAY)
    with overhead_client.application.test_request_context("/numbers"):
        web.begin()
        part = render_template("numbers/calendar.html", calendar=shown)
    assert "Meldungen im November 2026" in part
    assert "Zwei Tage fehlen" in part
    assert "2 fehlen" in part
    assert part.count('<span class="mark missing"><span aria-hidden="true">!</span>') == 2
    assert Reader(part).problems == []


def test_a_desk_is_complete_only_when_its_days_are_known(musterkreis, overhead_client, store):
    def verdicts(pack, month):
        signs = CalendarSigns(GERMAN)
        return [signs.verdict(row) for row in overhead.calendar(store, pack, month, TODAY).rows]

    november, december = month_of(TODAY), month_of(date(2026, 12, 1))
    assert verdicts(overhead_client.application.extensions["kiosk"].office.pack, november) == [
        "Sprechtage nicht eingetragen"
    ]
    assert verdicts(musterkreis, november) == ["nichts fällig", "3 fehlen"]
    assert verdicts(musterkreis, december) == ["nichts fällig", "nichts fällig"]
    for number in (2, 9, 16):
        batch = Batch("nord", "erst", TODAY.replace(day=number), TODAY.replace(day=number), 1, tally.OWN, {})
        store.counts.keep_batch(batch)
    assert verdicts(musterkreis, november) == ["9 fehlen", "vollständig"]


def test_a_lead_who_signs_in_opens_no_screening_hour(anonymous, office):
    office.store.staff.keep_account(Account("chefin", "lead", HouseClient.PASSWORD_HASH))
    anonymous.sign_in("chefin")
    assert office.store.staff.hours(DESK, TODAY) == []
    anonymous.new_talk()
    assert [hour.desk for hour in office.store.staff.hours(DESK, TODAY)] == [DESK]

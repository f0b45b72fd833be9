"""Know by when: the sheet of a card that runs out, and the same dates on the phone page."""

import dataclasses
import re
from datetime import date

import pytest
from builders import COMPLEX_104C, TODAY, answered, send
from house import HouseClient
from icalendar import Calendar

from kiosk import web
from kiosk.desk import Office
from kiosk.words.labels import STEPS

MARCH = {"month": "2027-03"}
OVER = {"days": 220}
"""From 23 November 2026 to 1 July 2027, the day after the pack's last one."""


def decided(client, **answers):
    """The address of a person who was sent to KIM-CM."""
    office = Office(client.application.extensions["kiosk"].store, client.application.extensions["kiosk"].pack)
    told = {fact: code for fact, code in {**COMPLEX_104C, **answers}.items() if code}
    key = answered(office, told, (), client.application.extensions["kiosk"].today)
    send(office, key, "kim_cm_velbert")
    return f"/conversation/{key}/person/1"


def plain(text):
    """A page without its markup, one blank between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_sheet_is_two_taps_from_the_slip(client):
    place = decided(client)
    assert f"{place}/dates" in client.get(f"{place}/slip").text
    asked = client.get(f"{place}/dates").text
    assert re.findall(r'name="month" value="([\d-]+)"', asked) == [
        "2026-11",
        "2026-12",
        *(f"2027-{month:02}" for month in range(1, 7)),
    ]
    assert not re.findall(r"<input type=.(?!hidden)", asked)
    sheet = client.post(f"{place}/dates", data=MARCH)
    assert sheet.status_code == 200
    told = plain(sheet.text.split("<article")[1].split("</article>")[0])
    for words in ("Ihre Karte gilt bis 03.2027", "sofort", "spätestens 01.12.2026", "18.01.2027", "01.03.2027"):
        assert words in told
    assert 'class="qr"' not in sheet.text


def test_the_sheet_speaks_both_languages_and_comes_in_every_paper_but_the_smallest(client):
    place = decided(client)
    sheet = client.post(f"{place}/dates?language=ar", data={**MARCH, "paper": "80mm"}).text
    assert "paper-80mm" in sheet
    for sentence in STEPS.values():
        assert sentence in re.sub(r"</?bdi[^>]*>", "", sheet)
    assert "أرسلوا الطلب" in sheet
    assert re.findall(r'name="paper" value="(\w+)"', sheet) == ["a5", "a4", "80mm"]
    assert "paper-a5" in client.post(f"{place}/dates", data={**MARCH, "paper": "a6"}).text


def test_the_month_is_kept_nowhere(client, caplog):
    place = decided(client)
    db = client.application.extensions["kiosk"].store.file.db
    before = "\n".join(db.conn.iterdump())
    slip = client.get(f"{place}/slip").data
    sheet = client.post(f"{place}/dates", data=MARCH)
    assert "\n".join(db.conn.iterdump()) == before
    assert client.get(f"{place}/slip").data == slip
    assert "2027" not in f"{sheet.headers}{caplog.text}"
    assert not re.search(r'(?:href|action)="[^"]*2027', sheet.text)
    assert "2027-03" not in client.get(f"{place}/dates").text.replace('value="2027-03"', "")


def test_a_month_that_was_not_offered_is_asked_again(client):
    place = decided(client)
    for month in ("2027-07", "2026-10", "2027-3", "", "x" * 500):
        again = client.post(f"{place}/dates", data={"month": month})
        assert (again.status_code, again.location.partition("?")[0]) == (303, f"{place}/dates"), month


def test_who_holds_another_paper_is_not_asked(client):
    place = decided(client, aufenthalt="duldung", restlaufzeit=None)
    assert "/dates" not in client.get(f"{place}/slip").text
    assert client.get(f"{place}/dates").status_code == 404
    assert client.post(f"{place}/dates", data=MARCH).status_code == 404


def test_from_the_day_after_the_last_one_nobody_asks(client, clock):
    assert "2027-06.ics" in client.get("/slip/ar/mbe").text
    clock.pass_by(days=219)
    assert "2027-06" not in client.get("/slip/ar/mbe").text, "all its days have passed"
    assert "06.2027" in client.get("/slip/ar/mbe").text
    clock.pass_by(days=1)
    assert "06.2027" not in client.get("/slip/ar/mbe").text
    assert client.get("/slip/ar/dates/2027-06.ics").status_code == 404


def test_the_question_of_a_talk_is_gone_then_too(client, clock):
    clock.pass_by(**OVER)
    client.sign_in("tisch")
    place = decided(client)
    assert client.get(f"{place}/slip").status_code == 200
    assert client.get(f"{place}/dates").status_code == 404


# the phone page


def test_the_phone_page_has_every_month_and_its_calendar_file(anonymous):
    page = anonymous.get("/slip/ar/mbe").text
    files = re.findall(r'href="(/slip/ar/dates/[\d-]+\.ics)"', page)
    assert len(files) == 7, "the dates of November have all passed"
    days = plain(page.split('class="cards">')[1].split("</ul>")[0])
    assert days.startswith("11.2026 ! ! ! ! 12.2026 ! ! ! 01.12.2026")
    for path in files:
        answer = anonymous.get(path)
        assert answer.content_type == "text/calendar; charset=utf-8"
        assert "Set-Cookie" not in answer.headers
        events = Calendar.from_ical(answer.data).walk("VEVENT")
        assert events
        assert all(when == TODAY or f"{when:%d.%m.%Y}" in days for one in events for when in [one.decoded("dtstart")])


def test_what_has_passed_stands_in_the_calendar_of_today(anonymous):
    events = Calendar.from_ical(anonymous.get("/slip/ar/dates/2027-03.ics").data).walk("VEVENT")
    days = [TODAY, date(2026, 12, 1), date(2027, 1, 18), date(2027, 3, 1)]
    assert [event.decoded("dtstart") for event in events] == days


def test_a_draft_of_law_stands_under_its_german_in_a_calendar_too(anonymous):
    plain_one, _, law, _ = Calendar.from_ical(anonymous.get("/slip/ar/dates/2027-03.ics").data).walk("VEVENT")
    assert plain_one["description"].startswith("Arbeit: Vertrag")
    assert law["summary"].startswith("Den Antrag auf §25a")
    assert law["description"].startswith("أرسلوا الطلب")
    assert law["description"].endswith("النص الألماني هو المعتمد.")


@pytest.mark.parametrize(
    "path", ["dates/2027-07.ics", "dates/2026-10.ics", "dates/x.ics", "hours/mbe.ics", "hours/x.ics"]
)
def test_a_calendar_that_there_is_not_is_not_there(anonymous, path):
    assert anonymous.get(f"/slip/de/{path}").status_code == 404
    assert anonymous.get(f"/slip/xx/{path}").status_code == 404


@pytest.fixture
def county(store, musterkreis, clock):
    """Opens the small county with something of its pack changed."""

    def open_one(**other):
        app = web.create_app(Office(store, dataclasses.replace(musterkreis, **other)), clock=clock)
        app.test_client_class = HouseClient
        return app.test_client()

    return open_one


def test_a_county_without_such_a_title_says_nothing_of_it(county):
    assert "/dates/" not in county().get("/slip/ar/lotsen_kreis").text


def test_where_and_when_lead_into_the_phone(county):
    page = county().get("/slip/ar/lotsen_kreis").text
    assert 'href="geo:0,0?q=Musterstra%C3%9Fe%2012%2C%2000000%20Musterstadt"' in page
    assert "Montag, 23. November 2026, 09:00–\u206012:00" in page
    assert "Dienstag, 24. November 2026" in page
    assert "/slip/ar/hours/lotsen_kreis.ics" in page
    events = Calendar.from_ical(county().get("/slip/ar/hours/lotsen_kreis.ics").data).walk("VEVENT")
    assert {str(event["location"]) for event in events} == {"Musterstraße 12, 00000 Musterstadt"}


def test_a_desk_opens_next_when_neither_it_nor_the_county_is_closed(county, clock, musterkreis):
    clock.pass_by(days=32)  # 25 December, a Friday, on which the county is closed
    page = county().get("/slip/de/desk/markt").text
    assert "Montag, 28. Dezember 2026" in page
    assert "25. Dezember" not in page
    events = Calendar.from_ical(county().get("/slip/de/hours/desk/markt.ics").data).walk("VEVENT")
    assert len(events) == 2
    closed = [one.dt.date() for event in events if "exdate" in event for one in event["exdate"].dts]
    assert date(2026, 12, 25) in closed
    holiday = county(site=dataclasses.replace(musterkreis.site, state="NW")).get("/slip/de/berufsamt").text
    assert "25. Dezember" not in holiday


def test_a_red_entry_gives_no_hours_to_a_calendar(county, clock):
    clock.pass_by(days=160)
    assert county().get("/slip/de/hours/lotsen_kreis.ics").status_code == 404


def test_who_is_behind_a_page_stands_on_every_public_page(county, anonymous):
    for path in ("/slip/ar/lotsen_kreis", "/slip/ar/desk/markt", "/slip/ar/about/data", "/slip/ar/nie_dagewesen"):
        page = county().get(path).text
        assert 'href="https://muster.example/impressum"' in page, path
        assert "Musterkreis, barrierefrei@muster.example" in page.split('class="behind"')[1], path
    assert anonymous.get("/slip/ar/mbe").text.count("Das trägt der Kreis noch ein.") == 3

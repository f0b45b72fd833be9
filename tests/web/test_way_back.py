"""Whoever is led away from a talk comes back to the place where they were, and is told what is missing."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from builders import COMPLEX_104C, DESK, TODAY, accept, answered
from flask.testing import FlaskClient

from kiosk import desk

TILE = {"fact": "altersgruppe", "code": "27_44"}
MISSING, LOCKED = "Was Sie zuletzt getippt haben, fehlt.", "Das Tablet ist gesperrt."


def ended(client, clock) -> None:
    """Let the session of a tablet end by a long pause."""
    clock.pass_by(hours=2)


def enter(client: FlaskClient, address: str):
    """Sign in on the page at this address, as its form says; the page, without what it says of a secret given up."""
    page = re.sub('<div id="given_up".*?</div>', "", client.get(address).text)
    hidden = dict(re.findall(r'type="hidden" name="(back|lost)" value="([^"]*)"', page))
    return client.post("/sign-in", data={"name": "tisch", "password": client.PASSWORD, **hidden}), page


@pytest.mark.parametrize("tap", [False, True])
def test_a_session_that_ends_in_the_middle_leads_back_to_the_tap_that_was_lost(client, clock, tap):
    """talk.md A19."""
    place = client.new_talk("ar")
    ended(client, clock)
    sent = client.post(f"{place}/fact", data=TILE, headers={"Referer": f"http://localhost{place}?open=altersgruppe"})
    assert sent.location.startswith("/sign-in?back=")
    entered, page = enter(client, sent.location)
    for words in (LOCKED, MISSING, 'dir="rtl"'):
        assert words in page
    assert entered.location == f"{place}?open=altersgruppe&lost=1"
    again = client.get(entered.location).text
    assert MISSING in again
    assert "ما لمستموه أخيراً" in again
    assert 'data-question="altersgruppe"' in again


def test_a_tap_that_was_done_is_not_missing_though_its_answer_was_lost_and_the_session_ended(client, clock):
    place = client.new_talk("ar")
    tap = {"data": TILE, "headers": {"Referer": f"http://localhost{place}", "Tap": "here 1"}}
    client.post(f"{place}/fact", **tap)
    ended(client, clock)
    entered, page = enter(client, client.post(f"{place}/fact", **tap).location)
    assert (MISSING in page, entered.location) == (False, place)


def test_a_no_that_was_lost_is_asked_again_in_the_clients_language(client, clock, office):
    address = f"/conversation/{(key := client.new_key())}?language=ar"
    ended(client, clock)
    no = {"language": "ar", "answer": "no"}
    sent = client.post(f"/conversation/{key}/promise", data=no, headers={"Referer": f"http://localhost{address}"})
    entered, page = enter(client, sent.location)
    assert 'dir="rtl"' in page
    assert entered.location == f"{address}&lost=1"
    assert MISSING in client.get(entered.location).text
    assert office.store.before_yes.kind(key) == ""


def test_a_page_that_is_only_looked_at_loses_nothing(client, clock):
    place = client.new_talk("ar")
    ended(client, clock)
    entered, page = enter(client, client.get(place).location)
    assert (LOCKED in page, MISSING in page) == (True, False)
    assert entered.location == place


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/desk", "/conversation/../desk", "/conversation/x", "\\evil"]
)
def test_no_other_place_is_led_to(anonymous, back):
    assert 'name="back"' not in anonymous.get("/sign-in", query_string={"back": back}).text
    sent = anonymous.post("/sign-in", data={"name": "tisch", "password": anonymous.PASSWORD, "back": back})
    assert sent.location == "/"


def test_the_language_is_changed_where_one_is(client):
    """talk.md A17: with the second person on the screen the next answers went to the first."""
    key = client.new_talk("ar").split("/")[2]
    client.post(f"/conversation/{key}/person")
    second = f"/conversation/{key}/person/2?open=stadt"
    page = client.get(f"/conversation/{key}?change=language", headers={"Referer": f"http://localhost{second}"}).text
    assert f'name="back" value="{second}"' in page
    assert f'href="{second}"' in page
    answer = client.post(f"/conversation/{key}/language", data={"language": "en", "back": second})
    assert answer.location == second
    other = client.post(f"/conversation/{key}/language", data={"language": "en", "back": "/conversation/x/person/1"})
    assert other.location == f"/conversation/{key}"


@pytest.mark.parametrize("asked", ["?open=stadt", "?panel=doors&door=mbe"])
def test_from_the_case_managers_screen_the_client_chooses_and_both_are_where_they_were(client, asked):
    key = client.new_talk("ar").split("/")[2]
    client.post(f"/conversation/{key}/person")
    second = f"/conversation/{key}/person/2"
    sent = {"data": {"change": "language"}, "headers": {"Referer": f"http://localhost{second}{asked}"}}
    there = client.post(f"/conversation/{key}", **sent).location
    assert f'name="back" value="{html.escape(second + asked)}"' in client.get(there).text
    client.post("/lock", headers={"Referer": f"http://localhost{there}"})
    assert client.unlock(back=there).location == second + asked
    client.post(f"/conversation/{key}", **sent)
    answer = client.post(f"/conversation/{key}/language", data={"language": "en", "back": second + asked})
    assert answer.location == second + asked
    client.post("/lock", headers={"Referer": f"http://localhost{answer.location}"})
    assert client.unlock(back=answer.location).location == second + asked


def test_a_need_that_was_not_taken_stands_in_no_way_back(client):
    place = client.new_talk("ar")
    for need in ("arbeit", "geld", "schulden"):
        client.post(f"{place}/need", data={"add": need})
    refused = client.post(f"{place}/need", data={"add": "wohnen"}).location
    assert refused == f"{place}?open=bedarf&refused=wohnen"
    left = {"Referer": f"http://localhost{refused}"}
    assert "wohnen" not in client.get(f"{place.split('/person')[0]}?change=language", headers=left).text
    locked = client.post("/lock", headers=left).location
    assert parse_qs(urlsplit(locked).query) == {"back": [f"{place}?open=bedarf"]}
    assert "wohnen" not in client.get(refused).location


def test_an_error_leads_back_to_the_place_in_the_clients_language(client):
    place = client.new_talk("ar")
    wrong = {"fact": "altersgruppe", "code": "x"}
    page = client.post(f"{place}/fact", data=wrong, headers={"Referer": f"http://localhost{place}"})
    assert page.status_code == 422
    assert f'href="{place}"' in page.text
    assert 'lang="ar" dir="rtl"' in page.text


def test_what_is_not_there_is_said_in_the_language_of_the_slip_or_of_the_browser(anonymous):
    """talk.md K7."""
    for address, headers in (
        ("/slip/ar/gibt/es/nicht", {}),
        ("/gibt-es-nicht", {"Accept-Language": "ar-SY,ar;q=0.9,en;q=0.5"}),
    ):
        page = anonymous.get(address, headers=headers)
        assert page.status_code == 404
        assert '<html lang="ar" dir="rtl"' in page.text, address


def test_a_link_from_elsewhere_signs_nobody_out(anonymous):
    cookies = anonymous.sign_in("tisch").headers.getlist("Set-Cookie")
    assert any("SameSite=Lax" in cookie for cookie in cookies)


def test_a_talk_that_is_over_shows_nothing_any_more(client, office):
    """talk.md A33: back after "Fertig" showed the last client's slip and answered to the next one."""
    key = answered(office, COMPLEX_104C, ("geld",))
    accept(office, key)
    person = f"/conversation/{key}/person/1"
    assert client.get(f"{person}/slip").status_code == 200
    client.post(f"/conversation/{key}/done")
    for address in (f"/conversation/{key}", person, f"{person}/slip", f"{person}?panel=doors"):
        assert client.get(address).location == "/desk", address


@pytest.mark.parametrize("path", ["/account/pin", "/account/sessions", "/lock"])
def test_where_forms_are_sent_to_there_is_no_page_and_it_says_so(client, path):
    answer = client.get(path)
    assert (answer.status_code, "Diese Seite gibt es nicht" in answer.text) == (405, True)


def test_a_talk_that_ended_because_its_day_was_closed_says_so(client, office):
    place = client.new_talk()
    desk.close_day(office, DESK, TODAY)
    for tap in ({"fact": "stadt", "code": "haan"}, {"fact": "altersgruppe", "code": "27_44"}):
        answer = client.post(f"{place}/fact", data=tap)
        assert answer.status_code == 409
        assert "Der Tag ist abgeschlossen. Das Gespräch zählt als abgebrochen." in answer.text
    other = client.new_talk()
    client.post(f"{other}/conclude", data={"outcome": "info"})
    assert "abgebrochen" not in client.post(f"{other}/fact", data=tap).text


@pytest.mark.parametrize("left", ["http://[", "http://[x]/", "//", "\xff"])
def test_a_page_that_was_left_at_an_address_that_is_none_is_none(anonymous, left):
    for path in ("/imports", "/conversation/x/language", f"/conversation/{'x' * 22}/person/1/fact"):
        assert anonymous.post(path, headers={"Referer": left}).location == "/sign-in"

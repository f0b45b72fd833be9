"""Tokens for programs: shown once, kept as a hash, dead as soon as they are taken back."""

import hashlib
import re

import pytest
from builders import CASE_MANAGER, OVERHEAD
from outside import bearer, give_token

NAME = "Berichtsportal"


def test_a_token_is_shown_once_and_opens_the_address(overhead_client):
    token = give_token(overhead_client)
    assert overhead_client.get("/api/tables.json", headers=bearer(token)).status_code == 200
    page = overhead_client.get("/access").text
    assert token not in page
    assert NAME in page
    assert f"angelegt am 23.11.2026, {OVERHEAD}" in page


def test_the_store_knows_only_the_hash_of_a_token(overhead_client, office):
    token = give_token(overhead_client)
    store = "\n".join(office.store.file.db.conn.iterdump())
    assert token not in store
    assert token.removeprefix("kiosk_") not in store
    assert hashlib.sha256(token.encode()).hexdigest() in store
    written = [path.read_bytes() for path in office.store.file.path.parent.rglob("*") if path.is_file()]
    assert not any(token.encode() in content for content in written)


def test_no_two_tokens_are_alike(overhead_client):
    assert len({give_token(overhead_client, f"Programm {number}") for number in range(5)}) == 5


@pytest.mark.parametrize("name", [NAME, f"  {NAME} "])
def test_a_page_that_is_loaded_again_makes_no_second_token(overhead_client, office, name):
    token = give_token(overhead_client, NAME)
    answer = overhead_client.post("/access", data={"name": name})
    assert answer.status_code == 422
    assert "Einen Schlüssel für dieses Programm gibt es schon." in answer.text
    assert len(office.store.tokens.tokens()) == 1
    assert overhead_client.get("/api/tables.json", headers=bearer(token)).status_code == 200


def test_a_name_is_free_again_when_its_token_is_taken_back(overhead_client, office):
    give_token(overhead_client)
    [given] = office.store.tokens.tokens()
    overhead_client.post("/access/revoke", data={"digest": given.digest})
    assert give_token(overhead_client)


def test_a_token_ends_with_the_account_that_gave_it(overhead_client, office):
    token = give_token(overhead_client)
    office.store.staff.drop_account(OVERHEAD)
    assert overhead_client.get("/api/tables.json", headers=bearer(token)).status_code == 401
    assert office.store.tokens.tokens() == []


def test_a_token_that_is_taken_back_is_dead_at_once(overhead_client, office):
    token, other = give_token(overhead_client), give_token(overhead_client, "Tabellenprogramm")
    digest = hashlib.sha256(token.encode()).hexdigest()
    assert overhead_client.post("/access/revoke", data={"digest": digest}).location == "/access"
    assert overhead_client.get("/api/tables.json", headers=bearer(token)).status_code == 401
    assert overhead_client.get("/api/tables.json", headers=bearer(other)).status_code == 200
    assert [one.name for one in office.store.tokens.tokens()] == ["Tabellenprogramm"]


def test_taking_back_a_token_that_is_gone_is_harmless(overhead_client, office):
    give_token(overhead_client)
    for form in ({"digest": "0" * 64}, {"digest": ""}, {}):
        answer = overhead_client.post("/access/revoke", data=form)
        assert (answer.status_code, answer.location) == (303, "/access")
    assert len(office.store.tokens.tokens()) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "a\u202eb"])
def test_a_token_needs_a_name_that_can_be_read(overhead_client, office, name):
    answer = overhead_client.post("/access", data={"name": name})
    assert answer.status_code == 422
    assert "Schreiben Sie, welches Programm" in answer.text
    assert office.store.tokens.tokens() == []


def test_a_name_is_text_and_nothing_else(overhead_client):
    give_token(overhead_client, "<script>alert(1)</script>")
    assert "<script>alert" not in overhead_client.get("/access").text


def test_a_case_manager_gives_and_takes_no_token(anonymous, office):
    anonymous.sign_in(OVERHEAD)
    digest = hashlib.sha256(give_token(anonymous).encode()).hexdigest()
    anonymous.post("/sign-out")
    anonymous.sign_in(CASE_MANAGER)
    assert anonymous.get("/access").status_code == 403
    assert anonymous.post("/access", data={"name": NAME}).status_code == 403
    assert anonymous.post("/access/revoke", data={"digest": digest}).status_code == 403
    assert len(office.store.tokens.tokens()) == 1


def test_a_token_reads_until_its_end_and_the_page_says_when_it_was_used(overhead_client, clock):
    page = overhead_client.post("/access", data={"name": "Berichtsportal", "months": "3"}).text
    assert "gilt bis 23.02.2027" in page
    assert "noch nie benutzt" in page
    token = re.search(r"kiosk_[\w-]{43}", page)[0]
    assert overhead_client.get("/api/tables.json", headers=bearer(token), ours=False).status_code == 200
    assert "zuletzt benutzt am 23.11.2026" in overhead_client.get("/access").text
    clock.pass_by(days=92)
    overhead_client.sign_in(OVERHEAD)
    assert overhead_client.get("/api/tables.json", headers=bearer(token), ours=False).status_code == 200
    clock.pass_by(days=1)
    overhead_client.sign_in(OVERHEAD)
    assert overhead_client.get("/api/tables.json", headers=bearer(token), ours=False).status_code == 401
    page = overhead_client.get("/access").text
    assert "abgelaufen am 23.02.2027" in page
    assert "zuletzt benutzt am 23.02.2027" in page


@pytest.mark.parametrize("months", ["0", "13", "-3", "viel"])
def test_no_token_is_given_for_another_time_than_the_page_offers(overhead_client, office, months):
    answer = overhead_client.post("/access", data={"name": "Berichtsportal", "months": months})
    known = office.store.tokens.tokens()
    assert (answer.status_code, known) == (422, [])

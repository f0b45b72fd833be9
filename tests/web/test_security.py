"""Who reaches what; no page of another site changes anything; sessions live and die on the server."""

import pytest
from builders import CASE_MANAGER, OVERHEAD

from kiosk.passwords import password_hash
from kiosk.web.access import ACCESS, DESK, EVERYBODY, FIGURES, HEADERS, TOKEN

KEYS = {
    "key": "A" * 22,
    "place": 1,
    "language": "de",
    "service": "mbe",
    "version": "x",
    "name": "app.css",
    "number": 1,
    "kind": "csv",
}


def routes(app):
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for name, value in KEYS.items():
            path = path.replace(f"<{name}>", str(value)).replace(f"<int:{name}>", str(value))
            path = path.replace(f"<path:{name}>", str(value))
        for method in sorted(rule.methods - {"OPTIONS"}):
            yield rule.endpoint, method, path


def test_every_route_has_a_row_in_the_access_table(client):
    assert {rule.endpoint for rule in client.application.url_map.iter_rules()} == set(ACCESS)


def test_nobody_reaches_what_needs_a_sign_in(anonymous):
    for endpoint, method, path in routes(anonymous.application):
        if ACCESS[endpoint] == TOKEN:
            assert anonymous.open(path, method=method).status_code == 401, (method, path)
        elif ACCESS[endpoint] != EVERYBODY:
            answer = anonymous.open(path, method=method)
            assert (answer.status_code, answer.location) == (303, "/sign-in"), (method, path)


@pytest.mark.parametrize("name", [CASE_MANAGER, OVERHEAD])
def test_no_sign_in_stands_for_a_token(anonymous, name):
    anonymous.sign_in(name)
    for endpoint, method, path in routes(anonymous.application):
        if ACCESS[endpoint] == TOKEN:
            assert anonymous.open(path, method=method).status_code == 401, (method, path)


@pytest.mark.parametrize(("name", "forbidden"), [(CASE_MANAGER, FIGURES), (OVERHEAD, DESK)])
def test_no_role_reaches_what_belongs_to_the_other(anonymous, name, forbidden):
    anonymous.sign_in(name)
    tried = 0
    for endpoint, method, path in routes(anonymous.application):
        if ACCESS[endpoint] == forbidden:
            assert anonymous.open(path, method=method).status_code == 403, (method, path)
            tried += 1
    assert tried >= 2


def test_the_overhead_gets_no_talk_by_any_spelling(client, office):
    place = client.new_talk()
    client.post("/sign-out")
    client.sign_in(OVERHEAD)
    key = place.split("/")[2]
    for path in (place, f"{place}/slip", f"/conversation/{key}", f"/conversation/{key}/end", f"{place}?open=stadt"):
        for tap in (False, True):
            assert client.get(path, tap=tap).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://boese.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_no_other_site_changes_anything(client, headers):
    for endpoint, method, path in routes(client.application):
        if method == "POST":
            answer = client.open(path, method=method, headers=headers, ours=False)
            assert answer.status_code == 403, (endpoint, headers)
            assert "D-33" in answer.text


def test_plain_http_without_fetch_metadata_is_judged_by_its_origin(client):
    answer = client.post("/sign-out", headers={"Origin": "http://localhost"}, ours=False)
    assert answer.status_code == 303


def test_reading_changes_nothing(client, office):
    place = client.new_talk()
    db = office.store.file.db
    before = "\n".join(db.conn.iterdump())
    for endpoint, method, path in routes(client.application):
        if method == "GET":
            real = path.replace("A" * 22, place.split("/")[2])
            assert client.get(real).status_code in (200, 303, 401, 403, 404), endpoint
    assert "\n".join(db.conn.iterdump()) == before


def test_the_cookie_is_out_of_reach_and_dead_after_sign_out(client):
    cookie = client.get_cookie("session")
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    value = cookie.value
    client.post("/sign-out")
    client.set_cookie("session", value)
    assert client.get("/desk").location == "/sign-in"


def test_a_cookie_that_was_set_beforehand_is_never_accepted(anonymous):
    anonymous.set_cookie("session", "von-mir-gewaehlt")
    anonymous.sign_in(CASE_MANAGER)
    assert anonymous.get_cookie("session").value != "von-mir-gewaehlt"


def test_sessions_end_after_a_pause_and_after_a_long_day(client, clock):
    clock.pass_by(minutes=50)
    assert client.get("/desk").status_code == 200
    clock.pass_by(minutes=61)
    assert client.get("/desk").location == "/sign-in"


def test_the_store_knows_only_the_hash_of_a_session(client, office):
    token = client.get_cookie("session").value
    rows = office.store.file.db.execute("SELECT token FROM session").fetchall()
    assert token not in {row[0] for row in rows}


def test_behind_https_the_cookie_is_tied_to_the_host(anonymous):
    answer = anonymous.post(
        "/sign-in",
        data={"name": CASE_MANAGER, "password": anonymous.PASSWORD},
        base_url="https://localhost",
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(anonymous):
    answer = anonymous.post("/sign-in", data={"name": "tisch", "password": "falsch"})
    assert answer.status_code == 422
    assert 'value="tisch"' in answer.text
    assert "falsch" not in answer.text


def test_passwords_are_dear_to_guess():
    assert password_hash("ein-langes-passwort").startswith("scrypt:32768:8:1$")


@pytest.mark.parametrize("path", ["/desk", "/gibt-es-nicht", "/sign-in", "/slip/de/mbe", "/conversation/x", "/numbers"])
def test_every_answer_carries_the_headers(client, path):
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_too_much_is_refused(client):
    answer = client.post("/conversation", data={"key": "x" * 100_000})
    assert answer.status_code == 413


def test_an_unknown_method_is_refused(client):
    assert client.open("/desk", method="TRACE").status_code == 405
    assert client.put("/desk").status_code == 405


def test_our_own_mistake_is_a_calm_page_without_inner_words(client, office):
    client.application.testing = False
    office.store.file.db.execute("DROP TABLE need")
    answer = client.get("/corrections")
    assert answer.status_code == 500
    assert "D-99" in answer.text
    assert "need" not in answer.text

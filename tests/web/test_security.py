"""Who reaches what; no page of another site changes anything; sessions live and die on the server."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import CASE_MANAGER, OVERHEAD, finished
from house import HouseClient, loosened
from outside import bearer, give_token, keep_october

from kiosk.export.forms import FORMS
from kiosk.passwords import COST
from kiosk.storage import ROLES, Account
from kiosk.web.cookies import digest
from kiosk.web.order import cause_of_tap

LEAD = "teamleitung"
POST = "awo"
AUDITOR = "pruefung"
NAMES = {"case_manager": CASE_MANAGER, "lead": LEAD, "overhead": OVERHEAD, "post": POST, "auditor": AUDITOR}
"""Who signs in as what."""
with (Path(__file__).parent / "roles.csv").open(encoding="utf-8", newline="") as _rows:
    TABLE = {(row.pop("method"), row.pop("route")): row for row in csv.DictReader(_rows)}
"""Method and route to what each role gets, nobody and a program with a token among them: written by hand, apart from
the program, which is held to it."""
FORMS_OF_NUMBERS = ("anhang.docx", "csv", "docx", "json", "machine.csv", "xlsx")
ADDRESS = {
    "<key>": "A" * 22,
    "<int:place>": "1",
    "<language>": "de",
    "<service>": "mbe",
    "<version>": "x",
    "<path:name>": "ground.css",
    "<int:number>": "1",
    "<month>": "2027-03",
    "<path:code>": "mbe",
    "<kind>": "csv",
}


def path_of(rule: str) -> str:
    for name, value in ADDRESS.items():
        rule = rule.replace(name, value)
    return rule


def routes() -> Iterator[tuple[str, str]]:
    """Method and a path of every route."""
    for method, route in TABLE:
        yield method, path_of(route)


@pytest.fixture
def visitor(anonymous, office) -> HouseClient:
    """A browser at a desk that has an account for every role."""
    office.store.staff.keep_account(Account(LEAD, "lead", HouseClient.PASSWORD_HASH))
    office.store.staff.keep_account(Account(AUDITOR, "auditor", HouseClient.PASSWORD_HASH))
    office.store.staff.keep_account(Account(POST, "post", HouseClient.PASSWORD_HASH, "awo_langenfeld"))
    return anonymous


def test_every_route_has_a_row(client):
    served = {
        (method, rule.rule)
        for rule in client.application.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert served == TABLE.keys()


@pytest.mark.parametrize("role", ["nobody", *NAMES])
def test_every_route_gives_each_role_what_the_table_says(visitor, role):
    given = {}
    for method, route in TABLE:
        if role in NAMES and visitor.get_cookie("session") is None:
            visitor.sign_in(NAMES[role])
        answer = visitor.open(path_of(route), method=method)
        given[method, route] = str(answer.status_code)
        if route == "/lock":
            visitor.delete_cookie("session")
        if role == "nobody" and answer.status_code == 303:
            assert answer.location.partition("?")[0] in ("/sign-in", "/code"), route
        if not route.startswith("/static"):
            assert loosened(answer) == [], route
    assert given == {place: row[role] for place, row in TABLE.items()}


def test_a_token_opens_the_two_addresses_for_programs_and_nothing_else(overhead_client, office):
    keep_october(office)
    headers = {**bearer(give_token(overhead_client)), "Sec-Fetch-Site": "same-origin"}
    overhead_client.post("/sign-out")
    for (method, route), row in TABLE.items():
        answer = overhead_client.open(path_of(route), method=method, headers=headers)
        assert str(answer.status_code) == row["token"], route
        if not route.startswith("/static"):
            assert loosened(answer) == [], route


def test_a_turned_tablet_gets_its_own_talk_and_nothing_else(visitor, office):
    given, key = {}, ""
    for method, route in TABLE:
        cookie = visitor.get_cookie("session")
        session = office.store.staff.session(digest(cookie.value)) if cookie else None
        if session is None or session.turned != key or key not in visitor.kept_talks():
            visitor.sign_in(CASE_MANAGER)
            key = visitor.new_talk().split("/")[2]
            visitor.post(f"/conversation/{key}")
        answer = visitor.open(path_of(route.replace("<key>", key)), method=method)
        given[method, route] = str(answer.status_code)
        if not route.startswith("/static"):
            assert loosened(answer) == [], route
    assert given == {place: row["turned_tablet"] for place, row in TABLE.items()}


def test_who_comes_by_the_link_of_a_service_gets_what_is_open_and_changes_nothing(visitor, office):
    link = {"Sec-Fetch-Site": "cross-site", "Referer": "https://stelle.example/"}
    office.store.pepper()  # as a server makes it at its start
    before = all_but_the_log(office)
    given = {
        (method, route): str(visitor.open(path_of(route), method=method, headers=link, ours=False).status_code)
        for method, route in TABLE
    }
    assert given == {place: row["service_link"] for place, row in TABLE.items()}
    assert all_but_the_log(office) == before


def test_every_role_of_the_program_has_its_column():
    assert set(ROLES) == set(NAMES)
    assert {name for row in TABLE.values() for name in row} == {
        "nobody",
        "turned_tablet",
        "service_link",
        "token",
        *ROLES,
    }


@pytest.mark.parametrize("kind", FORMS_OF_NUMBERS)
def test_numbers_leave_as_a_file_for_the_overhead_alone_and_stay_in_no_cache(visitor, office, kind):
    keep_october(office)
    for name in (CASE_MANAGER, LEAD):
        visitor.sign_in(name)
        assert visitor.get(f"/numbers.{kind}?period=last_month").status_code == 403
    visitor.sign_in(OVERHEAD)
    answer = visitor.get(f"/numbers.{kind}?period=last_month")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert (answer.status_code, loosened(answer)) == (200, [])


def test_every_form_of_a_file_is_tried_above():
    assert set(FORMS_OF_NUMBERS) == FORMS.keys()


def test_parts_of_a_page_and_refused_taps_stay_in_no_cache(client):
    place = client.new_talk()
    tapped = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    assert "<html" not in tapped.text
    for answer in (
        tapped,
        client.get(place, tap="talk"),
        client.tap(f"{place}/fact", fact="altersgruppe", code="keines"),
    ):
        assert loosened(answer) == []
    client.post("/sign-out")
    refused = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    assert (refused.headers["HX-Replace-Url"], loosened(refused)) == ("/sign-in", [])


def test_only_the_version_that_is_named_may_be_kept(anonymous):
    address = re.search(r'href="(/static/\w+/desk\.css)"', anonymous.get("/sign-in").text)[1]
    assert anonymous.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert anonymous.get("/static/0123456789ab/desk.css").headers["Cache-Control"] == "no-cache"


def test_the_overhead_gets_no_talk_by_any_spelling(client, office):
    place = client.new_talk()
    client.post("/sign-out")
    client.sign_in(OVERHEAD)
    key = place.split("/")[2]
    for path in (place, f"{place}/slip", f"/conversation/{key}", f"/conversation/{key}/end", f"{place}?open=stadt"):
        for tap in (False, True):
            assert client.get(path, tap=tap).status_code == 403


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, "D-33"),
        ({"Sec-Fetch-Site": "same-site"}, "D-33"),
        ({"Sec-Fetch-Site": "cross-site", "Referer": "http://localhost/sign-in"}, "D-33"),
        ({"Origin": "https://boese.example"}, "D-35"),
        ({"Origin": "https://boese.example", "Referer": "http://localhost/sign-in"}, "D-35"),
        ({"Origin": "null"}, "D-34"),
        ({"Origin": "null", "Referer": "https://boese.example/localhost"}, "D-34"),
        ({"Origin": "http://[localhost"}, "D-35"),
        ({}, "D-34"),
    ],
)
def test_no_other_site_changes_anything(client, headers, number):
    for method, path in routes():
        if method == "POST":
            answer = client.open(path, method=method, headers=headers, ours=False)
            assert answer.status_code == 403, (path, headers)
            assert number in answer.text


TYPED = {"name": CASE_MANAGER, "password": HouseClient.PASSWORD}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Origin": "null", "Referer": "http://localhost/sign-in"},
        {"Origin": "https://desk.example", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=[
        "plain http or an old iPad",
        "an old iPad",
        "a server that says no Host",
    ],
)
def test_a_page_of_ours_is_known_by_what_browsers_say_of_it(visitor, headers):
    assert visitor.post("/sign-in", data=TYPED, headers=headers, ours=False).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "null"}, {"Origin": "https://desk.example"}],
    ids=["an old iPad that says nothing", "an old iPad and a server that says no Host"],
)
def test_who_cannot_be_known_is_told_at_the_entrance_what_to_do(visitor, headers):
    answer = visitor.post("/sign-in", data=TYPED, headers=headers, ours=False)
    assert answer.status_code == 403
    assert "iPadOS 16.4" in answer.text
    assert "„Host“" in answer.text


def test_reading_changes_nothing(visitor, office):
    visitor.sign_in(CASE_MANAGER)
    key = visitor.new_talk().split("/")[2]
    for name in NAMES.values():
        visitor.sign_in(name)
        before = all_but_the_log(office)
        for method, path in routes():
            if method == "GET":
                visitor.get(path.replace("A" * 22, key))
        assert all_but_the_log(office) == before


def all_but_the_log(office) -> list[str]:
    """Everything in the store but that somebody looked where they may not, or took a file."""
    looks = ('"account_log"', "'log_head'")
    return [line for line in office.store.file.db.conn.iterdump() if not any(look in line for look in looks)]


def test_the_cookie_is_out_of_reach_and_dead_after_sign_out(client):
    cookie = client.get_cookie("session")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    value = cookie.value
    assert len(value) * 6 >= 128
    client.post("/sign-out")
    client.set_cookie("session", value)
    assert client.get("/desk").location == "/sign-in"


def test_a_cookie_that_was_set_beforehand_is_never_accepted(anonymous):
    anonymous.set_cookie("session", "von-mir-gewaehlt")
    anonymous.sign_in(CASE_MANAGER)
    assert anonymous.get_cookie("session").value != "von-mir-gewaehlt"


def test_a_session_ends_after_an_hour_without_anybody(client, clock):
    clock.pass_by(minutes=59)
    assert client.get("/desk").location == "/unlock?back=/desk"
    clock.pass_by(minutes=1)
    assert client.get("/desk").location == "/sign-in"


def test_a_session_lives_on_while_somebody_works_and_ends_after_ten_hours(client, clock):
    for _ in range(149):
        clock.pass_by(minutes=4)
        assert client.get("/desk").status_code == 200
    clock.pass_by(minutes=3)
    client.post("/lock")
    client.unlock()
    assert client.get("/desk").status_code == 200
    clock.pass_by(minutes=1)
    assert client.get("/desk").location == "/sign-in"


def test_a_session_that_is_over_stays_over_when_the_clock_is_set_back(client, clock):
    for move in (lambda: clock.pass_by(minutes=61), lambda: clock.jump(minutes=-30)):
        move()
        assert client.get("/desk").location == "/sign-in"


def test_the_store_knows_only_the_hash_of_a_session(client, office):
    token = client.get_cookie("session").value
    rows = office.store.file.db.execute("SELECT token FROM session").fetchall()
    assert token not in {row[0] for row in rows}


def test_the_store_alone_says_nothing_of_the_pin_that_a_tap_brought(client, office):
    """What a tap held is kept to know it again; a PIN has too few digits to be kept as its plain hash."""
    client.post("/lock")
    tap = {"Tap": "page 1", "HX-Request": "true", "HX-Target": "body"}
    client.post("/unlock", data={"secret": client.PIN}, headers=tap)
    [kept] = [cause for (cause,) in office.store.file.db.execute("SELECT cause FROM session") if cause]
    assert kept != digest("\n".join(("page 1", "/unlock?", repr([("secret", client.PIN)]))))
    office.store._pepper = b"another one"
    with client.application.test_request_context("/unlock", method="POST", data={"secret": client.PIN}, headers=tap):
        assert cause_of_tap() != kept


def test_behind_https_the_cookie_is_tied_to_the_host(anonymous):
    answer = anonymous.post(
        "/sign-in",
        data={"name": CASE_MANAGER, "password": anonymous.PASSWORD},
        base_url="https://localhost",
    )
    for name, cookie in zip(("device", "session"), answer.headers.getlist("Set-Cookie"), strict=True):
        assert cookie.startswith(f"__Host-{name}=")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))


def test_behind_https_browsers_are_told_to_come_no_other_way(anonymous):
    for path in ("/sign-in", "/gibt-es-nicht", "/static/x/ground.css", "/slip/de/mbe"):
        assert anonymous.get(path, base_url="https://localhost").headers["Strict-Transport-Security"] == (
            "max-age=31536000"
        )
        assert "Strict-Transport-Security" not in anonymous.get(path).headers


SECRET = re.compile(r'<form[^>]* action="([^"]+)"(?:(?!</form>).)*(?:type="password"|"one-time-code").*?</form>', re.S)
ASKED_FOR = {"/sign-in", "/code", "/unlock", "/account/password", "/account/pin"}
"""Where a form with a secret is sent to."""


def test_no_page_is_the_answer_to_a_form_with_a_secret(visitor):
    """A browser keeps what led to a page; what led on it forgets. The name that was typed may be a password."""
    pages = [visitor.get(path).text for path in ("/sign-in", "/code")]
    visitor.sign_in(LEAD)
    pages += [visitor.get(path_of(route)).text for method, route in TABLE if method == "GET"]
    forms = {address for page in pages for address in SECRET.findall(page)}
    visitor.post("/lock")
    forms |= {*SECRET.findall(visitor.get("/unlock").text)}
    assert forms == ASKED_FOR
    typed = dict.fromkeys(("password", "again", "old", "code", "secret", "pin", "repeated", "known"), "falsch-geraten")
    for address in sorted(forms):
        visitor.sign_in(LEAD)
        if address == "/unlock":
            visitor.post("/lock")
        answer = visitor.post(address, data=typed | {"name": "auch-falsch"})
        assert (answer.status_code, "falsch" in answer.location) == (303, False), address
        assert "falsch-geraten" not in str(answer.headers), address
        assert 'id="problem"' in visitor.get(answer.location).text, address


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(anonymous):
    answer = anonymous.post("/sign-in", data={"name": "Müller", "password": "falsch"})
    page = anonymous.get(answer.location).text
    assert re.search('name="password"[^>]* autofocus[^>]* aria-invalid="true"', page)
    assert 'value="Müller"' in page
    assert "Müller" not in anonymous.get("/sign-in").text


def test_each_guess_at_a_password_costs_32_megabytes():
    method, cost, block, times = COST.split(":")
    assert (method, int(times)) == ("scrypt", 3)
    assert 128 * int(cost) * int(block) >= 32 * 1024 * 1024


NOT_THERE = ("/gibt-es-nicht", "/conversation/x", "/slip/xx/mbe", "/static/x/none.css", "/static/x/%00")


@pytest.mark.parametrize("path", NOT_THERE)
def test_what_is_not_there_carries_the_headers_too(client, path):
    answer = client.get(path)
    assert (answer.status_code, loosened(answer)) == (404, [])


OUTSIDE = ("/slip/de/mbe", "/slip/ar/", "/slip/de/desk/mettmann", "/slip/de/about/data", "/health", "/api/openapi.json")


def test_what_is_open_to_the_outside_tells_nobody_where_somebody_came_from(client):
    for path in OUTSIDE:
        answer = client.get(path)
        assert answer.headers["Referrer-Policy"] == "no-referrer", path
    for path in ("/desk", "/sign-in?said=password", "/code", "/gibt-es-nicht"):
        assert client.get(path).headers["Referrer-Policy"] == "same-origin", path


@pytest.mark.parametrize("odd", ["%0d%0aX-Evil:%201", "%00", "%E2%82%AC"])
@pytest.mark.parametrize("path", ["/slip/de/desk/mettmann", "/sounds/de/0123456789abcdef/x"])
def test_no_letter_of_an_address_breaks_a_header_of_the_answer(anonymous, path, odd):
    answer = anonymous.get(path + odd, headers={"HX-Request": "true"})
    assert answer.status_code in (200, 404)
    assert "X-Evil" not in answer.headers
    assert all(value.isascii() and value.isprintable() for value in answer.headers.values())


def test_too_much_is_refused(client):
    answer = client.post("/conversation/x/promise", data={"language": "x" * 100_000})
    assert answer.status_code == 413


def test_an_unknown_method_is_refused(client):
    assert client.open("/desk", method="TRACE").status_code == 405
    assert client.put("/desk").status_code == 405


def test_our_own_mistake_is_a_calm_page_without_inner_words(client, office):
    client.application.testing = False
    finished(office)
    office.store.file.db.execute("ALTER TABLE need RENAME COLUMN need TO other")
    answer = client.get("/corrections")
    assert answer.status_code == 500
    assert "D-99" in answer.text
    assert "need" not in answer.text

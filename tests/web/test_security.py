"""Who reaches what; no page of another site changes anything; sessions live and die on the server."""

import re
from collections.abc import Iterator

import pytest
from builders import CASE_MANAGER, OVERHEAD
from house import HouseClient, loosened
from outside import bearer, give_token, keep_october

from kiosk.export.forms import FORMS
from kiosk.passwords import password_hash
from kiosk.storage import Account

LEAD = "teamleitung"
POST = "awo"
SIGNED_IN_AS = ("", CASE_MANAGER, LEAD, OVERHEAD, POST)
ROUTES: dict[str, tuple[int, int, int, int]] = {
    "GET /static/<version>/<path:name>": (200, 200, 200, 200),
    "GET /": (303, 303, 303, 303),
    "GET /sign-in": (200, 200, 200, 200),
    "POST /sign-in": (422, 422, 422, 422),
    "POST /sign-out": (303, 303, 303, 303),
    "POST /tongue": (303, 303, 303, 303),
    "POST /day": (303, 303, 303, 303),
    "GET /desk": (303, 200, 200, 403),
    "POST /desk/profile": (303, 422, 422, 403),
    "GET /desk/close": (303, 200, 200, 403),
    "POST /desk/close": (303, 303, 303, 403),
    "POST /talk-facts": (303, 404, 404, 403),
    "GET /corrections": (303, 200, 200, 403),
    "POST /conversation": (303, 422, 422, 403),
    "GET /conversation/<key>": (303, 404, 404, 403),
    "POST /conversation/<key>/language": (303, 422, 422, 403),
    "POST /conversation/<key>/promise": (303, 422, 422, 403),
    "GET /conversation/<key>/person/<int:place>": (303, 404, 404, 403),
    "POST /conversation/<key>/person/<int:place>/fact": (303, 404, 404, 403),
    "POST /conversation/<key>/person/<int:place>/need": (303, 404, 404, 403),
    "POST /conversation/<key>/person/<int:place>/refer": (303, 404, 404, 403),
    "POST /conversation/<key>/person/<int:place>/conclude": (303, 404, 404, 403),
    "POST /conversation/<key>/person": (303, 404, 404, 403),
    "POST /conversation/<key>/person/<int:place>/drop": (303, 404, 404, 403),
    "POST /conversation/<key>/person/<int:place>/redecide": (303, 404, 404, 403),
    "POST /conversation/<key>/done": (303, 404, 404, 403),
    "POST /conversation/<key>/take-back": (303, 404, 404, 403),
    "GET /conversation/<key>/end": (303, 404, 404, 403),
    "POST /conversation/<key>/end": (303, 422, 422, 403),
    "GET /conversation/<key>/interpreter": (303, 404, 404, 403),
    "GET /slip/<language>/<service>": (200, 200, 200, 200),
    "GET /slip/<language>/about/data": (200, 200, 200, 200),
    "GET /slip/<language>/desk/<code>": (200, 200, 200, 200),
    "GET /desk/slip": (303, 200, 200, 403),
    "GET /conversation/<key>/data": (303, 404, 404, 403),
    "GET /conversation/<key>/person/<int:place>/slip": (303, 404, 404, 403),
    "POST /conversation/<key>/person/<int:place>/slip": (303, 404, 404, 403),
    "GET /cases": (303, 403, 403, 403),
    "POST /cases": (303, 403, 403, 403),
    "GET /cases/list.csv": (303, 403, 403, 403),
    "POST /cases/list": (303, 403, 403, 403),
    "GET /cases/told": (303, 403, 403, 200),
    "GET /openings": (303, 403, 200, 200),
    "POST /openings": (303, 403, 422, 403),
    "GET /numbers": (303, 403, 403, 200),
    "GET /numbers/print": (303, 403, 403, 200),
    "GET /numbers.<kind>": (303, 403, 403, 200),
    "GET /releases": (303, 403, 403, 200),
    "GET /releases/preview": (303, 403, 403, 422),
    "POST /releases": (303, 403, 403, 422),
    "GET /releases/<int:number>": (303, 403, 403, 404),
    "GET /releases/<int:number>.<kind>": (303, 403, 403, 404),
    "GET /access": (303, 403, 403, 200),
    "POST /access": (303, 403, 403, 422),
    "POST /access/revoke": (303, 403, 403, 303),
    "GET /api/tables.json": (401, 401, 401, 401),
    "GET /api/tables.csv": (401, 401, 401, 401),
    "GET /api/openapi.json": (200, 200, 200, 200),
    "GET /collect": (303, 403, 403, 200),
    "POST /collect": (303, 403, 403, 404),
    "POST /collect/decision": (303, 403, 403, 303),
    "POST /collect/aside": (303, 403, 403, 303),
    "GET /imports": (303, 403, 403, 200),
    "POST /imports": (303, 403, 403, 422),
    "GET /imports/<key>": (303, 403, 403, 404),
    "POST /imports/<key>": (303, 403, 403, 303),
    "POST /imports/undo": (303, 403, 403, 303),
    "POST /imports/forget": (303, 403, 403, 303),
}
"""What nobody, a case manager, their lead and the overhead get: written out here, so that the program is held to it."""
POST_ROUTES = {
    "GET /": 303,
    "POST /sign-out": 303,
    "POST /tongue": 303,
    "POST /day": 303,
    "GET /cases": 200,
    "POST /cases": 303,
    "GET /cases/list.csv": 200,
    "POST /cases/list": 422,
}
"""What a post of Case Management reaches beside what is open to everybody."""
FORMS_OF_NUMBERS = ("anhang.docx", "csv", "docx", "json", "machine.csv", "xlsx")
ADDRESS = {
    "<key>": "A" * 22,
    "<int:place>": "1",
    "<language>": "de",
    "<service>": "mbe",
    "<version>": "x",
    "<path:name>": "ground.css",
    "<int:number>": "1",
    "<kind>": "csv",
}


def path_of(rule: str) -> str:
    for name, value in ADDRESS.items():
        rule = rule.replace(name, value)
    return rule


def routes() -> Iterator[tuple[str, str]]:
    """Method and a path of every route."""
    for route in ROUTES:
        method, rule = route.split()
        yield method, path_of(rule)


@pytest.fixture
def visitor(anonymous, office) -> HouseClient:
    """A browser at a desk that has an account for every role."""
    office.store.staff.keep_account(Account(LEAD, "lead", HouseClient.PASSWORD_HASH))
    office.store.staff.keep_account(Account(POST, "post", HouseClient.PASSWORD_HASH, "awo_langenfeld"))
    return anonymous


def expected(route: str, place: int) -> int:
    """What the tables say: a post reaches its own few routes and what is open to everybody."""
    row = ROUTES[route]
    if SIGNED_IN_AS[place] != POST:
        return row[place]
    return POST_ROUTES.get(route, 403 if row[0] == 303 else row[0])


def test_every_route_has_a_row(client):
    served = {
        f"{method} {rule.rule}"
        for rule in client.application.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert served == ROUTES.keys()


@pytest.mark.parametrize("place", range(5), ids=["nobody", "case_manager", "lead", "overhead", "post"])
def test_every_route_gives_each_role_what_the_table_says(visitor, place):
    given = {}
    for route in ROUTES:
        if place:
            visitor.sign_in(SIGNED_IN_AS[place])
        method, rule = route.split()
        answer = visitor.open(path_of(rule), method=method)
        given[route] = answer.status_code
        if not place and answer.status_code == 303:
            assert answer.location == "/sign-in", route
        if not rule.startswith("/static"):
            assert loosened(answer) == [], route
    assert given == {route: expected(route, place) for route in ROUTES}


def test_a_token_opens_the_two_addresses_for_programs_and_nothing_else(overhead_client, office):
    keep_october(office)
    headers = {**bearer(give_token(overhead_client)), "Sec-Fetch-Site": "same-origin"}
    overhead_client.post("/sign-out")
    for route, row in ROUTES.items():
        method, rule = route.split()
        answer = overhead_client.open(path_of(rule), method=method, headers=headers)
        expected = 200 if rule in ("/api/tables.json", "/api/tables.csv") else row[0]
        assert answer.status_code == expected, route
        if not rule.startswith("/static"):
            assert loosened(answer) == [], route


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
        client.get(place, tap=True),
        client.tap(f"{place}/fact", fact="altersgruppe", code="keines"),
    ):
        assert loosened(answer) == []
    client.post("/sign-out")
    refused = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    assert (refused.status_code, loosened(refused)) == (401, [])


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
    for method, path in routes():
        if method == "POST":
            answer = client.open(path, method=method, headers=headers, ours=False)
            assert answer.status_code == 403, (path, headers)
            assert "D-33" in answer.text


def test_plain_http_without_fetch_metadata_is_judged_by_its_origin(client):
    answer = client.post("/sign-out", headers={"Origin": "http://localhost"}, ours=False)
    assert answer.status_code == 303


def test_reading_changes_nothing(visitor, office):
    visitor.sign_in(CASE_MANAGER)
    key = visitor.new_talk().split("/")[2]
    for name in SIGNED_IN_AS[1:]:
        visitor.sign_in(name)
        before = "\n".join(office.store.file.db.conn.iterdump())
        for method, path in routes():
            if method == "GET":
                visitor.get(path.replace("A" * 22, key))
        assert "\n".join(office.store.file.db.conn.iterdump()) == before


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


def test_a_session_ends_after_an_hour_without_anybody(client, clock):
    clock.pass_by(minutes=59)
    assert client.get("/desk").status_code == 200
    clock.pass_by(minutes=61)
    assert client.get("/desk").location == "/sign-in"


def test_a_session_lives_on_while_somebody_works_and_ends_after_ten_hours(client, clock):
    for _ in range(11):
        clock.pass_by(minutes=54)
        assert client.get("/desk").status_code == 200
    clock.pass_by(minutes=5)
    assert client.get("/desk").status_code == 200
    clock.pass_by(minutes=2)
    assert client.get("/desk").location == "/sign-in"


def test_a_session_that_is_over_stays_over_when_the_clock_is_set_back(client, clock):
    for move in (lambda: clock.pass_by(minutes=61), lambda: clock.jump(minutes=-30)):
        move()
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


def test_each_guess_at_a_password_costs_32_megabytes():
    method, cost, block, _ = password_hash("ein-langes-passwort").partition("$")[0].split(":")
    assert method == "scrypt"
    assert 128 * int(cost) * int(block) >= 32 * 1024 * 1024


NOT_THERE = ("/gibt-es-nicht", "/conversation/x", "/slip/xx/mbe", "/static/x/none.css", "/static/x/%00")


@pytest.mark.parametrize("path", NOT_THERE)
def test_what_is_not_there_carries_the_headers_too(client, path):
    answer = client.get(path)
    assert (answer.status_code, loosened(answer)) == (404, [])


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

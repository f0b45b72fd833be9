"""The read-only address for programs, held against its own description."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import ClassVar

import pytest
from builders import OVERHEAD
from flask import g
from house import HouseClient
from jsonschema import Draft202012Validator
from outside import bearer, give_token, keep_october
from werkzeug.datastructures import MultiDict

from kiosk import web
from kiosk.domain import tally
from kiosk.domain.period import named_periods
from kiosk.domain.tally import Batch
from kiosk.storage import Account
from kiosk.web.pages.api import DESCRIPTION
from kiosk.web.scopes import TAKEN, scope_of

DOCUMENT = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
PATHS = ("/api/tables.json", "/api/tables.csv")


@pytest.fixture
def program(overhead_client, office):
    """A program with a token and no cookie, at an office that has counted."""
    keep_october(office)
    token = give_token(overhead_client)
    overhead_client.post("/sign-out")

    def ask(path: str, **headers: str):
        return overhead_client.get(path, headers={**bearer(token), **headers}, ours=False)

    return ask


def resolved(part):
    """A part of the description, its reference followed."""
    if "$ref" not in part:
        return part
    _, _, section, name = part["$ref"].split("/")
    return DOCUMENT["components"][section][name]


def check(answer, path: str) -> None:
    """Hold an answer against what the description says of it."""
    responses = DOCUMENT["paths"][path]["get"]["responses"]
    said = resolved(responses.get(str(answer.status_code), responses.get("default")))
    assert answer.mimetype in said["content"], (path, answer.status_code)
    assert set(said.get("headers", {})) <= set(answer.headers.keys())
    assert all(resolved(header) for header in said.get("headers", {}).values())
    if answer.mimetype == "application/json":
        schema = {**said["content"]["application/json"]["schema"], "components": DOCUMENT["components"]}
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json)


def test_the_description_is_served_to_everybody_with_the_codes_of_this_county(anonymous):
    answer = anonymous.get("/api/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    check(answer, "/api/openapi.json")
    parameters = answer.json["components"]["parameters"]
    assert parameters["profile"]["schema"]["enum"] == ["chancenaufenthalt", "clearing"]
    assert parameters["desk"]["schema"]["items"]["enum"] == ["mettmann"]
    assert answer.json["paths"] == DOCUMENT["paths"]
    assert DOCUMENT["openapi"].startswith("3.1.")


def test_the_description_takes_no_parameters(anonymous):
    answer = anonymous.get("/api/openapi.json?x=1")
    assert (answer.status_code, answer.json["parameters"]) == (422, ["x"])
    check(answer, "/api/openapi.json")


def test_every_address_and_method_is_described_and_the_other_way_round(anonymous):
    rules = [rule for rule in anonymous.application.url_map.iter_rules() if rule.rule.startswith("/api")]
    served = {(rule.rule, method.lower()) for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert served == {(path, method) for path, item in DOCUMENT["paths"].items() for method in item}


def test_every_schema_is_sound():
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    text = json.dumps(DOCUMENT)
    for section in ("parameters", "responses", "schemas"):
        for name in DOCUMENT["components"][section]:
            assert f'"#/components/{section}/{name}"' in text, f"{name} is described and never used"


@pytest.mark.parametrize("path", PATHS)
def test_described_parameters_are_those_that_are_read(anonymous, path):
    class Watched(MultiDict):
        """Query parameters that remember which of them were asked for."""

        asked: ClassVar[set[str]] = set()

        def get(self, key, *args, **kwargs):
            self.asked.add(key)
            return super().get(key, *args, **kwargs)

        def getlist(self, key, *args, **kwargs):
            self.asked.add(key)
            return super().getlist(key, *args, **kwargs)

    with anonymous.application.test_request_context():
        g.session = None
        scope_of(Watched())
        scope_of(Watched({"from": "2026-10-01", "to": "2026-10-31"}))
    described = [resolved(parameter) for parameter in DOCUMENT["paths"][path]["get"]["parameters"]]
    assert Watched.asked == {parameter["name"] for parameter in described} == TAKEN
    assert {parameter["in"] for parameter in described} == {"query"}
    named = next(parameter for parameter in described if parameter["name"] == "period")
    assert named["schema"]["enum"] == list(named_periods(date(2026, 11, 23), date(2026, 1, 1)))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?from=2026-10-01&to=2026-10-31",
        "?from=2020-01-01&to=2020-01-31",
        "?period=last_month&profile=clearing",
        "?desk=mettmann",
        "?period=year&desk=mettmann&profile=chancenaufenthalt",
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_as_described(program, path, query):
    answer = program(path + query)
    assert answer.status_code == 200
    check(answer, path)


def test_the_numbers_are_the_exact_ones(program):
    answer = program("/api/tables.json?period=last_month").json
    table = next(one for one in answer["tables"] if one["code"] == "screening")
    assert {row["code"]: row["count"] for row in table["rows"] if row["count"]} == {
        "kim_cm": 13,
        "mbe": 2,
        "kein_bedarf": 8,
    }
    assert table["total"] == 23
    assert all(sum(row["count"] for row in one["rows"]) == (one["total"] or 0) for one in answer["tables"])
    assert answer["period"] == {"from": "2026-10-01", "to": "2026-10-31"}
    lines = list(csv.DictReader(io.StringIO(program("/api/tables.csv?period=last_month").text)))
    of_table = {line["row"]: int(line["count"]) for line in lines if line["table"] == "screening"}
    assert of_table == {**{row["code"]: row["count"] for row in table["rows"]}, "gesamt": 23}


def test_the_same_question_gets_the_same_bytes(program):
    for path in PATHS:
        assert program(path).data == program(path).data


def test_with_cases_the_answer_is_as_described_too(program, office):
    listed = [one for one in office.pack.vocabulary.cases if one.rows]
    for post in office.pack.site.posts[:3]:
        told = {(one.code, one.rows[0].code): 2 for one in listed}
        office.store.cases.tell(post.code, date(2026, 10, 1), told, date(2026, 11, 3))
    answer = program("/api/tables.json?period=last_month")
    check(answer, "/api/tables.json")
    assert {one.code for one in listed} <= {one["code"] for one in answer.json["tables"]}


@pytest.mark.parametrize("path", PATHS)
def test_with_a_last_paper_the_answer_is_as_described_too(program, office, path):
    cells, day = {(tally.PAPER_PREFIX + "screening", "kim_cm"): 73}, date(2024, 4, 30)
    printed = Batch("mettmann", "clearing", day.replace(day=1), day, 1, "Vorlage 50/014/2024", cells, paper="screening")
    office.store.counts.keep_batch(printed)
    answer = program(f"{path}?period=last_month")
    check(answer, path)
    if answer.is_json:
        assert [one["source"] for one in answer.json["last_paper"]] == ["Vorlage 50/014/2024"]
        assert answer.json["method"]


@pytest.mark.parametrize(
    ("code", "query", "names"),
    [
        ("D-23", "from=gestern&to=heute", ["from", "to"]),
        ("D-23", "from=20261001&to=2026-10-31", ["from"]),
        ("D-23", "from=2026-W40-4&to=2026-10-31", ["from"]),
        ("D-23", "from=&to=2026-10-31", ["from"]),
        ("D-23", "from=1999-12-31&to=2101-01-01", ["from", "to"]),
        ("D-23", "period=nie", ["period"]),
        ("D-23", "period=", ["period"]),
        ("D-23", "profile=niemand", ["profile"]),
        ("D-23", "profile=", ["profile"]),
        ("D-23", "desk=nirgends", ["desk"]),
        ("D-23", "desk=", ["desk"]),
        ("D-23", "desk=mettmann&desk=nirgends", ["desk"]),
        ("D-24", "von=2026-10-01&period=year", ["von"]),
        ("D-24", "Period=year&z=1", ["Period", "z"]),
        ("D-24", "month=2026-10", ["month"]),
        ("D-25", "from=2026-10-31&to=2026-10-01", ["from", "to"]),
        ("D-25", "from=2026-10-01", ["from", "to"]),
        ("D-25", "to=2026-10-01", ["from", "to"]),
        ("D-25", "period=year&from=2026-10-01&to=2026-10-31", ["from", "period", "to"]),
        ("D-25", "period=year&from=2026-10-01", ["from", "period"]),
        ("D-25", "period=year&period=month", ["period"]),
        ("D-25", "profile=clearing&profile=clearing", ["profile"]),
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_what_cannot_be_asked_is_told_by_name_with_what_to_do(program, path, code, query, names):
    answer = program(f"{path}?{query}")
    assert (answer.status_code, answer.json["error"], answer.json["parameters"]) == (422, code, names)
    assert answer.json["todo"]
    check(answer, path)


@pytest.mark.parametrize("path", PATHS)
def test_a_closed_period_gives_the_same_bytes_on_every_day(program, clock, path):
    query = f"{path}?from=2026-10-01&to=2026-10-31"
    first = program(query)
    clock.pass_by(days=40)
    later = program(query)
    assert later.data == first.data
    assert (first.headers["As-Of"], later.headers["As-Of"]) == ("2026-11-23", "2027-01-02")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("profile=niemand", "niemand"),
        ("desk=mettmann&desk=nirgends&desk=nie", "nirgends, nie"),
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_what_nobody_knows_is_refused_by_its_name(program, path, query, named):
    answer = program(f"{path}?{query}")
    assert (answer.status_code, answer.json["unknown"]) == (422, named.split(", "))
    check(answer, path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer kiosk_" + "A" * 43},
        {"Authorization": "Basic bGVpdHVuZzp4"},
        {"Authorization": "Bearer \u00e4\u00f6\u00fc"},
        {"X-Token": "kiosk_" + "A" * 43},
        {"HX-Request": "true"},
    ],
)
def test_without_a_living_token_nothing_is_read(program, overhead_client, headers):
    for path in PATHS:
        answer = overhead_client.get(path, headers=headers, ours=False)
        assert (answer.status_code, answer.json["error"]) == (401, "D-01")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="kiosk"'
        check(answer, path)


def test_a_token_counts_only_in_its_header_and_opens_no_page(overhead_client):
    token = give_token(overhead_client)
    overhead_client.post("/sign-out")
    assert overhead_client.get(f"/api/tables.json?token={token}&access_token={token}").status_code == 401
    for scheme in ("Basic", "Token", ""):
        sent = {"Authorization": f"{scheme} {token}"}
        assert overhead_client.get("/api/tables.json", headers=sent).status_code == 401
    overhead_client.set_cookie("session", token)
    assert overhead_client.get("/api/tables.json").status_code == 401
    for path in ("/numbers", "/releases", "/access", "/desk"):
        assert overhead_client.get(path, headers=bearer(token)).location == "/sign-in"


def test_no_cookie_is_looked_at(overhead_client, office, clock):
    assert overhead_client.get("/numbers").status_code == 200
    assert overhead_client.get("/api/tables.json").status_code == 401
    before = office.store.file.db.execute("SELECT seen FROM session").fetchall()
    clock.pass_by(minutes=5)
    answer = overhead_client.get("/api/openapi.json")
    assert "Set-Cookie" not in answer.headers
    assert office.store.file.db.execute("SELECT seen FROM session").fetchall() == before


def test_a_token_is_no_role_and_lives_on_when_its_giver_gets_another_one(program, office):
    office.store.staff.keep_account(Account("leitung", "case_manager", "x"))
    assert program(PATHS[0]).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed_there(overhead_client, method):
    token = give_token(overhead_client)
    for path in PATHS:
        ours = overhead_client.open(path, method=method, headers=bearer(token))
        foreign = overhead_client.open(path, method=method, headers=bearer(token), ours=False)
        assert (ours.status_code, foreign.status_code) == (405, 405)
        check(ours, path)
        check(foreign, path)
        assert "/api/openapi.json" in ours.json["todo"]


def test_where_programs_see_multiples_of_five_the_answer_says_so_as_described(office, clock):
    keep_october(office)
    office.store.staff.keep_account(Account(OVERHEAD, "overhead", HouseClient.PASSWORD_HASH))
    site = replace(office.pack.site, exact_counts=("overhead",))
    app = web.create_app(replace(office, pack=replace(office.pack, site=site)), clock=clock)
    app.testing, app.test_client_class = True, HouseClient
    client = app.test_client()
    client.sign_in(OVERHEAD)
    query = "from=2026-10-01&to=2026-10-31"
    answer = client.get(f"{PATHS[0]}?{query}", headers=bearer(give_token(client)), ours=False)
    assert (answer.json["rounded"], client.get(f"/numbers.json?{query}").json["rounded"]) == (True, False)
    check(answer, PATHS[0])


def test_an_unknown_address_is_answered_to_a_program_too(anonymous):
    answer = anonymous.get("/api/gespraeche.json")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert answer.json["error"] == "D-04"
    assert "/api/openapi.json" in answer.json["todo"]


def test_a_day_in_which_nobody_counts_is_refused_with_the_days_that_are_taken(program):
    for path in PATHS:
        assert "2000-01-01 bis 2100-12-31" in program(f"{path}?from=1999-12-31&to=2026-10-31").json["todo"]


def test_our_own_mistake_is_no_page_either(program, office, overhead_client):
    overhead_client.application.testing = False
    office.store.file.db.execute("ALTER TABLE sum_cell RENAME COLUMN number TO other")
    answer = program(f"{PATHS[0]}?period=last_month")
    assert (answer.status_code, answer.json["error"]) == (500, "D-99")
    assert "sum_cell" not in answer.text
    check(answer, PATHS[0])

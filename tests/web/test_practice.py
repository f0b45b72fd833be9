"""The practice desk: marked on every page, on every slip, and with something to see."""

import re

import pytest
from builders import CASE_MANAGER, COMPLEX_104C, OVERHEAD, TODAY, accept, answered
from house import HouseClient
from outside import keep_october

from kiosk import demo, web

MARK = re.compile(r'<(p|aside) class="drill"><bdi lang="de" dir="ltr">Übung: [^<]+</bdi></\1>')


@pytest.fixture
def practice(anonymous, office, clock, clerk) -> HouseClient:
    """A browser at a practice desk; both accounts are there."""
    office.store.staff.keep_setting(demo.DRILL, "yes")
    app = web.create_app(office, clock=clock, clerk=clerk)
    app.test_client_class = HouseClient
    return app.test_client()


def test_every_page_and_slip_of_the_practice_desk_is_marked(practice, office):
    keep_october(office)
    key = answered(office, COMPLEX_104C)
    accept(office, key)
    place = f"/conversation/{key}/person/1"
    values = {
        "key": key,
        "place": 1,
        "language": "ar",
        "service": "mbe",
        "code": "mettmann",
        "number": 1,
        "kind": "csv",
    }
    shown = set()
    for name in (CASE_MANAGER, OVERHEAD):
        practice.sign_in(name)
        practice.post("/releases", data={"first": "2026-10", "last": "2026-10"})
        for rule in practice.application.url_map.iter_rules():
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], "x")), rule.rule)
            answer = practice.get(path)
            if answer.mimetype == "text/html" and answer.status_code not in (204, 303):
                assert MARK.search(answer.text), path
                slip = answer.status_code == 200 and "slip" in path
                assert ("kein echter Zettel" in answer.text) == slip, path
                shown.add(path)
    assert {
        place,
        f"{place}/slip",
        "/slip/ar/mbe",
        "/slip/ar/desk/mettmann",
        "/desk/slip",
        "/numbers/print",
        "/releases/1",
        "/desk",
    } <= shown
    practice.post("/sign-out")
    assert MARK.search(practice.get("/sign-in").text)


def test_a_real_desk_carries_no_mark(client):
    for path in ("/desk", client.new_talk(), "/slip/ar/mbe"):
        assert "Übung" not in client.get(path).text


def test_the_practice_desk_brings_its_old_list(practice, office):
    for _ in demo.fill(office, TODAY, ["de", "ar"]):
        pass
    practice.sign_in(OVERHEAD)
    assert "Vorlage 50/014/2024" in practice.get("/imports").text
    assert "298 Personen." in practice.get("/numbers?from=2023-04-01&to=2024-04-30").text

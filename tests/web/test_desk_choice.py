"""Which desk one sits at: never guessed, remembered by the tablet, told on every page (walk.md A1)."""

from dataclasses import replace

import pytest
from builders import CASE_MANAGER, OVERHEAD, Clock
from house import HouseClient, said

from kiosk import desk, web
from kiosk.desk import Office
from kiosk.pack import Pack
from kiosk.storage import Account, Store

SELECTED = '<option value="nord" selected>'


@pytest.fixture
def office(store: Store, musterkreis: Pack) -> Office:
    """An office with two desks."""
    for name, role in ((CASE_MANAGER, "case_manager"), (OVERHEAD, "overhead")):
        store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH, pin=HouseClient.PIN_HASH))
    return Office(store, musterkreis)


def tablet(office: Office, clock: Clock, desk: str = "") -> HouseClient:
    """A browser at a server that may know its desk."""
    app = web.create_app(office, clock=clock, desk=desk)
    app.test_client_class = HouseClient
    return app.test_client()  # type: ignore[return-value]


def enter(client: HouseClient, desk: str, password: str = HouseClient.PASSWORD, name: str = CASE_MANAGER):
    return client.post("/sign-in", data={"name": name, "password": password, "desk": desk})


def test_nothing_is_chosen_before_somebody_chooses(office, clock):
    client = tablet(office, clock)
    assert " selected" not in client.get("/sign-in").text
    assert said(enter(client, "")) == "desk"
    assert office.store.staff.hours("markt", clock().date()) == []


def test_a_mistyped_password_keeps_the_choice(office, clock):
    client = tablet(office, clock)
    assert SELECTED in client.get(enter(client, "nord", "falsch").location).text


def test_the_tablet_remembers_its_desk_after_the_sign_out(office, clock):
    client = tablet(office, clock)
    assert said(enter(client, "nord")) == ""
    client.post("/sign-out")
    assert SELECTED in client.get("/sign-in").text


def test_a_server_that_knows_its_desk_asks_for_none_and_takes_no_other(office, clock):
    client = tablet(office, clock, "nord")
    assert 'name="desk"' not in client.get("/sign-in").text
    assert said(enter(client, "markt")) == ""
    assert "Bürgerhaus Nord" in client.get("/desk").text


def test_the_overhead_needs_no_desk(office, clock):
    assert said(enter(tablet(office, clock), "", name=OVERHEAD)) == ""


def test_the_desk_stands_on_desk_close_and_corrections(office, clock):
    client = tablet(office, clock)
    enter(client, "nord")
    for path in ("/desk", "/desk/close", "/corrections"):
        assert "Bürgerhaus Nord" in client.get(path).text, path


def test_a_session_at_a_desk_that_the_pack_has_lost_is_over_and_counts_nothing(office, clock, musterkreis):
    before = tablet(office, clock)
    enter(before, "nord")
    cookie = before.get_cookie("session").value
    site = replace(musterkreis.site, desks=tuple(one for one in musterkreis.site.desks if one.code != "nord"))
    client = tablet(Office(office.store, replace(musterkreis, site=site)), clock)
    client.set_cookie("session", cookie)
    assert client.get("/desk").location == "/sign-in"
    assert client.get(f"/conversation/{desk.new_key(office)}").location.startswith("/sign-in?back=")
    assert office.store.talks.conversations("nord", clock().date(), clock().date()) == []

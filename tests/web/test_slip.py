"""The slip: public, the same for everyone, light, and true to the directory."""

import pytest

from kiosk import web
from kiosk.desk import Office
from kiosk.web import qr


@pytest.fixture
def complete(store, musterkreis, tmp_path, clock):
    """A desk whose directory is complete and whose slips have a public address."""
    app = web.create_app(Office(store, musterkreis), clock=clock)
    from house import HouseClient

    app.test_client_class = HouseClient
    return app.test_client()


def test_it_is_the_same_bytes_for_everyone(anonymous, clock):
    first = anonymous.get("/slip/ar/mbe")
    anonymous.sign_in("tisch")
    clock.pass_by(days=200)
    second = anonymous.get("/slip/ar/mbe", headers={"Accept-Language": "en"})
    assert first.data == second.data
    assert "Set-Cookie" not in first.headers
    assert "<script" not in first.text


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_service_has_a_slip_under_50_kb(anonymous, mettmann, language):
    style = anonymous.get(anonymous.get("/slip/de/mbe").text.split('rel="stylesheet" href="')[1].split('"')[0])
    for service in mettmann.services:
        page = anonymous.get(f"/slip/{language}/{service.code}")
        assert page.status_code == 200
        assert len(page.data) + len(style.data) < 50_000
        assert service.name.replace("&", "&amp;") in page.text
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_it_says_all_that_the_directory_knows(complete, musterkreis):
    service = next(one for one in musterkreis.services if one.hours and one.phone and one.verified_on)
    page = complete.get(f"/slip/ar/{service.code}").text
    for fact in (service.name, service.address, service.phone, service.hours[0].opens):
        assert fact in page
    assert f"https://zettel.example/slip/ar/{service.code}" in page
    assert "02.11.2026" in page
    assert "Dieses Papier ist kein Bescheid." in page


@pytest.mark.parametrize("language", ["de", "ar"])
def test_opening_hours_stay_on_one_line(complete, musterkreis, language):
    service = next(one for one in musterkreis.services if one.hours)
    page = complete.get(f"/slip/{language}/{service.code}").text
    for hours in service.hours:
        assert f"{hours.opens}\u2060–\u2060{hours.closes}" in page


def test_what_the_directory_does_not_know_is_asked_for_not_invented(anonymous):
    page = anonymous.get("/slip/de/kim_cm").text
    assert "Fragen Sie uns nach der Adresse." in page
    assert "noch nicht geprüft" in page


@pytest.mark.parametrize("path", ["/slip/xx/mbe", "/slip/de/ausgedacht", "/slip/la/mbe", "/slip/de/..%2f..%2fetc"])
def test_an_unknown_language_or_service_is_a_calm_page(anonymous, path):
    assert anonymous.get(path).status_code == 404


def test_a_code_is_made_once(monkeypatch):
    qr.svg.cache_clear()
    qr.svg("https://zettel.example/slip/de/mbe", "x")
    qr.svg("https://zettel.example/slip/de/mbe", "x")
    assert qr.svg.cache_info().hits == 1


def test_the_address_never_comes_from_the_request(complete, musterkreis):
    service = musterkreis.services[0].code
    page = complete.get(f"/slip/de/{service}", headers={"X-Forwarded-Host": "boese.example"}).text
    assert "boese.example" not in page

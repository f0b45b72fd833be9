"""What the QR code of a slip says."""

import pytest

from kiosk.domain import slip
from kiosk.domain.service import Service
from kiosk.pack import Pack


@pytest.mark.parametrize("base", ["https://zettel.example/slip", "https://zettel.example/slip/"])
def test_the_code_leads_to_the_public_page_of_the_service_in_the_clients_language(base: str) -> None:
    assert slip.address_of(base, "fa-AF", "kim_cm_velbert") == "https://zettel.example/slip/fa-AF/kim_cm_velbert"


def test_without_public_pages_there_is_no_address() -> None:
    assert slip.address_of("", "de", "mbe") == ""


def test_the_address_is_the_same_for_everybody_who_is_sent_there(musterkreis: Pack) -> None:
    base = musterkreis.site.slip_url
    addresses = {slip.address_of(base, "de", service.code) for service in musterkreis.services for _ in range(2)}
    assert len(addresses) == len(musterkreis.services)


def _service(**more: object) -> Service:
    return Service(**{"code": "s", "door": "d", "name": "Stelle", "meaning": "hilft", "source": "made up", **more})


def test_without_a_page_the_code_says_name_place_and_telephone_as_printed(musterkreis: Pack) -> None:
    service = musterkreis.service("jugendhaus")
    assert service is not None
    assert slip.code_text(service, "").split("\n") == [
        "Jugendhaus Musterstadt",
        "Musterplatz 1, 00000 Musterstadt",
        "0000 123456",
    ]


def test_umlauts_are_never_taken_for_chinese() -> None:
    """Pairs like ö and d are letters of Big5; a blank that does not break is none, and then zbar reads Latin-1."""
    service = _service(name="Bürgerbüro", address="Gödeker Straße 3", phones=("02104 99-1",))
    assert slip.code_text(service, "") == "Bürgerbüro\nGödeker Straße 3\n02104\u00a099-1"


def test_a_code_that_would_only_say_the_name_is_none() -> None:
    assert slip.code_text(_service(), "") == ""
    assert slip.code_text(_service(phones=("0000 1",)), "") == "Stelle\n0000 1"


def test_with_a_page_the_code_is_its_address() -> None:
    address = "https://zettel.example/slip/de/s"
    assert slip.code_text(_service(phones=("0000 1",)), address) == address


def test_what_does_not_fit_is_left_out_whole_and_named() -> None:
    long = _service(address="A" * 80, phones=("0000 1",))
    assert slip.code_text(long, "") == "Stelle\n0000 1"
    assert slip.left_out(long, "") == ["A" * 80]
    assert slip.left_out(_service(phones=("0000 1",)), "") == []


@pytest.mark.parametrize("name", ["S" * 5000, "Stelle – Haus", "Служба"])
def test_a_name_no_code_can_carry_leaves_the_slip_without_one(name: str) -> None:
    assert slip.code_text(_service(name=name, phones=("0000 1",)), "") == ""


def test_an_address_too_long_for_a_code_leaves_the_slip_without_one() -> None:
    address = "https://zettel.example/" + "s" * 5000
    assert slip.code_text(_service(), address) == ""
    assert slip.left_out(_service(), address) == [address]
    assert slip.left_out(_service(address="A" * 80), "https://zettel.example/slip/de/s") == []


@pytest.mark.parametrize(
    "url", ["https://stelle.example/" + "s" * 3000, "https://служба.example", "https://bürger.example"]
)
def test_a_web_address_no_code_can_carry_leaves_the_slip_without_one_and_is_named(url: str) -> None:
    assert slip.code_text(_service(url=url), "") == ""
    assert slip.left_out(_service(url=url), "") == [url]
    assert slip.left_out(_service(url=url, phones=("0000 1",)), "") == [], "the code says the telephone"


def test_every_code_of_words_is_short_latin_and_more_than_a_name(mettmann: Pack) -> None:
    for service in mettmann.services:
        text = slip.code_text(service, "")
        assert len(text.encode("latin-1")) <= 80
        assert text == service.url or text.startswith(f"{service.name}\n")

"""What the QR code of a slip says."""

import dataclasses

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


def test_without_a_page_the_code_carries_the_known_facts_line_by_line(musterkreis: Pack) -> None:
    service = musterkreis.service("jugendhaus")
    assert service is not None
    assert slip.in_short(service, musterkreis.site.county).splitlines() == [
        "Jugendhaus Musterstadt",
        "Musterverein",
        "Musterplatz 1, 00000 Musterstadt",
        "0000 123456",
        "jugendhaus@muster.example",
        "Musterkreis",
    ]


def test_what_is_not_known_leaves_no_empty_line() -> None:
    bare = Service(code="s", door="d", name="Stelle", meaning="hilft", source="made up")
    assert slip.in_short(bare, "Kreis") == "Stelle\nKreis"
    assert slip.in_short(dataclasses.replace(bare, phones=("0000 1",)), "") == "Stelle\n0000 1"


def test_every_service_of_mettmann_fits_into_a_small_code(mettmann: Pack) -> None:
    """213 bytes are what a code of version 10 holds at level M: a phone still reads it from an A6 slip."""
    sizes = {service.code: len(slip.in_short(service, mettmann.site.county).encode()) for service in mettmann.services}
    assert {code: size for code, size in sizes.items() if size > 213} == {}

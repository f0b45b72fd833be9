"""What `kiosk check` says is still to be filled in."""

import dataclasses
from collections import Counter
from datetime import date, timedelta

import pytest

from kiosk.cli.unfilled import unfilled
from kiosk.pack import Pack

TODAY = date(2026, 11, 23)


def _lines(pack: Pack, **used: int) -> list[str]:
    return [*unfilled(pack, Counter(used), TODAY)]


def test_a_complete_directory_lacks_nothing(musterkreis: Pack) -> None:
    assert _lines(musterkreis) == []


def test_what_is_missing_is_listed_door_by_door_in_the_order_of_use(mettmann: Pack) -> None:
    first, *rest = _lines(mettmann, jmd=9, mbe=4)
    assert first.startswith("site.toml: Telefon der Clearingstelle, Zeiten der Clearingstelle, wer für die Daten")
    assert rest[0] == "JMD: jmd: Anschrift, Telefon, Zeiten, Termin, Sprachen, Prüfung."
    assert next(line for line in rest if not line.startswith("JMD")).startswith("MBE: ")


def test_what_nobody_has_checked_says_how_old_its_source_is(musterkreis: Pack) -> None:
    old, *others = musterkreis.services
    unseen = dataclasses.replace(old, verified_on=None, as_of="vor Juni 2024")
    lines = _lines(dataclasses.replace(musterkreis, services=(unseen, *others)))
    assert lines == ["Lotsen: lotsen_kreis: Prüfung (Quelle: vor Juni 2024)."]


def test_services_that_no_longer_exist_are_not_asked_for(mettmann: Pack) -> None:
    gone = tuple(dataclasses.replace(service, retired=TODAY) for service in mettmann.services)
    assert len(_lines(dataclasses.replace(mettmann, services=gone))) <= 2


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (90, []),
        (91, ["Lotsen: lotsen_kreis: Prüfung (älter als 90 Tage)."]),
        (180, ["Lotsen: lotsen_kreis: Prüfung (älter als 90 Tage)."]),
        (181, ["Lotsen: lotsen_kreis: Prüfung (älter als 180 Tage, Zettel ohne Anschrift und Zeiten)."]),
    ],
)
def test_an_entry_checked_long_ago_is_listed_like_one_never_checked(
    musterkreis: Pack, days: int, said: list[str]
) -> None:
    old, *others = musterkreis.services
    aged = dataclasses.replace(old, verified_on=TODAY - timedelta(days=days))
    assert _lines(dataclasses.replace(musterkreis, services=(aged, *others))) == said


def test_an_address_too_long_for_a_code_is_named(musterkreis: Pack) -> None:
    long = dataclasses.replace(musterkreis.services[0], code="s" * 130)
    lines = _lines(dataclasses.replace(musterkreis, services=(long, *musterkreis.services[1:])))
    assert [line for line in lines if "QR-Code" in line] == [
        f"{long.code}: passt nicht in den QR-Code: https://zettel.example/slip/de/{long.code}."
    ]


def test_a_field_too_long_for_a_code_is_named(mettmann: Pack) -> None:
    long = [dataclasses.replace(one, address="A" * 80) if one.code == "psz" else one for one in mettmann.services]
    lines = _lines(dataclasses.replace(mettmann, services=tuple(long)))
    assert [line for line in lines if "QR-Code" in line] == [f"psz: passt nicht in den QR-Code: {'A' * 80}."]

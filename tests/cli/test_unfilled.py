"""What `kiosk check` says is still to be filled in."""

import dataclasses
from collections import Counter
from datetime import date

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
    assert rest[0].startswith("JMD: jmd, jmd_ratingen: Anschrift, Telefon, Zeiten, Termin, Sprachen, Prüfung")
    assert next(line for line in rest if not line.startswith("JMD")).startswith("MBE: ")


def test_services_that_no_longer_exist_are_not_asked_for(mettmann: Pack) -> None:
    gone = tuple(dataclasses.replace(service, retired=TODAY) for service in mettmann.services)
    assert len(_lines(dataclasses.replace(mettmann, services=gone))) <= 2


def test_a_field_too_long_for_a_code_is_named(mettmann: Pack) -> None:
    assert any(line.startswith("psz: passt nicht in den QR-Code: Benrather Str. 7") for line in _lines(mettmann))

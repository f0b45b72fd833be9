"""What the county still has to fill in: said at the end of `kiosk check`, door by door in the order of use."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from kiosk.domain import tally
from kiosk.domain.period import Period
from kiosk.domain.service import AMBER_AFTER, RED_AFTER, Freshness, Service, freshness
from kiosk.domain.slip import address_of, left_out
from kiosk.domain.vocabulary import in_use
from kiosk.pack import Pack
from kiosk.storage import Store

FIELDS = {
    "address": "Anschrift",
    "phones": "Telefon",
    "hours": "Zeiten",
    "walk_in": "Termin",
    "languages": "Sprachen",
    "cost": "Kosten",
    "verified_on": "Prüfung",
}
"""The fields that a slip needs to lead somewhere, and last whether somebody looked."""

AGED = {
    Freshness.AMBER: f"Prüfung (älter als {AMBER_AFTER.days} Tage)",
    Freshness.RED: f"Prüfung (älter als {RED_AFTER.days} Tage, Zettel ohne Anschrift und Zeiten)",
}

OF_THE_SITE = {
    "responsible": "wer für die Daten verantwortlich ist",
    "officer": "Datenschutzbeauftragte",
    "basis": "Rechtsgrundlage",
    "supervisor": "Aufsicht",
    "recipients": "wer die Daten sonst bekommt",
}

OF_THE_PAGES = {"imprint": "Impressum", "data_protection": "Datenschutzerklärung", "accessibility": "Barrierefreiheit"}


def referrals(store: Store, pack: Pack, today: date) -> Counter[str]:
    """Return how many persons were sent to each door, as far as anything was counted."""
    scope = tally.Scope(Period(store.reported.first_day() or today, today))
    counted = tally.column(tally.total(store.reported.cells(scope, tally.TOLD_BY_DAY).values()), tally.OUTCOMES)
    return Counter({outcome.door: counted.get(outcome.code, 0) for outcome in pack.vocabulary.outcomes if outcome.door})


def unfilled(pack: Pack, used: Counter[str], today: date) -> Iterator[str]:
    """Say what is missing in site and directory, and which fields are too long for a code.

    Where nothing was counted yet, the door that most rules lead to comes first.
    """
    asked = ((OF_THE_SITE, pack.site.data_protection), (OF_THE_PAGES, pack.site.public_page))
    of_site = [word for words, told in asked for field, word in words.items() if not getattr(told, field)]
    if not all(desk.hours and desk.hours[0].opens for desk in pack.site.desks):
        of_site.insert(0, "Zeiten der Clearingstelle")
    if not pack.site.phone:
        of_site.insert(0, "Telefon der Clearingstelle")
    if of_site:
        yield f"site.toml: {', '.join(of_site)}."
    used = used if used.total() else Counter(rule.door for rule in pack.rules)
    for door in sorted(in_use(pack.doors, today), key=lambda door: -used[door.code]):
        services = [one for one in pack.services if one.door == door.code and one.valid_on(today)]
        for words, codes in _alike(services, today).items():
            yield f"{door.name}: {', '.join(codes)}: {words}."
    longest = max(pack.site.languages, key=len)
    for service in pack.services:
        if long := left_out(service, address_of(pack.site.slip_url, longest, service.code)):
            yield f"{service.code}: passt nicht in den QR-Code: {', '.join(long)}."


def _alike(services: list[Service], today: date) -> dict[str, list[str]]:
    """Return the codes of services by what they lack, a fresh check included."""
    found: dict[str, list[str]] = {}
    for service in services:
        lacks = [word for field, word in FIELDS.items() if getattr(service, field) in ("", (), None)]
        if service.verified_on is None and service.as_of:
            lacks[-1] += f" (Quelle: {service.as_of})"
        lacks += filter(None, [AGED.get(freshness(service, today))])
        if lacks:
            found.setdefault(", ".join(lacks), []).append(service.code)
    return found

"""Turns each file of a pack into values of the domain."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from kiosk.domain.delivery import Target, TargetKind
from kiosk.domain.register import OWN_TABLES
from kiosk.domain.routing import Condition, Rule
from kiosk.domain.service import WEEKDAYS, Door, Hours, Service, is_phone
from kiosk.domain.vocabulary import (
    Answer,
    Fact,
    FactKind,
    Needs,
    Outcome,
    OutcomeKind,
    PaperRow,
    PaperTable,
    Reason,
    Vocabulary,
)
from kiosk.pack.model import DataProtection, Desk, HelpLine, Profile, Site
from kiosk.pack.sections import Section

COLOURS = ("kim", "mbe", "jmd", "rb", "ff", "rd", "fb", "none")
PAPERS = ("a6", "a5", "80mm", "a4")
ADDRESSES = {TargetKind.WEBDAV: "https://", TargetKind.SFTP: "sftp://"}
"""How the address of a delivery target begins: nothing leaves the house in the clear."""
LONGEST_SLIP_URL = 80
"""Characters, so that a code of 25 mm stays coarse enough for every phone."""
CLOCK = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d$")
MAIL = re.compile(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$", re.ASCII)
LINK = re.compile(r"^https://[^\s\"'<>]+$")


def site(file: Section) -> Site:
    """site.toml"""
    desks = []
    for section in file.sections("desk"):
        desks.append(_desk(section))
        section.done()
    towns = []
    for section in file.sections("town"):
        towns.append(Answer(section.code(), section.text("name"), retired=section.day("retired")))
        section.done()
    lines = []
    for section in file.sections("help_line") if "help_line" in file.values else ():
        lines.append(HelpLine(section.text("number"), section.text("name"), section.text("meaning")))
        section.text("source")
        section.done()
    slip_url = file.text("slip_url", "")
    if slip_url and not LINK.match(slip_url):
        file.complain("slip_url", f"„{slip_url}“ geht nicht", "eine Adresse mit https:// oder leer")
    if not slip_url.isascii() or len(slip_url) > LONGEST_SLIP_URL:
        instead = f"nur ASCII (xn--…), höchstens {LONGEST_SLIP_URL} Zeichen"
        file.complain("slip_url", "passt in keinen QR-Code", instead)
    found = Site(
        county=file.text("county"),
        office=file.text("office"),
        languages=file.texts("languages"),
        retention_days=file.number("retention_days", 1, 14, 14) or 14,
        slip_url=slip_url,
        paper=file.choice("paper", PAPERS, "a6"),
        bring=file.texts("bring", ()),
        desks=tuple(desks),
        towns=tuple(towns),
        closed_days=frozenset(file.days("closed_days")),
        delivery=_delivery(file) if "delivery" in file.values else None,
        help_lines=tuple(lines),
        phone=_phone(file, file.text("phone", "")),
        county_code=_county_code(file),
        data_protection=_data_protection(file) if "data_protection" in file.values else DataProtection(),
    )
    file.done()
    return found


def _desk(section: Section) -> Desk:
    """Return a desk; whoever says its hours has said its weekdays, and weekdays are hours without a time."""
    days, hours = _weekdays(section), _hours(section)
    named = days or tuple(sorted({day for part in hours for day in part.days}))
    told = hours or ((Hours(days, "", ""),) if days else ())
    return Desk(section.code(), section.text("name"), named, section.day("since"), told, section.day("retired"))


def _county_code(file: Section) -> str:
    code = file.text("county_code", "")
    if code and not re.fullmatch("[0-9]{5}", code):
        file.complain("county_code", f"„{code}“ ist kein Kreisschlüssel", 'fünf Ziffern in Anführungszeichen: "05158"')
        return ""
    return code


def _data_protection(file: Section) -> DataProtection:
    section = file.section("data_protection")
    found = DataProtection(**{key: section.text(key, "") for key in DataProtection.__slots__})
    section.done()
    return found


def _phone(section: Section, number: str) -> str:
    if number and not is_phone(number):
        instead = 'eine Nummer, zum Beispiel "02104 99-1234"; mehrere als Liste ["…", "…"]'
        section.complain("phone", f"„{number}“ ist nicht eine Telefonnummer", instead)
    return number


def _phones(section: Section) -> tuple[str, ...]:
    several = isinstance(section.values.get("phone"), list)
    numbers = section.texts("phone") if several else (section.text("phone", ""),)
    return tuple(_phone(section, number) for number in numbers if number)


def _weekdays(section: Section) -> tuple[int, ...]:
    days = section.texts("days", ())
    if not set(days) <= set(WEEKDAYS):
        section.complain("days", f"{list(days)} sind keine Wochentage", '["mo", "mi"]')
    return tuple(WEEKDAYS.index(day) for day in days if day in WEEKDAYS)


def _delivery(file: Section) -> Target:
    section = file.section("delivery")
    kind = TargetKind(section.choice("kind", tuple(TargetKind)))
    address = section.text("address")
    start = ADDRESSES.get(kind, "")
    if address and not address.startswith(start):
        section.complain("address", f"„{address}“ geht nicht", f"eine Adresse mit {start}")
    if start and not _reachable(address):
        section.complain("address", f"„{address}“ geht nicht", f"{start}rechner/ordner, mit Port bis 65535")
    section.done()
    return Target(kind, address)


def _reachable(address: str) -> bool:
    """Tell whether an address names a host, and a port that there can be."""
    try:
        url = urlsplit(address)
        return bool(url.hostname) and url.port != 0 and bool(str(url.hostname).encode("idna"))
    except ValueError:
        return False


def vocabulary(file: Section, site: Site) -> Vocabulary:
    """vocabulary.toml; the answers of the town fact begin with the site's towns."""
    facts = {code: _fact(code, section, site) for code, section in file.named_sections("fact").items()}
    needs = file.section("need")
    crossed = file.texts("crossed", ())
    known = [table.code for table in OWN_TABLES if table.crossed]
    if not set(crossed) <= set(known):
        file.complain("crossed", f"{list(crossed)} gibt es nicht", "eine von: " + ", ".join(known))
        crossed = ()
    found = Vocabulary(
        facts=facts,
        needs=Needs(
            tab=needs.text("tab"),
            question=needs.text("question"),
            picture=needs.text("picture"),
            at_most=needs.number("at_most", 1, 9, 3) or 3,
            answers=tuple(_answer(section) for section in needs.sections("answer")),
        ),
        outcomes=tuple(_outcome(section) for section in file.sections("outcome")),
        reasons=tuple(_reason(section) for section in file.sections("reason")),
        papers=tuple(_paper(section) for section in file.sections("paper")),
        crossed=crossed,
    )
    needs.done()
    file.done()
    return found


def _fact(code: str, section: Section, site: Site) -> Fact:
    kind = FactKind(section.choice("kind", tuple(FactKind), FactKind.PLAIN))
    own = tuple(_answer(answer) for answer in section.sections("answer"))
    found = Fact(
        code=code,
        tab=section.text("tab"),
        question=section.text("question"),
        picture=section.text("picture"),
        kind=kind,
        answers=(*site.towns, *own) if kind is FactKind.TOWN else own,
        asked_if=_codes(section, "asked_if"),
        of_talk=bool(section.flag("of_talk")),
        staff=bool(section.flag("staff")),
        hint=section.text("hint", ""),
    )
    section.done()
    return found


def _answer(section: Section) -> Answer:
    ages = section.numbers("ages")
    if ages and (len(ages) != 2 or ages[0] > ages[1]):
        section.complain("ages", f"{list(ages)} ist keine Spanne", "zwei Zahlen von–bis, zum Beispiel [27, 44]")
        ages = ()
    implies = section.table("implies")
    if not all(isinstance(code, str) for code in implies.values()):
        section.complain("implies", "nennt etwas anderes als Codes", '{ zielgruppe = "p104c" }')
        implies = {}
    found = Answer(
        code=section.code(),
        label=section.text("label"),
        short=section.text("short", ""),
        picture=section.text("picture", ""),
        ages=(ages[0], ages[1]) if ages else None,
        meter=section.number("meter", 0, 4),
        implies=implies,
        paper_row=section.text("paper_row", ""),
        hidden=bool(section.flag("hidden")),
        exclusive=bool(section.flag("exclusive")),
        acute=bool(section.flag("acute")),
        alarm=bool(section.flag("alarm")),
        retired=section.day("retired"),
    )
    section.done()
    return found


def _outcome(section: Section) -> Outcome:
    found = Outcome(
        code=section.code(),
        label=section.text("label"),
        kind=OutcomeKind(section.choice("kind", tuple(OutcomeKind))),
        paper_row=section.text("paper_row"),
        door=section.text("door", ""),
        picture=section.text("picture", ""),
        retired=section.day("retired"),
    )
    section.done()
    return found


def _reason(section: Section) -> Reason:
    found = Reason(section.code(), section.text("label"), section.text("picture", ""), section.day("retired"))
    section.done()
    return found


def _paper(section: Section) -> PaperTable:
    rows = []
    for row in section.sections("row"):
        rows.append(PaperRow(row.code(), row.text("label"), bool(row.flag("added"))))
        row.done()
    found = PaperTable(section.code(), section.text("title"), section.text("counts"), tuple(rows))
    section.done()
    return found


def profiles(file: Section) -> tuple[Profile, ...]:
    """profiles.toml"""
    found = []
    for section in file.sections("profile"):
        found.append(
            Profile(
                code=section.code(),
                name=section.text("name"),
                facts=section.texts("facts"),
                doors=section.texts("doors"),
                valid_from=section.day("valid_from", required=True) or date.min,
                valid_to=section.day("valid_to"),
                after_talk=section.texts("after_talk", ()),
            )
        )
        section.done()
    file.done()
    return tuple(found)


def rules(file: Section) -> tuple[str, tuple[Rule, ...]]:
    """routing.toml: who owns the table, and its rows; `also` lists those that are always named beside."""
    owner, also = file.text("owner"), file.texts("also", ())
    found = []
    for section in file.sections("rule"):
        found.append(
            Rule(
                id=section.code("id"),
                when=_condition(section, "when"),
                door=section.text("door", ""),
                reason=section.text("reason"),
                source=section.text("source"),
                valid_from=section.day("valid_from", required=True) or date.min,
                valid_to=section.day("valid_to"),
                note=section.text("note", ""),
                service=section.text("service", ""),
                unless=_condition(section, "unless"),
                outcome=section.text("outcome", ""),
                urgent=bool(section.flag("urgent")),
                source_date=section.text("source_date"),
                owner=section.text("owner", owner),
                beside=also.index(section.code("id")) + 1 if section.values.get("id") in also else 0,
            )
        )
        section.done()
    with_door = [rule.id for rule in found if rule.door]
    for code in also:
        if code not in with_door or also.count(code) > 1:
            file.complain("also", f"„{code}“ ist keine Regel mit Stelle oder steht mehrmals da", "jede Regel einmal")
    file.done()
    return owner, tuple(found)


def _condition(section: Section, key: str) -> Condition:
    table = section.table(key)
    inner = Section(table, section.file, f"{section.where} {key}", section.complaints)
    facts = {name: frozenset(inner.texts(name)) for name in table if not name.startswith("bedarf")}
    needs_any = frozenset(inner.texts("bedarf")) if "bedarf" in table else frozenset()
    inner.known.add("bedarf")
    if key == "unless":
        inner.done()
        return Condition(facts, needs_any)
    needs_only = frozenset(inner.texts("bedarf_nur")) if "bedarf_nur" in table else frozenset()
    counts = frozenset(inner.numbers("bedarf_anzahl"))
    if "bedarf_anzahl" in table and not counts - {0}:
        inner.complain("bedarf_anzahl", "ist leer", "zum Beispiel [1, 2]")
    uncounted = frozenset(inner.texts("bedarf_ungezaehlt", ()))
    inner.known |= {"bedarf_nur", "bedarf_anzahl"}
    inner.done()
    return Condition(facts, needs_any, needs_only, counts, uncounted)


def directory(file: Section) -> tuple[tuple[Door, ...], tuple[Service, ...]]:
    """directory.toml: the doors and the services behind them."""
    doors = []
    for section in file.sections("door"):
        doors.append(
            Door(
                code=section.code(),
                name=section.text("name"),
                meaning=section.text("meaning"),
                picture=section.text("picture"),
                colour=section.choice("colour", COLOURS),
                topics=section.texts("topics", ()),
                retired=section.day("retired"),
            )
        )
        section.done()
    services = tuple(_service(section) for section in file.sections("service"))
    file.done()
    return tuple(doors), services


def _service(section: Section) -> Service:
    url = section.text("url", "")
    if url and not LINK.match(url):
        section.complain("url", f"„{url}“ geht nicht", "eine Adresse mit https:// oder die Zeile weglassen")
    mail = section.text("mail", "")
    if mail and not MAIL.match(mail):
        section.complain("mail", f"„{mail}“ ist keine Mailadresse", "eine Adresse wie name@kreis.example")
    found = Service(
        code=section.code(),
        door=section.text("door"),
        name=section.text("name"),
        meaning=section.text("meaning"),
        source=section.text("source"),
        towns=section.texts("towns", ()),
        needs=section.texts("needs", ()),
        age_min=section.number("age_min", 0, 120),
        age_max=section.number("age_max", 0, 120),
        papers=section.texts("papers", ()),
        reports=bool(section.flag("reports")),
        carrier=section.text("carrier", ""),
        address=section.text("address", ""),
        access=section.text("access", ""),
        phones=_phones(section),
        mail=mail,
        url=url,
        hours=_hours(section),
        walk_in=section.flag("walk_in", None),
        languages=section.texts("languages", ()),
        bring=section.texts("bring", ()) if "bring" in section.values else None,
        cost=section.text("cost", ""),
        confidential=section.flag("confidential", None),
        public_body=bool(section.flag("public_body")),
        topics=section.texts("topics", ()),
        expected_wait_weeks=section.number("expected_wait_weeks", 0, 104),
        full=bool(section.flag("full")),
        verified_on=section.day("verified_on"),
        as_of=section.text("as_of", ""),
        valid_from=section.day("valid_from"),
        valid_to=section.day("valid_to"),
        retired=section.day("retired"),
    )
    section.done()
    return found


def _hours(section: Section) -> tuple[Hours, ...]:
    if "hours" not in section.values:
        section.known.add("hours")
        return ()
    found = []
    for part in section.sections("hours"):
        days, opens, closes = part.texts("days"), part.text("from"), part.text("to")
        part.done()
        known = days and set(days) <= set(WEEKDAYS) and CLOCK.match(opens) and CLOCK.match(closes)
        if not known or opens.zfill(5) >= closes.zfill(5):
            part.complain("", "ist keine Öffnungszeit", '{ days = ["mo", "di"], from = "09:00", to = "12:00" }')
            continue
        found.append(Hours(tuple(WEEKDAYS.index(day) for day in days), opens, closes))
    return tuple(found)


def _codes(section: Section, key: str) -> Mapping[str, tuple[str, ...]]:
    table: dict[str, Any] = section.table(key)
    inner = Section(table, section.file, f"{section.where} {key}", section.complaints)
    return {name: inner.texts(name) for name in table}

"""Turns each file of a pack into values of the domain."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from kiosk.domain.delivery import Target, TargetKind
from kiosk.domain.register import OWN_TABLES
from kiosk.domain.routing import Condition, Rule
from kiosk.domain.service import WEEKDAYS, Door, Hours, Service, is_phone
from kiosk.domain.table import Unit
from kiosk.domain.vocabulary import (
    Answer,
    CaseList,
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
from kiosk.pack.model import DataProtection, Desk, HelpLine, Post, Profile, Site
from kiosk.pack.public_holidays import STATES
from kiosk.pack.sections import Section

COLOURS = ("kim", "mbe", "jmd", "rb", "ff", "rd", "fb", "none")
CASE_UNITS = (Unit.CASES, Unit.GOALS, Unit.CONSULTATIONS)
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
    slip_url = file.text("slip_url", "")
    if slip_url and not LINK.match(slip_url):
        file.complain("slip_url", f"„{slip_url}“ geht nicht", "eine Adresse mit https:// oder leer")
    if not slip_url.isascii() or len(slip_url) > LONGEST_SLIP_URL:
        instead = f"nur ASCII (xn--…), höchstens {LONGEST_SLIP_URL} Zeichen"
        file.complain("slip_url", "passt in keinen QR-Code", instead)
    return Site(
        county=file.text("county"),
        office=file.text("office"),
        languages=file.texts("languages"),
        retention_days=file.number("retention_days", 1, 14, 14) or 14,
        slip_url=slip_url,
        paper=file.choice("paper", PAPERS, "a6"),
        bring=file.texts("bring", ()),
        desks=file.read("desk", _desk),
        towns=file.read("town", _town),
        closed_days=frozenset(file.days("closed_days")),
        state=file.choice("state", ("", *STATES), ""),
        delivery=file.section("delivery", _delivery) if "delivery" in file.values else None,
        help_lines=file.read("help_line", _help_line, optional=True),
        phone=_phone(file, file.text("phone", "")),
        county_code=_county_code(file),
        posts=file.read("post", _post, optional=True),
        data_protection=file.section("data_protection", _data_protection, DataProtection()),
    )


def _town(section: Section) -> Answer:
    return Answer(section.code(), section.text("name"), retired=section.day("retired"))


def _post(section: Section) -> Post:
    return Post(section.code(), section.text("name"), section.day("retired"))


def _help_line(section: Section) -> HelpLine:
    section.text("source")
    return HelpLine(section.text("number"), section.text("name"), section.text("meaning"))


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


def _data_protection(section: Section) -> DataProtection:
    return DataProtection(**{key: section.text(key, "") for key in DataProtection.__slots__})


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


def _delivery(section: Section) -> Target:
    kind = TargetKind(section.choice("kind", tuple(TargetKind)))
    address = section.text("address")
    start = ADDRESSES.get(kind, "")
    if address and not address.startswith(start):
        section.complain("address", f"„{address}“ geht nicht", f"eine Adresse mit {start}")
    if start and not _reachable(address):
        section.complain("address", f"„{address}“ geht nicht", f"{start}rechner/ordner, mit Port bis 65535")
    elif start and urlsplit(address).password is not None:
        section.complain("address", "enthält ein Passwort", "die Adresse ohne; es gehört in KIOSK_DELIVERY_PASSWORD")
    return Target(kind, address)


def _reachable(address: str) -> bool:
    """Tell whether an address names a host, and a port that there can be."""
    try:
        url = urlsplit(address)
        return bool(url.hostname) and url.port != 0 and bool(str(url.hostname).encode("idna"))
    except ValueError:
        return False


def vocabulary(site: Site, file: Section) -> Vocabulary:
    """vocabulary.toml; the answers of the town fact begin with the site's towns."""
    crossed = file.texts("crossed", ())
    known = [table.code for table in OWN_TABLES if table.crossed]
    if not set(crossed) <= set(known):
        file.complain("crossed", f"{list(crossed)} gibt es nicht", "eine von: " + ", ".join(known))
        crossed = ()
    papers = file.read("paper", _paper)
    return Vocabulary(
        facts=file.read_named("fact", partial(_fact, site)),
        needs=file.section("need", _needs),
        outcomes=file.read("outcome", _outcome),
        reasons=file.read("reason", _reason),
        papers=papers,
        crossed=crossed,
        cases=file.read("cases", partial(_case_list, papers), optional=True),
    )


def _needs(section: Section) -> Needs:
    return Needs(
        tab=section.text("tab"),
        question=section.text("question"),
        picture=section.text("picture"),
        at_most=section.number("at_most", 1, 9, 3) or 3,
        answers=section.read("answer", _answer),
    )


def _fact(site: Site, code: str, section: Section) -> Fact:
    kind = FactKind(section.choice("kind", tuple(FactKind), FactKind.PLAIN))
    own = section.read("answer", _answer)
    return Fact(
        code=code,
        tab=section.text("tab"),
        question=section.text("question"),
        picture=section.text("picture"),
        kind=kind,
        answers=(*site.towns, *own) if kind is FactKind.TOWN else own,
        asked_if=_codes(section, "asked_if"),
        of_talk=section.flag("of_talk"),
        staff=section.flag("staff"),
        hint=section.text("hint", ""),
        kept=section.text("kept", ""),
        several=bool(section.flag("several")),
    )


def _answer(section: Section) -> Answer:
    ages = section.numbers("ages")
    if ages and (len(ages) != 2 or ages[0] > ages[1]):
        section.complain("ages", f"{list(ages)} ist keine Spanne", "zwei Zahlen von–bis, zum Beispiel [27, 44]")
        ages = ()
    implies = section.table("implies")
    if not all(isinstance(code, str) for code in implies.values()):
        section.complain("implies", "nennt etwas anderes als Codes", '{ zielgruppe = "p104c" }')
        implies = {}
    return Answer(
        code=section.code(),
        label=section.text("label"),
        short=section.text("short", ""),
        picture=section.text("picture", ""),
        ages=(ages[0], ages[1]) if ages else None,
        meter=section.number("meter", 0, 4),
        implies=implies,
        paper_row=section.text("paper_row", ""),
        hidden=section.flag("hidden"),
        exclusive=section.flag("exclusive"),
        acute=section.flag("acute"),
        alarm=section.flag("alarm"),
        retired=section.day("retired"),
    )


def _outcome(section: Section) -> Outcome:
    return Outcome(
        code=section.code(),
        label=section.text("label"),
        kind=OutcomeKind(section.choice("kind", tuple(OutcomeKind))),
        paper_row=section.text("paper_row"),
        door=section.text("door", ""),
        picture=section.text("picture", ""),
        retired=section.day("retired"),
    )


def _reason(section: Section) -> Reason:
    return Reason(section.code(), section.text("label"), section.text("picture", ""), section.day("retired"))


def _row(section: Section) -> PaperRow:
    return PaperRow(section.code(), section.text("label"), section.flag("added"))


def _paper(section: Section) -> PaperTable:
    unit = Unit(section.choice("unit", CASE_UNITS, Unit.CASES))
    return PaperTable(section.code(), section.text("title"), section.text("counts"), section.read("row", _row), unit)


def _case_list(papers: Sequence[PaperTable], section: Section) -> CaseList:
    """A list of the monthly case counts: rows of its own, or those that a committee table was printed with."""
    printed = {paper.code: tuple(row for row in paper.rows if not row.added) for paper in papers}
    borrowed = printed[section.choice("rows_of", printed)] if "rows_of" in section.values else ()
    return CaseList(
        section.code(),
        section.text("title"),
        Unit(section.choice("unit", CASE_UNITS, Unit.CASES)),
        (*borrowed, *section.read("row", _row, optional=True)),
        bool(section.flag("standing")),
    )


def profiles(file: Section) -> tuple[Profile, ...]:
    """profiles.toml"""
    return file.read("profile", _profile)


def _profile(section: Section) -> Profile:
    return Profile(
        code=section.code(),
        name=section.text("name"),
        facts=section.texts("facts"),
        doors=section.texts("doors"),
        valid_from=section.first_day("valid_from"),
        valid_to=section.day("valid_to"),
        after_talk=section.texts("after_talk", ()),
    )


def rules(file: Section) -> tuple[Rule, ...]:
    """routing.toml: the rows of the table; `owner` of those that name none, `also` are always named beside."""
    owner, also = file.text("owner"), file.texts("also", ())

    def rule(section: Section) -> Rule:
        return Rule(
            id=section.code("id"),
            when=_condition(section, "when"),
            door=section.text("door", ""),
            reason=section.text("reason"),
            source=section.text("source"),
            valid_from=section.first_day("valid_from"),
            valid_to=section.day("valid_to"),
            note=section.text("note", ""),
            service=section.text("service", ""),
            unless=_condition(section, "unless"),
            outcome=section.text("outcome", ""),
            urgent=section.flag("urgent"),
            source_date=section.text("source_date"),
            owner=section.text("owner", owner),
            beside=also.index(section.code("id")) + 1 if section.values.get("id") in also else 0,
        )

    found = file.read("rule", rule)
    with_door = [rule.id for rule in found if rule.door]
    for code in also:
        if code not in with_door or also.count(code) > 1:
            file.complain("also", f"„{code}“ ist keine Regel mit Stelle oder steht mehrmals da", "jede Regel einmal")
    return found


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
    return file.read("door", _door), file.read("service", _service)


def _door(section: Section) -> Door:
    return Door(
        code=section.code(),
        name=section.text("name"),
        meaning=section.text("meaning"),
        picture=section.text("picture"),
        colour=section.choice("colour", COLOURS),
        topics=section.texts("topics", ()),
        retired=section.day("retired"),
    )


def _service(section: Section) -> Service:
    url = section.text("url", "")
    if url and not LINK.match(url):
        section.complain("url", f"„{url}“ geht nicht", "eine Adresse mit https:// oder die Zeile weglassen")
    mail = section.text("mail", "")
    if mail and not MAIL.match(mail):
        section.complain("mail", f"„{mail}“ ist keine Mailadresse", "eine Adresse wie name@kreis.example")
    return Service(
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
        reports=section.flag("reports"),
        carrier=section.text("carrier", ""),
        address=section.text("address", ""),
        access=section.text("access", ""),
        phones=_phones(section),
        mail=mail,
        url=url,
        hours=_hours(section),
        walk_in=section.yes_or_no("walk_in"),
        languages=section.texts("languages", ()),
        bring=section.texts("bring", ()) if "bring" in section.values else None,
        cost=section.text("cost", ""),
        confidential=section.yes_or_no("confidential"),
        public_body=section.flag("public_body"),
        topics=section.texts("topics", ()),
        expected_wait_weeks=section.number("expected_wait_weeks", 0, 104),
        full=section.flag("full"),
        verified_on=section.day("verified_on"),
        as_of=section.text("as_of", ""),
        valid_from=section.day("valid_from"),
        valid_to=section.day("valid_to"),
        retired=section.day("retired"),
    )


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

"""Turns each file of a pack into values of the domain."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import urlsplit

from kiosk.domain.delivery import BackupTarget, Target, TargetKind
from kiosk.domain.own_tables import OWN_TABLES
from kiosk.domain.plain_text import is_link
from kiosk.domain.routing import Condition, Rule
from kiosk.domain.service import WEEKDAYS, Door, Hours, Service, is_phone
from kiosk.domain.table import Unit
from kiosk.domain.title_dates import EndingTitle
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
from kiosk.pack.model import SEE_NUMBERS, DataProtection, Desk, HelpLine, Post, Profile, PublicPage, Site
from kiosk.pack.public_holidays import STATES
from kiosk.pack.sections import Section

COLOURS = ("kim", "mbe", "jmd", "rb", "ff", "rd", "fb", "none")
CASE_UNITS = (Unit.CASES, Unit.GOALS, Unit.CONSULTATIONS)
PAPERS = ("a6", "a5", "80mm", "a4")
ADDRESSES = {TargetKind.WEBDAV: "https://", TargetKind.SFTP: "sftp://"}
"""How the address of a delivery target begins: nothing leaves the house in the clear."""
NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
"""A percent sign that an address cannot have."""
LONGEST_SLIP_URL = 80
"""Characters, so that a code of 25 mm stays coarse enough for every phone."""
CLOCK = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d$")
AGE_KEY = re.compile("^age1[02-9ac-hj-np-z]{58}$")
MAIL = re.compile(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$", re.ASCII)


def site(file: Section) -> Site:
    """site.toml"""
    exact_counts = file.texts("exact_counts", SEE_NUMBERS)
    if unknown := sorted({*exact_counts}.difference(SEE_NUMBERS)):
        file.complain("exact_counts", f"{unknown} gibt es nicht", "eine Liste aus: " + ", ".join(SEE_NUMBERS))
    languages, device_voices = file.texts("languages"), file.texts("device_voices", ())
    if strange := sorted({*device_voices}.difference(languages)):
        file.complain("device_voices", f"{strange} gibt es hier nicht", "eine Liste aus languages")
    return file.made(
        Site,
        exact_counts=exact_counts,
        device_voices=device_voices,
        languages=languages,
        retention_days=file.number("retention_days", 1, 14, 14) or 14,
        slip_url=_slip_url(file),
        slip_folder=_slip_folder(file),
        paper=file.choice("paper", PAPERS, "a6"),
        bring=file.texts("bring", ()),
        desks=file.read("desk", _desk),
        towns=file.read("town", _town),
        closed_days=frozenset(file.days("closed_days")),
        state=file.choice("state", ("", *STATES), ""),
        delivery=file.section("delivery", _delivery) if "delivery" in file.values else None,
        backup=file.section("backup", _backup) if "backup" in file.values else None,
        log_days=file.number("log_days", 14, 366, 90) or 90,
        lock_minutes=file.number("lock_minutes", 2, 10, 5) or 5,
        help_lines=file.read("help_line", _help_line, optional=True),
        phone=_phone(file, file.text("phone", "")),
        county_code=_county_code(file),
        posts=file.read("post", lambda section: section.made(Post), optional=True),
        data_protection=file.section("data_protection", lambda section: section.made(DataProtection), DataProtection()),
        public_page=file.section("public_page", _public_page, PublicPage()),
    )


def _slip_url(file: Section) -> str:
    url = file.text("slip_url", "")
    if url and url.isascii() and not (is_link(url) and urlsplit(url).path.strip("/") and not set("?#") & set(url)):
        instead = "https://, Rechner und Pfad, ohne ? und #, zum Beispiel https://zettel.kreis.example/slip; oder leer"
        file.complain("slip_url", f"„{url}“ geht nicht", instead)
    if not url.isascii() or len(url) > LONGEST_SLIP_URL:
        instead = f"nur ASCII (xn--…), höchstens {LONGEST_SLIP_URL} Zeichen"
        file.complain("slip_url", "passt in keinen QR-Code", instead)
    return url


def _slip_folder(file: Section) -> str:
    folder = _whole_path(file, "slip_folder", file.text("slip_folder", ""))
    if folder and not file.text("slip_url", ""):
        file.complain("slip_folder", "ohne slip_url führt kein Zettel dorthin", "beide eintragen, oder keines")
    return folder


def _public_page(section: Section) -> PublicPage:
    for key, text in section.values.items():
        if str(text).startswith("http") and not is_link(text):
            section.complain(key, f"„{text}“ geht nicht", "eine Adresse mit https:// oder ein Text")
    return section.made(PublicPage)


def _town(section: Section) -> Answer:
    return Answer(section.code(), section.text("name"), retired=section.day("retired"))


def _help_line(section: Section) -> HelpLine:
    section.text("source")
    return section.made(HelpLine)


def _desk(section: Section) -> Desk:
    """Return a desk; whoever says its hours has said its weekdays, and weekdays are hours without a time."""
    days, hours = _weekdays(section), _hours(section)
    named = days or tuple(sorted({day for part in hours for day in part.days}))
    told = hours or ((Hours(days, "", ""),) if days else ())
    return section.made(Desk, weekdays=named, hours=told)


def _county_code(file: Section) -> str:
    code = file.text("county_code", "")
    if code and not re.fullmatch("[0-9]{5}", code):
        file.complain("county_code", f"„{code}“ ist kein Kreisschlüssel", 'fünf Ziffern in Anführungszeichen: "05158"')
        return ""
    return code


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
    if kind is TargetKind.FOLDER and not any(part(address).is_absolute() for part in (PurePosixPath, PureWindowsPath)):
        section.complain(
            "address", f"„{address}“ ist kein ganzer Pfad", "von der Wurzel an: /mnt/kim/eingang, D:\\eingang"
        )
    if kind is TargetKind.FSSPEC and "://" not in address:
        section.complain("address", f"„{address}“ geht nicht", "eine Adresse mit Art am Anfang: s3://eimer/ordner")
    if kind is not TargetKind.FOLDER and NO_ESCAPE.search(address):
        section.complain("address", f"„{address}“ enthält ein „%“ ohne zwei Hexziffern", "%25 für das Zeichen %")
    if start and not _reachable(address):
        section.complain("address", f"„{address}“ geht nicht", f"{start}rechner/ordner, mit Port bis 65535")
    elif start and urlsplit(address).password is not None:
        section.complain("address", "enthält ein Passwort", "die Adresse ohne; es gehört in KIOSK_DELIVERY_PASSWORD")
    return Target(kind, address)


def _backup(section: Section) -> BackupTarget:
    folder, key = _whole_path(section, "folder", section.text("folder")), section.text("key", "")
    if key and not AGE_KEY.match(key):
        section.complain(
            "key", "ist kein öffentlicher Schlüssel von age", "er beginnt mit age1 (age-keygen); oder leer"
        )
    return BackupTarget(folder, key)


def _whole_path(section: Section, key: str, folder: str) -> str:
    if folder and not (PurePosixPath(folder).is_absolute() or PureWindowsPath(folder).is_absolute()):
        section.complain(key, f"„{folder}“ geht nicht", "der ganze Pfad, zum Beispiel /sicherung")
    return folder


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
        reasons=file.read("reason", lambda section: section.made(Reason)),
        papers=papers,
        crossed=crossed,
        cases=file.read("cases", partial(_case_list, papers), optional=True),
    )


def _needs(section: Section) -> Needs:
    at_most = section.number("at_most", 1, 9, 3) or 3
    return section.made(Needs, at_most=at_most, answers=section.read("answer", _answer))


def _fact(site: Site, code: str, section: Section) -> Fact:
    kind = FactKind(section.choice("kind", tuple(FactKind), FactKind.PLAIN))
    own = section.read("answer", _answer)
    answers = (*site.towns, *own) if kind is FactKind.TOWN else own
    return section.made(Fact, code=code, kind=kind, answers=answers, asked_if=_codes(section, "asked_if"))


def _answer(section: Section) -> Answer:
    ages = section.numbers("ages")
    if ages and (len(ages) != 2 or ages[0] > ages[1]):
        section.complain("ages", f"{list(ages)} ist keine Spanne", "zwei Zahlen von–bis, zum Beispiel [27, 44]")
        ages = ()
    implies = section.table("implies")
    if not all(isinstance(code, str) for code in implies.values()):
        section.complain("implies", "nennt etwas anderes als Codes", '{ zielgruppe = "p104c" }')
        implies = {}
    return section.made(Answer, ages=ages or None, meter=section.number("meter", 0, 4), implies=implies)


def _outcome(section: Section) -> Outcome:
    return section.made(Outcome, kind=OutcomeKind(section.choice("kind", tuple(OutcomeKind))))


def _row(section: Section) -> PaperRow:
    return section.made(PaperRow, added=section.flag("added") or section.day("retired") is not None)


def _paper(section: Section) -> PaperTable:
    unit = Unit(section.choice("unit", CASE_UNITS, Unit.CASES))
    return section.made(PaperTable, rows=section.read("row", _row), unit=unit)


def _case_list(papers: Sequence[PaperTable], section: Section) -> CaseList:
    """Return a list of the monthly case counts: rows of its own, or those that a committee table was printed with."""
    printed = {paper.code: tuple(row for row in paper.rows if row.retired or not row.added) for paper in papers}
    borrowed = printed[section.choice("rows_of", printed)] if "rows_of" in section.values else ()
    unit = Unit(section.choice("unit", CASE_UNITS, Unit.CASES))
    return section.made(CaseList, unit=unit, rows=(*borrowed, *section.read("row", _row, optional=True)))


def profiles(file: Section) -> tuple[Profile, ...]:
    """profiles.toml"""
    return file.read("profile", lambda section: section.made(Profile))


def routing(file: Section) -> tuple[tuple[Rule, ...], EndingTitle | None]:
    """routing.toml: the rows of the table, and the title that ends, where there is one."""
    return _rules(file), file.section("title", _title) if "title" in file.values else None


def _title(section: Section) -> EndingTitle:
    section.text("source")
    section.text("source_date")
    return section.made(EndingTitle)


def _rules(file: Section) -> tuple[Rule, ...]:
    """Return the rows; `owner` of those that name none, `also` are always named beside."""
    owner, also = file.text("owner"), file.texts("also", ())

    def rule(section: Section) -> Rule:
        return section.made(
            Rule,
            id=section.code("id"),
            when=_condition(section, "when"),
            door=section.text("door", ""),
            unless=_condition(section, "unless"),
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
    return section.made(Door, colour=section.choice("colour", COLOURS))


def _service(section: Section) -> Service:
    url = section.text("url", "")
    if url and not is_link(url):
        section.complain(
            "url",
            f"„{url}“ geht nicht",
            "eine Adresse mit https:// und einem Namen des Netzes (xn--…), oder die Zeile weglassen",
        )
    mail = section.text("mail", "")
    if mail and not MAIL.match(mail):
        section.complain("mail", f"„{mail}“ ist keine Mailadresse", "eine Adresse wie name@kreis.example")
    return section.made(
        Service,
        age_min=section.number("age_min", 0, 120),
        age_max=section.number("age_max", 0, 120),
        phones=_phones(section),
        mail=mail,
        url=url,
        hours=_hours(section),
        bring=section.texts("bring", ()) if "bring" in section.values else None,
        expected_wait_weeks=section.number("expected_wait_weeks", 0, 104),
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

"""Both counties load, and a pack with a mistake is refused with the place and with what to write instead."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from kiosk import pack as packs
from kiosk.domain.own_tables import RESERVED
from kiosk.domain.period import Period
from kiosk.domain.service import Hours
from kiosk.domain.tally import NEEDS, PAPER_PREFIX
from kiosk.errors import Complaint, PackBroken
from kiosk.pack import FILES, Pack

MUSTERKREIS = Path(__file__).resolve().parent.parent / "packs" / "musterkreis"
SITE, WORDS, PROFILES, ROUTING, DIRECTORY = FILES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the made-up county to be broken."""
    copy = tmp_path / "musterkreis"
    copy.mkdir()
    for name in FILES:
        shutil.copy(MUSTERKREIS / name, copy / name)
    return copy


def _edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change the first place where `old` stands."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _complaints(folder: Path) -> list[Complaint]:
    with pytest.raises(PackBroken) as refused:
        packs.load(folder)
    return refused.value.complaints


# what loads


def test_both_counties_load(mettmann: Pack, musterkreis: Pack) -> None:
    assert [profile.code for profile in mettmann.profiles] == ["chancenaufenthalt", "clearing"]
    assert len(mettmann.site.towns) == 10
    assert [profile.code for profile in musterkreis.profiles] == ["allgemein"]
    assert not {rule.id for rule in mettmann.rules} & {rule.id for rule in musterkreis.rules}


def test_every_field_of_a_service_arrives(musterkreis: Pack) -> None:
    service = musterkreis.service("lotsen_beispielheim")
    assert service is not None
    assert (service.door, service.towns, service.age_min, service.age_max) == ("lotsen", ("beispielheim",), 0, 120)
    assert (service.phone, service.walk_in, service.full) == ("0000 123456", False, False)
    assert (service.verified_on, service.valid_to) == (date(2026, 11, 2), date(2036, 12, 31))
    assert [(hours.days, hours.opens, hours.closes) for hours in service.hours] == [((2,), "10:00", "15:00")]


def test_what_a_service_does_not_say_about_bringing_the_county_says(mettmann: Pack, musterkreis: Pack) -> None:
    own, silent = musterkreis.service("wohnamt"), mettmann.service("mbe")
    assert own is not None
    assert silent is not None
    assert musterkreis.bring(own) == ("Ausweis", "Mietvertrag")
    assert mettmann.bring(silent) == mettmann.site.bring


def test_what_a_service_costs_and_is_asked_for_arrives(musterkreis: Pack) -> None:
    lotsen, office = musterkreis.service("lotsen_kreis"), musterkreis.service("berufsamt")
    assert lotsen is not None
    assert office is not None
    assert (lotsen.cost, lotsen.confidential, lotsen.expected_wait_weeks) == ("kostenlos", True, 3)
    assert (office.public_body, office.confidential) == (True, None)
    assert office.phones == ("+49 (0)123 456789", "0000 12-3456")
    assert musterkreis.site.phone == "0000 98-7654"
    assert musterkreis.site.data_protection.officer == "datenschutz@muster.example"


def test_topics_come_from_the_service_else_its_needs_else_its_door(musterkreis: Pack) -> None:
    topics = {service.code: musterkreis.topics(service) for service in musterkreis.services}
    needs = {need.code: need.label for need in musterkreis.vocabulary.needs.answers}
    assert topics["lotsen_kreis"] == [needs["zuhause"], needs["beruf"], needs["lernen"]]
    assert topics["lotsen_beispielheim"] == [needs["zuhause"], needs["beruf"]]
    assert topics["wohnamt"] == [needs["zuhause"]]
    assert topics["jugendhaus"] == []


def test_weekdays_and_hours_of_a_desk_each_tell_what_they_know(folder: Path) -> None:
    at = "14:00", "16:00"
    hours = 'hours = [{ days = ["mo"], from = "14:00", to = "16:00" }]'
    for said, weekdays, told in (
        (hours, (0,), (Hours((0,), *at),)),
        ('days = ["di", "do"]', (1, 3), (Hours((1, 3), "", ""),)),
        ("", (), ()),
    ):
        _edit(folder, SITE, hours, said or "# unknown")
        desk = packs.load(folder).desk("nord")
        assert desk is not None
        assert (desk.weekdays, desk.hours) == (weekdays, told)
        hours = said


def test_to_bring_nothing_is_an_answer(musterkreis: Pack) -> None:
    anonymous = musterkreis.service("lotsen_beispielheim")
    assert anonymous is not None
    assert musterkreis.bring(anonymous) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "instead"),
    [
        (DIRECTORY, '"0000 123456"', '"0000 123456 oder 0000 654321"', "service „lotsen_kreis“ phone", "als Liste"),
        (DIRECTORY, '"0000 12-3456"', '"0000 12-3456/-57"', "service „berufsamt“ phone", "als Liste"),
        (DIRECTORY, '"lotsen_kreis@muster.example"', '"lotsen at muster"', "service „lotsen_kreis“ mail", "name@"),
        (
            DIRECTORY,
            "public_body = true",
            "public_body = true\nconfidential = true",
            "service „wohnamt“ confidential",
            "weg",
        ),
        (
            DIRECTORY,
            'topics = ["zuhause", "beruf", "lernen"]',
            'topics = ["pass"]',
            "service „lotsen_kreis“ topics",
            "beruf",
        ),
        (DIRECTORY, 'topics = ["zuhause", "beruf"]', 'topics = ["pass"]', "door „lotsen“ topics", "beruf"),
        (SITE, "https://zettel.example/slip", "https://zettel-für-alle.example/slip", "slip_url", "ASCII"),
        (SITE, "https://zettel.example/slip", f"https://zettel.example/{'s' * 80}", "slip_url", "80 Zeichen"),
        (SITE, '"0000 98-7654"', '"Zimmer 12"', "phone", "eine Nummer"),
    ],
)
def test_what_the_slip_could_not_print_rightly_is_named(
    folder: Path, file: str, old: str, new: str, where: str, instead: str
) -> None:
    _edit(folder, file, old, new)
    (complaint,) = _complaints(folder)
    assert (complaint.file, complaint.where) == (file, where)
    assert instead in complaint.instead


def test_codes_a_pack_does_not_have_are_nothing(musterkreis: Pack) -> None:
    assert musterkreis.profile("clearing") is None
    assert musterkreis.door("kim_cm") is None
    assert musterkreis.service("") is None


def test_sentences_for_clients_are_all_named_for_translation(mettmann: Pack) -> None:
    sentences = set(mettmann.client_sentences())
    assert {rule.reason for rule in mettmann.rules} <= sentences
    assert {rule.note for rule in mettmann.rules if rule.note} <= sentences
    assert {need.label for need in mettmann.vocabulary.needs.answers} <= sentences
    assert "Duldung oder Gestattung" not in sentences
    assert "" not in sentences


def test_what_is_told_after_the_talk_is_for_the_staff_alone(mettmann: Pack) -> None:
    sentences = set(mettmann.client_sentences())
    for code in mettmann.profiles[0].after_talk:
        assert mettmann.vocabulary.facts[code].question not in sentences


def test_a_pack_may_say_what_is_told_after_the_talk_and_which_pairs_are_counted(folder: Path) -> None:
    _edit(folder, WORDS, NEXT, AFTER_TALK + NEXT)
    _edit(folder, WORDS, "[fact.altersklasse]", 'crossed = ["regel_grund"]\n\n[fact.altersklasse]')
    _edit(folder, PROFILES, "doors =", 'after_talk = ["bruecke"]\ndoors =')
    found = packs.load(folder)
    assert (found.vocabulary.crossed, found.profiles[0].after_talk) == (("regel_grund",), ("bruecke",))
    assert found.vocabulary.facts["bruecke"].of_talk


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        (PROFILES, '"menge"]', '"menge", "bruecke"]', "profile „allgemein“ facts"),
        (PROFILES, ', "menge"]', ']\nafter_talk = ["menge"]', "profile „allgemein“ after_talk"),
        (ROUTING, 'menge = ["viel"] }', 'bruecke = ["keine_angabe"] }', "rule „jung-und-viel“ when"),
        (
            WORDS,
            "[fact.menge]\n",
            "[fact.menge]" + '\nasked_if = { bruecke = ["keine_angabe"] }\n',
            "fact.menge asked_if",
        ),
        (WORDS, "of_talk = true", 'of_talk = true\nasked_if = { ort = ["anderswo"] }', "fact.bruecke"),
    ],
)
def test_what_is_told_after_the_talk_decides_nothing_in_it(
    folder: Path, file: str, old: str, new: str, where: str
) -> None:
    _edit(folder, WORDS, NEXT, AFTER_TALK + NEXT)
    _edit(folder, file, old, new)
    assert [(one.file, one.where) for one in _complaints(folder)] == [(file, where)]


def test_only_what_the_case_manager_judges_has_several_answers(folder: Path) -> None:
    _edit(folder, WORDS, "[fact.menge]\n", "[fact.menge]\nseveral = true\n")
    assert packs.load(folder).vocabulary.facts["menge"].several
    _edit(folder, WORDS, "[fact.nachweis]\n", "[fact.nachweis]\nseveral = true\n")
    assert [(one.file, one.where) for one in _complaints(folder)] == [(WORDS, "fact.nachweis several")]


@pytest.mark.parametrize("code", ["menge", "ergebnis", "gespraech"])
def test_a_paper_table_cannot_have_the_name_of_another_table(folder: Path, code: str) -> None:
    _edit(folder, WORDS, 'code = "wege"', f'code = "{code}"')
    assert [(one.file, one.where) for one in _complaints(folder)] == [(WORDS, f"paper „{code}“ code")]


def test_pairs_that_the_program_does_not_count_are_refused(folder: Path) -> None:
    _edit(folder, WORDS, "[fact.altersklasse]", 'crossed = ["stadt_alter"]\n\n[fact.altersklasse]')
    assert [(one.file, one.where) for one in _complaints(folder)] == [(WORDS, "crossed")]


# the version


def test_the_version_is_the_content_wherever_it_lies(folder: Path, musterkreis: Pack) -> None:
    assert packs.load(folder).version == musterkreis.version


@pytest.mark.parametrize("file", FILES)
def test_any_change_of_a_file_is_another_version(folder: Path, musterkreis: Pack, file: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as changed:
        changed.write("# geprüft\n")
    assert packs.load(folder).version != musterkreis.version


def test_what_does_not_belong_to_the_pack_does_not_change_its_version(folder: Path, musterkreis: Pack) -> None:
    (folder / "notizen.txt").write_text("für später", encoding="utf-8")
    assert packs.load(folder).version == musterkreis.version


# one mistake each


@dataclass(frozen=True)
class Mistake:
    """A small edit, and the complaint it must lead to: place, problem, and what to write instead, in parts."""

    name: str
    file: str
    old: str
    new: str
    where: str
    problem: str
    instead: str


SPOT = 'reason = "Sie sind unter 18."'
LAST = 'id = "sonst"\nwhen = {}'
ALSO = 'also = ["brief-mit-tag"]'
NEXT = "[fact.menge]"
NEW_FACT = """
[fact.{code}]
tab = "Neu"
question = "Wer sind Sie?"
picture = "dots"
answer = [{{ code = "keine_angabe", label = "keine Angabe" }}]

"""
AFTER_TALK = """
[fact.bruecke]
tab = "Brücke"
question = "Wie ging es mit der Sprache?"
picture = "dots"
of_talk = true
answer = [{ code = "keine_angabe", label = "keine Angabe" }]

"""
TEXT = "den Text ohne diese Zeichen"

MISTAKES = [
    # the file as such
    Mistake("bad_toml", ROUTING, "[[rule]]", "[[rule", "Datei", "kein gültiges TOML (", "Zeile prüfen"),
    Mistake("key_twice", SITE, "paper =", 'paper = "a6"\npaper =', "Datei", "kein gültiges TOML (", "Zeile prüfen"),
    # keys and types
    Mistake("misspelt_key", SITE, "retention_days", "retention_day", "retention_day", "unbekannt", "retention_days"),
    Mistake("misspelt_rule_key", ROUTING, "note =", "notiz =", "rule „jung-und-viel“ notiz", "unbekannt", "„note“"),
    Mistake("missing_key", SITE, 'county = "Musterkreis"\n', "", "county", "fehlt", "ein Text in Anführungszeichen"),
    Mistake("number_for_text", SITE, '"Musterkreis"', "7", "county", "ist 7", "ein Text in Anführungszeichen"),
    Mistake("text_for_number", SITE, "= 7", '= "7"', "retention_days", "ist '7'", "eine ganze Zahl von 1 bis 14"),
    Mistake("text_for_list", SITE, '["de", "en", "ar"]', '"de"', "languages", "ist 'de'", "eine Liste"),
    Mistake(
        "voice_for_no_language",
        SITE,
        "retention_days = 7",
        'device_voices = ["de", "fr"]\nretention_days = 7',
        "device_voices",
        "['fr'] gibt es hier nicht",
        "eine Liste aus languages",
    ),
    Mistake("number_in_list", SITE, '["de", "en", "ar"]', '["de", 2]', "languages", "kein einfacher Text", '["eins'),
    Mistake("text_for_date", ROUTING, "2026-06-30", '"30.6.2026"', "„papiere-frueher“ valid_to", "30.6.", "2027-06-30"),
    Mistake("yes_for_true", DIRECTORY, "full = true", 'full = "ja"', "„berufsamt“ full", "'ja'", "true oder false"),
    Mistake("not_a_code", DIRECTORY, 'code = "wohnamt"', 'code = "Wohn Amt"', "code", "kein Code", "a–z, 0–9, _ und -"),
    Mistake("unknown_kind", WORDS, 'kind = "later"', 'kind = "latr"', "„ein_andermal“ kind", "„latr“", "„later“"),
    Mistake("unknown_colour", DIRECTORY, '"jmd"', '"pink"', "door „jugendhaus“ colour", "„pink“", "kim, mbe, jmd"),
    Mistake("unknown_paper_size", SITE, '"a5"', '"a0"', "paper", "„a0“ gibt es nicht", "a6, a5, 80mm"),
    Mistake(
        "weekday", DIRECTORY, '["mi"]', '["mittwoch"]', "„lotsen_beispielheim“.hours", "keine Öffnungszeit", '"mo"'
    ),
    Mistake("clock", DIRECTORY, '"15:00"', '"15 Uhr"', "„lotsen_beispielheim“.hours", "keine Öffnungszeit", '"09:00"'),
    Mistake("ages_turned", WORDS, "[18, 59]", "[59, 18]", "„mittel“ ages", "keine Spanne", "[27, 44]"),
    Mistake(
        "age_of_200", DIRECTORY, "age_max = 17", "age_max = 200", "„jugendhaus“ age_max", "200 geht nicht", "0 bis 120"
    ),
    Mistake(
        "who_sees",
        SITE,
        "retention_days = 7",
        'exact_counts = ["lead"]\nretention_days = 7',
        "exact_counts",
        "lead",
        "program",
    ),
    Mistake(
        "backup_where_others_read",
        SITE,
        "[[desk]]",
        '[delivery]\nkind = "folder"\naddress = "/mnt/kim"\n[backup]\nfolder = "/mnt/kim/sicherung"\n[[desk]]',
        "backup.folder",
        "dort lesen andere mit",
        "ein eigener Ordner",
    ),
    Mistake("retention_15", SITE, "= 7", "= 15", "retention_days", "15 geht nicht", "von 1 bis 14"),
    Mistake("retention_0", SITE, "= 7", "= 0", "retention_days", "0 geht nicht", "von 1 bis 14"),
    *(
        Mistake(
            f"lock_{minutes}",
            SITE,
            "retention_days = 7",
            f"retention_days = 7\nlock_minutes = {minutes}",
            "lock_minutes",
            f"{minutes} geht nicht",
            "von 2 bis 10",
        )
        for minutes in (1, 11)
    ),
    # unsafe text and addresses
    Mistake("slip_over_http", SITE, "https://zettel", "http://zettel", "slip_url", "http://zettel", "https://"),
    Mistake("slip_script", SITE, "https://zettel", "javascript:zettel", "slip_url", "geht nicht", "https://"),
    Mistake("slip_without_path", SITE, "zettel.example/slip", "zettel.example/", "slip_url", "geht nicht", "und Pfad"),
    Mistake("slip_with_query", SITE, "example/slip", "example/slip?a=1", "slip_url", "geht nicht", "ohne ?"),
    Mistake("slip_with_user", SITE, "https://zettel", "https://a@zettel", "slip_url", "geht nicht", "Rechner"),
    Mistake("imprint_over_http", SITE, "https://muster.example/i", "http://m.de/i", "imprint", "geht nicht", "Text"),
    Mistake(
        "title_of_no_paper",
        ROUTING,
        ALSO,
        ALSO + '\n[title]\npaper = "erfunden"\nlast_day = 2027-06-30\nsource = "a"\nsource_date = "b"',
        "title paper",
        "„erfunden“ gibt es nicht",
        "eines dieser Papiere",
    ),
    Mistake("service_over_http", DIRECTORY, "https://", "http://", "„lotsen_kreis“ url", "geht nicht", "https://"),
    Mistake("control", ROUTING, SPOT, 'reason = "Sie\\u0007"', "rule „jung“ reason", "Steuerzeichen", TEXT),
    Mistake("bidi_override", ROUTING, SPOT, 'reason = "Sie\\u202e"', "rule „jung“ reason", "Steuerzeichen", TEXT),
    Mistake("bidi_isolate", ROUTING, SPOT, 'reason = "Sie\\u2066"', "rule „jung“ reason", "Steuerzeichen", TEXT),
    Mistake("markup", ROUTING, SPOT, 'reason = "<b>Sie</b>"', "rule „jung“ reason", "oder < >", TEXT),
    Mistake("markup_in_list", SITE, '"Briefe"', '"<i>Briefe"', "bring", "kein einfacher Text", '["eins", "zwei"]'),
    # what nobody may be asked
    *(
        Mistake(
            f"asks_{code}",
            WORDS,
            NEXT,
            NEW_FACT.format(code=code) + NEXT,
            f"fact.{code}",
            "wer jemand ist",
            "diese Frage ganz weglassen",
        )
        for code in ("name", "geburtsdatum", "nationalitaet", "telefon")
    ),
    *(
        Mistake(
            f"records_{code}",
            WORDS,
            'code = "wenig"',
            f'code = "{code}"',
            f"fact.menge „{code}“",
            "§87 AufenthG",
            "„keine_angabe“",
        )
        for code in ("ohne_papiere", "untergetaucht")
    ),
    Mistake(
        "answering_is_a_must",
        WORDS,
        '[[fact.ort.answer]]\ncode = "keine_angabe"\nlabel = "keine Angabe"\n',
        "",
        "fact.ort",
        "„keine_angabe“ fehlt",
        'code = "keine_angabe"',
    ),
    # codes that point nowhere
    Mistake(
        "town_of_service", DIRECTORY, '["beispielheim"]', '["velbert"]', "towns", "„velbert“", "beispielheim, muster"
    ),
    Mistake(
        "need_of_service", DIRECTORY, '["zuhause"]', '["geld"]', "service „wohnamt“ needs", "„geld“", "beruf, lernen"
    ),
    Mistake(
        "door_of_service", DIRECTORY, 'door = "jugendhaus"', 'door = "jmd"', "„jugendhaus“ door", "„jmd“", "jugendhaus"
    ),
    Mistake(
        "door_of_rule", ROUTING, '= "jugendhaus"', '= "jmd"', "rule „jung“ door", "„jmd“ gibt es nicht", "jugendhaus"
    ),
    Mistake(
        "door_of_outcome", WORDS, 'door = "lotsen"', 'door = "mbe"', "„zu_lotsen“ door", "„mbe“", "fachamt, jugend"
    ),
    Mistake("door_of_profile", PROFILES, '"fachamt"', '"jmd"', "profile „allgemein“ doors", "„jmd“", "fachamt, jugend"),
    Mistake(
        "fact_of_profile",
        PROFILES,
        '"ort"',
        '"stadt"',
        "profile „allgemein“ facts",
        "„stadt“",
        "altersklasse, menge, nachweis, ort",
    ),
    Mistake("fact_of_rule", ROUTING, "{ menge", "{ stadt", "rule „geklaert“ when", "„stadt“", "menge, nachweis, ort"),
    Mistake("answer_of_rule", ROUTING, '["viel"]', '["sehr"]', "„jung-und-viel“ when menge", "„sehr“", "viel, wenig"),
    Mistake(
        "need_of_rule", ROUTING, '["papiere"]', '["geld"]', "„papiere-frueher“ when bedarf", "„geld“", "papiere, son"
    ),
    Mistake("need_key_of_rule", ROUTING, "bedarf_nur", "bedarf_nie", "when bedarf_nie", "unbekannt", "„bedarf_nur“"),
    Mistake(
        "service_of_rule",
        ROUTING,
        'door = "jugendhaus"',
        'door = "jugendhaus"\nservice = "wohnamt"',
        "rule „jung“ service",
        "„wohnamt“",
        "für den ganzen Kreis: jugendhaus",
    ),
    Mistake(
        "row_of_outcome", WORDS, 'paper_row = "fachamt"', 'paper_row = "amt"', "„zu_fachamt“", "„amt“", "fachamt, jug"
    ),
    Mistake(
        "row_of_answer", WORDS, 'paper_row = "aelter"', 'paper_row = "alt"', "altersklasse „mittel“", "„alt“", "aelter"
    ),
    Mistake(
        "row_of_need", WORDS, 'paper_row = "zuhause"', 'paper_row = "heim"', "bedarf „zuhause“", "„heim“", "papiere"
    ),
    Mistake(
        "asked_if_nothing",
        WORDS,
        'picture = "stack-2"',
        'picture = "stack-2"\nasked_if = { ort = ["velbert"] }',
        "fact.menge asked_if",
        "„velbert“",
        "anderswo, beispielheim",
    ),
    Mistake(
        "implies_nothing",
        WORDS,
        'code = "wenig"',
        'code = "wenig"\nimplies = { gruppe = "a" }',
        "fact.menge „wenig“ implies",
        "„gruppe“",
        "altersklasse, menge, nachweis, ort",
    ),
    # codes that stand twice
    Mistake(
        "rule_twice", ROUTING, 'id = "jung"', 'id = "jung-und-viel"', "rule", "„jung-und-viel“ steht 2-mal", "einmal"
    ),
    Mistake("service_twice", DIRECTORY, 'code = "wohnamt"', 'code = "berufsamt"', "service", "„berufsamt“", "einmal"),
    Mistake(
        "need_twice", WORDS, 'code = "lernen"', 'code = "beruf"', "need.answer", "„beruf“ steht 2-mal", "genau einmal"
    ),
    Mistake(
        "answer_twice", WORDS, 'code = "wenig"', 'code = "viel"', "fact.menge.answer", "„viel“ steht 2-mal", "einmal"
    ),
    Mistake("desk_twice", SITE, 'code = "nord"', 'code = "markt"', "desk", "„markt“ steht 2-mal", "genau einmal"),
    # what must be there
    Mistake(
        "no_source", ROUTING, 'source = "Musterhandbuch, Seite 2"\n', "", "rule „jung“ source", "fehlt", "ein Text"
    ),
    Mistake("no_reason", ROUTING, SPOT + "\n", "", "rule „jung“ reason", "fehlt", "ein Text in Anführungszeichen"),
    Mistake("no_owner", ROUTING, 'owner = "Leitung Wegweiser Musterkreis"\n', "", "owner", "fehlt", "ein Text"),
    Mistake("no_start", PROFILES, "valid_from = 2026-01-01\n", "", "„allgemein“ valid_from", "fehlt", "2027-06-30"),
    Mistake("no_age", WORDS, 'kind = "age"', 'kind = "plain"', "fact", "0 Angaben mit kind = „age“", "genau eine"),
    Mistake("no_band", WORDS, "ages = [18, 59]\n", "", "fact.altersklasse „mittel“ ages", "fehlt", "[27, 44]"),
    Mistake(
        "last_rule_asks",
        ROUTING,
        LAST,
        'id = "sonst"\nwhen = { menge = ["viel"] }',
        "rule",
        "eine Regel muss immer gelten",
        "when = {}, eine Stelle, valid_from spätestens 2026-01-01, kein valid_to",
    ),
    Mistake(
        "last_rule_ends",
        ROUTING,
        LAST,
        LAST + "\nvalid_to = 2027-12-31",
        "rule",
        "eine Regel muss immer gelten",
        "kein valid_to",
    ),
    Mistake(
        "last_rule_without_door",
        ROUTING,
        LAST + '\ndoor = "lotsen"',
        LAST + '\ndoor = ""',
        "rule",
        "eine Regel muss immer gelten",
        "eine Stelle",
    ),
    Mistake(
        "no_rule_without_unless",
        ROUTING,
        LAST,
        LAST + '\nunless = { menge = ["viel"] }',
        "rule",
        "eine Regel muss immer gelten",
        "kein unless",
    ),
    Mistake(
        "unless_of_no_list",
        ROUTING,
        'id = "jung"\n',
        'id = "jung"\nunless = { menge = ["zu_viel"] }\n',
        "rule „jung“ unless menge",
        "„zu_viel“ gibt es nicht",
        "viel, wenig",
    ),
    Mistake(
        "unless_counts_needs",
        ROUTING,
        'id = "jung"\n',
        'id = "jung"\nunless = { bedarf_anzahl = [3] }\n',
        "rule „jung“ unless bedarf_anzahl",
        "ist hier unbekannt",
        "bedarf",
    ),
    Mistake(
        "also_of_no_rule",
        ROUTING,
        'also = ["brief-mit-tag"]',
        'also = ["brief-mit-tag", "alt"]',
        "also",
        "„alt“ ist keine Regel mit Stelle",
        "jede Regel einmal",
    ),
    Mistake(
        "outcome_beside_a_door",
        ROUTING,
        LAST,
        LAST + '\noutcome = "hinweis"',
        "rule „sonst“ outcome",
        "passt nicht zu einer Stelle",
        "die Zeile weglassen",
    ),
    Mistake(
        "outcome_that_refers",
        ROUTING,
        'outcome = "hinweis"',
        'outcome = "zu_lotsen"',
        "rule „geklaert“ outcome",
        "„zu_lotsen“ gibt es nicht",
        "ein Ergebnis ohne Stelle",
    ),
    Mistake(
        "rule_ends_before_it_begins",
        ROUTING,
        "valid_to = 2026-06-30",
        "valid_to = 2024-06-30",
        "rule „papiere-frueher“ valid_to",
        "liegt vor valid_from",
        "ein späteres Datum",
    ),
    Mistake(
        "profile_ends_before_it_begins",
        PROFILES,
        "valid_from = 2026-01-01",
        "valid_from = 2026-01-01\nvalid_to = 2025-01-01",
        "profile „allgemein“ valid_to",
        "liegt vor valid_from",
        "ein späteres Datum",
    ),
    Mistake(
        "profile_without_the_last_door",
        PROFILES,
        '"lotsen", ',
        "",
        "profile „allgemein“ doors",
        "„lotsen“ fehlt",
        "die Stelle der Regel, die immer gilt",
    ),
    Mistake(
        "door_for_one_town_only",
        DIRECTORY,
        'meaning = "Beratung für junge Menschen"\ntowns = []',
        'meaning = "Beratung für junge Menschen"\ntowns = ["musterstadt"]',
        "door „jugendhaus“",
        "keine Stelle für den ganzen Kreis",
        "ohne towns und ohne valid_to",
    ),
    Mistake(
        "door_that_will_close",
        DIRECTORY,
        'source = "Musterhandbuch, Seite 12"',
        'source = "Musterhandbuch, Seite 12"\nvalid_to = 2036-12-31',
        "door „jugendhaus“",
        "keine Stelle für den ganzen Kreis",
        "ohne towns und ohne valid_to",
    ),
    Mistake(
        "door_without_outcome",
        WORDS,
        'kind = "referral"\ndoor = "fachamt"',
        'kind = "no_need"',
        "outcome",
        "„fachamt“ braucht genau ein Ergebnis",
        'door = "fachamt"',
    ),
    Mistake(
        "door_at_an_outcome_that_sends_nobody",
        WORDS,
        'kind = "information"',
        'kind = "information"\ndoor = "fachamt"',
        "outcome „hinweis“ door",
        "passt nicht zu dieser Art",
        "die Zeile weglassen",
    ),
    Mistake(
        "nobody_can_refuse",
        WORDS,
        'kind = "refused"',
        'kind = "no_need"',
        "outcome",
        "0 Ergebnisse mit kind = „refused“",
        "genau eines davon",
    ),
    Mistake(
        "no_table_of_outcomes",
        WORDS,
        'counts = "ergebnis"',
        'counts = "ausgang"',
        "paper",
        "keine Tabelle zählt „ergebnis“",
        'counts = "ergebnis"',
    ),
    # empty words and lists
    Mistake(
        "source_empty", ROUTING, '"Musterhandbuch, Seite 1"', '""', "„jung-und-viel“ source", "ist leer", "ein Text"
    ),
    Mistake(
        "source_blank", ROUTING, '"Musterhandbuch, Seite 1"', '"  "', "„jung-und-viel“ source", "ist leer", "ein T"
    ),
    Mistake("reason_empty", ROUTING, SPOT, 'reason = ""', "rule „jung“ reason", "ist leer", "ein Text"),
    Mistake("code_empty", DIRECTORY, 'code = "wohnamt"', 'code = ""', "service „4“ code", "ist leer", "ein Text"),
    Mistake("code_missing", DIRECTORY, 'code = "wohnamt"\n', "", "service „4“ code", "fehlt", "ein Text"),
    Mistake("colour_empty", DIRECTORY, 'colour = "jmd"', 'colour = ""', "„jugendhaus“ colour", "ist leer", "ein Text"),
    Mistake("desk_name_empty", SITE, '"Bürgerhaus Nord"', '""', "desk „nord“ name", "ist leer", "ein Text"),
    Mistake("no_languages", SITE, '["de", "en", "ar"]', "[]", "languages", "ist leer", "zum Beispiel ["),
    Mistake(
        "asks_nothing",
        PROFILES,
        '["altersklasse", "ort", "nachweis", "menge"]',
        "[]",
        "„allgemein“ facts",
        "ist leer",
        "zum Beispiel",
    ),
    Mistake(
        "leads_nowhere", PROFILES, '["lotsen", "jugendhaus", "fachamt"]', "[]", "„allgemein“ doors", "ist leer", "["
    ),
    Mistake(
        "asks_twice", PROFILES, '["altersklasse", "ort"', '["ort", "ort"', "„allgemein“ facts", "steht 2-mal", "einmal"
    ),
    Mistake("word_in_list_empty", PROFILES, '"nachweis", "menge"', '"", "menge"', "profile „allgemein“ facts", "", ""),
    Mistake("town_in_list_empty", DIRECTORY, '["beispielheim"]', '[""]', "„lotsen_beispielheim“ towns", "", ""),
    *(
        Mistake(f"condition_empty_{key}", ROUTING, old, f"{key} = []", f"when {key}", "ist leer", "")
        for key, old in (
            ("menge", 'menge = ["nichts_offen"]'),
            ("bedarf", 'bedarf = ["papiere"]'),
            ("bedarf_nur", 'bedarf_nur = ["zuhause", "beruf"]'),
            ("bedarf_anzahl", "bedarf_anzahl = [3]"),
        )
    ),
    # days
    *(
        Mistake(
            f"datetime_{key}",
            ROUTING,
            old,
            f"{old}T00:00:00",
            f"„papiere-frueher“ {key}",
            "hat eine Uhrzeit",
            "2027-06-30",
        )
        for key, old in (("valid_from", "valid_from = 2025-01-01"), ("valid_to", "valid_to = 2026-06-30"))
    ),
    Mistake(
        "service_ends_before_it_begins",
        DIRECTORY,
        "2036-12-31",
        "2024-12-31",
        "service „lotsen_beispielheim“ valid_to",
        "liegt vor valid_from",
        "ein späteres Datum",
    ),
    Mistake(
        "last_rule_begins_a_day_late",
        ROUTING,
        'Seite 8"\nvalid_from = 2025-01-01',
        'Seite 8"\nvalid_from = 2026-01-02',
        "rule",
        "eine Regel muss immer gelten",
        "valid_from spätestens 2026-01-01",
    ),
    Mistake(
        "door_that_opens_a_day_late",
        DIRECTORY,
        'Seite 12"\nvalid_from = 2025-01-01',
        'Seite 12"\nvalid_from = 2026-01-02',
        "door „jugendhaus“",
        "keine Stelle für den ganzen Kreis",
        "ohne towns und ohne valid_to",
    ),
    # facts and their names
    *(
        Mistake(
            f"reserved_{code}",
            WORDS,
            NEXT,
            NEW_FACT.format(code=code) + NEXT,
            f"fact.{code}",
            f"„{code}“ ist vergeben",
            "anderen",
        )
        for code in (*sorted(RESERVED), f"{PAPER_PREFIX}alter", f"{PAPER_PREFIX}x", f"{NEEDS}_anzahl")
    ),
    *(
        Mistake(
            f"fact_code_{code}",
            WORDS,
            NEXT,
            NEW_FACT.format(code=f'"{code}"') + NEXT,
            f"fact.{code}",
            "ist kein Code",
            "a–z",
        )
        for code in ("Name des Kindes", "Geburtsdatum", "größe", "", "_x")
    ),
    Mistake(
        "fact_is_no_table", WORDS, "[fact.alter", '[fact]\nx = "y"\n[fact.alter', "fact.x", "kein Abschnitt", "[fact.x]"
    ),
    # ages and hours
    Mistake(
        "bands_overlap", WORDS, "[18, 59]", "[17, 59]", "altersklasse ages", "Lücke oder Überschneidung", "0 bis 199"
    ),
    Mistake(
        "bands_leave_a_hole", WORDS, "[18, 59]", "[19, 59]", "altersklasse ages", "zwischen 18 und 19", "0 bis 199"
    ),
    Mistake("bands_begin_late", WORDS, "[0, 17]", "[1, 17]", "altersklasse ages", "zwischen 0 und 1", "0 bis 199"),
    Mistake("bands_end_early", WORDS, "[60, 199]", "[60, 198]", "altersklasse ages", "endet bei 198", "bis 199"),
    Mistake("bands_end_late", WORDS, "[60, 199]", "[60, 200]", "altersklasse ages", "endet bei 200", "bis 199"),
    Mistake(
        "service_ages_turned",
        DIRECTORY,
        "age_min = 6\n",
        "age_min = 18\n",
        "„jugendhaus“ age_min",
        "größer als",
        "zuerst",
    ),
    *(
        Mistake(
            f"hours_{name}",
            DIRECTORY,
            'from = "10:00", to = "15:00"',
            f"from = {opens}, to = {closes}",
            ".hours",
            "keine Öff",
            '"09:00"',
        )
        for name, opens, closes in (
            ("turned", '"15:00"', '"10:00"'),
            ("of_no_time", '"10:00"', '"10:00"'),
            ("turned_with_one_digit", '"10:00"', '"9:00"'),
        )
    ),
    Mistake(
        "hours_without_days", DIRECTORY, '["mi"]', "[]", "„lotsen_beispielheim“.hours „1“ days", "ist leer", "zum Bei"
    ),
    # what counts where, and what a rule may name
    Mistake(
        "need_without_row",
        WORDS,
        'picture = "dots"\npaper_row = "sonstiges"',
        'picture = "dots"',
        "bedarf „sonstiges“ paper_row",
        "keine Zeile von „themen“",
        "eine von: beruf, papiere, sonstiges, zuhause",
    ),
    Mistake(
        "answer_without_row",
        WORDS,
        'ages = [18, 59]\npaper_row = "aelter"',
        "ages = [18, 59]",
        "altersklasse „mittel“ paper_row",
        "„mittel“ ist keine Zeile von „alter“",
        "eine von: aelter, jung, keine_angabe",
    ),
    Mistake(
        "service_of_one_town_in_rule",
        ROUTING,
        'menge = ["viel"] }\ndoor = "lotsen"',
        'menge = ["viel"] }\ndoor = "lotsen"\nservice = "lotsen_beispielheim"',
        "rule „jung-und-viel“ service",
        "„lotsen_beispielheim“",
        "für den ganzen Kreis: lotsen_kreis",
    ),
    Mistake("more_needs_than_can_be", ROUTING, "[3]", "[5]", "when bedarf_anzahl", "5 kommt nie vor", "höchstens 4"),
    # characters that hide something
    *(
        Mistake(
            f"hidden_{code}", ROUTING, SPOT, f'reason = "Sie\\u{code}"', "rule „jung“ reason", "Steuerzeichen", TEXT
        )
        for code in ("007f", "0080", "0085", "009b", "009f", "061c", "200e", "200f", "2028", "2029", "2069")
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.name for mistake in MISTAKES])
def test_a_mistake_is_named_with_its_place_and_what_to_write_instead(folder: Path, mistake: Mistake) -> None:
    _edit(folder, mistake.file, mistake.old, mistake.new)
    complaints = _complaints(folder)
    assert [
        one
        for one in complaints
        if one.file == mistake.file
        and mistake.where in one.where
        and mistake.problem in one.problem
        and mistake.instead in one.instead
    ], [str(complaint) for complaint in complaints]
    for one in complaints:
        assert one.file in FILES
        assert one.where
        assert one.problem
        assert one.instead
        assert str(folder) not in str(one)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_the_only_complaint_about_it(folder: Path, file: str) -> None:
    (folder / file).unlink()
    about = [complaint for complaint in _complaints(folder) if complaint.file == file]
    assert [(one.where, one.problem, one.instead) for one in about] == [
        ("Datei", "fehlt oder ist nicht lesbar", f"eine Datei {file} im Paket")
    ]


@pytest.mark.parametrize("file", FILES)
def test_an_empty_file_is_one_complaint(folder: Path, file: str) -> None:
    (folder / file).write_text("# nichts\n", encoding="utf-8")
    assert [(one.file, one.where, one.problem) for one in _complaints(folder)] == [(file, "Datei", "ist leer")]


def test_towns_that_are_missing_are_one_complaint(folder: Path) -> None:
    text = (folder / SITE).read_text(encoding="utf-8")
    (folder / SITE).write_text(re.sub(r"\[\[town\]\][^\[]*", "", text), encoding="utf-8")
    assert [one.where for one in _complaints(folder) if "towns" in one.where or one.file == SITE] == ["town"]


def test_a_file_in_an_old_encoding_is_refused(folder: Path) -> None:
    (folder / SITE).write_bytes((MUSTERKREIS / SITE).read_text(encoding="utf-8").encode("latin-1"))
    (complaint,) = _complaints(folder)
    line = re.split(r"[^\x00-\x7f]", (MUSTERKREIS / SITE).read_text(encoding="utf-8"))[0].count("\n") + 1
    assert str(complaint) == (
        f"site.toml · Datei: ist nicht in UTF-8 gespeichert (Zeile {line}) → im Editor als UTF-8 speichern"
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [("a = 1\n  b = = 2\n", "Zeile 2, Spalte 7"), ("a = [1", "am Ende der Datei"), ("a = 1\na = 2\n", "Zeile 2")],
)
def test_where_the_text_is_no_toml_is_told_in_german(folder: Path, text: str, place: str) -> None:
    (folder / SITE).write_text(text, encoding="utf-8")
    (complaint,) = _complaints(folder)
    assert complaint.problem.startswith(f"ist kein gültiges TOML ({place}")
    assert not re.search("[Ii]nvalid|[Cc]annot|[Uu]nclosed|line|column", str(complaint))


@pytest.mark.parametrize("file", FILES)
def test_the_mark_that_some_editors_set_before_utf_8_is_none_of_the_text(folder: Path, file: str) -> None:
    (folder / file).write_bytes(b"\xef\xbb\xbf" + (folder / file).read_bytes())
    assert not packs.files_of(packs.load(folder))[file].startswith("\ufeff")


def test_a_folder_that_is_not_there_is_named(folder: Path) -> None:
    (complaint,) = _complaints(folder / "none")
    assert str(complaint).startswith(f"--pack · {folder / 'none'}: diesen Ordner gibt es nicht")


def test_an_empty_folder_is_refused_file_by_file(tmp_path: Path) -> None:
    assert [complaint.file for complaint in _complaints(tmp_path)] == list(FILES)


# several at once


def _several(folder: Path) -> Iterator[tuple[str, str]]:
    """One mistake in each of the files, and where it must be named."""
    _edit(folder, SITE, "retention_days = 7", "retention_days = 30")
    yield SITE, "retention_days"
    _edit(folder, WORDS, 'label = "alles geklärt"', "label = 1")
    yield WORDS, "fact.menge.answer „nichts_offen“ label"
    _edit(folder, PROFILES, 'name = "Offene Sprechstunde"', "")
    yield PROFILES, "profile „allgemein“ name"
    _edit(folder, ROUTING, 'source = "Musterhandbuch, Seite 2"\n', "")
    yield ROUTING, "rule „jung“ source"
    _edit(folder, DIRECTORY, "age_max = 17", "age_max = -1")
    yield DIRECTORY, "service „jugendhaus“ age_max"


def test_mistakes_in_all_files_are_all_reported_at_once(folder: Path) -> None:
    expected = list(_several(folder))
    assert sorted((complaint.file, complaint.where) for complaint in _complaints(folder)) == sorted(expected)


def test_mistakes_between_the_files_are_all_reported_at_once(folder: Path) -> None:
    _edit(folder, ROUTING, '= "jugendhaus"', '= "jmd"')
    _edit(folder, ROUTING, "valid_to = 2026-06-30", "valid_to = 2024-06-30")
    _edit(folder, DIRECTORY, '["beispielheim"]', '["velbert"]')
    _edit(folder, PROFILES, '"ort"', '"stadt"')
    assert {(complaint.file, complaint.where) for complaint in _complaints(folder)} == {
        (ROUTING, "rule „jung“ door"),
        (ROUTING, "rule „papiere-frueher“ valid_to"),
        (DIRECTORY, "service „lotsen_beispielheim“ towns"),
        (PROFILES, "profile „allgemein“ facts"),
    }


def test_mistakes_within_a_file_do_not_hide_those_between_the_files(folder: Path) -> None:
    expected = list(_several(folder))
    _edit(folder, ROUTING, '= "jugendhaus"', '= "jmd"')
    _edit(folder, DIRECTORY, '["beispielheim"]', '["velbert"]')
    expected += [(ROUTING, "rule „jung“ door"), (DIRECTORY, "service „lotsen_beispielheim“ towns")]
    assert sorted((complaint.file, complaint.where) for complaint in _complaints(folder)) == sorted(expected)


@pytest.mark.parametrize("file", FILES)
def test_only_a_file_that_cannot_be_read_stops_the_checks_between_the_files(folder: Path, file: str) -> None:
    _edit(folder, PROFILES, '"ort"', '"stadt"')
    (folder / file).write_text("[[", encoding="utf-8")
    assert [(complaint.file, complaint.where) for complaint in _complaints(folder)] == [(file, "Datei")]


@pytest.mark.parametrize(
    ("file", "old", "where"),
    [
        (DIRECTORY, 'door = "fachamt"', "service „wohnamt“ door"),
        (WORDS, 'door = "lotsen"\npaper_row = "lotsen"', "outcome „zu_lotsen“ paper_row"),
        (DIRECTORY, 'code = "wohnamt"', "service „4“ code"),
    ],
)
def test_an_empty_word_is_one_complaint(folder: Path, file: str, old: str, where: str) -> None:
    _edit(folder, file, old, old.rpartition(" = ")[0] + ' = ""')
    assert [(one.file, one.where, one.problem) for one in _complaints(folder)] == [(file, where, "ist leer")]


def test_lists_of_sections_must_not_be_empty(folder: Path) -> None:
    (folder / ROUTING).write_text('owner = "Leitung"\nrule = []\n', encoding="utf-8")
    site = (folder / SITE).read_text(encoding="utf-8")
    before, _, rest = site.partition("[[desk]]")
    (folder / SITE).write_text(before + "desk = []\n[[town]]" + rest.partition("[[town]]")[2], encoding="utf-8")
    assert sorted((one.file, one.where, one.problem) for one in _complaints(folder)) == [
        (ROUTING, "rule", "ist leer"),
        (SITE, "desk", "ist leer"),
    ]


def test_what_stands_just_inside_the_limits_loads(folder: Path) -> None:
    _edit(folder, ROUTING, 'Seite 8"\nvalid_from = 2025-01-01', 'Seite 8"\nvalid_from = 2026-01-01')
    _edit(folder, DIRECTORY, 'Seite 12"\nvalid_from = 2025-01-01', 'Seite 12"\nvalid_from = 2026-01-01')
    _edit(folder, DIRECTORY, "valid_to = 2036-12-31", "valid_to = 2025-01-01")
    _edit(folder, DIRECTORY, "age_min = 6\nage_max = 17", "age_min = 17\nage_max = 17")
    _edit(folder, DIRECTORY, 'from = "10:00", to = "15:00"', 'from = "9:59", to = "10:00"')
    _edit(
        folder,
        ROUTING,
        'menge = ["viel"] }\ndoor = "lotsen"',
        'menge = ["viel"] }\ndoor = "lotsen"\nservice = "lotsen_kreis"',
    )
    _edit(folder, WORDS, "[fact.menge]", NEW_FACT.format(code="sprache2") + "[fact.menge]")
    assert packs.load(folder).rules[0].service == "lotsen_kreis"


def test_several_mistakes_of_one_rule_are_all_reported(folder: Path) -> None:
    _edit(folder, ROUTING, 'id = "jung"', 'id = "JUNG"')
    _edit(folder, ROUTING, SPOT, "reason = 18")
    _edit(folder, ROUTING, 'source = "Musterhandbuch, Seite 2"', 'sorce = "Musterhandbuch, Seite 2"')
    assert [complaint.where for complaint in _complaints(folder)] == [
        "rule „JUNG“ id",
        "rule „JUNG“ reason",
        "rule „JUNG“ source",
        "rule „JUNG“ sorce",
    ]


def test_the_error_itself_carries_no_content_of_the_pack(folder: Path) -> None:
    (folder / SITE).unlink()
    with pytest.raises(PackBroken, match=r"^1 complaints$"):
        packs.load(folder)


def test_closed_days_are_days_and_spans_and_holidays_have_names(folder: Path) -> None:
    _edit(folder, SITE, "[2026-12-25]", '[2026-11-02, { from = 2026-12-24, to = 2027-01-01 }]\nstate = "NW"')
    site = packs.load(folder).site
    closed = site.closed(Period(date(2026, 10, 1), date(2027, 1, 31)))
    assert {date(2026, 11, 2), *Period(date(2026, 12, 24), date(2027, 1, 1)).days} == site.closed_days
    assert (closed[date(2026, 11, 1)], closed[date(2026, 11, 2)]) == ("Allerheiligen", "")
    assert date(2026, 10, 31) not in closed, "Reformationstag is none in this state"


@pytest.mark.parametrize(
    "entry",
    ["{ from = 2027-01-01, to = 2026-12-24 }", "{ from = 2026-12-24 }", "{ from = 2026-01-01, to = 2062-01-01 }", "1"],
)
def test_what_is_no_span_of_days_is_named(folder: Path, entry: str) -> None:
    _edit(folder, SITE, "[2026-12-25]", f"[{entry}]")
    assert [one.where for one in _complaints(folder)] == ["closed_days"]


def test_a_state_that_there_is_not_is_named(folder: Path) -> None:
    _edit(folder, SITE, "[2026-12-25]", '[]\nstate = "NRW"')
    assert [one.where for one in _complaints(folder)] == ["state"]

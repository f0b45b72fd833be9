"""What people see of how far a translation is."""

import dataclasses
import re

import pytest
from builders import COMPLEX_104C, OVERHEAD, accept, answered
from conftest import ROOT
from house import HouseClient, Reader

from kiosk import pack as packs
from kiosk import web
from kiosk.storage import Account
from kiosk.words import catalogues

LAW = "Wir gehören nicht zum Ausländeramt."
OFFERED = packs.load(ROOT / "deploy" / "mettmann").site.languages
PLACES = ("", "?open=stadt", "?panel=doors&door=kim_cm", "?panel=no_need", "?panel=help")
NOTICE = "Diesen Text hat noch niemand geprüft. Es gilt der deutsche Text."


def lines_of(page, tag):
    """Where the two lines of the promise stand."""
    heading = page.text.split('<h1 class="promise">')[1].split("</h1>")[0]
    return heading.index(f'lang="{tag}"'), heading.index('lang="de"')


def test_a_draft_of_law_stands_under_the_german_with_a_notice(client):
    page = client.get(f"/conversation/{client.new_key()}?language=ar")
    arabic, german = lines_of(page, "ar")
    assert german < arabic
    assert NOTICE in page.text
    assert NOTICE not in client.get(f"/conversation/{client.new_key()}?language=de").text


def test_a_checked_sentence_of_law_stands_first_without_a_notice(office, clock, client):
    words = catalogues.load(office.pack)
    arabic = words.catalogues["ar"]
    checked = dataclasses.replace(arabic, states=dict.fromkeys(arabic.messages, "checked"))
    words = dataclasses.replace(words, catalogues={**words.catalogues, "ar": checked})
    app = web.create_app(office, clock=clock, words=words)
    app.test_client_class = type(client)
    other = app.test_client()
    other.sign_in("tisch")
    page = other.get(f"/conversation/{other.new_key()}?language=ar")
    arabic, german = lines_of(page, "ar")
    assert arabic < german
    assert NOTICE not in page.text


def test_a_site_without_drafts_offers_german_alone(office, clock, client):
    site = dataclasses.replace(office.pack.site, drafts=False)
    office = dataclasses.replace(office, pack=dataclasses.replace(office.pack, site=site))
    app = web.create_app(office, clock=clock)
    assert app.extensions["kiosk"].languages == ("de",)


@pytest.fixture
def without_drafts(client, office, clock):
    """A tablet at a desk that shows checked languages alone: German."""
    site = dataclasses.replace(office.pack.site, drafts=False)
    office = dataclasses.replace(office, pack=dataclasses.replace(office.pack, site=site))
    app = web.create_app(office, clock=clock)
    app.test_client_class = type(client)
    tablet = app.test_client()
    tablet.sign_in("tisch")
    return tablet


def test_no_draft_is_said_where_none_is_offered(without_drafts):
    key = without_drafts.new_key()
    promise = f"/conversation/{key}?language=ar"
    assert '<html lang="de"' in without_drafts.get(promise).text
    without_drafts.post(f"/conversation/{key}/promise", data={"answer": "yes", "language": "ar"})
    assert 'lang="ar"' not in without_drafts.get(f"/conversation/{key}/person/1").text
    assert "العربية" in without_drafts.get(f"/conversation/{key}/interpreter?language=ar").text


def test_with_few_languages_those_that_can_be_named_fill_the_page(without_drafts, client, office):
    few = without_drafts.get(f"/conversation/{without_drafts.new_key()}").text
    many = client.get(f"/conversation/{client.new_key()}").text
    for page, tiles in ((few, 20), (many, 21)):
        assert page.count('name="language" value=') == tiles
        assert page.count("more=1") == 1
    assert re.findall('name="language" value="([^"]+)"', few)[:3] == ["de", *office.pack.site.languages[1:3]]


def changed_by_the_county(client, office, clock):
    """A desk where the county has just changed what a service and a tab of a question are called."""
    first, *others = office.pack.services
    facts = dict(office.pack.vocabulary.facts)
    facts["stadt"] = dataclasses.replace(facts["stadt"], tab="Ganz neuer Ort")
    pack = dataclasses.replace(
        office.pack,
        services=(dataclasses.replace(first, meaning="Ganz neu."), *others),
        vocabulary=dataclasses.replace(office.pack.vocabulary, facts=facts),
    )
    app = web.create_app(dataclasses.replace(office, pack=pack), clock=clock)
    app.test_client_class = type(client)
    return app.test_client(), first.code


@pytest.mark.parametrize(
    ("language", "note"), [("ar", "(بالألمانية فقط)"), ("de-simple", "(noch nicht in Leichter Sprache)")]
)
def test_what_the_county_has_changed_stands_in_german_with_a_note_in_the_clients_language(
    client, office, clock, language, note
):
    changed, code = changed_by_the_county(client, office, clock)
    page = changed.get(f"/slip/{language}/{code}", ours=False).text
    german, told = page.index('lang="de" dir="ltr">Ganz neu.<'), page.index(note)
    between = Reader(page[german:told]).elements
    assert [one.attributes["lang"] for one in between if one.name == "bdi"] == [language]


def test_a_list_names_in_the_clients_language_what_is_german_only_and_mixes_no_languages(client, office, clock):
    changed, _ = changed_by_the_county(client, office, clock)
    page = changed.get("/slip/ar/about/data", ours=False).text
    lines = [one for one in Reader(page).elements if one.name == "bdi" and "Ganz neuer Ort" in one.text]
    assert {one.attributes["lang"] for one in lines} == {"de"}
    assert lines
    assert "(بالألمانية فقط)" in page


def test_leichte_sprache_has_one_thought_a_line(client):
    page = client.get(f"/conversation/{client.new_key()}?language=de-simple").text
    assert "Das Gespräch ist freiwillig.<br>Es kostet nichts." in page
    assert "Wir schreiben keinen Namen auf. Wir zählen nur Antworten." in page


def test_the_lead_sees_how_far_each_language_is(client, anonymous, office):
    assert client.get("/languages").status_code == 403
    anonymous.sign_in(OVERHEAD)
    assert anonymous.get("/languages").status_code == 403
    office.store.staff.keep_account(Account("team", "lead", HouseClient.PASSWORD_HASH))
    anonymous.sign_in("team")
    page = anonymous.get("/languages").text
    assert "العربية" in page
    assert "Entwurf" in page
    assert 'href="/languages"' in anonymous.get("/desk").text


@pytest.mark.parametrize("language", OFFERED)
def test_a_change_of_language_keeps_step_and_answers_and_every_page_is_sound(client, office, language):
    key = answered(office, COMPLEX_104C, ("arbeit",))
    talk = f"/conversation/{key}/person/1"
    for place in PLACES:
        changed = client.post(f"/conversation/{key}/language", data={"language": language, "back": f"{talk}{place}"})
        assert changed.location == f"{talk}{place}"
        assert f'lang="{language}"' in client.get(changed.location).text
    kept = office.store.talks.conversation(key)
    assert kept.persons[0].answers.facts == COMPLEX_104C
    assert kept.persons[0].answers.needs == ("arbeit",)
    accept(office, key)
    for place in (f"{talk}/slip", f"/conversation/{key}/data", f"/conversation/{key}/interpreter?language={language}"):
        assert f'<html lang="{language}"' in client.get(place).text


@pytest.mark.parametrize("language", OFFERED)
def test_every_public_page_is_sound_and_light_in_every_language(anonymous, office, language):
    services = {service.door: service.code for service in office.pack.services}
    for place in (*services.values(), "about/data", "desk/mettmann", "long_gone"):
        page = anonymous.get(f"/slip/{language}/{place}")
        assert f'<html lang="{language}"' in page.text
        assert len(page.data) < 30_000
    assert 'lang="de"' in anonymous.get("/nowhere", headers={"Accept-Language": language}).text


@pytest.mark.parametrize("language", ["ar", "ti"])
def test_but_for_names_no_german_stands_alone_on_a_public_page(anonymous, office, language):
    alone = []
    for place in (*(service.code for service in office.pack.services), "about/data", "desk/mettmann", "long_gone"):
        lines = Reader(anonymous.get(f"/slip/{language}/{place}").text).elements
        beside = {one.parent.parent for one in lines if one.name == "bdi" and one.attributes.get("lang") == language}
        german = [one for one in lines if one.attributes.get("lang") == "de" and one.parent.parent not in beside]
        alone += [(place, one.text) for one in german if not one.attributes.keys() & {"translate", "hreflang"}]
    assert alone == []

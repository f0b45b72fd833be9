"""The slip: public, the same for everyone, light, and true to the directory."""

import dataclasses
import re
from datetime import date

import pytest
from builders import TODAY, answered
from house import HouseClient

from kiosk import desk, web
from kiosk.desk import Office
from kiosk.domain.conversation import Conversation, Decision, Person
from kiosk.domain.delivery import Target, TargetKind
from kiosk.web import qr
from kiosk.words.labels import KEPT

SENT = {"service": "mbe", "shown": "mbe", "reason": ""}
"""The door that is suggested before any answer, accepted."""


@pytest.fixture
def complete(store, musterkreis, tmp_path, clock):
    """A desk whose directory is complete and whose slips have a public address."""
    app = web.create_app(Office(store, musterkreis), clock=clock)
    app.test_client_class = HouseClient
    return app.test_client()


def test_it_is_the_same_bytes_for_everyone(anonymous, clock):
    first = anonymous.get("/slip/ar/mbe")
    anonymous.sign_in("tisch")
    clock.pass_by(days=200)
    second = anonymous.get("/slip/ar/mbe", headers={"Accept-Language": "en"})
    assert first.data == second.data
    assert "Set-Cookie" not in first.headers
    assert "<script" not in first.text


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_service_has_a_slip_under_50_kb(anonymous, mettmann, language):
    style = anonymous.get(anonymous.get("/slip/de/mbe").text.split('rel="stylesheet" href="')[1].split('"')[0])
    for service in mettmann.services:
        page = anonymous.get(f"/slip/{language}/{service.code}")
        assert page.status_code == 200
        assert len(page.data) + len(style.data) < 50_000
        assert service.name.replace("&", "&amp;") in page.text
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_it_says_all_that_the_directory_knows(complete, musterkreis):
    service = next(one for one in musterkreis.services if one.hours and one.phone and one.verified_on)
    page = complete.get(f"/slip/ar/{service.code}").text
    for fact in (service.name, service.address, service.phone, service.hours[0].opens):
        assert fact in page
    assert f"https://zettel.example/slip/ar/{service.code}" in page
    assert "02.11.2026" in page
    assert "Dieses Papier ist kein Bescheid." in page


@pytest.mark.parametrize("language", ["de", "ar"])
def test_opening_hours_stay_on_one_line(complete, musterkreis, language):
    service = next(one for one in musterkreis.services if one.hours)
    page = complete.get(f"/slip/{language}/{service.code}").text
    for hours in service.hours:
        assert f"{hours.opens}\u2060–\u2060{hours.closes}" in page


def test_what_the_directory_does_not_know_is_left_to_the_pen_and_the_desk(anonymous):
    page = anonymous.get("/slip/de/kim_cm").text
    assert page.count('class="by-pen"') == page.count("Das wissen wir noch nicht.") == 3
    assert "Fragen? Kommen Sie wieder zu uns." in page
    assert "Fragen Sie uns" not in page
    assert 'class="qr"' not in page
    assert "scannen" not in page


def test_free_and_confidential_stands_only_where_it_is_true(anonymous, mettmann):
    for service in mettmann.services:
        page = anonymous.get(f"/slip/de/{service.code}").text
        assert ("vertraulich" in page) == bool(service.confidential), service.code
        assert ("kostenlos" in page) == (service.cost == "kostenlos"), service.code


def test_the_topics_of_the_service_stand_there_to_tick(anonymous):
    page = anonymous.get("/slip/ar/jobcenter").text
    assert page.count('class="box"') == 2
    assert "Arbeit, Ausbildung" in page


def test_german_names_are_not_translated_by_a_browser_and_sentences_are(anonymous, complete):
    page = anonymous.get("/slip/en/foerdern_fordern").text
    assert re.search(r'translate="no">Fördern und Fordern<', page)
    assert re.search(r'translate="no">Caritas<', page)
    full = complete.get("/slip/en/lotsen_kreis").text
    for text in ("Musterstraße 12, 00000 Musterstadt", "Musterverein", "0000 123456", "lotsen_kreis@muster.example"):
        assert f'translate="no">{text}<' in full, text
    assert not re.search(r"<(html|body|main|article)[^>]*translate", page + full)


def test_a_number_is_dialled_as_it_is_meant(complete):
    page = complete.get("/slip/de/berufsamt").text
    assert 'href="tel:+49123456789"' in page
    assert 'href="tel:0000123456"' in page
    assert 'href="tel:0000987654"' in page


def test_a_page_without_a_desks_number_marks_it_for_the_staff(client):
    talk = client.new_talk("en")
    client.post(f"{talk}/refer", data=SENT)
    page = client.get(f"{talk}/slip").text
    assert "site.toml" in page
    assert "nicht geprüft" in page
    assert not re.search(r'href="(tel:|mailto:|https:)', page)


# how fresh the entry is


def test_a_red_entry_is_printed_without_place_and_hours_for_everybody_alike(complete, musterkreis, clock):
    service = musterkreis.service("lotsen_kreis")
    clock.pass_by(days=159)
    kept = complete.get("/slip/ar/lotsen_kreis").text
    assert service.address in kept
    clock.pass_by(days=1)
    page = complete.get("/slip/ar/lotsen_kreis")
    for gone in (service.address, service.hours[0].opens, "ohne Termin", "Wartezeit"):
        assert gone not in page.text, gone
    assert page.text.count('class="by-pen"') == 2
    assert service.phone in page.text
    assert "02.11.2026" in page.text
    assert complete.get("/slip/ar/lotsen_kreis", headers={"Accept-Language": "en"}).data == page.data


@pytest.mark.parametrize(
    ("days", "marked"), [(69, ""), (70, "Bitte bald nachfragen"), (159, "Bitte bald nachfragen"), (160, "verified_on")]
)
def test_the_case_manager_reads_how_old_the_entry_is_and_what_to_do(anonymous, office, clock, days, marked):
    checked = [dataclasses.replace(one, verified_on=date(2026, 11, 2)) for one in office.pack.services]
    app = web.create_app(Office(office.store, dataclasses.replace(office.pack, services=tuple(checked))), clock=clock)
    app.test_client_class = HouseClient
    clock.pass_by(days=days)
    client = app.test_client()
    client.sign_in("tisch")
    talk = client.new_talk("en")
    client.post(f"{talk}/refer", data=SENT)
    page = client.get(f"{talk}/slip").text
    assert marked in page
    assert ("Zuletzt geprüft am 02.11.2026" in page) == bool(marked)
    assert "nicht geprüft" not in page


def test_a_chosen_service_that_is_gone_is_said_beside_one_that_must_be_named(office, anonymous, clock):
    key = answered(office, {"aufenthalt": "p104c", "restlaufzeit": "knapp"})
    shown = desk.advise(
        office.pack, office.pack.profiles[0], office.store.talks.conversation(key).persons[0].answers, TODAY
    ).service
    desk.refer(office, key, 1, desk.Choice("fluechtlingshilfe_velbert", shown.code))
    anonymous.sign_in("tisch")
    gone = "Die gewählte Stelle gibt es nicht mehr."
    assert gone not in anonymous.get(f"/conversation/{key}/person/1/slip").text
    left = tuple(one for one in office.pack.services if one.code != "fluechtlingshilfe_velbert")
    app = web.create_app(Office(office.store, dataclasses.replace(office.pack, services=left)), clock=clock)
    app.test_client_class = HouseClient
    client = app.test_client()
    client.sign_in("tisch")
    page = client.get(f"/conversation/{key}/person/1/slip").text
    assert "Regionale Beratung" in page
    assert gone in page
    assert "wählen Sie eine andere" in page


def test_the_case_manager_asks_for_today_and_another_language(client):
    talk = client.new_talk("ar")
    client.post(f"{talk}/refer", data=SENT)
    plain, today = client.get(f"{talk}/slip").text, client.get(f"{talk}/slip?today=1&language=en").text
    assert "Heute noch, bitte." not in plain
    assert "Heute noch, bitte." in today
    assert 'lang="en" dir="ltr">Today, please.' in today
    assert "Heute noch, bitte." not in client.get("/slip/ar/mbe?today=1").text


def sentences(page: str) -> str:
    """Return what is to be read on a page."""
    return re.sub(r"<[^>]+>", "", page)


def test_how_long_and_who_answers_is_made_from_the_settings(complete):
    page = complete.get("/slip/ar/about/data").text
    assert "7 Tagen" in page
    assert "datenschutz@muster.example" in page
    assert "Musterrechenzentrum" in page
    assert "/slip/ar/about/data" in complete.get("/slip/ar/wohnamt").text


def test_all_that_is_kept_stands_there(anonymous, complete, mettmann, musterkreis):
    for browser, pack in ((anonymous, mettmann), (complete, musterkreis)):
        page, facts = sentences(browser.get("/slip/ar/about/data").text), pack.vocabulary.facts
        asked = {code for profile in pack.profiles for code in (*profile.facts, *profile.after_talk)}
        asked |= {code for one in asked for answer in facts[one].answers for code in answer.implies}
        for line in (*(facts[code].line for code in asked), pack.vocabulary.needs.tab):
            assert line in page, line
            assert line in pack.client_sentences(), line


def test_a_question_of_any_kind_that_comes_new_stands_there(office, clock):
    plain = next(fact for fact in office.pack.vocabulary.facts.values() if fact.of_talk)
    new = {"frage": {}, "urteil": {"staff": True}, "danach": {"of_talk": True}}
    facts = {
        code: dataclasses.replace(plain, **{"of_talk": False, "tab": f"neu: {code}", "kept": ""} | how, code=code)
        for code, how in new.items()
    }
    vocabulary = dataclasses.replace(office.pack.vocabulary, facts={**office.pack.vocabulary.facts, **facts})
    profiles = tuple(
        dataclasses.replace(one, facts=(*one.facts, "frage", "urteil"), after_talk=(*one.after_talk, "danach"))
        for one in office.pack.profiles
    )
    pack = dataclasses.replace(office.pack, vocabulary=vocabulary, profiles=profiles)
    page = web.create_app(Office(office.store, pack), clock=clock).test_client().get("/slip/de/about/data").text
    for code in new:
        assert f"neu: {code}" in page
        assert f"neu: {code}" in pack.client_sentences()


def test_each_column_of_a_talk_has_a_word_for_the_client(anonymous):
    columns = {field.name for kind in (Conversation, Person, Decision) for field in dataclasses.fields(kind)}
    of_the_program, in_parts = {"key", "stage", "turn", "pack", "place"}, {"persons", "answers", "decision"}
    assert KEPT.keys() == columns - of_the_program - in_parts
    page = sentences(anonymous.get("/slip/de/about/data").text)
    for word in KEPT.values():
        assert word in page


def test_the_machine_that_receives_the_counts_is_named_and_no_account_on_it(office, clock):
    target = Target(TargetKind.SFTP, "sftp://konto@ablage.kreis.example/tage")
    pack = dataclasses.replace(office.pack, site=dataclasses.replace(office.pack.site, delivery=target))
    page = web.create_app(Office(office.store, pack), clock=clock).test_client().get("/slip/de/about/data").text
    assert "ablage.kreis.example" in page
    assert "konto" not in page


def test_what_the_county_has_not_said_is_marked(anonymous):
    assert anonymous.get("/slip/de/about/data").text.count("Das trägt der Kreis noch ein.") == 5


# the slip of the desk itself


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_desk_has_a_slip_of_its_own_the_same_for_everybody(complete, language):
    page = complete.get(f"/slip/{language}/desk/markt")
    for fact in ("Wegweiser Musterkreis", "Bürgerhaus am Markt", "10:00\u2060–\u206011:30", "0000 98-7654"):
        assert fact in page.text, fact
    assert f"https://zettel.example/slip/{language}/desk/markt" in page.text
    assert 'class="by-pen"' not in page.text
    assert page.text.count("0000 98-7654<") == 1
    assert complete.get(f"/slip/{language}/desk/markt", headers={"Accept-Language": "tr"}).data == page.data
    assert "Set-Cookie" not in page.headers


def test_what_the_desk_has_not_said_is_left_to_the_pen(anonymous):
    page = anonymous.get("/slip/de/desk/mettmann").text
    assert "Clearingstelle Mettmann, Auf dem Hüls 5" in page
    assert page.count('class="by-pen"') == 2


def test_a_desk_that_is_gone_leads_to_every_door(complete):
    page = complete.get("/slip/ar/desk/frueher")
    assert page.status_code == 200
    assert "/slip/ar/wohnamt" in page.text


@pytest.mark.parametrize("answer", ["no", "later"])
def test_after_a_no_the_slip_of_the_desk_is_one_tap_away_in_the_clients_language(client, answer):
    key = client.get("/desk").text.split('name="key" value="')[1].split('"')[0]
    client.post("/conversation", data={"key": key})
    client.post(f"/conversation/{key}/language", data={"language": "ar"})
    after = client.post(f"/conversation/{key}/promise", data={"answer": answer}, follow_redirects=True).text
    assert 'href="/desk/slip?language=ar"' in after
    page = client.get("/desk/slip?language=ar").text
    assert '<html lang="ar" dir="rtl"' in page
    assert "هنا تجدون المساعدة." in page
    assert "Die Zeiten der Clearingstelle fehlen noch" in page
    assert key not in page


def test_the_slip_of_the_desk_comes_in_every_paper_and_language(client):
    page = client.get("/desk/slip?language=en&paper=80mm").text
    assert 'paper-80mm"' in page
    assert "/desk/slip?language=en&amp;paper=a4" in page
    assert "/desk/slip?language=ar&amp;paper=80mm" in page
    assert 'href="/desk/slip"' in client.get("/desk").text


# a printed address answers for ever


def test_a_language_without_a_catalogue_is_answered_in_german(anonymous):
    page = anonymous.get("/slip/tr/mbe")
    assert page.status_code == 200
    assert '<html lang="de" dir="ltr"' in page.text


def test_a_withdrawn_language_says_what_is_translated(store, musterkreis, clock):
    changed = dataclasses.replace(
        musterkreis,
        services=(*musterkreis.services, dataclasses.replace(musterkreis.services[0], code="neu", meaning="Neu.")),
    )
    app = web.create_app(Office(store, changed), clock=clock)
    app.test_client_class = HouseClient
    page = app.test_client().get("/slip/ar/lotsen_kreis")
    assert app.extensions["kiosk"].languages == ("de",)
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl"' in page.text
    assert "هنا تجدون المساعدة." in page.text
    assert '<bdi lang="de" dir="ltr">Neu.' in app.test_client().get("/slip/ar/neu").text


def test_a_retired_service_leads_to_the_others_of_its_door(store, musterkreis, clock):
    gone, *others = musterkreis.services
    retired = dataclasses.replace(gone, retired=clock.today)
    app = web.create_app(Office(store, dataclasses.replace(musterkreis, services=(retired, *others))), clock=clock)
    app.test_client_class = HouseClient
    page = app.test_client().get(f"/slip/ar/{gone.code}")
    assert page.status_code == 200
    assert "هذه الخدمة لم تعد موجودة." in page.text
    assert "/slip/ar/lotsen_beispielheim" in page.text
    assert "/slip/ar/wohnamt" not in page.text
    assert "0000 98-7654" in page.text


def test_a_service_nobody_knows_any_more_leads_to_every_door(complete):
    page = complete.get("/slip/ar/vor_jahren_umbenannt")
    assert page.status_code == 200
    assert 'lang="ar"' in page.text
    for service in ("lotsen_kreis", "jugendhaus", "wohnamt"):
        assert f"/slip/ar/{service}" in page.text


@pytest.mark.parametrize("path", ["/slip/xx/mbe", "/slip/de/..%2f..%2fetc", "/slip/de/%00"])
def test_what_was_never_a_language_or_a_service_is_a_calm_page(anonymous, path):
    assert anonymous.get(path).status_code == 404


def test_a_code_is_made_once(monkeypatch):
    qr.svg.cache_clear()
    qr.svg("https://zettel.example/slip/de/mbe", "x")
    qr.svg("https://zettel.example/slip/de/mbe", "x")
    assert qr.svg.cache_info().hits == 1


def test_the_address_never_comes_from_the_request(complete, musterkreis):
    service = musterkreis.services[0].code
    page = complete.get(f"/slip/de/{service}", headers={"X-Forwarded-Host": "boese.example"}).text
    assert "boese.example" not in page

"""The slip: public, the same for everyone, light, and true to the directory."""

import dataclasses
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from builders import CASE_MANAGER, COMPLEX_104C, TODAY, answered, send
from flask.testing import FlaskClient
from house import HouseClient

from kiosk import desk, web
from kiosk.desk import Office
from kiosk.domain.conversation import Conversation, Decision, Person
from kiosk.domain.delivery import Target, TargetKind
from kiosk.domain.service import Service
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


@pytest.fixture
def changed(store, musterkreis, clock):
    """Opens a desk of this county with something of its pack changed."""

    def open_one(**other):
        app = web.create_app(Office(store, dataclasses.replace(musterkreis, **other)), clock=clock)
        app.test_client_class = HouseClient
        return app.test_client()

    return open_one


LONG = {
    "name": "Stelle " * 500,
    "name, unbroken": "S" * 5000,
    "meaning": "hilft " * 900,
    "carrier": "Verein " * 500,
    "address": "Straße 1, " * 500,
    "access": "Eingang " * 500,
    "cost": "Euro " * 900,
    "mail": f"{'m' * 3000}@stelle.example",
    "url": f"https://stelle.example/{'u' * 5000}",
    "phones": ("0000 1",) * 300,
    "bring": ("Brief",) * 500,
    "code": "s" * 200,
}


@pytest.mark.parametrize("field", LONG)
@pytest.mark.parametrize("base", ["", "https://zettel.example/slip"])
def test_a_slip_never_fails_because_of_a_long_field(changed, musterkreis, field, base):
    bare = Service("kurz", "fachamt", "Stelle", "hilft", "made up")
    long = dataclasses.replace(bare, **{field.split(",")[0]: LONG[field]})
    client = changed(services=(*musterkreis.services, long), site=dataclasses.replace(musterkreis.site, slip_url=base))
    for language in ("de", "ar"):
        page = client.get(f"/slip/{language}/{long.code}")
        assert page.status_code == 200
        assert 'class="qr"' not in page.text, "a phone is not asked to scan itself"


def test_it_is_the_same_bytes_for_everyone(anonymous, clock):
    clock.pass_by(days=250)  # no card runs any more whose dates would move on with the days
    first = anonymous.get("/slip/ar/mbe")
    anonymous.sign_in("tisch")
    clock.pass_by(days=200)
    second = anonymous.get("/slip/ar/mbe", headers={"Accept-Language": "en"})
    assert first.data == second.data
    assert "Set-Cookie" not in first.headers
    assert "<script" not in first.text


@pytest.fixture
def plain(client):
    """A signed-in case manager whose pages are not looked at: for many pages."""
    client.application.test_client_class = FlaskClient
    unseen = client.application.test_client()
    account = {"name": CASE_MANAGER, "password": HouseClient.PASSWORD}
    assert unseen.post("/sign-in", data=account, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    return unseen


def test_every_page_is_the_same_bytes_for_everyone_in_every_language(plain, mettmann, clock):
    paths = [f"/slip/{language}/{one.code}" for one in mettmann.services for language in ("de", "en", "ar")]
    first = {path: plain.get(path).data for path in paths}
    clock.pass_by(days=1)
    stranger = plain.application.test_client()
    assert [path for path in paths if stranger.get(path, headers={"Accept-Language": "en"}).data != first[path]] == []
    assert len({*first.values()}) == len(paths)


def test_every_slip_of_a_talk_is_one_of_two_forms_whoever_gets_it(plain, office, mettmann):
    told = [{}, {"altersgruppe": "27_44", "stadt": "velbert", "aufenthalt": "duldung"}]
    for service in mettmann.services:
        talks = [answered(office, answers, ("geld",)) for answers in told]
        for key in talks:
            send(office, key, service.code)
        forms = set()
        for asked in ("language=de", "language=ar", "language=ar&today=1"):
            pages = [plain.get(f"/conversation/{key}/person/1/slip?service={service.code}&{asked}") for key in talks]
            slips = {page.text.split("<article")[1].split("</article>")[0] for page in pages}
            assert len(slips) == 1, f"{service.code}, {asked}"
            assert service.name.replace("&", "&amp;") in min(slips)
            forms |= slips
        assert len(forms) == 3


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_service_has_a_slip_under_50_kb(anonymous, mettmann, language):
    packed = {"Accept-Encoding": "gzip"}
    address = anonymous.get("/slip/de/mbe").text.split('rel="stylesheet" href="')[1].split('"')[0]
    style = anonymous.get(address, headers=packed)
    for service in mettmann.services:
        page = anonymous.get(f"/slip/{language}/{service.code}")
        sent = anonymous.get(f"/slip/{language}/{service.code}", headers=packed)
        assert page.status_code == 200
        assert len(sent.data) + len(style.data) < 20_000, "what a phone pays for"
        assert len(page.data) < 25_000, "what a web server sends that packs nothing"
        assert service.name.replace("&", "&amp;") in page.text
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_it_says_all_that_the_directory_knows(complete, musterkreis):
    service = next(one for one in musterkreis.services if one.hours and one.phone and one.verified_on)
    page = complete.get(f"/slip/ar/{service.code}").text
    for fact in (service.name, service.address, service.phone, service.hours[0].opens):
        assert fact in page
    assert "zettel.example" not in page, "a phone is not asked to scan itself"
    assert "02.11.2026" in page
    assert "Dieses Papier ist kein Bescheid." in page


@pytest.mark.parametrize("language", ["de", "ar"])
def test_opening_hours_stay_on_one_line(complete, musterkreis, language):
    service = next(one for one in musterkreis.services if one.hours)
    page = complete.get(f"/slip/{language}/{service.code}").text
    for hours in service.hours:
        assert f"{hours.opens}–\u2060{hours.closes}" in page


def test_a_day_that_opens_twice_is_named_once(anonymous):
    page = sentences(anonymous.get("/slip/sq/psz").text).replace("\u2060", "").replace("\u00a0", " ")
    assert "Donnerstag, 11:00–13:00, 14:00–16:00" in page
    assert "Donnerstag, 26. November 2026, 11:00–13:00, 14:00–16:00" in page
    assert "e enjte, 11:00–13:00, 14:00–16:00" in page


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


@pytest.mark.parametrize(
    ("service", "said"),
    [("jugendhaus", "من 6 إلى 17 سنة"), ("berufsamt", "من عمر 15 سنة"), ("lotsen_kreis", "")],
)
def test_whom_a_service_takes_by_age_stands_there(complete, service, said):
    page = re.sub(r"<[^>]+>", "", complete.get(f"/slip/ar/{service}").text)
    assert said in page
    assert ("سنة" in page) == bool(said)


def test_an_age_that_the_service_says_itself_is_not_said_twice(anonymous):
    page = re.sub(r"<[^>]+>", "", anonymous.get("/slip/de/mbe").text.split("<article")[1].split("</article>")[0])
    assert page.count("27") == 1


def test_the_topics_of_the_service_stand_there_to_tick(anonymous):
    page = anonymous.get("/slip/ar/jobcenter").text
    assert page.count('class="box"') == 2
    assert "Arbeit, Ausbildung" in page


@pytest.mark.parametrize("language", ["de", "en"])
def test_german_names_are_not_translated_by_a_browser(anonymous, complete, language):
    page = anonymous.get(f"/slip/{language}/foerdern_fordern").text
    assert re.search(r'translate="no">Fördern und Fordern<', page)
    assert re.search(r'translate="no">Caritas<', page)
    full = complete.get(f"/slip/{language}/lotsen_kreis").text
    for text in ("Musterstraße 12, 00000 Musterstadt", "Musterverein", "0000 123456", "lotsen_kreis@muster.example"):
        assert f'translate="no">{text}<' in full, text


def test_a_browser_translates_no_page_where_both_languages_stand(client):
    talk = client.new_talk("ar")
    client.post(f"{talk}/refer", data=SENT)
    client.unlock()
    data = f"/conversation/{talk.split('/')[2]}/data"
    for path in ("/slip/ar/mbe", "/slip/en/gone", "/slip/ar/about/data", f"{talk}/slip", talk, data, "/desk/slip"):
        assert re.search(r'<html [^>]*translate="no">', client.get(path).text), path
    for path in ("/slip/de/mbe", "/slip/de/about/data", "/desk"):
        assert not re.search(r"<(html|body|main|article)[^>]*translate", client.get(path).text), path


def test_a_number_is_dialled_as_it_is_meant(complete):
    page = complete.get("/slip/de/berufsamt").text
    assert 'href="tel:+49123456789"' in page
    assert 'href="tel:0000123456"' in page
    assert 'href="tel:0000987654"' in page


def test_on_the_desks_own_screen_no_link_leaves_the_program(office, musterkreis, clock, client):
    app = web.create_app(Office(office.store, musterkreis), clock=clock)
    app.test_client_class = HouseClient
    screen = app.test_client()
    screen.post("/sign-in", data={"name": CASE_MANAGER, "password": HouseClient.PASSWORD, "desk": "markt"})
    talk = screen.new_talk("ar")
    send(Office(office.store, musterkreis), talk.split("/")[2], "berufsamt")
    pages = (
        f"{talk}/slip",
        "/desk/slip?language=ar",
        f"/conversation/{talk.split('/')[2]}/data",
        f"{talk}?panel=doors",
    )
    for path in pages:
        page = screen.get(path)
        assert page.status_code == 200, path
        links = re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
        assert [link for link in links if not re.match(r"[/#?]", link)] == [], path
    assert "berufsamt@muster.example" in screen.get(pages[0]).text


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
    about = re.search(r'href="(/conversation/[^"]+/data[^"]*)"', today)
    assert about
    assert '<html lang="en"' in client.get(about[1]).text


def test_the_way_back_from_what_we_write_down_and_from_the_dates_leads_to_the_slip_that_was_left(client, office):
    key = answered(office, COMPLEX_104C)
    send(office, key, "kim_cm_velbert")
    left = f"/conversation/{key}/person/1/slip?language=en&today=1&paper=a5"
    links = {name: link for link, name in re.findall(r'href="([^"]+/(data|dates)\?[^"]*)"', client.get(left).text)}
    pages = client.get(unescape(links["data"])), client.post(unescape(links["dates"]), data={"month": "2027-03"})
    for page in pages:
        backs = [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+/slip[^"]*)"', page.text)]
        assert [(link.partition("?")[0], sorted(parse_qsl(urlsplit(link).query))) for link in backs] == [
            (left.partition("?")[0], [("language", "en"), ("paper", "a5"), ("today", "1")])
        ]


@pytest.mark.parametrize("foreign", ["https://anderswo.example/", "//anderswo.example", "/desk", "/conversation/x"])
def test_no_way_back_leads_anywhere_but_into_a_talk(client, foreign):
    talk = client.new_talk("ar").rpartition("/person")[0]
    assert foreign not in client.get(f"{talk}/data", query_string={"back": foreign}).text.split('class="top"')[1]


def test_a_phone_loads_less_than_50_kb_even_unpacked_and_without_fonts(client, mettmann, musterkreis, complete):
    for browser, pack in ((client, mettmann), (complete, musterkreis)):
        fullest = max(pack.services, key=lambda service: len(browser.get(f"/slip/de/{service.code}").data))
        for language in pack.site.languages:
            page = browser.get(f"/slip/{language}/{fullest.code}")
            loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
            assert sorted(name.rpartition("/")[2] for name in loaded) == ["icon.svg", "phone.css"]
            assert len(page.data) + sum(len(browser.get(name).data) for name in loaded) < 50_000, language
            assert "<button" not in page.text, "nothing here needs a script"


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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Nous demandons : âge, ville, document, validité, besoins."),
        ("tr", "ihtiyaç."),
        ("de", "Wir fragen: Alter, Stadt, Papier, Gültigkeit, Bedarf."),
    ],
)
def test_what_is_kept_reads_as_a_sentence_and_only_german_begins_its_nouns_large(anonymous, language, said):
    assert said in sentences(anonymous.get(f"/slip/{language}/about/data").text).replace("\u00a0", " ")


def test_what_to_bring_begins_large_once(anonymous):
    assert "документ про перебування, листи з відомств, розрах" in sentences(anonymous.get("/slip/uk/kim_cm").text)


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
    of_the_program, in_parts = (
        {"key", "stage", "turn", "pack", "place", "counted", "before_yes"},
        {"persons", "answers", "decision", "said"},
    )
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
    about, rest = anonymous.get("/slip/de/about/data").text.split('class="behind"')
    assert about.count("Das trägt der Kreis noch ein.") == 5
    assert rest.count("Das trägt der Kreis noch ein.") == 3


# the slip of the desk itself


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_desk_has_a_slip_of_its_own_the_same_for_everybody(complete, language):
    page = complete.get(f"/slip/{language}/desk/markt")
    for fact in ("Wegweiser Musterkreis", "Bürgerhaus am Markt", "10:00–\u206011:30", "0000 98-7654"):
        assert fact in page.text, fact
    assert 'class="by-pen"' not in page.text
    assert page.text.count("0000 98-7654<") == 1
    assert complete.get(f"/slip/{language}/desk/markt", headers={"Accept-Language": "tr"}).data == page.data
    assert "Set-Cookie" not in page.headers


def test_what_the_desk_has_not_said_is_left_to_the_pen(anonymous):
    page = anonymous.get("/slip/de/desk/mettmann").text
    assert "Clearingstelle Mettmann, Auf dem Hüls 5" in page
    assert page.count('class="by-pen"') == 2


def test_a_desk_that_has_ended_leads_to_every_door_and_stands_on_no_slip(changed, musterkreis, clock):
    market, north = musterkreis.site.desks
    ended = dataclasses.replace(market, name="Markt bis gestern", retired=clock.today)
    client = changed(site=dataclasses.replace(musterkreis.site, desks=(ended, north)))
    page = client.get("/slip/ar/desk/markt")
    assert page.status_code == 200
    assert "/slip/ar/wohnamt" in page.text
    for other in (page, client.get("/slip/ar/wohnamt"), client.get("/slip/ar/nie_dagewesen")):
        assert "Markt bis gestern" not in other.text
        assert "Bürgerhaus Nord" in other.text


def test_a_desk_that_is_gone_leads_to_every_door(complete):
    page = complete.get("/slip/ar/desk/frueher")
    assert page.status_code == 200
    assert "/slip/ar/wohnamt" in page.text


@pytest.mark.parametrize("answer", ["no", "later"])
def test_after_a_no_the_slip_of_the_desk_is_one_tap_away_in_the_clients_language(client, answer):
    key, said = client.new_key(), {"language": "ar", "answer": answer}
    after = client.post(f"/conversation/{key}/promise", data=said, follow_redirects=True).text
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
    page = anonymous.get("/slip/hy/mbe")
    assert page.status_code == 200
    assert '<html lang="de" dir="ltr"' in page.text


def test_a_withdrawn_language_says_what_is_translated(store, musterkreis, clock):
    changed = dataclasses.replace(
        musterkreis,
        site=dataclasses.replace(musterkreis.site, languages=("de",)),
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
    assert "هذه الجهة لم تعد موجودة." in page.text
    assert "/slip/ar/lotsen_beispielheim" in page.text
    assert "/slip/ar/wohnamt" not in page.text
    assert "0000 98-7654" in page.text


def test_a_retired_service_leads_first_to_those_for_the_same_need(store, mettmann, clock):
    services = [
        dataclasses.replace(one, retired=clock.today if one.code == "schuldner" else None) for one in mettmann.services
    ]
    app = web.create_app(Office(store, dataclasses.replace(mettmann, services=tuple(services))), clock=clock)
    app.test_client_class = HouseClient
    led = re.findall(r'class="door" href="/slip/de/(\w+)"', app.test_client().get("/slip/de/schuldner").text)
    assert led.index("schuldner_velbert") < led.index("anerkennung")


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


def test_a_code_stands_in_four_white_modules_at_level_q_and_its_label_is_text():
    shown = qr.svg("https://zettel.example/slip/de/mbe", '"><b>')
    assert 'aria-label="&#34;&gt;&lt;b&gt;"' in shown
    size = int(re.search(r'viewBox="0 0 (\d+)', shown)[1])
    dark = {
        (int(x) + step, int(y))
        for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1", shown)
        for step in range(int(wide))
    }
    assert min(map(min, dark)) == 4
    assert max(map(max, dark)) == size - 5
    assert [(x, 12) in dark for x in (4, 5)] == [False, True], "Q: 11, over which lies 10 of the mask"


def test_the_address_never_comes_from_the_request(client, complete, musterkreis):
    service = musterkreis.services[0].code
    complete.post("/sign-in", data={"name": CASE_MANAGER, "password": HouseClient.PASSWORD, "desk": "markt"})
    page = complete.get(f"/desk/slip/{service}", headers={"X-Forwarded-Host": "boese.example"}).text
    assert f"https://zettel.example/slip/de/{service}" in page
    assert "boese.example" not in page


def test_a_mail_address_stands_under_its_own_name(anonymous):
    page = anonymous.get("/slip/de/psz").text
    assert "mailto:info@psz-duesseldorf.de" in page
    assert "E-\u2060Mail" in page
    assert "Im Internet" not in page

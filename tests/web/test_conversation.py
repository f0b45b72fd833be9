"""A talk over HTTP: what is kept, what is refused and how, and that nothing said before is lost."""

import html
import re

import pytest
from builders import COMPLEX_104C, DESK, TODAY, who_came

from kiosk import desk
from kiosk.domain.tally import column
from kiosk.web.voices import voice


def key_of(place):
    return place.split("/")[2]


def conversation_of(client, place):
    return client.application.extensions["kiosk"].store.talks.conversation(key_of(place))


def answer_all(client, place):
    for fact, code in COMPLEX_104C.items():
        assert client.tap(f"{place}/fact", fact=fact, code=code).status_code == 200


def shown_service(client, place):
    return re.search(r'name="shown" value="([^"]+)"', client.get(place).text).group(1)


def test_the_house_rules_hold_on_every_state_of_the_conversation_page(client):
    place = client.new_talk()
    answer_all(client, place)
    client.tap(f"{place}/need", add="aufenthalt_antrag")
    for state in (
        "",
        "?open=stadt",
        "?panel=doors",
        "?panel=doors&door=fachberatung",
        "?panel=no_need",
        "?open=bedarf",
    ):
        assert client.get(place + state).status_code == 200
        assert client.get(place + state, tap="talk").status_code == 200


@pytest.mark.parametrize("language", ["de", "en", "ar", "andere"])
def test_each_language_leads_through_the_talk(client, language):
    place = client.new_talk(language)
    answer_all(client, place)
    page = client.get(place).text
    assert "Wobei brauchen Sie Hilfe?" in page
    if language == "ar":
        assert 'lang="ar" dir="rtl"' in page


def test_a_tile_or_suggestion_that_was_shown_before_is_the_one_that_would_be_drawn_now(client, office):
    words = client.application.extensions["kiosk"].words
    said = [("fact", "code", "umf"), ("need", "add", "geld"), ("need", "add", "arbeit"), ("need", "add", "brief")]
    for language, tongue in [("de", "de"), ("ar", "de"), ("ar", "en"), ("en", "de")]:
        client.post("/tongue", data={"tongue": tongue})
        place = client.new_talk(language)
        tiles = voice(words, language, False).drawn
        for where, name, code in [*said, ("need", "drop", "geld"), ("fact", "drop", "umf")]:
            assert client.tap(f"{place}/{where}", fact="weitere_zielgruppe", **{name: code}).status_code == 200
            talk = conversation_of(client, place)
            profile = desk.profile_of(office.pack, talk)
            suggestion = desk.advise(office.pack, profile, talk.persons[0].answers, talk.day).drawn
            for state in ("bedarf", "bedarf&panel=no_need", "altersgruppe", "deutsch"):
                shown = client.get(f"{place}?open={state}", tap=True).text
                before = [dict(tiles), dict(suggestion)]
                assert all(before)
                tiles.clear()
                suggestion.clear()
                assert client.get(f"{place}?open={state}", tap=True).text == shown
                tiles.update(before[0])
                suggestion.update(before[1])


def test_a_no_is_counted_and_nothing_else_is_kept(client, office):
    key = client.new_key()
    client.get(f"/conversation/{key}?language=ar")
    assert not client.kept_talks()
    answer = client.post(f"/conversation/{key}/promise", data={"language": "ar", "answer": "no"})
    assert (answer.status_code, answer.location) == (303, "/desk?language=ar")
    assert (not client.kept_talks(), office.store.before_yes.kind(key)) == (True, "refused")
    assert client.get(f"/conversation/{key}?language=ar").location == "/desk"
    again = client.post(f"/conversation/{key}/take-back", data={"language": "ar"})
    assert again.location.endswith("?language=ar")
    assert key not in again.location
    assert office.store.before_yes.kind(key) == "taken_back"


def test_of_a_yes_and_a_no_that_were_tapped_in_haste_the_last_one_counts(client, office):
    key = client.new_key()
    client.post(f"/conversation/{key}")
    for said in ("yes", "no"):
        answer = client.post(f"/conversation/{key}/promise", data={"language": "ar", "answer": said})
    assert answer.status_code == 303
    assert (not client.kept_talks(), office.store.before_yes.kind(key)) == (True, "refused")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Bitte warten. Wir rufen jemanden, der Deutsch spricht."),
        ("en", "Please wait. We are calling somebody who speaks English."),
        ("ar", "يُرجى الانتظار. سننادي من يتحدّث العربية."),
    ],
)
def test_a_card_says_in_each_language_that_somebody_is_called_and_keeps_nothing(client, office, language, words):
    key = client.new_key()
    assert f'href="/conversation/{key}/interpreter"' in client.get(f"/conversation/{key}").text
    card = client.get(f"/conversation/{key}/interpreter?language={language}").text
    assert words in card
    german = {"de": "Deutsch", "en": "Englisch", "ar": "Arabisch"}[language]
    assert f"Wir rufen jemanden, der {german} spricht." in card
    assert f'<html lang="{language}"' in card
    assert f"/conversation/{key}/interpreter?language=ar" in card
    assert not client.kept_talks()


def test_a_card_in_a_language_that_is_not_offered_is_german(client):
    key = key_of(client.new_talk("ar"))
    assert "der Deutsch spricht" in client.get(f"/conversation/{key}/interpreter?language=xx").text


NAMED = {"hy": "Հայերեն", "az": "Azərbaycan", "ka": "ქართული", "pl": "Polski", "es": "Español"}
NAMED |= {"ta": "தமிழ்", "vi": "Tiếng Việt", "rom": "Romanes", "andere": "Eine andere Sprache"}


def test_a_language_that_is_missing_is_named_with_one_tap_and_leads_to_the_promise(client, office):
    key = client.new_key()
    assert "more=1" in client.get(f"/conversation/{key}").text
    further = client.get(f"/conversation/{key}?more=1").text
    assert [tag for tag, name in NAMED.items() if f'value="{tag}"' not in further or name not in further] == []
    assert 'value="ar"' not in further
    for answer, tag in (("left", "hy"), ("no", "rom"), ("yes", "ka")):
        address = f"/conversation/{(key := client.new_key())}?language={tag}"
        promise = client.get(address).text
        assert "Wir gehören nicht zum Ausländeramt." in promise
        assert NAMED[tag] in promise
        client.post(f"/conversation/{key}/promise", data={"language": tag, "answer": answer})
    desk.close_day(office, DESK, TODAY)
    assert column(who_came(office), "sprache") == {"hy": 1, "rom": 1, "ka": 1}


def test_the_card_calls_somebody_who_speaks_the_language_that_was_missing(client):
    key = client.new_key()
    assert f"/conversation/{key}/interpreter?language=hy" in client.get(f"/conversation/{key}?language=hy").text
    assert (
        "Wir rufen jemanden, der Armenisch spricht." in client.get(f"/conversation/{key}/interpreter?language=hy").text
    )


def test_the_promise_stands_before_the_first_question_in_both_languages(client):
    key = client.new_key()
    page = client.get(f"/conversation/{key}?language=ar")
    assert '<html lang="ar" dir="rtl"' in page.text
    assert "Wir gehören nicht zum Ausländeramt." in page.text
    assert client.get(f"/conversation/{key}/person/1").status_code == 404


def test_changing_the_language_keeps_step_and_answers(client):
    place = client.new_talk("ar")
    client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    client.post(f"/conversation/{key_of(place)}/language", data={"language": "en"})
    conversation = conversation_of(client, place)
    assert conversation.language == "en"
    assert conversation.persons[0].answers.facts == {"altersgruppe": "27_44"}
    assert 'name="fact" value="stadt"' in client.get(place).text


def test_the_suggestion_follows_each_tap_and_says_why(client):
    place = client.new_talk()
    assert "Noch kein Vorschlag" in client.get(place).text
    first = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44").text
    assert "Für Erwachsene ab 27 ist die MBE da." in first
    answer_all(client, place)
    assert "Bei Ihnen sind viele Ämter beteiligt." in client.get(place).text


def test_a_fourth_need_changes_nothing_and_the_page_says_why(client):
    place = client.new_talk()
    for need in ("arbeit", "geld", "schulden"):
        client.tap(f"{place}/need", add=need)
    page = client.tap(f"{place}/need", add="wohnen").text
    assert "Höchstens 3 Themen. Tippen Sie zuerst eines weg." in page
    assert re.search(r'value="wohnen"[^>]* aria-disabled="true"', page)
    assert not re.search(r'value="(brief|wohnungsnot|familie|nichts)"[^>]* aria-disabled', page)
    plain = client.post(f"{place}/need", data={"add": "wohnen"}, follow_redirects=True).text
    assert "Höchstens 3 Themen." in plain
    assert conversation_of(client, place).persons[0].answers.needs == ("arbeit", "geld", "schulden")


def test_what_cannot_wait_is_taken_as_the_fourth_and_nothing_wipes_it_away(client):
    place = client.new_talk()
    for need in ("arbeit", "geld", "schulden", "wohnungsnot"):
        client.tap(f"{place}/need", add=need)
    page = client.tap(f"{place}/need", add="nichts").text
    assert "Sie haben etwas gewählt, das eilt. Tippen Sie es zuerst weg." in page
    assert re.search(r'value="nichts"[^>]* aria-disabled="true"', page)
    assert conversation_of(client, place).persons[0].answers.needs == ("arbeit", "geld", "schulden", "wohnungsnot")


def test_a_double_tap_on_a_need_keeps_it(client):
    place = client.new_talk()
    client.tap(f"{place}/need", add="arbeit")
    client.tap(f"{place}/need", add="arbeit")
    assert conversation_of(client, place).persons[0].answers.needs == ("arbeit",)
    client.tap(f"{place}/need", drop="arbeit")
    client.tap(f"{place}/need", drop="arbeit")
    assert conversation_of(client, place).persons[0].answers.needs == ()


def test_without_htmx_a_tap_leads_back_to_the_page(client):
    place = client.new_talk()
    answer = client.post(f"{place}/fact", data={"fact": "altersgruppe", "code": "27_44"})
    assert (answer.status_code, answer.location) == (303, place)
    answer = client.post(f"{place}/need", data={"add": "arbeit"})
    assert (answer.status_code, answer.location) == (303, f"{place}?open=bedarf")


def test_going_back_in_the_history_gets_the_whole_page(client):
    place = client.new_talk()
    page = client.get(place, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert page.text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/fact", {"fact": "altersgruppe", "code": "28_99"}),
        ("/fact", {"fact": "name", "code": "Ali"}),
        ("/fact", {"fact": "restlaufzeit", "code": "knapp"}),
        ("/fact", {}),
        ("/need", {"add": "schutz"}),
        ("/refer", {"service": "ausgedacht", "shown": ""}),
        ("/refer", {}),
        ("/conclude", {"outcome": "v_mbe"}),
        ("/conclude", {}),
    ],
)
def test_what_is_on_no_list_is_refused_and_nothing_is_lost(client, path, form):
    place = client.new_talk()
    client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    before = conversation_of(client, place)
    for tap in (False, True):
        answer = client.post(place + path, data=form, tap=tap)
        assert answer.status_code == 422
        assert "D-22" in answer.text
    assert conversation_of(client, place) == before


def test_a_slip_is_given_once_however_often_it_is_asked_for(client):
    place = client.new_talk()
    answer_all(client, place)
    service = shown_service(client, place)
    for _ in range(3):
        answer = client.post(f"{place}/refer", data={"service": service, "shown": service, "reason": ""})
        assert (answer.status_code, answer.location) == (303, f"{place}/slip")
        client.unlock()
    other = client.post(f"{place}/refer", data={"service": "mbe", "shown": service, "reason": "wunsch"})
    assert other.status_code == 409
    assert conversation_of(client, place).persons[0].decision.service == service


def test_another_door_needs_a_reason_of_the_list(client, mettmann):
    place = client.new_talk()
    answer_all(client, place)
    service, reason = shown_service(client, place), mettmann.vocabulary.reasons[0].code
    for wrong in ("", "weil_ich_will"):
        answer = client.post(f"{place}/refer", data={"service": "mbe", "shown": service, "reason": wrong})
        assert answer.status_code == 422
    answer = client.post(f"{place}/refer", data={"service": "mbe", "shown": service, "reason": reason})
    assert answer.status_code == 303
    decision = conversation_of(client, place).persons[0].decision
    assert (decision.suggested_door, decision.reason, decision.outcome) == ("kim_cm", reason, "v_mbe")
    assert decision.rules[0] == "komplex-zielgruppe"
    assert decision.pack == mettmann.version


def test_a_stale_suggestion_is_not_accepted(client):
    place = client.new_talk()
    client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    stale = shown_service(client, place)
    answer_all(client, place)
    answer = client.post(f"{place}/refer", data={"service": stale, "shown": stale, "reason": ""})
    assert answer.status_code == 409
    assert "D-10" in answer.text
    assert conversation_of(client, place).persons[0].decision is None


def test_a_tap_on_a_finished_talk_is_told_and_changes_nothing(client):
    place = client.new_talk()
    answer_all(client, place)
    client.post(f"{place}/conclude", data={"outcome": "info"})
    before = conversation_of(client, place)
    answer = client.tap(f"{place}/fact", fact="altersgruppe", code="12_17")
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "body"
    assert "Das Ergebnis ist schon gespeichert." in answer.text
    assert conversation_of(client, place) == before


def test_a_family_keeps_language_and_town_and_counts_apart(client, office):
    place = client.new_talk()
    answer_all(client, place)
    service = shown_service(client, place)
    client.post(f"{place}/refer", data={"service": service, "shown": service, "reason": ""})
    second = client.post(f"/conversation/{key_of(place)}/person").location
    assert second.endswith("/person/2")
    assert conversation_of(client, place).persons[1].answers.facts == {"stadt": "velbert"}
    again = client.post(f"/conversation/{key_of(place)}/person").location
    assert again == second
    client.unlock()
    client.post(f"{second}/conclude", data={"outcome": "kein_bedarf"})
    cells = desk.day_so_far(office, "mettmann", TODAY)
    assert (cells["umfang", "gespraeche"], cells["umfang", "personen"], cells["umfang", "zettel"]) == (1, 2, 1)


def test_an_unknown_talk_is_a_calm_page(client):
    answer = client.get("/conversation/AAAAAAAAAAAAAAAAAAAAAA")
    assert answer.status_code == 404
    assert "D-04" in answer.text


def test_an_unknown_language_is_refused(client):
    place = client.new_talk()
    answer = client.post(f"/conversation/{key_of(place)}/language", data={"language": "../../etc"})
    assert answer.status_code == 422
    assert conversation_of(client, place).language == "ar"


def test_leaving_in_the_middle_is_broken_off_or_a_mistake(client, office):
    place = client.new_talk()
    assert client.get(f"/conversation/{key_of(place)}/end").status_code == 200
    client.post(f"/conversation/{key_of(place)}/end", data={"how": "broken_off"})
    assert conversation_of(client, place).persons[0].decision.outcome == "abgebrochen"
    other = client.new_talk()
    client.post(f"/conversation/{key_of(other)}/end", data={"how": "discard"})
    assert client.get(f"/conversation/{key_of(other)}").location == "/desk"
    assert client.post(f"/conversation/{key_of(place)}/end", data={"how": "weg"}).status_code == 422


def test_a_mistake_is_taken_back_on_the_desk(client):
    place = client.new_talk()
    client.tap(f"{place}/need", add="arbeit")
    end = f"/conversation/{key_of(place)}/end"
    assert "Zurücknehmen geht bis zum Tagesabschluss." in client.get(end).text
    client.post(end, data={"how": "discard"})
    page = client.get("/desk").text
    assert "Es war ein Versehen und zählt nicht." in page
    turn = re.search(r'name="turn" value="(\d+)"', page).group(1)
    assert client.post(f"/conversation/{key_of(place)}/take-back", data={"turn": turn}).status_code == 303
    assert conversation_of(client, place).persons[0].answers.needs == ("arbeit",)
    assert "Es war ein Versehen" not in client.get("/desk").text


def test_persons_of_a_family_who_were_a_mistake_are_named_and_come_back(client):
    place = client.new_talk()
    talk = f"/conversation/{key_of(place)}"
    client.post(f"{place}/conclude", data={"outcome": "info"})
    for number in (2, 3):
        client.post(f"{talk}/person")
        client.tap(f"{talk}/person/{number}/need", add="arbeit")
    asked = client.get(f"{talk}/end").text
    assert "2 Personen waren ein Versehen: Person 2, 3" in asked
    assert "Zurücknehmen geht bis zum Tagesabschluss." in asked
    client.post(f"{talk}/end", data={"how": "discard"})
    page = client.get("/desk").text
    assert "Die Personen 2, 3 waren ein Versehen und zählen nicht." in page
    assert "Versehen zurücknehmen" in page
    turn = re.search(r'name="turn" value="(\d+)"', page).group(1)
    assert client.post(f"{talk}/take-back", data={"turn": turn}).status_code == 303
    assert client.get(f"{talk}/person/3").status_code == 200
    assert [bool(one.decision) for one in conversation_of(client, place).persons] == [True, False, False]


def test_a_talk_that_ended_another_way_says_so_when_it_is_broken_off(client):
    place = client.new_talk()
    end = f"/conversation/{key_of(place)}/end"
    client.post(f"{place}/conclude", data={"outcome": "info"})
    assert "D-09" in client.post(end, data={"how": "broken_off"}).text
    other = client.new_talk()
    for _ in range(2):
        assert client.post(f"/conversation/{key_of(other)}/end", data={"how": "broken_off"}).status_code == 303


def test_no_title_says_anything_of_the_talk(client):
    place = client.new_talk("ar")
    before = client.get(place).text
    client.post(f"{place}/fact", data={"fact": "stadt", "code": "velbert"})
    client.post(f"{place}/need", data={"add": "geld"})
    titles = [re.search("<title>(.*?)</title>", page)[1] for page in (before, client.get(place).text)]
    assert titles[0] == titles[1]
    assert key_of(place) not in titles[0]


@pytest.mark.parametrize("since", ["answer", "outcome", "done"])
def test_a_page_that_is_sent_again_later_brings_no_further_person(client, office, since):
    key = key_of(client.new_talk("ar"))
    [after] = re.findall(
        r'/person"><input type="hidden" name="after" value="(\d)">', client.get(f"/conversation/{key}/person/1").text
    )
    second = client.post(f"/conversation/{key}/person", data={"after": after}).location
    client.post(f"{second}/fact", data={"fact": "altersgruppe", "code": "27_44"})
    for place in (second, f"/conversation/{key}/person/1") if since != "answer" else ():
        client.post(f"{place}/conclude", data={"outcome": "info"})
    if since == "done":
        client.post(f"/conversation/{key}/done")
    assert client.post(f"/conversation/{key}/person", data={"after": after}).location == second
    assert len(office.store.talks.conversation(key).persons) == 2


def test_a_further_person_is_dropped_once_however_often_it_is_sent(client):
    place = client.new_talk()
    client.post(f"/conversation/{key_of(place)}/person")
    for _ in range(2):
        assert client.post(f"/conversation/{key_of(place)}/person/2/drop").status_code == 303
    assert len(conversation_of(client, place).persons) == 1


def test_a_talk_that_is_corrected_says_its_day(client, office, clock):
    place = client.new_talk()
    assert "Gespräch vom" not in client.get(place).text
    client.post(f"{place}/conclude", data={"outcome": "info"})
    clock.pass_by(days=3)
    client.sign_in("tisch")
    client.post(f"{place}/redecide")
    assert "Gespräch vom 23.11.2026" in client.get(place).text


def test_a_person_who_was_taken_away_comes_back_where_she_went(client):
    place = client.new_talk()
    talk = f"/conversation/{key_of(place)}"
    client.post(f"{talk}/person")
    client.tap(f"{talk}/person/2/need", add="arbeit")
    assert "Zurücknehmen geht bis zum Tagesabschluss." in client.get(f"{talk}/end").text
    client.post(f"{talk}/person/2/drop")
    page = client.get(f"{talk}/end").text
    assert "Person 2 war ein Versehen und zählt nicht." in page
    turn = re.search(r'/take-back".*?name="turn" value="(\d+)"', page, re.DOTALL).group(1)
    assert client.post(f"{talk}/take-back", data={"turn": turn}).status_code == 303
    assert conversation_of(client, place).persons[1].answers.needs == ("arbeit",)
    assert "war ein Versehen und zählt nicht" not in client.get(f"{talk}/end").text


LATE_CARD = {"altersgruppe": "27_44", "stadt": "haan", "aufenthalt": "p104c", "restlaufzeit": "knapp"}


@pytest.mark.parametrize(
    ("told", "need", "outcome", "service"),
    [
        (LATE_CARD, "nichts", "kein_bedarf", "regionale_beratung"),
        (LATE_CARD, "auskunft", "info", "regionale_beratung"),
        ({"altersgruppe": "u12", "stadt": "haan"}, "wohnungsnot", "info", "wohnungsnot_caritas"),
    ],
)
def test_who_is_sent_nowhere_takes_along_the_slip_of_what_must_be_named(client, office, told, need, outcome, service):
    place = client.new_talk()
    for fact, code in told.items():
        client.tap(f"{place}/fact", fact=fact, code=code)
    assert "Annehmen, Zettel zeigen" in client.tap(f"{place}/need", add=need).text
    answer = client.post(f"{place}/conclude", data={"outcome": outcome})
    assert answer.location == f"{place}/slip"
    assert office.pack.service(service).name in client.get(f"{place}/slip").text
    client.post(f"/conversation/{key_of(place)}/done")
    client.unlock()
    assert f"/desk/slip/{service}?language=ar" in client.get("/desk").text
    assert desk.day_so_far(office, "mettmann", TODAY)["ergebnis", outcome] == 1
    assert client.get(place).location == "/desk"


def test_what_a_client_reads_is_in_both_languages_and_the_case_managers_reasons_are_not(client):
    place = client.new_talk("ar")
    answer_all(client, place)
    assert re.search(r'lang="ar"[^>]*>مهم أيضاً', client.get(place).text)
    doors = client.get(f"{place}?panel=doors&door=mbe").text
    assert re.search(r'lang="ar"[^>]*>العمر', doors)
    reasons = doors[doors.index("Warum?") :].split('class="ways"')[0]
    assert "Wunsch der Person" in reasons
    assert 'lang="ar"' not in reasons


def test_who_would_not_talk_takes_no_slip(client):
    place = client.new_talk()
    for fact, code in LATE_CARD.items():
        client.tap(f"{place}/fact", fact=fact, code=code)
    assert client.post(f"{place}/conclude", data={"outcome": "abgelehnt"}).location == "/desk"
    assert client.get(f"{place}/slip").location == "/desk"
    assert "/desk/slip/" not in client.get("/desk").text


def test_the_case_manager_taps_several_groups_and_takes_one_back(client):
    place = client.new_talk()

    def groups():
        return conversation_of(client, place).persons[0].answers.facts.get("weitere_zielgruppe")

    for group in ("umf", "ue18_u5j", "umf"):
        page = client.tap(f"{place}/fact", fact="weitere_zielgruppe", code=group).text
    assert groups() == "ue18_u5j umf"
    assert page.count('name="drop"') == 2
    assert client.tap(f"{place}/fact", fact="weitere_zielgruppe", drop="umf").status_code == 200
    assert groups() == "ue18_u5j"
    assert client.tap(f"{place}/fact", fact="weitere_zielgruppe", code="keine").text.count('name="drop"') == 1
    assert client.tap(f"{place}/fact", fact="aufenthalt", drop="duldung").status_code == 422


def test_the_slip_beside_is_taken_with_one_tap_that_counts_and_shows_it(client):
    place = client.new_talk("en")
    for fact, code in {"altersgruppe": "18_24", "aufenthalt": "p104c", "restlaufzeit": "knapp"}.items():
        client.tap(f"{place}/fact", fact=fact, code=code)
    client.post(f"{place}/refer", data={"service": "regionale_beratung", "shown": "regionale_beratung", "reason": ""})
    offered = client.get(f"{place}/slip?today=1&paper=a5").text
    action = html.unescape(re.search(r'<form method="post" action="([^"]*service=jmd[^"]*)"', offered).group(1))
    shown = client.post(action, follow_redirects=True)
    assert shown.request.path.endswith("/slip")
    assert "Jugendmigrationsdienst (JMD)" in shown.text
    assert "Today, please." in shown.text
    assert dict(conversation_of(client, place).persons[0].slips) == {"jmd": "jmd"}
    assert client.post(f"{place}/slip?service=kim_cm").status_code == 422


def test_two_services_that_cannot_wait_are_both_for_today(client):
    """A child without parents with a letter, whose card ends: the youth office and the advice on the card."""
    place = client.new_talk("en")
    facts = {"altersgruppe": "12_17", "aufenthalt": "p104c", "restlaufzeit": "knapp", "weitere_zielgruppe": "umf"}
    for fact, code in facts.items():
        client.tap(f"{place}/fact", fact=fact, code=code)
    page = client.tap(f"{place}/need", add="brief").text
    for what_to_do in ("Gehen Sie noch heute mit dem Brief dorthin.", "Fragen Sie dort noch heute nach §25a und §25b."):
        assert page.count(what_to_do) == 1
    marks = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'class="mark">(.*?)</strong>', page)]
    today = [mark for mark in marks if mark.startswith("Heute noch")]
    assert len(marks) == 2
    assert len(today) == 1
    assert "Regionale Beratung" in today[0]


def test_the_line_for_the_staff_is_in_their_language(client):
    place = client.new_talk("ar")
    client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    german = client.get(place).text.split('class="rule-line"')[1].split("</p>")[0]
    client.tap("/tongue", tongue="en")
    english = client.get(place).text.split('class="rule-line"')[1].split("</p>")[0]
    assert all(word in german for word in ("Regel", "ab-27", "Alter", "ungeprüft"))
    assert all(word in english for word in ("Rule", "ab-27", "Age", "not checked"))


def test_what_is_to_be_done_there_stands_before_any_other_service_is_named(client):
    place = client.new_talk()
    for fact, code in (("altersgruppe", "27_44"), ("aufenthalt", "p104c"), ("restlaufzeit", "knapp")):
        client.tap(f"{place}/fact", fact=fact, code=code)
    for need in ("brief", "familie"):
        client.tap(f"{place}/need", add=need)
    page = client.get(place).text
    note, other = page.index("Gehen Sie noch heute mit dem Brief dorthin."), page.index("Schwangerschaftsberatung")
    assert note < other


def test_what_cannot_wait_stands_outside_the_three(client):
    place = client.new_talk()
    for need in ("geld", "wohnungsnot", "arbeit", "sprache"):
        page = client.tap(f"{place}/need", "talk", add=need).text
    shown = re.findall(r'value="(\w+)" aria-pressed="true".*?<span class="number" aria-hidden="true">(.)<', page, re.S)
    assert sorted(shown) == [("arbeit", "2"), ("geld", "1"), ("sprache", "3"), ("wohnungsnot", "!")]

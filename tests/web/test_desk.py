"""The desk screen: today's numbers, undo, profile, closing the day, corrections."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from builders import COMPLEX_104C, DESK, TODAY, accept, answered, declined, finished, send, tallies_of, who_came

from kiosk import desk
from kiosk.domain import tally
from kiosk.domain.conversation import Stage
from kiosk.domain.vocabulary import OutcomeKind


def test_the_day_is_told_in_words(client, office):
    finished(office)
    page = client.get("/desk").text
    assert "Ein Gespräch" in page
    assert "eine Person" in page


def test_signing_in_opens_the_screening_hour(client, office):
    hours = office.store.staff.hours("mettmann", TODAY)
    assert [(hour.profile, hour.closed) for hour in hours] == [("chancenaufenthalt", False)]


def test_the_next_talk_is_held_under_the_profile_that_was_chosen(client):
    client.post("/desk/profile", data={"profile": "clearing"})
    place = client.new_talk()
    talks = client.application.extensions["kiosk"].store.talks
    assert talks.conversation(place.split("/")[2]).profile == "clearing"
    page = client.tap(f"{place}/fact", fact="aufenthalt", code="p104c").text
    assert "?open=restlaufzeit" in page
    assert client.post("/desk/profile", data={"profile": "ausgedacht"}).status_code == 422


def test_the_last_talk_can_be_taken_back(client):
    place = client.new_talk()
    client.post(f"{place}/conclude", data={"outcome": "info"})
    page = client.get("/desk").text
    assert "Letztes Gespräch" in page
    key = place.split("/")[2]
    client.post(f"/conversation/{key}/take-back")
    assert client.application.extensions["kiosk"].store.talks.conversation(key).stage is Stage.TALK
    assert "open-talk" in client.get("/desk").text


def test_before_closing_the_page_shows_what_will_be_counted(client, office):
    accept(office, answered(office, COMPLEX_104C, ("geld",)))
    answered(office, COMPLEX_104C)
    page = client.get("/desk/close").text
    assert "2 Gespräche sind noch offen." in page
    assert "Eine Person ohne Ergebnis wird als abgebrochen gezählt." in page
    assert table_of(page)["Personen zusammen"] == "2"
    client.post("/desk/close")
    assert table_of(client.get("/desk").text) == table_of(page)


def test_a_closed_day_is_closed_once_until_there_is_something_to_close_again(client, office):
    key = finished(office).key
    assert 'href="/desk/close"' in client.get("/desk").text
    client.post("/desk/close")
    assert 'href="/desk/close"' not in client.get("/desk").text
    client.post(f"/conversation/{key}/take-back")
    assert 'href="/desk/close"' in client.get("/desk").text


def test_the_page_of_yesterday_closes_no_day_and_shows_which_one_it_is_now(client, office):
    finished(office)
    answer = client.post("/desk/close", data={"day": (TODAY - timedelta(days=1)).isoformat()})
    assert answer.location == "/desk/close"
    assert f'name="day" value="{TODAY.isoformat()}"' in client.get("/desk/close").text
    assert 'href="/desk/close"' in client.get("/desk").text


def test_one_undecided_person_is_taken_out_by_one_button(client, office):
    key = answered(office, COMPLEX_104C)
    send(office, key, "kim_cm_velbert")
    desk.add_person(office, key, TODAY)
    page = client.get(f"/conversation/{key}/end").text
    assert "Person 2 war ein Versehen" in page
    assert "Person 2 wieder entfernen" not in page
    assert "Eine Person ohne Ergebnis wird als abgebrochen gezählt." in page
    desk.answer(office, key, 2, "altersgruppe", "27_44")
    desk.add_person(office, key, TODAY)
    assert "Person 3 wieder entfernen" in client.get(f"/conversation/{key}/end").text


def table_of(page: str) -> dict[str, str]:
    """The rows of the day's table, with their figures."""
    table = page[page.index("</caption>") : page.index("</table>")]
    return dict(re.findall(r"(?:<span>|row\">)([^<]+)<.*?<td>(\d+)", table))


def test_closing_writes_the_tally_and_a_correction_its_second_revision(client, office, clerk):
    place = client.new_talk()
    client.post(f"{place}/conclude", data={"outcome": "info"})
    assert client.get("/desk/close").status_code == 200
    assert client.post("/desk/close").location == "/desk"
    clerk.do_all()
    file = tallies_of(office) / "mettmann" / "2026" / "2026-11-23.csv"
    assert "chancenaufenthalt,2026-11-23,1,ergebnis,info,1" in file.read_text()
    key = place.split("/")[2]
    client.post(f"/conversation/{key}/take-back")
    client.post(f"{place}/conclude", data={"outcome": "kein_bedarf"})
    clerk.do_all()
    assert ",ergebnis,kein_bedarf,1" in file.read_text()
    assert ",ergebnis,info,0" in file.read_text()


def test_corrections_are_in_the_language_of_the_page(client, office, clock):
    finished(office, clock.today)
    client.tap("/tongue", tongue="en")
    client.tap("/talk-facts", "after_talk", key=finished(office, clock.today).key, fact="verstaendigung", code="kind")
    page = client.get("/corrections").text
    assert "Age: " in page
    assert "Need for help: complex, for longer" in page
    assert "How we understood each other: a child interpreted" in page
    assert "Referral to KIM-CM" in page
    told = client.application.extensions["kiosk"].pack.staff_sentences()
    words = client.application.extensions["kiosk"].words
    assert [one for one in told if words.catalogues["en"].find(one) is None] == []


def test_corrections_show_the_talks_of_the_last_days(client, office, clock):
    finished(office)
    clock.pass_by(days=3)
    client.sign_in("tisch")
    page = client.get("/corrections").text
    assert "Verweis KIM-CM" in page
    assert "23. November 2026" in page


def test_opening_a_talk_only_shows_it_and_the_second_tap_takes_back(client, office):
    key, other = finished(office).key, finished(office).key
    listed = client.get("/corrections").text
    assert listed.count('<p class="hint">Arabisch</p>') == 2
    assert "/redecide" not in listed
    opened = client.get(f"/corrections?open={key}").text
    assert opened.count("/redecide") == 1
    assert f"/conversation/{key}/person/1/redecide" in opened
    assert office.store.talks.conversation(key).stage is office.store.talks.conversation(other).stage is Stage.FINISHED


def test_a_correction_of_a_counted_day_asks_nothing_again_and_says_what_has_left(client, office, clerk):
    key = finished(office).key
    client.post("/desk/close")
    clerk.do_all()
    left = "Mit dem Tagesabschluss gelöscht: Bedarf, Gültigkeit. Gezählt bleibt es, wie es war."
    assert left in client.get("/corrections").text
    place = f"/conversation/{key}/person/1"
    opened = client.post(f"{place}/redecide", data={"turn": 0}, follow_redirects=True).text
    assert left in opened
    assert "/fact" not in opened
    assert "/need" not in opened
    assert client.post(f"{place}/fact", data={"fact": "stadt", "code": "haan"}).status_code == 409
    for door in ("kim_cm", "mbe"):
        shown = client.get(f"{place}?panel=doors&door={door}").text
        assert 'name="shown" value=""' in shown
        assert "Warum?" not in shown
    assert client.post(f"{place}/refer", data={"service": "mbe", "shown": ""}).status_code == 303
    assert client.get(f"{place}/slip").status_code == 200


def test_of_a_family_the_card_and_the_corrections_say_whose_outcome_is_taken_back(client, office):
    place = client.new_talk()
    key = place.split("/")[2]
    client.post(f"{place}/conclude", data={"outcome": "info"})
    assert "Person 1" not in client.get("/desk").text + client.get(f"/corrections?open={key}").text
    client.post(f"/conversation/{key}/person")
    client.post(f"/conversation/{key}/person/2/conclude", data={"outcome": "kein_bedarf"})
    assert "Person 2 zurücknehmen" in client.get("/desk").text
    page = client.get(f"/corrections?open={key}").text
    assert "Ergebnis von Person 2 zurücknehmen" in page
    address, turn = re.search(r'action="([^"]+/person/1/redecide)".*?name="turn" value="(\d+)"', page).groups()
    client.post(address, data={"turn": turn})
    persons = office.store.talks.conversation(key).persons
    assert [bool(person.decision) for person in persons] == [False, True]


def test_a_correction_after_its_days_is_refused(client, office, clock):
    conversation = finished(office)
    clock.pass_by(days=20)
    client.sign_in("tisch")
    answer = client.post(f"/conversation/{conversation.key}/take-back")
    assert answer.status_code == 409


def test_the_morning_after_the_day_is_closed_by_itself(client, office, clock, clerk):
    finished(office)
    clock.pass_by(days=1)
    clerk.do_all()
    assert (tallies_of(office) / "mettmann" / "2026" / "2026-11-23.csv").is_file()


def over(client) -> str:
    """A talk that ended with information only; its key."""
    place = client.new_talk()
    client.post(f"{place}/conclude", data={"outcome": "info"})
    return place.split("/")[2]


def told(office, key: str) -> dict[str, str]:
    return dict(office.store.talks.conversation(key).persons[0].answers.facts)


def test_after_a_talk_the_desk_shows_its_lines_and_opens_one_by_a_tap(client):
    over(client)
    page = client.get("/desk").text
    assert [page.count(question) for question in ("Wie haben Sie sich verständigt?", "Was fehlte?")] == [1, 1]
    assert "Sprachlotse" not in page
    assert "Sprachlotse" in client.get("/desk?tell=verstaendigung").text
    fragment = client.get("/desk?tell=zugangsweg", tap="after_talk").text
    assert fragment.lstrip().startswith('<div id="after_talk"')
    assert fragment.count('name="code"') == 14
    assert "Sprachlotse" not in client.get("/desk?tell=ausgedacht").text


def test_a_line_is_told_by_one_tap_and_the_next_one_opens(client, office):
    key = over(client)
    answer = client.post("/talk-facts", data={"key": key, "fact": "verstaendigung", "code": "lotse"})
    assert (answer.status_code, answer.location) == (303, "/desk?tell=deutschstand#after_talk")
    assert "<strong>Sprachlotse</strong>" in client.get("/desk").text
    client.post("/talk-facts", data={"key": key, "fact": "deutschstand", "code": "a1"})
    client.post("/talk-facts", data={"key": key, "fact": "zugangsweg", "code": "mbe"})
    client.post("/talk-facts", data={"key": key, "fact": "luecke", "code": "weg"})
    answer = client.post("/talk-facts", data={"key": key, "fact": "anruf", "code": "termin"})
    assert answer.location == "/desk#after_talk"
    assert told(office, key) == {
        "verstaendigung": "lotse",
        "deutschstand": "a1",
        "zugangsweg": "mbe",
        "luecke": "weg",
        "anruf": "termin",
    }


def test_with_htmx_only_the_lines_come_back_and_the_chosen_answer_is_marked(client, office):
    key = over(client)
    fragment = client.tap("/talk-facts", "after_talk", key=key, fact="verstaendigung", code="kind").text
    assert '<div id="after_talk"' in fragment
    assert "kaum Deutsch" in fragment
    page = client.get("/desk?tell=verstaendigung").text
    pressed = page.split('aria-pressed="true"')[-1]
    assert pressed.startswith(">ein Kind übersetzte<")


def test_what_was_told_is_not_shown_while_the_tablet_is_with_the_client(client):
    key = over(client)
    client.tap("/talk-facts", "after_talk", key=key, fact="verstaendigung", code="kind")
    client.post(f"/conversation/{key}/take-back")
    page = client.get(f"/conversation/{key}/person/1").text
    assert "verständigt" not in page
    assert "ein Kind" not in page


def test_after_a_no_there_is_nothing_to_tell(client):
    key = client.decline()
    page = client.get("/desk").text
    assert "Letztes Gespräch" in page
    assert "Was fehlte?" not in page
    answer = client.post("/talk-facts", data={"key": key, "fact": "luecke", "code": "weg"})
    assert answer.status_code == 404


def test_what_is_on_no_list_is_refused_and_so_is_a_talk_that_is_gone(client, office):
    key = over(client)
    assert client.post("/talk-facts", data={"key": key, "fact": "luecke", "code": "x"}).status_code == 422
    assert client.post("/talk-facts", data={"key": key}).status_code == 422
    assert client.post("/talk-facts", data={"key": "x" * 22, "fact": "luecke", "code": "weg"}).status_code == 404
    assert told(office, key) == {}


def test_the_overhead_tells_nothing_about_a_talk(overhead_client, office):
    key = finished(office).key
    answer = overhead_client.post("/talk-facts", data={"key": key, "fact": "luecke", "code": "weg"})
    assert answer.status_code == 403
    assert "luecke" not in told(office, key)


def test_the_last_talk_is_shown_by_its_code_when_its_outcome_has_left_the_pack(client, office):
    place = client.new_talk()
    client.post(f"{place}/conclude", data={"outcome": "info"})
    office.store.file.db.execute("UPDATE person SET outcome = 'anders_beraten'")
    assert "anders_beraten" in client.get("/desk").text


def test_the_number_to_call_stands_at_the_last_talk_and_what_came_of_the_call_is_counted(client, office):
    """The entry of the PSZ has a number, that of the Regionale Beratung none."""
    for needs, number in ((("psyche",), "0211 544 173 45"), ((), "")):
        key = answered(office, {"altersgruppe": "27_44", "aufenthalt": "gestattung"}, needs)
        accept(office, key)
        client.post(f"/conversation/{key}/done")
        page = client.get("/desk").text
        assert ('class="call"' in page) == bool(number)
        assert number in page
        client.tap("/talk-facts", "after_talk", key=key, fact="anruf", code="niemand")
    desk.close_day(office, DESK, TODAY)
    assert tally.column(who_came(office), "anruf") == {"niemand": 2}


# a full day


@contextmanager
def steps_of(office) -> Iterator[list[int]]:
    """Count what SQLite does meanwhile, in steps of its machine: the same on every computer."""
    done, connection = [0], office.store.file.db.conn
    connection.set_progress_handler(lambda: done.__setitem__(0, done[0] + 1), 1)
    try:
        yield done
    finally:
        connection.set_progress_handler(None, 1)


def test_each_talk_of_a_day_makes_its_pages_and_the_end_of_a_talk_hardly_dearer(client, office):
    def steps(ask):
        with steps_of(office) as done:
            assert ask().status_code in (200, 303)
        return done[0]

    def steps_of_a_day(talks):
        while office.store.talks.outcomes(DESK, TODAY)[0] < talks:
            finished(office)
        place = client.new_talk()
        client.tap(f"{place}/conclude", outcome="auskunft")
        end = place.removesuffix("/person/1") + "/done"
        asked = (partial(client.get, "/desk"), partial(client.get, "/desk/close"), partial(client.post, end))
        return [steps(ask) for ask in asked]

    few, many = steps_of_a_day(20), steps_of_a_day(120)
    desk_page, before_closing, end_of_talk = ((after - before) / 100 for before, after in zip(few, many, strict=True))
    assert desk_page < 60
    assert before_closing < 60
    assert end_of_talk < 1


def test_after_a_family_each_outcome_stands_with_its_slip(client, office):
    key = answered(office, COMPLEX_104C, ("geld",))
    desk.add_person(office, key, TODAY)
    accept(office, key)
    desk.conclude(office, key, 2, "info")
    client.post(f"/conversation/{key}/done")
    page = client.get("/desk").text
    assert "1: KIM-CM" in page
    assert "2: " in page
    slip = client.get("/desk/slip/kim_cm_velbert?language=ar")
    assert 'href="/desk/slip/kim_cm_velbert?language=ar"' in page
    assert (slip.status_code, key in slip.text) == (200, False)


def test_open_talks_are_told_apart_by_who_holds_them_and_the_lead_alone(client, office):
    place = client.new_talk()
    for fact, code in COMPLEX_104C.items():
        client.tap(f"{place}/fact", fact=fact, code=code)
    told = "27–44, Velbert, 5 Antworten"
    assert told in client.get("/desk").text
    assert "104c" not in client.get("/desk").text.split("open-talk")[1].split("</section>")[0]
    office.store.file.db.execute("UPDATE conversation SET begun_by = 'jemand'")
    assert told not in client.get("/desk").text
    office.store.file.db.execute("UPDATE conversation SET begun_by = 'tisch'")
    client.post(f"{place}/conclude", data={"outcome": "info"})
    client.post(f"{place.partition('/person')[0]}/done")
    assert office.store.file.db.execute("SELECT begun_by FROM conversation").fetchall() == [("",)]


def test_a_closed_day_says_what_was_counted_and_keeps_a_small_way_to_one_more_talk(client, office):
    finished(office)
    assert "closed-day" not in client.get("/desk").text
    client.post("/desk/close")
    page = client.get("/desk").text
    assert "Eine Person gezählt." in page
    assert "Noch ein Gespräch" in page
    assert 'class="welcome"' not in page
    client.new_talk()
    assert "closed-day" not in client.get("/desk").text


def test_only_information_and_later_are_called_by_their_names_in_the_list_of_the_day(client, office):
    key = answered(office, COMPLEX_104C)
    desk.conclude(office, key, 1, "info")
    desk.finish(office, key)
    declined(office, OutcomeKind.LATER)
    page = client.get("/desk").text
    for words in ("nur Auskunft", "kommt später wieder"):
        assert f"<span>{words}</span>" in page
    assert "<span>kein Bedarf</span>" not in page
    assert table_of(page)["Personen zusammen"] == "2"

"""The tablet in a stranger's hands: its own talk as far as it is the client's, and nothing else."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from builders import CASE_MANAGER, COMPLEX_104C, accept, answered, begin
from flask.testing import FlaskClient
from house import HouseClient, said

from kiosk import desk, web
from kiosk.storage import Account
from kiosk.web import sessions
from kiosk.web.cookies import digest

NOT_TURNED = "Das Tablet ist nicht gedreht."
OTHERS = {"altersgruppe": "45_64", "stadt": "ratingen", "aufenthalt": "duldung"}
STAFF_ONLY = ('class="judged"', 'class="advice"', 'class="doors"', 'class="decided"', 'class="today"', 'class="bars"')
STAFF_ONLY += ("Nur Beratung", "Tag abschließen", "Weiterführen", "Gespräch beenden", "Mein Zugang", "Protokoll")
"""What stands on pages of the desk, in the suggestion, or in the case manager's own row."""
OF_A_TALK = ('class="tab answered"', 'data-question="', "Ratingen")
SPELLINGS = ("{}", "{}/", "/{}", "{}?panel=doors", "{}?change=language&lost=1", "{};a=b", "/%2e{}")
FILLED = {"<int:place>": "1", "<language>": "de", "<service>": "mbe", "<version>": "x", "<path:name>": "ground.css"}
FILLED |= {"<int:number>": "1", "<kind>": "csv", "<code>": "mettmann"}
FORMS = (
    {},
    {"fact": "komplexitaet", "code": "komplex"},
    {"service": "kim_cm_velbert", "shown": "kim_cm_velbert", "reason": ""},
    {"outcome": "info", "how": "discard", "profile": "clearing", "answer": "yes", "language": "en"},
)


@pytest.fixture
def other_talk(office) -> str:
    """The open talk of somebody else; its key."""
    return answered(office, OTHERS, ("geld",))


@pytest.fixture
def turned(client: HouseClient) -> str:
    """A talk after the yes, in the client's hands; its key."""
    key = client.new_key()
    client.post(f"/conversation/{key}")
    client.post(f"/conversation/{key}/promise", data={"language": "ar", "answer": "yes"})
    return key


def kept(office) -> list[str]:
    """Everything in the store, the log of what accounts did too, but who is signed in."""
    lines = office.store.file.db.conn.iterdump()
    return [line for line in lines if not line.startswith('INSERT INTO "session"')]


def shown(client: HouseClient, path: str, method: str = "GET", tap: str = "") -> str:
    """What stands there in the end, wherever it leads."""
    headers = {"Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true", "HX-Target": f"div#{tap}"} if tap else {})
    sent = FORMS[-1] if method == "POST" else None
    return FlaskClient.open(client, path, method=method, headers=headers, data=sent, follow_redirects=True).text


def addresses(client: HouseClient, key: str) -> list[str]:
    """A path of every route, with this key where a talk is named."""
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    for name, value in (FILLED | {"<key>": key}).items():
        rules = {rule.replace(name, value) for rule in rules}
    return sorted(rules - {"/sign-in", "/code", "/unlock", "/lock"})


def test_no_address_shows_or_changes_anything_but_the_own_talk(client, office, turned, other_talk):
    before = kept(office)
    for path in addresses(client, other_talk):
        for spelling in SPELLINGS:
            for method, tap in (("GET", ""), ("HEAD", ""), ("POST", ""), ("GET", "body"), ("POST", "talk")):
                page = shown(client, spelling.format(path), method, tap)
                assert not [word for word in STAFF_ONLY + OF_A_TALK if word in page], (method, path, spelling)
    assert kept(office) == before


def test_of_the_own_talk_the_case_managers_part_is_out_of_reach(client, office, turned):
    client.post(f"/conversation/{turned}/person/1/fact", data={"fact": "altersgruppe", "code": "27_44"})
    before = kept(office)
    for path in addresses(client, turned):
        for spelling in SPELLINGS:
            page = shown(client, spelling.format(path))
            assert not [word for word in STAFF_ONLY if word in page], (path, spelling)
    for do in ("fact", "refer", "conclude", "drop", "redecide"):
        for form in FORMS[1:]:
            client.tap(f"/conversation/{turned}/person/1/{do}", **form)
    for do in ("end", "take-back"):
        for form in FORMS:
            client.post(f"/conversation/{turned}/{do}", data=form)
    assert kept(office) == before


def test_what_is_the_clients_goes_on(client, office, turned):
    person = f"/conversation/{turned}/person/1"
    page = client.tap(f"{person}/fact", fact="altersgruppe", code="27_44").text
    assert 'data-question="stadt"' in page
    assert "Vorschlag" not in page
    client.tap(f"{person}/need", add="geld")
    assert '<html lang="ar" dir="rtl"' in client.get(person).text
    assert client.get(f"/conversation/{turned}?change=language").status_code == 200
    assert client.get(f"/conversation/{turned}/data").status_code == 200
    answers = office.store.talks.conversation(turned).persons[0].answers
    assert (answers.facts, answers.needs) == ({"altersgruppe": "27_44"}, ("geld",))


def test_turning_kills_the_cookie_of_before_and_the_pin_makes_a_new_one(client, office):
    key, stolen = client.new_key(), client.get_cookie("session").value
    client.post(f"/conversation/{key}")
    turned = client.get_cookie("session").value
    client.set_cookie("session", stolen)
    assert client.get("/desk").location.startswith("/sign-in")
    client.set_cookie("session", turned)
    assert client.get("/desk").location == "/unlock?back=/desk"
    assert client.unlock(back="/desk").location == "/desk"
    assert client.get("/desk").status_code == 200
    assert client.get_cookie("session").value not in (stolen, turned)
    for old in (stolen, turned):
        client.set_cookie("session", old)
        assert client.get("/desk").location.startswith("/sign-in")
    tokens = [token for (token,) in office.store.file.db.execute("SELECT token FROM session")]
    assert len(tokens) == 1
    assert not {stolen, turned} & {*tokens}


@pytest.mark.parametrize(
    "secret", ["", "000000", "4819260", " 481926", HouseClient.PASSWORD.upper(), HouseClient.PASSWORD_HASH]
)
def test_nothing_but_pin_or_password_unlocks(client, office, turned, secret):
    answer = client.unlock(secret, back="/desk")
    assert (answer.status_code, answer.location) == (303, "/unlock?back=/desk&said=secret")
    assert "Das passt nicht." in client.get(answer.location).text
    assert client.get("/desk").status_code == 303
    assert office.store.account_log.lines()[-1].event == "sign_in_refused"


def test_the_password_unlocks_too_and_alone_where_there_is_no_pin(client, office, turned):
    assert client.unlock(client.PASSWORD).status_code == 303
    assert client.get("/desk").status_code == 200
    office.store.staff.keep_account(Account(CASE_MANAGER, "case_manager", client.PASSWORD_HASH))
    client.sign_in(CASE_MANAGER)
    client.post("/lock")
    assert "Passwort von tisch" in client.get("/unlock").text
    assert "said=secret" in client.unlock().location
    assert client.unlock(client.PASSWORD).status_code == 303


def test_the_pin_alone_signs_nobody_in(anonymous):
    assert said(anonymous.post("/sign-in", data={"name": CASE_MANAGER, "password": anonymous.PIN})) == "password"


def test_unlocking_leads_to_the_same_step_in_the_case_managers_hands(client, turned):
    step = f"/conversation/{turned}/person/1?open=stadt"
    locked = client.post("/lock", headers={"Referer": f"http://localhost{step}"})
    back = re.search(r'name="back" value="([^"]+)"', client.get(locked.location).text)[1]
    assert client.get(step).location.startswith("/unlock")
    assert client.unlock(back=back).location == step
    assert "Vorschlag" in client.get(step).text


@pytest.mark.parametrize("left", ["/slip", "/slip?language=en&lost=1", "", "?panel=doors"])
def test_from_a_page_of_the_client_the_pin_leads_to_the_case_managers_own(client, office, left):
    key = answered(office, COMPLEX_104C, ("geld",))
    accept(office, key)
    person = f"/conversation/{key}/person/1"
    client.post(f"/conversation/{key}", data={"place": f"{person}/slip"})
    own = {"/slip": person, "/slip?language=en&lost=1": f"{person}?lost=1"}.get(left, person + left)
    assert client.unlock(back=person + left).location == own
    page = client.get(own).text
    assert "Diese Person hat schon ein Ergebnis." in page
    assert NOT_TURNED not in page


def test_a_page_that_was_hidden_stays_so_though_a_tap_from_before_turns_the_tablet(client, turned):
    client.unlock()
    client.set_cookie("shut", "1")
    place = client.post(f"/conversation/{turned}", headers={"Tap": "here 1"}).location
    assert place.startswith("/conversation/")
    assert client.get(place).location.startswith("/unlock")
    client.unlock()
    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize("opens", ["/unlock", "/sign-in"])
def test_who_opened_the_tablet_is_not_asked_again_where_that_answer_was_lost(client, opens):
    client.set_cookie("shut", "1")
    assert client.get("/desk").location.startswith("/unlock")
    typed = {"secret": client.PIN, "name": CASE_MANAGER, "password": client.PASSWORD}
    before = {name: client.get_cookie(name).value for name in ("session", "shut")}
    client.post(opens, data=typed, headers={"Tap": "here 1"})
    for name, value in before.items():
        client.set_cookie(name, value)
    client.post(opens, data=typed, headers={"Tap": "here 1"})
    assert client.get("/desk").status_code == 200


def test_a_cookie_from_before_the_turn_that_was_copied_opens_nothing_by_the_same_form(client, turned):
    client.unlock()
    before = client.get_cookie("session").value
    assert client.post(f"/conversation/{turned}").location.startswith("/conversation/")
    client.set_cookie("session", before)
    assert client.post(f"/conversation/{turned}").location.startswith("/sign-in")


def test_a_page_that_was_hidden_needs_its_secret_though_the_server_began_anew(client):
    client.set_cookie("shut", "1")
    client.post("/unlock", data={"secret": "0"}, headers={"Tap": "here 1"})
    assert client.get("/desk", headers={"Tap": "here 2"}).location.startswith("/unlock")


def test_what_a_browser_hid_stays_locked_though_it_forgot_and_the_server_began_anew(client):
    client.set_cookie("shut", "1")
    assert client.get("/desk").location.startswith("/unlock")
    client.delete_cookie("shut")
    client.application.extensions["kiosk"].shut.clear()
    assert client.get("/desk").location.startswith("/unlock")


def test_who_signs_out_is_out_though_the_tablet_was_locked_first(client):
    client.post("/lock")
    client.post("/sign-out")
    assert client.get("/desk").location.startswith("/sign-in")


@pytest.mark.parametrize("left", ["?open=stadt", "/slip"])
def test_a_tab_that_is_locked_too_leads_back_once_another_one_was_unlocked(client, turned, left):
    person = f"/conversation/{turned}/person/1"
    own = {"/slip": person}.get(left, person + left)
    locked = client.post("/lock", headers={"Referer": f"http://localhost{person}{left}"}).location
    client.unlock()
    assert client.get(locked).location == own
    assert client.get(client.unlock(back=person + left).location).location == own
    assert client.get("/unlock").location == "/"


@pytest.mark.parametrize("rest", ["?change=language", "/data", "/interpreter?language=ar"])
def test_from_what_a_client_reads_about_the_talk_the_pin_leads_to_the_talk(client, turned, rest):
    talk = f"/conversation/{turned}"
    assert client.unlock(back=talk + rest).location == talk
    assert client.get(talk).location == f"{talk}/person/1"


@pytest.mark.parametrize("rest", ["", "?language=ar", "/interpreter?language=ar", "/data?language=ar"])
def test_before_the_yes_the_pin_turns_the_tablet_to_the_client_again(client, rest):
    address = f"/conversation/{(key := client.new_key())}{rest}"
    client.post(f"/conversation/{key}")
    client.post("/lock")
    assert client.unlock(back=address).location == address
    assert NOT_TURNED not in client.get(address).text
    assert client.get("/desk").location.startswith("/unlock")
    client.post(f"/conversation/{key}/promise", data={"language": "ar", "answer": "left"})
    client.unlock(back=address)
    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize("end", [desk.discard, desk.break_off])
def test_where_the_talk_ended_meanwhile_the_pin_leads_to_the_desk(client, office, turned, end):
    client.post("/lock")
    end(office, turned)
    assert client.unlock(back=f"/conversation/{turned}/person/1").location == "/"


def test_so_does_the_password_where_a_session_ended(client, clock):
    key = client.new_key()
    clock.pass_by(hours=2)
    client.post("/sign-in", data={"name": CASE_MANAGER, "password": client.PASSWORD, "back": f"/conversation/{key}"})
    assert client.get("/desk").location.startswith("/unlock")
    assert NOT_TURNED not in client.get(f"/conversation/{key}").text


def test_a_wait_is_told_where_the_pin_is_asked_for(client, turned):
    for _ in range(5):
        client.unlock("000000")
    assert client.unlock().location == "/unlock?said=wait"
    assert "Warten Sie noch 15 Sekunden" in client.get("/unlock?said=wait").text


def test_no_password_that_the_browser_keeps_is_filled_in_where_a_client_could_unlock(client, turned):
    assert re.findall('autocomplete="(.*?)"', client.get("/unlock").text) == ["one-time-code"]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil", "desk", "/x?next=https://evil"])
def test_unlocking_leads_to_no_other_server(client, turned, back):
    assert client.unlock(back=back).location == "/"


def test_a_tap_with_which_the_tablet_turned_is_answered_again_where_its_answer_was_lost(client, office):
    """The old cookie comes again with the same tap: it opens what the tap had led to, and nothing more."""
    person = client.new_talk()
    for fact, code in COMPLEX_104C.items():
        client.tap(f"{person}/fact", fact=fact, code=code)
    old, sent = client.get_cookie("session").value, {"service": "kim_cm_velbert", "shown": "kim_cm_velbert"}
    taps = [{"Tap": f"page {number}", "HX-Request": "true", "HX-Target": "div#talk"} for number in (1, 2)]
    first = client.post(f"{person}/refer", data=sent, headers=taps[0])
    assert '<article class="slip">' in first.text
    new = client.get_cookie("session").value
    for cookie in (old, new, old):
        client.set_cookie("session", cookie)
        assert client.post(f"{person}/refer", data=sent, headers=taps[0]).text == first.text
        assert client.get_cookie("session").value == new
    assert client.get(f"{person}/slip").status_code == 200
    assert client.get("/desk").location.startswith("/unlock")
    client.set_cookie("session", old)
    for headers, form in ((taps[0], sent | {"reason": "x"}), ({}, sent), (taps[1], sent)):
        assert "Anmelden" in client.post(f"{person}/refer", data=form, headers=headers, follow_redirects=True).text


@pytest.mark.parametrize("answer", ["no", "later", "left"])
def test_after_a_no_the_tablet_waits_for_the_pin(client, answer):
    key = client.new_key()
    client.post(f"/conversation/{key}")
    page = client.tap(f"/conversation/{key}/promise", "body", language="ar", answer=answer)
    assert "PIN von tisch" in page.text
    assert "Bitte geben Sie das Tablet zurück." in page.text
    assert "انتهيتم." in page.text
    assert "Gleich sind wir" not in page.text
    assert client.get(f"/conversation/{key}?language=ar").location.startswith("/unlock")
    client.unlock(back="/desk")
    assert "Letztes Gespräch" in client.get("/desk").text


def test_after_done_the_talk_answers_nothing_to_nobody(client, office):
    key = answered(office, COMPLEX_104C, ("geld",))
    accept(office, key)
    client.post(f"/conversation/{key}", data={"place": f"/conversation/{key}/person/1/slip"})
    assert client.get(f"/conversation/{key}/person/1/slip").status_code == 200
    client.post(f"/conversation/{key}/done")
    paths = [f"/conversation/{key}{rest}" for rest in ("", "/person/1", "/person/1/slip", "/data", "/end")]
    assert {client.get(path).location.partition("?")[0] for path in paths} == {"/unlock"}
    for do in ("person", "language", "person/1/slip", "done"):
        client.post(f"/conversation/{key}/{do}", data={"language": "en"})
    assert office.store.talks.conversation(key).stage == "finished"
    client.unlock()
    assert {client.get(path).location for path in paths} == {"/desk"}


def test_an_open_talk_is_read_by_who_began_it_and_by_the_lead(client, anonymous, office):
    person = client.new_talk()
    for name, role in (("kollege", "case_manager"), ("teamleitung", "lead")):
        office.store.staff.keep_account(Account(name, role, client.PASSWORD_HASH, pin=client.PIN_HASH))
    client.sign_in("kollege")
    for path in (person, person.partition("/person")[0], f"{person}/slip"):
        assert client.get(path).status_code == 403, path
    assert client.tap(f"{person}/fact", fact="altersgruppe", code="27_44").status_code == 403
    assert client.post(person.partition("/person")[0]).status_code == 403
    assert "Weiterführen" not in client.get("/desk").text
    client.sign_in("teamleitung")
    assert client.get(person).status_code == 200
    client.sign_in(CASE_MANAGER)
    assert client.get(person).status_code == 200


def persons(office, key: str) -> int:
    return len(office.store.talks.conversation(key).persons)


def test_a_client_adds_a_person_from_the_slip_alone(client, office, turned):
    client.post(f"/conversation/{turned}/person")
    client.post(f"/conversation/{turned}/person/1/fact", data={"fact": "altersgruppe", "code": "27_44"})
    client.post(f"/conversation/{turned}/person")
    assert persons(office, turned) == 1
    key = answered(office, COMPLEX_104C, ("geld",))
    accept(office, key)
    client.unlock()
    client.post(f"/conversation/{key}", data={"place": f"/conversation/{key}/person/1/slip"})
    for _ in range(3):
        assert client.post(f"/conversation/{key}/person").location == f"/conversation/{key}/person/2"
    client.post(f"/conversation/{key}/person/2/fact", data={"fact": "altersgruppe", "code": "27_44"})
    assert client.post(f"/conversation/{key}/person").location.startswith("/unlock")
    assert persons(office, key) == 2


# idle


@pytest.mark.parametrize("minutes", [2, 5, 10])
def test_a_tablet_that_nobody_taps_locks(anonymous, office, clock, minutes):
    site = replace(office.pack.site, lock_minutes=minutes)
    app = web.create_app(replace(office, pack=replace(office.pack, site=site)), clock=clock)
    app.test_client_class = HouseClient
    client = app.test_client()
    client.sign_in(CASE_MANAGER)
    place = client.new_talk()
    clock.pass_by(minutes=minutes, seconds=-1)
    page = client.get(place).text
    assert f'data-rest="{minutes * 60 - sessions.SEEN_EVERY}"' in page
    clock.pass_by(minutes=minutes)
    assert client.get(place).location.startswith("/unlock?back=/conversation/")
    assert "Gesperrt" in client.tap(f"{place}/fact", fact="altersgruppe", code="27_44").text
    assert client.get("/stay").status_code == 303
    client.unlock(back=place)
    assert client.get(place).status_code == 200
    assert office.store.talks.conversation(place.split("/")[2]).persons[0].answers.facts == {}


def test_whoever_says_that_they_are_still_there_goes_on(client, clock):
    place = client.new_talk()
    for _ in range(3):
        clock.pass_by(minutes=4, seconds=30)
        assert client.get("/stay").status_code == 204
    assert client.get(place).status_code == 200


@pytest.mark.parametrize("heard", [False, True])
def test_a_tap_that_came_after_the_tablet_rested_is_missing_unless_it_was_done_before(client, clock, heard):
    place = client.new_talk()
    left = {"Referer": f"http://localhost{place}"}
    tap = {"data": {"fact": "stadt", "code": "haan"}, "headers": {**left, "Tap": "here 1"}}
    if heard:
        client.post(f"{place}/fact", **tap)
    clock.pass_by(minutes=6)
    client.post(f"{place}/fact", **tap)
    locked = client.post("/lock", headers={**left, "Tap": "here 2"}).location
    assert parse_qs(urlsplit(locked).query)["back"] == [place if heard else f"{place}?lost=1"]


def test_a_tap_that_was_missing_once_is_not_called_so_again(client, clock):
    place = client.new_talk()
    left = {"Referer": f"http://localhost{place}"}
    clock.pass_by(minutes=6)
    client.post(f"{place}/fact", data={"fact": "stadt", "code": "haan"}, headers={**left, "Tap": "here 1"})
    client.post("/unlock", data={"secret": client.PIN, "back": place}, headers={"Tap": "here 2"})
    locked = client.post("/lock", headers={**left, "Tap": "here 3"}).location
    assert parse_qs(urlsplit(locked).query)["back"] == [place]


def test_a_tap_that_a_locked_tablet_lost_is_asked_again(client, clock):
    place = client.new_talk()
    clock.pass_by(minutes=6)
    sent = client.post(
        f"{place}/fact", data={"fact": "stadt", "code": "haan"}, headers={"Referer": f"http://localhost{place}"}
    )
    back = parse_qs(urlsplit(sent.location).query)["back"][0]
    assert client.unlock(back=back).location == back == f"{place}?lost=1"
    assert "Was Sie zuletzt getippt haben, fehlt." in client.get(back).text


# the PIN


def test_everyone_sets_a_pin_at_the_first_sign_in_and_goes_on_at_once(anonymous, office):
    office.store.staff.keep_account(Account("neu", "case_manager", anonymous.PASSWORD_HASH))
    assert anonymous.sign_in("neu").location == "/account"
    assert "Weiter ohne PIN" in anonymous.get("/account").text
    assert anonymous.post("/account/pin", data={"pin": "481926", "repeated": "481926"}).location == "/"
    assert anonymous.get("/desk").status_code == 200
    anonymous.post("/lock")
    assert anonymous.unlock().status_code == 303
    assert office.store.account_log.lines()[-1].event == "pin_set"
    assert "481926" not in "".join(office.store.file.db.conn.iterdump())
    assert anonymous.sign_in("neu").location == "/"


def test_who_finds_a_tablet_open_chooses_no_first_pin_without_the_password(client, office, clock):
    office.store.staff.set_pin(CASE_MANAGER, "", keeping=digest(client.get_cookie("session").value))
    new = {"pin": "593718", "repeated": "593718"}
    assert "Jetziges Passwort" not in client.get("/account").text.partition('id="sessions"')[0]
    for _ in range(2):
        clock.pass_by(minutes=3)
        client.get("/desk")
    assert "Jetziges Passwort" in client.get("/account").text.partition('id="sessions"')[0]
    assert said(client.post("/account/pin", data=new)) == "pin_password"
    assert office.store.staff.account(CASE_MANAGER).pin == ""
    assert client.post("/account/pin", data=new | {"known": client.PASSWORD}).location == "/"


def test_a_pin_is_changed_with_the_password_and_ends_the_other_sessions(client):
    elsewhere = client.application.test_client()
    elsewhere.sign_in(CASE_MANAGER)
    new = {"pin": "593718", "repeated": "593718"}
    assert said(client.post("/account/pin", data=new)) == "pin_password"
    assert said(client.post("/account/pin", data=new | {"known": client.PIN})) == "pin_password"
    assert client.post("/account/pin", data=new | {"known": client.PASSWORD}).location == "/"
    client.post("/lock")
    assert "said=secret" in client.unlock().location
    assert client.unlock("593718").status_code == 303
    assert client.get("/desk").status_code == 200
    assert elsewhere.get("/desk").location == "/sign-in"


@pytest.mark.parametrize(
    ("pin", "again", "says"),
    [
        ("48192", "48192", "6 bis 10 Ziffern"),
        ("48192637485", "48192637485", "6 bis 10 Ziffern"),
        ("48192a", "48192a", "6 bis 10 Ziffern"),
        ("٤٨١٩٢٦", "٤٨١٩٢٦", "6 bis 10 Ziffern"),
        ("123456", "123456", "errät man leicht"),
        ("481927", "481926", "verschieden"),
    ],
)
def test_a_pin_that_does_not_do_is_said_so(client, pin, again, says):
    answer = client.post("/account/pin", data={"pin": pin, "repeated": again, "known": client.PASSWORD})
    assert says in client.get(answer.location).text
    assert client.post("/lock").status_code == 303
    assert client.unlock().status_code == 303


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/gibt-es-nicht", "GET", {}, 404),
        ("/static/x/none.css", "GET", {}, 404),
        ("/sounds/ar/0123456789abcdef/x", "GET", {}, 404),
        ("/desk", "PUT", {}, 405),
        ("/lock", "POST", {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_is_refused_outside_the_talk_is_told_in_its_language_first(client, turned, path, method, headers, status):
    answer = client.open(path, method=method, headers={"Accept-Language": "en"} | headers)
    assert (answer.status_code, '<html lang="ar" dir="rtl"' in answer.text) == (status, True)


def test_before_the_yes_a_refusal_speaks_the_language_of_the_promise(client):
    key = client.new_key()
    client.post(f"/conversation/{key}")
    promise = {"Referer": f"http://localhost/conversation/{key}?language=ar", "Accept-Language": "en"}
    assert '<html lang="ar" dir="rtl"' in client.get("/gibt-es-nicht", headers=promise).text


def test_an_address_that_is_none_leads_back_to_the_talk(client, turned):
    assert f'href="/conversation/{turned}"' in client.get("/gibt-es-nicht").text
    assert client.get(f"/conversation/{turned}", follow_redirects=True).status_code == 200


def test_a_clients_page_in_staff_hands_says_so_and_turns_with_one_tap(client, office):
    key = begin(office)
    page = client.get(f"/conversation/{key}?change=language").text
    assert "Das Tablet ist nicht gedreht." in page
    client.post(f"/conversation/{key}", data={"place": f"/conversation/{key}?change=language"})
    assert "Das Tablet ist nicht gedreht." not in client.get(f"/conversation/{key}?change=language").text
    assert client.get("/desk").status_code != 200

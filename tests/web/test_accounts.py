"""The first account, the lead's page of accounts, everyone's own password; leaving ends everything."""

import re

import pytest
from builders import CASE_MANAGER, OVERHEAD
from house import HouseClient, said
from markupsafe import escape
from outside import bearer, give_token

from kiosk import passwords
from kiosk.errors import LastLead
from kiosk.storage import Account
from kiosk.web.cookies import digest

LEAD, NEW = "teamleitung", "ein-neues-passwort"
ALIKE = (
    CASE_MANAGER,
    "Tisch",
    "ｔｉｓｃｈ",
    "tisсh",
    "tısch",
    "tịsch",
    "t1sch",
    "t|sch",
    "tɪsch",
    "анна",
    "Terminal",
    "Kiosk",
)
"""Names that somebody would take for another's, or for one in the log."""


@pytest.fixture
def lead(anonymous, office) -> HouseClient:
    """The lead, signed in on a device of her own."""
    office.store.staff.keep_account(Account(LEAD, "lead", HouseClient.PASSWORD_HASH))
    client = anonymous.application.test_client()
    client.sign_in(LEAD)
    return client


@pytest.fixture
def colleague(anonymous) -> HouseClient:
    """The case manager, signed in on another device."""
    client = anonymous.application.test_client()
    client.sign_in(CASE_MANAGER)
    return client


def code_after(client: HouseClient, answer) -> str:
    """The code that the page shows to which an answer leads."""
    return re.search(r'<code id="new-code">([2-9A-Z-]{19})</code>', client.get(answer.location).text)[1]


def use(client: HouseClient, code: str, name: str, password: str = NEW, again: str = ""):
    """Fill in the page of a code."""
    return client.post("/code", data={"code": code, "name": name, "password": password, "again": again or password})


def sign_in(client: HouseClient, name: str, password: str = NEW) -> str:
    """Sign in with this password; what is wrong with it."""
    return said(client.post("/sign-in", data={"name": name, "password": password}))


def events(office) -> list[str]:
    return [line.event for line in office.store.account_log.lines()]


# codes


def first_code(office, clock) -> str:
    """A code for the first account, as the terminal gives it."""
    code = passwords.new_code()
    ends = int(clock().timestamp()) + passwords.CODE_LIVES
    office.store.devices.give_code(passwords.code_hash(code), None, ends)
    return code


def test_the_first_code_makes_the_lead_once(anonymous, office, clock):
    code = first_code(office, clock)
    assert use(anonymous, code.lower().replace("-", " "), "chefin").location == "/sign-in"
    assert office.store.staff.account("chefin").role == "lead"
    assert sign_in(anonymous, "chefin") == ""
    assert said(use(anonymous, code, "noch-eine")) == "code"
    assert office.store.staff.account("noch-eine") is None
    assert code not in "\n".join(office.store.file.db.conn.iterdump())


def test_a_code_is_dead_after_a_day_and_when_another_one_is_given(anonymous, office, clock):
    old, new = first_code(office, clock), first_code(office, clock)
    assert said(use(anonymous, old, "chefin")) == "code"
    clock.pass_by(hours=24)
    assert said(use(anonymous, new, "chefin")) == "code"
    assert office.store.staff.account("chefin") is None


def test_the_first_code_gives_a_lead_a_password_and_takes_no_other_account(anonymous, office, clock):
    office.store.staff.keep_account(Account(LEAD, "lead", ""))
    code = first_code(office, clock)
    assert said(use(anonymous, code, OVERHEAD)) == "code"
    assert use(anonymous, code, LEAD).location == "/sign-in"
    assert sign_in(anonymous, LEAD) == ""


@pytest.mark.parametrize(
    ("name", "password", "again", "says"),
    [
        ("chefin", "elf-zeichen", "elf-zeichen", "zu kurz"),
        ("chefin", NEW, "ein-anderes-passwort", "nicht gleich"),
        ("chefin", "chefin-chefin", "chefin-chefin", "errät man leicht"),
        ("", NEW, NEW, "höchstens 60 Zeichen"),
        ("123", NEW, NEW, "höchstens 60 Zeichen"),
        ("...", NEW, NEW, "höchstens 60 Zeichen"),
        ("c\u202ehefin", NEW, NEW, "höchstens 60 Zeichen"),
    ],
)
def test_what_cannot_be_is_told_and_the_code_stays_good(anonymous, office, clock, name, password, again, says):
    code = first_code(office, clock)
    page = anonymous.get(use(anonymous, code, name, password, again).location).text
    assert (says in page, password in page) == (True, False)
    assert use(anonymous, code, "chefin").location == "/sign-in"


@pytest.mark.parametrize("name", ["Tisch", "tisсh", "KIOSK"])
def test_the_first_code_makes_no_account_that_is_taken_for_another(anonymous, office, clock, name):
    assert said(use(anonymous, first_code(office, clock), name)) in ("account_name", "account_taken")
    assert office.store.staff.account(name) is None


@pytest.mark.parametrize("name", ["Anna Öztürk", "Țiriac", "Trương Nguyễn-Ly", "O'Neill 2"])
def test_names_of_people_are_fit(lead, office, name):
    assert lead.post("/accounts", data={"name": name, "role": "lead"}).status_code == 303
    assert f"Der Code für <bdi>{escape(name)}</bdi>" in lead.get("/accounts").text
    assert office.store.staff.account(name)


def test_an_account_of_before_keeps_working_whatever_it_is_called(anonymous, office):
    office.store.staff.keep_account(Account("Tisch", "case_manager", HouseClient.PASSWORD_HASH))
    assert said(anonymous.sign_in("Tisch")) == ""


# the lead


@pytest.mark.parametrize("role", ["case_manager", "lead", "overhead", "auditor", "post:awo_langenfeld"])
def test_the_lead_makes_an_account_whose_password_she_never_knows(lead, anonymous, office, role):
    answer = lead.post("/accounts", data={"name": " neu ", "role": role})
    made = office.store.staff.account("neu")
    assert (f"{made.role}:{made.post}".rstrip(":"), made.password) == (role, "")
    assert sign_in(anonymous, "neu", "") == "password"
    code = code_after(lead, answer)
    assert code not in lead.get("/accounts").text
    assert said(use(anonymous, code, CASE_MANAGER)) == "code"
    assert use(anonymous, code, "neu").location == "/sign-in"
    assert sign_in(anonymous, "neu") == ""
    assert events(office)[-4:] == ["account_added", "code_given", "password_set", "signed_in"] or "sign_in_refused" in (
        events(office)
    )


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "role": "lead"},
        {"name": "x" * 61, "role": "lead"},
        *({"name": name, "role": "lead"} for name in ALIKE),
        {"name": "neu", "role": "admin"},
        {"name": "neu", "role": "post"},
        {"name": "neu", "role": "post:gibt_es_nicht"},
        {"name": "neu"},
    ],
)
def test_an_account_that_cannot_be_is_not_made(lead, office, form):
    before = office.store.staff.accounts()
    assert lead.post("/accounts", data=form).status_code == 422
    assert office.store.staff.accounts() == before


def test_a_reset_ends_password_and_sessions_and_the_code_brings_both_back(lead, colleague, office):
    code = code_after(lead, lead.post("/accounts/reset", data={"name": CASE_MANAGER}))
    assert colleague.get("/desk").location == "/sign-in"
    assert sign_in(colleague, CASE_MANAGER, HouseClient.PASSWORD) == "password"
    assert use(colleague, code, CASE_MANAGER).location == "/sign-in"
    assert sign_in(colleague, CASE_MANAGER) == ""
    assert events(office)[-4:] == ["code_given", "sign_in_refused", "password_set", "signed_in"]


def test_one_tap_takes_no_password_away(lead, colleague, office):
    office.store.staff.keep_account(Account("neu", "lead", ""))
    asked = {}
    for account in lead.get("/accounts").text.split('<li class="card">'):
        before, button, _ = account.partition('action="/accounts/reset"')
        if button:
            asked[re.search("<bdi>(.+?)</bdi>", account)[1]] = before.count("<details>") > before.count("</details>")
    assert asked[CASE_MANAGER]
    assert not asked["neu"]


def test_the_device_in_her_hands_is_told_from_the_others(lead, colleague):
    devices = lead.get("/accounts").text.partition("Bekannte Geräte")[2].split("</li>")
    assert [LEAD in one for one in devices if "dieses Gerät" in one] == [True]


def test_a_page_with_a_code_that_is_loaded_again_gives_no_other_and_ends_no_new_password(lead, colleague, office):
    code = code_after(lead, lead.post("/accounts/reset", data={"name": CASE_MANAGER}))
    use(colleague, code, CASE_MANAGER)
    again = lead.get("/accounts").text
    assert (code in again, "new-code" in again) == (False, False)
    assert sign_in(colleague, CASE_MANAGER) == ""
    assert events(office).count("code_given") == 1


def test_who_comes_with_a_code_chooses_a_pin_anew(lead, colleague, office):
    """The one before was watched, or is forgotten."""
    office.store.staff.set_pin(CASE_MANAGER, HouseClient.PIN_HASH)
    use(colleague, code_after(lead, lead.post("/accounts/reset", data={"name": CASE_MANAGER})), CASE_MANAGER)
    form = {"name": CASE_MANAGER, "password": NEW}
    assert colleague.post("/sign-in", data=form).location == "/account"
    colleague.post("/lock")
    assert said(colleague.post("/unlock", data={"secret": HouseClient.PIN})) == "secret"


def test_all_sessions_of_an_account_end_with_one_tap_and_only_those(lead, colleague, anonymous, office):
    anonymous.sign_in(CASE_MANAGER)
    assert "an 2 Geräten angemeldet" in lead.get("/accounts").text
    assert lead.post("/accounts/sign-out", data={"name": CASE_MANAGER}).status_code == 303
    for client in (colleague, anonymous):
        assert client.get("/desk").location == "/sign-in"
    assert lead.get("/accounts").status_code == 200
    assert events(office)[-1] == "sessions_ended"


def test_closing_an_account_ends_sessions_tokens_devices_and_codes(lead, office, anonymous):
    gone = anonymous.application.test_client()
    gone.sign_in(OVERHEAD)
    token = give_token(gone)
    assert lead.post("/accounts/close", data={"name": OVERHEAD}).status_code == 303
    assert gone.get("/numbers").location == "/sign-in"
    assert gone.get("/api/tables.json", headers=bearer(token), ours=False).status_code == 401
    assert said(gone.sign_in(OVERHEAD)) == "password"
    assert [one.account for one in office.store.devices.known()] == [LEAD]
    for what in ("close", "reset", "sign-out"):
        answer = lead.post(f"/accounts/{what}", data={"name": OVERHEAD})
        assert (answer.status_code, "Diesen Zugang gibt es nicht mehr" in answer.text) == (422, True)
        assert f"<bdi>{LEAD}</bdi>" in answer.text


ENDS = {
    "the sessions end": lambda staff: staff.end_sessions(CASE_MANAGER),
    "the password goes": lambda staff: staff.set_password(CASE_MANAGER, ""),
    "the account goes": lambda staff: staff.drop_account(CASE_MANAGER),
}
ASKS = {
    "/unlock": {"secret": HouseClient.PASSWORD},
    "/sign-in": {"name": CASE_MANAGER, "password": HouseClient.PASSWORD},
    "/account/password": {"old": HouseClient.PASSWORD, "password": NEW, "again": NEW},
    "/account/pin": {"known": HouseClient.PASSWORD, "pin": "730164", "repeated": "730164"},
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("asks", ASKS)
def test_what_ends_while_a_secret_is_looked_at_stays_ended(colleague, office, monkeypatch, end, asks):
    staff, fits = office.store.staff, passwords.fits
    staff.set_pin(CASE_MANAGER, HouseClient.PIN_HASH, keeping=digest(colleague.get_cookie("session").value))
    if asks == "/unlock":
        colleague.post("/lock")

    def looked_at(*secret: str) -> bool:
        right = fits(*secret)
        if not ended:
            end(staff)
            ended.append(staff.account(CASE_MANAGER))
        return right

    ended = []
    monkeypatch.setattr(passwords, "fits", looked_at)
    before = len(events(office))
    assert colleague.post(asks, data=ASKS[asks]).status_code == 303
    assert staff.account(CASE_MANAGER) == ended[0]
    assert "/desk" not in colleague.get("/").location or (asks, end) == ("/sign-in", ENDS["the sessions end"])
    assert not {"password_set", "pin_set"} & {*events(office)[before:]}


def test_a_later_account_of_the_same_name_gets_no_talk_of_the_one_before(lead, colleague, office):
    place = colleague.new_talk()
    lead.post("/accounts/close", data={"name": CASE_MANAGER})
    office.store.staff.keep_account(Account(CASE_MANAGER, "case_manager", HouseClient.PASSWORD_HASH))
    assert said(colleague.sign_in(CASE_MANAGER)) == ""
    assert colleague.get(place).status_code == 403
    assert lead.get(place).status_code == 200


def test_the_last_lead_stays(lead, office):
    """Two who close each other at once: the one whose account went a moment ago is too late."""
    with pytest.raises(LastLead):
        office.store.staff.drop_account(LEAD)
    office.store.staff.keep_account(Account("zweite", "lead", ""))
    office.store.staff.drop_account(LEAD)
    assert [one.name for one in office.store.staff.accounts() if one.role == "lead"] == ["zweite"]


CHANGES = {
    "/accounts": {"name": "neu", "role": "lead"},
    "/accounts/close": {"name": "zweite"},
    "/accounts/reset": {"name": "zweite"},
    "/accounts/sign-out": {"name": "zweite"},
    "/accounts/device": {"digest": "unbekannt"},
}


@pytest.mark.parametrize(("address", "data"), CHANGES.items(), ids=CHANGES)
def test_of_two_leads_who_close_each_other_at_once_the_later_is_too_late(lead, office, monkeypatch, address, data):
    staff, at_once = office.store.staff, office.store.at_once
    staff.keep_account(Account("zweite", "lead", HouseClient.PASSWORD_HASH))
    staff.keep_account(Account("dritte", "lead", HouseClient.PASSWORD_HASH))

    def just_after_the_other() -> object:
        monkeypatch.undo()
        staff.drop_account(LEAD)
        return at_once()

    monkeypatch.setattr(office.store, "at_once", just_after_the_other)
    before = events(office)
    assert lead.post(address, data=data).location.startswith("/sign-in")
    assert [one.name for one in staff.accounts() if one.role == "lead"] == ["dritte", "zweite"]
    assert staff.account("zweite").password == HouseClient.PASSWORD_HASH
    assert events(office) == before


def test_a_code_is_for_the_account_that_is_meant_as_a_sign_in_is(lead, anonymous):
    code = code_after(lead, lead.post("/accounts", data={"name": "Frau Muster", "role": "lead"}))
    assert said(use(anonymous, code, "frau muster")) == ""
    assert sign_in(anonymous, "Frau Muster") == ""


def test_a_code_ends_with_its_account(lead, anonymous, office):
    code = code_after(lead, lead.post("/accounts", data={"name": "neu", "role": "lead"}))
    lead.post("/accounts/close", data={"name": "neu"})
    assert said(use(anonymous, code, "neu")) == "code"


@pytest.mark.parametrize("what", ["reset", "sign-out", "close"])
def test_nobody_locks_themselves_out(lead, what):
    assert lead.post(f"/accounts/{what}", data={"name": LEAD}).status_code == 422
    assert lead.get("/accounts").status_code == 200


def test_a_lost_device_is_forgotten_with_the_sessions_on_it(lead, colleague, office):
    [lost] = [one for one in office.store.devices.known() if one.account == CASE_MANAGER]
    assert lead.post("/accounts/device", data={"digest": lost.digest}).status_code == 303
    assert colleague.get("/desk").location == "/sign-in"
    assert lead.get("/accounts").status_code == 200
    for _ in range(5):
        sign_in(office_stranger := colleague.application.test_client(), CASE_MANAGER, "falsch")
    assert said(colleague.sign_in(CASE_MANAGER)) == "wait"
    assert said(office_stranger.sign_in(CASE_MANAGER)) == "wait"


def test_who_is_signed_in_stands_in_the_bar(lead, colleague, anonymous):
    assert ": </span><bdi>tisch</bdi>" in colleague.get("/desk").text
    anonymous.sign_in(OVERHEAD)
    assert ": </span><bdi>leitung</bdi>" in anonymous.get("/numbers").text


# one's own


def test_everyone_changes_their_own_password_and_every_other_session_ends(colleague, anonymous, office):
    anonymous.sign_in(CASE_MANAGER)
    form = {"old": HouseClient.PASSWORD, "password": NEW, "again": NEW}
    answer = colleague.post("/account/password", data=form)
    assert "Das neue Passwort gilt." in colleague.get(answer.location).text
    assert anonymous.get("/desk").location == "/sign-in"
    assert sign_in(anonymous, CASE_MANAGER, HouseClient.PASSWORD) == "password"
    assert sign_in(anonymous, CASE_MANAGER) == ""
    assert events(office)[-3:] == ["password_set", "sign_in_refused", "signed_in"]


@pytest.mark.parametrize(
    ("old", "password", "again", "says"),
    [
        ("falsch-geraten", NEW, NEW, "stimmt nicht"),
        (HouseClient.PASSWORD, "kurz", "kurz", "zu kurz"),
        (HouseClient.PASSWORD, "mettmann-2026", "mettmann-2026", "errät man leicht"),
        (HouseClient.PASSWORD, "tisch-tisch-1", "tisch-tisch-1", "errät man leicht"),
        (HouseClient.PASSWORD, NEW, "anders", "nicht gleich"),
    ],
)
def test_a_password_that_cannot_be_changed_stays(colleague, office, old, password, again, says):
    before = office.store.staff.account(CASE_MANAGER)
    answer = colleague.post("/account/password", data={"old": old, "password": password, "again": again})
    assert says in colleague.get(answer.location).text
    assert office.store.staff.account(CASE_MANAGER) == before


def test_everyone_sees_where_they_are_signed_in_and_ends_one_session_or_all(colleague, anonymous, office, clock):
    clock.pass_by(minutes=4)
    third = anonymous.application.test_client()
    for one in (anonymous, third):
        one.sign_in(CASE_MANAGER)
    anonymous.sign_in(OVERHEAD)
    anonymous.sign_in(CASE_MANAGER)
    page = colleague.get("/account").text
    assert (page.count("dieses Gerät"), page.count("seit 23.11.2026 ")) == (1, 3)
    others = re.findall(r'name="only" value="([0-9a-f]{64})"', page)
    assert len(others) == 2
    assert colleague.post("/account/sessions", data={"only": others[0]}).location == "/account#sessions"
    assert sum(one.get("/desk").status_code == 200 for one in (colleague, anonymous, third)) == 2
    colleague.post("/account/sessions")
    assert [one.get("/desk").status_code for one in (colleague, anonymous, third)] == [200, 303, 303]
    assert events(office)[-1] == "sessions_ended"


def test_nobody_ends_the_session_of_another_there(lead, colleague):
    lead.post("/account/sessions", data={"only": digest(colleague.get_cookie("session").value)})
    lead.post("/account/sessions")
    assert colleague.get("/desk").status_code == 200


def test_guessing_at_ones_own_password_is_slowed_like_any_other(colleague):
    form = {"old": "falsch-geraten", "password": NEW, "again": NEW}
    assert [said(colleague.post("/account/password", data=form)) for _ in range(5)] == ["old_password"] * 5
    answer = colleague.post("/account/password", data=form | {"old": HouseClient.PASSWORD})
    assert (said(answer), "Warten Sie" in colleague.get(answer.location).text) == ("wait", True)

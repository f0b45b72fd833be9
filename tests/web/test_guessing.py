"""Guessing leads nowhere: it is slowed on each device, through restarts, and never blocks a colleague elsewhere."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Event

import pytest
from builders import CASE_MANAGER, OVERHEAD, Clock
from house import HouseClient, said

from kiosk import passwords, web
from kiosk.domain.guessing import MOST_A_DAY, MOST_TOGETHER
from kiosk.errors import PasswordsBusy
from kiosk.storage import Store


def guess(client: HouseClient, secret: str = "falsch-geraten", name: str = CASE_MANAGER, **headers: str):
    """One try; its answer."""
    return client.post("/sign-in", data={"name": name, "password": secret}, headers=headers)


def seconds(client: HouseClient, answer) -> int:
    """How long the page says to wait that the answer leads to."""
    number, unit = re.search(r"Warten Sie noch (\d+) (Sekunde|Minute)", client.get(answer.location).text).groups()
    return int(number) * {"Sekunde": 1, "Minute": 60}[unit]


@pytest.fixture
def stranger(anonymous) -> HouseClient:
    """A browser that nobody has signed in on."""
    return anonymous.application.test_client()


def test_five_tries_are_free_and_then_the_waits_double_to_a_quarter_of_an_hour(anonymous, clock):
    assert [said(guess(anonymous)) for _ in range(5)] == ["password"] * 5
    waits = []
    for _ in range(9):
        answer = guess(anonymous)
        assert said(answer) == "wait"
        waits.append(seconds(anonymous, answer))
        clock.pass_by(seconds=waits[-1])
        assert said(guess(anonymous)) == "password"
    assert waits == [15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_while_it_says_wait_the_right_password_is_refused_too_and_afterwards_it_opens(anonymous, clock):
    for _ in range(5):
        guess(anonymous)
    answer = anonymous.sign_in(CASE_MANAGER)
    assert (said(answer), seconds(anonymous, answer)) == ("wait", 15)
    assert anonymous.get_cookie("session") is None
    clock.pass_by(minutes=15)
    assert said(anonymous.sign_in(CASE_MANAGER)) == ""
    assert anonymous.get_cookie("session")


def test_who_was_right_has_five_free_tries_again(client):
    for _ in range(3):
        assert [said(guess(client)) for _ in range(4)] == ["password"] * 4
        assert said(client.sign_in(CASE_MANAGER)) == ""


def test_a_known_device_is_never_held_up_by_unknown_ones_nor_they_by_it(client, stranger):
    for _ in range(5):
        guess(stranger)
    assert said(guess(stranger)) == "wait"
    assert said(client.sign_in(OVERHEAD)) == ""
    for _ in range(6):
        guess(client)
    assert said(guess(client)) == "wait"
    assert said(client.application.test_client().sign_in(CASE_MANAGER)) == "wait"


def jar(client: HouseClient) -> HouseClient:
    """A device that became known by a sign-in with a password of one's own, from no cookie at all."""
    new = client.application.test_client()
    assert said(new.sign_in(CASE_MANAGER)) == ""
    new.delete_cookie("session")
    return new


def looked_at(tries) -> int:
    """How many of these were looked at."""
    return [said(one) for one in tries].count("password")


def test_thirty_new_cookies_of_one_account_give_no_more_tries_at_another(anonymous):
    assert (
        looked_at(guess(new, f"geraten-{n}", OVERHEAD) for new in (jar(anonymous) for _ in range(30)) for n in range(5))
        == 5
    )


def test_who_waits_for_each_new_cookie_gets_what_one_device_gets(anonymous, clock):
    looked = 0
    for number in range(100):
        new = jar(anonymous)
        looked += looked_at(guess(new, f"geraten-{number}-{n}", OVERHEAD) for n in range(5))
        clock.pass_by(minutes=5)
    assert looked < MOST_A_DAY


def test_cookies_that_were_made_beforehand_have_a_most_of_their_own(anonymous):
    known = [jar(anonymous) for _ in range(60)]
    assert looked_at(guess(one, f"geraten-{n}", OVERHEAD) for one in known for n in range(5)) == MOST_TOGETHER


def test_a_turned_tablet_counts_guesses_at_its_pin_on_its_own_device_whatever_cookie_comes(client):
    client.post("/lock")
    looked = []
    for number in range(20):
        other = jar(client)
        other.set_cookie("session", client.get_cookie("session").value)
        looked += [said(other.unlock(f"7{number:02}{n:03}")) for n in range(5)]
    assert (looked.count("secret"), {*looked}) == (5, {"secret", "wait"})
    assert said(client.unlock()) == "wait"


def test_all_unknown_devices_share_their_tries_whatever_they_say_of_themselves(anonymous):
    looked = 0
    for number in range(16):
        stranger = anonymous.application.test_client()
        stranger.set_cookie("device", f"von-mir-gewaehlt-{number}")
        forged = {"X-Forwarded-For": f"10.0.0.{number}", "User-Agent": f"Gast {number}"}
        looked += said(guess(stranger, name=f"name{number % 3}", **forged)) == "password"
    assert looked == 5


def test_sixteen_at_once_get_no_more_tries_and_none_waits_for_long(anonymous):
    def one(_: int) -> str:
        return said(guess(anonymous.application.test_client()))

    with ThreadPoolExecutor(16) as crowd:
        given = [*crowd.map(one, range(48))]
    assert given.count("password") <= 5
    assert set(given) <= {"password", "wait", "busy"}


def test_after_120_wrong_ones_a_device_waits_for_the_next_day(client, office, clock):
    device = office.store.devices.known()[0].digest
    for _ in range(MOST_A_DAY - 1):
        office.store.devices.look_once_more(device, 0, clock.today)
        office.store.devices._keep_tries(device, replace(office.store.devices.tries(device, clock.today), until=0))
    assert said(guess(client)) == "password"
    answer = client.sign_in(CASE_MANAGER)
    assert (said(answer), "bis morgen" in client.get(answer.location).text) == ("wait", True)
    clock.pass_by(days=1)
    assert said(client.sign_in(CASE_MANAGER)) == ""


def test_a_restart_gives_no_further_tries(anonymous, office, clock):
    for _ in range(5):
        guess(anonymous)
    again = Store.open(office.store.file.path)
    app = web.create_app(type(office)(again, office.pack), clock=clock)
    app.test_client_class = HouseClient
    assert said(guess(app.test_client())) == "wait"
    again.close()


def test_a_try_is_counted_before_it_is_looked_at(anonymous, office, monkeypatch):
    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(passwords, "fits", killed)
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            guess(anonymous)
    assert said(guess(anonymous)) == "wait"


def test_a_clock_that_is_set_back_locks_nobody_out(anonymous, office):
    clock: Clock = anonymous.application.extensions["kiosk"].clock
    for _ in range(5):
        guess(anonymous)
    clock.jump(minutes=-40)
    assert said(anonymous.sign_in(CASE_MANAGER)) == ""


def test_two_wait_and_the_next_is_asked_to_come_again(anonymous):
    begun, enough = Event(), Event()

    def long() -> bool:
        begun.set()
        return enough.wait(10)

    with ThreadPoolExecutor(3) as others:
        busy = [others.submit(passwords.in_turn, long) for _ in range(3)]
        begun.wait(10)
        while passwords._places._value:
            pass
        answer = anonymous.sign_in(CASE_MANAGER)
        enough.set()
        assert [one.result() for one in busy] == [True] * 3
    assert (said(answer), "Bitte gleich noch einmal" in anonymous.get(answer.location).text) == ("busy", True)
    assert said(anonymous.sign_in(CASE_MANAGER)) == ""


def test_a_crowd_of_strangers_leaves_room_for_who_is_known(client, stranger):
    begun, enough = Event(), Event()

    def long() -> bool:
        begun.set()
        return enough.wait(10)

    with ThreadPoolExecutor(2) as others:
        first = others.submit(passwords.in_turn, long, stranger=True)
        begun.wait(10)
        assert [said(guess(stranger)) for _ in range(8)] == ["busy"] * 8
        colleague = others.submit(client.sign_in, CASE_MANAGER)
        enough.set()
        assert (first.result(), said(colleague.result())) == (True, "")


def test_who_is_known_goes_before_a_stranger_who_waits():
    begun, enough, looked = Event(), Event(), list[str]()

    def long() -> bool:
        begun.set()
        return enough.wait(10)

    with ThreadPoolExecutor(3) as others:
        first = others.submit(passwords.in_turn, long)
        begun.wait(10)
        for who in ("stranger", "known"):
            others.submit(passwords.in_turn, partial(looked.append, who), stranger=who == "stranger")
            while passwords._queue.qsize() < 1 + (who == "known"):
                pass
        enough.set()
        assert first.result()
    assert looked == ["known", "stranger"]


def sent_twice(client: HouseClient, form: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Send a tap, and once more while its secret is being looked at; what the answers say."""
    begun, fits = Event(), passwords.fits

    def slow(*secret: str) -> bool:
        begun.set()
        while passwords._copies._value == passwords.WAITING:
            pass
        return fits(*secret)

    monkeypatch.setattr(passwords, "fits", slow)
    copy = client.application.test_client()
    with ThreadPoolExecutor(2) as tablet:
        first = tablet.submit(client.post, "/sign-in", data=form, headers={"Tap": "here 1"})
        begun.wait(10)
        again = tablet.submit(copy.post, "/sign-in", data=form, headers={"Tap": "here 1"})
        return [said(first.result()), said(again.result())]


def test_a_sign_in_that_comes_again_while_its_password_is_looked_at_is_one_try(anonymous, office, monkeypatch):
    form = {"name": CASE_MANAGER, "password": HouseClient.PASSWORD}
    assert not passwords.is_of_today(office.store.staff.account(CASE_MANAGER).password)
    assert sent_twice(anonymous, form, monkeypatch) == ["", ""]
    assert anonymous.get("/desk").status_code == 200


def test_a_wrong_password_that_comes_again_is_counted_once(anonymous, monkeypatch):
    form = {"name": CASE_MANAGER, "password": "falsch-geraten"}
    assert sent_twice(anonymous, form, monkeypatch) == ["password"] * 2
    monkeypatch.undo()
    for _ in range(5):
        assert said(anonymous.post("/sign-in", data=form, headers={"Tap": "here 1"})) == "password"
    assert [said(guess(anonymous)) for _ in range(5)] == ["password"] * 4 + ["wait"]


def test_a_copy_that_finds_its_hash_made_anew_is_no_wrong_password(anonymous, office, monkeypatch):
    form, fits, staff = {"name": CASE_MANAGER, "password": HouseClient.PASSWORD}, passwords.fits, office.store.staff
    pepper = office.store.pepper()

    def meanwhile(*secret: str) -> bool:
        staff.refresh_hash(staff.account(CASE_MANAGER), passwords.password_hash(HouseClient.PASSWORD, pepper))
        monkeypatch.undo()
        return fits(*secret)

    monkeypatch.setattr(passwords, "fits", meanwhile)
    assert said(anonymous.post("/sign-in", data=form, headers={"Tap": "here 1"})) == ""
    assert anonymous.get("/desk").status_code == 200


def test_few_wait_for_the_try_of_another():
    begun, enough = Event(), Event()

    def long() -> bool:
        begun.set()
        return enough.wait(10)

    with ThreadPoolExecutor(3) as others:
        tries = [others.submit(passwords.in_one_try, "one", long) for _ in range(3)]
        begun.wait(10)
        while passwords._copies._value:
            pass
        with pytest.raises(PasswordsBusy):
            passwords.in_one_try("one", long)
        enough.set()
        assert [one.result() for one in tries] == [True] * 3
    for number in range(2 * passwords.TRIES):
        passwords.in_one_try(f"{number}", bool)
    assert len(passwords._tries) == passwords.TRIES


def test_a_hash_of_before_opens_and_is_made_anew_with_the_pepper(anonymous, office):
    before = office.store.staff.account(CASE_MANAGER).password
    assert not passwords.is_of_today(before)
    anonymous.sign_in(CASE_MANAGER)
    now = office.store.staff.account(CASE_MANAGER).password
    assert passwords.is_of_today(now)
    assert passwords.fits(HouseClient.PASSWORD, now, office.store.pepper())
    assert not passwords.fits(HouseClient.PASSWORD, now, bytes(32))
    assert anonymous.get("/desk").status_code == 200
    assert said(anonymous.sign_in(CASE_MANAGER)) == ""


def test_the_pepper_lies_beside_the_data_folder_for_its_owner_and_is_not_made_up_for(anonymous, office):
    anonymous.sign_in(CASE_MANAGER)
    path = office.store.file.path.parent.with_name("data.pepper")
    assert (len(path.read_bytes()), path.stat().st_mode & 0o777) == (32, 0o600)
    assert path.read_bytes().hex() not in "\n".join(office.store.file.db.conn.iterdump())
    kept = path.read_bytes()
    for lost in (path.unlink, lambda: path.write_bytes(bytes(32))):
        lost()
        office.store._pepper = b""
        answer = anonymous.sign_in(CASE_MANAGER)
        assert (answer.status_code, "D-57" in answer.text) == (503, True)
    path.write_bytes(kept)
    assert said(anonymous.sign_in(CASE_MANAGER)) == ""


def test_waits_are_in_the_account_log_and_no_name_or_address_of_the_guesser(anonymous, office):
    for _ in range(9):
        guess(anonymous)
    lines = [(line.event, line.account, line.about) for line in office.store.account_log.lines()]
    assert lines == [("sign_in_refused", CASE_MANAGER, ""), ("made_to_wait", "", "")]


def test_the_store_knows_only_the_hash_of_a_device(client, office):
    token = client.get_cookie("device").value
    assert re.fullmatch(r"[\w-]{43}", token)
    assert token not in "\n".join(office.store.file.db.conn.iterdump())

"""Days of guessing at 1,500-fold time, at a real server that is started anew: how many are looked at, and who waits.

Each password costs next to nothing here: at its real cost the machine would slow the guessers more than the waits do.
"""

import http.client
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
from builders import CASE_MANAGER, OVERHEAD
from house import HouseClient
from proxies import answering

from kiosk import passwords
from kiosk.clock import LOCAL, DayClock
from kiosk.desk import Office
from kiosk.domain.guessing import MOST_A_DAY
from kiosk.storage import UNKNOWN, Account, Device, Store
from kiosk.storage.devices import Devices
from kiosk.web.cookies import digest
from kiosk.words import catalogues
from kiosk.words.catalogues import Words

DAYS, FOLD, RESTARTS_A_DAY = 7, 1500, 2
LEAST_A_DAY = 40
"""So many the unknown get at least, or nobody has guessed."""
STRANGERS, THIEVES = 16, 4
STOLEN, OWN = "gestohlen", "eigenes"
LET_IN = "let in"
BEGAN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
AT_MOST = 5
"""Seconds within which a colleague is in, on a machine that all guessers share."""


@dataclass
class Seen:
    """What came of it: passwords that were looked at and wrong, by day and device.

    `tries`: what guessers were answered; `answers`: what somebody was who knew the password, by device. `slowest`:
    seconds until the colleague was in.
    """

    wrong: dict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    tries: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=lambda: {OWN: [], STOLEN: [], UNKNOWN: []})
    slowest: float = 0


@pytest.fixture
def seen(monkeypatch) -> Seen:
    """Watch each password that is looked at: for which device, on which day, and whether it was right."""
    found, look, fits = Seen(), Devices.look_once_more, passwords.fits
    last = ("", BEGAN.date())

    def watched_look(self: Devices, device: str, now: int, today: date) -> int:
        nonlocal last
        last = device, today
        return look(self, device, now, today)

    def watched_fits(password: str, known: str, pepper: bytes) -> bool:
        device, today = last  # of this same try: they come one at a time
        right = fits(password, known, pepper)
        found.wrong[today][device] += not right
        return right

    monkeypatch.setattr(Devices, "look_once_more", watched_look)
    monkeypatch.setattr(passwords, "fits", watched_fits)
    return found


def test_days_of_guessing_get_no_further_than_is_allowed_and_hold_nobody_up(office, seen):
    for name, role in ((CASE_MANAGER, "case_manager"), (OVERHEAD, "overhead")):
        office.store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH))
    for device in (STOLEN, OWN):
        office.store.devices.keep(Device(digest(device), CASE_MANAGER, "mettmann", BEGAN.date()), date.min)
    port, over, words, clock = Port(), Event(), catalogues.load(office.pack), fast_clock()
    crowd = [Thread(target=guesses, args=(port, over, seen, number)) for number in range(STRANGERS + THIEVES)]
    crowd += [Thread(target=works, args=(port, over, seen, who)) for who in (OWN, STOLEN, UNKNOWN)]
    for one in crowd:
        one.start()
    try:
        for _ in range(DAYS * RESTARTS_A_DAY):
            with started(office, clock, words, port):
                time.sleep(24 * 3600 / FOLD / RESTARTS_A_DAY)
    finally:
        over.set()
        for one in crowd:
            one.join()
    told(seen)
    for counts in seen.wrong.values():
        assert max(counts[UNKNOWN], counts[digest(STOLEN)]) <= MOST_A_DAY
    assert sum(counts[UNKNOWN] for counts in seen.wrong.values()) > LEAST_A_DAY * DAYS
    assert {*seen.answers[OWN]} == {LET_IN}
    assert seen.slowest < AT_MOST


def told(seen: Seen) -> None:
    """Print the figures."""
    names = {UNKNOWN: "unknown", digest(STOLEN): "stolen", digest(OWN): "colleague's own"}
    for day, counts in sorted(seen.wrong.items()):
        print(day, {names[device]: number for device, number in sorted(counts.items())})  # noqa: T201
    known = {device or "unknown": dict(Counter(answers)) for device, answers in seen.answers.items()}
    print("guessers", dict(Counter(seen.tries)), "who knew it", known, f"slowest {seen.slowest:.2f} s")  # noqa: T201


def fast_clock() -> Callable[[date | None], DayClock]:
    """A clock that goes 1,500 times as fast, for each start of the server."""
    zero = time.monotonic()

    def steady() -> float:
        return (time.monotonic() - zero) * FOLD

    def wall() -> datetime:
        return (BEGAN + timedelta(seconds=steady())).astimezone(LOCAL)

    return lambda seen: DayClock(seen, wall, steady)


@dataclass
class Port:
    """Where the server is to be found just now; 0 while it is started."""

    number: int = 0

    def ask(self, form: dict[str, str], device: str = "", **headers: str) -> str:
        """Try to sign in; what the form says, LET_IN or the status. Raises OSError while there is no server."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.number, timeout=30)) as line:
            cookie = {"Cookie": f"device={device}"} if device else {}
            kind = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
            line.request("POST", "/sign-in", urlencode(form), {**kind, **cookie, **headers})
            answer = line.getresponse()
            _, _, said = (answer.getheader("Location") or "").partition("said=")
            return said or (LET_IN if answer.status == 303 else str(answer.status))


@contextmanager
def started(office: Office, clock: Callable[[date | None], DayClock], words: Words, port: Port) -> Iterator[None]:
    """The desk on a store that is opened anew."""
    store = Store.open(office.store.file.path)
    with answering(Office(store, office.pack), clock=clock(store.last_day), words=words) as port.number:
        yield
    store.close()


def guesses(port: Port, over: Event, seen: Seen, number: int) -> None:
    """Guess without end, as another device each time, or as the stolen one."""
    dice = Random(number)
    while not over.wait(dice.uniform(0, 0.4)):
        device = STOLEN if number >= STRANGERS else dice.choice(("", f"von-mir-gewaehlt-{dice.random()}"))
        form = {"name": dice.choice((CASE_MANAGER, OVERHEAD, "leitstelle")), "password": f"geraten-{dice.random()}"}
        forged = {"X-Forwarded-For": f"10.0.0.{number}", "User-Agent": f"Gast {dice.random()}"}
        with suppress(OSError, http.client.HTTPException):
            seen.tries.append(port.ask(form, device, **forged))


def works(port: Port, over: Event, seen: Seen, device: str) -> None:
    """Sign in about every two hours with the right password; on a device of one's own after a slip of the finger.

    Who does so on the stolen device or an unknown one gives its guessers five free tries again, and may have to wait.
    """
    dice = Random(device)
    while not over.wait(dice.uniform(3, 7)):
        form = {"name": CASE_MANAGER, "password": HouseClient.PASSWORD}
        began = time.perf_counter()
        with suppress(OSError, http.client.HTTPException):
            if device == OWN and dice.random() < 0.3:
                port.ask({**form, "password": "vertippt-vertippt"}, device)
            seen.answers[device].append(port.ask(form, device))
            seen.slowest = max(seen.slowest, time.perf_counter() - began if device == OWN else 0)

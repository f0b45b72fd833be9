"""The desk beside a bare Flask + sqlite3 app, in turn."""

import http.client
import logging
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from kiosk import pack, web
from kiosk.desk import Office
from kiosk.domain.register import Grain
from kiosk.domain.tally import OWN, Batch
from kiosk.storage import Account, Store

OURS = {"Sec-Fetch-Site": "same-origin"}
PACKED = {"Accept-Encoding": "gzip"}
FLOOR, TABLETS = 11, 8
"""Requests in which the bare app holds a talk, and tablets that talk at once."""
NAME, PASSWORD = "messung", "nur-zum-messen"
CHEAP_COST = "scrypt:128:1:1"
CHEAP = generate_password_hash(PASSWORD, method=CHEAP_COST)
"""Taking the tablet back is no tap; what hashing costs is measured elsewhere."""
AS_INSTALLED = f"""import sys; sys.modules["numpy"] = None
from kiosk.__main__ import main
from kiosk import passwords; passwords.COST = "{CHEAP_COST}"; main()"""
"""sqlite-utils loads numpy wherever there is one; only where tests run it is."""
AT_REST = 3
"""Seconds after which a server that has just started has made ready what its first pages would wait for."""
SUGGESTED = re.compile(r'name="shown" value="([^"]+)"')
OPEN_FACT = re.compile(r'name="fact" value="([^"]+)"')
TILE = re.compile(r'<button class="tile"[^>]* name="code" value="([^"]+)"')
FIRST_NEED = re.compile(r'name="add" value="([^"]+)"')
NEW_KEY = re.compile(r'action="/conversation/([^"/]+)" class="new-talk"')


@dataclass
class Times:
    """Durations in seconds of one kind of step, the desk's and the bare app's."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        """Return median and 95th percentile, and how often the bare app fits in."""
        ours, bare = median(self.ours), median(self.bare)
        late_ours, late_bare = _p95(self.ours), _p95(self.bare)
        return (
            f"{name:<34} median {ours * 1e3:6.2f} ms = {ours / bare:4.2f} x bare, "
            f"p95 {late_ours * 1e3:6.2f} ms = {late_ours / late_bare:4.2f} x bare"
        )


def run(pack_folder: Path, short: bool, say: Callable[[str], None]) -> None:
    """All measurements, one line each."""
    with tempfile.TemporaryDirectory() as folder:
        _steps(pack_folder, Path(folder) / "steps", 5 if short else 60, say)
        _weights(pack_folder, Path(folder) / "weights", say)
        _growth(pack_folder, Path(folder) / "growth", 1_000 if short else 1_000_000, say)
        _memory(pack_folder, Path(folder) / "memory", 20 if short else 1000, say)


def _steps(pack_folder: Path, folder: Path, talks: int, say: Callable[[str], None]) -> None:
    """One tap, and a whole talk with its slip, in turn with the bare app; both behind the same server program.

    The PIN that brings the tablet back is no part of the talk, and the bare app knows none: it has a line of its own.
    Then as many tablets as a county has, all at once, without their PIN and with it.
    """
    step, whole, worked, pin = Times(), Times(), Times(), list[float]()
    with _served(pack_folder, folder) as (ours, server), _bare(folder / "bare.sqlite3") as (bare, floor):
        time.sleep(AT_REST)
        for _ in range(talks + 5):
            with _timed(whole.ours), _timed(worked.ours, lambda: _worked(server)):
                step.ours += ours.talk()
            with _timed(pin, lambda: _worked(server)):
                ours.unlock()
            with _timed(whole.bare), _timed(worked.bare, lambda: _worked(floor)):
                step.bare += bare.bare_talk()
        say(Times(step.ours[40:], step.bare[80:]).line("one tap"))
        say(Times(whole.ours[5:], whole.bare[5:]).line(f"a talk with slip, bare in {FLOOR} requests"))
        mean, floor_mean = (sum(one[5:]) / talks for one in (worked.ours, worked.bare))
        say(f"server's time for such a talk        {mean * 1e3:6.2f} ms = {mean / floor_mean:4.2f} x bare")
        say(f"server's time for the PIN after it    {sum(pin[5:]) / talks * 1e3:6.2f} ms, without its hashing")
        rounds = max(6, talks // 2)
        for name, hold in (("", _Browser.talk), (", each with its PIN", _Browser.talk_and_unlock)):
            ratio = _at_once(bare, rounds, _Browser.bare_talk) / _at_once(ours, rounds, hold)
            say(f"talks a second at {TABLETS} tablets          {ratio:6.2f} x bare{name}")


@contextmanager
def _timed(durations: list[float], clock: Callable[[], float] = time.perf_counter) -> Iterator[None]:
    """Note how long this takes by a clock."""
    began = clock()
    yield
    durations.append(clock() - began)


def _worked(process: int) -> float:
    """Return the seconds that a process has worked so far (Linux)."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(one.read_text(encoding="ascii").split()[0]) for one in threads) / 1e9


def _at_once(signed_in: "_Browser", rounds: int, hold: Callable[["_Browser"], object]) -> float:
    """Return the seconds that one talk takes at each of the tablets together, the median of so many rounds."""
    durations: list[float] = []
    with ExitStack() as stack, ThreadPoolExecutor(TABLETS) as tablets:
        browsers = [stack.enter_context(closing(_Browser(signed_in.port))) for _ in range(TABLETS)]
        for _ in range(rounds):
            for browser in browsers if signed_in.cookie else ():
                browser.sign_in()
            with _timed(durations):
                list(tablets.map(hold, browsers))
    return median(durations)


def _weights(pack_folder: Path, folder: Path, say: Callable[[str], None]) -> None:
    """What the first visit of the desk costs on the wire, and what coming back costs."""
    office = office_of(pack_folder, folder)
    with closing(office.store):
        client = signed_in(office, "case_manager")
        page = client.get("/desk", headers=PACKED)
        plain = client.get("/desk").text
        files = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', plain)))
        weights = [len(client.get(name, headers=PACKED).data) for name in files]
        first = len(page.data) + sum(weights)
        say(f"first visit of the desk              {first / 1000:6.1f} kB in {1 + len(files)} requests")
        say(f"coming back to the desk              {len(page.data) / 1000:6.1f} kB in 1 request")


def _growth(pack_folder: Path, folder: Path, most: int, say: Callable[[str], None]) -> None:
    """A tap and the numbers page with few and with many counts in the store."""
    office = office_of(pack_folder, folder)
    cells = len(list(office.pack.register.zeros(*Grain)))
    say(f"numbers page, empty store            {_numbers(office) * 1e3:6.2f} ms")
    taps = _taps(pack_folder, folder)
    _fill(office, 1000)
    say(f"numbers page, 1,000 days             {_numbers(office) * 1e3:6.2f} ms")
    _fill(office, most // cells)
    say(f"one tap at {most:>9,} more counts      {_taps(pack_folder, folder) / taps:6.2f} x the tap at none")
    office.store.close()


def _taps(pack_folder: Path, folder: Path) -> float:
    with _served(pack_folder, folder) as (browser, _):
        return median([duration for _ in range(12) for duration in browser.talk_and_unlock()][20:])


def _numbers(office: Office) -> float:
    client = signed_in(office, "overhead")
    client.get("/numbers")
    start = time.perf_counter()
    client.get("/numbers")
    return time.perf_counter() - start


def _fill(office: Office, days: int) -> None:
    """Batches of invented days, every cell counted once."""
    cells = dict.fromkeys(office.pack.register.zeros(*Grain), 1)
    profile, start = office.pack.profiles[0].code, date(1990, 1, 1)
    with office.store.at_once():
        for number in range(days):
            day = start + timedelta(days=number % 12000)
            office.store.counts.keep_batch(Batch(f"desk{number // 12000}", profile, day, day, 1, OWN, cells))


def _memory(pack_folder: Path, folder: Path, talks: int, say: Callable[[str], None]) -> None:
    """The real server: until it answers, its memory when idle and after many talks."""
    began = time.perf_counter()
    with _served(pack_folder, folder) as (browser, process):
        say(f"server ready                         {browser.ready - began:6.2f} s, with the account made before")
        time.sleep(AT_REST)
        idle = _resident(process)
        say(f"memory when idle                     {idle / 1000:6.1f} MB")
        for _ in range(talks):
            browser.talk_and_unlock()
        say(f"memory after {talks:>5,} talks             {_resident(process) / idle:6.3f} x idle")


@contextmanager
def _served(pack_folder: Path, folder: Path) -> Iterator[tuple["_Browser", int]]:
    """`kiosk serve` on a data folder, with a signed-in browser, and the server's process id."""
    office = office_of(pack_folder, folder)
    office.store.close()
    port = _free_port()
    options = ["serve", "--port", str(port), "--pack", str(pack_folder), "--data", str(folder)]
    server = _process(AS_INSTALLED, options, port)
    with server as process, closing(_Browser(port)) as browser:
        browser.sign_in()
        yield browser, process


@contextmanager
def _bare(path: Path) -> Iterator[tuple["_Browser", int]]:
    """Serve the floor on a port of its own; give a browser and the server's process id."""
    port = _free_port()
    code = "import sys; from tests.bench.desk import serve_bare; serve_bare(*sys.argv[1:])"
    with _process(code, [str(path), str(port)], port) as process, closing(_Browser(port)) as browser:
        yield browser, process


def serve_bare(path: str, port: str) -> None:
    """The floor: one route, one durable row, one short answer, behind the same server program."""
    import waitress

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    threads = threading.local()
    with closing(sqlite3.connect(path)) as new:
        new.execute("PRAGMA journal_mode = WAL")
        new.execute("CREATE TABLE fact (key TEXT, place INTEGER, fact TEXT, code TEXT, PRIMARY KEY (key, place, fact))")
    app = Flask("bare")

    @app.post("/step")
    def step() -> str:
        if not hasattr(threads, "db"):
            threads.db = sqlite3.connect(path, isolation_level=None)
            threads.db.execute("PRAGMA synchronous = FULL")
        row = (request.form["key"], 1, request.form["fact"], request.form["code"])
        threads.db.execute("BEGIN IMMEDIATE")
        threads.db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?)", row)
        threads.db.execute("COMMIT")
        return "<p>saved</p>"

    waitress.serve(app, host="127.0.0.1", port=int(port), threads=4, ident=None)


@contextmanager
def _process(code: str, options: list[str], port: int) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", code, *options], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


class _Browser:
    """Just enough of a browser for the loopback: one connection, one cookie."""

    def __init__(self, port: int) -> None:
        self.ready, self.port = time.perf_counter(), port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie, self.desk = "", ""

    def sign_in(self) -> None:
        """Begin a session of its own: one that is turned ends for everybody who has its cookie."""
        self.send("POST", "/sign-in", {"name": NAME, "password": PASSWORD})

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def send(self, method: str, path: str, form: dict[str, str] | None = None, part: str = "") -> str:
        """The answer's text; a redirect is not followed. `part`: of the page, where htmx sends this."""
        headers = {**OURS, "Cookie": self.cookie}
        if part:
            headers |= {"HX-Request": "true", "HX-Target": part}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(form or {}), headers)
        answer = self.connection.getresponse()
        if cookies := answer.headers.get_all("Set-Cookie"):
            self.cookie = "; ".join(cookie.partition(";")[0] for cookie in cookies)
        return answer.read().decode()

    def bare_talk(self) -> list[float]:
        """Hold one talk with the floor; return the durations of its requests."""
        durations, key = [], secrets.token_hex(8)
        for number in range(FLOOR):
            form = {"key": f"{key}-{number}", "fact": "fact", "code": "code"}
            with _timed(durations):
                self.send("POST", "/step", form)
        return durations

    def talk(self) -> list[float]:
        """Hold one talk as it is held at the desk; return the durations of its taps."""
        key = _find(NEW_KEY, self.desk or self.send("GET", "/desk"))
        place = f"/conversation/{key}"
        person = f"{place}/person/1"
        self.send("GET", place, part="body")
        self.send("GET", f"{place}?language=de", part="body")
        yes = {"language": "de", "answer": "yes"}
        shown, durations = self.send("POST", f"{place}/promise", yes, "body"), []
        while tiles := [*TILE.finditer(shown)]:
            tile = tiles[len(tiles) // 2]  # somebody grown up, who is sent to a door
            answer = {"fact": OPEN_FACT.findall(shown, 0, tile.start())[-1], "code": tile[1]}
            with _timed(durations):
                shown = self.send("POST", f"{person}/fact", answer, "div#talk")
        for _ in range(2):
            with _timed(durations):
                shown = self.send("POST", f"{person}/need", {"add": _find(FIRST_NEED, shown)}, "div#talk")
        suggested = _find(SUGGESTED, shown)
        self.send("POST", f"{person}/refer", {"service": suggested, "shown": suggested, "reason": ""}, "body")
        self.send("POST", f"{place}/done", {}, "body")
        return durations

    def unlock(self) -> None:
        """Bring the tablet back to the desk, with a hash that costs next to nothing."""
        self.desk = ""
        while not NEW_KEY.search(self.desk):  # too many at once are asked to come again
            self.desk = self.send("POST", "/unlock", {"secret": PASSWORD, "back": "/desk"}, "body")

    def talk_and_unlock(self) -> list[float]:
        """Hold a talk and bring the tablet back; return the durations of the talk's taps."""
        durations = self.talk()
        self.unlock()
        return durations


def office_of(pack_folder: Path, folder: Path) -> Office:
    office = Office(Store.create(folder / "desk.sqlite3"), pack.load(pack_folder))
    office.store.staff.keep_account(Account(NAME, "case_manager", CHEAP))
    return office


def signed_in(office: Office, role: str) -> FlaskClient:
    office.store.staff.keep_account(Account(role, role, CHEAP))
    client = web.create_app(office).test_client()
    client.post("/sign-in", data={"name": role, "password": PASSWORD}, headers=OURS)
    return client


def _find(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise LookupError(pattern.pattern)
    return found.group(1)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers a page; at most 20 seconds."""
    for _ in range(2000):
        try:
            with closing(_Browser(port)) as browser:
                browser.send("GET", "/sign-in")
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.01)
    raise TimeoutError("the server did not start")


def _resident(process: int) -> int:
    """Resident memory in kB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(_find(re.compile(r"VmRSS:\s+(\d+)"), status))

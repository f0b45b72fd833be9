"""Connections that say nothing, or never finish, at a real server: pages come all the same; a refusal is an answer."""

import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from house import HEADERS
from proxies import answering

from kiosk.cli import connections
from kiosk.storage import Store

ROOT = Path(__file__).resolve().parent.parent.parent
MANY, FILES, AT_MOST = 200, 128, 2
SIGN_IN = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture
def port(office, monkeypatch) -> Iterator[int]:
    """A server with 20 places that loses patience ten times sooner."""
    monkeypatch.setattr(connections, "places", lambda: 20)
    monkeypatch.setattr(connections, "IDLE", 0.5)
    monkeypatch.setattr(connections, "WHOLE", 1)
    with answering(office) as found:
        yield found


def form(fields: int) -> bytes:
    """Return a form with so many fields, as a page of ours would send it."""
    body = "&".join(f"%6eame{number or ''}=x" for number in range(fields)).encode()
    head = b"Host: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body)
    return b"POST /desk/close HTTP/1.1\r\n" + head + kind + body


def opened(port: int, said: bytes = b"") -> socket.socket:
    """Return a connection on which so much was said."""
    found = socket.create_connection(("127.0.0.1", port), 10)
    found.sendall(said)
    return found


def answer_of(connection: socket.socket) -> bytes:
    """Return what comes until the other side ends; nothing where it ended without a word."""
    answer = b""
    while found := connection.recv(65536):
        answer += found
    return answer


def seconds_for_a_page(port: int) -> float:
    began = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as browser:
        browser.request("GET", "/sign-in")
        assert browser.getresponse().status == 200
    return time.perf_counter() - began


def trickle(slow: list[socket.socket]) -> None:
    """Say one more letter on each that is still open."""
    for one in slow:
        try:
            one.sendall(b"x")
        except OSError:
            continue


@pytest.mark.parametrize("said", [b"", SIGN_IN + b"X-Slow: "], ids=["idle", "slow"])
def test_two_hundred_connections_at_a_server_with_few_files_keep_no_page_waiting(tmp_path, said):
    Store.create(tmp_path / "desk.sqlite3").close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from kiosk.cli import main; main()", "serve", "--port", str(port)]
    limited = ["sh", "-c", f'ulimit -n {FILES}; exec "$@"', "sh", *command, "--data", str(tmp_path)]
    process = subprocess.Popen(limited, cwd=ROOT, stderr=subprocess.PIPE)
    try:
        until(lambda: seconds_for_a_page(port))
        with ExitStack() as stack:
            many = [stack.enter_context(closing(opened(port, said))) for _ in range(MANY)]
            for _ in range(8):
                assert seconds_for_a_page(port) < AT_MOST
                if said:
                    trickle(many)
            assert len([*Path(f"/proc/{process.pid}/fd").iterdir()]) < FILES
    finally:
        process.terminate()
        told = process.communicate(timeout=20)[1].decode()
    assert "Traceback" not in told
    assert "Too many open files" not in told


def until(asked: Callable[[], object]) -> None:
    """Ask until there is an answer; at most 20 seconds."""
    for _ in range(400):
        try:
            asked()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


def test_idle_connections_go_when_more_than_half_the_places_are_taken_and_stay_while_there_is_room(port):
    with ExitStack() as stack:
        few = [stack.enter_context(closing(opened(port))) for _ in range(5)]
        time.sleep(2)
        for one in few:
            one.sendall(SIGN_IN + b"Connection: close\r\n\r\n")
            assert answer_of(one).startswith(b"HTTP/1.1 200")
        many = [stack.enter_context(closing(opened(port))) for _ in range(12)]
        began = time.perf_counter()
        assert [answer_of(one) for one in many[:2]] == [b"", b""]
        assert 0.3 < time.perf_counter() - began < 4


def test_who_is_answered_just_now_does_not_give_way(port):
    with ExitStack() as stack:
        browser = stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)))
        browser.connect()
        connection = browser.sock
        for _ in range(60):
            stack.enter_context(closing(opened(port)))
            browser.request("GET", "/sign-in")
            assert browser.getresponse().read()
        assert browser.sock is connection


@pytest.mark.parametrize(
    "said",
    [
        b"GET",
        SIGN_IN + b"X-Slow: ",
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n\r\nname=",
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1F4\r\nname",
    ],
    ids=["line", "header", "body", "chunked"],
)
def test_a_request_that_trickles_ends_with_an_answer_and_others_are_not_kept(port, said):
    with closing(opened(port, said)) as slow:
        began = time.perf_counter()
        slow.settimeout(0.2)
        answer = b""
        while not answer and time.perf_counter() - began < 10:
            assert seconds_for_a_page(port) < AT_MOST
            try:
                slow.sendall(b"a")
                answer = slow.recv(65536)
            except TimeoutError:
                continue
        slow.settimeout(5)
        answer += answer_of(slow)
    assert answer.split()[1] == b"408"
    assert unsaid(answer) == []
    assert 0.9 < time.perf_counter() - began < 4


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (SIGN_IN + b"X-Long: " + b"x" * 17_000 + b"\r\n\r\n", b"431"),
        (b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n", b"413"),
        (form(101), b"413"),
        (form(100), b"303"),
    ],
    ids=["17 kB of headers", "5 MB of body", "101 fields", "100 fields"],
)
def test_what_is_too_much_is_refused_at_once(port, said, status):
    with closing(opened(port, said)) as connection:
        began = time.perf_counter()
        answer = answer_of(connection)
        assert answer.split()[1] == status
        assert time.perf_counter() - began < 1
    assert unsaid(answer, words="") == []


@pytest.mark.parametrize(
    ("said", "status"), [(b"X y", b"400"), (b"Transfer-Encoding: odd", b"400"), (b"Host: a\r\nHost: b", b"400")]
)
def test_what_no_page_ever_sees_is_told_in_two_languages(port, said, status):
    with closing(opened(port, b"GET / HTTP/1.1\r\n" + said + b"\r\n\r\n")) as connection:
        answer = answer_of(connection)
    assert answer.split()[1] == status
    assert unsaid(answer) == []


@pytest.mark.parametrize(
    "said",
    [
        b"1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 40",
        b"1.1\r\nContent-Length: 0\r\nContent-Length: 40",
        b"1.1\r\nTransfer-Encoding : chunked",
        b"1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
    ],
)
def test_no_request_hides_in_another_whose_end_is_said_in_two_ways(port, said):
    hidden = b"0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    with closing(opened(port, b"POST /stay HTTP/" + said + b"\r\n\r\n" + hidden)) as connection:
        answer = answer_of(connection)
    assert (answer.split()[1], answer.count(b"HTTP/1.")) == (b"400", 1)


def test_behind_https_the_servers_own_refusals_lead_back_there_too(tmp_path):
    Store.create(tmp_path / "desk.sqlite3").close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from kiosk.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen([*command, "--data", str(tmp_path), "--behind-https"], cwd=ROOT, stderr=subprocess.PIPE)
    try:
        until(lambda: seconds_for_a_page(port))
        with closing(opened(port, b"GET / HTTP/1.1\r\nX y\r\n\r\n")) as connection:
            answer = answer_of(connection)
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert b"\r\nStrict-Transport-Security: max-age=31536000\r\n" in answer
    assert unsaid(answer) == []


IN_TWO_LANGUAGES = "(nichts geändert|Gespeichertes ist sicher).*\n.*(Nothing was changed|What was saved is safe)"


def unsaid(answer: bytes, words: str = IN_TWO_LANGUAGES) -> list[str]:
    """Return what an answer has to say and does not, headers of every page and these words, and what it says of us."""
    head, _, said = answer.decode().partition("\r\n\r\n")
    of_page = {"Referrer-Policy": "same-origin"} if b"Kiosk: answer" in answer else {}
    wanted = [f"{name}: {value}" for name, value in (HEADERS | of_page).items() if name != "Kiosk"]
    told = [one for one in head.splitlines() if one.lower().startswith("server:")]
    return [one for one in wanted if one not in head.splitlines()] + told + ([] if re.search(words, said) else [said])

"""The desk behind a real nginx and a real Caddy, with the settings that we ship: old and new browsers, a restart, the
slips alone for who is outside, and a log that knows nobody."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import product
from urllib.parse import urlencode

import pytest
from builders import CASE_MANAGER
from house import HouseClient
from proxies import SERVERS, WITH_NAMES, answering, in_front_of
from targets import authority, certificate, free_port

from kiosk.storage import Account

OLD_IPAD = "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari"


@pytest.fixture(params=SERVERS)
def server(request, office, tmp_path) -> Iterator[tuple[str, int]]:
    """A web server in front of a desk: its name and port."""
    office.store.staff.keep_account(
        Account(CASE_MANAGER, "case_manager", HouseClient.PASSWORD_HASH, pin=HouseClient.PIN_HASH)
    )
    with answering(office) as desk, in_front_of(desk, request.param, tmp_path / "front") as (port, _):
        yield request.param, port


def sign_in(port: int, headers: dict[str, str]) -> tuple[int, str, str]:
    """Sign in as a browser with these headers: the status, where it leads, what it says."""
    form = urlencode({"name": CASE_MANAGER, "password": HouseClient.PASSWORD})
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as browser:
        browser.request("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded", **headers})
        answer = browser.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read().decode()


def test_browsers_of_today_sign_in_behind_each(server):
    _, port = server
    headers = {"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}
    assert sign_in(port, headers)[:2] == (303, "/")


@pytest.mark.parametrize("origin", ["", "null"], ids=["origin", "null"])
def test_an_old_ipad_signs_in_or_is_told_why_not(server, origin):
    name, port = server
    here = f"http://127.0.0.1:{port}"
    headers = {"User-Agent": OLD_IPAD, "Origin": origin or here, "Referer": f"{here}/sign-in"}
    status, leads, says = sign_in(port, headers)
    if name == "nginx-without-host":
        assert status == 403
        assert "„Host“" in says
    else:
        assert (status, leads) == (303, "/")


def test_what_a_web_server_says_by_itself_while_the_desk_restarts_is_not_ours(office, tmp_path):
    with in_front_of(free_port(), "nginx", tmp_path / "front") as (port, _):
        status, _, says = sign_in(port, {"Sec-Fetch-Site": "same-origin"})
        assert (status, "nginx" in says) == (502, True)


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_who_is_outside_reaches_the_slips_alone_and_no_log_says_who_asked_for_what(office, tmp_path, name):
    with answering(office) as desk, in_front_of(desk, name, tmp_path / "front") as (port, outside):
        asked = {
            path: asked_for(outside, path)
            for path in (
                "/slip/ar/mbe",
                "/static/0/phone.css",
                "/",
                "/desk",
                "/sign-in",
                "/sounds",
                "/slip/../desk",
                "/api",
            )
        }
        assert asked_for(port, "/sign-in?back=/conversation/geheim") == 200
    with in_front_of(free_port(), name, tmp_path / "alone") as (port, _):
        assert asked_for(port, "/conversation/geheim") == 502
    assert [path for path, status in asked.items() if status == 200] == ["/slip/ar/mbe", "/static/0/phone.css"]
    assert set(asked.values()) == {200, 404}
    logs = [path.read_text("utf-8") for path in tmp_path.glob("*/*log*")]
    assert not [log for log in logs if "geheim" in log or "mbe" in log or "remote" in log or "client" in log]


@pytest.mark.parametrize("name", WITH_NAMES)
def test_who_reaches_the_slips_gets_nothing_of_the_desk_by_calling_its_name(office, tmp_path, name):
    front = tmp_path / "front"
    front.mkdir()
    (signing := tmp_path / "authority").mkdir()
    for server in ("desk", "slips"):
        made = certificate(authority(signing), server, f"DNS:{server}.example")
        made.rename(front / f"{server}.pem")
        made.with_suffix(".key").rename(front / f"{server}.key")
    with answering(office) as desk, in_front_of(desk, name, front, WITH_NAMES) as (port, outside):
        assert "Kiosk: answer" in called(port, "desk.example", "desk.example", "/sign-in")
        assert "Kiosk: answer" in called(outside, "slips.example", "slips.example", "/slip/ar/mbe")
        for shown, said in product(("slips.example", "desk.example"), repeat=2):
            for path in ("/sign-in", "/desk", "/api", "/health"):
                assert "Kiosk" not in called(outside, shown, said, path), (shown, said, path)


def called(port: int, shown: str, said: str, path: str) -> str:
    """Ask by name: what is `shown` to TLS, what is `said` as Host; the answer, nothing where TLS refuses the name."""
    trusting = ssl._create_unverified_context()
    line = socket.create_connection(("127.0.0.1", port), 10)
    with line, suppress(ssl.SSLError), trusting.wrap_socket(line, server_hostname=shown) as browser:
        browser.sendall(f"GET {path} HTTP/1.1\r\nHost: {said}:{port}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: browser.recv(65536), b"")).decode("utf-8", "replace")
    return ""


def asked_for(port: int, path: str) -> int:
    """Ask for this address as it is written; the status."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as browser:
        browser.request("GET", path)
        return browser.getresponse().status

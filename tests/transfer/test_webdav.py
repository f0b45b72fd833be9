"""WebDAV as target: a real server, wrong certificates, refusals, and lines that break anywhere in the file."""

import sys

import pytest
from targets import USER, answering, answering_by_method, authority, certificate, dav, line_to, silent, stub

from kiosk.domain.delivery import Target, TargetKind
from kiosk.errors import DeliveryFailed
from kiosk.transfer import targets, webdav
from kiosk.transfer.parcel import Credentials, Parcel

NAME, CONTENT = "markt_clearing_2026-11-23_r1.csv", b"desk,profile,day,revision\n" * 1000


def send(address, credentials, content=CONTENT):
    targets.send(Target(TargetKind.WEBDAV, address), NAME, content, credentials)


def refused(address, credentials):
    with pytest.raises(DeliveryFailed) as failed:
        send(address, credentials)
    return failed.value.reason


def found(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def trust(trusted, monkeypatch):
    """This machine trusts the authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return trusted


# as it should be


def test_the_file_travels_over_tls_and_stands_there_alone(shared, trust, credentials):
    with dav(shared, certificate(trust, "server")) as server:
        send(server.address, credentials)
    assert found(shared) == {NAME: CONTENT}


def test_a_folder_with_a_space_and_a_slash_at_the_end_is_fine(shared, credentials):
    (shared / "Zählung 1").mkdir()
    with dav(shared) as server:
        send(f"{server.address}/Z%C3%A4hlung%201/", credentials)
    assert found(shared) == {NAME: CONTENT}


def test_the_same_file_again_is_delivered_already(shared, credentials):
    with dav(shared) as server:
        send(server.address, credentials)
        send(server.address, credentials)
    assert found(shared) == {NAME: CONTENT}


def test_another_file_of_that_name_is_never_replaced(shared, credentials):
    with dav(shared) as server:
        send(server.address, credentials, b"fremd")
        assert refused(server.address, credentials) == "occupied"
    assert found(shared) == {NAME: b"fremd"}


def test_what_came_there_after_the_look_is_not_replaced(shared, credentials, monkeypatch):
    (shared / NAME).write_bytes(b"fremd")
    monkeypatch.setattr(Parcel, "lies_there", lambda *_: False)
    with dav(shared) as server:
        assert refused(server.address, credentials) == "occupied"
    assert found(shared) == {NAME: b"fremd"}


def test_a_folder_may_be_written_with_umlaut_and_space(shared, credentials):
    (shared / "Zählung 1").mkdir()
    with dav(shared) as server:
        send(f"{server.address}/Zählung 1", credentials)
    assert found(shared) == {NAME: CONTENT}


# only what RFC 4918 calls success


@pytest.mark.parametrize(
    ("put", "move"), [(201, 207), (201, 202), (201, 200), (200, 207), (207, 201), (202, 201), (201, 201), (200, 200)]
)
def test_an_answer_that_only_looks_like_success_is_none(credentials, put, move):
    """lists/B26: the file never gets its name; even 201 is not believed before the file is read back."""
    statuses = {b"GET": 404, b"PUT": put, b"MOVE": move, b"DELETE": 204}
    with stub(answering_by_method(statuses)) as server:
        assert refused(f"http://127.0.0.1:{server.port}", credentials) == "refused"


def test_a_login_page_is_no_delivered_file(credentials):
    page = b"<html>Bitte anmelden</html>"
    with stub(answering_by_method({b"GET": 200, b"PUT": 200, b"MOVE": 200, b"DELETE": 200}, page)) as server:
        assert refused(f"http://127.0.0.1:{server.port}", credentials) == "occupied"


@pytest.mark.parametrize("address", ["https://localhost:9/Zählungen", "https://localhost:70000/x", "https://[::1/x"])
def test_whatever_the_address_nothing_but_a_failed_delivery_is_raised(credentials, address):
    assert refused(address, credentials) == "unreachable"


# whom we talk to


def test_a_certificate_of_nobody_we_know_gets_nothing(shared, tmp_path, trust, credentials):
    stranger = certificate(authority(tmp_path / "fremd"), "server")
    with dav(shared, stranger) as server:
        assert refused(server.address, credentials) == "not_trusted"
    assert found(shared) == {}


def test_a_certificate_for_another_host_gets_nothing(shared, trust, credentials):
    with dav(shared, certificate(trust, "anderer", "DNS:anderer.example")) as server:
        assert refused(server.address, credentials) == "not_trusted"
    assert found(shared) == {}


def test_nothing_leaves_this_machine_in_the_clear(credentials):
    assert refused("http://ziel.example/ordner", credentials) == "not_trusted"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(shared, credentials, status):
    with dav(shared) as elsewhere, stub(answering(status, f"Location: {elsewhere.address}/x\r\n")) as server:
        assert refused(f"http://127.0.0.1:{server.port}", credentials) == "moved"
    assert found(shared) == {}


# refusals


def test_a_wrong_password_is_told(shared, credentials, tmp_path):
    with dav(shared) as server:
        wrong = Credentials(USER, "falsch", tmp_path, tmp_path)
        assert refused(server.address, wrong) == "not_let_in"
        assert refused(server.address, Credentials("", "", tmp_path, tmp_path)) == "not_let_in"
    assert found(shared) == {}


def test_a_folder_that_is_missing_there_is_told_and_not_made(shared, credentials):
    with dav(shared) as server:
        assert refused(f"{server.address}/nicht/da", credentials) == "gone"
    assert [*shared.iterdir()] == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "not_let_in"),
        (403, "not_let_in"),
        (409, "gone"),
        (413, "refused"),
        (423, "refused"),
        (429, "unreachable"),
        (500, "unreachable"),
        (503, "unreachable"),
        (507, "no_room"),
        (999, "unreachable"),
    ],
)
def test_every_refusal_has_a_reason(credentials, status, reason):
    with stub(answering(status)) as server:
        assert refused(f"http://127.0.0.1:{server.port}", credentials) == reason


def test_a_password_does_not_stand_where_it_could_be_logged(credentials):
    assert "geheim" not in repr(credentials)


# lines that break


@pytest.mark.parametrize("tenth", [0, 3, 7, 10])
def test_a_line_that_breaks_anywhere_in_the_file_leaves_none_under_its_name(shared, credentials, tenth):
    head = 300
    with (
        dav(shared) as server,
        stub(line_to(server.port, head + len(CONTENT) * tenth // 10 - (tenth == 10) * head)) as line,
    ):
        assert refused(f"http://127.0.0.1:{line.port}", credentials) == "unreachable"
        assert NAME not in found(shared)
        send(server.address, credentials)
    assert {name: content for name, content in found(shared).items() if not name.startswith(".")} == {NAME: CONTENT}


def test_a_file_that_was_there_before_a_break_stays_whole(shared, credentials):
    with dav(shared) as server:
        send(server.address, credentials, b"alt")
        with stub(line_to(server.port, 5000)) as line:
            assert refused(f"http://127.0.0.1:{line.port}", credentials) in ("occupied", "unreachable")
    assert found(shared)[NAME] == b"alt"


def test_a_target_that_is_down_is_told(credentials):
    with stub(silent) as server:
        port = server.port
    assert refused(f"http://127.0.0.1:{port}", credentials) == "unreachable"


def test_a_target_that_says_nothing_is_given_up(monkeypatch, credentials):
    monkeypatch.setattr(webdav, "SILENCE", 0.3)
    with stub(silent) as server:
        assert refused(f"http://127.0.0.1:{server.port}", credentials) == "unreachable"


def test_without_the_extra_it_is_told(monkeypatch, credentials):
    monkeypatch.setitem(sys.modules, "webdav4.client", None)
    assert refused("https://ziel.example/ordner", credentials) == "not_installed"


def test_what_is_no_answer_at_all_is_told(credentials):
    with stub(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n")) as server:
        assert refused(f"http://127.0.0.1:{server.port}", credentials) == "unreachable"

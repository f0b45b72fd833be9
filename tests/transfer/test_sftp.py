"""SFTP as target: a real OpenSSH server, changed keys, and a line that breaks anywhere in the file."""

import pytest
from targets import line_to, needs_ssh, run, silent, stub

from kiosk.domain.delivery import Target, TargetKind
from kiosk.errors import DeliveryFailed
from kiosk.transfer import sftp, targets
from kiosk.transfer.parcel import Parcel

pytestmark = needs_ssh
NAME, CONTENT = "markt_clearing_2026-11-23_r1.csv", bytes(range(256)) * 800


def send(address, credentials, content=CONTENT):
    targets.send(Target(TargetKind.SFTP, address), NAME, content, credentials)


def refused(address, credentials):
    with pytest.raises(DeliveryFailed) as failed:
        send(address, credentials)
    return failed.value.reason


def found(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_file_stands_there_alone_and_a_second_time_changes_nothing(ssh, shared, credentials):
    send(ssh.address(shared), credentials)
    send(ssh.address(shared), credentials)
    assert found(shared) == {NAME: CONTENT}


def test_another_file_of_that_name_is_never_replaced(ssh, shared, credentials):
    send(ssh.address(shared), credentials, b"fremd")
    assert refused(ssh.address(shared), credentials) == "occupied"
    assert found(shared) == {NAME: b"fremd"}


def test_what_came_there_after_the_look_is_not_replaced(ssh, shared, credentials, monkeypatch):
    (shared / NAME).write_bytes(b"fremd")
    monkeypatch.setattr(Parcel, "lies_there", lambda *_: False)
    assert refused(ssh.address(shared), credentials) == "refused"
    assert found(shared) == {NAME: b"fremd"}


def test_a_folder_with_spaces_and_quotes_is_fine(ssh, shared, credentials):
    folder = shared / 'Zählung "eins"'
    folder.mkdir()
    send(ssh.address(folder), credentials)
    assert found(folder) == {NAME: CONTENT}


def test_a_changed_host_key_gets_nothing(ssh, shared, credentials):
    ssh.stop()
    ssh.new_host_key()
    ssh.start()
    known = credentials.known_hosts.read_bytes()
    assert refused(ssh.address(shared), credentials) == "not_trusted"
    assert found(shared) == {}
    assert credentials.known_hosts.read_bytes() == known


def test_a_host_that_is_not_known_yet_gets_nothing(ssh, shared, credentials):
    credentials.known_hosts.unlink()
    assert refused(ssh.address(shared), credentials) == "not_trusted"
    assert found(shared) == {}
    assert not credentials.known_hosts.exists()


def test_a_key_that_the_target_does_not_know_is_told(ssh, shared, credentials, tmp_path):
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other")
    credentials.key.write_bytes((tmp_path / "other").read_bytes())
    assert refused(ssh.address(shared), credentials) == "not_let_in"


def test_without_a_key_it_is_told(ssh, shared, credentials):
    credentials.key.unlink()
    assert refused(ssh.address(shared), credentials) == "not_let_in"


def test_a_folder_that_is_missing_there_is_told_and_not_made(ssh, shared, credentials):
    assert refused(ssh.address(shared / "nicht" / "da"), credentials) == "gone"
    assert [*shared.iterdir()] == []


def test_a_target_that_is_down_is_told(ssh, shared, credentials):
    ssh.stop()
    assert refused(ssh.address(shared), credentials) == "unreachable"


def test_a_target_that_says_nothing_is_given_up(monkeypatch, shared, credentials):
    monkeypatch.setattr(sftp, "LIMIT", 0.5)
    with stub(silent) as server:
        assert refused(f"sftp://desk@127.0.0.1:{server.port}{shared}", credentials) == "unreachable"


def test_without_the_client_it_is_told(monkeypatch, shared, credentials):
    monkeypatch.setattr(sftp, "CLIENT", "kein-sftp-hier")
    assert refused(f"sftp://desk@127.0.0.1{shared}", credentials) == "not_installed"


def test_a_line_that_breaks_anywhere_in_the_file_leaves_none_under_its_name(ssh, shared, credentials):
    for tenth in (0, 3, 7, 10):
        with stub(line_to(ssh.port, 4000 + len(CONTENT) * tenth // 10)) as line:
            ssh.trust(line.port)
            assert refused(ssh.address(shared, line.port), credentials) == "unreachable"
        assert NAME not in found(shared)
    ssh.trust()
    send(ssh.address(shared), credentials)
    assert found(shared) == {NAME: CONTENT}

"""A folder as target: the file stands there whole, or the reason why not is told."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from targets import run

from kiosk.domain.delivery import Target, TargetKind
from kiosk.errors import DeliveryFailed
from kiosk.transfer import targets
from kiosk.transfer.folder import MARK
from kiosk.transfer.parcel import Credentials

NAME, CONTENT = "markt_clearing_2026-11-23_r1.csv", b"desk,profile\n" * 2000


def send(folder: Path, credentials: Credentials, content: bytes = CONTENT) -> None:
    targets.send(Target(TargetKind.FOLDER, str(folder)), NAME, content, credentials)


def refused(folder: Path, credentials: Credentials) -> str:
    with pytest.raises(DeliveryFailed) as failed:
        send(folder, credentials)
    return failed.value.reason


def test_the_file_stands_there_and_a_mark_and_nothing_else(shared, credentials):
    send(shared, credentials)
    assert {path.name: path.read_bytes() for path in shared.iterdir()} == {MARK: b"", NAME: CONTENT}


def test_its_name_is_on_disk_before_it_counts_as_delivered(shared, credentials, monkeypatch):
    real, synced = os.fsync, list[list[str]]()

    def sync(handle: int) -> None:
        """Note what lies in the folder when the folder itself is made safe."""
        if Path(f"/proc/self/fd/{handle}").resolve() == shared:
            synced.append(sorted(path.name for path in shared.iterdir()))
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    send(shared, credentials)
    assert synced == [[MARK, NAME]]


def test_the_same_file_again_is_delivered_already(shared, credentials):
    send(shared, credentials)
    send(shared, credentials)
    assert {path.name: path.read_bytes() for path in shared.iterdir()} == {MARK: b"", NAME: CONTENT}


def test_another_file_of_that_name_is_never_replaced(shared, credentials):
    send(shared, credentials, b"fremd")
    assert refused(shared, credentials) == "occupied"
    assert {path.name: path.read_bytes() for path in shared.iterdir()} == {MARK: b"", NAME: b"fremd"}


def test_what_an_earlier_try_left_behind_goes(shared, credentials):
    (shared / f".{NAME}.12345678.upload").write_bytes(b"x" * 99_999)
    send(shared, credentials)
    assert {path.name: path.read_bytes() for path in shared.iterdir()} == {MARK: b"", NAME: CONTENT}


@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o750, 0o640), (0o2770, 0o640), (0o755, 0o644)])
def test_who_may_read_the_folder_may_read_the_file(shared, credentials, folder, file):
    shared.chmod(folder)
    before = os.umask(0o077)
    send(shared, credentials)
    os.umask(before)
    assert stat.S_IMODE((shared / NAME).stat().st_mode) == file


def test_a_folder_that_is_not_there_is_not_made(tmp_path, credentials):
    assert refused(tmp_path / "nicht" / "da", credentials) == "gone"
    assert not (tmp_path / "nicht").exists()


def test_a_file_where_the_folder_should_be_is_told(tmp_path, credentials):
    (tmp_path / "ziel.txt").write_text("im Weg")
    assert refused(tmp_path / "ziel.txt", credentials) == "gone"


def test_a_folder_of_that_name_in_the_way_concerns_this_file_only(shared, credentials):
    (shared / NAME).mkdir()
    assert refused(shared, credentials) == "refused"
    assert [path.name for path in shared.iterdir()] == [NAME]


def test_a_full_disk_leaves_nothing_half(shared, credentials):
    try:
        run("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", shared)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk of its own can be mounted here")
    try:
        assert refused(shared, credentials) == "no_room"
        assert [*shared.iterdir()] == []
    finally:
        run("umount", shared)


@pytest.mark.usefixtures("without_privilege")
def test_a_folder_without_the_right_to_write_is_told(shared, credentials):
    shared.chmod(0o500)
    assert refused(shared, credentials) == "no_right"

"""A folder at the target, the keys of a data folder, and an authority whose certificates are trusted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from targets import SshServer, authority, keys_in

from kiosk.transfer.parcel import Credentials


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    """Name and password for WebDAV, and where the SSH keys of a data folder lie."""
    (tmp_path / "keys here").mkdir()
    return keys_in(tmp_path / "keys here")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The folder at the target."""
    folder = tmp_path / "ziel"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority that this machine trusts."""
    return authority(tmp_path_factory.mktemp("trusted"))


@pytest.fixture
def ssh(tmp_path: Path, credentials: Credentials) -> Iterator[SshServer]:
    """An SSH server that runs and whose key is known."""
    server = SshServer(tmp_path / "sshd", credentials)
    server.start()
    yield server
    server.stop()

"""Other stores through fsspec: the same promise, and a plain word when the extra is missing."""

import sys

import fsspec
import pytest

from kiosk.domain.delivery import Target, TargetKind
from kiosk.errors import DeliveryFailed
from kiosk.transfer import targets

NAME = "markt_clearing_2026-11-23_r1.csv"


def send(address, credentials, content=b"neu"):
    targets.send(Target(TargetKind.FSSPEC, address), NAME, content, credentials)


def refused(address, credentials):
    with pytest.raises(DeliveryFailed) as failed:
        send(address, credentials)
    return failed.value.reason


@pytest.fixture
def memory():
    """A store in memory."""
    files = fsspec.filesystem("memory")
    files.makedirs("/ziel")
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def test_the_file_stands_in_the_store_and_is_never_replaced(memory, credentials):
    send("memory://ziel", credentials)
    send("memory://ziel/", credentials)
    with pytest.raises(DeliveryFailed, match="occupied"):
        send("memory://ziel", credentials, b"fremd")
    assert {name: memory.cat_file(name) for name in memory.find("/ziel")} == {f"/ziel/{NAME}": b"neu"}


def test_a_store_that_is_a_folder_is_written_as_one(shared, credentials):
    send(f"file://{shared}", credentials)
    assert {path.name: path.read_bytes() for path in shared.iterdir()} == {NAME: b"neu"}


def test_a_place_that_is_not_there_is_told(tmp_path, credentials):
    assert refused(f"file://{tmp_path}/nicht/da", credentials) == "gone"
    assert not (tmp_path / "nicht").exists()


@pytest.mark.parametrize("address", ["ausgedacht://ziel", "s3://ziel", "gs://ziel"])
def test_a_kind_of_store_that_is_not_installed_is_told(address, credentials):
    assert refused(address, credentials) == "not_installed"


def test_without_the_extra_it_is_told(monkeypatch, credentials):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert refused("memory://ziel", credentials) == "not_installed"


def test_whatever_a_store_raises_is_a_failed_delivery(memory, monkeypatch, credentials):
    def cut(*_, **__):
        raise RuntimeError("das Netz ist weg")

    monkeypatch.setattr(type(memory), "mv", cut)
    assert refused("memory://ziel", credentials) == "unreachable"
    assert [name.endswith(".upload") for name in memory.find("/ziel")] == [True]
    monkeypatch.undo()
    send("memory://ziel", credentials)
    assert memory.find("/ziel") == [f"/ziel/{NAME}"]

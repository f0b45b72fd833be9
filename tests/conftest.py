"""What every test can ask for: the two packs, an office on a fresh store, a clock to set, signed-in clients."""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partialmethod
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from builders import CASE_MANAGER, OVERHEAD, Clock, Fresh, tallies_of
from flask import templating
from house import CHEAP, HouseClient
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from kiosk import pack as packs
from kiosk import passwords, web
from kiosk.clerk import Clerk
from kiosk.desk import Office
from kiosk.pack import Pack
from kiosk.storage import Account, Store
from kiosk.words import catalogues
from kiosk.words.catalogues import Words

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")  # how long an example takes says how busy the machine is, and nothing of the program

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def mettmann() -> Pack:
    """The pack of Kreis Mettmann."""
    return packs.load(ROOT / "deploy" / "mettmann")


@pytest.fixture(scope="session")
def musterkreis() -> Pack:
    """The small made-up county: other codes for everything."""
    return packs.load(ROOT / "tests" / "packs" / "musterkreis")


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash cheaply, so that thousands of sign-ins cost nothing."""
    monkeypatch.setattr(passwords, "COST", CHEAP)


@pytest.fixture
def without_privilege() -> Iterator[None]:
    """Let the rights of files hold for root as well, in this thread and not in programs that it starts."""
    if not hasattr(os, "geteuid") or os.geteuid():
        yield
        return
    libc, head, rights = ctypes.CDLL(None), (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(head, rights) == 0
    effective = rights[0], rights[3]
    rights[0] = rights[3] = 0
    assert libc.capset(head, rights) == 0
    yield
    rights[0], rights[3] = effective
    assert libc.capset(head, rights) == 0


class Compiled(BytecodeCache):
    """Keeps each template as it was compiled once, for every desk that a test starts."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Compile each template once: hundreds of desks are started here, and that is most of what a page costs them."""
    made = partialmethod(templating.Environment.__init__, bytecode_cache=Compiled())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web.Templates, "__init__", made)
        yield


@pytest.fixture(scope="session")
def mettmann_words() -> Words:
    """All catalogues of Mettmann, read once."""
    return catalogues.load(packs.load(ROOT / "deploy" / "mettmann"))


@pytest.fixture
def clock() -> Clock:
    """Monday, 23 November 2026, half past nine in the morning; tests set it."""
    return Clock(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Puts a store that nobody has used yet at this path; to make one costs as much as twenty copies."""
    first = tmp_path_factory.mktemp("fresh") / "desk.sqlite3"
    Store.create(first).close()

    def put(path: Path) -> Path:
        path.parent.mkdir(parents=True, mode=0o700)
        return Path(shutil.copy(first, path))

    return put


@pytest.fixture
def store(tmp_path: Path, fresh: Fresh) -> Iterator[Store]:
    """A real, fresh store."""
    opened = Store.open(fresh(tmp_path / "data" / "desk.sqlite3"))
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store, mettmann: Pack) -> Office:
    """The desk of Mettmann on a fresh store."""
    return Office(store, mettmann)


@pytest.fixture
def clerk(office: Office, clock: Clock) -> Clerk:
    """The clerk of this desk; it does nothing by itself."""
    return Clerk(office, clock, tallies_of(office))


@pytest.fixture
def anonymous(office: Office, clock: Clock, clerk: Clerk, mettmann_words: Words) -> HouseClient:
    """A browser that has not signed in, at a desk that has both accounts."""
    for name, role in ((CASE_MANAGER, "case_manager"), (OVERHEAD, "overhead")):
        office.store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH, pin=HouseClient.PIN_HASH))
    app = web.create_app(office, clock=clock, clerk=clerk, words=mettmann_words)
    app.testing = True
    app.test_client_class = HouseClient
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def client(anonymous: HouseClient) -> HouseClient:
    """A signed-in case manager."""
    anonymous.sign_in(CASE_MANAGER)
    return anonymous


@pytest.fixture
def overhead_client(anonymous: HouseClient) -> HouseClient:
    """The signed-in overhead."""
    anonymous.sign_in(OVERHEAD)
    return anonymous


WATCHED: dict[str, Callable[[Path], None]] = {}
"""What to do when a file is about to get this name, however the program gives it."""


def _before(event: str, details: tuple[Any, ...]) -> None:
    if WATCHED and event in ("os.link", "os.rename") and (do := WATCHED.get(os.fspath(details[1]))):
        do(Path(details[0]))


sys.addaudithook(_before)


@pytest.fixture
def naming() -> Iterator[Callable[[Path, Callable[[Path], None]], None]]:
    """Calls a function, with the file as it is until then, right before it stands under its name."""
    yield lambda path, do: WATCHED.update({os.fspath(path): do})
    WATCHED.clear()

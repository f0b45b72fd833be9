"""When the store fails: a calm page, an honest status, nothing acknowledged that was not kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.errors import NotThere, StoreUnavailable
from kiosk.web.pages import slip_screens

GROW = "INSERT INTO setting VALUES ('x', hex(zeroblob(99999)))"


@contextmanager
def no_room(db: Database) -> Iterator[None]:
    """No page more than there are, and an answer that would need some."""
    db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
    with db.conn:
        db.execute(f"CREATE TEMP TRIGGER grow AFTER INSERT ON fact BEGIN {GROW}; END")
    yield
    db.execute("DROP TRIGGER grow")
    db.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def read_only(db: Database) -> Iterator[None]:
    db.execute("PRAGMA query_only = 1")
    yield
    db.execute("PRAGMA query_only = 0")


@contextmanager
def busy(db: Database) -> Iterator[None]:
    db.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(db.execute("PRAGMA database_list").fetchone()[2], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def damaged(db: Database) -> Iterator[None]:
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (len(whole) - 4096))
    db.execute("PRAGMA shrink_memory")
    yield
    path.write_bytes(whole)
    db.execute("PRAGMA shrink_memory")


@pytest.mark.parametrize(
    ("trouble", "status", "notice"),
    [(no_room, 507, "D-51"), (read_only, 503, "D-52"), (busy, 503, "D-53"), (damaged, 503, "D-54")],
)
def test_a_failing_store_is_told_and_nothing_is_lost(client, office, trouble, status, notice):
    place = client.new_talk()
    with trouble(office.store.file.db):
        answer = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    assert answer.status_code == status
    assert notice in answer.text
    assert client.tap(f"{place}/fact", fact="altersgruppe", code="27_44").status_code == 200


SAYS_AR = 'lang="ar" dir="rtl"'


def test_who_only_reads_goes_on_when_nothing_can_be_written(client, office, clock):
    client.get("/desk")
    del office.store.secret  # as after another start
    clock.pass_by(minutes=4)
    with read_only(office.store.file.db):
        for address in ("/desk", "/corrections", "/desk/close"):
            assert client.get(address).status_code == 200


def test_what_goes_wrong_in_a_talk_is_told_in_its_language_too(client):
    place = client.new_talk("ar")
    for status, answer in (
        (422, client.tap(f"{place}/fact", fact="altersgruppe", code="x")),
        (422, client.post(f"{place}/refer", data={"service": "x"})),
        (404, client.get(f"{place.rsplit('/', 1)[0]}/9")),
        (404, client.get(f"{place}/slip")),
    ):
        assert answer.status_code == status
        assert answer.text.count(SAYS_AR) >= 2


def test_a_full_disk_is_told_in_the_language_of_the_talk(client, office, monkeypatch):
    place = client.new_talk("ar")

    def full(*_):
        raise StoreUnavailable("full")

    monkeypatch.setattr(office.store.talks, "keep_answers", full)
    answer = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    assert (answer.status_code, "D-51" in answer.text) == (507, True)
    assert SAYS_AR in answer.text


def test_a_slip_that_cannot_be_shown_says_so_in_its_language_first(anonymous, monkeypatch):
    def gone(*_):
        raise NotThere

    monkeypatch.setattr(slip_screens, "_public_slip", gone)
    text = anonymous.get("/slip/ar/mbe").text
    assert SAYS_AR in text
    assert text.index(SAYS_AR) < text.index("Diese Seite gibt es nicht oder nicht mehr.</bdi>")
    assert '<html lang="ar" dir="rtl"' in text


@pytest.mark.parametrize("host", ["x..y", "..", "a..b.example:80"])
def test_a_host_that_is_none_gets_the_calm_page(anonymous, host):
    answer = anonymous.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "D-00" in answer.text


@pytest.mark.parametrize("turned", [False, True])
def test_so_does_who_is_signed_in(client, turned):
    key = client.new_talk().split("/")[2]
    if turned:
        client.post(f"/conversation/{key}/turn")
    cookie = f"session={client.get_cookie('session').value}"
    app = client.application
    answer = app.test_client(use_cookies=False).get("/desk", headers={"Host": "x..y", "Cookie": cookie})
    assert answer.status_code == 400
    assert "D-00" in answer.text

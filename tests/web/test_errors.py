"""When the store fails: a calm page, an honest status, nothing acknowledged that was not kept."""

import sqlite3

import pytest

from kiosk.storage.database import REASONS


class Broken:
    """A connection that answers everything with one SQLite error."""

    def __init__(self, code):
        self.code = code
        self.in_transaction = False

    def execute(self, *_):
        error = sqlite3.OperationalError("innere Worte")
        error.sqlite_errorcode = self.code
        raise error


@pytest.mark.parametrize(
    ("code", "status", "notice"),
    [
        (sqlite3.SQLITE_FULL, 507, "D-51"),
        (sqlite3.SQLITE_READONLY, 503, "D-52"),
        (sqlite3.SQLITE_BUSY, 503, "D-53"),
        (sqlite3.SQLITE_CORRUPT, 503, "D-54"),
    ],
)
def test_a_failing_store_is_told_in_both_languages(client, office, code, status, notice):
    assert code in REASONS
    place = client.new_talk()
    real, threads = office.store.file.db, office.store.file._threads
    threads.db = type("Db", (), {"conn": Broken(code), "execute": Broken(code).execute})()
    try:
        answer = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    finally:
        threads.db = real
    assert answer.status_code == status
    assert notice in answer.text
    assert "innere Worte" not in answer.text
    assert client.tap(f"{place}/fact", fact="altersgruppe", code="27_44").status_code == 200


@pytest.mark.parametrize("host", ["x..y", "..", "a..b.example:80"])
def test_a_host_that_is_none_gets_the_calm_page(anonymous, host):
    answer = anonymous.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "D-00" in answer.text

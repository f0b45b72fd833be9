"""When the store fails: a calm page, an honest status, nothing acknowledged that was not kept."""

import sqlite3

import pytest

from kiosk.errors import StoreUnavailable
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


SAYS_AR = 'lang="ar" dir="rtl"'


def test_what_goes_wrong_in_a_talk_is_told_in_its_language_too(client):
    place = client.new_talk("ar")
    for answer in (
        client.tap(f"{place}/fact", fact="altersgruppe", code="x"),
        client.post(f"{place}/refer", data={"service": "x"}),
        client.get(f"{place.rsplit('/', 1)[0]}/9"),
        client.get(f"{place}/slip"),
    ):
        assert answer.status_code in (404, 422)
        assert answer.text.count(SAYS_AR) >= 2


def test_a_full_disk_is_told_in_the_language_of_the_talk(client, office, monkeypatch):
    place = client.new_talk("ar")

    def full(*_):
        raise StoreUnavailable("full")

    monkeypatch.setattr(office.store.talks, "keep_answers", full)
    answer = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    assert (answer.status_code, "D-51" in answer.text) == (507, True)
    assert SAYS_AR in answer.text


def test_a_slip_that_is_gone_says_so_in_its_language_first(anonymous):
    text = anonymous.get("/slip/ar/gibt_es_nicht").text
    assert SAYS_AR in text
    assert text.index(SAYS_AR) < text.index("Diese Seite gibt es nicht oder nicht mehr.</bdi>")


@pytest.mark.parametrize("host", ["x..y", "..", "a..b.example:80"])
def test_a_host_that_is_none_gets_the_calm_page(anonymous, host):
    answer = anonymous.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "D-00" in answer.text

"""What is forgotten is gone from the file and its log, byte by byte."""

import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest
from builders import CASE_MANAGER, COMPLEX_104C, DESK, TODAY, answered, begin, finished

from kiosk import desk
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.storage import Account, Session, Store

LATER = TODAY + timedelta(days=15)


def traces(folder: Path, *keys: str) -> list[tuple[str, str]]:
    """In which files of the store a key still stands."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("desk.sqlite3")}
    return [(name, key) for name, content in files.items() for key in keys if key.encode() in content]


def folder(office) -> Path:
    return office.store.file.path.parent


def test_a_living_talk_stands_in_the_file(office):
    key = begin(office)
    assert traces(folder(office), key)


def test_after_forgetting_no_byte_of_a_talk_is_left(office):
    keys = [finished(office).key for _ in range(40)]
    keys += [answered(office, COMPLEX_104C, ("geld",)) for _ in range(10)]
    desk.add_person(office, keys[0], TODAY)
    desk.close_day(office, DESK, TODAY)
    desk.turn_of_day(office, LATER)
    assert traces(folder(office), *keys) == []
    office.store.close()
    assert traces(folder(office), *keys) == []


def test_after_forgetting_no_byte_is_left_while_other_programs_have_the_store_open(office):
    other = Store.create(office.store.file.path)
    keys = [finished(office).key for _ in range(10)]
    assert len(other.talks.conversations(DESK, TODAY, TODAY)) == 10
    desk.turn_of_day(office, LATER)
    assert traces(folder(office), *keys) == []
    other.close()


def test_a_talk_that_was_thrown_away_is_gone_with_the_next_forgetting(office):
    thrown, before_yes = answered(office, COMPLEX_104C), desk.new_key(office)
    desk.discard(office, thrown)
    desk.start(office, before_yes, DESK, office.pack.profiles[0], TODAY)
    desk.turn_of_day(office, TODAY + timedelta(days=1))
    assert traces(folder(office), thrown, before_yes) == []


def test_what_a_reader_held_back_is_gone_with_the_next_forgetting(office):
    keys = [finished(office).key for _ in range(5)]
    desk.close_day(office, DESK, TODAY)
    reader = sqlite3.connect(office.store.file.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM conversation").fetchone()
    began = time.monotonic()
    desk.turn_of_day(office, LATER)
    assert time.monotonic() - began < 2
    reader.execute("COMMIT")
    desk.turn_of_day(office, LATER)
    assert traces(folder(office), *keys) == []
    reader.close()


def test_a_forgetting_that_was_killed_before_it_emptied_the_log_is_finished_by_the_next(office, tmp_path):
    keys = [finished(office).key for _ in range(5)]
    desk.close_day(office, DESK, TODAY)
    with office.store.file.transaction() as db:
        db.execute("DELETE FROM conversation")
    assert traces(folder(office), *keys)
    desk.turn_of_day(office, LATER)
    assert traces(folder(office), *keys) == []


def test_a_sign_in_that_was_never_ended_does_not_keep_the_key_of_its_last_talk(office):
    key = finished(office).key
    office.store.staff.keep_account(Account(CASE_MANAGER, "case_manager", "hash"))
    office.store.staff.begin_session("t", Session(CASE_MANAGER, "", DESK, "clearing", "de", key, 1, 1))
    desk.turn_of_day(office, LATER)
    assert traces(folder(office), key) == []


@pytest.mark.parametrize("table", ["conversation", "person", "fact", "need"])
def test_no_row_without_its_talk_is_left(office, table):
    finished(office)
    desk.turn_of_day(office, LATER)
    assert office.store.file.db.table(table).count == 0


def test_what_was_refused_is_forgotten_like_every_other_talk(office):
    key = desk.new_key(office)
    desk.start(office, key, DESK, office.pack.profiles[0], TODAY)
    desk.choose_language(office, key, "ar", ["ar"])
    desk.decline(office, key, OutcomeKind.REFUSED)
    desk.turn_of_day(office, LATER)
    assert traces(folder(office), key) == []
    assert office.store.reported.batches(TODAY, TODAY)[0].cells["ergebnis", "abgelehnt"] == 1

"""What is forgotten is gone from the file and its log, byte by byte."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from builders import CASE_MANAGER, COMPLEX_104C, DESK, OVERHEAD, TODAY, answered, begin, declined, finished

from kiosk import desk
from kiosk.storage import Account, Deletion, Draft, Session, Store

LATER = TODAY + timedelta(days=15)


def traces(folder: Path, *words: str) -> list[tuple[str, str]]:
    """In which files of the data folder a word still stands."""
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [(name, word) for name, content in files.items() for word in words if word.encode() in content]


READER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("SELECT count(*) FROM need").fetchone(), flush=True)
sys.stdin.read()
"""


@contextmanager
def open_elsewhere(office) -> Iterator[None]:
    """A second process has the store open, and has read in it."""
    command = [sys.executable, "-c", READER, str(office.store.file.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        yield
        other.communicate()


def deleted(office) -> list[str]:
    """What the protocol says of today."""
    return [what for day, what in office.store.deletions.all() if day == TODAY]


def folder(office) -> Path:
    return office.store.file.path.parent


def test_a_living_talk_stands_in_the_file(office):
    key = begin(office)
    assert traces(folder(office), key)


def test_a_closed_day_keeps_no_byte_of_what_ended_before_the_yes_but_counts(office):
    key = declined(office)
    assert traces(folder(office), key)
    desk.close_day(office, DESK, TODAY)
    assert traces(folder(office), key) == []


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
    thrown, before_yes = answered(office, COMPLEX_104C), declined(office)
    desk.discard(office, thrown)
    desk.turn_of_day(office, TODAY + timedelta(days=1))
    assert traces(folder(office), thrown, before_yes) == []


def test_needs_and_remaining_time_leave_no_byte_when_the_day_is_closed(office):
    keys = [finished(office).key for _ in range(40)]
    answers = [f"{key}{answer}" for key in keys for answer in ("aufenthalt_antrag", "restlaufzeit3_6m")]
    office.store.keep_last_day(TODAY)
    with open_elsewhere(office):
        assert {word for _, word in traces(folder(office), *answers)} == {*answers}
        desk.close_day(office, DESK, TODAY)
        assert traces(folder(office), *answers) == []
        assert traces(folder(office), *(f"{key}stadtvelbert" for key in keys[:1]))
    assert deleted(office) == [Deletion.NEEDS]


def test_what_was_a_mistake_leaves_no_byte_when_the_day_is_closed(office):
    discarded = [answered(office, COMPLEX_104C, ("geld",)) for _ in range(20)]
    family = finished(office).key
    before_yes = declined(office)
    office.store.keep_last_day(TODAY)
    with open_elsewhere(office):
        for key in discarded:
            desk.discard(office, key)
        place = desk.add_person(office, family, TODAY)
        desk.add_need(office, family, place, "wohnen")
        desk.drop_person(office, family, place)
        desk.finish(office, family)
        assert traces(folder(office), *discarded, f"{family}\x02wohnen", before_yes)
        desk.close_day(office, DESK, TODAY)
        assert traces(folder(office), *discarded, f"{family}\x02wohnen", before_yes) == []
    assert deleted(office) == [Deletion.MISTAKES, Deletion.NEEDS]


def test_a_person_who_was_dropped_at_once_leaves_no_byte(office):
    key = finished(office).key
    with open_elsewhere(office):
        place = desk.add_person(office, key, TODAY)
        assert traces(folder(office), f"{key}\x02stadt")
        desk.drop_person(office, key, place)
        assert traces(folder(office), f"{key}\x02stadt") == []


@pytest.mark.parametrize("way", ["dropped", "left"])
def test_an_uploaded_list_leaves_no_byte_when_it_goes(office, way):
    name, content = "Liste Samira Beispiel.csv", "Samira Beispiel;0151 0000000\n" * 4000
    office.store.old_lists.keep_draft(Draft("key", OVERHEAD, name, content.encode(), "Samira", TODAY))
    office.store.keep_last_day(LATER if way == "left" else TODAY)
    with open_elsewhere(office):
        assert traces(folder(office), "Samira")
        if way == "left":
            desk.turn_of_day(office, LATER)
        else:
            office.store.old_lists.drop_drafts(key="key")
        assert traces(folder(office), "Samira") == []
    assert [what for _, what in office.store.deletions.all()] == [Deletion.DRAFTS]


def test_what_a_reader_held_back_is_gone_after_the_next_change_that_nobody_holds_back(office):
    keys = [finished(office).key for _ in range(5)]
    reader = sqlite3.connect(office.store.file.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM conversation").fetchone()
    desk.close_day(office, DESK, TODAY)
    answers = [f"{key}aufenthalt_antrag" for key in keys]
    assert traces(folder(office), *answers)
    reader.execute("COMMIT")
    begin(office)
    assert traces(folder(office), *answers) == []
    reader.close()


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
    key = declined(office)
    desk.turn_of_day(office, LATER)
    assert traces(folder(office), key) == []
    assert office.store.reported.batches(TODAY, TODAY)[0].cells["ergebnis", "abgelehnt"] == 1

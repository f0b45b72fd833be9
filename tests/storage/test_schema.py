"""What the store may know: each column with its purpose, and nothing that says who or when."""

import sqlite3
from datetime import timedelta
from itertools import groupby, pairwise

import pytest
from builders import COMPLEX_104C, DESK, TODAY, answered, begin, declined, finished

from kiosk import desk
from kiosk.domain.conversation import Beginning
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.storage.data_list import data_list

COUNT = "INSERT INTO batch (desk, profile, first_day, last_day, source, revision) VALUES"


TALK_TABLES = ("conversation", "person", "fact", "need", "slip", "tap")
WHO_OR_WHEN = ("name", "birth", "geburt", "national", "staat", "azr", "akte", "number", "address", "phone")
WHO_OR_WHEN += ("mail", "note", "text", "time", "hour", "minute", "stamp", "_at", "began", "seen", "created", "account")


def columns(store) -> dict[str, list[str]]:
    """The columns of every table but SQLite's own."""
    db = store.file.db
    names = [name for name in db.table_names() if not name.startswith("sqlite_")]
    return {name: [column.name for column in db.table(name).columns] for name in names}


def listed() -> dict[str, list[str]]:
    """The columns of the data list, by table."""
    return {name: [one.name for one in found] for name, found in groupby(data_list(), key=lambda one: one.table)}


def test_every_column_stands_in_the_data_list_and_nothing_else_does(store):
    assert columns(store) == listed()
    for one in data_list():
        assert all((one.purpose, one.deletion, *one.group)), one


def test_a_column_of_talks_says_when_it_goes(store):
    assert [one for one in data_list() if one.table in TALK_TABLES and "bleibt" in one.deletion] == []


@pytest.mark.parametrize("table", TALK_TABLES)
def test_a_talk_has_no_column_for_who_somebody_is_or_what_time_it_was(store, table):
    assert [column for column in columns(store)[table] if any(word in column for word in WHO_OR_WHEN)] == []


@pytest.mark.parametrize("table", TALK_TABLES)
def test_a_talk_has_no_hidden_number_that_counts_up(store, table):
    with pytest.raises(sqlite3.OperationalError, match="rowid"):
        store.file.db.execute(f"SELECT rowid FROM {table}")


def test_all_own_tables_are_strict(store):
    strict = dict(store.file.db.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
    assert [name for name in listed() if not strict[name]] == []


@pytest.mark.parametrize("day", ["2026-11-23T09:30", "2026-11-23 09:30:00", "09:30", ""])
def test_a_day_cannot_carry_a_time(store, day):
    with pytest.raises(sqlite3.IntegrityError):
        store.file.db.execute(
            "INSERT INTO conversation (key, desk, profile, day, stage) VALUES (?, 'd', 'p', ?, 'talk')", ["k" * 22, day]
        )


def test_no_time_of_day_is_written_with_a_talk(office):
    begin(office)
    finished(office)
    for table in TALK_TABLES:
        for row in office.store.file.db.execute(f"SELECT * FROM {table}"):
            assert not any(":" in value for value in row if isinstance(value, str))


def test_the_stored_order_of_two_hundred_talks_is_not_the_order_they_came_in(store, office):
    came = [desk.new_key(office) for _ in range(200)]
    with store.at_once():
        for key in came:
            store.talks.start_conversation(Beginning(key, DESK, "clearing", TODAY))
    for table, column in (("conversation", "key"), ("person", "conversation")):
        stored = [row[0] for row in store.file.db.execute(f"SELECT {column} FROM {table} NOT INDEXED")]
        assert set(stored) == set(came)
        assert sum(one == other for one, other in zip(stored, came, strict=True)) < 20
        after = {key: place for place, key in enumerate(stored)}
        rising = sum(after[one] < after[other] for one, other in pairwise(came))
        assert 70 < rising < 130
    listed = [talk.key for talk in store.talks.conversations(DESK, TODAY, TODAY)]
    assert listed != came
    assert listed != came[::-1]


def test_keys_are_long_and_never_the_same(office):
    keys = {desk.new_key(office) for _ in range(2000)}
    assert len(keys) == 2000
    assert {len(key) for key in keys} == {22}
    assert len({key[0] for key in keys}) == 64


def test_a_whole_day_of_work_adds_no_table_and_no_column(office):
    def shape() -> list[tuple[str, ...]]:
        return list(office.store.file.db.execute("SELECT type, name, sql FROM sqlite_master"))

    before = shape()
    finished(office)
    key = answered(office, COMPLEX_104C, ("geld", "arbeit"))
    desk.add_person(office, key, TODAY)
    desk.drop_person(office, key, 2)
    desk.break_off(office, key)
    desk.take_back(office, key, TODAY)
    desk.undo_decline(office, declined(office, OutcomeKind.LATER))
    declined(office, OutcomeKind.LATER)
    office.store.staff.keep_setting("a", "b")
    desk.close_day(office, DESK, TODAY)
    desk.turn_of_day(office, TODAY + timedelta(days=20))
    assert shape() == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO person (conversation, place) VALUES ('nobody', 1)",
        "INSERT INTO cell VALUES (4711, 'ergebnis', 'info', 1)",
        "INSERT INTO account VALUES ('a', 'chief', 'x', '', '')",
        "INSERT INTO account VALUES ('a', 'overhead', 'x', 'awo', '')",
        "INSERT INTO account VALUES ('a', 'post', 'x', '', '')",
        f"{COUNT} ('d', 'p', '2026-11-23', '2026-11-22', 'desk', 1)",
        f"{COUNT} ('d', 'p', '2026-11-23', '2026-11-23', 'desk', 0)",
        "INSERT INTO opening VALUES ('d', '2026-11-23', 'maybe', 'a')",
        "INSERT INTO conversation VALUES ('short', 'd', 'p', '2026-11-23', '', 'talk', 0, 0, '')",
        "INSERT INTO conversation VALUES ('kkkkkkkkkkkkkkkkkkkkkk', 'd', 'p', '2026-11-23', '', 'lost', 0, 0, '')",
    ],
)
def test_what_cannot_be_is_not_stored(store, statement):
    with pytest.raises(sqlite3.IntegrityError, match=r"(CHECK|FOREIGN KEY) constraint failed"):
        store.file.db.execute(statement)


def test_of_several_counts_of_the_same_days_one_counts(store):
    counts = "INSERT INTO batch (desk, profile, first_day, last_day, source, revision, paper, newest) VALUES"
    statement = f"{counts} ('d', 'p', '2026-11-23', '2026-11-23', 'desk', 1, ?, ?)"
    store.file.db.execute(statement, ["", 1])
    store.file.db.execute(statement, ["screening", 1])
    store.file.db.execute(statement, ["screening", 0])
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        store.file.db.execute(statement, ["screening", 1])

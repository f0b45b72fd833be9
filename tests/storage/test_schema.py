"""What the store may know: each column with its purpose, and nothing that says who or when."""

import sqlite3
from datetime import timedelta
from itertools import pairwise

import pytest
from builders import COMPLEX_104C, DESK, TODAY, answered, begin, finished

from kiosk import desk
from kiosk.domain.vocabulary import OutcomeKind

DATA_LIST = {
    "case_month": {
        "post": "which post of Case Management told",
        "month": "of which month",
        "told": "when it did so last",
        "revision": "how often it changed its mind",
    },
    "case_cell": {
        "post": "which post of Case Management told",
        "month": "of which month",
        "tally_table": "of which closed list",
        "tally_row": "of which row",
        "number": "how many cases",
    },
    "_sqlite_migrations": {
        "id": "number of the change of shape",
        "migration_set": "always kiosk",
        "name": "which change of shape was made",
        "applied_at": "when the program was brought up to date",
    },
    "setting": {"name": "which setting of the data folder", "value": "its value"},
    "account": {
        "name": "whom of the staff the sign-in is for",
        "role": "what the account reaches",
        "password": "salted hash that a password is checked against",
        "post": "whose case counts it tells",
    },
    "session": {
        "token": "hash of the cookie of a signed-in tablet",
        "account": "who is signed in",
        "desk": "where the tablet stands",
        "profile": "what the screening hour is about",
        "tongue": "language of the staff's pages",
        "last_conversation": "the talk that can be taken back with one tap",
        "began": "when the sign-in ends at the latest",
        "seen": "when the sign-in ends after a pause",
    },
    "screening_hour": {
        "desk": "which desk was open",
        "profile": "for what",
        "day": "on which day",
        "closed": "whether the day is counted",
    },
    "conversation": {
        "key": "random, so that an address leads to one talk",
        "desk": "where it counts",
        "profile": "which questions were asked",
        "day": "where it counts, and when it is forgotten",
        "language": "the language of the screens",
        "stage": "which screen comes next",
        "turn": "how often a decision was taken back, so that an old tap undoes nothing",
        "mistake": "whether it counts nowhere, and can be taken back until the day is closed",
    },
    "person": {
        "conversation": "the talk it belongs to",
        "place": "first, second person of a family",
        "outcome": "how it ended",
        "service": "where the person was sent",
        "suggested_door": "what the rules said",
        "suggested_service": "which service the rules said",
        "reason": "why it is another one",
        "rules": "which rules spoke",
        "pack": "in which version",
        "mistake": "whether they count nowhere, and can be taken back until the day is closed",
        "counted": "whether the month has them, so that they are counted once",
    },
    "fact": {
        "conversation": "the talk it belongs to",
        "place": "whose answer",
        "fact": "code of the question",
        "code": "code of the answer",
    },
    "slip": {
        "conversation": "the talk it belongs to",
        "place": "who took it along",
        "service": "whose slip, so that it counts once",
        "door": "where it counts",
    },
    "need": {
        "conversation": "the talk it belongs to",
        "place": "whose need",
        "need": "code of the need",
        "position": "which was named first",
    },
    "batch": {
        "id": "number that the cells name",
        "desk": "who counted",
        "profile": "for what",
        "first_day": "from when",
        "last_day": "until when",
        "source": "the desk itself or an old list",
        "paper": "which committee table an old list fills",
        "revision": "how often its store has counted these days",
        "month": "the calendar month in whose sum it is",
        "newest": "whether it is the count that counts",
        "received": "on which day it came in from another desk",
        "old_list": "which old list brought it",
        "pack": "with which version it was counted",
        "writer": "which store counted it",
        "forgotten": "whether the talks it counts are gone, so that it is the least the day counts",
        "builds_on": "marks of the counts that it takes the place of",
        "past": "whether another count has taken its place, or a person has decided against it",
    },
    "cell": {
        "batch": "the count it belongs to",
        "tally_table": "code of the list",
        "tally_row": "code of the answer",
        "number": "how many",
    },
    "running_cell": {
        "desk": "who counted",
        "profile": "for what",
        "month": "which month, until it is closed",
        "tally_table": "code of the list",
        "tally_row": "code of the answer",
        "number": "how many",
    },
    "old_list": {
        "id": "number that its batches name",
        "digest": "the same list again is known by it",
        "content_digest": "the same file again is known by it, for another period too",
        "name": "name of the file",
        "source": "where the counts come from",
        "note": "what the overhead accepted about it",
        "account": "who took it in",
        "day": "when, as far as that was noted",
    },
    "old_word": {
        "word": "a heading or row label of an old list",
        "meaning": "what it stands for, the next time too",
        "old_list": "which list taught it",
    },
    "old_shape": {
        "shape": "the headings of an old list",
        "said": "what its columns hold, the next time too",
        "old_list": "which list taught it",
    },
    "draft": {
        "key": "random, so that an address leads to one draft",
        "account": "whose draft it is",
        "name": "name of the file",
        "content": "counts that are being looked at before they are taken in",
        "choices": "what was chosen so far",
        "day": "when, and when it is forgotten",
    },
    "sum_cell": {
        "span": "year or month",
        "origin": "counted here, collected, or from an old list",
        "tally_table": "code of the list",
        "tally_row": "code of the answer",
        "profile": "for what",
        "desk": "who counted",
        "number": "how many",
    },
    "outbox": {
        "target": "where it is to go",
        "desk": "whose count waits",
        "profile": "for what",
        "day": "of which day or month",
        "attempts": "how often it was tried",
        "due": "when it is tried again",
    },
    "failing_duty": {
        "duty": "what the program does by itself",
        "since": "since when it does not work",
        "reason": "code of the reason",
    },
    "collected_file": {"digest": "content that was read before"},
    "set_aside": {
        "id": "order of arrival of files, not of people",
        "name": "name of a file that was refused",
        "reason": "code of the reason",
        "day": "when",
        "digest": "the same file again is known by it",
        "done": "who has put it to rest",
    },
    "count_decision": {
        "chosen": "which of several counts of the same days stands",
        "rejected": "before which other",
        "account": "who decided",
        "day": "when",
    },
    "last_look": {
        "account": "who looked at what came in",
        "day": "when last",
        "before": "when before that, so that the news of a day stay all day",
    },
    "opening": {
        "desk": "which desk",
        "day": "on which day",
        "state": "open, closed or ill instead of what the site says",
        "account": "who said so",
    },
    "release": {
        "id": "number in the list of releases",
        "account": "who released",
        "day": "when",
        "first_day": "from when",
        "last_day": "until when",
        "digest": "hash of the content, printed on every sheet",
        "content": "the rounded tables as they left",
    },
    "access_token": {
        "digest": "hash of the token",
        "name": "what it is for",
        "account": "who made it",
        "day": "when",
        "ends": "the last day on which it reads",
        "used": "on which day it last read, so that one that nobody needs can be taken back",
    },
    "pack_version": {
        "id": "order in which packs were opened",
        "version": "which pack",
        "day": "since when",
        "files": "its words and rules, so that a code that left the pack is still known",
    },
}
"""Every table and column of the store with its purpose. A new column gets its line here first, or is left out."""
COUNT = "INSERT INTO batch (desk, profile, first_day, last_day, source, revision) VALUES"


TALK_TABLES = ("conversation", "person", "fact", "need", "slip")
WHO_OR_WHEN = ("name", "birth", "geburt", "national", "staat", "azr", "akte", "number", "address", "phone")
WHO_OR_WHEN += ("mail", "note", "text", "time", "hour", "minute", "stamp", "_at", "began", "seen", "created", "account")


def columns(store) -> dict[str, list[str]]:
    """The columns of every table but SQLite's own."""
    db = store.file.db
    names = [name for name in db.table_names() if not name.startswith("sqlite_")]
    return {name: [column.name for column in db.table(name).columns] for name in names}


def test_every_column_stands_in_the_data_list_and_nothing_else_does(store):
    assert columns(store) == {table: list(purposes) for table, purposes in DATA_LIST.items()}
    assert all(purpose for purposes in DATA_LIST.values() for purpose in purposes.values())


@pytest.mark.parametrize("table", TALK_TABLES)
def test_a_talk_has_no_column_for_who_somebody_is_or_what_time_it_was(store, table):
    assert [column for column in columns(store)[table] if any(word in column for word in WHO_OR_WHEN)] == []


@pytest.mark.parametrize("table", TALK_TABLES)
def test_a_talk_has_no_hidden_number_that_counts_up(store, table):
    with pytest.raises(sqlite3.OperationalError, match="rowid"):
        store.file.db.execute(f"SELECT rowid FROM {table}")


def test_all_own_tables_are_strict(store):
    strict = dict(store.file.db.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
    assert [name for name in DATA_LIST if not strict[name]] == []


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
            store.talks.start_conversation(key, DESK, "clearing", TODAY)
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
    later = desk.new_key(office)
    desk.start(office, later, DESK, office.pack.profiles[1], TODAY)
    desk.decline(office, later, OutcomeKind.LATER)
    office.store.staff.keep_setting("a", "b")
    desk.close_day(office, DESK, TODAY)
    desk.turn_of_day(office, TODAY + timedelta(days=20))
    assert shape() == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO person (conversation, place) VALUES ('nobody', 1)",
        "INSERT INTO cell VALUES (4711, 'ergebnis', 'info', 1)",
        "INSERT INTO account VALUES ('a', 'chief', 'x', '')",
        "INSERT INTO account VALUES ('a', 'overhead', 'x', 'awo')",
        "INSERT INTO account VALUES ('a', 'post', 'x', '')",
        f"{COUNT} ('d', 'p', '2026-11-23', '2026-11-22', 'desk', 1)",
        f"{COUNT} ('d', 'p', '2026-11-23', '2026-11-23', 'desk', 0)",
        "INSERT INTO opening VALUES ('d', '2026-11-23', 'maybe', 'a')",
        "INSERT INTO conversation VALUES ('short', 'd', 'p', '2026-11-23', '', 'talk', 0, 0)",
        "INSERT INTO conversation VALUES ('kkkkkkkkkkkkkkkkkkkkkk', 'd', 'p', '2026-11-23', '', 'lost', 0, 0)",
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

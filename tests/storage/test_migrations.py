"""A store of every former shape comes up to date with all its rows, or stays as it was."""

import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from former import SHAPES, written
from sqlite_utils import Database

from kiosk import overhead
from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Batch, Cells, Scope, total
from kiosk.errors import StoreUnavailable
from kiosk.storage import SITE, TALLIES, CaseMonth, Failing, Fate, Store
from kiosk.storage.schema import CASE_COUNTS, migrations

NEW_COLUMNS = {
    "access_token": 4,
    "account": 3,
    "batch": 8,
    "conversation": 6,
    "old_list": 8,
    "person": 9,
    "session": 8,
    "set_aside": 4,
}
"""How many columns a row had in the first shape, where it has more now."""
RESHAPED = ("outbox", "setting", "sum_cell")
"""Tables whose rows are looked at one by one: they gained a column in front, rows of the program's own, new sums."""
OF_DAYS = ("umfang", "ergebnis", "gespraech")
"""The tables of cells that a day keeps; the others its month has."""


def summed(store: Store, first: date, last: date) -> Cells:
    """Everything that is shown of these days when they are long over."""
    return total(store.reported.cells(Scope(Period(first, last), months=Period(first, last)), OF_DAYS).values())


def rows(path: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """Everything that is in the store, by table."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: Counter(row[: NEW_COLUMNS.get(name, len(row))] for row in db.execute(f'SELECT * FROM "{name}"'))
            for name in tables
            if not name.startswith(("sqlite", "_sqlite"))
        }


@pytest.fixture(params=SHAPES, ids=lambda path: path.stem)
def former(request, tmp_path) -> Path:
    """A store of a former shape."""
    return written(request.param, tmp_path / "desk.sqlite3")


@pytest.fixture
def first_shape(tmp_path) -> Path:
    """A store of the first shape, when lists had no entries of their own yet."""
    return written(SHAPES[0], tmp_path / "desk.sqlite3")


def test_all_rows_of_a_former_store_are_there_and_once(former):
    before = rows(former)
    Store.create(former).close()
    after = rows(former)
    days = {row[0] for row in before["batch"] if row[3] == row[4] and row[5] == "desk"}
    before["cell"] = Counter(row for row in before["cell"] if row[0] not in days or row[1] in OF_DAYS)
    assert {name: after[name] for name in before if name not in RESHAPED} == {
        name: found for name, found in before.items() if name not in RESHAPED
    }
    assert before["setting"] <= after["setting"]


def test_what_waited_in_a_former_store_waits_for_the_site_and_its_trouble_is_told(tmp_path):
    path = written(SHAPES[1], tmp_path / "desk.sqlite3")
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE outbox SET attempts = 2, due = 500, failing_since = 400, problem = 'gone'")
        db.commit()
    store = Store.open(path)
    (entry,) = store.outbox.waiting(SITE)
    assert (entry.period.first, entry.attempts, entry.due) == (date(2026, 11, 23), 2, 500)
    assert store.failing.all() == [Failing("deliver", 400, "gone")]
    store.close()


def test_a_former_store_gets_a_name_a_last_day_and_knows_who_counted(former):
    store = Store.open(former)
    assert re.fullmatch("[0-9a-f]{12}", store.identity)
    assert store.last_day == date(2026, 11, 23)
    (own,) = store.counts.counts_of("mettmann", date(2026, 11, 23))
    assert own.writer == store.identity
    assert {batch.writer for batch in store.reported.batches(date(2024, 5, 1), date(2024, 5, 31))} == {""}
    store.close()


def test_the_sums_of_a_former_store_are_those_of_its_newest_batches(former):
    store = Store.create(former)
    whole = summed(store, date(2023, 1, 1), date(2026, 12, 31))
    assert whole == total(batch.cells for batch in store.reported.batches(date(2023, 1, 1), date(2026, 12, 31)))
    assert sum(n for (table, _), n in whole.items() if table == "papier_screening") == 298
    assert whole["umfang", "personen"] == 3
    month = summed(store, date(2024, 5, 1), date(2024, 5, 31))
    assert sum(month.values()) == 133
    store.close()


DAYS = """
INSERT INTO batch (id, desk, profile, first_day, last_day, source, revision, month, newest, received, writer) VALUES
  (11, 'mettmann', 'clearing', '2026-10-05', '2026-10-05', 'desk', 1, '2026-10', 0, '', 'me'),
  (12, 'mettmann', 'clearing', '2026-10-05', '2026-10-05', 'desk', 2, '2026-10', 1, '', 'me'),
  (13, 'mettmann', 'clearing', '2026-10-06', '2026-10-06', 'desk', 1, '2026-10', 1, '', 'me'),
  (14, 'mettmann', 'clearing', '2026-11-20', '2026-11-20', 'desk', 1, '2026-11', 1, '', 'me'),
  (15, 'nord', 'clearing', '2026-10-05', '2026-10-05', 'desk', 1, '2026-10', 1, '2026-10-06', 'they'),
  (16, 'nord', 'clearing', '2026-11-20', '2026-11-20', 'desk', 1, '2026-11', 1, '2026-11-21', 'they');
INSERT INTO cell SELECT id, 'umfang', 'personen', 3 FROM batch WHERE id > 10;
INSERT INTO cell SELECT id, 'ergebnis', 'info', 3 FROM batch WHERE id > 10;
INSERT INTO cell SELECT id, 'stadt', 'velbert', id - 10 FROM batch WHERE id > 10;
INSERT INTO outbox (target, desk, profile, day) VALUES ('site', 'mettmann', 'clearing', '2026-10-06');
"""
"""What desks counted before months told who: own days, one of them corrected, and days that came in."""
OCTOBER, NOVEMBER = (date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def days_that_tell_who(tmp_path) -> Store:
    """A store of the shape before, with such days, brought up to date."""
    path = written(SHAPES[1], tmp_path / "desk.sqlite3")
    with closing(Database(path)) as db:
        migrations.apply(db, stop_before="m011_months")
        db.conn.executescript(DAYS)
    store = Store.open(path)
    yield store
    store.close()


def test_what_days_told_of_persons_is_summed_by_month_and_leaves_them(days_that_tell_who):
    store = days_that_tell_who
    assert summed(store, *OCTOBER)["stadt", "velbert"] == 2 + 3 + 5
    assert summed(store, *OCTOBER)["monatsumfang", "personen"] == 9
    assert summed(store, *OCTOBER)["umfang", "personen"] == 9
    assert store.counts.running("mettmann", "clearing", date(2026, 11, 20)) == {
        ("stadt", "velbert"): 4,
        ("monatsumfang", "personen"): 3,
    }
    left = store.file.db.execute(
        "SELECT count(*) FROM cell JOIN batch ON batch = id WHERE source = 'desk' AND first_day = last_day"
        " AND tally_table NOT IN ('umfang', 'ergebnis', 'gespraech')"
    )
    assert left.fetchone() == (0,)


def test_the_month_that_runs_is_in_no_sum_and_what_came_in_of_it_waits_for_its_end(days_that_tell_who):
    store = days_that_tell_who
    assert ("stadt", "velbert") not in total(store.reported.cells(Scope(Period(*NOVEMBER)), OF_DAYS).values())
    assert summed(store, *NOVEMBER)["stadt", "velbert"] == 6  # of the other desk, for who reads when it is over


def test_a_month_waits_where_one_of_its_days_does_and_daily_files_are_written_anew(days_that_tell_who):
    store = days_that_tell_who
    waiting = {(one.desk, one.period.first, one.period.last) for one in store.outbox.waiting(SITE)}
    assert waiting >= {("mettmann", *OCTOBER), ("mettmann", date(2026, 10, 6), date(2026, 10, 6))}
    days = [Period(day, day) for day in (date(2026, 10, 5), date(2026, 10, 6), date(2026, 11, 20))]
    again = [one.period for one in store.outbox.waiting(TALLIES) if one.profile == "clearing"]
    assert again == [*days[:2], Period(*OCTOBER), days[2]]


def test_what_the_desk_says_of_a_month_takes_the_place_of_what_was_summed_here(days_that_tell_who):
    store = days_that_tell_who
    cells = {("stadt", "velbert"): 7, ("monatsumfang", "personen"): 7}
    month = Batch("nord", "clearing", *OCTOBER, 1, "desk", cells, received=date(2026, 11, 24), writer="they")
    assert store.counts.take_delivered(month) is Fate.NEW
    assert summed(store, *OCTOBER)["stadt", "velbert"] == 2 + 3 + 7
    assert store.counts.take_delivered(month) is Fate.KNOWN


def test_a_later_revision_of_a_summed_day_changes_how_many_came_and_not_who(days_that_tell_who):
    store, day = days_that_tell_who, date(2026, 10, 5)
    cells = {("umfang", "personen"): 4, ("stadt", "velbert"): 4, ("monatsumfang", "personen"): 4}
    late = Batch("nord", "clearing", day, day, 2, "desk", cells, received=date(2026, 11, 24), writer="they")
    assert store.counts.take_delivered(late) is Fate.NEW
    assert summed(store, *OCTOBER)["umfang", "personen"] == 3 + 3 + 4
    assert summed(store, *OCTOBER)["stadt", "velbert"] == 2 + 3 + 5


def test_a_day_of_before_that_was_never_known_is_added_to_its_month(days_that_tell_who):
    store, day = days_that_tell_who, date(2026, 10, 7)
    cells = {("umfang", "personen"): 4, ("stadt", "velbert"): 4, ("monatsumfang", "personen"): 4}
    late = Batch("nord", "clearing", day, day, 1, "desk", cells, received=date(2026, 11, 24), writer="they")
    store.counts.take_delivered(late)
    assert summed(store, *OCTOBER)["stadt", "velbert"] == 2 + 3 + 5 + 4


def test_talks_of_before_that_wait_for_a_yes_go_and_a_counted_one_goes_on(tmp_path):
    path = written(SHAPES[1], tmp_path / "desk.sqlite3")
    with closing(Database(path)) as db:
        migrations.apply(db, stop_before="m015_before_yes")
        for stage, counted in (("language", 0), ("promise", 0), ("promise", 1)):
            key = f"{stage}{counted}".ljust(22, "k")
            row = [key, "mettmann", "clearing", "2026-11-23", "ar", stage]
            db.execute("INSERT INTO conversation (key, desk, profile, day, language, stage) VALUES (?,?,?,?,?,?)", row)
            db.execute("INSERT INTO person (conversation, place, counted) VALUES (?, 1, ?)", [key, counted])
        db.conn.commit()
        before = db.execute("SELECT count(*) FROM conversation WHERE stage IN ('talk', 'finished')").fetchone()[0]
    store = Store.open(path)
    assert store.talks.conversation("promise1".ljust(22, "k")).undecided
    assert store.file.db.execute("SELECT count(*) FROM conversation").fetchone()[0] == before + 1
    store.close()


def test_what_a_former_version_had_set_aside_for_another_count_comes_back_to_be_decided(tmp_path):
    path = written(SHAPES[1], tmp_path / "desk.sqlite3")
    store = Store.open(path)
    (own,) = store.counts.counts_of("mettmann", date(2026, 11, 23))
    store.close()
    with closing(sqlite3.connect(path)) as db:  # as it lay there after m007: a foreign count, then the own one
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm012_lineage'")
        for column in ("builds_on", "past"):
            db.executescript(
                "DROP INDEX IF EXISTS batch_that_waits; DROP INDEX IF EXISTS batch_of_days;"
                f"DROP INDEX IF EXISTS batch_that_counts; ALTER TABLE batch DROP COLUMN {column};"
            )
        db.executescript(
            "DROP TABLE count_decision; DROP TABLE last_look; ALTER TABLE set_aside DROP COLUMN digest;"
            "ALTER TABLE set_aside DROP COLUMN done; UPDATE batch SET revision = 3 WHERE newest AND received = ''"
            " AND source = 'desk'; INSERT INTO set_aside VALUES (9, 'x', 'contradicts mettmann', '2026-11-23');"
        )
        for revision in (1, 2):
            db.execute(
                "INSERT INTO batch SELECT ?, desk, profile, first_day, last_day, source, paper, ?, month, 0,"
                " '2026-11-23', NULL, '', 'other', 0 FROM batch WHERE newest AND received = '' AND source = 'desk'",
                [900 + revision, revision],
            )
        db.commit()
    store = Store.open(path)
    (case,) = store.counts.undecided()
    assert [(one.batch.writer, one.batch.revision) for one in case.counts] == [(own.writer, 3), ("other", 2)]
    assert "contradicts" not in [one.reason for one in store.collection.aside()]
    store.close()


def test_what_posts_told_a_former_store_is_the_first_of_their_words(tmp_path):
    path, month, cells = tmp_path / "before.sqlite3", date(2026, 10, 1), {("faelle_aktiv", "umf"): 3}
    tables = "CREATE TABLE case_month"
    Store.create(path).close()
    with closing(sqlite3.connect(path)) as db:  # as it lay there after m014
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm016_every_word_of_cases'")
        db.executescript(f"DROP TABLE case_cell; DROP TABLE case_month; {CASE_COUNTS[CASE_COUNTS.index(tables) :]}")
        db.execute("INSERT INTO case_month VALUES ('kreis_haan', '2026-10', '2026-11-05', 2)")
        db.execute("INSERT INTO case_cell VALUES ('kreis_haan', '2026-10', 'faelle_aktiv', 'umf', 3)")
        db.commit()
    store = Store.open(path)
    assert store.cases.told_by("kreis_haan", month) == CaseMonth("kreis_haan", month, date(2026, 11, 5), 2, cells)
    assert store.cases.tell("kreis_haan", month, {}, date(2026, 11, 20)).revision == 3
    assert [one.revision for one in store.cases.every_word(month_of(month))] == [2, 3]
    store.close()


def test_a_former_store_goes_on_counting(former):
    store = Store.create(former)
    may = store.reported.batches(date(2024, 5, 1), date(2024, 5, 31))[0]
    assert store.counts.keep_batch(may).revision == 1
    with store.at_once():
        store.file.db.execute("INSERT INTO account (name, role, password) VALUES ('zweite', 'lead', 'x')")
    assert {"overhead", "lead", "case_manager"} == {account.role for account in store.staff.accounts()}
    assert store.staff.session("t" * 64) is not None
    store.staff.drop_account("tisch")
    assert store.staff.session("t" * 64) is None
    store.close()


def test_the_old_lists_of_a_former_store_are_listed_and_can_be_undone(first_shape):
    with closing(sqlite3.connect(first_shape)) as db:  # the list of May had been corrected
        db.executescript(
            "INSERT INTO batch SELECT 6, desk, profile, first_day, last_day, source, paper, 2 FROM batch WHERE id = 5;"
            "INSERT INTO cell SELECT 6, tally_table, tally_row, number + 1 FROM cell WHERE batch = 5;"
        )
    store = Store.create(first_shape)
    kept = store.old_lists.all()
    assert [(one.source, one.paper, one.first, one.name, one.account, one.day) for one in kept] == [
        ("Mai", "zielgruppen", date(2024, 5, 1), "", "", None),
        ("Vorlage 50/014/2024", "zugang", date(2023, 4, 1), "", "", None),
        ("Vorlage 50/014/2024", "screening", date(2023, 4, 1), "", "", None),
    ]
    before_2026 = date(2023, 1, 1), date(2025, 12, 31)
    for one in kept:
        assert summed(store, *before_2026)
        overhead.undo(store, one.number)
    assert not summed(store, *before_2026)
    assert store.old_lists.all() == []
    assert store.reported.batches(date(2026, 1, 1), date(2026, 12, 31))
    store.close()


def test_a_migration_that_is_cut_off_leaves_the_former_store(former, tmp_path):
    untouched = tmp_path / "untouched"
    shutil.copy(former, untouched)
    with closing(sqlite3.connect(former)) as db:
        db.execute("CREATE TABLE pack_version (id INTEGER)")  # in the way of a later statement
        db.commit()
    with pytest.raises(StoreUnavailable):
        Store.create(former)
    with closing(sqlite3.connect(former)) as db:
        db.execute("DROP TABLE pack_version")
        db.commit()
    assert rows(former) == rows(untouched)
    Store.create(former).close()


def test_a_migration_that_breaks_halfway_leaves_the_store_as_it_was(first_shape):
    with closing(sqlite3.connect(first_shape)) as db:
        db.execute("CREATE TABLE pack_version (stands INTEGER, in_the_way INTEGER)")
    before = first_shape.read_bytes()
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            Store.create(first_shape)
        assert first_shape.read_bytes() == before

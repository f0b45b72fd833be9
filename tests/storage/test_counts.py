"""Counts as batches: the newest revision counts, each day once, and sums are sums."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from builders import DESK, TODAY
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.tally import Batch, total
from kiosk.storage import Store

TABLES = ("ergebnis", "bedarf", "umfang")


def counted(cells: dict[tuple[str, str], int], day: date = TODAY, profile: str = "clearing", desk: str = DESK) -> Batch:
    return Batch(desk, profile, day, day, 1, "desk", cells)


ONE, TWO = {("ergebnis", "info"): 1}, {("ergebnis", "info"): 2, ("bedarf", "geld"): 1}


def test_the_highest_revision_counts_and_no_other(store):
    for cells, revision in ((ONE, 1), (TWO, 2), (ONE, 3)):
        assert store.counts.keep_batch(counted(cells)).revision == revision
        assert store.counts.cells(TODAY, TODAY, TABLES) == cells
        assert [batch.revision for batch in store.counts.batches(TODAY, TODAY)] == [revision]
    assert store.file.db.table("batch").count == 3


def test_the_same_counts_make_no_new_revision(store):
    for _ in range(3):
        assert store.counts.keep_batch(counted(TWO)).revision == 1
    assert store.file.db.table("batch").count == 1
    assert store.file.db.table("cell").count == 2


def test_a_day_of_nothing_is_a_batch_and_a_day_without_desk_is_none(store):
    assert store.counts.first_day() is None
    assert store.counts.batches(TODAY, TODAY) == []
    store.counts.keep_batch(counted({}))
    store.counts.keep_batch(counted({}))
    assert store.counts.batches(TODAY, TODAY) == [counted({})]
    assert store.counts.first_day() == TODAY


def test_counts_that_became_nothing_count_nothing(store):
    store.counts.keep_batch(counted(TWO))
    assert store.counts.keep_batch(counted({})).revision == 2
    assert store.counts.cells(TODAY, TODAY, TABLES) == {}


def test_desk_profile_days_and_source_make_a_batch_of_its_own(store):
    tomorrow = TODAY + timedelta(days=1)
    different = [
        counted(ONE),
        counted(ONE, desk="nord"),
        counted(ONE, profile="chancenaufenthalt"),
        counted(ONE, day=tomorrow),
        Batch(DESK, "clearing", TODAY, tomorrow, 1, "desk", ONE),
        Batch(DESK, "clearing", TODAY, TODAY, 1, "Vorlage", ONE),
    ]
    assert {store.counts.keep_batch(batch).revision for batch in different} == {1}
    assert store.counts.cells(TODAY, tomorrow, TABLES) == {("ergebnis", "info"): 6}
    assert store.counts.cells(TODAY, tomorrow, TABLES, "clearing") == {("ergebnis", "info"): 5}
    assert store.counts.cells(TODAY, TODAY, TABLES) == {("ergebnis", "info"): 4}


def test_two_old_lists_of_different_tables_are_two_batches_and_each_has_its_own_revisions(store):
    lists = [Batch("alle", "clearing", TODAY, TODAY, 1, "Vorlage", ONE, paper) for paper in ("screening", "zugang", "")]
    assert [store.counts.keep_batch(one).revision for one in lists] == [1, 1, 1]
    corrected = store.counts.keep_batch(Batch("alle", "clearing", TODAY, TODAY, 1, "Vorlage", TWO, "zugang"))
    assert (corrected.revision, corrected.paper) == (2, "zugang")
    kept = sorted(
        (one.paper, one.revision, one.cells["ergebnis", "info"]) for one in store.counts.batches(TODAY, TODAY)
    )
    assert kept == [("", 1, 1), ("screening", 1, 1), ("zugang", 2, 2)]
    assert sorted(one.paper for one in store.counts.outlines(TODAY, TODAY)) == ["", "screening", "zugang"]
    assert store.counts.cells(TODAY, TODAY, TABLES)["ergebnis", "info"] == 4


def test_a_batch_that_reaches_beyond_the_period_is_touched_but_not_counted(store):
    month = Batch("alle", "clearing", date(2026, 11, 1), date(2026, 11, 30), 1, "Vorlage", ONE)
    store.counts.keep_batch(month)
    assert store.counts.cells(TODAY, TODAY, TABLES) == {}
    assert store.counts.batches(TODAY, TODAY) == []
    assert store.counts.batches_touching(TODAY, TODAY) == [month]
    assert [batch.source for batch in store.counts.outlines(TODAY, TODAY)] == ["Vorlage"]
    assert store.counts.batches_touching(date(2026, 12, 1), date(2026, 12, 31)) == []


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(TABLES), st.sampled_from(["a", "b", "c"])), st.integers(1, 10**9), max_size=5
)
KEPT = st.lists(
    st.tuples(st.sampled_from(["mettmann", "nord"]), st.sampled_from(["p", "q"]), st.integers(0, 3), CELLS), max_size=12
)


@settings(max_examples=25, deadline=None, database=None)
@given(KEPT)
def test_the_cells_of_a_period_are_the_sum_of_its_batches_whatever_was_kept_before(kept):
    newest: dict[tuple[str, str, int], dict[tuple[str, str], int]] = {}
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "desk.sqlite3")
        for place, profile, day, cells in kept:
            store.counts.keep_batch(counted(cells, TODAY + timedelta(days=day), profile, place))
            newest[place, profile, day] = cells
        first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
        for profile in ("", "p"):
            expected: Counter[tuple[str, str]] = Counter()
            for (_, own, day), cells in newest.items():
                if profile in ("", own) and 1 <= day <= 2:
                    expected.update(cells)
            assert store.counts.cells(first, last, TABLES, profile) == dict(expected)
            assert total(store.counts.batches(first, last, profile)) == dict(expected)
        store.close()

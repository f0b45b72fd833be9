"""Counts as batches: the newest revision counts, each day once, and sums are sums."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from builders import DESK, TODAY
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import lineage
from kiosk.domain.lineage import START
from kiosk.domain.period import Period
from kiosk.domain.tally import Batch, Cells, Scope, total
from kiosk.storage import Store
from kiosk.storage.counts import Fate

TABLES = ("ergebnis", "bedarf", "umfang")
BY_DAY = TABLES
"""Here every table may be told by day: how sums are kept is the same for all."""


def counted(cells: dict[tuple[str, str], int], day: date = TODAY, profile: str = "clearing", desk: str = DESK) -> Batch:
    return Batch(desk, profile, day, day, 1, "desk", cells)


def summed(store: Store, first: date, last: date, profile: str = "", desks: tuple[str, ...] = ()) -> Cells:
    """Everything that counts in these days."""
    return total(store.reported.cells(Scope(Period(first, last), profile, desks), BY_DAY).values())


ONE, TWO = {("ergebnis", "info"): 1}, {("ergebnis", "info"): 2, ("bedarf", "geld"): 1}


def test_the_highest_revision_counts_and_no_other(store):
    for cells, revision in ((ONE, 1), (TWO, 2), (ONE, 3)):
        assert store.counts.keep_batch(counted(cells)).revision == revision
        assert summed(store, TODAY, TODAY) == cells
        assert [batch.revision for batch in store.reported.batches(TODAY, TODAY)] == [revision]
    assert store.file.db.table("batch").count == 3


def test_the_same_counts_make_no_new_revision(store):
    for _ in range(3):
        assert store.counts.keep_batch(counted(TWO)).revision == 1
    assert store.file.db.table("batch").count == 1
    assert store.file.db.table("cell").count == 2


def test_a_day_of_nothing_is_a_batch_and_a_day_without_desk_is_none(store):
    assert store.reported.first_day() is None
    assert store.reported.batches(TODAY, TODAY) == []
    store.counts.keep_batch(counted({}))
    store.counts.keep_batch(counted({}))
    assert store.reported.batches(TODAY, TODAY) == [replace(counted({}), builds_on=(START,))]
    assert store.reported.first_day() == TODAY


def test_counts_that_became_nothing_count_nothing(store):
    store.counts.keep_batch(counted(TWO))
    assert store.counts.keep_batch(counted({})).revision == 2
    assert summed(store, TODAY, TODAY) == {}


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
    assert summed(store, TODAY, tomorrow) == {("ergebnis", "info"): 6}
    assert summed(store, TODAY, tomorrow, "clearing") == {("ergebnis", "info"): 5}
    assert summed(store, TODAY, TODAY) == {("ergebnis", "info"): 4}


def test_two_old_lists_of_different_tables_are_two_batches_and_each_has_its_own_revisions(store):
    lists = [Batch("alle", "clearing", TODAY, TODAY, 1, "Vorlage", ONE, paper) for paper in ("screening", "zugang", "")]
    assert [store.counts.keep_batch(one).revision for one in lists] == [1, 1, 1]
    corrected = store.counts.keep_batch(Batch("alle", "clearing", TODAY, TODAY, 1, "Vorlage", TWO, "zugang"))
    assert (corrected.revision, corrected.paper) == (2, "zugang")
    kept = sorted(
        (one.paper, one.revision, one.cells["ergebnis", "info"]) for one in store.reported.batches(TODAY, TODAY)
    )
    assert kept == [("", 1, 1), ("screening", 1, 1), ("zugang", 2, 2)]
    assert sorted(one.paper for one in store.reported.old_lists(Scope(Period(TODAY, TODAY)))) == [
        "",
        "screening",
        "zugang",
    ]
    assert summed(store, TODAY, TODAY)["ergebnis", "info"] == 4


def test_a_list_that_reaches_beyond_the_period_is_named_but_not_counted(store):
    month = Batch("alle", "clearing", date(2026, 11, 1), date(2026, 11, 30), 1, "Vorlage", ONE)
    store.counts.keep_batch(month)
    assert summed(store, TODAY, TODAY) == {}
    assert store.reported.batches(TODAY, TODAY) == []
    assert [batch.source for batch in store.reported.old_lists(Scope(Period(TODAY, TODAY)))] == ["Vorlage"]


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
        store = Store.create(Path(folder) / "desk.sqlite3")
        for place, profile, day, cells in kept:
            store.counts.keep_batch(counted(cells, TODAY + timedelta(days=day), profile, place))
            newest[place, profile, day] = cells
        first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
        for profile in ("", "p"):
            expected: Counter[tuple[str, str]] = Counter()
            for (_, own, day), cells in newest.items():
                if profile in ("", own) and 1 <= day <= 2:
                    expected.update(cells)
            assert summed(store, first, last, profile) == dict(expected)
            assert total(batch.cells for batch in store.reported.batches(first, last, profile)) == dict(expected)
        store.close()


# sums by month and year are the same as adding up every batch

LONG_DAYS = st.dates(date(2024, 11, 1), date(2027, 2, 28))
LONG = st.lists(
    st.tuples(
        st.sampled_from(["mettmann", "nord"]),
        st.sampled_from(["p", "q"]),
        LONG_DAYS,
        st.integers(0, 90),
        st.sampled_from(["desk", "Liste"]),
        CELLS,
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, database=None)
@given(LONG, st.tuples(LONG_DAYS, LONG_DAYS).map(sorted), st.sampled_from(["", "p"]), st.sampled_from([(), ("nord",)]))
def test_the_kept_sums_say_what_adding_up_every_batch_says(kept, period, profile, desks):
    first, last = period
    with TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "desk.sqlite3")
        newest: dict[tuple[object, ...], dict[tuple[str, str], int]] = {}
        for place, own, day, length, source, cells in kept:
            until = day + timedelta(days=length if source == "Liste" else 0)
            store.counts.keep_batch(Batch(place, own, day, until, 1, source, cells))
            newest[place, own, day, until, source] = cells
        expected: Counter[tuple[str, str]] = Counter()
        for (place, own, day, until, _), cells in newest.items():
            if first <= day and until <= last and profile in ("", own) and (not desks or place in desks):
                expected.update(cells)
        assert summed(store, first, last, profile, desks) == dict(expected)
        assert total(batch.cells for batch in store.reported.batches(date.min, date.max)) == summed(
            store, date(2024, 1, 1), date(2027, 12, 31)
        )
        store.close()


# other desks' days


def delivered(
    cells: Cells,
    revision: int,
    day: date = TODAY,
    desk: str = "nord",
    writer: str = "",
    builds_on: Sequence[Batch] = (),
) -> Batch:
    """A count of another desk; one with a writer says what it builds on."""
    chain = lineage.chain(builds_on) if writer else ()
    return Batch(desk, "clearing", day, day, revision, "desk", cells, "", TODAY, "", writer, chain)


def figures(store: Store) -> list[list[tuple[int, int]]]:
    """What is set before a person: the revisions and figures of each case, the one that counts first."""
    return [
        [(one.batch.revision, one.batch.cells.get(("ergebnis", "info"), 0)) for one in case.counts]
        for case in store.counts.undecided()
    ]


def test_only_what_was_counted_here_stands_for_talks_that_are_forgotten_here(store):
    store.counts.keep_batch(replace(counted(ONE), writer=store.identity))
    store.counts.take_delivered(delivered(TWO, 1, writer="b"))
    store.counts.stand_for_forgotten(TODAY + timedelta(days=1))
    assert store.counts.forgotten_part(DESK, TODAY) == {"clearing": ONE}
    assert store.counts.forgotten_part("nord", TODAY) == {}


def test_a_count_that_builds_on_the_known_one_counts_in_whatever_order_they_come(store):
    first = delivered(ONE, 1, writer="a")
    second = delivered(TWO, 2, writer="a", builds_on=[first])
    fourth = delivered(ONE, 4, writer="a", builds_on=[first, second, delivered(TWO, 3, writer="a")])
    assert store.counts.take_delivered(second) is Fate.NEW
    assert store.counts.take_delivered(first) is Fate.OLDER
    assert store.counts.take_delivered(second) is Fate.KNOWN
    assert summed(store, TODAY, TODAY) == TWO
    assert store.counts.take_delivered(fourth) is Fate.NEW
    assert summed(store, TODAY, TODAY) == ONE
    assert summed(store, date(2026, 11, 1), date(2026, 11, 30)) == ONE
    assert figures(store) == []


def test_a_count_of_before_is_newer_only_where_its_number_is_the_next(store):
    assert store.counts.take_delivered(delivered(ONE, 1)) is Fate.NEW
    assert store.counts.take_delivered(delivered(TWO, 3)) is Fate.UNDECIDED
    assert (summed(store, TODAY, TODAY), figures(store)) == (ONE, [[(1, 1), (3, 2)]])
    assert store.counts.take_delivered(delivered({}, 2)) is Fate.OLDER
    assert (summed(store, TODAY, TODAY), figures(store)) == (TWO, [])


def test_the_same_revision_with_other_counts_waits_for_a_person_and_changes_nothing(store):
    store.counts.take_delivered(delivered(ONE, 3))
    assert store.counts.take_delivered(delivered(TWO, 3)) is Fate.UNDECIDED
    assert (summed(store, TODAY, TODAY), figures(store)) == (ONE, [[(3, 1), (3, 2)]])


def test_a_decision_is_kept_and_only_what_builds_on_the_rejected_count_asks_again(store):
    first, other = delivered(ONE, 1, writer="a"), delivered(TWO, 1, writer="b")
    store.counts.take_delivered(first, other)
    (case,) = store.counts.undecided()
    one, two = case.numbers
    assert not store.counts.decide(two, [two], "leitung", TODAY)
    assert store.counts.decide(two, case.numbers, "leitung", TODAY)
    assert (summed(store, TODAY, TODAY), figures(store)) == (TWO, [])
    assert not store.counts.decide(one, case.numbers, "leitung", TODAY)
    (said,) = store.counts.decisions()
    assert (said.chosen.writer, said.rejected.writer, said.account, said.day) == ("b", "a", "leitung", TODAY)
    assert store.counts.take_delivered(first, other) is Fate.KNOWN
    corrected = delivered({("ergebnis", "info"): 7}, 2, writer="b", builds_on=[other])
    assert store.counts.take_delivered(corrected) is Fate.NEW
    assert figures(store) == []
    assert store.counts.take_delivered(delivered({("ergebnis", "info"): 5}, 2, writer="a", builds_on=[first]))
    assert figures(store) == [[(2, 7), (2, 5)]]


def test_what_came_while_a_person_was_deciding_is_not_decided_with_it(store):
    for writer, cells in (("a", ONE), ("b", TWO)):
        store.counts.take_delivered(delivered(cells, 1, writer=writer))
    seen = store.counts.undecided()[0].numbers
    store.counts.take_delivered(delivered({("ergebnis", "info"): 9}, 1, writer="c"))
    (case,) = store.counts.undecided()
    assert not store.counts.decide(case.numbers[1], case.numbers[1:], "leitung", TODAY)
    assert store.counts.decide(seen[1], seen, "leitung", TODAY)
    assert figures(store) == [[(1, 2), (1, 9)]]


def test_an_own_count_stands_before_a_foreign_one_until_a_person_decides_otherwise(store):
    def kept(number: int) -> Batch:
        return store.counts.keep_batch(replace(counted({("ergebnis", "info"): number}), writer=store.identity))

    store.counts.take_delivered(delivered(TWO, 9999, desk=DESK, writer="b"))
    assert kept(5).revision == 1
    assert figures(store) == [[(1, 5), (9999, 2)]]
    (case,) = store.counts.undecided()
    assert store.counts.decide(case.numbers[1], case.numbers, "leitung", TODAY)
    assert kept(5).revision == 9999
    assert summed(store, TODAY, TODAY) == TWO
    assert kept(6).revision == 2
    assert (summed(store, TODAY, TODAY), figures(store)) == (TWO, [[(9999, 2), (2, 6)]])
    assert [one.revision for one in store.counts.counted_here(DESK, Period(TODAY, TODAY))] == [2]


def test_sums_say_what_was_counted_here_what_was_delivered_and_what_an_old_list_brought(store):
    store.counts.keep_batch(counted(ONE))
    store.counts.take_delivered(delivered(TWO, 1))
    store.counts.keep_batch(Batch("alle", "clearing", TODAY, TODAY, 1, "Vorlage", ONE, "screening"))
    for period in (Period(TODAY, TODAY), Period(date(2026, 1, 1), date(2026, 12, 31))):
        sums = store.reported.cells(Scope(period), BY_DAY)
        assert (sums["desk"], sums["eingesammelt"], sums["liste"]) == (ONE, TWO, ONE)


def test_taking_an_old_list_back_restores_what_counted_before(store):
    store.file.db.execute("INSERT INTO old_list VALUES (7, 'd', 'c', 'n', 's', '', 'leitung', '2026-11-23', 1)")
    old = Batch("alle", "clearing", TODAY, TODAY, 1, "Vorlage", ONE, "screening")
    store.counts.keep_batch(old)
    before = store.reported.cells(Scope(Period(TODAY, TODAY)), BY_DAY)
    store.counts.keep_batch(Batch("alle", "clearing", TODAY, TODAY, 1, "Vorlage", TWO, "screening"), old_list=7)
    assert summed(store, TODAY, TODAY) == TWO
    assert store.counts.drop_list(7) == 1
    assert store.reported.cells(Scope(Period(TODAY, TODAY)), BY_DAY) == before
    assert store.reported.cells(Scope(Period(date(2026, 1, 1), date(2026, 12, 31))), BY_DAY)["liste"] == ONE
    assert store.counts.drop_list(7) == 0


def test_a_desk_day_says_how_many_came_which_revision_counts_and_when_it_came_in(store):
    volume = {("umfang", "personen"): 4, ("umfang", "gespraeche"): 3}
    store.counts.keep_batch(counted(volume))
    store.counts.keep_batch(counted(volume, profile="chancenaufenthalt"))
    store.counts.take_delivered(delivered({}, 2))
    days = store.reported.desk_days(Scope(Period(TODAY, TODAY)))
    assert [(one.desk, one.persons, one.revision, one.received) for one in days] == [
        (DESK, 8, 1, None),
        ("nord", 0, 2, TODAY),
    ]
    assert store.reported.days(Scope(Period(TODAY, TODAY))) == {DESK: {TODAY}, "nord": {TODAY}}


def test_the_course_knows_each_day_and_each_whole_month(store):
    store.counts.keep_batch(counted({("umfang", "gespraeche"): 3}))
    store.counts.keep_batch(counted({("umfang", "gespraeche"): 2}, day=date(2026, 10, 1)))
    store.counts.keep_batch(counted({}, day=date(2026, 10, 2)))
    scope = Scope(Period(date(2026, 9, 1), date(2026, 11, 30)))
    assert store.reported.talks_by_day(scope) == {date(2026, 10, 1): 2, date(2026, 10, 2): 0, TODAY: 3}
    assert store.reported.talks_by_month(scope) == {date(2026, 10, 1): 2, date(2026, 11, 1): 3}


def test_what_a_week_costs_to_read_does_not_grow_with_the_days_counted_after_it(store):
    week = Scope(Period(TODAY, TODAY + timedelta(days=6)))

    def steps() -> int:
        done, connection = [0], store.file.db.conn
        connection.set_progress_handler(lambda: done.__setitem__(0, done[0] + 1), 1)
        for read in (
            store.reported.any_within,
            store.reported.talks_by_day,
            partial(store.reported.cells, by_day=BY_DAY),
        ):
            read(week)
        connection.set_progress_handler(None, 1)
        return done[0]

    before = steps()
    for later in range(7, 107):
        store.counts.keep_batch(counted(TWO, TODAY + timedelta(days=later)))
    assert steps() < before + 50

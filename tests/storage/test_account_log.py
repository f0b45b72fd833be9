"""The account log: a line that is removed or changed is found, also after old ones have gone."""

import pytest

from kiosk.storage import LogEvent, Store

DAY = 24 * 3600


@pytest.fixture
def kept(store: Store) -> Store:
    """A store whose log has ten lines, one a day."""
    for day in range(10):
        store.account_log.keep(LogEvent.SIGNED_IN, "tisch", day * DAY, f"line {day}")
    return store


def test_lines_stand_in_their_order_and_the_chain_is_whole(kept):
    assert [line.about for line in kept.account_log.lines()] == [f"line {day}" for day in range(10)]
    assert kept.account_log.broken_at() is None


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE account_log SET account = 'leitung' WHERE number = 4", 4),
        ("UPDATE account_log SET moment = moment + 1 WHERE number = 1", 1),
        ("UPDATE account_log SET mark = replace(mark, substr(mark, 1, 1), 'x') WHERE number = 7", 7),
        ("DELETE FROM account_log WHERE number = 1", 1),
        ("DELETE FROM account_log WHERE number = 5", 5),
        ("DELETE FROM account_log WHERE number = 10", 10),
        ("DELETE FROM account_log WHERE number > 6", 7),
        ("DELETE FROM account_log", 1),
        (
            "INSERT INTO account_log SELECT 11, moment, event, account, about, mark FROM account_log WHERE number = 2",
            11,
        ),
        ("DELETE FROM setting WHERE name = 'log_head'", 11),
    ],
)
def test_a_line_that_is_changed_missing_or_put_in_is_found(kept, tampering, found):
    with kept.at_once():
        kept.file.db.execute(tampering)
    assert kept.account_log.broken_at() == found


def test_old_lines_go_and_the_chain_goes_on_from_the_last_of_them(kept):
    kept.account_log.forget_before(4 * DAY)
    assert [line.number for line in kept.account_log.lines()] == [5, 6, 7, 8, 9, 10]
    assert kept.account_log.broken_at() is None
    kept.account_log.keep(LogEvent.EXPORTED, "leitung", 10 * DAY)
    kept.account_log.forget_before(99 * DAY)
    assert (kept.account_log.lines(), kept.account_log.broken_at()) == ([], None)
    kept.account_log.keep(LogEvent.EXPORTED, "leitung", 100 * DAY)
    assert [line.number for line in kept.account_log.lines()] == [12]
    assert kept.account_log.broken_at() is None


def test_a_line_missing_at_the_front_is_not_taken_for_an_old_one(kept):
    kept.account_log.forget_before(4 * DAY)
    with kept.at_once():
        kept.file.db.execute("DELETE FROM account_log WHERE number = 5")
    assert kept.account_log.broken_at() == 5


def test_a_clock_that_was_set_back_drops_nothing_of_today(kept):
    kept.account_log.keep(LogEvent.SIGNED_IN, "tisch", 2 * DAY, "clock set back")
    kept.account_log.forget_before(5 * DAY)
    assert kept.account_log.lines()[-1].about == "clock set back"
    assert kept.account_log.broken_at() is None


def test_the_same_line_stands_once_in_a_while_and_a_line_of_the_future_hides_none(store):
    for moment, lines in ((9000, 1), (9059, 1), (9061, 2), (100, 3), (150, 3)):  # the clock is set back before 100
        store.account_log.keep_seldom(LogEvent.MADE_TO_WAIT, "", moment, 60)
        assert len(store.account_log.lines()) == lines
    store.account_log.keep_seldom(LogEvent.MADE_TO_WAIT, "tisch", 150, 60)
    assert len(store.account_log.lines()) == 4

"""What a guesser gets who waits exactly as long as is said, and what somebody who was right loses: nothing."""

from collections import Counter
from datetime import date, timedelta

from kiosk.domain.guessing import LONGEST_WAIT, MOST_A_DAY, UNTIL_TOMORROW, Tries

FIRST = date(2026, 11, 23)


def day_of(now: int) -> date:
    return FIRST + timedelta(seconds=now)


def guessed(days: int, right_after: int = 0) -> Counter[date]:
    """How many are looked at on each day; after so many wrong ones somebody else is right there, 0 for never."""
    tries, now, looked = Tries(FIRST), 0, Counter[date]()
    while day_of(now) < FIRST + timedelta(days=days):
        if wait := tries.wait(now, day_of(now)):
            assert wait <= LONGEST_WAIT or wait == UNTIL_TOMORROW
            now += min(wait, LONGEST_WAIT)
            continue
        tries = tries.one_more(now, day_of(now))
        looked[day_of(now)] += 1
        now += 1
        if right_after and tries.wrong == right_after and not tries.wait(now, day_of(now)):
            tries = tries.one_more(now, day_of(now)).found_right()
    return looked


def test_no_day_has_more_tries_than_are_allowed():
    assert max(guessed(30).values()) <= MOST_A_DAY
    assert max(guessed(30, right_after=4).values()) == MOST_A_DAY


def test_who_is_always_right_never_waits():
    tries = Tries(FIRST)
    for now in range(1000):
        assert tries.wait(now, FIRST) == 0
        tries = tries.one_more(now, FIRST).found_right()


def test_a_quiet_quarter_of_an_hour_is_enough_on_any_day_that_has_tries_left():
    tries = Tries(FIRST)
    for _ in range(40):
        tries = tries.one_more(0, FIRST)
    assert (tries.wait(0, FIRST), tries.wait(LONGEST_WAIT, FIRST)) == (LONGEST_WAIT, 0)

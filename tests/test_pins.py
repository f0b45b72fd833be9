"""PINs: which are guessed first."""

from datetime import date, timedelta

import pytest

from kiosk.pins import COMMON, is_easy, is_pin

GUESSED_FIRST = """
123456 123123 111111 121212 112233 654321 000000 123321 666666 159753 147258 101010 222222 789456 999999 007007
 102030 131313 456789 696969 147852 456123 111222 159357 010203 321321 123654 142536 098765 987654 456456 124578
 202020 192837 147147 369258 112211 741852 753951 123789 123455 123457 111112 110110 147896 12345678 11223344
 481184 5729275 87654321 19841984 1234567890 147258369 0123456789 246810 135790 314159
"""


@pytest.mark.parametrize("pin", [*GUESSED_FIRST.split(), *COMMON.split()])
def test_what_is_guessed_first_is_refused(pin):
    assert is_pin(pin)
    assert is_easy(pin)


@pytest.mark.parametrize("form", ["%d%m%y", "%d%m%Y", "%m%d%Y", "%Y%m%d", "%m%Y", "%Y%m"])
def test_no_day_of_ninety_years_is_a_pin(form):
    days = (date(1940, 1, 1) + timedelta(days=number) for number in range(0, 33000, 5))
    assert [day for day in days if not is_easy(day.strftime(form))] == []


@pytest.mark.parametrize("pin", ["481926", "735180", "924637", "337194", "558963", "6184027", "50817394"])
def test_other_pins_are_taken(pin):
    assert not is_easy(pin)


def test_of_twenty_pins_that_chance_gives_nineteen_are_taken():
    given = [f"{number:06}" for number in range(0, 10**6, 503)]
    assert sum(is_easy(pin) for pin in given) < 0.05 * len(given)


@pytest.mark.parametrize(
    "text", ["", "12345", "48192637485", "48192x", "48 1926", "\u0664\u0668\u0661\u0669\u0662\u0666"]
)
def test_a_pin_is_six_to_ten_digits(text):
    assert not is_pin(text)

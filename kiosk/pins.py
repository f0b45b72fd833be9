"""PINs: what one looks like, and which are guessed first."""

import re
import time
from itertools import pairwise

SHORTEST_PIN, LONGEST_PIN = 6, 10
"""Digits; what is longer is a password."""
FEWEST_DIGITS = 3
"""How many different digits a PIN needs at least."""
DATES = ("%d%m%y", "%d%m%Y", "%m%d%Y", "%Y%m%d", "%m%Y", "%Y%m")
"""Days as they are written here. Of six digits every other way to write one would refuse a further 4 in 100 PINs."""
YEARS = range(1940, 2031)
KEYPAD = "123456789 0"
KEYPAD_LINES = ("123", "456", "789", "147", "258", "369", "159", "357", "580")

COMMON = """
014789 088011 098123 106666 112358 113322 114477 115599 122333 123000 123098 123333 123400 123432 123444 123465
123555 123645 123666 123777 124038 124356 124578 124816 128500 132456 132465 134679 135711 141627 142857 144000
148888 153426 153624 159263 159487 159632 159874 178500 183461 187211 192168 195000 196969 197000 197500 198000
198200 198400 198500 198900 199000 215487 224488 225588 232629 233391 235689 235711 246810 247365 253634 258000
258025 271828 282860 302731 314159 315475 315920 321678 326598 331234 333221 336699 362436 375125 420000 420247
427900 430799 451236 479373 481516 492529 515000 515051 524645 526452 557711 557744 616913 622521 651550 655321
666425 747400 774411 778811 784512 789520 794613 823762 837519 875421 885522 895623 902100 906090 976431 986532
996633 0137485 1123581 1234432 1234576 1235789 1235813 1313666 1314520 1357900 1366613 1475369 1475963 1596321
1596357 1598741 1598753 1725782 2128506 2234562 2481632 2580456 2583458 2741001 3141592 3151020 3234412 3263827
3364068 3984240 4071505 4500455 4637324 5201314 5550123 5550666 5551212 5641110 5782790 6661313 6751520 7355608
7415963 7550055 7555545 7558795 7753191 7779311 7895123 8318131 8543852 8675309 9111961 9379992 9562876 9788960
00096462 00197400 01011900 01011910 01478520 04975756 06225930 07831505 08154711 11122233 11235813 11924704 12340987
12342000 12345432 12345600 12345666 12345687 12348765 12349876 12435687 12481632 13245768 13324124 13576479 14938685
15426378 15975321 15975346 15987532 18436572 18821221 19391945 19411945 19992000 21125150 23049307 24681012 25251325
27731828 31415926 34524815 36460341 38972091 40028922 42042042 43046721 48151623 49527843 51842543 52678677 54132442
55832811 62717315 66613666 69213124 73501505 74108520 86753099 88351132 99762000 100200300 111222333 123452000
123455432 123459876 123581321 124578963 132465798 134679258 134679852 135798642 159875321 243462536 299792458
314159265 326159487 333222111 333666999 444555666 481516234 555666777 748159263 777888999 794613852 890098890
0147896325 1123581321 1223334444 1234509876 1357908642 3141592654 4815162342
"""
"""What the rules below let through of the 1,000 commonest ones in the list of zxcvbn 4.5.0 (MIT)."""


def is_pin(text: str) -> bool:
    """Tell whether this has the shape of a PIN."""
    return re.fullmatch(f"[0-9]{{{SHORTEST_PIN},{LONGEST_PIN}}}", text) is not None


def is_easy(pin: str) -> bool:
    """Tell whether a PIN is among those that are tried first: repeats, runs, dates, patterns of the keypad."""
    return (
        pin in COMMON.split()
        or len({*pin}) < FEWEST_DIGITS
        or any(known(pin) for known in (_repeats, _runs, _is_date, _draws))
    )


def _repeats(pin: str) -> bool:
    """Tell whether it is something said twice, forwards or backwards."""
    half = len(pin) // 2
    return pin.startswith(pin[half:]) or pin == pin[::-1] or (pin + pin).find(pin, 1) < len(pin)


def _runs(pin: str) -> bool:
    """Tell whether it counts up or down but for one step, or every other digit does."""
    return _run(pin, but=1) or (_run(pin[::2]) and _run(pin[1::2]))


def _run(digits: str, but: int = 0) -> bool:
    steps = [(int(after) - int(before)) % 10 for before, after in pairwise(digits)]
    return any(steps.count(step) >= len(steps) - but for step in (0, 1, 2, 8, 9))


def _is_date(pin: str) -> bool:
    return any(_reads(pin, form) for form in DATES)


def _reads(pin: str, form: str) -> bool:
    try:
        day = time.strptime(pin, form)
    except ValueError:
        return False
    return time.strftime(form, day) == pin and bool({day.tm_year, day.tm_year - 100} & {*YEARS})


def _draws(pin: str) -> bool:
    """Tell whether it draws one line on the keypad after the other, or one path from key to key, up, down or across."""
    lines = (*KEYPAD_LINES, *(line[::-1] for line in KEYPAD_LINES))
    if all(any(line.startswith(pin[at : at + 3]) for line in lines) for at in range(0, len(pin), 3)):
        return True
    spots = [divmod(KEYPAD.index(digit), 3) for digit in pin]
    return all(abs(y - v) + abs(x - w) == 1 for (y, x), (v, w) in pairwise(spots))

"""How guessing is slowed: five free tries, waits that double, and so many tries a day; for one device at a time."""

from dataclasses import dataclass
from datetime import date

FREE = 5
FIRST_WAIT, LONGEST_WAIT = 15, 15 * 60
"""Seconds."""
MOST_A_DAY = 120
MOST_TOGETHER = 2 * MOST_A_DAY
"""On all devices of one account: whoever makes many known beforehand has no more."""
UNTIL_TOMORROW = 24 * 3600
"""What is said of a day whose tries are used up, in seconds."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried: how many were `looked` at on `day`, how many in a row were `wrong`, from when on it goes on."""

    day: date
    looked: int = 0
    wrong: int = 0
    until: int = 0

    def wait(self, now: int, today: date) -> int:
        """Return for how many seconds nothing is looked at. A wait longer than any is a clock that was set back."""
        if self.day == today and self.looked >= MOST_A_DAY:
            return UNTIL_TOMORROW
        return self.until - now if now < self.until <= now + LONGEST_WAIT else 0

    def one_more(self, now: int, today: date) -> "Tries":
        """Return what it is when another one is looked at, taken for wrong until it is found right."""
        wrong = self.wrong + 1
        wait = min(FIRST_WAIT * 2 ** min(wrong - FREE, 10), LONGEST_WAIT) if wrong >= FREE else 0
        return Tries(today, 1 + (self.looked if self.day == today else 0), wrong, now + wait)

    def found_right(self) -> "Tries":
        """Return what it is when the last one was right: nobody has guessed."""
        return Tries(self.day, self.looked - 1)

"""The clock on the wall of the desk, and when not to believe it. Only the edge asks it; everything below is told."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import RLock
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Berlin")
Clock = Callable[[], datetime]
"""Says the moment, with its time zone; the desk's day is the day of this moment."""

APART = 3600 + 30
"""Seconds that the clock on the wall and the steady one may drift from each other at once.

An hour is what people and summer time set a clock by, never to the second: right on the edge it would be doubted at
one look and believed at the next.
"""
AHEAD = timedelta(days=35)
"""So long may a desk have been switched off without a question."""
BELIEVED_AFTER = 3 * 24 * 3600
"""Seconds after which a clock that nobody has answered for is believed, if it ran steadily."""


def wall_clock() -> datetime:
    """Return the moment at the desk."""
    return datetime.now(LOCAL)


def steady_clock() -> float:
    """Return seconds that nobody can set, and that go on while the machine sleeps where the system can tell."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class DayClock:
    """The wall clock, held against a steady one and the last day seen.

    While it is in doubt the day stays the last confirmed one, until somebody answers, the clock is set right again,
    or it has run steadily for three days.
    """

    def __init__(
        self, seen: date | None = None, wall: Clock = wall_clock, steady: Callable[[], float] = steady_clock
    ) -> None:
        self._wall, self._steady, self._lock = wall, steady, RLock()
        self._day = seen or wall().date()
        # From the steady clock to a moment, in seconds: of the believed one, of the one somebody has refused, and of
        # the one in doubt with the steady moment since when it is. None where there is none.
        self._believed: float | None = None
        self._refused: float | None = None
        self._doubted: tuple[float, float] | None = None
        self._look()

    def __call__(self) -> datetime:
        """Return the believed moment: of the wall clock, or what the steady one has made of the last believed one.

        Before there is any, in doubt since the start, it is what the wall clock shows.
        """
        with self._lock:
            shown = self._look()
            if self._believed is None or (self._doubted is None and self._refused is None):
                return shown
            return datetime.fromtimestamp(self._steady() + self._believed, shown.tzinfo)

    @property
    def today(self) -> date:
        """Return the day at the desk, the last confirmed one while the clock is in doubt."""
        with self._lock:
            moment = self()
            if self._doubted is None:
                self._day = moment.date()
            return self._day

    @property
    def doubted(self) -> datetime | None:
        """Return the moment that the wall clock shows while it is in doubt, else None."""
        with self._lock:
            shown = self._look()
            return shown if self._doubted else None

    @property
    def doubted_day(self) -> date | None:
        """Return the day that the wall clock shows while it is in doubt, else None."""
        doubted = self.doubted
        return doubted.date() if doubted else None

    def confirm(self) -> None:
        """Believe the wall clock: somebody has looked."""
        with self._lock:
            self._believe(self._gap(self._wall()))

    def refuse(self) -> None:
        """Go on from the last confirmed day: somebody has looked, and the wall clock is wrong.

        The hour is what the steady clock has made of the last believed one, where there is one on that day.
        """
        with self._lock:
            shown = self._wall()
            gap, right = self._gap(shown), self._believed
            if right is None or self._day not in (shown.date(), self().date()):
                right = self._gap(datetime.combine(self._day, shown.time(), shown.tzinfo))
            self._believe(right)
            self._refused = gap

    def _look(self) -> datetime:
        """Hold the clocks against each other, and return what the wall clock shows."""
        shown, since = self._wall(), self._steady()
        gap = self._gap(shown)
        if _near(gap, self._believed) or (self._believed is None and self._day <= shown.date() <= self._day + AHEAD):
            self._believe(gap)
        elif _near(gap, self._refused):
            self._doubted = None
        elif self._doubted is None or not _near(gap, self._doubted[0]):
            self._doubted = gap, since
        elif since - self._doubted[1] >= BELIEVED_AFTER:
            self._believe(gap)
        return shown

    def _gap(self, moment: datetime) -> float:
        return moment.timestamp() - self._steady()

    def _believe(self, gap: float) -> None:
        self._believed, self._refused, self._doubted = gap, None, None


def _near(gap: float, other: float | None) -> bool:
    return other is not None and abs(gap - other) <= APART

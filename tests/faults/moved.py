"""Imported before the program: its steady clocks go as a file says, beside a library that sets the one on the wall.

The library is libfaketime; told to move the steady clocks too it makes every wait of Python endless.
"""

import os
import time
from pathlib import Path
from threading import Event

AHEAD = Path(os.environ["STEADY_FILE"])
LOOK = 0.05
"""Seconds after which a wait looks whether its time is over by now."""
clock_gettime, monotonic, wait = time.clock_gettime, time.monotonic, Event.wait


def ahead() -> float:
    """Seconds that have gone by while nobody waited for them."""
    return float(AHEAD.read_text("utf-8"))


def wait_for(event: Event, timeout: float | None = None) -> bool:
    """Wait as `Event.wait` does, by the steady clock as it goes here."""
    until = None if timeout is None else time.monotonic() + timeout
    while not wait(event, LOOK) and (until is None or time.monotonic() < until):
        continue
    return event.is_set()


time.monotonic = lambda: monotonic() + ahead()
time.clock_gettime = lambda clock: clock_gettime(clock) + (ahead() if clock != time.CLOCK_REALTIME else 0)
Event.wait = wait_for  # type: ignore[method-assign]

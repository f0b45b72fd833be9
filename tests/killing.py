"""Work that is killed before each of its steps: statements of SQLite, and changes of files."""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator

STEPS = ("os.rename", "os.link", "os.remove", "os.mkdir", "open")
PACE = 3
"""Every so many steps; the first ones that change names are all tried."""


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Do the work in a process that is killed before this step of it; whether it came that far."""
    child = os.fork()
    if child == 0:
        left = step

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        connect = sqlite3.connect

        def watched(*args: object, **named: object) -> sqlite3.Connection:
            connection = connect(*args, **named)
            connection.set_trace_callback(count)
            return connection

        sqlite3.connect = watched
        sys.addaudithook(lambda event, _: count() if event in STEPS else None)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def each_kill(work: Callable[[], None], again: Callable[[], None]) -> Iterator[int]:
    """Yield after each kill of the work, one step later each time, and after the work that was not killed."""
    for step in range(0, 2000, PACE):
        again()
        went_on = killed_at(step, work)
        yield step
        if not went_on:
            return
    raise AssertionError("the work has no end")

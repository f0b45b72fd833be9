"""Counts days and delivers them without end until it is killed.

Started by `test_delivery.py`: rounds, data, pack, kind and address of the target. Each round is a process of its own;
what the desk has confirmed it writes to standard output at once.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from builders import DESK, finished
from targets import delivering_to, keys_in

from kiosk import desk, pack
from kiosk.desk import Office
from kiosk.domain.delivery import TargetKind
from kiosk.storage import Store
from kiosk.transfer import sending

FIRST, PROFILE, NOW = date(2026, 1, 1), "chancenaufenthalt", 1_795_000_000


def without_end(office: Office, data: Path, number: int) -> None:
    """Count and deliver a day, correct it, deliver the correction; then the next day."""
    while True:
        day = FIRST + timedelta(days=number)
        office.store.staff.open_hour(DESK, PROFILE, day)
        desk.close_day(office, DESK, day)
        os.write(1, (json.dumps(day.isoformat()) + "\n").encode())
        sending.deliver(office.store, office.pack, keys_in(data), NOW)
        finished(office, day)
        desk.close_day(office, DESK, day)
        sending.deliver(office.store, office.pack, keys_in(data), NOW)
        number += 1


def main() -> None:
    """Let rounds run and kill each at a random instant."""
    rounds, data, kind, address = int(sys.argv[1]), Path(sys.argv[2]), TargetKind(sys.argv[4]), sys.argv[5]
    found, chance = delivering_to(pack.load(Path(sys.argv[3])), kind, address), random.Random()
    for number in range(rounds):
        child = os.fork()
        if child == 0:
            try:
                without_end(Office(Store.create(data / "desk.sqlite3"), found), data, number * 20)
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.02, 0.3))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.write(1, (json.dumps(os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1) + "\n").encode())


if __name__ == "__main__":
    main()

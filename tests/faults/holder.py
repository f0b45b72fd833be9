"""Holds talks without end until it is killed. Started by `test_killed.py`: rounds, store, pack.

Each round is a process of its own. What it has got back from the desk it writes to standard output at once;
what it has not, the next round sends again under the same key.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import date
from pathlib import Path

from kiosk import desk, pack
from kiosk.desk import Choice, Office
from kiosk.domain.conversation import Beginning, Stage
from kiosk.errors import NotThere
from kiosk.storage import Store

DAY, PLACE = date(2026, 11, 23), "mettmann"
ANSWERS = {"stadt": "velbert", "aufenthalt": "p104c", "restlaufzeit": "3_6m", "komplexitaet": "komplex"}


def key_of(number: int) -> str:
    """The key of a talk, the same in every round."""
    return f"talk-{number:017}"


def acknowledged(*what: object) -> None:
    """Say that the desk has confirmed this."""
    os.write(1, (json.dumps(what) + "\n").encode())


def is_finished(office: Office, key: str) -> bool:
    """Whether an earlier round has brought this talk to its end."""
    try:
        return office.store.talks.conversation(key).stage is Stage.FINISHED
    except NotThere:
        return False


def hold(office: Office, number: int) -> None:
    """One talk from its first tap to its end; steps that were kept before are sent again."""
    key = key_of(number)
    desk.start(office, Beginning(key, PLACE, office.pack.profiles[0].code, DAY, "ar"))
    acknowledged("start", key)
    if office.store.talks.conversation(key).persons[0].decision is None:
        for fact, code in ANSWERS.items():
            desk.answer(office, key, 1, fact, code)
            acknowledged("fact", key, fact, code)
        desk.add_need(office, key, 1, "geld")
        acknowledged("need", key, "geld")
    desk.refer(office, key, 1, Choice("kim_cm_velbert", "kim_cm_velbert"))
    acknowledged("sent", key, "kim_cm_velbert")
    desk.finish(office, key)
    acknowledged("finished", key)


def without_end(store: Path, folder: pack.Pack) -> None:
    """Go on where the last round was killed."""
    office = Office(Store.create(store), folder)
    number = max(0, office.store.file.db.table("conversation").count - 1)
    while True:
        if not is_finished(office, key_of(number)):
            hold(office, number)
        number += 1


def main() -> None:
    """Let rounds run and kill each at a random instant."""
    rounds, store = int(sys.argv[1]), Path(sys.argv[2])
    mettmann, chance = pack.load(Path(sys.argv[3])), random.Random()
    for _ in range(rounds):
        child = os.fork()
        if child == 0:
            try:
                without_end(store, mettmann)
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.01, 0.2))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        acknowledged("round", os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1)


if __name__ == "__main__":
    main()

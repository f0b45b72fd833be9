"""Power cuts at any moment: what was confirmed is there, and the store is sound."""

import json
import random
import shutil
from pathlib import Path

import pytest
from builders import DESK, TODAY
from faults.power import cuts, recorded
from tree import ROOT

from kiosk.domain.conversation import Stage
from kiosk.pack import Pack
from kiosk.storage import Store


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to record what reaches the disk")
def test_after_a_power_cut_everything_that_was_confirmed_is_there(tmp_path, mettmann):
    cut_often(60, 8, tmp_path, mettmann)


def cut_often(times: int, talks: int, folder: Path, mettmann: Pack, *, read: bool = False) -> None:
    """Cut the power so many times while talks are held; after each everything that was confirmed is there.

    `read`: while another program makes numbers and backups.
    """
    store = folder / "store" / "desk.sqlite3"
    Store.create(store).close()
    before = store.read_bytes()
    lines = recorded(store, mettmann.folder, talks, ROOT, read=read)
    changes = sum("pwrite64(" in line or "sync(" in line or "ftruncate(" in line for line in lines)
    places = sorted(random.Random(times).sample(range(1, changes // 2), min(times, changes // 2 - 1)))
    seen = 0
    for confirmed in cuts(lines, store, before, folder / "found", places):
        seen += 1
        check(Store.open(folder / "found" / "desk.sqlite3"), [json.loads(line) for line in confirmed])
    assert seen >= min(times, changes // 2 - 1) * 0.9


def check(store: Store, confirmed: list[list[str]]) -> None:
    """The store is sound and has all that was confirmed."""
    assert store.is_sound()
    talks = {talk.key: talk for talk in store.talks.conversations(DESK, TODAY, TODAY)}
    for what, key, *about in confirmed:
        (person,) = talks[key].persons
        if what == "fact":
            assert person.answers.facts[about[0]] == about[1]
        elif what == "need":
            assert about[0] in person.answers.needs
        elif what == "sent":
            assert person.decision.service == about[0]
        elif what == "finished":
            assert talks[key].stage is Stage.FINISHED
    store.close()

"""The real server while the clock of its machine is set and time goes by: months, years, summer time, steps back."""

import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from builders import CASE_MANAGER, DESK
from faults.served import PROGRAM, Server
from faults.test_clocks import FAR_AHEAD, FAR_BACK, NIGHTS, at, by_day
from house import HouseClient
from tree import ROOT

from kiosk import pack as packs
from kiosk.clock import LOCAL
from kiosk.desk import Office
from kiosk.pack import Pack
from kiosk.storage import Account, Store
from kiosk.transfer.day_file import parse

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
DAYS, STEPS_BACK, SETTLED = 40, 60, 0.4
"""Seconds that the clerk has for what is due, after each passing of time."""
STEP = timedelta(hours=6)
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="needs libfaketime (Debian: apt install faketime)")


@dataclass
class Machine:
    """A machine with a desk, whose clocks a test moves. `held`: on which day each talk was that was acknowledged."""

    folder: Path
    office: Office
    held: dict[str, date] = field(default_factory=dict)
    _wall: float = 0
    _steady: float = 0

    def start(self, moment: datetime | None = None) -> None:
        """Switch it on, the first time at this moment."""
        if moment:
            self._wall = moment.timestamp() - time.time()
        self._write()
        told = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.folder / "wall"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "STEADY_FILE": str(self.folder / "steady"),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
        }
        program = f"import faults.moved; {PROGRAM}"
        pack = ("--pack", self.office.pack.folder, "--desk", DESK)
        self.server = Server(self.folder / "data", *pack, program=program, environ=told)

    @property
    def now(self) -> datetime:
        """What its wall clock shows."""
        return datetime.fromtimestamp(time.time() + self._wall, UTC)

    def jump(self, by: timedelta) -> None:
        """Set its wall clock; no time passes."""
        self._wall += by.total_seconds()
        self._write()

    def pass_by(self, by: timedelta) -> None:
        """Let time pass, with a look of the clerk every six hours."""
        while by > timedelta(0):
            step = min(by, STEP)
            self._wall += step.total_seconds()
            self._steady += step.total_seconds()
            self._write()
            time.sleep(SETTLED)
            by -= step

    def pass_until(self, moment: datetime) -> None:
        """Let time pass until its wall clock shows this."""
        self.pass_by(moment - self.now)

    def hold(self, *, to_its_end: bool = True) -> date:
        """Someone comes and gets information, or goes before that; the day on which the talk is kept."""
        server = self.server
        server.sign_in()
        server.send("/desk")
        found = re.search(r'/conversation/([\w-]{22})" class="new-talk"', server.page)
        assert found, server.page
        assert server.send(f"/conversation/{found[1]}/promise", {"language": "de", "answer": "yes"}).status == 303
        if to_its_end:
            assert server.send(f"/conversation/{found[1]}/person/1/conclude", {"outcome": "info"}).status == 303
        day = self.held[found[1]] = self.office.store.talks.conversation(found[1]).day
        return day

    def talks(self) -> set[str]:
        """The keys of all talks that it keeps."""
        return {talk.key for talk in self.office.store.talks.conversations(DESK, FAR_BACK, FAR_AHEAD)}

    def acknowledged(self) -> dict[str, int]:
        """How many were acknowledged on each day."""
        return dict(Counter(str(day) for day in self.held.values()))

    def counted(self) -> dict[str, int]:
        """How many are counted on each day on which somebody came."""
        return {day: number for day, number in by_day(self.office).items() if number}

    def _write(self) -> None:
        for name, content in (("wall", f"{self._wall:+.0f}"), ("steady", f"{self._steady}")):
            (self.folder / f"{name}.new").write_text(content, "utf-8")
            (self.folder / f"{name}.new").replace(self.folder / name)


@pytest.fixture
def machine(tmp_path, mettmann) -> Iterator[Machine]:
    """A desk that delivers and makes backups, not yet switched on."""
    store = Store.create(tmp_path / "data" / "desk.sqlite3")
    store.staff.keep_account(Account(CASE_MANAGER, "case_manager", HouseClient.PASSWORD_HASH))
    made = Machine(tmp_path, Office(store, with_targets(mettmann, tmp_path)))
    yield made
    made.server.end()
    assert "ERROR" not in made.server.said, made.server.said
    assert store.is_sound()
    store.close()


def with_targets(pack: Pack, folder: Path) -> Pack:
    """The pack of a county that has named folders for deliveries and backups."""
    shutil.copytree(pack.folder, folder / "pack")
    for name in ("ziel", "sicherung"):
        (folder / name).mkdir()
    with (folder / "pack" / "site.toml").open("a", encoding="utf-8") as site:
        site.write(f'\n[delivery]\nkind = "folder"\naddress = "{folder / "ziel"}"\n')
        site.write(f'\n[backup]\nfolder = "{folder / "sicherung"}"\n')
    return packs.load(folder / "pack")


def test_forty_days_in_which_nobody_signs_in_are_closed_counted_delivered_and_forgotten(machine):
    machine.start(at("2026-11-02 08:30:00"))
    for number in range(5):
        machine.hold(to_its_end=number > 0)
    began, store = machine.now.astimezone(LOCAL).date(), machine.office.store
    for number in range(1, DAYS + 1):
        machine.pass_by(timedelta(days=1))
        assert store.last_day == began + timedelta(days=number)
        assert machine.counted() == machine.acknowledged() == {str(began): 5}
        assert machine.talks() == (set(machine.held) if number <= 14 else set())
    (delivered,) = (machine.folder / "ziel").rglob(f"*{began}*.csv")
    (batch,) = parse(delivered.read_bytes(), machine.office.pack, began)
    assert batch.cells["umfang", "personen"] == 5
    backups = list((machine.folder / "sicherung").glob("kiosk_*"))
    assert 25 <= len(backups) <= 32
    assert machine.server.send("/health").status == 200


@pytest.mark.parametrize("off", [False, True])
def test_a_year_ahead_and_back_costs_no_talk_and_counts_none_twice(machine, off):
    machine.start(at("2026-11-02 08:30:00"))
    for _ in range(3):
        machine.hold()
    year = timedelta(days=365)
    for jump in (year, -year):
        if off:
            machine.server.end()
        machine.jump(jump)
        if off:
            machine.start()
        for _ in range(4):
            machine.pass_by(timedelta(hours=1))
            assert machine.hold() == date(2026, 11, 2)
        assert (machine.talks(), machine.counted()) == (set(machine.held), {})
    machine.pass_by(timedelta(days=2))
    assert machine.counted() == machine.acknowledged() == {"2026-11-02": 11}
    assert machine.talks() == set(machine.held)


@pytest.mark.parametrize("night", ["one hour less, March 2024", "one hour more, October 2026"])
def test_a_night_with_an_hour_more_or_less_keeps_every_talk_on_its_day(machine, night):
    moments = {at(moment): date.fromisoformat(day) for moment, day in NIGHTS[night].items()}
    machine.start(min(moments) - timedelta(hours=3))
    for moment, day in moments.items():
        machine.pass_until(moment + timedelta(seconds=2 if moment.second == 0 else -180))
        assert machine.hold() == day
        for hour in (1, -1):  # somebody sets the clock by hand, and again
            machine.jump(timedelta(hours=hour))
            machine.hold()
    machine.pass_by(timedelta(days=2))
    assert machine.counted() == machine.acknowledged()
    assert machine.talks() == set(machine.held)


def test_a_night_of_steps_back_loses_no_talk_and_counts_none_twice(machine):
    machine.start(at("2026-11-30 20:00:00"))
    dice = Random(STEPS_BACK)
    for _ in range(STEPS_BACK):
        machine.pass_by(timedelta(minutes=dice.randint(5, 50)))
        machine.hold()
        machine.jump(-timedelta(minutes=dice.randint(1, 59)) * dice.choice((1, 1, 1, 3)))
        machine.hold()
    assert machine.talks() == set(machine.held)
    machine.pass_by(timedelta(days=3))
    assert machine.counted() == machine.acknowledged()
    assert machine.talks() == set(machine.held)

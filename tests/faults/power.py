"""Power cuts, rebuilt from the system calls of a program that held talks: what was not yet on disk is lost or torn."""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "trace=openat,pwrite64,fsync,fdatasync,ftruncate,unlink,write,close"
CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
BEGUN, RESUMED = " <unfinished ...>", re.compile(r"^(\d+) +<\.\.\. \w+ resumed>")
"""How a call is written down in two parts, where another process came between."""
HOLD = """
import os, sys
from pathlib import Path
from faults.holder import hold, key_of
from kiosk import desk, pack
from kiosk.desk import Office
from kiosk.storage import Store
office = Office(Store.create(Path(sys.argv[1])), pack.load(Path(sys.argv[2])))
for number in range(int(sys.argv[3])):
    hold(office, number)
    if number % 4 == 3:
        office.store.file.empty_log()
os._exit(0)
"""
READ = """
import os, signal, sys, time
from datetime import date
from pathlib import Path
into = Path(sys.argv[1]).parent / "sicherung"
into.mkdir()
if not (child := os.fork()):
    from kiosk import overhead, pack
    from kiosk.clock import wall_clock
    from kiosk.domain.delivery import BackupTarget
    from kiosk.domain.period import month_of
    from kiosk.domain.tally import Scope
    from kiosk.storage import LogEvent, Store
    from kiosk.transfer import backups
    store, county, day = Store.open(Path(sys.argv[1])), pack.load(Path(sys.argv[2])), date(2026, 11, 23)
    while True:
        overhead.report(store, county, Scope(month_of(day)), day)
        backups.back_up(store, BackupTarget(str(into)), 14, wall_clock())
        store.account_log.keep(LogEvent.BACKED_UP, "", int(wall_clock().timestamp()))
while not any(into.glob("kiosk_*")):
    time.sleep(0.01)
"""
"""What another program does from before the first talk on: it makes the numbers and a backup, again and again."""
END = "os.kill(child, signal.SIGKILL)\n"


@dataclass
class Disk:
    """One file: what is on disk for sure, and what is on its way there."""

    safe: bytes | None = None
    waiting: list[tuple[int, bytes] | int] = field(default_factory=list)
    settled: int = 0

    @property
    def written(self) -> int:
        """How many changes there were until now."""
        return self.settled + len(self.waiting)

    def after_a_cut(self, chance: random.Random) -> bytes | None:
        """What somebody finds: of what was on its way each write is whole, torn, or not there."""
        found = self.safe
        for change in self.waiting:
            fate = chance.choice(("there", "torn", "lost"))
            if fate != "lost":
                torn = fate == "torn" and not isinstance(change, int)
                found = changed(found or b"", (change[0], _torn(change[1], chance)) if torn else change)  # type: ignore[index]
        return found

    def settle(self, until: int) -> None:
        """So many changes are on disk, all that were written before somebody asked for it."""
        new = self.waiting[: max(until - self.settled, 0)]
        for change in new:
            self.safe = changed(self.safe or b"", change)
        self.safe, self.waiting, self.settled = self.safe or b"", self.waiting[len(new) :], self.settled + len(new)


def changed(content: bytes, change: tuple[int, bytes] | int) -> bytes:
    """The content after a write, or cut to a length."""
    if isinstance(change, int):
        return content[:change].ljust(change, b"\0")
    at, data = change
    return content[:at].ljust(at, b"\0") + data + content[at + len(data) :]


def _torn(data: bytes, chance: random.Random) -> bytes:
    return data[: SECTOR * chance.randrange(len(data) // SECTOR + 1)]


def recorded(store: Path, folder: Path, talks: int, root: Path, *, read: bool = False) -> list[str]:
    """The system calls of a program that held these talks, while another one read them if so told."""
    log = store.with_suffix(".strace")
    program = READ + HOLD.replace("os._exit", f"{END}os._exit") if read else HOLD
    command = ["strace", "-f", "-xx", "-s", "200000", "-e", CALLS, "-o", log, sys.executable, "-c", program]
    path = {"PYTHONPATH": f"{root}:{root / 'tests'}", "PATH": "/usr/bin:/bin"}
    subprocess.run([*command, store, folder, str(talks)], check=True, capture_output=True, env=path)
    return log.read_text().splitlines()


def cuts(lines: list[str], store: Path, before: bytes, into: Path, chances: list[int]) -> Iterator[list[bytes]]:
    """Rebuild the folder as a cut after some of the calls leaves it; yield what had been confirmed until then.

    `chances`: after which change of a file; each with a chance of its own.
    """
    files = {store.name: Disk(before), f"{store.name}-wal": Disk()}
    names: dict[tuple[str, str], str] = {}
    confirmed: list[bytes] = []
    changes = 0
    for process, call, said, returned, begun in _calls(lines, names, files):
        disk = files.get(names.get((process, said.split(",")[0]), ""))
        if call == "openat":
            names[process, returned] = Path(_text(said.split('"')[1]).decode()).name
        elif call == "write" and said.startswith("1, "):
            confirmed.append(_text(said.split('"')[1]))
        elif disk is not None and call != "unlink":  # undone: SQLite removes its log when all of it is in the file
            changes += _done(disk, call, said, begun)
            for seed in [one for one in chances if one == changes and call != "close"]:
                _rebuild(files, into, random.Random(seed))
                yield list(confirmed)
                chances.remove(seed)


def _calls(
    lines: list[str], names: dict[tuple[str, str], str], files: dict[str, Disk]
) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield each call that went well when it ends: whose, which, with what, what came back.

    Last: how many changes of its file there were when it began.
    """
    begun: dict[str, tuple[str, int]] = {}
    for line in lines:
        process = line.partition(" ")[0]
        if resumed := RESUMED.match(line):
            start, written = begun.pop(process, ("", 0))
            line = start + line[resumed.end() :]  # noqa: PLW2901
        else:
            handle = line.partition("(")[2].partition(",")[0].partition(")")[0].removesuffix(BEGUN)
            disk = files.get(names.get((process, handle), ""))
            written = disk.written if disk else 0
        if line.endswith(BEGUN):
            begun[process] = line.removesuffix(BEGUN), written
        elif (found := CALL.match(line)) and int(found[4]) >= 0:
            yield process, found[2], found[3], found[4], written


def _done(disk: Disk, call: str, said: str, begun: int) -> int:
    """Let the call happen; whether it changed the file or settled it."""
    if call == "pwrite64":
        data = _text(said.split('"')[1])
        disk.waiting.append((int(said.rsplit(", ", 1)[1]), data))
    elif call == "ftruncate":
        disk.waiting.append(int(said.rsplit(", ", 1)[1]))
    elif call in ("fsync", "fdatasync"):
        disk.settle(begun)
    return call != "close"


def _rebuild(files: dict[str, Disk], into: Path, chance: random.Random) -> None:
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(mode=0o700)
    for name, disk in files.items():
        if (content := disk.after_a_cut(chance)) is not None:
            (into / name).write_bytes(content)


def _text(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))

"""Taking in the day files that desks delivered into a folder: in any order, under any name, as often as they come."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kiosk.domain.calendar import ToldOpenings
from kiosk.domain.delivery import OF_MONTH, OF_OPENINGS
from kiosk.domain.tally import Batch
from kiosk.errors import FileReason, FileRefused, SettingWrong
from kiosk.pack import Pack
from kiosk.storage import Aside, Fate, Store
from kiosk.transfer import opening_file
from kiosk.transfer.day_file import LARGEST, parse

PORTION = 200
"""Files that are kept in one change: quick, and nobody else waits long for the store."""
PORTION_BYTES = 4_000_000
"""Large files make smaller portions, so that memory stays level."""
DEEPEST = 8
"""Folders within folders; DESK/YEAR needs two."""
LONGEST = 120
"""Characters of a name, or of a detail, that are worth showing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a round, in files. `known` were collected before or are outdated; `undecided` wait for a person.

    `set_aside` are named anew. `waiting`: dated after today, looked at again until their day comes.
    """

    done: int = 0
    total: int = 0
    new: int = 0
    known: int = 0
    undecided: int = 0
    set_aside: tuple[Aside, ...] = ()
    waiting: tuple[Aside, ...] = ()


class Delivery(NamedTuple):
    """One file: counts or opening days, or why it is refused; nothing where it is known already, or no longer there."""

    path: Path
    size: int = 0
    digest: str = ""
    batches: tuple[Batch, ...] = ()
    openings: ToldOpenings | None = None
    refusal: FileRefused | None = None


def collect(store: Store, pack: Pack, folder: Path, today: date) -> Iterator[Progress]:
    """Take in every day and month below the folder; yield how far it is. May be broken off anywhere and begun again.

    Nothing in the folder is changed: it belongs to all who read it. What cannot be counted is listed in the store with
    a reason and looked at again in the next round. Raises SettingWrong when the folder cannot be read.
    """
    paths = _listed(folder)
    progress = Progress(total=len(paths))
    yield progress
    for portion in _portions(_delivery(store, pack, path, today) for path in paths):
        progress = _keep(store, folder, portion, progress, today)
        yield progress


# finding and reading


def _listed(folder: Path) -> list[Path]:
    """Return everything below the folder called as they are, and folders that cannot be looked into. Follow no link."""
    found: list[Path] = []

    def closed(error: OSError) -> None:
        if error.filename == str(folder):
            raise SettingWrong(str(folder), "fehlt oder ist nicht lesbar; ist der Ordner verbunden?") from error
        found.append(Path(error.filename))

    for root, folders, names in os.walk(folder, onerror=closed):
        here = Path(root)
        found += [here / name for name in sorted([*names, *folders]) if _wanted(name)]
        deeper = [name for name in folders if not (_wanted(name) or name.startswith("."))]
        folders[:] = sorted(deeper) if len(here.relative_to(folder).parts) < DEEPEST else []
    return found


def _wanted(name: str) -> bool:
    return name.lower().endswith((".csv", OF_MONTH, OF_OPENINGS)) and not name.startswith(".")


def _portions(deliveries: Iterator[Delivery]) -> Iterator[list[Delivery]]:
    portion: list[Delivery] = []
    for one in deliveries:
        portion.append(one)
        if len(portion) == PORTION or sum(other.size for other in portion) > PORTION_BYTES:
            yield portion
            portion = []
    if portion:
        yield portion


def _delivery(store: Store, pack: Pack, path: Path, today: date) -> Delivery:
    content, digest = b"", ""
    try:
        content = _content(path)
        digest = hashlib.sha256(content).hexdigest()
        if store.collection.knows(digest):
            return Delivery(path)
        if path.name.lower().endswith(OF_OPENINGS):
            return Delivery(path, len(content), digest, openings=opening_file.parse(content, pack, today))
        return Delivery(path, len(content), digest, parse(content, pack, today))
    except FileNotFoundError:
        return Delivery(path)
    except FileRefused as refusal:
        return Delivery(path, len(content), digest, refusal=refusal)


def _content(path: Path) -> bytes:
    """Return the bytes of an ordinary file. A pipe or device is not even opened, a link is not followed."""
    try:
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode) and not os.access(path, os.R_OK | os.X_OK):
            raise FileRefused(FileReason.UNREADABLE)
        _check_ordinary(status)
        with open(path, "rb", opener=_straight) as file:
            _check_ordinary(os.fstat(file.fileno()))
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise FileRefused(FileReason.UNREADABLE) from error


def _straight(path: str, flags: int) -> int:
    """Open without following a link and without waiting; Windows knows neither flag."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _check_ordinary(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused(FileReason.NOT_A_FILE)
    if status.st_size > LARGEST:
        raise FileRefused(FileReason.TOO_LARGE)


# keeping


def _keep(store: Store, folder: Path, portion: list[Delivery], progress: Progress, today: date) -> Progress:
    """Keep a portion in one change: after a kill it is all there, or comes in the next round."""
    with store.at_once():
        fates = [_count(store, folder, one) for one in portion]
        refused = [_aside(folder, one, one.refusal, today) for one in portion if one.refusal]
        waiting = [one for one in refused if one.reason == FileReason.NOT_YET]
        named = [one for one in refused if store.collection.put_aside(one) and one not in waiting]
    counts = [one for one in portion if not one.openings]
    new, undecided = fates.count(Fate.NEW), fates.count(Fate.UNDECIDED)
    return replace(
        progress,
        done=progress.done + len(portion),
        new=progress.new + new,
        undecided=progress.undecided + undecided,
        known=progress.known + len(counts) - new - undecided - len(named) - len(waiting),
        set_aside=(*progress.set_aside, *named),
        waiting=(*progress.waiting, *waiting),
    )


def _count(store: Store, folder: Path, one: Delivery) -> Fate:
    if one.openings and one.openings.writer != store.identity:
        store.openings.take_told(one.openings)
    if one.openings:
        store.collection.remember(one.digest, _name(folder, one))
    if not one.batches:
        return Fate.KNOWN
    store.collection.remember(one.digest, _name(folder, one))
    return store.counts.take_delivered(*one.batches)


def _aside(folder: Path, one: Delivery, refusal: FileRefused, today: date) -> Aside:
    return Aside(_name(folder, one), refusal.reason, _printable(refusal.detail), today, one.digest)


def gone(folder: Path, one: Aside) -> bool:
    """Tell whether a file that was set aside lies no more where it was; of a name that was written out nobody knows."""
    return folder.is_dir() and not {"\\", "…"} & {*one.name} and not os.path.lexists(folder / one.name)


def _name(folder: Path, one: Delivery) -> str:
    return _printable(one.path.relative_to(folder).as_posix())


def _printable(text: str) -> str:
    """Return the text with its invisible characters written out, short enough for a line."""
    shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text[: 9 * LONGEST])
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST // 2]}…{shown[-LONGEST // 2 :]}"

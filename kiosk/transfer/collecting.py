"""Taking in the day files that desks delivered into a folder: in any order, under any name, as often as they come."""

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kiosk.domain.delivery import OF_MONTH
from kiosk.domain.tally import Batch
from kiosk.errors import FileReason, FileRefused, SettingWrong
from kiosk.pack import Pack
from kiosk.storage import Aside, Fate, Store, TwoCounts
from kiosk.transfer.day_file import LARGEST, parse

SET_ASIDE = "abgelehnt"
"""Folder beside the files, for those that were refused. Nothing in it is read."""
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
    """How far a round is, in files. `known` were collected before or are outdated; `set_aside` are named anew.

    `waiting`: dated after today; they stay where they are until their day comes.
    """

    done: int = 0
    total: int = 0
    new: int = 0
    known: int = 0
    set_aside: tuple[Aside, ...] = ()
    waiting: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file: counts, or why it is refused; neither for a file that is known already, or no longer there."""

    path: Path
    size: int = 0
    digest: str = ""
    batches: tuple[Batch, ...] = ()
    refusal: FileRefused | None = None


def collect(store: Store, pack: Pack, folder: Path, today: date) -> Iterator[Progress]:
    """Take in every day and month below the folder; yield how far it is. May be broken off anywhere and begun again.

    The highest revision of a day counts. What cannot be counted is listed with a reason and moved into `abgelehnt`;
    it never stops the rest. Raises SettingWrong when the folder cannot be read.
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
        deeper = [name for name in folders if not (_wanted(name) or name.startswith(".") or name == SET_ASIDE)]
        folders[:] = sorted(deeper) if len(here.relative_to(folder).parts) < DEEPEST else []
    return found


def _wanted(name: str) -> bool:
    return name.lower().endswith((".csv", OF_MONTH)) and not name.startswith(".")


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
    try:
        content = _content(path)
        digest = hashlib.sha256(content).hexdigest()
        if store.collection.knows(digest):
            return Delivery(path)
        return Delivery(path, len(content), digest, parse(content, pack, today))
    except FileNotFoundError:
        return Delivery(path)
    except FileRefused as refusal:
        return Delivery(path, refusal=refusal)


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
    """Keep a portion in one change, then move what was refused: a kill in between only moves it the next time."""
    new, waiting, refused = 0, list[Aside](), list[tuple[Delivery, Aside, bool]]()
    with store.at_once():
        for one in portion:
            name = _printable(one.path.relative_to(folder).as_posix())
            if displaced := _displaced(store, one):
                both = TwoCounts.of(one.batches, displaced).detail
                store.collection.put_aside(Aside(name, FileReason.CONTRADICTS, both, today))
            fate = _count(store, one)
            new += fate is Fate.NEW
            if refusal := one.refusal or _contradiction(store, one, fate):
                aside = Aside(name, refusal.reason, _printable(refusal.detail), today)
                if refusal.reason is FileReason.NOT_YET:
                    waiting.append(aside)
                else:
                    refused.append((one, aside, store.collection.put_aside(aside)))
    named = [aside for one, aside, unheard in refused if _out_of_the_way(store, folder, one) or unheard]
    return replace(
        progress,
        done=progress.done + len(portion),
        new=progress.new + new,
        known=progress.known + len(portion) - new - len(named) - len(waiting),
        set_aside=(*progress.set_aside, *named),
        waiting=(*progress.waiting, *waiting),
    )


def _count(store: Store, one: Delivery) -> Fate:
    if not one.batches:
        return Fate.KNOWN
    fate = store.counts.take_delivered(*one.batches)
    if fate is not Fate.CONTRADICTS:
        store.collection.remember(one.digest)
    return fate


def _displaced(store: Store, one: Delivery) -> list[Batch]:
    """Return what was counted here and says more than a later count of a copy of this store, which counts instead."""
    own = ((batch, store.counts.known(batch)) for batch in one.batches if batch.writer == store.identity)
    return [
        known
        for batch, known in own
        if known and not known.received and known.revision < batch.revision and known.persons > batch.persons
    ]


def _out_of_the_way(store: Store, folder: Path, one: Delivery) -> bool:
    """Move a refused file, unless another store counted what was counted here too: the overhead has to see both."""
    known = ((batch, store.counts.known(batch)) for batch in one.batches)
    both = any(here and not here.received and here.writer != batch.writer for batch, here in known)
    return not both and _moved(folder, one.path)


def _contradiction(store: Store, one: Delivery, fate: Fate) -> FileRefused | None:
    """Name the day and both counts: the one that stands, and this one."""
    if fate is not Fate.CONTRADICTS:
        return None
    known = [batch for batch in map(store.counts.known, one.batches) if batch]
    return FileRefused(FileReason.CONTRADICTS, TwoCounts.of(known, one.batches).detail)


def _moved(folder: Path, path: Path) -> bool:
    """Move a refused file out of the way, under a name that cannot do harm; False where it has to stay."""
    place = folder / SET_ASIDE
    name = re.sub(r"[^A-Za-z0-9._-]", "_", path.stem)[:80]
    try:
        place.mkdir(exist_ok=True)
        if place.is_symlink() or stat.S_ISDIR(path.lstat().st_mode):
            return False
        path.rename(place / f"{name}.{secrets.token_hex(4)}.csv")
    except OSError:
        return False
    return True


def _printable(text: str) -> str:
    """Return the text with its invisible characters written out, short enough for a line."""
    shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text[: 9 * LONGEST])
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST // 2]}…{shown[-LONGEST // 2 :]}"

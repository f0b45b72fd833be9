"""Copies of the store: taken while it is in use, without what may not outlive it, and put in its place."""

import errno
import hashlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple

import sqlite_utils

from kiosk.errors import BackupReason, BackupRefused, SettingWrong, StoreInTheWay, StoreReason, StoreUnavailable
from kiosk.files import cause_of
from kiosk.storage.batches import OF_A_DAY
from kiosk.storage.counts import OWN_WRITER
from kiosk.storage.database import OURS, check_place, migrate, reason_of, store_errors

MAGIC, MODE_AT, NUMBER_AT = b"SQLite format 3\0", 18, 68
"""How a file of SQLite begins, and where it says how it is written and whose it is."""
PAGE = 512
"""A file of SQLite is a multiple of so many bytes; a copy has its SHA-256 behind them."""
COUNTED = (
    "SELECT 1 FROM screening_hour AS hour WHERE closed AND hour.desk = {0}.desk AND hour.profile = {0}.profile"
    " AND hour.day = {0}.{1}"
)
FORGOTTEN = (
    f"UPDATE batch SET forgotten = 1 WHERE newest AND {OF_A_DAY} AND EXISTS ({COUNTED.format('batch', 'first_day')})"
    f" AND {OWN_WRITER}"
)
LEFT_OUT = (
    ("batch.forgotten", FORGOTTEN),
    ("conversation.key", f"DELETE FROM conversation WHERE EXISTS ({COUNTED.format('conversation', 'day')})"),
    ("before_yes.key", f"DELETE FROM before_yes WHERE EXISTS ({COUNTED.format('before_yes', 'day')})"),
    ("tap.digest", "DELETE FROM tap"),
    ("conversation.mistake", "DELETE FROM conversation WHERE mistake"),
    ("person.mistake", "DELETE FROM person WHERE mistake"),
    ("draft.key", "DELETE FROM draft"),
    ("session.token", "DELETE FROM session"),
    ("access_token.digest", "DELETE FROM access_token"),
    ("device.digest", "DELETE FROM device"),
    ("guessing.device", "DELETE FROM guessing"),
    ("one_time_code.digest", "DELETE FROM one_time_code"),
    ("failing_duty.duty", "DELETE FROM failing_duty"),
    ("setting.name", "DELETE FROM setting WHERE name IN ('key_of_keys', 'last_backup', 'last_backup_folder')"),
)
"""What no copy holds, as far as a shape has it: talks that are counted, what is soon forgotten, what opens a door.

What was counted of talks that a copy does not hold is the least that their day counts.
"""
OF_TALKS = ("conversation", "before_yes")
UNCOUNTED = tuple(f"SELECT 1 FROM {one} WHERE NOT EXISTS ({COUNTED.format(one, 'day')})" for one in OF_TALKS)
"""Whether there is anything of talks that a copy holds."""
BEFORE = "before"
"""The folder beside the store with what was there before an upgrade or a restore."""
UNFINISHED_LIVES = 15 * 60
"""Seconds after which nobody is at work on a file any more that is not finished."""


def copy_of(live: sqlite3.Connection) -> sqlite3.Connection:
    """Return the store as it is at this moment, in memory: no trace of what it leaves out is written anywhere."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with store_errors():
        live.backup(memory)
        memory.execute("PRAGMA foreign_keys = ON")
        for column, statement in LEFT_OUT:
            if memory.execute("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", column.split(".")).fetchone():
                memory.execute(statement)
        memory.execute("PRAGMA temp_store = MEMORY")
        memory.execute("VACUUM")
    return memory


class Copy(NamedTuple):
    """A copy as the content of a file, its proof at the end.

    `oldest`: the day of the oldest talk in it, None where it holds none.
    """

    content: bytes
    oldest: date | None


def content_of(live: sqlite3.Connection) -> Copy:
    """Return a copy as the content of a file. Raises StoreUnavailable unless it says the same when it is read back."""
    with closing(copy_of(live)) as memory:
        content, oldest = _proven(memory.serialize()), _oldest(memory)
        try:
            with closing(read_back(content)) as again:
                same = sizes(again) == sizes(memory)
        except BackupRefused:
            same = False
    if not same:
        raise StoreUnavailable(StoreReason.DAMAGED)
    return Copy(content, oldest)


def _oldest(memory: sqlite3.Connection) -> date | None:
    tables = sizes(memory).keys() & {*OF_TALKS}
    days = [memory.execute(f"SELECT min(day) FROM {table}").fetchone()[0] for table in tables]
    return min((date.fromisoformat(day) for day in days if day), default=None)


def read_back(content: bytes) -> sqlite3.Connection:
    """Return what a copy holds. Raises BackupRefused where it is foreign, broken, or the file of a store in use.

    A byte that was changed is found by the proof; copies in BEFORE, and those of former versions, have none.
    """
    if not content.startswith(MAGIC) or content[NUMBER_AT : NUMBER_AT + 4] != OURS.to_bytes(4, "big"):
        raise BackupRefused(BackupReason.NOT_A_BACKUP)
    if content[MODE_AT] != 1:
        raise BackupRefused(BackupReason.RAW_COPY)
    pages = content[: len(content) // PAGE * PAGE]
    if content not in (pages, _proven(pages)):
        raise BackupRefused(BackupReason.BROKEN)
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        memory.deserialize(pages)
        sound = memory.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not sound or memory.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupRefused(BackupReason.BROKEN)
    except sqlite3.DatabaseError as error:
        memory.close()
        raise BackupRefused(BackupReason.BROKEN) from error
    except BackupRefused:
        memory.close()
        raise
    return memory


def _proven(pages: bytes) -> bytes:
    return pages + hashlib.sha256(pages).digest()


def sizes(db: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def keep_before(live: sqlite3.Connection, path: Path, why: str) -> Path:
    """Keep a copy in the folder BEFORE, whole under its name; one that was kept for the same reason goes."""
    kept = path.parent / BEFORE / f"{path.stem}-{why}{path.suffix}"
    with _place_errors(), closing(copy_of(live)) as memory:
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        with _written(memory, kept, "DELETE") as unfinished:
            if oldest := _oldest(memory):  # it goes when its oldest talk does
                moment = datetime.combine(oldest, time(12), UTC).timestamp()
                os.utime(unfinished, (moment, moment))
            unfinished.replace(kept)
    return kept


def forget_before(path: Path, day: date) -> None:
    """Delete what was kept before this day in the folder BEFORE."""
    for kept in (path.parent / BEFORE).glob("*"):
        if datetime.fromtimestamp(kept.stat().st_mtime, UTC).date() < day:
            kept.unlink(missing_ok=True)


def forget_talks(path: Path, is_closed: Callable[[str, str, date], bool]) -> None:
    """Delete the copies in the folder BEFORE that hold talks, once each of their days is closed at its desk.

    What could not be read when it was put there stays.
    """
    for kept in (path.parent / BEFORE).glob(f"{path.stem}-*{path.suffix}"):
        with suppress(sqlite3.DatabaseError, OSError):
            days = _days_of_talks(kept) if kept.read_bytes()[MODE_AT : MODE_AT + 1] == b"\1" else []
            if days and all(is_closed(desk, profile, date.fromisoformat(day)) for desk, profile, day in days):
                kept.unlink()


def _days_of_talks(kept: Path) -> list[tuple[str, str, str]]:
    """Return desk, profile and day of the talks in a copy."""
    with closing(sqlite3.connect(f"{kept.absolute().as_uri()}?mode=ro", uri=True)) as db:
        tables = sizes(db).keys() & {*OF_TALKS}
        return [row for one in tables for row in db.execute(f"SELECT DISTINCT desk, profile, day FROM {one}")]


def forget_unfinished(path: Path, now: int) -> None:
    """Delete what an upgrade or a restore that was killed left behind; not what one writes at this moment."""
    for left in (*path.parent.glob(f".{path.name}.*.copy*"), *(path.parent / BEFORE).glob(".*.copy*")):
        with suppress(OSError):  # it was finished meanwhile, or may not be deleted
            if left.stat().st_ctime < now - UNFINISHED_LIVES:
                left.unlink()


def put_back(copy: sqlite3.Connection, path: Path, *, replace: bool) -> Path | None:
    """Make a copy, brought to the newest shape, the store of this folder, under a new identity; return what was before.

    Killed at any moment, the folder has the old store or the new one. Raises StoreInTheWay where there is one that is
    not to be replaced, StoreTooNew, and BackupRefused while somebody works with it.
    """
    there = any(os.path.lexists(f"{path}{end}") for end in ("", "-wal", "-shm"))
    if there and not replace:
        raise StoreInTheWay
    with _place_errors():
        migrate(sqlite_utils.Database(copy, execute_plugins=False))
        copy.execute("UPDATE setting SET value = lower(hex(randomblob(6))) WHERE name = 'identity'")
        _make_folder(path.parent)
        with _written(copy, path, "WAL") as unfinished:
            if not there:
                os.link(unfinished, path)
                return None
            before = _make_room(path)
            unfinished.replace(path)
    return before


def _make_folder(folder: Path) -> None:
    """Make the folder of a store. Raises SettingWrong where something else lies there."""
    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise SettingWrong("--data", f"{folder}: {cause_of(error)}") from error


def _make_room(path: Path) -> Path:
    """Keep a copy of the store that is to go, and see that nobody has it open; what cannot be read is set aside."""
    if path.exists():
        check_place(path)
    why = secrets.token_hex(4)
    where = f"{path.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(where, uri=True, timeout=1, isolation_level=None)) as old:
            old.execute("PRAGMA locking_mode = EXCLUSIVE")  # first of all: then whoever has it open is noticed
            old.execute("BEGIN EXCLUSIVE")
            sound = old.execute("PRAGMA application_id").fetchone() == (OURS,)
            old.execute("ROLLBACK")
            if sound:
                return keep_before(old, path, why)
    except (sqlite3.DatabaseError, StoreUnavailable) as error:
        reason = getattr(error, "reason", None) or reason_of(error)
        if reason is StoreReason.BUSY:
            raise BackupRefused(BackupReason.IN_USE) from error
        if reason is StoreReason.FULL or (reason is StoreReason.READONLY and path.exists()):
            raise
    return _set_aside(path, why)


def _set_aside(path: Path, why: str) -> Path:
    """Move a store that cannot be read, with its log, to the folder BEFORE, as it is."""
    aside = path.parent / BEFORE / f"{path.stem}-{why}{path.suffix}"
    aside.parent.mkdir(mode=0o700, exist_ok=True)
    for end in ("", "-wal", "-shm"):  # the log last: without its file it is a store that is lost, and refused
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").rename(f"{aside}{end}")
            os.utime(f"{aside}{end}")
    return aside


@contextmanager
def _place_errors() -> Iterator[None]:
    """Turn what SQLite and the system say about the folder into StoreUnavailable."""
    try:
        with store_errors():
            yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise StoreUnavailable(StoreReason.FULL if full else StoreReason.READONLY) from error


@contextmanager
def _written(memory: sqlite3.Connection, path: Path, journal: str) -> Iterator[Path]:
    """Write what is in memory into a file beside this path, for its owner only, and on disk when it is handed out."""
    for left in path.parent.glob(f".{path.name}.*.copy*"):
        left.unlink(missing_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.copy")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(unfinished)) as file:
            memory.backup(file)
            file.execute(f"PRAGMA journal_mode = {journal}")
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        yield unfinished
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            Path(f"{unfinished}{end}").unlink(missing_ok=True)

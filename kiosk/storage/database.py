"""Opens the store: how each connection is set, how it is migrated, and what its errors mean."""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import sqlite_utils

from kiosk.errors import StoreReason, StoreTooNew, StoreUnavailable
from kiosk.storage.schema import migrations

SETTINGS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "temp_store = MEMORY",
    "cache_size = -500",
)
"""Set on every connection. FULL: with NORMAL a power cut takes back what was already confirmed. The small cache
(in kB, one a thread) keeps the server's memory level. The journal mode is a property of the file and is set once,
when the file is made."""

WAIT_SECONDS = 10
OURS = 0x4B494F53
"""Stands in the file's head, so that no other program's file is taken for a store."""
REASONS = {
    sqlite3.SQLITE_FULL: StoreReason.FULL,
    sqlite3.SQLITE_READONLY: StoreReason.READONLY,
    sqlite3.SQLITE_PERM: StoreReason.READONLY,
    sqlite3.SQLITE_CANTOPEN: StoreReason.READONLY,
    sqlite3.SQLITE_BUSY: StoreReason.BUSY,
    sqlite3.SQLITE_LOCKED: StoreReason.BUSY,
    sqlite3.SQLITE_IOERR: StoreReason.FULL,
    sqlite3.SQLITE_IOERR_LOCK: StoreReason.READONLY,
    sqlite3.SQLITE_CORRUPT: StoreReason.DAMAGED,
    sqlite3.SQLITE_NOTADB: StoreReason.DAMAGED,
}


sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_converter("day", lambda written: date.fromisoformat(written.decode()) if written else None)
"""Days are written as 2026-11-22; what a query calls '[day]' comes back as a day, None where nothing is written."""


def reason_of(error: Exception) -> StoreReason | None:
    """Return what an error of SQLite means, None where it is no trouble of the file."""
    code = getattr(error, "sqlite_errorcode", 0)
    return REASONS.get(code) or REASONS.get(code & 0xFF)


@contextmanager
def store_errors(damage: tuple[type[Exception], ...] = (UnicodeDecodeError,)) -> Iterator[None]:
    """Turn what SQLite raises, and `damage`, into StoreUnavailable with a reason; our own mistakes pass as they are."""
    try:
        yield
    except damage as error:
        raise StoreUnavailable(StoreReason.DAMAGED) from error
    except sqlite3.DatabaseError as error:
        reason = reason_of(error)
        if str(error).startswith(("Could not decode", "no such table")):
            reason = StoreReason.DAMAGED
        if reason is None:
            raise
        raise StoreUnavailable(reason) from error


def connect(path: Path) -> sqlite_utils.Database:
    """Return one connection, for one thread. The file must exist already: a connection never makes a new store."""
    check_place(path)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        detect_types=sqlite3.PARSE_COLNAMES,
    )
    try:
        if connection.execute("PRAGMA application_id").fetchone() != (OURS,):
            raise StoreUnavailable(StoreReason.FOREIGN)
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return sqlite_utils.Database(connection, execute_plugins=False, strict=True)


def check_place(path: Path) -> None:
    """Raise StoreUnavailable where a folder lies in place of the store or its log, or a link that leads nowhere."""
    with suppress(PermissionError):  # SQLite says so itself
        if any(one.exists() and not one.is_file() for one in (path, Path(f"{path}-wal"), Path(f"{path}-shm"))):
            raise StoreUnavailable(StoreReason.IN_THE_WAY)
        if path.is_symlink() and not path.exists():
            raise StoreUnavailable(StoreReason.LOST)


def create(path: Path) -> None:
    """Make an empty store that only its owner may read: whole under its name, or not at all."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA application_id = {OURS}")
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def former_shape(db: sqlite_utils.Database) -> str:
    """Return the last shape of a store that is not the newest; nothing for an empty one, or the newest."""
    applied = [migration.name for migration in migrations.applied(db)]
    return applied[-1] if applied and migrations.pending(db) else ""


def migrate(db: sqlite_utils.Database) -> None:
    """Bring the store to the newest shape, or leave it as it was. Raises StoreTooNew for one from the future.

    Everything runs under one exclusive lock: two programs that start at once do not migrate twice.
    """
    with closing(sqlite_utils.Database(memory=True, execute_plugins=False)) as nothing:
        known = {migration.name for migration in migrations.pending(nothing)}
    connection = db.conn
    if not {migration.name for migration in migrations.applied(db)} <= known:
        raise StoreTooNew
    if not migrations.pending(db):
        return
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN EXCLUSIVE")
    try:
        migrations.apply(db)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreUnavailable(StoreReason.DAMAGED)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


class File:
    """The store's file with one connection per thread (one shared connection loses writes)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()
        self._opened: list[sqlite_utils.Database] = []
        self._emptying = threading.Lock()
        self._bytes_left = False

    def close(self) -> None:
        """Close the connections of all threads."""
        for db in self._opened:
            db.close()
        self._opened.clear()
        self._threads = threading.local()

    @property
    def db(self) -> sqlite_utils.Database:
        """Return this thread's connection."""
        db: sqlite_utils.Database | None = getattr(self._threads, "db", None)
        if db is None:
            db = self._threads.db = connect(self.path)
            self._opened.append(db)
        return db

    @contextmanager
    def glance(self) -> Iterator[sqlite_utils.Database]:
        """Let one statement read; it sees the store at one moment by itself. For errors see `snapshot`."""
        with store_errors((ValueError, KeyError)):
            yield self.db

    def first(self, query: str, values: Sequence[Any] = ()) -> Any:
        """Return the first row that one query finds, or None."""
        with self.glance() as db:
            return db.execute(query, values).fetchone()

    def value(self, query: str, values: Sequence[Any] = ()) -> Any:
        """Return what stands first in that row, or None."""
        row = self.first(query, values)
        return row[0] if row else None

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return all rows that one query finds."""
        with self.glance() as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite_utils.Database]:
        """Let reads that belong together see the store at the same moment, inside a change that change.

        A value that cannot be (a day that is none) is damage.
        """
        with store_errors((ValueError, KeyError)):
            db = self.db
            if db.conn.in_transaction:
                yield db
                return
            db.conn.execute("BEGIN")
            self._threads.only_reads = True
            try:
                yield db
            finally:
                self._threads.only_reads = False
                db.conn.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[sqlite_utils.Database]:
        """Change all or nothing, and nobody else writes meanwhile; inside another change it joins that one.

        Raises RuntimeError between reads that belong together: the change would be rolled back with them.
        """
        with store_errors():
            db = self.db
            joins = db.conn.in_transaction
            if joins:
                if getattr(self._threads, "only_reads", False):
                    raise RuntimeError("a change between reads would be lost")
                yield db
                return
            db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.conn.execute("COMMIT")
            except BaseException:
                if db.conn.in_transaction:
                    db.execute("ROLLBACK")
                raise
        if self._bytes_left or getattr(self._threads, "leaves_no_byte", False):
            self._threads.leaves_no_byte = False
            self.empty_log()

    def change(self, statement: str, values: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement that changes the store, as `transaction` does."""
        with self.transaction() as db:
            return db.execute(statement, values)

    def leave_no_byte(self) -> None:
        """Let what the change under way deletes leave the log too, as soon as the change is kept."""
        self._threads.leaves_no_byte = True

    def empty_log(self) -> None:
        """Move everything into the main file and cut the log off.

        Given up quickly when somebody reads just now, or the disk is full; then it is tried again after each change.
        """
        db = self.db
        db.execute("PRAGMA busy_timeout = 100")
        try:
            with self._emptying, suppress(sqlite3.DatabaseError):
                self._bytes_left = True
                self._bytes_left = bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        finally:
            db.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")

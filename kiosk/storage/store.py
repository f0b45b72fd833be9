"""The store, named as the desk speaks. Every change is on disk when its method returns."""

import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from pathlib import Path

from kiosk.errors import SettingWrong, StoreReason, StoreUnavailable
from kiosk.files import cause_of, closed
from kiosk.storage import copies, peppering
from kiosk.storage.account_log import AccountLog
from kiosk.storage.before_yes import BeforeYes
from kiosk.storage.case_counts import CaseCounts
from kiosk.storage.counts import Counts
from kiosk.storage.database import OURS, File, create, former_shape, migrate, store_errors
from kiosk.storage.deletions import Deletions
from kiosk.storage.devices import Devices
from kiosk.storage.list_archive import OldLists
from kiosk.storage.opening_days import Openings
from kiosk.storage.outbox import TALLIES, FailingDuties, Outbox
from kiosk.storage.pack_versions import PackVersions
from kiosk.storage.received import Collection
from kiosk.storage.release_list import Releases
from kiosk.storage.reported import Reported
from kiosk.storage.staff import Staff, Tokens
from kiosk.storage.talks import Talks

PROOF_SETTING, PEPPER = "key_of_keys", "pepper"
NOTHING_HERE = "in {folder} liegt kein Speicher. Den richtigen Ordner nennen, oder hier anfangen: kiosk account first"


class Store:
    """One SQLite file, a subject an attribute."""

    def __init__(self, path: Path) -> None:
        self.file = File(path)
        self.staff = Staff(self.file)
        self.devices = Devices(self.file)
        self.before_yes = BeforeYes(self.file)
        self.talks = Talks(self.file)
        self.counts = Counts(self.file)
        self.reported = Reported(self.file)
        self.cases = CaseCounts(self.file)
        self.collection = Collection(self.file)
        self.outbox = Outbox(self.file)
        self.failing = FailingDuties(self.file)
        self.pack_versions = PackVersions(self.file)
        self.old_lists = OldLists(self.file)
        self.openings = Openings(self.file)
        self.releases = Releases(self.file)
        self.tokens = Tokens(self.file)
        self.account_log = AccountLog(self.file)
        self.deletions = Deletions(self.file)
        self._pepper = b""

    @classmethod
    def create(cls, path: Path) -> "Store":
        """Open the store at this path, made new where there is none. Raises what `open` raises."""
        try:
            if not _there(path):
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with store_errors():
                    create(path)
        except OSError as error:
            raise SettingWrong("--data", f"{path.parent}: {cause_of(error)}") from error
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open the store at this path, brought to the newest shape; a store that is missing is not made up for.

        A copy from before is kept beside it. Raises SettingWrong for a folder without a store or a closed one,
        StoreTooNew, StoreUnavailable for a file that is lost, damaged or read-only.
        """
        if not _there(path):
            raise SettingWrong("--data", NOTHING_HERE.format(folder=path.parent))
        store = cls(path)
        try:
            with store_errors():
                if shape := former_shape(store.file.db):
                    copies.keep_before(store.file.db.conn, path, shape)
                migrate(store.file.db)
                store.file.db.execute("PRAGMA journal_mode = WAL")  # another tool may have left it in another one
                store.file.db.execute("BEGIN IMMEDIATE")
                store.file.db.execute(f"PRAGMA application_id = {OURS}")  # a file that is read-only refuses only this
                store.file.db.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            store.close()
            raise StoreUnavailable(StoreReason.DAMAGED) from error
        except BaseException:
            store.close()
            raise
        return store

    @cached_property
    def secret(self) -> bytes:
        """Return a secret of this store, made when it is first asked for: it proves what the store gave out."""
        if not (known := self.staff.setting(PROOF_SETTING)):  # known, it is not written: the disk may be full
            with self.at_once():
                known = self.staff.setting(PROOF_SETTING) or secrets.token_hex(32)
                self.staff.keep_setting(PROOF_SETTING, known)
        return bytes.fromhex(known)

    def pepper(self) -> bytes:
        """Return what passwords of this store are hashed with, made when it is first asked for. Raises PepperLost."""
        if not self._pepper:
            self._pepper = self.read_pepper()
        return self._pepper

    def read_pepper(self) -> bytes:
        """Return the same as it lies on the disk now. Raises PepperLost."""
        path = peppering.pepper_file(self.file.path)
        if not self.staff.setting(PEPPER):
            with self.at_once():
                if not self.staff.setting(PEPPER):
                    made = peppering.read(path) if path.exists() else peppering.make(path)
                    self.staff.keep_setting(PEPPER, peppering.mark_of(made))
        return peppering.read(path, self.staff.setting(PEPPER))

    def renew_pepper(self) -> Path | None:
        """Begin anew with another pepper: every password is to be set anew. Return where the former is kept, if any.

        Raises PepperLost for one that cannot be read: it may be the right one.
        """
        path = peppering.pepper_file(self.file.path)
        with self.at_once():
            before = peppering.set_aside(path)
            self.staff.keep_setting(PEPPER, peppering.mark_of(peppering.make(path)))
            self.staff.void_passwords()
        self._pepper = b""
        return before

    def close(self) -> None:
        """Close the connections of all threads."""
        self.file.close()

    @property
    def identity(self) -> str:
        """Return the random name of this store among all that count; it says nothing of the machine."""
        return self.staff.setting("identity")

    @property
    def last_day(self) -> date | None:
        """Return the last day that the desk's clock has shown, None before the first."""
        known = self.staff.setting("last_day")
        return date.fromisoformat(known) if known else None

    def keep_last_day(self, day: date) -> None:
        """Remember the day that the desk's clock shows."""
        self.staff.keep_setting("last_day", str(day))

    def forget_before(self, day: date, count: Callable[[], None] = lambda: None) -> None:
        """Delete the talks of earlier days for good, after a last `count`; what was counted of them stays.

        So do copies from before an upgrade or a restore. What was deleted before, now or earlier, also leaves the
        file's log, unless somebody reads just now.
        """
        with self.at_once():
            count()
            self.counts.stand_for_forgotten(day)
            self.talks.forget_before(day)
            self.before_yes.forget_before(day)
        copies.forget_before(self.file.path, day)
        self.file.empty_log()

    def forget_copied_talks(self) -> None:
        """Delete the copies from before an upgrade or a restore that hold talks, once their days are closed here."""

        def is_closed(desk: str, profile: str, day: date) -> bool:
            return any(hour.closed and hour.profile == profile for hour in self.staff.hours(desk, day))

        copies.forget_talks(self.file.path, is_closed)

    def forget_unfinished(self, now: int) -> None:
        """Delete the copies that somebody left behind who was killed while writing them."""
        copies.forget_unfinished(self.file.path, now)

    def is_sound(self) -> bool:
        """Tell whether SQLite finds the file whole, and written as this program writes it."""
        with store_errors():
            whole = self.file.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return whole and self.file.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def copy(self) -> copies.Copy:
        """Return the store as it is now, as the content of a file, without what may not outlive it: proven sound."""
        return copies.content_of(self.file.db.conn)

    def has_uncounted(self) -> bool:
        """Tell whether there are talks that are not counted: a copy holds those of days that are not closed."""
        with self.file.snapshot() as db:
            return bool(self.talks.days_uncounted()) or any(db.execute(one).fetchone() for one in copies.UNCOUNTED)

    def at_once(self) -> AbstractContextManager[object]:
        """Keep several changes together or not at all."""
        return self.file.transaction()


def _there(path: Path) -> bool:
    """Tell whether the file is there. One that went and left what belongs to it is lost: StoreUnavailable.

    Raises SettingWrong for a folder that is closed to us.
    """
    beside = (*(Path(f"{path}{log}") for log in ("-wal", "-shm")), peppering.pepper_file(path))
    made = (f"{copies.BEFORE}/{path.stem}-*", f"{TALLIES}/*")
    try:
        left = any(one.exists() for one in beside) or any(any(path.parent.glob(one)) for one in made)
    except PermissionError as error:
        raise SettingWrong("--data", closed(path.parent)) from error
    there = os.path.lexists(path)  # asked last: another program may be making it just now
    if left and not there:
        raise StoreUnavailable(StoreReason.LOST)
    return there

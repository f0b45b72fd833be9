"""The store, named as the desk speaks. Every change is on disk when its method returns."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from kiosk.errors import SettingWrong, StoreUnavailable
from kiosk.storage.counts import Counts
from kiosk.storage.database import File, create, migrate, told
from kiosk.storage.list_archive import OldLists
from kiosk.storage.opening_days import Openings
from kiosk.storage.outbox import Outbox
from kiosk.storage.pack_versions import PackVersions
from kiosk.storage.received import Collection
from kiosk.storage.release_list import Releases
from kiosk.storage.staff import Staff
from kiosk.storage.talks import Talks
from kiosk.storage.tokens import Tokens

PROOF_SETTING = "key_of_keys"


class Store:
    """One SQLite file, a subject an attribute. `open` makes the file when there is none."""

    def __init__(self, path: Path) -> None:
        self.file = File(path)
        self.staff = Staff(self.file)
        self.talks = Talks(self.file)
        self.counts = Counts(self.file)
        self.collection = Collection(self.file)
        self.outbox = Outbox(self.file)
        self.pack_versions = PackVersions(self.file)
        self.old_lists = OldLists(self.file)
        self.openings = Openings(self.file)
        self.releases = Releases(self.file)
        self.tokens = Tokens(self.file)

    @classmethod
    def open(cls, path: Path) -> "Store":
        """The store at this path, made or migrated where needed.

        Raises SettingWrong for an unusable folder, StoreTooNew, StoreUnavailable for a damaged file.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                with told():
                    create(path)
        except OSError as error:
            raise SettingWrong("--data", f"{path.parent}: {error.strerror}") from error
        store = cls(path)
        try:
            with told():
                migrate(store.file.db)
                store.file.db.execute("BEGIN IMMEDIATE")
                store.file.db.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            store.close()
            raise StoreUnavailable("damaged") from error
        except BaseException:
            store.close()
            raise
        return store

    @cached_property
    def secret(self) -> bytes:
        """A secret of this store, made when it is first asked for: it proves what the store gave out."""
        with self.at_once():
            if not self.staff.setting(PROOF_SETTING):
                self.staff.keep_setting(PROOF_SETTING, secrets.token_hex(32))
            return bytes.fromhex(self.staff.setting(PROOF_SETTING))

    def close(self) -> None:
        """Closes the connections of all threads."""
        self.file.close()

    def afterwards(self, action: Callable[[], object]) -> None:
        """Do this when the change under way is on disk, and not at all when it fails."""
        self.file.afterwards(action)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Several changes that are kept together or not at all."""
        with self.file.writing():
            yield

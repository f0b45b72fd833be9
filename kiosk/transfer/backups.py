"""Backups in the folder that the site names: whole under their name, read back, for one reader where it names a key."""

import re
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from kiosk.domain.delivery import BackupTarget
from kiosk.errors import BackupReason, BackupRefused, DeliveryFailed, DeliveryReason, SettingWrong
from kiosk.files import settle, write_whole
from kiosk.storage import Store, copies
from kiosk.transfer.folder import MARK, reason_of

KEPT = timedelta(days=30)
NAME = re.compile(r"kiosk_([0-9a-f]{12})_(\d{4}-\d\d-\d\d)T\d{6}_bis_(\d{4}-\d\d-\d\d)\.sqlite3(\.age)?")
"""Whose store, when, and until when it is kept."""
SEALED = b"age-encryption.org/"
"""How a file in the age format begins."""
LAST = "last_backup"
"""The setting with the moment of the last backup into the site's folder."""
LAST_PLACE = "last_backup_folder"
"""The setting with the folder that it went into; a store of before has none."""


def last_backup(store: Store) -> int:
    """Return when the last backup into the site's folder was made, in seconds since 1970; 0 where there is none."""
    return int(store.staff.setting(LAST) or 0)


def proven(store: Store, target: BackupTarget) -> bool:
    """Tell whether backups went into this very folder before: a new one may be bare."""
    return last_backup(store) > 0 and store.staff.setting(LAST_PLACE) in ("", target.folder)


def is_bare(target: BackupTarget) -> bool:
    """Tell whether the folder holds nothing by which it is known: where a drive is not mounted lies such a one."""
    return not any((*Path(target.folder).glob(MARK), *Path(target.folder).glob("kiosk_*")))


def back_up(store: Store, target: BackupTarget, retention_days: int, now: datetime) -> str:
    """Make a backup and delete those whose time is over; return its name. Raises DeliveryFailed, StoreUnavailable.

    Those that hold talks go as soon as there is one without, at the latest when the oldest talk is forgotten. The
    folder must be there: a drive that is not mounted is not made up for.
    """
    folder, copy = Path(target.folder), store.copy()
    until = copy.oldest + timedelta(days=retention_days) if copy.oldest else now.date() + KEPT
    name = f"kiosk_{store.identity}_{now:%Y-%m-%dT%H%M%S}_bis_{until}.sqlite3{'.age' if target.key else ''}"
    sealed = _sealed(copy.content, target.key) if target.key else copy.content
    try:
        if not folder.is_dir():
            raise DeliveryFailed(DeliveryReason.GONE)
        if target.proven and is_bare(target):
            raise DeliveryFailed(DeliveryReason.EMPTIED)
        for left in folder.glob(f".kiosk_{store.identity}_*.part"):
            left.unlink(missing_ok=True)
        write_whole(folder / name, sealed)
        if (folder / name).read_bytes() != sealed:
            (folder / name).unlink()
            raise DeliveryFailed(DeliveryReason.REFUSED)
        for path in folder.glob("kiosk_*"):
            if path.name != name and _is_over(path.name, now.date(), "" if copy.oldest else store.identity):
                path.unlink(missing_ok=True)
    except (OSError, SettingWrong) as error:
        told = error if isinstance(error, OSError) else error.__cause__
        raise DeliveryFailed(reason_of(told) if isinstance(told, OSError) else DeliveryReason.REFUSED) from error
    return name


def _is_over(name: str, day: date, counted: str) -> bool:
    """Tell whether a backup goes: kept until an earlier day, of whichever store, or with talks that were `counted`."""
    found = NAME.fullmatch(name)
    return found is not None and (date.fromisoformat(found[3]) < day or (found[1] == counted and holds_talks(name)))


def holds_talks(name: str) -> bool:
    """Tell whether a backup of this name holds talks: it is kept for less than others then."""
    found = NAME.fullmatch(name)
    return found is not None and date.fromisoformat(found[3]) - date.fromisoformat(found[2]) < KEPT


def lies_in(store: Store, target: BackupTarget) -> bool:
    """Tell whether the folder holds a backup of this store."""
    return any(Path(target.folder).glob(f"kiosk_{store.identity}_*"))


def outlived(store: Store, target: BackupTarget) -> bool:
    """Tell whether backups hold talks, and this store has none any more that is not counted."""
    with suppress(PermissionError):  # who makes the next backup says so
        made = Path(target.folder).glob(f"kiosk_{store.identity}_*")
        return not store.has_uncounted() and any(holds_talks(path.name) for path in made)
    return False


def restore(file: Path, path: Path, key: Path | None = None, *, replace: bool = False) -> Path | None:
    """Make what this file holds the store at `path`; return where the former one is kept, if there was one.

    Raises BackupRefused for a file that cannot be used, DeliveryFailed where nothing can be decrypted here, and what
    `copies.put_back` raises.
    """
    try:
        if not file.is_file():  # a device would be read for ever
            raise BackupRefused(BackupReason.NO_FILE)
        content = file.read_bytes()
    except OSError as error:
        raise BackupRefused(BackupReason.NO_FILE) from error
    if content.startswith(SEALED):
        content = _unsealed(content, key)
    with closing(copies.read_back(content)) as copy:
        before = copies.put_back(copy, path, replace=replace)
    settle(path.parent)
    return before


def can_seal() -> bool:
    """Tell whether this machine has what encrypting needs."""
    return find_spec("pyrage") is not None


def problem_of_key(key: str) -> DeliveryReason | None:
    """Return why nothing can be encrypted to this public key, None where it can or none is wanted."""
    if not key:
        return None
    if not can_seal():
        return DeliveryReason.NO_SEAL
    import pyrage  # noqa: PLC0415 - an extra

    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        return DeliveryReason.WRONG_KEY
    return None


def _sealed(content: bytes, key: str) -> bytes:
    if problem := problem_of_key(key):
        raise DeliveryFailed(problem)
    import pyrage  # noqa: PLC0415 - an extra

    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(key)]))


def _unsealed(content: bytes, key: Path | None) -> bytes:
    if key is None:
        raise BackupRefused(BackupReason.SEALED)
    if not can_seal():
        raise DeliveryFailed(DeliveryReason.NO_SEAL)
    import pyrage  # noqa: PLC0415 - an extra

    try:
        lines = key.read_text(encoding="utf-8").splitlines()
        keys = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")]
        return bytes(pyrage.decrypt(content, keys))
    except OSError as error:
        raise BackupRefused(BackupReason.NO_KEY) from error
    except (UnicodeDecodeError, pyrage.IdentityError, pyrage.DecryptError) as error:
        raise BackupRefused(BackupReason.NOT_THE_KEY) from error

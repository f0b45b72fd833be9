"""The pepper of passwords: a file beside the data folder, in no copy of the store; the store knows its mark."""

import hashlib
import secrets
from pathlib import Path

from kiosk.errors import PepperLost
from kiosk.files import write_whole

BYTES = 32


def pepper_file(store: Path) -> Path:
    """Return where the pepper of a store lies."""
    folder = store.absolute().parent
    return folder.with_name(f"{folder.name}.pepper")


def mark_of(pepper: bytes) -> str:
    """Return by what the store knows its pepper again; it says nothing of it."""
    return hashlib.sha256(pepper).hexdigest()[:16]


def read(path: Path, mark: str = "") -> bytes:
    """Return the pepper, the one with this mark where one is named. Raises PepperLost."""
    try:
        pepper = path.read_bytes()
    except OSError as error:
        raise PepperLost(str(path)) from error
    if len(pepper) != BYTES or (mark and mark_of(pepper) != mark):
        raise PepperLost(str(path))
    return pepper


def make(path: Path) -> bytes:
    """Put a new pepper there, whole and for its owner only, in the place of what was there."""
    pepper = secrets.token_bytes(BYTES)
    write_whole(path, pepper)
    return pepper

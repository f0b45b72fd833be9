"""The pepper of passwords: a file beside the data folder, in no copy of the store; the store knows its mark."""

import hashlib
import secrets
from pathlib import Path

from kiosk.errors import PepperLost, PepperReason
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
    pepper = _content(path)
    if len(pepper) != BYTES or (mark and mark_of(pepper) != mark):
        raise PepperLost(path, PepperReason.MISSING)
    return pepper


def set_aside(path: Path) -> Path | None:
    """Keep what lies there under another name too, and return it; None where nothing does. Raises PepperLost."""
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    write_whole(aside, _content(path))
    return aside


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise PepperLost(path, PepperReason.MISSING) from error
    except OSError as error:
        raise PepperLost(path, PepperReason.SHUT) from error


def make(path: Path) -> bytes:
    """Put a new pepper there, whole and for its owner only, in the place of what was there."""
    pepper = secrets.token_bytes(BYTES)
    write_whole(path, pepper)
    return pepper

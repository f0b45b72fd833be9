"""How files are written: the same JSON for the same fields, and never a part of a file for a reader."""

import errno
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from kiosk.errors import SettingWrong

SYSTEM_SAYS = {
    errno.EACCES: "dafür fehlt das Recht",
    errno.EPERM: "dafür fehlt das Recht",
    errno.EROFS: "das ist schreibgeschützt",
    errno.ENOENT: "das gibt es nicht",
    errno.EEXIST: "dort oder darüber liegt eine Datei, wo ein Ordner sein muss",
    errno.ENOTDIR: "dort oder darüber liegt eine Datei, wo ein Ordner sein muss",
    errno.EISDIR: "das ist ein Ordner, keine Datei",
    errno.ENOSPC: "dort ist kein Platz mehr",
    errno.EDQUOT: "dort ist kein Platz mehr",
    errno.EADDRINUSE: "der ist belegt. Läuft hier schon ein Desk? Sonst einen anderen nennen",
}
"""What the system says in its own language, in ours."""


def cause_of(error: OSError) -> str:
    """Return why the system refused something, for the terminal."""
    return SYSTEM_SAYS.get(error.errno or 0) or f"das System sagt: {error.strerror or type(error).__name__}"


def closed(folder: Path) -> str:
    """Return that a folder is closed to whoever asks, and whose it is where that is known and somebody else."""
    place = next(one for one in (folder, *folder.absolute().parents) if os.path.lexists(one))
    whose = "Die Rechte am Ordner prüfen."
    with suppress(KeyError, NotImplementedError, AttributeError):  # an account that is gone; Windows
        if place.stat().st_uid != os.geteuid():
            whose = f"Der Ordner gehört „{place.owner()}“, also sudo -u {place.owner()} vor den Befehl schreiben."
    return f"{folder}: {SYSTEM_SAYS[errno.EACCES]}. {whose}"


def json_bytes(fields: Mapping[str, object]) -> bytes:
    """Return the fields as JSON; the same fields always give the same bytes."""
    return (json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file's content at once, on disk under its name; only its owner may read it.

    Raises SettingWrong naming the place.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        _make_private(path.parent)
        put(unfinished, content)
        unfinished.replace(path)
        settle(path.parent)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise SettingWrong(str(path), cause_of(error)) from error


def put(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file; its content is on disk when this ends."""
    with open(path, "wb", opener=partial(os.open, mode=0o600)) as file:
        file.write(content)
        file.flush()
        path.chmod(mode)
        os.fsync(file.fileno())


def _make_private(folder: Path) -> None:
    """Make the folder and those above it that are missing, open to their owner only."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        settle(folder.parent)


def settle(folder: Path) -> None:
    """Have the names in this folder on disk as well, where the system can do that with folders."""
    with suppress(PermissionError):  # Windows opens no folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

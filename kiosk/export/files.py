"""Writes a file so that a reader sees the old content or the new one, never a part."""

import os
from pathlib import Path

from kiosk.errors import SettingWrong


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file's content at once; only its owner may read it. Raises SettingWrong naming the place."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise SettingWrong(str(path), error.strerror or "nicht beschreibbar") from error

"""Keeps what takes long to read in a file until its sources change."""

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from kiosk.errors import SettingWrong
from kiosk.files import write_whole


def remembered(file: Path | None, sources: Iterable[bytes], read: Callable[[], Any]) -> Any:
    """Return what `read` gives: from the file where that was read from the same sources, else anew, kept for later.

    Its first line proves both. A file that is damaged is read past, and one that cannot be written is left out.
    A process of its own reads anew where the system can fork: what that needs of memory ends with it.
    """
    if file is None:
        return read()
    key = b"".join(sha256(source).digest() for source in sources)
    found = _kept(file, key)
    if found is None and hasattr(os, "fork"):
        if (reader := os.fork()) == 0:
            try:
                _keep(file, key, read)
            finally:
                os._exit(0)
        os.waitpid(reader, 0)
        found = _kept(file, key)
    return _keep(file, key, read) if found is None else found


def _kept(file: Path, key: bytes) -> Any:
    with suppress(OSError, ValueError):
        proof, content = file.read_bytes().split(b"\n", 1)
        if proof == _proof(key, content):
            return json.loads(content)
    return None


def _keep(file: Path, key: bytes, read: Callable[[], Any]) -> Any:
    found = read()
    content = json.dumps(found, ensure_ascii=False).encode()
    with suppress(SettingWrong):
        write_whole(file, _proof(key, content) + b"\n" + content)
    return found


def _proof(key: bytes, content: bytes) -> bytes:
    return sha256(key + content).hexdigest().encode()

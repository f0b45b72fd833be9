"""A folder that a web server shows, and a newer one in its place: whole or not at all."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from kiosk.errors import DeliveryFailed, DeliveryReason
from kiosk.files import put, settle
from kiosk.transfer.folder import MARK, reason_of


def replace_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Have these files and no others in the folder, for everybody to read; return how many. Raises DeliveryFailed.

    They are written beside it: until the last one is on disk the former ones are shown. The folder above must be
    there. Who names one in which something else lies has mistaken it: nothing is deleted there.
    """
    fresh, former = (folder.with_name(f".{folder.name}.{name}") for name in ("new", "former"))
    try:
        if former.exists() and not folder.exists():  # a machine that stopped between the two names
            former.rename(folder)
        if folder.exists() and not (folder / MARK).exists() and any(folder.iterdir()):
            raise DeliveryFailed(DeliveryReason.OCCUPIED)
        for left in (fresh, former):
            shutil.rmtree(left, ignore_errors=True)
        fresh.mkdir()
        written = 0
        for path, content in files:
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            put(fresh / path, content)
            written += 1
        put(fresh / MARK, b"")
        _open_to_read(fresh)
        if folder.exists():
            folder.rename(former)
        fresh.rename(folder)
        settle(folder.parent)
    except OSError as error:
        raise DeliveryFailed(reason_of(error)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(former, ignore_errors=True)
    return written


def _open_to_read(folder: Path) -> None:
    """Let the web server in, which has another account: what lies here is public."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)

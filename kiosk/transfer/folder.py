"""A folder as target: of this machine, of the network, or one that another program carries on."""

import errno
import stat
from contextlib import suppress
from pathlib import Path

from kiosk.errors import DeliveryFailed, DeliveryReason
from kiosk.files import put, settle
from kiosk.transfer.parcel import Credentials, Parcel

MARK = ".kiosk-ziel"
"""Empty file that a delivery leaves: a folder that holds nothing else is still known by it."""


def reason_of(error: OSError) -> DeliveryReason:
    """Return what the system's error means for a delivery."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return DeliveryReason.GONE
        case PermissionError() | OSError(errno=errno.EROFS):
            return DeliveryReason.NO_RIGHT
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return DeliveryReason.NO_ROOM
        case IsADirectoryError():
            return DeliveryReason.REFUSED
    return DeliveryReason.UNREACHABLE


def send(address: str, parcel: Parcel, _: Credentials) -> None:
    """Write the file into the folder, which must be there: a drive that is not mounted is not made up for.

    Where files went before, the mark or some file must be left: where a share is not connected lies a bare folder.
    """
    folder = Path(address)
    unfinished, final = folder / parcel.unfinished, folder / parcel.name
    try:
        if parcel.follows and folder.is_dir() and not any((*folder.glob(MARK), *folder.glob("*.csv"))):
            raise DeliveryFailed(DeliveryReason.EMPTIED)
        if parcel.lies_there(final.read_bytes() if final.exists() else None):
            return
        for left in folder.glob(parcel.left_behind):
            left.unlink()
        # who may read the folder may read the file: the overhead collects it under another account
        put(unfinished, parcel.content, 0o600 | stat.S_IMODE(folder.stat().st_mode) & 0o044)
        unfinished.rename(final)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise DeliveryFailed(reason_of(error)) from error
    with suppress(OSError):  # some drives of the network cannot
        (folder / MARK).touch()
        settle(folder)

"""Sends a file to the site's target, so that it stands there whole or not at all."""

import logging
from importlib.util import find_spec
from shutil import which

from kiosk.domain.delivery import Target, TargetKind
from kiosk.errors import DeliveryFailed, DeliveryReason
from kiosk.transfer import folder, sftp, stores, webdav
from kiosk.transfer.parcel import Credentials, Parcel

SENDERS = {
    TargetKind.FOLDER: folder.send,
    TargetKind.WEBDAV: webdav.send,
    TargetKind.SFTP: sftp.send,
    TargetKind.FSSPEC: stores.send,
}

PACKAGES = {TargetKind.WEBDAV: "webdav4", TargetKind.FSSPEC: "fsspec"}
"""What sending to a target needs beside the program itself, all from the extra `remote`."""

log = logging.getLogger("kiosk")


def send(target: Target, name: str, content: bytes, credentials: Credentials) -> None:
    """Put the file there under its name, and look that it is there.

    A file that is there already stays: the same content is delivered, another one never replaced (`occupied`).
    Raises DeliveryFailed, whatever goes wrong.
    """
    try:
        SENDERS[target.kind](target.address, Parcel(name, content, target.proven), credentials)
    except DeliveryFailed:
        raise
    except Exception as error:
        log.error("delivering by %s: %s", target.kind, type(error).__name__)
        raise DeliveryFailed(DeliveryReason.UNREACHABLE) from error


def unknown_kind(target: Target) -> str:
    """Return how an address for fsspec begins where nothing here knows that, else nothing."""
    if target.kind is not TargetKind.FSSPEC:
        return ""
    from fsspec import available_protocols, utils  # noqa: PLC0415 - only offices with such a store have it

    kind = utils.get_protocol(target.address)
    return "" if kind in available_protocols() else kind


def is_installed(target: Target) -> bool:
    """Tell whether this machine has what sending there needs."""
    if target.kind is TargetKind.SFTP:
        return which("sftp") is not None
    return target.kind not in PACKAGES or find_spec(PACKAGES[target.kind]) is not None

"""Sends a file to the site's target, so that it stands there whole or not at all."""

import logging

from kiosk.domain.delivery import Target, TargetKind
from kiosk.errors import DeliveryFailed
from kiosk.transfer import folder, sftp, stores, webdav
from kiosk.transfer.parcel import Credentials, Parcel

log = logging.getLogger("kiosk")


def send(target: Target, name: str, content: bytes, credentials: Credentials) -> None:
    """Put the file there under its name, and look that it is there.

    A file that is there already stays: the same content is delivered, another one never replaced (`occupied`).
    Raises DeliveryFailed, whatever goes wrong.
    """
    parcel = Parcel(name, content)
    try:
        match target.kind:
            case TargetKind.FOLDER:
                folder.send(target.address, parcel)
            case TargetKind.WEBDAV:
                webdav.send(target.address, parcel, credentials)
            case TargetKind.SFTP:
                sftp.send(target.address, parcel, credentials)
            case TargetKind.FSSPEC:
                stores.send(target.address, parcel)
    except DeliveryFailed:
        raise
    except Exception as error:
        log.error("delivering by %s: %s", target.kind, type(error).__name__)
        raise DeliveryFailed("unreachable") from error

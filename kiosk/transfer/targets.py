"""Sends a file to the site's target, so that it stands there whole or not at all."""

import logging

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

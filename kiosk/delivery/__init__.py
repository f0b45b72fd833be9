"""Sends a file to the site's target, so that it stands there whole or not at all."""

from kiosk.delivery import folder, sftp, stores, webdav
from kiosk.delivery.parcel import Credentials, Parcel
from kiosk.domain.delivery import Target, TargetKind

__all__ = ["Credentials", "send"]


def send(target: Target, name: str, content: bytes, credentials: Credentials) -> None:
    """Put the file there under its name; one of that name is replaced. Raises DeliveryFailed, whatever goes wrong."""
    parcel = Parcel(name, content)
    match target.kind:
        case TargetKind.FOLDER:
            folder.send(target.address, parcel)
        case TargetKind.WEBDAV:
            webdav.send(target.address, parcel, credentials)
        case TargetKind.SFTP:
            sftp.send(target.address, parcel, credentials)
        case TargetKind.FSSPEC:
            stores.send(target.address, parcel)

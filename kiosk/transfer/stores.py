"""Other stores as target, through fsspec, which the extra `remote` brings; it reads its own settings."""

from kiosk.errors import DeliveryFailed, DeliveryReason
from kiosk.transfer.folder import reason_of
from kiosk.transfer.parcel import Credentials, Parcel


def send(address: str, parcel: Parcel, _: Credentials) -> None:
    """Upload under the unfinished name, then give the file its own. A store that needs a missing package tells so."""
    try:
        import fsspec  # noqa: PLC0415 - only offices with such a store have it

        files, found = fsspec.url_to_fs(address)
        folder = found.rstrip("/")
        unfinished, final = (f"{folder}/{name}" for name in (parcel.unfinished, parcel.name))
        if parcel.lies_there(files.cat_file(final) if files.exists(final) else None):
            return
        for left in files.glob(f"{folder}/{parcel.left_behind}"):
            files.rm_file(left)
        files.pipe_file(unfinished, parcel.content)
        files.mv(unfinished, final)
        parcel.arrived(files.cat_file(final))
    except (ImportError, ValueError) as error:  # ValueError: a kind of address that nothing here knows
        raise DeliveryFailed(DeliveryReason.NOT_INSTALLED) from error
    except OSError as error:
        raise DeliveryFailed(reason_of(error)) from error

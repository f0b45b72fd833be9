"""WebDAV as target, over TLS with a verified certificate; a redirect is a failure and not followed.

The client of webdav4 0.11 keeps the promises, tried against wsgidav 4.4 and Apache 2.4. Its fsspec file system does
not: `mv` is COPY and DELETE, and while the server copies, the file stands half under its name; `pipe_file` makes
folders that are missing.
"""

import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from kiosk.errors import DeliveryFailed, DeliveryReason
from kiosk.transfer.parcel import Credentials, Parcel

SILENCE = 20
"""Seconds without a sign of life after which a request is given up."""
HERE = ("127.0.0.1", "::1", "localhost")
"""Hosts to which nothing travels, so that it may travel in the clear."""
REASONS: dict[int | str, DeliveryReason] = {
    401: DeliveryReason.NOT_LET_IN,
    403: DeliveryReason.NOT_LET_IN,
    409: DeliveryReason.GONE,  # the folder above the file is missing (RFC 4918, 9.7.1)
    412: DeliveryReason.OCCUPIED,
    429: DeliveryReason.UNREACHABLE,
    "ResourceNotFound": DeliveryReason.GONE,
    "InsufficientStorage": DeliveryReason.NO_ROOM,
    "MultiStatusError": DeliveryReason.REFUSED,
    "ParseError": DeliveryReason.REFUSED,  # 207 with nothing to read in it
}
"""What a status, or an error of the client, means for a delivery."""


def send(address: str, parcel: Parcel, credentials: Credentials) -> None:
    """Upload under the unfinished name, give the file its own without replacing anything, and read it back."""
    client = _client(address, credentials)
    with client.http:
        if parcel.lies_there(_content(client, parcel.name)):
            return
        try:
            _ask(client, "PUT", parcel.unfinished, content=parcel.content)
            name = {"Destination": str(client.join_url(parcel.name)), "Overwrite": "F"}
            _ask(client, "MOVE", parcel.unfinished, headers=name)
            parcel.arrived(_content(client, parcel.name))
        except DeliveryFailed:
            with suppress(DeliveryFailed):
                _ask(client, "DELETE", parcel.unfinished)
            raise


def _client(address: str, credentials: Credentials) -> Any:
    """Return the client of webdav4 for this folder: certificates that this machine trusts, no proxy, no second try."""
    try:
        from webdav4.client import Client  # noqa: PLC0415 - only offices with such a target have it
    except ImportError as error:
        raise DeliveryFailed(DeliveryReason.NOT_INSTALLED) from error
    url = urlsplit(address)
    if url.scheme != "https" and url.hostname not in HERE:
        raise DeliveryFailed(DeliveryReason.NOT_TRUSTED)
    return Client(
        address,
        auth=(credentials.user, credentials.password) if credentials.user else None,
        retry=False,
        verify=ssl.create_default_context(),
        timeout=SILENCE,
        trust_env=False,
        headers={"Connection": "close"},
    )


def _content(client: Any, name: str) -> bytes | None:
    """Return what lies under a name, None where nothing does. Raises DeliveryFailed."""
    try:
        return _ask(client, "GET", name)
    except DeliveryFailed as failed:
        if failed.reason == DeliveryReason.GONE:
            return None
        raise


def _ask(client: Any, method: str, name: str, **about: Any) -> bytes:
    """Make one request and return what was answered. Raises DeliveryFailed."""
    try:
        return bytes(client.request(method, name, **about).content)
    except Exception as error:
        raise DeliveryFailed(_reason(error)) from error


def _reason(error: Exception) -> DeliveryReason:
    status = getattr(error, "status_code", 500)
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return DeliveryReason.NOT_TRUSTED
    if 300 <= status < 400:
        return DeliveryReason.MOVED
    other = DeliveryReason.REFUSED if status < 500 else DeliveryReason.UNREACHABLE
    return REASONS.get(type(error).__name__) or REASONS.get(status, other)

"""WebDAV as target, over TLS with a verified certificate; a redirect is a failure and not followed."""

import base64
import http.client
import socket
import ssl
import threading
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from kiosk.delivery.parcel import Credentials, Parcel
from kiosk.errors import DeliveryFailed

SILENCE = 20
"""Seconds without a sign of life after which a request is given up."""
LIMIT = 60
"""Seconds for a whole request, however slowly it trickles."""
HERE = ("127.0.0.1", "::1", "localhost")
"""Hosts to which nothing travels, so that it may travel in the clear."""
REASONS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "not_let_in",
    HTTPStatus.FORBIDDEN: "not_let_in",
    HTTPStatus.NOT_FOUND: "gone",
    HTTPStatus.CONFLICT: "gone",
    HTTPStatus.TOO_MANY_REQUESTS: "unreachable",
    HTTPStatus.INSUFFICIENT_STORAGE: "no_room",
}
"""CONFLICT: the folder above the file is missing (RFC 4918, 9.7.1)."""
LEAVES_SOMETHING = ("unreachable", "refused", "no_room")
"""Failures after which a part of the file may lie at the target."""


def send(address: str, parcel: Parcel, credentials: Credentials) -> None:
    """Upload under the unfinished name, then give the file its own; the server does both whole or not."""
    folder = address.rstrip("/")
    unfinished, final = (f"{folder}/{quote(name)}" for name in (parcel.unfinished, parcel.name))
    headers = {"Authorization": _basic(credentials)} if credentials.user else {}
    try:
        _ask("PUT", unfinished, headers | {"Content-Type": "text/csv; charset=utf-8"}, parcel.content)
        _ask("MOVE", unfinished, headers | {"Destination": final, "Overwrite": "T"})
    except DeliveryFailed as failed:
        if failed.reason in LEAVES_SOMETHING:
            with suppress(DeliveryFailed):
                _ask("DELETE", unfinished, headers)
        raise


def _basic(credentials: Credentials) -> str:
    pair = f"{credentials.user}:{credentials.password}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _ask(method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> None:
    """One request on a connection of its own. Raises DeliveryFailed for every answer but a plain success."""
    connection = _connection(address)
    alarm = threading.Timer(LIMIT, _cut, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        with suppress(BrokenPipeError):  # a server may refuse before it has read everything; its answer says why
            connection.request(method, urlsplit(address).path, body, headers)
        status = connection.getresponse().status
    except ssl.SSLCertVerificationError as error:
        raise DeliveryFailed("not_trusted") from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryFailed("unreachable") from error
    finally:
        alarm.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise DeliveryFailed(_reason(status))


def _connection(address: str) -> http.client.HTTPConnection:
    url = urlsplit(address)
    host = url.hostname or ""
    if url.scheme == "https":
        return http.client.HTTPSConnection(host, url.port, timeout=SILENCE, context=ssl.create_default_context())
    if host not in HERE:
        raise DeliveryFailed("not_trusted")
    return http.client.HTTPConnection(host, url.port, timeout=SILENCE)


def _cut(connection: http.client.HTTPConnection) -> None:
    """End the request under way; whoever waits for it gets an error."""
    with suppress(OSError, AttributeError):  # it may have no socket yet, or none any more
        connection.sock.shutdown(socket.SHUT_RDWR)


def _reason(status: int) -> str:
    if 300 <= status < 400:
        return "moved"
    return REASONS.get(status, "refused" if 400 <= status < 500 else "unreachable")

"""WebDAV as target, over TLS with a verified certificate; a redirect is a failure and not followed."""

import base64
import http.client
import socket
import ssl
import threading
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import quote, urlsplit, urlunsplit

from kiosk.errors import DeliveryFailed
from kiosk.transfer.parcel import Credentials, Parcel

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
    HTTPStatus.PRECONDITION_FAILED: "occupied",
    HTTPStatus.TOO_MANY_REQUESTS: "unreachable",
    HTTPStatus.INSUFFICIENT_STORAGE: "no_room",
}
"""CONFLICT: the folder above the file is missing (RFC 4918, 9.7.1)."""
DONE: dict[str, tuple[int, ...]] = {
    "PUT": (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT),
    "MOVE": (HTTPStatus.CREATED, HTTPStatus.NO_CONTENT),
    "DELETE": (HTTPStatus.OK, HTTPStatus.NO_CONTENT),
}
"""Answers that mean done. What a server calls done is looked at afterwards all the same."""
LEAVES_SOMETHING = ("unreachable", "refused", "no_room", "occupied")
"""Failures after which a part of the file may lie at the target."""


def send(address: str, parcel: Parcel, credentials: Credentials) -> None:
    """Upload under the unfinished name, give the file its own without replacing anything, and read it back."""
    folder = _encoded(address.rstrip("/"))
    unfinished, final = (f"{folder}/{quote(name)}" for name in (parcel.unfinished, parcel.name))
    headers = {"Authorization": _basic(credentials)} if credentials.user else {}
    if parcel.lies_there(_content(final, headers)):
        return
    try:
        _ask("PUT", unfinished, headers | {"Content-Type": "text/csv; charset=utf-8"}, parcel.content)
        _ask("MOVE", unfinished, headers | {"Destination": final, "Overwrite": "F"})
        if not parcel.lies_there(_content(final, headers)):
            raise DeliveryFailed("refused")
    except DeliveryFailed as failed:
        if failed.reason in LEAVES_SOMETHING:
            with suppress(DeliveryFailed):
                _ask("DELETE", unfinished, headers)
        raise


def _basic(credentials: Credentials) -> str:
    pair = f"{credentials.user}:{credentials.password}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _encoded(address: str) -> str:
    """The address as it travels: umlauts and spaces of the path in percent signs, those of the host in IDNA."""
    url = urlsplit(address)
    host = url.netloc.encode("idna").decode() if not url.netloc.isascii() else url.netloc
    return urlunsplit((url.scheme, host, quote(url.path, safe="/%"), "", ""))


def _content(address: str, headers: dict[str, str]) -> bytes | None:
    """What lies under an address, None where nothing does. Raises DeliveryFailed."""
    status, content = _answer("GET", address, headers)
    if status == HTTPStatus.NOT_FOUND:
        return None
    if status != HTTPStatus.OK:
        raise DeliveryFailed(_reason(status))
    return content


def _ask(method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> None:
    """One request. Raises DeliveryFailed for all but a success by RFC 4918: 207 holds errors, 202 is a hope."""
    status, _ = _answer(method, address, headers, body)
    if status not in DONE[method]:
        raise DeliveryFailed(_reason(status))


def _answer(method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, bytes]:
    """Status and content of the answer to one request on a connection of its own. Raises DeliveryFailed."""
    connection = _connection(address)
    alarm = threading.Timer(LIMIT, _cut, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        with suppress(BrokenPipeError):  # a server may refuse before it has read everything; its answer says why
            connection.request(method, urlsplit(address).path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    except ssl.SSLCertVerificationError as error:
        raise DeliveryFailed("not_trusted") from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryFailed("unreachable") from error
    finally:
        alarm.cancel()
        connection.close()


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
    return REASONS.get(status, "refused" if status < 300 or 400 <= status < 500 else "unreachable")

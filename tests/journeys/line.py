"""The line between tablet and desk: a small proxy that cuts it, keeps silent, answers for itself or delivers late."""

from __future__ import annotations

import http.client
import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import urlsplit


class Way(Enum):
    """What happens to a request."""

    WHOLE = "it is answered"
    CUT = "the line is cut before it arrives"
    DEAF = "it arrives, and the line is cut before the answer"
    SILENT = "nothing comes back, and nothing arrives"
    MUTE = "it arrives, and nothing comes back"
    GATEWAY = "the web server in front says 502"
    PORTAL = "somebody else says 200"
    FULL = "the desk has no room to write"
    LATE = "nothing comes back, and it arrives when the line is whole again"


LOST = [way for way in Way if way is not Way.WHOLE]
NO_ROOM = '<h1><bdi lang="de">Der Speicher ist voll.</bdi> <bdi lang="en">The store is full.</bdi></h1>'
Answer = tuple[int, bytes, Sequence[tuple[str, str]]]
SAID: dict[Way, Answer] = {
    Way.GATEWAY: (502, b"<h1>Bad Gateway</h1>", ()),
    Way.PORTAL: (200, b"<h1>Please sign in to the Wi-Fi</h1>", ()),
    Way.FULL: (507, NO_ROOM.encode(), (("Kiosk", "answer"), ("Content-Type", "text/html; charset=utf-8"))),
}
ARRIVES = (Way.WHOLE, Way.DEAF, Way.MUTE)
NEVER_PASSED_ON = ("connection", "keep-alive", "transfer-encoding", "content-length")


class Line:
    """A proxy in front of a desk; `way` says what happens to the next requests, but for those under `whole`."""

    def __init__(self, desk: str) -> None:
        self.desk, self.way = urlsplit(desk).netloc, Way.WHOLE
        self.whole: tuple[str, ...] = ("/static/",)
        self.asked: list[str] = []
        self.late: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.over = Event()
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                line.pass_on(self)

            def do_POST(self) -> None:
                line.pass_on(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def pass_on(self, asked: BaseHTTPRequestHandler) -> None:
        """Do with a request what is to be done with it now."""
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        way = Way.WHOLE if asked.path.startswith(self.whole) else self.way
        headers = {name: value for name, value in asked.headers.items() if name.lower() != "connection"}
        copy = (asked.command, asked.path, body, headers)
        if way is not Way.WHOLE or not asked.path.startswith("/static/"):
            self.asked.append(f"{asked.command} {asked.path}")
        if way is Way.LATE:
            self.late.append(copy)
        said = self.ask(*copy) if way in ARRIVES else SAID.get(way)
        if way in (Way.SILENT, Way.MUTE, Way.LATE):
            self.over.wait()
        if said and (way is Way.WHOLE or way in SAID):
            answer(asked, *said)
        else:
            hang_up(asked.connection)
            asked.close_connection = True

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Ask the desk: status, body and headers of its answer."""
        connection = http.client.HTTPConnection(self.desk, timeout=10)
        connection.request(method, path, body, headers)
        said = connection.getresponse()
        found = said.status, said.read(), [one for one in said.getheaders() if one[0].lower() not in NEVER_PASSED_ON]
        connection.close()
        return found

    def deliver_late(self) -> None:
        """Let what was held back arrive at the desk now, the newest first."""
        while self.late:
            self.ask(*self.late.pop())


def answer(asked: BaseHTTPRequestHandler, status: int, body: bytes, headers: Sequence[tuple[str, str]]) -> None:
    """Answer a request; who is gone by now does not hear it."""
    with suppress(OSError):
        asked.send_response_only(status)
        for name, value in headers:
            asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(body)))
        asked.end_headers()
        asked.wfile.write(body)


def hang_up(connection: socket.socket) -> None:
    """Cut a connection in the middle."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


@contextmanager
def line_to(desk: str) -> Iterator[Line]:
    """A line to the desk at this address, until the end of the test."""
    line = Line(desk)
    thread = Thread(target=line.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield line
    finally:
        line.over.set()
        line.server.shutdown()
        thread.join()
        line.server.server_close()

"""The desk's server: how many connections it holds, and which one gives way so that no page waits for idle ones."""

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error

from kiosk.words.catalogues import Words
from kiosk.words.notices import refusal_in_words

MOST, LEFT_FREE = 500, 64
"""Places for connections, and open files that the store, the templates and deliveries need beside them."""
IDLE, WHOLE = 5, 10
"""Seconds that an idle connection stays when more than half the places are taken; that a request has to be whole."""
MOST_HEADER, MOST_BODY = 16 * 1024, 4 * 1024 * 1024
"""Bytes; what a page takes is less and is said by the page."""
LISTENING = 64 * 1024
TALKS = "/conversation/"
"""Where the pages of talks lie. Two at once would only take turns, and each thread would read the store anew."""


def serving(
    app: Any, place: tuple[str, int], threads: int, scheme: str, headers: Mapping[str, str], words: Words
) -> "Server":
    """Return the server, bound to all that the host's name means. Raises OSError, ValueError.

    `place`: host and port. `headers`, `words`: those of every page, for what the server answers itself. A tap that did
    not come whole is sent again, so that such an answer lacks the mark of the program.
    """
    settings = Adjustments(
        host=place[0],
        port=place[1],
        threads=threads,
        ident=None,
        url_scheme=scheme,
        clear_untrusted_proxy_headers=True,
        connection_limit=places() + LEFT_FREE // 4,
        cleanup_interval=1,
        asyncore_use_poll=True,
        max_request_header_size=MOST_HEADER,
        max_request_body_size=MOST_BODY,
    )
    workers, sockets = ThreadedTaskDispatcher(), dict[int, Any]()
    workers.set_thread_count(threads)
    Refusal.headers = [(name, value) for name, value in headers.items() if name != "Kiosk"]
    Refusal.words = words
    return [Server(app, sockets, dispatcher=workers, adj=settings, sockinfo=one) for one in settings.listen][-1]


def places() -> int:
    """Return how many connections may be open: fewer where this process may not open so many files."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not every system has it

        may_open = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return MOST if may_open < 0 else max(1, min(MOST, may_open - LEFT_FREE))
    return MOST


class RequestTimeout(Error):  # type: ignore[misc]
    """The answer to a request that is not whole in time."""

    code, reason = 408, "Request Timeout"


class Refusal(ErrorTask):  # type: ignore[misc]
    """What the server itself answers: in the words of our pages and with their headers."""

    headers: ClassVar[list[tuple[str, str]]] = []
    words: ClassVar[Words]

    def execute(self) -> None:
        """Answer, and end the connection."""
        error = self.request.error
        text = refusal_in_words(error.code, self.words).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += self.headers
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(text)
        self.write(text)


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request that says in one way where it ends, and to whom it goes: in two, a server in front may see another."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers. Raises ParsingError, answered with 400 and the end of the connection."""
        try:
            super().parse_header(header_plus)
        except TransferEncodingNotImplemented as error:
            raise ParsingError("its end is said in no way known here") from error
        if "," in self.headers.get("HOST", ""):  # the library joins two of them
            raise ParsingError("it goes to two")
        if "TRANSFER_ENCODING" in self.headers or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise ParsingError("its end is said in two ways")


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it waits: for its first request, the rest of one, or the next."""

    error_task_class, parser_class = Refusal, Request
    since: float
    request: Any

    def __init__(self, *settings: Any, **named: Any) -> None:
        self.since = time.monotonic()
        super().__init__(*settings, **named)

    def received(self, data: bytes) -> bool:
        """Take in what came; a request that begins or is whole begins the waiting anew."""
        before = self.request
        taken = bool(super().received(data))
        if before is None or self.request is not before:
            self.since = time.monotonic()
        return taken

    @property
    def waits(self) -> bool:
        """Tell whether the other side is to speak next, and nothing is under way to it."""
        return not (self.requests or self.total_outbufs_len or self.will_close)

    def give_up(self) -> None:
        """Answer a request that is not whole, and end."""
        with self.requests_lock:
            late, self.request = self.request, None
            late.error, late.completed = RequestTimeout(f"not whole after {WHOLE} s"), True
            self.requests.append(late)
        self.server.add_task(self)

    def handle_close(self) -> None:
        """End. What is still being said is heard: else the answer to it would be lost on its way."""
        with suppress(OSError):
            for _ in range(MOST_BODY // LISTENING if self.socket else 0):  # none where it has ended already
                if not self.socket.recv(LISTENING):
                    break
        super().handle_close()


class Server(TcpWSGIServer):  # type: ignore[misc]
    """A server that always has a place for who comes next: whoever waits longest gives way."""

    channel_class = Connection

    def __init__(self, *settings: Any, **named: Any) -> None:
        self.places, self.taps = places(), ThreadedTaskDispatcher()
        self.taps.set_thread_count(1)
        super().__init__(*settings, **named)

    def add_task(self, task: Any) -> None:
        """Have a request answered: what belongs to a talk by the one thread for taps, all else by the others."""
        request = task.requests[0]
        quick = request.error is None and request.path.startswith(TALKS)
        (self.taps if quick else self.task_dispatcher).add_task(task)

    def run(self) -> None:
        """Serve until told to stop; taps under way are still answered."""
        super().run()
        self.taps.shutdown()

    def handle_accept(self) -> None:
        """Take in who comes; where that is one too many, the one that waits longest goes."""
        super().handle_accept()
        staying = [one for one in self.active_channels.values() if not one.will_close]
        if len(staying) > self.places and (answered := [one for one in staying if not one.requests]):
            min(answered, key=lambda one: (not one.waits, one.since)).will_close = True

    def maintenance(self, now: float) -> None:
        """End what is not whole in time, and what is idle when places are few; anything that is idle very long."""
        super().maintenance(now)
        few, moment = len(self.active_channels) > self.places / 2, time.monotonic()
        for one in [one for one in self.active_channels.values() if one.waits]:
            if one.request is not None and moment - one.since > WHOLE:
                one.give_up()
            elif one.request is None and few and moment - one.since > IDLE:
                one.will_close = True

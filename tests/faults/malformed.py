"""Requests as no page of ours would send them: addresses, headers, bodies, forms and bytes at random."""

import re
import socket
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

from tree import ROOT

STRANGE = (
    *("", " ", "0", "-1", "1", "999999999999999999999", "1e9", "NaN", "null", "[]", "%", "%00", "%zz", "\0", "\x1b[2J"),
    *("..", "../../etc/passwd", "a/../b", "\\", "/", "//x", "'", '"', "' OR 1=1 --", "<script>x</script>", "{{7*7}}"),
    *("\u202e\u2066x", "\uffff", "é" * 40, "a" * 70_000, "2026-02-30", "2026-13", "0000-00-00", "9999-12-31"),
)
KNOWN = (
    *("de", "ar", "mettmann", "kim_cm_velbert", "stadt", "haan", "info", "geld", "yes", "no", "take", "remove"),
    *("1", "2026-10", "clearing", "overhead"),
)
"""Words that mean something somewhere."""
FIELD = re.compile(r'form(?:\.get|\.getlist)?[(\[]"(\w+)"')
PAGES = [path.read_text("utf-8") for path in (ROOT / "kiosk" / "web").rglob("*.py")]
FIELDS = sorted({name for page in PAGES for name in FIELD.findall(page)})
"""What any form of the desk may hold."""
HEADERS: Mapping[str, Sequence[str]] = {
    "Host": ("", "x..y", "a b", "[::1", "evil.example", "127.0.0.1:99999", "ü", "x, x"),
    "Content-Length": ("-1", "x", "0", "999999999999", "+5", "1e3", "5, 5", ""),
    "Transfer-Encoding": ("chunked", "gzip", "chunked, chunked", "identity", "x"),
    "Content-Type": ("", "/", "multipart/form-data", "multipart/form-data; boundary=", "a/b; charset=x"),
    "Cookie": ("session", "session=", "=;=;=", "session=\x01; desk=\xff", "desk=../..", "device=x; device=y"),
    "Sec-Fetch-Site": ("", "cross-site", "none", "x"),
    "Origin": ("null", "http://", "http://[", "http://evil.example", "\xff"),
    "Referer": ("http://[", "//", "http://127.0.0.1/conversation/x/person/1", "javascript:x"),
    "Accept-Language": ("", "*", "de;q=x", "xx-" * 300, "de;q=-1,ar;q=9", "\xe4"),
    "Accept-Encoding": ("", "gzip;q=x", "*;q=0", "br, gzip;q=1e999"),
    "Accept": ("", "x", "text/html;q=x", "*/*;q="),
    "Authorization": ("", "Bearer", "Bearer \xff", "Basic x", "Bearer " + "k" * 9000),
    "Range": ("bytes=0-", "bytes=9-1", "bytes=x", "rows=1"),
    "If-None-Match": ("*", '"', 'W/"x"', "x"),
    "If-Modified-Since": ("x", "Thu, 99 Nov 9999 99:99:99 GMT", "0"),
    "HX-Request": ("true", "x"),
    "HX-Target": ("body", "div#talk", "div#../x", "#", "\xff"),
    "HX-Current-URL": ("http://[", "x", "http://127.0.0.1/%ff"),
    "Tap": ("", "x", "page -1", "\xff", "9" * 5000),
    "Expect": ("100-continue", "x"),
    "Connection": ("keep-alive", "upgrade", "close, close", "x"),
    "Upgrade": ("websocket", "h2c"),
    "X-Forwarded-For": ("10.0.0.1", "x" * 20_000, "\xff"),
    "X-Forwarded-Proto": ("https", "x"),
    "": ("x", ""),
    "a b": ("x",),
    " folded": ("x",),
}
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "P\0ST", "", "X" * 300)
VERSIONS = ("HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "HTTP/", "", "x")
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="../x.csv"\r\n\r\n'
FORM = "application/x-www-form-urlencoded"
INNER = re.compile(
    r"Traceback|\w(Error|Exception)\b|<module>|File \"|site-packages|\.py\b|[sS][qQ][lL]ite|SELECT |INSERT |PRAGMA "
    r"|[wW]erkzeug|[jJ]inja|[fF]lask|[wW]aitress|[pP]ython|/usr/|/home/|" + re.escape(str(ROOT))
)
"""What a page never says of what is behind it."""
PATIENCE, HASTE = 20, 0.3
"""Seconds: a request that is whole is answered; one that may lack its end is not waited for."""
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
Header = tuple[str, str]
Route = tuple[str, str]
"""A method, and an address with `<...>` where something stands in it."""


@dataclass(frozen=True)
class Answer:
    """What came back; `status` 0 where nothing did, which is an answer to what is no request."""

    status: int
    head: str
    body: str


@dataclass
class Made:
    """Makes requests by chance to these routes.

    `tokens`: what stands in the cookies of those who are signed in; `key`: of a talk that is open just now.
    """

    dice: Random
    routes: list[Route]
    tokens: list[str]
    key: str = ""
    kinds: Counter[str] = field(default_factory=Counter)

    def one(self) -> tuple[bytes, float]:
        """Return one more request, and for how many seconds an answer is worth waiting for."""
        whole, broken = [self.odd_form, self.odd_address], [self.odd_headers, self.odd_body, self.noise]
        kind: Callable[[], bytes] = self.dice.choice([*whole, *whole, *broken])
        self.kinds[kind.__name__] += 1
        return kind(), PATIENCE if kind in whole else HASTE

    def odd_form(self) -> bytes:
        """A form of a route that changes something, as a page of ours would send it, with odd values."""
        names = self.dice.sample(FIELDS, self.dice.randint(0, 6)) + self.dice.sample(STRANGE, self.dice.randint(0, 1))
        body = "&".join(f"{quote(name, safe='')}={self._word()}" for name in names)
        return self._whole("POST", self._filled(self._changing(), KNOWN), body=body.encode())

    def odd_address(self) -> bytes:
        """An address with something in it that belongs nowhere, encoded once, twice, or not at all."""
        method, route = self.dice.choice(self.routes)
        address = self._filled(route, STRANGE)
        if self.dice.random() < 0.5:
            address += f"?{self._word()}={self._word()}&from={self._word()}"
        if self.dice.random() < 0.3:
            at, odd = (
                self.dice.randrange(len(address) + 1),
                ("%ff", "%2e%2e/", "//", ";", "#", "\\", "\xff", "%", "%25"),
            )
            address = address[:at] + self.dice.choice(odd) + address[at:]
        return self._whole(method, address)

    def odd_headers(self) -> bytes:
        """A right address with headers, a method or a version that contradict themselves or mean nothing."""
        names = self.dice.choices([*HEADERS], k=self.dice.randint(1, 4))
        odd = [(name, self.dice.choice(HEADERS[name])) for name in names]
        method, route = self.dice.choice(self.routes)
        method = self.dice.choice(METHODS) if self.dice.random() < 0.2 else method
        version = self.dice.choice(VERSIONS) if self.dice.random() < 0.2 else "HTTP/1.1"
        return self._whole(method, self._filled(route, KNOWN), odd, version, b"name=x" if method == "POST" else b"")

    def odd_body(self) -> bytes:
        """A body that is not what it says: parts, JSON, bytes, chunks, more or less than was told."""
        noise = self.dice.randbytes(self.dice.randint(0, 2000))
        parts = (noise, PART + noise, PART + noise + b"\r\n--b--", PART * self.dice.randint(1, 60))
        body = self.dice.choice((*parts, b"&".join([b"name=%ff"] * 99), b'{"name": [[[null]]]}'))
        kinds = (FORM, "multipart/form-data; boundary=b", "multipart/form-data; boundary=" + "b" * 300, "text/plain")
        odd = [("Content-Type", self.dice.choice(kinds))]
        if self.dice.random() < 0.3:
            size = self.dice.choice((b"%x" % len(body), b"zz", b"-1", b"f" * 16, b"5;x=y", b""))
            odd, body = [*odd, ("Transfer-Encoding", "chunked")], size + b"\r\n" + body + b"\r\n0\r\n\r\n"
        elif self.dice.random() < 0.3:
            odd.append(("Content-Length", str(len(body) + self.dice.choice((-1, 1, 7)))))
        return self._whole("POST", self._filled(self._changing(), KNOWN), odd, body=body)

    def noise(self) -> bytes:
        """A request of which some bytes are others, too many or missing; or nothing but noise."""
        if self.dice.random() < 0.2:
            return self.dice.randbytes(self.dice.randint(1, 3000)) + b"\r\n\r\n" * self.dice.randint(0, 1)
        whole = bytearray(self.odd_form())
        for _ in range(self.dice.randint(1, 12)):
            at = self.dice.randrange(len(whole))
            whole[at : at + self.dice.randint(0, 3)] = self.dice.randbytes(self.dice.randint(0, 3))
        return bytes(whole)

    def _word(self) -> str:
        return quote(self.dice.choice(self.dice.choice((STRANGE, KNOWN))), safe="")

    def _changing(self) -> str:
        return self.dice.choice([route for method, route in self.routes if method == "POST"])

    def _filled(self, route: str, words: Sequence[str]) -> str:
        """The address with a word in each of its places; more often than not one that leads somewhere."""
        if self.dice.random() < 0.7:
            route = route.replace("<key>", self.key).replace("<int:place>", "1").replace("<language>", "ar")
        return re.sub("<[^>]+>", lambda _: quote(self.dice.choice(words)[:3000]), route)

    def _whole(
        self, method: str, address: str, odd: Sequence[Header] = (), version: str = "HTTP/1.1", body: bytes = b""
    ) -> bytes:
        """A request as a page of ours would send it; an odd header stands instead of the right one."""
        right = {"Host": "127.0.0.1", "Sec-Fetch-Site": "same-origin", "Connection": "close"}
        if token := self.dice.choice(self.tokens):
            right["Cookie"] = f"session={token}"
        if body:
            right |= {"Content-Type": FORM}
            right |= {} if "Transfer-Encoding" in dict(odd) else {"Content-Length": str(len(body))}
        given = [*((name, value) for name, value in right.items() if name not in dict(odd)), *odd]
        lines = [f"{method} {address} {version}", *(f"{name}: {value}" for name, value in given)]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def asked(port: int, request: bytes, seconds: float) -> Answer:
    """Send this, say no more, and return what comes back."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), seconds) as line, suppress(OSError):
        line.sendall(request)
        while part := line.recv(65536):
            found += part
    head, _, body = found.removeprefix(GO_ON).partition(b"\r\n\r\n")
    status = int(head.split()[1]) if head.startswith(b"HTTP/1.") else 0
    return Answer(status, head.decode("latin-1"), body.decode("utf-8", "replace"))


def is_http(request: bytes) -> bool:
    """Tell whether a request is HTTP/1.x, as far as its head says, in a coding that HTTP/1.x knows."""
    head = request.partition(b"\r\n\r\n")[0] + b"\r\n"
    coded = re.search(rb"(?i)\r\ntransfer-encoding:(?! *chunked\r\n[^ \t])", head + b"\n")
    return bool(re.match(rb"[A-Z]+ \S+ HTTP/1\.[01]\r\n", head)) and not coded

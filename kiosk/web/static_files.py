"""Our own styles, script and fonts: read once, packed once, kept by the browser under an address with their hash."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

from flask import Flask, Response, abort, request

FOLDER = Path(__file__).with_name("static")
REMARK = re.compile(rb"/\*.*?\*/\s*", re.S)
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}
"""Said here and not by the machine's own list of types, which may know others."""
PACKED = ("text/css", "text/javascript", "image/svg+xml")
BUNDLES = {
    "desk.css": (
        *("fonts.css", "ground.css", "controls.css", "screens.css"),
        *("slip.css", "dates.css", "slip_screen.css", "slip_paper.css"),
    ),
    "numbers.css": ("fonts.css", "ground.css", "controls.css", "screens.css", "overhead.css", "calendar.css"),
    "phone.css": ("fonts.css", "ground.css", "slip.css", "dates.css", "slip_paper.css"),
    "desk.js": ("vendor/htmx-4.0.1/htmx.min.js", "line.js", "taps.js", "app.js", "rest.js", "slip.js", "read_aloud.js"),
}
"""What the desk's pages need, the overhead's, and the public slip page, in one request each."""


@dataclass(frozen=True)
class StaticFile:
    """One file: its content, its type and hash."""

    plain: bytes
    kind: str
    version: str

    @cached_property
    def packed(self) -> bytes:
        """Return the content packed; empty where packing is of no use."""
        return gzip.compress(self.plain, 9, mtime=0) if self.kind in PACKED else b""


@cache
def _names() -> frozenset[str]:
    """Return every name that is answered; an unknown one costs nothing and is remembered nowhere."""
    files = (path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
    return frozenset(files) | BUNDLES.keys()


@cache
def _read(name: str) -> StaticFile:
    parts = [FOLDER / part for part in BUNDLES.get(name, (name,))]
    plain = b"\n".join(path.read_bytes() for path in parts)
    kind = KINDS.get(PurePosixPath(name).suffix, "application/octet-stream")
    if kind == "text/css":
        plain = REMARK.sub(b"", plain)
    return StaticFile(plain, kind, hashlib.sha256(plain).hexdigest()[:12])


def _file(name: str) -> StaticFile | None:
    return _read(name) if name in _names() else None


def static_url(name: str) -> str:
    """Return the address of a file with its version in it. Raises LookupError for a file that is not there."""
    file = _file(name)
    if file is None:
        raise LookupError(name)
    return f"/static/{file.version}/{name}"  # written out: an error page is made even where no address can be built


def static_file(version: str, name: str) -> Response:
    """Return the file; any version is answered, only the right one may be kept. Vendored files do not change."""
    file = _file(name)
    if file is None:
        abort(404)
    packed = bool(file.packed) and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(file.packed if packed else file.plain, content_type=_typed(file.kind))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if file.packed:
        response.headers["Vary"] = "Accept-Encoding"
    fresh = version == file.version or name.startswith("vendor/")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    return response


def serve_static(app: Flask) -> None:
    """Add the route; Flask's own static route is off."""
    app.add_url_rule("/static/<version>/<path:name>", "static_file", static_file)


def _typed(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

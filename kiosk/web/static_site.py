"""All slip pages as files that any web server can host, so that nobody outside needs to reach a desk."""

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlsplit

from flask import Flask

from kiosk.web.running import Running
from kiosk.words.catalogues import SOURCE

LINK = re.compile(r'(?<=href=")/(slip|static)/')
CALENDAR = re.compile(r'href="/slip/([^"]+\.ics)"')
STYLE_OR_ICON = re.compile(r'href="/static/([^"]+)"')
FONT = re.compile(r'url\("([^"]+)"\)')


def files_of(app: Flask) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the public address, and the content, of every page and of what the pages load.

    Services that have ended and languages that were withdrawn have their pages: what is printed answers for ever.
    """
    running: Running = app.extensions["kiosk"]
    loaded, calendars = dict.fromkeys(("",)), dict[str, None]()
    for tag in dict.fromkeys((*running.pack.site.languages, *running.words.catalogues, SOURCE)):
        for place in _places(running):
            folder = f"{tag}/{place}".rstrip("/")
            page = _answer(app, f"/slip/{tag}/{place}").decode()
            loaded |= dict.fromkeys(STYLE_OR_ICON.findall(page))
            calendars |= dict.fromkeys(CALENDAR.findall(page))
            yield f"{folder}/index.html", _relative(page, "../" * (folder.count("/") + 1)).encode()
    base = urlsplit(running.pack.site.slip_url).path.rstrip("/") + "/"
    for name, place, top in (("index.html", "", ""), ("404.html", "404.html", base)):
        yield name, _relative(_answer(app, f"/slip/{place}").decode(), top).encode()
    yield from ((path, _answer(app, f"/slip/{path}")) for path in calendars)
    for name in filter(None, loaded):
        content = _answer(app, f"/static/{name}")
        yield f"static/{name}", content
        for font in FONT.findall(content.decode()):
            path = f"{name.rpartition('/')[0]}/{font}"
            yield f"static/{path}", _answer(app, f"/static/{path}")


def _places(running: Running) -> Iterator[str]:
    pack = running.pack
    desks = (f"desk/{desk.code}" for desk in pack.site.desks)
    return chain(("",), (service.code for service in pack.services), desks, ("about/data",))


def _answer(app: Flask, path: str) -> bytes:
    return bytes(app.test_client().get(path).data)


def _relative(page: str, top: str) -> str:
    """Return the page with links that hold wherever the files are hosted."""
    return LINK.sub(lambda found: top if found[1] == "slip" else f"{top}static/", page)

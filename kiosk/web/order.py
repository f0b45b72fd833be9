"""The order of a page's taps, and what became of them.

A copy that lay on the line and arrives after a later tap does nothing any more. What changes a talk is kept with it:
it is done once whatever comes between, another page or a restart.
"""

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, abort, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from kiosk.errors import PepperLost, StoreUnavailable
from kiosk.web.running import here
from kiosk.web.way_back import LOST, checked, with_loss

NUMBERED = re.compile(r"(\S{1,20}) (\d{1,15})")
"""What a tap says of itself: its page, and its number there."""
Done = TypeVar("Done")
PAGES = 500
"""How many open pages are remembered; a page that is loaded anew counts as another."""


@dataclass
class OpenPage:
    """A page, the newest tap that came from it, the newest that was done, whether one was refused and is missing."""

    name: str = ""
    newest: int = 0
    done: int = 0
    missing: bool = False


class Order:
    """The open pages, the one that was tapped last at the end."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, OpenPage] = OrderedDict()
        self._lock = Lock()

    def came(self, name: str, number: int) -> OpenPage:
        """Return the page of this tap, which is its newest unless a later one has come already."""
        with self._lock:
            page = self._pages[name] = self._pages.pop(name, OpenPage(name))
            page.newest = max(number, page.newest)
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
            return page


def cause_of_tap() -> str:
    """Return the hash of a tap that may come again, by its number and content; nothing for what has no number.

    It may bring a PIN, which who has the store could guess from its hash: there is the pepper in it.
    """
    if request.method != "POST" or "Tap" not in request.headers:
        return ""
    tap = "\n".join((request.headers["Tap"], request.full_path, repr(sorted(request.form.items(multi=True)))))
    with suppress(PepperLost):
        return hmac.new(here().store.pepper(), tap.encode(), "sha256").hexdigest()
    return ""


def keep_order(app: Flask) -> None:
    """Refuse taps that are overtaken; a form without script has no number and counts as it comes.

    A page that was loaded anew while a tap waited names it: where it was not done the page says that it is missing, and
    a copy that comes late does nothing any more.
    """
    order = Order()

    def refuse_overtaken() -> None:
        tap = NUMBERED.fullmatch(request.headers.get("Tap", "")) if request.method == "POST" else None
        g.number = int(tap[2]) if tap else 0
        g.page = order.came(tap[1], g.number) if tap else OpenPage()
        if g.number < g.page.newest:
            abort(409)

    def say_what_is_missing() -> BaseResponse | None:
        tap = NUMBERED.fullmatch(request.args.get(LOST, ""))
        rest = urlencode({name: value for name, value in request.args.items() if name != LOST})
        place = checked(f"{request.path}?{rest}".rstrip("?"))
        if tap is None or not place:
            return None
        page, number, key = order.came(tap[1], int(tap[2]) + 1), int(tap[2]), (request.view_args or {}).get("key", "")
        if page.done >= number or here().store.talks.has_tap(key, _kept_as(key, page.name, number)):
            return redirect(place, 303)
        with suppress(StoreUnavailable):  # who only reads goes on when nothing can be written
            here().store.talks.is_new_tap(key, _kept_as(key, page.name, number))
        return redirect(with_loss(place), 303)

    app.before_request(refuse_overtaken)
    app.before_request(say_what_is_missing)
    app.after_request(note_done)


def once(key: str, change: Callable[[], Done]) -> Done | None:
    """Return what becomes of a talk by this tap; None where it was done or given up already, or the talk is gone.

    A form without script has no number and counts as it comes.
    """
    store = here().store
    with store.at_once():
        new = not g.number or store.talks.is_new_tap(key, _kept_as(key, g.page.name, g.number))
        return change() if new else None


def _kept_as(key: str, page: str, number: int) -> str:
    """Return how a tap is kept with its talk: it tells no order and no tablet."""
    return hashlib.sha256(f"{page} {number} {key}".encode()).hexdigest()[:22]


def note_done(response: Response) -> Response:
    """Remember that a tap was done, whoever repeats it later; what was missing before it has been told by then."""
    if request.method == "POST" and g.get("let_in") and response.status_code < 400:
        g.page.done, g.page.missing = max(g.number, g.page.done), False
    return response


def tap_is_missing() -> bool:
    """Tell whether a refused tap of this page must be asked for again: this one, unless it is a copy of a done one."""
    if request.method == "POST" and not 0 < g.number <= g.page.done:
        g.page.missing = True
    return bool(g.page.missing)

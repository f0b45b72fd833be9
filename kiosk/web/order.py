"""The order of one tablet's taps: a copy that lay on the line and arrives after a later tap does nothing any more."""

import re
from collections import OrderedDict
from threading import Lock

from flask import Flask, abort, request

NUMBERED = re.compile(r"(.*) (\d{1,15})")
"""What a tap says of itself: its page, and its number there."""
TABLETS = 500
"""How many open pages are remembered; a page that is loaded anew counts as another."""


class Order:
    """The newest tap of each open page, kept while the server runs: a line that is cut holds no copy back."""

    def __init__(self) -> None:
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def overtaken(self, page: str, number: int) -> bool:
        """Tell whether a later tap of this page has come already; else this one is the newest. A repeat is not late."""
        with self._lock:
            newest = max(number, self._newest.pop(page, 0))
            self._newest[page] = newest
            if len(self._newest) > TABLETS:
                self._newest.popitem(last=False)
            return number < newest


def keep_order(app: Flask) -> None:
    """Refuse taps that are overtaken; a form without script has no number and counts as it comes."""
    order = Order()

    def refuse_overtaken() -> None:
        tap = NUMBERED.fullmatch(request.headers.get("Tap", "")) if request.method == "POST" else None
        if tap and order.overtaken(tap[1], int(tap[2])):
            abort(409)

    app.before_request(refuse_overtaken)

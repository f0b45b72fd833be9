"""Hands on the glass: fingers that go down, roll, tremble and come up, several at once, at their own pace."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page

Point = tuple[float, float]

SEEN = 0.95
"""Seconds after which what has come is deaf nowhere."""


@dataclass
class Hand:
    """Touches a page as a touch screen reports it."""

    page: Page
    fingers: dict[int, Point] = field(default_factory=dict)
    glass: CDPSession = field(init=False)

    def __post_init__(self) -> None:
        self.glass = self.page.context.new_cdp_session(self.page)

    def middle(self, selector: str) -> Point:
        """Where a control lies."""
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None, selector
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def press(self, at: Point, finger: int = 0) -> None:
        """A finger goes down."""
        self.fingers[finger] = at
        self._send("touchStart")

    def move(self, to: Point, finger: int = 0) -> None:
        """It moves without leaving the glass."""
        self.fingers[finger] = to
        self._send("touchMove")

    def lift(self, *fingers: int) -> None:
        """Fingers come up, all of them unless they are named."""
        for finger in fingers or tuple(self.fingers):
            self.fingers.pop(finger, None)
        self._send("touchEnd")

    def tap(self, at: Point, held: float = 0.03) -> None:
        """Down and up again."""
        self.press(at)
        time.sleep(held)
        self.lift()

    def drum(self, at: Point, pace: float, times: int = 8) -> None:
        """Tap and tap on one spot, as children do."""
        began = time.monotonic()
        for number in range(1, times + 1):
            self.tap(at)
            time.sleep(max(0, began + number * pace - time.monotonic()))

    def roll(self, at: Point, across: float, along: float, steps: int = 4) -> None:
        """Down, a movement within 200 ms, and up."""
        self.press(at)
        for step in range(1, steps + 1):
            time.sleep(0.05)
            self.move((at[0] + across * step / steps, at[1] + along * step / steps))
        self.lift()

    def look(self, selector: str) -> Point:
        """Look at what has come until it is known; where it lies."""
        self.page.wait_for_selector(selector)
        self.page.wait_for_timeout(SEEN * 1000)
        return self.middle(selector)

    def _send(self, kind: str) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in self.fingers.items()]
        self.glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

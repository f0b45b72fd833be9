"""The clock on the wall of the desk. Only the edge asks it; everything below is told."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Berlin")
Clock = Callable[[], datetime]
"""Says the moment, with its time zone; the desk's day is the day of this moment."""


def wall_clock() -> datetime:
    """Return the moment at the desk."""
    return datetime.now(LOCAL)

"""Remembers talks and counts in one SQLite file. Nothing outside this room knows that it is SQLite."""

from kiosk.storage.staff import Account, Hour, Session
from kiosk.storage.store import Store

__all__ = ["Account", "Hour", "Session", "Store"]

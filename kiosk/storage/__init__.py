"""Remembers talks and counts in one SQLite file. Nothing outside this room knows that it is SQLite."""

from kiosk.storage.collection import Aside
from kiosk.storage.counts import DeskDay, Fate
from kiosk.storage.old_lists import Draft, NewList
from kiosk.storage.openings import SetDay
from kiosk.storage.outbox import Entry, Waiting
from kiosk.storage.releases import ReleaseEntry
from kiosk.storage.staff import Account, Session
from kiosk.storage.store import Store
from kiosk.storage.tokens import AccessToken

__all__ = [
    "AccessToken",
    "Account",
    "Aside",
    "DeskDay",
    "Draft",
    "Entry",
    "Fate",
    "NewList",
    "ReleaseEntry",
    "Session",
    "SetDay",
    "Store",
    "Waiting",
]

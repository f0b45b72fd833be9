"""Remembers talks and counts in one SQLite file. Nothing outside this room knows that it is SQLite."""

from kiosk.storage.case_counts import CaseMonth
from kiosk.storage.counts import Decided, Fate, SeveralCounts
from kiosk.storage.list_archive import Draft, NewList
from kiosk.storage.opening_days import SetDay
from kiosk.storage.outbox import SITE, TALLIES, Failing, Waiting
from kiosk.storage.received import Aside
from kiosk.storage.release_list import ReleaseEntry
from kiosk.storage.reported import Deliveries, DeskDay, UntoldMonth
from kiosk.storage.staff import AccessToken, Account, Session
from kiosk.storage.store import Store

__all__ = [
    "SITE",
    "TALLIES",
    "AccessToken",
    "Account",
    "Aside",
    "CaseMonth",
    "Decided",
    "Deliveries",
    "DeskDay",
    "Draft",
    "Failing",
    "Fate",
    "NewList",
    "ReleaseEntry",
    "Session",
    "SetDay",
    "SeveralCounts",
    "Store",
    "UntoldMonth",
    "Waiting",
]

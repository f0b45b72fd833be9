"""Remembers talks and counts in one SQLite file. Nothing outside this room knows that it is SQLite."""

from kiosk.storage.account_log import TERMINAL, LogEvent, LogLine
from kiosk.storage.before_yes import TAKEN_BACK
from kiosk.storage.case_counts import CaseMonth
from kiosk.storage.counts import Fate
from kiosk.storage.deletions import Deletion
from kiosk.storage.devices import UNKNOWN, Device
from kiosk.storage.list_archive import Draft
from kiosk.storage.opening_days import SetDay
from kiosk.storage.outbox import SITE, TALLIES, Failing, Waiting
from kiosk.storage.received import Aside
from kiosk.storage.reported import Deliveries, DeskDay, UntoldMonth
from kiosk.storage.staff import LOCKED, ROLES, AccessToken, Account, Session
from kiosk.storage.store import Store

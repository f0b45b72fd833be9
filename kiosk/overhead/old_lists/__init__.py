"""Bringing in old lists of counts: read, matched to a committee table, checked, kept under one entry, taken back."""

from kiosk.overhead.old_lists.cells import one_line
from kiosk.overhead.old_lists.checks import ALL_DESKS
from kiosk.overhead.old_lists.examining import Examined, OldList, examine
from kiosk.overhead.old_lists.findings import Finding, Kind
from kiosk.overhead.old_lists.importing import Taken, take_in, undo
from kiosk.overhead.old_lists.matching import LEFT_OUT, Choices

__all__ = [
    "ALL_DESKS",
    "LEFT_OUT",
    "Choices",
    "Examined",
    "Finding",
    "Kind",
    "OldList",
    "Taken",
    "examine",
    "one_line",
    "take_in",
    "undo",
]

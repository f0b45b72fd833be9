"""Bringing in old lists of counts: read, matched to a committee table, checked, kept under one entry, taken back."""

from kiosk.overhead.old_lists.cells import letter, one_line, text
from kiosk.overhead.old_lists.examining import Examined, OldList, Question, examine, refused
from kiosk.overhead.old_lists.findings import Finding, Kind
from kiosk.overhead.old_lists.importing import Taken, take_in, undo
from kiosk.overhead.old_lists.lines import LEFT_OUT
from kiosk.overhead.old_lists.matching import ALL_DESKS, DESK_PREFIX
from kiosk.overhead.old_lists.proposal import Block, Reading, Role

__all__ = [
    "ALL_DESKS",
    "DESK_PREFIX",
    "LEFT_OUT",
    "Block",
    "Examined",
    "Finding",
    "Kind",
    "OldList",
    "Question",
    "Reading",
    "Role",
    "Taken",
    "examine",
    "letter",
    "one_line",
    "refused",
    "take_in",
    "text",
    "undo",
]

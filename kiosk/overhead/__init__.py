"""What the overhead can do: totals, calendar, releases, old lists. It never reaches a talk."""

from kiosk.overhead.figures import BroughtIn, Report, course, first_day, last_paper, report
from kiosk.overhead.old_lists import (
    ALL_DESKS,
    LEFT_OUT,
    Choices,
    Examined,
    Finding,
    Kind,
    OldList,
    Taken,
    examine,
    take_in,
    undo,
)
from kiosk.overhead.releases import Outside, Release, digest_of, release, released, rounded_former, rounded_tables
from kiosk.overhead.reported_days import CalendarDay, CalendarRow, MissingDay, calendar, desks, missing

__all__ = [
    "ALL_DESKS",
    "LEFT_OUT",
    "BroughtIn",
    "CalendarDay",
    "CalendarRow",
    "Choices",
    "Examined",
    "Finding",
    "Kind",
    "MissingDay",
    "OldList",
    "Outside",
    "Release",
    "Report",
    "Taken",
    "calendar",
    "course",
    "desks",
    "digest_of",
    "examine",
    "first_day",
    "last_paper",
    "missing",
    "release",
    "released",
    "report",
    "rounded_former",
    "rounded_tables",
    "take_in",
    "undo",
]

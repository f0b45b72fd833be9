"""What the overhead can do: totals, calendar, releases, old lists. It never reaches a talk."""

from kiosk.overhead.cases import FEWEST_POSTS, CaseSums, case_sums, months_to_tell, who_told
from kiosk.overhead.figures import BroughtIn, Report, course, first_day, last_paper, report
from kiosk.overhead.old_lists import (
    ALL_DESKS,
    LEFT_OUT,
    Examined,
    Finding,
    Kind,
    OldList,
    Taken,
    examine,
    refused,
    take_in,
    undo,
)
from kiosk.overhead.releases import Outside, Release, digest_of, release, released, rounded_former, rounded_tables
from kiosk.overhead.reported_days import CalendarDay, CalendarRow, DeskNews, MissingDay, calendar, desks, missing, news

__all__ = [
    "ALL_DESKS",
    "FEWEST_POSTS",
    "LEFT_OUT",
    "BroughtIn",
    "CalendarDay",
    "CalendarRow",
    "CaseSums",
    "DeskNews",
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
    "case_sums",
    "course",
    "desks",
    "digest_of",
    "examine",
    "first_day",
    "last_paper",
    "missing",
    "months_to_tell",
    "news",
    "refused",
    "release",
    "released",
    "report",
    "rounded_former",
    "rounded_tables",
    "take_in",
    "undo",
    "who_told",
]

"""What the overhead can do: totals, calendar, releases, old lists. It never reaches a talk."""

from kiosk.overhead.cases import FEWEST_POSTS, CaseSums, case_sums, months_to_tell, who_told
from kiosk.overhead.figures import BroughtIn, Report, course, first_day, report
from kiosk.overhead.old_lists.examining import Examined, OldList, examine, refused, take_in, undo
from kiosk.overhead.old_lists.findings import Finding, Kind
from kiosk.overhead.old_lists.matching import ALL_DESKS
from kiosk.overhead.releases import (
    Outside,
    Release,
    digest_of,
    last_paper,
    releasable,
    release,
    released,
    rounded_former,
    rounded_tables,
)
from kiosk.overhead.reminders import Reminder, reminders
from kiosk.overhead.reported_days import CalendarDay, CalendarRow, DeskNews, MissingDay, calendar, desks, missing, news

__all__ = [
    "ALL_DESKS",
    "FEWEST_POSTS",
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
    "Reminder",
    "Report",
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
    "releasable",
    "release",
    "released",
    "reminders",
    "report",
    "rounded_former",
    "rounded_tables",
    "take_in",
    "undo",
    "who_told",
]

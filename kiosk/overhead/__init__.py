"""What the overhead can do: totals, calendar, releases, old lists. It never reaches a talk."""

from kiosk.overhead.cases import case_sums, months_to_tell, who_told
from kiosk.overhead.figures import BroughtIn, Gaps, Report, course, first_day, gaps, report
from kiosk.overhead.old_lists.examining import Examined, OldList, examine, refused, take_in, undo
from kiosk.overhead.old_lists.lines import Kind
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
from kiosk.overhead.reported_days import CalendarDay, CalendarRow, MissingDay, calendar, desks, missing, news

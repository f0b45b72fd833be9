"""What the overhead can do: totals of a period, and bringing in old lists. It never reaches a talk."""

from kiosk.overhead.figures import Report, first_day, no_need_row, report, screening_paper
from kiosk.overhead.old_lists import OldList, Taken, take_in

__all__ = ["OldList", "Report", "Taken", "first_day", "no_need_row", "report", "screening_paper", "take_in"]

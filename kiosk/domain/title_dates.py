"""By when to do what before a title ends for good, reckoned from the month that its card names."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kiosk.domain.period import Period, months_before

SENT_BEFORE = timedelta(weeks=6)


class Step(StrEnum):
    """Name what has a last day, in the order of the days."""

    WORK = "work"
    PAPERS = "papers"
    SENT = "sent"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class EndingTitle:
    """A title that is given no more: the answer that stands for it, and the last day on which one can still hold."""

    paper: str
    last_day: date

    def months(self, today: date) -> tuple[date, ...]:
        """Return the first day of each month in which a card can still end; none from the day after the last one on."""
        return tuple(one.first for one in Period(today, self.last_day).each_month) if today <= self.last_day else ()


def last_days(month: date) -> dict[Step, date]:
    """Return the last day of each step for a card of this month.

    The month's first day stands for the day on the card, so that whoever keeps to it is never late.
    """
    first = month.replace(day=1)
    return {
        Step.WORK: months_before(first, 6),
        Step.PAPERS: months_before(first, 3),
        Step.SENT: first - SENT_BEFORE,
        Step.ARRIVED: first,
    }

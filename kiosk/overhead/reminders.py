"""Who is to be reminded of what: desks of days and months, posts of months. No count, and nothing of a person."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from kiosk.overhead.cases import who_told
from kiosk.overhead.reported_days import desks, last_year, missing, untold
from kiosk.pack import Pack
from kiosk.storage import Store


class Reminder(NamedTuple):
    """A desk, or a post, by its code, and the days and months that it has still to tell, the oldest first."""

    code: str
    of_post: bool
    days: tuple[date, ...]
    months: tuple[date, ...]


def reminders(store: Store, pack: Pack, today: date) -> tuple[Reminder, ...]:
    """Return whom to remind, desks before posts, each in the order of the pack."""
    days, months = defaultdict[str, list[date]](list), defaultdict[str, list[date]](list)
    for day in missing(store, pack, last_year(today), today):
        days[day.desk].append(day.day)
    for month in untold(store, today):
        months[month.desk].append(month.first)
    of_desks = (Reminder(code, False, tuple(days[code]), tuple(months[code])) for code in desks(store, pack))
    of_posts = (Reminder(one.post, True, (), one.missing) for one in who_told(store, pack, today)[1])
    return tuple(one for one in (*of_desks, *of_posts) if one.days or one.months)

"""Writes days and opening times as a calendar file (RFC 5545) that a phone takes in."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kiosk.clock import LOCAL
from kiosk.domain.period import Period
from kiosk.domain.service import Hours

if TYPE_CHECKING:
    from icalendar import Event

KIND = "text/calendar; charset=utf-8"
REMINDED = timedelta(days=-7, hours=9)
"""From the beginning of the day: a week before, at nine in the morning."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Weekly(NamedTuple):
    """When something begins and ends for the first time, and on which weekdays it comes again until a last day.

    `closed`: days on which it does not.
    """

    begins: datetime
    ends: datetime
    weekdays: tuple[int, ...]
    last: date
    closed: tuple[date, ...] = ()


class Entry(NamedTuple):
    """One entry: a day to be reminded of, or what comes every week. `name` is the same in every file that has it."""

    name: str
    title: str
    text: str
    when: date | Weekly


def calendar_file(entries: Iterable[Entry], written: date) -> bytes:
    """Return a calendar file of the entries, with the rules of summer time that they need."""
    from icalendar import Calendar  # noqa: PLC0415 - half a second that no start should wait for

    calendar = Calendar()
    calendar.add("prodid", "-//clearing-kiosk//DE")
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(_event(entry, written))
    calendar.add_missing_timezones(written, written + timedelta(days=366))
    return bytes(calendar.to_ical())


def weeks(
    title: str, address: str, hours: Sequence[Hours], period: Period, closed: Container[date] = ()
) -> Iterator[Entry]:
    """Yield an entry for each opening time of the period but on closed days; none where no time is known."""
    first, shut = period.first, [day for day in period.days if day in closed]
    for number, part in enumerate(part for part in hours if part.opens):
        days = (first + timedelta(days=ahead) for ahead in range(len(WEEKDAYS)))
        day = next(day for day in days if day.weekday() in part.days)
        begins, ends = (datetime.combine(day, _clock(told), LOCAL) for told in (part.opens, part.closes))
        never = tuple(one for one in shut if one.weekday() in part.days)
        yield Entry(f"{title}-{number}", title, address, Weekly(begins, ends, part.days, period.last, never))


def _event(entry: Entry, written: date) -> "Event":
    from icalendar import Alarm, Event  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", f"{entry.name}@clearing-kiosk")
    event.add("dtstamp", datetime.combine(written, time(), UTC))
    event.add("summary", entry.title)
    if isinstance(entry.when, Weekly):
        event.add("location", entry.text)
        event.add("dtstart", entry.when.begins)
        event.add("dtend", entry.when.ends)
        until = datetime.combine(entry.when.last, time(23, 59), LOCAL).astimezone(UTC)
        weekdays = [WEEKDAYS[weekday] for weekday in entry.when.weekdays]
        event.add("rrule", {"freq": "weekly", "byday": weekdays, "until": until})
        if entry.when.closed:
            event.add("exdate", [datetime.combine(day, entry.when.begins.timetz()) for day in entry.when.closed])
        return event
    event.add("description", entry.text)
    event.add("dtstart", entry.when)
    alarm = Alarm()
    for name, value in (("action", "DISPLAY"), ("description", entry.title), ("trigger", REMINDED)):
        alarm.add(name, value)
    event.add_component(alarm)
    return event


def _clock(told: str) -> time:
    hour, minute = told.split(":")
    return time(int(hour), int(minute))

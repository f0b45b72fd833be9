"""Calendar files, read back by the library that phones' programs are like."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from kiosk.clock import LOCAL
from kiosk.domain.period import Period
from kiosk.domain.service import Hours
from kiosk.export.calendar_file import Entry, calendar_file, weeks

TODAY = date(2026, 11, 23)


def read(content: bytes) -> list[Any]:
    """The entries of a file whose every line a phone takes in."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    return list(calendar.walk("VEVENT"))


def test_a_day_is_a_whole_day_with_a_reminder_a_week_before() -> None:
    title, text = "أرسلوا الطلب، حسب §25a; " * 6, "Antrag, Beleg;\nbehalten"
    (event,) = read(calendar_file([Entry("2027-03-sent", title, text, date(2027, 1, 18))], TODAY))
    assert (event["summary"], event["description"]) == (title, text)
    assert event.decoded("dtstart") == date(2027, 1, 18)
    assert event.decoded("dtstamp") == datetime(2026, 11, 23, tzinfo=UTC)
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-7, hours=9)


def test_entries_keep_their_name_so_that_a_second_file_does_not_double_them() -> None:
    first, second = (
        read(calendar_file([Entry("2027-03-sent", "a", "b", date(2027, 1, 18))], day))
        for day in (TODAY, TODAY + timedelta(days=9))
    )
    assert first[0]["uid"] == second[0]["uid"]


@pytest.mark.parametrize("first", [date(2026, 11, 23), date(2027, 3, 26), date(2027, 10, 30)])
def test_opening_times_are_the_same_on_the_wall_in_summer_and_winter(first: date) -> None:
    hours = (Hours((0, 2), "9:00", "12:00"), Hours((6,), "14:00", "15:30"), Hours((1,), "", ""))
    content = calendar_file(weeks("Stelle", "Amtsgasse 9", hours, Period(first, first + timedelta(days=180))), first)
    monday, sunday = read(content)
    assert b"BEGIN:VTIMEZONE" in content
    assert monday["rrule"]["byday"] == ["MO", "WE"]
    for event, opens, closes in ((monday, "09:00", "12:00"), (sunday, "14:00", "15:30")):
        begins = event.decoded("dtstart")
        assert begins.astimezone(LOCAL).strftime("%H:%M") == opens
        assert event.decoded("dtend").astimezone(LOCAL).strftime("%H:%M") == closes
        assert 0 <= (begins.date() - first).days < 7
        last = event["rrule"]["until"][0].astimezone(LOCAL)
        assert last.date() == first + timedelta(days=180)

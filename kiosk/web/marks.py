"""The calendar of desks and days in signs and words."""

from datetime import date

from babel.dates import format_date
from flask import g

from kiosk.domain.calendar import DayState
from kiosk.messages import gettext_noop
from kiosk.overhead import CalendarDay, CalendarRow
from kiosk.web.voices import staff, staff_many
from kiosk.words.catalogues import locale_of

MEANINGS = {
    DayState.COUNTED: gettext_noop("gemeldet, Zahl der Personen"),
    DayState.ZERO: gettext_noop("gemeldet, niemand kam"),
    DayState.MISSING: gettext_noop("fehlt"),
    DayState.ILL: gettext_noop("krank"),
    DayState.CLOSED: gettext_noop("keine Sprechstunde"),
    DayState.AHEAD: gettext_noop("steht noch aus"),
    DayState.WEEKEND: gettext_noop("Wochenende"),
    DayState.HOLIDAY: gettext_noop("Feiertag, Schließtag"),
    DayState.UNKNOWN: gettext_noop("nicht eingetragen"),
}
SIGNS = {
    DayState.COUNTED: "3",
    DayState.ZERO: "0",
    DayState.MISSING: "!",
    DayState.ILL: gettext_noop("k"),
    DayState.UNKNOWN: "·",
}
"""What stands in the box of a state; other boxes are empty. A counted day shows its own figure."""


def meaning(state: DayState) -> str:
    """What a box means, in words."""
    return staff(MEANINGS[state])


def sample(state: DayState) -> str:
    """The sign as the legend shows it."""
    return staff(SIGNS[state]) if state in SIGNS else ""


def sign(day: CalendarDay) -> str:
    """What stands in the box of this day."""
    return str(day.persons) if day.state is DayState.COUNTED else sample(day.state)


def spoken(day: CalendarDay) -> str:
    """The day for those who hear the page."""
    if day.state is DayState.COUNTED:
        told = staff_many("1 Person", "%(number)s Personen", day.persons)
    else:
        told = meaning(day.state)
    return f"{told}, {staff('berichtigt')}" if day.corrected else told


def verdict(row: CalendarRow) -> str:
    """Whether a desk has reported everything."""
    if row.missing:
        return staff_many("1 fehlt", "%(number)s fehlen", row.missing)
    if row.unknown:
        return staff("Sprechtage nicht eingetragen")
    return staff("vollständig") if row.reported else staff("nichts fällig")


def month(day: date) -> str:
    """November 2026."""
    return format_date(day, "LLLL y", locale=locale_of(g.tongue))


def weekday(day: date) -> str:
    """Mo, Di, Mi."""
    return format_date(day, "cccccc", locale=locale_of(g.tongue)).rstrip(".")

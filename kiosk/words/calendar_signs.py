"""The calendar of desks and days in signs and words."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from kiosk.domain.calendar import DayState, Opening
from kiosk.domain.period import Period, place_in_year
from kiosk.messages import gettext_noop
from kiosk.overhead import CalendarDay, CalendarRow
from kiosk.words.catalogues import Tongue, day_short, locale_of, month_words

MEANINGS = gettext_noop(
    {
        DayState.COUNTED: "gemeldet, Zahl der Personen",
        DayState.ZERO: "gemeldet, niemand kam",
        DayState.TOLD: "gemeldet",
        DayState.MISSING: "fehlt",
        DayState.ILL: "ausgefallen",
        DayState.CLOSED: "keine Sprechstunde",
        DayState.AHEAD: "steht noch aus",
        DayState.WEEKEND: "Wochenende",
        DayState.HOLIDAY: "Feiertag, Schließtag",
        DayState.UNKNOWN: "nicht eingetragen",
    }
)
SIGNS = {
    DayState.COUNTED: "3",
    DayState.ZERO: "0",
    DayState.TOLD: "✓",
    DayState.MISSING: "!",
    DayState.ILL: "×",
    DayState.UNKNOWN: "·",
}
"""What stands in the box of a state; other boxes are empty. A counted day shows its own figure."""

UNITS = gettext_noop(
    {
        3: "%(place)s. Quartal %(year)s",
        6: "%(place)s. Halbjahr %(year)s",
        12: "Jahr %(year)s",
    }
)
"""A calendar unit of so many months."""
AS_USUAL = "default"
CHOICES = gettext_noop(
    {
        Opening.OPEN: "Sprechstunde",
        Opening.CLOSED: "keine Sprechstunde",
        Opening.ILL: "ausgefallen",
        AS_USUAL: "wie sonst",
    }
)
"""What can be said of a day, in the order of the form."""


@dataclass(frozen=True)
class CalendarSigns:
    """The signs of the calendar and what they mean, in one language."""

    tongue: Tongue

    def meaning(self, state: DayState) -> str:
        """Return what a box means."""
        return self.tongue.speak(MEANINGS[state])

    def sample(self, state: DayState) -> str:
        """Return the sign as the legend shows it."""
        return self.tongue.speak(SIGNS[state]) if state in SIGNS else ""

    def sign(self, day: CalendarDay) -> str:
        """Return what stands in the box of this day."""
        return str(day.persons) if day.state is DayState.COUNTED else self.sample(day.state)

    def spoken(self, day: CalendarDay) -> str:
        """Return the day for those who hear the page."""
        if day.state is DayState.COUNTED:
            said = self.tongue.speak_many("1 Person", "%(number)s Personen", day.persons)
        else:
            said = day.holiday or self.meaning(day.state)
        return ", ".join([said, self.tongue.speak("berichtigt")]) if day.corrected else said

    def verdict(self, row: CalendarRow) -> str:
        """Tell whether a desk has reported everything."""
        if row.missing:
            return self.tongue.speak_many("1 fehlt", "%(number)s fehlen", row.missing)
        if row.unknown:
            return self.tongue.speak("Sprechtage nicht eingetragen")
        return self.tongue.speak("vollständig") if row.reported else self.tongue.speak("nichts fällig")

    def month(self, day: date) -> str:
        """Return a month as November 2026."""
        return month_words(day, self.tongue.tag)

    def unit(self, period: Period) -> str:
        """Return a calendar unit as November 2026, 4. Quartal 2026, 2. Halbjahr 2026, 2026; else its two ends."""
        if period.unit == 1:
            return self.month(period.first)
        if form := UNITS.get(period.unit):
            return self.tongue.speak(form, place=place_in_year(period), year=period.first.year)
        return f"{day_short(period.first)} – {day_short(period.last)}"

    def weekday(self, day: date) -> str:
        """Return the day of the week as Mo, Di, Mi."""
        return format_date(day, "cccccc", locale=locale_of(self.tongue.tag)).rstrip(".")

"""Calendar files beside the public pages: the dates of a card's month, and opening times. The same for everybody."""

from collections.abc import Iterable

from flask import Blueprint
from werkzeug.wrappers import Response

from kiosk.domain.period import Period
from kiosk.domain.service import RED_AFTER, trusted
from kiosk.domain.title_dates import last_days
from kiosk.errors import NotThere
from kiosk.export.calendar_file import KIND, Entry, calendar_file, weeks
from kiosk.web.pages.slip_screens import closed_days, found_entry, tongue_of
from kiosk.web.running import here
from kiosk.web.voices import UNSURE, say
from kiosk.words.catalogues import SOURCE
from kiosk.words.labels import STEPS

bp = Blueprint("calendars", __name__)


@bp.get("/slip/<language>/dates/<month>.ics")
def deadlines(language: str, month: str) -> Response:
    """Give the last days for a card of this month, those that have passed as today, in the language and in German.

    What says law in a translation that nobody has checked stands under the German, with a word on that.
    """
    title, tag, today = here().pack.title, tongue_of(language), here().today
    first = next((one for one in (title.months(today) if title else ()) if f"{one:%Y-%m}" == month), None)
    if first is None:
        raise NotThere
    days = last_days(first)
    return _file(Entry(f"{month}-{step}", *_said(tag, STEPS[step]), max(day, today)) for step, day in days.items())


def _said(tag: str, message: str) -> tuple[str, str]:
    """Return a step in both languages, the one that holds first."""
    german, translated = say(SOURCE, message), say(tag, message)
    if not here().words.is_unsure(tag, message):
        return translated, german
    return german, f"{translated}\n{say(tag, UNSURE)}"


@bp.get("/slip/<language>/hours/<path:code>.ics")
def openings(language: str, code: str) -> Response:
    """Give the opening times of a service or desk, for as long as its entry is believed."""
    tongue_of(language)
    entry, today = found_entry(code), here().today
    service = trusted(entry, today) if entry else None
    if service is None or not any(part.opens for part in service.hours):
        raise NotThere
    last = (service.verified_on or today) + RED_AFTER
    period = Period(today, last)
    return _file(weeks(service.name, service.address, service.hours, period, closed_days(service, period)))


def _file(entries: Iterable[Entry]) -> Response:
    return Response(calendar_file(entries, here().today), content_type=KIND)

"""Opening days: the lead says when a desk is open, closed or without its case manager; the overhead looks on."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.domain.calendar import SATURDAY, Opening
from kiosk.domain.period import Period, month_of
from kiosk.pack import Desk
from kiosk.storage import SetDay
from kiosk.web.access import ACCESS
from kiosk.web.running import here, signed_in
from kiosk.web.scopes import calendar_of, day_named, month_named
from kiosk.words.calendar_signs import AS_USUAL, CHOICES

bp = Blueprint("openings", __name__)

FIELDS = ("desk", "day", "until", "state")


@bp.get("/openings")
def page() -> Response:
    """Show the month in the address, or this one; with ?desk and ?day the form is filled in."""
    month = _month(request.args.get("month", ""))
    if month is None:
        return make_response(_page(month_of(here().today), {}, "month"), 422)
    return make_response(_page(month, request.args))


@bp.post("/openings")
def change() -> Response:
    """Keep what was said of one desk and day, or of all days until another; then its month again."""
    desk, text, until, state = (request.form.get(name, "") for name in FIELDS)
    first, last, known = _day(text), _day(until or text), here().pack.desk(desk)
    if first is None or last is None or last < first or known is None or state not in CHOICES:
        problem = "desk" if known is None else "day" if first is None else "state" if state not in CHOICES else "until"
        month = _month(text[:7]) or month_of(here().today)
        return make_response(_page(month, request.form, problem), 422)
    period = Period(first, last)
    if state == AS_USUAL:
        here().store.openings.clear(desk, period)
    else:
        here().store.openings.put(desk, _meant(period, state, known), Opening(state), signed_in().account)
    return redirect(url_for("openings.page", month=text[:7]), 303)


def _meant(period: Period, state: str, desk: Desk) -> list[date]:
    """Return the days of the period; those on which a desk of several days opens are the days of its week."""
    if state != Opening.OPEN or period.first == period.last:
        return list(period.days)
    return [day for day in period.days if day.weekday() in (desk.weekdays or range(SATURDAY))]


def _page(month: Period, typed: Mapping[str, str], problem: str = "") -> str:
    desk, day, until, state = (typed.get(name, "") for name in FIELDS)
    former, latter = month_of(month.first - timedelta(days=1)), month_of(month.last + timedelta(days=1))
    said = _said(desk, day)
    return render_template(
        "openings/page.html",
        calendar=calendar_of(month),
        former=former if former.last in _range() else None,
        latter=latter if latter.first in _range() else None,
        range=_range(),
        desk=desk,
        day=day,
        until=until,
        said=said,
        state=state or (said.state if said else Opening.CLOSED),
        choices=CHOICES,
        problem=problem,
        changes=signed_in().role in ACCESS["openings.change"],
        at_desk=not here().overhead,
    )


def _range() -> Period:
    """Return the days that can be spoken of: from the first of the year before to a year ahead."""
    today = here().today
    return Period(date(today.year - 1, 1, 1), today + timedelta(days=365))


def _month(text: str) -> Period | None:
    """Return the month of an address such as 2026-11, this one without; None for what is no month of ours."""
    try:
        month = month_named(text) if text else month_of(here().today)
    except ValueError:
        return None
    return month if month.first in _range() or month.last in _range() else None


def _day(text: str) -> date | None:
    """Return the day, or None for one that cannot be spoken of."""
    day = day_named(text)
    return day if day and day in _range() else None


def _said(desk: str, text: str) -> SetDay | None:
    """Return what has been said of this desk and day, or None."""
    day = _day(text)
    found = here().store.openings.between(day, day) if day else []
    return next((one for one in found if one.desk == desk), None)

"""Which numbers an address asks for: a period of one tap or own dates, a profile, desks."""

from collections.abc import Mapping
from datetime import date

from werkzeug.datastructures import MultiDict

from kiosk import overhead
from kiosk.domain.period import Period, spans
from kiosk.domain.tally import Scope
from kiosk.web.running import here

EVERYTHING = "all"
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""No desk counted before or counts after; such days are typing mistakes."""


def taps() -> Mapping[str, Period]:
    """The periods of one tap."""
    return spans(here().today, overhead.first_day(here().store, here().today))


def scope_of(args: MultiDict[str, str]) -> Scope:
    """The scope of an address: `period` names a tap, else `from` and `to`; `profile` and several `desk` narrow it.

    Without a period everything since the first count. Raises ValueError for what cannot be.
    """
    pack = here().office.pack
    profile, desks = args.get("profile", ""), tuple(filter(None, args.getlist("desk")))
    known = {desk.code for desk in pack.site.desks}
    if (profile and pack.profile(profile) is None) or not set(desks) <= known:
        raise ValueError("profile or desk")
    return Scope(_period(args), profile, () if set(desks) == known else desks)


def query_of(scope: Scope, tap: str = "") -> dict[str, str | list[str] | None]:
    """The same scope as an address says it; with a tap's name, the address means that period on every day."""
    period = {"period": tap} if tap else {"from": scope.period.first.isoformat(), "to": scope.period.last.isoformat()}
    return {**period, "profile": scope.profile or None, "desk": list(scope.desks)}


def tap_of(period: Period) -> str:
    """The name of the tap that means this period today, or nothing."""
    return next((name for name, span in taps().items() if span == period), "")


def _sensible(period: Period) -> Period:
    if not (period.first.year >= FIRST_YEAR and period.last.year <= LAST_YEAR):
        raise ValueError("outside of any count")
    return period


def _period(args: MultiDict[str, str]) -> Period:
    if args.get("from") or args.get("to"):
        return _sensible(Period(date.fromisoformat(args.get("from", "")), date.fromisoformat(args.get("to", ""))))
    known = taps()
    if (name := args.get("period") or EVERYTHING) not in known:
        raise ValueError(name)
    return known[name]

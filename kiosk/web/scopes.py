"""Which numbers an address asks for: a period of one tap, own dates or a month, a profile, desks."""

from collections.abc import Mapping
from datetime import date

from werkzeug.datastructures import MultiDict

from kiosk import overhead
from kiosk.domain.period import COUNTABLE, Period, month_of, spans
from kiosk.domain.tally import Scope
from kiosk.web.running import here

EVERYTHING = "all"


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


def month_named(text: str) -> Period:
    """The month that an address or a form writes as 2026-11. Raises ValueError."""
    return month_of(date.fromisoformat(f"{text}-01"))


def tap_of(args: MultiDict[str, str], period: Period) -> str:
    """The tap that the address names, else the first that means this period today, or nothing."""
    known = taps()
    named = args.get("period") or ("" if args.get("from") else EVERYTHING)
    return named if known.get(named) == period else next((name for name, span in known.items() if span == period), "")


def _sensible(period: Period) -> Period:
    if not (period.first in COUNTABLE and period.last in COUNTABLE):
        raise ValueError("outside of any count")
    return period


def _period(args: MultiDict[str, str]) -> Period:
    if args.get("from") or args.get("to"):
        return _sensible(Period(date.fromisoformat(args.get("from", "")), date.fromisoformat(args.get("to", ""))))
    known = taps()
    if (name := args.get("period") or EVERYTHING) not in known:
        raise ValueError(name)
    return known[name]

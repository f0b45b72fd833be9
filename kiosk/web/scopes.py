"""Which numbers an address asks for: a named period, own dates or a month, a profile, desks."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta

from flask import g
from werkzeug.datastructures import MultiDict

from kiosk import overhead
from kiosk.domain.period import COUNTABLE, Period, month_of, named_periods, nearest_unit, unit_code, units_over
from kiosk.domain.tally import Scope
from kiosk.overhead.reported_days import Calendar
from kiosk.pack.model import SEE_NUMBERS
from kiosk.web.running import here, labels, signed_in
from kiosk.words.calendar_signs import CalendarSigns

DEFAULT, PROGRAM = "last_month", "program"
TAKEN = {"from", "to", "period", "profile", "desk"}
"""What the address of a file can say."""


class WrongScope(ValueError):
    """What an address asks for cannot be: which of the PROBLEMS it is, and the words it is about."""

    def __init__(self, problem: str, *words: str) -> None:
        super().__init__(problem)
        self.problem, self.words = problem, words


def periods() -> Mapping[str, Period]:
    """Return the periods that have a name, as they are today; for who sees no exact counts the units that are over."""
    start = overhead.first_day(here().store, here().today)
    named = named_periods(here().today, start)
    if sees_exact():
        return named
    return {DEFAULT: named[DEFAULT]} | {unit_code(unit): unit for unit in units_over(start, _yesterday())}


def scope_of(args: MultiDict[str, str]) -> Scope:
    """Return the scope of an address: `period` names one, else `from` and `to`; `profile` and several `desk` narrow it.

    Without a period the last closed month. Raises WrongScope for what cannot be.

    Who sees no exact counts asks as a release is made: for a calendar unit that is over, all profiles and desks. Sums
    of free days, each rounded, give back most of the exact ones, and those of desks and profiles many.
    """
    profile, desks = args.get("profile", ""), tuple(filter(None, args.getlist("desk")))
    if codes := unknown(args):
        raise WrongScope("scope", *codes)
    scope = Scope(_period(args), profile, () if set(desks) == _desks() else desks)
    if not sees_exact():
        _check_rounded(scope)
    return scope


def scope_of_file(args: MultiDict[str, str]) -> Scope:
    """Return the same, nothing passed over: what a program asks for in vain would look as if it had been answered."""
    if names := set(args) - TAKEN:
        raise WrongScope("not_taken", *sorted(names))
    if names := said_twice(args) | period_and_days(args):
        raise WrongScope("contradicting", *sorted(names))
    return scope_of(args)


def said_twice(args: MultiDict[str, str]) -> set[str]:
    """Return the parameters that an address has more than once, and can have once."""
    return {name for name in args if name != "desk" and len(args.getlist(name)) > 1}


def period_and_days(args: MultiDict[str, str]) -> set[str]:
    """Return the parameters that name a period where an address does so in two ways."""
    days = {"from", "to"} & set(args)
    return {*days, "period"} if days and "period" in args else set()


def sees_exact() -> bool:
    """Tell whether who asks sees exact counts; the county says it of everybody who reaches the numbers."""
    who = signed_in().role if g.session else PROGRAM
    return who not in SEE_NUMBERS or who in here().pack.site.exact_counts


def _check_rounded(scope: Scope) -> None:
    period = scope.period
    if not period.unit or period.last > _yesterday():
        nearest = nearest_unit(period, _yesterday())
        raise WrongScope("rounded", CalendarSigns(labels().tongue).unit(nearest))
    if scope.desks or scope.profile:
        raise WrongScope("rounded_part")


def _yesterday() -> date:
    return here().today - timedelta(days=1)


def calendar_of(month: Period, desks: tuple[str, ...] = ()) -> Calendar:
    """Return the calendar of these desks, or of all, as who asks may see it."""
    made = overhead.calendar(here().store, here().pack, month, here().today, desks)
    return made if sees_exact() else made.without_figures()


def unknown(args: MultiDict[str, str]) -> list[str]:
    """Return the profiles and desks of an address that nobody knows."""
    profiles = [code for code in args.getlist("profile")[:1] if code and here().pack.profile(code) is None]
    return profiles + [code for code in args.getlist("desk") if code and code not in _desks()]


def _desks() -> set[str]:
    return {*overhead.desks(here().store, here().pack)}


def query_of(scope: Scope, name: str = "") -> dict[str, str | list[str] | None]:
    """Return the same scope as an address says it; with a name the address means that period on every day."""
    period = {"period": name} if name else {"from": scope.period.first.isoformat(), "to": scope.period.last.isoformat()}
    return {**period, "profile": scope.profile or None, "desk": list(scope.desks)}


def day_named(text: str) -> date | None:
    """Return the day that an address or a form writes as 2026-11-22; None for what is none, or written otherwise."""
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if str(day) == text else None
    return None


def month_named(text: str) -> Period:
    """Return the month that an address or a form writes as 2026-11. Raises ValueError."""
    return month_of(date.fromisoformat(f"{text}-01"))


def period_name(args: MultiDict[str, str], period: Period) -> str:
    """Return the name in the address, else the first that means this period today, or nothing."""
    known = periods()
    named = args.get("period") or ("" if args.get("from") else DEFAULT)
    return named if known.get(named) == period else next((name for name, span in known.items() if span == period), "")


def _period(args: MultiDict[str, str]) -> Period:
    if args.get("from") or args.get("to"):
        return _own_days(args.get("from", ""), args.get("to", ""))
    known = periods()
    if (name := args.get("period") or DEFAULT) not in known:
        raise WrongScope("no_period", name)
    return known[name]


def _own_days(first: str, last: str) -> Period:
    if not (first and last):
        raise WrongScope("half_period")
    begin, end = _day(first), _day(last)
    if not (begin in COUNTABLE and end in COUNTABLE):
        raise WrongScope("uncountable", f"{COUNTABLE.first.year}–{COUNTABLE.last.year}")
    if begin > end:
        raise WrongScope("backwards")
    return Period(begin, end)


def _day(text: str) -> date:
    if (day := day_named(text)) is None:
        raise WrongScope("no_day", text)
    return day

"""The overhead's page: a period, a profile, desks; every table of the report beside its picture."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from flask import Blueprint, Response, g, make_response, render_template, request

from kiosk import overhead
from kiosk.domain.period import COUNTABLE, Period, month_of
from kiosk.domain.register import Part
from kiosk.domain.table import Table
from kiosk.domain.tally import Scope
from kiosk.export.paperwork import Former
from kiosk.overhead import MissingDay, Report
from kiosk.overhead.figures import Course
from kiosk.web.course_chart import Chart, chart
from kiosk.web.running import german_labels, here, labels
from kiosk.web.scopes import DEFAULT, WrongScope, calendar_of, period_name, periods, scope_of, sees_exact
from kiosk.words import papers
from kiosk.words.catalogues import SOURCE
from kiosk.words.labels import PARTS

bp = Blueprint("numbers", __name__)

FEBRUARY, LEAP_DAY = 2, 29


class Shown(NamedTuple):
    """All that the page and its paper both show. `missing`: days of the last year that nobody has reported."""

    scope: Scope
    exact: bool
    report: Report
    no_need_row: str
    course: Course
    chart: Chart
    missing: tuple[MissingDay, ...]
    looked_at: Period
    today: date


@bp.get("/numbers")
def page() -> str | Response:
    """Show the numbers of the address; a period that cannot be is answered with the form and why."""
    try:
        scope = scope_of(request.args)
    except WrongScope as wrong:
        return refused(wrong)
    return _page(scope)


def refused(wrong: WrongScope) -> Response:
    """Show the last month, and why not what the address asks for."""
    return make_response(_page(Scope(periods()[DEFAULT]), wrong), 422)


@bp.get("/numbers/print")
def paper() -> str | Response:
    """Show the same on A4, to print or to keep as PDF; a paper of the house is German, as every file is."""
    try:
        scope = scope_of(request.args)
    except WrongScope:
        return page()
    g.tongue = SOURCE
    shown = _shown(scope)
    return render_template(
        "numbers/print.html",
        **shown._asdict(),
        **_compared(shown.report, shown.report.tables),
        method=[
            *papers.method(german_labels(), shown.report),
            *papers.untold_words(german_labels(), shown.report),
            *papers.undecided(here().store, german_labels(), scope),
        ],
        missing_words=papers.missing_words(german_labels(), shown.missing),
    )


def _page(scope: Scope, wrong: WrongScope | None = None) -> str:
    running = here()
    last, shown = scope.period.until(running.today).last, _shown(scope)
    nothing_told = running.store.reported.first_day() is None and not running.store.cases.within(COUNTABLE)
    part = request.args.get("part", "")
    part = part if part in PARTS else Part.RESULT
    tables = _tables_of(part, shown.report)
    on_top = _on_top(shown.report) if part == Part.RESULT else []
    return render_template(
        "numbers/page.html",
        wrong=wrong,
        nothing=not wrong and nothing_told,
        undecided=len(running.store.counts.undecided()),
        part=part,
        tables=tables,
        printed=_printed(scope) if part == Part.CASES else [],
        periods=periods(),
        period_name=period_name(request.args, scope.period),
        profiles=running.pack.profiles,
        desks=overhead.desks(running.store, running.pack),
        calendar=calendar_of(month_of(last), scope.desks),
        **shown._asdict(),
        **_compared(shown.report, [*on_top, *tables]),
    )


def _shown(scope: Scope) -> Shown:
    running = here()
    store, pack, today = running.store, running.pack, running.today
    report = overhead.report(store, pack, scope, today)
    exact = sees_exact()
    if not exact:
        report = report.in_fives(overhead.course(store, scope, today, longest_weekly=0))
    looked_at = _last_year(scope.period.until(today))
    report = replace(report, tables=tuple(map(labels().table, report.tables)))
    return Shown(
        scope=report.scope,
        exact=exact,
        report=report,
        no_need_row=pack.register.no_need.title,
        course=report.course,
        chart=chart(report.course),
        missing=overhead.missing(store, pack, looked_at, today, scope.desks),
        looked_at=looked_at,
        today=today,
    )


def _last_year(period: Period) -> Period:
    """Return its last twelve months, where it is longer: what has been missing for years is for the files to tell."""
    leap_day = period.last.month == FEBRUARY and period.last.day == LEAP_DAY
    year_ago = period.last.replace(year=period.last.year - 1, day=LEAP_DAY - 1 if leap_day else period.last.day)
    return Period(max(period.first, year_ago + timedelta(days=1)), period.last)


def _tables_of(part: str, report: Report) -> list[Table]:
    """Return the tables of a part; the two that stand on top of the first have a place of their own."""
    register, on_top = here().pack.register, _on_top(report)
    return [one for one in report.tables if register.of(one.code).part == part and one not in on_top]


def _on_top(report: Report) -> list[Table]:
    return [one for one in report.tables if one.code in (report.screening_code, report.no_need_code)]


def _compared(report: Report, tables: Iterable[Table]) -> dict[str, bool]:
    """Tell whether any of these tables stands beside the time before: of those of days, and of those of months."""
    by_month = {one.code in report.by_month for one in tables if report.before_of(one)}
    return {"days_compared": False in by_month, "months_compared": True in by_month}


def _printed(scope: Scope) -> list[Former]:
    """Return the tables of cases that were printed last before the period; none of a part of the county."""
    running = here()
    if scope.desks or scope.profile:
        return []
    found = overhead.last_paper(running.store, running.pack, scope.period)
    of_cases = (one for one in found if running.pack.register.of(one.table.code).part == Part.CASES)
    return [replace(one, table=labels().table(one.table)) for one in of_cases]

"""The overhead's page: a period, a profile, the committee paper's table, and the same as a file."""

from datetime import date, timedelta

from flask import Blueprint, Response, make_response, render_template, request

from kiosk import overhead
from kiosk.export import table as files
from kiosk.overhead import Report
from kiosk.web.i18n import staff
from kiosk.web.running import here

bp = Blueprint("numbers", __name__)


@bp.get("/numbers")
def page() -> str | Response:
    """The numbers of the period in the address; a period that cannot be is answered with the form and why."""
    problem = ""
    try:
        report = _report()
    except ValueError:
        problem, report = "period", _report_of(*_spans()["all"], "")
    shown = render_template(
        "numbers/page.html",
        report=report,
        spans=_spans(),
        profiles=here().office.pack.profiles,
        desks={desk.code: desk.name for desk in here().office.pack.site.desks},
        today=here().today,
        problem=problem,
    )
    return make_response(shown, 422) if problem else shown


@bp.get("/numbers.csv")
def download() -> Response:
    """The screening table for German Excel, or with ?form=machine for machines."""
    try:
        report = _report()
    except ValueError:
        return make_response(page())
    machine = request.args.get("form") == "machine"
    rows = files.lines(report.screening, _heading(machine), staff("gesamt"))
    response = make_response(files.machine(rows) if machine else files.excel(rows))
    response.content_type = "text/csv; charset=utf-8"
    name = f"screening_{report.first}_{report.last}{'_machine' if machine else ''}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _heading(machine: bool) -> tuple[str, ...]:
    if machine:
        return "row", "label_de", "count", "percent"
    return staff("Zeile"), staff("Stelle"), staff("Personen"), staff("Anteil in Prozent")


def _report() -> Report:
    """The report for the address. Raises ValueError for days that are none or in the wrong order."""
    spans = _spans()
    first, last = spans["all"]
    if request.args.get("from") or request.args.get("to"):
        first = date.fromisoformat(request.args.get("from", ""))
        last = date.fromisoformat(request.args.get("to", ""))
    if first > last:
        raise ValueError
    profile = request.args.get("profile", "")
    known = here().office.pack.profile(profile)
    return _report_of(first, last, known.code if known else "")


def _report_of(first: date, last: date, profile: str) -> Report:
    return overhead.report(here().store, here().office.pack, first, last, profile)


def _spans() -> dict[str, tuple[date, date]]:
    """The periods of one tap."""
    today = here().today
    month = today.replace(day=1)
    last_month = month - timedelta(days=1)
    return {
        "month": (month, today),
        "last_month": (last_month.replace(day=1), last_month),
        "year": (today.replace(month=1, day=1), today),
        "all": (overhead.first_day(here().store, today), today),
    }

"""What has left the house, rounded: the list, a new release, its page and its files."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kiosk import overhead
from kiosk.domain.period import COUNTABLE, Period, month_of
from kiosk.errors import NotReleasable, NotThere, ReleaseReason
from kiosk.overhead import Release
from kiosk.web.pages import downloads
from kiosk.web.running import german_labels, here, signed_in
from kiosk.web.scopes import month_named
from kiosk.web.voices import staff_notice
from kiosk.words import papers

bp = Blueprint("releases", __name__)

KINDS = ("xlsx", "docx", "csv", "json")
"""The files of a release; the last is the released content itself, its hash is the checksum."""
LARGEST = 2**63 - 1
"""The last number that SQLite knows; a larger one in an address belongs to no release."""


@bp.get("/releases")
def page() -> str:
    """Show the list, and the form for another one."""
    return _page()


@bp.post("/releases")
def make() -> BaseResponse:
    """Release whole months; the same once more leads to the one that is there."""
    running, first, last = here(), request.form.get("from", ""), request.form.get("to", "")
    try:
        period = Period(month_named(first).first, month_named(last).last)
    except ValueError:
        return make_response(_page(first, last, ReleaseReason.NOT_COUNTABLE), 422)
    try:
        paper = papers.for_release(running.store, german_labels(), period, running.today)
        made = overhead.release(running.store, paper, signed_in().account)
    except NotReleasable as refused:
        return make_response(_page(first, last, refused.reason), 422)
    again = 1 if made.again else None
    return redirect(url_for("releases.sheet", number=made.entry.number, again=again), 303)


@bp.get("/releases/<int:number>")
def sheet(number: int) -> str:
    """Show the rounded tables of one release."""
    return render_template("numbers/release.html", release=_release(number), again="again" in request.args, kinds=KINDS)


@bp.get("/releases/<int:number>.<kind>")
def file(number: int, kind: str) -> Response:
    """Show one release as a file, made of its stored content alone."""
    if kind not in KINDS:
        abort(404)
    found = _release(number)
    name = f"zahlen_{found.entry.period.first}_{found.entry.period.last}_gerundet"
    response = downloads.as_file(found.paper, kind, name)
    if kind == "json":
        response.set_data(found.entry.content.encode())
    return response


def _page(first: str = "", last: str = "", problem: str = "") -> str:
    months = list(_closed_months())
    newest = f"{months[0]:%Y-%m}" if months else ""
    return render_template(
        "numbers/releases.html",
        entries=here().store.releases.entries(),
        months=months,
        gaps=_gaps(months),
        first=first or newest,
        last=last or newest,
        problem=staff_notice(problem) if problem else "",
        kinds=KINDS,
    )


def _closed_months() -> Iterator[date]:
    """Return the months that are over, from the newest back to the first that anybody counted in."""
    start, month = max(overhead.first_day(here().store, here().today), COUNTABLE.first), month_of(here().today)
    while (month := month_of(month.first - timedelta(days=1))).last >= start:
        yield month.first


def _gaps(months: list[date]) -> Counter[date]:
    """Return how many opening days of each of these months no desk has reported."""
    if not months:
        return Counter()
    offered, running = Period(months[-1], month_of(months[0]).last), here()
    found = overhead.missing(running.store, running.pack, offered, running.today)
    return Counter(one.day.replace(day=1) for one in found)


def _release(number: int) -> Release:
    if number > LARGEST:
        raise NotThere
    return overhead.released(here().store.releases.entry(number))

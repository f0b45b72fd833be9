"""Releases, all that has left the house rounded: the list, a new release, its page and its files."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kiosk import overhead
from kiosk.domain.period import Period, unit_code, unit_coded
from kiosk.errors import NotReleasable, NotThere, ReleaseReason
from kiosk.export.paperwork import Paperwork
from kiosk.messages import gettext_noop
from kiosk.overhead import Release
from kiosk.storage.release_list import ReleaseEntry
from kiosk.web.pages import downloads
from kiosk.web.running import german_labels, here, labels, signed_in
from kiosk.web.scopes import sees_exact
from kiosk.web.voices import staff_notice
from kiosk.words import papers

bp = Blueprint("releases", __name__)

KINDS = {"docx": "Word", "anhang.docx": gettext_noop("Word mit Anhang"), "xlsx": "Excel", "csv": "CSV", "json": "JSON"}
"""The files of a release; the last is the released content itself, its hash is the checksum."""
MOST_NAMED = 10
"""So many small numbers are named one by one."""
LARGEST = 2**63 - 1
"""The last number that SQLite knows; a larger one in an address belongs to no release."""


@bp.get("/releases")
def page() -> str:
    """Show the list, and the form for another one."""
    return _page()


@bp.get("/releases/preview")
def preview() -> Response:
    """Show what would leave the house, and what stands against it."""
    try:
        return _preview(_paper(request.args))
    except NotReleasable as refused:
        return make_response(_page(refused.reason), 422)


@bp.post("/releases")
def make() -> Response:
    """Release what was looked at, once; what has changed since is shown again."""
    try:
        paper = _paper(request.form)
    except NotReleasable as refused:
        return make_response(_page(refused.reason), 422)
    if request.form.get("seen") != overhead.digest_of(paper):
        return _preview(paper, ReleaseReason.CHANGED)
    try:
        made = overhead.release(here().store, here().pack, paper, signed_in().account)
    except NotReleasable as refused:
        return _preview(paper, refused.reason)
    again = 1 if made.again else None
    return redirect(url_for("releases.sheet", number=made.entry.number, again=again), 303)


@bp.get("/releases/<int:number>")
def sheet(number: int) -> str:
    """Show the rounded tables of one release."""
    found, entries = _release(number), here().store.releases.entries()
    return render_template(
        "numbers/release.html",
        release=found,
        newer=_replaced(entries).get(number),
        older=_older_parts(entries, found.entry),
        again="again" in request.args,
        kinds=KINDS,
    )


@bp.get("/releases/<int:number>.<kind>")
def file(number: int, kind: str) -> Response:
    """Show one release as a file, made of its stored content alone."""
    if kind not in KINDS:
        abort(404)
    found = _release(number)
    name = f"zahlen_{found.entry.period.first}_{found.entry.period.last}_gerundet"
    stored = found.entry.content.encode() if kind == "json" else papers.written(here().pack, found.paper, kind)
    return downloads.answer(stored, kind, name)


def _paper(values: MultiDict[str, str]) -> Paperwork:
    """Return what a release of the calendar unit in an address or a form would say. Raises NotReleasable."""
    try:
        period = unit_coded(values.get("period", ""))
    except ValueError:
        raise NotReleasable(ReleaseReason.NOT_A_UNIT) from None
    left_out = frozenset(values.getlist("without"))
    return papers.for_release(here().store, german_labels(), period, here().today, left_out)


def _preview(paper: Paperwork, problem: str = "") -> Response:
    """Show a release before it is one; where it gives small numbers away, which, and the coarser ways."""
    running, period, left_out = here(), paper.period, paper.codes_left_out
    verdict = overhead.Outside(running.store, running.pack, running.today).verdict(paper)
    shown = render_template(
        "numbers/preview.html",
        paper=paper,
        code=unit_code(period),
        seen=overhead.digest_of(paper),
        found=list(islice(papers.given_away(labels(), verdict.found, sees_exact()), MOST_NAMED)),
        more=max(0, len(verdict.found) - MOST_NAMED),
        coarser=[(unit, unit_code(unit)) for unit in verdict.coarser],
        without=[(code, labels().title(code)) for code in sorted(verdict.without - left_out)],
        left_out=sorted(left_out),
        former=running.store.releases.newest(period),
        problem=staff_notice(problem or ReleaseReason.GIVES_AWAY) if problem or verdict.found else "",
    )
    return make_response(shown, 422 if problem or verdict.found else 200)


def _page(problem: str = "") -> str:
    running = here()
    units, entries = overhead.releasable(running.store, running.today), running.store.releases.entries()
    gaps = _gaps(units)
    return render_template(
        "numbers/releases.html",
        entries=entries,
        replaced=_replaced(entries),
        older={one.number: _older_parts(entries, one) for one in entries},
        units=[(unit, unit_code(unit)) for unit in units],
        gaps=gaps,
        chosen=next((unit for unit in units if not gaps[unit]), None),
        problem=staff_notice(problem) if problem else "",
        kinds=KINDS,
    )


def _replaced(entries: Sequence[ReleaseEntry]) -> dict[int, ReleaseEntry]:
    """Return for each release that has lost its place the newest of its period."""
    newest = {one.period: one for one in reversed(entries)}
    return {one.number: newest[one.period] for one in entries if one is not newest[one.period]}


def _older_parts(entries: Sequence[ReleaseEntry], whole: ReleaseEntry) -> list[Period]:
    """Return the periods within that of a release of which a former one was replaced after it, the first ones first."""
    parts = [one for one in entries if one.period.inside(whole.period) and one.period != whole.period]
    former = {one.period for one in parts if one.number in _replaced(entries)}
    found = {one.period for one in parts if one.number > whole.number} & former
    return sorted(found, key=lambda one: (one.first, one.last))


def _gaps(units: list[Period]) -> Counter[Period]:
    """Return how many opening days of each of these units no desk has reported."""
    if not units:
        return Counter()
    offered, running = Period(min(one.first for one in units), max(one.last for one in units)), here()
    found = overhead.missing(running.store, running.pack, offered, running.today)
    return Counter(unit for unit in units for one in found if one.day in unit)


def _release(number: int) -> Release:
    if number > LARGEST:
        raise NotThere
    return overhead.released(here().store.releases.entry(number))

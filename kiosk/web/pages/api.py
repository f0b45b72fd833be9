"""The numbers for programs: one read-only address, its description beside it."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from kiosk import overhead
from kiosk.domain.period import COUNTABLE
from kiosk.web import error_pages
from kiosk.web.pages import downloads
from kiosk.web.running import here
from kiosk.web.scopes import TAKEN, WrongScope, day_named, period_and_days, periods, said_twice, scope_of, unknown
from kiosk.words.notices import CONTRADICTING, ROUNDED_ONLY, UNKNOWN_PARAMETER, WRONG_SCOPE
from kiosk.words.papers import written

bp = Blueprint("api", __name__, url_prefix="/api")

DESCRIPTION = Path(__file__).with_name("openapi.json")


@bp.get("/tables.json")
def tables() -> Response:
    """Show every table of the scope in the address."""
    return _tables("json")


@bp.get("/tables.csv")
def lines() -> Response:
    """Show the same, a line for each row."""
    return _tables("machine.csv")


@bp.get("/openapi.json")
def description() -> Response:
    """Describe what can be asked here and what is answered; for everybody."""
    if request.args:
        return error_pages.problem(UNKNOWN_PARAMETER, parameters=sorted(request.args), unknown=[])
    return Response(json.dumps(described(), ensure_ascii=False), content_type="application/json")


def described() -> dict[str, Any]:
    """Return the description with the codes of this county: what it names is taken, and nothing else."""
    document: dict[str, Any] = json.loads(_written())
    parameters = document["components"]["parameters"]
    parameters["period"]["schema"]["enum"] = list(periods())
    parameters["profile"]["schema"]["enum"] = [profile.code for profile in here().pack.profiles]
    parameters["desk"]["schema"]["items"]["enum"] = list(overhead.desks(here().store, here().pack))
    return document


@cache
def _written() -> str:
    return DESCRIPTION.read_text(encoding="utf-8")


def _tables(kind: str) -> Response:
    args = request.args
    for notice, wrong in (
        (UNKNOWN_PARAMETER, set(args) - TAKEN),
        (CONTRADICTING, said_twice(args)),
        (WRONG_SCOPE, set(_not_taken(args))),
        (CONTRADICTING, set(_contradicting(args))),
    ):
        if wrong:
            return error_pages.problem(notice, parameters=sorted(wrong), unknown=unknown(args))
    try:
        scope = scope_of(args)
    except WrongScope:  # all else is refused by now
        return error_pages.problem(ROUNDED_ONLY, parameters=sorted(args), unknown=[])
    answer = downloads.answer(written(here().pack, downloads.of_scope(scope), kind), kind)
    answer.headers["As-Of"] = here().today.isoformat()
    return answer


def _not_taken(args: MultiDict[str, str]) -> Iterator[str]:
    """Yield the parameters whose value cannot be meant."""
    if "period" in args and args["period"] not in periods():
        yield "period"
    days = {name: day_named(args[name]) for name in ("from", "to") if name in args}
    yield from (name for name, day in days.items() if day is None or day not in COUNTABLE)
    if "profile" in args and (not args["profile"] or unknown(MultiDict({"profile": args["profile"]}))):
        yield "profile"
    if not all(args.getlist("desk")) or unknown(MultiDict([("desk", code) for code in args.getlist("desk")])):
        yield "desk"


def _contradicting(args: MultiDict[str, str]) -> Iterator[str]:
    """Yield the parameters that cannot stand together, or not alone."""
    days = [name for name in ("from", "to") if name in args]
    if both := period_and_days(args):
        yield from both
    elif len(days) == 1:
        yield from ("from", "to")
    elif days and args["from"] > args["to"]:
        yield from days

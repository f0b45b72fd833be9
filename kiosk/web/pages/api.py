"""The numbers for programs: one read-only address, its description beside it."""

from pathlib import Path

from flask import Blueprint, Response, request

from kiosk.web import error_pages
from kiosk.web.pages import downloads
from kiosk.web.scopes import scope_of, unknown
from kiosk.words.notices import WRONG_SCOPE

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
    return Response(DESCRIPTION.read_bytes(), content_type="application/json")


def _tables(kind: str) -> Response:
    try:
        scope = scope_of(request.args)
    except ValueError:
        return error_pages.problem(WRONG_SCOPE, unknown=unknown(request.args))
    return downloads.answer(downloads.of_scope(scope), kind)

"""The numbers as files: the same report in every form."""

from flask import Blueprint, Response, abort, request

from kiosk.domain.tally import Scope
from kiosk.export.forms import FORMS
from kiosk.export.paperwork import Paperwork
from kiosk.web.pages import numbers
from kiosk.web.running import german_labels, here
from kiosk.web.scopes import WrongScope, scope_of_file, sees_exact
from kiosk.words.papers import in_fives, paperwork, written

bp = Blueprint("downloads", __name__)


@bp.get("/numbers.<kind>")
def file(kind: str) -> Response:
    """Show the report of the address in one of the FORMS."""
    if kind not in FORMS:
        abort(404)
    try:
        scope = scope_of_file(request.args)
    except WrongScope as wrong:
        return numbers.refused(wrong)
    name = f"zahlen_{scope.period.first}_{scope.period.last}"
    return answer(written(here().pack, of_scope(scope), kind), kind, name)


def of_scope(scope: Scope) -> Paperwork:
    """Return the numbers of a scope, as they stand today: exact, or rounded for who may not see them so."""
    paper = paperwork(here().store, german_labels(), scope, here().today)
    return paper if sees_exact() else in_fives(paper)


def answer(content: bytes, kind: str, name: str = "") -> Response:
    """Return what was written in one of the FORMS; under a name the browser keeps it as a file."""
    response = Response(content, content_type=FORMS[kind].content_type)
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response

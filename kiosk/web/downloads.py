"""The numbers as files: the same report in every form."""

from flask import Blueprint, Response, abort, make_response, request

from kiosk.domain.tally import Scope
from kiosk.export.forms import FORMS
from kiosk.export.paperwork import Paperwork
from kiosk.web import numbers
from kiosk.web.paperwork import for_committee, paperwork
from kiosk.web.period import scope_of
from kiosk.web.running import here

bp = Blueprint("downloads", __name__)


@bp.get("/numbers.<kind>")
def file(kind: str) -> Response | str:
    """The report of the address in one of the FORMS."""
    if kind not in FORMS:
        abort(404)
    try:
        scope = scope_of(request.args)
    except ValueError:
        return make_response(numbers.page())
    papers = of_scope(scope)
    if kind == "docx":
        papers = for_committee(papers)
    return as_file(papers, kind, f"zahlen_{scope.period.first}_{scope.period.last}")


def of_scope(scope: Scope) -> Paperwork:
    """The exact numbers of a scope, as they stand today."""
    return paperwork(here().store, here().office.pack, scope, here().today)


def as_file(papers: Paperwork, kind: str, name: str) -> Response:
    """An answer that the browser keeps under this name."""
    response = make_response(FORMS[kind].write(papers))
    response.content_type = FORMS[kind].content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response

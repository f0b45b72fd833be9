"""What of the pages goes into the account log: a table of addresses, and who it was."""

from collections.abc import Mapping

from flask import Flask, Response, g, request

from kiosk.errors import StoreUnavailable
from kiosk.storage import LogEvent
from kiosk.web import error_pages
from kiosk.web.running import here

EVENTS: Mapping[str, LogEvent] = {
    "sign_in.leave": LogEvent.SIGNED_OUT,
    "conversation.take_back": LogEvent.CORRECTED,
    "openings.change": LogEvent.OPENING_SET,
    "cases.tell": LogEvent.CASES_TOLD,
    "cases.bring": LogEvent.CASES_TOLD,
    "downloads.file": LogEvent.EXPORTED,
    "releases.make": LogEvent.RELEASED,
    "releases.file": LogEvent.EXPORTED,
    "log.file": LogEvent.EXPORTED,
    "api.tables": LogEvent.EXPORTED,
    "api.lines": LogEvent.EXPORTED,
    "importing.decide": LogEvent.IMPORTED,
    "importing.undo": LogEvent.IMPORT_UNDONE,
    "collecting.decide": LogEvent.COUNT_DECIDED,
    "access.give": LogEvent.TOKEN_GIVEN,
    "access.revoke": LogEvent.TOKEN_TAKEN_BACK,
}
"""Endpoint to what is accounted for when it was answered, and not refused."""

PROGRAM = "api"
"""Who reads with a token."""


def account_for_answers(app: Flask) -> None:
    """Write a line for each answer that is accounted for. What leaves the house does not leave without its line."""
    app.after_request(_account_for)


def account_for(event: LogEvent, account: str, about: str = "") -> None:
    """Write a line into the account log."""
    here().store.account_log.keep(event, account, here().now, about)


def _account_for(response: Response) -> Response:
    event = _event(response)
    try:
        if event:
            account_for(event, _who(), _about(response))
    except StoreUnavailable as error:
        return error_pages.known(error) if event is LogEvent.EXPORTED else response
    return response


def _event(response: Response) -> LogEvent | None:
    """Return what this answer is accounted for as; a draft of a list only when it is taken in."""
    if response.status_code == 403 and g.session:
        return LogEvent.PAGE_REFUSED
    if response.status_code >= 400 or not g.let_in:
        return None
    draft = request.endpoint == "importing.decide" and request.form.get("do") != "take"
    return None if draft else EVENTS.get(request.endpoint or "")


def _who() -> str:
    return str(g.session.account) if g.session else PROGRAM


def _about(response: Response) -> str:
    """Return a name that the program itself has given: of the file, or of the place that was refused or led to."""
    if response.status_code == 403:
        return request.endpoint or ""
    _, _, name = response.headers.get("Content-Disposition", "").partition("filename=")
    return name.strip('"') or (response.location or "" if request.endpoint == "releases.make" else "")

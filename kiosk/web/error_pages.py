"""What people read when something goes wrong: what is safe, what to do next, a short number to quote."""

import logging
from contextlib import suppress
from dataclasses import replace

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from kiosk.errors import KioskError, NotSignedIn, SettingWrong, StoreUnavailable, SumsDisagree, trace_of
from kiosk.web.htmx import wants_fragment
from kiosk.web.running import here
from kiosk.web.voices import speaking, staff
from kiosk.words.notices import GONE, INCOMPLETE, MISTAKE, TOO_MUCH, Notice, notice_of

log = logging.getLogger("kiosk")


BY_STATUS = {404: GONE, 413: TOO_MUCH}
"""What Flask itself refuses and has a notice of its own."""


def explain(app: Flask) -> None:
    """Register one handler for each family of failures."""
    app.register_error_handler(NotSignedIn, lambda _: to_sign_in())
    app.register_error_handler(KioskError, known)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unknown)


def to_sign_in() -> BaseResponse:
    """Return the way to the sign-in page, for a page or a part of one."""
    target = url_for("sign_in.page")
    if wants_fragment():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target, 303)


def known(error: Exception) -> Response:
    """Answer a failure with a name of its own."""
    if isinstance(error, StoreUnavailable | SettingWrong | SumsDisagree):
        log.error("%s at %s: %s", type(error).__name__, request.endpoint, error)
    detail = f"{error.table}: {error.rows} ≠ {error.total}" if isinstance(error, SumsDisagree) else ""
    return page(replace(notice_of(error), detail=detail))


def http(error: HTTPException) -> Response:
    """Answer what Flask itself refuses: unknown address, wrong method, too large."""
    status = error.code or 500
    notice = BY_STATUS.get(status, INCOMPLETE if status < 500 else MISTAKE)
    response = page(replace(notice, status=status))
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def unknown(error: Exception) -> Response:
    """Answer our own mistake, logged once by kind and place, without anyone's answers."""
    log.error("unexpected %s at %s\n%s", type(error).__name__, request.endpoint, trace_of(error))
    return page(MISTAKE)


def page(notice: Notice) -> Response:
    """Return the calm page, in German and the client's language as far as it is known."""
    if request.path.startswith("/api/"):
        return problem(notice)
    with speaking(_client_language(), client_first=request.endpoint == "slip.page"):
        response = make_response(render_template("error.html", notice=notice), notice.status)
    if wants_fragment():
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _client_language() -> str:
    """Return the language of the talk or the slip that failed; nothing where it has none or cannot be read."""
    address = request.view_args or {}
    if request.endpoint == "slip.page" and address["language"] in here().languages:
        return str(address["language"])
    with suppress(Exception):  # the page about a failure does not fail itself
        return here().store.talks.conversation(address.get("key", "")).language if g.session else ""
    return ""


def problem(notice: Notice, **details: list[str]) -> Response:
    """Return the same for a program: the code, what to do next, and the details there are."""
    response = jsonify(error=notice.code, todo=staff(notice.todo), **details)
    response.status_code = notice.status
    if notice.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="kiosk"'
    return response

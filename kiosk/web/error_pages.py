"""What people read when something goes wrong: what is safe, what to do next, a short number to quote."""

import logging
from contextlib import suppress
from dataclasses import replace

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from kiosk import desk
from kiosk.errors import (
    AlreadyDecided,
    KioskError,
    Locked,
    NotSignedIn,
    PepperLost,
    SettingWrong,
    StoreUnavailable,
    SumsDisagree,
    trace_of,
)
from kiosk.messages import gettext_noop
from kiosk.web.order import tap_is_missing
from kiosk.web.running import for_programs, here
from kiosk.web.sessions import in_clients_hands, shown_token
from kiosk.web.voices import speaking, staff
from kiosk.web.way_back import address_left, language_at, place_asked_for, place_before, with_loss
from kiosk.words.catalogues import SOURCE
from kiosk.words.notices import GONE, MISTAKE, NOT_ASKED_HERE, Notice, notice_of, refusal_of

log = logging.getLogger("kiosk")

NOT_FOUND = 404
ENDED_WITH_ITS_DAY = gettext_noop("Der Tag ist abgeschlossen."), gettext_noop("Das Gespräch zählt als abgebrochen.")


def explain(app: Flask) -> None:
    """Register one handler for each family of failures."""
    app.register_error_handler(NotSignedIn, lambda _: to_sign_in())
    app.register_error_handler(Locked, lambda _: to_unlocking())
    app.register_error_handler(KioskError, known)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unknown)


def to_sign_in() -> BaseResponse:
    """Lead to the sign-in, and from there back to the place in the talk where a session ended."""
    place = place_asked_for()
    lost = 1 if place and tap_is_missing() else None
    return redirect(url_for("sign_in.page", back=place or None, lost=lost), 303)


def to_unlocking() -> BaseResponse:
    """Lead to where the tablet is unlocked, and from there to what was asked for, or where a tap was lost."""
    place = address_left()
    lost = place_before() and tap_is_missing()
    return redirect(url_for("lock.page", back=(with_loss(place) if lost else place) or None), 303)


def known(error: Exception) -> Response:
    """Answer a failure with a name of its own."""
    if isinstance(error, StoreUnavailable | SettingWrong | SumsDisagree | PepperLost):
        log.error("%s at %s: %s", type(error).__name__, request.endpoint, error)
    detail = f"{error.table}: {error.rows} ≠ {error.total}" if isinstance(error, SumsDisagree) else ""
    key = (request.view_args or {}).get("key", "")
    if isinstance(error, AlreadyDecided) and desk.ended_with_its_day(here().office, key):
        detail = " ".join(map(staff, ENDED_WITH_ITS_DAY))
    return page(replace(notice_of(error), detail=detail))


def http(error: HTTPException) -> Response:
    """Answer what Flask itself refuses: unknown address, wrong method, too large."""
    status = error.code or 500
    response = page(replace(refusal_of(status), status=status))
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def unknown(error: Exception) -> Response:
    """Answer our own mistake, logged once by kind and place, without anyone's answers."""
    log.error("unexpected %s at %s\n%s", type(error).__name__, request.endpoint, trace_of(error))
    return page(MISTAKE)


def page(notice: Notice) -> Response:
    """Return the calm page, in German and the client's language as far as it is known, else in the staff's."""
    if for_programs():
        return problem(replace(NOT_ASKED_HERE, status=notice.status) if notice.code == GONE.code else notice)
    if request_ctx.url_adapter is None:  # of a Host that is none; no link here says one
        request_ctx.url_adapter = current_app.url_map.bind("localhost")
    back = place_asked_for() if g.session and notice.status != NOT_FOUND else ""
    if in_clients_hands() and not back and g.session.turned not in request.path:
        back = url_for("conversation.page", key=g.session.turned)
    with speaking(_client_language(), client_first=not g.session or in_clients_hands()):
        staffs = {} if g.voice.client_first or g.voice.language != SOURCE else {"two": staff}
        return make_response(render_template("error.html", notice=notice, back=back, **staffs), notice.status)


def _client_language() -> str:
    """Return the language of the slip or talk in the address, or of the talk whose client holds the tablet.

    Who is not signed in is spoken to as the browser asks.
    """
    if tag := next((part for part in request.path.split("/")[1:3] if part in here().languages), ""):
        return tag
    with suppress(Exception):  # the page about a failure does not fail itself
        held = g.session or here().store.staff.session(shown_token())  # what is refused at once asked for no session
        places = (request.full_path, f"/conversation/{held.turned}", place_before()) if held else ()
        if tag := next(filter(None, map(language_at, places)), ""):
            return tag
    return "" if g.session else request.accept_languages.best_match(here().languages) or ""


def problem(notice: Notice, **details: list[str]) -> Response:
    """Return the same for a program: the code, what to do next, and the details there are."""
    response = jsonify(error=notice.code, todo=staff(notice.todo), **details)
    response.status_code = notice.status
    if notice.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="kiosk"'
    return response

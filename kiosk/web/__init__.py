"""The desk in the browser: asking and showing, nothing else."""

import gzip
from collections.abc import Iterator

from flask import Flask, Response, g, request
from jinja2 import StrictUndefined
from werkzeug.local import LocalProxy

from kiosk import config
from kiosk.clerk import Clerk
from kiosk.clock import DayClock
from kiosk.demo import is_drill
from kiosk.desk import Office
from kiosk.domain.service import dialled
from kiosk.web import access, error_pages, qr, voices
from kiosk.web.icons import icon
from kiosk.web.pages import (
    api,
    case_pages,
    collection,
    conversation_screens,
    day_question,
    desk_screen,
    downloads,
    numbers,
    old_list_pages,
    openings,
    release_pages,
    sign_in,
    slip_screens,
    token_page,
)
from kiosk.web.running import Running, desk_name, here, labels, staff_tongue
from kiosk.web.scopes import query_of
from kiosk.web.static_files import serve_static, static_url
from kiosk.words import catalogues, pictograms
from kiosk.words.calendar_signs import CalendarSigns
from kiosk.words.catalogues import Words
from kiosk.words.labels import CAUTIONS, OVERHEAD_PAGES, PARTS, PERIODS
from kiosk.words.notices import PROBLEMS

PACK_FROM = 1500
"""Bytes from which a page is worth packing."""


def create_app(
    office: Office,
    *,
    clock: DayClock | None = None,
    clerk: Clerk | None = None,
    desk: str | None = "",
    words: Words | None = None,
) -> Flask:
    """Make the desk a WSGI application. `desk`: the one it stands at, None for none; empty where that is chosen.

    `words`: what was read from the catalogues, where that was done already.
    """
    app = Flask("kiosk", template_folder=str(config.beside("templates")), static_folder=None)
    app.extensions["kiosk"] = server = running(office, clock or DayClock(office.store.last_day), clerk, desk, words)
    speak(app, server)
    serve_static(app)
    for feature in (
        sign_in,
        day_question,
        desk_screen,
        conversation_screens,
        slip_screens,
        openings,
        case_pages,
        numbers,
        downloads,
        release_pages,
        token_page,
        api,
        collection,
        old_list_pages,
    ):
        app.register_blueprint(feature.bp)
    error_pages.explain(app)
    app.before_request(begin)
    access.protect(app)
    app.after_request(packed)
    app.after_request(wake_clerk)
    return app


def wake_clerk(response: Response) -> Response:
    """Wake the clerk when something was counted and waits to be sent."""
    running = here()
    if running.clerk and request.method == "POST" and running.store.outbox.news.is_set():
        running.clerk.wake()
    return response


def running(
    office: Office, clock: DayClock, clerk: Clerk | None = None, desk: str | None = "", words: Words | None = None
) -> Running:
    """Return everything a request needs that does not change while the server runs."""
    pictograms.check(office.pack)
    words = words or catalogues.load(office.pack)
    return Running(office, words, clock, is_drill(office), words.offered(office.pack.site.languages), clerk, desk)


def speak(app: Flask, server: Running) -> None:
    """Make templates strict about what is missing; give them words in both languages, pictograms, and the place."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(icon=icon, dialled=dialled)
    app.context_processor(voices.spoken_here)
    app.jinja_env.globals.update(
        _=voices.staff,
        ngettext=voices.staff_many,
        said=voices.said,
        say=voices.say,
        direction=catalogues.direction_of,
        own_name=catalogues.own_name,
        name_in=catalogues.name_in,
        day_words=catalogues.day_words,
        day_short=catalogues.day_short,
        icon=icon,
        static=static_url,
        site=LocalProxy(lambda: server.pack.on(server.today).site),
        languages=server.languages,
        clock=server.clock,
        drill=server.drill,
        desk_name=desk_name,
        query_of=query_of,
        labels=LocalProxy(labels),
        signs=LocalProxy(lambda: CalendarSigns(staff_tongue())),
        CAUTIONS=CAUTIONS,
        OVERHEAD_PAGES=OVERHEAD_PAGES,
        PARTS=PARTS,
        PERIODS=PERIODS,
        PROBLEMS=PROBLEMS,
    )


def warm(app: Flask) -> Iterator[object]:
    """Load, a piece a step, what the first talk would otherwise wait for: the templates and the QR code's tables."""
    for name in app.jinja_env.list_templates(["html"]):
        yield app.jinja_env.get_template(name)
    yield qr.svg("", "")


def begin() -> None:
    """Set up what every request starts with."""
    g.words = here().words
    g.tongue = catalogues.SOURCE
    g.voice, g.session = voices.voice(g.words, catalogues.SOURCE, False), None


def packed(response: Response) -> Response:
    """Pack whole pages for the wire; parts of a page and answers to a tap go as they are, that is quicker."""
    if (
        response.mimetype == "text/html"
        and request.method == "GET"
        and "HX-Request" not in request.headers
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and (response.content_length or 0) >= PACK_FROM
    ):
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response

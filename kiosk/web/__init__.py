"""The desk in the browser: asking and showing, nothing else."""

import gzip
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from functools import cache, partial
from types import BuiltinMethodType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from flask.templating import Environment
from jinja2 import StrictUndefined
from jinja2.runtime import Context
from werkzeug.local import LocalProxy
from werkzeug.routing import Rule

from kiosk import config
from kiosk.clerk import Clerk
from kiosk.clock import DayClock
from kiosk.demo import is_drill
from kiosk.desk import Office
from kiosk.domain.service import dialled
from kiosk.web import access, accounted, error_pages, htmx, order, qr, sessions, voices
from kiosk.web.icons import icon
from kiosk.web.listening import aloud
from kiosk.web.pages import (
    account_list,
    api,
    calendar_files,
    case_pages,
    collection,
    conversation_screens,
    date_sheet,
    day_question,
    desk_screen,
    downloads,
    first_password,
    language_page,
    lock_screen,
    log_page,
    numbers,
    old_list_pages,
    openings,
    own_account,
    release_pages,
    sign_in,
    slip_screens,
    sound_page,
    token_page,
)
from kiosk.web.running import Running, desk_name, here, labels, staff_tongue
from kiosk.web.scopes import query_of
from kiosk.web.static_files import serve_static, static_url
from kiosk.web.tiles import chips, fact_tabs, fact_tiles, judged_part, language_tiles, need_tiles, suggested
from kiosk.words import catalogues, pictograms
from kiosk.words.calendar_signs import CalendarSigns
from kiosk.words.catalogues import Words
from kiosk.words.labels import CAUTIONS, OVERHEAD_PAGES, PARTS, PERIODS, ROLE_NAMES, STEPS
from kiosk.words.notices import PROBLEMS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

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
    app = App("kiosk", template_folder=str(config.beside("templates")), static_folder=None)
    app.extensions["kiosk"] = server = running(office, clock or DayClock(office.store.last_day), clerk, desk, words)
    speak(app, server)
    serve_static(app)
    for feature in (
        sign_in,
        lock_screen,
        day_question,
        desk_screen,
        conversation_screens,
        slip_screens,
        date_sheet,
        calendar_files,
        openings,
        case_pages,
        numbers,
        downloads,
        release_pages,
        token_page,
        api,
        collection,
        old_list_pages,
        log_page,
        first_password,
        own_account,
        account_list,
        language_page,
        sound_page,
    ):
        app.register_blueprint(feature.bp)
    error_pages.explain(app)
    htmx.answer_taps(app)
    app.before_request(begin)
    order.keep_order(app)
    access.protect(app)
    accounted.account_for_answers(app)
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
    words, site, drill = words or catalogues.load(office.pack), office.pack.site, is_drill(office)
    return Running(office, words, clock, drill, words.offered(site.languages, drill or site.drafts), clerk, desk)


PLAIN = (FunctionType, MethodType, BuiltinMethodType, type(icon))
"""What is called as it is; `icon` stands for all that remember what they have said."""


class Calls(Context):
    """What a template calls: a plain function as it is, without asking it first whether it wants to know the page."""

    def call(
        self, called: Callable[..., Any], /, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any
    ) -> Any:
        """Return what the function says; macros are called the way of Jinja."""
        if type(called) in PLAIN:
            return called(*args, **named)
        return super().call(called, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **named)


class Templates(Environment):
    """All templates of the desk; they know the same names, which Jinja would gather anew for each page and part."""

    context_class = Calls

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names that a template knows: those of all, unless it has some of its own."""
        return super().make_globals(d) if d else self.globals


class Route(Rule):
    """A route that works out how its address is put together once it is asked to, not at the start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made = cache(partial(super()._compile_builder, append_unknown))

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            return made()(rule, **values)

        return build


class App(Flask):
    """A Flask that asks itself less with every tap."""

    jinja_environment = Templates
    request_class = access.LimitedRequest
    url_rule_class = Route

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request; no answer leaves without the security headers."""
        return super().wsgi_app(environ, access.marking(start_response, environ["wsgi.url_scheme"]))

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return what is to be called as it is: nothing here is a coroutine."""
        return func


def speak(app: Flask, server: Running) -> None:
    """Make templates strict about what is missing; give them words in both languages, pictograms, and the place."""
    app.jinja_options = {"cache_size": -1}  # all templates are kept: no order of their last use is
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(icon=icon, dialled=dialled, aloud=aloud)
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
        fact_tabs=fact_tabs,
        fact_tiles=fact_tiles,
        need_tiles=need_tiles,
        suggested=suggested,
        judged_part=judged_part,
        language_tiles=language_tiles,
        chips=chips,
        site=LocalProxy(lambda: server.pack.on(server.today).site),
        languages=server.languages,
        clock=server.clock,
        drill=server.drill,
        desk_name=desk_name,
        in_clients_hands=sessions.in_clients_hands,
        rests_after=sessions.rests_after,
        sign_in=sessions.mark,
        query_of=query_of,
        labels=LocalProxy(labels),
        signs=LocalProxy(lambda: CalendarSigns(staff_tongue())),
        CAUTIONS=CAUTIONS,
        OVERHEAD_PAGES=OVERHEAD_PAGES,
        PARTS=PARTS,
        PERIODS=PERIODS,
        PROBLEMS=PROBLEMS,
        ROLE_NAMES=ROLE_NAMES,
        STEPS=STEPS,
    )


def warm(app: Flask) -> Iterator[object]:
    """Load, a piece a step, what the first talk would otherwise wait for: the templates and the QR code's tables."""
    for name in app.jinja_env.list_templates(["html"]):
        yield app.jinja_env.get_template(name)
    yield qr.svg("", "")


def begin() -> None:
    """Set up what every request starts with."""
    running = here()
    words, tongue = running.words, catalogues.SOURCE
    voice = voices.voice(words, tongue, False)
    vars(g).update(words=words, tongue=tongue, voice=voice, session=None, let_in=False, begun="")


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

"""What htmx says about a request, and its answer: what a tap leads to, instead of the way there."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, current_app, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as BaseResponse

from kiosk.errors import KioskError
from kiosk.web.running import for_programs
from kiosk.web.way_back import telling_nothing

TOGETHER = (None, "sign_in", "lock", "day", "desk", "conversation", "slip", "dates")
"""Whose pages share one stylesheet and follow each other without being loaded anew; None: an error page."""
ON_EVERY_PAGE = ("lock.lock", "sign_in.leave")
"""The taps that stand on pages of another stylesheet too."""
OK, TO_GET = 200, 303


def answer_taps(app: Flask) -> None:
    """Answer each tap that came through htmx with the next part. Registered first: it sees the finished answer."""
    app.after_request(show_next)


def tapped() -> bool:
    """Tell whether htmx sent this."""
    return request.headers.get("HX-Request") == "true"


def wants_part(name: str) -> bool:
    """Tell whether only this part of a page was asked for: the element whose id is its name."""
    return tapped() and _target() == name


def _target() -> str:
    """Return the id of the element that htmx puts the answer into; none for a whole page."""
    return request.headers.get("HX-Target", "").partition("#")[2]


def show_next(response: Response) -> Response:
    """Answer with the page or part that a tap leads to, and its address; a form without script is led there."""
    if not tapped() or for_programs():
        return response
    response = _next(response)
    if shown := response.headers.get("HX-Replace-Url"):
        response.headers["HX-Replace-Url"] = telling_nothing(shown)
    return response


def _next(response: Response) -> Response:
    """Return what a tap leads to.

    A cookie that the tap has brought counts on the way already. A page of the overhead has another stylesheet and is
    loaded anew.
    """
    if response.status_code == TO_GET and (target := response.headers["Location"]).startswith("/"):
        if request.endpoint in ON_EVERY_PAGE and not _from_together():
            return _load_anew(response, target)
        return _answer_at(target, response.headers.getlist("Set-Cookie"))
    if request.method == "GET":
        address = iri_to_uri(request.full_path.rstrip("?"))  # a header holds no other letters, and no line break
        if not _target() and request.blueprint not in TOGETHER:
            _load_anew(response, address)
        elif response.status_code == OK:
            response.headers.setdefault("HX-Replace-Url", address)
    if _target() and response.get_data().startswith(b"<!doctype"):
        response.headers.extend({"HX-Retarget": "body", "HX-Reswap": "outerSync swap:1ms"})
    return response


def _from_together() -> bool:
    """Tell whether the page that a tap comes from shares the desk's stylesheet; an error page does."""
    left = urlsplit(request.headers.get("HX-Current-URL", "")).path
    with suppress(HTTPException):
        endpoint, _ = current_app.url_map.bind("").match(left, "GET")
        return endpoint.partition(".")[0] in TOGETHER
    return True


def _load_anew(response: Response, address: str) -> Response:
    """Let the browser load this address instead of putting an answer into its page."""
    response.status_code = OK
    response.set_data("")
    response.headers.pop("Location", None)
    response.headers["HX-Redirect"] = address
    return response


def shown_at_once(way: BaseResponse, page: Callable[[], str | BaseResponse]) -> BaseResponse:
    """Answer a tap with the page at the end of the way, where the tap has found all that the page asks for.

    What is refused there, or leads on, is answered as `show_next` does.
    """
    with suppress(KioskError):
        if tapped() and isinstance(shown := page(), str):
            response = make_response(shown)
            response.headers["HX-Replace-Url"] = way.headers["Location"]
            response.headers.extend([("Set-Cookie", one) for one in way.headers.getlist("Set-Cookie")])
            return response
    return way


def _answer_at(target: str, cookies: list[str]) -> Response:
    """Return what this server answers at one of its own addresses, with every check that a request of its own has.

    `cookies`: new ones, shown there and handed on to the browser.
    """
    app, asked = current_app._get_current_object(), urlsplit(target)  # type: ignore[attr-defined]
    environ = dict(request.environ)
    del environ["werkzeug.request"]
    environ |= {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(asked.path.removeprefix(request.script_root), "latin-1"),
        "QUERY_STRING": asked.query,
        "CONTENT_LENGTH": "0",
        "CONTENT_TYPE": "",
        "wsgi.input": BytesIO(),
        "HTTP_COOKIE": "; ".join(
            (*(one.partition(";")[0] for one in reversed(cookies)), environ.get("HTTP_COOKIE", ""))
        ),
    }
    with app.request_context(environ):
        answer: Response = app.full_dispatch_request()
    answer.headers.extend([("Set-Cookie", one) for one in cookies])
    return answer

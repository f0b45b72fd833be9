"""The account log on a page and as a file, and whether all is well, in one word for a monitor."""

from contextlib import suppress
from itertools import islice

from flask import Blueprint, Response, render_template

from kiosk import health
from kiosk.errors import StoreUnavailable
from kiosk.export import csv_form
from kiosk.web.pages import downloads
from kiosk.web.running import here, staff_tongue
from kiosk.web.voices import staff
from kiosk.words.log_words import DELETIONS, about_of, event_of, log_rows, moment_of

bp = Blueprint("log", __name__)

SHOWN = 300
"""Lines on the page, the newest; the file has all."""


@bp.get("/log")
def page() -> str:
    """Show the newest lines, and whether one is missing or changed."""
    log = here().store.account_log
    lines = islice(reversed(log.lines()), SHOWN)
    tongue = staff_tongue()
    told = [(line, moment_of(line.moment), event_of(line, tongue), about_of(line, tongue)) for line in lines]
    deleted = [(day, staff(DELETIONS.get(what, what))) for day, what in here().store.deletions.all()]
    return render_template("log/page.html", lines=told, broken=log.broken_at(), head=log.head, deleted=deleted)


@bp.get("/log.csv")
def file() -> Response:
    """Hand over all lines."""
    return downloads.answer(csv_form.excel(log_rows(here().store.account_log.lines())), "csv", "protokoll")


@bp.get("/health")
def say_health() -> Response:
    """Say one word, without figures; what it is about says `kiosk doctor`."""
    word = "trouble"
    with suppress(StoreUnavailable, OSError):
        word = "trouble" if any(health.problems(here().office, here().clock)) else "ok"
    return Response(word, 200 if word == "ok" else 503, content_type="text/plain; charset=utf-8")

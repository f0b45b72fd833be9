"""The overhead's pages for old lists: what was taken in, and a list on its way from upload to counts."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import PurePath

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from kiosk import desk, overhead
from kiosk.domain.vocabulary import PaperTable
from kiosk.errors import NotThere
from kiosk.overhead import Examined, Finding
from kiosk.overhead.old_lists import one_line
from kiosk.storage import Draft
from kiosk.web.pages.list_form import LONGEST, Typed
from kiosk.web.running import here, signed_in, staff_tongue
from kiosk.web.voices import staff
from kiosk.words.old_list_findings import WordedFinding, worded

bp = Blueprint("importing", __name__)

MOST_BYTES = 2 * 1024 * 1024
MOST_SHOWN = 100
"""Findings and words that a page shows; a file with more of them is the wrong file."""


@bp.get("/imports")
def page() -> str:
    """Show what was taken in, what is under way, and the form for another list."""
    return _page(Typed())


@bp.post("/imports")
def upload() -> BaseResponse | Response:
    """Keep the file and what was typed; both are looked at on the next page."""
    request.max_content_length = MOST_BYTES
    try:
        file = request.files.get("file")
    except RequestEntityTooLarge:
        return make_response(_page(Typed(), "size"), 413)
    typed = Typed.of(request.form, {})
    with file.stream if file else BytesIO() as stream:  # a larger upload is a file of its own until it is closed
        content = stream.read()
    if file is None or not content:
        return make_response(_page(typed, "file"), 422)
    name = one_line(PurePath((file.filename or "").replace("\\", "/")).name)[:LONGEST] or staff("Liste")
    draft = Draft(secrets.token_urlsafe(16), signed_in().account, name, content, typed.kept, here().today)
    here().store.old_lists.keep_draft(draft)
    return redirect(url_for("importing.draft", key=draft.key), 303)


@bp.get("/imports/<key>")
def draft(key: str) -> str:
    """Show what was recognised in an uploaded list, and what is wrong with it."""
    found = here().store.old_lists.draft(key)
    return _shown(found, Typed.kept_in(found))


@bp.post("/imports/<key>")
def decide(key: str) -> BaseResponse | Response:
    """Keep what was chosen; then look again, take the list in, or drop it. What is gone already leads to the list."""
    store = here().store.old_lists
    try:
        found = store.draft(key)
        typed = Typed.of(request.form, Typed.kept_in(found).meanings)
        store.change_draft(key, typed.kept)
    except NotThere:
        return redirect(url_for("importing.page"), 303)
    action = request.form.get("do")
    if action == "drop" or (action == "take" and _take(found, typed)):
        store.drop_draft(key)
        return redirect(url_for("importing.page"), 303)
    if action == "take":
        return make_response(_shown(found, typed), 422)
    return redirect(url_for("importing.draft", key=key), 303)


@bp.post("/imports/undo")
def undo() -> BaseResponse:
    """Take a list back; one that is gone stays gone."""
    with suppress(NotThere):
        overhead.undo(here().store, request.form.get("number", 0, type=int))
    return redirect(url_for("importing.page"), 303)


def _take(found: Draft, typed: Typed) -> bool:
    """Tell whether the list counts now."""
    try:
        old_list = typed.list_of(found)
    except ValueError:
        return False
    account = signed_in().account
    return overhead.take_in(here().store, here().pack, old_list, here().today, account).number > 0


def _page(typed: Typed, problem: str = "") -> str:
    store, pack = here().store.old_lists, here().pack
    return render_template(
        "numbers/imports.html",
        kept=store.all(),
        drafts=store.drafts(),
        typed=typed,
        problem=problem,
        titles={paper.code: paper.title for paper in pack.vocabulary.papers},
        profiles=pack.profiles,
        days_kept=desk.DRAFT_DAYS,
    )


def _shown(found: Draft, typed: Typed) -> str:
    """Return the page of a draft; without a period that can be, it asks for one and examines nothing."""
    try:
        old_list = typed.list_of(found)
    except ValueError:
        examined, problem = Examined(()), "days"
    else:
        examined, problem = overhead.examine(here().store, here().pack, old_list, here().today), ""
    obstacles = examined.obstacles
    return render_template(
        "numbers/import.html",
        draft=found,
        typed=typed,
        problem=problem,
        examined=examined,
        disagrees=any(one.kind.acceptable for one in examined.findings),
        obstacles=_told(obstacles),
        rest=_told(examined.remarks),
        unnamed=max(len(obstacles) - MOST_SHOWN, 0),
        questions=examined.questions[:MOST_SHOWN],
        papers=_papers(examined),
        profiles=here().pack.profiles,
    )


def _papers(examined: Examined) -> tuple[PaperTable, ...]:
    """Return the tables whose rows can be chosen: the recognised one, or all as long as none is."""
    return (examined.paper,) if examined.paper else here().pack.vocabulary.papers


def _told(found: Iterable[Finding]) -> list[WordedFinding]:
    return [worded(one, here().pack, staff_tongue()) for one in [*found][:MOST_SHOWN]]

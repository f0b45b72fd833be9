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
from kiosk.errors import NotThere
from kiosk.overhead import Examined, Finding
from kiosk.overhead.old_lists import Block, letter, one_line, text
from kiosk.storage import Draft
from kiosk.web.pages.list_form import LONGEST, Typed
from kiosk.web.running import here, signed_in, staff_tongue
from kiosk.web.voices import staff
from kiosk.words.old_list_findings import ROLES, WordedFinding, taught, worded

bp = Blueprint("importing", __name__)

MOST_BYTES = 2 * 1024 * 1024
MOST_SHOWN = 100
"""Findings and words that a page shows at once; what is decided stands last."""
MOST_LINES = 12
"""Lines of the file that a page shows, from a little above the heading."""
MOST_HEADS = 30
"""Lines among which the heading can be chosen."""


@bp.get("/imports")
def page() -> str:
    """Show what was taken in, what is under way, and the form for another list."""
    return _page(Typed())


@bp.post("/imports")
def upload() -> BaseResponse | Response:
    """Keep the file and what was typed, both are looked at on the next page; what is no list of counts is not kept."""
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
    if why := overhead.refused(content):
        return make_response(_page(typed, "refused", _told([why])), 422)
    name = one_line(PurePath((file.filename or "").replace("\\", "/")).name)[:LONGEST] or staff("Liste")
    draft = Draft(secrets.token_urlsafe(16), signed_in().account, name, content, typed.kept, here().today)
    here().store.old_lists.keep_draft(draft)
    return redirect(url_for("importing.draft", key=draft.key), 303)


@bp.get("/imports/<key>")
def draft(key: str) -> str:
    """Show how an uploaded list is read, and what is wrong with it."""
    found = here().store.old_lists.draft(key)
    return _shown(found, Typed.kept_in(found))


@bp.post("/imports/<key>")
def decide(key: str) -> BaseResponse | Response:
    """Keep what was said; then look again, take the list in, or drop it. What is gone already leads to the list."""
    store, action = here().store.old_lists, request.form.get("do")
    try:
        found = store.draft(key)
        typed = Typed.of(request.form, Typed.kept_in(found).said)
        examined = _examined(found, typed)
        if action == "leave" and examined:
            typed = typed.without_the_rest(examined)
        store.change_draft(key, typed.kept)
    except NotThere:
        return redirect(url_for("importing.page"), 303)
    if action == "take" and not _take(found, typed):
        return make_response(_shown(found, typed), 422)
    if action == "take" and examined and (following := typed.of_next(examined)):
        store.change_draft(key, following.kept)
    elif action in ("take", "drop"):
        store.drop_draft(key)
    return redirect(
        url_for("importing.page") if action in ("take", "drop") else url_for("importing.draft", key=key), 303
    )


@bp.post("/imports/undo")
def undo() -> BaseResponse:
    """Take a list back, with what it taught if that is wished; one that is gone stays gone."""
    with suppress(NotThere):
        overhead.undo(here().store, request.form.get("number", 0, type=int), forget="forget" in request.form)
    return redirect(url_for("importing.page"), 303)


@bp.post("/imports/forget")
def forget() -> BaseResponse:
    """Forget what words meant, and how lists with these headings were read."""
    here().store.old_lists.forget(request.form.getlist("word") + request.form.getlist("shape"))
    return redirect(url_for("importing.page"), 303)


def _take(found: Draft, typed: Typed) -> bool:
    """Tell whether the list counts now."""
    old_list, account = typed.list_of(found), signed_in().account
    taken = old_list and overhead.take_in(here().store, here().pack, old_list, here().today, account)
    return bool(taken and taken.number)


def _examined(found: Draft, typed: Typed) -> Examined | None:
    """Return how the list would be counted; None without a period that can be."""
    old_list = typed.list_of(found)
    return overhead.examine(here().store, here().pack, old_list, here().today) if old_list else None


def _page(typed: Typed, problem: str = "", told: Iterable[WordedFinding] = ()) -> str:
    store, papers = here().store.old_lists, here().pack.vocabulary.papers
    return render_template(
        "numbers/imports.html",
        kept=store.all(),
        drafts=store.drafts(),
        words=store.words(),
        shapes={shape: taught(shape, said, here().pack, staff_tongue()) for shape, said in store.shapes().items()},
        typed=typed,
        problem=problem,
        told=told,
        titles={paper.code: paper.title for paper in papers},
        labels={f"{paper.code}:{row.code}": row.label for paper in papers for row in paper.rows},
        profiles=here().pack.profiles,
        days_kept=desk.DRAFT_DAYS,
    )


def _shown(found: Draft, typed: Typed) -> str:
    """Return the page of a draft; without a period that can be, it asks for one and examines nothing."""
    shown = _examined(found, typed)
    examined = shown or Examined(())
    obstacles, questions = examined.obstacles, sorted(examined.questions, key=lambda one: bool(one.meaning))
    return render_template(
        "numbers/import.html",
        draft=found,
        typed=typed,
        problem="" if shown else "days",
        examined=examined,
        obstacles=_told(obstacles),
        rest=_told(examined.remarks),
        unnamed=max(len(obstacles) - MOST_SHOWN, 0),
        questions=questions[:MOST_SHOWN],
        more=max(sum(not one.meaning for one in questions) - MOST_SHOWN, 0),
        lines=_lines(examined.reading.block) if examined.reading else [],
        heads=_heads(examined.reading.block) if examined.reading else [],
        roles=ROLES,
        letter=letter,
        papers=here().pack.vocabulary.papers,
        profiles=here().pack.profiles,
    )


def _lines(block: Block) -> list[tuple[int, list[str]]]:
    """Return the first lines of a table as a person sees them in the file."""
    start = max(block.start, block.first - 3)
    rows = block.sheet.seen[start - 1 : min(start - 1 + MOST_LINES, block.until)]
    width = len(block.headings)
    return [(line, [*map(text, row[:width]), *[""] * (width - len(row))]) for line, row in enumerate(rows, start)]


def _heads(block: Block) -> list[str]:
    """Return what can be the heading: no line, one, or two."""
    lines = range(block.start, min(block.start + MOST_HEADS, block.until) + 1)
    pairs = (f"{line}-{line + 1}" for line in lines[:-1])
    return ["0", *(head for one in zip(map(str, lines), [*pairs, ""], strict=True) for head in one if head)]


def _told(found: Iterable[Finding]) -> list[WordedFinding]:
    return [worded(one, here().pack, staff_tongue()) for one in [*found][:MOST_SHOWN]]

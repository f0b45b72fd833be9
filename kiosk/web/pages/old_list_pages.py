"""The overhead's pages for old lists: what was taken in, and a list on its way from upload to counts."""

import json
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import PurePath

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from kiosk import desk, overhead
from kiosk.errors import NotOffered, NotThere
from kiosk.overhead import ALL_DESKS, Examined, OldList
from kiosk.overhead.old_lists.cells import folded, letter, one_line, text
from kiosk.overhead.old_lists.examining import BLOCK, HEAD
from kiosk.overhead.old_lists.lines import OF_REST, REST
from kiosk.overhead.old_lists.matching import LEFT_OUT, TABLE
from kiosk.overhead.old_lists.tables import Block
from kiosk.storage import Draft
from kiosk.web.running import here, signed_in, staff_tongue
from kiosk.web.voices import staff
from kiosk.words.old_list_findings import ROLES, WordedFinding, remembered, worded

bp = Blueprint("importing", __name__)

MOST_BYTES = 2 * 1024 * 1024
MOST_SHOWN, MOST_BESIDE = 100, 20
"""Findings that a page shows at once, and those that are only told when there are so many others."""
MOST_LINES, MOST_HEADS = 12, 30
"""Lines of the file that a page shows, from a little above the heading; among which the heading can be chosen."""
LONGEST = 200
"""Characters of a name or source that are kept."""
SAID = "said:"
Typed = dict[str, str]
"""All that somebody typed about a list, and said of it (under "said:"), as it stands on the page and in a draft."""
NOTHING: Typed = {"source": "", "first": "", "last": "", "profile": "", "desk": ALL_DESKS, "printed": ""}


@bp.get("/imports")
def page() -> str:
    """Show what was taken in, what is under way, and the form for another list."""
    return _page(NOTHING)


@bp.post("/imports")
def upload() -> BaseResponse | Response:
    """Keep the file and what was typed, both are looked at on the next page; what is no list of counts is not kept."""
    request.max_content_length = MOST_BYTES
    try:
        file = request.files.get("file")
    except RequestEntityTooLarge:
        return make_response(_page(NOTHING, "size"), 413)
    typed = _typed(NOTHING)
    with file.stream if file else BytesIO() as stream:  # a larger upload is a file of its own until it is closed
        content = stream.read()
    if file is None or not content:
        return make_response(_page(typed, "file"), 422)
    if why := overhead.refused(content):
        return make_response(_page(typed, "refused", worded(why, here().pack, staff_tongue())), 422)
    name = one_line(PurePath((file.filename or "").replace("\\", "/")).name)[:LONGEST] or staff("Liste")
    kept = Draft(secrets.token_urlsafe(16), signed_in().account, name, content, json.dumps(typed), here().today)
    return redirect(url_for("importing.draft", key=here().store.old_lists.keep_draft(kept)), 303)


@bp.get("/imports/<key>")
def draft(key: str) -> str:
    """Show how an uploaded list is read, and what is wrong with it."""
    found = here().store.old_lists.draft(key)
    return _shown(found, _kept(found))


@bp.post("/imports/<key>")
def decide(key: str) -> BaseResponse | Response:
    """Keep what was said; then look again, take the list in, or drop it. What is gone already leads to the list."""
    store, action = here().store.old_lists, request.form.get("do")
    back, again = redirect(url_for("importing.page"), 303), redirect(url_for("importing.draft", key=key), 303)
    try:
        found = store.draft(key)
        typed = _typed(_kept(found))
        examined = _examined(found, typed)
        if action == "leave":
            typed |= {SAID + REST: LEFT_OUT}
        store.change_draft(key, json.dumps(typed))
    except NotThere:
        return back
    about = (here().store, here().pack, examined.old_list, here().today, signed_in().account) if examined else None
    if action == "take" and not (about and overhead.take_in(*about).known):
        return make_response(_shown(found, typed), 422)
    if action == "take" and examined and examined.number < len(examined.blocks):
        following = {name: typed[name] for name in NOTHING} | {SAID + BLOCK: str(examined.number + 1)}
        store.change_draft(key, json.dumps(following))
    elif action in ("take", "drop"):
        store.drop_draft(key)
    return back if action in ("take", "drop") else again


@bp.post("/imports/undo")
def undo() -> BaseResponse:
    """Take a list back; one that is gone stays gone."""
    with suppress(NotThere):
        overhead.undo(here().store, request.form.get("number", 0, type=int))
    return redirect(url_for("importing.page"), 303)


@bp.post("/imports/forget")
def forget() -> BaseResponse:
    """Forget what words meant, and how lists with these headings were read."""
    here().store.old_lists.forget(request.form.getlist("about"))
    return redirect(url_for("importing.page"), 303)


def _typed(before: Typed) -> Typed:
    """Return what the form says; what was said before stays. Raises NotOffered for an unknown profile or desk.

    Under another heading the columns are other columns, and another table is another list: what was said goes.
    """
    pack, now = here().pack, {**NOTHING, "profile": here().pack.profiles[0].code}
    for name, value in request.form.items():
        key, written = folded(name), one_line(value)[:LONGEST]
        if key.startswith(SAID):  # a column is asked about twice: what it holds, and which row it means
            now[key] = written or now.get(key, "")
        elif key in NOTHING:
            now[key] = written
    if pack.profile(now["profile"]) is None:
        raise NotOffered("profile", now["profile"])
    if now["desk"] != ALL_DESKS and pack.desk(now["desk"]) is None:
        raise NotOffered("desk", now["desk"])
    found = {**before, **now}
    moved = [name for name in (SAID + BLOCK, SAID + HEAD) if found.get(name, "") != before.get(name, "")]
    gone = SAID if SAID + BLOCK in moved else f"{SAID}spalte:"
    return {name: one for name, one in found.items() if name in moved[:1] or not (moved and name.startswith(gone))}


def _kept(draft: Draft) -> Typed:
    """Return what a draft has kept; what only another version knows of is left out."""
    kept = json.loads(draft.choices)
    said = {SAID + key: value for key, value in kept.pop("said", {}).items()}  # drafts of before
    return {**NOTHING, **said, **{name: one for name, one in kept.items() if isinstance(one, str)}}


def _examined(found: Draft, typed: Typed) -> Examined | None:
    """Return how the list would be counted; None without a period that can be."""
    try:
        first, last = date.fromisoformat(typed["first"]), date.fromisoformat(typed["last"])
    except ValueError:
        return None
    said = {name.removeprefix(SAID): one for name, one in typed.items() if name.startswith(SAID)}
    about = (typed["source"], typed["profile"], typed["desk"], said, bool(typed["printed"]))
    old_list = OldList(found.name, found.content, first, last, *about)
    return overhead.examine(here().store, here().pack, old_list, here().today)


def _page(typed: Typed, problem: str = "", told: WordedFinding | None = None) -> str:
    store = here().store.old_lists
    taught = remembered(store.taught(), here().pack, staff_tongue())
    about = {"kept": store.all(), "drafts": store.drafts(), "days_kept": desk.DRAFT_DAYS}
    return _rendered("imports", typed, problem, told=told, taught=taught, **about)


def _shown(found: Draft, typed: Typed) -> str:
    """Return the page of a draft; without a period that can be, it asks for one and examines nothing."""
    examined = _examined(found, typed)
    about: dict[str, object] = {"draft": found, "examined": examined}
    if not (examined and examined.listed):
        told = [worded(one, here().pack, staff_tongue()) for one in examined.findings] if examined else []
        about |= {"told": told, "lines": (), "more": 0, "rest": 0}
        return _rendered("import", typed, "" if examined else "days", **about)
    obstacles, listed = examined.obstacles, examined.listed
    roles = {role: staff(words) for role, words in ROLES.items()}
    shown = [*obstacles[:MOST_SHOWN], *examined.remarks[: max(MOST_SHOWN - len(obstacles), MOST_BESIDE)]]
    return _rendered(
        "import",
        typed,
        "",
        **about,
        more=max(len(obstacles) - MOST_SHOWN, 0),
        told=[worded(one, here().pack, staff_tongue(), examined.paper) for one in shown],
        rest=sum(one.kind in OF_REST for one in obstacles),
        answer=listed.words.answer,
        lines=_lines(listed.block),
        choices=[*_choices(examined, listed.block, typed)],
        columns=[(letter(place), role, roles) for place, role in enumerate(listed.block.roles)],
    )


def _rendered(name: str, typed: Typed, problem: str, **more: object) -> str:
    profiles = {one.code: one.name for one in here().pack.profiles}
    desks = {ALL_DESKS: staff("alle"), **{one.code: one.name for one in here().pack.site.desks}}
    about = {"typed": typed, "problem": problem, "profiles": profiles, "desks": desks, "titles": _titles()}
    return render_template(f"numbers/{name}.html", **about, **more)


def _titles() -> Typed:
    return {paper.code: paper.title for paper in here().pack.vocabulary.papers}


def _lines(block: Block) -> list[tuple[int, list[str]]]:
    """Return the first lines of a table as a person sees them in the file."""
    start, width = max(block.start, block.first - 3), len(block.headings)
    rows = block.sheet.seen[start - 1 : min(start - 1 + MOST_LINES, block.until)]
    return [(line, [*map(text, row[:width]), *[""] * (width - len(row))]) for line, row in enumerate(rows, start)]


def _choices(examined: Examined, block: Block, typed: Typed) -> Iterator[tuple[str, str, Typed, str]]:
    """Return what can be said of how the file is read: key and name of the choice, its options, what was said.

    What holds by itself is said as nothing, so that it may change with the rest.
    """
    lines = range(block.start, min(block.start + MOST_HEADS, block.until) + 1)
    heads = {"0": staff("keine"), **{str(line): staff("Zeile %(lines)s", lines=line) for line in lines}}
    heads |= {f"{line}-{line + 1}": staff("Zeilen %(lines)s", lines=f"{line}–{line + 1}") for line in lines[:-1]}
    head = f"{block.first}-{block.last}" if 0 < block.first < block.last else str(block.first)
    tables = {str(number): f"{number}. {one.name}" for number, one in enumerate(examined.blocks, start=1)}
    none = {} if examined.paper else {"": staff("bitte wählen")}
    for key, name, options, holds in (
        (BLOCK, staff("Tabelle in der Datei"), tables, str(examined.number)),
        (HEAD, staff("Überschrift"), heads, head),
        (TABLE, staff("Tabelle der Vorlage"), none | _titles(), examined.paper.code if examined.paper else ""),
    ):
        said = typed.get(SAID + key, "")
        if len(options) > 1:
            yield key, name, {said if one == holds else one: words for one, words in options.items()}, said

"""The overhead's pages for old lists: what was taken in, and a list on its way from upload to counts."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import PurePath

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from kiosk import desk, overhead
from kiosk.domain.period import COUNTABLE
from kiosk.errors import NotOffered, NotThere
from kiosk.overhead import ALL_DESKS, Examined, OldList
from kiosk.overhead.old_lists.examining import BLOCK, HEAD
from kiosk.overhead.old_lists.lines import OF_REST, REST
from kiosk.overhead.old_lists.matching import LEFT_OUT, TABLE
from kiosk.overhead.old_lists.tables import Block
from kiosk.overhead.spreadsheets.cells import YEAR, folded, letter, one_line, span, text, timed
from kiosk.overhead.spreadsheets.reading import kept
from kiosk.storage import Draft
from kiosk.web.running import here, signed_in, staff_tongue
from kiosk.web.voices import staff
from kiosk.words.old_list_findings import ROLES, remembered, worded

bp = Blueprint("importing", __name__)

MOST_BYTES = 2 * 1024 * 1024
MOST_SHOWN = 100
"""Findings that a page shows at once."""
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
    return _page()


@bp.post("/imports")
def upload() -> Response:
    """Keep the file, which is looked at on the next page; what is no list of counts is not kept."""
    request.max_content_length = MOST_BYTES
    try:
        file = request.files.get("file")
    except RequestEntityTooLarge:
        return make_response(_page("size"), 413)
    with file.stream if file else BytesIO() as stream:  # a larger upload is a file of its own until it is closed
        content = kept(stream.read())
    if file is None or not content:
        return make_response(_page("file"), 422)
    if why := overhead.refused(content):
        return make_response(_page(worded(why, here().pack, staff_tongue()).told), 422)
    name = one_line(PurePath((file.filename or "").replace("\\", "/")).name)[:LONGEST] or staff("Liste")
    account = signed_in().account
    key = hashlib.sha256(f"{account}\n{name}\n".encode() + content).hexdigest()[:22]
    new = here().store.old_lists.keep_draft(Draft(key, account, name, content, json.dumps(NOTHING), here().today))
    return redirect(url_for("importing.draft", key=key, again=None if new else "yes"), 303)


@bp.get("/imports/<key>")
def draft(key: str) -> str:
    """Show how an uploaded list is read, and what is wrong with it."""
    found = here().store.old_lists.draft(key)
    return _shown(found, _kept(found))


@bp.post("/imports/<key>")
def decide(key: str) -> Response:
    """Keep what was said; then look again, take the list in, or drop it. What is gone already leads to the list."""
    store, action = here().store.old_lists, request.form.get("do")
    back = redirect(url_for("importing.page"), 303)
    try:
        found = store.draft(key)
        before = _kept(found)
        typed = _typed(before) | ({SAID + REST: LEFT_OUT} if action == "leave" else {})
        examined = _examined(found, typed)
        if typed.get(SAID + BLOCK, "") != before.get(SAID + BLOCK, ""):  # its own days are proposed
            typed |= dict.fromkeys(_proposed(examined.listed.block, found.name), "")
        store.change_draft(key, json.dumps(typed))
    except NotThere:
        return back
    if action == "take":
        about = (here().store, here().pack, examined.old_list, here().today)
        if not overhead.take_in(*about, signed_in().account).known:
            return make_response(_shown(found, typed), 422)
        if examined.number < len(examined.blocks):
            following = {name: typed[name] for name in NOTHING} | {SAID + BLOCK: str(examined.number + 1)}
            following |= dict.fromkeys(_proposed(examined.blocks[examined.number], found.name), "")
            store.change_draft(key, json.dumps(following))
            return back
    if action not in ("take", "drop"):
        return redirect(url_for("importing.draft", key=key), 303)
    store.drop_drafts(key=key)
    return back


@bp.post("/imports/undo")
def undo() -> Response:
    """Take a list back; one that is gone stays gone."""
    with suppress(NotThere):
        overhead.undo(here().store, request.form.get("number", 0, type=int))
    return redirect(url_for("importing.page"), 303)


@bp.post("/imports/forget")
def forget() -> Response:
    """Forget what words meant, and how lists with these headings were read."""
    here().store.old_lists.forget(request.form.getlist("about"))
    return redirect(url_for("importing.page"), 303)


def _typed(before: Typed) -> Typed:
    """Return what the form says; what was said before stays. Raises NotOffered for an unknown profile or desk.

    Another table is another list, and under another heading the columns are other columns: what was said goes.
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
    for moved, gone in ((SAID + BLOCK, SAID), (SAID + HEAD, SAID + "spalte:")):
        if found.get(moved, "") != before.get(moved, ""):
            return {name: one for name, one in found.items() if name == moved or not name.startswith(gone)}
    return found


def _kept(draft: Draft) -> Typed:
    """Return what a draft has kept; what only another version knows of is left out."""
    return {**NOTHING, **{name: one for name, one in json.loads(draft.choices).items() if isinstance(one, str)}}


def _examined(found: Draft, typed: Typed) -> Examined:
    """Return how the list would be counted; a day that is none makes its period one that cannot be."""
    first, last = (day.first if (day := timed(typed[name])) else date.max for name in ("first", "last"))
    said = {name.removeprefix(SAID): one for name, one in typed.items() if name.startswith(SAID)}
    about = (typed["source"], typed["profile"], typed["desk"], said, bool(typed["printed"]))
    old_list = OldList(found.name, found.content, first, last, *about)
    return overhead.examine(here().store, here().pack, old_list, here().today)


def _proposed(block: Block, name: str) -> Typed:
    """Return the days that the sheet's own name says, its year from the file's: a person confirms them."""
    year = None if YEAR.search(block.sheet.name) else YEAR.search(name.replace("_", " "))
    when = span([block.sheet.name, year and year[0]], COUNTABLE) if block.sheet.name else None
    return {"first": when.first.isoformat(), "last": when.last.isoformat()} if when else {}


def _page(problem: str = "") -> str:
    store = here().store.old_lists
    taught = remembered(store.taught(), here().pack, staff_tongue())
    about = {"kept": store.all(), "drafts": store.drafts(), "days_kept": desk.DRAFT_DAYS}
    titles = here().pack.vocabulary.titles
    return render_template("numbers/imports.html", problem=problem, taught=taught, titles=titles, **about)


def _shown(found: Draft, typed: Typed) -> str:
    examined = _examined(found, typed)
    block, answers = examined.listed.block, {role: staff(words) for role, words in ROLES.items()}
    proposed = {} if typed["first"] or typed["last"] else _proposed(block, found.name)
    start = max(block.start, block.first - 3)
    rows = block.sheet.rows[start - 1 : min(start - 1 + MOST_LINES, block.until)]
    return render_template(
        "numbers/import.html",
        typed=typed | proposed,
        proposed=proposed,
        profiles={one.code: one.name for one in here().pack.profiles},
        desks={ALL_DESKS: staff("alle"), **{one.code: one.name for one in here().pack.site.desks}},
        draft=found,
        examined=examined,
        told=[worded(one, here().pack, staff_tongue(), examined.paper) for one in examined.findings[:MOST_SHOWN]],
        more=max(len(examined.findings) - MOST_SHOWN, 0),
        rest=sum(one.kind in OF_REST for one in examined.findings),
        lines=[(line, [*map(text, row[: len(block.headings)])]) for line, row in enumerate(rows, start)],
        choices=_choices(examined),
        columns=[(letter(place), role, answers) for place, role in enumerate(block.roles)],
    )


def _choices(examined: Examined) -> Iterator[tuple[str, str, Typed, str]]:
    """Return what can be said of how the file is read: key and name of the choice, its options, which of them holds."""
    block, titles = examined.listed.block, here().pack.vocabulary.titles
    lines = range(block.start, min(block.start + MOST_HEADS, block.until) + 1)
    heads = {"0": staff("keine"), **{str(line): staff("Zeile %(lines)s", lines=line) for line in lines}}
    heads |= {f"{line}-{line + 1}": staff("Zeilen %(lines)s", lines=f"{line}–{line + 1}") for line in lines[:-1]}
    head = f"{block.first}-{block.last}" if 0 < block.first < block.last else str(block.first)
    tables = {str(number): f"{number}. {one.name}" for number, one in enumerate(examined.blocks, start=1)}
    none = {} if examined.paper else {"": staff("bitte wählen")}
    if len(tables) > 1:
        yield BLOCK, staff("Tabelle in der Datei"), tables, str(examined.number)
    yield HEAD, staff("Überschrift"), heads, head
    yield TABLE, staff("Tabelle der Vorlage"), none | titles, examined.listed.words.code

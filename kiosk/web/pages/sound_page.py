"""Films and recorded sentences as the tablets play them, and the lead's page to listen, record, replace and remove."""

import re
from io import BytesIO

from flask import Blueprint, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from kiosk.errors import NotThere, SettingWrong
from kiosk.storage import LogEvent
from kiosk.web.accounted import account_for
from kiosk.web.listening import clip_address
from kiosk.web.running import here, signed_in
from kiosk.web.voices import pair
from kiosk.words import clips
from kiosk.words.catalogues import SOURCE
from kiosk.words.states import mark_of

bp = Blueprint("sounds", __name__)

MARK = re.compile("[0-9a-f]{16}")
AROUND = 4096
"""Bytes of a form around the file in it."""


@bp.get("/sounds/<tag>/<mark>/<version>")
def clip(tag: str, mark: str, version: str) -> Response:
    """Hand over a clip, in parts where they are asked for; only under the mark of its content may it be kept."""
    found = clips.clip_of(here().pack, tag, mark) if tag in here().languages and MARK.fullmatch(mark) else None
    if found is None:
        raise NotThere
    content = clips.version_of(found)
    response = send_file(found, clips.KINDS[found.suffix], conditional=True, etag=content)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if version == content else "no-cache"
    return response


@bp.get("/film/<tag>")
def film(tag: str) -> Response:
    """Hand over the county's film in a language, or signed, in parts where they are asked for."""
    found = clips.films(here().pack, here().language_answers).get(tag)
    if found is None:
        raise NotThere
    return send_file(found, clips.FILM_KINDS[found.suffix], conditional=True)


@bp.get("/sounds")
def page() -> Response:
    """Show which sentences of a language are recorded."""
    tag = request.args.get("language", SOURCE)
    if tag not in here().languages:
        raise NotThere
    return _page(tag)


@bp.post("/sounds")
def change() -> Response:
    """Keep or remove the clip of a sentence; then the page again, at this sentence."""
    request.max_content_length = clips.LARGEST + AROUND
    try:
        tag, mark = (request.form.get(name, "") for name in ("language", "mark"))
    except RequestEntityTooLarge:
        return _page(SOURCE, "long_clip")
    if tag not in here().languages or mark not in map(mark_of, clips.spoken(here().pack)):
        raise NotThere
    removed = request.form.get("do") == "remove"
    try:
        if removed:
            clips.remove(here().pack, tag, mark)
        elif problem := _keep(tag, mark):
            return _page(tag, problem)
    except SettingWrong as error:
        return _page(tag, "clip_place", error.setting)
    account_for(LogEvent.CLIP_REMOVED if removed else LogEvent.CLIP_PUT_IN, signed_in().account, f"{tag}/{mark}")
    return redirect(url_for("sounds.page", language=tag, _anchor=mark), 303)


def _keep(tag: str, mark: str) -> str:
    """Keep the file that was sent as a clip, or return why not."""
    file = request.files.get("file")
    with file.stream if file else BytesIO() as stream:  # a larger upload is a file of its own until it is closed
        content = stream.read()
    if len(content) > clips.LARGEST:
        return "long_clip"
    if not clips.kind_of(content):
        return "no_clip"
    clips.keep(here().pack, tag, mark, content)
    return ""


def _page(tag: str, problem: str = "", place: str = "") -> Response:
    """Return the page of a language."""
    words, rows = here().words, []
    for german in clips.spoken_in(words, here().pack, tag):
        mark, said = mark_of(german), pair([(tag, words.say(tag, german)), (SOURCE, german)])
        rows.append((mark, said, clip_address(tag, mark)))
    text = render_template("sounds/page.html", tag=tag, rows=rows, problem=problem, place=place)
    return make_response(text, 422 if problem else 200)

"""Recorded sentences: a clip lies in the pack under its language, named by the mark of the German sentence."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from kiosk import config
from kiosk.errors import SettingWrong
from kiosk.files import cause_of, write_whole
from kiosk.pack import Pack
from kiosk.words.catalogues import Words
from kiosk.words.states import mark_of

AUDIO = "audio"
"""The folder of a pack that its clips lie in."""
KINDS = {".ogg": "audio/ogg", ".webm": "audio/webm"}
FILM = "film"
"""The folder of its films: what the promise says, one a language, named by its tag."""
FILM_KINDS = {".mp4": "video/mp4", ".webm": "video/webm"}
SIGNED = "gsg"
"""Deutsche Gebärdensprache."""
LARGEST = 1024 * 1024
"""Bytes of a clip; a sentence has about 30 kB."""
IN_TEMPLATES = re.compile(r'\b(?:two|law)\("([^"%]+)"\)[^{}]*?\| aloud\b')
"""A sentence that a page offers to read aloud."""


def spoken(pack: Pack) -> tuple[str, ...]:
    """Return the German sentences that are read aloud: fixed ones, never an answer or a reason."""
    return tuple(dict.fromkeys((*_of_pages(), *pack.spoken_sentences())))


def spoken_in(words: Words, pack: Pack, tag: str) -> tuple[str, ...]:
    """Return those that are said in this language, and not in German instead."""
    return tuple(sentence for sentence in spoken(pack) if words.tongue(tag, sentence) == tag)


@cache
def _of_pages() -> tuple[str, ...]:
    pages = sorted(config.beside("templates").rglob("*.html"))
    return tuple(sentence for page in pages for sentence in IN_TEMPLATES.findall(page.read_text(encoding="utf-8")))


def has_any(pack: Pack) -> bool:
    """Tell whether the pack has a folder for clips."""
    return _folder(pack.folder).is_dir()


@cache
def _folder(pack: Path) -> Path:
    return pack / AUDIO


def films(pack: Pack, tags: Iterable[str]) -> dict[str, Path]:
    """Return the films in these languages, by tag, and the signed one; nothing for those that there are not."""
    places = ((tag, pack.folder / FILM / f"{tag}{kind}") for tag in (*tags, SIGNED) for kind in FILM_KINDS)
    return {tag: place for tag, place in places if place.is_file()}


def clip_of(pack: Pack, tag: str, mark: str) -> Path | None:
    """Return the clip with this mark in this language, or None."""
    places = (_folder(pack.folder) / tag / f"{mark}{kind}" for kind in KINDS)
    return next((place for place in places if place.is_file()), None)


def version_of(clip: Path) -> str:
    """Return a mark of the clip's content; it is read once, and anew when the file was changed."""
    seen = clip.stat()
    return _version(clip, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=4096)
def _version(clip: Path, *_seen: int) -> str:
    return hashlib.sha256(clip.read_bytes()).hexdigest()[:12]


def kind_of(content: bytes) -> str:
    """Return how the name of a recording ends, by its first bytes; nothing for what is no Ogg Opus and no WebM."""
    if content.startswith(b"OggS") and content[28:36] == b"OpusHead":
        return ".ogg"
    return ".webm" if content.startswith(b"\x1aE\xdf\xa3") and b"webm" in content[:64] else ""


def keep(pack: Pack, tag: str, mark: str, content: bytes) -> None:
    """Put a clip into the pack, in the place of the one before. Raises SettingWrong where that cannot be written."""
    kept = (_folder(pack.folder) / tag / mark).with_suffix(kind_of(content))
    write_whole(kept, content)
    for kind in KINDS.keys() - {kept.suffix}:
        _delete(kept.with_suffix(kind))


def remove(pack: Pack, tag: str, mark: str) -> None:
    """Take a clip out of the pack; one that is gone stays gone. Raises SettingWrong where that cannot be written."""
    if clip := clip_of(pack, tag, mark):
        _delete(clip)


def _delete(clip: Path) -> None:
    try:
        clip.unlink(missing_ok=True)
    except OSError as error:
        raise SettingWrong(str(clip), cause_of(error)) from error


def orphans(pack: Pack) -> Iterator[Path]:
    """Yield the files among the clips that no sentence plays: its German was changed, or the name is no mark."""
    marks = {mark_of(sentence) for sentence in spoken(pack)}
    for path in sorted(_folder(pack.folder).glob("*/*")):
        if path.suffix not in KINDS or path.stem not in marks:
            yield path

"""The shipped fonts have every letter of every language, in both weights; no page needs a font of the device."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.dates import get_day_names
from conftest import ROOT
from fontTools.ttLib import TTFont

from kiosk.words import catalogues
from kiosk.words.catalogues import locale_of, name_in, own_name

STATIC = ROOT / "kiosk" / "web" / "static"
FACE = re.compile(
    r'@font-face \{.*?font-family: "(?P<family>[^"]+)".*?font-weight: (?P<weight>\d+);.*?src: local.*?'
    r'url\("(?P<file>[^"]+)"\).*?unicode-range: (?P<ranges>[^;]+);',
    re.S,
)
INVISIBLE = set("\u200c\u200d\u200f\u2060\u00ad\n")
"""Signs that join, part or keep together, and are not drawn."""


@cache
def letters_of(file: Path) -> frozenset[int]:
    """What a font can draw."""
    return frozenset(TTFont(file).getBestCmap())


def in_ranges(letter: int, ranges: str) -> bool:
    """Whether a face is asked for this letter."""
    for one in ranges.replace("U+", "").split(","):
        first, _, last = one.strip().partition("-")
        if int(first, 16) <= letter <= int(last or first, 16):
            return True
    return False


def families_of(tag: str) -> list[str]:
    """The fonts in which a language is set, as the style says."""
    rules = re.findall(r"((?::lang\([\w-]+\)(?:, )?)+) \{ font-family: ([^;]+);", (STATIC / "ground.css").read_text())
    own = next((fonts for langs, fonts in rules if f":lang({tag.split('-', maxsplit=1)[0]})" in langs), '"Noto Sans"')
    return re.findall(r'"([^"]+)"', own)


@cache
def faces_of(tag: str, weight: str) -> list[tuple[str, frozenset[int]]]:
    """The shipped faces of a language: which letters each is asked for, and which it can draw."""
    faces = FACE.finditer((STATIC / "fonts.css").read_text())
    own = (face for face in faces if face["weight"] == weight and face["family"] in families_of(tag))
    return [(face["ranges"], letters_of(STATIC / face["file"])) for face in own]


def drawn(tag: str, letter: str, weight: str) -> bool:
    """Whether a shipped font draws this letter of this language."""
    return any(in_ranges(ord(letter), ranges) and ord(letter) in known for ranges, known in faces_of(tag, weight))


def test_a_letter_of_another_script_is_missed():
    assert drawn("ti", "ት", "400")
    assert not drawn("de", "ት", "400")


@pytest.mark.parametrize("weight", ["400", "700"])
def test_every_letter_of_every_language_is_in_a_shipped_font(mettmann, weight):
    words, missing = catalogues.load(mettmann), {}
    everywhere = (*mettmann.site.languages, *(tag for one in mettmann.services for tag in one.languages))
    for tag in mettmann.site.languages:
        said = [form for one in getattr(words.catalogues.get(tag), "messages", {}).values() for form in one]
        names = [own_name(tag), *(name_in(one, tag) for one in everywhere)]
        days = get_day_names("wide", context="stand-alone", locale=locale_of(tag)).values()
        letters = set("".join([*said, *names, *days])) - INVISIBLE
        if lacking := sorted(one for one in letters if not drawn(tag, one, weight)):
            missing[tag] = lacking
    assert missing == {}

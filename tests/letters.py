"""Writes which signs the shipped fonts draw, language by language, into the program: python -m tests.letters"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import count, groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from kiosk.words.letters import FILE

STATIC = Path(__file__).parents[1] / "kiosk" / "web" / "static"
FACE = re.compile(
    r'@font-face \{.*?font-family: "(?P<family>[^"]+)".*?font-weight: (?P<weight>\d+);.*?src: local.*?'
    r'url\("(?P<file>[^"]+)"\).*?unicode-range: (?P<ranges>[^;]+);',
    re.S,
)
STACK = re.compile(r'^\[lang(?:="(?P<language>[\w-]+)")?\] \{ font-family: (?P<families>[^;]+);', re.MULTILINE)
WEIGHTS = ("400", "700")


def written() -> str:
    """Return the table of what is drawn; a language without a row has the letters of the first."""
    stacks, text = STACK.finditer((STATIC / "ground.css").read_text()), io.StringIO()
    rows = ((one["language"] or "", " ".join(_spans(_drawn(one["families"])))) for one in stacks)
    csv.writer(text, lineterminator="\n").writerows([("language", "letters"), *rows])
    return text.getvalue()


def _drawn(families: str) -> frozenset[int]:
    """Return what is drawn in these fonts, in every weight."""
    faces = [*FACE.finditer((STATIC / "fonts.css").read_text())]
    of_weight = (
        [one for one in faces if one["weight"] == weight and f'"{one["family"]}"' in families] for weight in WEIGHTS
    )
    return frozenset.intersection(*(frozenset().union(*map(_of_face, some)) for some in of_weight))


def _of_face(face: re.Match[str]) -> set[int]:
    """Return the signs for which a page asks for this face, and which it has."""
    spans = (one.strip().partition("-") for one in face["ranges"].replace("U+", "").split(","))
    asked = {sign for first, _, last in spans for sign in range(int(first, 16), int(last or first, 16) + 1)}
    return asked & _signs(STATIC / face["file"])


@cache
def _signs(file: Path) -> frozenset[int]:
    return frozenset(TTFont(file).getBestCmap())


def _spans(signs: Collection[int]) -> Iterator[str]:
    place = count()
    for _, run in groupby(sorted(signs), lambda sign: sign - next(place)):
        first, *rest = run
        yield f"{first:x}-{rest[-1]:x}" if rest else f"{first:x}"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="ascii")

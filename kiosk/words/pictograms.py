"""The pictograms of the one sprite, and what a pack names that has no pictogram or language here."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from kiosk.errors import Complaint, PackBroken
from kiosk.pack import Pack
from kiosk.words.catalogues import known, named

SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="([^"]+)">(.*?)</symbol>', re.S)


@cache
def drawings() -> dict[str, tuple[str, str]]:
    """Return box and drawing of every pictogram by its name."""
    text = Path(__file__).with_name("icons.svg").read_text(encoding="utf-8")
    return {name: (box, drawing.strip()) for name, box, drawing in SYMBOL.findall(text)}


def check(pack: Pack) -> None:
    """Raise PackBroken where a pack names what nobody can show: an unknown pictogram, an unknown language."""
    if complaints := [*_complaints(pack)]:
        raise PackBroken(complaints)


def _complaints(pack: Pack) -> Iterator[Complaint]:
    vocabulary = pack.vocabulary
    places: list[tuple[str, str, str]] = [("vocabulary.toml", "need", vocabulary.needs.picture)]
    for fact in vocabulary.facts.values():
        places.append(("vocabulary.toml", f"fact.{fact.code}", fact.picture))
        places += [("vocabulary.toml", f"fact.{fact.code} „{one.code}“", one.picture) for one in fact.answers]
    places += [("vocabulary.toml", f"need „{one.code}“", one.picture) for one in vocabulary.needs.answers]
    places += [("vocabulary.toml", f"outcome „{one.code}“", one.picture) for one in vocabulary.outcomes]
    places += [("vocabulary.toml", f"reason „{one.code}“", one.picture) for one in vocabulary.reasons]
    places += [("directory.toml", f"door „{one.code}“", one.picture) for one in pack.doors]
    for file, where, picture in places:
        if picture and picture not in drawings():
            near = get_close_matches(picture, drawings(), 1) or ["eines aus kiosk/words/icons.svg"]
            yield Complaint(file, f"{where} picture", f"„{picture}“ gibt es nicht", near[0])
    for tag in {*pack.site.languages, *(tag for one in pack.services for tag in one.languages)}:
        if not known(tag):
            yield _no_language("languages", tag)
    for tag in pack.site.further_languages:
        if not named(tag):
            yield _no_language("further_languages", tag)


def _no_language(where: str, tag: str) -> Complaint:
    return Complaint("site.toml", where, f"„{tag}“ ist kein Sprachkürzel", "zum Beispiel „ar“ oder „fa-AF“")

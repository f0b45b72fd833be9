"""Pictograms out of the one sprite, set into the page where they stand (no further request)."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="([^"]+)">(.*?)</symbol>', re.S)


@cache
def _sprite() -> dict[str, tuple[str, str]]:
    text = Path(__file__).with_name("icons.svg").read_text(encoding="utf-8")
    return {name: (box, drawing.strip()) for name, box, drawing in SYMBOL.findall(text)}


def names() -> frozenset[str]:
    """All pictograms there are."""
    return frozenset(_sprite())


@cache
def icon(name: str) -> Markup:
    """The pictogram, hidden from screen readers: the words beside it say the same. Raises KeyError."""
    box, drawing = _sprite()[name]
    return Markup(f'<svg class="icon" viewBox="{box}" aria-hidden="true" focusable="false">{drawing}</svg>')  # noqa: S704 - the sprite is ours

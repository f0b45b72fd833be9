"""Pictograms set into the page where they stand (no further request)."""

from functools import cache

from markupsafe import Markup

from kiosk.words.pictograms import drawings


@cache
def icon(name: str) -> Markup:
    """Return the pictogram, hidden from screen readers: the words beside it say the same. Raises KeyError.

    An arrow points the way the page is read.
    """
    box, drawing = drawings()[name]
    turns = " turns" if name.startswith("arrow-") else ""
    return Markup(f'<svg class="icon{turns}" viewBox="{box}" aria-hidden="true" focusable="false">{drawing}</svg>')  # noqa: S704 - the sprite is ours

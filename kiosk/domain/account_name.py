"""How an account may be called, so that no two are taken for each other."""

import unicodedata

from kiosk.domain.plain_text import other_letters

LONGEST_NAME = 60
PHONETIC = "\u0250"
"""The first of the Latin letters that are no one's: they look like others."""
ALIKE = str.maketrans("ıl1|ǀ0", "iiiiio")
"""Letters that look like others once case and marks are gone."""


def is_fit(name: str) -> bool:
    """Tell whether a new account can have this name: Latin letters with any marks, one at least, and signs of ASCII."""
    signs = all(one.isascii() or one.isalpha() for one in name) and any(map(str.isalpha, name))
    letters = not other_letters(name) and all(unicodedata.normalize("NFD", one)[0] < PHONETIC for one in name)
    return signs and letters and name.isprintable() and len(name) <= LONGEST_NAME and name == " ".join(name.split())


def outline(name: str) -> str:
    """Return what is left of a name for who only glances at it: no case, no marks, no letters that look like others."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold().translate(ALIKE)

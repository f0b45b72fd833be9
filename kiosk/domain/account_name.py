"""How an account may be called, so that no two are taken for each other."""

import re
import unicodedata

LONGEST_NAME = 60
FIT = re.compile(rf"[ -~À-žȘ-țẠ-ỹ]{{1,{LONGEST_NAME}}}")
"""What a German keyboard has, and Latin letters with the marks that people's names have."""
ALIKE = str.maketrans("ıl10", "iiio")
"""Letters that look like others once case and marks are gone."""


def is_fit(name: str) -> bool:
    """Tell whether a new account can have this name."""
    return FIT.fullmatch(name) is not None and name == " ".join(name.split())


def outline(name: str) -> str:
    """Return what is left of a name for who only glances at it: no case, no marks, no letters that look like others."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold().translate(ALIKE)

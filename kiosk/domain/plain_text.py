"""What a text from outside may hold: words, and addresses that lead only to where they say."""

import re
import unicodedata
from urllib.parse import urlsplit

UNSAFE = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069<>]")
"""Control signs, signs that turn the direction of what follows, markup."""
HOLE = re.compile(r"%(?:\(\w*\)\w?)?")
"""Where a value is put in."""
LINK = re.compile(r"https://[^\s\"'<>\\]+")


def is_plain(text: str) -> bool:
    """Tell whether the text is nothing but words."""
    return not UNSAFE.search(text)


def other_letters(text: str, beside: str = "") -> str:
    """Return the letters that are neither Latin nor of a script that stands in the text beside."""
    scripts = {"LATIN", *map(_script, filter(str.isalpha, beside))}
    return "".join(dict.fromkeys(letter for letter in text if letter.isalpha() and _script(letter) not in scripts))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]


def translates(form: str, sentence: str) -> bool:
    """Tell whether a translation brings no unsafe sign, and no place for a value, that its sentence has not."""
    return all({*signs.findall(form)} <= {*signs.findall(sentence)} for signs in (UNSAFE, HOLE))


def is_link(address: str) -> bool:
    """Tell whether this is an address of https that names a host, and nobody before it."""
    try:
        url = urlsplit(address)
        named = bool((url.hostname or "").encode("idna")) and url.port != 0
    except ValueError:
        return False
    return named and "@" not in url.netloc and is_plain(address) and LINK.fullmatch(address) is not None

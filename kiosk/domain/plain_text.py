"""What a text from outside may hold: words, and addresses that lead only to where they say."""

import re
import unicodedata
from urllib.parse import urlsplit

UNSEEN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2064\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\uf8ff\U000f0000-\U0010ffff"
)
"""Signs that nobody sees, or everybody as another one. Not those that Persian joins and parts its letters with."""
MARKS = "".join(sign for sign in map(chr, range(0x300, 0xFE30)) if unicodedata.category(sign) in ("Mn", "Me"))
UNSAFE = re.compile(
    f"[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069<>{UNSEEN}]|[{MARKS}]{{5}}"
)
"""Control signs, signs that turn the direction of what follows, markup, signs unseen, marks piled on one letter."""
HOLE = re.compile(r"%(?:\(\w*\)\w?)?")
"""Where a value is put in."""
ADDRESS = re.compile(r"\w+://\S*|www[.]\S+|[^\s@]+@\S+|[\w-]+(?:[.。．｡][\w-]+)*[.。．｡][^\W\d_]{2,}", re.IGNORECASE)
"""What a person takes for an address: of a page, of mail, or a name of the net."""
LONGER, AT_LEAST = 3, 60
"""How many times as long as its sentence a translation may be, and letters that it may have beside."""
LINK = re.compile(r"https://[^\s\"'<>\\]+")
HOST = re.compile(
    r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)[.])+(?!local$|localhost$|internal$)(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})"
)
"""A name of the net as it is written there: no number in any form, no name of this machine or house."""
HIDDEN = re.compile("%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
LONGEST_LINK = 250


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
    """Tell whether a translation brings no unsafe sign, no place for a value, no address that its sentence has not."""
    brings = any({*signs.findall(form)} - {*signs.findall(sentence)} for signs in (UNSAFE, HOLE))
    return not (brings or is_far_longer(form, sentence) or leads_elsewhere(form, sentence))


def leads_elsewhere(form: str, sentence: str) -> bool:
    """Tell whether a translation that is not far longer names an address that its sentence does not."""
    return not {*ADDRESS.findall(form)} <= {*ADDRESS.findall(sentence)}


def is_far_longer(form: str, sentence: str) -> bool:
    """Tell whether a translation is so long that it says something else than its sentence."""
    return len(form) > LONGER * len(sentence) + AT_LEAST


def is_link(address: str) -> bool:
    """Tell whether this is an address of https that names a host of the net in ASCII, and nobody before it."""
    try:
        url = urlsplit(address)
        named = HOST.fullmatch(url.hostname or "") is not None and url.port != 0 and "@" not in url.netloc
    except ValueError:
        return False
    short = len(address) <= LONGEST_LINK and not HIDDEN.search(address)
    return named and short and is_plain(address) and LINK.fullmatch(address) is not None

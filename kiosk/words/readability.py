"""How easily the German sentences are read: the first Wiener Sachtextformel, about the school year that understands."""

import re
from collections.abc import Collection, Iterable, Iterator

from kiosk.domain.plain_text import HOLE
from kiosk.words.catalogues import Words

MOST = 6
"""What all sentences together may have."""
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?:]) ")
VOWELS = re.compile(r"ie|ei|eu|äu|au|ai|aa|ee|oo|[aeiouyäöü]")
SOFT_HYPHEN = "\u00ad"


def sentences(words: Words) -> list[str]:
    """Return every German sentence that clients may see, a value as a dot; a label counts as one."""
    return sorted(one for message in words.client_messages for one in _parts(message) if WORD.search(one))


def _parts(message: str) -> Iterator[str]:
    yield from SENTENCE_END.split(HOLE.sub("…", message.replace(SOFT_HYPHEN, "")))


def syllables(word: str) -> int:
    """Return how many groups of vowels a word has."""
    return max(1, len(VOWELS.findall(word.lower())))


def figure(said: Collection[str]) -> float:
    """Return the figure of a text: the shares of long words, of words of one syllable, and how long a sentence is."""
    words = [word for sentence in said for word in WORD.findall(sentence)]
    lengths = [syllables(word) for word in words]
    three, one = (100 * sum(holds) / len(words) for holds in ([n >= 3 for n in lengths], [n == 1 for n in lengths]))
    long = 100 * sum(len(word) > 6 for word in words) / len(words)
    return 0.1935 * three + 0.1672 * len(words) / len(said) + 0.1297 * long - 0.0327 * one - 0.875


def worst(said: Iterable[str], number: int = 10) -> list[tuple[float, str]]:
    """Return the sentences that are hardest to read, with their figures; labels are none."""
    return sorted(((figure([one]), one) for one in said if one[-1] in ".!?"), reverse=True)[:number]

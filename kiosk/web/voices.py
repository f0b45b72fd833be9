"""The two voices of a request: the staff's language, and the client's beside German, each with its direction."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache

from flask import g
from markupsafe import Markup, escape

from kiosk.domain.service import Hours
from kiosk.messages import client_noop
from kiosk.words.catalogues import NOT_HERE, SOURCE, Tongue, Value, Words, direction_of, listed, name_in
from kiosk.words.notices import notice_of

_WORD = r"[^\W_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]"
"""A letter or digit that is not written from right to left."""
_RUN = rf"{_WORD}(?:[^\s()\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*{_WORD})?(?: ?[%€])?"
_JOIN = r"(?: [–-] |[.,]? (?=[§\d(+-])| )"
ISOLATED = (
    r"https?://[^\s\u0590-\u08ff]*[^\s\u0590-\u08ff.,;:!?)]"
    rf"|(?:§+ ?|\+|\(\d+\) ?(?=\d))?{_RUN}"
    rf"(?:{_JOIN}?\({_RUN}(?:{_JOIN}{_RUN})*\)|(?<=\)){_RUN}|{_JOIN}(?:§+ ?|\+|/? ?-)?{_RUN})*"
)
"""What keeps its own order inside right-to-left text: Latin letters, digits and the signs between them are one run.

So mail addresses, telephone numbers, paragraphs, ranges, times, names and whole postal addresses stay whole."""


Phrase = tuple[str, Mapping[str, Value]]
"""A message and its values."""


@dataclass(frozen=True)
class Voice:
    """The person spoken to: the client's language beside German, and whose line comes first."""

    words: Words
    language: str = SOURCE
    client_first: bool = False
    known: dict[str, Markup] = field(default_factory=dict, compare=False)

    @property
    def order(self) -> tuple[str, str]:
        """Return the two languages as they stand on the screen."""
        return (self.language, SOURCE) if self.client_first else (SOURCE, self.language)

    def two(self, message: str, **values: Value | Sequence[str]) -> Markup:
        """Return the message in the client's language and in German, each with its own lang and dir; once when equal.

        A list among the values is a list of messages; they are translated and joined by commas. A message without
        values is made once: every tap shows the same sentences again.
        """
        if values:
            tongues = [self.words.tongue(tag, message) for tag in self.order]
            return pair([(tag, self.words.say(tag, message, **self._values(tag, values))) for tag in tongues])
        shown = self.known.get(message)
        if shown is None:
            lines = [(self.words.tongue(tag, message), self.words.say(tag, message)) for tag in self.order]
            shown = self.known[message] = pair(lines)
        return shown

    def _values(self, tag: str, values: Mapping[str, Value | Sequence[str]]) -> dict[str, Value]:
        return {
            name: value if isinstance(value, Value) else listed(tag, [self.words.say(tag, part) for part in value])
            for name, value in values.items()
        }

    def two_listed(self, phrases: Sequence[Phrase]) -> Markup:
        """Return several messages, each with its values, as one line in each of the two languages."""
        lines = ((tag, [self.words.say(tag, one, **values) for one, values in phrases]) for tag in self.order)
        return pair([(tag, listed(tag, said)) for tag, said in lines])

    def two_languages(self, tags: Sequence[str]) -> Markup:
        """Return the names of languages, in both languages."""
        return pair([(tongue, listed(tongue, [name_in(tag, tongue) for tag in tags])) for tongue in self.order])

    def two_waiting(self) -> Markup:
        """Return that somebody who speaks the client's language is being called, in both languages."""
        sentence = client_noop("Bitte warten. Wir rufen jemanden, der %(language)s spricht.")
        return pair([(tag, self.words.say(tag, sentence, language=name_in(self.language, tag))) for tag in self.order])

    def two_hours(self, hours: Sequence[Hours], walk_in: bool | None) -> Markup:
        """Return when a service is open and whether by appointment, as one line in each of the two languages."""
        note = {True: client_noop("ohne Termin"), False: client_noop("nur mit Termin"), None: ""}[walk_in]
        lines = []
        for tag in self.order:
            parts = [*(self.words.hours(tag, part) for part in hours), self.words.say(tag, note) if note else ""]
            lines.append((tag, " · ".join(filter(None, parts))))
        return pair(lines)


@lru_cache(maxsize=64)
def voice(words: Words, language: str, client_first: bool) -> Voice:
    """Return the voice for a client's language; one each, so that what it has said is kept."""
    return Voice(words, language, client_first)


@contextmanager
def speaking(language: str, client_first: bool = False) -> Iterator[None]:
    """Render a part with this client language; `client_first` where the client reads the screen."""
    before = g.voice
    g.voice = voice(g.words, SOURCE if language in ("", NOT_HERE) else language, client_first)
    try:
        yield
    finally:
        g.voice = before


def spoken_here() -> dict[str, Callable[..., str]]:
    """Return how a page speaks to its staff and its client: asked for once, not with every sentence."""
    speaker: Voice = g.voice
    return {
        "_": Tongue(g.tongue, g.words).speak,
        "two": speaker.two,
        "two_listed": speaker.two_listed,
        "two_languages": speaker.two_languages,
        "two_waiting": speaker.two_waiting,
        "two_hours": speaker.two_hours,
    }


def staff(message: str, **values: Value) -> str:
    """Return the message in the staff's language."""
    return str(g.words.say(g.tongue, message, **values))


def staff_many(one: str, many: str, number: int, **values: Value) -> str:
    """Return the message for this number in the staff's language."""
    return str(g.words.say_many(g.tongue, one, many, number, **values))


def staff_notice(reason: str) -> str:
    """Return what happened and what to do, in the staff's language."""
    notice = notice_of(reason)
    return f"{staff(notice.title)} {staff(notice.todo)}"


def said(message: str) -> str:
    """Return the message in the client's language alone."""
    return str(g.words.say(g.voice.language, message))


def say(tag: str, message: str) -> str:
    """Return the message in any language, for the pages before one is chosen."""
    return str(g.words.say(tag, message))


def pair(lines: Sequence[tuple[str, str]]) -> Markup:
    """Return lines of text, each in an element with its language; a line equal to the first is left out."""
    (first_tag, first), *rest = lines
    shown = _line("first", first_tag, first)
    for tag, text in rest:
        if text != first:
            shown += _line("second", tag, text)
    return shown


@cache
def _line(name: str, tag: str, text: str) -> Markup:
    return Markup('<span class="{}"><bdi lang="{}" dir="{}">{}</bdi></span>').format(
        name, tag, direction_of(tag), isolate(text) if direction_of(tag) == "rtl" else text
    )


def isolate(text: str) -> Markup:
    """Return right-to-left text whose numbers and Latin names each stand in an isolate of their own."""
    parts, end = [Markup("")], 0
    for found in re.finditer(ISOLATED, text):
        parts += [escape(text[end : found.start()]), Markup('<bdi dir="ltr">{}</bdi>').format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])

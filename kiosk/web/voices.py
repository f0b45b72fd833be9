"""The two voices of a request: the staff's language, and the client's beside German, each with its direction."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from flask import g
from markupsafe import Markup, escape

from kiosk.domain.service import Hours
from kiosk.messages import client_noop
from kiosk.web.running import here
from kiosk.words.catalogues import EASY, SOURCE, Tongue, Value, Words, direction_of, listed, month_words, name_in
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


STAYS = re.compile(r"(?<=\d)–(?=\d)|(?<![\w-])[^\W\d_]{1,2}-(?=\w)")
"""No line ends within a range of numbers (12–26), nor after a syllable of one or two letters (E-Mail, по-късно)."""
JOINED = "\u2060"
"""No line ends at this sign without width."""
NEXT_SENTENCE = re.compile(r"(?<=[.?!])(?<! \d\.)(?<! \d\d\.) (?=\W*[A-ZÄÖÜ0-9])")
"""After the end of one; a day such as 26. November has none."""
ONLY_GERMAN = client_noop("(nur auf Deutsch)")
"""Stands in the client's line for what is not translated, such as an entry that the county has just changed."""
THEN = " · "
"""Between one time and the next; each keeps its line where there is room."""
UNSURE = client_noop("Diesen Text hat noch niemand geprüft. Es gilt der deutsche Text.")
"""Stands where law is said in a translation that nobody has checked."""

REMEMBERED = 4096
"""Lines that are kept as they are shown; with every day come others, of the next openings."""
Phrase = tuple[str, Mapping[str, Value]]
"""A message and its values."""


class Sentence(Markup):
    """A fixed sentence in both languages: its message, and the language of the client's line."""

    message: str
    tongue: str


@dataclass(frozen=True)
class Voice:
    """The person spoken to: the client's language beside German, and whose line comes first.

    `known`: what was said once; `drawn`: the tiles that were shown once.
    """

    words: Words
    language: str = SOURCE
    client_first: bool = False
    known: dict[str, Sentence] = field(default_factory=dict, compare=False)
    drawn: dict[tuple[str, ...], dict[object, str]] = field(default_factory=dict, compare=False)

    @property
    def order(self) -> tuple[str, str]:
        """Return the two languages as they stand on the screen."""
        return (self.language, SOURCE) if self.client_first else (SOURCE, self.language)

    def said(self, message: str) -> str:
        """Return the message in the client's language alone."""
        return str(self.words.say(self.language, message))

    def two(self, message: str, **values: Value | Sequence[str]) -> Markup:
        """Return the message in the client's language and in German, each with its own lang and dir; once when equal.

        A list among the values is a list of messages; they are translated and joined by commas. A message without
        values is made once: every tap shows the same sentences again.
        """
        if values:
            lines = [(tag, self._said(tag, message, **self._values(tag, values))) for tag in self._order_of(message)]
            return pair(lines)
        shown = self.known.get(message)
        if shown is None:
            shown = self.known[message] = Sentence(
                pair([(tag, self._said(tag, message)) for tag in self._order_of(message)])
            )
            shown.message, shown.tongue = message, self.words.tongue(self.language, message)
        return shown

    def _said(self, tag: str, message: str, **values: Value) -> str:
        """Return the message in one of the two languages; in the client's that it is German only, where it is."""
        known = tag == SOURCE or self.words.tongue(tag, message) == tag
        return self.words.say(tag, message, **values) if known else self.words.say(tag, ONLY_GERMAN)

    def _order_of(self, *messages: str) -> tuple[str, str]:
        """Return the German first where one of them has no translation, or says law in one that nobody has checked."""
        tag, words = self.language, self.words
        unsure = any(words.is_unsure(tag, one) or words.tongue(tag, one) != tag for one in messages)
        return (SOURCE, tag) if unsure else self.order

    @cached_property
    def unsure(self) -> str:
        """Return the notice on this, where any sentence of law is said in a translation that nobody has checked."""
        return UNSURE if any(self.words.is_unsure(self.language, one) for one in self.words.of_law) else ""

    def _values(self, tag: str, values: Mapping[str, Value | Sequence[str]]) -> dict[str, Value]:
        return {
            name: one if isinstance(one, Value) else listed(tag, _small(tag, [self._said(tag, part) for part in one]))
            for name, one in values.items()
        }

    def two_listed(self, phrases: Sequence[Phrase]) -> Markup:
        """Return several messages, each with its values, as one line in each of the two languages."""
        order = self._order_of(*(one for one, _ in phrases))
        lines = ((tag, [self._said(tag, one, **values) for one, values in phrases]) for tag in order)
        return pair([(tag, listed(tag, [*said[:1], *_small(tag, said[1:])])) for tag, said in lines])

    def two_languages(self, tags: Sequence[str]) -> Markup:
        """Return the names of languages, in both languages."""
        return pair([(tongue, listed(tongue, [name_in(tag, tongue) for tag in tags])) for tongue in self.order])

    def two_waiting(self, wanted: str) -> Markup:
        """Return that somebody who speaks this language is being called, in both languages."""
        sentence = client_noop("Bitte warten. Wir rufen jemanden, der %(language)s spricht.")
        return pair([(tag, self.words.say(tag, sentence, language=name_in(wanted, tag))) for tag in self.order])

    def two_hours(self, hours: Sequence[Hours], walk_in: bool | None) -> Markup:
        """Return when a service is open and whether by appointment, as one line in each of the two languages."""
        note = {True: client_noop("ohne Termin"), False: client_noop("nur mit Termin"), None: ""}[walk_in]
        lines = []
        for tag in self.order:
            parts = [*self.words.hours(tag, hours), self.words.say(tag, note) if note else ""]
            lines.append((tag, THEN.join(filter(None, parts))))
        return pair(lines)

    def two_openings(self, openings: Sequence[tuple[date, Hours]]) -> Markup:
        """Return on which days and when a service opens next, as one line in each of the two languages."""
        return pair([(tag, THEN.join(self.words.openings(tag, openings))) for tag in self.order])

    def two_month(self, month: date) -> Markup:
        """Return a month in words, in both languages."""
        return pair([(tag, month_words(month, tag)) for tag in self.order])


@lru_cache(maxsize=64)
def voice(words: Words, language: str, client_first: bool) -> Voice:
    """Return the voice for a client's language; one each, so that what it has said is kept."""
    return Voice(words, language, client_first)


@contextmanager
def speaking(language: str, client_first: bool = False, withdrawn: bool = False) -> Iterator[None]:
    """Render a part with this client language, in German where it is not offered; `withdrawn`: then too, if known.

    `client_first` where the client reads the screen.
    """
    before, words = g.voice, g.words
    known = words.catalogues if withdrawn else here().languages
    g.voice = voice(words, language if language in known else SOURCE, client_first)
    try:
        yield
    finally:
        g.voice = before


def spoken_here() -> dict[str, Callable[..., str] | str]:
    """Return how a page speaks to its staff and its client: asked for once, not with every sentence."""
    speaker: Voice = g.voice
    return {
        "_": Tongue(g.tongue, g.words).speak,
        "said": speaker.said,
        "two": speaker.two,
        "law": speaker.two,
        "unsure": speaker.unsure,
        "two_listed": speaker.two_listed,
        "two_languages": speaker.two_languages,
        "two_waiting": speaker.two_waiting,
        "two_hours": speaker.two_hours,
        "two_openings": speaker.two_openings,
        "two_month": speaker.two_month,
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
    speaker: Voice = g.voice
    return speaker.said(message)


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


@lru_cache(maxsize=REMEMBERED)
def _line(name: str, tag: str, text: str) -> Markup:
    text = STAYS.sub(rf"\g<0>{JOINED}", text)
    shown = isolate(text) if direction_of(tag) == "rtl" else escape(text)
    if THEN in text:
        phrases = Markup(' ·</span> <span class="phrase">').join(shown.split(THEN))
        shown = Markup('<span class="phrase">{}</span>').format(phrases)
    elif tag == EASY:  # one thought a line
        shown = Markup("<br>").join(NEXT_SENTENCE.split(text))
    return Markup('<span class="{}"><bdi lang="{}" dir="{}">{}</bdi></span>').format(
        name, tag, direction_of(tag), shown
    )


def isolate(text: str) -> Markup:
    """Return right-to-left text whose numbers and Latin names each stand in an isolate of their own."""
    parts, end = [Markup("")], 0
    for found in re.finditer(ISOLATED, text):
        parts += [escape(text[end : found.start()]), Markup('<bdi dir="ltr">{}</bdi>').format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _small(tag: str, phrases: Sequence[str]) -> list[str]:
    """Return phrases as they stand within a sentence: begun small, but in German and where it is an abbreviation."""
    large = tag in (SOURCE, EASY)
    return [one if large or one[:2].isupper() else one[:1].lower()[:1] + one[1:] for one in phrases]

"""Languages: catalogues read from .po files, two languages at once, direction, dates, numbers."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_day_names
from babel.messages.pofile import read_po
from flask import g
from markupsafe import Markup, escape

from kiosk.domain.service import Hours

SOURCE = "de"
STAFF_TONGUES = ("de", "en")
NOT_HERE = "andere"
"""Code of the answer "my language is not here"; such a talk goes on in German."""
CLIENT = "client"
"""Note in the template catalogue on every message that a client may see."""

_WORD = r"[^\W_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]"
"""A letter or digit that is not written from right to left."""
_RUN = rf"{_WORD}(?:[^\s()\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*{_WORD})?(?: ?[%€])?"
_JOIN = r"(?: [–-] |[.,]? (?=[§\d(])| )"
ISOLATED = re.compile(
    r"https?://[^\s\u0590-\u08ff]*[^\s\u0590-\u08ff.,;:!?)]"
    rf"|(?:§+ ?|\+|\(\d+\) ?(?=\d))?{_RUN}"
    rf"(?:{_JOIN}?\({_RUN}(?:{_JOIN}{_RUN})*\)|(?<=\)){_RUN}|{_JOIN}(?:§+ ?)?{_RUN})*"
)
"""What keeps its own order inside right-to-left text: Latin letters, digits and the signs between them are one run.

So mail addresses, telephone numbers, paragraphs, ranges, times, names and whole postal addresses stay whole."""

RANGE = "\u2060–\u2060"
"""A dash that no line breaks at: 9:00–12:00 stays together."""

Message = str | tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """The translations into one language. A missing message is None, never a guess."""

    tag: str
    direction: str
    messages: Mapping[str, Message]
    plural: Callable[[int], int]

    def find(self, message: str) -> str | None:
        """The translation, or None."""
        found = self.messages.get(message)
        return found if isinstance(found, str) else (found[0] if found else None)


@dataclass(frozen=True, eq=False)
class Words:
    """All catalogues and the messages a client may see."""

    catalogues: Mapping[str, Catalogue]
    client_messages: frozenset[str] = field(default_factory=frozenset)

    def say(self, tag: str, message: str) -> str:
        """The message in this language; in German while it is not translated."""
        catalogue = self.catalogues.get(tag)
        return (catalogue.find(message) if catalogue else None) or message

    def say_many(self, tag: str, one: str, many: str, number: int) -> str:
        """The form for this number."""
        catalogue = self.catalogues.get(tag)
        forms = catalogue.messages.get(one) if catalogue else None
        if catalogue is None or not isinstance(forms, tuple):
            return one if number == 1 else many
        return forms[catalogue.plural(number)]

    def missing(self, tag: str) -> list[str]:
        """The client's messages without a translation into this language."""
        catalogue = self.catalogues.get(tag)
        return sorted(message for message in self.client_messages if catalogue is None or not catalogue.find(message))

    def offered(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Of the wanted languages those that are complete; German always."""
        return tuple(tag for tag in wanted if tag == SOURCE or not self.missing(tag))


def load(folders: Sequence[Path], client_sentences: Iterable[str]) -> Words:
    """All catalogues of these folders, later folders adding to earlier ones."""
    catalogues: dict[str, Catalogue] = {}
    for folder in folders:
        for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
            tag = path.parent.parent.name
            added = _read(path, tag)
            known = catalogues.get(tag)
            catalogues[tag] = (
                Catalogue(tag, added.direction, {**known.messages, **added.messages}, added.plural) if known else added
            )
    return Words(catalogues, frozenset(client_sentences) | _client_messages(folders[0] / "messages.pot"))


def _read(path: Path, tag: str) -> Catalogue:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=tag.replace("-", "_"), ignore_obsolete=True)
    messages: dict[str, Message] = {}
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not message.fuzzy and all(forms):
            key = message.id if isinstance(message.id, str) else message.id[0]
            messages[key] = tuple(str(form) for form in forms) if message.pluralizable else str(forms[0])
    return Catalogue(tag, direction_of(tag), messages, c2py(catalogue.plural_expr))


def _client_messages(template: Path) -> frozenset[str]:
    if not template.is_file():
        return frozenset()
    with template.open("rb") as file:
        return frozenset(str(message.id) for message in read_po(file) if message.id and CLIENT in message.auto_comments)


@cache
def locale_of(tag: str) -> Locale:
    """Babel's locale of a language tag."""
    return Locale.parse(tag, sep="-")


def known(tag: str) -> bool:
    """Whether there is such a language."""
    try:
        return bool(locale_of(tag))
    except (ValueError, UnknownLocaleError):
        return False


@cache
def direction_of(tag: str) -> str:
    """ltr or rtl, as the locale says."""
    return str(locale_of(tag).text_direction)


def own_name(tag: str) -> str:
    """The language's name in itself."""
    name = str(locale_of(tag).get_display_name(tag.replace("-", "_")) or tag)
    return name[0].upper() + name[1:]


@cache
def name_in(tag: str, tongue: str) -> str:
    """The language's name in another language."""
    return str(locale_of(tag).get_display_name(tongue.replace("-", "_")) or tag)


# the request's two languages


@dataclass(frozen=True)
class Voice:
    """Who is spoken to: the client's language beside German, and whose line comes first."""

    words: Words
    language: str = SOURCE
    client_first: bool = False
    known: dict[str, Markup] = field(default_factory=dict, compare=False)

    @property
    def order(self) -> tuple[str, str]:
        """The two languages as they stand on the screen."""
        return (self.language, SOURCE) if self.client_first else (SOURCE, self.language)

    def two(self, message: str) -> Markup:
        """The message in both languages; made once, every tap shows the same sentences again."""
        shown = self.known.get(message)
        if shown is None:
            shown = self.known[message] = pair([(tag, self.words.say(tag, message)) for tag in self.order])
        return shown

    def two_with(self, message: str, values: Mapping[str, str | int | Sequence[str]]) -> Markup:
        """The same for a message with values."""
        return pair([(tag, self.words.say(tag, message) % self._values(tag, values)) for tag in self.order])

    def _values(self, tag: str, values: Mapping[str, str | int | Sequence[str]]) -> dict[str, str | int]:
        return {
            name: value if isinstance(value, str | int) else listed(tag, [self.words.say(tag, part) for part in value])
            for name, value in values.items()
        }


@lru_cache(maxsize=64)
def voice(words: Words, language: str, client_first: bool) -> Voice:
    """The voice for a client's language; one each, so that what it has said is kept."""
    return Voice(words, language, client_first)


@contextmanager
def speaking(language: str, client_first: bool = False) -> Iterator[None]:
    """Renders a part with this client language; `client_first` where the client reads the screen."""
    before = g.voice
    g.voice = voice(g.words, SOURCE if language in ("", NOT_HERE) else language, client_first)
    try:
        yield
    finally:
        g.voice = before


def staff(message: str, **values: str | int) -> str:
    """The message in the staff's language."""
    return _fill(g.words.say(g.tongue, message), values)


def staff_many(one: str, many: str, number: int, **values: str | int) -> str:
    """The message for this number in the staff's language."""
    return _fill(g.words.say_many(g.tongue, one, many, number), {"number": number, **values})


def said(message: str) -> str:
    """The message in the client's language alone."""
    return str(g.words.say(g.voice.language, message))


def say(tag: str, message: str) -> str:
    """The message in any language, for the pages before one is chosen."""
    return str(g.words.say(tag, message))


def two(message: str, **values: str | int | Sequence[str]) -> Markup:
    """The message in the client's language and in German, each with its own lang and dir; once when equal.

    A list among the values is a list of messages; they are translated and joined by commas.
    """
    speaker: Voice = g.voice
    return speaker.two_with(message, values) if values else speaker.two(message)


def two_listed(messages: Sequence[str]) -> Markup:
    """Several messages as one line in each of the two languages."""
    speaker: Voice = g.voice
    return pair(
        [(tag, listed(tag, [speaker.words.say(tag, message) for message in messages])) for tag in speaker.order]
    )


def two_languages(tags: Sequence[str]) -> Markup:
    """The names of languages, in both languages."""
    speaker: Voice = g.voice
    return pair([(tongue, listed(tongue, [name_in(tag, tongue) for tag in tags])) for tongue in speaker.order])


def listed(tag: str, parts: Sequence[str]) -> str:
    """Parts joined by this language's comma."""
    return ("، " if direction_of(tag) == "rtl" else ", ").join(parts)


def pair(lines: Sequence[tuple[str, str]]) -> Markup:
    """Lines of text, each in an element with its language; a line equal to the first is left out."""
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
    """Right-to-left text whose numbers and Latin names each stand in an isolate of their own."""
    parts, end = [Markup("")], 0
    for found in ISOLATED.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<bdi dir="ltr">{}</bdi>').format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _fill(text: str, values: Mapping[str, str | int]) -> str:
    return text % values if values else text


# dates and hours


def day_words(day: date, tag: str, form: str = "EEEE, d. MMMM y") -> str:
    """A day in words; digits are Latin in every language."""
    return format_date(day, form if tag == SOURCE else "full", locale=locale_of(tag))


def day_short(day: date) -> str:
    """A day as German papers print it: 02.11.2026."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def two_hours(hours: Hours) -> Markup:
    """When a service is open, in both languages: Montag bis Donnerstag, 9:00–12:00."""
    speaker: Voice = g.voice
    return pair(
        [(tag, listed(tag, [_days(hours.days, tag), f"{hours.opens}{RANGE}{hours.closes}"])) for tag in speaker.order]
    )


def _days(days: Sequence[int], tag: str) -> str:
    names = get_day_names("wide", context="stand-alone", locale=locale_of(tag))
    if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
        return say(tag, "%(first)s bis %(last)s") % {"first": names[days[0]], "last": names[days[-1]]}
    return listed(tag, [names[day] for day in days])

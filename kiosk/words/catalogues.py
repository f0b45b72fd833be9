"""Languages: catalogues read from .po files, names and direction of languages, days and hours in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from gettext import c2py
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel import __version__ as babel_version
from babel.dates import format_date, get_day_names

from kiosk import config
from kiosk.domain.service import Hours
from kiosk.messages import client_noop
from kiosk.pack import Pack
from kiosk.words.remembered import remembered

SOURCE = "de"
STAFF_TONGUES = ("de", "en")
NOT_HERE = "andere"
"""Code of the answer "my language is not here"; such a talk goes on in German."""
CLIENT = "client"
"""Note in the template catalogue on every message that a client may see."""

RANGE = "\u2060–\u2060"
"""A dash that no line breaks at: 9:00–12:00 stays together."""

PLACE = "*/LC_MESSAGES/messages.po"
"""Where a catalogue lies in its folder, under the language's tag."""

Message = str | list[str]
Value = str | int


@dataclass(frozen=True)
class Catalogue:
    """The translations into one language. A missing message is None, never a guess."""

    tag: str
    messages: Mapping[str, Message]
    plural: Callable[[int], int]

    def find(self, message: str) -> str | None:
        """Return the translation, or None."""
        found = self.messages.get(message)
        return found if isinstance(found, str) else (found[0] if found else None)


@dataclass(frozen=True, eq=False)
class Words:
    """All catalogues and the messages a client may see."""

    catalogues: Mapping[str, Catalogue]
    client_messages: frozenset[str] = field(default_factory=frozenset)

    def say(self, tag: str, message: str, **values: Value) -> str:
        """Return the message in this language; in German while it is not translated."""
        catalogue = self.catalogues.get(tag)
        said = (catalogue.find(message) if catalogue else None) or message
        return said % values if values else said

    def tongue(self, tag: str, message: str) -> str:
        """Return the language that `say` answers in: German while the message is not translated."""
        catalogue = self.catalogues.get(tag)
        return tag if catalogue and catalogue.find(message) else SOURCE

    def say_many(self, tag: str, one: str, many: str, number: int, **values: Value) -> str:
        """Return the form for this number."""
        catalogue = self.catalogues.get(tag)
        forms = catalogue.messages.get(one) if catalogue else None
        if catalogue is None or not isinstance(forms, list):
            said = one if number == 1 else many
        else:
            said = forms[catalogue.plural(number)]
        return said % {"number": number, **values}

    def listed_days(self, tag: str, days: Sequence[int]) -> str:
        """Return days of the week in words, 0 a Monday; more than two in a row as the first and the last."""
        names = get_day_names("wide", context="stand-alone", locale=locale_of(tag))
        if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
            return self.say(tag, client_noop("%(first)s bis %(last)s"), first=names[days[0]], last=names[days[-1]])
        return listed(tag, [names[day] for day in days])

    def hours(self, tag: str, hours: Hours) -> str:
        """Return when a service is open: Montag bis Donnerstag, 9:00–12:00."""
        days = self.listed_days(tag, hours.days)
        return listed(tag, [days, f"{hours.opens}{RANGE}{hours.closes}"]) if hours.opens else days

    def missing(self, tag: str) -> list[str]:
        """Return the client's messages without a translation into this language."""
        catalogue = self.catalogues.get(tag)
        return sorted(message for message in self.client_messages if catalogue is None or not catalogue.find(message))

    def offered(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Return those of the wanted languages that are complete; German always."""
        return tuple(tag for tag in wanted if tag == SOURCE or not self.missing(tag))

    def gaps(self, wanted: Iterable[str]) -> dict[str, int]:
        """Return the wanted languages that are not complete, with the number of sentences they lack."""
        lacking = {tag: len(self.missing(tag)) for tag in wanted if tag != SOURCE}
        return {tag: number for tag, number in lacking.items() if number}


@dataclass(frozen=True)
class Tongue:
    """One language to speak in: pages in the staff's, files and the terminal in German."""

    tag: str = SOURCE
    words: Words = field(default_factory=lambda: Words({}))

    def speak(self, message: str, **values: Value) -> str:
        """Return the message in this language."""
        return self.words.say(self.tag, message, **values)

    def speak_many(self, one: str, many: str, number: int, **values: Value) -> str:
        """Return the message for this number in this language."""
        return self.words.say_many(self.tag, one, many, number, **values)


GERMAN = Tongue()


def load(pack: Pack, kept: Path | None = None) -> Words:
    """Return the catalogues of the program, and the pack's added to them.

    `kept`: a file for what was read from them, so that the next start need not.
    """
    own = config.beside("translations")
    paths = [path for folder in (own, pack.folder / "translations") for path in sorted(folder.glob(PLACE))]
    sources = [(path.parent.parent.name, path.read_bytes()) for path in paths]
    template = (own / "messages.pot").read_bytes() if (own / "messages.pot").is_file() else b""
    how = (babel_version.encode(), Path(__file__).read_bytes())  # read by other code, it is read anew
    parts = (*how, *(part for tag, content in sources for part in (tag.encode(), content)), template)
    read = remembered(kept, parts, lambda: _read_all(sources, template))
    _directions.update(read[2])
    catalogues: dict[str, Catalogue] = {}
    for tag, plural, messages in read[0]:
        before = catalogues[tag].messages if tag in catalogues else {}
        catalogues[tag] = Catalogue(tag, {**before, **messages}, c2py(plural))
    return Words(catalogues, frozenset([*pack.client_sentences(), *read[1]]))


def _read_all(sources: Sequence[tuple[str, bytes]], template: bytes) -> tuple[object, ...]:
    """Return the catalogues, the messages for clients, and the directions of all languages."""
    directions = {tag: direction_of(tag) for tag in (SOURCE, *(tag for tag, _ in sources))}
    return [_read(*source) for source in sources], _client_messages(template), directions


def _read(tag: str, content: bytes) -> tuple[str, str, dict[str, Message]]:
    """Return the tag, the plural rule and the messages of a catalogue."""
    catalogue = _parsed(content, tag.replace("-", "_"))
    messages: dict[str, Message] = {}
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not message.fuzzy and all(forms):
            key = message.id if isinstance(message.id, str) else message.id[0]
            messages[key] = [str(form) for form in forms] if message.pluralizable else str(forms[0])
    return tag, catalogue.plural_expr, messages


def _client_messages(template: bytes) -> list[str]:
    return [str(message.id) for message in _parsed(template) if message.id and CLIENT in message.auto_comments]


def _parsed(content: bytes, locale: str | None = None) -> Any:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - most starts read no catalogue

    return read_po(BytesIO(content), locale=locale, ignore_obsolete=True)


@cache
def locale_of(tag: str) -> Locale:
    """Return Babel's locale of a language tag."""
    return Locale.parse(tag, sep="-")


def known(tag: str) -> bool:
    """Tell whether there is such a language."""
    try:
        return bool(locale_of(tag))
    except (ValueError, UnknownLocaleError):
        return False


_directions: dict[str, str] = {}


def direction_of(tag: str) -> str:
    """Return ltr or rtl, as the locale says."""
    if tag not in _directions:
        _directions[tag] = str(locale_of(tag).text_direction)
    return _directions[tag]


def own_name(tag: str) -> str:
    """Return the language's name in itself."""
    name = str(locale_of(tag).get_display_name(tag.replace("-", "_")) or tag)
    return name[0].upper() + name[1:]


@cache
def name_in(tag: str, tongue: str) -> str:
    """Return the language's name in another language."""
    return str(locale_of(tag).get_display_name(tongue.replace("-", "_")) or tag)


def listed(tag: str, parts: Sequence[str]) -> str:
    """Join parts by this language's comma."""
    return ("، " if direction_of(tag) == "rtl" else ", ").join(parts)


def day_words(day: date, tag: str, form: str = "EEEE, d. MMMM y") -> str:
    """Return a day in words; digits are Latin in every language."""
    return format_date(day, form if tag == SOURCE else "full", locale=locale_of(tag))


def day_short(day: date) -> str:
    """Return a day as German papers print it: 02.11.2026."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"

"""Languages: catalogues read from .po files, names and direction of languages, days and hours in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from gettext import c2py
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_day_names
from babel.messages.pofile import read_po

from kiosk import config
from kiosk.domain.service import Hours
from kiosk.messages import client_noop
from kiosk.pack import Pack

SOURCE = "de"
STAFF_TONGUES = ("de", "en")
NOT_HERE = "andere"
"""Code of the answer "my language is not here"; such a talk goes on in German."""
CLIENT = "client"
"""Note in the template catalogue on every message that a client may see."""

RANGE = "\u2060–\u2060"
"""A dash that no line breaks at: 9:00–12:00 stays together."""

Message = str | tuple[str, ...]
Value = str | int


@dataclass(frozen=True)
class Catalogue:
    """The translations into one language. A missing message is None, never a guess."""

    tag: str
    direction: str
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
        if catalogue is None or not isinstance(forms, tuple):
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


def load(pack: Pack) -> Words:
    """Return the catalogues of the program, and the pack's added to them."""
    catalogues: dict[str, Catalogue] = {}
    own = config.beside("translations")
    for folder in (own, pack.folder / "translations"):
        for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
            tag = path.parent.parent.name
            added, known = _read(path, tag), catalogues.get(tag)
            catalogues[tag] = replace(added, messages={**known.messages, **added.messages}) if known else added
    return Words(catalogues, frozenset(pack.client_sentences()) | _client_messages(own / "messages.pot"))


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
    """Return Babel's locale of a language tag."""
    return Locale.parse(tag, sep="-")


def known(tag: str) -> bool:
    """Tell whether there is such a language."""
    try:
        return bool(locale_of(tag))
    except (ValueError, UnknownLocaleError):
        return False


@cache
def direction_of(tag: str) -> str:
    """Return ltr or rtl, as the locale says."""
    return str(locale_of(tag).text_direction)


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

"""Languages: catalogues read from .po files, names and direction of languages, days and hours in words."""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from gettext import c2py
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel import __version__ as babel_version
from babel.dates import format_date, get_day_names

from kiosk import config
from kiosk.domain import plain_text
from kiosk.domain.service import Hours
from kiosk.errors import Complaint, PackBroken
from kiosk.messages import client_noop
from kiosk.pack import Pack
from kiosk.words import states
from kiosk.words.letters import undrawn
from kiosk.words.remembered import remembered
from kiosk.words.states import DRAFT, MISSING, SAID, state_of

SOURCE = "de"
STAFF_TONGUES = ("de", "en")
NOT_HERE = "andere"
"""Code of the answer "my language is not here"; such a talk goes on in German."""
CLIENT, LAW = "client", "law"
"""Notes in the template catalogue: on every message that a client may see, and on those of law and safety."""
LEFT_IN_GERMAN = 10
"""One in so many sentences of a pack may wait for its translation, in German, before a language counts as missing."""

EASY = "de-simple"
"""Leichte Sprache: German for who reads little, a language of its own. The CLDR takes it for German."""
NAMES = {
    EASY: ("Leichte Sprache", "Leichte Sprache"),
    "ku": ("Kurdî (Kurmancî)", "Kurmandschi"),
    "ckb": ("کوردی (سۆرانی)", "Sorani"),
    "fa-AF": ("دری", "Dari"),
    "sr-Latn": ("Srpski / Bosanski", "Serbisch (lat.)"),
    "gsg": ("Deutsche Gebärdensprache", "Deutsche Gebärdensprache"),
    "rom": ("Romanes", "Romanes"),
    "mnk": ("Mandinka", "Mandinka"),
    "aii": ("Sureth", "Sureth"),
}
"""What people call a language, itself and in German, where the CLDR says otherwise or does not know it."""

SAME_LINE = "\u00a0"
"""A blank that no line breaks at: the name of a day stays whole."""

DAYS = {
    "en": "EEEE, d MMMM y",
    "so": "EEEE, d MMMM y",
    "ckb": "EEEE، d MMMM y",
    "ps": "EEEE، d MMMM y",
    "sr-Latn": "EEEE, d. MMMM y",
}
"""The day before the month, where Babel has the order of another country; no full stop before a comma."""
COMMAS = {"ti": "፣ "}
"""Where it is not that of the direction."""

PLACE = "*/LC_MESSAGES/messages.po"
"""Where a catalogue lies in its folder, under the language's tag."""

Message = str | list[str]
Value = str | int


@dataclass(frozen=True)
class Catalogue:
    """The translations into one language. A missing message is None, never a guess; `states`: of all but drafts."""

    tag: str
    messages: Mapping[str, Message]
    plural: Callable[[int], int]
    states: Mapping[str, str] = field(default_factory=dict)

    def find(self, message: str) -> str | None:
        """Return the translation, or None."""
        found = self.messages.get(message)
        return found if isinstance(found, str) else (found[0] if found else None)


NOTHING = Catalogue("", {}, bool)


@dataclass(frozen=True, eq=False)
class Words:
    """All catalogues, the messages a client may see, which of them are the pack's and which say law or safety."""

    catalogues: Mapping[str, Catalogue]
    client_messages: frozenset[str] = frozenset()
    of_pack: frozenset[str] = frozenset()
    of_law: frozenset[str] = frozenset()

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
        known = get_day_names("wide", locale=locale_of(tag))  # Pashto's stand-alone names change every language's
        names = [known[day].replace(" ", SAME_LINE) for day in range(7)]
        if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
            return self.say(tag, client_noop("%(first)s bis %(last)s"), first=names[days[0]], last=names[days[-1]])
        return listed(tag, [names[day] for day in days])

    def hours(self, tag: str, hours: Iterable[Hours]) -> list[str]:
        """Return when a service is open: Montag bis Donnerstag, 9:00–12:00, 14:00–16:00."""
        return _with_times(tag, [(self.listed_days(tag, one.days), one) for one in hours])

    def openings(self, tag: str, openings: Iterable[tuple[date, Hours]]) -> list[str]:
        """Return on which days and when a service opens: Montag, 30. November 2026, 9:00–12:00."""
        return _with_times(tag, [(day_words(day, tag), one) for day, one in openings])

    def state(self, tag: str, message: str) -> str:
        """Return how far a translation is; of what no catalogue lists, that it is missing."""
        catalogue = self.catalogues.get(tag, NOTHING)
        return catalogue.states.get(message) or (DRAFT if message in catalogue.messages else MISSING)

    def states(self, tag: str) -> Counter[str]:
        """Return how many of the client's messages are how far."""
        return Counter(self.state(tag, message) for message in self.client_messages)

    def missing(self, tag: str) -> list[str]:
        """Return the client's messages that keep this language from being offered.

        What a county has changed stands in German until it is translated, whether its own catalogue lists it already
        or not, unless that is much of its pack.
        """
        catalogue = self.catalogues.get(tag, NOTHING)
        unsaid = self.client_messages - catalogue.messages.keys()
        lacking = {message for message in unsaid if self.state(tag, message) == MISSING}
        changed = lacking & self.of_pack
        few = bool(catalogue.messages) and len(changed) * LEFT_IN_GERMAN <= len(self.of_pack)
        return sorted(lacking - changed if few else lacking)

    def offered(self, wanted: Iterable[str], drafts: bool = True) -> tuple[str, ...]:
        """Return the wanted languages that are complete and have a font, without `drafts` only checked ones.

        German is always there.
        """
        complete = (tag for tag in wanted if tag == SOURCE or (not self.missing(tag) and has_font(tag)))
        return tuple(tag for tag in complete if tag == SOURCE or drafts or not self.states(tag)[DRAFT])

    def is_unsure(self, tag: str, message: str) -> bool:
        """Tell whether this says law or safety and nobody has checked how it is said in this language."""
        return message in self.of_law and self.state(tag, message) == DRAFT

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
    sources = [(path.parent.parent.name, _content(path)) for path in paths]
    template = (own / "messages.pot").read_bytes() if (own / "messages.pot").is_file() else b""
    # read by other code, it is read anew
    code = [Path(one).read_bytes() for one in (__file__, states.__file__, plain_text.__file__)]
    how = (babel_version.encode(), *code)
    parts = (*how, *(part for tag, content in sources for part in (tag.encode(), content)), template)
    read = remembered(kept, parts, lambda: _read_all(sources, template))
    _directions.update(read[2])
    catalogues: dict[str, Catalogue] = {}
    for tag, plural, messages, told in read[0]:
        before = catalogues.get(tag, NOTHING)
        states_before = {message: state for message, state in before.states.items() if message not in messages}
        catalogues[tag] = Catalogue(tag, {**before.messages, **messages}, _plural(plural), {**states_before, **told})
    of_pack, (for_clients, of_law) = frozenset(pack.client_sentences()), read[1]
    return Words(catalogues, of_pack.union(for_clients), of_pack, frozenset([*of_law, *pack.law_sentences()]))


def unchecked(pack: Pack, words: Words) -> dict[str, int]:
    """Return how many of a client's sentences nobody has checked, for each complete language but German."""
    drafts = {tag: words.states(tag)[DRAFT] for tag in words.offered(pack.site.languages) if tag != SOURCE}
    return {tag: number for tag, number in drafts.items() if number}


def spoilt(pack: Pack) -> Iterator[tuple[Path, str]]:
    """Yield each translation that is left out for what it brings along: its file and its sentence."""
    for folder in (config.beside("translations"), pack.folder / "translations"):
        for path in sorted(folder.glob(PLACE)):
            for message in _parsed(path.read_bytes()):
                if message.id and _spoilt(message):
                    yield path, message.id if isinstance(message.id, str) else message.id[0]


def _spoilt(message: Any) -> bool:
    sentence = message.id if isinstance(message.id, str) else " ".join(message.id)
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return not all(plain_text.translates(form or "", sentence) for form in forms)


def _read_all(sources: Sequence[tuple[str, bytes]], template: bytes) -> tuple[object, ...]:
    """Return the catalogues, the messages for clients and those of law, and the directions of all languages."""
    read, directions = [], {SOURCE: direction_of(SOURCE)}
    for tag, content in sources:
        with _complaining(tag):
            directions[tag] = direction_of(tag)
            read.append(_read(tag, content))
    return read, _noted(template, config.own_pack().name), directions


def _content(path: Path) -> bytes:
    with _complaining(path.parent.parent.name):
        return path.read_bytes()


@contextmanager
def _complaining(tag: str) -> Iterator[None]:
    """Turn what hinders reading a catalogue into a complaint about its file."""
    try:
        yield
    except (OSError, ValueError, LookupError) as error:
        problem, instead = "ist kein Katalog (.po) einer Sprache", "mit kiosk words neu beginnen; Ordner: Kürzel wie ar"
        if isinstance(error, OSError):
            problem, instead = "ist nicht lesbar", "eine Datei mit Leserecht"
        elif isinstance(error, UnicodeError):
            problem, instead = "ist nicht in UTF-8 gespeichert", "im Editor als UTF-8 speichern"
        place = PLACE.replace("*", tag)
        raise PackBroken([Complaint(f"translations/{place}", "Datei", problem, instead)]) from error


@lru_cache(maxsize=64)
def _read(tag: str, content: bytes) -> tuple[str, str, dict[str, Message], dict[str, str]]:
    """Return the tag, the plural rule, the messages of a catalogue and how far those are that are no drafts."""
    catalogue = _parsed(content, tag.replace("-", "_"))
    messages: dict[str, Message] = {}
    told: dict[str, str] = {}
    for message in catalogue:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            sound = all(forms) and not message.fuzzy and not _spoilt(message)
            state = state_of(key, message.user_comments, sound)
            if state != DRAFT:
                told[key] = state
            if state in SAID:
                messages[key] = [str(form) for form in forms] if message.pluralizable else str(forms[0])
    _plural(catalogue.plural_expr)  # one that is no rule is a mistake of the file
    return tag, catalogue.plural_expr, messages, told


_plural = cache(c2py)
"""Most languages share a rule with others."""


@lru_cache(maxsize=2)
def _noted(template: bytes, own_pack: str) -> tuple[list[str], list[str]]:
    """Return the program's messages for clients, and those of law and safety; a pack brings its own."""
    found = [message for message in _parsed(template) if message.id and not is_only_of(own_pack, message)]
    for_clients, of_law = (
        [str(message.id) for message in found if note in message.auto_comments] for note in (CLIENT, LAW)
    )
    return for_clients, of_law


def is_of_own_pack(message: Any) -> bool:
    """Tell whether only the pack that comes with the program says this."""
    return is_only_of(config.own_pack().name, message)


def is_only_of(pack: str, message: Any) -> bool:
    """Tell whether only this pack says it, named by its folder."""
    return {str(file) for file, _ in message.locations} == {pack}


def _parsed(content: bytes, locale: str | None = None) -> Any:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - most starts read no catalogue

    return read_po(BytesIO(content.removeprefix(BOM_UTF8)), locale=locale, ignore_obsolete=True)


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
        _directions[tag] = str(locale_of(tag).text_direction) if known(tag) else "ltr"
    return _directions[tag]


def named(tag: str) -> bool:
    """Tell whether a language has a name here, spoken or not."""
    return tag in NAMES or known(tag)


def has_font(tag: str) -> bool:
    """Tell whether the shipped fonts have the letters in which a language writes its name: of a shipped one they do."""
    return (config.beside("translations") / tag).is_dir() or not undrawn(tag, own_name(tag))


@cache
def own_name(tag: str) -> str:
    """Return the language's name in itself."""
    if tag in NAMES:
        return NAMES[tag][0]
    name = str(locale_of(tag).get_display_name(tag.replace("-", "_")) or tag)
    return name[0].title() + name[1:]


@cache
def name_in(tag: str, tongue: str) -> str:
    """Return the language's name in another language."""
    if tag in NAMES and (tongue == SOURCE or tag == EASY or not known(tag)):
        return NAMES[tag][1]
    return str(locale_of(tag).get_display_name(tongue.replace("-", "_")) or tag)


def listed(tag: str, parts: Sequence[str]) -> str:
    """Join parts by this language's comma."""
    return COMMAS.get(tag, "، " if direction_of(tag) == "rtl" else ", ").join(parts)


def _with_times(tag: str, told: Iterable[tuple[str, Hours]]) -> list[str]:
    """Return days with their times; what opens twice is named once."""
    phrases = []
    for days, parts in groupby(told, itemgetter(0)):
        times = [f"{hours.opens}–{hours.closes}" for _, hours in parts if hours.opens]
        phrases.append(listed(tag, [days, *times]))
    return phrases


def month_words(month: date, tag: str) -> str:
    """Return a month in words: November 2026."""
    return format_date(month, "LLLL y", locale=locale_of(tag))


def day_words(day: date, tag: str, form: str = "EEEE, d. MMMM y") -> str:
    """Return a day in words; digits are Latin in every language."""
    return format_date(day, form if tag == SOURCE else DAYS.get(tag, "full"), locale=locale_of(tag))


def day_short(day: date) -> str:
    """Return a day as German papers print it: 02.11.2026."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"

"""Reads one TOML file key by key and notes every mistake, instead of stopping at the first."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cache, partial
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, TypeVar

from kiosk.domain.period import Period
from kiosk.domain.plain_text import is_plain
from kiosk.errors import Complaint

CODE = re.compile(r"^[a-z0-9][a-z0-9_-]*$")
CLOSED_AND_ONCE = "diese Zeile prüfen: Anführungszeichen und Klammern geschlossen, kein Name zweimal"
LONGEST_SPAN = 366
"""Days that one entry of a list of days may name; a longer one is a year mistyped."""

Made = TypeVar("Made")


class Section:
    """One TOML table: typed access that complains with file, place and what to write instead.

    After a complaint a harmless stand-in comes back, so that reading goes on and finds the next mistake.
    """

    def __init__(self, values: Mapping[str, Any], file: str, where: str, complaints: list[Complaint]) -> None:
        self.values = values
        self.file = file
        self.where = where
        self.complaints = complaints
        self.known: set[str] = set()

    def complain(self, key: str, problem: str, instead: str) -> None:
        """Note a mistake at this key."""
        place = f"{self.where} {key}".strip() if key else self.where
        self.complaints.append(Complaint(self.file, place, problem, instead))

    def text(self, key: str, default: str | None = None) -> str:
        """Return a sentence or word; required, and not empty, unless there is a default."""
        value = self._value(key, str, "ein Text in Anführungszeichen", default)
        if default is None and isinstance(value, str) and not value.strip():
            self.complain(key, "ist leer", "ein Text in Anführungszeichen")
        if isinstance(value, str) and not is_plain(value):
            self.complain(
                key, "enthält Steuerzeichen, unsichtbare oder gehäufte Zeichen, oder < >", "den Text ohne diese Zeichen"
            )
        return value if isinstance(value, str) else ""

    def code(self, key: str = "code") -> str:
        """Return a code: small letters, digits, underscore, hyphen."""
        value = self.text(key)
        if value and not CODE.match(value):
            self.complain(key, f"„{value}“ ist kein Code", "nur a–z, 0–9, _ und -, zum Beispiel „kim_cm“")
        return value

    def texts(self, key: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts; required, and not empty, unless there is a default."""
        value = self._value(key, list, 'eine Liste, zum Beispiel ["eins", "zwei"]', default)
        if not all(isinstance(item, str) and is_plain(item) for item in value or ()):
            self.complain(key, "enthält etwas, das kein einfacher Text ist", 'zum Beispiel ["eins", "zwei"]')
            return ()
        if (default is None and value == []) or "" in (item.strip() for item in value or ()):
            self.complain(key, "ist leer", 'zum Beispiel ["eins", "zwei"]')
        return tuple(value or ())

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers; empty when the key is missing."""
        value = self._value(key, list, "eine Liste ganzer Zahlen, zum Beispiel [1, 2]", ())
        if not all(isinstance(item, int) and not isinstance(item, bool) for item in value or ()):
            self.complain(key, "enthält etwas anderes als ganze Zahlen", "zum Beispiel [1, 2]")
            return ()
        return tuple(value or ())

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int | None:
        """Return a whole number from low to high; None when missing without a default."""
        value = self._value(key, int, f"eine ganze Zahl von {low} bis {high}", default, optional=True)
        if value is None:
            return None
        if isinstance(value, bool) or not low <= value <= high:
            self.complain(key, f"{value} geht nicht", f"eine ganze Zahl von {low} bis {high}")
            return default
        return int(value)

    def flag(self, key: str) -> bool:
        """Return true, or false, also when the key is missing."""
        return self.yes_or_no(key) or False

    def yes_or_no(self, key: str) -> bool | None:
        """Return true, false, or None when the key is missing."""
        value = self._value(key, bool, "true oder false", None, optional=True)
        return value if isinstance(value, bool) else None

    def first_day(self, key: str) -> date:
        """Return a required TOML date, from which something holds."""
        return self.day(key, required=True) or date.min

    def day(self, key: str, required: bool = False) -> date | None:
        """Return a TOML date; None when the key is missing."""
        instead = "ein Datum ohne Anführungszeichen, zum Beispiel 2027-06-30"
        value = self._value(key, date, instead, None, optional=not required)
        if isinstance(value, datetime):
            self.complain(key, "hat eine Uhrzeit", instead)
            return None
        return value if isinstance(value, date) else None

    def days(self, key: str) -> tuple[date, ...]:
        """Return the days of a list of TOML dates and of spans of them; empty when the key is missing."""
        value = self._value(key, list, "eine Liste von Tagen, zum Beispiel [2026-12-24]", ())
        spans = [_span(item) for item in value or ()]
        if None in spans:
            instead = "zum Beispiel [2026-12-24, { from = 2026-12-28, to = 2027-01-01 }]"
            self.complain(key, "enthält etwas anderes als Tage und Zeiträume bis zu einem Jahr", instead)
            return ()
        return tuple(day for span in spans if span for day in span.days)

    def choice(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """Return one of a few words."""
        allowed = list(choices)
        value = self.text(key, default)
        if value in allowed or (default is None and not value):
            return value or allowed[0]
        self.complain(key, f"„{value}“ gibt es nicht", _nearest(value, allowed))
        return allowed[0]

    def table(self, key: str) -> dict[str, Any]:
        """Return a table of further values; empty when missing."""
        value = self._value(key, dict, 'eine Tabelle, zum Beispiel { stadt = ["velbert"] }', {})
        return dict(value or {})

    def section(self, key: str, make: Callable[["Section"], Made], default: Made | None = None) -> Made:
        """Return what a sub-table is made into; required unless there is a default."""
        if default is not None and key not in self.values:
            self.known.add(key)
            return default
        value = self._value(key, dict, f"einen Abschnitt [{key}]", None)
        return Section(value or {}, self.file, self._below(key), self.complaints).wholly(make)

    def sections(self, key: str) -> list["Section"]:
        """Return the tables of a list like [[service]]; at least one is required."""
        value = self._value(key, list, f"mindestens einen Abschnitt [[{self._below(key)}]]", None)
        found = []
        if value == []:
            self.complain(key, "ist leer", f"mindestens einen Abschnitt [[{self._below(key)}]]")
        for position, item in enumerate(value or (), start=1):
            if not isinstance(item, dict):
                self.complain(key, "ist kein Abschnitt", f"[[{self._below(key)}]]")
                continue
            name = item.get("code") or item.get("id") or position
            found.append(Section(item, self.file, f"{self._below(key)} „{name}“", self.complaints))
        return found

    def read_named(self, key: str, make: Callable[[str, "Section"], Made]) -> dict[str, Made]:
        """Return what each table of a group like [fact.alter] is made into, by name."""
        value = self._value(key, dict, f"mindestens einen Abschnitt [{key}.…]", None)
        found = {}
        for name, item in (value or {}).items():
            if not isinstance(item, dict):
                self.complain(f"{key}.{name}", "ist kein Abschnitt", f"[{key}.{name}]")
            elif not CODE.match(name):
                self.complain(f"{key}.{name}", "ist kein Code", "nur a–z, 0–9, _ und -, zum Beispiel „stadt“")
            else:
                section = Section(item, self.file, f"{key}.{name}", self.complaints)
                found[name] = section.wholly(partial(make, name))
        return found

    def read(self, key: str, make: Callable[["Section"], Made], optional: bool = False) -> tuple[Made, ...]:
        """Return what each table of a list like [[service]] is made into, none of their keys left unasked for."""
        if optional and key not in self.values:
            self.known.add(key)
            return ()
        return tuple(section.wholly(make) for section in self.sections(key))

    def made(self, kind: Callable[..., Made], /, **own: Any) -> Made:
        """Return this table as one value: a key for each of its fields, required where the field has no default.

        `own`: the fields that are read in a way of their own.
        """
        for key, field in _fields(kind).items():
            if key not in own:
                read: Callable[..., Any] = Section.code if key == "code" else READ[field.annotation]
                spared = read in (Section.text, Section.texts) and field.default is not field.empty
                own[key] = read(self, key, field.default) if spared else read(self, key)
        return kind(**own)

    def wholly(self, make: Callable[["Section"], Made]) -> Made:
        """Return what this table is made into, none of its keys left unasked for."""
        made = make(self)
        self.done()
        return made

    def done(self) -> None:
        """Complain about every key that nobody asked for: most are misspelt."""
        for key in self.values.keys() - self.known:
            self.complain(key, "ist hier unbekannt", _nearest(key, sorted(self.known)))

    def _below(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _value(self, key: str, kind: type, instead: str, default: Any, optional: bool = False) -> Any:
        self.known.add(key)
        if key not in self.values:
            if default is None and not optional:
                self.complain(key, "fehlt", instead)
            return default
        value = self.values[key]
        if not isinstance(value, kind):
            self.complain(key, f"ist {value!r}", instead)
            return default
        return value


READ: Mapping[object, Callable[..., Any]] = {
    str: Section.text,
    tuple[str, ...]: Section.texts,
    bool: Section.flag,
    bool | None: Section.yes_or_no,
    date: Section.first_day,
    date | None: Section.day,
}
"""How a field is read, by its type."""


@cache
def _fields(kind: Callable[..., object]) -> Mapping[str, Parameter]:
    return signature(kind).parameters


def read_file(folder: Path, name: str, complaints: list[Complaint]) -> Section:
    """Return the whole file as a section; unreadable or broken TOML is a complaint with line and column."""
    try:
        values = tomllib.loads(text_of(folder / name))
        if not values:
            complaints.append(Complaint(name, "Datei", "ist leer", f"die {name} aus dem mitgelieferten Paket"))
    except OSError:
        complaints.append(Complaint(name, "Datei", "fehlt oder ist nicht lesbar", f"eine Datei {name} im Paket"))
        values = {}
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem, instead = f"ist nicht in UTF-8 gespeichert (Zeile {line})", "im Editor als UTF-8 speichern"
        complaints.append(Complaint(name, "Datei", problem, instead))
        values = {}
    except tomllib.TOMLDecodeError as error:
        complaints.append(Complaint(name, "Datei", f"ist kein gültiges TOML ({_place_of(error)})", CLOSED_AND_ONCE))
        values = {}
    return Section(values, name, "", complaints)


def text_of(path: Path) -> str:
    """Return the text of a file; the mark that some editors set before UTF-8 is none of it."""
    return path.read_text(encoding="utf-8-sig")


def _place_of(error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f"Zeile {found[1]}, Spalte {found[2]}" if found else "am Ende der Datei"


def _nearest(value: str, allowed: list[str]) -> str:
    near = get_close_matches(value, allowed, n=1)
    return f"„{near[0]}“" if near else "eines von: " + ", ".join(allowed[:20])


def _span(item: object) -> Period | None:
    """Return the days that one entry of a list names: a day, or the first and the last of at most a year."""
    first, last = (item.get("from"), item.get("to")) if isinstance(item, dict) and len(item) == 2 else (item, item)
    if not isinstance(first, date) or not isinstance(last, date) or datetime in (type(first), type(last)):
        return None
    return Period(first, last) if first <= last <= first + timedelta(days=LONGEST_SPAN) else None

"""Sends the sentences of one language to a translator and takes them back, whole and checked, or not at all."""

import csv
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from kiosk import config
from kiosk.domain.grouping import grouped
from kiosk.domain.plain_text import is_far_longer, is_plain, leads_elsewhere, other_letters
from kiosk.errors import SettingWrong
from kiosk.files import write_whole
from kiosk.words import sheets
from kiosk.words.catalogues import CLIENT, own_name
from kiosk.words.extraction import written
from kiosk.words.letters import undrawn
from kiosk.words.sheets import Row
from kiosk.words.states import IS_CHECKED, NAMES, mark_of, state_of

PLACEHOLDER = re.compile(r"%\(\w+\)s")
PARAGRAPHS = re.compile(r"§\d+[a-z]?(?: \([^)]*\))?")
CUT_SHORT = re.compile(rb'^(?:msg\S+ )?"(?:[^"\\\n]|\\.)*$', re.MULTILINE)
"""A line of a .po file whose quotation mark is not closed; the library takes it."""
NUMBER = {"%(number)s", "%(word)s"}
"""How many, in figures or as a word: a form for one number may leave it out."""
ROOMS = {
    "conversation/promise.html": "Versprechen vor dem Gespräch",
    "conversation/language.html": "Auswahl der Sprache",
    "conversation": "Gespräch",
    "slip/about.html": "Seite „Was wir aufschreiben“",
    "slip": "Zettel",
    "error.html": "Fehlerseite",
    "notices.py": "Fehlerseite",
    "layout.html": "auf jeder Seite",
}
"""Where a sentence stands, by the end or a folder of its file; anything else is a label, an answer or a name."""


class Change(NamedTuple):
    """What an import changes about one sentence."""

    german: str
    before: str
    after: str


class Returned(NamedTuple):
    """What an import changes: as a report and as messages; how many sentences the file does not have; which it leaves
    empty, and of which it changed the German: both stay as they are."""

    changes: Sequence[Change]
    messages: Sequence[Message]
    left_out: int
    emptied: Sequence[str]
    german_changed: Sequence[str]


def dropped(message: Message) -> list[set[str]]:
    """Return the values that translations leave out or add; only a form for one number need not say the number."""
    wanted, said = values(germans(message)[-1]), [values(form) for form in forms(message)]
    wrong = [one for one in said if one | NUMBER != wanted | NUMBER or not one <= wanted]
    return wrong + [one for one in said[-1:] if one != wanted]


def germans(message: Message) -> tuple[str, ...]:
    """Return the German sentence, or the one for one and the one for many."""
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (str(message.id),)


def forms(message: Message) -> tuple[str, ...]:
    """Return the translation, or all its forms; empty ones too."""
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def values(text: str) -> set[str]:
    """Return the places where the program fills something in."""
    return set(PLACEHOLDER.findall(text))


def figures(text: str) -> tuple[Counter[str], Counter[str]]:
    """Return numbers of two digits and paragraph signs, which are the same in each language, and single digits."""
    plain = PLACEHOLDER.sub("", text)
    return Counter(re.findall(r"\d{2,}|§", plain)), Counter(re.findall(r"(?<!\d)\d(?!\d)", plain))


def brought(said: Sequence[str], german: str) -> Iterator[str]:
    """Yield what translations bring along that is no word of their sentence."""
    if not all(is_plain(form) for form in said):
        yield "Steuerzeichen, Richtungszeichen, unsichtbare oder gehäufte Zeichen, oder < >"
    if any(is_far_longer(form, german) for form in said):
        yield "viel länger als das Deutsche"
    elif any(leads_elsewhere(form, german) for form in said):
        yield "eine Adresse (Link, Mail), die im Deutschen nicht steht"


def problems(tag: str, message: Message) -> Iterator[str]:
    """Yield what makes a translation into this language unusable.

    A single digit may be a word, and a word such as zwei a digit: where there are as many, they are the same.
    """
    if dropped(message):
        yield "Platzhalter fehlen oder sind zu viel: wie im Deutschen %(…)s"
    said = forms(message)
    if not all(said):
        yield "eine Form fehlt"
    yield from brought(said, " ".join(germans(message)))
    if any(letter.isdigit() and not letter.isascii() for form in said for letter in form):
        yield "Ziffern: 0 bis 9"
    wanted = figures(germans(message)[-1])
    for long, single in map(figures, said):
        if long != wanted[0] or (single != wanted[1] and single.total() == wanted[1].total()):
            yield "andere Zahlen oder § als im Deutschen"
    if any(one not in form for one in PARAGRAPHS.findall(germans(message)[-1]) for form in said):
        yield "ein Paragraph nicht wie im Deutschen, mit Komma und Klammern"
    together = "".join(said)
    if strange := "".join(dict.fromkeys((*other_letters(together, own_name(tag)), *undrawn(tag, together)))):
        yield f"Zeichen, die hier keine Schrift hat: {strange}"


def send(tag: str, catalogue: Catalog, file: Path) -> int:
    """Write the sentences of this catalogue in the form that the name of the file says; return how many."""
    rows = list(_rows(tag, catalogue))
    if file.suffix.lower() == ".po":
        write_whole(file, written(_explained(tag, catalogue)))
    else:
        write_whole(file, sheets.written(file.suffix, tag, rows))
    return len({row.german for row in rows})


def take_back(tag: str, catalogue: Catalog, file: Path, today: date) -> Returned:
    """Put what came back into this catalogue and return it. Raises SettingWrong naming every bad row."""
    came = _rows(tag, _read_file(file, tag)) if file.suffix.lower() == ".po" else sheets.read(file, tag)
    changes, messages, wrong, sentences = [], [], [], _by_sentence(came)
    for german, rows in sentences.items():
        message, where = catalogue.get(german), f"Zeile {rows[0].line}, „{german}“"
        if message is None:
            wrong.append(f"{where}: diesen Satz gibt es nicht (mehr)")
        elif [row.form for row in rows] != [*range(catalogue.num_plurals if message.pluralizable else 1)]:
            wrong.append(f"{where}: eine Form fehlt oder steht zweimal da")
        else:
            before = _told(message)
            _fill(message, rows, today)
            if _told(message) != before:
                changes.append(Change(german, before, _told(message)))
                messages.append(message)
                wrong += [f"{where}: {one}" for one in problems(tag, message)]
    if wrong:
        raise SettingWrong(str(file), "\n  ".join(["nichts übernommen.", *wrong]))
    emptied = [german for german, rows in sentences.items() if not any(row.said for row in rows)]
    return Returned(
        changes,
        messages,
        left_out=len(catalogue) - len(sentences),
        emptied=[german for german in emptied if (kept := catalogue.get(german)) and any(forms(kept))],
        german_changed=[german for german, rows in sentences.items() if rows[0].shown != german],
    )


def _rows(tag: str, catalogue: Catalog) -> Iterator[Row]:
    for message in catalogue:
        if message.id:
            german, said = germans(message), forms(message)
            state = state_of(german[0], message.user_comments, all(said))
            checked = next((one.removeprefix(IS_CHECKED) for one in message.user_comments if IS_CHECKED in one), "")
            about = (NAMES[state], _who(checked), _place(message), "; ".join(_terms(tag, german[-1])))
            for form, one in enumerate(said):
                yield Row(message.lineno or 0, german[0], form, german[min(form, len(german) - 1)], one, *about)


def _who(checked: str) -> str:
    """Return role and day of a check, without the mark."""
    return ", ".join(part.strip() for part in checked.split(",")[:2])


def _by_sentence(came: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows of each sentence, by their forms."""
    found = grouped((row.german, row) for row in came)
    return {german: sorted(rows, key=lambda row: row.form) for german, rows in found.items()}


def _fill(message: Message, rows: Sequence[Row], today: date) -> None:
    said = [row.said for row in rows]
    if any(said):
        message.string = tuple(said) if message.pluralizable else said[0]
    role = rows[0].checked
    if role != _who(next((one.removeprefix(IS_CHECKED) for one in message.user_comments if IS_CHECKED in one), "")):
        others = [one for one in message.user_comments if IS_CHECKED not in one]
        dated = role if "," in role else f"{role}, {today}"
        message.user_comments = [*others, f"{IS_CHECKED} {dated}, {mark_of(germans(message)[0])}"] if role else others


def _told(message: Message) -> str:
    """Return the translation and who checked it, as the report names it."""
    return " ¦ ".join([*forms(message), *message.user_comments])


def _explained(tag: str, catalogue: Catalog) -> Catalog:
    """Add to each message where it stands and which terms of the glossary are in it."""
    for message in catalogue:
        if message.id:
            terms = _terms(tag, germans(message)[-1])
            message.auto_comments += [f"Wo: {_place(message)}", *(f"Glossar: {one}" for one in terms)]
    return catalogue


def _place(message: Message) -> str:
    files = [str(file) for file, _ in message.locations]
    named = (room for end, room in ROOMS.items() for file in files if file.endswith(end) or f"/{end}/" in file)
    return next(named, "Antwort, Grund oder Stelle" if CLIENT in message.auto_comments else "Seiten der Beratung")


def _terms(tag: str, german: str) -> Iterator[str]:
    """Yield the terms of the glossary that stand in a sentence, with their words."""
    for term, language, translation, keeps in _glossary():
        if language == tag and re.split(r" [(/]", term)[0].lower() in german.lower():
            yield f"{term} = {translation}{' (das Deutsche dazu)' if keeps == 'yes' else ''}"


@cache
def _glossary() -> list[tuple[str, str, str, str]]:
    file = config.beside("translations") / "glossary.csv"
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return [(one["term"], one["language"], one["translation"], one["keep_german"]) for one in csv.DictReader(lines)]


def _read_file(file: Path, tag: str) -> Catalog:
    try:
        content = file.read_bytes().removeprefix(BOM_UTF8)
        cut = next(CUT_SHORT.finditer(content), None)
        found = read_po(BytesIO(content), locale=tag.replace("-", "_"), ignore_obsolete=True, abort_invalid=True)
    except FileNotFoundError as error:
        raise SettingWrong(str(file), sheets.NOT_THERE) from error
    except (OSError, ValueError, LookupError, PoFileError) as error:
        instead = "als UTF-8 speichern und neu senden"
        raise SettingWrong(str(file), f"ist keine ganze, lesbare .po-Datei → {instead}") from error
    if cut:
        line = content.count(b"\n", 0, cut.start()) + 1
        raise SettingWrong(str(file), f"Zeile {line} hört mitten im Satz auf → die ganze Datei neu senden")
    if guessed := next((one for one in found if one.id and one.fuzzy), None):
        where = f"Zeile {guessed.lineno}, „{germans(guessed)[0]}“"
        raise SettingWrong(str(file), f"{where}: ist unsicher (fuzzy) → prüfen und die Marke wegnehmen")
    sheets.check_language(file, str(found.locale_identifier).replace("_", "-"), tag)
    return found

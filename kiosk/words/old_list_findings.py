"""The sentences about an old list: where something stands, what is wrong with it, what to do."""

from dataclasses import dataclass

from kiosk.messages import gettext_noop
from kiosk.overhead import Finding, Kind
from kiosk.pack import Pack
from kiosk.words.catalogues import GERMAN, Tongue, Value, day_short

SENTENCES: dict[Kind, tuple[str, str]] = {
    Kind.TOO_LARGE: (
        gettext_noop("Die Datei ist zu groß."),
        gettext_noop(
            "Nur die Tabelle selbst speichern: höchstens 10.000 Zeilen, 200 Spalten, 100.000 gefüllte Zellen."
        ),
    ),
    Kind.OLD_EXCEL: (
        gettext_noop("Die Datei ist im alten Excel-Format (.xls)."),
        gettext_noop("In Excel öffnen und als .xlsx speichern."),
    ),
    Kind.UNREADABLE: (
        gettext_noop("Die Datei lässt sich nicht lesen."),
        gettext_noop("Als .xlsx oder als „CSV UTF-8“ neu speichern."),
    ),
    Kind.NO_HEADING: (
        gettext_noop("Die Überschriften der Spalten fehlen."),
        gettext_noop("Darüber schreiben: „Stelle“ und „Anzahl“. Oder „Datum“ und je Stelle eine Spalte."),
    ),
    Kind.NO_LINES: (
        gettext_noop("Keine Zeile zählt etwas."),
        gettext_noop("Die Datei prüfen."),
    ),
    Kind.NO_TABLE: (
        gettext_noop("Keine Bezeichnung passt zu einer Tabelle der Vorlage."),
        gettext_noop("Für jede Bezeichnung angeben, welche Zeile gemeint ist."),
    ),
    Kind.NO_SOURCE: (
        gettext_noop("„%(word)s“ ist keine Quelle."),
        gettext_noop("Angeben, woher die Zahlen sind, zum Beispiel die Nummer der Vorlage."),
    ),
    Kind.PERIOD_REVERSED: (
        gettext_noop("Der %(first)s liegt nach dem %(last)s."),
        gettext_noop("Zuerst den früheren Tag angeben."),
    ),
    Kind.NOT_COUNTABLE: (
        gettext_noop("Das Jahr %(word)s kann nicht stimmen."),
        gettext_noop("Das Jahr mit vier Ziffern angeben, ab 2000."),
    ),
    Kind.FUTURE: (
        gettext_noop("Der Zeitraum endet erst am %(last)s."),
        gettext_noop("Einen Zeitraum nehmen, der vorbei ist."),
    ),
    Kind.UNKNOWN_ROW: (
        gettext_noop("„%(word)s“ ist keine Zeile der Tabelle."),
        gettext_noop("Einer Zeile zuordnen oder weglassen."),
    ),
    Kind.UNKNOWN_DESK: (
        gettext_noop("„%(word)s“ ist kein Desk."),
        gettext_noop("In der Datei den Namen des Desks schreiben, wie er hier heißt."),
    ),
    Kind.NOT_A_COUNT: (
        gettext_noop("„%(word)s“ ist keine Anzahl."),
        gettext_noop("Eine ganze Zahl ab 0 schreiben."),
    ),
    Kind.NO_VALUE: (
        gettext_noop("Die Formel hat keinen Wert."),
        gettext_noop("In Excel öffnen, rechnen lassen und speichern."),
    ),
    Kind.IMPOSSIBLE_DATE: (
        gettext_noop("„%(word)s“ ist kein Tag."),
        gettext_noop("So schreiben: 22.11.2026."),
    ),
    Kind.OUTSIDE_PERIOD: (
        gettext_noop("Der %(word)s liegt außerhalb des Zeitraums."),
        gettext_noop("Den Tag oder den Zeitraum berichtigen."),
    ),
    Kind.FUTURE_DAY: (
        gettext_noop("Der %(word)s kommt erst noch."),
        gettext_noop("Den Tag berichtigen."),
    ),
    Kind.DOUBLED_ROW: (
        gettext_noop("„%(word)s“ steht mehrmals da."),
        gettext_noop("Alle bis auf eine weglassen."),
    ),
    Kind.COUNTED_AT_DESK: (
        gettext_noop("Der Desk „%(desk)s“ hat schon gezählt, %(first)s bis %(last)s."),
        gettext_noop("Einen Zeitraum nehmen, in dem der Desk noch nicht gezählt hat."),
    ),
    Kind.COUNTED_IN_LIST: (
        gettext_noop("„%(word)s“ zählt diese Tage schon, %(first)s bis %(last)s."),
        gettext_noop("Einen anderen Zeitraum nehmen. Oder die frühere Liste zuerst rückgängig machen."),
    ),
    Kind.TOTAL_DISAGREES: (
        gettext_noop("Die Zeilen ergeben %(computed)s, gedruckt ist %(printed)s."),
        gettext_noop("Berichtigen. Oder hinnehmen: dann zählt die Summe der Zeilen."),
    ),
    Kind.MISSING_ROW: (
        gettext_noop("Die Zeile „%(word)s“ fehlt."),
        gettext_noop("Sie zählt 0."),
    ),
    Kind.LEFT_OUT: (
        gettext_noop("„%(word)s“ ist weggelassen."),
        gettext_noop("Das zählt nicht mit."),
    ),
    Kind.OTHER_SHEET: (
        gettext_noop("Das Blatt „%(word)s“ ist nicht gelesen."),
        gettext_noop("Es als eigene Datei speichern und einlesen."),
    ),
    Kind.SAME_FILE: (
        gettext_noop("Dieselbe Datei ist schon eingelesen: %(word)s, %(first)s bis %(last)s."),
        gettext_noop("Nur einlesen, wenn ihre Zahlen hier noch einmal zählen sollen."),
    ),
}

FILE = gettext_noop("Datei")
ONE_LINE, LINES = gettext_noop("Zeile %(lines)s"), gettext_noop("Zeilen %(lines)s")
COLUMN = gettext_noop("Spalte %(column)s")
MOST_LINES = 5
"""Lines that a place names one by one."""


@dataclass(frozen=True, slots=True)
class WordedFinding:
    """A finding in words."""

    kind: Kind
    place: str
    problem: str
    todo: str


def worded(finding: Finding, pack: Pack, tongue: Tongue = GERMAN) -> WordedFinding:
    """Return the finding in words."""
    problem, todo = SENTENCES[finding.kind]
    desk = pack.desk(finding.word)
    values: dict[str, Value] = {
        "word": finding.word,
        "desk": desk.name if desk else finding.word,
        "printed": finding.printed,
        "computed": finding.computed,
        "first": day_short(finding.first) if finding.first else "",
        "last": day_short(finding.last) if finding.last else "",
    }
    return WordedFinding(finding.kind, place(finding, tongue), tongue.speak(problem, **values), tongue.speak(todo))


def place(finding: Finding, tongue: Tongue) -> str:
    """Return where it stands, as a spreadsheet numbers it."""
    numbers = ", ".join(map(str, finding.lines[:MOST_LINES])) + ", …" * (len(finding.lines) > MOST_LINES)
    parts = [tongue.speak(ONE_LINE if len(finding.lines) == 1 else LINES, lines=numbers)] if finding.lines else []
    parts += [tongue.speak(COLUMN, column=finding.column)] if finding.column else []
    return ", ".join(parts) or tongue.speak(FILE)

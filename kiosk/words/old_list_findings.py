"""The sentences about an old list: how it is read, where something stands, what is wrong with it, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.messages import gettext_noop
from kiosk.overhead import Finding, Kind
from kiosk.overhead.old_lists import Reading, Role, letter
from kiosk.pack import Pack
from kiosk.words.catalogues import GERMAN, Tongue, Value, day_short

SAVE_AS = gettext_noop("In Excel öffnen und als „Excel-Arbeitsmappe (.xlsx)“ speichern.")
SHOW_AGAIN = gettext_noop("Das zählt nicht mit. Sonst in Excel einblenden, speichern, neu hochladen.")
SENTENCES: dict[Kind, tuple[str, str]] = {
    Kind.TOO_LARGE: (
        gettext_noop("Die Datei ist zu groß."),
        gettext_noop(
            "Nur die Tabelle selbst speichern: höchstens 10.000 Zeilen, 200 Spalten, 100.000 gefüllte Zellen."
        ),
    ),
    Kind.OLD_EXCEL: (gettext_noop("Die Datei ist im alten Excel-Format (.xls)."), SAVE_AS),
    Kind.ENCRYPTED: (
        gettext_noop("Die Datei ist mit einem Kennwort geschützt."),
        gettext_noop("In Excel öffnen und ohne Kennwort speichern."),
    ),
    Kind.OTHER_FORMAT: (
        gettext_noop("Das ist eine Datei der Art %(word)s, wie auch immer sie heißt."),
        gettext_noop("Die Tabelle in Excel öffnen oder einfügen und als „Excel-Arbeitsmappe (.xlsx)“ speichern."),
    ),
    Kind.UNREADABLE: (
        gettext_noop("Die Datei lässt sich nicht lesen."),
        gettext_noop("Als .xlsx oder als „CSV UTF-8“ neu speichern."),
    ),
    Kind.PERSONS: (
        gettext_noop("Das sieht nach einer Liste von Personen aus. Sie ist nicht gespeichert."),
        gettext_noop("Nur Zahlen hochladen: eine Tabelle, die zählt und niemanden nennt."),
    ),
    Kind.OWN_NUMBERS: (
        gettext_noop("Das ist eine Ausgabe dieses Programms. Ihre Zahlen sind schon gezählt."),
        gettext_noop("Zählungen eines anderen Desks kommen als Tageszählungen, auf der Seite „Eingang“."),
    ),
    Kind.OWN_DAY: (
        gettext_noop("Das ist die Tageszählung eines Desks."),
        gettext_noop("Sie kommt auf der Seite „Eingang“ oder mit kiosk collect."),
    ),
    Kind.NO_NUMBERS: (
        gettext_noop("In der Datei steht keine Tabelle mit Anzahlen."),
        gettext_noop("Das Blatt mit der Tabelle als .xlsx oder .csv speichern. Verborgenes vorher einblenden."),
    ),
    Kind.NO_COUNT: (
        gettext_noop("Welche Spalte die Anzahl nennt, ist nicht klar: %(word)s."),
        gettext_noop("Über der Tabelle sagen, was die Spalten enthalten."),
    ),
    Kind.NO_LINES: (
        gettext_noop("Keine Zeile zählt etwas."),
        gettext_noop("Überschrift und Spalten prüfen."),
    ),
    Kind.NO_TABLE: (
        gettext_noop("Zu welcher Tabelle der Vorlage die Liste gehört, ist nicht klar."),
        gettext_noop("Die Tabelle der Vorlage wählen."),
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
    Kind.NOT_WHOLE_MONTHS: (
        gettext_noop("Diese Tabelle beschreibt Menschen. Es gibt sie nur nach ganzen Monaten."),
        gettext_noop("Als Zeitraum ganze Monate angeben."),
    ),
    Kind.UNKNOWN_ROW: (
        gettext_noop("„%(word)s“ ist keine Zeile der Tabelle."),
        gettext_noop("Einer Zeile zuordnen, weglassen oder sagen, dass es eine Summe ist."),
    ),
    Kind.UNKNOWN_DESK: (
        gettext_noop("„%(word)s“ ist kein Desk."),
        gettext_noop("Sagen, welcher Desk gemeint ist, oder alle zusammen."),
    ),
    Kind.COMMA: (
        gettext_noop("„%(word)s“ kann tausend heißen oder eine Kommazahl sein."),
        gettext_noop("Sagen, was das Komma trennt."),
    ),
    Kind.NOT_A_COUNT: (
        gettext_noop("„%(word)s“ ist keine Anzahl."),
        gettext_noop("Sagen, ob es 0 zählt oder wegbleibt. Oder in der Datei eine ganze Zahl schreiben."),
    ),
    Kind.NO_VALUE: (
        gettext_noop("Die Formel hat keinen Wert."),
        gettext_noop("In Excel öffnen, rechnen lassen und speichern."),
    ),
    Kind.IMPOSSIBLE_DATE: (
        gettext_noop("„%(word)s“ ist kein Tag, Monat, Quartal oder Jahr in diesem Zeitraum."),
        gettext_noop("So schreiben: 22.11.2026 oder November 2026. Oder die Zeile weglassen."),
    ),
    Kind.OUTSIDE_PERIOD: (
        gettext_noop("%(word)s liegt außerhalb des Zeitraums."),
        gettext_noop("Den Zeitraum berichtigen. Oder die Zeile oder Spalte nicht lesen."),
    ),
    Kind.FUTURE_DAY: (
        gettext_noop("%(word)s ist noch nicht vorbei."),
        gettext_noop("Den Tag berichtigen."),
    ),
    Kind.DOUBLED_ROW: (
        gettext_noop("„%(word)s“ steht mehrmals da."),
        gettext_noop("Alle bis auf eine weglassen. Oder sagen, dass sie zusammenzählen."),
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
    Kind.OTHER_BLOCK: (
        gettext_noop("Hier steht noch eine Tabelle: %(word)s. Sie ist jetzt nicht gelesen."),
        gettext_noop("Oben wählen, welche Tabelle gelesen wird."),
    ),
    Kind.UNREAD_SHEET: (
        gettext_noop("Das Blatt „%(word)s“ hat keine Tabelle mit Anzahlen."),
        gettext_noop("Es ist nicht gelesen."),
    ),
    Kind.HIDDEN_SHEET: (gettext_noop("Das Blatt „%(word)s“ ist verborgen und nicht gelesen."), SHOW_AGAIN),
    Kind.HIDDEN_LINES: (gettext_noop("Verborgen und nicht gelesen."), SHOW_AGAIN),
    Kind.HIDDEN_COLUMN: (gettext_noop("Verborgen und nicht gelesen."), SHOW_AGAIN),
    Kind.UNREAD_COLUMN: (gettext_noop("„%(word)s“ ist nicht gelesen."), gettext_noop("Das zählt nicht mit.")),
    Kind.UNREAD_LINES: (
        gettext_noop("Ohne Anzahl, nicht gelesen."),
        gettext_noop("Das zählt nicht mit."),
    ),
    Kind.SUMMED_COLUMNS: (
        gettext_noop("Die Spalten %(word)s zählen zusammen."),
        gettext_noop("Sonst eine davon auf „nicht gelesen“ stellen."),
    ),
    Kind.CARRIED: (
        gettext_noop("Ohne eigenen Tag oder Monat."),
        gettext_noop("Es gilt der aus der Zeile darüber."),
    ),
    Kind.KEPT_READING: (
        gettext_noop("Gelesen wie eine frühere Liste mit diesen Überschriften."),
        gettext_noop("Vergessen lässt sich das bei den alten Listen."),
    ),
    Kind.KEPT_WORD: (
        gettext_noop("„%(word)s“ heißt „%(meaning)s“, wie in einer früheren Liste."),
        gettext_noop("Vergessen lässt sich das bei den alten Listen."),
    ),
    Kind.TOTAL_ACCEPTED: (
        gettext_noop("Die Zeilen ergeben %(computed)s, gedruckt ist %(printed)s. Das ist hingenommen."),
        gettext_noop("Es zählt die Summe der Zeilen."),
    ),
    Kind.TOTAL_AGREES: (gettext_noop("Die Summe stimmt."), gettext_noop("Sie gilt den Zeilen %(word)s.")),
    Kind.MISSING_ROW: (gettext_noop("In der Liste fehlt: %(word)s."), gettext_noop("Das zählt 0.")),
    Kind.LEFT_OUT: (gettext_noop("Weggelassen: „%(word)s“."), gettext_noop("Das zählt nicht mit.")),
    Kind.ADDED: (gettext_noop("„%(word)s“ ist dieselbe Zeile."), gettext_noop("Das zählt zusammen.")),
    Kind.DASHES: (gettext_noop("Ein Strich heißt: nichts."), gettext_noop("Das zählt 0.")),
    Kind.THOUSANDS: (
        gettext_noop("„%(word)s“ ist als %(computed)s gelesen."),
        gettext_noop("Der Punkt trennt Tausender."),
    ),
    Kind.MONTH_ENDS: (
        gettext_noop("Die Tage in „%(word)s“ stehen jeder für seinen Monat."),
        gettext_noop("Sonst die Spalte auf „Tag“ stellen."),
    ),
    Kind.WHOLE_MONTHS: (
        gettext_noop("Diese Tabelle beschreibt Menschen. Es gibt sie nur nach ganzen Monaten."),
        gettext_noop("Die Tage sind in ihre Monate zusammengezählt."),
    ),
    Kind.SAME_FILE: (
        gettext_noop("Dieselbe Datei ist schon eingelesen: %(word)s, %(first)s bis %(last)s."),
        gettext_noop("Nur einlesen, wenn ihre Zahlen hier noch einmal zählen sollen."),
    ),
}
ROLES = {
    Role.ROW: gettext_noop("nennt die Zeile"),
    Role.COUNT: gettext_noop("Anzahl"),
    Role.TOTAL: gettext_noop("Summe daneben"),
    Role.DAY: gettext_noop("Tag"),
    Role.SPAN: gettext_noop("Monat, Quartal, Jahr"),
    Role.DESK: gettext_noop("Desk oder Stadt"),
    Role.UNREAD: gettext_noop("nicht gelesen"),
}
"""What a column holds, in few words."""

FILE = gettext_noop("Datei")
ONE_LINE, LINES = gettext_noop("Zeile %(lines)s"), gettext_noop("Zeilen %(lines)s")
COLUMN = gettext_noop("Spalte %(column)s")
HEADED, UNHEADED = gettext_noop("Überschrift in Zeile %(lines)s"), gettext_noop("ohne Überschrift")
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
        "meaning": finding.meaning,
        "desk": desk.name if desk else finding.word,
        "printed": finding.printed,
        "computed": finding.computed,
        "first": day_short(finding.first) if finding.first else "",
        "last": day_short(finding.last) if finding.last else "",
    }
    told = (tongue.speak(one, **values) for one in (problem, todo))
    return WordedFinding(finding.kind, place(finding, tongue), *told)


def place(finding: Finding, tongue: Tongue) -> str:
    """Return where it stands, as a spreadsheet numbers it."""
    numbers = ", ".join(map(str, finding.lines[:MOST_LINES])) + ", …" * (len(finding.lines) > MOST_LINES)
    parts = [tongue.speak(ONE_LINE if len(finding.lines) == 1 else LINES, lines=numbers)] if finding.lines else []
    parts += [tongue.speak(COLUMN, column=finding.column)] if finding.column else []
    return ", ".join(parts) or tongue.speak(FILE)


def described(reading: Reading, tongue: Tongue = GERMAN) -> list[str]:
    """Return how a list is read, line by line: its heading, then what each column holds."""
    block = reading.block
    lines = str(block.last) if block.first == block.last else f"{block.first}–{block.last}"
    columns = zip(block.headings, reading.roles, strict=True)
    return [
        tongue.speak(HEADED, lines=lines) if block.first else tongue.speak(UNHEADED),
        *(f"{letter(place)} „{heading}“: {tongue.speak(ROLES[role])}" for place, (heading, role) in enumerate(columns)),
    ]


def taught(shape: str, said: Mapping[str, str], pack: Pack, tongue: Tongue = GERMAN) -> str:
    """Return how lists with these headings are read since one of them was: the table, and what each column holds."""
    paper = pack.vocabulary.paper(said.get("lesen:tabelle", ""))
    roles = (said.get(f"spalte:{letter(place).casefold()}", "") for place in range(len(said)))
    words = (tongue.speak(ROLES[Role(role)]) for role in roles if role in [*Role])
    columns = (f"„{heading}“ {word}" for heading, word in zip(shape.split("|"), words, strict=False))
    return f"{paper.title if paper else ''}: {', '.join(columns)}"

"""The sentences about an old list: how it is read, where something stands, what is wrong with it, what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from kiosk.domain.vocabulary import PaperTable
from kiosk.messages import gettext_noop
from kiosk.overhead.old_lists.lines import MOST_NAMED, Finding, Kind
from kiosk.overhead.old_lists.matching import ALL_DESKS, COUNTS_TOO, DESK_PREFIX, LEFT_OUT, PLACE, TABLE, Asks, Role
from kiosk.overhead.old_lists.tables import Block
from kiosk.overhead.spreadsheets.cells import DECIMALS, THOUSANDS, letter
from kiosk.pack import Pack
from kiosk.words.catalogues import GERMAN, Tongue, day_short

SENTENCES = gettext_noop(
    {
        Kind.TOO_LARGE: "Die Datei ist zu groß. Höchstens 10.000 Zeilen, 200 Spalten, 100.000 Zellen.",
        Kind.ENCRYPTED: "Die Datei ist mit einem Kennwort geschützt. In Excel ohne Kennwort speichern.",
        Kind.OTHER_FORMAT: "Das ist eine Datei der Art %(word)s. Die Tabelle in Excel als .xlsx speichern.",
        Kind.UNREADABLE: "Die Datei lässt sich nicht lesen. Als .xlsx oder als „CSV UTF-8“ neu speichern.",
        Kind.PERSONS: (
            "Eine Liste von Personen? Sie ist nicht gespeichert. Ist es keine: die Spalte, die so aussieht, in Excel "
            "löschen oder anders nennen. Jede braucht eine Überschrift."
        ),
        Kind.OWN_FILE: (
            "Dieses Programm hat sie geschrieben. Zählungen kommen über „Eingang“, Fallzahlen über die Stelle."
        ),
        Kind.NO_NUMBERS: "In der Datei steht keine Tabelle mit Anzahlen. Was verborgen ist, wird nicht gelesen.",
        Kind.NO_SOURCE: "Die Quelle fehlt. Angeben, woher die Zahlen sind.",
        Kind.PERIOD: "Der Zeitraum fehlt oder kann nicht stimmen. Vergangene Tage angeben, das Jahr mit vier Ziffern.",
        Kind.NOT_WHOLE_MONTHS: "Diese Tabelle beschreibt Menschen. Als Zeitraum ganze Monate angeben.",
        Kind.NO_COUNT: (
            "Welche Spalte die Anzahl nennt, ist nicht klar: %(word)s. Sagen, welche, oder was Überschrift ist."
        ),
        Kind.NO_LINES: "Keine Zeile zählt etwas. Überschrift und Spalten prüfen.",
        Kind.NO_TABLE: "Zu welcher Tabelle der Vorlage die Liste gehört, ist nicht klar. Eine wählen.",
        Kind.UNKNOWN_ROW: "„%(word)s“ (%(computed)s) ist keine Zeile der Tabelle. Sagen, was gilt.",
        Kind.UNKNOWN_DESK: "„%(word)s“ ist kein Desk. Sagen, welcher gemeint ist, oder alle zusammen.",
        Kind.COMMA: "„%(word)s“ kann tausend heißen oder eine Kommazahl sein. Sagen, was das Komma trennt.",
        Kind.NOT_A_COUNT: "„%(word)s“ ist keine Anzahl. Sagen, was gilt, oder in Excel berichtigen.",
        Kind.OUTSIDE_PERIOD: "„%(word)s“ ist nicht als vergangene Zeit im Zeitraum zu lesen. So: 22.11.2026, Mai 2026.",
        Kind.DOUBLED_ROW: "„%(word)s“ steht mehrmals da. Alle bis auf eine weglassen oder zusammenzählen.",
        Kind.WHOLE: "„%(word)s“ enthält anderes aus der Liste. Weglassen oder zusammenzählen.",
        Kind.BESIDE: "Dabei steht „%(word)s“. Sagen, ob es trotzdem Personen dieses Zeitraums sind.",
        Kind.TWO_NAMES: "Mehrere Spalten nennen Zeilen der Tabelle: %(word)s. Sagen, welche gilt.",
        Kind.COUNTED: "„%(word)s“ zählt %(first)s bis %(last)s schon. Andere Tage nehmen oder rückgängig machen.",
        Kind.TOTAL_DISAGREES: "Die Zeilen ergeben %(computed)s, gedruckt ist %(printed)s. Sagen, was gilt.",
        Kind.OTHER_BLOCK: "Hier steht noch eine Tabelle: %(word)s. Sie ist jetzt nicht gelesen.",
        Kind.HIDDEN: "Verborgen und nicht gelesen. Sonst in Excel einblenden, speichern, neu hochladen.",
        Kind.AS_COUNT: "„%(word)s“ ist als Anzahl gelesen. Sonst sagen: nicht gelesen.",
        Kind.UNREAD: "Nicht gelesen. Das zählt nicht mit.",
        Kind.RUNNING: "Wohl eine laufende Summe, die enthält, was vorher war. Nicht gelesen. Das zählt nicht mit.",
        Kind.BELOW_TOTAL: "„%(word)s“ (%(computed)s) steht unter der Summe. Nicht gelesen. Das zählt nicht mit.",
        Kind.SUMMED_COLUMNS: "Die Spalten %(word)s zählen zusammen. Sonst eine davon nicht lesen.",
        Kind.CARRIED: "Ohne eigene Zeit oder eigenen Ort. Es gilt, was darüber steht.",
        Kind.KEPT_READING: "Gelesen wie eine frühere Liste mit diesen Überschriften.",
        Kind.SAID_WORD: "„%(word)s“ heißt „%(meaning)s“.",
        Kind.LEFT_OUT: "Weggelassen: „%(word)s“. Das zählt nicht mit.",
        Kind.REST: "Alles Übrige ist weggelassen. Das sind %(computed)s und zählt nicht mit.",
        Kind.ADDED: "„%(word)s“ ist dieselbe Zeile. Das zählt zusammen.",
        Kind.DASHES: "Ein Strich heißt: nichts. Das zählt 0.",
        Kind.THOUSANDS: "„%(word)s“ ist als %(computed)s gelesen. Der Punkt trennt Tausender.",
        Kind.WHOLE_MONTHS: "Diese Tabelle beschreibt Menschen. Die Tage sind in ihre Monate zusammengezählt.",
        Kind.TOTAL_ACCEPTED: "Die Zeilen ergeben %(computed)s, gedruckt ist %(printed)s. Hingenommen.",
        Kind.TOTAL_AGREES: "Die Summe stimmt. Sie gilt den Zeilen %(word)s.",
        Kind.TOTAL_LINE: "„%(word)s“ ist als Summe gelesen.",
        Kind.MISSING_ROW: "In der Liste fehlt: %(word)s. Das zählt 0.",
        Kind.SAME_FILE: "Dieselbe Datei zählt schon: %(word)s, %(first)s bis %(last)s. Jetzt zählt sie noch einmal.",
    }
)
ROLES: Mapping[str, str] = gettext_noop(
    {
        Role.ROW: "nennt die Zeile",
        Role.COUNT: "Anzahl",
        Role.TOTAL: "Summe daneben",
        Role.DAY: "Tag",
        Role.SPAN: "Monat, Quartal, Jahr",
        Role.DESK: "Desk oder Stadt",
        Role.UNREAD: "nicht gelesen",
    }
)
"""What a column holds, in few words."""
OUT, TOO, SUM = gettext_noop("weglassen"), gettext_noop("zählt mit"), gettext_noop("ist eine Summe")
ANSWERS: Mapping[Asks, Mapping[str, str]] = {
    Asks.ROW: {LEFT_OUT: OUT, Role.TOTAL: SUM},
    Asks.DESK: {LEFT_OUT: OUT, DESK_PREFIX + ALL_DESKS: gettext_noop("alle Desks zusammen")},
    Asks.COUNT: {LEFT_OUT: OUT, "0": gettext_noop("zählt 0")},
    Asks.COMMA: gettext_noop({THOUSANDS: "Tausender: 1,234 ist 1234", DECIMALS: "Kommas: 1,000 ist 1"}),
    Asks.LINE: {LEFT_OUT: OUT, COUNTS_TOO: TOO},
    Asks.BESIDE: {COUNTS_TOO: gettext_noop("ja, es zählt")},
    Asks.SUM: {"": SUM, COUNTS_TOO: TOO, LEFT_OUT: OUT},
    Asks.COLUMN: ROLES,
    Asks.TOTAL: {COUNTS_TOO: gettext_noop("hinnehmen: es zählt die Summe der Zeilen")},
}
"""What can be answered wherever a list asks; the rows of its table and the desks come to it."""
FILE, SHEET = gettext_noop("Datei"), gettext_noop("Blatt „%(name)s“")
COLUMN, LINES = gettext_noop("Spalte %(column)s"), gettext_noop("Zeilen %(lines)s")
ONE_LINE = gettext_noop("Zeile %(lines)s")
HEADED, UNHEADED = gettext_noop("Überschrift in Zeile %(lines)s"), gettext_noop("ohne Überschrift")


@dataclass(frozen=True, slots=True)
class WordedFinding:
    """A finding in words; `asked`: each key that can be answered in words, `choices`: the answers, by their code."""

    finding: Finding
    place: str
    told: str
    asked: Mapping[str, str]
    choices: Mapping[str, str]


def worded(finding: Finding, pack: Pack, tongue: Tongue = GERMAN, paper: PaperTable | None = None) -> WordedFinding:
    """Return the finding in words. `paper`: the list's table, whose rows may be meant."""
    values = {name: day_short(one) if isinstance(one, date) else one for name, one in asdict(finding).items()}
    if desk := pack.desk(finding.word):
        values["word"] = desk.name
    told, asked = tongue.speak(SENTENCES[finding.kind], **values), {}
    for key in finding.keys:
        kind, _, where = key.partition(":") if PLACE.fullmatch(key) else ("", "", key)
        named = {"zeile": ONE_LINE, "spalte": COLUMN}.get(kind)
        asked[key] = tongue.speak(named, lines=where, column=where) if named else finding.word if kind else where
    choices = _answers(finding.asks, pack, tongue, [paper] if paper else []) if finding.asks else {}
    return WordedFinding(finding, _place(finding, tongue), told, asked, choices)


def _answers(asks: Asks, pack: Pack, tongue: Tongue, papers: Sequence[PaperTable]) -> dict[str, str]:
    found = {code: tongue.speak(words) for code, words in ANSWERS.get(asks, {}).items()}
    if asks is Asks.ROW:
        found |= {f"{paper.code}:{row.code}": row.label for paper in papers for row in paper.rows}
    if asks is Asks.DESK:
        found |= {DESK_PREFIX + one.code: one.name for one in pack.site.desks}
    return found | (pack.vocabulary.titles if asks is Asks.TABLE else {})


def _place(finding: Finding, tongue: Tongue) -> str:
    """Return where it stands, as a spreadsheet numbers it."""
    numbers = ", ".join(map(str, finding.lines[:MOST_NAMED])) + ", …" * (len(finding.lines) > MOST_NAMED)
    parts = [tongue.speak(ONE_LINE if len(finding.lines) == 1 else LINES, lines=numbers)] if finding.lines else []
    parts += [tongue.speak(COLUMN, column=finding.column)] if finding.column else []
    if finding.kind in (Kind.HIDDEN, Kind.UNREAD, Kind.RUNNING) and finding.word:
        parts.append(f"„{finding.word}“" if finding.column else tongue.speak(SHEET, name=finding.word))
    return ", ".join(parts) or tongue.speak(FILE)


def described(block: Block, tongue: Tongue = GERMAN) -> str:
    """Return how a list is read: its heading, then what each column holds."""
    lines = "–".join(dict.fromkeys(map(str, (block.first, block.last))))
    head = tongue.speak(HEADED, lines=lines) if block.first else tongue.speak(UNHEADED)
    return f"{head}: {_columns(block.headings, block.roles, tongue)}"


def _columns(headings: Iterable[str], roles: Iterable[str], tongue: Tongue) -> str:
    named = enumerate(zip(headings, roles, strict=False))
    return ", ".join(f"{letter(at)} „{heading}“ {tongue.speak(ROLES[role])}" for at, (heading, role) in named)


def remembered(taught: Mapping[str, Mapping[str, str]], pack: Pack, tongue: Tongue = GERMAN) -> dict[str, str]:
    """Return what lists so far have taught, by what it is about: what words mean, how lists so headed are read."""
    known, found = pack.vocabulary.titles, {}
    for asks in (Asks.ROW, Asks.DESK):
        known |= _answers(asks, pack, tongue, pack.vocabulary.papers)
    for about, said in taught.items():
        roles = [role for key, role in said.items() if key.startswith("spalte:") and role in ROLES]
        shape = f"{known.get(said.get(TABLE, ''), '')}: {_columns(about.split('|'), roles, tongue)}"
        found[about] = f"„{about}“: {known.get(said[about], said[about])}" if about in said else shape
    return found

"""What the lines of the account log say."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from kiosk.clock import LOCAL
from kiosk.messages import gettext_noop
from kiosk.storage import Deletion, LogEvent, LogLine
from kiosk.words.catalogues import GERMAN, Tongue
from kiosk.words.labels import ROLE_NAMES

HEADING = ("Nummer", "Zeit", "Ereignis", "Zugang", "Was", "Marke")
EVENTS: Mapping[str, str] = gettext_noop(
    {
        LogEvent.SIGNED_IN: "angemeldet",
        LogEvent.SIGN_IN_REFUSED: "Anmeldung abgelehnt",
        LogEvent.SIGNED_OUT: "abgemeldet",
        LogEvent.MADE_TO_WAIT: "Wartezeit nach falschen Versuchen",
        LogEvent.PAGE_REFUSED: "Seite verweigert",
        LogEvent.ACCOUNT_ADDED: "Zugang angelegt",
        LogEvent.ACCOUNT_REMOVED: "Zugang gelöscht",
        LogEvent.PASSWORD_SET: "Passwort gesetzt",
        LogEvent.PIN_SET: "PIN gesetzt",
        LogEvent.CODE_GIVEN: "Code für ein Passwort gegeben",
        LogEvent.SESSIONS_ENDED: "überall abgemeldet",
        LogEvent.DEVICE_FORGOTTEN: "Gerät gesperrt",
        LogEvent.TOKEN_GIVEN: "Schlüssel gegeben",
        LogEvent.TOKEN_TAKEN_BACK: "Schlüssel zurückgenommen",
        LogEvent.EXPORTED: "Zahlen herausgegeben",
        LogEvent.RELEASED: "veröffentlicht",
        LogEvent.IMPORTED: "Liste eingelesen",
        LogEvent.IMPORT_UNDONE: "Liste zurückgenommen",
        LogEvent.CORRECTED: "berichtigt",
        LogEvent.COUNT_DECIDED: "zwischen Zählungen entschieden",
        LogEvent.OPENING_SET: "Sprechtag geändert",
        LogEvent.CASES_TOLD: "Fallzahlen gemeldet",
        LogEvent.CLIP_PUT_IN: "Aufnahme eingesetzt",
        LogEvent.CLIP_REMOVED: "Aufnahme entfernt",
        LogEvent.PACK_CHANGED: "Regeln oder Verzeichnis geändert",
        LogEvent.BACKED_UP: "gesichert",
        LogEvent.RESTORED: "Sicherung zurückgespielt",
    }
)

PAGES: Mapping[str, str] = gettext_noop(
    {
        "account": "Mein Zugang",
        "accounts": "Zugänge und Geräte",
        "access": "Zugriff",
        "cases": "Fallzahlen",
        "collecting": "Eingang",
        "conversation": "Gespräch",
        "dates": "Blatt mit Terminen",
        "day": "Frage nach dem Tag",
        "desk": "Desk",
        "downloads": "Zahlen",
        "importing": "Alte Listen",
        "languages": "Sprachen",
        "lock": "Gesperrtes Tablet",
        "log": "Protokoll",
        "numbers": "Zahlen",
        "openings": "Sprechtage",
        "releases": "Veröffentlichungen",
        "sign_in": "Anmelden",
        "slip": "Zettel",
        "sounds": "Aufnahmen",
    }
)
"""What a line calls a page that was refused; it holds the page's name in the program."""

LEFT_HOUSE = gettext_noop({"log": "Protokoll", "publish": "genaue Zahlen für das Land"})
"""What a line calls files that have no name of their own."""

DELETIONS: Mapping[str, str] = gettext_noop(
    {
        Deletion.TALKS: "Gespräche, deren Tage zum Berichtigen vorbei sind",
        Deletion.NEEDS: "Bedarf und Gültigkeit in gezählten Gesprächen",
        Deletion.MISTAKES: "Gespräche und Personen, die ein Versehen waren",
        Deletion.DRAFTS: "hochgeladene Listen, die niemand mehr braucht",
    }
)


def moment_of(seconds: int) -> str:
    """Return when it was, at the desk."""
    return f"{datetime.fromtimestamp(seconds, LOCAL):%d.%m.%Y %H:%M:%S}"


def event_of(line: LogLine, tongue: Tongue = GERMAN) -> str:
    """Return what it was; the code of an event that only another version knows."""
    return tongue.speak(EVENTS[line.event]) if line.event in EVENTS else line.event


def about_of(line: LogLine, tongue: Tongue = GERMAN) -> str:
    """Return what it was about, in words."""
    if line.event == LogEvent.PAGE_REFUSED:
        page = PAGES.get(line.about.partition(".")[0])
        return tongue.speak(page) if page else line.about
    if line.event == LogEvent.EXPORTED and line.about in LEFT_HOUSE:
        return tongue.speak(LEFT_HOUSE[line.about])
    name, _, role = line.about.rpartition(" (")
    if line.event == LogEvent.ACCOUNT_ADDED and (word := ROLE_NAMES.get(role.removesuffix(")"))):
        return f"{name} ({tongue.speak(word)})"
    return line.about


def log_rows(lines: Iterable[LogLine]) -> Iterator[tuple[str | int, ...]]:
    """Return the lines as rows of a file, under their heading."""
    yield HEADING
    for line in lines:
        yield line.number, moment_of(line.moment), event_of(line), line.account, about_of(line), line.mark

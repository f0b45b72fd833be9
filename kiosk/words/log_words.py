"""What the lines of the account log say."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from kiosk.clock import LOCAL
from kiosk.messages import gettext_noop
from kiosk.storage import Deletion, LogEvent, LogLine
from kiosk.words.catalogues import GERMAN, Tongue
from kiosk.words.labels import ROLE_NAMES

HEADING = ("Nummer", "Zeit", "Ereignis", "Zugang", "Was", "Marke")
EVENTS: Mapping[str, str] = {
    LogEvent.SIGNED_IN: gettext_noop("angemeldet"),
    LogEvent.SIGN_IN_REFUSED: gettext_noop("Anmeldung abgelehnt"),
    LogEvent.SIGNED_OUT: gettext_noop("abgemeldet"),
    LogEvent.MADE_TO_WAIT: gettext_noop("Wartezeit nach falschen Versuchen"),
    LogEvent.PAGE_REFUSED: gettext_noop("Seite verweigert"),
    LogEvent.ACCOUNT_ADDED: gettext_noop("Zugang angelegt"),
    LogEvent.ACCOUNT_REMOVED: gettext_noop("Zugang gelöscht"),
    LogEvent.PASSWORD_SET: gettext_noop("Passwort gesetzt"),
    LogEvent.PIN_SET: gettext_noop("PIN gesetzt"),
    LogEvent.CODE_GIVEN: gettext_noop("Code für ein Passwort gegeben"),
    LogEvent.SESSIONS_ENDED: gettext_noop("überall abgemeldet"),
    LogEvent.DEVICE_FORGOTTEN: gettext_noop("Gerät gesperrt"),
    LogEvent.TOKEN_GIVEN: gettext_noop("Schlüssel gegeben"),
    LogEvent.TOKEN_TAKEN_BACK: gettext_noop("Schlüssel zurückgenommen"),
    LogEvent.EXPORTED: gettext_noop("Zahlen herausgegeben"),
    LogEvent.RELEASED: gettext_noop("veröffentlicht"),
    LogEvent.IMPORTED: gettext_noop("Liste eingelesen"),
    LogEvent.IMPORT_UNDONE: gettext_noop("Liste zurückgenommen"),
    LogEvent.CORRECTED: gettext_noop("berichtigt"),
    LogEvent.COUNT_DECIDED: gettext_noop("zwischen Zählungen entschieden"),
    LogEvent.OPENING_SET: gettext_noop("Sprechtag geändert"),
    LogEvent.CASES_TOLD: gettext_noop("Fallzahlen gemeldet"),
    LogEvent.CLIP_PUT_IN: gettext_noop("Aufnahme eingesetzt"),
    LogEvent.CLIP_REMOVED: gettext_noop("Aufnahme entfernt"),
    LogEvent.PACK_CHANGED: gettext_noop("Regeln oder Verzeichnis geändert"),
    LogEvent.BACKED_UP: gettext_noop("gesichert"),
    LogEvent.RESTORED: gettext_noop("Sicherung zurückgespielt"),
}

PAGES: Mapping[str, str] = {
    "account": gettext_noop("Mein Zugang"),
    "accounts": gettext_noop("Zugänge und Geräte"),
    "access": gettext_noop("Zugriff"),
    "cases": gettext_noop("Fallzahlen"),
    "collecting": gettext_noop("Eingang"),
    "conversation": gettext_noop("Gespräch"),
    "dates": gettext_noop("Blatt mit Terminen"),
    "day": gettext_noop("Frage nach dem Tag"),
    "desk": gettext_noop("Desk"),
    "downloads": gettext_noop("Zahlen"),
    "importing": gettext_noop("Alte Listen"),
    "languages": gettext_noop("Sprachen"),
    "lock": gettext_noop("Gesperrtes Tablet"),
    "log": gettext_noop("Protokoll"),
    "numbers": gettext_noop("Zahlen"),
    "openings": gettext_noop("Sprechtage"),
    "releases": gettext_noop("Veröffentlichungen"),
    "sign_in": gettext_noop("Anmelden"),
    "slip": gettext_noop("Zettel"),
    "sounds": gettext_noop("Aufnahmen"),
}
"""What a line calls a page that was refused; it holds the page's name in the program."""

LEFT_HOUSE = {"log": gettext_noop("Protokoll"), "publish": gettext_noop("genaue Zahlen für das Land")}
"""What a line calls files that have no name of their own."""

DELETIONS: Mapping[str, str] = {
    Deletion.TALKS: gettext_noop("Gespräche, deren Tage zum Berichtigen vorbei sind"),
    Deletion.NEEDS: gettext_noop("Bedarf und Gültigkeit in gezählten Gesprächen"),
    Deletion.MISTAKES: gettext_noop("Gespräche und Personen, die ein Versehen waren"),
    Deletion.DRAFTS: gettext_noop("hochgeladene Listen, die niemand mehr braucht"),
}


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

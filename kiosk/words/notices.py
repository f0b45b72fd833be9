"""Every error, refusal and trouble in words: one table with what happened and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiosk.domain import tally
from kiosk.domain.guessing import LONGEST_WAIT
from kiosk.domain.tally import Batch
from kiosk.errors import (
    AlreadyDecided,
    BackupReason,
    DeliveryReason,
    DutyName,
    DutyReason,
    FileReason,
    ForeignRequest,
    ImportRefused,
    MustWait,
    NotAllowed,
    NotOffered,
    NotThere,
    OtherOrigin,
    PackBroken,
    PasswordsBusy,
    PepperLost,
    PostGone,
    ReleaseReason,
    ServiceGone,
    SettingWrong,
    StoreInTheWay,
    StoreReason,
    StoreTooNew,
    SuggestionChanged,
    SumsDisagree,
    TokenRefused,
    TooLate,
    UnprovenRequest,
)
from kiosk.messages import client_noop, gettext_noop
from kiosk.storage import Aside
from kiosk.words.catalogues import GERMAN, STAFF_TONGUES, Tongue, Words, day_short


@dataclass(frozen=True, slots=True)
class Notice:
    """One failure for people: what happened and what to do, in German.

    `code` is what people quote, `status` what a browser or program is answered, `detail` what exactly disagrees.
    `at_machine`: the same for whoever sits at the terminal and can mend it, where that is something else.
    """

    title: str
    todo: str
    code: str = ""
    status: int = 500
    at_machine: str = ""
    detail: str = ""

    @property
    def in_terminal(self) -> str:
        """Return what the terminal says."""
        return self.at_machine or f"{self.title} {self.todo}"


GONE = Notice(
    client_noop("Diese Seite gibt es nicht oder nicht mehr."),
    client_noop("Gespeichertes ist sicher. Gehen Sie zum Anfang zurück."),
    "D-04",
    404,
)
WRONG_SCOPE = Notice(
    gettext_noop("Diesen Zeitraum, Anlass oder Desk gibt es nicht."),
    gettext_noop("Schreiben Sie „from“ und „to“ als JJJJ-MM-TT, alles andere so, wie es in der Beschreibung steht."),
    "D-23",
    422,
)
UNKNOWN_PARAMETER = Notice(
    gettext_noop("Diese Angabe gibt es hier nicht."),
    gettext_noop("Lassen Sie weg, was in der Beschreibung nicht steht, oder berichtigen Sie den Namen."),
    "D-24",
    422,
)
CONTRADICTING = Notice(
    gettext_noop("Diese Angaben passen nicht zusammen."),
    gettext_noop("Entweder „period“ oder „from“ und „to“, jede nur einmal, der erste Tag nicht nach dem letzten."),
    "D-25",
    422,
)
TOO_MUCH = Notice(
    client_noop("Das war zu viel auf einmal."),
    client_noop("Es wurde nichts geändert. Gehen Sie zum Anfang zurück."),
    "D-13",
    413,
)
INCOMPLETE = Notice(
    client_noop("Da fehlte etwas."),
    client_noop("Es wurde nichts geändert. Gehen Sie zurück und versuchen Sie es noch einmal."),
    "D-00",
    400,
)
MISTAKE = Notice(
    client_noop("Etwas ist schiefgegangen."),
    client_noop("Gespeichertes ist sicher. Versuchen Sie es noch einmal oder machen Sie auf Papier weiter."),
    "D-99",
    500,
)
ONLY_SENT_TO = 405
BY_STATUS = {GONE.status: GONE, ONLY_SENT_TO: GONE, TOO_MUCH.status: TOO_MUCH}
"""What Flask or the server itself refuses and has a notice of its own; where forms are sent to there is no page."""
NOT_OURS = client_noop("Das kam nicht von diesem Programm.")
UNPROVEN = Notice(
    client_noop("Dieser Browser sagt nicht, woher die Eingabe kommt."),
    client_noop(
        "Es wurde nichts geändert. Nehmen Sie einen neueren Browser, auf dem iPad ab iPadOS 16.4."
        " Für die Technik: Der Webserver davor muss „Host“ weitergeben."
    ),
    "D-34",
    403,
)
AGAIN = gettext_noop("Den Tag am Desk neu liefern lassen.")
NO_PERIOD = Notice(
    gettext_noop("Diesen Zeitraum gibt es nicht."),
    gettext_noop("Wählen Sie einen Kalendermonat, ein Quartal, ein Halbjahr oder ein Jahr."),
)

BRING_BACK = "Den Desk beenden, dann die Sicherung zurückspielen: kiosk restore DATEI --replace."

NOTICES: Mapping[object, Notice] = {
    NotOffered: Notice(
        client_noop("Diese Antwort gibt es hier nicht."),
        client_noop("Alles andere ist gespeichert. Gehen Sie zurück und wählen Sie noch einmal."),
        "D-22",
        422,
    ),
    AlreadyDecided: Notice(
        client_noop("Das Ergebnis ist schon gespeichert."),
        client_noop("Es bleibt, wie es ist. Am Tisch kann man es zurücknehmen."),
        "D-09",
        409,
    ),
    SuggestionChanged: Notice(
        client_noop("Der Vorschlag hat sich geändert."),
        client_noop("Alle Antworten sind gespeichert. Sehen Sie sich den neuen Vorschlag an."),
        "D-10",
        409,
    ),
    TooLate: Notice(
        client_noop("Dieser Tag kann nicht mehr geändert werden."),
        client_noop("Die Zählung bleibt, wie sie ist."),
        "D-14",
        409,
    ),
    NotThere: GONE,
    ServiceGone: Notice(
        client_noop("Diese Stelle steht nicht mehr im Verzeichnis."),
        client_noop("Das Ergebnis bleibt gezählt. Am Tisch kann man es zurücknehmen und eine andere Stelle wählen."),
        "D-05",
        410,
    ),
    NotAllowed: Notice(
        client_noop("Diese Seite ist für eine andere Rolle."),
        client_noop("Melden Sie sich mit dem passenden Zugang an."),
        "D-03",
        403,
    ),
    MustWait: Notice(
        gettext_noop("Hier wurde zu oft falsch geraten. Bis die Zeit um ist, wird nichts mehr geprüft."),
        gettext_noop("Warten Sie und versuchen Sie es dann noch einmal. An anderen Geräten geht es weiter."),
        "D-07",
        429,
    ),
    PasswordsBusy: Notice(
        gettext_noop("Gerade melden sich viele an."),
        gettext_noop("Bitte gleich noch einmal. Es wurde nichts geprüft und nichts geändert."),
        "D-08",
        503,
    ),
    PepperLost: Notice(
        gettext_noop("Passwörter lassen sich hier nicht prüfen. Das Geheimnis dafür fehlt."),
        gettext_noop("Alles Gespeicherte ist sicher. Rufen Sie die Technik."),
        "D-57",
        503,
        "das Geheimnis für Passwörter fehlt hier oder gehört zu einem anderen Speicher. Nichts wurde geändert."
        " Die Datei zurücklegen. Ist sie verloren: kiosk account first --new-pepper;"
        " alle Passwörter sind dann neu zu setzen.",
    ),
    PostGone: Notice(
        gettext_noop("Diese Stelle steht nicht mehr im Paket."),
        gettext_noop(
            "Was sie gemeldet hat, zählt weiter. Fragen Sie das Overhead, für welche Stelle Sie jetzt melden."
        ),
        "D-29",
        403,
    ),
    TokenRefused: Notice(
        gettext_noop("Dieser Zugriff braucht einen gültigen Schlüssel."),
        gettext_noop("Legen Sie auf der Seite „Zugriff“ einen an. Senden Sie ihn im Kopf „Authorization: Bearer …“."),
        "D-01",
        401,
    ),
    ForeignRequest: Notice(
        NOT_OURS,
        client_noop("Es wurde nichts geändert. Öffnen Sie die Seite neu und versuchen Sie es noch einmal."),
        "D-33",
        403,
    ),
    UnprovenRequest: UNPROVEN,
    OtherOrigin: replace(UNPROVEN, title=NOT_OURS, code="D-35"),
    SumsDisagree: Notice(
        client_noop("Zeilen und Summe stimmen nicht überein."),
        client_noop("Die Tabelle wird nicht gezeigt. Die Zählungen selbst sind sicher. Rufen Sie die Technik."),
        "D-60",
        500,
    ),
    SettingWrong: Notice(
        client_noop("Die Tageszählung konnte nicht geschrieben werden."),
        client_noop(
            "Der Tag ist gezählt und sicher. Prüfen Sie den Datenordner und schließen Sie den Tag noch einmal ab."
        ),
        "D-50",
        503,
    ),
    StoreReason.FULL: Notice(
        client_noop("Der Speicher ist voll."),
        client_noop("Alles bis hierher ist sicher. Machen Sie auf Papier weiter und rufen Sie die Technik."),
        "D-51",
        507,
        "Der Speicher ist voll. Platz schaffen und noch einmal starten.",
    ),
    StoreReason.READONLY: Notice(
        client_noop("Der Speicher ist schreibgeschützt."),
        client_noop("Alles bis hierher ist sicher. Machen Sie auf Papier weiter und rufen Sie die Technik."),
        "D-52",
        503,
        "Der Datenordner ist schreibgeschützt. Rechte prüfen: er muss dem Nutzer des Programms gehören.",
    ),
    StoreReason.BUSY: Notice(
        client_noop("Der Speicher ist gerade beschäftigt."),
        client_noop("Warten Sie kurz und tippen Sie noch einmal."),
        "D-53",
        503,
        "Der Speicher ist beschäftigt. Läuft ein zweites Programm? Kurz warten und noch einmal versuchen.",
    ),
    StoreReason.FOREIGN: Notice(
        client_noop("Der Speicher ist beschädigt."),
        client_noop("Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen."),
        "D-55",
        503,
        f"desk.sqlite3 ist kein Speicher dieses Programms und blieb unverändert. {BRING_BACK}",
    ),
    StoreReason.DAMAGED: Notice(
        client_noop("Der Speicher ist beschädigt."),
        client_noop("Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen."),
        "D-54",
        503,
        f"Der Speicher ist beschädigt und blieb unverändert. {BRING_BACK}",
    ),
    StoreReason.LOST: Notice(
        client_noop("Der Speicher fehlt."),
        client_noop("Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen."),
        "D-56",
        503,
        "desk.sqlite3 fehlt, doch was dazu gehört (-wal, -shm, before/ oder ORDNER.pepper), liegt noch da. Nichts wurde"
        f" angelegt. Die Datei zurücklegen, oder: {BRING_BACK} Neu beginnen: erst das Übrige wegräumen.",
    ),
    StoreTooNew: Notice(
        "Der Datenordner gehört zu einer neueren Fassung und blieb unverändert.", "Das Programm erneuern."
    ),
    PackBroken: Notice("Das Paket hat Fehler.", "Jeden so berichtigen, wie es daneben steht."),
    ImportRefused: Notice("Nichts wurde eingelesen.", "Jeden Fehler so berichtigen, wie es daneben steht."),
    FileReason.TOO_LARGE: Notice(gettext_noop("Die Datei ist zu groß für eine Tageszählung."), AGAIN),
    FileReason.ENCODING: Notice(gettext_noop("Die Datei ist kein Text in UTF-8."), AGAIN),
    FileReason.HEADING: Notice(gettext_noop("Die Überschriften sind nicht die einer Tageszählung."), AGAIN),
    FileReason.LINE: Notice(gettext_noop("Eine Zeile hat nicht die richtigen Spalten."), AGAIN),
    FileReason.COUNT: Notice(gettext_noop("Eine Anzahl ist keine ganze Zahl von 0 bis 100000."), AGAIN),
    FileReason.DOUBLED: Notice(gettext_noop("Eine Zeile steht zweimal da."), AGAIN),
    FileReason.EMPTY: Notice(gettext_noop("Die Datei enthält keine Zählung."), AGAIN),
    FileReason.SEVERAL: Notice(gettext_noop("Die Datei mischt mehrere Tage, Desks oder Fassungen."), AGAIN),
    FileReason.FORBIDDEN: Notice(
        gettext_noop("Die Datei zählt etwas, das niemand fragen darf."),
        gettext_noop("Das Paket am Desk berichtigen und den Tag neu liefern lassen."),
    ),
    FileReason.REVISION: Notice(gettext_noop("Die Nummer der Fassung ist falsch."), AGAIN),
    FileReason.SUMS: Notice(gettext_noop("Zeilen und Summe stimmen nicht überein."), AGAIN),
    FileReason.DAY: Notice(
        gettext_noop("Der Tag ist keiner."), gettext_noop("Die Uhr am Desk prüfen und den Tag neu liefern lassen.")
    ),
    FileReason.NOT_YET: Notice(
        gettext_noop("Der Tag liegt noch in der Zukunft."),
        gettext_noop("Die Uhr am Desk prüfen. Die Datei bleibt liegen und zählt an ihrem Tag."),
    ),
    FileReason.DESK: Notice(
        gettext_noop("Diesen Desk kennt das Paket nicht."),
        gettext_noop(
            "Den Desk in site.toml eintragen; gibt es ihn nicht mehr, mit „retired“. Die Datei zählt dann von selbst."
        ),
    ),
    FileReason.PROFILE: Notice(gettext_noop("Der Anlass ist kein Code."), AGAIN),
    FileReason.UNKNOWN: Notice(gettext_noop("Eine Liste oder Zeile hat keinen Code, der zählen kann."), AGAIN),
    FileReason.NOT_A_FILE: Notice(
        gettext_noop("Das ist eine Verknüpfung, ein Ordner oder ein Gerät."),
        gettext_noop("Die Datei selbst in den Ordner legen."),
    ),
    FileReason.UNREADABLE: Notice(
        gettext_noop("Die Datei lässt sich nicht lesen."),
        gettext_noop("Das Leserecht geben. Die Datei zählt dann von selbst."),
    ),
    DeliveryReason.UNREACHABLE: Notice("Das Ziel antwortet nicht.", "Netz und Adresse prüfen."),
    DeliveryReason.NOT_TRUSTED: Notice(
        "Das Ziel weist sich nicht so aus wie vereinbart. Nichts wurde gesendet.",
        "Zertifikat oder Schlüssel (ssh/known_hosts im Datenordner) mit dem Betreiber prüfen.",
    ),
    DeliveryReason.NOT_LET_IN: Notice(
        "Das Ziel lässt uns nicht hinein.", "Name, Passwort oder Schlüssel und die Rechte am Ordner prüfen."
    ),
    DeliveryReason.GONE: Notice(
        "Den Ordner gibt es am Ziel nicht.", "Anlegen oder die Adresse in site.toml berichtigen."
    ),
    DeliveryReason.MOVED: Notice("Das Ziel verweist auf eine andere Adresse.", "Die richtige in site.toml eintragen."),
    DeliveryReason.NO_ROOM: Notice("Am Ziel ist kein Platz mehr.", "Dort Platz schaffen."),
    DeliveryReason.NOT_INSTALLED: Notice(
        "Hier fehlt ein Programm.",
        "Für sftp:// den OpenSSH-Client einrichten, sonst die Erweiterung „remote“"
        " (sh deploy/setup.sh requirements-remote.txt).",
    ),
    DeliveryReason.REFUSED: Notice("Das Ziel nimmt eine Datei nicht an.", "Beim Betreiber nachfragen."),
    DeliveryReason.OCCUPIED: Notice(
        "Am Ziel liegt unter diesem Namen etwas anderes. Nichts wurde ersetzt, und so geht es auch später nicht.",
        "Zählt ein zweiter Rechner mit einer Kopie dieses Datenordners, ihn abschalten;"
        " sonst beim Betreiber nachfragen.",
    ),
    DeliveryReason.NO_SEAL: Notice(
        "Zum Verschlüsseln fehlt hier ein Programm.",
        "Die Erweiterung „backup“ einrichten (sh deploy/setup.sh requirements-backup.txt).",
    ),
    DeliveryReason.WRONG_KEY: Notice(
        "Der Schlüssel für Sicherungen gilt nicht.", "Den öffentlichen Schlüssel in site.toml [backup] berichtigen."
    ),
    BackupReason.NO_FILE: Notice("Diese Datei lässt sich nicht lesen.", "Name und Rechte prüfen."),
    BackupReason.NOT_A_BACKUP: Notice(
        "Das ist keine Sicherung dieses Programms. Nichts wurde geändert.", "Eine Datei nehmen, die kiosk_… heißt."
    ),
    BackupReason.BROKEN: Notice(
        "Diese Sicherung ist beschädigt. Nichts wurde geändert.", "Die nächstältere nehmen; den Datenträger prüfen."
    ),
    BackupReason.RAW_COPY: Notice(
        "Das ist die Datei eines laufenden Desks und keine Sicherung: die neuesten Gespräche fehlen darin."
        " Nichts wurde geändert.",
        "Eine Datei nehmen, die kiosk_… heißt.",
    ),
    BackupReason.SEALED: Notice(
        "Diese Sicherung ist verschlüsselt. Nichts wurde geändert.",
        "Die Datei mit dem geheimen Schlüssel nennen: --key DATEI.",
    ),
    BackupReason.NO_KEY: Notice(
        "Die Datei mit dem Schlüssel lässt sich nicht lesen. Nichts wurde geändert.", "Name und Rechte prüfen."
    ),
    BackupReason.IN_USE: Notice(
        "Ein Programm arbeitet mit dem Speicher. Nichts wurde geändert.", "Den Desk beenden, dann noch einmal."
    ),
    BackupReason.NOT_THE_KEY: Notice(
        "Mit diesem Schlüssel lässt sich die Sicherung nicht öffnen, oder sie ist beschädigt. Nichts wurde geändert.",
        "Die Datei von age-keygen nehmen, die zum öffentlichen Schlüssel gehört; sonst die nächstältere Sicherung.",
    ),
    StoreInTheWay: Notice(
        "Im Datenordner liegt schon ein Speicher. Nichts wurde geändert.",
        "Soll die Sicherung an seine Stelle treten: den Desk beenden, dann mit --replace.",
    ),
    DeliveryReason.EMPTIED: Notice(
        "Der Ordner ist leer, obwohl schon geliefert wurde.",
        "Ist die Freigabe verbunden? Wenn ja, eine leere Datei „.kiosk-ziel“ hineinlegen.",
    ),
    ReleaseReason.NOT_A_UNIT: NO_PERIOD,
    ReleaseReason.NOT_COUNTABLE: NO_PERIOD,
    ReleaseReason.NOT_OVER: Notice(
        gettext_noop("Dieser Zeitraum ist noch nicht vorbei, oder zu kurz vorbei."),
        gettext_noop("Veröffentlichen geht ab dem 15. Tag danach: bis dahin kommen späte Zählungen."),
    ),
    ReleaseReason.NOT_COUNTED: Notice(
        gettext_noop("Für diesen Zeitraum liegt keine Zählung vor."),
        gettext_noop("Nehmen Sie einen Zeitraum aus der Liste, oder lesen Sie eine alte Liste ein."),
    ),
    ReleaseReason.GIVES_AWAY: Notice(
        gettext_noop("So stünden kleine Zahlen genau fest. Es wurde nichts veröffentlicht."),
        gettext_noop("Nehmen Sie den gröberen Weg, der darunter steht."),
    ),
    ReleaseReason.CHANGED: Notice(
        gettext_noop("Seit der Vorschau hat sich etwas geändert. Es wurde nichts veröffentlicht."),
        gettext_noop("Sehen Sie die Zahlen noch einmal an."),
    ),
    DutyReason.NO_FOLDER: Notice(
        gettext_noop("Der Ordner lässt sich nicht lesen."), gettext_noop("Prüfen Sie, ob er da und verbunden ist.")
    ),
    DutyReason.MISTAKE: replace(MISTAKE, at_machine="Etwas ist schiefgegangen. Das Protokoll des Programms sagt mehr."),
}
"""The notice for each kind of error, or for its reason where it has several; no two reasons have one value."""

PROBLEMS: Mapping[str, str] = {
    "password": gettext_noop(
        "Name und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal."
    ),
    "secret": gettext_noop("Das passt nicht. Versuchen Sie es noch einmal, oder melden Sie sich mit dem Passwort an."),
    "pin_password": gettext_noop("Das jetzige Passwort stimmt nicht."),
    "pin_shape": gettext_noop("Die PIN braucht 6 bis 10 Ziffern."),
    "pin_easy": gettext_noop("Diese PIN errät man leicht. Nehmen Sie kein Datum, keine Reihe, kein Muster der Tasten."),
    "pin_again": gettext_noop("Die beiden PINs sind verschieden. Tippen Sie sie noch einmal."),
    "wait": gettext_noop("Hier wurde zu oft falsch geraten. Warten Sie %(wait)s. Bis dahin wird nichts geprüft."),
    "busy": gettext_noop("Bitte gleich noch einmal: gerade melden sich viele an. Es wurde nichts geprüft."),
    "old_password": gettext_noop("Das jetzige Passwort stimmt nicht."),
    "short": gettext_noop("Das neue Passwort ist zu kurz. Nehmen Sie mindestens %(shortest)s Zeichen."),
    "easy": gettext_noop(
        "Dieses Passwort errät man leicht. Nehmen Sie mehrere Wörter, die nichts miteinander zu tun haben."
    ),
    "again": gettext_noop("Die beiden neuen Passwörter sind nicht gleich. Schreiben Sie beide noch einmal."),
    "code": gettext_noop(
        "Name und Code passen nicht zusammen, oder der Code gilt nicht mehr. Ein Code gilt einen Tag und einmal."
    ),
    "account_name": gettext_noop("Schreiben Sie einen Namen: höchstens %(longest)s Zeichen, lateinische Buchstaben."),
    "account_taken": gettext_noop(
        "Einen Zugang mit diesem Namen gibt es schon, oder mit einem, der fast so aussieht. Nehmen Sie einen anderen."
    ),
    "last_lead": gettext_noop("Das ist der letzte Zugang der Teamleitung. Legen Sie erst einen anderen für sie an."),
    "account_gone": gettext_noop("Diesen Zugang gibt es nicht mehr: er wurde schon geschlossen. Unten stehen alle."),
    "account_role": gettext_noop("Wählen Sie, was dieser Zugang darf."),
    "desk": gettext_noop("Diesen Desk gibt es nicht. Wählen Sie einen aus der Liste."),
    "overhead": gettext_noop("Hier ist kein Desk. Melden Sie sich an Ihrem Desk an."),
    "month": gettext_noop("Diesen Monat gibt es hier nicht. Gezeigt wird der laufende."),
    "day": gettext_noop("Dieser Tag geht nicht. Wählen Sie einen vom %(first)s bis %(last)s."),
    "until": gettext_noop("Der letzte Tag geht nicht. Wählen Sie einen ab dem ersten Tag, höchstens den %(last)s."),
    "state": gettext_noop("Wählen Sie, was an diesem Tag ist."),
    "scope": gettext_noop("Diesen Anlass oder Desk gibt es nicht: %(words)s."),
    "no_period": gettext_noop("Diesen Zeitraum gibt es nicht: %(words)s. Wählen Sie einen der genannten."),
    "half_period": gettext_noop("Ein Tag fehlt. Geben Sie den ersten und den letzten an."),
    "no_day": gettext_noop("Diesen Tag gibt es nicht: %(words)s. Wählen Sie einen aus dem Kalender."),
    "uncountable": gettext_noop("Gezählt wird nur in den Jahren %(words)s. Wählen Sie Tage darin."),
    "backwards": gettext_noop("Der erste Tag liegt nach dem letzten. Tauschen Sie die beiden."),
    "given": gettext_noop(
        "Einen Schlüssel für dieses Programm gibt es schon. Ging er verloren, nehmen Sie ihn zurück."
    ),
    "name": gettext_noop("Schreiben Sie, welches Programm den Schlüssel bekommt: höchstens %(longest)s Zeichen."),
    "months": gettext_noop("Wählen Sie, wie lange der Schlüssel gilt."),
    "size": gettext_noop("Die Datei ist größer als 2 MB. Speichern Sie nur das Blatt mit der Tabelle."),
    "file": gettext_noop("Wählen Sie die Datei noch einmal aus. Sie fehlt oder ist leer."),
    "figures": gettext_noop("Nichts ist gemeldet. In den markierten Feldern steht keine ganze Zahl von 0 bis 9999."),
    "empty": gettext_noop(
        "Alle Felder sind leer, nichts ist gemeldet. Gab es im %(month)s keinen Fall, tippen Sie noch einmal auf"
        " „Melden“."
    ),
    "list": gettext_noop(
        "Das ist nicht die Liste von hier. Laden Sie sie unten herunter, tragen Sie die Zahlen ein und bringen Sie sie"
        " wieder."
    ),
    "other_month": gettext_noop("Diese Liste ist nicht die vom %(month)s. Wählen Sie oben ihren Monat."),
    "rows": gettext_noop("Diese Zeilen gibt es hier nicht: %(rows)s. Nichts ist gemeldet."),
    "no_clip": gettext_noop("Das ist keine Aufnahme als Ogg Opus oder WebM. Nichts ist geändert."),
    "long_clip": gettext_noop("Eine Aufnahme darf höchstens 1 MB groß sein. Nichts ist geändert."),
    "clip_place": gettext_noop("Das Programm darf hier nicht schreiben: %(place)s. Rufen Sie die Technik."),
}
"""What stands beside the field of a form that cannot be taken as it is."""

FAILING: Mapping[str, str] = {
    DutyName.DELIVER: gettext_noop(
        "Lieferung klappt seit %(day)s nicht. Die Zählungen sind sicher und werden später geliefert."
    ),
    DutyName.TALLY: gettext_noop(
        "Die Tagesdateien lassen sich seit %(day)s nicht schreiben. Die Zählungen sind sicher, rufen Sie die Technik."
    ),
    DutyName.FORGET: gettext_noop("Das Abschließen alter Tage klappt seit %(day)s nicht. Rufen Sie die Technik."),
    DutyName.BACKUP: gettext_noop("Die Sicherung klappt seit %(day)s nicht. Rufen Sie die Technik."),
    DutyName.SLIPS: gettext_noop(
        "Die Zettelseiten im Internet sind seit %(day)s nicht erneuert. Rufen Sie die Technik."
    ),
    DutyName.COLLECT: gettext_noop(
        "Das Einsammeln brach ab. Was gezählt ist, ist sicher. Sammeln Sie noch einmal ein."
    ),
}
"""What staff read about a duty of the clerk that fails."""

BACKUP_OLD = gettext_noop("Die letzte Sicherung ist vom %(day)s. Rufen Sie die Technik.")
NO_BACKUP = gettext_noop("Es gibt noch keine Sicherung. Rufen Sie die Technik.")
"""What they read while the last backup is older than a day, or there is none."""

UNDELIVERABLE = gettext_noop(
    "Eine Zählung wird seit %(day)s nicht geliefert: Am Ziel liegt unter ihrem Namen schon eine andere."
    " Hier ist sie sicher. Rufen Sie die Technik."
)
"""What they read instead where waiting does not help."""

WITH_LINE = (FileReason.LINE, FileReason.COUNT, FileReason.DOUBLED)
"""Reasons whose detail is the number of a line."""


def failing(duty: str, reason: str) -> str:
    """Return what staff read about a duty that fails for this reason, with a place for the day."""
    return UNDELIVERABLE if (duty, reason) == (DutyName.DELIVER, DeliveryReason.OCCUPIED) else FAILING[duty]


COUNTED_HERE, CAME_IN = gettext_noop("hier gezählt"), gettext_noop("eingegangen am %(day)s")
WRITTEN_BY, REVISION = gettext_noop("Kennung %(writer)s"), gettext_noop("Fassung %(number)s")
UNTIL_TOMORROW = gettext_noop("bis morgen")
LINE, WRITTEN = gettext_noop("Zeile %(number)s"), gettext_noop("in der Datei steht „%(text)s“")


def about(one: Aside, tongue: Tongue = GERMAN) -> str:
    """Return what in a file that was set aside the reason is about."""
    if not one.detail:
        return ""
    return tongue.speak(LINE, number=one.detail) if one.reason in WITH_LINE else tongue.speak(WRITTEN, text=one.detail)


def count_in_words(count: Batch, tongue: Tongue = GERMAN) -> str:
    """Return one of several counts of a day: how many, where from, which."""
    volume = tally.column(count.cells, tally.VOLUME)
    parts = [
        tongue.speak_many("1 Person", "%(number)s Personen", count.persons),
        tongue.speak_many("1 Gespräch", "%(number)s Gespräche", volume.get(tally.CONVERSATIONS, 0)),
        tongue.speak_many("1 Zettel", "%(number)s Zettel", volume.get(tally.SLIPS, 0)),
        tongue.speak(CAME_IN, day=day_short(count.received)) if count.received else tongue.speak(COUNTED_HERE),
        tongue.speak(REVISION, number=count.revision),
    ]
    return ", ".join([*parts, *([tongue.speak(WRITTEN_BY, writer=count.writer)] if count.writer else [])])


def wait_in_words(seconds: int, tongue: Tongue = GERMAN) -> str:
    """Return how long to wait; never less than it is."""
    if seconds > LONGEST_WAIT:
        return tongue.speak(UNTIL_TOMORROW)
    if seconds > 90:
        return tongue.speak_many("noch 1 Minute", "noch %(number)s Minuten", -(-seconds // 60))
    return tongue.speak_many("noch 1 Sekunde", "noch %(number)s Sekunden", seconds)


def refusal_of(status: int) -> Notice:
    """Return the notice for what was refused before a page looked at it."""
    return BY_STATUS.get(status, INCOMPLETE if status < MISTAKE.status else MISTAKE)


def refusal_in_words(status: int, words: Words) -> str:
    """Return the same as plain lines, one for each language of the staff: nobody knows yet who reads it."""
    notice = refusal_of(status)
    return "\n".join(f"{words.say(tag, notice.title)} {words.say(tag, notice.todo)}" for tag in STAFF_TONGUES)


def notice_of(error: Exception | str) -> Notice:
    """Return the notice for an error, or for a reason as the store keeps it; one for everything that has none."""
    reason = error if isinstance(error, str) else getattr(error, "reason", type(error))
    return NOTICES.get(reason, MISTAKE)

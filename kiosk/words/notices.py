"""Every error, refusal and trouble in words: one table with what happened and what to do next."""

from collections.abc import Iterator, Mapping, Sequence
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
    PepperReason,
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
from kiosk.words.labels import Labels


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


for_clients, for_staff = Notice, Notice
"""Make a notice whose sentences clients may see, or the staff; one of the terminal alone stays German."""

GONE = for_clients(
    "Diese Seite gibt es nicht oder nicht mehr.",
    "Gespeichertes ist sicher. Gehen Sie zum Anfang zurück.",
    "D-04",
    404,
)
NOT_ASKED_HERE = for_staff(
    "Das kann man hier nicht fragen.",
    "Was man hier fragen kann und wie, steht unter /api/openapi.json.",
    GONE.code,
    GONE.status,
)
"""What a program reads where a person reads GONE."""
WRONG_SCOPE = for_staff(
    "Diesen Zeitraum, Anlass oder Desk gibt es nicht.",
    "Schreiben Sie „from“ und „to“ als JJJJ-MM-TT, 2000-01-01 bis 2100-12-31, alles andere so, wie es in der"
    " Beschreibung steht.",
    "D-23",
    422,
)
UNKNOWN_PARAMETER = for_staff(
    "Diese Angabe gibt es hier nicht.",
    "Lassen Sie weg, was in der Beschreibung nicht steht, oder berichtigen Sie den Namen.",
    "D-24",
    422,
)
CONTRADICTING = for_staff(
    "Diese Angaben passen nicht zusammen.",
    "Entweder „period“ oder „from“ und „to“, jede nur einmal, der erste Tag nicht nach dem letzten.",
    "D-25",
    422,
)
ROUNDED_ONLY = for_staff(
    "Gerundet gibt es diese Zahlen nicht.",
    "Fragen Sie nach einem Monat, Quartal, Halbjahr oder Jahr, die vorbei sind, ohne „profile“ und „desk“.",
    "D-26",
    422,
)
TOO_MUCH = for_clients(
    "Das war zu viel auf einmal.",
    "Es wurde nichts geändert. Gehen Sie zum Anfang zurück.",
    "D-13",
    413,
)
INCOMPLETE = for_clients(
    "Da fehlte etwas.",
    "Es wurde nichts geändert. Gehen Sie zurück und versuchen Sie es noch einmal.",
    "D-00",
    400,
)
MISTAKE = for_clients(
    "Etwas ist schiefgegangen.",
    "Gespeichertes ist sicher. Versuchen Sie es noch einmal oder machen Sie auf Papier weiter.",
    "D-99",
    500,
)
ONLY_SENT_TO = 405
BY_STATUS = {GONE.status: GONE, ONLY_SENT_TO: GONE, TOO_MUCH.status: TOO_MUCH}
"""What Flask or the server itself refuses and has a notice of its own; where forms are sent to there is no page."""
NOT_OURS = client_noop("Das kam nicht von diesem Programm.")
UNPROVEN = for_clients(
    "Dieser Browser sagt nicht, woher die Eingabe kommt.",
    "Es wurde nichts geändert. Nehmen Sie einen neueren Browser, auf dem iPad ab iPadOS 16.4."
    " Für die Technik: Der Webserver davor muss „Host“ weitergeben.",
    "D-34",
    403,
)
AGAIN = gettext_noop("Den Tag am Desk neu liefern lassen.")
NO_PERIOD = for_staff(
    "Diesen Zeitraum gibt es nicht.",
    "Wählen Sie einen Kalendermonat, ein Quartal, ein Halbjahr oder ein Jahr.",
)

BRING_BACK = "Den Desk beenden, dann die Sicherung zurückspielen: kiosk restore DATEI --replace."

NOTICES: Mapping[object, Notice] = {
    NotOffered: for_clients(
        "Diese Antwort gibt es hier nicht.",
        "Alles andere ist gespeichert. Gehen Sie zurück und wählen Sie noch einmal.",
        "D-22",
        422,
    ),
    AlreadyDecided: for_clients(
        "Das Ergebnis ist schon gespeichert.",
        "Es bleibt, wie es ist. Am Tisch kann man es zurücknehmen.",
        "D-09",
        409,
    ),
    SuggestionChanged: for_clients(
        "Der Vorschlag hat sich geändert.",
        "Alle Antworten sind gespeichert. Sehen Sie sich den neuen Vorschlag an.",
        "D-10",
        409,
    ),
    TooLate: for_clients(
        "Dieser Tag kann nicht mehr geändert werden.",
        "Die Zählung bleibt, wie sie ist.",
        "D-14",
        409,
    ),
    NotThere: GONE,
    ServiceGone: for_clients(
        "Diese Stelle steht nicht mehr im Verzeichnis.",
        "Das Ergebnis bleibt gezählt. Am Tisch kann man es zurücknehmen und eine andere Stelle wählen.",
        "D-05",
        410,
    ),
    NotAllowed: for_clients(
        "Diese Seite ist für eine andere Rolle.",
        "Melden Sie sich mit dem passenden Zugang an.",
        "D-03",
        403,
    ),
    MustWait: for_staff(
        "Hier wurde zu oft falsch geraten. Bis die Zeit um ist, wird nichts mehr geprüft.",
        "Warten Sie und versuchen Sie es dann noch einmal. An anderen Geräten geht es weiter.",
        "D-07",
        429,
    ),
    PasswordsBusy: for_staff(
        "Gerade melden sich viele an.",
        "Bitte gleich noch einmal. Es wurde nichts geprüft und nichts geändert.",
        "D-08",
        503,
    ),
    PepperReason.MISSING: for_staff(
        "Passwörter lassen sich hier nicht prüfen. Das Geheimnis dafür fehlt.",
        "Alles Gespeicherte ist sicher. Rufen Sie die Technik.",
        "D-57",
        503,
        "das Geheimnis für Passwörter fehlt hier oder gehört zu einem anderen Speicher. Nichts wurde geändert."
        " Die Datei zurücklegen. Ist sie verloren: kiosk account first --new-pepper;"
        " alle Passwörter sind dann neu zu setzen.",
    ),
    PepperReason.SHUT: for_staff(
        "Passwörter lassen sich hier nicht prüfen. Das Geheimnis dafür lässt sich nicht lesen.",
        "Alles Gespeicherte ist sicher. Rufen Sie die Technik.",
        "D-59",
        503,
        "das Geheimnis für Passwörter liegt hier, lässt sich aber nicht lesen. Es blieb, wie es ist. Es muss"
        " eine Datei sein, die dem Nutzer des Programms gehört: chown und chmod 600.",
    ),
    PostGone: for_staff(
        "Diese Stelle steht nicht mehr im Paket.",
        "Was sie gemeldet hat, zählt weiter. Fragen Sie das Overhead, für welche Stelle Sie jetzt melden.",
        "D-29",
        403,
    ),
    TokenRefused: for_staff(
        "Dieser Zugriff braucht einen gültigen Schlüssel.",
        "Legen Sie auf der Seite „Zugriff“ einen an. Senden Sie ihn im Kopf „Authorization: Bearer …“.",
        "D-01",
        401,
    ),
    ForeignRequest: for_clients(
        NOT_OURS,
        "Es wurde nichts geändert. Öffnen Sie die Seite neu und versuchen Sie es noch einmal.",
        "D-33",
        403,
    ),
    UnprovenRequest: UNPROVEN,
    OtherOrigin: replace(UNPROVEN, title=NOT_OURS, code="D-35"),
    SumsDisagree: for_clients(
        "Zeilen und Summe stimmen nicht überein.",
        "Die Tabelle wird nicht gezeigt. Die Zählungen selbst sind sicher. Rufen Sie die Technik.",
        "D-60",
        500,
    ),
    SettingWrong: for_clients(
        "Die Tageszählung konnte nicht geschrieben werden.",
        "Der Tag ist gezählt und sicher. Prüfen Sie den Datenordner und schließen Sie den Tag noch einmal ab.",
        "D-50",
        503,
    ),
    StoreReason.FULL: for_clients(
        "Der Speicher ist voll.",
        "Alles bis hierher ist sicher. Machen Sie auf Papier weiter und rufen Sie die Technik.",
        "D-51",
        507,
        "Der Speicher ist voll. Platz schaffen und noch einmal starten.",
    ),
    StoreReason.READONLY: for_clients(
        "Der Speicher ist schreibgeschützt.",
        "Alles bis hierher ist sicher. Machen Sie auf Papier weiter und rufen Sie die Technik.",
        "D-52",
        503,
        "Im Datenordner lässt sich nicht schreiben. Er und jede Datei darin muss dem Nutzer des Programms gehören und"
        " für ihn beschreibbar sein. Gehört er einem anderen Nutzer: sudo -u NAME vor den Befehl schreiben.",
    ),
    StoreReason.BUSY: for_clients(
        "Der Speicher ist gerade beschäftigt.",
        "Warten Sie kurz und tippen Sie noch einmal.",
        "D-53",
        503,
        "Der Speicher ist beschäftigt. Läuft ein zweites Programm? Kurz warten und noch einmal versuchen.",
    ),
    StoreReason.FOREIGN: for_clients(
        "Der Speicher ist beschädigt.",
        "Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen.",
        "D-55",
        503,
        f"desk.sqlite3 ist kein Speicher dieses Programms und blieb unverändert. {BRING_BACK}",
    ),
    StoreReason.DAMAGED: for_clients(
        "Der Speicher ist beschädigt.",
        "Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen.",
        "D-54",
        503,
        f"Der Speicher ist beschädigt und blieb unverändert. {BRING_BACK}",
    ),
    StoreReason.LOST: for_clients(
        "Der Speicher fehlt.",
        "Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen.",
        "D-56",
        503,
        "desk.sqlite3 fehlt, doch was dazu gehört (-wal, -shm, before/, tallies/ oder ORDNER.pepper), liegt noch da."
        f" Nichts wurde angelegt. Die Datei zurücklegen, oder: {BRING_BACK} Neu beginnen: erst das Übrige wegräumen.",
    ),
    StoreReason.IN_THE_WAY: for_clients(
        "Der Speicher ist beschädigt.",
        "Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen.",
        "D-58",
        503,
        "Wo desk.sqlite3, -wal oder -shm hingehören, liegt ein Ordner oder etwas anderes, das keine Datei ist. Nichts"
        " wurde geändert. Es wegräumen und die Datei zurücklegen; fehlt sie, die Sicherung zurückspielen:"
        " kiosk restore DATEI --replace.",
    ),
    StoreTooNew: Notice(
        "Der Datenordner gehört zu einer neueren Fassung und blieb unverändert.", "Das Programm erneuern."
    ),
    PackBroken: Notice("Das Paket hat Fehler.", "Jeden so berichtigen, wie es daneben steht."),
    ImportRefused: Notice("Nichts wurde eingelesen.", "Jeden Fehler so berichtigen, wie es daneben steht."),
    FileReason.TOO_LARGE: for_staff("Die Datei ist zu groß für eine Tageszählung.", AGAIN),
    FileReason.ENCODING: for_staff("Die Datei ist kein Text in UTF-8.", AGAIN),
    FileReason.HEADING: for_staff("Die Überschriften sind nicht die einer Tageszählung.", AGAIN),
    FileReason.LINE: for_staff("Eine Zeile hat nicht die richtigen Spalten.", AGAIN),
    FileReason.COUNT: for_staff("Eine Anzahl ist keine ganze Zahl von 0 bis 100000.", AGAIN),
    FileReason.DOUBLED: for_staff("Eine Zeile steht zweimal da.", AGAIN),
    FileReason.EMPTY: for_staff("Die Datei enthält keine Zählung.", AGAIN),
    FileReason.SEVERAL: for_staff("Die Datei mischt mehrere Tage, Desks oder Fassungen.", AGAIN),
    FileReason.FORBIDDEN: for_staff(
        "Die Datei zählt etwas, das niemand fragen darf.",
        "Das Paket am Desk berichtigen und den Tag neu liefern lassen.",
    ),
    FileReason.REVISION: for_staff("Die Nummer der Fassung ist falsch.", AGAIN),
    FileReason.SUMS: for_staff("Zeilen und Summe stimmen nicht überein.", AGAIN),
    FileReason.DAY: for_staff("Der Tag ist keiner.", "Die Uhr am Desk prüfen und den Tag neu liefern lassen."),
    FileReason.NOT_YET: for_staff(
        "Der Tag liegt noch in der Zukunft.",
        "Die Uhr am Desk prüfen. Die Datei bleibt liegen und zählt an ihrem Tag.",
    ),
    FileReason.DESK: for_staff(
        "Diesen Desk kennt das Paket nicht.",
        "Den Desk in site.toml eintragen; gibt es ihn nicht mehr, mit „retired“. Die Datei zählt dann von selbst.",
    ),
    FileReason.PROFILE: for_staff("Der Anlass ist kein Code.", AGAIN),
    FileReason.UNKNOWN: for_staff("Eine Liste oder Zeile hat keinen Code, der zählen kann.", AGAIN),
    FileReason.NOT_A_FILE: for_staff(
        "Das ist eine Verknüpfung, ein Ordner oder ein Gerät.",
        "Die Datei selbst in den Ordner legen.",
    ),
    FileReason.UNREADABLE: for_staff(
        "Die Datei lässt sich nicht lesen.",
        "Das Leserecht geben. Die Datei zählt dann von selbst.",
    ),
    DeliveryReason.UNREACHABLE: Notice("Das Ziel antwortet nicht.", "Netz und Adresse prüfen."),
    DeliveryReason.NOT_TRUSTED: Notice(
        "Das Ziel weist sich nicht so aus wie vereinbart. Nichts wurde gesendet.",
        "Zertifikat oder Schlüssel (ssh/known_hosts im Datenordner) mit dem Betreiber prüfen.",
    ),
    DeliveryReason.NOT_LET_IN: Notice(
        "Das Ziel lässt uns nicht hinein.", "Name, Passwort oder Schlüssel und die Rechte am Ordner prüfen."
    ),
    DeliveryReason.NO_RIGHT: Notice(
        "In den Ordner lässt sich nicht schreiben.",
        "Die Rechte am Ordner prüfen, und ob der Datenträger schreibgeschützt ist.",
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
        "Zum Ver- und Entschlüsseln fehlt hier ein Programm.",
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
    ReleaseReason.NOT_OVER: for_staff(
        "Dieser Zeitraum ist noch nicht vorbei, oder zu kurz vorbei.",
        "Veröffentlichen geht ab dem 15. Tag danach: bis dahin kommen späte Zählungen.",
    ),
    ReleaseReason.NOT_COUNTED: for_staff(
        "Für diesen Zeitraum liegt keine Zählung vor.",
        "Nehmen Sie einen Zeitraum aus der Liste, oder lesen Sie eine alte Liste ein.",
    ),
    ReleaseReason.GIVES_AWAY: for_staff(
        "So stünden kleine Zahlen genau fest. Es wurde nichts veröffentlicht.",
        "Nehmen Sie den gröberen Weg, der darunter steht.",
    ),
    ReleaseReason.CHANGED: for_staff(
        "Seit der Vorschau hat sich etwas geändert. Es wurde nichts veröffentlicht.",
        "Sehen Sie die Zahlen noch einmal an.",
    ),
    DutyReason.NO_FOLDER: for_staff("Der Ordner lässt sich nicht lesen.", "Prüfen Sie, ob er da und verbunden ist."),
    DutyReason.MISTAKE: replace(MISTAKE, at_machine="Etwas ist schiefgegangen. Das Protokoll des Programms sagt mehr."),
}
"""The notice for each kind of error, or for its reason where it has several; no two reasons have one value."""

PROBLEMS: Mapping[str, str] = gettext_noop(
    {
        "password": "Name und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.",
        "secret": "Das passt nicht. Versuchen Sie es noch einmal, oder melden Sie sich mit dem Passwort an.",
        "pin_password": "Das jetzige Passwort stimmt nicht.",
        "pin_shape": "Die PIN braucht 6 bis 10 Ziffern.",
        "pin_easy": "Diese PIN errät man leicht. Nehmen Sie kein Datum, keine Reihe, kein Muster der Tasten.",
        "pin_again": "Die beiden PINs sind verschieden. Tippen Sie sie noch einmal.",
        "wait": "Hier wurde zu oft falsch geraten. Warten Sie %(wait)s. Bis dahin wird nichts geprüft.",
        "busy": "Bitte gleich noch einmal: gerade melden sich viele an. Es wurde nichts geprüft.",
        "old_password": "Das jetzige Passwort stimmt nicht.",
        "short": "Das neue Passwort ist zu kurz. Nehmen Sie mindestens %(shortest)s Zeichen.",
        "easy": "Dieses Passwort errät man leicht. Nehmen Sie mehrere Wörter, die nichts miteinander zu tun haben.",
        "again": "Die beiden neuen Passwörter sind nicht gleich. Schreiben Sie beide noch einmal.",
        "code": (
            "Name und Code passen nicht zusammen, oder der Code gilt nicht mehr. Ein Code gilt einen Tag und einmal."
        ),
        "account_name": "Schreiben Sie einen Namen: höchstens %(longest)s Zeichen, lateinische Buchstaben.",
        "account_taken": (
            "Einen Zugang mit diesem Namen gibt es schon, oder mit einem, der fast so aussieht. Nehmen Sie einen"
            " anderen."
        ),
        "last_lead": "Das ist der letzte Zugang der Teamleitung. Legen Sie erst einen anderen für sie an.",
        "account_gone": "Diesen Zugang gibt es nicht mehr: er wurde schon geschlossen. Unten stehen alle.",
        "account_role": "Wählen Sie, was dieser Zugang darf.",
        "desk": "Diesen Desk gibt es nicht. Wählen Sie einen aus der Liste.",
        "overhead": "Hier ist kein Desk. Melden Sie sich an Ihrem Desk an.",
        "month": "Diesen Monat gibt es hier nicht. Gezeigt wird der laufende.",
        "day": "Dieser Tag geht nicht. Wählen Sie einen vom %(first)s bis %(last)s.",
        "until": "Der letzte Tag geht nicht. Wählen Sie einen ab dem ersten Tag, höchstens den %(last)s.",
        "state": "Wählen Sie, was an diesem Tag ist.",
        "scope": "Diesen Anlass oder Desk gibt es nicht: %(words)s.",
        "no_period": "Diesen Zeitraum gibt es nicht: %(words)s. Wählen Sie einen der genannten.",
        "half_period": "Ein Tag fehlt. Geben Sie den ersten und den letzten an.",
        "no_day": "Diesen Tag gibt es nicht: %(words)s. Wählen Sie einen aus dem Kalender.",
        "uncountable": "Gezählt wird nur in den Jahren %(words)s. Wählen Sie Tage darin.",
        "backwards": "Der erste Tag liegt nach dem letzten. Tauschen Sie die beiden.",
        "not_taken": "Diese Angabe gibt es hier nicht: %(words)s. Lassen Sie sie weg.",
        "contradicting": "Diese Angaben passen nicht zusammen: %(words)s. Sagen Sie jede nur auf eine Weise.",
        "rounded": (
            "Gerundet gibt es nur Monate, Quartale, Halbjahre und Jahre, die vorbei sind. Am nächsten liegt: %(words)s."
        ),
        "rounded_part": "Gerundet gibt es nur alle Anlässe und alle Desks zusammen. Lassen Sie die Auswahl weg.",
        "given": "Einen Schlüssel für dieses Programm gibt es schon. Ging er verloren, nehmen Sie ihn zurück.",
        "name": "Schreiben Sie, welches Programm den Schlüssel bekommt: höchstens %(longest)s Zeichen.",
        "months": "Wählen Sie, wie lange der Schlüssel gilt.",
        "size": "Die Datei ist größer als 2 MB. Speichern Sie nur das Blatt mit der Tabelle.",
        "file": "Wählen Sie die Datei noch einmal aus. Sie fehlt oder ist leer.",
        "figures": "Nichts ist gemeldet. In den markierten Feldern steht keine ganze Zahl von 0 bis 9999.",
        "empty": (
            "Alle Felder sind leer, nichts ist gemeldet. Gab es im %(month)s keinen Fall, tippen Sie noch einmal auf"
            " „Melden“."
        ),
        "list": (
            "Das ist nicht die Liste von hier. Laden Sie sie unten herunter, tragen Sie die Zahlen ein und bringen"
            " Sie sie wieder."
        ),
        "other_month": "Diese Liste ist nicht die vom %(month)s. Wählen Sie oben ihren Monat.",
        "rows": "Diese Zeilen gibt es hier nicht: %(rows)s. Nichts ist gemeldet.",
        "no_clip": "Das ist keine Aufnahme als Ogg Opus oder WebM. Nichts ist geändert.",
        "long_clip": "Eine Aufnahme darf höchstens 1 MB groß sein. Nichts ist geändert.",
        "clip_place": "Das Programm darf hier nicht schreiben: %(place)s. Rufen Sie die Technik.",
    }
)
"""What stands beside the field of a form that cannot be taken as it is."""

FAILING: Mapping[str, str] = gettext_noop(
    {
        DutyName.DELIVER: "Lieferung klappt seit %(day)s nicht. Die Zählungen sind sicher und werden später geliefert.",
        DutyName.TALLY: (
            "Die Tagesdateien lassen sich seit %(day)s nicht schreiben. Die Zählungen sind sicher, rufen Sie die"
            " Technik."
        ),
        DutyName.FORGET: "Das Abschließen alter Tage klappt seit %(day)s nicht. Rufen Sie die Technik.",
        DutyName.BACKUP: "Die Sicherung klappt seit %(day)s nicht. Rufen Sie die Technik.",
        DutyName.SLIPS: "Die Zettelseiten im Internet sind seit %(day)s nicht erneuert. Rufen Sie die Technik.",
        DutyName.COLLECT: "Das Einsammeln brach ab. Was gezählt ist, ist sicher. Sammeln Sie noch einmal ein.",
    }
)
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


HOW_MANY = (tally.PERSONS, tally.CONVERSATIONS, tally.SLIPS)
"""What a person is told of a count first; how talks ended only where all of this is the same."""


def count_in_words(count: Batch, among: Sequence[Batch], labels: Labels) -> str:
    """Return one of several counts of a day or month: how many, where all have as many how they ended, where from."""
    tongue, volume = labels.tongue, tally.column(count.cells, tally.MONTH_VOLUME if count.of_month else tally.VOLUME)
    parts = [
        tongue.speak_many("1 Person", "%(number)s Personen", count.persons),
        tongue.speak_many("1 Gespräch", "%(number)s Gespräche", volume.get(tally.CONVERSATIONS, 0)),
        *([] if count.of_month else [tongue.speak_many("1 Zettel", "%(number)s Zettel", volume.get(tally.SLIPS, 0))]),
    ]
    if len({tuple(one.cells.get((tally.VOLUME, row), 0) for row in HOW_MANY) for one in among}) == 1:
        parts += _apart(count, among, labels)
    parts += [tongue.speak(CAME_IN, day=day_short(count.received)) if count.received else tongue.speak(COUNTED_HERE)]
    parts += [tongue.speak(REVISION, number=count.revision)]
    return ", ".join([*parts, *([tongue.speak(WRITTEN_BY, writer=count.writer)] if count.writer else [])])


def _apart(count: Batch, among: Sequence[Batch], labels: Labels) -> Iterator[str]:
    """Yield the outcomes that differ. Who came, which a month tells, is never set side by side: one person could be."""
    for row in dict.fromkeys(row for one in among for row in tally.column(one.cells, tally.OUTCOMES)):
        if len({one.cells.get((tally.OUTCOMES, row), 0) for one in among}) > 1:
            yield f"{labels.title(tally.OUTCOMES, row)}: {count.cells.get((tally.OUTCOMES, row), 0)}"


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

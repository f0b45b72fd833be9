"""The command line: setting up, serving, counting, bringing in old lists."""

import sys

import click

from kiosk.cli import accounts, duties, lists, reporting, serving, workshop
from kiosk.cli.root import commands
from kiosk.errors import ImportRefused, KioskError, PackBroken, SettingWrong, StoreTooNew, StoreUnavailable, trace_of

__all__ = ["accounts", "commands", "duties", "lists", "main", "reporting", "serving", "workshop"]

STORE_TROUBLE = {
    "full": "Der Speicher ist voll. Platz schaffen und noch einmal starten.",
    "readonly": "Der Datenordner ist schreibgeschützt. Rechte prüfen: er muss dem Nutzer des Programms gehören.",
    "busy": "Der Speicher ist beschäftigt. Läuft ein zweites Programm? Kurz warten und noch einmal versuchen.",
    "damaged": "Der Speicher ist beschädigt und blieb unverändert. Sicherung zurückspielen.",
    "lost": "desk.sqlite3 fehlt, sein Protokoll (-wal, -shm) liegt noch da. Nichts wurde angelegt."
    " Die Datei zurücklegen oder die Sicherung zurückspielen.",
    "foreign": "desk.sqlite3 ist kein Speicher dieses Programms und blieb unverändert. Sicherung zurückspielen.",
}


def main() -> None:
    """Run a command; a known failure is one or more plain lines and exit code 2, never a stack trace."""
    try:
        commands(prog_name="kiosk")
    except (PackBroken, ImportRefused) as error:
        what = "Das Paket hat Fehler" if isinstance(error, PackBroken) else "Nichts wurde eingelesen"
        _fail([f"{what}:", *(f"  {complaint}" for complaint in error.complaints)])
    except SettingWrong as error:
        _fail([f"{error.setting}: {error.problem}"])
    except StoreTooNew:
        _fail(["Der Datenordner gehört zu einer neueren Fassung und blieb unverändert. Das Programm erneuern."])
    except StoreUnavailable as error:
        _fail([STORE_TROUBLE[error.reason]])
    except KioskError as error:
        _fail([f"Das ging nicht: {error}"])
    except Exception as error:  # noqa: BLE001 - a stack trace would show its message
        _fail([f"Ein Fehler im Programm. Gespeichertes ist sicher. Das hilft der Technik:\n{trace_of(error)}"])


def _fail(lines: list[str]) -> None:
    click.echo("\n".join(lines), err=True)
    sys.exit(2)

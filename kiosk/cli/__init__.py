"""The command line: setting up, serving, counting, bringing in old lists, keeping safe."""

import sys
from pathlib import Path

from kiosk.cli.root import commands, say
from kiosk.errors import (
    BackupRefused,
    DeliveryFailed,
    ImportRefused,
    KioskError,
    PackBroken,
    PepperLost,
    SettingWrong,
    StoreInTheWay,
    StoreTooNew,
    StoreUnavailable,
    trace_of,
)
from kiosk.files import closed
from kiosk.words.notices import notice_of


def main() -> None:
    """Run a command; a known failure is one or more plain lines and exit code 2, never a stack trace."""
    try:
        commands(prog_name="kiosk")
    except (PackBroken, ImportRefused) as error:
        title = notice_of(error).title.rstrip(".")
        _fail([f"{title}:", *(f"  {complaint}" for complaint in error.complaints)])
    except SettingWrong as error:
        _fail([f"{error.setting}: {error.problem}"])
    except PepperLost as error:
        _fail([f"{error}: {notice_of(error).in_terminal}"])
    except (StoreTooNew, StoreUnavailable, StoreInTheWay, BackupRefused, DeliveryFailed) as error:
        _fail([notice_of(error).in_terminal])
    except KioskError as error:
        _fail([f"Das ging nicht: {error}"])
    except PermissionError as error:
        _fail([closed(Path(error.filename or ""))])
    except Exception as error:  # noqa: BLE001 - a stack trace would show its message
        _fail([f"Ein Fehler im Programm. Gespeichertes ist sicher. Das hilft der Technik:\n{trace_of(error)}"])


def _fail(lines: list[str]) -> None:
    say("\n".join(lines), wrong=True)
    sys.exit(2)

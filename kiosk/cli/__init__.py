"""The command line: setting up, serving, counting, bringing in old lists."""

import sys

import click

from kiosk.cli import accounts, duties, lists, publishing, reporting, serving, workshop
from kiosk.cli.root import commands
from kiosk.errors import ImportRefused, KioskError, PackBroken, SettingWrong, StoreTooNew, StoreUnavailable, trace_of
from kiosk.words.notices import notice_of

__all__ = ["accounts", "commands", "duties", "lists", "main", "publishing", "reporting", "serving", "workshop"]


def main() -> None:
    """Run a command; a known failure is one or more plain lines and exit code 2, never a stack trace."""
    try:
        commands(prog_name="kiosk")
    except (PackBroken, ImportRefused) as error:
        title = notice_of(error).title.rstrip(".")
        _fail([f"{title}:", *(f"  {complaint}" for complaint in error.complaints)])
    except SettingWrong as error:
        _fail([f"{error.setting}: {error.problem}"])
    except (StoreTooNew, StoreUnavailable) as error:
        _fail([notice_of(error).in_terminal])
    except KioskError as error:
        _fail([f"Das ging nicht: {error}"])
    except Exception as error:  # noqa: BLE001 - a stack trace would show its message
        _fail([f"Ein Fehler im Programm. Gespeichertes ist sicher. Das hilft der Technik:\n{trace_of(error)}"])


def _fail(lines: list[str]) -> None:
    click.echo("\n".join(lines), err=True)
    sys.exit(2)

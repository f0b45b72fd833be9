"""account: who may sign in."""

import secrets
import sys

import click

from kiosk.cli.root import commands, opened, placed, say
from kiosk.config import Config
from kiosk.errors import NotThere, SettingWrong
from kiosk.passwords import password_hash
from kiosk.storage import Account

ROLES = {"case-manager": "case_manager", "lead": "lead", "overhead": "overhead"}
SHORTEST_PASSWORD = 12


@commands.group()
def account() -> None:
    """Zugänge der Mitarbeitenden."""


@account.command("add")
@placed
@click.argument("name")
@click.option("--role", type=click.Choice(list(ROLES)), default="case-manager", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Passwort von der Standardeingabe lesen.")
@click.option("--generate", is_flag=True, help="Ein Passwort erzeugen und einmal zeigen.")
def add_account(settings: Config, name: str, role: str, password_stdin: bool, generate: bool) -> None:
    """Einen Zugang anlegen oder sein Passwort neu setzen."""

    office = opened(settings)
    if generate:
        password = secrets.token_urlsafe(12)
    elif password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Passwort", hide_input=True, confirmation_prompt="Noch einmal")
    if len(password) < SHORTEST_PASSWORD:
        raise SettingWrong("Passwort", f"mindestens {SHORTEST_PASSWORD} Zeichen")
    office.store.staff.keep_account(Account(name, ROLES[role], password_hash(password)))
    say(f"Zugang {name} ({role}) ist angelegt.")
    if generate:
        say(f"Passwort, nur jetzt zu sehen: {password}")


@account.command("list")
@placed
def list_accounts(settings: Config) -> None:
    """Alle Zugänge zeigen."""
    for one in opened(settings).store.staff.accounts():
        say(f"{one.name}\t{one.role}")


@account.command("remove")
@placed
@click.argument("name")
def remove_account(settings: Config, name: str) -> None:
    """Einen Zugang löschen; er ist überall abgemeldet."""
    try:
        opened(settings).store.staff.drop_account(name)
    except NotThere:
        raise SettingWrong(name, "diesen Zugang gibt es nicht (kiosk account list)") from None
    say(f"Zugang {name} ist gelöscht.")

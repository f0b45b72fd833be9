"""account: who may sign in."""

import secrets
import sys
from collections.abc import Callable
from dataclasses import replace

import click

from kiosk import pack
from kiosk.cli.root import commands, in_use, opened, placed, say
from kiosk.config import Config
from kiosk.errors import NotThere, SettingWrong
from kiosk.passwords import password_hash
from kiosk.storage import Account

ROLES = ("case_manager", "lead", "overhead", "post")
POST = "post"
OLD_SPELLING = {"token_normalize_func": lambda typed: typed.replace("-", "_")}
"""The role was once written case-manager here."""
SHORTEST_PASSWORD = 12


@commands.group()
def account() -> None:
    """Zugänge der Mitarbeitenden."""


def with_password(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the ways to set a password, which is typed where none is chosen."""
    stdin = click.option("--password-stdin", is_flag=True, help="Passwort von der Standardeingabe lesen.")
    return stdin(click.option("--generate", is_flag=True, help="Ein Passwort erzeugen und einmal zeigen.")(command))


@account.command("add", context_settings=OLD_SPELLING)
@placed
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="case_manager", show_default=True)
@click.option("--post", default="", help="Bei --role post: Code der Stelle, deren Fallzahlen er meldet.")
@with_password
def add_account(settings: Config, name: str, role: str, post: str, password_stdin: bool, generate: bool) -> None:
    """Einen Zugang anlegen, beim ersten auch den Datenordner."""
    if name != name.strip() or not name:
        raise SettingWrong("NAME", "ohne Leerzeichen davor und dahinter, und nicht leer: so kann sich niemand anmelden")
    posts = [one.code for one in pack.load(settings.pack).site.posts]
    if (role == POST) != bool(post) or (post and post not in posts):
        raise SettingWrong("--post", f"gehört zu --role post und nur dazu; eine von: {', '.join(posts) or 'keine'}")
    password = _password(password_stdin, generate)
    office = opened(settings, new=True)
    if office.store.staff.account(name):
        change = f"kiosk account password {name}{in_use(settings)}"
        raise SettingWrong(name, f"diesen Zugang gibt es schon, er blieb wie er war. Neues Passwort: {change}")
    office.store.staff.keep_account(Account(name, role, password_hash(password), post))
    say(f"Zugang {name} ({role}) ist angelegt.")
    _show(password, generate)


@account.command("password")
@placed
@click.argument("name")
@with_password
def change_password(settings: Config, name: str, password_stdin: bool, generate: bool) -> None:
    """Ein neues Passwort setzen; der Zugang ist überall abgemeldet."""
    staff = opened(settings).store.staff
    known = staff.account(name)
    if known is None:
        raise _unknown(name)
    password = _password(password_stdin, generate)
    staff.keep_account(replace(known, password=password_hash(password)))
    say(f"Zugang {name} hat ein neues Passwort.")
    _show(password, generate)


@account.command("list")
@placed
def list_accounts(settings: Config) -> None:
    """Alle Zugänge zeigen."""
    for one in opened(settings).store.staff.accounts():
        say(f"{one.name}\t{one.role}\t{one.post}".rstrip())


@account.command("remove")
@placed
@click.argument("name")
def remove_account(settings: Config, name: str) -> None:
    """Einen Zugang löschen; er ist überall abgemeldet."""
    try:
        opened(settings).store.staff.drop_account(name)
    except NotThere:
        raise _unknown(name) from None
    say(f"Zugang {name} ist gelöscht.")


def _password(from_stdin: bool, generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(SHORTEST_PASSWORD)
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        prompt = f"Passwort (mindestens {SHORTEST_PASSWORD} Zeichen)"
        password = click.prompt(prompt, hide_input=True, confirmation_prompt="Noch einmal")
    if len(password) < SHORTEST_PASSWORD:
        raise SettingWrong("Passwort", f"mindestens {SHORTEST_PASSWORD} Zeichen")
    return password


def _show(password: str, generated: bool) -> None:
    if generated:
        say(f"Passwort, nur jetzt zu sehen: {password}")


def _unknown(name: str) -> SettingWrong:
    return SettingWrong(name, "diesen Zugang gibt es nicht (kiosk account list)")

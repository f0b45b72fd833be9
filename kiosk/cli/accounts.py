"""account: who may sign in."""

import secrets
import shlex
import sys
from collections.abc import Callable, Iterable
from getpass import GetPassWarning
from warnings import catch_warnings

import click

from kiosk import pack
from kiosk.cli.root import account_for, commands, opened, placed, say
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.domain.account_name import LONGEST_NAME, is_fit
from kiosk.errors import LastLead, NotThere, SettingWrong
from kiosk.passwords import CODE_LIVES, SHORTEST, code_hash, is_easy, new_code, password_hash
from kiosk.storage import ROLES, Account, LogEvent
from kiosk.words.notices import PROBLEMS

POST = "post"
OLD_SPELLING = {"token_normalize_func": lambda typed: typed.replace("-", "_")}
"""The role was once written case-manager here."""


@commands.group()
def account() -> None:
    """Zugänge der Mitarbeitenden."""


def with_password(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the ways to set a password, which is typed where none is chosen."""
    stdin = click.option("--password-stdin", is_flag=True, help="Passwort von der Standardeingabe lesen.")
    return stdin(click.option("--generate", is_flag=True, help="Ein Passwort erzeugen und einmal zeigen.")(command))


@account.command("first")
@placed
@click.option("--new-pepper", is_flag=True, help="Das verlorene Geheimnis ersetzen: kein Passwort gilt mehr.")
def first_account(settings: Config, new_pepper: bool) -> None:
    """Den Code für den ersten Zugang zeigen, den der Teamleitung; er beginnt auch den Datenordner."""
    office, code = opened(settings, new=True), new_code()
    if new_pepper and (former := office.store.renew_pepper()):
        say(f"Das Geheimnis, das hier lag, gilt nicht mehr. Es liegt jetzt in {former}.")
    office.store.pepper()
    office.store.devices.give_code(code_hash(code), None, int(wall_clock().timestamp()) + CODE_LIVES)
    account_for(office, LogEvent.CODE_GIVEN)
    say(f"Der Code für den ersten Zugang, nur jetzt zu sehen: {code}")
    say("Er gilt einen Tag und einmal. Den Desk starten und auf der Seite „Anmelden“ auf „Ich habe einen Code“ gehen.")


@account.command("add", context_settings=OLD_SPELLING)
@placed
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="case_manager", show_default=True)
@click.option("--post", default="", help="Bei --role post: Code der Stelle, deren Fallzahlen er meldet.")
@with_password
def add_account(settings: Config, name: str, role: str, post: str, password_stdin: bool, generate: bool) -> None:
    """Einen Zugang anlegen, beim ersten auch den Datenordner."""
    if not is_fit(name):
        problem = "ohne Leerzeichen davor und dahinter, lateinische Buchstaben, mindestens einer, höchstens {} Zeichen"
        raise SettingWrong("NAME", problem.format(LONGEST_NAME))
    site = pack.load(settings.pack).site
    posts = [one.code for one in site.posts]
    if (role == POST) != bool(post) or (post and post not in posts):
        raise SettingWrong("--post", f"gehört zu --role post und nur dazu; eine von: {', '.join(posts) or 'keine'}")
    password = _password(password_stdin, generate, (name, *site.names))
    office = opened(settings, new=True)
    if office.store.staff.account(name):
        change = f"kiosk account password {shlex.quote(name)}"
        raise SettingWrong(name, f"diesen Zugang gibt es schon, er blieb wie er war. Neues Passwort: {change}")
    if office.store.staff.has_like(name):
        raise SettingWrong(name, PROBLEMS["account_taken"])
    office.store.staff.keep_account(Account(name, role, password_hash(password, office.store.pepper()), post))
    account_for(office, LogEvent.ACCOUNT_ADDED, f"{name} ({role})")
    say(f"Zugang {name} ({role}) ist angelegt.")
    _show(password, generate)


@account.command("password")
@placed
@click.argument("name")
@with_password
def change_password(settings: Config, name: str, password_stdin: bool, generate: bool) -> None:
    """Ein neues Passwort setzen; der Zugang ist überall abgemeldet."""
    office = opened(settings)
    if office.store.staff.account(name) is None:
        raise _unknown(name)
    password = _password(password_stdin, generate, (name, *office.pack.site.names))
    office.store.staff.set_password(name, password_hash(password, office.store.pepper()))
    account_for(office, LogEvent.PASSWORD_SET, name)
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
    office = opened(settings)
    try:
        office.store.staff.drop_account(name)
    except NotThere:
        raise _unknown(name) from None
    except LastLead:
        raise SettingWrong(name, f"{PROBLEMS['last_lead']} So: kiosk account add NAME --role lead") from None
    account_for(office, LogEvent.ACCOUNT_REMOVED, name)
    say(f"Zugang {name} ist gelöscht.")


def _password(from_stdin: bool, generate: bool, names: Iterable[str]) -> str:
    if generate:
        return secrets.token_urlsafe(SHORTEST)
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        prompt = f"Passwort (mindestens {SHORTEST} Zeichen)"
        try:
            with catch_warnings(action="error", category=GetPassWarning):
                password = click.prompt(prompt, hide_input=True, confirmation_prompt="Noch einmal")
        except (click.Abort, GetPassWarning):
            instead = "keines getippt, nichts wurde geändert. Ohne Terminal: --generate oder --password-stdin"
            raise SettingWrong("Passwort", instead) from None
    if len(password) < SHORTEST:
        raise SettingWrong("Passwort", f"mindestens {SHORTEST} Zeichen")
    if is_easy(password, names):
        raise SettingWrong("Passwort", PROBLEMS["easy"])
    return password


def _show(password: str, generated: bool) -> None:
    if generated:
        say(f"Passwort, nur jetzt zu sehen: {password}")


def _unknown(name: str) -> SettingWrong:
    return SettingWrong(name, "diesen Zugang gibt es nicht. Alle zeigt: kiosk account list")

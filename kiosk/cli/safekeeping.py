"""backup and restore: a copy of the store that somebody can come back to."""

from pathlib import Path

import click

from kiosk.clerk import BACKUP, Clerk
from kiosk.cli.duties import clock_of, credentials_of, trusting
from kiosk.cli.root import A_PATH, account_for, commands, opened, placed, say
from kiosk.config import Config
from kiosk.domain.delivery import BackupTarget
from kiosk.errors import PepperLost, PepperReason, SettingWrong
from kiosk.storage import LogEvent
from kiosk.transfer import backups
from kiosk.words.notices import notice_of


@commands.command()
@placed
@click.argument("folder", type=A_PATH, metavar="[ORDNER]", required=False)
@trusting
def backup(settings: Config, folder: Path | None, trust_clock: bool) -> None:
    """Jetzt sichern, auch während der Desk läuft: in den Ordner aus site.toml oder in diesen."""
    office = opened(settings)
    clock, target = clock_of(office, trust_clock), office.pack.site.backup
    if folder is None and target is None:
        raise SettingWrong("site.toml [backup]", "kein Ordner eingetragen. Einen nennen: kiosk backup ORDNER")
    if folder:
        if not folder.is_dir():
            raise SettingWrong(str(folder), "diesen Ordner gibt es nicht. Anlegen oder den Datenträger verbinden.")
        if folder.resolve().is_relative_to(settings.data.resolve()):
            instead = "Einen auf einem anderen Datenträger nennen."
            raise SettingWrong(str(folder), f"das ist im Datenordner und ginge mit ihm verloren. {instead}")
        if office.pack.site.is_shared(folder):
            told = "dort lesen andere mit, was geliefert wird oder auf Zetteln steht. Einen eigenen Ordner nennen."
            raise SettingWrong(str(folder), told)
        key = target.key if target else ""
        name = backups.back_up(office.store, BackupTarget(str(folder), key), office.pack.site.retention_days, clock())
    else:
        clerk = Clerk(office, clock, settings.tallies, credentials_of(settings))
        if reason := clerk.do(BACKUP):
            raise SettingWrong("site.toml [backup]", notice_of(reason).in_terminal)
        name = "".join(clerk.sent)
    account_for(office, LogEvent.BACKED_UP, name)
    say(f"Gesichert und zurückgelesen: {name}")
    if not name.endswith(".age"):
        say("Nicht verschlüsselt: wer die Datei hat, kann sie lesen. Einen Schlüssel nennt site.toml [backup].")
    if folder and backups.holds_talks(name):
        say("Darin sind Gespräche offener Tage, mit dem, was Menschen brauchen. Die Datei spätestens am letzten Tag in")
        say("ihrem Namen löschen: von selbst geht sie nur aus dem Ordner in site.toml.")


@commands.command()
@placed
@click.argument("file", type=A_PATH, metavar="DATEI")
@click.option("--replace", is_flag=True, help="An die Stelle des Speichers treten, der jetzt im Datenordner liegt.")
@click.option("--key", type=A_PATH, metavar="DATEI", help="Geheimer Schlüssel von age.")
def restore(settings: Config, file: Path, replace: bool, key: Path | None) -> None:
    """Eine Sicherung zurückspielen. Der Desk darf dabei nicht laufen."""
    before = backups.restore(file, settings.store, key, replace=replace)
    office = opened(settings)
    account_for(office, LogEvent.RESTORED, file.name if backups.NAME.fullmatch(file.name) else "")
    say(f"Zurückgespielt: {file.name}. Der Speicher hat eine neue Kennung: {office.store.identity}.")
    if before:
        say(f"Was vorher da war, liegt bis zu {office.pack.site.retention_days} Tage in {before}.")
        say("Sind Gespräche darin, geht es mit dem Abschluss ihrer Tage.")
    say("Zugänge sind die von damals: kiosk account list. Schlüssel für Programme sind neu anzulegen.")
    try:
        office.store.pepper()
        say("Auch ihre Passwörter gelten.")
    except PepperLost as error:
        if error.reason is PepperReason.SHUT:
            say(f"{error}: {notice_of(error).in_terminal}")
        else:
            say("Ihre Passwörter gelten hier nicht: das Geheimnis dafür liegt in keiner Sicherung.")
            say(f"Wer es aufbewahrt hat, legt es hierhin: {error}")
            say("Ist es verloren, neu anfangen: kiosk account first --new-pepper")
    say("Was nach der Sicherung gezählt und geliefert wurde, hat der Overhead; beim Einsammeln fragt er, was gilt.")

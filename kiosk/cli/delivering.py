"""deliver: what the outbox holds, sent on request or in the background."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from kiosk import demo, desk
from kiosk.cli.root import commands, opened, placed, say
from kiosk.clock import LOCAL, wall_clock
from kiosk.config import Config
from kiosk.delivery import Credentials
from kiosk.desk import Office
from kiosk.errors import SettingWrong

TROUBLE = {
    "unreachable": "Das Ziel antwortet nicht. Netz und Adresse prüfen.",
    "not_trusted": "Das Ziel weist sich nicht so aus wie vereinbart. Nichts wurde gesendet."
    " Zertifikat oder Schlüssel (ssh/known_hosts im Datenordner) mit dem Betreiber prüfen.",
    "not_let_in": "Das Ziel lässt uns nicht hinein. Name, Passwort oder Schlüssel und die Rechte am Ordner prüfen.",
    "gone": "Den Ordner gibt es am Ziel nicht. Anlegen oder die Adresse in site.toml berichtigen.",
    "moved": "Das Ziel verweist auf eine andere Adresse. Die richtige in site.toml eintragen.",
    "no_room": "Am Ziel ist kein Platz mehr. Dort Platz schaffen.",
    "not_installed": "Hier fehlt ein Programm: für sftp:// der OpenSSH-Client, für andere Speicher die Erweiterung"
    " „remote“.",
    "occupied": "Am Ziel liegt unter diesem Namen schon etwas anderes; es bleibt. Prüfen, ob zwei Geräte als derselbe"
    " Desk zählen.",
    "refused": "Das Ziel nimmt eine Datei nicht an. Beim Betreiber nachfragen.",
}


@commands.command()
@placed
@click.option("--all", "everything", is_flag=True, help="Alle hier gezählten Tage noch einmal, auch schon gelieferte.")
def deliver(settings: Config, everything: bool) -> None:
    """Was in der Ablage liegt, jetzt liefern."""

    office = opened(settings)
    if office.pack.site.delivery is None:
        raise SettingWrong("site.toml [delivery]", "kein Ziel eingetragen; die Zählungen bleiben auf diesem Rechner")
    if demo.is_drill(office):
        raise SettingWrong("--data", "das sind Übungsdaten; sie werden nicht geliefert")
    if everything:
        desk.deliver_again(office)
    delivered = desk.deliver_now(office, credentials_of(settings), int(wall_clock().timestamp()))
    for name in delivered.sent:
        say(f"geliefert: {name}")
    waiting = delivered.waiting
    number = {0: "keine Zählung", 1: "eine Zählung"}.get(waiting.number, f"{waiting.number} Zählungen")
    say(f"In der Ablage: {number}.")
    if waiting.problem:
        since = datetime.fromtimestamp(waiting.failing_since, LOCAL)
        click.echo(f"Lieferung klappt seit {since:%d.%m.%Y} nicht. {TROUBLE[waiting.problem]}", err=True)
        sys.exit(2)


def credentials_of(settings: Config) -> Credentials:
    """What the target asks for, from the environment and the data folder."""
    return Credentials(settings.delivery_user, settings.delivery_password, settings.ssh_key, settings.known_hosts)


@contextmanager
def along(office: Office, credentials: Credentials | None) -> Iterator[None]:
    """A courier delivers meanwhile, where the pack has a target. Practice data never leave."""

    if credentials is None or office.pack.site.delivery is None or demo.is_drill(office):
        yield
        return
    courier = desk.Courier(office, credentials, lambda: int(wall_clock().timestamp()))
    courier.start()
    try:
        yield
    finally:
        courier.stop()

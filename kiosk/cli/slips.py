"""slips write: all slip pages as files."""

from pathlib import Path

import click

from kiosk import web
from kiosk.cli.root import commands, opened, placed, say
from kiosk.clock import DayClock
from kiosk.config import Config
from kiosk.errors import DeliveryFailed, SettingWrong
from kiosk.transfer.shown_folder import replace_folder
from kiosk.web.static_site import files_of
from kiosk.words import catalogues
from kiosk.words.notices import notice_of


@commands.group()
def slips() -> None:
    """Die Zettelseiten für die öffentliche Adresse (slip_url)."""


@slips.command()
@placed
@click.argument("folder", metavar="ORDNER", type=click.Path(path_type=Path, file_okay=False, readable=False))
def write(settings: Config, folder: Path) -> None:
    """Alle Zettelseiten in einen Ordner schreiben, den ein Webserver unter der öffentlichen Adresse zeigt."""
    office = opened(settings)
    if not office.pack.site.slip_url:
        raise SettingWrong("site.toml slip_url", "die öffentliche Adresse eintragen, unter der der Ordner zu sehen ist")
    clock = DayClock(office.store.last_day)
    app = web.create_app(office, clock=clock, words=catalogues.load(office.pack, settings.read_words))
    try:
        count = replace_folder(folder, files_of(app))
    except DeliveryFailed as failed:
        raise SettingWrong(str(folder), notice_of(failed.reason).in_terminal) from failed
    say(f"{count} Dateien in {folder}. Auf dem Webserver gehört der Inhalt unter {office.pack.site.slip_url}/.")

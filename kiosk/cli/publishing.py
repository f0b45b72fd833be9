"""publish: the county's counts for a body of the state."""

from functools import partial

import click

from kiosk import demo
from kiosk.cli.root import account_for, commands, opened, placed, say
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.errors import SettingWrong
from kiosk.overhead.dataset import FOLDERS, dataset
from kiosk.storage import LogEvent
from kiosk.transfer.replacing import replace_all
from kiosk.words.labels import german_labels
from kiosk.words.papers import published_codes


@commands.command()
@placed
@click.argument("target", metavar="ZIEL")
def publish(settings: Config, target: str) -> None:
    """Die Zählungen abgeschlossener Monate als Parquet schreiben: in einen Ordner oder nach s3://…

    Genaue Zahlen, nur für die Stelle des Landes, mit der es vereinbart ist. Nie öffentlich.
    """
    office = opened(settings)
    county = office.pack.site.county_code
    if not county:
        raise SettingWrong("site.toml county_code", "den Kreisschlüssel eintragen, fünf Ziffern, zum Beispiel 05158")
    if demo.is_drill(office):
        raise SettingWrong("--data", "das sind Übungsdaten; sie gehen an niemanden")
    labels = german_labels(office.store, office.pack)
    files = dataset(office.store, office.pack, partial(published_codes, labels), wall_clock().date())
    below = [f"{folder}/county={county}" for folder in FOLDERS]
    account_for(office, LogEvent.EXPORTED, "publish")
    for path in replace_all(target, files, below):
        say(f"geschrieben: {path}")
    say("Genaue Zahlen: nur für die vereinbarte Stelle, nie öffentlich.")

"""collect: the day files that other desks delivered."""

from pathlib import Path

import click

from kiosk import overhead
from kiosk.cli.root import commands, opened, placed, say
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.overhead import Progress
from kiosk.overhead.collecting import SET_ASIDE


@commands.command()
@placed
@click.argument("folder", type=click.Path(path_type=Path), metavar="ORDNER")
def collect(settings: Config, folder: Path) -> None:
    """Einsammeln, was die Desks in diesen Ordner geliefert haben."""
    from kiosk import web  # noqa: PLC0415

    office = opened(settings)
    progress = Progress()
    for progress in overhead.collect(office.store, office.pack, folder, wall_clock().date()):
        click.echo(f"\r{progress.done} von {progress.total} Dateien …", nl=False)
    say(f"\r{progress.new} neu, {progress.known} schon bekannt, {len(progress.set_aside)} zur Seite gelegt.")
    for one in progress.set_aside:
        words = web.pages.collection.REFUSALS[one.reason]
        about = f" ({'Zeile ' if words.lined else ''}{one.detail})" if one.detail else ""
        say(f"  {one.name}: {words.why.rstrip('.')}{about} → {words.todo}")
    if progress.set_aside:
        say(f"Zur Seite Gelegtes ist nicht gezählt und liegt, wo es ging, in {folder / SET_ASIDE}. Der Rest zählt.")

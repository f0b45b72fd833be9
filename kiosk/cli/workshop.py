"""check, papers: for those who look after a pack and the papers on data protection."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import click

from kiosk import pack
from kiosk.cli.root import A_PATH, commands, placed, say, say_former_codes
from kiosk.cli.unfilled import referrals, unfilled
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.domain.routing import PROPOSED, ending_soon
from kiosk.errors import DeliveryReason, SettingWrong
from kiosk.export import document
from kiosk.files import write_whole
from kiosk.pack import Pack, Site
from kiosk.storage import Store
from kiosk.transfer import targets
from kiosk.words import catalogues, data_protection, pictograms
from kiosk.words.notices import notice_of
from kiosk.words.papers import own_template


@commands.command()
@placed
def check(settings: Config) -> None:
    """Ein Paket prüfen: alle Fehler auf einmal."""
    found = pack.load(settings.pack)
    pictograms.check(found)
    size = f"{len(found.rules)} Regeln, {len(found.services)} Stellen"
    say(f"{settings.pack}: in Ordnung ({size}, Stand {found.version}).")
    if gaps := catalogues.load(found).gaps(found.site.languages):
        missing = ", ".join(f"{tag} {number}" for tag, number in gaps.items())
        say(f"  Noch nicht angeboten, es fehlen Sätze: {missing}.")
    for rule in ending_soon(found.rules, wall_clock().date()):
        say(f"  Regel {rule.id} endet am {rule.valid_to:%d.%m.%Y}.")
    for rule, day, codes in pack.rules_on_retired(found):
        ended = ", ".join(f"„{code}“" for code in sorted(codes))
        say(f"  Regel {rule.id} hängt an {ended}, ab dem {day:%d.%m.%Y} nicht mehr da: ändern oder beenden (valid_to).")
    proposed = [rule.id for rule in found.rules if rule.owner == PROPOSED]
    if proposed:
        say(f"  {len(proposed)} Regeln stehen in keiner Vorlage, vom Kreis zu bestätigen: {', '.join(proposed)}.")
    unchecked = sum(service.verified_on is None for service in found.services)
    if unchecked:
        say(f"  {unchecked} Stellen sind noch nicht geprüft (verified_on fehlt).")
    say(f"  {_about_slips(found.site)}")
    for problem in (*_about_delivery(found), *_about_template(found), *_about_translations(found)):
        say(f"  {problem}")
    today, used = wall_clock().date(), Counter[str]()
    if settings.store.is_file():
        with closing(Store.open(settings.store)) as store:
            say_former_codes(store, found)
            used = referrals(store, found, today)
    if lines := [*unfilled(found, used, today)]:
        say("  Noch einzutragen, die meistgenutzte Stelle zuerst:")
        for line in lines:
            say(f"    {line}")


def _about_slips(site: Site) -> str:
    """Say which server and path the printed address means, and what has to be seen there."""
    if not site.slip_url:
        return "Zettel: Der QR-Code trägt ihren Text; eine öffentliche Adresse (slip_url) gibt es nicht."
    where = urlsplit(site.slip_url)
    shown = f"der Webserver dort zeigt den Ordner {site.slip_folder}, jede Nacht neu geschrieben"
    if not site.slip_folder:
        shown = "der Webserver dort zeigt den Ordner von `kiosk slips write`"
        if where.path.rstrip("/") == "/slip":
            shown = f"dort antwortet dieser Rechner selbst, oder {shown}"
    return f"Zettel: slip_url meint den Rechner {where.netloc} und dort den Pfad {where.path}/SPRACHE/STELLE: {shown}."


def _about_delivery(found: Pack) -> Iterator[str]:
    """Say what this machine lacks to deliver as the pack says."""
    target = found.site.delivery
    if target and not targets.is_installed(target):
        yield f"site.toml [delivery]: {notice_of(DeliveryReason.NOT_INSTALLED).in_terminal}"
    elif target and (kind := targets.unknown_kind(target)):
        instead = "eine Adresse wie s3://, gcs:// oder smb://, oder das Paket dafür einrichten"
        yield f"site.toml [delivery] address: „{kind}://“ kennt hier kein Programm → {instead}"


def _about_template(found: Pack) -> Iterator[str]:
    """Say what the pack's own template for Word lacks."""
    try:
        if own := own_template(found):
            document.opened(own)
    except SettingWrong as wrong:
        yield f"{wrong.setting}: {wrong.problem}"


def _about_translations(found: Pack) -> Iterator[str]:
    """Say which translations are left out, and why."""
    for path, sentence in catalogues.spoilt(found):
        instead = "nur Wörter, so viele wie nötig, und Werte und Adressen wie im deutschen Satz"
        yield f"{path} „{sentence}“: bringt Zeichen, Werte oder Adressen mit und bleibt weg → {instead}"


@commands.command()
@placed
@click.argument("folder", metavar="ORDNER", type=A_PATH)
def papers(settings: Config, folder: Path) -> None:
    """Entwürfe der Papiere zum Datenschutz schreiben."""
    for name, text in data_protection.papers(pack.load(settings.pack)).items():
        write_whole(folder / name, text.encode())
        say(f"Geschrieben: {folder / name}")

"""check and words: for those who look after a pack and the translations."""

from collections import Counter
from contextlib import closing

import click

from kiosk import pack
from kiosk.cli.root import commands, placed, say, say_former_codes
from kiosk.cli.unfilled import referrals, unfilled
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.domain.routing import PROPOSED, ending_soon
from kiosk.errors import DeliveryReason, SettingWrong
from kiosk.storage import Store
from kiosk.transfer import targets
from kiosk.words import catalogues, pictograms
from kiosk.words.notices import notice_of


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
    if found.site.delivery and not targets.is_installed(found.site.delivery):
        say(f"  site.toml [delivery]: {notice_of(DeliveryReason.NOT_INSTALLED).in_terminal}")
    today, used = wall_clock().date(), Counter[str]()
    if settings.store.is_file():
        with closing(Store.open(settings.store)) as store:
            say_former_codes(store, found)
            used = referrals(store, found, today)
    if lines := [*unfilled(found, used, today)]:
        say("  Noch einzutragen, die meistgenutzte Stelle zuerst:")
        for line in lines:
            say(f"    {line}")


@commands.command()
@placed
@click.option("--check", "only_check", is_flag=True, help="Nichts schreiben; Fehler, wenn etwas zu erneuern wäre.")
def words(settings: Config, only_check: bool) -> None:
    """Alle Sätze einsammeln und die Übersetzungen nachziehen."""
    from kiosk.words import extraction  # noqa: PLC0415 - no other command collects sentences

    stale = False
    for path, content in extraction.everything(pack.load(settings.pack)):
        if not path.is_file() or path.read_bytes() != content:
            stale = True
            say(f"{'zu erneuern' if only_check else 'erneuert'}: {path}")
            if not only_check:
                path.write_bytes(content)
    if only_check and stale:
        raise SettingWrong("translations", "nicht auf dem Stand der Vorlagen: kiosk words")

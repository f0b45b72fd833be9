"""numbers, release: the figures of a period as text or as a file, and what of them leaves the house."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from kiosk import overhead
from kiosk.cli.root import Day, account_for, check_known, commands, hand_out, opened, placed, say, to_file
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.desk import Office
from kiosk.domain.period import COUNTABLE, Period, named_periods, unit_code, unit_coded
from kiosk.domain.tally import Scope
from kiosk.errors import NotReleasable, ReleaseReason, SettingWrong
from kiosk.export.forms import FORMS
from kiosk.export.paperwork import Paperwork
from kiosk.export.sentences import IN_FIVES, ROUNDED_SHORT, span
from kiosk.storage import LogEvent
from kiosk.words.labels import Labels, german_labels
from kiosk.words.notices import notice_of
from kiosk.words.papers import for_release, given_away, paperwork, written

PERIODS = list(named_periods(date(2026, 1, 1), date(2026, 1, 1)))
"""The names that periods have, the same on every day."""


@commands.command()
@placed
@click.option("--from", "first", type=Day(), help="Erster Tag (sonst: seit Beginn).")
@click.option("--to", "last", type=Day(), help="Letzter Tag (sonst: heute).")
@click.option("--period", type=click.Choice(PERIODS), help="Ein Zeitraum wie auf der Seite, statt --from und --to.")
@click.option("--profile", default="", help="Code des Anlasses (sonst: alle).")
@click.option("--desk", "desks", multiple=True, help="Code eines Desks, mehrfach möglich (sonst: alle).")
@click.option("--format", "form", type=click.Choice(["text", *FORMS]), default="text", show_default=True)
@to_file
def numbers(
    settings: Config,
    first: date | None,
    last: date | None,
    period: str | None,
    profile: str,
    desks: tuple[str, ...],
    form: str,
    out: Path | None,
) -> None:
    """Die Zahlen eines Zeitraums: als Text, oder als Datei in jeder Form."""
    office, today = opened(settings), wall_clock().date()
    pack = office.pack
    if out and not out.parent.is_dir():
        raise SettingWrong("--out", f"den Ordner {out.parent} gibt es nicht")
    check_known("--profile", [profile] if profile else [], [one.code for one in pack.profiles])
    check_known("--desk", desks, overhead.desks(office.store, pack))
    scope = Scope(_period(overhead.first_day(office.store, today), today, first, last, period), profile, desks)
    paper = paperwork(office.store, german_labels(office.store, pack), scope, today)
    if form == "text":
        return _tell(paper)
    account_for(office, LogEvent.EXPORTED, f"{form} {scope.period.first} {scope.period.last}")
    hand_out(written(pack, paper, form), out)
    return None


@commands.command()
@placed
@click.argument("period")
@click.option("--account", default="Terminal", show_default=True, help="Wer veröffentlicht.")
@click.option("--without", multiple=True, help="Code einer Tabelle, die wegbleibt, mehrfach möglich.")
@click.option("--preview", is_flag=True, help="Nur zeigen, was hinausginge und was dagegen spricht.")
def release(settings: Config, period: str, account: str, without: tuple[str, ...], preview: bool) -> None:
    """Veröffentlichen, gerundet: PERIOD ist 2026-10, 2026-Q4, 2026-H2 oder 2026."""
    office, today = opened(settings), wall_clock().date()
    labels = german_labels(office.store, office.pack)
    check_known("--without", without, list(office.pack.register.tables))
    try:
        paper = for_release(office.store, labels, unit_coded(period), today, {*without})
    except ValueError:
        raise SettingWrong("PERIOD", notice_of(ReleaseReason.NOT_A_UNIT).in_terminal) from None
    except NotReleasable as refused:
        raise SettingWrong("PERIOD", notice_of(refused).in_terminal) from None
    against = list(_against(office, labels, paper, today))
    if preview:
        _tell(paper)
    for line in against:
        say(f"! {line}")
    if against:
        raise SettingWrong("PERIOD", notice_of(ReleaseReason.GIVES_AWAY).title)
    if not preview:
        made = overhead.release(office.store, office.pack, paper, account)
        account_for(office, LogEvent.RELEASED, unit_code(paper.period))
        say(f"{'Schon veröffentlicht' if made.again else 'Veröffentlicht'}, Prüfsumme {made.entry.digest}")


def _against(office: Office, labels: Labels, paper: Paperwork, today: date) -> Iterator[str]:
    """Yield what stands against a release, and the coarser ways."""
    verdict = overhead.Outside(office.store, office.pack, today).verdict(paper)
    yield from (f"Genau stünde fest: {line}" for line in given_away(labels, verdict.found))
    yield from (f"Gröber geht: {unit_code(unit)}" for unit in verdict.coarser)
    if verdict.without:
        yield "Gröber geht: " + " ".join(f"--without {code}" for code in sorted(verdict.without))


def _period(start: date, today: date, first: date | None, last: date | None, name: str | None) -> Period:
    try:
        chosen = named_periods(today, start)[name] if name else Period(first or start, last or today)
    except ValueError:
        until = "" if last else f"; ohne --to ist das heute, der {today:%d.%m.%Y}"
        raise SettingWrong("--from/--to", f"der erste Tag liegt nach dem letzten{until}") from None
    if not (chosen.first in COUNTABLE and chosen.last in COUNTABLE):
        raise SettingWrong("--from/--to", f"nur Tage von {COUNTABLE.first:%d.%m.%Y} bis {COUNTABLE.last:%d.%m.%Y}")
    return chosen


def _tell(paper: Paperwork) -> None:
    """Print the tables that count something, as text."""
    say(f"{paper.county}, {span(paper.period)}")
    for table in paper.tables:
        if table.total:
            told = paper.told_of(table)
            say(f"\n{table.title}{'' if told == paper.period else f' (gezählt {span(told)})'}")
            for row in table.rows:
                say(f"{row.count:>8}  {row.label}")
            say(f"{table.total:>8}  gesamt ({ROUNDED_SHORT if table.rounded else 'Zeilen und Summe stimmen'})")
    if paper.all_rounded:
        say("\n" + "\n".join(IN_FIVES))
    for sentence in (*paper.missing, *paper.untold):
        say(f"! {sentence}")

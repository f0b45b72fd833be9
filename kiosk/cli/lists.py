"""import: old lists of counts, tried and taken in, listed, taken back; what they taught, shown and forgotten."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from kiosk import overhead
from kiosk.cli.root import A_PATH, Day, account_for, check_known, commands, opened, placed, say
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.desk import Office
from kiosk.domain.period import Period
from kiosk.errors import Complaint, ImportRefused, NotThere, SettingWrong
from kiosk.export.sentences import span
from kiosk.files import cause_of
from kiosk.overhead import Examined, OldList
from kiosk.overhead.old_lists.matching import Asks
from kiosk.storage import LogEvent
from kiosk.words.old_list_findings import described, remembered, worded


@commands.command("import")
@placed
@click.argument("file", required=False, type=A_PATH)
@click.option("--from", "first", type=Day(), help="Erster Tag der Zählung.")
@click.option("--to", "last", type=Day(), help="Letzter Tag der Zählung.")
@click.option("--source", help="Woher die Zahlen sind, zum Beispiel die Nummer der Vorlage.")
@click.option("--profile", default="", help="Code des Anlasses (sonst: der erste des Pakets).")
@click.option("--desk", default=overhead.ALL_DESKS, help="Code des Desks, der gezählt hat (sonst: alle).")
@click.option("--say", "said", multiple=True, metavar="WAS=ANTWORT", help="Wie die Liste gelesen wird; siehe unten.")
@click.option("--paper", "printed", is_flag=True, help="Die Liste ist eine Vorlage, die der Ausschuss bekam.")
@click.option("--dry-run", is_flag=True, help="Nur prüfen, nichts einlesen.")
@click.option("--list", "listing", is_flag=True, help="Zeigen, was eingelesen und von Listen gemerkt ist.")
@click.option("--undo", type=int, metavar="NUMMER", help="Eine eingelesene Liste zurücknehmen.")
@click.option("--forget", "forgotten", multiple=True, metavar="WORT", help="Ein Wort oder Überschriften vergessen.")
def take_in(
    settings: Config,
    file: Path | None,
    said: Sequence[str],
    dry_run: bool,
    listing: bool,
    undo: int | None,
    forgotten: Sequence[str],
    **about: Any,
) -> None:
    """Eine alte Zählung einlesen (CSV oder XLSX). Dieselbe Liste noch einmal ändert nichts.

    --say beantwortet, was an einer Liste unklar ist, wie ihre Seite: ein Wort "Fallberatung=screening:kim_cm",
    "Probelauf=-"; eine Spalte "spalte:B=anzahl" (zeile, anzahl, summe, tag, zeitraum, desk, -); eine Zeile
    "zeile:14=-" (-, +, summe); die Überschrift "lesen:kopf=2-3", die Tabelle "lesen:block=2"; "lesen:rest=-" lässt
    alles Übrige weg, was keine Zeile der Tabelle ist oder nicht im Zeitraum liegt. Was fehlt, wird gesagt.
    """
    office = opened(settings)
    if forgotten:
        office.store.old_lists.forget(word.casefold() for word in forgotten)
        say("Vergessen.")
    if undo is not None:
        try:
            overhead.undo(office.store, undo)
        except NotThere as error:
            told = f"Liste {undo} gibt es nicht. Die Nummern zeigt: kiosk import --list"
            raise SettingWrong("--undo", told) from error
        account_for(office, LogEvent.IMPORT_UNDONE, str(undo))
        say(f"Liste {undo} zählt nicht mehr. Was sie gelehrt hat, zeigt --list.")
    if listing:
        say("\n".join(_listed(office)) or "Es ist nichts da.")
    if file and about["first"] and about["last"] and about["source"]:
        about["profile"] = about["profile"] or office.pack.profiles[0].code
        check_known("--profile", [about["profile"]], [one.code for one in office.pack.profiles])
        check_known("--desk", [about["desk"]], [overhead.ALL_DESKS, *(one.code for one in office.pack.site.desks)])
        answers = {what: answer for what, _, answer in (one.rpartition("=") for one in said)}
        if "" in answers:
            raise SettingWrong("--say", "So schreiben: WAS=ANTWORT")
        try:
            old_list = OldList(file.name, file.read_bytes(), said=answers, **about)
        except OSError as error:
            raise SettingWrong(str(file), cause_of(error)) from error
        _take(office, old_list, dry_run)
    elif file or not (forgotten or listing or undo is not None):
        raise click.UsageError("Es fehlt etwas: FILE, --from, --to und --source gehören zusammen.")


def _take(office: Office, old_list: OldList, dry_run: bool) -> None:
    act = overhead.examine if dry_run else overhead.take_in
    examined = act(office.store, office.pack, old_list, wall_clock().date())
    if examined.new:
        account_for(office, LogEvent.IMPORTED, str(examined.known))
    table = examined.table
    if table is None or (examined.obstacles and not examined.known):
        raise ImportRefused([*_complaints(office, examined)])
    say(f"„{table.title}“: {table.total} gezählt, {span(old_list.period)}, {old_list.source}.")
    say(f"  {described(examined.listed.block)}")
    for remark in (worded(one, office.pack) for one in examined.findings if one.harmless):
        say(f"  {remark.place}: {remark.told}")
    if examined.known and not examined.new:
        say("Diese Liste war schon da. Es hat sich nichts geändert.")
    elif dry_run:
        say("Das war eine Probe: nichts wurde eingelesen.")


def _complaints(office: Office, examined: Examined) -> Iterator[Complaint]:
    """Yield what must be settled with the option that does it, then what else was seen; the first of its kind names
    the answers.
    """
    name, asked = examined.old_list.name, set[Asks | None]()
    for finding in sorted(examined.findings, key=lambda one: one.harmless):
        words, how = worded(finding, office.pack, paper=examined.paper), ""
        if finding.keys:
            choices = ", ".join(f"{code} ({said})" for code, said in words.choices.items())
            how = f'--say "{finding.keys[-1]}=ANTWORT"' + f": {choices}" * (finding.asks not in asked)
        asked.add(finding.asks)
        yield Complaint(name, words.place, words.told, how)
    if examined.listed.block.roles:
        yield Complaint(name, "--say", "so ist die Datei gelesen", described(examined.listed.block))


def _listed(office: Office) -> Iterator[str]:
    store, titles = office.store.old_lists, office.pack.vocabulary.titles
    for one in store.all():
        also = "".join(f" ({part})" for part in (one.name, one.note, "Vorlage" if one.printed else "") if part)
        period = span(Period(one.first, one.last))
        yield f"{one.number}: „{titles.get(one.paper, one.paper)}“, {one.total} gezählt, {period}, {one.source}{also}"
    yield from remembered(store.taught(), office.pack).values()

"""import: old lists of counts, tried and taken in, listed, taken back."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from kiosk import overhead
from kiosk.cli.root import Day, check_known, commands, opened, placed, say
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.desk import Office
from kiosk.domain.period import Period
from kiosk.errors import Complaint, ImportRefused, NotThere, SettingWrong
from kiosk.export.sentences import span
from kiosk.overhead import Choices, Examined, Finding, Kind, OldList
from kiosk.words.old_list_findings import worded

HOW = {
    Kind.UNKNOWN_ROW: '--row "WORT=tabelle:zeile" oder --leave-out "WORT"',
    Kind.NO_TABLE: '--row "WORT=tabelle:zeile"',
    Kind.DOUBLED_ROW: '--leave-out "WORT", bei gleichem Wort --leave-out zeile:NUMMER',
    Kind.TOTAL_DISAGREES: "--accept-total",
    Kind.COUNTED_IN_LIST: "kiosk import --list, dann --undo NUMMER",
}
"""The options that settle a finding."""


@commands.command("import")
@placed
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--from", "first", type=Day(), help="Erster Tag der Zählung.")
@click.option("--to", "last", type=Day(), help="Letzter Tag der Zählung.")
@click.option("--source", help="Woher die Zahlen sind, zum Beispiel die Nummer der Vorlage.")
@click.option("--profile", default="", help="Code des Anlasses (sonst: der erste des Pakets).")
@click.option("--desk", default=overhead.ALL_DESKS, help="Code des Desks, der gezählt hat (sonst: alle).")
@click.option("--row", "rows", multiple=True, metavar="WORT=TABELLE:ZEILE", help="Was ein Wort der Liste bedeutet.")
@click.option("--leave-out", multiple=True, metavar="WORT", help="Was nicht mitzählt; auch zeile:14 oder spalte:D.")
@click.option("--accept-total", is_flag=True, help="Eine gedruckte Summe hinnehmen, die nicht stimmt.")
@click.option("--dry-run", is_flag=True, help="Nur prüfen, nichts einlesen.")
@click.option("--list", "listing", is_flag=True, help="Zeigen, was eingelesen ist.")
@click.option("--undo", type=int, metavar="NUMMER", help="Eine eingelesene Liste zurücknehmen.")
def take_in(
    settings: Config,
    file: Path | None,
    first: date | None,
    last: date | None,
    source: str | None,
    profile: str,
    desk: str,
    rows: Sequence[str],
    leave_out: Sequence[str],
    accept_total: bool,
    dry_run: bool,
    listing: bool,
    undo: int | None,
) -> None:
    """Eine alte Zählung einlesen (CSV oder XLSX). Dieselbe Liste noch einmal ändert nichts."""
    office = opened(settings)
    if listing or undo is not None:
        return _show(office) if undo is None else _take_back(office, undo)
    if file is None or first is None or last is None or source is None:
        raise click.UsageError("Es fehlt etwas: FILE, --from, --to und --source gehören zusammen.")
    code = profile or office.pack.profiles[0].code
    check_known("--profile", [code], [one.code for one in office.pack.profiles])
    check_known("--desk", [desk], [overhead.ALL_DESKS, *(one.code for one in office.pack.site.desks)])
    choices = Choices({**_meanings(office, rows), **dict.fromkeys(leave_out, overhead.LEFT_OUT)}, accept_total)
    _take(office, OldList(file.name, _content(file), first, last, source, code, desk, choices), dry_run)
    return None


def _take(office: Office, old_list: OldList, dry_run: bool) -> None:

    today = wall_clock().date()
    examined = overhead.examine(office.store, office.pack, old_list, today)
    if not dry_run:
        examined = overhead.take_in(office.store, office.pack, old_list, today).examined
    table = examined.table
    if table is None or (examined.obstacles and not examined.known):
        raise ImportRefused([*_complaints(office, old_list, examined)])
    period = Period(old_list.first, old_list.last)
    say(f"„{table.title}“: {table.total} gezählt, {span(period)}, {old_list.source}.")
    for remark in _told(office, old_list, examined.remarks):
        say(f"  {remark.where}: {remark.problem} {remark.instead}")
    if examined.known:
        say("Diese Liste war schon da. Es hat sich nichts geändert.")
    elif dry_run:
        say("Das war eine Probe: nichts wurde eingelesen.")


def _complaints(office: Office, old_list: OldList, examined: Examined) -> Iterator[Complaint]:
    yield from _told(office, old_list, examined.obstacles)
    if any(finding.kind in (Kind.UNKNOWN_ROW, Kind.NO_TABLE) for finding in examined.obstacles):
        papers = [examined.paper] if examined.paper else office.pack.vocabulary.papers
        rows = ", ".join(f"{paper.code}:{row.code}" for paper in papers for row in paper.rows)
        yield Complaint(old_list.name, "--row", "diese Zeilen gibt es", rows)


def _told(office: Office, old_list: OldList, findings: Sequence[Finding]) -> Iterator[Complaint]:
    for finding in findings:
        words = worded(finding, office.pack)
        how = f" {HOW[finding.kind]}" if finding.kind in HOW else ""
        yield Complaint(old_list.name, words.place, words.problem, words.todo + how)


def _meanings(office: Office, rows: Sequence[str]) -> dict[str, str]:
    known = {f"{paper.code}:{row.code}" for paper in office.pack.vocabulary.papers for row in paper.rows}
    meanings = {}
    for given in rows:
        word, _, meaning = given.rpartition("=")
        if not word or meaning not in known:
            raise SettingWrong("--row", f"„{given}“ passt nicht. So schreiben: WORT=tabelle:zeile")
        meanings[word] = meaning
    return meanings


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingWrong(str(file), error.strerror or "nicht lesbar") from error


def _show(office: Office) -> None:
    kept = office.store.old_lists.all()
    for one in kept:
        paper = office.pack.vocabulary.paper(one.paper)
        title = paper.title if paper else one.paper
        period = span(Period(one.first, one.last))
        file = f" ({one.name})" if one.name else ""
        say(f"{one.number}: „{title}“, {one.total} gezählt, {period}, {one.source}{file}")
        if one.note:
            say(f"   {one.note}")
    if not kept:
        say("Es ist keine Liste eingelesen.")


def _take_back(office: Office, number: int) -> None:
    try:
        overhead.undo(office.store, number)
    except NotThere as error:
        raise SettingWrong("--undo", f"Liste {number} gibt es nicht. Die Nummern zeigt: kiosk import --list") from error
    say(f"Liste {number} zählt nicht mehr.")

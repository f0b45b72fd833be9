"""import: old lists of counts, tried and taken in, listed, taken back; what they taught, shown and forgotten."""

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
from kiosk.overhead import Examined, Finding, Kind, OldList
from kiosk.overhead.old_lists import DESK_PREFIX
from kiosk.words.old_list_findings import described, taught, worded

HOW = {
    Kind.NO_COUNT: '--say "spalte:B=anzahl"',
    Kind.NO_TABLE: '--say "lesen:tabelle=CODE"',
    Kind.OTHER_BLOCK: '--say "lesen:block=2"',
    Kind.COMMA: '--say "lesen:komma=tausender" oder "lesen:komma=dezimal"',
    Kind.UNKNOWN_ROW: '--say "WORT=tabelle:zeile", "WORT=summe" oder, um es wegzulassen, "WORT=-"',
    Kind.UNKNOWN_DESK: '--say "WORT=desk:alle", "WORT=desk:CODE" oder "WORT=-"',
    Kind.NOT_A_COUNT: '--say "WORT=0" oder "WORT=-"',
    Kind.IMPOSSIBLE_DATE: '--say "zeile:14=-"',
    Kind.OUTSIDE_PERIOD: '--say "zeile:14=-" oder "spalte:B=-"',
    Kind.DOUBLED_ROW: '--say "zeile:14=-" oder "zeile:14=+"',
    Kind.TOTAL_DISAGREES: '--say "summe:B9=+"',
    Kind.COUNTED_IN_LIST: "kiosk import --list, dann --undo NUMMER",
    Kind.KEPT_READING: "kiosk import --memory, dann --forget",
    Kind.KEPT_WORD: "kiosk import --memory, dann --forget WORT",
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
@click.option("--say", "said", multiple=True, metavar="WAS=ANTWORT", help="Wie die Liste gelesen wird; siehe unten.")
@click.option("--dry-run", is_flag=True, help="Nur prüfen, nichts einlesen.")
@click.option("--list", "listing", is_flag=True, help="Zeigen, was eingelesen ist.")
@click.option("--undo", type=int, metavar="NUMMER", help="Eine eingelesene Liste zurücknehmen.")
@click.option("--unlearn", is_flag=True, help="Beim Zurücknehmen auch vergessen, was die Liste gelehrt hat.")
@click.option("--memory", is_flag=True, help="Zeigen, was von früheren Listen gemerkt ist.")
@click.option("--forget", "forgotten", multiple=True, metavar="WORT", help="Ein Wort oder Überschriften vergessen.")
def take_in(
    settings: Config,
    file: Path | None,
    first: date | None,
    last: date | None,
    source: str | None,
    profile: str,
    desk: str,
    said: Sequence[str],
    dry_run: bool,
    listing: bool,
    undo: int | None,
    unlearn: bool,
    memory: bool,
    forgotten: Sequence[str],
) -> None:
    """Eine alte Zählung einlesen (CSV oder XLSX). Dieselbe Liste noch einmal ändert nichts.

    --say beantwortet, was an einer Liste unklar ist, wie ihre Seite: ein Wort "Fallberatung=screening:kim_cm",
    "Probelauf=-"; eine Spalte "spalte:B=anzahl" (zeile, anzahl, summe, tag, zeitraum, desk, -); eine Zeile
    "zeile:14=-" (-, +, summe); die Überschrift "lesen:kopf=2-3". Was fehlt, nennt die Meldung.
    """
    office = opened(settings)
    if listing or undo is not None:
        return _show(office) if undo is None else _take_back(office, undo, unlearn)
    if memory or forgotten:
        return _forget(office, forgotten) if forgotten else _remember(office)
    if file is None or first is None or last is None or source is None:
        raise click.UsageError("Es fehlt etwas: FILE, --from, --to und --source gehören zusammen.")
    code = profile or office.pack.profiles[0].code
    check_known("--profile", [code], [one.code for one in office.pack.profiles])
    check_known("--desk", [desk], [overhead.ALL_DESKS, *(one.code for one in office.pack.site.desks)])
    answers = dict(_answer(office, one) for one in said)
    _take(office, OldList(file.name, _content(file), first, last, source, code, desk, answers), dry_run)
    return None


def _answer(office: Office, said: str) -> tuple[str, str]:
    """Return what is answered, and how; a row of a table must be one."""
    what, _, answer = said.rpartition("=")
    table, mark, row = answer.partition(":")
    paper = office.pack.vocabulary.paper(table)
    known = paper and row in [one.code for one in paper.rows]
    if not what or not answer or (mark and f"{table}:" != DESK_PREFIX and not known):
        raise SettingWrong("--say", f"„{said}“ passt nicht. So schreiben: WORT=tabelle:zeile")
    return what, answer


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
    say(f"  {_reading(examined)}")
    for remark in _told(office, old_list, examined.remarks):
        say(f"  {remark.where}: {remark.problem} {remark.instead}")
    if examined.known:
        say("Diese Liste war schon da. Es hat sich nichts geändert.")
    elif dry_run:
        say("Das war eine Probe: nichts wurde eingelesen.")


def _reading(examined: Examined) -> str:
    return "; ".join(described(examined.reading)) if examined.reading else ""


def _complaints(office: Office, old_list: OldList, examined: Examined) -> Iterator[Complaint]:
    yield from _told(office, old_list, examined.obstacles)
    if examined.reading:
        yield Complaint(old_list.name, "--say", "so ist die Datei gelesen", _reading(examined))
    if any(finding.kind in (Kind.UNKNOWN_ROW, Kind.NO_TABLE) for finding in examined.obstacles):
        papers = [examined.paper] if examined.paper else office.pack.vocabulary.papers
        rows = ", ".join(f"{paper.code}:{row.code}" for paper in papers for row in paper.rows)
        yield Complaint(old_list.name, "--say", "diese Zeilen gibt es", rows)


def _told(office: Office, old_list: OldList, findings: Sequence[Finding]) -> Iterator[Complaint]:
    for finding in findings:
        words = worded(finding, office.pack)
        how = f" {HOW[finding.kind]}" if finding.kind in HOW else ""
        yield Complaint(old_list.name, words.place, words.problem, words.todo + how)


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


def _remember(office: Office) -> None:
    words, shapes = office.store.old_lists.words(), office.store.old_lists.shapes()
    for word, meaning in words.items():
        say(f"„{word}“: {meaning}")
    for shape, said in shapes.items():
        say(f"„{shape}“: {taught(shape, said, office.pack)}")
    if not words and not shapes:
        say("Es ist nichts gemerkt.")


def _forget(office: Office, words: Sequence[str]) -> None:
    office.store.old_lists.forget(word.casefold() for word in words)
    say("Vergessen.")


def _take_back(office: Office, number: int, unlearn: bool) -> None:
    try:
        overhead.undo(office.store, number, forget=unlearn)
    except NotThere as error:
        raise SettingWrong("--undo", f"Liste {number} gibt es nicht. Die Nummern zeigt: kiosk import --list") from error
    taught = "Vergessen ist auch, was sie gelehrt hat." if unlearn else "Was sie gelehrt hat, zeigt --memory."
    say(f"Liste {number} zählt nicht mehr. {taught}")

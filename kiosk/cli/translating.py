"""words and languages: the sentences for the translators, what comes back from them, and how far they are."""

from pathlib import Path
from typing import Any

import click

from kiosk import pack
from kiosk.cli.root import A_PATH, commands, placed, say
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.errors import SettingWrong
from kiosk.files import write_whole
from kiosk.pack import Pack
from kiosk.words import catalogues, extraction, round_trip
from kiosk.words import readability as reading
from kiosk.words.catalogues import SOURCE, Words, has_font, known, name_in, own_name
from kiosk.words.states import NAMES

A_FILE: dict[str, Any] = {"type": (str, A_PATH), "metavar": "KÜRZEL DATEI"}


@commands.command()
@placed
@click.option("--check", "only_check", is_flag=True, help="Nichts schreiben; Fehler, wenn etwas zu erneuern wäre.")
@click.option("--add", "new", metavar="KÜRZEL", help="Eine Sprache beginnen, zum Beispiel „tr“ oder „fa-AF“.")
@click.option("--export", "sent", **A_FILE, help="Eine Sprache für Übersetzende schreiben: .po, .xlsx oder .xliff.")
@click.option("--import", "back", **A_FILE, help="Zurücknehmen, was von ihnen kommt, geprüft und ganz oder gar nicht.")
def words(
    settings: Config,
    only_check: bool,
    new: str | None,
    sent: tuple[str, Path] | None,
    back: tuple[str, Path] | None,
) -> None:
    """Alle Sätze einsammeln und die Übersetzungen nachziehen."""
    found = pack.load(settings.pack)
    if new:
        _add(found, new)
    elif sent:
        _send(found, *sent)
    elif back:
        _take_back(found, *back)
    else:
        _renew(found, only_check)


def _send(found: Pack, tag: str, file: Path) -> None:
    say(f"{round_trip.send(tag, extraction.whole(tag, found), file)} Sätze: {file}")


def _take_back(found: Pack, tag: str, file: Path) -> None:
    came = round_trip.take_back(tag, extraction.whole(tag, found), file, wall_clock().date())
    for change in came.changes:
        say(f"„{change.german}“\n  vorher:  {change.before}\n  nachher: {change.after}")
    for german in came.emptied:
        say(f"„{german}“: leer gelassen, die Übersetzung bleibt.")
    for german in came.german_changed:
        say(f"„{german}“: das Deutsche lässt sich so nicht ändern, es bleibt.")
    if came.left_out:
        say(f"{came.left_out} Sätze stehen nicht in der Datei und bleiben, wie sie sind.")
    if came.changes:
        path, content = extraction.in_pack(tag, found, came.messages)
        write_whole(path, content)
        say(f"geschrieben: {path}")
    say(f"{len(came.changes)} Sätze geändert.")


def _renew(found: Pack, only_check: bool) -> None:
    stale = False
    for path, content in extraction.everything(found):
        if not path.is_file() or path.read_bytes() != content:
            stale = True
            say(f"{'zu erneuern' if only_check else 'erneuert'}: {path}")
            if not only_check:
                path.write_bytes(content)
    if only_check and stale:
        raise SettingWrong("translations", "nicht auf dem Stand der Vorlagen: kiosk words")


def _add(found: Pack, tag: str) -> None:
    if not known(tag) or tag == SOURCE:
        raise SettingWrong("--add", f"„{tag}“ ist kein Kürzel einer weiteren Sprache, wie „tr“ oder „fa-AF“")
    if not has_font(tag):
        raise SettingWrong("--add", f"„{own_name(tag)}“: Diese Buchstaben hat keine der mitgelieferten Schriften")
    path, content = extraction.begun(tag, found)
    if path.exists():
        raise SettingWrong("--add", f"{path} gibt es schon")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    say(f"begonnen: {path}")
    if tag not in found.site.languages:
        say(f"  Angeboten wird die Sprache, wenn alles übersetzt ist und „{tag}“ in site.toml unter languages steht.")


@commands.command()
@placed
@click.option("--readability", is_flag=True, help="Sagen, wie leicht die deutschen Sätze zu lesen sind.")
def languages(settings: Config, readability: bool) -> None:
    """Sagen, wie weit jede Sprache ist: was fehlt, Entwurf, geprüft, veraltet."""
    found = pack.load(settings.pack)
    words, wanted = catalogues.load(found), found.site.languages
    if readability:
        _say_how_readable(words)
        return
    offered = words.offered(wanted, found.site.drafts)
    for tag in wanted:
        if tag != SOURCE:
            numbers = words.states(tag)
            told = ", ".join(f"{numbers[state]} {name}" for state, name in NAMES.items() if numbers[state])
            say(f"{tag:10} {name_in(tag, SOURCE):16} {told}{'' if tag in offered else ' (nicht angeboten)'}")
    say(f"Entwürfe werden {'gezeigt' if found.site.drafts else 'nicht gezeigt'} (site.toml: drafts).")


def _say_how_readable(words: Words) -> None:
    said = reading.sentences(words)
    say(f"Wiener Sachtextformel 1: {reading.figure(said):.1f} bei {len(said)} Sätzen; höchstens {reading.MOST}.")
    for figure, sentence in reading.worst(said):
        say(f"  {figure:4.1f}  {sentence}")

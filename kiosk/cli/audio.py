"""audio: which sentences are to be recorded in a language, which are, and which clips nobody hears any more."""

import click

from kiosk import pack
from kiosk.cli.root import check_known, commands, placed, say
from kiosk.config import Config
from kiosk.export import csv_form
from kiosk.words import catalogues, clips
from kiosk.words.catalogues import name_in
from kiosk.words.states import mark_of


@commands.group()
def audio() -> None:
    """Aufnahmen der Sätze, die vorgelesen werden."""


@audio.command("list")
@placed
@click.argument("tag", metavar="SPRACHE")
def list_sentences(settings: Config, tag: str) -> None:
    """Alle Sätze einer Sprache als CSV: Kennung der Aufnahme, Deutsch, Übersetzung, aufgenommen oder nicht."""
    found = pack.load(settings.pack)
    check_known("SPRACHE", [tag], found.site.languages)
    words, lines = catalogues.load(found), [("Kennung", "Deutsch", "Übersetzung", "Aufnahme")]
    for german in clips.spoken_in(words, found, tag):
        mark = mark_of(german)
        recorded = "aufgenommen" if clips.clip_of(found, tag, mark) else "fehlt"
        lines.append((mark, german, words.say(tag, german), recorded))
    click.echo(csv_form.excel(lines), nl=False)


@audio.command("check")
@placed
def check_clips(settings: Config) -> None:
    """Sagen, wie viele Aufnahmen je Sprache fehlen und welche zu keinem Satz mehr gehören."""
    found = pack.load(settings.pack)
    words = catalogues.load(found)
    for tag in words.offered(found.site.languages):
        sentences = clips.spoken_in(words, found, tag)
        recorded = sum(clips.clip_of(found, tag, mark_of(german)) is not None for german in sentences)
        say(f"{tag:10} {name_in(tag, 'de'):16} {recorded} von {len(sentences)} aufgenommen")
    for clip in clips.orphans(found):
        say(f"Gehört zu keinem Satz mehr und wird nicht gespielt: {clip}")

"""log: what accounts did, whether nobody has changed it, and all of it as a file."""

from pathlib import Path

from kiosk.cli.root import account_for, commands, hand_out, opened, placed, say, to_file
from kiosk.config import Config
from kiosk.errors import SettingWrong
from kiosk.export import csv_form
from kiosk.storage import LogEvent
from kiosk.words.log_words import log_rows


@commands.group("log")
def account_log() -> None:
    """Das Protokoll der Zugänge: wer wann was tat, ohne Gespräche und Antworten."""


@account_log.command("check")
@placed
def check_log(settings: Config) -> None:
    """Prüfen, ob eine Zeile fehlt oder geändert wurde."""
    log = opened(settings).store.account_log
    if (number := log.broken_at()) is not None:
        raise SettingWrong("Protokoll", f"Zeile {number} fehlt oder wurde geändert. Die Datenschutzbeauftragte rufen.")
    if not log.head:
        raise SettingWrong(
            "Protokoll", "leer. Ist eine letzte Zeile notiert, wurde es geleert: die Datenschutzbeauftragte rufen."
        )
    say(f"Das Protokoll ist vollständig: {len(log.lines())} Zeilen. Die letzte, zum Aufschreiben: {log.head}")


@account_log.command("export")
@placed
@to_file
def export_log(settings: Config, out: Path | None) -> None:
    """Alle Zeilen als CSV."""
    office = opened(settings)
    content = csv_form.excel(log_rows(office.store.account_log.lines()))
    account_for(office, LogEvent.EXPORTED, "log")
    hand_out(content, out)

"""The command line: setting up, serving, counting, bringing in old lists."""

import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from kiosk import __version__, config, demo, desk, overhead, pack
from kiosk.config import Config
from kiosk.desk import Office
from kiosk.errors import (
    ImportRefused,
    KioskError,
    NotThere,
    PackBroken,
    SettingWrong,
    StoreTooNew,
    StoreUnavailable,
)
from kiosk.overhead import OldList
from kiosk.storage import Account, Store

PORT = 8104
THREADS = 4
"""A handful of tablets; the server itself waits for slow ones without a thread."""
ROLES = {"case-manager": "case_manager", "overhead": "overhead"}
SHORTEST_PASSWORD = 12
DEMO_ACCOUNTS = (("tisch", "case_manager", "uebung-am-tisch"), ("leitung", "overhead", "uebung-der-leitung"))

STORE_TROUBLE = {
    "full": "Der Speicher ist voll. Platz schaffen und noch einmal starten.",
    "readonly": "Der Datenordner ist schreibgeschützt. Rechte prüfen: er muss dem Nutzer des Programms gehören.",
    "busy": "Der Speicher ist beschäftigt. Läuft ein zweites Programm? Kurz warten und noch einmal versuchen.",
    "damaged": "Der Speicher ist beschädigt und blieb unverändert. Sicherung zurückspielen.",
    "foreign": "desk.sqlite3 ist kein Speicher dieses Programms und blieb unverändert. Sicherung zurückspielen.",
}


class Day(click.ParamType[date]):
    """A day as 2026-11-22 or 22.11.2026."""

    name = "TAG"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(value, form).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
        return self.fail(f"„{value}“ ist kein Tag. So schreiben: 2026-11-22.", param, ctx)


def placed(command: Callable[..., None]) -> Callable[..., None]:
    """--pack and --data, the same in every command; the command gets a Config."""

    @click.option(
        "--pack",
        "pack_folder",
        metavar="ORDNER",
        help="Paket des Kreises (sonst KIOSK_PACK, sonst Mettmann).",
    )
    @click.option(
        "--data",
        "data_folder",
        metavar="ORDNER",
        help="Datenordner (sonst KIOSK_DATA, sonst im Nutzerordner).",
    )
    @wraps(command)
    def with_config(pack_folder: str | None, data_folder: str | None, **options: Any) -> None:
        command(config.read(pack_folder, data_folder), **options)

    return with_config


def opened(settings: Config) -> Office:
    """The office of these settings; files made from here on are the owner's alone."""
    os.umask(0o077)
    found = pack.load(settings.pack)
    return Office(Store.open(settings.store), found, settings.tallies)


def say(text: str = "") -> None:
    """A line for the person at the terminal."""
    click.echo(text)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kiosk")
def commands() -> None:
    """Clearing-Kiosk: kurze Gespräche, die richtige Stelle, ein Zettel, Zahlen, die stimmen."""


@commands.command()
@placed
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--behind-https", is_flag=True, help="Ein Server davor spricht HTTPS mit den Tablets.")
def serve(settings: Config, port: int, host: str, behind_https: bool) -> None:
    """Den Desk starten."""
    if not behind_https and host not in ("127.0.0.1", "::1", "localhost"):
        raise SettingWrong("--host", "andere Adressen nur mit HTTPS davor (--behind-https)")
    office = opened(settings)
    run(office, host, port, behind_https)


def run(office: Office, host: str, port: int, behind_https: bool = False) -> None:
    """Serve until told to stop; answers under way are still given."""
    import waitress  # noqa: PLC0415 - the other commands start without the web

    from kiosk import web  # noqa: PLC0415

    desk.turn_of_day(office, web.wall_clock().date())
    app = web.create_app(office, drill=demo.is_drill(office))
    if not office.store.staff.accounts():
        say("Noch gibt es keinen Zugang. In einem zweiten Terminal: kiosk account add NAME --role case-manager")
    warming = threading.Timer(1.0, web.warm, [app])
    warming.daemon = True
    warming.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server = waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            url_scheme="https" if behind_https else "http",
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise SettingWrong("--port", f"{port}: {error.strerror}") from error
    except ValueError as error:
        raise SettingWrong("--host", f"{host} ist keine Adresse dieses Rechners") from error
    say(f"Der Desk läuft: http://{host}:{port} (beenden mit Strg+C)")
    try:
        server.run()
    finally:
        office.store.close()


@commands.command("demo")
@placed
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--no-serve", is_flag=True, help="Nur die Übungsdaten anlegen.")
def start_demo(settings: Config, port: int, no_serve: bool) -> None:
    """Einen Übungs-Desk mit erfundenen Gesprächen starten."""
    from kiosk import web  # noqa: PLC0415

    practice = Config(settings.pack, settings.data if settings.data != config.read().data else demo_folder(settings))
    new = not practice.store.exists()
    office = opened(practice)
    if not new and office.store.staff.accounts() and not demo.is_drill(office):
        raise SettingWrong("--data", f"{practice.data} enthält echte Daten; für die Übung einen anderen Ordner nennen")
    for name, role, password in DEMO_ACCOUNTS:
        office.store.staff.keep_account(Account(name, role, web.security.password_hash(password)))
    today = web.wall_clock().date()
    languages = web.running(office, web.wall_clock, drill=True).languages
    for done in demo.fill(office, today, languages):
        click.echo(f"\rErfundene Gespräche bis {done:%d.%m.%Y} …", nl=False)
    say(f"\rÜbungsdaten liegen in {practice.data}.            ")
    say("Anmelden am Tisch (Case-Management): Name tisch,   Passwort uebung-am-tisch")
    say("Anmelden für Zahlen (Overhead):      Name leitung, Passwort uebung-der-leitung")
    if not no_serve:
        run(office, "127.0.0.1", port)


def demo_folder(settings: Config) -> Path:
    """Where practice data lie when no folder is named: beside the real ones, never in them."""
    return settings.data.with_name(settings.data.name + "-uebung")


@commands.command()
@placed
def check(settings: Config) -> None:
    """Ein Paket prüfen: alle Fehler auf einmal."""
    from kiosk import web  # noqa: PLC0415

    found = pack.load(settings.pack)
    problems = [*web.check(found)]
    if problems:
        raise PackBroken(problems)
    size = f"{len(found.rules)} Regeln, {len(found.services)} Stellen"
    say(f"{settings.pack}: in Ordnung ({size}, Stand {found.version}).")
    for tag, missing in web.gaps(found).items():
        say(f"  Sprache {tag}: wird nicht angeboten, {missing} Sätze fehlen.")
    for rule in web.ending(found):
        say(f"  Regel {rule.id} endet am {rule.valid_to:%d.%m.%Y}.")
    unchecked = sum(service.verified_on is None for service in found.services)
    if unchecked:
        say(f"  {unchecked} Stellen sind noch nicht geprüft (verified_on fehlt).")


@commands.group()
def account() -> None:
    """Zugänge der Mitarbeitenden."""


@account.command("add")
@placed
@click.argument("name")
@click.option("--role", type=click.Choice(list(ROLES)), default="case-manager", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Passwort von der Standardeingabe lesen.")
@click.option("--generate", is_flag=True, help="Ein Passwort erzeugen und einmal zeigen.")
def add_account(settings: Config, name: str, role: str, password_stdin: bool, generate: bool) -> None:
    """Einen Zugang anlegen oder sein Passwort neu setzen."""
    from kiosk import web  # noqa: PLC0415

    office = opened(settings)
    if generate:
        password = secrets.token_urlsafe(12)
    elif password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Passwort", hide_input=True, confirmation_prompt="Noch einmal")
    if len(password) < SHORTEST_PASSWORD:
        raise SettingWrong("Passwort", f"mindestens {SHORTEST_PASSWORD} Zeichen")
    office.store.staff.keep_account(Account(name, ROLES[role], web.security.password_hash(password)))
    say(f"Zugang {name} ({role}) ist angelegt.")
    if generate:
        say(f"Passwort, nur jetzt zu sehen: {password}")


@account.command("list")
@placed
def list_accounts(settings: Config) -> None:
    """Alle Zugänge zeigen."""
    for one in opened(settings).store.staff.accounts():
        say(f"{one.name}\t{one.role}")


@account.command("remove")
@placed
@click.argument("name")
def remove_account(settings: Config, name: str) -> None:
    """Einen Zugang löschen; er ist überall abgemeldet."""
    try:
        opened(settings).store.staff.drop_account(name)
    except NotThere:
        raise SettingWrong(name, "diesen Zugang gibt es nicht (kiosk account list)") from None
    say(f"Zugang {name} ist gelöscht.")


@commands.command()
@placed
@click.argument("day", type=Day())
def tally(settings: Config, day: date) -> None:
    """Einen Tag abschließen und seine Zählung schreiben."""
    from kiosk import web  # noqa: PLC0415

    office = opened(settings)
    today = web.wall_clock().date()
    if day > today:
        raise SettingWrong("TAG", f"{day:%d.%m.%Y} liegt in der Zukunft")
    kept = (today - day).days <= office.pack.site.retention_days
    for one in office.pack.site.desks:
        path = desk.close_day(office, one.code, day) if kept else desk.write_tally(office, one.code, day)
        say(f"{one.name}: {path}" if path else f"{one.name}: am {day:%d.%m.%Y} war keine Sprechstunde.")


@commands.command()
@placed
@click.option("--from", "first", type=Day(), help="Erster Tag (sonst: seit Beginn).")
@click.option("--to", "last", type=Day(), help="Letzter Tag (sonst: heute).")
@click.option("--profile", default="", help="Code des Anlasses (sonst: alle).")
@click.option("--format", "form", type=click.Choice(["text", "csv", "excel"]), default="text", show_default=True)
def numbers(settings: Config, first: date | None, last: date | None, profile: str, form: str) -> None:
    """Die Tabelle der Ausschussvorlage für einen Zeitraum."""
    from kiosk import web  # noqa: PLC0415
    from kiosk.export import table  # noqa: PLC0415

    office = opened(settings)
    today = web.wall_clock().date()
    first, last = first or overhead.first_day(office.store, today), last or today
    if first > last:
        raise SettingWrong("--from/--to", "der erste Tag liegt nach dem letzten")
    if profile and office.pack.profile(profile) is None:
        raise SettingWrong("--profile", "eines von: " + ", ".join(one.code for one in office.pack.profiles))
    screening = overhead.report(office.store, office.pack, first, last, profile).screening
    if form == "csv":
        click.echo(table.machine(table.lines(screening, ("row", "label_de", "count", "percent"), "gesamt")), nl=False)
    elif form == "excel":
        heading = ("Zeile", "Stelle", "Personen", "Anteil in Prozent")
        click.echo(table.excel(table.lines(screening, heading, "gesamt")), nl=False)
    else:
        say(f"{screening.title}, {first:%d.%m.%Y} bis {last:%d.%m.%Y}")
        for row in screening.rows:
            say(f"{row.count:>8}  {row.label}")
        say(f"{screening.total:>8}  gesamt (Zeilen und Summe stimmen)")


@commands.command("import")
@placed
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "first", type=Day(), required=True, help="Erster Tag der Zählung.")
@click.option("--to", "last", type=Day(), required=True, help="Letzter Tag der Zählung.")
@click.option("--source", required=True, help="Woher die Zahlen sind, zum Beispiel die Nummer der Vorlage.")
@click.option("--profile", default="", help="Code des Anlasses (sonst: der erste des Pakets).")
def take_in(settings: Config, file: Path, first: date, last: date, source: str, profile: str) -> None:
    """Eine alte Zählung einlesen. Dieselbe Liste noch einmal ändert nichts."""
    office = opened(settings)
    code = profile or office.pack.profiles[0].code
    if office.pack.profile(code) is None:
        raise SettingWrong("--profile", "eines von: " + ", ".join(one.code for one in office.pack.profiles))
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SettingWrong(str(file), error.strerror or "nicht lesbar") from error
    old_list = OldList(file.name, content, first, last, source, code)
    taken = overhead.take_in(office.store, office.pack, old_list)
    total = sum(taken.batch.cells.values())
    say(f"„{taken.paper.title}“: {total} gezählt, {first:%d.%m.%Y} bis {last:%d.%m.%Y}, {source}.")
    if not taken.new:
        say("Diese Liste war schon da. Es hat sich nichts geändert.")
    elif taken.batch.revision > 1:
        say(f"Ersetzt die frühere Fassung (jetzt Fassung {taken.batch.revision}).")


@commands.command()
@placed
def forget(settings: Config) -> None:
    """Offene Tage abschließen und Gespräche löschen, deren Frist um ist."""
    from kiosk import web  # noqa: PLC0415

    office = opened(settings)
    desk.turn_of_day(office, web.wall_clock().date())
    say(f"Gespräche, die älter als {office.pack.site.retention_days} Tage sind, sind gelöscht. Die Zählungen bleiben.")


@commands.command()
@placed
@click.option("--check", "only_check", is_flag=True, help="Nichts schreiben; Fehler, wenn etwas zu erneuern wäre.")
def words(settings: Config, only_check: bool) -> None:
    """Alle Sätze einsammeln und die Übersetzungen nachziehen."""
    from kiosk.web import extraction  # noqa: PLC0415

    stale = False
    for path, content in extraction.everything(pack.load(settings.pack)):
        if not path.is_file() or path.read_bytes() != content:
            stale = True
            say(f"{'zu erneuern' if only_check else 'erneuert'}: {path}")
            if not only_check:
                path.write_bytes(content)
    if only_check and stale:
        raise SettingWrong("translations", "nicht auf dem Stand der Vorlagen: kiosk words")


@commands.command()
@placed
@click.option("--short", is_flag=True, help="Wenige Runden, nur ob alles läuft.")
def bench(settings: Config, short: bool) -> None:
    """Messen: der Desk neben einer nackten Anwendung, als Verhältnis."""
    from kiosk import bench as measuring  # noqa: PLC0415

    measuring.run(settings.pack, short, say)


def main() -> None:
    """Run a command; a known failure is one or more plain lines and exit code 2, never a stack trace."""
    try:
        commands(prog_name="kiosk")
    except (PackBroken, ImportRefused) as error:
        what = "Das Paket hat Fehler" if isinstance(error, PackBroken) else "Nichts wurde eingelesen"
        _fail([f"{what}:", *(f"  {complaint}" for complaint in error.complaints)])
    except SettingWrong as error:
        _fail([f"{error.setting}: {error.problem}"])
    except StoreTooNew:
        _fail(["Der Datenordner gehört zu einer neueren Fassung und blieb unverändert. Das Programm erneuern."])
    except StoreUnavailable as error:
        _fail([STORE_TROUBLE[error.reason]])
    except KioskError as error:
        _fail([f"Das ging nicht: {error}"])


def _fail(lines: list[str]) -> None:
    click.echo("\n".join(lines), err=True)
    sys.exit(2)

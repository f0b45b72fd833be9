"""serve and demo: the desk in the browser."""

import gc
import logging
import signal
import sys
from pathlib import Path
from typing import Any

import click

from kiosk import config, demo
from kiosk.clerk import TALLY, Clerk
from kiosk.cli.duties import credentials_of, delivered_to
from kiosk.cli.root import check_known, commands, in_use, opened, placed, say, say_former_codes
from kiosk.clock import DayClock, wall_clock
from kiosk.config import Config
from kiosk.desk import Office
from kiosk.errors import SettingWrong, trace_of
from kiosk.passwords import password_hash
from kiosk.storage import Account
from kiosk.words import catalogues, pictograms
from kiosk.words.catalogues import Words

PORT = 8104
THREADS = 4
"""A handful of tablets; the server itself waits for slow ones without a thread."""
DEMO_ACCOUNTS = (
    ("tisch", "case_manager", "uebung-am-tisch"),
    (demo.LEAD, "lead", "uebung-der-teamleitung"),
    ("leitung", "overhead", "uebung-der-leitung"),
    (demo.POST, "post", "uebung-der-stelle"),
)


@commands.command()
@placed
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--behind-https", is_flag=True, help="Ein Server davor spricht HTTPS mit den Tablets.")
@click.option(
    "--collect",
    metavar="ORDNER",
    type=click.Path(path_type=Path),
    help="Ordner, in den die Desks liefern (sonst KIOSK_COLLECT, sonst der aus site.toml).",
)
@click.option("--desk", metavar="CODE", help="Der Desk, an dem dieser Rechner steht (sonst KIOSK_DESK).")
@click.option("--overhead", is_flag=True, help="Hier ist kein Desk, nur die Zahlen: sammelt ein, zählt nichts selbst.")
def serve(
    settings: Config,
    port: int,
    host: str,
    behind_https: bool,
    collect: Path | None,
    desk: str | None,
    overhead: bool,
) -> None:
    """Den Desk starten, oder mit --overhead die Zahlen."""
    if overhead and desk:
        raise SettingWrong("--overhead", "geht nicht mit --desk: dort steht kein Desk")
    if not behind_https and host not in ("127.0.0.1", "::1", "localhost"):
        raise SettingWrong("--host", "andere Adressen nur mit HTTPS davor (--behind-https)")
    office = opened(settings)
    code = "" if overhead else settings.desk if desk is None else desk
    check_known("--desk", [code] if code else [], [one.code for one in office.pack.site.desks])
    clock, drill = DayClock(office.store.last_day), demo.is_drill(office)
    if drill and collect:
        raise SettingWrong("--collect", "das sind Übungsdaten; echte Tage werden nicht dazu eingesammelt")
    folder = None if drill else collect or settings.collect or delivered_to(office.pack.site.delivery)
    credentials = None if drill else credentials_of(settings)  # practice data never leave, nothing real comes in
    if not office.store.staff.accounts():
        hint = f"kiosk account add NAME --role {'overhead' if overhead else 'case_manager'}{in_use(settings)}"
        say(f"Noch gibt es keinen Zugang. In einem zweiten Terminal: {hint}")
    clerk = Clerk(office, clock, settings.tallies, credentials, folder)
    words = catalogues.load(office.pack, settings.read_words)
    run(office, clerk, clock, None if overhead else code, (host, port, behind_https), words)


def run(
    office: Office, clerk: Clerk, clock: DayClock, desk: str | None, place: tuple[str, int, bool], words: Words
) -> None:
    """Serve until told to stop; answers under way are still given. `place`: host, port, HTTPS in front."""
    gc.disable()  # nothing that a start makes is garbage
    from kiosk import web  # noqa: PLC0415 - the other commands start without the web

    begin_log()
    host, port, behind_https = place
    app = web.create_app(office, clock=clock, clerk=clerk, desk=desk, words=words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    say_former_codes(office.store, office.pack)
    server = _listening(app, host, port, "https" if behind_https else "http")
    say(f"{'Die Zahlen sind da' if desk is None else 'Der Desk läuft'}: http://{host}:{port} (beenden mit Strg+C)")
    gc.freeze()
    gc.enable()
    try:
        clerk.start(web.warm(app), settle=1)
        server.run()
    finally:
        clerk.stop()
        office.store.close()


def begin_log() -> None:
    """Write what happens to the terminal, each line with its time; whoever logs an error, its message is left out."""
    handler = logging.StreamHandler()
    handler.addFilter(_discreet)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(format=form, handlers=[handler], level=logging.INFO)


def _discreet(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[1]:
        record.exc_text = trace_of(record.exc_info[1])
    return True


def _listening(app: Any, host: str, port: int, scheme: str) -> Any:
    """The server, bound to its address. Raises SettingWrong where that cannot be had."""
    import waitress  # noqa: PLC0415 - the other commands start without it

    try:
        return waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            url_scheme=scheme,
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise SettingWrong("--port", f"{port}: {error.strerror}") from error
    except ValueError as error:
        raise SettingWrong("--host", f"{host} ist keine Adresse dieses Rechners") from error


@commands.command("demo")
@placed
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--no-serve", is_flag=True, help="Nur die Übungsdaten anlegen.")
def start_demo(settings: Config, port: int, no_serve: bool) -> None:
    """Einen Übungs-Desk mit erfundenen Gesprächen starten."""
    practice = Config(settings.pack, settings.data if settings.data != config.read().data else demo_folder(settings))
    new = not practice.store.exists()
    office = opened(practice, new=True)
    if not new and office.store.staff.accounts() and not demo.is_drill(office):
        raise SettingWrong("--data", f"{practice.data} enthält echte Daten; für die Übung einen anderen Ordner nennen")
    for name, role, password in DEMO_ACCOUNTS:
        post = office.pack.site.posts[0].code if role == "post" and office.pack.site.posts else ""
        if post or role != "post":
            office.store.staff.keep_account(Account(name, role, password_hash(password), post))
    clock = DayClock(office.store.last_day)
    today = wall_clock().date()
    pictograms.check(office.pack)
    words = catalogues.load(office.pack, practice.read_words)
    for done in demo.fill(office, today, words.offered(office.pack.site.languages)):
        click.echo(f"\rErfundene Gespräche bis {done:%d.%m.%Y} …", nl=False)
    say(f"\rÜbungsdaten liegen in {practice.data}.            ")
    say("Anmelden am Tisch (Case-Management): Name tisch,       Passwort uebung-am-tisch")
    say("Anmelden für Sprechtage (Leitung):   Name teamleitung, Passwort uebung-der-teamleitung")
    say("Anmelden für Zahlen (Overhead):      Name leitung,     Passwort uebung-der-leitung")
    say("Anmelden für Fallzahlen (Stelle):    Name stelle,      Passwort uebung-der-stelle")
    clerk = Clerk(office, clock, practice.tallies)
    clerk.do(TALLY)
    if not no_serve:
        run(office, clerk, clock, "", ("127.0.0.1", port, False), words)


def demo_folder(settings: Config) -> Path:
    """Return where practice data lie when no folder is named: beside the real ones, never in them."""
    return settings.data.with_name(settings.data.name + "-uebung")

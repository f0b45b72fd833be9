"""serve and demo: the desk in the browser."""

import gc
import logging
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import click

from kiosk import config, demo, web
from kiosk.clerk import HOW_IT_WENT, TALLY, Clerk
from kiosk.cli.connections import serving
from kiosk.cli.duties import credentials_of, delivered_to
from kiosk.cli.root import A_PATH, check_known, commands, opened, placed, say, say_former_codes
from kiosk.clock import DayClock, wall_clock
from kiosk.config import Config
from kiosk.desk import Office
from kiosk.errors import SettingWrong, trace_of
from kiosk.files import cause_of
from kiosk.health import DUTIES
from kiosk.passwords import cheap_hash
from kiosk.storage import Account
from kiosk.web.static_site import files_of
from kiosk.words import catalogues, pictograms
from kiosk.words.catalogues import Words
from kiosk.words.notices import notice_of

PORT = 8104
OURS = "kiosk"
"""The logger whose lines say what they say; each is put together from codes and names of the program."""
THREADS = 4
"""A handful of tablets; the server itself waits for slow ones without a thread."""
GARBAGE = 10_000
"""Things that are left before somebody looks for circles among them; a page leaves next to none."""
DEMO_ACCOUNTS = (
    ("am Tisch (Case-Management)", "tisch", "case_manager", "uebung-am-tisch"),
    ("für Sprechtage (Leitung)", demo.LEAD, "lead", "uebung-der-teamleitung"),
    ("für Zahlen (Overhead)", "leitung", "overhead", "uebung-der-leitung"),
    ("für das Protokoll", "pruefung", "auditor", "uebung-der-pruefung"),
    ("für Fallzahlen (Stelle)", demo.POST, "post", "uebung-der-stelle"),
)
DEMO_PIN = "481926"


@commands.command()
@placed
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--behind-https", is_flag=True, help="Ein Server davor spricht HTTPS mit den Tablets.")
@click.option(
    "--collect",
    metavar="ORDNER",
    type=A_PATH,
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
    if host not in ("127.0.0.1", "::1", "localhost"):
        raise SettingWrong(
            "--host", "hier wird ohne HTTPS gesprochen, also nur auf diesem Rechner: 127.0.0.1, ::1 oder localhost"
        )
    office = opened(settings)
    office.store.pepper()
    code = "" if overhead else settings.desk if desk is None else desk
    check_known("--desk", [code] if code else [], [one.code for one in office.pack.site.desks])
    clock, drill = DayClock(office.store.last_day), demo.is_drill(office)
    if drill and collect:
        raise SettingWrong("--collect", "das sind Übungsdaten; echte Tage werden nicht dazu eingesammelt")
    folder = None if drill else collect or settings.collect or delivered_to(office.pack.site.delivery)
    credentials = None if drill else credentials_of(settings)  # practice data never leave, nothing real comes in
    if not office.store.staff.accounts():
        say("Noch gibt es keinen Zugang. In einem zweiten Terminal: kiosk account first")
    clerk = Clerk(office, clock, settings.tallies, credentials, folder)
    words = catalogues.load(office.pack, settings.read_words)
    run(office, clerk, clock, None if overhead else code, (host, port, behind_https), words)


def run(
    office: Office, clerk: Clerk, clock: DayClock, desk: str | None, place: tuple[str, int, bool], words: Words
) -> None:
    """Serve until told to stop; answers under way are still given. `place`: host, port, HTTPS in front."""
    begin_log()
    if office.store.last_day is None:  # before the first talk: a clock that jumps right after it is held against this
        office.store.keep_last_day(clock.today)
    host, port, behind_https = place
    app = web.create_app(office, clock=clock, clerk=clerk, desk=desk, words=words)
    if (folder := office.pack.site.slip_folder) and not demo.is_drill(office):
        clerk.show_slips(Path(folder), lambda: files_of(app))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    say_former_codes(office.store, office.pack)
    scheme, headers = "https" if behind_https else "http", dict(web.access.HEADERS)
    server = _listening(app, (host, port), scheme, headers | (web.access.HTTPS_ALONE if behind_https else {}), words)
    shown = f"[{host}]" if ":" in host else host
    say(f"{'Die Zahlen sind da' if desk is None else 'Der Desk läuft'}: http://{shown}:{port} (beenden mit Strg+C)")
    gc.freeze()
    gc.set_threshold(GARBAGE)
    try:
        clerk.start(web.warm(app), settle=1)
        server.run()
    finally:
        clerk.stop()
        office.store.close()


def begin_log() -> None:
    """Write what happens to the terminal: time, level, whose line it is, what of a known kind, and where in the code.

    No request is written, and of whoever else logs no word: there may be an address in it, or somebody's answer.
    """
    handler = logging.StreamHandler()
    handler.addFilter(_discreet)
    form, moment = "%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z"
    logging.basicConfig(format=form, datefmt=moment, handlers=[handler], level=logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a tap that waits for the one before is no news


def _discreet(record: logging.LogRecord) -> bool:
    if record.name != OURS:
        record.msg, record.args = f"{record.filename} {record.lineno}", ()
    elif record.msg == HOW_IT_WENT:
        duty, reason = cast(tuple[str, str], record.args)
        record.args = DUTIES[duty], notice_of(reason).in_terminal if reason else "geht wieder."
    if record.exc_info and record.exc_info[1]:
        record.exc_text = trace_of(record.exc_info[1])
    return True


def _listening(app: Any, place: tuple[str, int], scheme: str, headers: Mapping[str, str], words: Words) -> Any:
    """Return the server, bound to its address. Raises SettingWrong where that cannot be had."""
    try:
        return serving(app, place, THREADS, scheme, headers, words)
    except OSError as error:
        raise SettingWrong("--port", f"{place[1]}: {cause_of(error)}") from error
    except ValueError as error:
        raise SettingWrong("--host", f"{place[0]} ist keine Adresse dieses Rechners") from error


@commands.command("demo")
@placed
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--no-serve", is_flag=True, help="Nur die Übungsdaten anlegen.")
def start_demo(settings: Config, port: int, no_serve: bool) -> None:
    """Einen Übungs-Desk mit erfundenen Gesprächen starten."""
    practice = Config(settings.pack, settings.data if settings.data != config.read().data else demo_folder(settings))
    new = not os.path.lexists(practice.store)
    office = opened(practice, new=True)
    if not new and office.store.staff.accounts() and not demo.is_drill(office):
        raise SettingWrong("--data", f"{practice.data} enthält echte Daten; für die Übung einen anderen Ordner nennen")
    pin = cheap_hash(DEMO_PIN)
    for _, name, role, password in DEMO_ACCOUNTS:
        post = office.pack.site.posts[0].code if role == "post" and office.pack.site.posts else ""
        if post or role != "post":
            office.store.staff.keep_account(Account(name, role, cheap_hash(password), post, pin))
    clock = DayClock(office.store.last_day)
    today = wall_clock().date()
    pictograms.check(office.pack)
    words = catalogues.load(office.pack, practice.read_words)
    for done in demo.fill(office, today, words.offered(office.pack.site.languages)):
        click.echo(f"\rErfundene Gespräche bis {done:%d.%m.%Y} …", nl=False)
    say(f"\rÜbungsdaten liegen in {practice.data}.            ")
    for what, name, _, password in DEMO_ACCOUNTS:
        say(f"Anmelden {what + ':':27} Name {name + ',':12} Passwort {password}")
    say(f"Ein gesperrtes Tablet öffnet die PIN {DEMO_PIN}.")
    clerk = Clerk(office, clock, practice.tallies)
    clerk.do(TALLY)
    if not no_serve:
        run(office, clerk, clock, "", ("127.0.0.1", port, False), words)


def demo_folder(settings: Config) -> Path:
    """Return where practice data lie when no folder is named: beside the real ones, never in them."""
    return settings.data.with_name(settings.data.name + "-uebung")

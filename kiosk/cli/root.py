"""What every command shares: the group, --pack and --data, days and codes, the opened office."""

import gc
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from datetime import date, datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import Any

import click

from kiosk import __version__, config, pack
from kiosk.clock import wall_clock
from kiosk.config import Config
from kiosk.desk import Office
from kiosk.errors import SettingWrong
from kiosk.files import write_whole
from kiosk.pack import Pack
from kiosk.storage import TERMINAL, LogEvent, Store
from kiosk.words.former_codes import former_codes, with_former

IN_USE: ContextVar[Config] = ContextVar("in_use")
"""The settings of the command that runs."""
PLACES = {
    "account": "accounts",
    "audio": "audio",
    "backup": "safekeeping",
    "check": "workshop",
    "collect": "duties",
    "deliver": "duties",
    "demo": "serving",
    "doctor": "doctor",
    "forget": "duties",
    "import": "lists",
    "languages": "translating",
    "log": "accounting",
    "numbers": "reporting",
    "papers": "workshop",
    "publish": "publishing",
    "release": "reporting",
    "restore": "safekeeping",
    "sbom": "bill_of_materials",
    "serve": "serving",
    "slips": "slips",
    "tally": "duties",
    "words": "translating",
}
"""Command to the module that it stands in."""


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
        settings = config.read(pack_folder, data_folder)
        IN_USE.set(settings)
        command(settings, **options)

    return with_config


def opened(settings: Config, *, new: bool = False) -> Office:
    """Return the office of these settings; files made from here on are the owner's alone.

    Only who says `new` gets a store where there is none.
    """
    os.umask(0o077)
    found = pack.load(settings.pack)
    store = Store.create(settings.store) if new else Store.open(settings.store)
    store.forget_unfinished(int(wall_clock().timestamp()))
    remember(store, found)
    return Office(store, with_former(store, found))


def account_for(office: Office, event: LogEvent, about: str = "") -> None:
    """Write a line into the account log: whoever has the terminal did this."""
    office.store.account_log.keep(event, TERMINAL, int(wall_clock().timestamp()), about)


def runnable(text: str) -> str:
    """Return a text whose commands run as they stand: called as this one was, with the folders in use."""
    for typed in _placed_in(text, commands) if IN_USE.get(None) else ():
        text = re.sub(rf"\b{typed}\b", lambda found: called() + found[0].removeprefix("kiosk") + in_use(), text)
    return text


def _placed_in(text: str, group: click.Group, before: str = "kiosk ") -> Iterator[str]:
    """Yield each command of the text that takes the folders, as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        typed = before + name
        one = group.get_command(context, name) if typed in text else None
        if isinstance(one, click.Group):
            yield from _placed_in(text, one, f"{typed} ")
        elif one and any(param.name == "data_folder" for param in one.params):
            yield typed


def in_use() -> str:
    """Return the options that name the folders in use."""
    settings = IN_USE.get()
    places = {"--data": settings.data} | ({} if settings.pack == config.own_pack() else {"--pack": settings.pack})
    return "".join(f" {option} {shlex.quote(str(used.absolute()))}" for option, used in places.items())


def called() -> str:
    """Return how this program is called from any folder."""
    program = Path(sys.argv[0])
    if program.name in ("__main__.py", "-c"):
        return f"{shlex.quote(sys.executable)} -m kiosk"
    return program.name if shutil.which(program.name) else shlex.quote(str(program.absolute()))


def remember(store: Store, opened_with: Pack) -> None:
    """Keep this version of the pack beside what is counted with it."""
    if not store.pack_versions.knows(opened_with.version):
        with store.at_once():
            store.pack_versions.keep(opened_with.version, wall_clock().date(), pack.files_of(opened_with))
            account_for(Office(store, opened_with), LogEvent.PACK_CHANGED, opened_with.version)


def say_former_codes(store: Store, opened_with: Pack) -> None:
    """Tell which codes of the store have left the pack, each with the lines that retire it."""
    for one in former_codes(store, opened_with):
        say(f"  „{one.code or one.table}“ ({one.table}) gehört zu Gezähltem und fehlt im Paket. In {one.file} gehört:")
        say(indent(one.lines(wall_clock().date()), "    "))


def check_known(option: str, chosen: Iterable[str], known: Sequence[str]) -> None:
    """Refuse a code that there is not. Raises SettingWrong, which names those there are."""
    if not set(chosen) <= set(known):
        raise SettingWrong(option, "eines von: " + ", ".join(known))


def say(text: str = "", *, wrong: bool = False) -> None:
    """Print a line for the person at the terminal; what is `wrong` apart from what was asked for."""
    click.echo(runnable(text), err=wrong)


A_PATH = click.Path(path_type=Path, readable=False)
"""Whether it can be read says who reads it, in German."""
to_file = click.option("--out", type=A_PATH, help="In diese Datei schreiben.")


def hand_out(content: bytes, out: Path | None) -> None:
    """Print what was asked for, or write it into the file that was named."""
    if out is None:
        click.echo(content, nl=False)
    else:
        write_whole(out, content)
        say(f"Geschrieben: {out}")


class Commands(click.Group):
    """All commands; each is loaded when it is asked for, so that a desk starts without the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(PLACES.keys() | super().list_commands(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in PLACES:
            import_module(f"kiosk.cli.{PLACES[cmd_name]}")
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kiosk")
def commands() -> None:
    """Clearing-Kiosk: kurze Gespräche, die richtige Stelle, ein Zettel, Zahlen, die stimmen."""
    if not gc.isenabled():  # what was loaded until here is no garbage
        gc.freeze()
        gc.enable()

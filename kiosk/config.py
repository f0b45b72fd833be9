"""Where the pack and the data are: read once, from options and the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


def beside(name: str) -> Path:
    """Return a folder that lies in the installed package or, in a checkout, next to it."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


def own_pack() -> Path:
    """Return the pack of Kreis Mettmann that comes with the program."""
    inside = HERE / "packs" / "mettmann"
    return inside if inside.is_dir() else HERE.parent / "deploy" / "mettmann"


@dataclass(frozen=True, slots=True)
class Config:
    """`pack` and `data` are folders; `data` may not exist yet. `delivery_…`: what the target asks for.

    `collect`: the folder that other desks deliver into, None where none was named. `desk`: the code of the one desk
    that the server stands at, or nothing.
    """

    pack: Path
    data: Path
    collect: Path | None = None
    desk: str = ""
    delivery_user: str = ""
    delivery_password: str = field(default="", repr=False)

    @property
    def store(self) -> Path:
        """Return the one SQLite file."""
        return self.data / "desk.sqlite3"

    @property
    def tallies(self) -> Path:
        """Return where the daily tallies are written."""
        return self.data / "tallies"

    @property
    def read_words(self) -> Path:
        """Return the file of what was read from the catalogues, for the next start; it may be deleted at any time."""
        return self.data / "words.cache"

    @property
    def ssh_key(self) -> Path:
        """Return the private key for deliveries over SFTP."""
        return self.data / "ssh" / "id"

    @property
    def known_hosts(self) -> Path:
        """Return the keys of the hosts that are delivered to over SFTP."""
        return self.data / "ssh" / "known_hosts"


def read(pack: str | None = None, data: str | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Return options first, then KIOSK_PACK and KIOSK_DATA, then the pack of Mettmann and a folder of the user."""
    home = Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return Config(
        pack=Path(pack or environ.get("KIOSK_PACK") or own_pack()),
        data=Path(data or environ.get("KIOSK_DATA") or home / "clearing-kiosk"),
        collect=Path(environ["KIOSK_COLLECT"]) if environ.get("KIOSK_COLLECT") else None,
        desk=environ.get("KIOSK_DESK", ""),
        delivery_user=environ.get("KIOSK_DELIVERY_USER", ""),
        delivery_password=environ.get("KIOSK_DELIVERY_PASSWORD", ""),
    )

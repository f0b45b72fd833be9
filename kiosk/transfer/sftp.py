"""SFTP as target, through the system's own client: a host whose key is not known beforehand gets nothing."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from urllib.parse import SplitResult, unquote, urlsplit

from kiosk.errors import DeliveryFailed
from kiosk.transfer.parcel import Credentials, Parcel

CLIENT = "sftp"
CONNECT = 15
"""Seconds to reach the host."""
LIMIT = 60
"""Seconds for everything."""
NO_CONNECTION = 255
"""The client's exit code when it did not get as far as the files, or was cut off from them."""
AT_THE_DOOR = (("Host key verification failed", "not_trusted"), ("Permission denied", "not_let_in"))
AT_THE_FOLDER = (("No such file or directory", "gone"), ("not found", "gone"), ("Permission denied", "not_let_in"))
"""What the client's messages mean; the first that fits."""


def send(address: str, parcel: Parcel, credentials: Credentials) -> None:
    """Upload under the unfinished name, give the file its own, and fetch it back. Never asks anything."""
    url = urlsplit(address)
    with TemporaryDirectory(prefix="kiosk-") as place:
        local, back = Path(place, parcel.name), Path(place, "back")
        local.write_bytes(parcel.content)
        _ask(url, credentials, _look(unquote(url.path), back, parcel), Path(place, "trouble"))
        if parcel.lies_there(back.read_bytes() if back.exists() else None):
            return
        _ask(url, credentials, _batch(unquote(url.path), local, back, parcel), Path(place, "trouble"))
        if not parcel.lies_there(back.read_bytes() if back.exists() else None):
            raise DeliveryFailed("refused")


def _ask(url: SplitResult, credentials: Credentials, batch: str, trouble: Path) -> None:
    """Have the client work through a batch. Raises DeliveryFailed."""
    with trouble.open("wb") as told:
        code = _run(_command(url, credentials), batch, told)
    if code:
        raise DeliveryFailed(_reason(code, trouble.read_text(encoding="utf-8", errors="replace")))


def _look(folder: str, back: Path, parcel: Parcel) -> str:
    """Fetch what lies under the name, if anything does."""
    place = _quoted(folder.rstrip("/") + "/")
    return "\n".join([f"-get {place}{parcel.name} {_quoted(back.as_posix())}", ""])


def _run(command: list[str], batch: str, told: IO[bytes]) -> int:
    """Messages go into a file, not a pipe: a client that was cut off could keep a pipe open."""
    try:
        ended = subprocess.run(  # noqa: S603 - the words are ours, the address is the site's
            command, input=batch.encode(), stdout=subprocess.DEVNULL, stderr=told, timeout=LIMIT, check=False
        )
    except FileNotFoundError as error:
        raise DeliveryFailed("not_installed") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeliveryFailed("unreachable") from error
    return ended.returncode


def _command(url: SplitResult, credentials: Credentials) -> list[str]:
    """`-F none`: what this machine's users have set for themselves changes nothing here."""
    options = {
        "BatchMode": "yes",
        "StrictHostKeyChecking": "yes",
        "UserKnownHostsFile": f'"{credentials.known_hosts}"',
        "GlobalKnownHostsFile": "none",
        "IdentitiesOnly": "yes",
        "ConnectTimeout": str(CONNECT),
        "ServerAliveInterval": "10",
        "ServerAliveCountMax": "2",
    }
    user = url.username or credentials.user
    host = f"{user}@{url.hostname}" if user else str(url.hostname)
    words = [CLIENT, "-F", "none", "-i", str(credentials.key), "-P", str(url.port or 22), "-b", "-"]
    return [*words, *(f"-o{name}={value}" for name, value in options.items()), "--", host]


def _batch(folder: str, local: Path, back: Path, parcel: Parcel) -> str:
    """After a `-` a file may be missing. Patterns stand outside the quotes: inside they are taken literally."""
    place = _quoted(folder.rstrip("/") + "/")
    unfinished, final = place + parcel.unfinished, place + parcel.name
    upload = f"put {_quoted(local.as_posix())} {unfinished}"
    fetch = f"get {final} {_quoted(back.as_posix())}"
    return "\n".join([f"-rm {place}{parcel.left_behind}", upload, f"rename {unfinished} {final}", fetch, ""])


def _quoted(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reason(code: int, message: str) -> str:
    if code == NO_CONNECTION:
        return next((reason for sign, reason in AT_THE_DOOR if sign in message), "unreachable")
    last = message.strip().rpartition("\n")[2]  # the lines before are about files that may be missing
    return next((reason for sign, reason in AT_THE_FOLDER if sign in last), "refused")

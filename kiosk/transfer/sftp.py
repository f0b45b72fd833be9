"""SFTP as target, through the system's own client: a host whose key is not known beforehand gets nothing.

Not through a library (tried against OpenSSH): `mv` of sshfs 2026.8 replaces the file that lies there, its `pipe_file`
makes folders that are missing, and it takes every host key unless told otherwise. asyncssh 2.24 below it keeps every
promise, but a desk that delivers then holds 69 MB instead of 51 (67 are allowed), with five more packages (21 MB),
compiled ones among them; the system's client is updated by the distribution.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import SplitResult, unquote, urlsplit

from kiosk.errors import DeliveryFailed, DeliveryReason
from kiosk.transfer.parcel import Credentials, Parcel

CLIENT = "sftp"
CONNECT = 15
"""Seconds to reach the host."""
LIMIT = 60
"""Seconds for everything."""
NO_CONNECTION = 255
"""The client's exit code when it did not get as far as the files, or was cut off from them."""
AT_THE_DOOR = (
    ("Host key verification failed", DeliveryReason.NOT_TRUSTED),
    ("Permission denied", DeliveryReason.NOT_LET_IN),
)
AT_THE_FOLDER = (
    ("No such file or directory", DeliveryReason.GONE),
    ("not found", DeliveryReason.GONE),
    ("Permission denied", DeliveryReason.NOT_LET_IN),
)
"""What the client's messages mean; the first that fits."""
CHATTER = ("debug1:", "Transferred:", "Bytes per second:")
SHOWN_KEY = re.compile(r"Server host key: \S+ (SHA256:\S+)")
FINGERPRINT = re.compile(r"SHA256:[\w+/]+")


@dataclass(frozen=True, slots=True)
class Look:
    """The fingerprint of the key that a host showed, nothing where it showed none; why it would get no file."""

    shown: str
    refusal: DeliveryReason | None


def send(address: str, parcel: Parcel, credentials: Credentials) -> None:
    """Look; upload under the unfinished name, give the file its own, and look again. Never asks anything."""
    url = urlsplit(address)
    with TemporaryDirectory(prefix="kiosk-") as place:
        local, back, told = (Path(place, name) for name in ("local", "back", "told"))
        local.write_bytes(parcel.content)
        for batch in _batches(unquote(url.path), local, back, parcel):
            code = _run(_command(url, credentials), batch, told)
            if code:
                raise DeliveryFailed(_reason(code, told.read_text(encoding="utf-8", errors="replace")))
            if parcel.lies_there(back.read_bytes() if back.exists() else None):
                return
    raise DeliveryFailed(DeliveryReason.REFUSED)


def look(address: str, credentials: Credentials) -> Look:
    """Go as far as the folder, and leave nothing there. Raises DeliveryFailed where nobody answers."""
    url = urlsplit(address)
    client, *words = _command(url, credentials)
    with TemporaryDirectory(prefix="kiosk-") as place:
        told = Path(place, "told")
        code = _run([client, "-v", *words], f"cd {_quoted(unquote(url.path))}\n", told)
        message = told.read_text(encoding="utf-8", errors="replace")
    shown = SHOWN_KEY.search(message)
    said = "\n".join(line for line in message.splitlines() if not line.startswith(CHATTER))
    return Look(shown[1] if shown else "", _reason(code, said) if code else None)


def known_keys(address: str, credentials: Credentials) -> list[str]:
    """Return the fingerprints of the keys by which this host is known here."""
    url = urlsplit(address)
    host = f"[{url.hostname}]:{url.port}" if url.port not in (None, 22) else str(url.hostname)
    return _fingerprints("-F", host, "-f", str(credentials.known_hosts))


def own_key(credentials: Credentials) -> str:
    """Return the fingerprint of the key by which hosts know this desk; nothing where there is none."""
    return next(iter(_fingerprints("-f", str(credentials.key))), "")


def _fingerprints(*words: str) -> list[str]:
    try:
        told = subprocess.run(["ssh-keygen", "-l", *words], capture_output=True, text=True, timeout=LIMIT, check=False)  # noqa: S603, S607 - the words are ours
    except FileNotFoundError:
        return []
    return FINGERPRINT.findall(told.stdout)


def _run(command: list[str], batch: str, told: Path) -> int:
    """Have messages written into a file, not a pipe: a client that was cut off could keep a pipe open."""
    try:
        with told.open("wb") as file:
            return subprocess.run(  # noqa: S603 - the words are ours, the address is the site's
                command, input=batch.encode(), stdout=subprocess.DEVNULL, stderr=file, timeout=LIMIT, check=False
            ).returncode
    except FileNotFoundError as error:
        raise DeliveryFailed(DeliveryReason.NOT_INSTALLED) from error
    except subprocess.TimeoutExpired as error:
        raise DeliveryFailed(DeliveryReason.UNREACHABLE) from error


def _command(url: SplitResult, credentials: Credentials) -> list[str]:
    """Return how the client is called. `-F none`: what users of this machine have set for themselves is not read."""
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


def _batches(folder: str, local: Path, back: Path, parcel: Parcel) -> tuple[str, str]:
    """Return what to do to look, and to upload. After a `-` a command may fail. Patterns stand outside the quotes.

    `rename -l` replaces nothing; without it OpenSSH's client does where the server lets it (posix-rename).
    """
    place = _quoted(folder.rstrip("/") + "/")
    unfinished, final = place + parcel.unfinished, place + parcel.name
    look = f"-get {final} {_quoted(back.as_posix())}\n"
    upload = f"""-rm {place}{parcel.left_behind}
put {_quoted(local.as_posix())} {unfinished}
-rename -l {unfinished} {final}
-rm {unfinished}
"""
    return look, upload + look


def _quoted(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reason(code: int, message: str) -> DeliveryReason:
    if code == NO_CONNECTION:
        return next((reason for sign, reason in AT_THE_DOOR if sign in message), DeliveryReason.UNREACHABLE)
    last = message.strip().rpartition("\n")[2]  # the lines before are about files that may be missing
    return next((reason for sign, reason in AT_THE_FOLDER if sign in last), DeliveryReason.REFUSED)

"""Where counted days are delivered to, and how long to wait before the next try."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from kiosk.domain.calendar import ToldOpenings
from kiosk.domain.tally import Batch

FIRST_PAUSE, LONGEST_PAUSE = 60, 6 * 3600
"""Seconds between tries; each pause is twice the one before."""


class TargetKind(StrEnum):
    """Say how a target is reached."""

    FOLDER = "folder"
    WEBDAV = "webdav"
    SFTP = "sftp"
    FSSPEC = "fsspec"


@dataclass(frozen=True, slots=True)
class Target:
    """A delivery target of the site: a folder's path, https://…, sftp://user@host[:port]/path, or an fsspec URL.

    `proven`: something was delivered there before.
    """

    kind: TargetKind
    address: str
    proven: bool = False

    @property
    def host(self) -> str:
        """Return the machine that receives, by name; nothing where it is a folder of this one."""
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True, slots=True)
class BackupTarget:
    """The folder for backups, and the public key to encrypt them to, or nothing. `proven`: some went there before."""

    folder: str
    key: str = ""
    proven: bool = False


OF_DAY, OF_MONTH, OF_OPENINGS = ".csv", ".monat", ".sprechtage"
"""How the names of files end."""


def file_name(batch: Batch, content: bytes) -> str:
    """Return the name of the file of one profile's day or month, of this store, revision and content, and of no other.

    Another pack writes the same count with other zeros. An overhead of before lets files of months lie, and finds them
    when it is renewed.
    """
    when, end = (f"{batch.first_day:%Y-%m}", OF_MONTH) if batch.of_month else (batch.first_day.isoformat(), OF_DAY)
    told = hashlib.sha256(content).hexdigest()[:8]
    return f"{batch.desk}_{batch.profile}_{when}_{batch.writer or 'x'}_r{batch.revision}-{told}{end}"


def openings_name(told: ToldOpenings) -> str:
    """Return the name of the file of a desk's opening days, of this store and revision."""
    return f"{told.desk}_{told.writer}_{told.told}_r{told.revision}{OF_OPENINGS}"


def pause_after(attempts: int) -> int:
    """Return the seconds to wait after so many tries that failed."""
    return int(min(FIRST_PAUSE * 2 ** max(attempts - 1, 0), LONGEST_PAUSE))

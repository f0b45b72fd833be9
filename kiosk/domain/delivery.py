"""Where counted days are delivered to, under which name, and how long to wait before the next try."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FIRST_PAUSE, LONGEST_PAUSE = 60, 6 * 3600
"""Seconds between tries; each pause is twice the one before."""


class TargetKind(StrEnum):
    """How a target is reached."""

    FOLDER = "folder"
    WEBDAV = "webdav"
    SFTP = "sftp"
    FSSPEC = "fsspec"


@dataclass(frozen=True, slots=True)
class Target:
    """A delivery target of the site: a folder's path, https://…, sftp://user@host[:port]/path, or an fsspec URL."""

    kind: TargetKind
    address: str


def file_name(desk: str, profile: str, day: date, revision: int) -> str:
    """One file for each desk, profile, day and revision; it never changes after it was delivered."""
    return f"{desk}_{profile}_{day.isoformat()}_r{revision}.csv"


def pause_after(attempts: int) -> int:
    """Seconds to wait after so many tries that failed."""
    return int(min(FIRST_PAUSE * 2 ** max(attempts - 1, 0), LONGEST_PAUSE))

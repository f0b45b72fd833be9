"""One county as data: reads and checks a pack folder, and complains about every mistake at once."""

import hashlib
from contextlib import suppress
from functools import partial
from pathlib import Path

from kiosk.errors import Complaint, PackBroken
from kiosk.pack import consistency, parts
from kiosk.pack.consistency import rules_on_retired
from kiosk.pack.model import Desk, Pack, Post, Profile, Site
from kiosk.pack.sections import read_file, text_of

__all__ = ["Desk", "Pack", "Post", "Profile", "Site", "files_of", "load", "rules_on_retired"]

FILES = ("site.toml", "vocabulary.toml", "profiles.toml", "routing.toml", "directory.toml")


def load(folder: Path) -> Pack:
    """Return the pack in this folder. Raises PackBroken with all complaints when there is any mistake."""
    if not folder.is_dir():
        raise PackBroken(
            [Complaint("--pack", f"{folder}", "diesen Ordner gibt es nicht", "den, in dem site.toml liegt")]
        )
    complaints: list[Complaint] = []
    site_file, words_file, profiles_file, routing_file, directory_file = (
        read_file(folder, name, complaints) for name in FILES
    )
    unreadable = {complaint.file: complaint for complaint in complaints}
    site = site_file.wholly(parts.site)
    doors, services = directory_file.wholly(parts.directory)
    rules, title = routing_file.wholly(parts.routing)
    pack = Pack(
        folder=folder,
        version=_version(folder),
        site=site,
        vocabulary=words_file.wholly(partial(parts.vocabulary, site)),
        profiles=profiles_file.wholly(parts.profiles),
        rules=rules,
        doors=doors,
        services=services,
        title=title,
    )
    if not unreadable:
        complaints.extend(consistency.complaints(pack))
    if complaints:
        follow_ups = [complaint for complaint in complaints if complaint.file not in unreadable]
        raise PackBroken([*unreadable.values(), *follow_ups])
    return pack


def files_of(pack: Pack) -> dict[str, str]:
    """Return the text of each file of the pack, as a store keeps it beside what was counted with it."""
    return {name: text_of(pack.folder / name) for name in FILES}


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        with suppress(OSError):  # a file that cannot be read is a complaint of its own
            digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]

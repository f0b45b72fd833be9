"""Files at a place where newer ones replace them, each whole or not at all: a folder, or a store that speaks S3."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kiosk.errors import SettingWrong


def replace_all(address: str, files: Iterable[tuple[str, bytes]], below: Iterable[str]) -> Iterator[str]:
    """Put each file at its path and tell it, then take away what else lies below these folders.

    `address`: a folder that is there, or s3://bucket/folder, whose keys, region and server stand in the environment
    (AWS_…). Interrupted, each file is the old or the new one; the next run puts right whatever is left. Raises
    SettingWrong.
    """
    try:
        import obstore  # noqa: PLC0415 - only who publishes has it
        from obstore import store  # noqa: PLC0415
    except ImportError as error:
        problem = "dafür fehlt ein Programm: sh deploy/setup.sh requirements-state.txt, dann noch einmal"
        raise SettingWrong(address, problem) from error
    if "://" not in address and not Path(address).is_dir():
        raise SettingWrong(address, "diesen Ordner gibt es nicht; ihn anlegen oder den Namen berichtigen")
    try:
        place: Any = store.from_url(address) if "://" in address else store.LocalStore(Path(address).absolute())
        written = set()
        for path, content in files:
            obstore.put(place, path, content)
            written.add(path)
            yield path
        for folder in below:
            left = {found["path"] for chunk in obstore.list(place, folder) for found in chunk} - written
            obstore.delete(place, sorted(left))
    except (obstore.exceptions.BaseError, OSError, ValueError) as error:
        raise SettingWrong(address, "nicht erreichbar oder nicht beschreibbar; Adresse und Schlüssel prüfen") from error

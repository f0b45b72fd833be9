"""Every pack that the store was opened with, and every code that stands in its rows and counts."""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.domain import tally
from kiosk.storage.database import File

SERVICES = "service"
"""Name of the list of services among the codes seen; no counted table is called so."""
DESKS = "desk"
"""Name of the list of desks among the codes seen; no counted table is called so."""
POSTS = "post"
"""Name of the list of posts among the codes seen; no counted table is called so."""
SEEN = f"""
SELECT DISTINCT tally_table, tally_row FROM sum_cell WHERE span GLOB '????'
UNION SELECT DISTINCT tally_table, tally_row FROM batch JOIN cell ON batch = batch.id WHERE month = ''
UNION SELECT DISTINCT tally_table, tally_row FROM running_cell
UNION SELECT DISTINCT tally_table, tally_row FROM case_cell
UNION SELECT DISTINCT fact, code FROM fact
UNION SELECT DISTINCT '{tally.NEEDS}', need FROM need
UNION SELECT DISTINCT '{tally.OUTCOMES}', outcome FROM person WHERE outcome IS NOT NULL
UNION SELECT DISTINCT '{tally.REASONS}', reason FROM person WHERE reason <> ''
UNION SELECT DISTINCT '{SERVICES}', service FROM person WHERE service <> ''
UNION SELECT DISTINCT '{SERVICES}', service FROM slip
UNION SELECT DISTINCT '{DESKS}', desk FROM batch WHERE source = '{tally.OWN}'
UNION SELECT DISTINCT '{DESKS}', desk FROM screening_hour
UNION SELECT DISTINCT '{POSTS}', post FROM case_month
UNION SELECT DISTINCT '{POSTS}', post FROM account WHERE post <> ''
"""


class PackVersions:
    """The files of each version, the newest opened last."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, version: str, day: date, files: Mapping[str, str]) -> None:
        """Remember this version; one that is known stays as it was first seen."""
        self._file.change(
            "INSERT OR IGNORE INTO pack_version (version, day, files) VALUES (?, ?, ?)",
            [version, day, json.dumps(files, ensure_ascii=False)],
        )

    def knows(self, version: str) -> bool:
        """Tell whether the store was opened with this version before."""
        return bool(self._file.value("SELECT 1 FROM pack_version WHERE version = ?", [version]))

    def newest_first(self, besides: str = "") -> Iterator[dict[str, str]]:
        """Yield the files of each version but one, name to text, the one seen last first."""
        query = "SELECT files FROM pack_version WHERE version <> ? ORDER BY id DESC"
        return (json.loads(files) for (files,) in self._file.rows(query, [besides]))

    def codes_seen(self) -> set[tuple[str, str]]:
        """Return every (table, code) that a talk, an hour or a count of this store holds."""
        return {*self._file.rows(SEEN)}

"""Day files as desks deliver them, right ones and every kind of wrong one."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from builders import first_profile

from kiosk.domain import tally
from kiosk.domain.lineage import chain
from kiosk.domain.register import Grain
from kiosk.domain.tally import Batch
from kiosk.pack import Pack
from kiosk.transfer.day_file import HEADING
from kiosk.transfer.day_file import content as day_file_of

Counted = Mapping[tuple[str, str], int]


def counted(pack: Pack, persons: int, seed: int = 0) -> Counted:
    """Counts of so many persons, one a talk, whose sums hold."""
    dice, cells = Random(f"{seed} {persons}"), dict[tuple[str, str], int]()
    rows: dict[str, list[str]] = {}
    for table, row in pack.register.zeros(*Grain):
        rows.setdefault(table, []).append(row)
    for table in (*pack.vocabulary.facts, tally.OUTCOMES, tally.LANGUAGES, tally.ENDINGS, tally.NEEDS):
        for row in dice.choices(rows[table], k=persons):
            cells[table, row] = cells.get((table, row), 0) + 1
    return {**cells, (tally.VOLUME, tally.CONVERSATIONS): persons, (tally.VOLUME, tally.PERSONS): persons}


WRITER, OTHER = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
"""Stores that count."""


def lines_of(
    pack: Pack, day: date, counts: Counted, revision: int = 1, desk: str = "", writer: str = WRITER
) -> list[list[str]]:
    """The lines of a day file, zeros included, without its heading."""
    place = desk or pack.site.desks[0].code
    head = [place, first_profile(pack).code, day.isoformat(), str(revision)]
    known = list(pack.register.zeros(*Grain))
    extra = [cell for cell in counts if cell not in known]
    return [
        [*head, table, row, str(counts.get((table, row), 0)), pack.register.of(table).adds_up_to, pack.version, writer]
        for table, row in (*known, *extra)
    ]


def corrected(
    pack: Pack, day: date, figures: Sequence[int], desk: str = "", writer: str = WRITER, before: Sequence[Batch] = ()
) -> list[tuple[Batch, bytes]]:
    """The counts of a day and their files, as a desk makes them: each builds on the one before, and on `before`."""
    line, files = [*before], []
    for persons in figures:
        count = batch_of(pack, day, persons, len(line) + 1, desk, writer, line)
        files.append((count, day_file_of(pack, [count])))
        line.append(count)
    return files


def batch_of(
    pack: Pack, day: date, persons: int, revision: int, desk: str = "", writer: str = WRITER, line: Sequence[Batch] = ()
) -> Batch:
    """A count of so many persons that builds on those of `line`."""
    place = desk or pack.site.desks[0].code
    head = (place, first_profile(pack).code, day, day, revision, tally.OWN, counted(pack, persons))
    return Batch(*head, pack=pack.version, writer=writer, builds_on=chain(line))


def as_before(lines: list[list[str]]) -> bytes:
    """The lines as desks of former versions wrote them: without what adds up, and without who counted."""
    return written([line[:7] for line in lines], HEADING[:7])


def written(lines: list[list[str]], heading: list[str] = HEADING) -> bytes:
    """The lines as a file."""
    return "".join(f"{','.join(line)}\n" for line in (heading, *lines)).encode()


def day_file(
    pack: Pack, day: date, persons: int, revision: int = 1, desk: str = "", seed: int = 0, writer: str = WRITER
) -> bytes:
    """A day file in order."""
    return written(lines_of(pack, day, counted(pack, persons, seed), revision, desk, writer))


def days_before(today: date, number: int) -> list[date]:
    """So many days, the last one yesterday."""
    return [today - timedelta(days=ago) for ago in range(number, 0, -1)]

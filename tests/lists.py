"""Old lists as tests write them: spreadsheets made cell by cell, and what the office does with them."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from builders import TODAY
from openpyxl import Workbook

from kiosk import overhead
from kiosk.desk import Office
from kiosk.domain.period import Period
from kiosk.domain.tally import Scope
from kiosk.overhead import ALL_DESKS, Examined, OldList

COUNTS = Path(__file__).resolve().parent.parent / "deploy" / "mettmann" / "counts"
FIRST, LAST, SOURCE = date(2023, 4, 1), date(2024, 4, 30), "Vorlage 50/014/2024"
ALWAYS = Scope(Period(date(2000, 1, 1), date(2099, 12, 31)), months=Period(date(2000, 1, 1), date(2099, 12, 31)))


def paper(name: str) -> bytes:
    """A table of the committee paper as a file."""
    return (COUNTS / f"{name}.csv").read_bytes()


def old_list(
    content: bytes,
    meanings: dict[str, str] | None = None,
    *,
    first: date = FIRST,
    last: date = LAST,
    source: str = SOURCE,
    profile: str = "chancenaufenthalt",
    desk: str = ALL_DESKS,
    printed: bool = True,
) -> OldList:
    """A list with what a person said about it."""
    return OldList("liste", content, first, last, source, profile, desk, meanings or {}, printed)


def examine(office: Office, content: bytes, *meanings: dict[str, str], **said) -> Examined:
    """The dry run of 23 November 2026."""
    return overhead.examine(office.store, office.pack, old_list(content, *meanings, **said), TODAY)


def take(office: Office, content: bytes, *meanings: dict[str, str], **said) -> Examined:
    """The import of 23 November 2026."""
    return overhead.take_in(office.store, office.pack, old_list(content, *meanings, **said), TODAY, "leitung")


def kinds(examined: Examined) -> list[str]:
    """What stands against a list, each kind once."""
    return sorted({finding.kind.value for finding in examined.obstacles})


def sums(office: Office) -> dict[str, int]:
    """Every row of a committee table that old lists have filled, over all years."""
    return {row: number for (_, row), number in office.store.reported.cells(ALWAYS, ())["liste"].items()}


def meanings(office: Office) -> dict[str, str]:
    """What words meant in lists that came in."""
    taught = office.store.old_lists.taught()
    return {word: said[word] for word, said in taught.items() if word in said}


def book(*sheets: Iterable[Sequence[object]]) -> bytes:
    """An XLSX file with these sheets, row by row."""
    made = Workbook()
    made.remove(made.active)
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(list(row))
    return saved(made)


def saved(made: Workbook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def asked(examined: Examined) -> list[str]:
    """The words and places that a person can answer, in the order in which they are told."""
    return [key for finding in examined.findings for key in finding.keys]

"""Bringing in old lists of counts: doubtful ones are refused with every reason."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.domain import tally
from kiosk.domain.tally import Batch
from kiosk.domain.vocabulary import PaperTable
from kiosk.errors import Complaint, ImportRefused
from kiosk.pack import Pack
from kiosk.storage import Store

ALL_DESKS = "alle"
"""Desk of an old list that was counted for the whole county."""
PRINTED_TOTAL = "printed_total"
HEADING = ("row", "label_de", "count")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an old list, with its number in the file."""

    number: int
    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did: the batch as it is kept now, and whether that is new."""

    batch: Batch
    paper: PaperTable
    new: bool


@dataclass(frozen=True, slots=True)
class OldList:
    """A file of counts for a period, both days included: CSV with the columns row, label_de, count.

    A last row `printed_total` is checked against the sum. `source` says where the counts come from.
    """

    name: str
    content: bytes
    first: date
    last: date
    source: str
    profile: str


def take_in(store: Store, pack: Pack, old_list: OldList) -> Taken:
    """Keep an old list of counts as a batch; the same list twice changes nothing.

    Raises ImportRefused with every mistake; nothing is stored then.
    """
    name, first, last = old_list.name, old_list.first, old_list.last
    complaints: list[Complaint] = []
    if first > last:
        complaints.append(Complaint(name, "--from/--to", f"{first} liegt nach {last}", "zuerst den früheren Tag"))
    lines, printed = _read(name, old_list.content, complaints)
    paper = _paper_of(pack, lines)
    if paper is None:
        known = ", ".join(paper.code for paper in pack.vocabulary.papers)
        complaints.append(Complaint(name, "row", "keine Zeile passt zu einer Tabelle", f"Codes einer Tabelle: {known}"))
        raise ImportRefused(complaints)
    complaints.extend(_doubts(name, paper, lines, printed))
    cells = {(tally.PAPER_PREFIX + paper.code, line.code): line.count for line in lines if line.count}
    batch = Batch(ALL_DESKS, old_list.profile, first, last, 1, old_list.source, cells, paper.code)
    complaints.extend(_overlaps(store, name, paper, batch))
    if complaints:
        raise ImportRefused(complaints)
    known_before = [_identity(old) for old in store.counts.batches(first, last) if old.cells == cells]
    kept = store.counts.keep_batch(batch)
    return Taken(kept, paper, _identity(batch) not in known_before)


def _read(name: str, content: bytes, complaints: list[Complaint]) -> tuple[list[Line], int | None]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        complaints.append(Complaint(name, "Datei", "ist nicht in UTF-8", "als „CSV UTF-8“ speichern"))
        return [], None
    text = "\n".join(text.splitlines())
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    try:
        rows = [row for row in reader if any(field.strip() for field in row)]
    except csv.Error as error:
        complaints.append(Complaint(name, f"Zeile {reader.line_num}", f"ist kein CSV ({error})", "die Zeile prüfen"))
        return [], None
    if not rows or tuple(field.strip() for field in rows[0]) != HEADING:
        complaints.append(Complaint(name, "Zeile 1", "hat andere Überschriften", ", ".join(HEADING)))
        return [], None
    lines, printed = [], None
    for number, row in enumerate(rows[1:], start=2):
        code, label, written = (field.strip() for field in (*row, "", "", "")[:3])
        count = _whole(written)
        if count is None or not code:
            problem = f"„{written}“ ist keine Anzahl" if code else "hat keinen Zeilencode"
            complaints.append(Complaint(name, f"Zeile {number}", problem, "eine ganze Zahl ab 0 ohne Punkt"))
        elif code == PRINTED_TOTAL:
            printed = count
        else:
            lines.append(Line(number, code, label, count))
    return lines, printed


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _paper_of(pack: Pack, lines: list[Line]) -> PaperTable | None:
    """The table whose rows the list names most often; None when it names none."""
    codes = {line.code for line in lines}
    fits = {paper.code: len(codes & {row.code for row in paper.rows}) for paper in pack.vocabulary.papers}
    best = max(pack.vocabulary.papers, key=lambda paper: fits[paper.code])
    return best if fits[best.code] else None


def _doubts(name: str, paper: PaperTable, lines: list[Line], printed: int | None) -> Iterator[Complaint]:
    known = [row.code for row in paper.rows]
    for line in lines:
        if line.code not in known:
            yield Complaint(
                name,
                f"Zeile {line.number}",
                f"„{line.code}“ gibt es in „{paper.title}“ nicht",
                "eine von: " + ", ".join(known),
            )
    for what, values in (
        ("Code", Counter(line.code for line in lines)),
        ("Beschriftung", Counter(line.label for line in lines if line.label)),
    ):
        for value, times in values.items():
            if times > 1:
                places = ", ".join(str(line.number) for line in lines if value in (line.code, line.label))
                yield Complaint(
                    name,
                    f"Zeilen {places}",
                    f"{what} „{value}“ steht {times}-mal da",
                    "jede Zeile genau einmal",
                )
    for row in paper.rows:
        if not row.added and row.code not in {line.code for line in lines}:
            yield Complaint(name, "row", f"die Zeile „{row.code}“ fehlt", f"{row.code},{row.label},0")
    total = sum(line.count for line in lines)
    if printed is not None and printed != total:
        yield Complaint(
            name,
            PRINTED_TOTAL,
            f"die Zeilen ergeben {total}, gedruckt ist {printed}",
            "Zeilen und Summe berichtigen",
        )


def _overlaps(store: Store, name: str, paper: PaperTable, batch: Batch) -> Iterator[Complaint]:
    tables = {paper.counts, tally.PAPER_PREFIX + paper.code}
    for other in store.counts.batches_touching(batch.first_day, batch.last_day):
        if _identity(other) == _identity(batch) or other.profile != batch.profile:
            continue
        if any(table in tables for table, _ in other.cells):
            kind = f"Sprechstunde {other.desk}" if other.source == tally.OWN else f"„{other.source}“"
            yield Complaint(
                name,
                "--from/--to",
                f"{kind}, {other.first_day} bis {other.last_day}, zählt diese Tage schon",
                "einen anderen Zeitraum",
            )
            return


def _identity(batch: Batch) -> tuple[str, str, date, date, str, str]:
    return batch.desk, batch.profile, batch.first_day, batch.last_day, batch.source, batch.paper

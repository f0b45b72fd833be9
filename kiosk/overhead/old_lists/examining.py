"""How an old list would be counted, and everything that speaks against it."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kiosk.domain import tally
from kiosk.domain.period import Period
from kiosk.domain.table import Table, TableRow
from kiosk.domain.tally import Batch
from kiosk.domain.vocabulary import PaperTable
from kiosk.overhead.old_lists import checks, layout, reading
from kiosk.overhead.old_lists.cells import folded, one_line
from kiosk.overhead.old_lists.checks import ALL_DESKS
from kiosk.overhead.old_lists.findings import Finding, Kind
from kiosk.overhead.old_lists.layout import Layout
from kiosk.overhead.old_lists.lines import DeskOf, Line, understood
from kiosk.overhead.old_lists.matching import LEFT_OUT, Choices, Words, fitting
from kiosk.pack import Pack
from kiosk.storage import Store

MOST_NOTED = 5
"""Totals that a list's note names; a list by days may have hundreds."""


@dataclass(frozen=True, slots=True)
class OldList:
    """A file of counts for a period, both days included. `source` says where the counts come from.

    `desk`: the desk that counted, ALL_DESKS for the county; a column of desks in the file goes before it.
    """

    name: str
    content: bytes
    first: date
    last: date
    source: str
    profile: str
    desk: str = ALL_DESKS
    choices: Choices = field(default_factory=Choices)

    def __post_init__(self) -> None:
        """What is typed is cleaned here, for the page and the terminal alike."""
        for name in ("name", "source"):
            object.__setattr__(self, name, one_line(getattr(self, name)))

    @property
    def content_digest(self) -> str:
        """The same file is known by it, whatever period it is taken in for."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Question:
    """A word, or a place, about which a person decides; `meaning` is "table:row", LEFT_OUT or still empty."""

    key: str
    word: str
    count: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Examined:
    """A list as it would be counted. `paper` and `table` are None when no committee table fits.

    `known`: the number of the same list when it is counted already, else 0.
    """

    findings: tuple[Finding, ...]
    paper: PaperTable | None = None
    table: Table | None = None
    questions: tuple[Question, ...] = ()
    batches: tuple[Batch, ...] = ()
    by_day: bool = False
    digest: str = ""
    known: int = 0
    accept_total: bool = False

    @property
    def obstacles(self) -> tuple[Finding, ...]:
        """What must be settled before the list can be counted."""
        return tuple(filter(self._in_the_way, self.findings))

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What is told without being in the way."""
        return tuple(finding for finding in self.findings if not self._in_the_way(finding))

    @property
    def ready(self) -> bool:
        """Tell whether it can be counted now."""
        return not self.known and not self.obstacles

    @property
    def note(self) -> str:
        """What was accepted, for the list's entry."""
        totals = [one for one in self.findings if one.kind is Kind.TOTAL_DISAGREES]
        parts = [f"gedruckte Summe {one.printed}, Zeilen {one.computed}" for one in totals[:MOST_NOTED]]
        parts += ["…"] * (len(totals) > MOST_NOTED)
        parts += [f"ohne „{one.word}“" for one in self.findings if one.kind is Kind.LEFT_OUT]
        return "; ".join(parts)

    def _in_the_way(self, finding: Finding) -> bool:
        return not (finding.kind.harmless or (finding.kind.acceptable and self.accept_total))


def examine(store: Store, pack: Pack, old_list: OldList, today: date) -> Examined:
    """Return how the list would be counted, and everything that speaks against it. Stores nothing."""
    findings = [*checks.of_request(old_list.first, old_list.last, old_list.source, today)]
    try:
        found = layout.recognised(reading.sheets(old_list.content))
    except reading.NotReadable as unreadable:
        return Examined((*findings, Finding(unreadable.kind)))
    if found is None or not found.entries:
        return Examined((*findings, Finding(Kind.NO_LINES if found else Kind.NO_HEADING)))
    chosen, kept = old_list.choices.folded, store.old_lists.words()
    words = fitting((Words.of(paper, chosen, kept) for paper in pack.vocabulary.papers), found.entries)
    if words is None:
        return Examined((*findings, Finding(Kind.NO_TABLE)), questions=_all_questions(found))
    findings += [Finding(Kind.OTHER_SHEET, word=name) for name in found.other_sheets]
    every = [*understood(found.entries, words, _desks(pack, old_list.desk))]
    findings += _findings(old_list, found, words.paper, every, today)
    examined = Examined(
        tuple(findings),
        words.paper,
        _table(words.paper, every),
        _questions(words.paper, every),
        _batches(old_list, found, words.paper, every),
        found.by_day,
        _digest(old_list, words.paper),
        accept_total=old_list.choices.accept_total,
    )
    return _told_apart(store, old_list, compared(store, examined))


def compared(store: Store, examined: Examined) -> Examined:
    """The list beside what counts already; the only part that others may change while a person looks."""
    overlaps = checks.of_overlaps(store, examined.batches)
    known = store.old_lists.number_of(examined.digest)
    return replace(examined, findings=(*examined.findings, *overlaps), known=known)


def _told_apart(store: Store, old_list: OldList, examined: Examined) -> Examined:
    """With a remark for each other list that came from the very same file."""
    others = () if examined.known else store.old_lists.of_content(old_list.content_digest)
    same = (Finding(Kind.SAME_FILE, word=one.source, first=one.first, last=one.last) for one in others)
    return replace(examined, findings=(*examined.findings, *same))


def _findings(old_list: OldList, found: Layout, paper: PaperTable, every: list[Line], today: date) -> Iterator[Finding]:
    lines = [line for line in every if line.counts]
    if not lines:
        yield Finding(Kind.NO_LINES)
    yield from checks.of_words(paper, every)
    yield from checks.of_cells(lines)
    if found.by_day and old_list.first <= old_list.last:
        yield from checks.of_days(lines, Period(old_list.first, old_list.last), today)
    yield from checks.of_doubles(lines)
    left_out = {place for place, said in old_list.choices.folded.items() if said == LEFT_OUT}
    yield from checks.of_totals(found.totals, lines, left_out)


def _batches(old_list: OldList, found: Layout, paper: PaperTable, every: list[Line]) -> tuple[Batch, ...]:
    """One for the period, or one a day; one a desk. Only what is clear stands in them."""
    cells: dict[tuple[str, date, date], Counter[tuple[str, str]]] = {}
    for line in every:
        first, last = (line.day, line.day) if found.by_day else (old_list.first, old_list.last)
        if not line.counts or line.desk is None or first is None or last is None or first > last:
            continue
        counted = cells.setdefault((line.desk, first, last), Counter())
        counted[tally.PAPER_PREFIX + paper.code, line.row] += line.count or 0
    return tuple(
        Batch(desk, old_list.profile, first, last, 1, old_list.source, +counted, paper.code)
        for (desk, first, last), counted in sorted(cells.items(), key=lambda item: item[0])
    )


def _table(paper: PaperTable, every: list[Line]) -> Table:
    """The list in the rows of the committee table, as far as its words are known."""
    counts: Counter[str] = Counter()
    for line in every:
        counts[line.row] += line.count or 0
    rows = [row for row in paper.rows if counts[row.code] or not row.added]
    known = tuple(TableRow(row.code, row.label, counts[row.code]) for row in rows)
    return Table(paper.code, paper.title, known, sum(row.count for row in known))


def _questions(paper: PaperTable, every: list[Line]) -> tuple[Question, ...]:
    """The words that are unknown, were decided, or stand for what another word stands for too."""
    asked: dict[str, list[Line]] = {}
    for line in every:
        if line.meaning.asked or not line.row:
            asked.setdefault(line.entry.word or line.entry.places[-1], []).append(line)
    for group in checks.doubled([line for line in every if line.counts]):
        for key, line in zip(_keys(group), group, strict=True):
            asked.setdefault(key, [line])
    return tuple(_question(key, lines, paper) for key, lines in asked.items())


def _keys(group: tuple[Line, ...]) -> Iterator[str]:
    """What tells doubles apart: their words, else their lines, else their columns."""
    entries = [line.entry for line in group]
    if len({folded(entry.word) for entry in entries}) == len(entries):
        return (entry.word for entry in entries)
    apart = len({entry.line for entry in entries}) == len(entries)
    return (entry.places[0 if apart else -1] for entry in entries)


def _question(key: str, lines: list[Line], paper: PaperTable) -> Question:
    row = lines[0].row
    meaning = row if row in ("", LEFT_OUT) else f"{paper.code}:{row}"
    return Question(key, lines[0].entry.word, sum(line.count or 0 for line in lines), meaning)


def _all_questions(found: Layout) -> tuple[Question, ...]:
    """Every word of a list that no table fits."""
    words = dict.fromkeys(entry.word or entry.places[-1] for entry in found.entries)
    return tuple(Question(word, word, 0, "") for word in words)


def _desks(pack: Pack, otherwise: str) -> DeskOf:
    known: Mapping[str, str] = {
        folded(name): desk.code for desk in pack.site.desks for name in (desk.code, desk.name)
    } | {"": otherwise, ALL_DESKS: ALL_DESKS}
    return lambda written: known.get(folded(written))


def _digest(old_list: OldList, paper: PaperTable) -> str:
    about = (old_list.first.isoformat(), old_list.last.isoformat(), old_list.profile, old_list.desk, paper.code)
    return hashlib.sha256("\n".join(about).encode() + b"\n" + old_list.content).hexdigest()

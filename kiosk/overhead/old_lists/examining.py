"""How an old list would be counted, and everything that speaks against it."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE, Period, month_of
from kiosk.domain.register import Grain
from kiosk.domain.table import Table, TableRow
from kiosk.domain.tally import Batch
from kiosk.domain.vocabulary import PaperTable
from kiosk.export.csv_form import COLUMNS, GERMAN_COLUMNS
from kiosk.overhead.old_lists import cells, checks, proposal, reading
from kiosk.overhead.old_lists.cells import folded, one_line
from kiosk.overhead.old_lists.findings import Finding, Kind
from kiosk.overhead.old_lists.lines import LEFT_OUT, TOTAL_WORD, Listed, listed
from kiosk.overhead.old_lists.matching import (
    ALL_DESKS,
    PLACE,
    Answers,
    Line,
    Words,
    fitting,
    known_words,
    understood,
)
from kiosk.overhead.old_lists.persons import lists_persons
from kiosk.overhead.old_lists.proposal import Block, Reading
from kiosk.overhead.old_lists.reading import Sheet
from kiosk.pack import Pack
from kiosk.storage import Store

MOST_NOTED = 5
"""Totals that a list's note names; a list by days may have hundreds."""
MOST_PROPOSED = 300
"""Questions up to which each gets a row that it may mean."""
OWN_SHEETS = {"Übersicht", "Codebuch", "Methode"}
OWN_HEADINGS = {
    COLUMNS[:3]: Kind.OWN_NUMBERS,
    tuple(map(folded, GERMAN_COLUMNS[:3])): Kind.OWN_NUMBERS,
    ("desk", "profile", "day"): Kind.OWN_DAY,
}
"""How the files begin that this program writes; their counts come in another way."""


@dataclass(frozen=True)
class OldList:
    """A file of counts for a period, both days included. `source` says where the counts come from.

    `desk`: the desk that counted, ALL_DESKS for the county; what the file says goes before it. `said`: what a person
    answered, of words ("F + F": "screening:kim_cm"), of places ("spalte:C": "anzahl", "zeile:14": "-", "summe:B9":
    "+") and of how the file is read ("lesen:kopf", "lesen:tabelle", "lesen:block", "lesen:komma").
    """

    name: str
    content: bytes
    first: date
    last: date
    source: str
    profile: str
    desk: str = ALL_DESKS
    said: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What is typed is cleaned here, for the page and the terminal alike."""
        for name in ("name", "source"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        object.__setattr__(self, "said", {folded(key): value for key, value in self.said.items() if value})

    @property
    def content_digest(self) -> str:
        """The same file is known by it, whatever period it is taken in for."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def period(self) -> Period:
        """The days it counts; all days there are where the last comes before the first."""
        return Period(self.first, self.last) if self.first <= self.last else COUNTABLE

    @cached_property
    def sheets(self) -> list[Sheet]:
        """What the file holds. Raises NotReadable, also for what must not be kept."""
        found = reading.sheets(self.content)
        if lists_persons(found):
            raise reading.NotReadable(Kind.PERSONS)
        begin = next((row for sheet in found for row in sheet.rows if any(row)), ())
        if kind := OWN_HEADINGS.get(tuple(map(folded, begin[:3]))):
            raise reading.NotReadable(kind)
        if {sheet.name for sheet in found} >= OWN_SHEETS:
            raise reading.NotReadable(Kind.OWN_NUMBERS)
        return found


@dataclass(frozen=True, slots=True)
class Question:
    """A word, or a place, about which a person decides: what `row`, `desk` or `count` it means, or of a `line`.

    `meaning` is what was said, or empty; `proposed` what it may be.
    """

    key: str
    word: str
    count: int
    kind: str
    meaning: str = ""
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A list as it would be counted, read from the block with this `number`; `reading` is None for a file that is none,
    `paper` and `table` are None when no committee table fits.

    `known`: the number of the same list when it is counted already, else 0.
    """

    findings: tuple[Finding, ...]
    blocks: tuple[Block, ...] = ()
    number: int = 1
    reading: Reading | None = None
    paper: PaperTable | None = None
    table: Table | None = None
    questions: tuple[Question, ...] = ()
    batches: tuple[Batch, ...] = ()
    sums: Mapping[int, str] = field(default_factory=dict)
    digest: str = ""
    known: int = 0

    @property
    def obstacles(self) -> tuple[Finding, ...]:
        """What must be settled before the list can be counted."""
        return tuple(finding for finding in self.findings if not finding.kind.harmless)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What is told without being in the way."""
        return tuple(finding for finding in self.findings if finding.kind.harmless)

    def told(self, *findings: Finding) -> "Examined":
        """The same with more findings."""
        return replace(self, findings=(*self.findings, *findings))

    @property
    def ready(self) -> bool:
        """Tell whether it can be counted now."""
        return not self.known and not self.obstacles

    @property
    def note(self) -> str:
        """What was accepted, for the list's entry."""
        totals = [one for one in self.findings if one.kind is Kind.TOTAL_ACCEPTED]
        parts = [f"gedruckte Summe {one.printed}, Zeilen {one.computed}" for one in totals[:MOST_NOTED]]
        parts += ["…"] * (len(totals) > MOST_NOTED)
        parts += [f"ohne „{one.word}“" for one in self.findings if one.kind is Kind.LEFT_OUT]
        return "; ".join(parts)


def refused(content: bytes) -> Finding | None:
    """Why a file is no list of counts, asked before anything of it is kept; None for one that may be."""
    try:
        found = OldList("", content, date.min, date.max, "", "").sheets
    except reading.NotReadable as unreadable:
        return Finding(unreadable.kind, word=unreadable.word)
    return None if proposal.blocks(found) else Finding(Kind.NO_NUMBERS)


def examine(store: Store, pack: Pack, old_list: OldList, today: date) -> Examined:
    """Return how the list would be counted, and everything that speaks against it. Stores nothing."""
    findings = [*checks.of_request(old_list.first, old_list.last, old_list.source, today)]
    try:
        blocks = proposal.blocks(old_list.sheets)
    except reading.NotReadable as unreadable:
        return Examined((*findings, Finding(unreadable.kind, word=unreadable.word)))
    if not blocks:
        return Examined((*findings, Finding(Kind.NO_NUMBERS)))
    chosen = Chosen.of(store, blocks, old_list.said)
    known = known_words(pack, chosen.answers)
    read = proposal.read(chosen.block, chosen.answers.said, known, kept=chosen.as_before)
    found = listed(read, chosen.answers.all, known)
    findings += [
        *checks.of_sheets(old_list.sheets, blocks, chosen.block),
        *checks.of_reading(read, found, known),
    ]
    examined = Examined(tuple(findings), tuple(blocks), chosen.number, read)
    if not found.entries:
        return examined if examined.obstacles else examined.told(Finding(Kind.NO_LINES))
    words = _words(pack, chosen, read, found)
    if words is None:
        return examined.told(Finding(Kind.NO_TABLE))
    counted = _Counted(
        old_list, found, words, [*understood(found.entries, read, words, old_list.desk, old_list.period)]
    )
    return _told_apart(store, old_list, compared(store, counted.examined(examined, pack, today)))


def _words(pack: Pack, chosen: "Chosen", read: Reading, found: Listed) -> Words | None:
    """The words of the table that the list belongs to; where nothing says which, that of a list before."""
    every = [Words.of(pack, paper, chosen.answers) for paper in pack.vocabulary.papers]
    words = fitting(every, found.entries, _hints(read), chosen.answers.said.get("lesen:tabelle", ""))
    return words or next((one for one in every if one.paper.code == chosen.paper), None)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A list whose table is known, count by count."""

    old_list: OldList
    found: Listed
    words: Words
    lines: list[Line]

    def examined(self, examined: Examined, pack: Pack, today: date) -> Examined:
        """The same list with what it counts, what is asked about it, and what speaks against it."""
        by_month = pack.register.of(self.words.paper.code).grain is Grain.MONTH
        examined = examined.told(*self.findings(by_month, today))
        return replace(
            examined,
            paper=self.words.paper,
            table=_table(self.words.paper, self.lines),
            questions=(
                *_questions(self.words, self.lines),
                *_of_totals(self.words.answers, self.found.sums, examined.findings),
            ),
            batches=_batches(self.old_list, self.words.paper, self.lines, by_month),
            sums=self.found.sums,
            digest=_digest(self.old_list, self.words.paper, examined.number),
        )

    def findings(self, by_month: bool, today: date) -> Iterator[Finding]:
        """Every check of what is counted. `by_month`: the table describes persons."""
        lines, said = [line for line in self.lines if line.counts], self.words.answers.said
        if not lines:
            yield Finding(Kind.NO_LINES)
        yield from checks.of_words(self.words, self.lines)
        yield from checks.of_cells(lines, said.get("lesen:komma", ""))
        timed = any(line.entry.time for line in self.lines)
        if timed and self.old_list.first <= self.old_list.last:
            over = month_of(today).first - timedelta(days=1) if by_month else today
            yield from checks.of_times(lines, self.old_list.period, over)
        if by_month and not timed and not self.old_list.period.whole_months:
            yield Finding(Kind.NOT_WHOLE_MONTHS)
        if by_month and any(line.when and not line.when.whole_months for line in lines):
            yield Finding(Kind.WHOLE_MONTHS)
        yield from checks.of_doubles(lines)
        yield from checks.of_totals(self.found.totals, self.lines, said)


def compared(store: Store, examined: Examined) -> Examined:
    """The list beside what counts already; the only part that others may change while a person looks."""
    overlaps = checks.of_overlaps(store, examined.batches)
    known = store.old_lists.number_of(examined.digest)
    return replace(examined.told(*overlaps), known=known)


def _told_apart(store: Store, old_list: OldList, examined: Examined) -> Examined:
    """With a remark for each other list that came from the very same file."""
    others = () if examined.known else store.old_lists.of_content(old_list.content_digest)
    same = (Finding(Kind.SAME_FILE, word=one.source, first=one.first, last=one.last) for one in others)
    return examined.told(*same)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The block that is read and the answers about it; of a list before with these headings, how it was read, and
    for which table.
    """

    number: int
    block: Block
    answers: Answers
    kept: Mapping[str, str]
    paper: str

    @classmethod
    def of(cls, store: Store, blocks: Sequence[Block], said: Mapping[str, str]) -> "Chosen":
        """What a person chose, else the first block under the heading that it seems to have, or had before."""
        number = {str(place): place for place in range(1, len(blocks) + 1)}.get(said.get("lesen:block", ""), 1)
        block = blocks[number - 1]
        shapes = store.old_lists.shapes()
        if head := said.get("lesen:kopf"):
            block = block.headed(head)
        elif block.shape not in shapes:
            block = next((other for other in block.others() if other.shape in shapes), block)
        kept = shapes.get(block.shape, {})
        paper = kept.pop("lesen:tabelle", "")
        return cls(number, block, Answers({**kept, **said}, store.old_lists.words()), kept, paper)

    @property
    def as_before(self) -> bool:
        """Whether it is read as the list before was."""
        return bool(self.kept) and self.kept.items() <= self.answers.said.items()


def _hints(read: Reading) -> Iterator[str]:
    """What may name the committee's table: headings, the lines above them, the sheet."""
    yield from (read.block.headings[column] for column in read.columns(proposal.Role.ROW))
    yield from (cells.text(cell) for row in read.block.above for cell in row if cells.worded(cell))
    yield read.block.sheet.name


def _batches(old_list: OldList, paper: PaperTable, every: list[Line], by_month: bool) -> tuple[Batch, ...]:
    """One for the period, or one a day, month or year; one a desk. Only what is clear stands in them.

    `by_month`: of a table that describes persons no day stays; its days are summed into their months.
    """
    counted: dict[tuple[str, date, date], Counter[tuple[str, str]]] = {}
    for line in every:
        when = line.when if line.entry.time else old_list.period
        if not line.counts or line.desk is None or when is None or old_list.first > old_list.last:
            continue
        first, last = when.first, when.last
        if by_month and line.entry.time:
            first, last = month_of(first).first, month_of(last).last
        counted.setdefault((line.desk, first, last), Counter())[tally.PAPER_PREFIX + paper.code, line.row] += (
            line.count or 0
        )
    return tuple(
        Batch(desk, old_list.profile, first, last, 1, old_list.source, +found, paper.code)
        for (desk, first, last), found in sorted(counted.items(), key=lambda item: item[0])
    )


def _table(paper: PaperTable, every: list[Line]) -> Table:
    """The list in the rows of the committee table, as far as its words are known."""
    counts: Counter[str] = Counter()
    for line in every:
        counts[line.row] += line.count or 0
    rows = [row for row in paper.rows if counts[row.code] or not row.added]
    known = tuple(TableRow(row.code, row.label, counts[row.code]) for row in rows)
    return Table(paper.code, paper.title, known, sum(row.count for row in known))


def _questions(words: Words, every: list[Line]) -> Iterator[Question]:
    """The words that are unknown or were decided, signs, places, days that are none, and lines that stand twice."""
    asked: dict[tuple[str, str], list[Line]] = {}
    for line in every:
        for about in _asked(words, line):
            asked.setdefault(about, []).append(line)
    for group in checks.doubled([line for line in every if line.counts]):
        apart = len({line.entry.line for line in group}) == len(group)
        if not checks.added(group) or any(line.added for line in group):
            asked |= {("line", line.entry.places[0 if apart else -1]): [line] for line in group}
    few = len(asked) < MOST_PROPOSED
    for (kind, key), lines in asked.items():
        word, said = lines[0].entry.word if PLACE.fullmatch(key) else key, words.said(key)
        close = words.close(word) if few and kind == "row" and not said else ""
        yield Question(key, word, sum(line.count or 0 for line in lines), kind, said, close)


def _asked(words: Words, line: Line) -> Iterator[tuple[str, str]]:
    """What a person is asked about one count, or has answered."""
    entry, written = line.entry, cells.text(line.entry.count)
    if line.about == entry.word and (line.by or not line.row):
        key = line.by or entry.word or entry.places[-1]
        yield "line" if line.row == LEFT_OUT and PLACE.fullmatch(key) else "row", key
    if line.desk is None or words.said(entry.place):
        yield "desk", entry.place
    if (
        line.row
        and not cells.COMMA.fullmatch(written)
        and (line.count is None or (words.said(written) and cells.whole(entry.count) is None))
    ):
        yield "count", written
    if entry.time and line.when is None:
        yield "line", entry.places[0]


def _of_totals(answers: Answers, sums: Mapping[int, str], findings: Sequence[Finding]) -> Iterator[Question]:
    """The totals that disagree, the lines that add up others, and the words of which somebody said that they do."""
    for one in findings:
        if one.kind in (Kind.TOTAL_DISAGREES, Kind.TOTAL_ACCEPTED) or one.meaning == TOTAL_WORD:
            key = f"summe:{one.column}{one.lines[0]}"
            said = answers.said.get(key.casefold(), "")
            yield Question(key, one.word or str(one.printed), one.computed, "total", said)
    for line, word in sums.items():
        yield Question(f"zeile:{line}", word, 0, "sum", answers.said.get(f"zeile:{line}", TOTAL_WORD))
    for word, meaning in answers.all.items():
        if meaning == TOTAL_WORD and not PLACE.fullmatch(word):
            yield Question(word, word, 0, "row", meaning)


def _digest(old_list: OldList, paper: PaperTable, number: int) -> str:
    about = [old_list.first.isoformat(), old_list.last.isoformat(), old_list.profile, old_list.desk, paper.code]
    about += [str(number)] * (number > 1)
    return hashlib.sha256("\n".join(about).encode() + b"\n" + old_list.content).hexdigest()

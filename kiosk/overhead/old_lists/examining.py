"""How an old list would be counted, and everything that speaks against it; counting it, and taking it back."""

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
from kiosk.errors import NotThere
from kiosk.export.csv_form import COLUMNS, GERMAN_COLUMNS
from kiosk.overhead.old_lists import checks, reading
from kiosk.overhead.old_lists.cells import folded, letter, one_line
from kiosk.overhead.old_lists.findings import ORDER, Asks, Finding, Kind
from kiosk.overhead.old_lists.lines import Listed
from kiosk.overhead.old_lists.matching import ALL_DESKS, LEFT_OUT, PLACE, TABLE, Words
from kiosk.overhead.old_lists.persons import lists_persons
from kiosk.overhead.old_lists.reading import NotReadable, Sheet
from kiosk.overhead.old_lists.tables import Block, blocks, read
from kiosk.pack import Pack
from kiosk.storage import Store

MOST_NOTED = 5
"""Totals that a list's note names; a list by days may have hundreds."""
OWN_SHEETS = {"Übersicht", "Codebuch", "Methode"}
OWN_HEADINGS = [COLUMNS[:3], tuple(map(folded, GERMAN_COLUMNS[:3])), ("desk", "profile", "day")]
"""How the files begin that this program writes; their counts come in another way."""
BLOCK, HEAD = "lesen:block", "lesen:kopf"


@dataclass(frozen=True)
class OldList:
    """A file of counts for a period, both days included. `source` says where the counts come from.

    `desk`: the desk that counted, ALL_DESKS for the county; what the file says goes before it. `said`: what a person
    answered, of words ("F + F": "screening:kim_cm"), of places ("spalte:C": "anzahl", "zeile:14": "-", "summe:B9":
    "+") and of how the file is read ("lesen:kopf", "lesen:tabelle", "lesen:block", "lesen:komma"). `printed`: it is the
    paper that the committee was given, which a later one stands beside.
    """

    name: str
    content: bytes
    first: date
    last: date
    source: str
    profile: str
    desk: str = ALL_DESKS
    said: Mapping[str, str] = field(default_factory=dict)
    printed: bool = False

    def __post_init__(self) -> None:
        """What is typed is cleaned here, for the page and the terminal alike."""
        for name in ("name", "source"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        object.__setattr__(self, "said", {folded(key): value for key, value in self.said.items() if value})

    @property
    def period(self) -> Period:
        """The days it counts; all days there are where the last comes before the first."""
        return Period(self.first, self.last) if self.first <= self.last else COUNTABLE


@dataclass(frozen=True)
class Examined:
    """A list as it would be counted, read from that of its blocks with this `number`; only findings where it is none.

    `by_month`: its table describes persons. `known`: the number under which it counts, `new`: since now.
    """

    old_list: OldList
    findings: tuple[Finding, ...]
    blocks: Sequence[Block] = ()
    number: int = 1
    listed: Listed | None = None
    by_month: bool = False
    known: int = 0
    new: bool = False

    @property
    def obstacles(self) -> list[Finding]:
        """What must be settled before the list can be counted."""
        return [one for one in self.findings if not one.harmless]

    @property
    def remarks(self) -> list[Finding]:
        """What is told without being in the way."""
        return [one for one in self.findings if one.harmless]

    @property
    def ready(self) -> bool:
        """Tell whether it can be counted now."""
        return not self.known and not self.obstacles

    @property
    def paper(self) -> PaperTable | None:
        """The committee table that it belongs to, when that is known."""
        return self.listed.words.paper if self.listed else None

    @cached_property
    def table(self) -> Table | None:
        """The list in the rows of its committee table, as far as it is clear."""
        if not (self.paper and self.listed and self.listed.lines):
            return None
        counts: Counter[str] = Counter()
        for batch in self.batches:
            counts.update({row: number for (_, row), number in batch.cells.items()})
        rows = (row for row in self.paper.rows if counts[row.code] or not row.added)
        known = tuple(TableRow(row.code, row.label, counts[row.code]) for row in rows)
        return Table(self.paper.code, self.paper.title, known, sum(row.count for row in known))

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """One for the period, or one a day, month or year; one a desk. Only what is clear stands in them.

        Of a table that describes persons no day stays; its days are summed into their months.
        """
        about, counted = self.old_list, dict[tuple[str, date, date], Counter[tuple[str, str]]]()
        paper = self.paper.code if self.paper else ""
        for line in self.listed.lines if self.listed and paper and about.first <= about.last else ():
            when = line.when if line.time else about.period
            if line.row != LEFT_OUT and line.desk and when:
                if self.by_month and line.time:
                    when = Period(month_of(when.first).first, month_of(when.last).last)
                cells = counted.setdefault((line.desk, when.first, when.last), Counter())
                cells[tally.PAPER_PREFIX + paper, line.row] += line.count or 0
        return tuple(
            Batch(desk, about.profile, first, last, 1, about.source, +found, paper)
            for (desk, first, last), found in sorted(counted.items(), key=lambda item: item[0])
        )

    @property
    def digests(self) -> dict[str, str]:
        """What tells the same list in the same period, and what tells the same file."""
        about, paper = self.old_list, self.paper.code if self.paper else ""
        parts = [about.first.isoformat(), about.last.isoformat(), about.profile, about.desk, paper]
        parts += [str(self.number)] * (self.number > 1)
        digest = hashlib.sha256("\n".join(parts).encode() + b"\n" + about.content).hexdigest()
        return {"digest": digest, "content_digest": hashlib.sha256(about.content).hexdigest()}

    @property
    def note(self) -> str:
        """What was accepted and left out of it."""
        totals = [one for one in self.findings if one.kind is Kind.TOTAL_ACCEPTED]
        notes = [f"gedruckte Summe {one.printed}, Zeilen {one.computed}" for one in totals[:MOST_NOTED]]
        notes += ["…"] * (len(totals) > MOST_NOTED)
        notes += [f"ohne „{one.word}“" for one in self.findings if one.kind is Kind.LEFT_OUT]
        notes += [f"ohne {len(one.lines)} weitere Zeilen" for one in self.findings if one.kind is Kind.REST]
        return "; ".join(notes)

    @property
    def lesson(self) -> tuple[dict[str, str], str, dict[str, str]]:
        """What was said of words, while places belong to one file; how a list with these headings is read."""
        if not (self.listed and self.paper):
            return {}, "", {}
        block, read = self.listed.block, self.listed.words.said
        words = {word: said for word, said in self.old_list.said.items() if not PLACE.fullmatch(word)}
        roles = {f"spalte:{letter(place)}".casefold(): role.value for place, role in enumerate(block.roles)}
        head = {HEAD: read[HEAD]} if HEAD in read else {}
        return words, self.blocks[self.number - 1].shape, {**roles, **head, TABLE: self.paper.code}


def refused(content: bytes) -> Finding | None:
    """Why a file is no list of counts, asked before anything of it is kept; None for one that may be."""
    try:
        _opened(content)
    except NotReadable as unreadable:
        return unreadable.finding
    return None


def _opened(content: bytes) -> tuple[list[Sheet], list[Block]]:
    """What the file holds, and its tables. Raises NotReadable, also for what must not be kept."""
    sheets = reading.sheets(content)
    if lists_persons(sheets):
        raise NotReadable(Kind.PERSONS)
    begin = next((row for sheet in sheets for row in sheet.rows if any(row)), ())
    if tuple(map(folded, begin[:3])) in OWN_HEADINGS or {sheet.name for sheet in sheets} >= OWN_SHEETS:
        raise NotReadable(Kind.OWN_FILE)
    if not (found := blocks(sheets)):
        raise NotReadable(Kind.NO_NUMBERS)
    return sheets, found


def examine(store: Store, pack: Pack, old_list: OldList, today: date) -> Examined:
    """Return how the list would be counted, and everything that speaks against it. Stores nothing."""
    findings = [*checks.of_request(old_list.first, old_list.last, old_list.source, today)]
    try:
        sheets, found = _opened(old_list.content)
    except NotReadable as unreadable:
        return Examined(old_list, (*findings, unreadable.finding))
    number = {str(place): place for place in range(1, len(found) + 1)}.get(old_list.said.get(BLOCK, ""), 1)
    taught = store.old_lists.taught()
    block = found[number - 1]
    kept = dict(taught.get(block.shape, {}))
    if (head := old_list.said.get(HEAD) or kept.get(HEAD, "")) != kept.get(HEAD, ""):
        kept = {}  # under another heading the columns are other columns
    block = block.headed(head) if head else block
    former = kept.pop(TABLE, "")
    meanings = {word: said[word] for word, said in taught.items() if word in said}
    words = Words(pack, {**kept, **old_list.said}, meanings)
    words.settle(read(block, words, old_list.period).names, block.hints, former)
    by_month = words.paper is not None and pack.register.of(words.paper.code).grain is Grain.MONTH
    over = month_of(today).first - timedelta(days=1) if by_month else today
    listed = Listed(block, words, old_list.desk, old_list.period, over)
    findings += [Finding(Kind.KEPT_READING)] if kept and kept.items() <= words.said.items() else []
    findings += checks.of_sheets(sheets, found, block)
    findings += checks.of_reading(listed)
    examined = Examined(old_list, (), found, number, listed, by_month)
    findings += _of_counts(examined, listed) if listed.lines or all(one.harmless for one in findings) else ()
    return _compared(store, replace(examined, findings=tuple(findings)))


def _of_counts(examined: Examined, listed: Listed) -> Iterator[Finding]:
    """Every check of what is counted."""
    lines = [line for line in listed.lines if line.row != LEFT_OUT]
    if not lines:
        yield Finding(Kind.NO_LINES)
    elif examined.paper is None:
        yield Finding(Kind.NO_TABLE, asks=Asks.TABLE, keys=(TABLE,))
    if examined.paper is None or not listed.lines:
        return
    yield from checks.of_lines(listed)
    if examined.by_month and not any(line.time for line in lines) and not examined.old_list.period.whole_months:
        yield Finding(Kind.NOT_WHOLE_MONTHS)
    if examined.by_month and any(line.when and not line.when.whole_months for line in lines):
        yield Finding(Kind.WHOLE_MONTHS)
    yield from checks.of_doubles(listed)
    yield from checks.of_totals(listed)


def _compared(store: Store, examined: Examined) -> Examined:
    """The list beside what counts already; the only part that others may change while a person looks."""
    kept, digests = store.old_lists.all(), examined.digests
    known = next((one.number for one in kept if one.digest == digests["digest"]), 0)
    others = [one for one in kept if one.content_digest == digests["content_digest"] and examined.table and not known]
    same = (Finding(Kind.SAME_FILE, word=one.source, first=one.first, last=one.last) for one in others)
    found = {*examined.findings, *checks.of_overlaps(store, examined.batches), *same}
    return replace(examined, findings=tuple(sorted(found, key=_place)), known=known)


def _place(finding: Finding) -> tuple[int, tuple[int, ...], str, str]:
    return ORDER[finding.kind], finding.lines, finding.column, finding.word


def take_in(store: Store, pack: Pack, old_list: OldList, today: date, account: str = "") -> Examined:
    """Count an old list when nothing speaks against it, with what it taught; the same list twice changes nothing.

    `account`: who brings it in, empty at the terminal.
    """
    examined = examine(store, pack, old_list, today)
    if not examined.ready:
        return examined
    with store.at_once():  # desks write while a long list is examined; only what they may have changed is asked again
        examined = _compared(store, examined)
        if not examined.ready:
            return examined
        about = {"name": old_list.name, "source": old_list.source, "note": examined.note, "account": account}
        number = store.old_lists.keep(**examined.digests, **about, day=today.isoformat(), printed=old_list.printed)
        for batch in examined.batches:
            store.counts.keep_batch(batch, old_list=number)
        store.old_lists.learn(*examined.lesson)
    return replace(examined, known=number, new=True)


def undo(store: Store, number: int) -> None:
    """Take a list back: every sum is what it was without it; what it taught stays known. Raises NotThere."""
    with store.at_once():
        if number not in [one.number for one in store.old_lists.all()]:
            raise NotThere
        store.counts.drop_list(number)
        store.old_lists.drop(number)

"""How an old list would be counted, and everything that speaks against it; counting it, and taking it back."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain

from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE, Period, month_of
from kiosk.domain.register import Grain
from kiosk.domain.table import Table, TableRow
from kiosk.domain.tally import Batch
from kiosk.domain.vocabulary import PaperTable
from kiosk.errors import NotThere
from kiosk.export.csv_form import COLUMNS, GERMAN_COLUMNS
from kiosk.overhead.old_lists import lines
from kiosk.overhead.old_lists.lines import ORDER, Finding, Kind, Listed, together
from kiosk.overhead.old_lists.matching import ALL_DESKS, LEFT_OUT, PLACE, TABLE, Asks, Words, is_called
from kiosk.overhead.old_lists.tables import Block, blocks, read
from kiosk.overhead.spreadsheets import reading
from kiosk.overhead.spreadsheets.cells import folded, letter, one_line, text
from kiosk.overhead.spreadsheets.persons import of_a_person
from kiosk.overhead.spreadsheets.reading import NotReadable, Sheet
from kiosk.pack import Pack
from kiosk.storage import Store

MOST_NOTED = 20
"""Findings that a list's note names."""
NOTES = {
    Kind.TOTAL_ACCEPTED: "gedruckte Summe {0.printed}, Zeilen {0.computed}",
    Kind.LEFT_OUT: "ohne {2}",
    Kind.BELOW_TOTAL: "ohne {2}",
    Kind.REST: "ohne {1} weitere Zeilen",
}
OWN_SHEETS = {"Übersicht", "Codebuch", "Methode"}
OWN_HEADINGS = [
    *(COLUMNS[:3], tuple(map(folded, GERMAN_COLUMNS[:3])), ("tabelle", "zeile", "bezeichnung")),
    *(("desk", "profile", "day"), ("desk", "profile", "month"), ("desk", "told", "revision")),
    ("county", "table", "row"),
]
"""How the files begin that this program writes; their counts come in another way."""
NO_TABLE = Block(Sheet("", ()), 1, 0, 0, 0)
"""What is looked at of a file that holds none."""
BLOCK, HEAD = "lesen:block", "lesen:kopf"


@dataclass
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
        """Clean what is typed, and leave out of the file what is never read, for the page and the terminal alike."""
        self.content = reading.kept(self.content)
        self.name, self.source = one_line(self.name), one_line(self.source)
        self.said = {folded(key): value for key, value in self.said.items() if value}

    @property
    def period(self) -> Period:
        """Return the days it counts; all days there are where the last comes before the first."""
        return Period(self.first, self.last) if self.first <= self.last else COUNTABLE


@dataclass(frozen=True)
class Examined:
    """A list as it would be counted, read from that of its blocks with this `number`.

    `by_month`: its table describes persons. `known`: the number under which it counts, `new`: since now.
    """

    old_list: OldList
    listed: Listed
    blocks: Sequence[Block]
    number: int
    by_month: bool
    findings: Sequence[Finding] = ()
    known: int = 0
    new: bool = False

    @property
    def obstacles(self) -> list[Finding]:
        """Return what must be settled before the list can be counted."""
        return [one for one in self.findings if not one.harmless]

    @property
    def ready(self) -> bool:
        """Tell whether it can be counted now."""
        return not self.known and not self.obstacles

    @property
    def paper(self) -> PaperTable | None:
        """Return the committee table that it belongs to, when that is known."""
        return self.listed.words.paper

    @cached_property
    def table(self) -> Table | None:
        """Return the list in the rows of its committee table, as far as it is clear."""
        if not (self.paper and self.batches):
            return None
        counts = tally.column(tally.total(one.cells for one in self.batches), tally.PAPER_PREFIX + self.paper.code)
        found = ((row, counts.get(row.code, 0)) for row in self.paper.rows)
        rows = tuple(TableRow(row.code, row.label, count) for row, count in found if count or not row.added)
        return Table(self.paper.code, self.paper.title, rows, sum(counts.values()))

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Return one for the period, or one a day, month or year; one a desk. Only what is clear stands in them.

        Of a table that describes persons no day stays; its days are summed into their months.
        """
        about, paper = self.old_list, self.listed.words.code
        counted: dict[tuple[str, date, date], Counter[tuple[str, str]]] = {}
        for line in self.listed.clear if paper and about.first <= about.last else ():
            if when := line.when if line.time else about.period:
                if self.by_month and line.time:
                    when = month_of(when.first).spanning(month_of(when.last))
                cells = counted.setdefault((line.desk, when.first, when.last), Counter())
                cells[tally.PAPER_PREFIX + paper, line.row] += line.count or 0
        return tuple(
            Batch(desk, about.profile, first, last, 1, about.source, +found, paper)
            for (desk, first, last), found in sorted(counted.items(), key=lambda item: item[0])
        )

    @property
    def digests(self) -> dict[str, str]:
        """Return what tells the same list in the same period, and what tells the same table of the same file."""
        about, number = self.old_list, [f"{self.number}"] if self.number > 1 else []
        head = [f"{about.first}", f"{about.last}", about.profile, about.desk, self.listed.words.code]
        digest, content_digest = (
            hashlib.sha256("".join(f"{part}\n" for part in parts).encode() + about.content).hexdigest()
            for parts in ([*head, *number], number)
        )
        return {"digest": digest, "content_digest": content_digest}

    @property
    def note(self) -> str:
        """Return what was accepted and left out of it."""
        told = [one for kind in NOTES for one in self.findings if one.kind is kind]
        found = [NOTES[one.kind].format(one, len(one.lines), _noted(one)) for one in told[:MOST_NOTED]]
        return "; ".join(found + ["…"] * (len(told) > MOST_NOTED))

    @property
    def lesson(self) -> tuple[dict[str, str], str, dict[str, str]]:
        """Return what was said of words, while places belong to one file; how a list with these headings is read.

        What looks like somebody's name is not remembered, nor headings with one.
        """
        block = self.blocks[self.number - 1]
        spelled = {folded(cell): text(cell) for row in block.sheet.rows for cell in row}
        named = {word for word in self.old_list.said if of_a_person(spelled.get(word, word.title()))}
        words = {key: one for key, one in self.old_list.said.items() if key not in named and not PLACE.fullmatch(key)}
        read = {f"spalte:{letter(place)}".lower(): role.value for place, role in enumerate(self.listed.block.roles)}
        read |= {key: said for key, said in self.listed.words.said.items() if key == HEAD}
        shape = "" if any(map(of_a_person, map(text, block.headings))) else block.shape
        return words, shape, {**read, TABLE: self.listed.words.code}

    def of_counts(self) -> Iterator[Finding]:
        """Yield every check of what is counted."""
        listed = self.listed
        found = [line for line in listed.lines if line.row != LEFT_OUT]
        if not found and listed.counts:
            yield Finding(Kind.NO_LINES, asks=Asks.SUM, keys=tuple(f"zeile:{line}" for line in listed.sums))
        elif found and self.paper is None:
            yield Finding(Kind.NO_TABLE, asks=Asks.TABLE, keys=(TABLE,))
        if self.paper is None or not listed.lines:
            return
        if self.by_month and not any(line.time for line in found) and not self.old_list.period.whole_months:
            yield Finding(Kind.NOT_WHOLE_MONTHS)
        if self.by_month and any(line.when and not line.when.whole_months for line in found):
            yield Finding(Kind.WHOLE_MONTHS)
        yield from listed.findings
        yield from chain(listed.of_beside(), listed.of_doubles(), listed.of_wholes(), listed.of_totals())
        meant = {line.row for line in listed.lines}
        if missing := [row.label for row in self.paper.rows if not row.added and row.code not in meant]:
            yield Finding(Kind.MISSING_ROW, word=", ".join(missing))

    def beside(self, store: Store) -> "Examined":
        """Return the list beside what counts already; the only part that others may change while a person looks."""
        kept, digests = store.old_lists.all(), self.digests
        known = next((one.number for one in kept if one.digest == digests["digest"]), 0)
        others = [one for one in kept if one.content_digest == digests["content_digest"] and self.table and not known]
        same = (Finding(Kind.SAME_FILE, word=one.source, first=one.first, last=one.last) for one in others)
        found = {*self.findings, *lines.of_overlaps(store, self.batches), *same}
        in_order = sorted(
            found, key=lambda one: (ORDER[one.kind], one.lines, one.column, one.word, one.first or date.min)
        )
        return replace(self, findings=in_order, known=known)


def _noted(one: Finding) -> str:
    """Return what a finding is about, by its place where the word may be somebody's name."""
    place = f"Zeile {', '.join(map(str, one.lines))}" if one.lines else f"Spalte {one.column}"
    return place if of_a_person(one.word) else f"„{one.word}“"


def refused(content: bytes) -> Finding | None:
    """Return why a file is no list of counts, asked before anything of it is kept; None for one that may be."""
    return _opened(content)[2]


def _opened(content: bytes) -> tuple[list[Sheet], list[Block], Finding | None]:
    """Return what the file holds, its tables, of which there is always one, and why it must not be kept."""
    try:
        sheets = reading.sheets(content)
    except NotReadable as unreadable:
        return [], [NO_TABLE], Finding(Kind(unreadable.why), word=unreadable.word)
    begin = next((row for sheet in sheets for row in sheet.rows if any(row)), ())
    found = [block for sheet in sheets if not sheet.hidden for block in blocks(sheet)]
    own = tuple(map(folded, begin[:3])) in OWN_HEADINGS or {sheet.name for sheet in sheets} >= OWN_SHEETS
    why = Kind.OWN_FILE if own else None if found else Kind.NO_NUMBERS
    return sheets, [NO_TABLE] if why else found, Finding(why) if why else None


def examine(store: Store, pack: Pack, old_list: OldList, today: date) -> Examined:
    """Return how the list would be counted, and everything that speaks against it. Stores nothing."""
    sheets, found, why = _opened(old_list.content)
    numbers = {str(place): place for place in range(1, len(found) + 1)}
    called = (place for place, one in enumerate(found, start=1) if is_called(one.sheet.name, old_list.period))
    number = numbers.get(old_list.said.get(BLOCK, "")) or next(called, 1)
    words, block = _read(pack, old_list, found[number - 1], store.old_lists.taught())
    by_month = words.paper is not None and pack.register.of(words.paper.code).grain is Grain.MONTH
    over = month_of(today).first - timedelta(days=1) if by_month else today
    examined = Examined(old_list, Listed(block, words, old_list.desk, old_list.period, over), found, number, by_month)
    told = [why] if why else []
    if not old_list.period.inside(Period(COUNTABLE.first, today)):
        told.append(Finding(Kind.PERIOD))
    if old_list.source in ("", tally.OWN):  # as a source it would make the list a desk's own days
        told.append(Finding(Kind.NO_SOURCE))
    early = Kind.PERIOD in (one.kind for one in told)  # no time can lie in it yet
    unsaid = {Kind.OUTSIDE_PERIOD, Kind.BESIDE} if early else ()
    told += [*lines.of_sheets(sheets, found, block), *examined.listed.of_reading(), *examined.of_counts()]
    return replace(examined, findings=[*together(one for one in told if one.kind not in unsaid)]).beside(store)


def _read(pack: Pack, old_list: OldList, block: Block, taught: Mapping[str, Mapping[str, str]]) -> tuple[Words, Block]:
    """Return how a table is read: as a person says, else as a list with these headings was, else as it is proposed."""
    kept = dict(taught.get(block.shape, {}))
    head = old_list.said.get(HEAD) or kept.get(HEAD, "")
    if head != kept.get(HEAD, ""):
        kept = {}  # under another heading the columns are other columns
    former, block = kept.pop(TABLE, ""), block.headed(head) if head else block
    meanings = {word: said[word] for word, said in taught.items() if word in said}
    said = {**kept, **old_list.said}
    words = Words(pack, said, meanings, as_before=bool(kept) and kept.items() <= said.items())
    words.settle(read(block, words).names, former)
    return words, block


def take_in(store: Store, pack: Pack, old_list: OldList, today: date, account: str = "") -> Examined:
    """Count an old list when nothing speaks against it, with what it taught; the same list twice changes nothing.

    `account`: who brings it in, empty at the terminal.
    """
    examined = examine(store, pack, old_list, today)
    with store.at_once():  # desks write while a long list is examined; only what they may have changed is asked again
        if not examined.ready or not (examined := examined.beside(store)).ready:
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

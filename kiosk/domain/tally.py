"""Counts as cells of tables, the batches they come in, the codes of tables and rows that the program has."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.domain.period import Period
from kiosk.domain.vocabulary import OutcomeKind, Vocabulary

UNANSWERED = "unbeantwortet"
"""Row for a question that was open to the person and got no answer."""
NOT_ASKED = "nicht_gefragt"
"""Row for a question that this person was not asked."""
UNSPLIT = "nicht_aufgeschluesselt"
"""Row for what an old list counted without saying more."""

VOLUME, OUTCOMES, NEEDS, LANGUAGES, ENDINGS = "umfang", "ergebnis", "bedarf", "sprache", "gespraech"
MONTH_VOLUME = "monatsumfang"
"""How many persons and talks the tables of a month count: what they add up to, as those of a day do to VOLUME."""
CONVERSATIONS, PERSONS, SLIPS = "gespraeche", "personen", "zettel"
HELD, REFUSED, LATER, LEFT = "gefuehrt", "abgelehnt", "spaeter", "gegangen"
FOLLOWED, DEVIATED, NO_DOOR_TAKEN = BY_RULE = "regel_gefolgt", "regel_abgewichen", "regel_ohne_stelle"
"""Per rule that decided the suggestion: its door was taken, another one was, none was."""
REASONS = "grund"
BESIDE = "zettel_daneben"
"""Slips taken of services that were named beside, by door: slips, not persons."""
DOORS, RULE_REASONS = "vorschlag_stelle", "regel_grund"
"""Suggested and chosen door, rule and reason: two dimensions."""
NEED_GAPS, GROUP_DOORS, TOWN_DOORS = "bedarf_luecke", "zielgruppe_vorschlag", "stadt_stelle"
"""Need and gap, target group and offered door, town and door: two dimensions, counted and not shown yet."""
CROSSED = (DOORS, RULE_REASONS, NEED_GAPS, GROUP_DOORS, TOWN_DOORS)
"""All of two dimensions. They travel to be added up, and are no part of what makes a count itself."""
GAP, GROUP = "luecke", "zielgruppe"
"""The facts of a pack that they cross."""

SUGGESTIONS, ORIGINS = "vorschlag", "herkunft"
WITH_SLIP, WITHOUT_SLIP = "mit_zettel", "ohne_zettel"
IN_SHORT = (VOLUME, OUTCOMES, BESIDE)
"""The tables of a day that stand on the desk's own screen."""
COLLECTED, OLD_LIST = "eingesammelt", "liste"
NO_DOOR_CODE = "keine"
REMOVED = "herausgenommen"
"""Outcome of a person who was taken out after the day was closed: the tables of the month still add up."""
OWN = "desk"
"""Source of the batches that a desk counted itself, here or elsewhere."""
ORIGIN_ROWS = (OWN, COLLECTED, OLD_LIST)
"""Where counts come from: this program's own desk, days that other desks delivered, old lists."""
CASES = "faelle"
"""What a committee table counts that tells of cases in Case Management, not of talks at a desk."""
PAPER_PREFIX = "papier_"
"""Cells of an imported paper table carry the paper's rows; their table is this prefix and the paper's code."""

TOLD_BY_DAY = (VOLUME, OUTCOMES, ENDINGS, BESIDE)
"""The tables of a desk's day, which tell how many. All others tell who: a desk tells them by closed month."""

Cells = Mapping[tuple[str, str], int]
"""(table, row) to count; a pair that is missing counts zero."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Counts of one desk and profile over days, both ends included. Of those that build on each other the last counts.

    Of a desk there are days, which tell how many, and closed calendar months, which tell who.

    `paper`: the committee table that an old list fills; empty for days counted at a desk. `received`: the day on
    which another desk's count came in; None for what was counted or brought in here. `pack`: the version it was
    counted with; `writer`: the identity of the store that counted it; `builds_on`: the marks of the counts that it
    takes the place of. All three are empty where that is not known.
    """

    desk: str
    profile: str
    first_day: date
    last_day: date
    revision: int
    source: str
    cells: Cells
    paper: str = ""
    received: date | None = None
    pack: str = ""
    writer: str = ""
    builds_on: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Return a checksum of days, revision and figures, by which a later count names this one.

        Of a day these are the tables that every version tells by day, of a month those of one dimension.
        """
        head = (self.desk, self.profile, self.first_day, self.last_day, self.revision)
        told = {table for table, _ in self.cells}.difference(CROSSED)
        if self.first_day == self.last_day:
            told.intersection_update(TOLD_BY_DAY)
        cells = sorted((*cell, number) for cell, number in self.cells.items() if number and cell[0] in told)
        return hashlib.sha256(f"{[*map(str, head)]} {cells}".encode()).hexdigest()[:16]

    @property
    def period(self) -> Period:
        """Return the days it counts."""
        return Period(self.first_day, self.last_day)

    @property
    def persons(self) -> int:
        """Return how many persons it counts."""
        return self.cells.get((VOLUME, PERSONS), 0) or self.cells.get((MONTH_VOLUME, PERSONS), 0)

    @property
    def of_month(self) -> bool:
        """Tell whether a desk says with it who came in a month."""
        return self.source == OWN and self.first_day < self.last_day

    @property
    def origin(self) -> str:
        """Return where the count comes from: one of ORIGIN_ROWS."""
        if self.source != OWN:
            return OLD_LIST
        return COLLECTED if self.received else OWN


@dataclass(frozen=True, slots=True)
class Scope:
    """The batches that a report sums: those wholly within the period; of one profile or all, of some desks or all.

    `months`: the closed calendar months in it, of which alone is read who came; None where there are none.
    """

    period: Period
    profile: str = ""
    desks: tuple[str, ...] = ()
    months: Period | None = None


def in_short(
    vocabulary: Vocabulary, conversations: int, outcomes: Mapping[str, int], beside: Mapping[str, int] | None = None
) -> Cells:
    """Return what follows from outcomes and slips alone: talks, persons, slips, outcomes, slips beside by door."""
    referrals = {outcome.code for outcome in vocabulary.counted_outcomes if outcome.kind is OutcomeKind.REFERRAL}
    volume = {
        CONVERSATIONS: conversations,
        PERSONS: sum(outcomes.values()),
        SLIPS: sum(number for code, number in outcomes.items() if code in referrals),
    }
    tables = {VOLUME: volume, OUTCOMES: outcomes, BESIDE: beside or {}}
    return {(table, row): number for table, rows in tables.items() for row, number in rows.items()}


def slips(cells: Cells) -> int:
    """Return how many slips were handed out: of the chosen service, and of those named beside."""
    return cells.get((VOLUME, SLIPS), 0) + sum(column(cells, BESIDE).values())


def times(cells: Cells, number: int) -> Cells:
    """Return the cells of what was counted so many times."""
    return {cell: count * number for cell, count in cells.items()}


def total(parts: Iterable[Cells]) -> Cells:
    """Return the sum over the cells of several batches, each cell once."""
    cells: Counter[tuple[str, str]] = Counter()
    for part in parts:
        cells.update(part)
    return dict(cells)


def who(cells: Cells) -> Cells:
    """Return the cells of a desk that tell who came."""
    return {cell: number for cell, number in cells.items() if cell[0] not in TOLD_BY_DAY}


def how_many(cells: Cells) -> Cells:
    """Return the cells of a desk that tell how many came."""
    return {cell: number for cell, number in cells.items() if cell[0] in TOLD_BY_DAY}


def sums_of_tables(cells: Cells) -> Mapping[str, int]:
    """Return what the rows of each table make together."""
    sums: Counter[str] = Counter()
    for (code, _), number in cells.items():
        sums[code] += number
    return sums


def column(cells: Cells, table: str) -> dict[str, int]:
    """Return the rows of one table."""
    return {row: number for (name, row), number in cells.items() if name == table}


def refusals(vocabulary: Vocabulary, cells: Cells) -> int:
    """Return how many persons did not want to talk."""
    refused = {outcome.code for outcome in vocabulary.counted_outcomes if outcome.kind is OutcomeKind.REFUSED}
    return sum(number for (table, row), number in cells.items() if table == OUTCOMES and row in refused)

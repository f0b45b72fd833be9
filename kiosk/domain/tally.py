"""Counting rows into tables of cells, and tables whose sums prove themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain.conversation import Answers, Conversation, Decision, Person, ended_at_promise, implied, to_ask
from kiosk.domain.period import Period
from kiosk.domain.vocabulary import OutcomeKind, Vocabulary
from kiosk.errors import SumsDisagree

UNANSWERED = "unbeantwortet"
"""Row for a question that was open to the person and got no answer."""
NOT_ASKED = "nicht_gefragt"
"""Row for a question that this person was not asked."""
UNSPLIT = "nicht_aufgeschluesselt"
"""Row for what an old list counted without saying more."""

VOLUME, OUTCOMES, NEEDS, LANGUAGES, ENDINGS = "umfang", "ergebnis", "bedarf", "sprache", "gespraech"
CONVERSATIONS, PERSONS, SLIPS = "gespraeche", "personen", "zettel"
HELD, REFUSED, LATER = ENDING_ROWS = "gefuehrt", "abgelehnt", "spaeter"
FOLLOWED, DEVIATED, NO_DOOR_TAKEN = BY_RULE = "regel_gefolgt", "regel_abgewichen", "regel_ohne_stelle"
"""Per rule that decided the suggestion: its door was taken, another one was, none was."""
REASONS = "grund"
DOORS, RULE_REASONS = CROSSED = "vorschlag_stelle", "regel_grund"
"""Tables of two dimensions: suggested and chosen door, rule and reason. Counted only where the pack names them."""
COUNTED = (VOLUME, OUTCOMES, NEEDS, LANGUAGES, ENDINGS, *BY_RULE, REASONS, *CROSSED)

SUGGESTIONS, ORIGINS = "vorschlag", "herkunft"
WITH_SLIP, WITHOUT_SLIP = "mit_zettel", "ohne_zettel"
COLLECTED, OLD_LIST = "eingesammelt", "liste"
TABLES = (*COUNTED, SLIPS, SUGGESTIONS, ORIGINS)
"""Tables that are no facts; no fact may have their names."""
NO_DOOR_CODE = "keine"
OWN = "desk"
"""Source of the batches that a desk counted itself, here or elsewhere."""
ORIGIN_ROWS = (OWN, COLLECTED, OLD_LIST)
"""Where counts come from: this program's own desk, days that other desks delivered, old lists."""
PAPER_PREFIX = "papier_"
"""Cells of an imported paper table carry the paper's rows; their table is this prefix and the paper's code."""

Cells = Mapping[tuple[str, str], int]
"""(table, row) to count; a pair that is missing counts zero."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Counts of one desk and profile over days, both ends included. The highest revision of a batch counts.

    `paper`: the committee table that an old list fills; empty for days counted at a desk. `received`: the day on
    which another desk's count came in; None for what was counted or brought in here. `pack`: the version it was
    counted with; `writer`: the identity of the store that counted it; both empty where that is not known.
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

    @property
    def period(self) -> Period:
        """The days it counts."""
        return Period(self.first_day, self.last_day)

    @property
    def origin(self) -> str:
        """Where the count comes from: one of ORIGIN_ROWS."""
        if self.source != OWN:
            return OLD_LIST
        return COLLECTED if self.received else OWN


@dataclass(frozen=True, slots=True)
class Scope:
    """Which batches a report sums: those wholly within the period; of one profile or all, of some desks or all."""

    period: Period
    profile: str = ""
    desks: tuple[str, ...] = ()


def count(vocabulary: Vocabulary, order: Sequence[str], conversations: Iterable[Conversation]) -> Cells:
    """The cells of finished conversations of one profile; `order` are the facts it asks, those of the talk too.

    Who said no, or later, to the promise was asked nothing. Every table that takes one row per person adds up to
    the persons, every one of the talk to the conversations, or SumsDisagree is raised.
    """
    cells: Counter[tuple[str, str]] = Counter()
    for conversation in conversations:
        asked = () if ended_at_promise(vocabulary, conversation) else order
        cells.update(_cells_of_talk(vocabulary, asked, conversation))
        for person in conversation.persons:
            cells.update(_cells_of(vocabulary, asked, conversation.language, person))
    check_sums(vocabulary, cells)
    return {cell: number for cell, number in cells.items() if number}


def check_sums(vocabulary: Vocabulary, cells: Cells) -> None:
    """Raises SumsDisagree unless tables of persons add up to the persons, those of the talk to the talks.

    A slip, a suggestion or a reason is counted at most once a person. A fact that is missing was not asked.
    """
    sums: Counter[str] = Counter()
    for (table, _), number in cells.items():
        sums[table] += number
    talks, persons, sums[SLIPS] = (cells.get((VOLUME, row), 0) for row in (CONVERSATIONS, PERSONS, SLIPS))
    sums[SUGGESTIONS] = sum(sums[table] for table in BY_RULE)
    of_talk = {fact.code for fact in vocabulary.facts.values() if fact.of_talk} | {ENDINGS}
    asked = {table for table, _ in cells}.intersection(vocabulary.facts)
    for table in (*sorted(asked), OUTCOMES, LANGUAGES, ENDINGS):
        expected = talks if table in of_talk else persons
        if sums[table] != expected:
            raise SumsDisagree(table, sums[table], expected)
    for table in (SLIPS, SUGGESTIONS, REASONS, *CROSSED):
        if sums[table] > persons:
            raise SumsDisagree(table, sums[table], persons)


def _cells_of_talk(vocabulary: Vocabulary, order: Sequence[str], talk: Conversation) -> Iterator[tuple[str, str]]:
    yield VOLUME, CONVERSATIONS
    yield ENDINGS, _ending(vocabulary, talk)
    answers = talk.persons[0].answers.facts
    for fact in vocabulary.facts.values():
        if fact.of_talk:
            yield fact.code, answers.get(fact.code, UNANSWERED if fact.code in order else NOT_ASKED)


def _ending(vocabulary: Vocabulary, talk: Conversation) -> str:
    """A talk that nobody in it wanted was refused; one where all come back later is for later."""
    kinds = {_kind(vocabulary, _decided(person)) for person in talk.persons}
    if kinds == {OutcomeKind.REFUSED}:
        return REFUSED
    return LATER if kinds == {OutcomeKind.LATER} else HELD


def _decided(person: Person) -> Decision:
    if person.decision is None:
        raise ValueError("only decided persons are counted")
    return person.decision


def _kind(vocabulary: Vocabulary, decision: Decision) -> OutcomeKind:
    """Return what the outcome means; one that has left the pack was a referral when it named a service."""
    outcome = vocabulary.outcome(decision.outcome)
    if outcome is not None:
        return outcome.kind
    return OutcomeKind.REFERRAL if decision.service else OutcomeKind.INFORMATION


def _cells_of(vocabulary: Vocabulary, order: Sequence[str], language: str, person: Person) -> Iterator[tuple[str, str]]:
    decision = _decided(person)
    yield VOLUME, PERSONS
    yield LANGUAGES, language
    yield OUTCOMES, decision.outcome
    yield from _fact_cells(vocabulary, order, person.answers)
    yield from ((NEEDS, need) for need in person.answers.needs or (UNANSWERED if order else NOT_ASKED,))
    if _kind(vocabulary, decision) is OutcomeKind.REFERRAL:
        yield VOLUME, SLIPS
    outcome = vocabulary.outcome(decision.outcome)
    advice = _advice_cells(decision, outcome.door if outcome else "")
    yield from (cell for cell in advice if cell[0] not in CROSSED or cell[0] in vocabulary.crossed)


def _advice_cells(decision: Decision, chosen: str) -> Iterator[tuple[str, str]]:
    """What became of the suggestion; `chosen` is the door."""
    if not decision.rules:
        return
    rule = decision.rules[0]
    if chosen == decision.suggested_door:
        yield FOLLOWED, rule
    else:
        yield (DEVIATED if chosen else NO_DOOR_TAKEN), rule
    yield DOORS, f"{decision.suggested_door or NO_DOOR_CODE}:{chosen or NO_DOOR_CODE}"
    if decision.reason:
        yield REASONS, decision.reason
        yield RULE_REASONS, f"{rule}:{decision.reason}"


def _fact_cells(vocabulary: Vocabulary, order: Sequence[str], answers: Answers) -> Iterator[tuple[str, str]]:
    known = implied(vocabulary, answers)
    asked = {fact.code for fact in to_ask(vocabulary, order, answers)}
    for fact in vocabulary.facts.values():
        if not fact.of_talk:
            yield fact.code, known.get(fact.code, UNANSWERED if fact.code in asked else NOT_ASKED)


def in_short(vocabulary: Vocabulary, conversations: int, outcomes: Mapping[str, int]) -> Cells:
    """The cells that follow from the outcomes alone: talks, persons, slips, outcomes."""
    referrals = {outcome.code for outcome in vocabulary.outcomes_of(OutcomeKind.REFERRAL)}
    volume = {
        CONVERSATIONS: conversations,
        PERSONS: sum(outcomes.values()),
        SLIPS: sum(number for code, number in outcomes.items() if code in referrals),
    }
    return {(VOLUME, row): number for row, number in volume.items()} | {
        (OUTCOMES, code): number for code, number in outcomes.items()
    }


def total(parts: Iterable[Cells]) -> Cells:
    """The sum over the cells of several batches, each cell once."""
    cells: Counter[tuple[str, str]] = Counter()
    for part in parts:
        cells.update(part)
    return dict(cells)


def refusals(vocabulary: Vocabulary, cells: Cells) -> int:
    """How many persons did not want to talk."""
    refused = {outcome.code for outcome in vocabulary.outcomes_of(OutcomeKind.REFUSED)}
    return sum(number for (table, row), number in cells.items() if table == OUTCOMES and row in refused)


def row_codes(vocabulary: Vocabulary, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every cell a day of this vocabulary has, in reading order: a day of nothing is a day of these zeros.

    The tables of rules and pairs are open: their rows stand in a day only when they count.
    """
    yield from ((VOLUME, row) for row in (CONVERSATIONS, PERSONS, SLIPS))
    yield from ((ENDINGS, row) for row in ENDING_ROWS)
    yield from ((OUTCOMES, outcome.code) for outcome in vocabulary.outcomes)
    for fact in vocabulary.facts.values():
        yield from ((fact.code, answer.code) for answer in fact.answers)
        yield from ((fact.code, row) for row in (UNANSWERED, NOT_ASKED))
    yield from ((NEEDS, need.code) for need in vocabulary.needs.answers)
    yield from ((NEEDS, row) for row in (UNANSWERED, NOT_ASKED))
    yield from ((LANGUAGES, language) for language in languages)
    yield from ((REASONS, reason.code) for reason in vocabulary.reasons)

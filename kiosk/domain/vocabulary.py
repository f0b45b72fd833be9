"""What can be answered at the desk: closed lists of codes, and the rows of the committee paper they count into."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from kiosk.domain.table import Unit

NO_ANSWER = "keine_angabe"
"""The code every fact offers: asked, and the person would rather not say."""

NEVER_ASKED = frozenset(
    [
        "name",
        "vorname",
        "nachname",
        "geburtsdatum",
        "geburtstag",
        "adresse",
        "anschrift",
        "strasse",
        "telefon",
        "handy",
        "mail",
        "email",
        "nationalitaet",
        "staatsangehoerigkeit",
        "herkunftsland",
        "religion",
        "aktenzeichen",
        "azr",
        "az_nummer",
        "ausweisnummer",
        "foto",
        "unterschrift",
        "notiz",
        "freitext",
        "bemerkung",
    ]
)
"""Facts no pack may define: what says who somebody is (product.md, invariant 1)."""

NEVER_RECORDED = frozenset(
    [
        "ohne_papiere",
        "keine_papiere",
        "papierlos",
        "illegal",
        "irregulaer",
        "undokumentiert",
        "ohne_titel",
        "kein_titel",
        "untergetaucht",
        "schwarzarbeit",
    ]
)
"""Answers no pack may offer: §87 AufenthG would oblige the office next door to be told of them."""

NO_LONGER_OFFERED = frozenset(["abgelaufen"])
"""Answers that say the same and were offered once: what was counted of them stays, retired."""


class FactKind(StrEnum):
    """Say what the answers of a fact carry beside their words."""

    PLAIN = "plain"
    AGE = "age"
    TOWN = "town"
    TIME = "time"
    PAPER = "paper"


class OutcomeKind(StrEnum):
    """Say what an outcome means for the talk."""

    REFERRAL = "referral"
    INFORMATION = "information"
    NO_NEED = "no_need"
    REFUSED = "refused"
    LATER = "later"
    BROKEN_OFF = "broken_off"


class Retirable(Protocol):
    """A code that can be retired: from that day on it is not offered, and still counted and worded."""

    @property
    def retired(self) -> date | None:
        """Return the first day on which the code is not offered."""


Code = TypeVar("Code", bound=Retirable)


def codes_of(given: str) -> list[str]:
    """Return the codes of what was answered to a question: none, one, or those of several that are true."""
    return given.split()


def in_use(codes: Iterable[Code], day: date) -> tuple[Code, ...]:
    """Return the codes that are offered on this day."""
    return tuple(one for one in codes if one.retired is None or day < one.retired)


@dataclass(frozen=True, slots=True)
class Answer:
    """One code of a list. `meter` is 0 to 4. `ages` are completed years, both ends included: those of an age band;
    of anything else, at what age it occurs, for who invents talks: it is asked and offered at any.

    `short`: the label where room is scarce. `hidden`: cannot be tapped, only follows from another fact.
    `exclusive`: a need that stands alone. `acute`: one that cannot wait.
    `alarm`: how often it was answered should give the overhead pause.
    """

    code: str
    label: str
    short: str = ""
    picture: str = ""
    ages: tuple[int, int] | None = None
    meter: int | None = None
    implies: Mapping[str, str] = field(default_factory=dict)
    paper_row: str = ""
    hidden: bool = False
    exclusive: bool = False
    acute: bool = False
    alarm: bool = False
    retired: date | None = None

    def occurs_at(self, ages: tuple[int, int] | None) -> bool:
        """Tell whether it occurs at some age of this band; at an age nobody knows everything does."""
        return ages is None or self.ages is None or (self.ages[0] <= ages[1] and ages[0] <= self.ages[1])

    @property
    def brief(self) -> str:
        """Return the label for small places."""
        return self.short or self.label


@dataclass(frozen=True, slots=True)
class Fact:
    """A question with its closed list. `asked_if`: codes of other facts without which it is not asked.

    `of_talk`: the case manager answers it after the talk, once for everybody in it; it counts talks.
    `staff`: the case manager judges it herself, in the talk; the client is not asked. `hint` stands at the question.
    `kept`: what the client reads of it on the page about data, where the tab is an office's word.
    `several`: more than one answer may be true of a person; their codes stand side by side, sorted.
    """

    code: str
    tab: str
    question: str
    picture: str
    kind: FactKind
    answers: tuple[Answer, ...]
    asked_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_talk: bool = False
    staff: bool = False
    hint: str = ""
    kept: str = ""
    several: bool = False

    @property
    def line(self) -> str:
        """Return what is kept of it, in words for the client."""
        return self.kept or self.tab

    def answer(self, code: str) -> Answer | None:
        """Return the answer with this code, or None where the list has none."""
        return next((answer for answer in self.answers if answer.code == code), None)

    def with_code(self, given: str, code: str) -> str:
        """Return what is answered when this is tapped: it alone, or beside the others where several may be true."""
        alone = {answer.code for answer in self.answers if answer.exclusive}
        if not self.several or code in alone:
            return code
        return " ".join(sorted({*codes_of(given), code} - alone))

    def without_code(self, given: str, code: str) -> str:
        """Return what is answered when this is tapped away."""
        return " ".join(sorted({*codes_of(given)} - {code}))

    @property
    def offered(self) -> tuple[Answer, ...]:
        """Return the answers that can be tapped; the others only follow from another fact."""
        return tuple(answer for answer in self.answers if not answer.hidden)


@dataclass(frozen=True, slots=True)
class Needs:
    """The need areas; a person names up to `at_most` of them, the most urgent first, and whatever is acute."""

    tab: str
    question: str
    picture: str
    at_most: int
    answers: tuple[Answer, ...]

    def answer(self, code: str) -> Answer | None:
        """Return the need with this code, or None."""
        return next((answer for answer in self.answers if answer.code == code), None)

    def closed(self, chosen: Collection[str]) -> frozenset[str]:
        """Return the codes that cannot be chosen as well: what is acute always can, and nothing wipes it away."""
        before = [answer for answer in self.answers if answer.code in chosen]
        hurry = any(answer.acute for answer in before)
        full = sum(not (answer.acute or answer.exclusive) for answer in before) >= self.at_most
        others = (answer for answer in self.answers if answer.code not in chosen)
        return frozenset(one.code for one in others if (hurry if one.exclusive else full and not one.acute))

    def places(self, chosen: Collection[str]) -> dict[str, int]:
        """Return the place of each in the order of tapping; what is acute comes on top and after them."""
        acute = {answer.code for answer in self.answers if answer.acute}
        return {code: place for place, code in enumerate(sorted(chosen, key=acute.__contains__), start=1)}

    @property
    def most(self) -> int:
        """Return how many one person can name at all."""
        return self.at_most + sum(answer.acute for answer in self.answers)


class Outcome(NamedTuple):
    """Say what a talk can end in for one person; a referral names its door."""

    code: str
    label: str
    kind: OutcomeKind
    paper_row: str
    door: str = ""
    picture: str = ""
    retired: date | None = None


class Reason(NamedTuple):
    """Say why the case manager chose another door than the suggested one."""

    code: str
    label: str
    picture: str = ""
    retired: date | None = None


class PaperRow(NamedTuple):
    """A row of a committee table; `added` rows came after the paper and show only when they count something, as those
    do that are retired."""

    code: str
    label: str
    added: bool = False
    retired: date | None = None


class PaperTable(NamedTuple):
    """A table of the committee paper and the list whose codes count into it; one of cases says its unit."""

    code: str
    title: str
    counts: str
    rows: tuple[PaperRow, ...]
    unit: Unit = Unit.CASES


@dataclass(frozen=True, slots=True)
class CaseList:
    """A closed list of the monthly case counts. `standing`: it says how many there are at the end of the month, so
    that months are never added; else how many came in it."""

    code: str
    title: str
    unit: Unit
    rows: tuple[PaperRow, ...]
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All closed lists of a pack. `crossed`: the tables of two dimensions that may be counted inside the house.

    `former`: needs and answers that left the pack, by table, and `former_outcomes`: without a word, they count on.
    """

    facts: Mapping[str, Fact]
    needs: Needs
    outcomes: tuple[Outcome, ...]
    reasons: tuple[Reason, ...]
    papers: tuple[PaperTable, ...]
    crossed: tuple[str, ...] = ()
    cases: tuple[CaseList, ...] = ()
    former: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    former_outcomes: tuple[Outcome, ...] = ()

    def outcome(self, code: str) -> Outcome | None:
        """Return the outcome with this code, or None."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)

    @property
    def counted_outcomes(self) -> tuple[Outcome, ...]:
        """Return every outcome that talks may have ended in, those that left the pack too."""
        return (*self.outcomes, *self.former_outcomes)

    def counted_outcome(self, code: str) -> Outcome | None:
        """Return the counted outcome with this code, or None."""
        return next((outcome for outcome in self.counted_outcomes if outcome.code == code), None)

    def outcomes_of(self, *kinds: OutcomeKind) -> tuple[Outcome, ...]:
        """Return the outcomes of these kinds, in the pack's order."""
        return tuple(outcome for outcome in self.outcomes if outcome.kind in kinds)

    def referral(self, door: str) -> Outcome:
        """Return the outcome that means: sent to this door."""
        return next(outcome for outcome in self.outcomes if outcome.door == door)

    @property
    def titles(self) -> dict[str, str]:
        """Return what the committee tables are called, by code."""
        return {one.code: one.title for one in self.papers}

    def paper(self, code: str) -> PaperTable | None:
        """Return the committee table with this code, or None."""
        return next((paper for paper in self.papers if paper.code == code), None)

    def of_kind(self, kind: FactKind) -> Iterator[Fact]:
        """Yield the facts of one kind (a pack has at most one for ages and one for towns)."""
        return (fact for fact in self.facts.values() if fact.kind is kind)

    @property
    def short_lived(self) -> tuple[Fact, ...]:
        """Return the facts that leave, with the needs, when their day is counted: how long a card is valid."""
        return tuple(self.of_kind(FactKind.TIME))

    @property
    def left(self) -> tuple[str, ...]:
        """Return the names of all that has left then."""
        return (self.needs.tab, *(fact.tab for fact in self.short_lived))

    def on(self, day: date) -> "Vocabulary":
        """Return what is offered on this day: the lists without the codes that are retired by then."""
        facts = {fact.code: replace(fact, answers=in_use(fact.answers, day)) for fact in self.facts.values()}
        return replace(
            self,
            facts=facts,
            needs=replace(self.needs, answers=in_use(self.needs.answers, day)),
            outcomes=in_use(self.outcomes, day),
            reasons=in_use(self.reasons, day),
        )

    @property
    def codes(self) -> Iterator[Answer | Outcome | Reason]:
        """Yield every code that can be retired."""
        for fact in self.facts.values():
            yield from fact.answers
        yield from self.needs.answers
        yield from self.outcomes
        yield from self.reasons

"""How a person of a finished talk counts into tables: for each the rows that this person falls into."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kiosk.domain import tally
from kiosk.domain.conversation import Conversation, Decision, Person, implied, to_ask
from kiosk.domain.tally import NOT_ASKED, UNANSWERED
from kiosk.domain.vocabulary import FactKind, OutcomeKind, Vocabulary, codes_of


@dataclass(frozen=True)
class CountedPerson:
    """Somebody of a finished talk; `order` are the facts of the profile.

    With the first person of a talk the talk itself is counted.
    """

    vocabulary: Vocabulary
    talk: Conversation
    person: Person
    order: Sequence[str]

    @cached_property
    def asked(self) -> frozenset[str]:
        """Return the facts that this person was asked."""
        return frozenset(fact.code for fact in to_ask(self.vocabulary, self.order, self.person.answers))

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Return what was answered, and what follows from it."""
        return implied(self.vocabulary, self.person.answers)

    @property
    def first(self) -> bool:
        """Tell whether this is the first person of the talk."""
        return self.person is self.talk.persons[0]

    @property
    def decision(self) -> Decision:
        """Return what was decided. Raises ValueError where nothing is."""
        return _decided(self.person)

    def volume(self) -> Iterator[str]:
        """Yield what all count by: the talk once, the person, the slip."""
        if self.first:
            yield tally.CONVERSATIONS
        yield tally.PERSONS
        if _kind(self.vocabulary, self.decision) is OutcomeKind.REFERRAL:
            yield tally.SLIPS

    def month_volume(self) -> Iterator[str]:
        """Yield what the tables of a month count by: the talk once, the person."""
        if self.first:
            yield tally.CONVERSATIONS
        yield tally.PERSONS

    def slips_beside(self) -> Iterable[str]:
        """Return the door of each slip that the person took of a service named beside."""
        return self.person.slips.values()

    def outcome(self) -> Iterator[str]:
        """Yield how it ended for the person."""
        yield self.decision.outcome

    def ending(self) -> Iterator[str]:
        """Yield how the talk ended: refused where nobody in it wanted it, for later where all come back later.

        Who left before the yes held no talk.
        """
        kinds = {_kind(self.vocabulary, _decided(person)) for person in self.talk.persons}
        if kinds == {OutcomeKind.REFUSED}:
            yield tally.REFUSED
        elif self.talk.before_yes and kinds == {OutcomeKind.BROKEN_OFF}:
            yield tally.LEFT
        else:
            yield tally.LATER if kinds == {OutcomeKind.LATER} else tally.HELD

    def language(self) -> Iterator[str]:
        """Yield the language of the talk; before the yes only one that was missing."""
        yield self.talk.language or NOT_ASKED

    def answer(self, fact: str) -> Iterator[str]:
        """Yield the answer to a fact, or each of several, or that there is none."""
        yield from codes_of(self.known.get(fact, UNANSWERED if fact in self.asked else NOT_ASKED))

    def needs(self) -> Iterable[str]:
        """Return the needs, or that there are none."""
        return self.person.answers.needs or (UNANSWERED if self.order else NOT_ASKED,)

    def rule(self, fate: str) -> Iterator[str]:
        """Yield the rule that decided a suggestion, where this is what became of it."""
        if self._advised and fate == self._fate:
            yield self.decision.rules[0]

    def reason(self) -> Iterator[str]:
        """Yield the reason for another door."""
        if self._advised and self.decision.reason:
            yield self.decision.reason

    def doors(self) -> Iterator[str]:
        """Yield suggested and chosen door."""
        if self._advised:
            yield f"{self.decision.suggested_door or tally.NO_DOOR_CODE}:{self._door or tally.NO_DOOR_CODE}"

    def rule_reason(self) -> Iterator[str]:
        """Yield the rule and the reason for another door."""
        return (f"{self.decision.rules[0]}:{reason}" for reason in self.reason())

    def need_gaps(self) -> Iterator[str]:
        """Yield each need with what was said after the talk to be missing, where that was said."""
        gaps = codes_of(self.talk.persons[0].answers.facts.get(tally.GAP, ""))
        return (f"{need}:{gap}" for gap in gaps for need in self.person.answers.needs)

    def group_door(self) -> Iterator[str]:
        """Yield target group and suggested door."""
        if self._advised:
            yield f"{next(self.answer(tally.GROUP))}:{self.decision.suggested_door or tally.NO_DOOR_CODE}"

    def town_door(self) -> Iterator[str]:
        """Yield town and chosen door."""
        for fact in self.vocabulary.of_kind(FactKind.TOWN):
            yield f"{next(self.answer(fact.code))}:{self._door or tally.NO_DOOR_CODE}"

    @property
    def _advised(self) -> bool:
        return bool(self.decision.rules)

    @property
    def _door(self) -> str:
        outcome = self.vocabulary.counted_outcome(self.decision.outcome)
        return outcome.door if outcome else ""

    @property
    def _fate(self) -> str:
        if self._door == self.decision.suggested_door:
            return tally.FOLLOWED
        return tally.DEVIATED if self._door else tally.NO_DOOR_TAKEN


def _decided(person: Person) -> Decision:
    if person.decision is None:
        raise ValueError("only decided persons are counted")
    return person.decision


def _kind(vocabulary: Vocabulary, decision: Decision) -> OutcomeKind:
    """Return what the outcome means; one that no kept pack knows was a referral when it named a service."""
    outcome = vocabulary.counted_outcome(decision.outcome)
    if outcome is not None:
        return outcome.kind
    return OutcomeKind.REFERRAL if decision.service else OutcomeKind.INFORMATION

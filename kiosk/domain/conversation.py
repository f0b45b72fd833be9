"""A conversation, its persons, their facts and needs; and which combinations cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kiosk.domain.vocabulary import Fact, FactKind, OutcomeKind, Vocabulary, codes_of
from kiosk.errors import NotOffered


class Stage(StrEnum):
    """Say whether a conversation goes on."""

    TALK = "talk"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Answers:
    """Say what one person has answered: fact code to answer code, and the needs in the order of tapping.

    Of a fact that takes several, the codes stand in one text with blanks between.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.facts or self.needs)


@dataclass(frozen=True, slots=True)
class Decision:
    """Say how it ended for one person: outcome, chosen service, what the rules had said, and why it differs."""

    outcome: str
    service: str = ""
    suggested_door: str = ""
    suggested_service: str = ""
    reason: str = ""
    rules: tuple[str, ...] = ()
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a talk; `place` counts from 1. `slips`: those taken of services named beside, and their doors.

    `counted`: the month has this person already; `said`: what the rules had said to them, where nothing else may be.
    """

    place: int
    answers: Answers = field(default_factory=Answers)
    decision: Decision | None = None
    slips: Mapping[str, str] = field(default_factory=dict)
    counted: bool = False
    said: Decision | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known before the yes; it stands in the address and nowhere else. `profile` is a code.

    `account`: who would hold the talk.
    """

    key: str
    desk: str
    profile: str
    day: date
    language: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One talk. It knows its day and no time of day; its key is random and tells no order.

    `turn`: how often a decision of it was taken back. `before_yes`: it is no talk, only counted like one.
    """

    key: str
    desk: str
    profile: str
    day: date
    language: str
    stage: Stage
    persons: tuple[Person, ...]
    turn: int = 0
    before_yes: bool = False

    def person(self, place: int) -> Person | None:
        """Return the person at this place, or None."""
        return next((person for person in self.persons if person.place == place), None)

    @property
    def undecided(self) -> Person | None:
        """Return the first person without an outcome, or None."""
        return next((person for person in self.persons if person.decision is None), None)


def implied(vocabulary: Vocabulary, answers: Answers) -> dict[str, str]:
    """Return all facts that hold, answered or following from an answer; of two the earlier answer decides."""
    known: dict[str, str] = {}
    for fact in (fact for code, fact in vocabulary.facts.items() if code in answers.facts):
        given = codes_of(answers.facts[fact.code])
        for answer in fact.answers:
            if answer.implies and answer.code in given:
                known = {**answer.implies, **known}
    return known | dict(answers.facts)


def to_ask(vocabulary: Vocabulary, order: Sequence[str], answers: Answers) -> tuple[Fact, ...]:
    """Return the facts of a profile that this person is asked, in order; what follows from a paper is not asked."""
    follows = implied(vocabulary, answers)
    return tuple(
        fact
        for fact in (vocabulary.facts[code] for code in order)
        if (fact.code in answers.facts or fact.code not in follows)
        and all(not {*codes}.isdisjoint(codes_of(follows.get(other, ""))) for other, codes in fact.asked_if.items())
    )


def with_fact(vocabulary: Vocabulary, order: Sequence[str], answers: Answers, fact: str, code: str) -> Answers:
    """Return the answers with this one added. Answers that it takes the ground from are dropped.

    Those to questions of before and after the talk stay.

    Raises NotOffered for a fact that is not asked here or a code that is not on its list.
    """
    if fact not in {asked.code for asked in to_ask(vocabulary, order, answers)}:
        raise NotOffered(fact, code)
    if code not in {answer.code for answer in vocabulary.facts[fact].offered}:
        raise NotOffered(fact, code)
    known = vocabulary.facts[fact]
    facts = {**answers.facts, fact: known.with_code(answers.facts.get(fact, ""), code)}
    consequences = known.answer(code)
    for follows in consequences.implies if consequences else ():
        facts.pop(follows, None)
    return _with_ground(vocabulary, order, replace(answers, facts=facts))


def without_fact(vocabulary: Vocabulary, order: Sequence[str], answers: Answers, fact: str, code: str) -> Answers:
    """Return the answers without this one of several, if it was there. Raises NotOffered where one stands."""
    known = vocabulary.facts.get(fact)
    if known is None or not known.several:
        raise NotOffered(fact, code)
    left = known.without_code(answers.facts.get(fact, ""), code)
    others = {name: value for name, value in answers.facts.items() if name != fact}
    return _with_ground(vocabulary, order, replace(answers, facts=others | ({fact: left} if left else {})))


def _with_ground(vocabulary: Vocabulary, order: Sequence[str], answers: Answers) -> Answers:
    asked = {known.code for known in to_ask(vocabulary, order, answers)}
    kept = {name: value for name, value in answers.facts.items() if name in asked or name not in order}
    return replace(answers, facts=kept)


def with_need(vocabulary: Vocabulary, answers: Answers, need: str) -> Answers:
    """Return the answers with this need last; unchanged when it is there already or cannot be taken.

    A need that stands alone takes the place of the others, and gives way to any other.
    """
    added = vocabulary.needs.answer(need)
    if added is None:
        raise NotOffered("bedarf", need)
    if need in answers.needs or need in vocabulary.needs.closed(answers.needs):
        return answers
    alone = {other.code for other in vocabulary.needs.answers if other.exclusive}
    kept = () if added.exclusive else tuple(other for other in answers.needs if other not in alone)
    return replace(answers, needs=(*kept, need))


def without_need(answers: Answers, need: str) -> Answers:
    """Return the answers without this need; unchanged when it was not there."""
    return replace(answers, needs=tuple(other for other in answers.needs if other != need))


def with_person(conversation: Conversation, person: Person) -> Conversation:
    """Return the conversation with this person in the place of the one who stood there."""
    persons = tuple(person if one.place == person.place else one for one in conversation.persons)
    return replace(conversation, persons=persons)


def for_family(vocabulary: Vocabulary, answers: Answers) -> Answers:
    """Return what a further person of the family starts with: the town, nothing else."""
    towns = {fact.code for fact in vocabulary.of_kind(FactKind.TOWN)}
    return Answers({code: value for code, value in answers.facts.items() if code in towns})


def ended_at_promise(vocabulary: Vocabulary, conversation: Conversation) -> bool:
    """Tell whether it ended before the yes; talks of earlier versions say so by what they lack while all is there."""
    first = conversation.persons[0]
    outcome = vocabulary.counted_outcome(first.decision.outcome) if first.decision else None
    if conversation.before_yes:
        return True
    if first.decision is None or outcome is None or first.counted or len(conversation.persons) > 1:
        return False
    at_once = not first.answers and not first.decision.rules
    return at_once and outcome.kind in (OutcomeKind.REFUSED, OutcomeKind.LATER)


def gives_slip(vocabulary: Vocabulary, decision: Decision | None) -> bool:
    """Tell whether the person was sent to a door and so gets a slip."""
    outcome = vocabulary.outcome(decision.outcome) if decision else None
    return outcome is not None and outcome.kind is OutcomeKind.REFERRAL

"""People nobody has met, and days full of talks with them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import settings
from hypothesis import strategies as st

from kiosk import desk
from kiosk.domain import conversation as talk
from kiosk.domain.conversation import Answers, Conversation, Decision, Person, Stage
from kiosk.domain.tally import Cells
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.pack import Pack, Profile

DAY = date(2026, 11, 23)
LANGUAGES = ("de", "ar", "uk", "fa-AF")
MANY = settings(max_examples=60, deadline=None)


def made_up(pack: Pack, profile: Profile, dice: Random) -> Person:
    """Somebody made up: some questions answered, some needs, any outcome there is, some lines after the talk."""
    answers = Answers()
    for code in profile.facts:
        asked = {fact.code: fact for fact in talk.to_ask(pack.vocabulary, profile.facts, answers)}
        if code in asked and dice.random() < 0.8:
            for chosen in dice.sample(asked[code].offered, dice.randint(1, 3) if asked[code].several else 1):
                answers = talk.with_fact(pack.vocabulary, profile.facts, answers, code, chosen.code)
    for need in dice.sample(pack.vocabulary.needs.answers, dice.randint(0, 3)):
        answers = talk.with_need(pack.vocabulary, answers, need.code)
    decision = _decision(pack, profile, answers, dice)
    told = {
        code: dice.choice(pack.vocabulary.facts[code].offered).code
        for code in profile.after_talk
        if dice.random() < 0.5
    }
    slips = {f"service-{door.code}": door.code for door in dice.sample(pack.doors, dice.randint(0, 2))}
    return Person(1, replace(answers, facts={**answers.facts, **told}), decision, slips)


def _decision(pack: Pack, profile: Profile, answers: Answers, dice: Random) -> Decision:
    outcome = dice.choice(pack.vocabulary.outcomes)
    if outcome.kind in (OutcomeKind.REFUSED, OutcomeKind.LATER, OutcomeKind.BROKEN_OFF):
        return Decision(outcome.code)
    suggestion = desk.advise(pack, profile, answers, DAY).suggestion
    reason = dice.choice(pack.vocabulary.reasons).code if outcome.door not in ("", suggestion.door) else ""
    return Decision(outcome.code, suggested_door=suggestion.door, reason=reason, rules=suggestion.rule_ids)


def held(persons: Sequence[Person], language: str = "de", profile: str = "clearing") -> Conversation:
    """A finished talk with these persons."""
    placed = tuple(replace(person, place=place) for place, person in enumerate(persons, start=1))
    return Conversation("key", "mettmann", profile, DAY, language, Stage.FINISHED, placed)


def days_of(crowd: list[Person]) -> st.SearchStrategy[list[Conversation]]:
    """A day's list: up to eight talks with up to four persons each."""
    persons = st.lists(st.integers(0, len(crowd) - 1), min_size=1, max_size=4)
    one = st.builds(
        lambda chosen, tongue: held([crowd[i] for i in chosen], tongue), persons, st.sampled_from(LANGUAGES)
    )
    return st.lists(one, max_size=8)


def everybody(conversations: Sequence[Conversation]) -> list[Person]:
    """All persons of these talks."""
    return [person for conversation in conversations for person in conversation.persons]


def order_of(profile: Profile) -> tuple[str, ...]:
    """The facts that a profile counts: those of the persons, then those of the talk."""
    return (*profile.facts, *profile.after_talk)


def summed(cells: Cells, *tables: str) -> int:
    """What stands in these tables together."""
    return sum(number for (name, _), number in cells.items() if name in tables)

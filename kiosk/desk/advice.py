"""What the rules and the directory say to a person's answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from kiosk.domain import routing, service
from kiosk.domain.conversation import Answers, implied
from kiosk.domain.routing import NO_DOOR, Rule, Suggestion
from kiosk.domain.service import Caution, Seeker, Service
from kiosk.domain.vocabulary import FactKind, OutcomeKind
from kiosk.pack import Pack, Profile

REMEMBERED = 500
"""Pieces of advice that are kept while the program runs: what was answered is in them, not by whom."""


class Named(NamedTuple):
    """A service that stands beside the suggested one, and the rules that lead there."""

    suggestion: Suggestion
    service: Service


@dataclass(frozen=True)
class Advice:
    """A suggestion with all that is shown beside it. `service` is None only where no door is needed.

    `outcome`: how it ends then. `beside`: what must be named after the second choice. `several`: the services
    behind the suggested door have names of their own. `number`: place of the deciding row in the table. `used`: the
    questions whose answers it reads. `drawn`: how it was shown once.
    """

    suggestion: Suggestion
    service: Service | None
    outcome: str
    cautions: tuple[Caution, ...]
    second: Named | None
    beside: tuple[Named, ...]
    several: bool
    number: int
    used: tuple[str, ...]
    drawn: dict[object, str] = field(default_factory=dict, compare=False)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """Return everything that stands beside the suggestion."""
        return (*([self.second] if self.second else ()), *self.beside)

    @cached_property
    def crowded(self) -> bool:
        """Tell whether too much stands beside the suggestion to say everything of it."""
        return len(self.named) > 1 or bool(self.named and len(self.suggestion.reasons) > 1)

    def said_of(self, named: Named) -> tuple[str, ...]:
        """Return what is said of such a service: its reason and all that is to be done; that only where it is crowded.

        What is said already is not said again, and a reason stands wherever there is nothing to do.
        """
        one, said = named.suggestion, self.suggestion.reasons + self.suggestion.notes
        if not self.crowded:
            return one.reasons[:1] + one.notes
        own = tuple(words for words in one.reasons if words not in said)
        return tuple(note for note in one.notes if note not in said) or own[:1]

    @property
    def told_cautions(self) -> tuple[Caution, ...]:
        """Return what speaks against the service and is told the client."""
        return tuple(one for one in self.cautions if one not in (Caution.UNVERIFIED, Caution.REPORTS))

    @property
    def services(self) -> tuple[Service, ...]:
        """Return every service that is named, the suggested one first."""
        return (*([self.service] if self.service else ()), *(named.service for named in self.named))


def seeker_of(pack: Pack, answers: Answers) -> Seeker:
    """Return what of a person decides on the service."""
    paper = [answers.facts.get(fact.code, "") for fact in pack.vocabulary.of_kind(FactKind.PAPER)]
    return Seeker(town_of(pack, answers), answers.needs, ages_of(pack, answers), paper[0] if paper else None)


def ages_of(pack: Pack, answers: Answers) -> tuple[int, int] | None:
    """Return the person's age band in completed years, or None when it is not known."""
    for fact in pack.vocabulary.of_kind(FactKind.AGE):
        chosen = fact.answer(answers.facts.get(fact.code, ""))
        return chosen.ages if chosen else None
    return None


def town_of(pack: Pack, answers: Answers) -> str:
    """Return the person's town, or nothing."""
    return next((answers.facts.get(fact.code, "") for fact in pack.vocabulary.of_kind(FactKind.TOWN)), "")


def services_behind(pack: Pack, door: str, answers: Answers, day: date) -> list[Service]:
    """Return the services behind a door for this person, the best fit first; a checked pack has at least one."""
    return service.fitting(pack.services_behind(door), seeker_of(pack, answers), day)


def advise(pack: Pack, profile: Profile, answers: Answers, day: date) -> Advice:
    """Return what the rules of this day say about these answers; a talk asks for the same several times."""
    pack = pack.on(day)
    facts = frozenset(answers.facts.items())
    return _advised(pack, pack.profile(profile.code) or profile, facts, answers.needs, day)


@lru_cache(REMEMBERED)
def _advised(
    pack: Pack, profile: Profile, answered: frozenset[tuple[str, str]], needs: tuple[str, ...], day: date
) -> Advice:
    vocabulary, answers = pack.vocabulary, Answers(dict(answered), needs)
    seeker = seeker_of(pack, answers)

    @cache
    def fitting(door: str, needs: tuple[str, ...]) -> list[Service]:
        return service.fitting(pack.services_behind(door), seeker._replace(needs=needs), day)

    def place(rule: Rule) -> str | None:
        if rule.door == NO_DOOR:
            return NO_DOOR
        best = _meant(rule, seeker.needs, fitting) if rule.door in profile.doors else []
        return best[0].code if best and best[0].takes(seeker) else None

    facts = implied(vocabulary, answers)
    suggestion = routing.suggest(pack.rule_index.touched(facts, answers.needs), facts, answers.needs, day, place)
    deciding = suggestion.rules[0]
    best = _meant(deciding, seeker.needs, fitting)
    others = ((one, pack.service(one.place)) for one in suggestion.others)
    named = [Named(one, found) for one, found in others if found]
    return Advice(
        suggestion=suggestion,
        service=best[0] if best else None,
        outcome="" if best else deciding.outcome or vocabulary.outcomes_of(OutcomeKind.NO_NEED)[0].code,
        cautions=service.cautions(best[0], seeker) if best else (),
        second=named[0] if named else None,
        beside=tuple(one for one in named[1:] if one.suggestion.must),
        several=len({one.name for one in pack.services_behind(deciding.door)}) > 1,
        number=pack.rule_index.number(deciding),
        used=_used(pack, deciding),
    )


def _meant(
    rule: Rule, needs: tuple[str, ...], fitting: Callable[[str, tuple[str, ...]], list[Service]]
) -> list[Service]:
    """Return the services of a rule, the best first: the one it names, or the best for the needs it speaks of."""
    named = rule.when.needs_any | rule.when.needs_only
    spoken = tuple(need for need in needs if need in named)
    found = fitting(rule.door, spoken or needs)
    return sorted(found, key=lambda one: one.code != rule.service) if rule.service else found


def _used(pack: Pack, rule: Rule) -> tuple[str, ...]:
    """Return the names of the questions that a rule reads."""
    tabs = [pack.vocabulary.facts[code].tab for code in (*rule.when.facts, *rule.unless.facts)]
    needs = any((rule.when.needs_any, rule.when.needs_only, rule.when.needs_count, rule.unless.needs_any))
    return tuple(dict.fromkeys((*tabs, *([pack.vocabulary.needs.tab] if needs else ()))))

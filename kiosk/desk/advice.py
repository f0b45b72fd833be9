"""What the rules and the directory say to a person's answers."""

from dataclasses import dataclass
from datetime import date

from kiosk.domain import conversation as talk
from kiosk.domain import routing, service
from kiosk.domain.conversation import Answers
from kiosk.domain.routing import NO_DOOR, Rule, Suggestion
from kiosk.domain.service import Caution, Seeker, Service
from kiosk.domain.vocabulary import Fact, FactKind
from kiosk.pack import Pack, Profile


@dataclass(frozen=True, slots=True)
class Advice:
    """A suggestion with all that is shown beside it. `service` is None only where no door is needed.

    `several`: behind the suggested door stand more services than this one.
    """

    suggestion: Suggestion
    service: Service | None
    cautions: tuple[Caution, ...]
    second: Rule | None
    second_service: Service | None
    still_open: tuple[Fact, ...]
    needs_open: bool
    several: bool


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
    seeker = Seeker(town_of(pack, answers), answers.needs, ages_of(pack, answers))
    return service.behind(pack.services, door, seeker, day)


def advise(pack: Pack, profile: Profile, answers: Answers, day: date) -> Advice:
    """Return what the rules of this day say about these answers."""
    pack = pack.on(day)
    vocabulary, profile = pack.vocabulary, pack.profile(profile.code) or profile
    suggestion = routing.suggest(
        pack.rules, talk.implied(vocabulary, answers), answers.needs, day, (*profile.doors, NO_DOOR)
    )
    ages = ages_of(pack, answers)
    best = _meant(pack, suggestion.rules[0], answers, day)
    seconds = ((rule, _meant(pack, rule, answers, day)) for rule in suggestion.others)
    second = next(((rule, found[0]) for rule, found in seconds if found and found[0].takes_age(ages)), None)
    return Advice(
        suggestion=suggestion,
        service=best[0] if best else None,
        cautions=service.cautions(best[0], ages) if best else (),
        second=second[0] if second else None,
        second_service=second[1] if second else None,
        still_open=tuple(
            fact for fact in talk.to_ask(vocabulary, profile.facts, answers) if fact.code not in answers.facts
        ),
        needs_open=not answers.needs,
        several=len(best) > 1,
    )


def _meant(pack: Pack, rule: Rule, answers: Answers, day: date) -> list[Service]:
    """Return the services a rule leads to, the best first; the one it names, where it names one."""
    behind = services_behind(pack, rule.door, answers, day)
    return sorted(behind, key=lambda one: one.code != rule.service) if rule.service else behind

"""The case manager decides: a door with or without a reason, or no door."""

from dataclasses import dataclass

from kiosk.desk.advice import Advice, advise
from kiosk.desk.office import Office, found_person, on_offer, open_talk, profile_of
from kiosk.domain.conversation import Decision
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import AlreadyDecided, NotOffered, SuggestionChanged
from kiosk.pack import Pack


@dataclass(frozen=True, slots=True)
class Choice:
    """The service a case manager chose, the one the screen had suggested, and why they differ (or nothing)."""

    service: str
    shown: str
    reason: str = ""


def refer(office: Office, key: str, place: int, choice: Choice) -> None:
    """Send the person to a service. Another door than the suggested one needs a reason of the list.

    The same once more changes nothing. Raises NotOffered, AlreadyDecided, and SuggestionChanged when the
    rules now say something else than the screen did.
    """
    with office.store.at_once():
        conversation, person = found_person(office, key, place)
        pack = on_offer(office, conversation)
        if person.decision is not None:
            if (person.decision.service, person.decision.reason) == (choice.service, choice.reason):
                return
            raise AlreadyDecided
        open_talk(office, key)
        profile = profile_of(pack, conversation)
        chosen = pack.service(choice.service)
        if chosen is None or chosen.door not in profile.doors or not chosen.valid_on(conversation.day):
            raise NotOffered("stelle", choice.service)
        advice = advise(pack, profile, person.answers, conversation.day)
        if choice.shown != (advice.service.code if advice.service else ""):
            raise SuggestionChanged
        _check_reason(pack, choice.reason, deviates=chosen.door != advice.suggestion.door)
        outcome = pack.vocabulary.referral(chosen.door).code
        office.store.talks.decide(key, place, _decision(pack, advice, outcome, chosen.code, choice.reason))


def _check_reason(pack: Pack, reason: str, *, deviates: bool) -> None:
    """A reason where, and only where, the door is another one than suggested."""
    known = {one.code for one in pack.vocabulary.reasons} if deviates else {""}
    if reason not in known:
        raise NotOffered("grund", reason)


def conclude(office: Office, key: str, place: int, outcome_code: str) -> None:
    """End without a door: information only, or one of the kinds of no need. Raises NotOffered, AlreadyDecided."""
    with office.store.at_once():
        conversation, person = found_person(office, key, place)
        pack = on_offer(office, conversation)
        outcomes = pack.vocabulary.outcomes_of(*set(OutcomeKind) - {OutcomeKind.REFERRAL})
        if outcome_code not in {outcome.code for outcome in outcomes}:
            raise NotOffered("ergebnis", outcome_code)
        if person.decision is not None:
            if person.decision.outcome == outcome_code:
                return
            raise AlreadyDecided
        open_talk(office, key)
        advice = advise(pack, profile_of(pack, conversation), person.answers, conversation.day)
        office.store.talks.decide(key, place, _decision(pack, advice, outcome_code, "", ""))


def _decision(pack: Pack, advice: Advice, outcome: str, service_code: str, reason: str) -> Decision:
    return Decision(
        outcome=outcome,
        service=service_code,
        suggested_door=advice.suggestion.door,
        suggested_service=advice.service.code if advice.service else "",
        reason=reason,
        rules=advice.suggestion.rule_ids,
        pack=pack.version,
    )

"""What a case manager can do: hold talks, take them back, close the day."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from kiosk.domain import conversation as talk
from kiosk.domain import routing, service, tally
from kiosk.domain.conversation import Answers, Conversation, Decision, Person, Stage
from kiosk.domain.routing import NO_DOOR, Rule, Suggestion
from kiosk.domain.service import Caution, Seeker, Service
from kiosk.domain.tally import Batch, Cells
from kiosk.domain.vocabulary import Fact, FactKind, Outcome, OutcomeKind
from kiosk.errors import AlreadyDecided, NotOffered, NotThere, SuggestionChanged, TooLate
from kiosk.export import day as day_file
from kiosk.pack import Pack, Profile
from kiosk.storage import Store


@dataclass(frozen=True, slots=True)
class Office:
    """What the desk works with: its store, the county's pack, the folder of the daily tallies."""

    store: Store
    pack: Pack
    tallies: Path


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


@dataclass(frozen=True, slots=True)
class Choice:
    """The service a case manager chose, the one the screen had suggested, and why they differ (or nothing)."""

    service: str
    shown: str
    reason: str = ""


def new_key() -> str:
    """A random key for a talk: 128 bits, telling neither time nor order."""
    return secrets.token_urlsafe(16)


# the talk


def start(office: Office, key: str, desk: str, profile: Profile, day: date) -> Conversation:
    """The talk under this key, started now unless it was before; its screening hour is open."""
    with office.store.at_once():
        if not any(hour.profile == profile.code and not hour.closed for hour in office.store.staff.hours(desk, day)):
            office.store.staff.open_hour(desk, profile.code, day)
        return office.store.talks.start_conversation(key, desk, profile.code, day)


def choose_language(office: Office, key: str, language: str, offered: Iterable[str]) -> None:
    """The client's language; answers stay. Raises NotOffered, AlreadyDecided for a finished talk."""
    if language not in offered:
        raise NotOffered("sprache", language)
    _open(office, key)
    office.store.talks.set_language(key, language)


def agree(office: Office, key: str) -> None:
    """The person wants to talk."""
    with office.store.at_once():
        conversation = _open(office, key)
        if conversation.stage is Stage.PROMISE:
            office.store.talks.set_stage(key, Stage.TALK)


def decline(office: Office, key: str, kind: OutcomeKind) -> None:
    """The person says no, or later: counted, and the talk is over. The same once more changes nothing."""
    outcome = office.pack.vocabulary.outcomes_of(kind)[0]
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        if conversation.stage is Stage.TALK:
            raise AlreadyDecided
        office.store.talks.decide(key, 1, Decision(outcome.code))
        finish(office, key)


def answer(office: Office, key: str, place: int, fact: str, code: str) -> Conversation:
    """Keep one fact; the talk as it is then. Raises NotOffered, AlreadyDecided."""
    with office.store.at_once():
        conversation, person = _undecided(office, key, place)
        order = profile_of(office.pack, conversation).facts
        answers = talk.with_fact(office.pack.vocabulary, order, person.answers, fact, code)
        return _keep(office, conversation, person, answers)


def add_need(office: Office, key: str, place: int, need: str) -> Conversation:
    """Keep one more need, unless the list is full; the talk as it is then. Raises NotOffered, AlreadyDecided."""
    with office.store.at_once():
        conversation, person = _undecided(office, key, place)
        answers = talk.with_need(office.pack.vocabulary, person.answers, need)
        return _keep(office, conversation, person, answers)


def drop_need(office: Office, key: str, place: int, need: str) -> Conversation:
    """Take one need back; the talk as it is then."""
    with office.store.at_once():
        conversation, person = _undecided(office, key, place)
        return _keep(office, conversation, person, talk.without_need(person.answers, need))


def _keep(office: Office, conversation: Conversation, person: Person, answers: Answers) -> Conversation:
    office.store.talks.keep_answers(conversation.key, person.place, person.answers, answers)
    return talk.with_person(conversation, replace(person, answers=answers))


def add_person(office: Office, key: str, today: date) -> int:
    """A further person of the family, with the town of the first; its place.

    A person who was just added and has answered nothing yet is not doubled. Raises NotThere, TooLate.
    """
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        if conversation.stage in (Stage.LANGUAGE, Stage.PROMISE):
            raise NotThere
        _correctable(office, conversation, today)
        answers = talk.for_family(office.pack.vocabulary, conversation.persons[0].answers)
        last = conversation.persons[-1]
        if last.place > 1 and last.decision is None and last.answers == answers:
            return last.place
        office.store.talks.set_stage(key, Stage.TALK)
        place = office.store.talks.add_person(key, answers)
        recount(office, conversation)
        return place


def drop_person(office: Office, key: str, place: int) -> None:
    """Take back the last person of a family while they have no outcome; the first person stays."""
    with office.store.at_once():
        conversation, person = _undecided(office, key, place)
        if person.place == 1 or person.place != len(conversation.persons):
            raise NotThere
        office.store.talks.drop_person(key, place)


# the suggestion and the decision


def ages_of(pack: Pack, answers: Answers) -> tuple[int, int] | None:
    """The person's age band in completed years, or None when it is not known."""
    for fact in pack.vocabulary.of_kind(FactKind.AGE):
        chosen = fact.answer(answers.facts.get(fact.code, ""))
        return chosen.ages if chosen else None
    return None


def town_of(pack: Pack, answers: Answers) -> str:
    """The person's town, or nothing."""
    return next((answers.facts.get(fact.code, "") for fact in pack.vocabulary.of_kind(FactKind.TOWN)), "")


def services_behind(pack: Pack, door: str, answers: Answers, day: date) -> list[Service]:
    """The services behind a door for this person, the best fit first; a checked pack has at least one."""
    seeker = Seeker(town_of(pack, answers), answers.needs, ages_of(pack, answers))
    return service.behind(pack.services, door, seeker, day)


def advise(pack: Pack, profile: Profile, answers: Answers, day: date) -> Advice:
    """What the rules of this day say about these answers."""
    vocabulary = pack.vocabulary
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
    """The services a rule leads to, the best first; the one it names, where it names one."""
    behind = services_behind(pack, rule.door, answers, day)
    return sorted(behind, key=lambda one: one.code != rule.service) if rule.service else behind


def refer(office: Office, key: str, place: int, choice: Choice) -> None:
    """Send the person to a service. Another door than the suggested one needs a reason of the list.

    The same once more changes nothing. Raises NotOffered, AlreadyDecided, and SuggestionChanged when the
    rules now say something else than the screen did.
    """
    pack = office.pack
    with office.store.at_once():
        conversation, person = _person(office, key, place)
        if person.decision is not None:
            if (person.decision.service, person.decision.reason) == (choice.service, choice.reason):
                return
            raise AlreadyDecided
        _open(office, key)
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
    pack = office.pack
    offered = pack.vocabulary.outcomes_of(*set(OutcomeKind) - {OutcomeKind.REFERRAL})
    if outcome_code not in {outcome.code for outcome in offered}:
        raise NotOffered("ergebnis", outcome_code)
    with office.store.at_once():
        conversation, person = _person(office, key, place)
        if person.decision is not None:
            if person.decision.outcome == outcome_code:
                return
            raise AlreadyDecided
        _open(office, key)
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


# the end of a talk, and taking it back


def finish(office: Office, key: str) -> Conversation:
    """Finish the talk when every person has an outcome; otherwise it goes on. Returns it as it is then."""
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        if conversation.stage is not Stage.FINISHED and conversation.undecided is None:
            office.store.talks.set_stage(key, Stage.FINISHED)
            recount(office, conversation)
        return office.store.talks.conversation(key)


def break_off(office: Office, key: str) -> None:
    """The person left: everybody without an outcome counts as broken off."""
    outcome = office.pack.vocabulary.outcomes_of(OutcomeKind.BROKEN_OFF)[0]
    with office.store.at_once():
        for person in _open(office, key).persons:
            if person.decision is None:
                office.store.talks.decide(key, person.place, Decision(outcome.code))
        finish(office, key)


def discard(office: Office, key: str) -> None:
    """It was started by mistake: as if it had not been. Nothing happens when it is gone already."""
    with office.store.at_once():
        try:
            conversation = office.store.talks.conversation(key)
        except NotThere:
            return
        if conversation.stage is Stage.FINISHED:
            raise AlreadyDecided
        office.store.talks.drop_conversation(key)


def take_back(office: Office, key: str, today: date) -> Conversation:
    """Open a finished talk again at its last outcome, to decide anew. Raises TooLate after the correction days."""
    vocabulary = office.pack.vocabulary
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        _correctable(office, conversation, today)
        if conversation.stage is Stage.FINISHED:
            last = conversation.persons[-1]
            outcome = vocabulary.outcome(last.decision.outcome) if last.decision else None
            at_promise = outcome is not None and outcome.kind in (OutcomeKind.REFUSED, OutcomeKind.LATER)
            stage = Stage.PROMISE if at_promise and not last.answers else Stage.TALK
            office.store.talks.reopen(key, last.place, stage)
            recount(office, conversation)
        return office.store.talks.conversation(key)


def redecide(office: Office, key: str, place: int, today: date) -> None:
    """Take back one person's outcome; the answers stay. Raises TooLate."""
    with office.store.at_once():
        conversation, person = _person(office, key, place)
        _correctable(office, conversation, today)
        if person.decision is not None:
            office.store.talks.reopen(key, place, Stage.TALK)
            recount(office, conversation)


def correctable(office: Office, desk: str, today: date) -> list[Conversation]:
    """The finished talks of a desk that can still be corrected, the newest day first."""
    first = today - timedelta(days=office.pack.site.retention_days)
    found = office.store.talks.conversations(desk, first, today)
    return [one for one in reversed(found) if one.stage is Stage.FINISHED]


def unfinished(office: Office, desk: str) -> list[Conversation]:
    """The talks of a desk that are open: after a pulled plug they wait here."""
    return office.store.talks.unfinished(desk)


# the day


def day_so_far(office: Office, desk: str, day: date) -> Cells:
    """Talks, persons, slips and outcomes of a desk's day, as its finished talks stand now."""
    conversations, outcomes = office.store.talks.outcomes(desk, day)
    return tally.in_short(office.pack.vocabulary, conversations, outcomes)


def close_day(office: Office, desk: str, day: date) -> Path | None:
    """Count the day and write its tally; open talks count as broken off. None when the desk was not open.

    Closing again after a correction makes a higher revision; without a change everything stays.
    """
    with office.store.at_once():
        for conversation in office.store.talks.conversations(desk, day, day):
            _wind_up(office, conversation)
        hours = office.store.staff.hours(desk, day)
        office.store.staff.close_hours(desk, day)
        for hour in hours:
            _keep_count(office, desk, hour.profile, day)
    return write_tally(office, desk, day)


def write_tally(office: Office, desk: str, day: date) -> Path | None:
    """Write the file of a closed day from what the store holds; None when there is nothing to write."""
    batches = [
        batch for batch in office.store.counts.batches(day, day) if batch.desk == desk and batch.source == tally.OWN
    ]
    if not batches:
        return None
    cells = tally.row_codes(office.pack.vocabulary, office.pack.site.languages)
    return day_file.write(office.tallies, day, batches, cells)


def recount(office: Office, conversation: Conversation) -> None:
    """After a correction on a closed day: count it again and write the new revision."""
    desk, day = conversation.desk, conversation.day
    if any(hour.closed and hour.profile == conversation.profile for hour in office.store.staff.hours(desk, day)):
        _keep_count(office, desk, conversation.profile, day)
        office.store.afterwards(lambda: write_tally(office, desk, day))


def turn_of_day(office: Office, today: date) -> None:
    """What a new day brings: earlier days are closed, talks past their correction days are forgotten."""
    for hour in office.store.staff.hours_left_open(today):
        close_day(office, hour.desk, hour.day)
    first_kept = today - timedelta(days=office.pack.site.retention_days)
    for desk in office.pack.site.desks:
        for conversation in unfinished(office, desk.code):
            if conversation.day < today:
                _wind_up(office, conversation)
    office.store.talks.forget_before(first_kept)


def _wind_up(office: Office, conversation: Conversation) -> None:
    """An open talk at the end of its day: before the yes nothing is kept, after it the person left."""
    if conversation.stage in (Stage.LANGUAGE, Stage.PROMISE):
        office.store.talks.drop_conversation(conversation.key)
    elif conversation.stage is Stage.TALK:
        break_off(office, conversation.key)


def _keep_count(office: Office, desk: str, profile: str, day: date) -> Batch:
    conversations = office.store.talks.conversations(desk, day, day)
    return office.store.counts.keep_batch(_count(office, conversations, profile, desk, day))


def _count(office: Office, conversations: Iterable[Conversation], profile_code: str, desk: str, day: date) -> Batch:
    profile = office.pack.profile(profile_code)
    order: Sequence[str] = profile.facts if profile else ()
    finished = [one for one in conversations if one.stage is Stage.FINISHED and one.profile == profile_code]
    return Batch(desk, profile_code, day, day, 1, tally.OWN, tally.count(office.pack.vocabulary, order, finished))


# finding things


def profile_of(pack: Pack, conversation: Conversation) -> Profile:
    """The profile a talk is held under. Raises NotThere when the pack no longer has it."""
    profile = pack.profile(conversation.profile)
    if profile is None:
        raise NotThere
    return profile


def outcome_of(pack: Pack, person: Person) -> Outcome | None:
    """The outcome of a person, or None."""
    return pack.vocabulary.outcome(person.decision.outcome) if person.decision else None


def _person(office: Office, key: str, place: int) -> tuple[Conversation, Person]:
    conversation = office.store.talks.conversation(key)
    person = conversation.person(place)
    if person is None:
        raise NotThere
    return conversation, person


def _open(office: Office, key: str) -> Conversation:
    conversation = office.store.talks.conversation(key)
    if conversation.stage is Stage.FINISHED:
        raise AlreadyDecided
    return conversation


def _undecided(office: Office, key: str, place: int) -> tuple[Conversation, Person]:
    conversation, person = _person(office, key, place)
    if conversation.stage is not Stage.TALK or person.decision is not None:
        raise AlreadyDecided
    return conversation, person


def _correctable(office: Office, conversation: Conversation, today: date) -> None:
    if conversation.day < today - timedelta(days=office.pack.site.retention_days):
        raise TooLate

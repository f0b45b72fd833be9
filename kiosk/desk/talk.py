"""A talk's whole life: begun, answered, decided, ended, corrected; each step is kept before it returns."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from kiosk.desk.advice import advise
from kiosk.desk.counting import count_as_broken_off, counted_anew
from kiosk.desk.office import Office
from kiosk.domain import tally
from kiosk.domain.conversation import (
    Answers,
    Beginning,
    Conversation,
    Decision,
    Person,
    Stage,
    ended_at_promise,
    for_family,
    with_fact,
    with_need,
    with_person,
    without_fact,
    without_need,
)
from kiosk.domain.service import Service
from kiosk.domain.vocabulary import Fact, FactKind, Outcome, OutcomeKind, Vocabulary, in_use
from kiosk.errors import AlreadyDecided, NotOffered, NotThere, SuggestionChanged, TooLate
from kiosk.pack import Pack, Profile
from kiosk.storage import TAKEN_BACK

Change = Callable[[Vocabulary, Sequence[str], Answers], Answers]
TAKES_SLIPS = (OutcomeKind.REFERRAL, OutcomeKind.INFORMATION, OutcomeKind.NO_NEED)


def start(office: Office, beginning: Beginning) -> Conversation:
    """Return the talk that began with the yes, started now unless it was before. Raises NotThere after a mistake.

    Raises AlreadyDecided where it had ended before the yes.
    """
    with office.store.at_once():
        if office.store.before_yes.kind(beginning.key):
            raise AlreadyDecided
        _open_hour(office, beginning)
        return office.store.talks.start_conversation(beginning)


def decline(office: Office, beginning: Beginning, kind: OutcomeKind) -> None:
    """Count a no, a later, or that the person left; the same once more changes nothing.

    Nothing else of them is kept; `beginning` names no language but one that was missing. After a yes it counts instead
    as long as nothing was said. Raises AlreadyDecided.
    """
    with office.store.at_once(), suppress(NotThere):
        before = office.store.before_yes.kind(beginning.key)
        if not before:
            _check_not_begun(office, beginning.key)
            _open_hour(office, beginning)
            office.store.before_yes.keep(beginning, kind)
        elif before not in (kind, TAKEN_BACK):
            raise AlreadyDecided


def _check_not_begun(office: Office, key: str) -> None:
    """Raise AlreadyDecided for a talk in which something was said, NotThere for one that was a mistake."""
    with suppress(NotThere):
        begun = office.store.talks.conversation(key)
        if begun.persons != (Person(1),):
            raise AlreadyDecided
        office.store.talks.drop_unsaid(key)
    if office.store.talks.mistake(key):
        raise NotThere


def _open_hour(office: Office, beginning: Beginning) -> None:
    """Open the screening hour that the talk counts in, unless it is open."""
    hours = office.store.staff.hours(beginning.desk, beginning.day)
    if not any(hour.profile == beginning.profile and not hour.closed for hour in hours):
        office.store.staff.open_hour(beginning.desk, beginning.profile, beginning.day)


def undo_decline(office: Office, key: str) -> bool:
    """Take back what ended before the yes, while its day is open; tell whether there is such a thing."""
    with office.store.at_once():
        office.store.before_yes.take_back(key)
        return bool(office.store.before_yes.kind(key))


def choose_language(office: Office, key: str, language: str) -> None:
    """Keep another language of the talk; answers stay. Raises AlreadyDecided for a finished one."""
    _open_talk(office, key)
    office.store.talks.set_language(key, language)


def answer(office: Office, key: str, place: int, fact: str, code: str) -> Conversation:
    """Keep one fact; return the talk as it is then. Raises NotOffered, AlreadyDecided."""
    return _changed(office, key, place, lambda words, order, before: with_fact(words, order, before, fact, code))


def drop_answer(office: Office, key: str, place: int, fact: str, code: str) -> Conversation:
    """Take one of several answers back; return the talk as it is then. Raises NotOffered, AlreadyDecided."""
    return _changed(office, key, place, lambda words, order, before: without_fact(words, order, before, fact, code))


def add_need(office: Office, key: str, place: int, need: str) -> Conversation:
    """Keep one more need, unless the list is full; return the talk as it is then. Raises NotOffered, AlreadyDecided."""
    return _changed(office, key, place, lambda words, _, before: with_need(words, before, need))


def drop_need(office: Office, key: str, place: int, need: str) -> Conversation:
    """Take one need back; return the talk as it is then."""
    return _changed(office, key, place, lambda _words, _order, before: without_need(before, need))


def _changed(office: Office, key: str, place: int, change: Change) -> Conversation:
    """Keep what becomes of a person's answers under the words of the talk's day and the order of its questions.

    Raises TooLate for who is counted.
    """
    with office.store.at_once():
        conversation, person = _undecided(office, key, place)
        if person.counted:
            raise TooLate
        pack = office.pack.on(conversation.day)
        answers = change(pack.vocabulary, profile_of(pack, conversation).facts, person.answers)
        office.store.talks.keep_answers(key, place, person.answers, answers)
        return with_person(conversation, replace(person, answers=answers))


def add_person(office: Office, key: str, today: date, after: int | None = None) -> int:
    """Add a person of the family, with the town of the first; return its place.

    A person who was just added and has answered nothing yet is not doubled. `after`: the last place that was shown; a
    tap on that page sent once more leads to who was added then. Raises NotThere, TooLate.
    """
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        _check_correctable(office, conversation, today)
        last = conversation.persons[-1]
        if _just_added(office, conversation) or (after is not None and last.place > after):
            return last.place
        answers = for_family(office.pack.vocabulary, conversation.persons[0].answers)
        with counted_anew(office, conversation):
            office.store.talks.set_stage(key, Stage.TALK)
            return office.store.talks.add_person(key, answers)


def _just_added(office: Office, conversation: Conversation) -> bool:
    """Tell whether the last person came after the first one and has neither answered anything nor an outcome."""
    first, last = conversation.persons[0], conversation.persons[-1]
    blank = for_family(office.pack.vocabulary, first.answers)
    return last is not first and last.decision is None and last.answers == blank


def all_decided(office: Office, key: str) -> bool:
    """Tell whether everybody in an open talk has an outcome, but who was just added."""
    conversation = office.store.talks.conversation(key)
    others = conversation.persons[:-1] if _just_added(office, conversation) else conversation.persons
    return conversation.stage is not Stage.FINISHED and all(person.decision for person in others)


def drop_person(office: Office, key: str, place: int) -> None:
    """Take back the last person of a family while they have no outcome; the first stays, who is gone stays gone.

    Who has answered something can come back until the day is closed.
    """
    talks = office.store.talks
    with office.store.at_once():
        if talks.conversation(key).person(place) is None:
            return
        conversation, person = _undecided(office, key, place)
        if person is conversation.persons[0] or person != conversation.persons[-1]:
            raise NotThere
        if person.counted:
            _take_out(office, conversation)
            return
        (talks.drop_person if _just_added(office, conversation) else talks.set_mistaken_person)(key, place)


# the outcome


class Choice(NamedTuple):
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
        pack = office.pack.on(conversation.day)
        if person.decision is not None:
            if (person.decision.service, person.decision.reason) == (choice.service, choice.reason):
                return
            raise AlreadyDecided
        profile = profile_of(pack, conversation)
        chosen = pack.service(choice.service)
        if chosen is None or chosen.door not in profile.doors or not chosen.valid_on(conversation.day):
            raise NotOffered("stelle", choice.service)
        said = _said(pack, conversation, person)
        if choice.shown != said.suggested_service:
            raise SuggestionChanged
        _check_reason(pack, choice.reason, deviates=bool(said.rules) and chosen.door != said.suggested_door)
        outcome = pack.vocabulary.referral(chosen.door).code
        decision = replace(said, outcome=outcome, service=chosen.code, reason=choice.reason)
        office.store.talks.decide(key, place, decision)


def _check_reason(pack: Pack, reason: str, *, deviates: bool) -> None:
    """Ask for a reason where, and only where, the door is another one than suggested."""
    known = {one.code for one in pack.vocabulary.reasons} if deviates else {""}
    if reason not in known:
        raise NotOffered("grund", reason)


def conclude(office: Office, key: str, place: int, outcome_code: str) -> None:
    """End without a door: information only, or one of the kinds of no need. Raises NotOffered, AlreadyDecided."""
    with office.store.at_once():
        conversation, person = found_person(office, key, place)
        pack = office.pack.on(conversation.day)
        outcomes = pack.vocabulary.outcomes_of(*set(OutcomeKind) - {OutcomeKind.REFERRAL})
        if outcome_code not in {outcome.code for outcome in outcomes}:
            raise NotOffered("ergebnis", outcome_code)
        if person.decision is not None:
            if person.decision.outcome == outcome_code:
                return
            raise AlreadyDecided
        said = _said(pack, conversation, person)
        office.store.talks.decide(key, place, replace(said, outcome=outcome_code, service="", reason=""))
        for shown in slips_of(pack, *found_person(office, key, place))[:1]:
            office.store.talks.take_slip(key, place, shown.code, shown.door)


def _said(pack: Pack, conversation: Conversation, person: Person) -> Decision:
    """Return what the rules say to this person; to who is counted they said it while all the answers were there."""
    if person.said:
        return person.said
    advice = advise(pack, profile_of(pack, conversation), person.answers, conversation.day)
    return Decision(
        outcome="",
        suggested_door=advice.suggestion.door,
        suggested_service=advice.service.code if advice.service else "",
        rules=advice.suggestion.rule_ids,
        pack=pack.version,
    )


# the end


def finish(office: Office, key: str) -> Conversation:
    """Finish the talk when every person has an outcome; otherwise it goes on. Return it as it is then."""
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        if conversation.stage is Stage.FINISHED or conversation.undecided:
            return conversation
        with counted_anew(office, conversation):
            office.store.talks.set_stage(key, Stage.FINISHED)
        return replace(conversation, stage=Stage.FINISHED)


def break_off(office: Office, key: str) -> None:
    """End a talk that the person left: everybody without an outcome counts as broken off.

    The same once more changes nothing. Raises AlreadyDecided for a talk that ended another way.
    """
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        if conversation.stage is not Stage.FINISHED:
            count_as_broken_off(office, conversation)
        elif OutcomeKind.BROKEN_OFF not in _kinds(office.pack, conversation):
            raise AlreadyDecided


def ended_with_its_day(office: Office, key: str) -> bool:
    """Tell whether a talk counts as broken off, and its day is closed."""
    with suppress(NotThere):
        talk = office.store.talks.conversation(key)
        hours = office.store.staff.hours(talk.desk, talk.day)
        closed = any(hour.closed for hour in hours if hour.profile == talk.profile)
        return closed and OutcomeKind.BROKEN_OFF in _kinds(office.pack, talk)
    return False


def _kinds(pack: Pack, conversation: Conversation) -> set[OutcomeKind]:
    return {outcome.kind for person in conversation.persons if (outcome := outcome_of(pack, person))}


def discard(office: Office, key: str) -> None:
    """Undo what was started by mistake: persons with an outcome stay, and the talk is finished with them.

    Who has none counts nowhere and can be taken back until the day is closed; who was counted already is taken out.
    Nothing happens when the talk is gone or finished already.
    """
    with office.store.at_once(), suppress(NotThere):
        _take_out(office, office.store.talks.conversation(key))
        office.store.talks.set_mistake(key)
        finish(office, key)


def _take_out(office: Office, conversation: Conversation) -> None:
    """Let persons without an outcome who are counted already stay counted, as taken out: each table still adds up."""
    for person in conversation.persons:
        if person.counted and person.decision is None:
            office.store.talks.decide(conversation.key, person.place, Decision(tally.REMOVED))


# afterwards


def take_back(office: Office, key: str, today: date, turn: int | None = None) -> Conversation:
    """Open a finished talk again at its last outcome, to decide anew; after a mistake it goes on where it was.

    Raises TooLate after the correction days.
    `turn`: the one that was shown; a take-back of an earlier turn, sent once more, changes nothing.
    """
    with office.store.at_once():
        mistake = office.store.talks.mistake(key)
        conversation = mistake or office.store.talks.conversation(key)
        _check_correctable(office, conversation, today)
        if turn not in (None, conversation.turn):
            return conversation
        if mistake:
            with counted_anew(office, conversation):
                office.store.talks.take_mistake_back(key)
        elif conversation.stage is Stage.FINISHED:
            _reopen(office, conversation, conversation.persons[-1].place)
        return office.store.talks.conversation(key)


def mistaken_places(office: Office, conversation: Conversation) -> list[int]:
    """Return the places of the persons in it who were a mistake and can be taken back."""
    whole = office.store.talks.mistake(conversation.key)
    return [one.place for one in whole.persons if conversation.person(one.place) is None] if whole else []


def redecide(office: Office, key: str, place: int, today: date, turn: int | None = None) -> None:
    """Take back one person's outcome; the answers stay. Raises TooLate. For `turn` see `take_back`."""
    with office.store.at_once():
        conversation, person = found_person(office, key, place)
        _check_correctable(office, conversation, today)
        if person.decision is not None and turn in (None, conversation.turn):
            _reopen(office, conversation, place)


def _reopen(office: Office, conversation: Conversation, place: int) -> None:
    """Take one outcome back."""
    with counted_anew(office, conversation):
        office.store.talks.reopen(conversation.key, place)


def correctable(office: Office, desk: str, today: date) -> list[Conversation]:
    """Return the finished talks of a desk that can still be corrected, the newest day first."""
    first = today - timedelta(days=office.pack.site.retention_days)
    found = office.store.talks.conversations(desk, first, today)
    finished = [one for one in found if one.stage is Stage.FINISHED]
    return sorted(finished, key=lambda one: (-one.day.toordinal(), one.key))


def after_talk(pack: Pack, conversation: Conversation) -> tuple[Fact, ...]:
    """Return what can be told about this talk: nothing while it is open, nor where it ended before the yes."""
    pack = pack.on(conversation.day)
    profile = pack.profile(conversation.profile)
    over = conversation.stage is Stage.FINISHED and not ended_at_promise(pack.vocabulary, conversation)
    return tuple(pack.vocabulary.facts[code] for code in profile.after_talk) if profile and over else ()


def tell(office: Office, key: str, fact: str, code: str, today: date) -> Conversation:
    """Keep one answer about a finished talk, once for everybody in it; another one replaces it.

    Return the talk as it is then. Raises NotOffered, NotThere, TooLate.
    """
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        offered = {(one.code, answer.code) for one in after_talk(office.pack, conversation) for answer in one.offered}
        if (fact, code) not in offered:
            raise NotOffered(fact, code)
        _check_correctable(office, conversation, today)
        before = conversation.persons[0].answers
        after = replace(before, facts={**before.facts, fact: code})
        with counted_anew(office, conversation):
            office.store.talks.keep_answers(key, conversation.persons[0].place, before, after)
        return office.store.talks.conversation(key)


# finding


def profile_of(pack: Pack, conversation: Conversation) -> Profile:
    """Return the profile a talk is held under; one that nobody knows any more asks nothing and has every door."""
    if known := pack.profile(conversation.profile):
        return known
    doors = tuple(door.code for door in in_use(pack.doors, conversation.day))
    return Profile(conversation.profile, "", (), doors, conversation.day, None)


def outcome_of(pack: Pack, person: Person) -> Outcome | None:
    """Return the outcome of a person, or None."""
    return pack.vocabulary.outcome(person.decision.outcome) if person.decision else None


def slips_of(pack: Pack, conversation: Conversation, person: Person) -> tuple[Service, ...]:
    """Return the services whose slips the person takes along: the chosen one, and what must be named beside it.

    Who was sent nowhere takes along what must be named; who would not talk, or left, takes nothing. Who is counted
    has what they took.
    """
    decision, outcome = person.decision, outcome_of(pack, person)
    if decision is None or not (outcome.kind in TAKES_SLIPS if outcome else decision.service):
        return ()
    if person.counted:
        return tuple(dict.fromkeys(filter(None, map(pack.service, (decision.service, *person.slips)))))
    advice = advise(pack, profile_of(pack, conversation), person.answers, conversation.day)
    urgent = advice.service if advice.suggestion.urgent else None
    musts = [named.service for named in advice.named if named.suggestion.must]
    return tuple(dict.fromkeys(filter(None, (pack.service(decision.service), urgent, *musts))))


def card_months(pack: Pack, person: Person, today: date) -> tuple[date, ...]:
    """Return the months in which the person's card can end; none for who holds no title that ends."""
    held = {person.answers.facts.get(fact.code) for fact in pack.vocabulary.of_kind(FactKind.PAPER)}
    return pack.title.months(today) if pack.title and pack.title.paper in held else ()


def take_slip(office: Office, key: str, place: int, service: str) -> None:
    """Count the slip of a service that was named beside, when it is taken; once, and never that of the chosen one.

    Raises NotOffered for a service that was not named.
    """
    with office.store.at_once():
        conversation, person = found_person(office, key, place)
        named = {one.code: one for one in slips_of(office.pack, conversation, person)}
        if service not in named:
            raise NotOffered("zettel", service)
        if person.decision is not None and service not in (person.decision.service, *person.slips):
            with counted_anew(office, conversation):
                office.store.talks.take_slip(key, place, service, named[service].door)


def found_person(office: Office, key: str, place: int) -> tuple[Conversation, Person]:
    """Return the talk and its person at this place. Raises NotThere."""
    conversation = office.store.talks.conversation(key)
    person = conversation.person(place)
    if person is None:
        raise NotThere
    return conversation, person


def _open_talk(office: Office, key: str) -> Conversation:
    """Return the talk, which must not be finished. Raises NotThere, AlreadyDecided."""
    conversation = office.store.talks.conversation(key)
    if conversation.stage is Stage.FINISHED:
        raise AlreadyDecided
    return conversation


def _undecided(office: Office, key: str, place: int) -> tuple[Conversation, Person]:
    """Return the open talk and a person in it without an outcome. Raises NotThere, AlreadyDecided."""
    conversation, person = found_person(office, key, place)
    if conversation.stage is not Stage.TALK or person.decision is not None:
        raise AlreadyDecided
    return conversation, person


def _check_correctable(office: Office, conversation: Conversation, today: date) -> None:
    """Raise TooLate when the talk's day lies before the days that are kept for corrections."""
    if conversation.day < today - timedelta(days=office.pack.site.retention_days):
        raise TooLate

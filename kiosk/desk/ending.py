"""The end of a talk, and taking it back."""

from datetime import date, timedelta

from kiosk.desk.counting import recount
from kiosk.desk.office import Office, check_correctable, found_person, on_offer
from kiosk.domain.conversation import Conversation, Decision, Stage, ended_at_promise
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import AlreadyDecided, NotThere


def decline(office: Office, key: str, kind: OutcomeKind) -> None:
    """The person says no, or later: counted, and the talk is over. The same once more changes nothing."""
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        if conversation.stage is Stage.TALK:
            raise AlreadyDecided
        outcome = on_offer(office, conversation).vocabulary.outcomes_of(kind)[0]
        office.store.talks.decide(key, 1, Decision(outcome.code))
        finish(office, key)


def finish(office: Office, key: str) -> Conversation:
    """Finish the talk when every person has an outcome; otherwise it goes on. Returns it as it is then."""
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        if conversation.stage is not Stage.FINISHED and conversation.undecided is None:
            office.store.talks.set_stage(key, Stage.FINISHED)
            recount(office, conversation)
        return office.store.talks.conversation(key)


def break_off(office: Office, key: str) -> None:
    """The person left: everybody without an outcome counts as broken off.

    The same once more changes nothing. Raises AlreadyDecided for a talk that ended another way.
    """
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        outcome = on_offer(office, conversation).vocabulary.outcomes_of(OutcomeKind.BROKEN_OFF)[0]
        if conversation.stage is Stage.FINISHED:
            if any(one.decision and one.decision.outcome == outcome.code for one in conversation.persons):
                return
            raise AlreadyDecided
        for person in conversation.persons:
            if person.decision is None:
                office.store.talks.decide(key, person.place, Decision(outcome.code))
        finish(office, key)


def discard(office: Office, key: str) -> None:
    """Undo what was started by mistake: persons with an outcome stay, and the talk is finished with them.

    A talk without an outcome counts nowhere and can be taken back until its day is closed. Nothing happens when it
    is gone or finished already.
    """
    with office.store.at_once():
        try:
            conversation = office.store.talks.conversation(key)
        except NotThere:
            return
        if all(person.decision is None for person in conversation.persons):
            office.store.talks.set_mistake(key)
            return
        for person in conversation.persons:
            if person.decision is None:
                office.store.talks.drop_person(key, person.place)
        finish(office, key)


def take_back(office: Office, key: str, today: date, turn: int | None = None) -> Conversation:
    """Open a finished talk again at its last outcome, to decide anew; one begun by mistake goes on where it was.

    Raises TooLate after the correction days.

    `turn`: the one that was shown; a take-back of an earlier turn, sent once more, changes nothing.
    """
    with office.store.at_once():
        mistake = office.store.talks.mistake(key)
        conversation = mistake or office.store.talks.conversation(key)
        check_correctable(office, conversation, today)
        if turn not in (None, conversation.turn):
            return conversation
        if mistake:
            office.store.talks.take_mistake_back(key)
        elif conversation.stage is Stage.FINISHED:
            office.store.talks.reopen(key, conversation.persons[-1].place, _stage_again(office, conversation))
            recount(office, conversation)
        return office.store.talks.conversation(key)


def _stage_again(office: Office, conversation: Conversation) -> Stage:
    """Where a talk goes on that is taken back: without a yes it is at the promise still."""
    return Stage.PROMISE if ended_at_promise(office.pack.vocabulary, conversation) else Stage.TALK


def redecide(office: Office, key: str, place: int, today: date, turn: int | None = None) -> None:
    """Take back one person's outcome; the answers stay. Raises TooLate. For `turn` see `take_back`."""
    with office.store.at_once():
        conversation, person = found_person(office, key, place)
        check_correctable(office, conversation, today)
        if person.decision is not None and turn in (None, conversation.turn):
            office.store.talks.reopen(key, place, _stage_again(office, conversation))
            recount(office, conversation)


def correctable(office: Office, desk: str, today: date) -> list[Conversation]:
    """The finished talks of a desk that can still be corrected, the newest day first."""
    first = today - timedelta(days=office.pack.site.retention_days)
    found = office.store.talks.conversations(desk, first, today)
    finished = [one for one in found if one.stage is Stage.FINISHED]
    return sorted(finished, key=lambda one: (-one.day.toordinal(), one.key))


def unfinished(office: Office, desk: str) -> list[Conversation]:
    """The talks of a desk that are open: after a pulled plug they wait here."""
    return office.store.talks.unfinished(desk)

"""What the desk works with, and how it finds a talk and its persons."""

from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.domain.conversation import Conversation, Person, Stage
from kiosk.domain.vocabulary import Outcome
from kiosk.errors import AlreadyDecided, NotThere, TooLate
from kiosk.pack import Pack, Profile
from kiosk.storage import Store


@dataclass(frozen=True, slots=True)
class Office:
    """What the desk works with: its store and the county's pack."""

    store: Store
    pack: Pack


def profile_of(pack: Pack, conversation: Conversation) -> Profile:
    """The profile a talk is held under. Raises NotThere when the pack no longer has it."""
    profile = pack.profile(conversation.profile)
    if profile is None:
        raise NotThere
    return profile


def outcome_of(pack: Pack, person: Person) -> Outcome | None:
    """The outcome of a person, or None."""
    return pack.vocabulary.outcome(person.decision.outcome) if person.decision else None


def on_offer(office: Office, conversation: Conversation) -> Pack:
    """The pack as it is offered on the day of this talk."""
    return office.pack.on(conversation.day)


def found_person(office: Office, key: str, place: int) -> tuple[Conversation, Person]:
    """The talk and its person at this place. Raises NotThere."""
    conversation = office.store.talks.conversation(key)
    person = conversation.person(place)
    if person is None:
        raise NotThere
    return conversation, person


def open_talk(office: Office, key: str) -> Conversation:
    """The talk, which must not be finished. Raises NotThere, AlreadyDecided."""
    conversation = office.store.talks.conversation(key)
    if conversation.stage is Stage.FINISHED:
        raise AlreadyDecided
    return conversation


def undecided(office: Office, key: str, place: int) -> tuple[Conversation, Person]:
    """The talk after the yes and a person in it without an outcome. Raises NotThere, AlreadyDecided."""
    conversation, person = found_person(office, key, place)
    if conversation.stage is not Stage.TALK or person.decision is not None:
        raise AlreadyDecided
    return conversation, person


def check_correctable(office: Office, conversation: Conversation, today: date) -> None:
    """Raises TooLate when the talk's day lies before the days that are kept for corrections."""
    if conversation.day < today - timedelta(days=office.pack.site.retention_days):
        raise TooLate

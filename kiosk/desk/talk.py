"""Holding a talk: start it, choose the language, agree, answer, bring in the family."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kiosk.desk.counting import recount
from kiosk.desk.office import Office, check_correctable, on_offer, open_talk, profile_of, undecided
from kiosk.domain import conversation as talk
from kiosk.domain.conversation import Answers, Conversation, Person, Stage
from kiosk.errors import NotOffered, NotThere
from kiosk.pack import Profile

LENGTH, KEY_BYTES, RANDOM = 22, 16, 10
"""Characters and bytes of a talk's key, and how many of the bytes are chance; the others prove them."""


def new_key(office: Office) -> str:
    """Return a random key for a talk, telling neither time nor order; its end proves that this store made it."""
    chance = secrets.token_bytes(RANDOM)
    return urlsafe_b64encode(chance + _proof(office, chance)).decode().rstrip("=")


def is_key(office: Office, key: str) -> bool:
    """Tell whether this store made the key: any other 22 characters could be somebody's name."""
    try:
        made = urlsafe_b64decode(f"{key}==")
    except (ValueError, UnicodeError):
        return False
    chance, proof = made[:RANDOM], made[RANDOM:]
    return len(key) == LENGTH and hmac.compare_digest(proof, _proof(office, chance))


def _proof(office: Office, chance: bytes) -> bytes:
    return hmac.digest(office.store.secret, chance, "sha256")[: KEY_BYTES - RANDOM]


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
    open_talk(office, key)
    office.store.talks.set_language(key, language)


def agree(office: Office, key: str) -> None:
    """The person wants to talk."""
    with office.store.at_once():
        conversation = open_talk(office, key)
        if conversation.stage is Stage.PROMISE:
            office.store.talks.set_stage(key, Stage.TALK)


def answer(office: Office, key: str, place: int, fact: str, code: str) -> Conversation:
    """Keep one fact; the talk as it is then. Raises NotOffered, AlreadyDecided."""
    with office.store.at_once():
        conversation, person = undecided(office, key, place)
        pack = on_offer(office, conversation)
        answers = talk.with_fact(pack.vocabulary, profile_of(pack, conversation).facts, person.answers, fact, code)
        return _keep(office, conversation, person, answers)


def add_need(office: Office, key: str, place: int, need: str) -> Conversation:
    """Keep one more need, unless the list is full; the talk as it is then. Raises NotOffered, AlreadyDecided."""
    with office.store.at_once():
        conversation, person = undecided(office, key, place)
        answers = talk.with_need(on_offer(office, conversation).vocabulary, person.answers, need)
        return _keep(office, conversation, person, answers)


def drop_need(office: Office, key: str, place: int, need: str) -> Conversation:
    """Take one need back; the talk as it is then."""
    with office.store.at_once():
        conversation, person = undecided(office, key, place)
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
        check_correctable(office, conversation, today)
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
        conversation, person = undecided(office, key, place)
        if person.place == 1 or person.place != len(conversation.persons):
            raise NotThere
        office.store.talks.drop_person(key, place)

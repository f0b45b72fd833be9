"""What the case manager may add when a talk is over: how they understood each other, what was missing."""

from dataclasses import replace
from datetime import date

from kiosk.desk.counting import recount
from kiosk.desk.office import Office, check_correctable
from kiosk.domain.conversation import Conversation, Stage, ended_at_promise
from kiosk.domain.vocabulary import Fact
from kiosk.errors import NotOffered
from kiosk.pack import Pack


def after_talk(pack: Pack, conversation: Conversation) -> tuple[Fact, ...]:
    """What can be told about this talk: nothing while it is open, nor where it ended before the yes."""
    pack = pack.on(conversation.day)
    profile = pack.profile(conversation.profile)
    over = conversation.stage is Stage.FINISHED and not ended_at_promise(pack.vocabulary, conversation)
    return tuple(pack.vocabulary.facts[code] for code in profile.after_talk) if profile and over else ()


def tell(office: Office, key: str, fact: str, code: str, today: date) -> Conversation:
    """Keep one answer about a finished talk, once for everybody in it; another one replaces it. The talk as it is then.

    Raises NotOffered, NotThere, TooLate.
    """
    with office.store.at_once():
        conversation = office.store.talks.conversation(key)
        offered = {(one.code, answer.code) for one in after_talk(office.pack, conversation) for answer in one.offered}
        if (fact, code) not in offered:
            raise NotOffered(fact, code)
        check_correctable(office, conversation, today)
        before = conversation.persons[0].answers
        after = replace(before, facts={**before.facts, fact: code})
        office.store.talks.keep_answers(key, 1, before, after)
        recount(office, conversation)
        return office.store.talks.conversation(key)

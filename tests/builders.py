"""Short words for what tests build again and again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from kiosk import desk
from kiosk.clerk import TALLY, Clerk
from kiosk.clock import LOCAL, DayClock
from kiosk.desk import Choice, Office
from kiosk.domain.conversation import Beginning, Conversation
from kiosk.domain.tally import Cells
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.pack import Pack, Profile

Fresh = Callable[[Path], Path]
"""Puts a store that nobody has used yet at a path."""
CASE_MANAGER, OVERHEAD = "tisch", "leitung"
TODAY = date(2026, 11, 23)
DESK = "mettmann"

COMPLEX_104C = {
    "altersgruppe": "27_44",
    "stadt": "velbert",
    "aufenthalt": "p104c",
    "restlaufzeit": "3_6m",
    "komplexitaet": "komplex",
}
"""Answers of a talk that leads to KIM-CM in Velbert."""


class Clock(DayClock):
    """Clocks that stand still until a test moves them: both of them with time, one of them when it is set wrong."""

    def __init__(self, moment: datetime, seen: date | None = None) -> None:
        self._shown, self._seconds = moment, 0.0
        super().__init__(seen, lambda: self._shown.astimezone(LOCAL), lambda: self._seconds)

    @property
    def moment(self) -> datetime:
        """What the wall clock shows; to set it is to let that time pass."""
        return self._shown

    @moment.setter
    def moment(self, moment: datetime) -> None:
        self._seconds += (moment - self._shown).total_seconds()
        self._shown = moment

    def pass_by(self, **duration: float) -> None:
        """Let time pass, as in `pass_by(days=1)`."""
        self.moment += timedelta(**duration)

    def jump(self, **duration: float) -> None:
        """Set the wall clock to another moment; no time passes."""
        self._shown += timedelta(**duration)


def who_came(office: Office, day: date = TODAY, profile: str = "") -> Cells:
    """What this desk's month says of who came, closed or not."""
    counts, of = office.store.counts, (DESK, profile or first_profile(office.pack).code, day)
    closed = counts.month_counted_here(*of)
    return closed.cells if closed else counts.running(*of)


def tallies_of(office: Office) -> Path:
    """The folder of daily tallies beside the store."""
    return office.store.file.path.parent / "tallies"


def write_tallies(office: Office) -> str:
    """Let the clerk write what waits; the code of what went wrong, or nothing."""
    return Clerk(office, DayClock(), tallies_of(office)).do(TALLY)


def closed_file(office: Office, place: str, day: date) -> Path:
    """The day is closed and its file written; where it lies."""
    assert desk.close_day(office, place, day)
    assert write_tallies(office) == ""
    return tallies_of(office) / place / f"{day.year}" / f"{day.isoformat()}.csv"


def first_profile(pack: Pack) -> Profile:
    """The profile that stands first in the pack."""
    return pack.profiles[0]


def beginning(office: Office, day: date = TODAY, language: str = "", key: str = "", place: str = "") -> Beginning:
    """What is known before the yes, at the first desk and under the first profile."""
    key, place = key or desk.new_key(office), place or office.pack.site.desks[0].code
    return Beginning(key, place, first_profile(office.pack).code, day, language)


def begin(office: Office, day: date = TODAY, language: str = "ar", place: str = "") -> str:
    """A talk after the yes; its key."""
    return desk.start(office, beginning(office, day, language, place=place)).key


def declined(office: Office, kind: OutcomeKind = OutcomeKind.REFUSED, day: date = TODAY, language: str = "") -> str:
    """A promise that was answered with no, later or not at all; its key."""
    ended = beginning(office, day, language)
    desk.decline(office, ended, kind)
    return ended.key


def answered(office: Office, answers: dict[str, str], needs: tuple[str, ...] = (), day: date = TODAY) -> str:
    """A talk whose first person has answered; its key."""
    key = begin(office, day)
    for fact, code in answers.items():
        desk.answer(office, key, 1, fact, code)
    for need in needs:
        desk.add_need(office, key, 1, need)
    return key


def send(office: Office, key: str, service: str, place: int = 1) -> None:
    """Send a person to this service, whatever the rules suggest."""
    conversation, pack = office.store.talks.conversation(key), office.pack
    person, chosen = conversation.person(place), pack.service(service)
    assert person is not None
    assert chosen is not None
    advice = desk.advise(pack, desk.profile_of(pack, conversation), person.answers, conversation.day)
    reason = "" if advice.suggestion.door == chosen.door else pack.vocabulary.reasons[0].code
    desk.refer(office, key, place, Choice(service, advice.service.code if advice.service else "", reason))


def accept(office: Office, key: str, place: int = 1) -> None:
    """Accept what the rules suggest."""
    conversation = office.store.talks.conversation(key)
    person = conversation.person(place)
    assert person is not None
    advice = desk.advise(office.pack, desk.profile_of(office.pack, conversation), person.answers, conversation.day)
    assert advice.service is not None
    service = person.said.suggested_service if person.said else advice.service.code
    desk.refer(office, key, place, Choice(service, service))


def finished(office: Office, day: date = TODAY) -> Conversation:
    """A whole talk that led to KIM-CM."""
    key = answered(office, COMPLEX_104C, ("aufenthalt_antrag",), day)
    accept(office, key)
    return desk.finish(office, key)

"""A desk with invented talks of some weeks, to try everything on. Nothing in it happened."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kiosk import desk, overhead
from kiosk.desk import Choice, Office
from kiosk.domain.calendar import SATURDAY, Opening
from kiosk.domain.conversation import Answers, Beginning, to_ask
from kiosk.domain.period import month_of
from kiosk.domain.tally import Cells
from kiosk.domain.vocabulary import NO_ANSWER, Answer, Fact, OutcomeKind
from kiosk.overhead import OldList
from kiosk.pack import Pack, Profile

DRILL = "drill"
"""Setting of a data folder whose talks are invented."""
DAYS = 70
LEAD, POST = "teamleitung", "stelle"
"""Accounts: who says when the practice desk is open, and who tells its cases."""
TUESDAY, THURSDAY = 1, 3
"""One Tuesday in four weeks nobody reports, one Thursday the desk is ill."""
OLD_LIST = "screening_outcomes.csv"
OLD_PERIOD = date(2023, 4, 1), date(2024, 4, 30)
OLD_SOURCE = "Vorlage 50/014/2024"


def is_drill(office: Office) -> bool:
    """Tell whether this data folder holds invented talks."""
    return bool(office.store.staff.setting(DRILL))


def fill(office: Office, today: date, languages: Sequence[str]) -> Iterator[date]:
    """Invent the talks of the last weeks and of today, day by day; yields each day when it is done.

    The same day gives the same talks. Interrupted, it can be started again: a day that is there stays.
    """
    office.store.staff.keep_setting(DRILL, "1")
    _old_list(office, today)
    _openings(office, today)
    _cases(office, today)
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        if (day.weekday() < SATURDAY and not (_forgotten(day) or _ill(day))) or not back:
            chance = random.Random(day.toordinal())  # noqa: S311 - invented talks guard nothing
            for place in office.pack.site.desks:
                Hours(office, place.code, day, chance).hold(languages)
                if back and not all(hour.closed for hour in office.store.staff.hours(place.code, day)):
                    desk.close_day(office, place.code, day)
            yield day


def _openings(office: Office, today: date) -> None:
    """Enter the opening days of the desks that have none in the pack: weekdays, one without its case manager."""
    days = [today + timedelta(days=number) for number in range(-DAYS, (month_of(today).last - today).days + 1)]
    said = {(one.desk, one.day) for one in office.store.openings.between(days[0], days[-1])}
    with office.store.at_once():
        for place in office.pack.site.desks:
            for day in days:
                if not place.weekdays and day.weekday() < SATURDAY and (place.code, day) not in said:
                    state = Opening.ILL if _ill(day) else Opening.OPEN
                    office.store.openings.put(place.code, [day], state, LEAD)


def _cases(office: Office, today: date) -> None:
    """Tell case counts of the last months: most posts tell them, some are late with the last month, one never tells."""
    months, posts = overhead.months_to_tell(today, 6), office.pack.site.posts[1:]
    for month in months:
        told = min(today, month_of(month).last + timedelta(days=10))
        for number, post in enumerate(posts):
            if not (month == months[-1] and number % 3 == 0) and not office.store.cases.told_by(post.code, month):
                office.store.cases.tell(post.code, month, _case_cells(office.pack, month, number), told)


def _case_cells(pack: Pack, month: date, number: int) -> Cells:
    """Invent a full post's counts: some twenty cases, few of them new or ended."""
    chance = random.Random(f"{month} {number}")  # noqa: S311 - invented cases guard nothing
    cells: Counter[tuple[str, str]] = Counter()
    for one in pack.vocabulary.cases:
        for _ in range(chance.randint(8, 20) if one.standing else chance.randint(0, 4)) if one.rows else ():
            cells[one.code, chance.choice(one.rows).code] += 1
    return cells


def _forgotten(day: date) -> bool:
    return day.weekday() == TUESDAY and day.toordinal() // 7 % 4 == 0


def _ill(day: date) -> bool:
    return day.weekday() == THURSDAY and day.toordinal() // 7 % 4 == 0


def _old_list(office: Office, today: date) -> None:
    path = office.pack.folder / "counts" / OLD_LIST
    if path.is_file():
        first, last = OLD_PERIOD
        old_list = OldList(
            OLD_LIST, path.read_bytes(), first, last, OLD_SOURCE, office.pack.profiles[0].code, printed=True
        )
        overhead.take_in(office.store, office.pack, old_list, today)


@dataclass(frozen=True)
class Hours:
    """One desk's invented day."""

    office: Office
    desk: str
    day: date
    chance: random.Random

    @property
    def pack(self) -> Pack:
        """Return the pack as it is offered on this day."""
        return self.office.pack.on(self.day)

    def hold(self, languages: Sequence[str]) -> None:
        """Hold a handful of talks, unless the desk was open on this day already."""
        profiles = self.pack.profiles_on(self.day)
        if not profiles or self.office.store.staff.hours(self.desk, self.day):
            return
        with self.office.store.at_once():
            self.office.store.staff.open_hour(self.desk, profiles[0].code, self.day)
            for _ in range(self.chance.randint(0, 7)):
                self.talk(self.chance.choice(profiles), self.chance.choice(list(languages)))

    def talk(self, profile: Profile, language: str) -> None:
        """Hold one talk: a no, or one or two persons with answers and an outcome."""
        key = desk.new_key(self.office)
        beginning = Beginning(key, self.desk, profile.code, self.day, language)
        if self.chance.random() < 0.15:
            kind = self.chance.choice([OutcomeKind.REFUSED, OutcomeKind.LATER])
            desk.decline(self.office, replace(beginning, language=""), kind)
            return
        desk.start(self.office, beginning)
        self.person(key, 1, profile)
        if self.chance.random() < 0.2:
            self.person(key, desk.add_person(self.office, key, self.day), profile)
        desk.finish(self.office, key)
        self.tell(key)

    def tell(self, key: str) -> None:
        """Tell some of the lines that may be told after the talk."""
        for line in desk.after_talk(self.pack, self.office.store.talks.conversation(key)):
            if self.chance.random() < 0.6:
                desk.tell(self.office, key, line.code, self.chance.choice(line.offered[:-1]).code, self.day)

    def person(self, key: str, place: int, profile: Profile) -> None:
        """Enter one person's answers, needs and outcome."""
        chance = self.chance
        while unanswered := self.unanswered(key, place, profile):
            fact = unanswered[0]
            codes = self.likely(key, place, [answer for answer in fact.offered if answer.code != NO_ANSWER])
            open_to_all = not fact.staff and chance.random() < 0.08
            for code in chance.sample(codes, 2 if fact.several and chance.random() < 0.2 else 1):
                desk.answer(self.office, key, place, fact.code, NO_ANSWER if open_to_all else code)
        needs = self.likely(key, place, [need for need in self.pack.vocabulary.needs.answers if not need.exclusive])
        for need in chance.sample(needs, chance.choice([0, 1, 1, 2, 2, 3])):
            desk.add_need(self.office, key, place, need)
        self.decide(key, place, profile)
        for beside in desk.slips_of(self.pack, *desk.found_person(self.office, key, place))[1:]:
            if chance.random() < 0.5:
                desk.take_slip(self.office, key, place, beside.code)

    def likely(self, key: str, place: int, answers: Sequence[Answer]) -> list[str]:
        """Return the codes of what occurs at the person's age."""
        ages = desk.ages_of(self.pack, self.answers(key, place))
        return [answer.code for answer in answers if answer.occurs_at(ages)]

    def decide(self, key: str, place: int, profile: Profile) -> None:
        """Decide mostly as suggested, sometimes for another door, sometimes none."""
        vocabulary, chance, answers = self.pack.vocabulary, self.chance, self.answers(key, place)
        advice = desk.advise(self.pack, profile, answers, self.day)
        without_door = vocabulary.outcomes_of(OutcomeKind.INFORMATION, OutcomeKind.NO_NEED)
        if not answers.needs or advice.service is None or chance.random() < 0.3:
            desk.conclude(self.office, key, place, chance.choice(without_door).code)
        elif advice.second is not None and advice.second.service.door != advice.service.door and chance.random() < 0.12:
            reason = chance.choice(vocabulary.reasons).code
            choice = Choice(advice.second.service.code, advice.service.code, reason)
            desk.refer(self.office, key, place, choice)
        else:
            desk.refer(self.office, key, place, Choice(advice.service.code, advice.service.code))

    def answers(self, key: str, place: int) -> Answers:
        """Return what the person has answered so far."""
        person = self.office.store.talks.conversation(key).person(place)
        return person.answers if person else Answers()

    def unanswered(self, key: str, place: int, profile: Profile) -> list[Fact]:
        """Return the facts still to ask."""
        answers = self.answers(key, place)
        asked = to_ask(self.pack.vocabulary, profile.facts, answers)
        return [fact for fact in asked if fact.code not in answers.facts]

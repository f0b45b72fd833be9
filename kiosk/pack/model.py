"""A checked pack, as everybody reads it."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from kiosk.domain.delivery import BackupTarget, Target, TargetKind
from kiosk.domain.own_tables import OWN_TABLES
from kiosk.domain.period import Period
from kiosk.domain.register import CountedTable, Register
from kiosk.domain.routing import Rule, RuleIndex
from kiosk.domain.service import Door, Hours, Service
from kiosk.domain.title_dates import EndingTitle
from kiosk.domain.vocabulary import Answer, Fact, Vocabulary, in_use
from kiosk.pack.public_holidays import public_holidays


@dataclass(frozen=True, slots=True)
class Desk:
    """The place with one tablet. `weekdays`: when it is open, Monday is 0; empty while the county has not said.

    `since`: its first day; no count is expected before, nor from the day on which it is `retired`. `hours`: when it is
    open, as far as the county has said.
    """

    code: str
    name: str
    weekdays: tuple[int, ...] = ()
    since: date | None = None
    hours: tuple[Hours, ...] = ()
    retired: date | None = None


class HelpLine(NamedTuple):
    """A number for somebody in danger: shown on the screen, never printed, never counted."""

    number: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DataProtection:
    """Say who answers for the data, in the county's own words; empty while the county has not said (Art. 13 DSGVO)."""

    responsible: str = ""
    officer: str = ""
    basis: str = ""
    supervisor: str = ""
    recipients: str = ""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """Say who is behind the public pages, each a text or a link of the county's; empty while it has not said."""

    imprint: str = ""
    data_protection: str = ""
    accessibility: str = ""


class Post(NamedTuple):
    """A post of Case Management, of the county or a carrier, that tells each month how many cases it has."""

    code: str
    name: str
    retired: date | None = None


SEE_NUMBERS = ("overhead", "program")
"""Who reaches the numbers: a role of the staff, and programs with a token."""


@dataclass(frozen=True, slots=True)
class Site:
    """Say what is true of the whole county. `slip_url` may be empty; `retention_days` counts whole days.

    `phone`: the desk's own, the way back from a slip; empty while the county has not said. `county_code`: the official
    key of the county, five digits, or nothing. `further_languages`: not to be spoken, only to be named and counted.
    `closed_days`: on these no desk is open, nor on the holidays of `state`, where the county says it. `delivery`: where
    counted days go to, None while they stay here. `exact_counts`: which of SEE_NUMBERS see exact counts; the others
    see them rounded. `backup`: where backups go, None where none are made. `log_days`: how long the account log is
    kept. `lock_minutes`: after how many that nobody taps a tablet locks. `drafts`: whether translations are shown that
    nobody has checked. `slip_folder`: where the pages of slips are written each night, empty where nowhere.
    `device_voices`: the languages that a voice of the tablet may read aloud.
    """

    county: str
    office: str
    languages: tuple[str, ...]
    retention_days: int
    slip_url: str
    paper: str
    bring: tuple[str, ...]
    desks: tuple[Desk, ...]
    towns: tuple[Answer, ...]
    closed_days: frozenset[date] = frozenset()
    delivery: Target | None = None
    help_lines: tuple[HelpLine, ...] = ()
    phone: str = ""
    data_protection: DataProtection = DataProtection()
    public_page: PublicPage = PublicPage()
    county_code: str = ""
    posts: tuple[Post, ...] = ()
    state: str = ""
    exact_counts: tuple[str, ...] = SEE_NUMBERS
    further_languages: tuple[str, ...] = ()
    backup: BackupTarget | None = None
    log_days: int = 90
    lock_minutes: int = 5
    drafts: bool = False
    device_voices: tuple[str, ...] = ()
    slip_folder: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that everybody here knows: of the county, the office, its towns and desks."""
        return (self.county, self.office, *(one.label for one in self.towns), *(one.name for one in self.desks))

    def is_shared(self, folder: Path) -> bool:
        """Tell whether others read what lies in a folder: deliveries, or the pages of slips."""
        delivered = self.delivery.address if self.delivery and self.delivery.kind is TargetKind.FOLDER else ""
        shared = [Path(one).resolve() for one in (delivered, self.slip_folder) if one]
        return any(map(folder.resolve().is_relative_to, shared))

    def closed(self, period: Period) -> Mapping[date, str]:
        """Return the days of the period on which no desk is open: holidays with their names, the county's without."""
        years = range(period.first.year, period.last.year + 1)
        named = {day: name for year in years for day, name in public_holidays(self.state, year).items()}
        return dict.fromkeys(self.closed_days, "") | named


@dataclass(frozen=True, slots=True)
class Profile:
    """Say what a desk hour is about: the facts it asks, in order, and the doors it offers.

    `after_talk`: the facts of the talk that the case manager may answer when it is over.
    """

    code: str
    name: str
    facts: tuple[str, ...]
    doors: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    after_talk: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Tell whether the profile is offered on this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Kept:
    """Say what is kept of a person's answers, in words: what is asked, judged, told after it."""

    asked: tuple[str, ...]
    judged: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Pack:
    """A checked pack. `version` names its exact content; it stays with every decision.

    `title`: whose dates can be shown. `own_tables`: what the program counts beside the pack's facts.
    `former_profiles`: those that left the pack and whose talks go on; none is offered.
    """

    folder: Path
    version: str
    site: Site
    vocabulary: Vocabulary
    profiles: tuple[Profile, ...]
    rules: tuple[Rule, ...]
    doors: tuple[Door, ...]
    services: tuple[Service, ...]
    title: EndingTitle | None = None
    own_tables: tuple[CountedTable, ...] = OWN_TABLES
    former_profiles: tuple[Profile, ...] = ()

    @cached_property
    def register(self) -> Register:
        """Return every table that is counted with this pack."""
        return Register(self.vocabulary, self.rules, self.site.languages, self.own_tables)

    def on(self, day: date) -> "Pack":
        """Return the pack as it is offered on this day; for words and counts the whole pack knows more."""
        passed = max((retired for retired in self._retirements if retired <= day), default=None)
        if passed is None:
            return self
        if passed not in self._views:
            doors = {door.code for door in in_use(self.doors, day)}
            profiles, former = (
                tuple(replace(one, doors=tuple(door for door in one.doors if door in doors)) for one in some)
                for some in (self.profiles, self.former_profiles)
            )
            site = replace(self.site, desks=in_use(self.site.desks, day))
            vocabulary = self.vocabulary.on(day)
            self._views[passed] = replace(
                self, site=site, vocabulary=vocabulary, profiles=profiles, former_profiles=former
            )
        return self._views[passed]

    @cached_property
    def _retirements(self) -> frozenset[date]:
        return frozenset(one.retired for one in (*self.vocabulary.codes, *self.doors, *self.site.desks) if one.retired)

    @cached_property
    def _views(self) -> dict[date, "Pack"]:
        return {}

    def desk(self, code: str) -> Desk | None:
        """Return the desk with this code, or None."""
        return self._desks.get(code)

    @cached_property
    def _desks(self) -> Mapping[str, Desk]:
        return {desk.code: desk for desk in self.site.desks}

    def post(self, code: str) -> Post | None:
        """Return the post with this code, or None."""
        return next((post for post in self.site.posts if post.code == code), None)

    def profile(self, code: str) -> Profile | None:
        """Return the profile with this code, also one that left the pack, or None."""
        return next((one for one in (*self.profiles, *self.former_profiles) if one.code == code), None)

    def profiles_on(self, day: date) -> tuple[Profile, ...]:
        """Return the profiles that are offered on this day."""
        return tuple(profile for profile in self.profiles if profile.valid_on(day))

    def door(self, code: str) -> Door | None:
        """Return the door with this code, or None."""
        return next((door for door in self.doors if door.code == code), None)

    def service(self, code: str) -> Service | None:
        """Return the service with this code, or None."""
        return next((service for service in self.services if service.code == code), None)

    def services_behind(self, door: str) -> tuple[Service, ...]:
        """Return the services behind the door with this code, as the directory lists them."""
        return self._behind.get(door, ())

    @cached_property
    def _behind(self) -> Mapping[str, tuple[Service, ...]]:
        return {door.code: tuple(one for one in self.services if one.door == door.code) for door in self.doors}

    @cached_property
    def rule_index(self) -> RuleIndex:
        """Return the rules, found by what was said."""
        return RuleIndex(self.rules)

    def bring(self, service: Service) -> Sequence[str]:
        """Return what to bring there: what the service says, else what the site says."""
        return self.site.bring if service.bring is None else service.bring

    def topics(self, service: Service) -> list[str]:
        """Return what a person may come to the service for, in the words of the needs."""
        door = self.door(service.door)
        codes = service.topics or service.needs or (door.topics if door else ())
        needs = (self.vocabulary.needs.answer(code) for code in codes)
        return [need.label for need in needs if need and need.retired is None]

    def kept(self, profiles: Sequence[Profile]) -> Kept:
        """Return what talks under these profiles keep; what follows from an answer is judged too."""
        facts = self.vocabulary.facts
        asked = {code for profile in profiles for code in profile.facts}
        follows = {code for one in asked for answer in facts[one].answers for code in answer.implies}
        told = {code for profile in profiles for code in profile.after_talk}
        judged = {code for code in asked if facts[code].staff} | (follows - asked)

        def lines(codes: Set[str]) -> tuple[str, ...]:
            return tuple(fact.line for fact in facts.values() if fact.code in codes)

        return Kept((*lines(asked - judged), self.vocabulary.needs.tab), lines(judged), lines(told))

    def client_sentences(self) -> Iterator[str]:
        """Yield every German sentence of the pack that a client may see; each is a message to translate."""
        vocabulary = self.vocabulary
        yield from self.law_sentences()
        for fact in self._asked_of_clients():
            yield from _sentences(fact, fact.offered)
        kept = self.kept(self.profiles)
        yield from (*kept.asked, *kept.judged, *kept.told, vocabulary.needs.question)
        yield from (need.label for need in vocabulary.needs.answers)
        yield from (outcome.label for outcome in vocabulary.outcomes if outcome.picture)
        yield from (reason.label for reason in vocabulary.reasons)
        yield from (door.meaning for door in self.doors)
        yield from self.site.bring
        for service in self.services:
            yield from filter(None, (service.meaning, service.access, *(service.bring or ())))

    def _asked_of_clients(self) -> Iterator[Fact]:
        asked = {code for profile in self.profiles for code in profile.facts}
        facts = self.vocabulary.facts.values()
        return (fact for fact in facts if fact.code in asked and not fact.of_talk and not fact.staff)

    def law_sentences(self) -> Iterator[str]:
        """Yield those of them that say law, deadlines, danger or cost."""
        for rule in self.rules:
            yield from filter(None, (rule.reason, rule.note))
        yield from (line.meaning for line in self.site.help_lines)
        yield from filter(None, (service.cost for service in self.services))

    def spoken_sentences(self) -> Iterator[str]:
        """Yield those of them that are read aloud: questions, and what a slip says of a service."""
        for fact in self._asked_of_clients():
            yield from filter(None, (fact.question, fact.hint))
        yield self.vocabulary.needs.question
        for service in self.services:
            yield from filter(None, (service.meaning, service.access))

    def staff_sentences(self) -> Iterator[str]:
        """Yield every German sentence of the pack that the staff see; of some the clients too."""
        for fact in self.vocabulary.facts.values():
            yield from _sentences(fact, fact.answers)
        yield from (outcome.label for outcome in self.vocabulary.outcomes)
        yield from (profile.name for profile in self.profiles)


def _sentences(fact: Fact, answers: tuple[Answer, ...]) -> Iterator[str]:
    yield from filter(None, (fact.tab, fact.question, fact.hint))
    yield from filter(None, (words for answer in answers for words in (answer.label, answer.short)))

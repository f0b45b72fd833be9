"""A service of the directory: whom it takes, when it is open, how fresh its entry is."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from kiosk.domain.vocabulary import NO_ANSWER

WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")

PHONE = re.compile(
    r"(?:\+[0-9]{1,3} ?(?:\(0\) ?)?)?(?:\([0-9]{2,6}\)|[0-9]{2,6})(?:[ /-]| / )?[0-9]+(?:[ -][0-9]+)*", re.ASCII
)
"""One telephone number as German papers write it: 02104 99-1234, +49 (0)2104 99-1234, 116 016."""


class Door(NamedTuple):
    """A plate: German name as on the real door, what it means, pictogram, colour.

    `topics`: what its services help with, where they do not say so themselves.
    """

    code: str
    name: str
    meaning: str
    picture: str
    colour: str
    topics: tuple[str, ...] = ()
    retired: date | None = None


class Hours(NamedTuple):
    """Opening on some weekdays (0 = Monday) from one time to another, written HH:MM; empty: not known."""

    days: tuple[int, ...]
    opens: str
    closes: str


AHEAD = 28
"""Days in which something that is open at all opens again."""


def next_openings(hours: Sequence[Hours], today: date, closed: Container[date]) -> tuple[tuple[date, Hours], ...]:
    """Return all times of today and the next after it, at least two; without a time where none is known.

    Who reads in the evening what was made in the morning finds a day that is still to come.
    """
    days = (today + timedelta(days=ahead) for ahead in range(AHEAD))
    found = [(day, part) for day in days if day not in closed for part in hours if day.weekday() in part.days]
    return tuple(found[: max(2, 1 + sum(day == today for day, _ in found))])


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the directory. An empty field is not known and is to be filled in by the county.

    Ages are completed years, both ends included. No towns: the whole county. `walk_in` None: not known.
    `papers`: the only ones it takes, where it says so. `reports`: it must tell the office next door (§87 AufenthG).
    `bring` None: what the county asks for everywhere; empty: nothing. `confidential` None: not known.
    A `public_body` is never confidential. `topics`: needs to tick by pen, where they are not `needs`.
    """

    code: str
    door: str
    name: str
    meaning: str
    source: str
    towns: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    age_min: int | None = None
    age_max: int | None = None
    papers: tuple[str, ...] = ()
    reports: bool = False
    carrier: str = ""
    address: str = ""
    access: str = ""
    phones: tuple[str, ...] = ()
    mail: str = ""
    url: str = ""
    hours: tuple[Hours, ...] = ()
    walk_in: bool | None = None
    languages: tuple[str, ...] = ()
    bring: tuple[str, ...] | None = None
    cost: str = ""
    confidential: bool | None = None
    public_body: bool = False
    topics: tuple[str, ...] = ()
    expected_wait_weeks: int | None = None
    full: bool = False
    verified_on: date | None = None
    as_of: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    retired: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the service exists on this day."""
        if self.retired is not None and day >= self.retired:
            return False
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def takes_age(self, ages: tuple[int, int] | None) -> bool:
        """Tell whether some age of the band is taken; an unknown age is not refused."""
        if ages is None:
            return True
        return (self.age_min or 0) <= ages[1] and ages[0] <= (self.age_max if self.age_max is not None else 199)

    def takes_paper(self, paper: str | None) -> bool:
        """Tell whether who holds this paper is taken; who shows none is kept from an office that must report.

        None: the county does not ask for papers.
        """
        if paper in ("", NO_ANSWER):
            return not self.reports
        return paper is None or not self.papers or paper in self.papers

    def takes(self, seeker: "Seeker") -> bool:
        """Tell whether this person is taken, by age and paper."""
        return self.takes_age(seeker.ages) and self.takes_paper(seeker.paper)

    @property
    def phone(self) -> str:
        """Return the number to call first, or nothing."""
        return self.phones[0] if self.phones else ""

    @property
    def asks_age(self) -> bool:
        """Tell whether the service has an age limit at all."""
        return self.age_min is not None or self.age_max is not None


class Freshness(StrEnum):
    """Say how long ago somebody looked whether an entry is still true."""

    NEVER = "never"
    FRESH = "fresh"
    AMBER = "amber"
    RED = "red"


AMBER_AFTER, RED_AFTER = timedelta(days=90), timedelta(days=180)


def freshness(service: Service, day: date) -> Freshness:
    """Return how fresh the entry is on this day."""
    if service.verified_on is None:
        return Freshness.NEVER
    since = day - service.verified_on
    return Freshness.RED if since > RED_AFTER else Freshness.AMBER if since > AMBER_AFTER else Freshness.FRESH


def trusted(service: Service, day: date) -> Service:
    """Return the entry as a slip may say it on this day: one that is red keeps no place and no hours."""
    if freshness(service, day) is not Freshness.RED:
        return service
    return replace(service, address="", access="", hours=(), walk_in=None, expected_wait_weeks=None)


def is_phone(text: str) -> bool:
    """Tell whether a text is exactly one telephone number."""
    return PHONE.fullmatch(text) is not None and 3 <= sum(letter.isdigit() for letter in text) <= 15


def dialled(number: str) -> str:
    """Return a number as a telephone dials it: "(0)" is only spoken inside the country."""
    digits = re.sub(r"[^0-9+]", "", number.replace("(0)", ""))
    return re.sub(r"^\+490", "+49", digits)


class Caution(StrEnum):
    """Say what speaks against a service for this person."""

    AGE = "age"
    AGE_UNKNOWN = "age_unknown"
    PAPER = "paper"
    REPORTS = "reports"
    FULL = "full"
    UNVERIFIED = "unverified"


def cautions(service: Service, seeker: "Seeker") -> tuple[Caution, ...]:
    """Return what to weigh before sending this person to the service."""
    found = {
        Caution.AGE: not service.takes_age(seeker.ages),
        Caution.AGE_UNKNOWN: seeker.ages is None and service.asks_age,
        Caution.PAPER: not seeker.hides_paper and not service.takes_paper(seeker.paper),
        Caution.REPORTS: seeker.hides_paper and service.reports,
        Caution.FULL: service.full,
        Caution.UNVERIFIED: service.verified_on is None,
    }
    return tuple(caution for caution, holds in found.items() if holds)


class Seeker(NamedTuple):
    """Say what of a person decides on the service: town (may be empty), needs, age band (None: unknown), paper.

    `paper` is empty while none was shown, and None where the county does not ask.
    """

    town: str
    needs: tuple[str, ...]
    ages: tuple[int, int] | None
    paper: str | None = None

    @property
    def hides_paper(self) -> bool:
        """Tell whether the person was asked for a paper, or will be, and has shown none."""
        return self.paper in ("", NO_ANSWER)


def fitting(behind: Sequence[Service], seeker: Seeker, day: date) -> list[Service]:
    """Return those of the services behind a door that serve this person's town on this day, the best fit first.

    A town's own service that can take the person stands in for the county-wide entry for the same needs.
    Order: for a need the person named, not for needs they did not name, takes the person, not full, of the
    town itself; then as the directory lists them.
    """
    reachable = [
        service for service in behind if (not service.towns or seeker.town in service.towns) and service.valid_on(day)
    ]
    own = {
        frozenset(service.needs)
        for service in reachable
        if service.towns and service.takes(seeker) and not service.full
    }
    wanted = frozenset(seeker.needs)
    return sorted(
        (service for service in reachable if service.towns or frozenset(service.needs) not in own),
        key=lambda service: (
            wanted.isdisjoint(service.needs),
            bool(service.needs),
            not service.takes(seeker),
            service.full,
            not service.towns,
        ),
    )

"""What all released numbers say together: the small counts and the zeros that could be worked out from them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple

from kiosk.domain.period import Period
from kiosk.domain.table import STEP

SMALL = 4
"""Counts up to here are nobody's to know exactly; that it is none at all is such a count too."""
TOTAL = ""
"""Stands for a row where a table's total is meant."""
SPREAD = STEP // 2
"""By so much a rounded number may differ from its exact one."""
UNBOUND = 10**9

Quantity = tuple[str, str]
"""Table and row."""
Place = tuple[Period, Quantity]
Equation = tuple[tuple[int, int], ...]
"""Numbers of unknowns, each with +1 or -1; together they are nothing."""


class Told(NamedTuple):
    """Say what left the house for a period; a row that is not there, of a table that is, has rounded to nothing."""

    period: Period
    tables: frozenset[str]
    numbers: Mapping[Quantity, int]


class Link(NamedTuple):
    """Say what adds up in every period: `whole` is made of `parts`; unless these are `all_`, of others besides."""

    whole: Sequence[Quantity]
    parts: Sequence[Quantity]
    all_: bool = True


@dataclass(frozen=True, slots=True)
class GivenAway:
    """A count under five that would be known exactly; `row` is TOTAL for that of the table."""

    period: Period
    table: str
    row: str
    count: int


def given_away(
    earlier: Sequence[Told],
    new: Told,
    exact: Callable[[Period], Mapping[Quantity, int]],
    links: Sequence[Link],
) -> tuple[GivenAway, ...]:
    """Return what the new numbers fix, held together with all earlier ones; what was known before is not their fault.

    `exact`: the counts of a period as they are today. A released number that contradicts them was made of other
    counts, and says nothing about these.
    """
    touching = _touching(earlier, new)
    found = _Unknowns([*touching, new], exact, links).known()
    before = _Unknowns(touching, exact, links).known() if found else {}
    return tuple(
        GivenAway(period, *quantity, count)
        for (period, quantity), count in found.items()
        if (period, quantity) not in before
    )


def _touching(earlier: Sequence[Told], new: Told) -> list[Told]:
    """Return the releases that share days with the new one, or with another that does."""
    found, rest = [new], list(earlier)
    for known in found:
        found += [one for one in rest if one.period.meets(known.period)]
        rest = [one for one in rest if not one.period.meets(known.period)]
    return found[1:]


def _totals(quantities: Iterable[Quantity]) -> Iterator[Link]:
    """Yield, for every table, that its total is the sum of its rows."""
    for table, some in groupby(sorted(quantities), key=itemgetter(0)):
        yield Link([(table, TOTAL)], [one for one in some if one[1] != TOTAL])


def _split(periods: Iterable[Period]) -> dict[Period, tuple[Period, ...]]:
    """Cut the periods into calendar units as far as one of them lies inside or across another."""
    cut: dict[Period, tuple[Period, ...]] = dict.fromkeys(periods, ())
    waiting = deque(cut)
    while waiting:
        period = waiting.popleft()
        if not cut[period] and any(one.meets(period) and not period.inside(one) for one in cut):
            cut[period] = period.parts
            new = [part for part in period.parts if part not in cut]
            cut.update(dict.fromkeys(new, ()))
            waiting.extend(cut if new else ())
    return cut


class _Unknowns:
    """Every count that the releases are about, as a reader knows it: bounds, and what adds up."""

    def __init__(
        self, told: Sequence[Told], exact: Callable[[Period], Mapping[Quantity, int]], links: Sequence[Link]
    ) -> None:
        self._periods = _split(one.period for one in told)
        counts = {period: exact(period) for period in self._periods}
        quantities = sorted({*chain.from_iterable(counts.values())})
        places = [(period, one) for period in self._periods for one in quantities]
        self._numbers: dict[Place, int] = {place: number for number, place in enumerate(places)}
        self._true = [counts[period].get(quantity, 0) for period, quantity in self._numbers]
        self._low, self._high = [0] * len(self._true), [UNBOUND] * len(self._true)
        self._former: dict[int, tuple[int, int]] = {}
        self._equations: list[Equation] = []
        for one in told:
            self._bound(one, quantities)
        for period, parts in self._periods.items():
            for quantity in quantities if parts else ():
                self._add_up([[(period, quantity)]], [[(part, quantity) for part in parts]])
        for link in (*_totals(quantities), *links):
            whole, some = ([[(at, one) for one in side] for at in self._periods] for side in (link.whole, link.parts))
            self._add_up(whole, some, link.all_)
        self._of: list[list[int]] = [[] for _ in self._true]
        for number, equation in enumerate(self._equations):
            for unknown, _ in equation:
                self._of[unknown].append(number)
        self._narrow(range(len(self._equations)))

    def known(self) -> dict[Place, int]:
        """Return the small counts for which there is one possibility alone."""
        small = {place: number for place, number in self._numbers.items() if self._true[number] <= SMALL}
        while sum(self._ruled_out(number) for number in small.values() if self._low[number] < self._high[number]):
            pass
        return {place: self._true[one] for place, one in small.items() if self._low[one] == self._high[one]}

    def _bound(self, told: Told, quantities: Sequence[Quantity]) -> None:
        for quantity in quantities:
            number = self._numbers[told.period, quantity]
            said = told.numbers.get(quantity, 0)
            if quantity[0] in told.tables and abs(said - self._true[number]) <= SPREAD:
                self._low[number], self._high[number] = max(0, said - SPREAD), said + SPREAD

    def _add_up(self, wholes: Sequence[Sequence[Place]], parts: Sequence[Sequence[Place]], all_: bool = True) -> None:
        """Let each whole be its parts, and a rest where any of them has one; what exceeds its whole says nothing.

        Lists that lie in a quarter and in none of its months are such a rest.
        """
        pairs = [
            [[self._numbers[one] for one in side if one in self._numbers] for side in pair]
            for pair in zip(wholes, parts, strict=True)
        ]
        if not all(chain(*pairs)):
            return
        rests = [sum(self._true[one] for one in whole) - sum(self._true[one] for one in some) for whole, some in pairs]
        if min(rests, default=-1) < 0:
            return
        for (whole, some), rest in zip(pairs, rests, strict=True):
            equation = [*((one, 1) for one in whole), *((one, -1) for one in some)]
            if any(rests) or not all_:
                equation.append((len(self._true), -1))
                self._true.append(rest)
                self._low.append(0)
                self._high.append(UNBOUND)
            self._equations.append(tuple(equation))

    def _ruled_out(self, number: int) -> bool:
        """Look whether less or more than the true count leads to what cannot be; then the bounds are drawn there."""
        true, found = self._true[number], False
        for bounds, others in (((self._low[number], true), (true + 1, UNBOUND)), ((true, UNBOUND), (0, true - 1))):
            if not self._possible(number, *others):
                found |= self._draw(number, *bounds)
                self._narrow(self._of[number])
        return found

    def _possible(self, number: int, low: int, high: int) -> bool:
        """Tell whether nothing speaks against these bounds; they are tried and taken back."""
        self._former = {}
        self._draw(number, low, high)
        possible = self._narrow(self._of[number])
        for one, (least, most) in self._former.items():
            self._low[one], self._high[one] = least, most
        return possible

    def _narrow(self, equations: Iterable[int]) -> bool:
        """Draw the bounds together until no equation says more. Returns False where one leaves no possibility."""
        waiting = dict.fromkeys(equations)
        while waiting:
            equation = self._equations[next(iter(waiting))]
            del waiting[next(iter(waiting))]
            for number, low, high in self._said_by(equation):
                if self._draw(number, low, high):
                    waiting.update(dict.fromkeys(self._of[number]))
                if self._low[number] > self._high[number]:
                    return False
        return True

    def _draw(self, number: int, low: int, high: int) -> bool:
        """Draw the bounds of an unknown; returns whether that says more than was known."""
        before = self._low[number], self._high[number]
        after = max(low, before[0]), min(high, before[1])
        if after == before:
            return False
        self._former.setdefault(number, before)
        self._low[number], self._high[number] = after
        return True

    def _said_by(self, equation: Equation) -> Iterator[tuple[int, int, int]]:
        """Yield the bounds that an equation sets to each of its unknowns."""
        least = [self._low[one] if sign > 0 else -self._high[one] for one, sign in equation]
        most = [self._high[one] if sign > 0 else -self._low[one] for one, sign in equation]
        low, high = sum(least), sum(most)
        for (number, sign), own_least, own_most in zip(equation, least, most, strict=True):
            bounds = own_most - high, own_least - low
            yield number, *(bounds if sign > 0 else (-bounds[1], -bounds[0]))

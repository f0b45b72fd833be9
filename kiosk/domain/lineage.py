"""Which of several counts of the same days is the newest: what each builds on says it, never a number alone."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.domain.tally import CROSSED, TOLD_BY_DAY, Batch

START = "anfang"
"""First link of every chain; a count that says only this builds on no other."""
LONGEST = 60
"""Links that a count names, the latest: more than any day was ever counted anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One of several counts of the same days. `number`: the order of arrival; `newest`: it is the one that counts.

    `past`: another count has taken its place, or a person has decided against it.
    """

    number: int
    batch: Batch
    past: bool = False
    newest: bool = False


class Settled(NamedTuple):
    """The count that stands, those that a person has to hold against it, and those that are past."""

    standing: int
    waiting: tuple[int, ...]
    past: tuple[int, ...]


def chain(counts: Sequence[Batch]) -> tuple[str, ...]:
    """Return what a count says it builds on: the marks of the counts that it takes the place of, in their order."""
    return (START, *(one.mark for one in counts[1 - LONGEST :]))


def is_same(one: Batch, other: Batch) -> bool:
    """Tell whether both are one count: revision, figures, and writer and chain as far as these are said."""
    writers, chains = {one.writer, other.writer} - {""}, {one.builds_on, other.builds_on} - {()}
    return one.revision == other.revision and say_the_same(one, other) and len(writers) < 2 and len(chains) < 2


def say_the_same(one: Batch, other: Batch) -> bool:
    """Tell whether two counts of the same days agree; where one of them does not tell who came, in how many did.

    Crossed tables are not asked: not every file has them.
    """
    who = [{table for table, _ in count.cells}.difference(TOLD_BY_DAY) for count in (one, other)]
    first, second = (
        {
            (table, row): number
            for (table, row), number in count.cells.items()
            if number and table not in CROSSED and (all(who) or table in TOLD_BY_DAY)
        }
        for count in (one, other)
    )
    return first == second


def settle(counts: Collection[Kept], standing: int | None, own: int | None = None) -> Settled:
    """Say which count stands, out of all of the same days.

    What another builds on is past. What stands goes on standing until a count builds on it; `own`, counted here just
    now, stands in any case. Whatever cannot be told to be newer or older waits for a person.
    """
    if len(counts) == 1:
        return Settled(next(iter(counts)).number, (), ())
    followers, live = _followers(counts), set[int]()
    heads = []
    for one in sorted(counts, key=lambda one: -one.batch.revision):
        replaced = any(later in live for later in followers[one.number])
        if not one.past and not replaced:
            heads.append(one.number)
        if not one.past or replaced:
            live.add(one.number)
    chosen = own or next((one for one in _line(standing, followers) if one in heads), None) or min(heads)
    waiting = tuple(sorted(number for number in heads if number != chosen))
    return Settled(chosen, waiting, tuple(one.number for one in counts if one.number not in (chosen, *waiting)))


def _line(standing: int | None, followers: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the standing count and all that follow it, the nearest first."""
    line = [] if standing is None else [standing]
    for one in line:
        line += [later for later in followers[one] if later not in line]
    return line


def _followers(counts: Collection[Kept]) -> dict[int, list[int]]:
    """Return for each count those that take its place; each has a higher revision, so that nothing follows itself."""
    marks = {one.number: one.batch.mark for one in counts}
    alike = Counter((one.batch.writer, one.batch.revision) for one in counts)

    def follows(later: Batch, earlier: Kept) -> bool:
        """Tell whether one takes the other's place. Files of before say no more than their number: the next does."""
        before = earlier.batch
        if before.writer not in ("", later.writer) or later.revision <= before.revision:
            return False
        if later.builds_on:
            return marks[earlier.number] in later.builds_on
        return later.revision == before.revision + 1 and alike[before.writer, before.revision] == 1

    return {one.number: [other.number for other in counts if follows(other.batch, one)] for one in counts}

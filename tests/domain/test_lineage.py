"""Which of several counts is newer is said by what each builds on, in whatever order they come."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.lineage import LONGEST, START, Kept, chain, is_same, settle
from kiosk.domain.tally import OWN, PERSONS, SLIPS, VOLUME, Batch

DAY = date(2026, 11, 23)


def count(persons: int, revision: int, line: list[Batch] | None = None, writer: str = "a") -> Batch:
    """A count of so many persons; without a line one of before, that says nothing of what it builds on."""
    cells = {(VOLUME, PERSONS): persons} if persons else {}
    builds_on = () if line is None else chain(line)
    return Batch("markt", "clearing", DAY, DAY, revision, OWN, cells, writer=writer, builds_on=builds_on)


def arrived(*batches: Batch) -> tuple[Batch, list[Batch]]:
    """What stands and what waits after these came, one after the other."""
    kept: list[Kept] = []
    standing, waiting = None, ()
    for batch in batches:
        if any(is_same(batch, one.batch) for one in kept):
            continue
        kept.append(Kept(len(kept), batch))
        found = settle(kept, standing)
        standing, waiting = found.standing, found.waiting
        kept = [replace(one, past=one.number in found.past) for one in kept]
        assert sorted([standing, *waiting, *found.past]) == [one.number for one in kept]
    return kept[standing].batch, [kept[one].batch for one in waiting]


@dataclass
class Server:
    """A desk's server: who it is, and the counts that it made, each building on those before."""

    writer: str
    line: list[Batch]


STEPS = st.lists(st.tuples(st.sampled_from(["correct", "copy", "second", "stray"]), st.integers(0, 99)), max_size=9)


@settings(max_examples=400, deadline=None)
@given(st.data(), STEPS)
def test_whoever_was_set_back_the_newest_stands_or_every_figure_waits(data, steps):
    servers, made = [Server("a", [])], [count(5, 1, [])]
    servers[0].line.append(made[0])
    for step, chance in steps:
        one = servers[chance % len(servers)]
        if step == "copy":
            servers.append(one := Server(one.writer, one.line[: chance % (len(one.line) + 1)]))
        elif step == "second":
            servers.append(one := Server("b", []))
        revision = 9999 if step == "stray" else len(one.line) + 1
        made.append(count(chance % 10, revision, [] if step == "stray" else one.line, one.writer))
        if step != "stray":
            one.line.append(made[-1])
    replaced = {(one.writer, mark) for one in made for mark in one.builds_on}
    heads = {_told(one) for one in made if (one.writer, one.mark) not in replaced}
    standing, waiting = arrived(*data.draw(st.permutations(made)))
    assert {_told(one) for one in (standing, *waiting)} == heads


def _told(one: Batch) -> tuple[str, int, int]:
    return one.writer, one.revision, one.persons


def test_a_later_link_of_the_chain_counts_though_those_between_never_came():
    first = count(1, 1, [])
    second, third = count(2, 2, [first]), count(3, 3, [first, count(2, 2, [first])])
    assert arrived(first, third) == (third, [])
    assert arrived(third, second, first) == (third, [])


def test_without_a_chain_only_the_next_number_is_newer_and_a_gap_closes_when_it_is_filled():
    assert arrived(count(1, 1), count(2, 2)) == (count(2, 2), [])
    assert arrived(count(1, 1), count(3, 3)) == (count(1, 1), [count(3, 3)])
    assert arrived(count(1, 1), count(3, 3), count(2, 2)) == (count(3, 3), [])
    assert arrived(count(1, 1), count(4, 1), count(2, 2))[0] == count(1, 1)


def test_a_renewed_desk_goes_on_with_what_it_had_counted_before():
    before = count(1, 1, writer="")
    after = count(2, 2, [replace(before, writer="a")])
    assert arrived(before, after) == (after, [])
    assert arrived(after, count(3, 3, writer="")) == (after, [count(3, 3, writer="")])


def test_what_a_person_rejected_does_not_come_back_with_another_count():
    kept = [Kept(0, count(1, 1)), Kept(1, count(9, 3), past=True), Kept(2, count(2, 2))]
    assert settle(kept, 0).standing == 2


@pytest.mark.parametrize("length", [0, 1, LONGEST - 1, LONGEST, 500])
def test_a_chain_names_its_start_and_its_latest_links(length):
    line = [count(1, number) for number in range(1, length + 1)]
    assert chain(line)[0] == START
    assert chain(line)[1:] == tuple(one.mark for one in line[-(LONGEST - 1) :])


def test_figures_days_and_revision_make_the_mark_and_writer_and_who_came_do_not():
    one = count(1, 1)
    assert one.mark == replace(one, writer="b", cells={**one.cells, ("bedarf", "geld"): 1, (VOLUME, SLIPS): 0}).mark
    month = replace(one, last_day=date(2026, 11, 30))
    others = [count(2, 1), count(1, 2), replace(one, desk="nord"), month]
    others.append(replace(month, cells={**one.cells, ("bedarf", "geld"): 1}))
    assert len({one.mark, *(other.mark for other in others)}) == 6


def test_a_count_that_also_says_who_came_is_the_same_as_one_that_does_not():
    one = count(1, 1)
    who, others = ({**one.cells, ("bedarf", need): 1} for need in ("geld", "arbeit"))
    assert is_same(one, replace(one, cells=who))
    assert not is_same(replace(one, cells=others), replace(one, cells=who))
    assert not is_same(one, replace(one, cells={**who, (VOLUME, PERSONS): 2}))

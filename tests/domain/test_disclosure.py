"""No small number between the lines: what may leave fixes none, shown by trying out every count that could be meant."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.disclosure import SMALL, TOTAL, Link, Quantity, Told, given_away
from kiosk.domain.period import Period, unit_coded
from kiosk.domain.release import rounded

QUARTER = unit_coded("2025-Q1")
MONTHS = QUARTER.parts
YEAR = unit_coded("2025")
AT_MOST = 25
"""More than a month without a release can count beside what is known."""


@dataclass(frozen=True)
class Made:
    """Made-up counts of some months: for each person the row of every table."""

    rows: Mapping[str, int]
    people: Mapping[Period, Sequence[Mapping[str, int]]]

    def exact(self, period: Period) -> Mapping[Quantity, int]:
        """The counts of a period, zeros among them."""
        found = Counter({(table, f"r{place}"): 0 for table, many in self.rows.items() for place in range(many)})
        found.update({(table, TOTAL): 0 for table in self.rows})
        for month, persons in self.people.items():
            for person in persons if month.inside(period) else ():
                found.update({(table, row): 1 for table, one in person.items() for row in (f"r{one}", TOTAL)})
        return found

    def told(self, period: Period) -> Told:
        """The period rounded."""
        numbers = {quantity: rounded(number) for quantity, number in self.exact(period).items()}
        return Told(period, frozenset(self.rows), numbers)

    @property
    def links(self) -> list[Link]:
        """All tables count the same persons."""
        first, *others = self.rows
        return [Link([(first, TOTAL)], [(other, TOTAL)]) for other in others]

    def refused(self, earlier: Sequence[Period], new: Period) -> set[tuple[Period, str, str, int]]:
        found = given_away([self.told(one) for one in earlier], self.told(new), self.exact, self.links)
        return {(one.period, one.table, one.row, one.count) for one in found}


@st.composite
def made_up(draw: st.DrawFn) -> Made:
    """Counts that lie at the upper end of what they are rounded from, so that sums betray their parts."""
    rows = {"a": draw(st.integers(1, 4)), "b": draw(st.integers(1, 2))}
    people = {}
    for month in MONTHS:
        counts = draw(st.lists(st.sampled_from([2, 2, 2, 0, 1, 7]), min_size=rows["a"], max_size=rows["a"]))
        rest = draw(st.sampled_from([0, 1, 2]))
        people[month] = [
            {"a": place, "b": 0 if number < rest else rows["b"] - 1}
            for number, place in enumerate(place for place, many in enumerate(counts) for _ in range(many))
        ]
    return Made(rows, people)


def possible(made: Made, released: Sequence[Period]) -> Mapping[tuple[Period, Quantity], set[int]]:
    """Every value that each count may have, when all that is known are the rounded numbers; tried out one by one."""
    fitting = {
        (table, f"r{place}"): list(_fitting(made, released, (table, f"r{place}")))
        for table, many in made.rows.items()
        for place in range(many)
    }
    rows = {table: [one for one in fitting if one[0] == table] for table in made.rows}
    totals = {
        total
        for total in set.intersection(*(_sums([fitting[one] for one in some]) for some in rows.values()))
        if all(_fits(made, released, (table, TOTAL), total) for table in made.rows)
    }
    seen: dict[tuple[Period, Quantity], set[int]] = defaultdict(set)
    for period in (*MONTHS, QUARTER):
        for table in made.rows:
            seen[period, (table, TOTAL)] = {_over(period, total) for total in totals}
    for quantity, choices in fitting.items():
        others = _sums([fitting[one] for one in rows[quantity[0]] if one != quantity])
        for months in choices:
            if any(tuple(t - m for t, m in zip(total, months, strict=True)) in others for total in totals):
                for period in (*MONTHS, QUARTER):
                    seen[period, quantity].add(_over(period, months))
    return seen


def _sums(choices: Sequence[Sequence[tuple[int, ...]]]) -> set[tuple[int, ...]]:
    """Every sum of one of each."""
    found = {(0, 0, 0)}
    for some in choices:
        found = {tuple(map(sum, zip(one, other, strict=True))) for one in found for other in some}
    return found


def _fitting(made: Made, released: Sequence[Period], quantity: Quantity) -> Iterator[tuple[int, ...]]:
    about = [rounded(made.exact(month)[quantity]) for month in MONTHS]
    spans = [
        range(max(0, number - 2), number + 3) if month in released else range(AT_MOST)
        for month, number in zip(MONTHS, about, strict=True)
    ]
    return (months for months in product(*spans) if _fits(made, released, quantity, months))


def _fits(made: Made, released: Sequence[Period], quantity: Quantity, months: Sequence[int]) -> bool:
    return all(rounded(_over(one, months)) == rounded(made.exact(one)[quantity]) for one in released)


def _over(period: Period, months: Sequence[int]) -> int:
    return sum(number for month, number in zip(MONTHS, months, strict=True) if month.inside(period))


@settings(max_examples=25, deadline=None)
@given(made_up(), st.permutations([*MONTHS, QUARTER]))
def test_what_passes_fixes_no_small_number_and_what_is_refused_would_have(made, order):
    released: list[Period] = []
    for new in order:
        refused = made.refused(released, new)
        if len(released) == 3:
            known = possible(made, [*released, new])
            before = possible(made, released)
            fixed = {
                (period, *quantity, *values)
                for (period, quantity), values in known.items()
                if len(values) == 1 and max(values) <= SMALL and len(before[period, quantity]) > 1
            }
            assert refused == fixed
        if not refused:
            released.append(new)


def counts(**months: Sequence[int]) -> Made:
    """Persons per row of one table, month by month: m1=(2, 3) are two in the first row, three in the second."""
    people = {
        unit_coded(f"2025-{name[1:]:>02}"): [{"a": place} for place, many in enumerate(rows) for _ in range(many)]
        for name, rows in months.items()
    }
    return Made({"a": len(next(iter(months.values())))}, people)


def test_four_rows_that_round_to_nothing_under_a_total_of_ten_hold_two_each():
    made = counts(m1=(2, 2, 2, 2))
    assert made.refused([], MONTHS[0]) == {(MONTHS[0], "a", f"r{place}", 2) for place in range(4)}
    assert counts(m1=(2, 2, 2, 1)).refused([], MONTHS[0]) == set()


def test_a_quarter_may_fix_what_its_months_left_open():
    made = counts(m1=(2, 20), m2=(2, 20), m3=(2, 20))
    for month in MONTHS:
        assert made.refused([], month) == set()
    lonely = counts(m1=(2, 0), m2=(2, 0), m3=(4, 0))
    refused = lonely.refused(MONTHS, QUARTER)
    assert made.refused(MONTHS, QUARTER) == set()
    assert {count for _, _, _, count in refused} <= set(range(SMALL + 1))


def test_a_four_that_all_months_of_a_year_fix_is_small_too():
    made = counts(**{f"m{month}": (2, 2) for month in range(1, 13)})
    months = [month for half in YEAR.parts for quarter in half.parts for month in quarter.parts]
    found = made.refused(months, YEAR)
    assert {count for period, _, _, count in found if period in months} == {2, 4}


def test_releases_that_share_no_day_with_the_new_one_speak_through_one_that_shares_some_with_both():
    made = counts(m1=(3,), m4=(3,), m7=(3,), m10=(3,))
    first, *others = [quarter for half in YEAR.parts for quarter in half.parts]
    found = made.refused([YEAR, *others], first)
    assert {(period, count) for period, _, row, count in found if row != TOTAL} >= {(first, 3), (others[-1], 3)}


def test_what_earlier_releases_fixed_is_not_the_fault_of_the_next():
    made = counts(m1=(2, 2, 2, 2), m2=(9, 9, 9, 9), m3=(9, 9, 9, 9))
    assert made.refused([MONTHS[0]], MONTHS[1]) == set()
    assert made.refused([MONTHS[0]], MONTHS[0]) == set()


def test_a_number_of_other_counts_binds_nothing():
    before, after = counts(m1=(2, 2, 2, 2)), counts(m1=(9, 9, 9, 9))
    stale = before.told(MONTHS[0])
    assert given_away([stale], after.told(MONTHS[0]), after.exact, []) == ()


def test_a_free_run_of_an_older_program_is_held_against_too():
    run = Period(date(2025, 1, 1), date(2025, 2, 28))
    made = counts(m1=(1, 9), m2=(1, 9), m3=(9, 9))
    assert made.refused([run], MONTHS[0]) == set()
    thin = counts(m1=(2, 2, 1), m2=(2, 2, 1))
    refused = thin.refused([MONTHS[0], MONTHS[1]], run)
    assert all(count <= SMALL for *_, count in refused)


def test_another_year_is_another_story():
    made = counts(m1=(2, 2, 2, 1))
    other = Told(unit_coded("2024-12"), frozenset(["a"]), {("a", TOTAL): 5})
    assert given_away([other], made.told(MONTHS[0]), made.exact, []) == ()


@pytest.mark.parametrize("seed", range(10))
def test_honest_sequences_pass(seed):
    """Twelve months, four quarters, two halves, the year of a desk that sees six people a day."""
    dice = Random(seed)
    rows = {"a": 6, "b": 10}
    people = {
        month: [
            {table: min(int(dice.expovariate(0.5)), many - 1) for table, many in rows.items()}
            for _ in range(dice.randint(80, 130))
        ]
        for half in YEAR.parts
        for quarter in half.parts
        for month in quarter.parts
    }
    made, released = Made(rows, people), []
    quarters = [quarter for half in YEAR.parts for quarter in half.parts]
    for new in (*people, *quarters, *YEAR.parts, YEAR):
        for period, table, row, count in made.refused(released, new):
            assert made.exact(period)[table, row] == count <= SMALL
            break
        else:
            released.append(new)
    assert len(released) >= 17

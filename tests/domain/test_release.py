"""What leaves the house: rounded to five, closed months only, one dimension, and no small number between the lines."""

from datetime import date
from random import Random

import pytest
from crowd import held, made_up, order_of
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import tally
from kiosk.domain.disclosure import TOTAL, Told, given_away
from kiosk.domain.own_tables import OWN_TABLES
from kiosk.domain.period import Period, unit_code, unit_coded
from kiosk.domain.register import Register
from kiosk.domain.release import check_releasable, counts_of, links, release_tables, release_units, rounded
from kiosk.domain.report import tables
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.domain.vocabulary import Needs, Vocabulary
from kiosk.errors import NotReleasable

TODAY = date(2026, 11, 23)
REGISTER = Register(Vocabulary({}, Needs("", "", "", 3, ()), (), (), ()), (), (), OWN_TABLES)
"""The tables of the program alone."""
COUNTS = st.lists(st.integers(0, 3000), min_size=1, max_size=12)


def table(counts, code=tally.LANGUAGES) -> Table:
    rows = tuple(TableRow(f"r{place}", f"Zeile {place}", count) for place, count in enumerate(counts))
    return Table(code, "Orte", rows, sum(counts), Unit.PERSONS)


def empty(exact: Table) -> Table:
    return table([0] * len(exact.rows), exact.code)


@given(st.integers(0, 10**7))
def test_no_number_moves_by_more_than_two(number):
    assert rounded(number) % 5 == 0
    assert abs(rounded(number) - number) <= 2


def test_small_numbers_are_nothing_or_five():
    assert [rounded(number) for number in range(13)] == [0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10]


@given(COUNTS)
def test_every_cell_and_the_total_are_rounded_each_from_their_own_exact_number(counts):
    exact = table(counts)
    [released] = release_tables(REGISTER, [exact], [empty(exact)])
    assert [row.count for row in released.rows] == [rounded(count) for count in counts]
    assert released.total == rounded(sum(counts))
    assert abs(released.total - exact.total) <= 2


@given(COUNTS)
def test_thirty_repeats_are_identical(counts):
    exact = table(counts)
    assert len({release_tables(REGISTER, [exact], [empty(exact)]) for _ in range(30)}) == 1


def test_the_same_count_is_rounded_the_same_in_every_table():
    one, other = table([3, 12]), table([12, 3, 40], "herkunft")
    released = release_tables(REGISTER, [one, other], [empty(one), empty(other)])
    assert [row.count for row in released[0].rows] == [5, 10]
    assert [row.count for row in released[1].rows] == [10, 5, 40]


def test_tables_of_two_dimensions_never_leave():
    plain, *others = (
        table([10, 20], code) for code in (tally.LANGUAGES, tally.DOORS, tally.RULE_REASONS, *tally.BY_RULE)
    )
    assert [one.code for one in release_tables(REGISTER, [plain, *others], [])] == [tally.LANGUAGES]


def test_a_table_that_nobody_knows_stays_in_the_house():
    assert release_tables(REGISTER, [table([10, 20], "schuhgroesse")], []) == ()


def test_a_row_that_shows_only_when_it_counts_does_not_betray_one_or_two():
    exact = table([40, 2, 3])
    standing = table([0], exact.code)
    [released] = release_tables(REGISTER, [exact], [standing])
    assert [(row.code, row.count) for row in released.rows] == [("r0", 40), ("r2", 5)]
    assert release_tables(REGISTER, [table([1, 2])], []) == ()


@pytest.mark.parametrize("seed", range(20))
def test_one_or_two_people_leave_no_trace_in_any_row(mettmann, seed):
    dice, profile = Random(seed), mettmann.profiles[0]
    two = [held([made_up(mettmann, profile, dice)], "ti") for _ in range(2)]
    register = mettmann.register
    nothing = tables(register, {})
    exact = tables(register, mettmann.register.count(order_of(profile), two))
    released = [(one.code, one.rows) for one in release_tables(register, exact, nothing)]
    assert released == [(one.code, one.rows) for one in release_tables(register, nothing, nothing)]


def test_an_exact_number_cannot_be_in_a_release():
    for rows, total in (((TableRow("a", "A", 3),), 5), ((TableRow("a", "A", 5),), 3)):
        with pytest.raises(ValueError, match="not rounded"):
            Table("ort", "Orte", rows, total, rounded=True)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_calendar_units_that_are_over_may_leave(first, last):
    check_releasable(Period(first, last), TODAY)


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (date(2026, 10, 1), date(2026, 10, 30), "not_a_unit"),
        (date(2026, 10, 2), date(2026, 10, 31), "not_a_unit"),
        (date(2026, 10, 5), date(2026, 10, 11), "not_a_unit"),
        (date(2026, 10, 5), date(2026, 10, 5), "not_a_unit"),
        (date(2024, 2, 1), date(2024, 2, 28), "not_a_unit"),
        (date(2025, 11, 1), date(2026, 10, 31), "not_a_unit"),
        (date(2026, 8, 1), date(2026, 10, 31), "not_a_unit"),
        (date(1, 1, 1), date(2026, 10, 31), "not_countable"),
        (date(2026, 10, 1), date(9999, 12, 31), "not_countable"),
        (date(2026, 11, 1), date(2026, 11, 30), "not_over"),
        (date(2026, 12, 1), date(2026, 12, 31), "not_over"),
    ],
)
def test_free_runs_and_what_is_not_over_may_not(first, last, reason):
    with pytest.raises(NotReleasable) as refused:
        check_releasable(Period(first, last), TODAY)
    assert refused.value.reason == reason


def test_a_month_may_leave_from_day_15_of_the_next():
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    with pytest.raises(NotReleasable):
        check_releasable(november, date(2026, 12, 14))
    check_releasable(november, date(2026, 12, 15))
    assert november not in release_units(date(2026, 10, 5), date(2026, 12, 14))
    assert [unit_code(one) for one in release_units(date(2026, 10, 5), date(2026, 12, 15))] == ["2026-11", "2026-10"]


def test_what_is_offered_is_what_may_leave():
    for today in (date(2026, 1, 14), date(2026, 1, 15), date(2026, 7, 14), date(2026, 7, 15)):
        for unit in release_units(date(2024, 11, 3), today):
            check_releasable(unit, today)
            assert unit_coded(unit_code(unit)) == unit


def fixed(register: Register, *exact: tuple[str, Unit, dict[str, int]]) -> dict[str, int]:
    """Rows whose small counts can be worked out when these tables leave together for one month."""
    made = [
        Table(code, code, tuple(TableRow(row, row, count) for row, count in rows.items()), sum(rows.values()), unit)
        for code, unit, rows in exact
    ]
    counts = counts_of(made)
    told = Told(unit_coded("2026-10"), frozenset(one.code for one in made), {at: rounded(counts[at]) for at in counts})
    found = given_away([], told, lambda _: counts, [*links(register, made)])
    return {one.row: one.count for one in found if one.row != TOTAL}


def test_who_was_sent_somewhere_is_who_has_a_slip(mettmann):
    sent = dict.fromkeys(("kim_cm", "mbe", "jmd", "regeldienst"), 2)
    register = mettmann.register
    persons = (register.screening.code, Unit.PERSONS, {**sent, "kein_bedarf": 20})
    assert fixed(register, persons) == {}
    assert fixed(register, persons, (tally.SLIPS, Unit.PERSONS, {tally.WITH_SLIP: 8, tally.WITHOUT_SLIP: 20})) == sent


def test_there_are_no_fewer_persons_than_talks(mettmann):
    register = mettmann.register
    persons = (register.screening.code, Unit.PERSONS, {"kim_cm": 7, "mbe": 2})
    some = dict.fromkeys(("broken_off", "finished", "left"), 3)
    talks = (tally.ENDINGS, Unit.CONVERSATIONS, some)
    assert fixed(register, persons) == fixed(register, talks) == {}
    assert fixed(register, persons, talks) == {"mbe": 2, **some}


def test_who_is_asked_how_long_a_card_runs_is_who_has_one(mettmann):
    """Four answers of three and a rounded ten of cards would tell each of them, and that nobody gave the others."""
    cards = dict.fromkeys(("knapp", "beantragt", "6w_3m", "3_6m"), 3)
    runs = ("restlaufzeit", Unit.PERSONS, {**cards, "abgelaufen": 0, "unbeantwortet": 0, tally.NOT_ASKED: 88})
    papers = ("aufenthalt", Unit.PERSONS, {"p104c": 12, "duldung": 88})
    assert fixed(mettmann.register, runs) == fixed(mettmann.register, papers) == {}
    assert fixed(mettmann.register, runs, papers).items() >= {**cards, "abgelaufen": 0}.items()


def test_a_target_group_is_the_papers_that_it_follows_from_over_the_halves_of_a_year(mettmann):
    """Each number is at most two in its half, and the year's group is at least eight."""
    halves, year = [unit_coded("2025-H1"), unit_coded("2025-H2")], unit_coded("2025")
    few = {("aufenthalt", "duldung"): 2, ("aufenthalt", "gestattung"): 2, ("zielgruppe", "duldung_gestattung"): 4}
    exact = {**dict.fromkeys(halves, few), year: {at: 2 * count for at, count in few.items()}}
    numbers = {period: {at: rounded(count) for at, count in counts.items()} for period, counts in exact.items()}
    told = [Told(period, frozenset(["aufenthalt", "zielgruppe"]), numbers[period]) for period in exact]
    linked = [link for link in links(mettmann.register, []) if {*link.whole, *link.parts} <= few.keys()]
    found = given_away(told[:2], told[2], exact.__getitem__, linked)
    assert {(one.period, one.row): one.count for one in found}.items() >= {
        *(((half, "duldung"), 2) for half in halves),
        *(((half, "duldung_gestattung"), 4) for half in halves),
    }
    assert given_away(told[:2], told[2], exact.__getitem__, []) == ()


def test_the_reasons_for_another_door_are_those_of_the_other_doors(mettmann):
    reasons = dict.fromkeys(("voll", "wunsch", "sprache", "weg"), 2)
    others = (tally.SUGGESTIONS, Unit.PERSONS, {tally.FOLLOWED: 90, tally.DEVIATED: 8})
    found = (tally.REASONS, Unit.PERSONS, reasons)
    assert fixed(mettmann.register, others) == {}
    assert fixed(mettmann.register, others, found) == reasons


def test_who_was_suggested_a_door_is_who_stayed(mettmann):
    register, left = mettmann.register, {"abgelehnt": 2, "spaeter": 2}
    persons = (register.screening.code, Unit.PERSONS, {"mbe": 20, "jmd": 22, "kein_bedarf": 4, "abgebrochen": 2})
    behind = (register.no_need.code, Unit.PERSONS, left)
    advised = (tally.SUGGESTIONS, Unit.PERSONS, {tally.FOLLOWED: 42})
    assert fixed(register, persons, behind) == fixed(register, persons, advised) == {}
    assert fixed(register, persons, behind, advised) == {**left, "abgebrochen": 2}

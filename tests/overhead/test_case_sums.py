"""Whoever fetches sums of cases again and again never gets the figures of fewer than three posts by subtraction."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kiosk import overhead
from kiosk.domain.period import month_of
from kiosk.overhead.cases import FEWEST_POSTS, shown
from kiosk.storage import CaseMonth

MONTH = date(2026, 10, 1)
CELL, OTHER = ("faelle_aktiv", "umf"), ("beratungen", "kurzberatung")
LATEST = 150

POSTS = ("kreis_erkrath", "kreis_haan", "kreis_hilden", "kreis_velbert", "awo_langenfeld", "stadt_haan", "stadt_hilden")
tellings = st.lists(
    st.tuples(st.sampled_from(POSTS), st.integers(0, 2), st.integers(0, LATEST), st.integers(0, 1)), max_size=25
)


def words(told):
    """What posts said on which day after the month, as the store keeps it."""
    made = []
    for revision, (post, number, after, *also) in enumerate(sorted(told, key=lambda one: one[2]), start=1):
        day, cells = month_of(MONTH).last + timedelta(days=1 + after), {CELL: number, OTHER: sum(also)}
        made.append(CaseMonth(post, MONTH, day, revision, {cell: told for cell, told in cells.items() if told}))
    return made


def days(until):
    return [month_of(MONTH).last + timedelta(days=number) for number in range(until)]


@given(tellings)
def test_any_two_days_differ_by_three_posts_or_not_at_all(told):
    said = words(told)
    answers = [{}, *(shown([one for one in said if one.told <= day], day) for day in days(LATEST + 40))]
    for cell in (CELL, OTHER):
        columns = {tuple(answer.get(post, {}).get(cell, 0) for post in POSTS) for answer in answers}
        for one, other in combinations(columns, 2):
            assert sum(map(int.__ne__, one, other)) >= FEWEST_POSTS


def test_a_table_in_which_one_post_told_something_shows_nobody(office):
    for post, also in zip(POSTS, ({OTHER: 7}, {}, {}), strict=False):
        office.store.cases.tell(post, MONTH, {CELL: 10, **also}, date(2026, 11, 3))
    found = overhead.case_sums(office.store, office.pack, month_of(MONTH), date(2026, 11, 15))
    assert found.cells == {CELL: 30}
    assert found.waiting == {MONTH: 1}
    assert not found.whole


@given(tellings, st.integers(0, LATEST))
def test_what_is_told_later_never_changes_what_was_shown(told, after):
    said, today = words(told), days(LATEST + 1)[after]
    assert shown(said, today) == shown([one for one in said if one.told < today], today)


def test_whoever_goes_back_to_former_figures_is_held_against_all_that_was_shown():
    a, b, c, d = POSTS[:4]
    told = [(one, 1, 0) for one in (a, b, c)] + [(one, 2, 30) for one in (a, b, c)]
    back = [(a, 1, 60), (b, 1, 60), (d, 1, 60)]  # against the second answer three, against the first c and d alone
    assert shown(words([*told, *back]), days(120)[-1]) == shown(words(told), days(120)[-1])
    assert {one[CELL] for one in shown(words(told), days(120)[-1]).values()} == {2}


def fetched(office, today):
    found = overhead.case_sums(office.store, office.pack, month_of(MONTH), today)
    return found.cells.get(CELL), len(found.told.get(MONTH, ()))


def test_a_late_post_comes_in_with_two_others_on_a_day_15(office):
    def tell(day, *posts, number=10):
        for post in posts:
            office.store.cases.tell(post, MONTH, {CELL: number}, day)

    tell(date(2026, 11, 3), *POSTS[:4])
    assert fetched(office, date(2026, 11, 14)) == (None, 0)
    assert fetched(office, date(2026, 11, 15)) == (40, 4)
    tell(date(2026, 11, 15), POSTS[4])
    assert fetched(office, date(2026, 12, 31)) == (40, 4)
    tell(date(2026, 12, 1), POSTS[5])
    tell(date(2026, 12, 14), POSTS[0], number=7)
    assert fetched(office, date(2026, 12, 14)) == (40, 4)
    assert fetched(office, date(2026, 12, 15)) == (57, 6)

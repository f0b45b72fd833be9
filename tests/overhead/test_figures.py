"""The report: every table of a period is the sum over its batches, proven, and beside the period before."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from builders import COMPLEX_104C, DESK, TODAY, accept, answered, finished, send, who_came
from crowd import held, made_up, order_of
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import desk, overhead
from kiosk.desk import Office
from kiosk.domain import tally
from kiosk.domain.period import Period, month_of, unit_of
from kiosk.domain.register import Grain, Leaves
from kiosk.domain.table import Table, Unit, rounded
from kiosk.domain.tally import Batch, Cells, Scope
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import SumsDisagree
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.words.labels import Labels
from kiosk.words.papers import for_release, paperwork

NOVEMBER, DECEMBER, OCTOBER = month_of(TODAY), date(2026, 12, 1), date(2026, 10, 5)


def scope(first: date = NOVEMBER.first, last: date = NOVEMBER.last, profile: str = "", *desks: str) -> Scope:
    return Scope(Period(first, last), profile, desks)


def month(cells: Cells, first: date = NOVEMBER.first, desk: str = DESK) -> Batch:
    """What a desk tells of who came in a month."""
    return Batch(desk, "clearing", first, month_of(first).last, 1, tally.OWN, cells)


def own(cells: Cells, day: date = TODAY, desk: str = DESK, profile: str = "clearing") -> Batch:
    return Batch(desk, profile, day, day, 1, tally.OWN, cells)


def some_cells(pack: Pack, seed: int) -> Cells:
    """What a desk counts of a few made-up talks."""
    profile, dice = pack.profiles[-1], Random(seed)
    talks = [
        held([made_up(pack, profile, dice) for _ in range(dice.randint(1, 3))], dice.choice(["de", "ar", "uk"]))
        for _ in range(dice.randint(0, 4))
    ]
    return pack.register.count(order_of(profile), talks)


def test_a_closed_day_is_in_the_report_an_open_one_is_not(office):
    finished(office)
    assert overhead.report(office.store, office.pack, scope(), TODAY).nobody_counted
    desk.close_day(office, DESK, TODAY)
    assert overhead.report(office.store, office.pack, scope(), TODAY).screening.total == 1


def test_deleting_talks_after_their_days_changes_no_figure(office):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    before = overhead.report(office.store, office.pack, scope(), TODAY)
    desk.turn_of_day(office, TODAY + timedelta(days=30))
    assert office.store.talks.conversations(DESK, TODAY, TODAY) == []
    assert overhead.report(office.store, office.pack, scope(), TODAY) == before


def test_a_report_has_every_list_of_the_pack_each_once(office):
    office.store.counts.keep_batch(own({}))
    codes = [table.code for table in overhead.report(office.store, office.pack, scope(), DECEMBER).tables]
    assert len(codes) == len(set(codes))
    vocabulary = office.pack.vocabulary
    assert set(codes) >= {*vocabulary.facts, "screening"}
    assert {"bedarf", "sprache", "gespraech", "zettel", "vorschlag", "grund", "herkunft"} <= set(codes)


def test_the_period_before_stands_beside_each_row(office):
    office.store.counts.keep_batch(own({("ergebnis", "info"): 5, ("ergebnis", "v_mbe"): 1}, date(2026, 10, 7)))
    office.store.counts.keep_batch(own({("ergebnis", "info"): 2, ("ergebnis", "v_jmd"): 4}))
    report = overhead.report(office.store, office.pack, scope(), date(2026, 12, 1))
    assert report.before == month_of(date(2026, 10, 1))
    assert {
        row.code: (row.count, row.before, row.change) for row in report.screening.rows if row.count or row.before
    } == {
        "mbe": (0, 1, -1),
        "jmd": (4, 0, 4),
        "kein_bedarf": (2, 5, -3),
    }
    assert (report.screening.before, report.screening.change) == (6, 0)


def test_a_month_that_still_runs_is_compared_with_the_same_days_of_the_month_before(office):
    """To the day: today counts when it is closed, and not an hour before."""
    for day in (date(2026, 10, 5), TODAY.replace(month=10), date(2026, 10, 30), date(2026, 11, 4)):
        office.store.counts.keep_batch(own({("ergebnis", "info"): 1}, day))
    asked = scope(), scope(last=NOVEMBER.first + timedelta(days=28))
    found = [overhead.report(office.store, office.pack, one, TODAY) for one in asked]
    office.store.counts.keep_batch(own({}))
    found.append(overhead.report(office.store, office.pack, scope(), TODAY))
    assert [(one.before, one.screening.before) for one in found] == [
        (Period(date(2026, 10, 1), date(2026, 10, 22)), 1),
        (Period(date(2026, 10, 10), date(2026, 10, 31)), 2),
        (Period(date(2026, 10, 1), date(2026, 10, 23)), 2),
    ]


def test_where_nobody_counted_before_there_is_nothing_to_compare_with(office):
    office.store.counts.keep_batch(own({("ergebnis", "info"): 1}))
    report = overhead.report(office.store, office.pack, scope(), TODAY)
    assert report.before is None
    assert {row.before for table in report.tables for row in table.rows} == {None}
    office.store.counts.keep_batch(own({}, date(2026, 10, 5)))
    assert overhead.report(office.store, office.pack, scope(), TODAY).screening.before == 0


def test_a_row_that_counted_only_before_is_still_shown(office):
    for day in (date(2026, 10, 7), TODAY):
        office.store.counts.keep_batch(own({}, day))
    office.store.counts.keep_batch(month({("sprache", "ti"): 3}, date(2026, 10, 1)))
    office.store.counts.keep_batch(month({("sprache", "uk"): 2}))
    languages = overhead.report(office.store, office.pack, scope(), DECEMBER).table("sprache")
    assert {row.code: (row.count, row.before) for row in languages.rows} == {"uk": (2, 0), "ti": (0, 3)}


def test_desks_and_profiles_narrow_every_table(office):
    office.store.counts.keep_batch(own({("ergebnis", "info"): 1}))
    office.store.counts.keep_batch(own({("ergebnis", "info"): 10}, desk="nord"))
    office.store.counts.keep_batch(own({("ergebnis", "info"): 100}, profile="chancenaufenthalt"))
    found = {
        (profile, desks): overhead.report(
            office.store,
            office.pack,
            scope(profile=profile, last=NOVEMBER.last) if not desks else Scope(NOVEMBER, profile, desks),
            TODAY,
        ).screening.total
        for profile in ("", "clearing")
        for desks in ((), ("nord",), (DESK, "nord"))
    }
    assert found == {
        ("", ()): 111,
        ("", ("nord",)): 10,
        ("", (DESK, "nord")): 111,
        ("clearing", ()): 11,
        ("clearing", ("nord",)): 10,
        ("clearing", (DESK, "nord")): 11,
    }


def test_an_old_list_by_days_costs_no_question_for_each_of_its_days(office):
    asked = [_questions(office, listed=days) for days in (3, 15)]
    assert asked[0] == asked[1]


def _questions(office, listed):
    """How many statements a report asks of a store with a list of so many days."""
    for ago in range(listed):
        cells = {("papier_screening", "mbe"): 2}
        day = NOVEMBER.first + timedelta(days=ago)
        office.store.counts.keep_batch(Batch(DESK, "clearing", day, day, 1, "Strichliste", cells, paper="screening"))
    asked = []
    connection = office.store.file.db.conn
    connection.set_trace_callback(asked.append)
    overhead.report(office.store, office.pack, scope(), TODAY)
    connection.set_trace_callback(None)
    return len(asked)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2026, 7, 1), date(2026, 9, 30), True),
        (date(2026, 6, 30), date(2026, 9, 30), True),
        (date(2026, 4, 1), date(2026, 9, 30), False),  # runs of quarters could be subtracted
        (date(2026, 1, 1), date(2026, 6, 30), False),  # so could a half-year and its quarters
        (date(2025, 1, 1), date(2025, 12, 31), False),
        (date(2026, 8, 1), date(2026, 10, 31), False),
        (date(2026, 9, 1), date(2026, 9, 30), False),
    ],
)
def test_tables_of_two_dimensions_need_one_quarter_and_are_rounded(office, first, last, shown):
    cells = {("vorschlag_stelle", "kim_cm:mbe"): 8, ("vorschlag_stelle", "kim_cm:jmd"): 2}
    for counted in (date(2025, 2, 1), date(2026, 2, 1), date(2026, 9, 1)):
        office.store.counts.keep_batch(month(cells, counted))
    report = overhead.report(office.store, office.pack, scope(first, last), DECEMBER)
    crossed = [one for one in report.tables if one.code in (tally.DOORS, tally.RULE_REASONS)]
    assert len(crossed) == 2 * shown
    for table in crossed:
        assert table.rounded
        assert {row.code: row.count for row in table.rows} == ({"kim_cm:mbe": 10} if table.code == tally.DOORS else {})


@pytest.mark.parametrize("part", [{"desks": (DESK,)}, {"profile": "clearing"}])
def test_tables_of_two_dimensions_tell_of_the_whole_county_alone(office, part):
    """Rounded parts beside a rounded whole would give a small number away."""
    office.store.counts.keep_batch(month({("vorschlag_stelle", "kim_cm:mbe"): 8}, date(2026, 9, 1)))
    quarter = scope(date(2026, 7, 1), date(2026, 9, 30))
    for one, shown in ((quarter, True), (replace(quarter, **part), False)):
        codes = [table.code for table in overhead.report(office.store, office.pack, one, DECEMBER).tables]
        assert (tally.DOORS in codes) == shown


UNSEEN = (tally.NEED_GAPS, tally.GROUP_DOORS, tally.TOWN_DOORS)


def a_family_of_october(office: Office) -> None:
    """A talk with two persons, of whom the second is sent elsewhere, and what was missing; October is over."""
    key = answered(office, COMPLEX_104C, ("aufenthalt_antrag", "wohnen"), OCTOBER)
    accept(office, key)
    desk.add_person(office, key, OCTOBER)
    desk.add_need(office, key, 2, "geld")
    send(office, key, "mbe", 2)
    desk.finish(office, key)
    desk.tell(office, key, tally.GAP, "wartezeit", OCTOBER)
    desk.close_day(office, DESK, OCTOBER)
    desk.close_months(office, TODAY)


def test_three_crossings_are_counted_of_every_talk(office):
    a_family_of_october(office)
    cells = who_came(office, OCTOBER)
    assert {table: tally.column(cells, table) for table in UNSEEN} == {
        tally.NEED_GAPS: {"aufenthalt_antrag:wartezeit": 1, "wohnen:wartezeit": 1, "geld:wartezeit": 1},
        tally.GROUP_DOORS: {"p104c:kim_cm": 1, "nicht_gefragt:mbe": 1},
        tally.TOWN_DOORS: {"velbert:kim_cm": 1, "velbert:mbe": 1},
    }


def test_a_correction_moves_the_crossings_and_adds_nothing(office):
    a_family_of_october(office)
    [talk] = office.store.talks.conversations(DESK, OCTOBER, OCTOBER)
    desk.tell(office, talk.key, tally.GAP, "kosten", OCTOBER)
    before = who_came(office, OCTOBER)
    desk.redecide(office, talk.key, 2, OCTOBER)
    desk.refer(office, talk.key, 2, desk.Choice("jmd", ""))
    desk.finish(office, talk.key)
    cells = who_came(office, OCTOBER)
    assert tally.column(cells, tally.TOWN_DOORS) == {"velbert:kim_cm": 1, "velbert:jmd": 1}
    for left in (tally.GROUP_DOORS, tally.NEED_GAPS):  # rules and needs have left: what was counted stays
        assert tally.column(cells, left) == tally.column(before, left) != {}


def test_they_stand_nowhere_until_the_county_has_decided(office):
    a_family_of_october(office)
    labels = Labels(office.pack)
    for first in (date(2026, 7, 1), date(2026, 10, 1)):
        quarter = Scope(unit_of(first, 3))
        paper = paperwork(office.store, labels, quarter, date(2027, 1, 20))
        assert not {table.code for table in paper.tables} & {*UNSEEN}
        assert {row.table for row in paper.codebook if row.table in UNSEEN} == {*UNSEEN}
        assert all("nicht gezeigt" in row.meaning for row in paper.codebook if row.table in UNSEEN)
    released = for_release(office.store, labels, unit_of(OCTOBER, 3), date(2027, 1, 20))
    assert not {table.code for table in released.tables} & {*UNSEEN}
    assert all(office.pack.register.of(code).leaves is Leaves.NO for code in UNSEEN)


# days tell how many, months tell who


def test_a_month_tells_who_came_when_it_is_closed_and_not_a_day_before(office):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    for today in (TODAY, NOVEMBER.last):
        desk.turn_of_day(office, today)
        for asked in (scope(), scope(TODAY, TODAY), scope(last=date(2026, 12, 31))):
            report = overhead.report(office.store, office.pack, asked, today)
            assert report.screening.total == 1
            assert [one for one in report.tables if office.pack.register.of(one.code).grain is Grain.MONTH] == []
    desk.turn_of_day(office, DECEMBER)
    report = overhead.report(office.store, office.pack, scope(last=DECEMBER), DECEMBER)
    assert (report.table("stadt").total, report.scope.months) == (1, NOVEMBER)


def test_a_desk_that_told_its_days_and_not_its_month_is_named(office):
    volume = {("umfang", "personen"): 2, ("umfang", "gespraeche"): 2}
    for place in (DESK, "nord"):
        office.store.counts.keep_batch(own(volume, desk=place))
    office.store.counts.keep_batch(month({("monatsumfang", "personen"): 2}))
    report = overhead.report(office.store, office.pack, scope(), DECEMBER)
    assert [(one.desk, one.first) for one in report.untold] == [("nord", NOVEMBER.first)]


def test_a_list_that_tells_who_counts_only_with_whole_months(office):
    listed = {("papier_zielgruppen", "p104c"): 3}
    first, last = date(2026, 11, 3), date(2026, 11, 5)
    office.store.counts.keep_batch(Batch("alle", "clearing", first, last, 1, "Liste", listed, "zielgruppen"))
    part, whole = (
        overhead.report(office.store, office.pack, asked, DECEMBER) for asked in (scope(last=TODAY), scope())
    )
    assert ([one.code for one in part.tables if one.code == "zielgruppen"], len(part.left_out)) == ([], 1)
    assert (whole.table("zielgruppen").total, whole.left_out) == (3, ())


def test_the_course_has_every_week_zeros_where_nobody_came_and_gaps_where_nobody_reported(office):
    office.store.counts.keep_batch(own({("umfang", "gespraeche"): 3}, date(2026, 11, 4)))
    office.store.counts.keep_batch(own({("umfang", "gespraeche"): 2}, date(2026, 11, 6)))
    office.store.counts.keep_batch(own({}, date(2026, 11, 10)))
    office.store.counts.keep_batch(own({("umfang", "gespraeche"): 4}, date(2026, 11, 23)))
    course = overhead.course(office.store, scope(), TODAY)
    assert course.weekly
    assert course.points == (
        (date(2026, 10, 26), None),
        (date(2026, 11, 2), 5),
        (date(2026, 11, 9), 0),
        (date(2026, 11, 16), None),
        (date(2026, 11, 23), 4),
    )
    assert course.runs == (((1, 5), (2, 0)), ((4, 4),))


def test_the_course_of_years_goes_by_months(office):
    office.store.counts.keep_batch(own({("umfang", "gespraeche"): 3}, date(2025, 3, 4)))
    office.store.counts.keep_batch(own({}, date(2026, 11, 3)))
    course = overhead.course(office.store, scope(date(2025, 1, 15), date(2026, 12, 31)), TODAY)
    assert not course.weekly
    assert course.points[0] == (date(2025, 1, 1), None)
    assert course.points[2] == (date(2025, 3, 1), 3)
    assert course.points[-1] == (date(2026, 11, 1), 0)
    assert len(course.points) == 23


def test_a_code_that_left_the_pack_is_a_row_of_its_own(office):
    office.store.counts.keep_batch(month({("deutsch", "c3"): 2}))
    table = overhead.report(office.store, office.pack, scope(), DECEMBER).table("deutsch")
    assert (table.total, table.row("c3").count) == (2, 2)


def test_a_table_is_compared_only_with_a_period_in_which_it_was_counted(office):
    """lists/B22: before the month lies an old list for one table; nobody counted the others."""
    office.store.counts.keep_batch(own({("umfang", "personen"): 3, ("ergebnis", "v_mbe"): 3, ("stadt", "velbert"): 3}))
    month, listed = Period(date(2026, 10, 1), date(2026, 10, 31)), {("papier_screening", "mbe"): 7}
    office.store.counts.keep_batch(
        Batch(
            "alle",
            "chancenaufenthalt",
            month.first,
            month.last,
            1,
            "Liste",
            listed,
            "screening",
        )
    )
    report = overhead.report(office.store, office.pack, scope(date(2026, 11, 1), date(2026, 11, 30)), date(2026, 12, 1))
    assert report.before == month
    assert (report.screening.before, report.no_need.before) == (7, 0)
    assert {table.code for table in report.tables if table.before is None} > {"stadt", "bedarf", "zettel", "gespraech"}


@pytest.mark.parametrize("days", [[], [date(2022, 1, 3), date(2023, 12, 29)]])
def test_years_of_old_lists_are_compared_only_where_lists_count_all_along(office, days):
    """One year's list beside two years' would be twice as many; a list by days has no line for a day of nobody."""
    for first in (date(2022, 1, 1), date(2024, 1, 1), date(2025, 1, 1)):
        year = unit_of(first, 12)
        periods = [Period(day, day) for day in days] if days and first.year == 2022 else [year]
        for one in periods:
            head = ("alle", "clearing", one.first, one.last, 1, f"Liste {first.year}")
            office.store.counts.keep_batch(Batch(*head, {("papier_screening", "mbe"): 7}, "screening"))
    two = overhead.report(office.store, office.pack, scope(date(2024, 1, 1), date(2025, 12, 31)), TODAY)
    assert (two.screening.total, two.screening.before) == (14, None if not days else 14)
    one = overhead.report(office.store, office.pack, scope(date(2025, 1, 1), date(2025, 12, 31)), TODAY)
    assert (one.screening.total, one.screening.before) == (7, 7)
    assert (two.screening.code in two.uncounted_before) is not bool(days)


def test_a_table_says_of_which_days_it_was_counted_and_one_that_nobody_was_asked_has_no_zero(office):
    """In spring a list counted the screening alone; desks began in September and asked for German from October on."""
    listed = {("papier_screening", "mbe"): 7}
    spring = date(2026, 4, 1), date(2026, 5, 31)
    office.store.counts.keep_batch(Batch("alle", "clearing", *spring, 1, "Liste", listed, "screening"))
    for day in (date(2026, 9, 7), OCTOBER, TODAY - timedelta(days=3)):
        office.store.counts.keep_batch(own({("umfang", "personen"): 2, ("ergebnis", "info"): 2}, day))
    came = {("monatsumfang", "personen"): 2, ("altersgruppe", "27_44"): 2, ("stadt", tally.NOT_ASKED): 2}
    office.store.counts.keep_batch(month({**came, ("komplexitaet", tally.NOT_ASKED): 2}, date(2026, 9, 1)))
    office.store.counts.keep_batch(
        month({**came, ("deutsch", "a1"): 2, ("komplexitaet", "x"): 2}, OCTOBER.replace(day=1))
    )
    report = overhead.report(office.store, office.pack, scope(date(2026, 4, 1), date(2026, 12, 31)), TODAY)
    yesterday, closed = TODAY - timedelta(days=1), Period(date(2026, 9, 7), date(2026, 10, 31))
    assert {code: (report.table(code).told, report.part_of(report.table(code)) is not None) for code in CODES} == {
        "screening": (Period(spring[0], yesterday), False),
        "gespraech": (Period(closed.first, yesterday), False),
        "altersgruppe": (closed, False),
        "deutsch": (month_of(OCTOBER), True),
        "komplexitaet": (closed, False),  # in September nobody was to be asked
        "grund": (closed, False),
    }
    uncounted = {one.code: (len(one.rows), one.known_total) for one in report.tables if not one.counted}
    assert (uncounted["stadt"], uncounted["bedarf"]) == ((1, 4), (0, None))
    assert not uncounted.keys() & {*CODES, "sprache", "herkunft", "zettel"}


CODES = ("screening", "gespraech", "altersgruppe", "deutsch", "komplexitaet", "grund")


def test_a_table_of_a_part_is_compared_with_nothing_and_nothing_with_it(office):
    """German was asked in May, for the months before and after it was not."""
    for first in (date(2026, number, 1) for number in range(1, 10)):
        office.store.counts.keep_batch(own({("umfang", "personen"): 2, ("ergebnis", "info"): 2}, first))
        came = {("monatsumfang", "personen"): 2, ("altersgruppe", "27_44"): 2}
        office.store.counts.keep_batch(month(came | ({("deutsch", "a1"): 2} if first.month == 5 else {}), first))
    quarters = [unit_of(date(2026, number, 1), 3) for number in (4, 7)]
    made = [overhead.report(office.store, office.pack, scope(one.first, one.last), TODAY) for one in quarters]
    assert [one.table("altersgruppe").before for one in made] == [6, 6]
    assert [(one.table("deutsch").counted, one.table("deutsch").before) for one in made] == [
        (True, None),
        (False, None),
    ]
    assert [{"deutsch", "altersgruppe"} & one.uncounted_before for one in made] == [set(), set()]
    may = overhead.report(office.store, office.pack, scope(date(2026, 5, 1), date(2026, 5, 31)), TODAY)
    assert {"deutsch", "altersgruppe"} & may.uncounted_before == {"deutsch"}


def test_a_month_of_which_no_desk_told_who_came_has_no_zeros_and_one_of_nobody_has(office):
    office.store.counts.keep_batch(own({}, OCTOBER))
    asked = scope(month_of(OCTOBER).first, month_of(OCTOBER).last)
    untold = overhead.report(office.store, office.pack, asked, TODAY)
    assert {one.code for one in untold.tables if one.counted and one.code in untold.by_month} == set()
    assert {one.counted for one in untold.tables if one.code not in untold.by_month} == {True}
    office.store.counts.keep_batch(month({}, month_of(OCTOBER).first))
    nobody = overhead.report(office.store, office.pack, asked, TODAY)
    began = Period(OCTOBER, month_of(OCTOBER).last)
    assert {(one.counted, one.known_total, one.told) for one in nobody.tables} == {(True, 0, began)}


def test_a_period_that_begins_today_is_told_where_a_clock_was_set_back_behind_its_days(office):
    office.store.counts.keep_batch(own({("umfang", "gespraeche"): 1}, TODAY + timedelta(days=1)))
    week = scope(TODAY, TODAY + timedelta(days=6))
    found = overhead.report(office.store, office.pack, week, TODAY).table("gespraech")
    assert (found.counted, found.total) == (True, 0)


def test_what_an_old_list_alone_tells_is_all_that_was_counted(office):
    office.store.counts.keep_batch(old_list())
    report = overhead.report(office.store, office.pack, scope(FIRST.replace(month=1), LAST), TODAY)
    counted = {one.code: one.told for one in report.tables if one.counted}
    assert counted == dict.fromkeys(("screening", "screening_kein_bedarf", "herkunft"), Period(FIRST, LAST))
    assert [(row.code, row.count) for row in report.no_need.rows] == [(tally.UNSPLIT, 155)]


def test_the_period_before_is_named_with_its_gaps(office):
    office.store.counts.keep_batch(old_list())
    office.store.counts.keep_batch(own({("umfang", "personen"): 1}, date(2026, 10, 12)))
    office.store.counts.keep_batch(own({("umfang", "personen"): 2}, date(2026, 11, 9)))
    report = overhead.report(office.store, office.pack, scope(date(2026, 11, 1), date(2026, 11, 30)), date(2026, 12, 1))
    assert (report.gaps.begun, report.gaps.missing) == ({date(2026, 10, 12): [DESK]}, 0)


def test_a_desk_that_began_within_the_period_is_named_with_its_day(office):
    for day in (date(2026, 10, 12), date(2026, 10, 14), date(2026, 11, 9)):
        office.store.counts.keep_batch(own({("umfang", "personen"): 1}, day))
    for day in (date(2026, 11, 11), date(2026, 11, 18)):
        office.store.counts.keep_batch(own({("umfang", "personen"): 1}, day, "nord"))
    month_, quarter, *alone = (
        overhead.report(office.store, office.pack, asked, DECEMBER)
        for asked in (scope(), scope(unit_of(OCTOBER, 3).first), scope(NOVEMBER.first, NOVEMBER.last, "", DESK))
    )
    assert month_.begun == {date(2026, 11, 11): ["nord"]}
    assert quarter.begun == {date(2026, 10, 12): [DESK], date(2026, 11, 11): ["nord"]}
    assert [one.begun for one in alone] == [{}]
    labels = Labels(office.pack)
    said = f"Im Zeitraum erst seit dem 11.11.2026 selbst gezählt: {labels.desk('nord')}."
    assert said in paperwork(office.store, labels, scope(), DECEMBER).method


def test_a_week_that_goes_on_beyond_the_period_is_over_for_it(office):
    """November began on a Sunday: on that day nothing more can come to the last week of October."""
    office.store.counts.keep_batch(own({}, date(2026, 10, 28)))
    today = date(2026, 11, 1)
    over, runs = scope(OCTOBER.replace(day=1), date(2026, 10, 31)), scope(OCTOBER.replace(day=1), NOVEMBER.last)
    assert [overhead.course(office.store, one, today).runs_on for one in (over, runs)] == [False, True]


def test_who_was_given_a_door_is_counted_and_an_abandoned_talk_is_none(office):
    (broken_off,) = office.pack.vocabulary.outcomes_of(OutcomeKind.BROKEN_OFF)
    cells = {("umfang", "personen"): 3, ("umfang", "zettel"): 1, ("ergebnis", "v_mbe"): 1}
    office.store.counts.keep_batch(own({**cells, ("ergebnis", broken_off.code): 2}))
    report = overhead.report(office.store, office.pack, scope(), TODAY)
    assert (report.screening.total, report.referred) == (3, 1)


# thousands of made-up batches


def naive(pack: Pack, cells: Mapping[tuple[str, str], int], table: Table) -> int:
    """What a table must add up to, straight from the cells."""
    paper = pack.vocabulary.paper(table.code)
    silent = (tally.UNANSWERED, tally.NOT_ASKED) if table.unit is Unit.MENTIONS else ()
    if paper:
        names = (paper.counts, tally.PAPER_PREFIX + paper.code)
        return sum(n for (name, row), n in cells.items() if name in names and row not in silent)
    if silent:
        return sum(n for (name, row), n in cells.items() if name == table.code and row not in silent)
    if table.code in (tally.SLIPS, tally.ORIGINS):
        return cells.get((tally.VOLUME, tally.PERSONS), 0) + sum(
            n for (name, _), n in cells.items() if table.code == tally.ORIGINS and name == "papier_screening"
        )
    if table.code == tally.SUGGESTIONS:
        return sum(n for (name, _), n in cells.items() if name in tally.BY_RULE)
    return sum(n for (name, _), n in cells.items() if name == table.code)


def _whole(part: Period, period: Period) -> bool:
    return part.first in period and part.last in period


DESKS = (DESK, "nord", "sued")
PLACED = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(DESKS), st.integers(0, 800), st.booleans()),
    min_size=30,
    max_size=60,
)


@settings(max_examples=40, deadline=None, database=None)
@given(PLACED, st.integers(0, 700), st.integers(0, 400), st.integers(0, 1000))
def test_every_table_adds_up_and_is_the_sum_of_its_batches(mettmann, placed, start, length, ago):
    """Of the days or, where it tells who came, of the whole months in the period that are over."""
    made = [some_cells(mettmann, seed) for seed in range(10)]
    begin, today = date(2024, 10, 1), date(2027, 6, 1) - timedelta(days=ago)
    chosen = Scope(Period(begin + timedelta(days=start), begin + timedelta(days=start + length)))
    with TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "desk.sqlite3")
        newest: dict[tuple[str, int, bool], Cells] = {}
        with store.at_once():
            for seed, place, day, listed in placed:
                cells = {("papier_screening", "kim_cm"): seed + 1} if listed else made[seed]
                when = begin + timedelta(days=day)
                source, until = ("Liste", when + timedelta(days=seed * 9)) if listed else (tally.OWN, when)
                if listed and (place, day, listed) in newest:
                    continue
                store.counts.keep_batch(
                    Batch(place, "clearing", when, until, 1, source, cells, "screening" if listed else "")
                )
                newest[place, day, listed] = cells if not listed or until <= chosen.period.last else {}
        expected: Counter[tuple[str, str]] = Counter()
        for (_, day, _), cells in newest.items():
            when = begin + timedelta(days=day)
            if when in chosen.period:
                expected.update(tally.how_many(cells))
                expected.update({cell: n for cell, n in cells.items() if cell[0] == "papier_screening"})
            if _whole(month_of(when), chosen.period) and month_of(when).last < today:
                expected.update({cell: n for cell, n in tally.who(cells).items() if cell[0] != "papier_screening"})
        report = overhead.report(store, mettmann, chosen, today)
        for table in report.tables:
            if table.rounded:
                assert table.total == rounded(naive(mettmann, expected, table))
                continue
            assert table.total == sum(row.count for row in table.rows)
            if not table.part_of:
                assert table.total == naive(mettmann, expected, table), table.code
        alone = [overhead.report(store, mettmann, replace(chosen, desks=(one,)), today) for one in DESKS]
        for table in report.tables:
            desks_together = sum(same.total for one in alone for same in one.tables if same.code == table.code)
            assert table.rounded or report.table(table.code).total == desks_together, table.code
        no_need = [row.count for table in report.tables[:1] for row in table.rows if row.code == "kein_bedarf"]
        assert report.nobody_counted or report.no_need.total == sum(no_need)
        assert report.nobody_counted or report.table("gespraech").unit is Unit.CONVERSATIONS
        store.close()


# old lists in a report

PAPER = {"foerdern_fordern": 32, "jmd": 2, "mbe": 29, "kim_cm": 75, "fluechtlingshilfe_velbert": 5, "kein_bedarf": 155}
FIRST, LAST = date(2023, 4, 1), date(2024, 4, 30)


def old_list(profile: str = "chancenaufenthalt") -> Batch:
    """The committee paper's screening table."""
    cells = {("papier_screening", row): number for row, number in PAPER.items()}
    return Batch("alle", profile, FIRST, LAST, 1, "Vorlage 50/014/2024", cells, "screening")


def test_no_need_is_split_and_what_an_old_list_did_not_split_is_a_row_of_its_own(office):
    office.store.counts.keep_batch(old_list())
    office.store.counts.keep_batch(own({("ergebnis", "abgelehnt"): 2, ("ergebnis", "spaeter"): 1}))
    report = overhead.report(office.store, office.pack, scope(FIRST, TODAY), TODAY)
    assert {row.code: row.count for row in report.no_need.rows if row.count} == {
        "abgelehnt": 2,
        "spaeter": 1,
        "nicht_aufgeschluesselt": 155,
    }
    assert (report.no_need.total, report.screening.total, report.referred) == (158, 301, 143)
    assert {row.code: row.count for row in report.table("herkunft").rows} == {
        "desk": 3,
        "eingesammelt": 0,
        "liste": 298,
    }


def test_a_list_that_reaches_beyond_the_period_is_left_out_and_named(office):
    office.store.counts.keep_batch(old_list())
    part = overhead.report(office.store, office.pack, scope(date(2024, 1, 1), TODAY), TODAY)
    assert ([batch.source for batch in part.left_out], part.lists) == (["Vorlage 50/014/2024"], ())
    assert part.nobody_counted
    whole = overhead.report(office.store, office.pack, scope(FIRST, TODAY), TODAY)
    assert (whole.left_out, len(whole.lists), whole.screening.total) == ((), 1, 298)


def test_a_period_that_nobody_counted_has_no_table_and_no_comparison(office):
    office.store.counts.keep_batch(own({("umfang", "personen"): 3}, OCTOBER))
    report = overhead.report(office.store, office.pack, scope(), DECEMBER)
    assert (report.nobody_counted, report.tables, report.before) == (True, (), None)
    office.store.counts.keep_batch(own({}))
    report = overhead.report(office.store, office.pack, scope(), DECEMBER)
    assert (report.nobody_counted, report.before) == (False, month_of(OCTOBER))
    assert {table.total for table in report.tables} == {0}
    assert [row.code for row in report.screening.rows] == list(PAPER)


def test_the_first_day_is_the_first_that_any_count_knows(office):
    assert overhead.first_day(office.store, TODAY) == TODAY
    office.store.counts.keep_batch(own({}, TODAY - timedelta(days=3)))
    assert overhead.first_day(office.store, TODAY) == TODAY - timedelta(days=3)
    office.store.counts.keep_batch(old_list())
    assert overhead.first_day(office.store, TODAY) == FIRST


def test_the_last_paper_is_the_latest_list_that_ended_before_the_period(office):
    assert overhead.last_paper(office.store, office.pack, NOVEMBER) == ()
    office.store.counts.keep_batch(old_list())
    earlier = {("papier_screening", "kim_cm"): 7}
    office.store.counts.keep_batch(
        Batch("alle", "clearing", date(2022, 1, 1), date(2022, 12, 31), 1, "älter", earlier, "screening")
    )
    (former,) = overhead.last_paper(office.store, office.pack, NOVEMBER)
    assert (former.source, former.period, former.table.total) == ("Vorlage 50/014/2024", Period(FIRST, LAST), 298)
    (former,) = overhead.last_paper(office.store, office.pack, Period(LAST, LAST))
    assert (former.source, former.table.total) == ("älter", 7)


def test_a_list_by_days_is_told_as_one_and_its_sum_is_the_last_paper(office):
    for day in (3, 4, 5):
        when = date(2026, 3, day)
        office.store.counts.keep_batch(
            Batch("alle", "clearing", when, when, 1, "Tage", {("papier_screening", "kim_cm"): day}, "screening")
        )
    (told,) = overhead.report(office.store, office.pack, scope(date(2026, 1, 1), TODAY), TODAY).lists
    assert (told.source, told.period) == ("Tage", Period(date(2026, 3, 3), date(2026, 3, 5)))
    (former,) = overhead.last_paper(office.store, office.pack, NOVEMBER)
    assert (former.period, former.table.total) == (told.period, 12)


def test_days_that_a_list_had_counted_before_they_were_reported_are_told(office):
    office.store.counts.keep_batch(
        Batch("alle", "clearing", NOVEMBER.first, TODAY, 1, "Liste", {("papier_screening", "kim_cm"): 5}, "screening")
    )
    assert overhead.report(office.store, office.pack, scope(), TODAY).doubled == ()
    office.store.counts.keep_batch(own({("ergebnis", "info"): 1}))
    assert [one.source for one in overhead.report(office.store, office.pack, scope(), TODAY).doubled] == ["Liste"]


def test_a_list_of_the_whole_county_is_left_out_of_one_desks_numbers_and_named(office):
    office.store.counts.keep_batch(old_list())
    part = overhead.report(office.store, office.pack, Scope(Period(FIRST, LAST), "", (DESK,)), TODAY)
    assert ([one.source for one in part.left_out], part.nobody_counted) == (["Vorlage 50/014/2024"], True)


def test_the_course_of_years_counts_no_day_beyond_its_period(office):
    for day in (date(2025, 1, 10), date(2025, 1, 20), date(2026, 5, 10), date(2026, 5, 20)):
        office.store.counts.keep_batch(own({("umfang", "gespraeche"): 1}, day))
    points = dict(overhead.course(office.store, scope(date(2025, 1, 15), date(2026, 5, 15)), TODAY).points)
    assert (points[date(2025, 1, 1)], points[date(2026, 5, 1)], points[date(2025, 2, 1)]) == (1, 1, None)


# what is proven when it is made


def many_months(office: Office) -> Random:
    """A year of two desks, and dice."""
    dice = Random(2026)
    for desk_code in (DESK, "nord"):
        for first in (date(2025 + (month_ > 12), (month_ - 1) % 12 + 1, 1) for month_ in range(10, 24)):
            came = tally.who(some_cells(office.pack, dice.randint(0, 99)))
            office.store.counts.keep_batch(month(came, first, desk_code))
            for day_ in sorted(dice.sample(range(1, 28), 3)):
                cells = tally.how_many(some_cells(office.pack, dice.randint(0, 99)))
                office.store.counts.keep_batch(own(cells, first.replace(day=day_), desk_code))
    return dice


def told_of(office: Office, *args: object) -> Counter[tuple[str, str]]:
    """Every row and total of a scope that is not rounded."""
    report = overhead.report(office.store, office.pack, scope(*args), DECEMBER)
    exact = [table for table in report.tables if not table.rounded]
    rows = {(table.code, row.code): row.count for table in exact for row in (*table.rows, *table.apart)}
    return Counter(rows) + Counter({(table.code, ""): table.total for table in exact})


def test_old_and_new_make_the_whole_and_desks_their_sum(office):
    dice = many_months(office)
    for _ in range(12):
        cut = date(2026, dice.randint(1, 11), 1)
        first, last = cut - timedelta(days=dice.choice([31, 92, 200])), month_of(cut).last
        first = first.replace(day=1)
        whole = told_of(office, first, last)
        assert whole == told_of(office, first, cut - timedelta(days=1)) + told_of(office, cut, last)
        assert whole == told_of(office, first, last, "", DESK) + told_of(office, first, last, "", "nord")


def test_before_and_what_came_make_now_in_each_row(office):
    many_months(office)
    for table in overhead.report(office.store, office.pack, Scope(month_of(date(2026, 10, 1))), DECEMBER).tables:
        for row in (*table.rows, *table.apart):
            assert row.before is None or row.before + row.change == row.count
        if table.before is not None:
            assert sum(row.change for row in table.rows) == table.change == table.total - table.before


@pytest.mark.parametrize("first", [date(2026, 10, 1), date(2025, 11, 1)])
def test_talks_of_the_days_that_are_not_those_of_the_period_are_refused(office, first):
    many_months(office)
    october = Scope(Period(first, date(2026, 10, 31)))
    assert overhead.report(office.store, office.pack, october, DECEMBER).course.talks > 0
    with office.store.at_once():
        office.store.file.db.execute(
            "UPDATE sum_cell SET number = number + 1 WHERE span = '2026-10' AND tally_table = ? AND tally_row = ?",
            [tally.VOLUME, tally.CONVERSATIONS],
        )
    with pytest.raises(SumsDisagree, match=tally.ENDINGS):
        overhead.report(office.store, office.pack, october, DECEMBER)

"""Which desk has reported which day: each expected day is received, zero or missing, and a missing one is named."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import TODAY

from kiosk import overhead
from kiosk.domain import tally
from kiosk.domain.calendar import DayState, Opening, ToldOpenings
from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Batch, Scope
from kiosk.overhead import MissingDay
from kiosk.pack import Desk
from kiosk.storage import Deliveries

NOVEMBER = month_of(TODAY)
"""In the made-up county the desk at the market is open on Mondays, Wednesdays and Fridays, the northern on Mondays."""


def day(number: int) -> date:
    return TODAY.replace(day=number)


def counts(store, desk: str, when: date, persons: int, profile="erst", received=None, revision=1):
    cells = {(tally.VOLUME, tally.PERSONS): persons} if persons else {}
    batch = Batch(desk, profile, when, when, revision, tally.OWN, cells, received=received)
    return store.counts.take_delivered(batch) if received else store.counts.keep_batch(batch)


def states(store, pack, month=NOVEMBER, today=TODAY) -> dict[str, dict[int, DayState]]:
    shown = overhead.calendar(store, pack, month, today)
    return {row.desk: {one.day.day: one.state for one in row.days} for row in shown.rows}


def test_the_month_stands_there_desk_by_desk(store, musterkreis):
    counts(store, "markt", day(2), 4)
    counts(store, "markt", day(4), 0)
    store.openings.put("markt", [day(6)], Opening.ILL, "leitung")
    store.openings.put("nord", [day(3)], Opening.OPEN, "leitung")
    found = states(store, musterkreis)
    assert [found["markt"][number] for number in (2, 3, 4, 6, 7, 9, 23)] == [
        DayState.COUNTED,
        DayState.CLOSED,
        DayState.ZERO,
        DayState.ILL,
        DayState.WEEKEND,
        DayState.MISSING,
        DayState.AHEAD,
    ]
    assert found["nord"][3] is DayState.MISSING
    assert states(store, musterkreis, month_of(date(2026, 12, 1)))["markt"][25] is DayState.HOLIDAY


def test_a_missing_day_is_never_a_zero_and_a_zero_is_never_missing(store, musterkreis):
    counts(store, "nord", day(2), 0)
    found = states(store, musterkreis)["nord"]
    assert (found[2], found[9]) == (DayState.ZERO, DayState.MISSING)
    missing = overhead.missing(store, musterkreis, NOVEMBER, TODAY, ("nord",))
    assert [one.day.day for one in missing] == [9, 16]


def test_what_is_missing_is_named_the_oldest_first(store, musterkreis):
    for number in (2, 4, 6, 9, 11, 13, 18, 20):
        counts(store, "markt", day(number), 1)
    for number in (2, 9):
        counts(store, "nord", day(number), 1)
    assert overhead.missing(store, musterkreis, NOVEMBER, TODAY) == (
        MissingDay(day(16), "markt"),
        MissingDay(day(16), "nord"),
    )
    counts(store, "markt", day(16), 0)
    assert [one.desk for one in overhead.missing(store, musterkreis, NOVEMBER, TODAY)] == ["nord"]


def test_today_and_later_are_not_missing_yet(store, musterkreis):
    assert overhead.missing(store, musterkreis, Period(TODAY, TODAY + timedelta(days=40)), TODAY) == ()
    tomorrow = TODAY + timedelta(days=1)
    assert {one.day for one in overhead.missing(store, musterkreis, Period(TODAY, tomorrow), tomorrow)} == {TODAY}


def test_a_desk_whose_days_nobody_knows_is_neither_missing_nor_complete(store, mettmann):
    row = overhead.calendar(store, mettmann, NOVEMBER, TODAY).rows[0]
    assert (row.missing, row.unknown) == (0, True)
    assert overhead.missing(store, mettmann, NOVEMBER, TODAY) == ()
    store.openings.put("mettmann", [day(3)], Opening.OPEN, "leitung")
    assert [one.day for one in overhead.missing(store, mettmann, NOVEMBER, TODAY)] == [day(3)]


def test_what_the_lead_takes_back_is_as_it_was(store, musterkreis):
    before = overhead.calendar(store, musterkreis, NOVEMBER, TODAY)
    store.openings.put("nord", [day(9)], Opening.CLOSED, "leitung")
    store.openings.put("nord", [day(9)], Opening.ILL, "leitung")
    assert states(store, musterkreis)["nord"][9] is DayState.ILL
    store.openings.clear("nord", Period(day(9), day(9)))
    assert overhead.calendar(store, musterkreis, NOVEMBER, TODAY) == before


def test_corrections_are_marked_and_persons_of_all_profiles_added(store, musterkreis):
    counts(store, "markt", day(2), 4)
    counts(store, "markt", day(2), 5)
    counts(store, "markt", day(2), 1, profile="zweit")
    counts(store, "markt", day(4), 2)
    row = overhead.calendar(store, musterkreis, NOVEMBER, TODAY, ("markt",)).rows[0]
    assert [(one.persons, one.corrected) for one in row.days if one.state is DayState.COUNTED] == [
        (6, True),
        (2, False),
    ]
    assert (row.corrections, row.reported) == (1, 2)


def test_the_last_delivery_is_told_for_desks_that_deliver(store, musterkreis):
    counts(store, "nord", day(2), 1, received=day(3))
    counts(store, "nord", day(9), 1, received=day(20))
    counts(store, "nord", day(16), 0, received=day(17))
    counts(store, "markt", day(2), 1)
    rows = {row.desk: row.delivered for row in overhead.calendar(store, musterkreis, NOVEMBER, TODAY).rows}
    assert rows == {"nord": day(20), "markt": None}


@pytest.mark.parametrize(
    "month", [date(2026, 3, 1), date(2026, 10, 1), date(2026, 12, 1), date(2027, 1, 1)], ids=lambda day: f"{day:%Y-%m}"
)
def test_the_calendar_and_the_list_of_missing_days_say_the_same(store, musterkreis, month):
    """The set difference of bar T02, over the change of clocks and the turn of the year."""
    period, today = month_of(month), month_of(month).last + timedelta(days=3)
    for when in list(period.days)[::3]:
        counts(store, "markt", when, when.day % 2)
    store.openings.put("nord", [period.last], Opening.OPEN, "leitung")
    store.openings.put("markt", [period.first], Opening.CLOSED, "leitung")
    missing = {(one.desk, one.day) for one in overhead.missing(store, musterkreis, period, today)}
    reported = {("markt", when) for when in list(period.days)[::3]}
    shown = overhead.calendar(store, musterkreis, period, today)
    in_states = {
        state: {(row.desk, one.day) for row in shown.rows for one in row.days if one.state is state}
        for state in DayState
    }
    assert in_states[DayState.COUNTED] | in_states[DayState.ZERO] == reported
    assert in_states[DayState.MISSING] == missing
    expected = {
        (desk, when)
        for desk, weekdays in (("markt", {0, 2, 4}), ("nord", {0}))
        for when in period.days
        if when.weekday() in weekdays and when != date(2026, 12, 25)
        if desk == "markt" or when >= date(2026, 9, 1)  # nord opened then
    } | {("nord", period.last)}
    expected -= {("markt", period.first)}
    assert expected - reported == missing
    assert all(len(row.days) == len(list(period.days)) for row in shown.rows)


def test_ten_years_of_fifty_desks_are_looked_through_at_once(store, musterkreis):
    desks = tuple(Desk(f"desk{number}", f"Desk {number}", (number % 5, 4)) for number in range(50))
    pack = replace(musterkreis, site=replace(musterkreis.site, desks=desks))
    decade = Period(date(2016, 12, 1), date(2026, 11, 30))
    rows = [
        (desk.code, "erst", when.isoformat(), when.isoformat(), "desk", 1, f"{when:%Y-%m}", 1)
        for desk in desks
        for when in decade.days
        if when.weekday() in desk.weekdays and when < TODAY and when.day != 13
    ]
    with store.file.transaction() as db:
        db.conn.executemany(
            "INSERT INTO batch (desk, profile, first_day, last_day, source, revision, month, newest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    took = []
    for _ in range(3):
        began = time.perf_counter()
        found = overhead.missing(store, pack, decade, TODAY)
        took.append(time.perf_counter() - began)
    assert {one.day.day for one in found} == {13}
    assert min(took) < 0.4, took


# what came lately


def test_the_news_say_what_came_since_from_whom_and_what_is_missing(store, musterkreis):
    counts(store, "markt", day(2), 4, received=day(3))
    for number in (4, 6):
        counts(store, "markt", day(number), 4, received=day(10))
    counts(store, "markt", day(6), 4, "zweit", received=day(10))
    site = musterkreis.site
    unknown = replace(musterkreis, site=replace(site, desks=(*site.desks, Desk("neu", "Neuer Desk"))))
    markt, nord, new = overhead.news(store, unknown, day(9), TODAY)
    assert (markt.desk, markt.delivered) == ("markt", Deliveries(2, day(10), day(6)))
    assert (nord.delivered, new.delivered) == (Deliveries(), Deliveries())
    mondays = [one for one in Period(date(2026, 9, 1), TODAY - timedelta(days=1)).days if not one.weekday()]
    open_days = [9, 11, 13, 16, 18, 20]
    assert (markt.missing, nord.missing, new.missing) == (len(open_days), len(mondays), None)


def test_a_desk_that_wrote_down_its_first_day_is_missing_before_anybody_has_counted(store, musterkreis):
    markt, nord = overhead.news(store, musterkreis, day(1), TODAY)
    mondays = [one for one in Period(date(2026, 9, 1), TODAY - timedelta(days=1)).days if not one.weekday()]
    assert (markt.missing, nord.missing) == (0, len(mondays))
    assert [(one.code, one.days) for one in overhead.reminders(store, musterkreis, TODAY)] == [("nord", (*mondays,))]


def test_a_desk_without_a_first_day_is_missing_from_its_first_count_on(store, musterkreis):
    """What was counted elsewhere before, or stands in an old list, says nothing of it."""
    year, began = Period(date(2026, 1, 1), TODAY), [day(9), day(11), day(13), day(16), day(18), day(20)]
    store.counts.keep_batch(Batch("", "erst", date(2023, 1, 1), date(2023, 12, 31), 1, "alt", {}, paper="screening"))
    counts(store, "nord", date(2026, 9, 7), 1)
    assert date(2026, 9, 9) in {one.day for one in overhead.missing(store, musterkreis, year, TODAY, ("markt",))}
    counts(store, "markt", day(6), 4)
    assert [one.day for one in overhead.missing(store, musterkreis, year, TODAY, ("markt",))] == began


def test_a_month_that_does_not_tell_who_came_is_missing(store, musterkreis):
    counts(store, "markt", date(2026, 10, 5), 4)
    assert [one.untold for one in overhead.news(store, musterkreis, day(1), TODAY)] == [1, 0]


def test_a_renamed_desk_stays_in_the_numbers_of_all_desks(store, musterkreis):
    """Its new code is in the pack; the old one stands in the store alone."""
    counts(store, "alter-markt", day(2), 4, received=day(3))
    counts(store, "markt", day(4), 3, received=day(5))
    every = overhead.desks(store, musterkreis)
    assert "alter-markt" in every
    all_desks, each = (store.reported.cells(Scope(NOVEMBER, "", desks), tally.TOLD_BY_DAY) for desks in ((), every))
    assert all_desks == each
    assert [one.desk for one in overhead.news(store, musterkreis, day(1), TODAY)] == [*every]


def test_a_desk_that_has_left_the_pack_is_held_to_the_days_it_told_and_never_complete_where_it_told_none(
    store, musterkreis
):
    for number in (3, 17):
        counts(store, "alter-markt", day(number), 4, received=day(20))
    counts(store, "alt-nord", day(4), 2, received=day(20))
    counts(store, "alt-nord", day(18), 2, received=day(20))
    told = ToldOpenings("alter-markt", day(20), 1, "a" * 12, (1,), {day(12): Opening.OPEN})
    store.openings.take_told(told)
    found = states(store, musterkreis)
    assert [found["alter-markt"][number] for number in (2, 3, 10, 12, 16, 17, 18, 24)] == [
        DayState.CLOSED,
        DayState.COUNTED,
        DayState.MISSING,
        DayState.MISSING,
        DayState.CLOSED,
        DayState.COUNTED,
        *[DayState.CLOSED] * 2,
    ]
    missing = overhead.missing(store, musterkreis, NOVEMBER, TODAY, ("alter-markt", "alt-nord"))
    assert missing == (MissingDay(day(10), "alter-markt"), MissingDay(day(12), "alter-markt"))
    assert (found["alt-nord"][9], found["alt-nord"][19]) == (DayState.UNKNOWN, DayState.CLOSED)
    news = {one.desk: one.missing for one in overhead.news(store, musterkreis, day(1), TODAY)}
    assert (news["alter-markt"], news["alt-nord"]) == (2, None)
    for month in (month_of(date(2026, 10, 1)), month_of(date(2026, 12, 1))):
        assert {*states(store, musterkreis, month)} == {"markt", "nord"}

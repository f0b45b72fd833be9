"""Days tell how many, months tell who: no question, and no two questions, give a table of persons for less."""

import csv
import io
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from builders import DESK, TODAY
from crowd import held, made_up, order_of

from kiosk import desk
from kiosk.domain import tally
from kiosk.domain.period import Period, closed_months, month_of
from kiosk.domain.register import Grain
from kiosk.domain.tally import Batch

FIRST = date(2026, 6, 10)
DESKS = (DESK, "nord")


@pytest.fixture
def told(office):
    """Some months of two desks: the plain counts of each day; one desk tells as desks of before did."""
    register, profile, dice = office.pack.register, office.pack.profiles[-1], Random(9)
    days = {}
    for number in range(0, (TODAY - FIRST).days, 3):
        day = FIRST + timedelta(days=number)
        for place in DESKS:
            talks = [held([made_up(office.pack, profile, dice)], "ar") for _ in range(dice.randint(0, 2))]
            days[place, day] = register.count(order_of(profile), talks)
    months: dict[date, Counter] = {}
    for (place, day), cells in days.items():
        if place == DESK:
            office.store.counts.keep_batch(
                Batch(place, profile.code, day, day, 1, tally.OWN, tally.how_many(cells), writer=office.store.identity)
            )
            months.setdefault(day.replace(day=1), Counter()).update(tally.who(cells))
        else:
            office.store.counts.take_delivered(
                Batch(place, profile.code, day, day, 1, tally.OWN, cells, received=TODAY, writer="they")
            )
    for first, cells in months.items():
        office.store.counts.keep_running(DESK, profile.code, first, register.completed(cells))
    desk.close_months(office, TODAY)
    return days


def test_any_period_and_filter_tells_of_persons_by_whole_closed_months_alone(office, overhead_client, told):
    """So two answers differ by whole months, whatever two they are."""
    register, dice = office.pack.register, Random(7)
    for _ in range(25):
        first, last = sorted(FIRST + timedelta(days=dice.randint(-20, 200)) for _ in range(2))
        chosen = dice.choice([(), (DESK,), ("nord",)])
        profile = dice.choice(["", office.pack.profiles[-1].code])
        query = f"from={first}&to={last}&profile={profile}" + "".join(f"&desk={one}" for one in chosen)
        months = closed_months(Period(first, last), TODAY)
        expected: Counter[tuple[str, str]] = Counter()
        for (place, day), cells in told.items():
            if place in (chosen or DESKS) and months and day in months:
                expected.update(tally.who(cells))
        for table in overhead_client.get(f"/numbers.json?{query}").json["tables"]:
            known = register.of(table["code"])
            if known.grain is Grain.MONTH and known.counts and not (known.crossed or known.unit == "nennungen"):
                assert months, table["code"]
                rows = {row["code"]: row["count"] for row in table["rows"] if row["count"]}
                assert rows == tally.column(expected, table["code"]), (table["code"], query)
                assert table["total"] == sum(rows.values())


@pytest.mark.parametrize("query", ["period=month", "from=2026-11-22&to=2026-11-22", "from=2026-11-02&to=2026-11-22"])
def test_less_than_a_closed_month_tells_nowhere_who_came(office, overhead_client, told, query):
    register = office.pack.register
    codes = [table["code"] for table in overhead_client.get(f"/numbers.json?{query}").json["tables"]]
    lines = csv.reader(io.StringIO(overhead_client.get(f"/numbers.machine.csv?{query}").text))
    codes += [line[0] for line in list(lines)[1:]]
    assert {register.of(code).grain for code in codes} == {Grain.DAY}
    pages = [overhead_client.get(f"/numbers?{query}&part={part}").text for part in ("menschen", "bedarf", "vorschlag")]
    pages.append(overhead_client.get(f"/numbers/print?{query}").text)
    titles = {one.title for one in register.tables.values() if one.grain is Grain.MONTH and one.shown and one.title}
    assert [
        title for title in titles for page in pages if f'">{title}</h2>' in page or f"<h2>{title}</h2>" in page
    ] == []


def test_the_desks_together_are_the_whole_county_in_every_table(overhead_client, told):
    query = "from=2026-07-01&to=2026-09-30"
    whole = {one["code"]: one["total"] for one in overhead_client.get(f"/numbers.json?{query}").json["tables"]}
    sums: Counter[str] = Counter()
    for place in DESKS:
        for one in overhead_client.get(f"/numbers.json?{query}&desk={place}").json["tables"]:
            sums[one["code"]] += one["total"]
    crossed = {tally.DOORS, tally.RULE_REASONS}
    tables = overhead_client.get(f"/numbers.json?{query}").json["tables"]
    assert {one["code"] for one in tables if one.get("rounded")} == crossed & {*whole}
    assert crossed & {*whole}
    small = sum(bool(one["total"]) and not one["rows"] for one in tables)
    assert small
    page = overhead_client.get(f"/numbers?part=vorschlag&{query}").text
    assert page.count("Keine Zeile zählt mehr als 2.") == small
    assert {code: total for code, total in whole.items() if code not in crossed} == {
        code: sums[code] for code in whole if code not in crossed
    }


def test_the_month_that_runs_lies_where_no_page_or_file_finds_it(office, told):
    running = office.store.counts.running(DESK, office.pack.profiles[-1].code, TODAY)
    assert running[tally.MONTH_VOLUME, tally.PERSONS] > 0
    assert month_of(TODAY).first not in {
        one.first_day for one in office.store.reported.batches(date.min, date.max) if one.of_month
    }

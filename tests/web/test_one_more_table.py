"""A table more is a row more: it is counted, proven, delivered, shown and written without another line of program."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from builders import DESK, TODAY, finished
from openpyxl import load_workbook
from outside import let_out

from kiosk import desk, overhead
from kiosk.domain import tally
from kiosk.domain.own_tables import OWN_TABLES
from kiosk.domain.period import month_of
from kiosk.domain.register import CountedTable, Grain, Leaves, Part
from kiosk.domain.table import Unit
from kiosk.domain.tally import Scope
from kiosk.domain.vocabulary import PaperRow
from kiosk.errors import FileRefused, SumsDisagree
from kiosk.transfer import day_file

CODE, TITLE, NOWHERE = "dienst", "Verwiesen an", "nirgends"
DAY, PERSONS = date(2026, 10, 5), 5
OCTOBER = "from=2026-10-01&to=2026-10-31"


def with_table(pack, leaves):
    """The pack, with persons by service as one more table."""
    rows = [PaperRow(one.code, one.name, added=True) for one in pack.services]
    by_service = CountedTable(
        code=CODE,
        title=TITLE,
        unit=Unit.PERSONS,
        part=Part.PEOPLE,
        leaves=leaves,
        grain=Grain.MONTH,
        rows=[*rows, PaperRow(NOWHERE, "nirgendwohin")],
        counts=lambda one: [one.decision.service or NOWHERE],
        decided=True,
        adds_up_to=tally.PERSONS,
    )
    return replace(pack, own_tables=(*OWN_TABLES, by_service))


@pytest.fixture
def without(mettmann):
    """The pack as somebody has it who knows nothing of the table."""
    return replace(mettmann, own_tables=OWN_TABLES)


@pytest.fixture
def mettmann(mettmann, request):
    """The pack with the table, which is for the house unless a test says otherwise."""
    return with_table(mettmann, getattr(request, "param", Leaves.NO))


@pytest.fixture
def counted(office):
    """October, closed, with one day."""
    for _ in range(PERSONS):
        finished(office, DAY)
    return closed_month(office, DAY)


def closed_month(office, day):
    """The month of this day, as it is told when it is over."""
    desk.close_day(office, DESK, day)
    desk.close_months(office, TODAY)
    return office.store.counts.month_counted_here(DESK, office.pack.profiles[0].code, day)


def test_it_is_counted_and_must_add_up(mettmann, counted):
    assert tally.column(counted.cells, CODE) == {"kim_cm_velbert": PERSONS}
    with pytest.raises(SumsDisagree, match=CODE):
        mettmann.register.check(tally.total([counted.cells, {(CODE, NOWHERE): 1}]), Grain.MONTH)


def test_it_is_delivered_to_those_who_know_it_and_those_who_do_not(mettmann, without, counted):
    file = day_file.content(mettmann, [counted])
    for reader in (mettmann, without):
        assert day_file.parse(file, reader, TODAY)[0].cells == counted.cells
        with pytest.raises(FileRefused, match=f"sums {CODE}"):
            day_file.parse(file.replace(b",dienst,nirgends,0,", b",dienst,nirgends,1,"), reader, TODAY)


def test_a_month_counted_before_there_was_the_table_is_delivered_too(mettmann, without, counted):
    before = replace(counted, cells={cell: number for cell, number in counted.cells.items() if cell[0] != CODE})
    for writer in (mettmann, without):
        assert day_file.parse(day_file.content(writer, [before]), mettmann, TODAY)[0].cells == before.cells


def test_it_stands_on_its_part_of_the_page_and_on_paper(overhead_client, counted):
    parts = {part: overhead_client.get(f"/numbers?{OCTOBER}&part={part}").text for part in Part}
    assert [part for part, page in parts.items() if TITLE in page] == [Part.PEOPLE]
    assert TITLE in overhead_client.get(f"/numbers/print?{OCTOBER}").text


def test_it_stands_in_every_file_and_in_the_codebook(overhead_client, counted):
    get = {kind: overhead_client.get(f"/numbers.{kind}?{OCTOBER}").data for kind in ("json", "machine.csv", "xlsx")}
    [table] = [one for one in json.loads(get["json"])["tables"] if one["code"] == CODE]
    assert (table["title"], table["total"]) == (TITLE, PERSONS)
    lines = csv.reader(io.StringIO(get["machine.csv"].decode()))
    assert [line[2] for line in lines if line[0] == CODE] == ["kim_cm_velbert", NOWHERE, "gesamt"]
    book = load_workbook(io.BytesIO(get["xlsx"]))
    assert TITLE in book.sheetnames
    assert [CODE, NOWHERE, "nirgendwohin"] in [[cell.value for cell in row[:3]] for row in book["Codebuch"].rows]


def test_it_is_compared_only_with_a_time_in_which_it_was_counted(office, without, counted):
    for _ in range(2):
        finished(office, DAY.replace(month=9))
    closed_month(replace(office, pack=without), DAY.replace(month=9))
    report = overhead.report(office.store, office.pack, Scope(month_of(DAY)), TODAY)
    assert (report.table(CODE).before, report.screening.before) == (None, 2)


@pytest.mark.parametrize("mettmann", [*Leaves], indirect=True)
def test_it_leaves_the_house_only_where_its_row_says_so(office, overhead_client, counted, mettmann):
    let_out(overhead_client)
    [entry] = office.store.releases.entries()
    released = json.loads(office.store.releases.entry(entry.number).content)["tables"]
    assert (CODE in {table["code"] for table in released}) is (mettmann.register.of(CODE).leaves is Leaves.PUBLIC)


def test_nobody_is_let_out_by_forgetting():
    with pytest.raises(TypeError, match="leaves"):
        CountedTable(code=CODE, title=TITLE, unit=Unit.PERSONS, part=Part.PEOPLE, grain=Grain.MONTH)

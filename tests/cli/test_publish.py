"""kiosk publish: the state reads with DuckDB, cell by cell, what the overhead's store counts."""

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from deliveries import counted, day_file

from kiosk.clock import wall_clock
from kiosk.domain import tally
from kiosk.domain.period import COUNTABLE, Period, month_of
from kiosk.domain.register import Grain, Leaves
from kiosk.domain.tally import Batch
from kiosk.storage import Store
from kiosk.transfer.replacing import replace_all

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = (ROOT / "deploy/state/README.md").read_text()
QUERIES = re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL)
CLOSED = wall_clock().date().replace(day=1) - timedelta(days=1)


def published(kiosk, data, target, *options) -> list[str]:
    """Publish; return the paths that were told."""
    ran = kiosk("publish", target, "--data", data, *options)
    assert ran.code == 0, ran.err
    return [line.removeprefix("geschrieben: ") for line in ran.out.splitlines() if line.startswith("geschrieben: ")]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def asked(folder: Path, query: str) -> list[tuple]:
    return duckdb.sql(re.sub(r"'((counts|days|codebook)/)", rf"'{folder}/\1", query)).fetchall()


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


@pytest.fixture
def told(kiosk, begun, tmp_path, mettmann):
    """Days of two years, one corrected, one of nobody, one of the month that runs."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    old = CLOSED.replace(year=CLOSED.year - 1, day=3)
    for name, content in {
        "a": day_file(mettmann, old, 7),
        "b": day_file(mettmann, CLOSED, 5),
        "c": day_file(mettmann, CLOSED, 6, revision=2),
        "d": day_file(mettmann, CLOSED - timedelta(days=1), 0),
        "e": day_file(mettmann, wall_clock().date(), 4),
    }.items():
        (folder / f"{name}.csv").write_bytes(content)
    assert kiosk("collect", folder, "--data", begun).code == 0
    return begun


def in_store(data: Path, pack) -> Counter:
    """What the store counts up to the last closed month, of the tables that may leave."""
    store, sums = Store.open(data / "desk.sqlite3"), Counter()
    for batch in store.reported.batches(COUNTABLE.first, CLOSED):
        for (table, row), number in batch.cells.items():
            if number and pack.register.of(table).leaves is not Leaves.NO:
                sums[table, row] += number
    store.close()
    return sums


def test_the_state_sees_the_sums_of_the_store_cell_by_cell(kiosk, told, target, mettmann):
    paths = published(kiosk, told, target)
    assert f"counts/county=05158/year={CLOSED.year}/part-0.parquet" in paths
    assert paths[-1] == "codebook/county=05158/codebook.csv"
    rows = asked(target, QUERIES[0])
    sums = Counter()
    for table, row, _, _, number in rows:
        sums[table, row] += number
    assert sums == in_store(told, mettmann)
    assert sum(sums.values()) > 0


@pytest.fixture
def of_every_table(told, mettmann):
    """Every row of every table that a talk counts into, a row that the pack has no more, and an old list."""
    store = Store.open(told / "desk.sqlite3")
    of_day = dict.fromkeys(mettmann.register.zeros(Grain.DAY), 1) | {(tally.OUTCOMES, "ehemals"): 1}
    of_month = dict.fromkeys(mettmann.register.zeros(Grain.MONTH), 1)
    of_month |= {(tally.LANGUAGES, "de"): 1, (tally.FOLLOWED, mettmann.rules[0].id): 1}
    month = month_of(CLOSED - timedelta(days=40))
    for period, cells in ((Period(month.first, month.first), of_day), (month, of_month)):
        store.counts.keep_batch(Batch("mettmann", "clearing", period.first, period.last, 1, tally.OWN, cells))
    listed = {("papier_screening", "mbe"): 7}
    store.counts.keep_batch(Batch("alle", "clearing", month.first, month.last, 1, "Liste", listed, "screening"))
    store.close()
    return told


def test_the_codebook_has_words_for_what_is_handed_over_and_names_nothing_else(kiosk, of_every_table, target, mettmann):
    """A table that stays in the county and stood in the codebook would read as nothing counted."""
    published(kiosk, of_every_table, target)
    counts = 'SELECT DISTINCT "table", "row" FROM read_parquet(\'counts/*/*/*.parquet\')'
    words = (
        'SELECT "table", "row", label_de FROM read_csv(\'codebook/*/codebook.csv\', header = true, all_varchar = true)'
    )
    told, named = {*asked(target, counts)}, {row[:2]: row[2] for row in asked(target, words)}
    assert told <= named.keys()
    assert all(named.values())
    assert named["umfang", "personen"] == "Personen"
    assert {table for table, _ in told} == {table for table, _ in named} - {
        f"papier_{paper.code}" for paper in mettmann.vocabulary.papers if paper.code != "screening"
    }
    assert not {tally.BESIDE, tally.FOLLOWED} & {table for table, _ in named}


def test_a_corrected_day_counts_once_and_the_month_that_runs_not_at_all(kiosk, told, target, mettmann):
    published(kiosk, told, target)
    query = "SELECT sum(count) FROM read_parquet('counts/*/*/*.parquet') WHERE \"table\" = 'ergebnis'"
    assert asked(target, query) == [(13,)]
    assert asked(target, QUERIES[2]) == [
        ("05158", mettmann.site.desks[0].code, CLOSED.year - 1, 1),
        ("05158", mettmann.site.desks[0].code, CLOSED.year, 2),
    ]


def test_every_query_of_the_guide_answers_for_two_counties_apart(kiosk, told, target, tmp_path):
    published(kiosk, told, target)
    other = tmp_path / "pack"
    other.mkdir()
    for path in (ROOT / "deploy/mettmann").iterdir():
        if path.is_file():
            (other / path.name).write_bytes(path.read_bytes())
    (other / "site.toml").write_text((other / "site.toml").read_text().replace('"05158"', '"05154"'))
    first = files(target)
    published(kiosk, told, target, "--pack", other)
    assert first.items() <= files(target).items()
    answers = [asked(target, query) for query in QUERIES]
    assert len(answers) == 4
    assert all(answers)
    assert {row[0] for row in answers[1]} == {"05158", "05154"}
    assert all(row[2] for row in answers[3])


def test_the_same_counts_give_the_same_bytes_and_a_correction_replaces(kiosk, told, target, tmp_path, mettmann):
    published(kiosk, told, target)
    first = files(target)
    published(kiosk, told, target)
    assert files(target) == first
    (tmp_path / "inbox" / "f.csv").write_bytes(day_file(mettmann, CLOSED, 9, revision=3))
    kiosk("collect", tmp_path / "inbox", "--data", told)
    published(kiosk, told, target)
    changed = {path for path, content in files(target).items() if first.get(path) != content}
    assert changed == {f"{folder}/county=05158/year={CLOSED.year}/part-0.parquet" for folder in ("counts", "days")}


def test_a_year_that_counts_nothing_any_more_goes(kiosk, told, target):
    left = target / "counts/county=05158/year=1999/part-0.parquet"
    other = target / "counts/county=05154/year=1999/part-0.parquet"
    for path in (left, other):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    published(kiosk, told, target)
    assert (left.exists(), other.exists()) == (False, True)


def test_interrupted_each_file_is_old_or_new_and_nothing_has_gone(target):
    (target / "counts").mkdir()
    (target / "counts/old").write_bytes(b"old")
    (target / "counts/gone").write_bytes(b"gone")
    writing = replace_all(str(target), [("counts/old", b"new"), ("counts/next", b"next")], ["counts"])
    next(writing)
    writing.close()
    assert files(target) == {"counts/old": b"new", "counts/gone": b"gone"}


@pytest.mark.parametrize("address", ["s3://", "ftp://x/y"])
def test_a_store_that_cannot_be_reached_is_refused_in_words(kiosk, told, address):
    assert "nicht erreichbar oder nicht beschreibbar" in kiosk("publish", address, "--data", told).complaints[0]


def test_a_folder_that_is_not_there_is_told_as_that_and_not_made(kiosk, told, tmp_path):
    assert "diesen Ordner gibt es nicht" in kiosk("publish", tmp_path / "nowhere", "--data", told).complaints[0]
    assert not (tmp_path / "nowhere").exists()


def test_without_the_countys_key_nothing_is_written(kiosk, told, target, tmp_path):
    other = tmp_path / "pack"
    other.mkdir()
    for path in (ROOT / "deploy/mettmann").iterdir():
        if path.is_file():
            (other / path.name).write_bytes(path.read_bytes())
    (other / "site.toml").write_text((other / "site.toml").read_text().replace('"05158"', '""'))
    assert "Kreisschlüssel" in kiosk("publish", target, "--data", told, "--pack", other).complaints[0]
    assert files(target) == {}


def test_the_same_rows_in_another_order_are_the_same_bytes_and_few(mettmann):
    from kiosk.export.parquet import parquet
    from kiosk.overhead.dataset import COUNTS

    cells = counted(mettmann, 20)
    days = [(date(2020, 1, 1) + timedelta(days=number)).isoformat() for number in range(100)]
    rows = [("05158", *cell, "desk-1", day, day, "p", "desk", number) for day in days for cell, number in cells.items()]
    made = parquet(COUNTS, rows, "1, 2, 3, 4, 5")
    assert len(made) < 200_000
    assert parquet(COUNTS, reversed(rows), "1, 2, 3, 4, 5") == made

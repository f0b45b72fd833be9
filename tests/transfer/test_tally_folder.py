"""The daily tally on disk: every row of the day, a description that proves it, and never half a file."""

import csv
import json
import os
import resource
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import frictionless
import pytest
from builders import DESK, TODAY, closed_file, finished, tallies_of, write_tallies

from kiosk import desk
from kiosk.desk import Office
from kiosk.domain.lineage import is_same
from kiosk.domain.own_tables import OWN_TABLES
from kiosk.domain.register import Grain
from kiosk.domain.tally import CROSSED, TOLD_BY_DAY, Batch
from kiosk.errors import SettingWrong
from kiosk.files import write_whole
from kiosk.pack import Pack
from kiosk.storage import TALLIES
from kiosk.transfer import tally_folder
from kiosk.transfer.day_file import content, parse

DAY = date(2026, 11, 23)
CELLS = {("umfang", "gespraeche"): 2, ("umfang", "personen"): 3, ("ergebnis", "v_mbe"): 3}


def _batch(revision: int = 1, day: date = DAY, profile: str = "clearing", **more: int) -> Batch:
    return Batch(
        "mettmann",
        profile,
        day,
        day,
        revision,
        "desk",
        CELLS | {("ergebnis", row): n for row, n in more.items()},
        pack="99c2e5b96922",
        writer="aaaaaaaaaaaa",
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _faults(folder: Path) -> list[str]:
    """What frictionless finds wrong with the files beside their description."""
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [error.type for task in report.tasks for error in task.errors] + [error.type for error in report.errors]


@pytest.fixture
def written(tmp_path: Path, mettmann: Pack) -> Path:
    """A day as it lies on disk."""
    return tally_folder.write(tmp_path / "tallies", mettmann, [_batch()])


# what is written


def test_a_day_lies_in_the_folder_of_its_desk_and_year(tmp_path: Path, written: Path) -> None:
    assert written.relative_to(tmp_path).as_posix() == "tallies/mettmann/2026/2026-11-23.csv"
    assert written.with_name("datapackage.json").is_file()


def test_every_row_of_the_day_stands_there_zeros_too(written: Path) -> None:
    lines = written.read_text(encoding="utf-8").splitlines()
    assert lines[:4] == [
        "desk,profile,day,revision,table,row,count,adds_up_to,pack,writer",
        "mettmann,clearing,2026-11-23,1,umfang,gespraeche,2,,99c2e5b96922,aaaaaaaaaaaa",
        "mettmann,clearing,2026-11-23,1,umfang,personen,3,,99c2e5b96922,aaaaaaaaaaaa",
        "mettmann,clearing,2026-11-23,1,umfang,zettel,0,,99c2e5b96922,aaaaaaaaaaaa",
    ]
    assert "mettmann,clearing,2026-11-23,1,ergebnis,v_mbe,3,personen,99c2e5b96922,aaaaaaaaaaaa" in lines
    assert "mettmann,clearing,2026-11-23,1,gespraech,gefuehrt,0,gespraeche,99c2e5b96922,aaaaaaaaaaaa" in lines


def test_a_count_outside_the_vocabulary_is_written_after_the_others(tmp_path: Path, mettmann: Pack) -> None:
    path = tally_folder.write(tmp_path, mettmann, [_batch(neu=1, alt=2)])
    rows = [(row["table"], row["row"], row["count"]) for row in _rows(path)]
    assert rows[-3:-1] == [("ergebnis", "alt", "2"), ("ergebnis", "neu", "1")]


def test_a_day_of_nothing_is_a_day_of_zeros(tmp_path: Path, mettmann: Pack) -> None:
    known = list(mettmann.register.zeros(Grain.DAY))
    nothing = Batch("mettmann", "clearing", DAY, DAY, 1, "desk", {})
    rows = _rows(tally_folder.write(tmp_path, mettmann, [nothing]))
    assert [(row["table"], row["row"]) for row in rows] == [*known, ("sprache", "nicht_gefragt")]
    assert {row["count"] for row in rows} == {"0"}
    assert _faults(tmp_path / "mettmann" / "2026") == []


def test_two_profiles_of_a_day_stand_one_after_the_other(tmp_path: Path, mettmann: Pack) -> None:
    path = tally_folder.write(tmp_path, mettmann, [_batch(), _batch(profile="chancenaufenthalt")])
    assert [*dict.fromkeys(row["profile"] for row in _rows(path))] == ["clearing", "chancenaufenthalt"]
    assert _faults(path.parent) == []


def test_the_file_of_a_real_day_adds_up(office: Office) -> None:
    finished(office)
    finished(office)
    path = closed_file(office, "mettmann", TODAY)
    rows = _rows(path)
    assert sum(int(row["count"]) for row in rows if row["table"] == "ergebnis") == 2
    assert {row["count"] for row in rows if row["row"] == "v_kim_cm"} == {"2"}
    assert {row["table"] for row in rows} - {"folgt_auf", "sprache"} == {*TOLD_BY_DAY}
    assert _faults(path.parent) == []


def test_a_closed_month_says_who_came_beside_its_days(office: Office) -> None:
    finished(office)
    path = closed_file(office, "mettmann", TODAY)
    assert write_tallies(office) == ""
    assert [one.name for one in path.parent.glob("*.csv")] == [path.name]
    desk.turn_of_day(office, date(2026, 12, 1))
    assert write_tallies(office) == ""
    month = path.with_name("2026-11.csv")
    rows = _rows(month)
    assert {row["month"] for row in rows} == {"2026-11"}
    sums = Counter[str]()
    for row in rows:
        sums[row["table"]] += int(row["count"])
    assert (sums["stadt"], sums["sprache"], sums["monatsumfang"]) == (1, 1, 2)
    assert not {"umfang", "ergebnis", "gespraech"} & sums.keys()
    assert _faults(path.parent) == []


# its description


def test_the_description_fits_the_files_beside_it(written: Path, mettmann: Pack) -> None:
    tally_folder.write(written.parents[2], mettmann, [_batch(day=date(2026, 11, 24))])
    package = json.loads(written.with_name("datapackage.json").read_text(encoding="utf-8"))
    assert package["name"] == "tagesz-mettmann-2026"
    assert [file["path"] for file in package["resources"]] == ["2026-11-23.csv", "2026-11-24.csv"]
    assert _faults(written.parent) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("umfang,personen,3", "umfang,personen,viele", "type-error"),
        ("umfang,personen,3", "umfang,personen,-3", "constraint-error"),
        ("umfang,personen,3", "umfang,personen,", "constraint-error"),
        ("umfang,personen,3", "umfang,personen,3.5", "type-error"),
        ("2026-11-23,1,umfang,personen", "23.11.2026,1,umfang,personen", "type-error"),
        ("umfang,personen,3", "umfang,gespraeche,3", "primary-key"),
        ("umfang,personen,3", "umfang,personen,3,4", "extra-cell"),
        ("table,row,count", "table,row,anzahl", "incorrect-label"),
    ],
)
def test_a_cell_that_was_changed_is_found(written: Path, right: str, wrong: str, fault: str) -> None:
    text = written.read_text(encoding="utf-8")
    assert right in text
    written.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert fault in _faults(written.parent)


# whole or not at all


@contextmanager
def _disk_full_after(size: int) -> Iterator[None]:
    """No file can grow beyond so many bytes: the system itself refuses, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_file_of_before_and_nothing_half(written: Path, mettmann: Pack) -> None:
    before = {path.name: path.read_bytes() for path in written.parent.iterdir()}
    with _disk_full_after(50), pytest.raises(SettingWrong) as failed:
        tally_folder.write(written.parents[2], mettmann, [_batch(revision=2)])
    assert failed.value.setting == str(written)
    assert failed.value.problem
    assert {path.name: path.read_bytes() for path in written.parent.iterdir()} == before


def test_a_full_disk_on_the_first_day_leaves_no_file(tmp_path: Path, mettmann: Pack) -> None:
    with _disk_full_after(50), pytest.raises(SettingWrong):
        tally_folder.write(tmp_path, mettmann, [_batch()])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_place_that_cannot_be_replaced_is_named(tmp_path: Path) -> None:
    (tmp_path / "liste.csv" / "darin").mkdir(parents=True)
    with pytest.raises(SettingWrong) as failed:
        write_whole(tmp_path / "liste.csv", b"neu")
    assert failed.value.setting == str(tmp_path / "liste.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["liste.csv"]


@pytest.mark.parametrize("below", ["x.csv", "mettmann/x.csv", "mettmann/2026/x.csv"])
def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "tallies").write_text("im Weg")
    with pytest.raises(SettingWrong) as failed:
        write_whole(tmp_path / "tallies" / below, b"neu")
    assert failed.value.setting == str(tmp_path / "tallies" / below)
    assert failed.value.problem
    assert (tmp_path / "tallies").read_text() == "im Weg"


def test_folders_that_are_missing_are_made_for_the_owner_alone_and_those_that_stand_stay(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o755)
    write_whole(tmp_path / "there" / "a" / "b" / "x.csv", b"neu")
    modes = [stat.S_IMODE((tmp_path / place).stat().st_mode) for place in ("there", "there/a", "there/a/b")]
    assert modes == [0o755, 0o700, 0o700]


def test_two_who_write_the_same_file_do_not_disturb_each_other(tmp_path: Path, naming) -> None:
    """The second writes from beginning to end while the first has its content ready but not in place."""
    path, waiting = tmp_path / "x.csv", [b"second"]

    def meanwhile(_source: Path) -> None:
        if waiting:
            write_whole(path, waiting.pop())
            assert path.read_bytes() == b"second"

    naming(path, meanwhile)
    write_whole(path, b"first")
    assert (waiting, path.read_bytes()) == ([], b"first")
    assert [left.name for left in tmp_path.iterdir()] == ["x.csv"]


def test_a_correction_takes_the_place_of_the_day(written: Path, mettmann: Pack) -> None:
    tally_folder.write(written.parents[2], mettmann, [_batch(revision=2)])
    assert {row["revision"] for row in _rows(written)} == {"2"}
    assert sorted(path.name for path in written.parent.iterdir()) == ["2026-11-23.csv", "datapackage.json"]


def test_nobody_else_on_the_machine_can_read_the_files(written: Path) -> None:
    for path in written.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(written.parent.stat().st_mode) == 0o700


def test_a_file_that_was_open_to_all_is_closed_by_writing_it_again(written: Path, mettmann: Pack) -> None:
    written.chmod(0o644)
    tally_folder.write(written.parents[2], mettmann, [_batch(revision=2)])
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_the_same_day_gives_the_same_bytes(tmp_path: Path, mettmann: Pack) -> None:
    paths = [tally_folder.write(tmp_path / name, mettmann, [_batch(neu=1)]) for name in ("a", "b", "b")]
    assert len({path.read_bytes() for path in paths}) == 1
    assert len({path.with_name("datapackage.json").read_bytes() for path in paths}) == 1


def test_file_names_and_new_folders_are_on_disk_before_the_day_counts_as_written(office: Office, monkeypatch) -> None:
    place, real, synced = tallies_of(office), os.fsync, dict[str, list[Path]]()

    def sync(handle: int) -> None:
        """Note, for each folder or content that is made safe, what of the tally lay there under its name."""
        name = Path(f"/proc/self/fd/{handle}").resolve()
        if place in (name, *name.parents):
            assert office.store.outbox.waiting(TALLIES) != []
            lies_there = name.iterdir() if name.is_dir() else [name]
            synced[name.name.partition(".csv")[0]] = [one for one in lies_there if not one.name.startswith(".")]
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    finished(office)
    file = closed_file(office, DESK, TODAY)
    assert office.store.outbox.waiting(TALLIES) == []
    assert synced["tallies"] == [file.parents[1]]
    assert synced["mettmann"] == [file.parent]
    assert file in synced["2026"]
    assert synced[f".{TODAY}"] == []


def test_a_month_on_disk_tells_no_two_things_of_one_person_together(tmp_path: Path, mettmann: Pack) -> None:
    """Colleagues read the folder; crossed tables exist for whole quarters only. A delivery adds them up."""
    cells = {("monatsumfang", "personen"): 2, ("stadt", "haan"): 2, ("sprache", "de"): 2} | {
        (table, "haan:mbe"): 1 for table in CROSSED
    }
    month = Batch("mettmann", "clearing", date(2026, 10, 1), date(2026, 10, 31), 1, "desk", cells, writer="a" * 12)
    told = {row["table"] for row in _rows(tally_folder.write(tmp_path, mettmann, [month]))}
    assert "stadt" in told
    assert not told & {*CROSSED}
    (delivered,) = parse(content(mettmann, [month]), mettmann, TODAY)
    assert tables_of(delivered) >= {*CROSSED}
    (carried,) = parse((tmp_path / "mettmann" / "2026" / "2026-10.csv").read_bytes(), mettmann, TODAY)
    assert carried.mark == delivered.mark == month.mark
    assert is_same(carried, delivered)
    assert not is_same(replace(carried, cells={**carried.cells, ("stadt", "haan"): 3}), delivered)


def test_the_crossed_tables_are_those_of_two_dimensions() -> None:
    assert {*CROSSED} == {table.code for table in OWN_TABLES if table.crossed}


def tables_of(batch: Batch) -> set[str]:
    """Every table that it tells."""
    return {table for table, _ in batch.cells}

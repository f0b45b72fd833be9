"""Collected counts are right whatever comes: any order, again and again, broken files among them, or a kill."""

import os
import random
import resource
import signal
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from builders import COMPLEX_104C, TODAY, accept, answered, closed_file, finished
from deliveries import (
    OTHER,
    WRITER,
    as_before,
    batch_of,
    corrected,
    counted,
    day_file,
    day_file_of,
    days_before,
    lines_of,
    written,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk import desk
from kiosk.domain import tally
from kiosk.domain.period import Period
from kiosk.domain.tally import Batch, Scope
from kiosk.errors import SettingWrong
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.transfer.collecting import Progress, collect
from kiosk.transfer.day_file import BUILDS_ON, HEADING, ROW

LONG = Period(date(2000, 1, 1), date(2029, 12, 31))
ALL = Scope(LONG, months=LONG)
UNPRIVILEGED = hasattr(os, "geteuid") and os.geteuid() != 0


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """The folder that desks deliver into."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def collected(store: Store, pack: Pack, folder: Path, today: date = TODAY) -> Progress:
    return [*collect(store, pack, folder, today)][-1]


def numbers(store: Store) -> tuple:
    """Everything that reports are made of."""
    return (
        store.reported.cells(ALL, tally.TOLD_BY_DAY),
        store.reported.desk_days(ALL),
        store.reported.talks_by_month(ALL),
    )


def persons(store: Store) -> int:
    return sum(
        cells.get((tally.VOLUME, tally.PERSONS), 0) for cells in store.reported.cells(ALL, tally.TOLD_BY_DAY).values()
    )


def reasons(progress: Progress) -> dict[str, str]:
    return {one.name: one.reason for one in progress.set_aside}


# what holds for every set of deliveries


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_order_repetition_and_names_make_no_difference(musterkreis, tmp_path_factory, data):
    days, places = days_before(TODAY, 3), [one.code for one in musterkreis.site.desks]
    figures = st.lists(st.integers(0, 9), min_size=1, max_size=5)
    said = data.draw(st.dictionaries(st.tuples(st.sampled_from(places), st.sampled_from(days)), figures, min_size=1))
    files = []
    for (place, day), counts in said.items():
        line = corrected(musterkreis, day, counts, place)
        lost = data.draw(st.sets(st.integers(0, len(line) - 2))) if len(line) > 1 else set()  # corrected before it left
        files += [content for number, (_, content) in enumerate(line) if number not in lost]
    twisted = data.draw(st.permutations(files * 2))
    names = data.draw(
        st.lists(
            st.from_regex(r"[a-z0-9]{1,8}(\.csv|\.CSV)", fullmatch=True),
            min_size=len(twisted),
            max_size=len(twisted),
            unique_by=str.lower,
        )
    )
    rounds = data.draw(st.lists(st.integers(0, 2), min_size=len(twisted), max_size=len(twisted)))
    found = []
    for contents, called, when in (
        (files, [f"{number}.csv" for number in range(len(files))], [0] * len(files)),
        (twisted, names, rounds),
    ):
        folder = tmp_path_factory.mktemp("both")
        store = Store.create(folder / "desk.sqlite3")
        for number in range(3):
            (folder / "in" / str(number)).mkdir(parents=True)
            for content, name, turn in zip(contents, called, when, strict=True):
                if turn == number:
                    (folder / "in" / str(number) / name).write_bytes(content)
            assert collected(store, musterkreis, folder / "in").set_aside == ()
        assert store.counts.undecided() == []
        found.append(numbers(store))
        store.close()
    assert found[0] == found[1]
    told = {(entry.desk, entry.day): (entry.revision, entry.persons) for entry in found[0][1]}
    assert told == {key: (len(counts), counts[-1]) for key, counts in said.items()}


@dataclass
class Desk:
    """A desk's server: the counts of its day, each with the line that it builds on."""

    writer: str
    line: list[Batch]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_was_set_back_the_total_is_the_desks_or_both_figures_are_named(musterkreis, tmp_path_factory, data):
    """Corrections, copies brought back, second servers and stray revisions, delivered in any order."""
    day, desks, made = TODAY - timedelta(days=1), [Desk(WRITER, [])], list[Batch]()

    def count(one: Desk, persons: int) -> None:
        made.append(batch_of(musterkreis, day, persons, len(one.line) + 1, "", one.writer, one.line))
        one.line.append(made[-1])

    count(desks[0], 5)
    for step in data.draw(st.lists(st.sampled_from(["correct", "copy", "second", "stray"]), max_size=7)):
        one = data.draw(st.sampled_from(desks))
        if step == "copy":
            desks.append(Desk(one.writer, one.line[: data.draw(st.integers(0, len(one.line)))]))
        elif step == "second":
            desks.append(Desk(OTHER, []))
        elif step == "stray":
            made.append(batch_of(musterkreis, day, data.draw(st.integers(10, 19)), 9999))
        count(desks[-1] if step in ("copy", "second") else one, data.draw(st.integers(0, 9)))
    folder = tmp_path_factory.mktemp("set-back")
    store = Store.create(folder / "desk.sqlite3")
    rounds = data.draw(st.sets(st.integers(0, len(made) - 2), max_size=2)) if len(made) > 1 else set()
    for number, batch in enumerate(data.draw(st.permutations(made))):
        (folder / f"{number}.csv").write_bytes(day_file_of(musterkreis, [batch]))
        if number in {*rounds, len(made) - 1}:
            collected(store, musterkreis, folder)
    replaced = {(one.writer, mark) for one in made for mark in one.builds_on}
    wanted = {(one.writer, one.revision, one.persons) for one in made if (one.writer, one.mark) not in replaced}
    named = {
        (one.batch.writer, one.batch.revision, one.batch.persons)
        for case in store.counts.undecided()
        for one in case.counts
    }
    (standing,) = store.counts.counts_of(musterkreis.site.desks[0].code, day)
    assert persons(store) == standing.persons
    assert (standing.writer, standing.revision, standing.persons) in wanted
    whose = {(writer, figure) for writer, _, figure in wanted}
    assert named == wanted if len(whose) > 1 else not named
    store.close()


def test_readers_of_before_take_a_new_file_in_as_it_is(musterkreis):
    """They know the same columns; a row that counts nothing is nothing to them."""
    *_, (_, content) = corrected(musterkreis, TODAY, [5, 6])
    lines = [line.split(",") for line in content.decode().splitlines()]
    links = [line for line in lines if line[4] == BUILDS_ON]
    assert lines[0] == HEADING
    assert [(line[6], line[7], len(line)) for line in links] == [("0", "", len(HEADING))] * 2
    assert all(ROW.fullmatch(line[5]) for line in links)


def test_what_a_desk_counted_arrives_as_it_counted(office, inbox, tmp_path, mettmann):
    finished(office, TODAY)
    accept(office, key := answered(office, COMPLEX_104C, ("geld", "aufenthalt_antrag")))
    desk.finish(office, key)
    path = closed_file(office, "mettmann", TODAY)
    (inbox / "beliebig.csv").write_bytes(path.read_bytes())
    (inbox / "datapackage.json").write_bytes(path.with_name("datapackage.json").read_bytes())
    overhead = Store.create(tmp_path / "overhead.sqlite3")
    progress = collected(overhead, mettmann, inbox)
    assert (progress.done, progress.total, progress.new, progress.known, progress.set_aside) == (1, 1, 1, 0, ())
    here, there = office.store.reported.cells(ALL, tally.TOLD_BY_DAY), overhead.reported.cells(ALL, tally.TOLD_BY_DAY)
    assert there == {tally.OWN: {}, tally.COLLECTED: here[tally.OWN], tally.OLD_LIST: {}}
    overhead.close()


def test_a_late_file_and_a_late_correction_count_and_an_outdated_one_does_not(store, musterkreis, inbox):
    day = TODAY - timedelta(days=5)
    (_, first), (_, second), (_, third) = corrected(musterkreis, day, [9, 5, 4])
    (inbox / "b.csv").write_bytes(second)
    assert collected(store, musterkreis, inbox).new == 1
    (inbox / "a.csv").write_bytes(first)
    late = collected(store, musterkreis, inbox)
    assert (late.new, late.known, persons(store)) == (0, 2, 5)
    (inbox / "c.csv").write_bytes(third)
    (inbox / "d.csv").write_bytes(day_file(musterkreis, day - timedelta(days=30), 2))
    assert collected(store, musterkreis, inbox).new == 2
    assert persons(store) == 6


def test_a_round_says_how_far_it_is(store, musterkreis, inbox):
    for number, day in enumerate(days_before(TODAY, 450)):
        place = inbox / str(day.year)
        place.mkdir(exist_ok=True)
        (place / f"{number}.csv").write_bytes(day_file(musterkreis, day, number % 3))
    steps = [(one.done, one.total, one.new) for one in collect(store, musterkreis, inbox, TODAY)]
    assert steps == [(0, 450, 0), (200, 450, 200), (400, 450, 400), (450, 450, 450)]
    assert [one.known for one in collect(store, musterkreis, inbox, TODAY)][-1] == 450


def figures(store: Store) -> list[tuple[int, str]]:
    """What is set before a person, the count that stands first."""
    return [(one.batch.persons, one.batch.writer) for case in store.counts.undecided() for one in case.counts]


def test_the_same_revision_with_other_counts_waits_and_the_first_ones_stay(store, musterkreis, inbox):
    day = TODAY - timedelta(days=1)
    (inbox / "1.csv").write_bytes(day_file(musterkreis, day, 5))
    (inbox / "2.csv").write_bytes(day_file(musterkreis, day, 6))
    progress = collected(store, musterkreis, inbox)
    assert (progress.new, progress.undecided, progress.set_aside) == (1, 1, ())
    assert (persons(store), figures(store)) == (5, [(5, WRITER), (6, WRITER)])


def test_of_a_file_the_profile_that_contradicts_waits_and_the_other_counts(store, mettmann, inbox):
    day = TODAY - timedelta(days=1)
    first, second = (profile.code for profile in mettmann.profiles[:2])
    known, other = (lines_of(mettmann, day, counted(mettmann, number)) for number in (4, 5))
    (inbox / "1.csv").write_bytes(written(known))
    (inbox / "2.csv").write_bytes(written([*([line[0], second, *line[2:]] for line in known), *other]))
    assert first != second
    assert collected(store, mettmann, inbox).undecided == 1
    assert (persons(store), figures(store)) == (8, [(4, WRITER), (5, WRITER)])


def test_a_file_of_a_desk_that_left_the_pack_counts_by_itself_once_the_desk_is_retired(store, mettmann, inbox):
    site = mettmann.site
    without = replace(mettmann, site=replace(site, desks=()))
    retired = replace(mettmann, site=replace(site, desks=(replace(site.desks[0], retired=TODAY),)))
    (inbox / "1.csv").write_bytes(day_file(mettmann, TODAY - timedelta(days=3), 3))
    assert reasons(collected(store, without, inbox)) == {"1.csv": "desk"}
    assert [one.detail for one in store.collection.aside()] == [site.desks[0].code]
    assert collected(store, without, inbox).set_aside == ()
    assert collected(store, retired, inbox).new == 1
    assert (persons(store), store.collection.aside()) == (3, [])


def test_a_stray_revision_hides_no_later_correction(store, musterkreis, inbox):
    day = TODAY - timedelta(days=1)
    (inbox / "0.csv").write_bytes(day_file(musterkreis, day, 77, 9999))
    line = [
        (inbox / f"{number}.csv", content) for number, (_, content) in enumerate(corrected(musterkreis, day, [5, 6]), 1)
    ]
    for path, content in line:
        path.write_bytes(content)
        assert collected(store, musterkreis, inbox).undecided == 1
    assert (persons(store), figures(store)) == (77, [(77, WRITER), (6, WRITER)])
    (case,) = store.counts.undecided()
    store.counts.decide(case.numbers[1], case.numbers, "leitung", TODAY)
    (inbox / "3.csv").write_bytes(corrected(musterkreis, day, [5, 6, 7])[2][1])
    assert collected(store, musterkreis, inbox).new == 1
    assert (persons(store), figures(store)) == (7, [])


def test_an_installation_that_collects_from_its_own_folder_knows_its_counts(office, inbox, mettmann):
    for talks in (1, 2):
        finished(office, TODAY)
        path = closed_file(office, "mettmann", TODAY)
        (inbox / f"{talks}.csv").write_bytes(path.read_bytes())
    progress = collected(office.store, mettmann, inbox)
    assert (progress.new, progress.known, progress.undecided, progress.set_aside) == (0, 2, 0, ())
    assert persons(office.store) == 2


def test_two_stores_at_one_desk_keep_the_first_count_and_both_are_named(store, musterkreis, inbox):
    day = TODAY - timedelta(days=1)
    (_, first), (_, more) = corrected(musterkreis, day, [5, 6])
    (inbox / "1.csv").write_bytes(first)
    collected(store, musterkreis, inbox)
    for number, (_, content) in enumerate(corrected(musterkreis, day, [1, 2, 3], writer=OTHER)):
        (inbox / f"other {number}.csv").write_bytes(content)
    assert collected(store, musterkreis, inbox).undecided == 3
    assert (persons(store), figures(store)) == (5, [(5, WRITER), (3, OTHER)])
    (inbox / "more.csv").write_bytes(more)
    assert collected(store, musterkreis, inbox).new == 1
    assert (persons(store), figures(store)) == (6, [(6, WRITER), (3, OTHER)])


def test_two_stores_that_count_the_same_are_two_all_the_same(store, musterkreis, inbox):
    for number, writer in enumerate((WRITER, OTHER)):
        (inbox / f"{number}.csv").write_bytes(day_file(musterkreis, TODAY, 3, writer=writer))
    assert collected(store, musterkreis, inbox).undecided == 1
    assert figures(store) == [(3, WRITER), (3, OTHER)]


def test_a_desk_that_was_renewed_goes_on_with_what_it_delivered_before(store, musterkreis, inbox):
    day = TODAY - timedelta(days=1)
    (inbox / "1.csv").write_bytes(as_before(lines_of(musterkreis, day, counted(musterkreis, 5))))
    (inbox / "2.csv").write_bytes(corrected(musterkreis, day, [5, 6])[1][1])
    assert collected(store, musterkreis, inbox).new == 2
    (inbox / "late.csv").write_bytes(as_before(lines_of(musterkreis, day, counted(musterkreis, 4))))
    assert collected(store, musterkreis, inbox).undecided == 1
    assert (persons(store), figures(store)) == (6, [(6, WRITER), (4, "")])


def test_a_file_of_a_day_to_come_waits_and_counts_when_it_is_there(store, musterkreis, inbox):
    day = TODAY + timedelta(days=2)
    (inbox / "1.csv").write_bytes(day_file(musterkreis, day, 5))
    for today in (TODAY, TODAY + timedelta(days=1)):
        progress = collected(store, musterkreis, inbox, today)
        assert [(one.name, one.reason, one.detail) for one in progress.waiting] == [("1.csv", "not_yet", str(day))]
        assert (progress.done, progress.new, progress.known, progress.set_aside) == (1, 0, 0, ())
    assert [one.reason for one in store.collection.aside()] == ["not_yet"]
    assert collected(store, musterkreis, inbox, day).new == 1
    assert (persons(store), store.collection.aside()) == (5, [])


def test_desks_and_overhead_may_be_renewed_in_any_order(store, mettmann, inbox):
    """Each has facts and answers that the other does not know."""
    vocabulary = mettmann.vocabulary
    gone = next(code for code, fact in vocabulary.facts.items() if not fact.of_talk)
    cells = counted(mettmann, 4)
    newer = {cell: number for cell, number in cells.items() if cell[0] != gone} | {("sorgerecht", "ja"): 4}
    lines = [line for line in lines_of(mettmann, TODAY, newer) if line[4] != gone]
    (inbox / "1.csv").write_bytes(
        written([[*line[:7], tally.PERSONS if line[4] == "sorgerecht" else line[7], *line[8:]] for line in lines])
    )
    old = [line for line in lines_of(mettmann, TODAY - timedelta(days=1), newer) if line[4] != gone]
    (inbox / "2.csv").write_bytes(as_before(old))
    progress = collected(store, mettmann, inbox)
    assert (progress.new, progress.set_aside) == (2, ())
    assert store.reported.cells(ALL, tally.TOLD_BY_DAY)[tally.COLLECTED]["sorgerecht", "ja"] == 8


def test_a_folder_that_is_not_there_is_told(store, mettmann, tmp_path):
    (tmp_path / "file.csv").touch()
    for folder in (tmp_path / "nowhere", tmp_path / "file.csv"):
        with pytest.raises(SettingWrong, match=str(folder)):
            collected(store, mettmann, folder)


# broken and hostile files


def broken(pack: Pack) -> dict[str, bytes]:
    """Files with content that must not count, by name."""
    day = TODAY - timedelta(days=2)
    lines = lines_of(pack, day, counted(pack, 2))
    good = written(lines)

    def with_field(place: int, value: str, number: int | None = None) -> bytes:
        chosen = range(len(lines)) if number is None else [number]
        return written(
            [[*line[:place], value, *line[place + 1 :]] if n in chosen else line for n, line in enumerate(lines)]
        )

    counts = ["-5", "1" + "0" * 30, "NaN", "inf", "1.0", "1,5", "", " ", "0x10", "١٢", "1_000", "=1+1", "100001", "00"]
    days = ["9999-12-31", "1999-12-31", "2026-13-01", "heute", "", "2026-11-2", "-2026-11-20"]
    heads = {0: ["mond", "", "..", "markt\x00"], 1: ["", "../mond"], 3: ["0", "-1", "99999", "1e3", ""]}
    rows = {
        4: ["nationalitaet", "", "bedarf\n", "papier_screening"],
        5: ["illegal", "", "../../x", "<script>", "\u202e"],
    }
    files = [with_field(6, count, 0) for count in counts] + [with_field(2, written) for written in days]
    files += [with_field(place, value) for place, values in heads.items() for value in values]
    files += [with_field(place, value, 3) for place, values in rows.items() for value in values]
    files += [
        b"",
        b"\n",
        b"\x00" * 5000,
        b"\xef\xbb\xbf" + good,
        good.decode().encode("utf-16"),
        good.decode().encode("utf-32"),
        good.replace(b",", b";"),
        good.replace(b"desk,", b"Desk,"),
        good[: len(good) // 2],
        good + good,
        good + lines_of(pack, day, {})[0][0].encode() + b"\n",
        good.replace(b"\n", b",extra\n"),
        good.replace(b"\n", b"\n" * 9_000),
        written([*lines, lines[0]]),
        written(lines + [[*line[:3], "2", *line[4:]] for line in lines]),
        b"PK\x03\x04" + b"\x00" * 400,
        b"\x1f\x8b\x08" + bytes(range(256)),
        b'"' + b"a" * 900_000,
        b'{"desk": ' * 50_000,
        b"[" * 100_000,
        written([*lines, [*lines[0][:4], tally.LANGUAGES, "ar;DROP TABLE batch", "0", *lines[0][7:]]]),
        with_field(6, "77", 1),
        b"%PDF-1.7\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"<html></html>",
        b"\xc3\x28",
        b"\xed\xa0\x80",
    ]
    return {f"{number:03}.csv": content for number, content in enumerate(files)}


def set_traps(folder: Path, outside: Path, good: bytes) -> set[str]:
    """What is not an ordinary small file; the names under which it must be reported."""
    (outside / "geheim.csv").write_bytes(good)
    (outside / "ordner").mkdir()
    (outside / "ordner" / "tag.csv").write_bytes(good)
    (folder / "link.csv").symlink_to(outside / "geheim.csv")
    (folder / "dangling.csv").symlink_to(outside / "nowhere.csv")
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "device.csv").symlink_to("/dev/zero")
    (folder / "elsewhere").symlink_to(outside / "ordner")
    (folder / "folder.csv").mkdir()
    (folder / "folder.csv" / "inside.csv").write_bytes(good)
    os.mkfifo(folder / "pipe.csv")
    with (folder / "huge.csv").open("wb") as file:
        file.truncate(60_000_000)
    (folder / "million.csv").write_bytes(good + good.splitlines(keepends=True)[1] * 1_000_000)
    (folder / ".hidden.csv").write_bytes(b"unfinished")
    (folder / "unfinished.csv.part").write_bytes(b"unfinished")
    (folder / "datapackage.json").write_bytes(b"{}")
    for name in (b"line\nbreak\x1b[31m.csv", b"\xff\xfe.csv", "\u202evsc.csv".encode(), b"n" * 251 + b".csv"):
        (folder / os.fsdecode(name)).write_bytes(b"broken")
    return {
        *("link.csv", "dangling.csv", "loop.csv", "device.csv", "folder.csv", "pipe.csv", "huge.csv", "million.csv"),
        *("line\\nbreak\\x1b[31m.csv", "\\udcff\\udcfe.csv", "\\u202evsc.csv", f"{'n' * 60}…{'n' * 56}.csv"),
    }


def inventory(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in folder.rglob("*")
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and links")
def test_broken_and_hostile_files_are_named_and_the_good_ones_count(store, musterkreis, inbox, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    good = {day: day_file(musterkreis, day, 10 + number) for number, day in enumerate(days_before(TODAY, 40))}
    for day, content in good.items():
        (inbox / "markt" / str(day.year)).mkdir(parents=True, exist_ok=True)
        (inbox / "markt" / str(day.year) / f"{day}.csv").write_bytes(content)
    bad = broken(musterkreis)
    for name, content in bad.items():
        (inbox / name).write_bytes(content)
    named = {*bad, *set_traps(inbox, outside, day_file(musterkreis, TODAY, 1000))}
    before, own, memory = inventory(outside), inventory(inbox), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    progress = collected(store, musterkreis, inbox)
    assert time.monotonic() - began < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100_000
    assert len(named) >= 75
    assert set(reasons(progress)) == named
    assert inventory(outside) == before
    assert persons(store) == sum(range(10, 50))
    assert (progress.new, progress.known, progress.done) == (40, 0, progress.total)
    listed = store.collection.aside()
    assert {one.name for one in listed} == named
    assert all(one.name.isprintable() and one.detail.isprintable() and len(one.detail) <= 121 for one in listed)
    assert inventory(inbox) == own
    again = collected(store, musterkreis, inbox)
    assert (again.new, again.known, again.set_aside) == (0, 40 + len(named), ())


def test_what_somebody_put_to_rest_is_shown_again_only_when_it_is_another_file(store, musterkreis, inbox):
    (inbox / "x.csv").write_bytes(b"broken")
    collected(store, musterkreis, inbox)
    store.collection.put_to_rest([one.number for one in store.collection.aside()], "leitung")
    assert collected(store, musterkreis, inbox).set_aside == ()
    assert store.collection.aside() == []
    (inbox / "x.csv").write_bytes(b"broken otherwise")
    assert reasons(collected(store, musterkreis, inbox)) == {"x.csv": "heading"}
    (inbox / "x.csv").write_bytes(day_file(musterkreis, TODAY, 2))
    assert collected(store, musterkreis, inbox).new == 1
    assert store.collection.aside() == []


def test_what_a_version_of_before_moved_away_is_read_as_well(store, musterkreis, inbox):
    (inbox / "abgelehnt").mkdir()
    (inbox / "1.csv").write_bytes(day_file(musterkreis, TODAY, 5))
    (inbox / "abgelehnt" / "2.0a1b2c3d.csv").write_bytes(day_file(musterkreis, TODAY, 6))
    assert collected(store, musterkreis, inbox).undecided == 1
    assert sorted(number for number, _ in figures(store)) == [5, 6]


@pytest.mark.skipif(not UNPRIVILEGED, reason="root may read everything")
def test_what_may_not_be_read_is_named(store, musterkreis, inbox):
    (inbox / "x.csv").write_bytes(day_file(musterkreis, TODAY, 1))
    (inbox / "x.csv").chmod(0)
    (inbox / "sub").mkdir(mode=0)
    assert reasons(collected(store, musterkreis, inbox)) == {"x.csv": "unreadable", "sub": "unreadable"}
    (inbox / "sub").chmod(0o700)


def test_memory_stays_level_under_large_files_that_count(store, musterkreis, inbox):
    for number in range(12):
        cells = {**counted(musterkreis, 10_000), **{(tally.FOLLOWED, f"r{row}"): 1 for row in range(10_000)}}
        lines = lines_of(musterkreis, TODAY - timedelta(days=number), cells)
        (inbox / f"{number}.csv").write_bytes(written(lines))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert collected(store, musterkreis, inbox).new == 12
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100_000


# broken off


def test_a_round_that_was_broken_off_goes_on_where_it_was(store, musterkreis, inbox, tmp_path):
    for day in days_before(TODAY, 450):
        (inbox / f"{day}.csv").write_bytes(day_file(musterkreis, day, day.day))
    (inbox / "broken.csv").write_bytes(b"broken")
    round_ = collect(store, musterkreis, inbox, TODAY)
    assert [next(round_).done, next(round_).done] == [0, 200]
    round_.close()
    whole = Store.create(tmp_path / "whole.sqlite3")
    assert collected(store, musterkreis, inbox).known == 200
    collected(whole, musterkreis, inbox)
    assert numbers(store) == numbers(whole)
    whole.close()


def deliver_more(pack: Pack, folder: Path, days: list[date], revision: int) -> None:
    """A new revision of each day, and a broken file for every tenth."""
    for number, day in enumerate(days):
        line = [batch_of(pack, day, (number + one) % 7, one) for one in range(1, revision)]
        count = batch_of(pack, day, (number + revision) % 7, revision, line=line)
        (folder / f"{day} {revision}.csv").write_bytes(day_file_of(pack, [count]))
        if number % 10 == 0:
            (folder / f"broken {number} {revision}.csv").write_bytes(f"broken {number} {revision}".encode())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed")
def test_killed_again_and_again_it_counts_every_day_once_and_names_every_broken_file(musterkreis, inbox, tmp_path):
    days, rounds, killed = days_before(TODAY, 100), range(1, 16), 0
    path, chance = tmp_path / "desk.sqlite3", random.Random(15)
    Store.create(path).close()
    for revision in rounds:
        deliver_more(musterkreis, inbox, days, revision)
        child = os.fork()
        if child == 0:
            try:
                collected(Store.create(path), musterkreis, inbox)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, 0.12))
        os.kill(child, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert killed
    store = Store.create(path)
    collected(store, musterkreis, inbox)
    assert store.file.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert persons(store) == sum((number + 15) % 7 for number in range(100))
    assert [(entry.day, entry.revision) for entry in store.reported.desk_days(ALL)] == [(day, 15) for day in days]
    assert store.counts.undecided() == []
    assert len([*inbox.glob("broken *.csv")]) == 150
    assert store.file.db.execute("SELECT count(DISTINCT name), count(*) FROM set_aside").fetchone() == (150, 150)
    store.close()


def test_two_rounds_at_once_count_nothing_twice(store, musterkreis, inbox):
    for day in days_before(TODAY, 300):
        (inbox / f"{day}.csv").write_bytes(day_file(musterkreis, day, 1))
    rounds = [Thread(target=collected, args=[store, musterkreis, inbox]) for _ in range(2)]
    for one in rounds:
        one.start()
    for one in rounds:
        one.join()
    assert persons(store) == 300
    assert store.collection.aside() == []

"""A damaged store is refused with one word for it; it is never replaced, changed or read as something else."""

import random
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import COMPLEX_104C, DESK, TODAY, answered, finished

from kiosk import desk
from kiosk.desk import Office
from kiosk.domain.period import Period
from kiosk.domain.tally import Batch, Scope
from kiosk.errors import StoreUnavailable
from kiosk.storage import Store

TALKS = 24


@pytest.fixture(scope="module")
def sound(mettmann, tmp_path_factory) -> bytes:
    """The bytes of a store with a counted day of talks."""
    folder = tmp_path_factory.mktemp("sound")
    office = Office(Store.create(folder / "desk.sqlite3"), mettmann)
    with office.store.at_once():
        for number in range(TALKS // 2):
            finished(office, TODAY)
            answered(office, dict(list(COMPLEX_104C.items())[: number % 6]), ("geld",))
    desk.close_day(office, DESK, TODAY)
    office.store.close()
    return office.store.file.path.read_bytes()


def read_all(path: Path) -> int:
    """Open and read everything; how many talks there are."""
    store = Store.create(path)
    try:
        store.staff.accounts()
        store.staff.hours_left_open(date.max)
        store.reported.batches(date.min, date.max)
        return len(store.talks.conversations(DESK, date.min, date.max))
    finally:
        store.close()


def test_a_sound_store_reads_as_it_was(sound, tmp_path):
    (tmp_path / "copy.sqlite3").write_bytes(sound)
    assert read_all(tmp_path / "copy.sqlite3") == TALKS


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda content: content[: len(content) // 2],
    "cut to one page": lambda content: content[:4096],
    "cut within the header": lambda content: content[:60],
    "empty": lambda _: b"",
    "header gone": lambda content: b"\0" * 100 + content[100:],
    "first page gone": lambda content: b"\0" * 4096 + content[4096:],
    "all zeros": lambda content: b"\0" * len(content),
    "another file": lambda _: b"Sehr geehrte Damen und Herren,\n" * 300,
    "beginning overwritten": lambda content: b"PK\x03\x04" + content[4:],
}


WITHOUT_OUR_MARK = ("cut within the header", "empty")
"""What is left of these is too short to carry the number that says whose file it is."""


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_store_is_refused_and_left_as_it_is(sound, tmp_path, kind):
    path, damage = tmp_path / "desk.sqlite3", DAMAGES[kind]
    path.write_bytes(damage(sound))
    for _ in range(2):
        with pytest.raises(StoreUnavailable) as refused:
            read_all(path)
        assert refused.value.reason == ("foreign" if kind in WITHOUT_OUR_MARK else "damaged")
    assert path.read_bytes() == damage(sound)
    assert [left.name for left in tmp_path.iterdir()] == ["desk.sqlite3"]


def test_the_file_of_another_program_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "desk.sqlite3"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE invoice (number INTEGER)")
    other.commit()
    other.close()
    before = path.read_bytes()
    for _ in range(2):
        with pytest.raises(StoreUnavailable) as refused:
            Store.create(path)
        assert refused.value.reason == "foreign"
    assert path.read_bytes() == before
    assert [left.name for left in tmp_path.iterdir()] == ["desk.sqlite3"]


def test_a_sound_store_without_our_number_in_its_head_is_refused_and_left_as_it_is(sound, tmp_path):
    path, stripped = tmp_path / "desk.sqlite3", sound[:68] + b"\0" * 4 + sound[72:]
    assert sound[68:72] == b"KIOS"
    path.write_bytes(stripped)
    with pytest.raises(StoreUnavailable) as refused:
        Store.create(path)
    assert refused.value.reason == "foreign"
    assert path.read_bytes() == stripped


@pytest.mark.parametrize(
    ("was", "became"),
    [
        (b"velbert", b"velb\xffrt"),
        (TODAY.isoformat().encode(), b"2026-99-99"),
        (b"finished", b"finishes"),
    ],
    ids=["a code that is no text any more", "a day that is none", "a stage that is none"],
)
def test_damage_that_shows_only_in_a_value_is_told_as_damage(sound, tmp_path, was, became):
    path = tmp_path / "desk.sqlite3"
    path.write_bytes(sound.replace(was, became))
    with pytest.raises(StoreUnavailable) as refused:
        read_all(path)
    assert refused.value.reason == "damaged"


@pytest.mark.parametrize("work", ["answer", "close the day", "forget"])
def test_a_value_that_cannot_be_is_told_as_damage_in_the_middle_of_a_change_too(office, work):
    key, day = answered(office, {"stadt": "velbert"}), TODAY.isoformat()
    office.store.file.db.execute("PRAGMA ignore_check_constraints = ON")
    office.store.file.db.execute("UPDATE conversation SET stage = 'tallk' WHERE day = ?", [day])
    with pytest.raises(StoreUnavailable) as refused:
        {
            "answer": lambda: desk.answer(office, key, 1, "komplexitaet", "einfach"),
            "close the day": lambda: desk.close_day(office, DESK, TODAY),
            "forget": lambda: desk.turn_of_day(office, TODAY + timedelta(days=1)),
        }[work]()
    assert refused.value.reason == "damaged"


@pytest.mark.parametrize("table", ["account_log", "fact", "session"])
def test_a_table_that_is_gone_is_told_as_damage(office, table):
    office.store.file.db.execute(f"DROP TABLE {table}")
    with pytest.raises(StoreUnavailable) as refused:
        {
            "account_log": lambda: office.store.account_log.keep("signed_in", "", 0, ""),
            "fact": lambda: answered(office, {"stadt": "velbert"}),
            "session": lambda: office.store.staff.session("", ""),
        }[table]()
    assert refused.value.reason == "damaged"


@pytest.mark.parametrize("read", ["batches", "old lists", "desk days", "reported days", "first_day"])
def test_a_day_of_a_count_that_is_none_is_told_as_damage(office, read):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    office.store.counts.keep_batch(Batch("alle", "p", TODAY, TODAY, 1, "Liste", {}))
    office.store.file.db.execute("UPDATE batch SET first_day = '2026-06-99', last_day = '2026-06-99'")
    reported, period = office.store.reported, (date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(StoreUnavailable) as refused:
        {
            "batches": lambda: reported.batches(*period),
            "old lists": lambda: reported.old_lists(Scope(Period(*period))),
            "desk days": lambda: reported.desk_days(Scope(Period(*period))),
            "reported days": lambda: reported.days(Scope(Period(*period))),
            "first_day": reported.first_day,
        }[read]()
    assert refused.value.reason == "damaged"


def test_flipped_bytes_are_told_as_damage_or_do_no_harm(sound, tmp_path):
    path, silent = tmp_path / "desk.sqlite3", []
    for seed in range(100):
        chance, content = random.Random(seed), bytearray(sound)
        start = chance.randrange(len(content) - 64)
        for place in range(start, start + chance.choice([1, 8, 64])):
            content[place] ^= chance.randrange(1, 256)
        path.write_bytes(content)
        try:
            assert read_all(path) > 0
        except StoreUnavailable as refused:
            ours = content[68:72] == sound[68:72]
            if refused.reason != "damaged" and (ours or refused.reason != "foreign"):
                silent.append((seed, refused.reason))
        except Exception as error:  # noqa: BLE001 - whatever else it is, it is the finding
            silent.append((seed, f"{type(error).__name__}: {error}"))
        for left in tmp_path.glob("desk.sqlite3-*"):
            left.unlink()
    assert silent == []

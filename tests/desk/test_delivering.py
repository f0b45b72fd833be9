"""Counted days on their way: what lies in the outbox, in which order it goes, how long it waits after a failure."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from builders import DESK, TODAY, finished
from targets import answering, delivering_to, keys_in, silent, stub

from kiosk import delivery, desk
from kiosk.delivery import Credentials
from kiosk.desk import Courier, Office
from kiosk.domain.delivery import FIRST_PAUSE, LONGEST_PAUSE, TargetKind, file_name, pause_after
from kiosk.errors import NotOffered
from kiosk.storage import Store, Waiting

NOW = 1_795_000_000
NOTHING = Waiting(0, 0, "")
FOLDER = TargetKind.FOLDER


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The folder at the target."""
    folder = tmp_path / "ziel"
    folder.mkdir()
    return folder


@pytest.fixture
def office(store: Store, mettmann, shared: Path, tmp_path: Path) -> Office:
    """A desk of Mettmann that delivers to a folder."""
    return Office(store, delivering_to(mettmann, FOLDER, str(shared)), tmp_path / "data" / "tallies")


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    """A folder asks for none."""
    return keys_in(tmp_path)


def aimed(office: Office, kind: TargetKind, address: str) -> Office:
    """The same desk with another target."""
    return replace(office, pack=delivering_to(office.pack, kind, address))


def closed(office: Office, day: date = TODAY, talks: int = 1, profile: str = "chancenaufenthalt") -> None:
    """A day with its screening hour and talks, counted."""
    office.store.staff.open_hour(DESK, profile, day)
    for _ in range(talks):
        finished(office, day)
    desk.close_day(office, DESK, day)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def name(day: date = TODAY, revision: int = 1) -> str:
    return file_name(DESK, "chancenaufenthalt", day, revision)


# what is delivered


def test_a_closed_day_is_delivered_once(office, shared, credentials):
    closed(office)
    assert desk.deliver_due(office, credentials, NOW) == desk.Delivered((name(),), NOTHING)
    assert desk.deliver_due(office, credentials, NOW) == desk.Delivered((), NOTHING)
    assert names(shared) == [name()]


def test_the_delivered_file_says_what_the_own_file_says(office, shared, credentials):
    closed(office)
    desk.deliver_due(office, credentials, NOW)
    own = office.tallies / DESK / "2026" / f"{TODAY.isoformat()}.csv"
    assert (shared / name()).read_bytes() == own.read_bytes()


def test_a_day_without_a_talk_is_delivered_too(office, shared, credentials):
    closed(office, talks=0)
    desk.deliver_due(office, credentials, NOW)
    assert names(shared) == [name()]


def test_two_profiles_of_a_day_are_two_files(office, shared, credentials):
    office.store.staff.open_hour(DESK, "clearing", TODAY)
    closed(office)
    desk.deliver_due(office, credentials, NOW)
    assert names(shared) == [name(), file_name(DESK, "clearing", TODAY, 1)]
    assert all(path.read_text().count(TODAY.isoformat()) > 20 for path in shared.iterdir())


def test_a_correction_is_a_file_of_its_own_and_the_first_stays_as_it_was(office, shared, credentials):
    closed(office)
    desk.deliver_due(office, credentials, NOW)
    first = (shared / name()).read_bytes()
    closed(office)
    desk.deliver_due(office, credentials, NOW)
    assert names(shared) == [name(), name(revision=2)]
    assert (shared / name()).read_bytes() == first


def test_closing_again_without_a_change_delivers_nothing(office, credentials):
    closed(office)
    desk.deliver_due(office, credentials, NOW)
    desk.close_day(office, DESK, TODAY)
    assert office.store.outbox.state() == NOTHING


def test_what_changed_before_it_could_be_sent_goes_once_as_it_is_now(office, shared, credentials):
    for _ in range(3):
        closed(office)
    assert office.store.outbox.state().number == 1
    assert desk.deliver_due(office, credentials, NOW).sent == (name(revision=3),)
    assert names(shared) == [name(revision=3)]


def test_a_day_whose_closing_fails_is_not_delivered(office, credentials):
    office.store.staff.open_hour(DESK, "chancenaufenthalt", TODAY)

    def close_and_fail():
        with office.store.at_once():
            desk.close_day(office, DESK, TODAY)
            raise NotOffered("feld", "wert")

    with pytest.raises(NotOffered):
        close_and_fail()
    assert office.store.outbox.state() == NOTHING
    assert not office.store.outbox.news.is_set()


def test_a_county_without_a_target_keeps_its_days(store, mettmann, tmp_path, credentials):
    office = Office(store, mettmann, tmp_path / "data" / "tallies")
    closed(office)
    assert store.outbox.state() == NOTHING
    store.outbox.put(DESK, "chancenaufenthalt", TODAY)
    assert desk.deliver_now(office, credentials, NOW).sent == ()
    assert store.outbox.state().number == 1


def test_a_revision_that_comes_while_one_is_on_its_way_is_not_lost(office, credentials):
    def slowly(*about):
        closed(office)
        delivery.send(*about)

    closed(office)
    assert desk.deliver_due(office, credentials, NOW, slowly).sent == (name(),)
    assert office.store.outbox.state().number == 1
    assert desk.deliver_due(office, credentials, NOW).sent == (name(revision=2),)
    assert office.store.outbox.state() == NOTHING


# the order, and failures


def test_the_oldest_day_goes_first(office, credentials):
    days = [TODAY - timedelta(days=back) for back in (3, 1, 7, 2)]
    for day in days:
        closed(office, day, talks=0)
    assert desk.deliver_due(office, credentials, NOW).sent == tuple(name(day) for day in sorted(days))


def test_pauses_grow_up_to_six_hours_and_the_first_failure_is_remembered(office, shared, credentials):
    closed(office)
    shared.rmdir()
    now, pauses = NOW, []
    for _ in range(12):
        assert desk.deliver_due(office, credentials, now).waiting == Waiting(1, NOW, "gone")
        due = office.store.outbox.waiting()[0].due
        assert not office.store.outbox.is_due(due - 1)
        pauses.append(due - now)
        now = due
    assert pauses[:4] == [60, 120, 240, 480]
    assert pauses == [pause_after(attempt) for attempt in range(1, 13)]
    assert (pauses[0], pauses[-1]) == (FIRST_PAUSE, LONGEST_PAUSE)
    shared.mkdir()
    assert desk.deliver_due(office, credentials, now) == desk.Delivered((name(),), NOTHING)


def test_before_the_pause_is_over_nobody_knocks(office, credentials):
    closed(office)
    with stub(answering(503)) as server:
        far = aimed(office, TargetKind.WEBDAV, f"http://127.0.0.1:{server.port}")
        for later in (0, 1, 59):
            desk.deliver_due(far, credentials, NOW + later)
        knocks = server.visits
        desk.deliver_due(far, credentials, NOW + 60)
        assert server.visits == 2 * knocks


def test_a_target_that_is_away_is_tried_once_a_round_however_much_waits(office, credentials):
    for back in range(9):
        closed(office, TODAY - timedelta(days=back), talks=0)
    with stub(answering(401)) as server:
        far = aimed(office, TargetKind.WEBDAV, f"http://127.0.0.1:{server.port}")
        assert desk.deliver_due(far, credentials, NOW).waiting == Waiting(9, NOW, "not_let_in")
        assert desk.deliver_due(far, credentials, NOW + 30).waiting.number == 9
        assert server.visits == 1


def test_after_a_failure_a_new_day_does_not_overtake_the_older_ones(office, shared, credentials):
    closed(office, TODAY - timedelta(days=1))
    shared.rmdir()
    desk.deliver_due(office, credentials, NOW)
    shared.mkdir()
    closed(office, TODAY)
    assert desk.deliver_due(office, credentials, NOW + 1).sent == (name(TODAY - timedelta(days=1)), name())


def test_a_file_that_is_refused_does_not_hold_up_the_others(office, shared, credentials):
    yesterday = TODAY - timedelta(days=1)
    closed(office, yesterday)
    closed(office, TODAY)
    (shared / name(yesterday)).mkdir()
    delivered = desk.deliver_due(office, credentials, NOW)
    assert delivered == desk.Delivered((name(),), Waiting(1, NOW, "refused"))
    (shared / name(yesterday)).rmdir()
    assert desk.deliver_due(office, credentials, NOW + 60).waiting == NOTHING


def test_on_request_the_pause_is_not_waited_for(office, shared, credentials):
    closed(office)
    shared.rmdir()
    desk.deliver_due(office, credentials, NOW)
    shared.mkdir()
    assert desk.deliver_due(office, credentials, NOW + 1).sent == ()
    assert desk.deliver_now(office, credentials, NOW + 1).sent == (name(),)


def test_two_programs_do_not_deliver_at_once(office, credentials, monkeypatch):
    closed(office)
    monkeypatch.setattr("kiosk.storage.outbox.WAIT_SECONDS", 0)
    with office.store.outbox.alone() as alone:
        assert alone
        assert desk.deliver_now(office, credentials, NOW) == desk.Delivered((), Waiting(1, 0, ""))
    assert desk.deliver_now(office, credentials, NOW).sent == (name(),)


# the courier


def delivered_within(office: Office, seconds: float, number: int = 0) -> bool:
    """Whether only so many still wait, soon."""
    pause = Event()
    for _ in range(int(seconds / 0.02)):
        if office.store.outbox.state().number == number:
            return True
        pause.wait(0.02)
    return False


def test_the_courier_brings_what_was_left_and_what_comes(office, shared, credentials):
    closed(office, TODAY - timedelta(days=1))
    courier = Courier(office, credentials, lambda: NOW)
    courier.start()
    try:
        assert delivered_within(office, 5)
        closed(office, TODAY)
        assert delivered_within(office, 5)
    finally:
        courier.stop()
    assert names(shared) == [name(TODAY - timedelta(days=1)), name()]


def test_a_courier_that_was_stopped_takes_nothing_more(office, shared, credentials):
    courier = Courier(office, credentials, lambda: NOW)
    courier.start()
    courier.stop()
    closed(office)
    assert not delivered_within(office, 0.2)
    assert names(shared) == []


def test_a_mistake_of_ours_does_not_end_the_courier(office, credentials, caplog, monkeypatch):
    moments = iter([None, NOW, NOW])
    monkeypatch.setattr("kiosk.desk.courier.WAKE", 0.02)
    closed(office)
    courier = Courier(office, credentials, lambda: next(moments, NOW))
    courier.start()
    try:
        assert delivered_within(office, 5)
    finally:
        courier.stop()
    assert [record.getMessage() for record in caplog.records if record.name == "kiosk"] == ["delivering: TypeError"]


def test_stopping_does_not_wait_for_a_target_that_says_nothing(office, credentials):
    closed(office)
    with stub(silent) as server:
        courier = Courier(aimed(office, TargetKind.WEBDAV, f"http://127.0.0.1:{server.port}"), credentials, lambda: NOW)
        courier.start()
        assert server.visited.wait(5)
        began = monotonic()
        courier.stop()
        assert monotonic() - began < 2
    assert office.store.outbox.state() == Waiting(1, 0, "")

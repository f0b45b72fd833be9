"""The clerk at work: what was left and what comes is done soon, whatever fails is told, and it stops at once."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from builders import DESK, TODAY, finished, tallies_of
from deliveries import day_file
from targets import Manner, delivering_to, keys_in, silent, stub, trickling

from kiosk import desk
from kiosk.clerk import COLLECT, DELIVER, FORGET, SLIPS, TALLY, Clerk
from kiosk.desk import Office
from kiosk.domain.delivery import TargetKind
from kiosk.errors import DeliveryReason, DutyReason, StoreReason, StoreUnavailable
from kiosk.health import problems
from kiosk.storage import SITE, TALLIES


@contextmanager
def at_work(clerk: Clerk) -> Iterator[Clerk]:
    """The clerk works by itself meanwhile."""
    clerk.start()
    try:
        yield clerk
    finally:
        clerk.stop()


def soon(true: Callable[[], object], seconds: float = 5) -> bool:
    """Whether this becomes true within some seconds."""
    for _ in range(int(seconds / 0.02)):
        if true():
            return True
        sleep(0.02)
    return False


def failing(office: Office) -> dict[str, str]:
    return {one.duty: one.reason for one in office.store.failing.all()}


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The folder at the target."""
    folder = tmp_path / "ziel"
    folder.mkdir()
    return folder


@pytest.fixture
def office(store, mettmann, shared) -> Office:
    """A desk that delivers to a folder."""
    return Office(store, delivering_to(mettmann, TargetKind.FOLDER, str(shared)))


@pytest.fixture
def clerk(office, clock, tmp_path) -> Clerk:
    """A clerk with everything to do."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return Clerk(office, clock, tallies_of(office), keys_in(tmp_path), inbox)


def test_it_does_what_was_left_from_before_without_anybody(office, clock, clerk, shared, mettmann):
    finished(office, TODAY - timedelta(days=20))
    (clerk.inbox / "1.csv").write_bytes(day_file(mettmann, TODAY - timedelta(days=21), 3))
    with at_work(clerk):
        assert soon(lambda: clerk.collected and clerk.collected.new == 1)
    assert office.store.talks.conversations(DESK, TODAY - timedelta(days=20), TODAY) == []
    assert len([*shared.glob("*.csv")]) == len([*tallies_of(office).rglob("*.csv")]) == 1
    assert office.store.outbox.waiting(SITE) == office.store.outbox.waiting(TALLIES) == []
    assert failing(office) == {}


def test_a_request_only_counts_and_the_clerk_is_woken_to_write_and_send(client, office, clerk, shared):
    assert client.application.extensions["kiosk"].clerk is clerk
    with at_work(clerk):
        assert soon(lambda: clerk.collected)
        assert client.post("/desk/close").status_code == 303
        assert soon(lambda: [*shared.iterdir()])
        assert soon(lambda: [*tallies_of(office).rglob("*.csv")])


def test_before_its_first_round_it_goes_through_what_it_was_given_and_stops_in_between(clerk, office):
    finished(office, TODAY - timedelta(days=1))
    steps = []

    def slow() -> Iterator[int]:
        for number in range(1000):
            steps.append(number)
            yield number
            sleep(0.02)

    clerk.start(slow())
    assert soon(lambda: steps)
    began = monotonic()
    clerk.stop()
    assert monotonic() - began < 1
    assert len(steps) < 200
    assert office.store.reported.batches(TODAY - timedelta(days=1), TODAY) == []


def test_a_mistake_of_ours_in_what_it_was_given_ends_neither_the_clerk_nor_its_duties(office, clerk, caplog):
    finished(office, TODAY - timedelta(days=1))
    clerk.start(1 / number for number in (1, 0))
    try:
        assert soon(lambda: office.store.reported.batches(TODAY - timedelta(days=1), TODAY))
    finally:
        clerk.stop()
    assert "first: ZeroDivisionError\n" in caplog.text


def test_a_clerk_that_was_stopped_takes_nothing_more(office, clerk, shared):
    with at_work(clerk):
        assert soon(lambda: clerk.collected)
    finished(office)
    desk.close_day(office, DESK, TODAY)
    clerk.wake()
    assert not soon(lambda: [*shared.iterdir()], 0.2)


def test_stopping_does_not_wait_for_a_target_that_says_nothing_and_no_failure_is_told(office, clock, tmp_path):
    finished(office, TODAY - timedelta(days=1))
    with stub(silent) as server:
        target = delivering_to(office.pack, TargetKind.WEBDAV, f"http://127.0.0.1:{server.port}")
        clerk = Clerk(Office(office.store, target), clock, tallies_of(office), keys_in(tmp_path))
        clerk.start()
        assert server.visited.wait(5)
        began = monotonic()
        clerk.stop()
        assert monotonic() - began < 2
    assert len(office.store.outbox.waiting(SITE)) == 1
    assert failing(office) == {}


@pytest.mark.parametrize("manner", [silent, trickling])
def test_a_target_that_never_comes_to_an_end_is_given_up(office, clock, tmp_path, monkeypatch, manner: Manner):
    monkeypatch.setattr("kiosk.clerk.PATIENCE", 0.5)
    finished(office)
    desk.close_day(office, DESK, TODAY)
    with stub(manner) as server:
        target = delivering_to(office.pack, TargetKind.WEBDAV, f"http://127.0.0.1:{server.port}")
        clerk = Clerk(Office(office.store, target), clock, tallies_of(office), keys_in(tmp_path))
        began = monotonic()
        assert clerk.do(DELIVER) == "unreachable"
        assert monotonic() - began < 3
    assert len(office.store.outbox.waiting(SITE)) == 1


def test_a_duty_that_fails_is_told_since_when_and_why_until_it_works_again(office, clock, clerk, shared, caplog):
    caplog.set_level(logging.INFO)
    finished(office)
    desk.close_day(office, DESK, TODAY)
    shared.rmdir()
    assert clerk.do(DELIVER) == "gone"
    since = int(clock.moment.timestamp())
    clock.pass_by(hours=7)
    clerk.do(DELIVER)
    (row,) = office.store.failing.all()
    assert (row.duty, row.since, row.reason) == (DELIVER, since, "gone")
    shared.mkdir()
    assert clerk.do(DELIVER) == ""
    assert failing(office) == {}
    assert [record.getMessage() for record in caplog.records if record.name == "kiosk"] == [
        "deliver: gone",
        "deliver: ",
    ]


def test_a_duty_that_fails_for_another_reason_has_failed_since_the_first(store):
    for now, reason, news in ((100, "gone", True), (200, "gone", False), (300, "no_room", True)):
        assert store.failing.note(DELIVER, reason, now) == news
        assert store.failing.all() == [(DELIVER, 100, reason)]


def test_a_mistake_of_ours_in_one_duty_ends_neither_the_clerk_nor_the_other_duties(office, clerk, caplog, monkeypatch):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    monkeypatch.setattr("kiosk.clerk.desk.turn_of_day", lambda *_: 1 / 0)
    with at_work(clerk):
        assert soon(lambda: [*tallies_of(office).rglob("*.csv")])
        assert soon(lambda: failing(office) == {FORGET: DutyReason.MISTAKE})
        monkeypatch.undo()
        clerk.wake(FORGET)
        assert soon(lambda: failing(office) == {})
    assert "forget: ZeroDivisionError\n" in caplog.text


def test_a_store_that_is_full_is_no_mistake_of_ours(office, clerk, caplog, monkeypatch):
    def full(*_: object) -> None:
        raise StoreUnavailable(StoreReason.FULL)

    monkeypatch.setattr("kiosk.clerk.desk.turn_of_day", full)
    with at_work(clerk):
        assert soon(lambda: failing(office) == {FORGET: "full"})
    assert not [record for record in caplog.records if record.exc_info]


def test_a_folder_that_cannot_be_collected_from_is_told(office, clerk):
    clerk.inbox.rmdir()
    assert clerk.do(COLLECT) == DutyReason.NO_FOLDER
    assert failing(office) == {COLLECT: DutyReason.NO_FOLDER}
    clerk.inbox.mkdir()
    assert clerk.do(COLLECT) == ""


def test_without_credentials_nothing_is_delivered_and_without_a_folder_nothing_collected(office, clock):
    assert [*Clerk(office, clock, tallies_of(office)).duties] == [FORGET, TALLY]


def test_slip_pages_are_written_anew_on_each_new_day(office, clock, clerk, tmp_path):
    written = []

    def pages():
        written.append(clock.today)
        yield "404.html", f"{clock.today}".encode()

    clerk.show_slips(tmp_path / "zettel", pages)
    with at_work(clerk):
        assert soon(lambda: (tmp_path / "zettel" / "404.html").is_file() and not clerk.duties[SLIPS].due())
        clerk.wake(SLIPS)
        assert not soon(lambda: len(written) > 1, 0.3)
        clock.pass_by(days=1)
        clerk.wake(SLIPS)
        assert soon(lambda: written == [TODAY, TODAY + timedelta(days=1)] and not clerk.duties[SLIPS].due())
    assert failing(office) == {}


def test_slip_pages_that_cannot_be_written_are_told_and_tried_again(office, clock, clerk, tmp_path):
    folder = tmp_path / "drive" / "zettel"
    clerk.show_slips(folder, lambda: [("404.html", b"gone")])
    assert clerk.do(SLIPS) == DeliveryReason.GONE
    told = [problem for problem in problems(office, clock) if problem.startswith("Zettelseiten: klappt seit")]
    assert len(told) == 1
    assert clerk.duties[SLIPS].due()
    folder.parent.mkdir()
    assert clerk.do(SLIPS) == ""
    assert failing(office) == {}


def test_in_doubt_about_the_day_no_slip_page_is_written(office, clock, clerk, tmp_path):
    clerk.show_slips(tmp_path / "zettel", lambda: [("404.html", b"gone")])
    clock.jump(days=400)
    assert clerk.do(SLIPS) == ""
    assert not (tmp_path / "zettel").exists()

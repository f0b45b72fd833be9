"""Counted days on their way: what lies in the outbox, in which order it goes, how long it waits after a failure."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from builders import DESK, TODAY, finished, tallies_of
from targets import answering, delivering_to, stub

from kiosk import desk
from kiosk.desk import Office
from kiosk.domain.delivery import FIRST_PAUSE, LONGEST_PAUSE, TargetKind, pause_after
from kiosk.domain.period import Period
from kiosk.domain.tally import OWN, PERSONS, TOLD_BY_DAY, VOLUME, Batch, Scope
from kiosk.errors import NotOffered
from kiosk.storage import SITE, TALLIES, Store, batches
from kiosk.transfer import sending, tally_folder, targets
from kiosk.transfer.collecting import collect
from kiosk.transfer.day_file import HEADING, content
from kiosk.transfer.folder import MARK
from kiosk.transfer.parcel import Credentials
from kiosk.transfer.sending import Sent

NOW = 1_795_000_000
FOLDER = TargetKind.FOLDER


@pytest.fixture
def office(store: Store, mettmann, shared: Path, tmp_path: Path) -> Office:
    """A desk of Mettmann that delivers to a folder."""
    return Office(store, delivering_to(mettmann, FOLDER, str(shared)))


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
    return sorted(path.name for path in folder.iterdir() if path.name != MARK)


@pytest.fixture
def name(store, mettmann):
    """How the file of a day is called."""

    def called(day: date = TODAY, revision: int = 1, profile: str = "chancenaufenthalt") -> str:
        where = "profile = ? AND first_day = ? AND revision = ?"
        (count,) = batches.where(store.file.db, where, [profile, day.isoformat(), revision])
        told = hashlib.sha256(content(mettmann, [count])).hexdigest()[:8]
        return f"{DESK}_{profile}_{day.isoformat()}_{store.identity}_r{revision}-{told}.csv"

    return called


def deliver(office: Office, credentials: Credentials, now: int = NOW, send: sending.Send = targets.send) -> Sent:
    """What waits is sent, when it is due."""
    if not office.store.outbox.is_due(SITE, now):
        return Sent((), len(office.store.outbox.waiting(SITE)), "")
    sent = sending.deliver(office.store, office.pack, credentials, now, send)
    assert sent
    return sent


def number_waiting(office: Office) -> int:
    return len(office.store.outbox.waiting(SITE))


# what is delivered


def test_a_closed_day_is_delivered_once(office, shared, credentials, name):
    closed(office)
    assert deliver(office, credentials, NOW) == Sent((name(),), 0, "")
    assert deliver(office, credentials, NOW) == Sent((), 0, "")
    assert names(shared) == [name()]


def test_the_delivered_file_says_what_the_own_file_says(office, shared, credentials, name):
    closed(office)
    deliver(office, credentials, NOW)
    sending.write_tallies(office.store, office.pack, tallies_of(office), NOW)
    own = tallies_of(office) / DESK / "2026" / f"{TODAY.isoformat()}.csv"
    assert (shared / name()).read_bytes() == own.read_bytes()


@pytest.fixture
def delivered_before(office, shared, credentials) -> Office:
    """A desk that has delivered a day to the folder; the next one waits."""
    closed(office, TODAY - timedelta(days=1))
    deliver(office, credentials)
    closed(office)
    return office


def test_an_empty_folder_after_a_delivery_is_a_share_that_is_not_connected(delivered_before, shared, credentials):
    for path in shared.iterdir():
        path.unlink()
    assert deliver(delivered_before, credentials) == Sent((), 1, "emptied")
    assert [*shared.iterdir()] == []


@pytest.mark.parametrize("left", [MARK, "*.csv"])
def test_what_a_delivery_left_in_the_folder_tells_that_it_is_the_same(
    delivered_before, shared, credentials, name, left
):
    for path in {*shared.iterdir()} - {*shared.glob(left)}:
        path.unlink()
    assert deliver(delivered_before, credentials).names == (name(),)


def test_another_folder_may_be_empty(delivered_before, credentials, name, tmp_path):
    (tmp_path / "neu").mkdir()
    assert deliver(aimed(delivered_before, FOLDER, str(tmp_path / "neu")), credentials).names == (name(),)


def test_a_day_without_a_talk_is_delivered_too(office, shared, credentials, name):
    closed(office, talks=0)
    deliver(office, credentials, NOW)
    assert names(shared) == [name()]


def test_two_profiles_of_a_day_are_two_files(office, shared, credentials, name):
    office.store.staff.open_hour(DESK, "clearing", TODAY)
    closed(office)
    deliver(office, credentials, NOW)
    assert names(shared) == [name(), name(profile="clearing")]
    assert all(path.read_text().count(TODAY.isoformat()) > 20 for path in shared.glob("*.csv"))


def test_a_correction_is_a_file_of_its_own_and_the_first_stays_as_it_was(office, shared, credentials, name):
    closed(office)
    deliver(office, credentials, NOW)
    first = (shared / name()).read_bytes()
    closed(office)
    deliver(office, credentials, NOW)
    assert names(shared) == [name(), name(revision=2)]
    assert (shared / name()).read_bytes() == first


def test_closing_again_without_a_change_delivers_nothing(office, credentials):
    closed(office)
    deliver(office, credentials, NOW)
    desk.close_day(office, DESK, TODAY)
    assert number_waiting(office) == 0


def test_what_changed_before_it_could_be_sent_goes_once_as_it_is_now(office, shared, credentials, name):
    for _ in range(3):
        closed(office)
    assert number_waiting(office) == 1
    assert deliver(office, credentials, NOW).names == (name(revision=3),)
    assert names(shared) == [name(revision=3)]


def test_a_day_whose_closing_fails_is_not_delivered(office, credentials):
    office.store.staff.open_hour(DESK, "chancenaufenthalt", TODAY)

    def close_and_fail():
        with office.store.at_once():
            desk.close_day(office, DESK, TODAY)
            raise NotOffered("feld", "wert")

    with pytest.raises(NotOffered):
        close_and_fail()
    assert number_waiting(office) == 0


def test_a_county_without_a_target_keeps_its_days(store, mettmann, tmp_path, credentials):
    office = Office(store, mettmann)
    closed(office)
    assert store.outbox.waiting(SITE) == []
    store.outbox.put(SITE, Batch(DESK, "chancenaufenthalt", TODAY, TODAY, 1, OWN, {}))
    assert sending.deliver(store, office.pack, credentials, NOW) is None
    assert number_waiting(office) == 1


def test_a_revision_that_comes_while_one_is_on_its_way_is_not_lost(office, credentials, name):
    def slowly(*about):
        closed(office)
        targets.send(*about)

    closed(office)
    assert deliver(office, credentials, NOW, slowly).names == (name(),)
    assert number_waiting(office) == 1
    assert deliver(office, credentials, NOW).names == (name(revision=2),)
    assert number_waiting(office) == 0


# the order, and failures


def test_the_oldest_day_goes_first(office, credentials, name):
    days = [TODAY - timedelta(days=back) for back in (3, 1, 7, 2)]
    for day in days:
        closed(office, day, talks=0)
    assert deliver(office, credentials, NOW).names == tuple(name(day) for day in sorted(days))


def test_pauses_grow_up_to_six_hours_and_the_first_failure_is_remembered(office, shared, credentials, name):
    closed(office)
    shared.rmdir()
    now, pauses = NOW, []
    for _ in range(12):
        assert deliver(office, credentials, now) == Sent((), 1, "gone")
        due = office.store.outbox.waiting(SITE)[0].due
        assert not office.store.outbox.is_due(SITE, due - 1)
        pauses.append(due - now)
        now = due
    assert pauses[:4] == [60, 120, 240, 480]
    assert pauses == [pause_after(attempt) for attempt in range(1, 13)]
    assert (pauses[0], pauses[-1]) == (FIRST_PAUSE, LONGEST_PAUSE)
    shared.mkdir()
    assert deliver(office, credentials, now) == Sent((name(),), 0, "")


def test_before_the_pause_is_over_nobody_knocks(office, credentials):
    closed(office)
    with stub(answering(503)) as server:
        far = aimed(office, TargetKind.WEBDAV, f"http://127.0.0.1:{server.port}")
        for later in (0, 1, 59):
            deliver(far, credentials, NOW + later)
        knocks = server.visits
        deliver(far, credentials, NOW + 60)
        assert server.visits == 2 * knocks


def test_a_target_that_is_away_is_tried_once_a_round_however_much_waits(office, credentials):
    for back in range(9):
        closed(office, TODAY - timedelta(days=back), talks=0)
    with stub(answering(401)) as server:
        far = aimed(office, TargetKind.WEBDAV, f"http://127.0.0.1:{server.port}")
        assert deliver(far, credentials, NOW) == Sent((), 9, "not_let_in")
        assert deliver(far, credentials, NOW + 30).waiting == 9
        assert server.visits == 1


def test_after_a_failure_a_new_day_does_not_overtake_the_older_ones(office, shared, credentials, name):
    closed(office, TODAY - timedelta(days=1))
    shared.rmdir()
    deliver(office, credentials, NOW)
    shared.mkdir()
    closed(office, TODAY)
    assert deliver(office, credentials, NOW + 1).names == (name(TODAY - timedelta(days=1)), name())


def test_a_file_that_is_refused_does_not_hold_up_the_others(office, shared, credentials, name):
    yesterday = TODAY - timedelta(days=1)
    closed(office, yesterday)
    closed(office, TODAY)
    (shared / name(yesterday)).mkdir()
    delivered = deliver(office, credentials, NOW)
    assert delivered == Sent((name(),), 1, delivered.problem)
    assert delivered.problem in ("refused", "occupied")
    (shared / name(yesterday)).rmdir()
    assert deliver(office, credentials, NOW + 60).waiting == 0


def test_on_request_the_pause_is_not_waited_for(office, shared, credentials, name):
    closed(office)
    shared.rmdir()
    deliver(office, credentials, NOW)
    shared.mkdir()
    assert deliver(office, credentials, NOW + 1).names == ()
    assert sending.deliver(office.store, office.pack, credentials, NOW + 1) == Sent((name(),), 0, "")


def test_two_programs_do_not_deliver_at_once(office, credentials, monkeypatch, name):
    closed(office)
    monkeypatch.setattr("kiosk.storage.outbox.WAIT_SECONDS", 0)
    with office.store.outbox.alone(SITE) as alone:
        assert alone
        assert sending.deliver(office.store, office.pack, credentials, NOW) is None
    assert sending.deliver(office.store, office.pack, credentials, NOW) == Sent((name(),), 0, "")


def test_two_stores_with_one_desk_name_do_not_overwrite_each_other(office, shared, credentials, tmp_path):
    other = replace(office, store=Store.create(tmp_path / "other" / "desk.sqlite3"))
    for one, talks in ((office, 5), (other, 1)):
        closed(one, talks=talks)
        deliver(one, credentials)
    assert len(names(shared)) == 2
    store = Store.create(tmp_path / "overhead.sqlite3")
    *_, progress = collect(store, office.pack, shared, TODAY)
    first, second = sorted([(office.store.identity, 5), (other.store.identity, 1)])
    assert (progress.undecided, figures(store)) == (1, [first, second])
    assert store.counts.counts_of(DESK, TODAY)[0].writer == first[0]
    for one in (store, other.store):
        one.close()


def figures(store: Store) -> list[tuple[str, int]]:
    """What is set before a person: who counted how many, the count that stands first."""
    return [(one.batch.writer, one.batch.persons) for case in store.counts.undecided() for one in case.counts]


# a desk that also collects from the folder it delivers to


@pytest.fixture
def second(office, tmp_path) -> Iterator[Office]:
    """Another server that calls itself the same desk."""
    other = Store.create(tmp_path / "second" / "desk.sqlite3")
    yield replace(office, store=other)
    other.close()


def taken_in(office: Office, folder: Path) -> None:
    """What lies in the folder is collected."""
    assert [*collect(office.store, office.pack, folder, TODAY)]


def persons(office: Office) -> int:
    """What reports say of the day."""
    sums = office.store.reported.cells(Scope(Period(TODAY, TODAY)), TOLD_BY_DAY)
    return sum(cells.get((VOLUME, PERSONS), 0) for cells in sums.values())


def copied(office: Office, folder: Path) -> Office:
    """The desk as a copy of its store brings it back."""
    folder.mkdir()
    office.store.file.db.execute("VACUUM INTO ?", [str(folder / "desk.sqlite3")])
    return replace(office, store=Store.open(folder / "desk.sqlite3"))


def test_a_count_that_came_in_does_not_stand_in_the_place_of_the_own_one(office, second, shared, credentials):
    closed(office, talks=5)
    deliver(office, credentials)
    taken_in(second, shared)
    closed(second, talks=2)
    assert persons(second) == 2
    (own,) = second.store.counts.counts_of(DESK, TODAY)
    assert (own.writer, own.received) == (second.store.identity, None)
    (sent,) = deliver(second, credentials).names
    assert second.store.identity in sent
    assert sending.write_tallies(second.store, second.pack, tallies_of(second), NOW)
    assert own_file(second).read_text(encoding="utf-8").count(own.writer) > 15
    assert figures(second.store) == [(own.writer, 2), (office.store.identity, 5)]
    taken_in(second, shared)
    assert persons(second) == 2
    closed(second, talks=1)
    assert persons(second) == 3


def test_two_servers_that_count_the_same_keep_their_own_count_each(office, second, shared, credentials):
    closed(office)
    deliver(office, credentials)
    taken_in(second, shared)
    closed(second)
    assert second.store.counts.counts_of(DESK, TODAY)[0].writer == second.store.identity
    assert len(figures(second.store)) == 2


def test_a_desk_leaves_what_another_server_delivered_for_the_overhead(office, second, shared, credentials, tmp_path):
    """It came first, and only the overhead can say which of the two counts."""
    closed(office, talks=5)
    closed(second, talks=2)
    deliver(office, credentials)
    delivered = names(shared)
    taken_in(second, shared)
    taken_in(second, shared)
    assert names(shared) == delivered
    assert len(figures(second.store)) == 2
    overhead = replace(office, store=Store.create(tmp_path / "overhead.sqlite3"))
    taken_in(overhead, shared)
    assert persons(overhead) == 5
    overhead.store.close()


def test_a_copy_that_closed_before_it_collected_gets_its_own_count_through(office, shared, credentials, tmp_path):
    copy = copied(office, tmp_path / "copy")
    closed(office, talks=5)
    deliver(office, credentials)
    closed(copy, talks=2)
    assert deliver(copy, credentials).waiting == 0
    assert len(names(shared)) == 2
    taken_in(copy, shared)
    assert figures(copy.store) == [(office.store.identity, 2), (office.store.identity, 5)]
    copy.store.close()


def test_an_own_count_and_the_higher_one_of_a_running_copy_are_both_named(office, shared, credentials, tmp_path):
    copy = copied(office, tmp_path / "copy")
    closed(office, talks=5)
    for talks in (1, 1):
        closed(copy, talks=talks)
    deliver(copy, credentials)
    taken_in(office, shared)
    assert figures(office.store) == [(office.store.identity, 5), (office.store.identity, 2)]
    assert persons(office) == 5
    copy.store.close()


@pytest.mark.parametrize("talks", [0, 2], ids=["before the day", "amid its corrections"])
def test_a_desk_set_back_to_an_old_copy_goes_on_and_the_overhead_sees_both_figures(
    office, shared, credentials, tmp_path, talks
):
    """Its revision is lower than the one that the overhead has."""
    if talks:
        closed(office, talks=talks)
        deliver(office, credentials)
    copy = copied(office, tmp_path / "copy")
    for more in (3, 1):
        closed(office, talks=more)
        deliver(office, credentials)
    overhead = replace(office, store=Store.create(tmp_path / "overhead.sqlite3"))
    taken_in(overhead, shared)
    assert (persons(overhead), figures(overhead.store)) == (talks + 4, [])
    closed(copy, talks=1)
    deliver(copy, credentials)
    taken_in(overhead, shared)
    told = [(office.store.identity, talks + 4), (office.store.identity, talks + 1)]
    assert (persons(overhead), figures(overhead.store)) == (talks + 4, told)
    (case,) = overhead.store.counts.undecided()
    assert overhead.store.counts.decide(case.numbers[1], case.numbers, "leitung", TODAY)
    closed(copy, talks=1)
    deliver(copy, credentials)
    taken_in(overhead, shared)
    assert (persons(overhead), figures(overhead.store)) == (talks + 2, [])
    for one in (copy, overhead):
        one.store.close()


def test_a_copy_brought_back_adds_to_what_it_had_delivered_and_lost(office, shared, credentials, tmp_path):
    """The copy was made on the evening before."""
    copy = copied(office, tmp_path / "copy")
    closed(office, talks=5)
    deliver(office, credentials)
    taken_in(copy, shared)
    assert persons(copy) == 5
    closed(copy, talks=2)
    assert persons(copy) == 7
    assert copy.store.counts.counts_of(DESK, TODAY)[0].revision == 2
    assert len(deliver(copy, credentials).names) == 1
    copy.store.forget_before(TODAY + timedelta(days=1))
    desk.close_day(copy, DESK, TODAY)
    assert persons(copy) == 7
    assert figures(copy.store) == []
    copy.store.close()


def test_a_copy_of_a_closed_day_adds_to_a_higher_revision_that_it_had_delivered_and_lost(
    office, shared, credentials, tmp_path
):
    closed(office, talks=2)
    copy = copied(office, tmp_path / "copy")
    closed(office)
    deliver(office, credentials)
    taken_in(copy, shared)
    closed(copy)
    assert (persons(copy), copy.store.counts.counts_of(DESK, TODAY)[0].revision) == (4, 3)
    assert desk.day_so_far(copy, DESK, TODAY)[VOLUME, PERSONS] == 4
    copy.store.close()


def test_what_a_copy_had_lost_stays_counted_when_its_talks_are_forgotten(office, shared, credentials, tmp_path):
    closed(office, talks=2)
    copy = copied(office, tmp_path / "copy")
    closed(office)
    deliver(office, credentials)
    taken_in(copy, shared)
    copy.store.forget_before(TODAY + timedelta(days=1))
    desk.close_day(copy, DESK, TODAY)
    assert persons(copy) == 3
    copy.store.close()


def test_a_copy_made_amid_an_open_day_counts_its_talks_and_names_what_it_had_delivered(
    office, shared, credentials, tmp_path
):
    """Nobody can know which talks of the copy that count holds."""
    office.store.staff.open_hour(DESK, "chancenaufenthalt", TODAY)
    finished(office)
    copy = copied(office, tmp_path / "copy")
    closed(office, talks=4)
    deliver(office, credentials)
    taken_in(copy, shared)
    closed(copy, talks=2)
    assert persons(copy) == 3
    assert figures(copy.store) == [(office.store.identity, 3), (office.store.identity, 5)]
    deliver(copy, credentials)
    overhead = replace(office, store=Store.create(tmp_path / "overhead.sqlite3"))
    taken_in(overhead, shared)
    assert sorted(figures(overhead.store)) == [(office.store.identity, 3), (office.store.identity, 5)]
    overhead.store.close()
    copy.store.close()


def test_everything_counted_here_is_put_into_the_outbox_again_without_a_look_into_a_cell(office, credentials):
    days = [TODAY - timedelta(days=back) for back in range(3)]
    for day in days:
        closed(office, day)
    deliver(office, credentials)
    statements: list[str] = []
    office.store.file.db.conn.set_trace_callback(statements.append)
    office.store.outbox.put_all(SITE)
    office.store.file.db.conn.set_trace_callback(None)
    assert not [statement for statement in statements if "cell" in statement]
    assert [entry.period.first for entry in office.store.outbox.waiting(SITE)] == sorted(days)


# the folder of daily tallies


def own_file(office: Office, day: date = TODAY) -> Path:
    return tallies_of(office) / DESK / str(day.year) / f"{day.isoformat()}.csv"


def test_a_day_waits_for_its_own_folder_also_where_the_site_has_no_target(store, mettmann):
    office = Office(store, mettmann)
    closed(office)
    assert [entry.target for entry in store.outbox.waiting(TALLIES)] == [TALLIES]
    assert sending.write_tallies(store, mettmann, tallies_of(office), NOW) == Sent((str(own_file(office)),), 0, "")
    assert own_file(office).read_text(encoding="utf-8").splitlines()[0].split(",") == HEADING


def test_a_folder_that_cannot_be_written_is_written_later(office):
    tallies_of(office).write_text("in the way")
    closed(office)
    sent = sending.write_tallies(office.store, office.pack, tallies_of(office), NOW)
    assert sent == Sent((), 1, "unreachable")
    assert not office.store.outbox.is_due(TALLIES, NOW)
    tallies_of(office).unlink()
    assert office.store.outbox.is_due(TALLIES, NOW + FIRST_PAUSE)
    sending.write_tallies(office.store, office.pack, tallies_of(office), NOW + FIRST_PAUSE)
    assert own_file(office).is_file()


def test_of_two_corrections_at_once_the_file_ends_with_the_newest(office):
    """The slower writer has read the older revision when the newer one comes."""
    closed(office)
    real, others = tally_folder.write, list[Thread]()

    def slowly(folder, pack, batches):
        if not others:
            closed(office)
            again = (office.store, office.pack, tallies_of(office), NOW)
            others.append(Thread(target=sending.write_tallies, args=again))
            others[0].start()
            others[0].join(0.3)
        return real(folder, pack, batches)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally_folder, "write", slowly)
        sending.write_tallies(office.store, office.pack, tallies_of(office), NOW)
        others[0].join()
    assert office.store.counts.counts_of(DESK, TODAY)[0].revision == 2
    assert f",{TODAY},2,umfang,personen,2," in own_file(office).read_text(encoding="utf-8")
    assert office.store.outbox.waiting(TALLIES) == []


def test_pauses_that_a_wrong_clock_made_longer_than_any_pause_are_not_waited_for(office):
    closed(office)
    office.store.outbox.later(office.store.outbox.waiting(SITE), NOW + 365 * 24 * 3600)
    assert office.store.outbox.is_due(SITE, NOW)

"""A desk's opening days travel with its deliveries: the overhead knows what is missing, or that nobody knows."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import DESK, TODAY, finished
from hypothesis import given
from hypothesis import strategies as st
from targets import dav, delivering_to, needs_ssh

from kiosk import desk, overhead
from kiosk.desk import Office
from kiosk.domain.calendar import DayState, Opening, ToldOpenings
from kiosk.domain.delivery import OF_OPENINGS, TargetKind
from kiosk.domain.period import Period, month_of
from kiosk.errors import DeliveryFailed, DeliveryReason, FileReason, FileRefused
from kiosk.storage import Store
from kiosk.transfer import opening_file, sending, targets
from kiosk.transfer.collecting import collect

NOW = 1_795_000_000
MONDAY, TUESDAY = TODAY, TODAY + timedelta(days=1)
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def office(store: Store, mettmann, shared: Path) -> Office:
    """A desk that has counted a day and delivers to a folder; nothing is known of its week."""
    at_desk = Office(store, delivering_to(mettmann, TargetKind.FOLDER, str(shared)))
    store.keep_last_day(TODAY)
    store.staff.open_hour(DESK, "chancenaufenthalt", TODAY)
    finished(at_desk)
    desk.close_day(at_desk, DESK, TODAY)
    return at_desk


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Store]:
    """The overhead's store."""
    found = Store.create(tmp_path / "overhead" / "desk.sqlite3")
    yield found
    found.close()


def travel(office: Office, far: Store, credentials, shared: Path, today: date = TODAY) -> tuple[str, ...]:
    """Deliver and collect; what was sent of opening days."""
    sent = sending.deliver(office.store, office.pack, credentials, NOW)
    assert (sent.problem, sent.waiting) == ("", 0)
    (*_, progress) = collect(far, office.pack, shared, today)
    assert not progress.set_aside
    return tuple(name for name in sent.names if name.endswith(OF_OPENINGS))


def state(far: Store, pack, day: date, today: date) -> DayState:
    """What a day is for the overhead."""
    rows = {row.desk: row for row in overhead.calendar(far, pack, Period(day, day), today).rows}
    return rows[DESK].days[0].state


def said(office: Office, day: date, opening: Opening) -> None:
    office.store.openings.put(DESK, [day], opening, "leitung")


def news(far: Store, pack) -> int | None:
    found = overhead.news(far, pack, date.min, NEXT_WEEK + timedelta(days=7))
    return {one.desk: one.missing for one in found}[DESK]


def test_without_a_word_about_its_days_they_are_unknown_and_never_nothing_missing(office, far, credentials, shared):
    assert travel(office, far, credentials, shared) == ()
    assert state(far, office.pack, TUESDAY, NEXT_WEEK) is DayState.UNKNOWN
    assert news(far, office.pack) is None


def test_single_days_and_the_week_of_a_desk_arrive_and_what_is_missing_is_named(office, far, credentials, shared):
    said(office, TUESDAY, Opening.OPEN)
    (name,) = travel(office, far, credentials, shared)
    assert state(far, office.pack, TUESDAY, NEXT_WEEK) is DayState.MISSING
    assert news(far, office.pack) == 1
    assert travel(office, far, credentials, shared) == ()
    said(office, TUESDAY, Opening.ILL)
    (newer,) = travel(office, far, credentials, shared)
    assert newer != name
    assert state(far, office.pack, TUESDAY, NEXT_WEEK) is DayState.ILL
    (place,) = (one for one in office.pack.site.desks if one.code == DESK)
    site = replace(office.pack.site, desks=(replace(place, weekdays=(0, 2)),))
    renewed = Office(office.store, replace(office.pack, site=site))
    travel(renewed, far, credentials, shared)
    assert state(far, office.pack, NEXT_WEEK, NEXT_WEEK + timedelta(days=1)) is DayState.MISSING
    assert news(far, office.pack) == 3  # two Wednesdays and a Monday


def test_what_is_taken_back_is_taken_back_at_the_overhead_too(office, far, credentials, shared):
    said(office, TUESDAY, Opening.OPEN)
    travel(office, far, credentials, shared)
    office.store.openings.clear(DESK, Period(TUESDAY, TUESDAY))
    assert sending.openings_wait(office.store, office.pack)
    assert len(travel(office, far, credentials, shared)) == 1
    assert state(far, office.pack, TUESDAY, NEXT_WEEK) is DayState.UNKNOWN


def test_the_order_in_which_files_are_found_makes_no_difference(office, far, credentials, shared, tmp_path):
    for opening in (Opening.OPEN, Opening.CLOSED, Opening.ILL):
        said(office, TUESDAY, opening)
        sending.deliver(office.store, office.pack, credentials, NOW)
    files = [path.read_bytes() for path in sorted(shared.glob(f"*{OF_OPENINGS}"))]
    assert len(files) == 3
    for content in reversed(files):
        far.openings.take_told(opening_file.parse(content, office.pack, TODAY))
    assert state(far, office.pack, TUESDAY, NEXT_WEEK) is DayState.ILL


def test_what_is_said_at_the_overhead_stands_above_what_the_desk_tells(office, far, credentials, shared):
    said(office, TUESDAY, Opening.OPEN)
    travel(office, far, credentials, shared)
    far.openings.put(DESK, [TUESDAY], Opening.CLOSED, "leitung")
    assert state(far, office.pack, TUESDAY, NEXT_WEEK) is DayState.CLOSED


def test_an_installation_that_collects_from_its_own_folder_goes_on_with_its_own_word(office, credentials, shared):
    said(office, TUESDAY, Opening.OPEN)
    travel(office, office.store, credentials, shared)
    assert office.store.openings.told() == {}


@pytest.mark.parametrize("kind", [TargetKind.WEBDAV, pytest.param(TargetKind.SFTP, marks=needs_ssh)])
def test_the_days_reach_the_overhead_over_the_line_too(office, far, credentials, shared, kind, request):
    said(office, TUESDAY, Opening.OPEN)
    with ExitStack() as line:
        over_ssh = kind is TargetKind.SFTP
        address = (
            request.getfixturevalue("ssh").address(shared) if over_ssh else line.enter_context(dav(shared)).address
        )
        at_desk = Office(office.store, delivering_to(office.pack, kind, address))
        (name,) = travel(at_desk, far, credentials, shared)
        sending.once_more(office.store)
        (again,) = travel(at_desk, far, credentials, shared)
    assert state(far, office.pack, TUESDAY, NEXT_WEEK) is DayState.MISSING
    assert {path.name for path in shared.glob(f"*{OF_OPENINGS}")} == {name, again}


def test_a_target_that_refuses_is_told_and_the_days_go_with_the_next_count(office, credentials, shared):
    said(office, TUESDAY, Opening.OPEN)

    def refusing(target, name, *rest):
        if name.endswith(OF_OPENINGS):
            raise DeliveryFailed(DeliveryReason.REFUSED)
        targets.send(target, name, *rest)

    sent = sending.deliver(office.store, office.pack, credentials, NOW, refusing)
    assert (sent.problem, sent.waiting) == (DeliveryReason.REFUSED, 0)
    assert not sending.openings_wait(office.store, office.pack)
    sent = sending.deliver(office.store, office.pack, credentials, NOW)
    assert [name for name in sent.names if name.endswith(OF_OPENINGS)]


def test_a_reader_of_before_looks_at_no_such_file(office, credentials, shared):
    said(office, TUESDAY, Opening.OPEN)
    sending.deliver(office.store, office.pack, credentials, NOW)
    before = [path for path in shared.iterdir() if path.name.lower().endswith((".csv", ".monat"))]
    assert len(before) == 1


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
tellings = st.builds(
    ToldOpenings,
    desk=st.just(DESK),
    told=st.dates(date(2026, 1, 1), TODAY),
    revision=st.integers(1, 999),
    writer=st.just("store"),
    weekdays=st.sets(st.integers(0, 6)).map(lambda found: tuple(sorted(found))),
    days=st.dictionaries(days, st.sampled_from(Opening), max_size=8),
)


@given(tellings)
def test_what_is_written_is_read(mettmann, told):
    assert opening_file.parse(opening_file.content(told), mettmann, TODAY) == told


WHOLE = "desk,told,revision,writer,day,state\nmettmann,2026-11-23,1,store,2026-11-24,open\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2026-11-23", "2026-11-24", FileReason.NOT_YET),
        ("2026-11-24", "24.11.2026", FileReason.DAY),
        ("mettmann", "gibt_es_nicht", FileReason.DESK),
        ("open", "offen", FileReason.UNKNOWN),
        (",1,", ",x,", FileReason.REVISION),
        ("store", "st ore", FileReason.REVISION),
        (",state", "", FileReason.HEADING),
        (",open", "", FileReason.LINE),
        ("mettmann,2026-11-23,1,store,2026-11-24,open\n", "", FileReason.EMPTY),
        ("open\n", "open\nmettmann,2026-11-23,2,store,2026-11-25,open\n", FileReason.SEVERAL),
    ],
)
def test_a_file_that_says_anything_doubtful_is_refused_whole(mettmann, old, new, reason):
    with pytest.raises(FileRefused) as refused:
        opening_file.parse(WHOLE.replace(old, new).encode(), mettmann, TODAY)
    assert refused.value.reason == reason
    opening_file.parse(WHOLE.encode(), mettmann, TODAY)


def test_a_broken_file_is_set_aside_and_counts_beside_it_come_in(office, far, credentials, shared):
    sending.deliver(office.store, office.pack, credentials, NOW)
    (shared / f"x{OF_OPENINGS}").write_bytes(b"\xff\xfe")
    (*_, progress) = collect(far, office.pack, shared, TODAY)
    assert (progress.new, [one.reason for one in progress.set_aside]) == (1, [FileReason.ENCODING])
    assert overhead.calendar(far, office.pack, month_of(TODAY), NEXT_WEEK).rows[0].reported == 1

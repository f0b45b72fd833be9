"""Nights with one hour more or less, the turn of the year, and clocks that are wrong: each talk counts once."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import DESK, TODAY, Clock, finished, tallies_of
from house import HouseClient

from kiosk import desk, web
from kiosk.clerk import Clerk
from kiosk.clock import wall_clock
from kiosk.domain.conversation import Stage
from kiosk.storage import Account
from kiosk.transfer.day_file import parse

FAR_BACK, FAR_AHEAD = date(2020, 1, 1), date(2040, 1, 1)


def at(text: str) -> datetime:
    """A moment in UTC, written 2026-10-24 21:59:59."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hold(client) -> str:
    """Someone comes to the desk and gets information; the key of the talk."""
    client.sign_in("tisch")
    place = client.new_talk("de")
    assert client.post(f"{place}/conclude", data={"outcome": "info"}).status_code == 303
    return place.split("/")[2]


def by_day(office) -> dict[str, int]:
    """Persons of every counted day; each closed month tells of as many as its days."""
    batches = office.store.reported.batches(FAR_BACK, FAR_AHEAD)
    days = {one.first_day.isoformat(): one.persons for one in batches if not one.of_month}
    for month in (one for one in batches if one.of_month):
        assert month.persons == sum(n for day, n in days.items() if date.fromisoformat(day) in month.period)
    return days


NIGHTS = {
    "one hour less, March 2024": {
        "2024-03-30 22:59:59": "2024-03-30",
        "2024-03-30 23:00:00": "2024-03-31",
        "2024-03-31 00:59:59": "2024-03-31",
        "2024-03-31 01:00:00": "2024-03-31",
        "2024-03-31 21:59:59": "2024-03-31",
        "2024-03-31 22:00:00": "2024-04-01",
    },
    "one hour more, October 2026": {
        "2026-10-24 21:59:59": "2026-10-24",
        "2026-10-24 22:00:00": "2026-10-25",
        "2026-10-25 00:30:00": "2026-10-25",
        "2026-10-25 01:30:00": "2026-10-25",
        "2026-10-25 22:59:59": "2026-10-25",
        "2026-10-25 23:00:00": "2026-10-26",
    },
    "the turn of the year": {
        "2026-12-31 22:59:59": "2026-12-31",
        "2026-12-31 23:00:00": "2027-01-01",
        "2027-01-01 22:59:59": "2027-01-01",
    },
    "a leap day": {
        "2024-02-28 22:59:59": "2024-02-28",
        "2024-02-29 12:00:00": "2024-02-29",
        "2024-02-29 23:00:00": "2024-03-01",
    },
}


@pytest.mark.parametrize("night", NIGHTS.values(), ids=NIGHTS.keys())
def test_each_talk_counts_once_on_its_day_at_the_desk(anonymous, office, clock, clerk, night):
    for moment, day in night.items():
        clock.moment = at(moment)
        key = hold(anonymous)
        assert office.store.talks.conversation(key).day.isoformat() == day
        anonymous.decline()
    clock.pass_by(days=2)
    clerk.do_all()
    assert by_day(office) == {day: 2 * list(night.values()).count(day) for day in night.values()}


def test_a_talk_that_runs_over_midnight_counts_once_on_the_day_it_began(anonymous, office, clock, clerk):
    clock.moment = at("2026-10-24 21:55:00")
    anonymous.sign_in("tisch")
    place = anonymous.new_talk("de")
    clock.moment = at("2026-10-24 22:05:00")
    assert anonymous.post(f"{place}/conclude", data={"outcome": "info"}).status_code == 303
    clock.pass_by(days=1)
    clerk.do_all()
    assert by_day(office) == {"2026-10-24": 1}


def test_after_midnight_the_talk_that_was_still_open_is_counted_once(anonymous, office, clock, clerk):
    clock.moment = at("2026-10-24 21:55:00")
    anonymous.sign_in("tisch")
    place = anonymous.new_talk("de")
    clock.moment = at("2026-10-24 22:05:00")
    clerk.do_all()
    anonymous.sign_in("tisch")
    assert anonymous.post(f"{place}/conclude", data={"outcome": "info"}).status_code == 409
    clock.pass_by(days=1)
    clerk.do_all()
    assert by_day(office)["2026-10-24"] == 1


def test_the_fourteen_days_are_days_of_the_calendar_also_over_the_night_with_one_hour_more(
    anonymous, office, clock, clerk
):
    clock.moment = at("2026-10-20 08:00:00")
    key = hold(anonymous)
    clock.moment = at("2026-11-03 22:59:59")
    clerk.do_all()
    assert [talk.key for talk in desk.correctable(office, DESK, clock.today)] == [key]
    clock.moment = at("2026-11-03 23:00:00")
    clerk.do_all()
    assert office.store.talks.conversations(DESK, FAR_BACK, FAR_AHEAD) == []


def test_sixty_days_in_which_nobody_signs_in_are_closed_counted_written_and_forgotten(anonymous, office, clock, clerk):
    hold(anonymous)
    anonymous.new_talk("de")
    today = clock.today
    for _ in range(60):
        clock.pass_by(days=1)
        clerk.do_all()
    assert by_day(office) == {today.isoformat(): 2}
    assert office.store.talks.conversations(DESK, FAR_BACK, FAR_AHEAD) == []
    assert (tallies_of(office) / DESK / "2026" / f"{today}.csv").is_file()
    assert office.store.last_day == clock.today == today + timedelta(days=60)


# a clock that is wrong


def counted(office, clock, clerk) -> dict[str, int]:
    """Persons of every day, when the desk has been closed for today."""
    desk.close_day(office, DESK, clock.today)
    clerk.do_all()
    return by_day(office)


@pytest.mark.parametrize("days", [365, 20, 2, -400])
def test_a_clock_that_jumps_for_one_sign_in_and_comes_back_costs_no_talk(anonymous, office, clock, clerk, days):
    for _ in range(3):
        hold(anonymous)
    anonymous.decline()
    clerk.do_all()
    today = clock.today
    clock.jump(days=days)
    clerk.do_all()
    anonymous.sign_in("tisch")
    assert len(office.store.talks.conversations(DESK, FAR_BACK, FAR_AHEAD)) == 3
    assert by_day(office) == {}
    clock.jump(days=-days)
    for _ in range(2):
        hold(anonymous)
    assert counted(office, clock, clerk) == {today.isoformat(): 6}


def another_program(office, moment: datetime, *, trust: bool = False) -> None:
    """`kiosk forget` while the clock shows this moment; a program of its own knows only the store."""
    clock = Clock(moment, office.store.last_day)
    if trust:
        clock.confirm()
    Clerk(office, clock, tallies_of(office)).do_all()


@pytest.mark.parametrize(("days", "trust"), [(365, False), (365, True), (20, False), (34, False)])
def test_talks_that_another_program_forgot_too_early_stay_counted(anonymous, office, clock, clerk, days, trust):
    for _ in range(3):
        hold(anonymous)
    clerk.do_all()
    today = clock.today
    another_program(office, clock() + timedelta(days=days), trust=trust)
    forgotten = trust or days < 35
    assert len(office.store.talks.conversations(DESK, FAR_BACK, FAR_AHEAD)) == (0 if forgotten else 3)
    hold(anonymous)
    anonymous.decline()
    page = anonymous.get("/desk").text
    assert "5" in page.split("<tfoot>")[1].split("</tfoot>")[0]
    assert counted(office, clock, clerk) == {today.isoformat(): 5}
    assert office.store.last_day == today
    file = tallies_of(office) / DESK / "2026" / f"{today}.csv"
    assert f",{today},{2 if forgotten else 1},umfang,personen,5," in file.read_text(encoding="utf-8")
    (batch,) = parse(file.read_bytes(), office.pack, today)
    assert batch.cells["umfang", "personen"] == 5


def test_a_day_whose_talks_are_forgotten_twice_counts_them_all(anonymous, office, clock, clerk):
    today = clock.today
    for _ in range(2):
        hold(anonymous)
        another_program(office, clock() + timedelta(days=20))
        office.store.keep_last_day(today)
    hold(anonymous)
    assert counted(office, clock, clerk) == {today.isoformat(): 3}


@pytest.mark.parametrize("shown", ["2030-01-15 09:00:00", "2026-11-22 09:00:00", "2026-12-29 09:00:00"])
def test_one_start_with_a_wrong_clock_deletes_and_closes_nothing_and_asks(office, clock, shown):
    key = finished(office, TODAY).key
    finished(office, TODAY - timedelta(days=1))
    started = Clock(at(shown), TODAY)
    client = signed_in(office, started)
    assert office.store.talks.conversation(key).day == TODAY == started.today
    assert by_day(office) == {}
    page = client.get("/desk").text
    asked = started().date()
    assert f"Heute ist der {asked.day}. {MONTHS[asked.month]} {asked.year}. Stimmt das?" in page
    assert "Nein, es ist der 23. November 2026" in page
    assert office.store.last_day != asked


MONTHS = {1: "Januar", 11: "November", 12: "Dezember"}


def signed_in(office, clock, name: str = "tisch", role: str = "case_manager"):
    """A browser at a server that has just started and done all its duties."""
    office.store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH))
    office.store.keep_last_day(clock.today)
    clerk = Clerk(office, clock, tallies_of(office))
    clerk.do_all()
    app = web.create_app(office, clock=clock, clerk=clerk)
    app.testing, app.test_client_class = True, HouseClient
    client = app.test_client()
    client.sign_in(name)
    return client


@pytest.mark.parametrize(("name", "role"), [("tisch", "case_manager"), ("team", "lead"), ("leitung", "overhead")])
def test_whoever_is_signed_in_may_say_that_the_clock_is_right(office, name, role):
    clock = Clock(at("2030-01-15 09:00:00"), TODAY)
    client = signed_in(office, clock, name, role)
    assert "Stimmt das?" in client.get("/", follow_redirects=True).text
    client.post("/day", data={"day": "2030-01-14", "answer": "yes"})
    assert clock.doubted_day
    assert client.post("/day", data={"day": "2030-01-15", "answer": "yes"}).status_code == 303
    assert (clock.doubted_day, clock.today, office.store.last_day) == (None, date(2030, 1, 15), date(2030, 1, 15))
    assert "Stimmt das?" not in client.get("/", follow_redirects=True).text


def test_nobody_who_is_not_signed_in_may_say_what_day_it_is(office):
    clock = Clock(at("2030-01-15 09:00:00"), TODAY)
    client = signed_in(office, clock)
    client.post("/sign-out")
    assert client.post("/day", data={"day": "2030-01-15", "answer": "yes"}).location == "/sign-in"
    assert clock.doubted_day


def test_who_says_that_it_is_still_the_other_day_goes_on_from_there(office):
    clock = Clock(at("2030-01-15 08:00:00"), TODAY)
    client = signed_in(office, clock)
    client.post("/day", data={"day": "2030-01-15", "answer": "no"})
    assert (clock.doubted_day, clock.today) == (None, TODAY)
    clock.pass_by(days=1)
    assert clock.today == TODAY + timedelta(days=1)
    clock.moment, before = at("2026-11-24 08:00:00"), clock._seconds
    clock._seconds = before
    assert (clock.doubted_day, clock.today) == (None, TODAY + timedelta(days=1))
    assert clock().isoformat() == "2026-11-24T09:00:00+01:00"


def test_closing_by_hand_waits_for_the_answer(office):
    key = finished(office).key
    clock = Clock(at("2030-01-15 08:00:00"), TODAY)
    client = signed_in(office, clock)
    page = client.get("/desk/close").text
    assert "Stimmt das?" in page
    assert 'action="/desk/close"' not in page
    assert client.post("/desk/close").location == "/desk/close"
    assert by_day(office) == {}
    client.post("/day", data={"day": "2030-01-15", "answer": "no"})
    client.sign_in("tisch")
    assert client.post("/desk/close").location == "/desk"
    assert (office.store.talks.conversation(key).day, by_day(office)) == (TODAY, {TODAY.isoformat(): 1})


@pytest.mark.parametrize("days", [0, 1])
def test_a_correction_in_doubt_is_kept_and_counts_once_the_clock_is_believed(office, days):
    day = TODAY - timedelta(days=days)
    key = finished(office, day).key
    desk.close_day(office, DESK, day)
    before = office.store.counts.counts_of(DESK, day)
    clock = Clock(at("2030-01-15 08:00:00"), TODAY)
    client = signed_in(office, clock)
    client.post(f"/conversation/{key}/person/1/redecide", data={"turn": "0"})
    client.post(f"/conversation/{key}/person/1/conclude", data={"outcome": "info"})
    client.post(f"/conversation/{key}/done")
    client.unlock(client.PASSWORD)
    assert office.store.talks.conversation(key).stage is Stage.FINISHED
    assert office.store.counts.counts_of(DESK, day) == before
    client.post("/day", data={"day": "2030-01-15", "answer": "no"})
    client.sign_in("tisch")
    if day == TODAY:
        assert "Sprechstunde offen" in client.get("/desk").text
        client.post("/desk/close")
    Clerk(office, clock, tallies_of(office)).do_all()
    (after,) = office.store.counts.counts_of(DESK, day)
    assert (after.revision, after.cells["ergebnis", "info"]) == (2, 1)


def test_a_clock_that_jumps_within_its_day_is_asked_for_the_hour_and_only_once(office):
    clock = Clock(at("2026-11-23 08:00:00"), TODAY)
    client = signed_in(office, clock)
    clock.jump(hours=5)
    page = client.get("/desk").text
    assert "Es ist 14:00 Uhr. Stimmt das?" in page
    assert "Nein, es ist 09:00 Uhr" in page
    client.post("/day", data={"day": "2026-11-23", "answer": "no"})
    clock.pass_by(minutes=10)
    assert (clock.doubted_day, f"{clock():%H:%M}") == (None, "09:10")
    clock.jump(hours=-5)
    assert (clock.doubted_day, f"{clock():%H:%M}") == (None, "09:10")


def test_after_a_jump_to_another_day_the_right_clock_is_believed_again(office):
    clock = Clock(at("2026-11-23 08:00:00"), TODAY)
    signed_in(office, clock)
    clock.jump(days=2, hours=5)
    assert clock.doubted_day
    clock.refuse()
    assert f"{clock():%d %H:%M}" == "23 09:00"
    clock.jump(days=-2, hours=-5)
    assert clock.doubted_day is None


def test_talks_go_on_under_the_last_confirmed_day_while_nobody_has_answered(office):
    clock = Clock(at("2030-01-15 09:00:00"), TODAY)
    client = signed_in(office, clock)
    client.new_talk("de")
    assert [talk.day for talk in office.store.talks.conversations(DESK, FAR_BACK, FAR_AHEAD)] == [TODAY]


def test_a_clock_that_ran_steadily_for_three_days_is_believed(office):
    clock = Clock(at("2030-01-15 09:00:00"), TODAY)
    finished(office, TODAY)
    signed_in(office, clock)
    clock.pass_by(hours=71)
    assert clock.today == TODAY
    clock.jump(hours=3)
    clock.pass_by(hours=2)
    assert clock.today == TODAY
    clock.pass_by(hours=71)
    assert clock.today == TODAY
    clock.pass_by(hours=1)
    assert clock.today == date(2030, 1, 21)
    Clerk(office, clock, tallies_of(office)).do_all()
    assert by_day(office) == {TODAY.isoformat(): 1}
    assert office.store.talks.conversations(DESK, FAR_BACK, FAR_AHEAD) == []


@pytest.mark.parametrize("away", [0, 1, 14, 35])
def test_a_desk_that_was_switched_off_for_some_weeks_asks_nothing(away):
    clock = Clock(at("2026-11-23 09:00:00") + timedelta(days=away), TODAY)
    assert (clock.doubted_day, clock.today) == (None, TODAY + timedelta(days=away))


def test_a_clock_that_is_set_by_some_minutes_is_believed(clock):
    for minutes in (59, -59, 30):
        clock.jump(minutes=minutes)
        assert clock.doubted_day is None
    clock.jump(minutes=61)
    assert clock.doubted_day


@pytest.mark.parametrize("hour", [{"hours": 1, "seconds": 9}, {"hours": -1, "seconds": -9}])
def test_a_clock_that_somebody_sets_by_an_hour_is_believed_at_every_look(clock, hour):
    clock.jump(**hour)
    assert clock.doubted_day is None


def test_a_clock_that_a_time_server_sets_right_after_the_start_needs_no_answer():
    clock = Clock(at("1970-01-01 00:00:10"), TODAY)
    assert clock.today == TODAY
    assert clock.doubted_day
    clock.jump(days=20_780)
    assert (clock.doubted_day, clock.today) == (None, clock().date())


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the machine's zone cannot be changed here")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
def test_the_wall_clock_shows_the_time_at_the_desk_wherever_the_machine_thinks_it_is(monkeypatch, zone):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", zone)
        time.tzset()
        shown = wall_clock()
    time.tzset()
    assert str(shown.tzinfo) == "Europe/Berlin"
    assert abs(shown - datetime.now(UTC)) < timedelta(seconds=5)

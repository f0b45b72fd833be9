"""Nights with one hour more or less, the turn of the year, and clocks that are wrong: each talk counts once."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import DESK

from kiosk import desk
from kiosk.clock import wall_clock

FAR_BACK, FAR_AHEAD = date(2020, 1, 1), date(2040, 1, 1)


def at(text: str) -> datetime:
    """A moment in UTC, written 2026-10-24 21:59:59."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def refuse(client) -> str:
    """Someone comes to the desk and does not want to talk; the key of the talk."""
    client.sign_in("tisch")
    key = client.get("/desk").text.split('name="key" value="')[1].split('"')[0]
    client.post("/conversation", data={"key": key})
    client.post(f"/conversation/{key}/language", data={"language": "de"})
    response = client.post(f"/conversation/{key}/promise", data={"answer": "no"})
    assert response.status_code == 303
    return key


def by_day(office) -> dict[str, int]:
    """Persons of every counted day."""
    batches = office.store.counts.batches(FAR_BACK, FAR_AHEAD)
    return {batch.first_day.isoformat(): batch.cells["umfang", "personen"] for batch in batches}


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
def test_each_talk_counts_once_on_its_day_at_the_desk(anonymous, office, clock, night):
    for moment, day in night.items():
        clock.moment = at(moment)
        key = refuse(anonymous)
        assert office.store.talks.conversation(key).day.isoformat() == day
    clock.pass_by(days=2)
    anonymous.sign_in("tisch")
    assert by_day(office) == {day: list(night.values()).count(day) for day in night.values()}


def test_a_talk_that_runs_over_midnight_counts_once_on_the_day_it_began(anonymous, office, clock):
    clock.moment = at("2026-10-24 21:55:00")
    anonymous.sign_in("tisch")
    place = anonymous.new_talk("de")
    clock.moment = at("2026-10-24 22:05:00")
    assert anonymous.post(f"{place}/conclude", data={"outcome": "info"}).status_code == 303
    clock.pass_by(days=1)
    anonymous.sign_in("tisch")
    assert by_day(office) == {"2026-10-24": 1}


def test_a_sign_in_after_midnight_counts_the_talk_that_was_still_open_once(anonymous, office, clock):
    clock.moment = at("2026-10-24 21:55:00")
    anonymous.sign_in("tisch")
    place = anonymous.new_talk("de")
    clock.moment = at("2026-10-24 22:05:00")
    anonymous.sign_in("tisch")
    assert anonymous.post(f"{place}/conclude", data={"outcome": "info"}).status_code == 409
    clock.pass_by(days=1)
    anonymous.sign_in("tisch")
    assert by_day(office)["2026-10-24"] == 1


def test_a_clock_that_goes_back_loses_and_doubles_nothing(anonymous, office, clock):
    refuse(anonymous)
    today = clock().date()
    clock.pass_by(days=1)
    refuse(anonymous)
    clock.pass_by(days=-1)
    refuse(anonymous)
    clock.pass_by(days=3)
    anonymous.sign_in("tisch")
    assert by_day(office) == {today.isoformat(): 2, (today + timedelta(days=1)).isoformat(): 1}


def test_a_clock_that_jumps_ahead_by_years_keeps_the_counts(anonymous, office, clock):
    refuse(anonymous)
    today = clock().date()
    clock.pass_by(days=3650)
    anonymous.sign_in("tisch")
    assert by_day(office) == {today.isoformat(): 1}


def test_the_fourteen_days_are_days_of_the_calendar_also_over_the_night_with_one_hour_more(anonymous, office, clock):
    clock.moment = at("2026-10-20 08:00:00")
    key = refuse(anonymous)
    clock.moment = at("2026-11-03 22:59:59")
    anonymous.sign_in("tisch")
    assert [talk.key for talk in desk.correctable(office, DESK, clock().date())] == [key]
    clock.moment = at("2026-11-03 23:00:00")
    anonymous.sign_in("tisch")
    assert office.store.talks.conversations(DESK, FAR_BACK, FAR_AHEAD) == []


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

"""Whom a service takes, what speaks against it, and which one comes first behind a door."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.domain.service import (
    Caution,
    Freshness,
    Hours,
    Seeker,
    Service,
    cautions,
    dialled,
    fitting,
    freshness,
    is_phone,
    trusted,
)
from kiosk.pack import Pack

DAY = date(2026, 11, 23)
VERIFIED = date(2026, 11, 2)


def _service(code: str = "s", **more: object) -> Service:
    return Service(**{"code": code, "door": "d", "name": code, "meaning": "", "source": "made up", **more})


def _codes(services: list[Service], *, town: str = "", needs: tuple[str, ...] = (), ages=None) -> list[str]:
    return [service.code for service in fitting(services, Seeker(town, needs, ages), DAY)]


# ages


@pytest.mark.parametrize(
    ("limits", "band", "taken"),
    [
        ((12, 26), (0, 11), False),
        ((12, 26), (12, 17), True),
        ((12, 26), (25, 26), True),
        ((12, 26), (27, 44), False),
        ((12, 26), (26, 27), True),
        ((27, None), (25, 26), False),
        ((27, None), (26, 27), True),
        ((27, None), (27, 44), True),
        ((27, None), (65, 199), True),
        ((None, 17), (0, 11), True),
        ((None, 17), (17, 18), True),
        ((None, 17), (18, 24), False),
        ((0, 0), (0, 11), True),
        ((0, 0), (1, 11), False),
        ((None, None), (65, 199), True),
        ((27, None), None, True),
    ],
)
def test_a_service_takes_a_band_of_which_it_takes_some_age(
    limits: tuple[int | None, int | None], band: tuple[int, int] | None, taken: bool
) -> None:
    assert _service(age_min=limits[0], age_max=limits[1]).takes_age(band) is taken


def test_jmd_and_mbe_part_at_the_27th_birthday(mettmann: Pack) -> None:
    jmd, mbe = mettmann.service("jmd"), mettmann.service("mbe")
    assert jmd is not None
    assert mbe is not None
    assert [jmd.takes_age((age, age)) for age in (11, 12, 26, 27)] == [False, True, True, False]
    assert [mbe.takes_age((age, age)) for age in (26, 27, 80)] == [False, True, True]


# days


def test_a_service_exists_on_its_first_and_its_last_day() -> None:
    service = _service(valid_from=DAY, valid_to=DAY + timedelta(days=1))
    assert [service.valid_on(DAY + timedelta(days=days)) for days in (-1, 0, 1, 2)] == [False, True, True, False]
    assert _service().valid_on(date(1999, 1, 1))


# cautions


@pytest.mark.parametrize(
    ("more", "ages", "found"),
    [
        ({"verified_on": VERIFIED}, None, ()),
        ({"verified_on": VERIFIED, "age_min": 27}, (27, 44), ()),
        ({"verified_on": VERIFIED, "age_min": 27}, (18, 24), (Caution.AGE,)),
        ({"verified_on": VERIFIED, "age_max": 26}, None, (Caution.AGE_UNKNOWN,)),
        ({"verified_on": VERIFIED, "age_min": 0}, None, (Caution.AGE_UNKNOWN,)),
        ({"verified_on": VERIFIED, "full": True}, (27, 44), (Caution.FULL,)),
        ({}, (27, 44), (Caution.UNVERIFIED,)),
        ({"age_min": 27, "full": True}, (0, 11), (Caution.AGE, Caution.FULL, Caution.UNVERIFIED)),
    ],
)
def test_what_speaks_against_a_service_is_said(
    more: dict[str, object], ages: tuple[int, int] | None, found: tuple[Caution, ...]
) -> None:
    assert cautions(_service(**more), Seeker("", (), ages)) == found


@pytest.mark.parametrize(
    ("more", "paper", "taken"),
    [
        ({}, "eu", True),
        ({"papers": ("duldung",)}, "duldung", True),
        ({"papers": ("duldung",)}, "eu", False),
        ({"papers": ("duldung",)}, "keine_angabe", True),
        ({"papers": ("duldung",)}, None, True),
        ({"reports": True}, "eu", True),
        ({"reports": True}, "keine_angabe", False),
        ({"reports": True}, "", False),
        ({"reports": True}, None, True),
    ],
)
def test_who_shows_no_paper_is_kept_from_who_must_report(
    more: dict[str, object], paper: str | None, taken: bool
) -> None:
    seeker = Seeker("", (), (27, 44), paper)
    assert _service(**more).takes(seeker) is taken
    told = {Caution.PAPER, Caution.REPORTS}.intersection(cautions(_service(**more), seeker))
    assert told == (set() if taken else {Caution.REPORTS if "reports" in more else Caution.PAPER})


def test_until_the_county_has_checked_it_every_entry_of_mettmann_says_so(mettmann: Pack) -> None:
    for service in mettmann.services:
        assert (Caution.UNVERIFIED in cautions(service, Seeker("", (), (27, 44)))) == (service.verified_on is None)


# how fresh an entry is


@pytest.mark.parametrize(
    ("days", "found"),
    [(-1, "fresh"), (0, "fresh"), (90, "fresh"), (91, "amber"), (180, "amber"), (181, "red"), (4000, "red")],
)
def test_an_entry_is_amber_after_90_days_and_red_after_180(days: int, found: str) -> None:
    assert freshness(_service(verified_on=DAY), DAY + timedelta(days=days)) == found


def test_never_checked_is_a_state_of_its_own_and_keeps_what_sources_say() -> None:
    entry = _service(address="Weg 1", hours=(Hours((0,), "9:00", "12:00"),), walk_in=True)
    assert freshness(entry, DAY) is Freshness.NEVER
    assert trusted(entry, DAY) == entry


def test_a_red_entry_keeps_telephone_and_name_and_no_place_and_hours() -> None:
    entry = _service(verified_on=DAY, address="Weg 1", access="2. Stock", phones=("0000 1",), walk_in=False)
    entry = replace(entry, hours=(Hours((0,), "9:00", "12:00"),), expected_wait_weeks=2)
    assert trusted(entry, DAY + timedelta(days=180)) == entry
    told = trusted(entry, DAY + timedelta(days=181))
    assert told == _service(verified_on=DAY, phones=("0000 1",))


# which one comes first


def test_only_services_of_the_day_and_the_town_are_offered() -> None:
    services = [
        _service("gone", valid_to=DAY - timedelta(days=1)),
        _service("to_come", valid_from=DAY + timedelta(days=1)),
        _service("elsewhere", towns=("haan",)),
        _service("here", towns=("velbert", "hilden"), needs=("geld",)),
        _service("everywhere"),
    ]
    assert _codes(services, town="velbert", needs=("geld",)) == ["here", "everywhere"]
    assert _codes(services) == ["everywhere"]
    assert _codes([], town="velbert") == []


def test_the_towns_own_service_stands_in_for_the_countys_entry_for_the_same_needs() -> None:
    services = [
        _service("county", needs=("geld", "arbeit")),
        _service("town", needs=("arbeit", "geld"), towns=("velbert",)),
        _service("other", needs=("geld",)),
    ]
    assert _codes(services, town="velbert", needs=("geld",)) == ["town", "other"]
    assert _codes(services, town="haan", needs=("geld",)) == ["county", "other"]


def test_when_the_towns_own_service_has_ended_the_countys_entry_is_back() -> None:
    services = [_service("county"), _service("town", towns=("velbert",), valid_to=DAY - timedelta(days=1))]
    assert _codes(services, town="velbert") == ["county"]


def test_own_services_of_one_town_stand_side_by_side() -> None:
    services = [_service(code, towns=("velbert",), needs=("geld",)) for code in ("b", "a")]
    assert _codes(services, town="velbert", needs=("geld",)) == ["b", "a"]


WANTED = {"needs": ("geld",)}
UNNAMED = {"needs": ("kinder",)}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (WANTED | {"age_min": 65, "full": True}, {}),
        ({"age_min": 65, "full": True}, UNNAMED | {"towns": ("velbert",)}),
        ({"full": True}, {"age_min": 65}),
        ({"age_min": 27}, {"full": True}),
        (WANTED | {"towns": ("velbert",)}, {"needs": ("geld", "arbeit")}),
    ],
    ids=[
        "for_a_named_need_before_for_everybody",
        "for_everybody_before_for_an_unnamed_need",
        "the_age_before_being_full",
        "free_before_full",
        "the_town_before_the_county",
    ],
)
def test_the_best_fit_comes_first(better: dict[str, object], worse: dict[str, object]) -> None:
    services = [_service("better", **better), _service("worse", **worse)]
    for listed in (services, services[::-1]):
        assert _codes(listed, town="velbert", needs=("geld",), ages=(27, 44)) == ["better", "worse"]


def test_equal_fits_come_as_the_directory_lists_them() -> None:
    services = [
        _service("z", **WANTED),
        _service("a", needs=("geld", "arbeit")),
        _service("m", needs=("geld", "kinder")),
    ]
    assert _codes(services, needs=("geld",)) == ["z", "a", "m"]


def test_in_hilden_the_jobcenter_of_hilden_stands_before_the_agency_and_no_other_jobcenter(mettmann: Pack) -> None:
    found = fitting(mettmann.services_behind("regeldienst"), Seeker("hilden", ("arbeit",), (27, 44)), DAY)
    codes = [service.code for service in found]
    assert codes[:2] == ["jobcenter_hilden", "agentur_arbeit"]
    assert not {"jobcenter", "jobcenter_velbert"} & set(codes)
    assert {service.door for service in found} == {"regeldienst"}


# telephone numbers


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("02104 99-1234", "02104991234"),
        ("+49 (0)2104 99-1234", "+492104991234"),
        ("+49 02104 99-1234", "+492104991234"),
        ("(02104) 99 12 34", "02104991234"),
        ("02104/991234", "02104991234"),
        ("0211 544 173 22", "021154417322"),
        ("116 016", "116016"),
        ("110", "110"),
    ],
)
def test_one_number_is_dialled_as_it_is_meant(printed: str, number: str) -> None:
    assert is_phone(printed)
    assert dialled(printed) == number


@pytest.mark.parametrize(
    "text",
    [
        "02104 99-1234 oder 02104 99-5678",
        "02104 99-1234, 02104 99-5678",
        "02104 99-1234/-1235",
        "0211 544 173 22 / 45",
        "02104 99-1234 Durchwahl 3",
        "Tel. 02104 99-1234",
        "02104 99-1234 02104 99-1235",
        "12",
        "٠٢١٠٤ ٩٩",
    ],
)
def test_what_is_not_one_number_is_none(text: str) -> None:
    assert not is_phone(text)

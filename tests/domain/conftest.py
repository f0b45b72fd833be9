"""A profile and a crowd for the tests that count."""

from random import Random

import pytest
from crowd import made_up

from kiosk.domain.conversation import Person
from kiosk.pack import Pack, Profile


@pytest.fixture(scope="session")
def clearing(mettmann: Pack) -> Profile:
    """The profile that asks every question."""
    profile = mettmann.profile("clearing")
    assert profile is not None
    return profile


@pytest.fixture(scope="session")
def crowd(mettmann: Pack, clearing: Profile) -> list[Person]:
    """Four hundred people nobody has met."""
    dice = Random(50_014_2024)
    return [made_up(mettmann, clearing, dice) for _ in range(400)]

"""bench: every measurement runs and says its ratio; what it measures is not judged here."""

import pytest


@pytest.mark.parametrize(
    ("part", "measured"),
    [
        ("desk", ["one tap", "a talk with slip", "first visit", "1,000 days", "when idle"]),
        ("numbers", ["collecting 50 desks", "numbers page, everything", "workbook of a year", "open talks"]),
    ],
)
def test_a_short_round_of_measurements_runs(kiosk, part, measured):
    told = kiosk("bench", "--short", "--part", part)
    assert told.code == 0
    for name in measured:
        lines = [line for line in told.out.splitlines() if name in line]
        assert lines, name
        assert any(character.isdigit() for character in lines[0])

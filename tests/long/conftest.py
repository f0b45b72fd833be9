"""The desks and the browser of the journeys, for checks that take minutes."""

from journeys.conftest import browser, desk, other_desk, tablet

__all__ = ["browser", "desk", "other_desk", "tablet"]

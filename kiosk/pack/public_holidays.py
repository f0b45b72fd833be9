"""Names the public holidays of a German state."""

from collections.abc import Mapping
from datetime import date
from functools import cache

STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")


@cache
def public_holidays(state: str, year: int) -> Mapping[date, str]:
    """Return the holidays of a year that the whole state has, with their German names; without a state none."""
    if not state:
        return {}
    import holidays  # noqa: PLC0415 - a desk that only talks needs none

    return dict(holidays.country_holidays("DE", subdiv=state, years=year, language="de"))

"""By when to do what: forty months, reckoned by another program; and until when the question is asked."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from kiosk.domain.title_dates import EndingTitle, Step, last_days

TABLE = """
2026-01  2025-07-01  2025-10-01  2025-11-20  2026-01-01
2026-02  2025-08-01  2025-11-01  2025-12-21  2026-02-01
2026-03  2025-09-01  2025-12-01  2026-01-18  2026-03-01
2026-04  2025-10-01  2026-01-01  2026-02-18  2026-04-01
2026-05  2025-11-01  2026-02-01  2026-03-20  2026-05-01
2026-06  2025-12-01  2026-03-01  2026-04-20  2026-06-01
2026-07  2026-01-01  2026-04-01  2026-05-20  2026-07-01
2026-08  2026-02-01  2026-05-01  2026-06-20  2026-08-01
2026-09  2026-03-01  2026-06-01  2026-07-21  2026-09-01
2026-10  2026-04-01  2026-07-01  2026-08-20  2026-10-01
2026-11  2026-05-01  2026-08-01  2026-09-20  2026-11-01
2026-12  2026-06-01  2026-09-01  2026-10-20  2026-12-01
2027-01  2026-07-01  2026-10-01  2026-11-20  2027-01-01
2027-02  2026-08-01  2026-11-01  2026-12-21  2027-02-01
2027-03  2026-09-01  2026-12-01  2027-01-18  2027-03-01
2027-04  2026-10-01  2027-01-01  2027-02-18  2027-04-01
2027-05  2026-11-01  2027-02-01  2027-03-20  2027-05-01
2027-06  2026-12-01  2027-03-01  2027-04-20  2027-06-01
2027-07  2027-01-01  2027-04-01  2027-05-20  2027-07-01
2027-08  2027-02-01  2027-05-01  2027-06-20  2027-08-01
2027-09  2027-03-01  2027-06-01  2027-07-21  2027-09-01
2027-10  2027-04-01  2027-07-01  2027-08-20  2027-10-01
2027-11  2027-05-01  2027-08-01  2027-09-20  2027-11-01
2027-12  2027-06-01  2027-09-01  2027-10-20  2027-12-01
2028-01  2027-07-01  2027-10-01  2027-11-20  2028-01-01
2028-02  2027-08-01  2027-11-01  2027-12-21  2028-02-01
2028-03  2027-09-01  2027-12-01  2028-01-19  2028-03-01
2028-04  2027-10-01  2028-01-01  2028-02-19  2028-04-01
2028-05  2027-11-01  2028-02-01  2028-03-20  2028-05-01
2028-06  2027-12-01  2028-03-01  2028-04-20  2028-06-01
2028-07  2028-01-01  2028-04-01  2028-05-20  2028-07-01
2028-08  2028-02-01  2028-05-01  2028-06-20  2028-08-01
2028-09  2028-03-01  2028-06-01  2028-07-21  2028-09-01
2028-10  2028-04-01  2028-07-01  2028-08-20  2028-10-01
2028-11  2028-05-01  2028-08-01  2028-09-20  2028-11-01
2028-12  2028-06-01  2028-09-01  2028-10-20  2028-12-01
2032-03  2031-09-01  2031-12-01  2032-01-19  2032-03-01
2032-04  2031-10-01  2032-01-01  2032-02-19  2032-04-01
2100-03  2099-09-01  2099-12-01  2100-01-18  2100-03-01
2100-04  2099-10-01  2100-01-01  2100-02-18  2100-04-01
"""
"""Month on the card, then by when: work, papers, sent, arrived. Month ends, leap years, no leap year, summer time."""
CASES = [line.split() for line in TABLE.split("\n") if line]
TITLE = EndingTitle("karte", date(2027, 6, 30))


def test_there_are_forty() -> None:
    assert len(CASES) == 40


@pytest.mark.parametrize(("month", "days"), [(month, days) for month, *days in CASES])
def test_the_dates_of_a_card(month: str, days: list[str]) -> None:
    found = last_days(date.fromisoformat(f"{month}-01"))
    assert [day.isoformat() for day in found.values()] == days
    assert tuple(found) == tuple(Step)
    assert found == last_days(date.fromisoformat(f"{month}-15")), "any day of the month means the month"


@pytest.mark.parametrize(
    ("today", "first", "number"),
    [
        (date(2026, 11, 27), date(2026, 11, 1), 8),
        (date(2026, 12, 31), date(2026, 12, 1), 7),
        (date(2027, 6, 1), date(2027, 6, 1), 1),
        (date(2027, 6, 30), date(2027, 6, 1), 1),
        (date(2027, 7, 1), None, 0),
    ],
)
def test_only_months_that_a_card_can_still_end_in_are_asked_for(today: date, first: date | None, number: int) -> None:
    months = TITLE.months(today)
    assert (next(iter(months), None), len(months)) == (first, number)
    assert all(month.day == 1 for month in months)
    assert all(earlier < later <= earlier + timedelta(days=31) for earlier, later in pairwise(months))

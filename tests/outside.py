"""What goes outside, for tests: a month to release, and a program with a token."""

import re
from datetime import date

from house import HouseClient

from kiosk.desk import Office
from kiosk.domain import tally
from kiosk.domain.tally import Batch

OUTCOMES = {"v_kim_cm": 13, "v_mbe": 2, "kein_bedarf": 8}


def keep_october(office: Office, outcomes: dict[str, int] | None = None) -> None:
    """A day of October 2026 with so many persons per outcome."""
    counts, day = outcomes or OUTCOMES, date(2026, 10, 5)
    cells = tally.in_short(office.pack.vocabulary, sum(counts.values()), counts)
    office.store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, tally.OWN, cells))


def looked_at(client: HouseClient, period: str, *without: str) -> dict[str, str | list[str]]:
    """The form under the preview of a period, filled in as the page fills it in."""
    page = client.get("/releases/preview", query_string={"period": period, "without": [*without]}).text
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    return {"period": period, "without": [*without], "seen": found[1] if found else ""}


def let_out(client: HouseClient, period: str = "2026-10", *without: str) -> str:
    """Preview a period and release it; the address of what has left."""
    return client.post("/releases", data=looked_at(client, period, *without)).location


def give_token(client: HouseClient, name: str = "Berichtsportal") -> str:
    """A new token, read from the one page that shows it; the client is the overhead's."""
    page = client.post("/access", data={"name": name}).text
    found = re.search(r"<code id=\"new-token\">(kiosk_[\w-]{43})</code>", page)
    assert found is not None
    return found[1]


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}

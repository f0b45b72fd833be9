"""A copy of a tap that was done, long after it: from a page that is gone, or at a desk that was started anew."""

import re
from contextlib import closing
from typing import Any

import pytest
from builders import CASE_MANAGER, TODAY
from house import HouseClient

from kiosk import desk, web
from kiosk.desk import Office
from kiosk.domain.conversation import Stage
from kiosk.storage import copies

Tap = tuple[str, dict[str, str]]
VELBERT, HAAN = ({"fact": "stadt", "code": code} for code in ("velbert", "haan"))
LATER: dict[str, tuple[Tap, ...]] = {
    "an answer": (("/person/1/fact", VELBERT), ("/person/1/fact", HAAN)),
    "a need": (("/person/1/need", {"add": "geld"}), ("/person/1/need", {"drop": "geld"})),
    "a need taken back": (("/person/1/need", {"drop": "geld"}), ("/person/1/need", {"add": "geld"})),
    "a language": (("/language", {"language": "en"}), ("/language", {"language": "de"})),
    "a person": (("/person", {"after": "1"}), ("/person/2/drop", {})),
    "a person taken back": (("/person/2/drop", {}), ("/person", {"after": "1"})),
    "an outcome": (("/person/1/conclude", {"outcome": "kein_bedarf"}), ("/person/1/redecide", {"turn": "0"})),
    "left": (("/end", {"how": "broken_off"}), ("/take-back", {"turn": "0"})),
    "a mistake": (("/end", {"how": "discard"}), ("/take-back", {"turn": "0"})),
}
"""What is tapped, and what is tapped later from elsewhere."""


def tap(client: HouseClient, path: str, form: dict[str, str], number: str) -> int:
    """One tap as the page sends it."""
    return client.post(path, data=form, tap="body", headers={"Tap": number}).status_code


@pytest.mark.parametrize("started_anew", [False, True])
@pytest.mark.parametrize("first", LATER)
def test_a_late_copy_of_a_done_tap_changes_nothing(client, office, clock, first, started_anew):
    talk = client.new_talk().removesuffix("/person/1")
    key, (early, later) = talk.rpartition("/")[2], LATER[first]
    if first.endswith("taken back"):
        client.tap(f"{talk}{later[0]}", **later[1])
    assert tap(client, f"{talk}{early[0]}", early[1], "one 1") == 200
    if started_anew:
        client = anew(office, clock)
    assert tap(client, f"{talk}{later[0]}", later[1], "other 1") == 200
    stored = office.store.talks.conversation(key)
    assert stored.stage is Stage.TALK
    assert tap(client, f"{talk}{early[0]}", early[1], "one 1") == 200
    assert office.store.talks.conversation(key) == stored


def anew(office: Office, clock: Any) -> HouseClient:
    """A browser at the desk that was started anew."""
    app = web.create_app(office, clock=clock)
    app.test_client_class = HouseClient
    client: HouseClient = app.test_client()  # type: ignore[assignment]
    client.sign_in(CASE_MANAGER)
    return client


def test_a_late_copy_of_what_was_told_afterwards_changes_nothing(client, office):
    key = client.new_talk().split("/")[2]
    desk.conclude(office, key, 1, "info")
    desk.finish(office, key)
    fact = next(one for one in desk.after_talk(office.pack, office.store.talks.conversation(key)))
    early, later = ({"key": key, "fact": fact.code, "code": one.code} for one in fact.offered[:2])
    for form, number in ((early, "one 1"), (later, "other 1"), (early, "one 1")):
        assert tap(client, "/talk-facts", form, number) == 200
    assert office.store.talks.conversation(key).persons[0].answers.facts[fact.code] == later["code"]


@pytest.mark.parametrize("done", [False, True])
def test_after_a_restart_a_page_loaded_anew_knows_whether_its_last_tap_was_done(client, office, clock, done):
    place = client.new_talk()
    if done:
        tap(client, f"{place}/fact", VELBERT, "one 1")
    assert ("lost=1" in anew(office, clock).get(f"{place}?lost=one+1").location) != done


def test_before_the_yes_a_tap_that_was_lost_is_called_missing(client):
    place = f"/conversation/{client.new_key()}?language=ar"
    assert "lost=1" in client.get(f"{place}&lost=one+1").location


def test_a_tap_of_a_talk_that_is_gone_is_told_so(client, office):
    place = client.new_talk()
    office.store.talks.drop_unsaid(place.split("/")[2])
    assert tap(client, f"{place}/fact", VELBERT, "one 1") == 404


def test_a_tap_that_a_page_loaded_anew_called_missing_is_not_done_late(client, office, clock):
    place = client.new_talk()
    client.get(f"{place}?lost=one+1")
    client = anew(office, clock)
    tap(client, f"{place}/fact", HAAN, "other 1")
    tap(client, f"{place}/fact", VELBERT, "one 1")
    assert office.store.talks.conversation(place.split("/")[2]).persons[0].answers.facts["stadt"] == "haan"


TAPS = "SELECT conversation, digest FROM tap"


def test_the_taps_tell_no_order_and_go_when_the_day_is_counted(client, office):
    places = [client.new_talk() for _ in range(2)]
    for number, place in enumerate(places, start=1):
        tap(client, f"{place}/fact", VELBERT, f"one {number}")
    digests = {digest for _, digest in office.store.file.rows(TAPS)}
    assert len(digests) == len(places)
    assert all(re.fullmatch("[0-9a-f]{22}", one) for one in digests)
    with closing(copies.read_back(office.store.copy().content)) as copy:
        assert copy.execute("SELECT count(*) FROM tap").fetchone() == (0,)
    desk.turn_of_day(office, TODAY.replace(year=TODAY.year + 1))
    assert office.store.file.rows(TAPS) == []

"""Numbers that no row and no count can have: sent by nobody's form, and answered like any other that is not there."""

import pytest
from builders import begin
from house import HouseClient

from kiosk.storage import Account

TOO_LARGE = ["9" * 30, "9" * 5000]
"""More than SQLite knows, more than Python reads."""
pytestmark = pytest.mark.parametrize("number", TOO_LARGE, ids=["30 digits", "5000 digits"])
FORMS = [("/imports/undo", "number"), ("/collect/aside", "done"), ("/collect/decision", "chosen")]


@pytest.mark.parametrize(("address", "field"), FORMS)
def test_what_is_no_row_is_not_changed(overhead_client, address, field, number):
    assert overhead_client.post(address, data={field: number}).status_code == 303


@pytest.mark.parametrize("address", ["/releases/{}", "/releases/{}.json"])
def test_no_release_has_such_a_number(overhead_client, address, number):
    assert overhead_client.get(address.format(number)).status_code == 404


def test_nobody_in_a_talk_stands_there(client, office, number):
    assert client.get(f"/conversation/{begin(office)}/person/{number}").status_code == 404


def test_no_post_has_so_many_cases(anonymous, office, number):
    office.store.staff.keep_account(Account("awo", "post", HouseClient.PASSWORD_HASH, "awo_langenfeld"))
    anonymous.sign_in("awo")
    assert anonymous.post("/cases", data={"month": "2026-10", "faelle_aktiv:umf": number}).status_code == 422

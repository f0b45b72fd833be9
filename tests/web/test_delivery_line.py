"""The quiet line on the desk screen: since when counted days have not reached their target."""

import pytest
from builders import DESK, TODAY, finished, tallies_of
from targets import delivering_to, keys_in

from kiosk import desk
from kiosk.clerk import DELIVER, TALLY, Clerk
from kiosk.desk import Office
from kiosk.domain.delivery import TargetKind, file_name
from kiosk.transfer.day_file import content


@pytest.fixture
def office(store, mettmann, tmp_path) -> Office:
    """A desk that delivers to a folder which is not there yet."""
    pack = delivering_to(mettmann, TargetKind.FOLDER, str(tmp_path / "ziel"))
    return Office(store, pack)


def deliver(office, clock, tmp_path):
    Clerk(office, clock, tallies_of(office), keys_in(tmp_path)).do(DELIVER)


def test_staff_see_since_when_delivery_fails_and_that_nothing_is_lost(client, office, clock, tmp_path):
    desk.close_day(office, DESK, TODAY)
    assert "Lieferung klappt" not in client.get("/desk").text
    deliver(office, clock, tmp_path)
    clock.pass_by(hours=16)
    deliver(office, clock, tmp_path)
    client.sign_in("tisch")
    page = client.get("/desk").text
    assert "Lieferung klappt seit 23.11.2026 nicht. Die Zählungen sind sicher und werden später geliefert." in page
    (tmp_path / "ziel").mkdir()
    deliver(office, clock, tmp_path)
    assert "Lieferung" not in client.get("/desk").text


def test_a_count_whose_name_is_taken_at_the_target_is_not_promised_for_later(client, office, clock, tmp_path):
    """A second machine with a copy of this store came first."""
    (tmp_path / "ziel").mkdir()
    finished(office)
    (batch,) = desk.close_day(office, DESK, TODAY)
    (tmp_path / "ziel" / file_name(batch, content(office.pack, [batch]))).write_bytes(b"another count")
    deliver(office, clock, tmp_path)
    page = client.get("/desk").text
    assert "später geliefert" not in page
    assert "seit 23.11.2026 nicht geliefert: Am Ziel liegt unter ihrem Namen schon eine andere." in page


def test_a_day_that_begins_at_midnight_here_is_named_as_it_is_here(client, office, clock, tmp_path):
    desk.close_day(office, DESK, TODAY)
    clock.pass_by(hours=14, minutes=45)
    assert clock.moment.day == 23
    deliver(office, clock, tmp_path)
    client.sign_in("tisch")
    assert "seit 24.11.2026" in client.get("/desk").text


def test_a_tally_folder_that_cannot_be_written_refuses_nobody_and_is_told(anonymous, office, clock, clerk):
    finished(office)
    tallies_of(office).write_text("in the way")
    clock.pass_by(days=1)
    clerk.do_all()
    assert anonymous.sign_in("tisch").location == "/"
    page = anonymous.get("/desk").text
    assert "Die Tagesdateien lassen sich seit 24.11.2026 nicht schreiben. Die Zählungen sind sicher" in page
    tallies_of(office).unlink()
    clerk.do(TALLY)
    assert "Tagesdateien" not in anonymous.get("/desk").text
    assert (tallies_of(office) / DESK / "2026" / f"{TODAY}.csv").is_file()

"""The overhead's page for collecting: the button, how far it is, and what was set aside in words."""

import re
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import DESK, OVERHEAD, TODAY, finished, tallies_of
from deliveries import OTHER, WRITER, batch_of, day_file, days_before
from house import HouseClient

from kiosk import desk, web
from kiosk.clerk import Clerk
from kiosk.domain import tally
from kiosk.domain.calendar import Opening
from kiosk.domain.tally import Batch
from kiosk.storage import Account, Aside
from kiosk.words.labels import Labels
from kiosk.words.notices import count_in_words


@pytest.fixture
def inbox(tmp_path):
    """The folder that desks deliver into."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def overhead(office, clock, inbox):
    """The signed-in overhead at an installation that collects."""
    office.store.staff.keep_account(Account(OVERHEAD, "overhead", HouseClient.PASSWORD_HASH, pin=HouseClient.PIN_HASH))
    clerk = Clerk(office, clock, tallies_of(office), inbox=inbox)
    app = web.create_app(office, clock=clock, clerk=clerk)
    clerk.start()
    app.testing, app.test_client_class = True, HouseClient
    client = app.test_client()
    client.sign_in(OVERHEAD)
    wait_for(client)
    yield client
    clerk.stop()


def wait_for(client) -> None:
    clerk = client.application.extensions["kiosk"].clerk
    for _ in range(500):
        if clerk.collected and not clerk.collecting:
            return
        time.sleep(0.02)
    raise TimeoutError


def test_a_tap_collects_and_the_page_says_what_came(overhead, office, inbox, mettmann):
    for day in days_before(TODAY, 3):
        (inbox / f"{day}.csv").write_bytes(day_file(mettmann, day, 4))
    before = overhead.get("/collect")
    assert "Jetzt einsammeln" in before.text
    assert str(inbox) in before.text
    answer = overhead.post("/collect")
    assert (answer.status_code, answer.location) == (303, "/collect")
    wait_for(overhead)
    page = overhead.get("/collect").text
    assert "3 Zählungen sind neu." in page
    assert "Zur Seite gelegt" not in page
    assert len(office.store.reported.batches(TODAY.replace(day=1), TODAY)) == 3


def test_what_was_set_aside_stands_there_with_its_reason_and_what_to_do(overhead, inbox, mettmann):
    good = day_file(mettmann, TODAY, 4)
    (inbox / "a<b>.csv").write_bytes(good + b"x,y\n")
    (inbox / "b.csv").write_bytes(good.replace(b"mettmann,", b"mond,"))
    overhead.post("/collect")
    wait_for(overhead)
    page = re.sub(r"<[^>]+>", "", overhead.get("/collect").text)
    lines = good.count(b"\n") + 1
    assert "2 Dateien sind zur Seite gelegt." in page
    assert "a&lt;b&gt;.csv" in page
    assert f"Zeile {lines}" in page
    assert "Eine Zeile hat nicht die richtigen Spalten. Den Tag am Desk neu liefern lassen." in page
    assert "mond" in page
    assert (
        "Diesen Desk kennt das Paket nicht. Den Desk in site.toml eintragen; gibt es ihn nicht mehr, mit „retired“."
        in page
    )


def words_of(page: str) -> str:
    """The page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_two_counts_of_a_day_are_named_in_words_and_decided_once(overhead, office, inbox, mettmann):
    name = mettmann.desk(DESK).name
    (inbox / "a.csv").write_bytes(day_file(mettmann, TODAY, 4))
    (inbox / "b.csv").write_bytes(day_file(mettmann, TODAY, 1, writer=OTHER))
    overhead.post("/collect")
    wait_for(overhead)
    page = overhead.get("/collect").text
    one, two = (
        f"{persons}, 0 Zettel, eingegangen am 23.11.2026, Fassung 1, Kennung {writer}"
        for persons, writer in (("4 Personen, 4 Gespräche", WRITER), ("1 Person, 1 Gespräch", OTHER))
    )
    assert "Über eine ist zu entscheiden." in page
    assert f"{name}, Chancen-Aufenthalt, 23.11.2026: mehrere Zählungen" in words_of(page)
    assert f"Gilt zurzeit: {one}" in words_of(page)
    assert two in words_of(page)
    assert "Für einen Tag gibt es mehrere Zählungen." in overhead.get("/numbers").text
    told = f"{name}, Chancen-Aufenthalt, 23.11.2026: mehrere Zählungen; gezählt ist die erste, bis jemand entscheidet."
    assert told in overhead.get("/numbers/print?period=month").text
    assert told in overhead.get("/numbers.json?period=month").json["method"]
    chosen = re.findall(r'name="chosen" value="(\d+)"', page)
    form = {"chosen": chosen[1], "seen": chosen}
    assert overhead.post("/collect/decision", data=form).location == "/collect#decided"
    assert overhead.post("/collect/decision", data={**form, "chosen": chosen[0]}).status_code == 303
    page = words_of(overhead.get("/collect").text)
    assert "mehrere Zählungen" not in page
    assert "zu entscheiden" not in page
    assert f"entschieden von {OVERHEAD} am 23.11.2026 Es gilt: {two}. Nicht: {one}." in page
    assert [batch.persons for batch in office.store.counts.counts_of(DESK, TODAY)] == [1]
    assert "mehrere Zählungen" not in overhead.get("/numbers").text


def test_counts_of_as_many_persons_are_told_apart_by_how_they_ended(overhead, office, inbox, mettmann):
    """A desk that went on from an old copy counts as the same one, as often, as many."""
    for name, seed in (("a", 1), ("b", 2)):
        (inbox / f"{name}.csv").write_bytes(day_file(mettmann, TODAY, 4, seed=seed))
    overhead.post("/collect")
    wait_for(overhead)
    page = words_of(overhead.get("/collect").text)
    one, two = (found.split(", ") for found in re.findall(r"Diese gilt: (4 Personen.*?), eingegangen am", page))
    assert one != two
    assert all(re.fullmatch(r"[^:]+: \d+", ended) for ended in (*one[3:], *two[3:]))
    assert not {*one[3:]} & {*two[3:]}, "what they have alike is not said"


def test_of_a_month_no_slips_are_told_for_it_counts_none(mettmann):
    cells = {(tally.MONTH_VOLUME, tally.PERSONS): 7, (tally.MONTH_VOLUME, tally.CONVERSATIONS): 6}
    head = (DESK, mettmann.profiles[0].code, date(2026, 10, 1), date(2026, 10, 31), 1, tally.OWN)
    month = Batch(*head, cells)
    assert count_in_words(month, [month], Labels(mettmann)) == "7 Personen, 6 Gespräche, hier gezählt, Fassung 1"


def test_a_count_of_nobody_is_told_beside_one_of_somebody_by_how_many_alone(mettmann):
    nobody, somebody = (batch_of(mettmann, TODAY, persons, 1) for persons in (0, 4))
    nobody = replace(nobody, cells={cell: number for cell, number in nobody.cells.items() if number})
    said = [count_in_words(one, [nobody, somebody], Labels(mettmann)) for one in (nobody, somebody)]
    assert said == [
        f"{number} Personen, {number} Gespräche, 0 Zettel, hier gezählt, Fassung 1, Kennung {WRITER}"
        for number in (0, 4)
    ]


@pytest.mark.parametrize("form", [{}, {"chosen": "x"}, {"chosen": "1"}, {"chosen": "1", "seen": ["1", "99", "y"]}])
def test_a_decision_about_what_is_no_question_changes_nothing(overhead, office, inbox, mettmann, form):
    (inbox / "a.csv").write_bytes(day_file(mettmann, TODAY, 4))
    overhead.post("/collect")
    wait_for(overhead)
    assert overhead.post("/collect/decision", data=form).status_code == 303
    assert office.store.counts.decisions() == []
    assert [batch.persons for batch in office.store.counts.counts_of(DESK, TODAY)] == [4]


def test_a_count_that_came_in_stands_beside_the_own_one(overhead, office, inbox, mettmann):
    (inbox / "a.csv").write_bytes(day_file(mettmann, TODAY, 4))
    overhead.post("/collect")
    wait_for(overhead)
    finished(office)
    desk.close_day(office, DESK, TODAY)
    page = words_of(overhead.get("/collect").text)
    here = f"1 Person, 1 Gespräch, 1 Zettel, hier gezählt, Fassung 1, Kennung {office.store.identity}"
    assert f"Gilt zurzeit: {here}" in page
    assert f"4 Personen, 4 Gespräche, 0 Zettel, eingegangen am 23.11.2026, Fassung 1, Kennung {WRITER}" in page


def test_what_was_set_aside_is_put_to_rest_and_the_file_stays(overhead, inbox):
    (inbox / "a.csv").write_bytes(b"broken")
    overhead.post("/collect")
    wait_for(overhead)
    (number,) = re.findall(r'name="done" value="(\d+)"', overhead.get("/collect").text)
    assert overhead.post("/collect/aside", data={"done": [number, "x"]}).location == "/collect"
    overhead.post("/collect")
    wait_for(overhead)
    page = overhead.get("/collect").text
    assert "a.csv" not in page
    assert "Alle erledigt" not in page
    assert (inbox / "a.csv").read_bytes() == b"broken"


def test_a_desk_whose_month_does_not_tell_who_came_lacks_something(overhead, office):
    day, cells = date(2026, 10, 5), {(tally.VOLUME, tally.PERSONS): 4}
    office.store.counts.keep_batch(Batch(DESK, "clearing", day, day, 1, tally.OWN, cells))
    office.store.openings.put(DESK, [day], Opening.OPEN, "leitung")
    assert "wer kam, aus 1 Monat" in words_of(overhead.get("/collect").text)


def test_what_was_set_aside_and_is_deleted_since_is_said_to_be_gone(overhead, inbox):
    for name in ("a.csv", "b\n.csv", "c.csv"):
        (inbox / name).write_bytes(b"broken")
    overhead.post("/collect")
    wait_for(overhead)
    assert "Liegt nicht mehr im Ordner." not in overhead.get("/collect").text
    (inbox / "c.csv").unlink()
    page = overhead.get("/collect").text
    assert re.findall(r"<strong><bdi[^>]*>([^<]*)</bdi>(?:(?!</li>).)*Liegt nicht mehr", page, re.DOTALL) == ["c.csv"]


def test_the_first_page_of_a_day_says_what_came_since_and_what_is_missing(overhead, office, inbox, mettmann):
    def signed_in() -> str:
        overhead.post("/sign-out")
        return overhead.sign_in(OVERHEAD).location

    (inbox / "a.csv").write_bytes(day_file(mettmann, TODAY - timedelta(days=1), 4))
    overhead.post("/collect")
    wait_for(overhead)
    assert "Heute ist Ihr erster Tag hier." in overhead.get("/collect").text
    with office.store.at_once():
        office.store.file.db.execute("UPDATE last_look SET day = '2026-11-20'")
    assert [signed_in(), signed_in()] == ["/collect"] * 2  # as when its answer was lost on the line
    page = words_of(overhead.get("/collect").text)
    assert (signed_in(), words_of(overhead.get("/collect").text)) == ("/collect", page)
    assert "„Neu“ ist, was seit dem 20.11.2026 einging" in page
    assert f"{mettmann.desk(DESK).name} 23.11.2026 22.11.2026 1 Tag Sprechtage nicht eingetragen" in page


def test_an_installation_of_the_overhead_has_no_page_of_a_desk(office, clock, inbox):
    for name, role in ((OVERHEAD, "overhead"), ("leiterin", "lead"), ("tisch", "case_manager")):
        office.store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH, pin=HouseClient.PIN_HASH))
    app = web.create_app(office, clock=clock, clerk=Clerk(office, clock, tallies_of(office), inbox=inbox), desk=None)
    app.testing, app.test_client_class = True, HouseClient
    client = app.test_client()
    entrance = client.get("/sign-in").text
    assert "<select" not in entrance
    assert "Gleich sind wir für Sie da." not in entrance, "no client stands before it"
    answer = client.sign_in("tisch")
    assert "Hier ist kein Desk. Melden Sie sich an Ihrem Desk an." in client.get(answer.location).text
    client.sign_in("leiterin")
    assert client.get("/").location == "/openings"
    assert client.get("/openings").status_code == 200
    assert [client.get(page).status_code for page in ("/desk", "/corrections")] == [404, 404]
    assert office.store.staff.hours(DESK, TODAY) == []
    client.post("/sign-out")
    assert client.sign_in(OVERHEAD).location == "/collect"
    page = client.get("/numbers").text
    assert "Noch ist nichts gezählt." in page
    assert "/imports" in page
    assert "fehlen" not in page


def test_while_it_runs_the_page_shows_how_far_it_is_and_a_link(overhead, office, inbox, mettmann):
    for day in days_before(TODAY, 250):
        (inbox / f"{day}.csv").write_bytes(day_file(mettmann, day, 1))
    with office.store.at_once():
        overhead.post("/collect")
        time.sleep(0.5)
        part = overhead.get("/collect", tap="round").text
        assert overhead.post("/collect").status_code == 303
    assert part.startswith('<div id="round"')
    assert " Dateien sind gelesen." in part
    assert "Stand neu laden" in part
    assert "Jetzt einsammeln" not in part
    wait_for(overhead)
    page = overhead.get("/collect", tap="round").text
    assert "250 Zählungen sind neu." in page
    assert "data-again" not in page


def test_a_file_of_a_day_to_come_is_named_as_waiting(overhead, inbox, mettmann):
    (inbox / "a.csv").write_bytes(day_file(mettmann, TODAY + timedelta(days=1), 4))
    overhead.post("/collect")
    wait_for(overhead)
    page = overhead.get("/collect").text
    assert "Wartet auf seinen Tag, noch nicht gezählt" in page
    assert "2026-11-24" in page
    assert "zur Seite gelegt" not in page


def test_a_folder_that_is_gone_is_told_and_the_next_tap_tries_again(overhead, inbox):
    inbox.rename(inbox.with_name("away"))
    overhead.post("/collect")
    wait_for(overhead)
    assert "Der Ordner lässt sich nicht lesen." in overhead.get("/collect").text
    inbox.with_name("away").rename(inbox)
    overhead.post("/collect")
    wait_for(overhead)
    assert "Der Ordner lässt sich nicht lesen." not in overhead.get("/collect").text


def test_without_a_folder_the_page_says_which_setting_to_make(overhead_client):
    page = overhead_client.get("/collect").text
    assert "kiosk serve --overhead --collect" in page
    assert "Jetzt einsammeln" not in page
    assert overhead_client.post("/collect").status_code == 404


def test_the_desk_does_not_reach_it(client):
    assert client.get("/collect").status_code == 403
    assert client.post("/collect").status_code == 403


def test_a_reason_that_only_an_older_version_knew_is_shown_with_what_is_left_to_say(overhead, office):
    office.store.collection.put_aside(Aside("a.csv", "long_gone", "", TODAY))
    assert "Etwas ist schiefgegangen." in overhead.get("/collect").text

"""The desk screen: today's numbers, undo, profile, closing the day, corrections."""

from builders import TODAY, finished

from kiosk.domain.conversation import Stage


def test_the_day_is_told_in_words(client, office):
    finished(office)
    page = client.get("/desk").text
    assert "Ein Gespräch" in page
    assert "eine Person" in page


def test_signing_in_opens_the_screening_hour(client, office):
    hours = office.store.staff.hours("mettmann", TODAY)
    assert [(hour.profile, hour.closed) for hour in hours] == [("chancenaufenthalt", False)]


def test_the_profile_changes_what_is_asked(client):
    client.post("/desk/profile", data={"profile": "clearing"})
    place = client.new_talk()
    page = client.tap(f"{place}/fact", fact="aufenthalt", code="familie").text
    assert "?open=zielgruppe" in page
    page = client.tap(f"{place}/fact", fact="aufenthalt", code="p104c").text
    assert "?open=zielgruppe" not in page
    assert client.post("/desk/profile", data={"profile": "ausgedacht"}).status_code == 422


def test_the_last_talk_can_be_taken_back(client):
    place = client.new_talk()
    client.post(f"{place}/conclude", data={"outcome": "info"})
    page = client.get("/desk").text
    assert "Letztes Gespräch" in page
    key = place.split("/")[2]
    client.post(f"/conversation/{key}/take-back")
    assert client.application.extensions["kiosk"].store.talks.conversation(key).stage is Stage.TALK
    assert "Ein Gespräch ist noch offen." in client.get("/desk").text


def test_closing_writes_the_tally_and_a_correction_its_second_revision(client, office):
    place = client.new_talk()
    client.post(f"{place}/conclude", data={"outcome": "info"})
    assert client.get("/desk/close").status_code == 200
    assert client.post("/desk/close").location == "/desk"
    file = office.tallies / "mettmann" / "2026" / "2026-11-23.csv"
    assert "chancenaufenthalt,2026-11-23,1,ergebnis,info,1" in file.read_text()
    key = place.split("/")[2]
    client.post(f"/conversation/{key}/take-back")
    client.post(f"{place}/conclude", data={"outcome": "kein_bedarf"})
    assert ",ergebnis,kein_bedarf,1" in file.read_text()
    assert ",ergebnis,info,0" in file.read_text()


def test_corrections_show_the_talks_of_the_last_days(client, office, clock):
    finished(office)
    clock.pass_by(days=3)
    client.sign_in("tisch")
    page = client.get("/corrections").text
    assert "Verweis KIM-CM" in page
    assert "23. November 2026" in page


def test_a_correction_after_its_days_is_refused(client, office, clock):
    conversation = finished(office)
    clock.pass_by(days=20)
    client.sign_in("tisch")
    answer = client.post(f"/conversation/{conversation.key}/take-back")
    assert answer.status_code in (404, 409)


def test_the_morning_after_the_day_is_closed_by_itself(client, office, clock):
    finished(office)
    clock.pass_by(days=1)
    client.sign_in("tisch")
    assert (office.tallies / "mettmann" / "2026" / "2026-11-23.csv").is_file()

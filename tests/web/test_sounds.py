"""Sentences that are heard: by a clip of the pack, else by a voice of the tablet; and the lead's page of clips."""

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from builders import CASE_MANAGER
from house import HouseClient, Reader

from kiosk import pack as packs
from kiosk import web
from kiosk.desk import Office
from kiosk.storage import Account
from kiosk.words import clips
from kiosk.words.states import mark_of

LEAD = "teamleitung"
OGG = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(40)
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(40)
QUESTION = "Möchten Sie zwei Minuten mit uns sprechen?"
MARK = "cd011a2c1b7dee8e"


@pytest.fixture
def folder(mettmann, tmp_path) -> Path:
    """The pack of Mettmann in a folder of its own."""
    return Path(shutil.copytree(mettmann.folder, tmp_path / "pack"))


def tablet(store, clock, folder) -> HouseClient:
    """A signed-in lead at a desk with the pack of this folder."""
    store.staff.keep_account(Account(LEAD, "lead", HouseClient.PASSWORD_HASH))
    store.staff.keep_account(Account(CASE_MANAGER, "case_manager", HouseClient.PASSWORD_HASH))
    app = web.create_app(Office(store, packs.load(folder)), clock=clock)
    app.testing = True
    app.test_client_class = HouseClient
    client = app.test_client()
    client.sign_in(LEAD)
    return client


@pytest.fixture
def lead(store, clock, folder) -> HouseClient:
    """The lead at a desk whose pack may be written."""
    return tablet(store, clock, folder)


def put(lead, content: bytes, mark: str, language: str = "ar", **form: str):
    """Hand in a file for a sentence."""
    data = {"language": language, "mark": mark, "file": (BytesIO(content), "x"), **form}
    answer = lead.post("/sounds", data=data)
    answer.request.environ["wsgi.input"].close()  # the client keeps a large form in a file
    return answer


def play(lead, clip: str, **headers: str):
    """Ask for a clip, or for a part of it, to the end."""
    return lead.get(clip, headers=headers, buffered=True)


def heard(page: str) -> dict[str, tuple[str, str]]:
    """Each sentence that has a button, with its clip and the language of the voice that may stand in."""
    found = {}
    for one in Reader(page).elements:
        if "listen" in one.attributes.get("class", ""):
            found[one.parent.text.strip()] = (one.attributes["data-clip"], one.attributes["data-voices"])
    return found


def promise(client, language: str = "ar") -> str:
    """The page with the promise."""
    return client.get(f"/conversation/{client.new_key()}?language={language}").text


def test_a_clip_is_named_by_the_german_sentence():
    assert mark_of(QUESTION) == MARK


def test_the_lead_puts_in_a_clip_and_clients_hear_it_in_parts(lead):
    answer = put(lead, OGG, MARK)
    assert (answer.status_code, answer.location) == (303, f"/sounds?language=ar#{MARK}")
    [(clip, voice)] = [one for text, one in heard(promise(lead)).items() if QUESTION in text]
    assert voice == "ar"
    whole = play(lead, clip)
    assert (whole.data, whole.mimetype) == (OGG, "audio/ogg")
    assert "immutable" in whole.headers["Cache-Control"]
    part = play(lead, clip, Range="bytes=28-35")
    assert (part.status_code, part.data) == (206, b"OpusHead")
    assert "1 von 43 Sätzen sind aufgenommen" in lead.get("/sounds?language=ar").text


def test_another_recording_has_another_address_and_takes_the_place_of_the_first(lead, folder):
    put(lead, OGG, MARK)
    first = clips.clip_of(packs.load(folder), "ar", MARK)
    put(lead, WEBM, MARK)
    assert not first.exists()
    [(clip, _)] = [one for text, one in heard(promise(lead)).items() if QUESTION in text]
    assert (play(lead, clip).data, play(lead, clip).mimetype) == (WEBM, "audio/webm")
    assert play(lead, clip[:-12] + "0" * 12).headers["Cache-Control"] == "no-cache"
    assert put(lead, b"", MARK, do="remove").status_code == 303
    assert play(lead, clip).status_code == 404
    assert put(lead, b"", MARK, do="remove").status_code == 303


@pytest.mark.parametrize("content", [b"", b"RIFF....WAVE", b"OggS" + bytes(60), b"\x1aE\xdf\xa3matroska"])
def test_only_recordings_that_tablets_play_are_taken(lead, folder, content):
    answer = put(lead, content, MARK)
    assert answer.status_code == 422
    assert "Das ist keine Aufnahme" in answer.text
    assert not (folder / "audio").exists()


@pytest.mark.parametrize("size", [clips.LARGEST + 1, 3 * clips.LARGEST])
def test_a_recording_has_at_most_a_megabyte(lead, folder, size):
    answer = put(lead, OGG + bytes(size - len(OGG)), MARK)
    assert answer.status_code == 422
    assert "höchstens 1 MB" in answer.text
    assert not (folder / "audio").exists()
    assert put(lead, OGG + bytes(clips.LARGEST - len(OGG)), MARK).status_code == 303


@pytest.mark.parametrize(("language", "mark"), [("xx", MARK), ("../..", MARK), ("ar", "0" * 16), ("ar", "../site")])
def test_nothing_else_in_the_pack_is_written(lead, folder, language, mark):
    assert put(lead, OGG, mark, language).status_code == 404
    assert not (folder / "audio").exists()


@pytest.mark.parametrize("address", ["..%2Faudio/0/0", "ar/site/0", "ar/..%2F..%2Fsite/0"])
def test_nothing_else_in_the_pack_is_read(lead, address):
    assert lead.get(f"/sounds/{address}").status_code == 404


def test_where_the_pack_cannot_be_written_the_page_says_where(lead, folder):
    (folder / "audio").write_text("in the way")
    answer = put(lead, OGG, MARK)
    assert answer.status_code == 422
    assert "Das Programm darf hier nicht schreiben" in answer.text
    assert str(folder / "audio") in answer.text


def test_the_microphone_is_allowed_only_where_it_is_used(lead):
    assert "microphone=()" in lead.get("/desk").headers["Permissions-Policy"]
    assert "microphone=(self)" in lead.get("/sounds").headers["Permissions-Policy"]


def test_a_case_manager_keeps_no_clips(lead):
    lead.sign_in(CASE_MANAGER)
    assert lead.get("/sounds").status_code == put(lead, OGG, MARK).status_code == 403


def test_a_clip_falls_silent_when_its_german_sentence_changes(store, clock, folder):
    words = folder / "vocabulary.toml"
    old, new = "Wobei brauchen Sie Hilfe?", "Welche Hilfe brauchen Sie?"
    clip = folder / "audio" / "de" / f"{mark_of(old)}.ogg"
    clip.parent.mkdir(parents=True)
    clip.write_bytes(OGG)
    words.write_text(words.read_text(encoding="utf-8").replace(f'"{old}"', f'"{new}"'), encoding="utf-8")
    lead = tablet(store, clock, folder)
    place = lead.new_talk("de")
    [(text, sound)] = heard(lead.get(f"{place}?open=bedarf").text).items()
    assert (text.startswith(new), sound) == (True, ("", "de"))
    assert list(clips.orphans(packs.load(folder))) == [clip]


def test_a_sentence_that_stands_in_german_is_heard_in_german(store, clock, folder):
    words = folder / "vocabulary.toml"
    old, new = "Wobei brauchen Sie Hilfe?", "Welche Hilfe brauchen Sie?"
    words.write_text(words.read_text(encoding="utf-8").replace(f'"{old}"', f'"{new}"'), encoding="utf-8")
    clips.keep(packs.load(folder), "ar", mark_of(new), OGG)
    lead = tablet(store, clock, folder)
    place = lead.new_talk("ar")
    [(text, sound)] = heard(lead.get(f"{place}?open=bedarf").text).items()
    assert (text.startswith(new), sound) == (True, ("", "de"))
    assert new not in lead.get("/sounds?language=ar").text


def test_only_fixed_sentences_have_a_button_never_an_answer_or_a_reason(client):
    place = client.new_talk()
    client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    client.tap(f"{place}/need", add="psyche")
    for path in (place, f"{place}?open=altersgruppe", f"{place}?panel=doors", f"{place}?panel=no_need"):
        for one in Reader(client.get(path).text).elements:
            if "listen" in one.attributes.get("class", ""):
                assert one.parent.name == "h2" or "hint" in one.parent.attributes["class"]
                assert one.within("button", "a") is None


def test_without_clip_and_without_a_voice_that_the_site_allows_there_is_no_button(store, clock, folder):
    site = folder / "site.toml"
    site.write_text(re.sub("device_voices = .*", "", site.read_text(encoding="utf-8")), encoding="utf-8")
    assert heard(promise(tablet(store, clock, folder))) == {}


def test_public_pages_have_no_button(client):
    for path in ("/slip/ar/psz", "/slip/ar/about/data"):
        assert "listen" not in client.get(path, ours=False).text


def test_who_put_in_or_removed_a_clip_stands_in_the_account_log(store, lead):
    put(lead, b"no clip", MARK)
    put(lead, OGG, MARK)
    put(lead, b"", MARK, do="remove")
    lines = [(one.event, one.account, one.about) for one in store.account_log.lines() if one.event.startswith("clip")]
    assert lines == [("clip_put_in", LEAD, f"ar/{MARK}"), ("clip_removed", LEAD, f"ar/{MARK}")]


@pytest.mark.parametrize(("names", "shown"), [((), []), (("ar.mp4", "fa.mp4"), ["ar"]), (("gsg.webm",), ["gsg"])])
def test_a_film_of_the_county_can_be_played_on_the_page_of_the_promise(store, clock, folder, names, shown):
    (folder / "film").mkdir()
    for name in names:
        (folder / "film" / name).write_bytes(b"film")
    lead = tablet(store, clock, folder)
    page = promise(lead)
    assert re.findall('<video [^>]*src="/film/([^"]+)"', page) == shown
    assert page.count("<summary") == len(shown)
    for tag in shown:
        film = play(lead, f"/film/{tag}", Range="bytes=1-2")
        assert (film.status_code, film.data, film.mimetype[:6]) == (206, b"il", "video/")


@pytest.mark.parametrize("address", ["de", "xx", "..%2Fsite", "gsg.mp4"])
def test_there_is_no_other_film(lead, address):
    assert lead.get(f"/film/{address}").status_code == 404

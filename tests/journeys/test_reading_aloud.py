"""Who cannot read hears it: by a clip, else by a voice of the device; and a sentence asks to be taken along."""

import json
import re
import shutil
from base64 import b64decode
from pathlib import Path

import ogg
import pytest
from builders import Clock
from journeys.conftest import served
from journeys.people import LEAD, CaseManager, Client, Desk, OpenTablet, Tablet, hold

from kiosk import pack as packs
from kiosk.pack import Pack
from kiosk.words import clips
from kiosk.words.states import mark_of

pytestmark = pytest.mark.journey

VOICES = """(tongues, way) => {
  const said = [];
  Object.defineProperty(window, "speechSynthesis", { value: {
    said, cancel() { said.ended = said.length; }, addEventListener() {},
    getVoices: () => tongues.map(([lang, localService]) => ({ lang, localService })),
    speak: (words) => {
      said.push([words.lang, words.text, words.voice && words.voice.lang]);
      if (way !== "hangs") words.onstart();
      if (way === "reads") words.onend();
    },
  } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""
"""A device with these voices, which read at once, go on, or hang; a browser without a desktop has none of its own."""
SPEAKER = """() => {
  const sound = new AudioContext();
  navigator.mediaDevices.getUserMedia = async () => {
    const [tone, to] = [sound.createOscillator(), sound.createMediaStreamDestination()];
    tone.connect(to);
    tone.start();
    return to.stream;
  };
}"""
"""Somebody who speaks into the microphone."""
FILM = """async () => {
  const sheet = document.createElement("canvas"), parts = [], file = new FileReader();
  const recorder = new MediaRecorder(sheet.captureStream(10), { mimeType: "video/webm" });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  for (let turn = 0; turn < 15; turn += 1) {
    sheet.getContext("2d").fillRect(turn, turn, 9, 9);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await new Promise((resolve) => { recorder.onstop = resolve; recorder.stop(); });
  await new Promise((resolve) => { file.onload = resolve; file.readAsDataURL(new Blob(parts)); });
  return file.result.split(",")[1];
}"""
"""A film of a second, as a browser writes it."""
PLAYING = "tag => document.querySelector(`video[src$='/${tag}']`)?.paused === false"
TOLD = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
"""That a film was closed is told in a task of its own."""
QUESTION, OFFICE = "Möchten Sie zwei Minuten mit uns sprechen?", "Wir gehören nicht zum Ausländeramt."


def listener(desk: Desk, tablet: OpenTablet, *voices: tuple[str, bool], way: str = "reads") -> Tablet:
    """A tablet with these voices, whose case manager has signed in."""
    table: Tablet = tablet(desk.url)
    table.page.add_init_script(f"({VOICES})({json.dumps(voices)}, {json.dumps(way)})")
    CaseManager(table).sign_in()
    return table


def at_the_promise(table: Tablet) -> None:
    """Turn the tablet to somebody who reads Arabic."""
    CaseManager(table).new_talk()
    Client(table).choose_language("ar")
    table.see(".promise")


def reader(desk: Desk, tablet: OpenTablet, *voices: tuple[str, bool]) -> Tablet:
    """A tablet with these voices, on the slip of the PSZ in Arabic."""
    table = listener(desk, tablet, *voices)
    manager = CaseManager(table)
    hold(manager, desk, "ar", {"altersgruppe": "27_44", "aufenthalt": "gestattung"}, ("psyche",))
    manager.accept()
    return table


def test_who_cannot_read_the_slip_hears_it_with_two_taps_and_nothing_is_kept(desk: Desk, tablet: OpenTablet) -> None:
    table = reader(desk, tablet, ("ar-SA", True), ("de-DE", True))
    before, taps = desk.talk(table.key), table.taps
    table.tap(".reading summary")
    table.tap("#read")
    assert table.taps - taps == 2
    said = table.page.evaluate("speechSynthesis.said")
    assert ["de", "PSZ Düsseldorf", "de-DE"] in said
    assert ["ar", "هنا تجدون المساعدة.", "ar-SA"] in said
    assert "0211 544 173 45" in {text for _, text, _ in said}
    assert len({text for _, text, _ in said}) == len(said)
    assert "Bitte begleiten Sie mich." in table.text(".reading")
    assert desk.talk(table.key) == before
    assert table.complaints == table.foreign == []


@pytest.mark.parametrize("voices", [(), (("de-DE", True),), (("ar-SA", False), ("de-DE", True))])
def test_without_a_voice_of_the_device_itself_nothing_is_read_and_the_sentence_stands(
    desk: Desk, tablet: OpenTablet, voices: tuple[tuple[str, bool], ...]
) -> None:
    table = reader(desk, tablet, *voices)
    table.tap(".reading summary")
    assert not table.shows("#read")
    assert "رافقوني من فضلكم." in table.text(".reading")
    assert table.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_the_question_on_the_tablet_is_heard_until_the_next_tap(desk: Desk, tablet: OpenTablet) -> None:
    table = listener(desk, tablet, ("ar-SA", True), way="lasts")
    at_the_promise(table)
    assert table.page.locator(".listen:visible").count() == 5
    table.tap("#ask .listen")
    assert table.page.evaluate("speechSynthesis.said") == [["ar", table.text("#ask .first"), "ar-SA"]]
    table.see("#ask .listen[aria-pressed]")
    table.tap("#ask .first")
    assert table.page.evaluate("speechSynthesis.said.ended") == 1
    assert not table.shows("[aria-pressed]")
    table.tap("#ask .listen")
    table.tap("#ask .listen")
    assert table.page.evaluate("[speechSynthesis.said.ended, speechSynthesis.said.length]") == [2, 2]


def test_a_voice_that_hangs_is_given_up(desk: Desk, tablet: OpenTablet) -> None:
    table = listener(desk, tablet, ("ar-SA", True), way="hangs")
    at_the_promise(table)
    table.tap(".promise .listen")
    table.page.wait_for_selector(".listen", state="hidden")
    assert table.page.locator(".listen:visible").count() == 0


def test_the_lead_records_a_sentence_and_a_client_hears_it(
    mettmann: Pack, clock: Clock, tmp_path: Path, tablet: OpenTablet, browser: object
) -> None:
    folder = shutil.copytree(mettmann.folder, tmp_path / "pack")
    with served(packs.load(folder), tmp_path / "desk", clock) as desk:
        lead: Tablet = tablet(desk.url)
        lead.page.add_init_script(f"({SPEAKER})()")
        CaseManager(lead, LEAD).sign_in()
        lead.open("/sounds?language=ar")
        asked, office = (f"[id='{mark_of(one)}']" for one in (QUESTION, OFFICE))
        lead.tap(f"{asked} [data-record]")
        lead.see(f"{asked} [aria-pressed]")
        lead.page.wait_for_timeout(300)
        lead.tap(f"{asked} [data-record]")
        lead.see(f"{asked} audio")
        lead.page.set_input_files(f"{office} [type=file]", {"name": "a.ogg", "mimeType": "", "buffer": ogg.silence()})
        lead.tap(f"{office} button:not([type])")
        lead.see(f"{office} audio")
        assert lead.complaints == []
        table: Tablet = tablet(desk.url)
        CaseManager(table).sign_in()
        at_the_promise(table)
        assert table.page.locator(".listen:visible").count() == 2
        for heading in ("#ask", ".promise"):
            table.tap(f"{heading} .listen")
            table.see(f"{heading} [aria-pressed]")
            table.page.wait_for_selector(f"{heading} [aria-pressed]", state="detached")
        clips.keep(desk.office.pack, "ar", mark_of("Hier finden Sie Hilfe."), ogg.silence())
        CaseManager(table).come_in()
        table.open("/desk/slip/psz?language=ar")
        table.tap(".reading summary")
        with table.page.expect_response(re.compile("/sounds/ar/")) as answer:
            table.tap("#read")
        assert answer.value.ok
        table.page.wait_for_selector("#read[aria-pressed]", state="detached")
        assert table.complaints == table.foreign == []


def test_a_film_plays_at_one_tap_ends_with_the_next_and_never_lies_over_a_button(
    mettmann: Pack, clock: Clock, tmp_path: Path, tablet: OpenTablet
) -> None:
    folder = Path(shutil.copytree(mettmann.folder, tmp_path / "pack"))
    (folder / "film").mkdir()
    with served(packs.load(folder), tmp_path / "desk", clock) as desk:
        table: Tablet = tablet(desk.url, (800, 1280))
        film = b64decode(table.page.evaluate(FILM))
        for tag in ("ar", "gsg"):
            (folder / "film" / f"{tag}.webm").write_bytes(film)
        CaseManager(table).sign_in()
        at_the_promise(table)
        for tag in ("ar", "gsg"):
            table.tap(f".film:has([src$='/{tag}']) summary")
            table.page.wait_for_function(PLAYING, arg=tag)
        assert not table.page.evaluate(PLAYING, "ar")
        for button in table.page.locator(".top :is(a, button, summary)").all():
            button.click(trial=True)
        table.tap(".promise")
        table.page.wait_for_selector("video", state="hidden")
        table.page.evaluate(TOLD)
        assert not table.page.evaluate(PLAYING, "gsg")
        assert table.complaints == table.foreign == []

"""Who cannot read the slip: it is read aloud where the device has a voice, and a sentence asks to be taken along."""

import json

import pytest
from journeys.people import CaseManager, Desk, OpenTablet, Tablet, hold

pytestmark = pytest.mark.journey

VOICES = """(tongues) => {
  const said = [];
  Object.defineProperty(window, "speechSynthesis", { value: {
    said, speaking: false, cancel() {}, addEventListener() {},
    getVoices: () => tongues.map(([lang, localService]) => ({ lang, localService })),
    speak: (words) => said.push([words.lang, words.text, words.voice && words.voice.lang]),
  } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""
"""A device with these voices; a browser without a desktop has none of its own."""


def reader(desk: Desk, tablet: OpenTablet, *voices: tuple[str, bool]) -> Tablet:
    """A tablet with these voices, on the slip of the PSZ in Arabic."""
    table: Tablet = tablet(desk.url)
    table.page.add_init_script(f"({VOICES})({json.dumps(voices)})")
    manager = CaseManager(table)
    manager.sign_in()
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

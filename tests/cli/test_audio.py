"""kiosk audio: what is to be recorded, what is, and which clips no sentence plays any more."""

import shutil
from pathlib import Path

import pytest

from kiosk.words.states import mark_of

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "Wir gehören nicht zum Ausländeramt."


@pytest.fixture
def folder(tmp_path) -> Path:
    """The pack of Mettmann with a clip of one sentence, one of a sentence that is gone, and a stray file."""
    copied = Path(shutil.copytree(ROOT / "deploy" / "mettmann", tmp_path / "pack"))
    (copied / "audio" / "ar").mkdir(parents=True)
    for name in (f"{mark_of(SENTENCE)}.ogg", f"{'0' * 16}.ogg", "liste.txt"):
        (copied / "audio" / "ar" / name).write_bytes(b"")
    return copied


def test_the_list_has_every_sentence_with_its_clip_and_the_translation(kiosk, folder):
    heading, *lines = kiosk("audio", "list", "ar", "--pack", folder).raw.decode("utf-8-sig").splitlines()
    assert heading == "Kennung;Deutsch;Übersetzung;Aufnahme"
    recorded = [line for line in lines if line.endswith(";aufgenommen")]
    assert [line.split(";")[:2] for line in recorded] == [[mark_of(SENTENCE), SENTENCE]]
    assert all(line.endswith(";fehlt") for line in lines if line not in recorded)
    assert kiosk("audio", "list", "xx", "--pack", folder).complaints[0].startswith("SPRACHE: eines von: de")


def test_the_check_counts_by_language_and_names_what_nobody_hears(kiosk, folder):
    said = kiosk("audio", "check", "--pack", folder).out
    assert "Arabisch         1 von 43 aufgenommen" in said
    assert "Deutsch          0 von 43 aufgenommen" in said
    unheard = [line.rsplit("/", 1)[1] for line in said.splitlines() if "wird nicht gespielt" in line]
    assert unheard == ["0000000000000000.ogg", "liste.txt"]

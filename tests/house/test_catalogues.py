"""The catalogues: in step with templates, program and pack; placeholders kept; nothing that could break a page."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk.web import extraction

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "translations", ROOT / "tests" / "packs" / "musterkreis" / "translations")
CATALOGUES = [path for folder in FOLDERS for path in extraction.catalogues(folder)]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
OVERRIDE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069<>]")
MOST_WORDS = 15
LONGER_ON_PURPOSE: set[str] = set()
"""Sentences for clients that may be longer than fifteen words; each needs a reason here."""


def messages(path):
    tag = path.parent.parent.name
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=tag) if message.id]


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_there_are_catalogues():
    assert {path.parent.parent.name for path in CATALOGUES} == {"ar", "en"}


def test_they_are_in_step_with_what_is_said(mettmann, musterkreis):
    for pack in (mettmann, musterkreis):
        for path, content in extraction.everything(pack):
            assert path.read_bytes() == content, f"{path.name}: run `kiosk words`"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parents[3].name}-{path.parents[1].name}")
def test_every_message_is_translated_and_sound(path):
    for message in messages(path):
        assert all(forms(message)), f"{message.id} is not translated"
        assert not message.fuzzy
        assert list(message.check()) == []
        wanted = set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else " ".join(message.id)))
        for form in forms(message):
            assert set(PLACEHOLDER.findall(form)) <= wanted
            assert not OVERRIDE.search(form), message.id
            form % {name[2:-2]: "x" for name in wanted}


def test_digits_are_latin_everywhere():
    for path in CATALOGUES:
        for message in messages(path):
            for form in forms(message):
                assert not any(letter.isdigit() and not letter.isascii() for letter in form), message.id


def test_sentences_for_clients_are_short():
    with (ROOT / "translations" / "messages.pot").open("rb") as file:
        said = [message.id for message in read_po(file) if message.id and "client" in message.auto_comments]
    assert len(said) > 200
    for message in said:
        for sentence in re.split(r"(?<=[.!?]) ", message):
            assert len(sentence.split()) <= MOST_WORDS or message in LONGER_ON_PURPOSE, sentence

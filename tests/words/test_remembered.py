"""The catalogues as they were read: kept for the next start, believed only where they are of these very files."""

import json
import os
import shutil

import pytest

from kiosk import config
from kiosk.words import catalogues, remembered

GREETING = "Gleich sind wir für Sie da."


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The program's catalogues in a folder that can be changed."""
    folder = tmp_path / "translations"
    shutil.copytree(config.beside("translations"), folder)
    monkeypatch.setattr(config, "beside", lambda name: tmp_path / name)
    return folder


@pytest.fixture
def kept(mettmann, own, tmp_path):
    file = tmp_path / "data" / "words.cache"
    catalogues.load(mettmann, file)
    return file


def _same(one, other):
    assert one.client_messages == other.client_messages
    assert one.catalogues.keys() == other.catalogues.keys()
    for tag, catalogue in one.catalogues.items():
        assert catalogue.messages == other.catalogues[tag].messages
        numbers = range(120)
        assert [*map(catalogue.plural, numbers)] == [*map(other.catalogues[tag].plural, numbers)]


def test_what_was_kept_says_the_same_and_reads_no_catalogue(mettmann, kept, monkeypatch):
    with monkeypatch.context() as unread:
        unread.setattr("babel.messages.pofile.read_po", None)
        again = catalogues.load(mettmann, kept)
    _same(again, catalogues.load(mettmann))
    assert again.say_many("en", "Ein Zettel bleibt gültig.", "%(number)s Zettel bleiben gültig.", 3).startswith("3 ")


def test_a_changed_catalogue_is_read_anew_and_kept(mettmann, own, kept):
    file = own / "en" / "LC_MESSAGES" / "messages.po"
    before = catalogues.load(mettmann, kept).say("en", GREETING)
    file.write_text(file.read_text(encoding="utf-8").replace(before, "One moment please."), encoding="utf-8")
    assert catalogues.load(mettmann, kept).say("en", GREETING) == "One moment please." != before
    assert "One moment please." in kept.read_text(encoding="utf-8")


def test_a_pack_with_other_catalogues_gets_its_own_words(musterkreis, kept):
    _same(catalogues.load(musterkreis, kept), catalogues.load(musterkreis))


@pytest.mark.parametrize(
    "damaged",
    [
        lambda whole: b"",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole.replace(b"Sie", b"sie"),
        bytes.upper,
    ],
    ids=["empty", "cut", "other words", "other proof"],
)
def test_what_is_damaged_is_read_past_and_kept_anew(mettmann, kept, damaged):
    whole = kept.read_bytes()
    kept.write_bytes(damaged(whole))
    _same(catalogues.load(mettmann, kept), catalogues.load(mettmann))
    assert kept.read_bytes() == whole


def test_words_are_there_where_nothing_can_be_kept(mettmann, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    _same(catalogues.load(mettmann, tmp_path / "file" / "words.cache"), catalogues.load(mettmann))


def test_only_the_owner_reads_it_and_no_part_of_it_stays(kept):
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_sources_are_told_apart_where_they_end(tmp_path):
    file = tmp_path / "kept"
    assert remembered.remembered(file, [b"ab", b"c"], lambda: 1) == 1
    assert remembered.remembered(file, [b"a", b"bc"], lambda: 2) == 2
    assert json.loads(file.read_bytes().split(b"\n", 1)[1]) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_what_reading_anew_needs_of_memory_ends_with_it(tmp_path):
    assert remembered.remembered(tmp_path / "kept", [b"a"], os.getpid) != os.getpid()
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert remembered.remembered(tmp_path / "file" / "kept", [b"a"], os.getpid) == os.getpid()

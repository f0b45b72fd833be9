"""How far a translation is, and what that does: drafts of law under the German, outdated ones not said at all."""

import dataclasses
import shutil

import pytest
from conftest import ROOT

from kiosk import config
from kiosk import pack as packs
from kiosk.errors import PackBroken
from kiosk.words import catalogues, extraction
from kiosk.words.catalogues import Catalogue, Words
from kiosk.words.states import mark_of, state_of

FREE = "kostenlos"
CHECK = "geprüft: Dolmetscherin, 2026-11-27, "
LAW = "Wir gehören nicht zum Ausländeramt."
GREETING = "Guten Tag"


@pytest.mark.parametrize(
    ("comments", "translated", "state"),
    [
        ((), False, "missing"),
        ((), True, "draft"),
        ((CHECK + mark_of(FREE),), True, "checked"),
        ((CHECK + mark_of("kostenpflichtig"),), True, "outdated"),
        (("bleibt deutsch: anders verstanden",), True, "german"),
        (("bleibt deutsch: anders verstanden",), False, "german"),
        ((CHECK + mark_of(FREE),), False, "missing"),
    ],
)
def test_a_comment_in_the_catalogue_says_how_far_a_sentence_is(comments, translated, state):
    assert state_of(FREE, comments, translated) == state


@pytest.fixture
def arabic(tmp_path, monkeypatch):
    """The Arabic catalogue, to be changed."""
    shutil.copytree(ROOT / "translations", tmp_path / "translations")
    beside = config.beside
    monkeypatch.setattr(config, "beside", lambda name: tmp_path / name if name == "translations" else beside(name))
    return tmp_path / "translations" / "ar" / "LC_MESSAGES" / "messages.po"


def commented(path, german, comment):
    """Put a translator's comment on a sentence."""
    text = path.read_text(encoding="utf-8")
    before, found, after = text.partition(f'msgid "{german}"')
    head, sign, notes = before.rpartition("\n\n")
    assert found
    path.write_text(f"{head}{sign}# {comment}\n{notes}{found}{after}", encoding="utf-8")


def test_an_outdated_sentence_stands_in_german_and_takes_no_language_away(arabic, mettmann):
    commented(arabic, GREETING, CHECK + mark_of("Guten Morgen"))
    words = catalogues.load(mettmann)
    assert words.say("ar", GREETING) == GREETING
    assert words.tongue("ar", GREETING) == "de"
    assert "ar" in words.offered(mettmann.site.languages)
    assert words.states("ar")["outdated"] == 1


def test_what_the_county_changes_stands_in_german_and_takes_no_language_away(mettmann):
    first, *others = mettmann.services
    changed = dataclasses.replace(mettmann, services=(dataclasses.replace(first, meaning="Ganz neu."), *others))
    words = catalogues.load(changed)
    assert words.tongue("ar", "Ganz neu.") == "de"
    assert words.offered(("ar", "xx")) == ("ar",)


def test_nor_does_a_catalogue_of_the_county_that_waits_for_its_translation(mettmann, tmp_path):
    first, *others = mettmann.services
    folder = shutil.copytree(mettmann.folder, tmp_path / "pack")
    changed = dataclasses.replace(
        mettmann, folder=folder, services=(dataclasses.replace(first, meaning="Ganz neu."), *others)
    )
    path, content = extraction.begun("tr", changed)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    words = catalogues.load(changed)
    assert 'msgid "Ganz neu."\nmsgstr ""' in content.decode()
    assert words.tongue("tr", "Ganz neu.") == "de"
    assert words.offered(("tr",)) == ("tr",)
    assert words.gaps(("tr",)) == {}


def test_a_county_whose_questions_nobody_has_translated_does_not_offer_the_language(musterkreis):
    assert "tr" not in catalogues.load(musterkreis).offered(("de", "tr"))


HEAD = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset={}\\n"\n"Plural-Forms: {}\\n"\n\nmsgid "Geld"\nmsgstr "مال"\n'
)
SOUND = HEAD.format("UTF-8", "nplurals=1; plural=0;")


@pytest.mark.parametrize(
    ("tag", "content", "problem"),
    [
        ("ar", SOUND.encode("utf-16"), "ist nicht in UTF-8 gespeichert"),
        ("tr", SOUND.replace("مال", "ö").encode("latin-1"), "ist nicht in UTF-8 gespeichert"),
        ("ar", HEAD.format("quatsch", "nplurals=1; plural=0;").encode(), "ist kein Katalog (.po) einer Sprache"),
        ("ar", HEAD.format("UTF-8", "nplurals=2; plural=(n !=;").encode(), "ist kein Katalog (.po) einer Sprache"),
        ("neue Sprache", SOUND.encode(), "ist kein Katalog (.po) einer Sprache"),
        ("ar", None, "ist nicht lesbar"),
    ],
)
def test_a_catalogue_of_the_county_that_cannot_be_read_is_a_complaint(tmp_path, tag, content, problem):
    shutil.copytree(ROOT / "tests" / "packs" / "musterkreis", tmp_path / "pack")
    path = tmp_path / "pack" / "translations" / tag / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(PackBroken) as refused:
        catalogues.load(packs.load(tmp_path / "pack"), tmp_path / "words.cache")
    (complaint,) = refused.value.complaints
    assert str(complaint).startswith(f"translations/{tag}/LC_MESSAGES/messages.po · Datei: {problem} → ")


def test_a_language_whose_letters_no_shipped_font_has_is_not_offered():
    words = Words({tag: Catalogue(tag, {FREE: FREE}, bool, {}) for tag in ("el", "am", "tr")}, frozenset({FREE}))
    assert words.offered(("de", "el", "am", "tr")) == ("de", "am", "tr")


def test_without_drafts_a_language_waits_until_every_sentence_is_checked():
    known = Catalogue("ar", {FREE: "مجاني", GREETING: "مرحبا"}, bool, {FREE: "checked"})
    words = Words({"ar": known}, frozenset({FREE, GREETING}))
    assert words.offered(("de", "ar"), drafts=False) == ("de",)
    checked = dataclasses.replace(known, states={FREE: "checked", GREETING: "checked"})
    assert dataclasses.replace(words, catalogues={"ar": checked}).offered(("de", "ar"), drafts=False) == ("de", "ar")


def test_promise_data_danger_and_cost_are_marked_as_law(mettmann):
    of_law = catalogues.load(mettmann).of_law
    assert {LAW, FREE, "vertraulich", "Das Gespräch ist freiwillig und kostenlos."} <= of_law
    assert {line.meaning for line in mettmann.site.help_lines} <= of_law
    assert GREETING not in of_law

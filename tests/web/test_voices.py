"""Two languages at once: complete or hidden, each with its own direction, numbers in order."""

import shutil
import tracemalloc

import pytest

from kiosk import pack as packs
from kiosk.web import voices
from kiosk.words import catalogues


def test_a_language_without_a_complete_catalogue_is_hidden(mettmann):
    words = catalogues.load(mettmann)
    offered, gaps = words.offered(mettmann.site.languages), words.gaps(mettmann.site.languages)
    assert {"de", "en", "ar"} <= set(offered)
    assert set(offered).isdisjoint(gaps)
    assert {*offered, *gaps} == set(mettmann.site.languages)
    assert [*catalogues.load(mettmann).offered(["xx", "de"])] == ["de"]


def test_a_translation_that_is_only_guessed_is_never_spoken(musterkreis, tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(musterkreis.folder, folder)
    path = folder / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
    text, german = path.read_text(encoding="utf-8"), "Ausweis"
    assert catalogues.load(packs.load(folder)).states("ar")["missing"] == 0
    path.write_text(text.replace(f'msgid "{german}"\n', f'#, fuzzy\nmsgid "{german}"\n'), encoding="utf-8")
    words = catalogues.load(packs.load(folder))
    assert words.say("ar", german) == german
    assert words.states("ar")["missing"] == 1


def test_a_changed_german_sentence_hides_the_language(mettmann):
    words = catalogues.load(mettmann)
    changed = catalogues.Words(words.catalogues, words.client_messages | {"Ein ganz neuer Satz."})
    assert changed.missing("ar") == ["Ein ganz neuer Satz."]
    assert changed.offered(["de", "ar"]) == ("de",)
    assert changed.say("ar", "Ein ganz neuer Satz.") == "Ein ganz neuer Satz."


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("de", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("fa-AF", "rtl"), ("ps", "rtl"), ("ckb", "rtl"), ("ku", "ltr")],
)
def test_direction_comes_from_the_locale(tag, direction):
    assert catalogues.direction_of(tag) == direction


@pytest.mark.parametrize(
    "text",
    ["9:00–12:00", "27–44", "0211 544 173 22", "§104c", "02.11.2026", "KIM-CM", "https://zettel.example/slip"],
)
def test_numbers_and_german_names_keep_their_order_in_arabic(text):
    assert voices.isolate(f"من {text} إلى") == f'من <bdi dir="ltr">{text}</bdi> إلى'


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("12–26 yaş", "12–|26 yaş"),
        ("09:00–12:00", "09:00–|12:00"),
        ("§25 (1–3)", "§25 (1–|3)"),
        ("ще допълни по-късно", "ще допълни по-|късно"),
        ("2 – 4, KIM-Kurzberatung, 02104 99-1234, Chancen-Aufenthalt", None),
    ],
)
def test_a_line_ends_neither_within_a_range_nor_after_a_short_syllable(text, whole):
    shown = voices.pair([("tr", text)])
    joined = (whole or text).replace("|", "\u2060")
    assert f">{joined}</bdi>" in shown


def test_leichte_sprache_begins_a_line_with_a_sentence_and_not_with_a_month():
    line = voices.pair([("de-simple", "Montag, 30. November 2026, 9:00–12:00. Das ist ab iPadOS 16.4. Rufen Sie an.")])
    assert line.split("<br>")[1:] == ["Das ist ab iPadOS 16.4.", "Rufen Sie an.</bdi></span>"]


def test_each_time_of_several_keeps_its_line():
    line = voices.pair([("ar", "الاثنين، 9:00–12:00 · الثلاثاء، 9:00–12:00")])
    assert line.count('<span class="phrase">') == 2
    assert " ·</span>" in line


def test_a_full_stop_stays_outside_the_isolate():
    assert voices.isolate("يساعدكم JMD.") == 'يساعدكم <bdi dir="ltr">JMD</bdi>.'


def test_markup_in_a_translation_is_text():
    assert "<b>" not in voices.isolate("مرحبا <b> & mehr")


def test_a_line_that_is_the_same_in_both_languages_stands_once():
    assert voices.pair([("de", "A2"), ("ar", "A2")]).count("<bdi") == 1


def test_staff_pages_exist_in_english(client):
    client.post("/tongue", data={"tongue": "en"})
    page = client.get("/desk").text
    assert '<html lang="en"' in page
    assert "Neues Gespräch" not in page


def test_an_english_desk_reads_errors_in_english_and_a_clients_in_both_languages(client):
    client.post("/tongue", data={"tongue": "en"})
    desk, slip = (client.get(place).text.split("<main")[1] for place in ("/nowhere", "/slip/ar/nowhere"))
    assert 'lang="de"' not in desk
    assert all(f'lang="{tag}"' in slip for tag in ("ar", "de"))


def test_a_server_that_runs_for_years_does_not_keep_every_line_it_has_shown():
    def kept_after(first: int, last: int) -> int:
        for day in range(first, last):
            voices.pair([("de", f"Tag {day}, 9:00–12:00")])
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        full = kept_after(0, 2 * voices.REMEMBERED)
        assert kept_after(2 * voices.REMEMBERED, 6 * voices.REMEMBERED) < 1.2 * full
    finally:
        tracemalloc.stop()

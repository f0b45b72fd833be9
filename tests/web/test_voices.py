"""Two languages at once: complete or hidden, each with its own direction, numbers in order."""

import pytest

from kiosk.web import voices
from kiosk.words import catalogues


def test_the_three_languages_are_complete_and_the_others_hidden(mettmann):
    words = catalogues.load(mettmann)
    assert words.offered(mettmann.site.languages) == ("de", "en", "ar")
    assert "tr" in words.gaps(mettmann.site.languages)


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
    assert f'<bdi dir="ltr">{text}</bdi>' in voices.isolate(f"من {text} إلى") or "/" in text


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

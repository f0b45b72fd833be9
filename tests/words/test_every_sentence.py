"""Every message in every language with values: nothing fails, no value is lost, every form for a number is said."""

from datetime import date
from gettext import c2py

import pytest
from babel.messages.pofile import read_po
from conftest import ROOT

from kiosk.words import catalogues
from kiosk.words.catalogues import Catalogue, Words
from kiosk.words.round_trip import NUMBER, values

FOLDERS = (ROOT / "translations", ROOT / "tests" / "packs" / "musterkreis" / "translations")
TAGS = sorted({path.parent.parent.name for folder in FOLDERS for path in folder.glob(catalogues.PLACE)})
NUMBERS = [*range(201), 1000, 10**6]


def said(tag, pack):
    """Say every message of a language with a sample of each value; yield the samples that must stand in it, and it."""
    words = catalogues.load(pack)
    for german, forms in words.catalogues[tag].messages.items():
        names = {name[2:-2] for form in ([german] if isinstance(forms, str) else forms) for name in values(form)}
        samples = {name: f"⟨{name}⟩" for name in names}
        if isinstance(forms, str):
            yield samples.values(), words.say(tag, german, **samples)
            continue
        must = [sample for name, sample in samples.items() if f"%({name})s" not in NUMBER]
        samples.pop("number", None)
        for number in NUMBERS:
            yield must, words.say_many(tag, german, german, number, **samples)


@pytest.mark.parametrize("tag", TAGS)
def test_every_message_is_said_with_its_values(tag, mettmann, musterkreis):
    count = 0
    for pack in (mettmann, musterkreis):
        assert [sentence for path, sentence in catalogues.spoilt(pack) if tag in path.parts] == []
        for samples, text in said(tag, pack):
            count += 1
            assert [sample for sample in samples if sample not in text] == [], text
            assert "%(" not in text
    assert count > 700


@pytest.mark.parametrize("tag", TAGS)
def test_every_form_for_a_number_is_said_of_some_number(tag):
    for folder in FOLDERS:
        path = folder / tag / "LC_MESSAGES" / "messages.po"
        if path.is_file():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=tag.replace("-", "_"))
            reached = {c2py(catalogue.plural_expr)(number) for number in NUMBERS}
            assert reached == {*range(catalogue.num_plurals)}
            for message in catalogue:
                assert not message.pluralizable or not message.id or all(message.string)


@pytest.mark.parametrize("broken", ["%(first)s إلى %(end)s", "%(first) إلى %(last)s", "%(first)s إلى %(last)d"])
def test_a_broken_place_for_a_value_fails(broken):
    words = Words({"ar": Catalogue("ar", {"%(first)s bis %(last)s": broken}, bool)})
    with pytest.raises((KeyError, ValueError, TypeError)):
        words.say("ar", "%(first)s bis %(last)s", first="1", last="2")


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("de", "Montag, 30. November 2026"),
        ("en", "Monday, 30 November 2026"),
        ("so", "Isniin, 30 Noofeembar 2026"),
        ("ckb", "دووشەممە، 30 تشرینی دووەم 2026"),
        ("ps", "دونۍ، 30 نومبر 2026"),
        ("sr-Latn", "ponedeljak, 30. novembar 2026"),
        ("fr", "lundi 30 novembre 2026"),
    ],
)
def test_a_day_is_said_before_its_month(tag, words):
    assert catalogues.day_words(date(2026, 11, 30), tag) == words


@pytest.mark.parametrize(("tag", "words"), [("ti", "ሓሙስ፣ ዓርቢ"), ("ar", "الخميس، الجمعة"), ("uk", "четвер, пʼятниця")])
def test_what_is_listed_is_parted_by_the_comma_of_its_language(tag, words):
    assert Words({}).listed_days(tag, [3, 4]) == words

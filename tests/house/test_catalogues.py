"""The catalogues: in step with templates, program and pack; placeholders kept; nothing that could break a page."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from kiosk.words import extraction
from kiosk.words.extraction import CLIENT_CALLS, STAFF_CALLS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "translations", ROOT / "tests" / "packs" / "musterkreis" / "translations")
CATALOGUES = [path for folder in FOLDERS for path in extraction.catalogues(folder)]
CALLS = STAFF_CALLS | CLIENT_CALLS
PLACEHOLDER = re.compile(r"%\(\w+\)s")
NUMBER = {"%(number)s", "%(word)s"}
"""How many, in figures or as a word."""
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


def dropped(message):
    """Return the translations that leave out or add a value; only a form for one number need not say the number."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    wanted, said = values(ids[-1]), [values(form) for form in forms(message)]
    wrong = [one for one in said if one | NUMBER != wanted | NUMBER or not one <= wanted]
    return wrong + [one for one in said[-1:] if one != wanted]


def values(text):
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize(
    ("german", "translated"),
    [
        ("%(number)s Sätze", "sentences"),
        ("Seite", "%(page)s"),
        ("%(first)s bis %(last)s", "%(first)s to"),
        (("Ein Tag.", "%(number)s Tage."), ("One day.", "Days.")),
        (("Ein Tag an %(desk)s.", "%(number)s Tage an %(desk)s."), ("One day.", "%(number)s days at %(desk)s.")),
    ],
)
def test_a_value_that_is_dropped_in_a_translation_is_seen(german, translated):
    assert dropped(Message(german, translated))


def test_there_are_catalogues():
    assert {path.parent.parent.name for path in CATALOGUES} >= {"ar", "en"}


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
        assert dropped(message) == []
        assert not [form for form in forms(message) if OVERRIDE.search(form)], message.id


def sentences_of_program(text):
    """Every text anywhere in the sentences of a call, f-strings and conditions too."""
    yield from sentences_below(ast.parse(text))


def sentences_in_f_strings(text):
    """The same, of calls within f-strings: Babel finds them or not, as the version of Python is."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            yield from sentences_below(node)


def sentences_below(tree):
    for node in ast.walk(tree):
        called = getattr(node, "func", None)
        name = getattr(called, "id", getattr(called, "attr", ""))
        for place in CALLS.get(name, ()):
            for argument in node.args[place - 1 : place]:
                yield from (one.value for one in ast.walk(argument) if isinstance(getattr(one, "value", None), str))


def sentences_of_template(text):
    for node in Environment(autoescape=True).parse(text).find_all((nodes.Call, nodes.Filter)):
        name = node.name if isinstance(node, nodes.Filter) else getattr(node.node, "name", "")
        given = [node.node, *node.args] if isinstance(node, nodes.Filter) else node.args
        for place in CALLS.get(name, ()):
            for argument in given[place - 1 : place]:
                found = [argument, *argument.find_all(nodes.Const)]
                yield from (one.value for one in found if isinstance(getattr(one, "value", None), str))


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (sentences_of_program, """f"{staff('Eins' if x else 'Zwei')}, x" """),
        (sentences_of_program, """staff("Eins" if x else "Zwei")"""),
        (sentences_in_f_strings, """staff("Drei"), f"{staff('Eins')}, {self.tongue.speak('Zwei')}" """),
        (sentences_of_template, """{{ two("Eins" if x else "Zwei") }}"""),
        (sentences_of_template, """{{ ("Eins" if x else "Zwei") | two }}"""),
    ],
)
def test_calls_that_extractors_miss_are_seen_here(read, text):
    assert {*read(text)} == {"Eins", "Zwei"}


def test_no_sentence_is_written_where_the_extractors_miss_it():
    with (ROOT / "translations" / "messages.pot").open("rb") as file:  # in step with what they find, see above
        found = [message.id for message in read_po(file)]
    known = {text for one in found for text in ([one] if isinstance(one, str) else one)}
    for folder, ending, read in (
        ("kiosk", "py", sentences_of_program),
        ("templates", "html", sentences_of_template),
    ):
        for path in sorted((ROOT / folder).rglob(f"*.{ending}")):
            for sentence in read(path.read_text(encoding="utf-8")):
                assert sentence in known, f"{path}: write „{sentence}“ alone and whole into the call"


def test_no_sentence_is_put_into_words_within_an_f_string():
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        assert [*sentences_in_f_strings(path.read_text(encoding="utf-8"))] == [], path


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

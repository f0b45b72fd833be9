"""The catalogues: in step with templates, program and pack; placeholders kept; nothing that could break a page."""

import ast
import csv
import re
from itertools import chain
from pathlib import Path
from textwrap import dedent

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from kiosk.words import catalogues, extraction
from kiosk.words.extraction import CLIENT_CALLS, LAW_CALLS, STAFF_CALLS
from kiosk.words.round_trip import dropped, forms, germans, problems
from kiosk.words.states import KEPT_GERMAN, state_of

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "translations", ROOT / "tests" / "packs" / "musterkreis" / "translations")
CATALOGUES = [path for folder in FOLDERS for path in extraction.catalogues(folder)]
CALLS = STAFF_CALLS | CLIENT_CALLS | LAW_CALLS
MOST_WORDS = 15
OFFICES = ("Ausländeramt", "Jugendamt", "Kreis", "Sozialamt")
LONGER_ON_PURPOSE: set[str] = set()
"""Sentences for clients that may be longer than fifteen words; each needs a reason here."""


def messages(path):
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=path.parent.parent.name.replace("-", "_")) if message.id]


def messages_of_template():
    with (ROOT / "translations" / "messages.pot").open("rb") as file:  # in step with what is said, see below
        return list(read_po(file))


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


def test_every_language_that_a_county_names_is_offered(mettmann, musterkreis):
    for pack in (mettmann, musterkreis):
        assert catalogues.load(pack).gaps(pack.site.languages) == {}


def test_the_glossary_has_every_language_that_is_offered(mettmann):
    with (ROOT / "translations" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {*mettmann.site.languages} - {"de"} <= {row["language"] for row in rows}
    assert [row for row in rows if not row["term"] or not row["translation"]] == []
    assert {row["keep_german"] for row in rows} <= {"yes", "no"}


def test_every_sentence_of_law_is_settled_and_said_so_in_every_language_that_is_offered(mettmann):
    law = [one.id for one in messages_of_template() if "law" in one.auto_comments]
    for tag in {*mettmann.site.languages} - {"de"}:
        with (ROOT / "translations" / "review" / f"{tag}.csv").open(encoding="utf-8", newline="") as file:
            settled = {row["german"]: row["settled"] for row in csv.DictReader(file)}
        said = {one.id: one.string for one in messages(ROOT / "translations" / tag / "LC_MESSAGES" / "messages.po")}
        assert settled == {german: said[german] for german in law}, tag


def test_the_readme_says_how_many_settled_sentences_nobody_read_back():
    rows = []
    for path in sorted((ROOT / "translations" / "review").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    others = [row for row in rows if row["settled"] != row["draft"]]
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"in {len(others)} of {len(rows):,} rows other words were settled than those that were read back" in readme


def test_they_are_in_step_with_what_is_said(mettmann, musterkreis):
    for pack in (mettmann, musterkreis):
        for path, content in extraction.everything(pack):
            assert path.read_bytes() == content, f"{path.name}: run `kiosk words`"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parents[3].name}-{path.parents[1].name}")
def test_every_message_is_translated_and_sound(path):
    for message in messages(path):
        assert not message.fuzzy
        assert list(message.check()) == []
        if state_of(germans(message)[0], message.user_comments, translated=True) != KEPT_GERMAN:
            assert list(problems(path.parents[1].name, message)) == [], message.id


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parents[3].name}-{path.parents[1].name}")
def test_a_long_german_word_may_part_in_a_translation_where_it_may_in_german(path):
    for message in messages(path):
        for word in re.findall(r"[\w\u00ad]*\u00ad\w+", "".join(germans(message))):
            assert word.replace("\u00ad", "") not in "".join(forms(message)), message.id


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
        for place in chain(*CALLS.get(name, ())):
            for argument in node.args[place - 1 : place]:
                for table in (one for one in ast.walk(argument) if isinstance(one, ast.Dict)):
                    table.keys = []
                yield from (one.value for one in ast.walk(argument) if isinstance(getattr(one, "value", None), str))


def sentences_of_template(text):
    for node in Environment(autoescape=True).parse(text).find_all((nodes.Call, nodes.Filter)):
        name = node.name if isinstance(node, nodes.Filter) else getattr(node.node, "name", "")
        given = [node.node, *node.args] if isinstance(node, nodes.Filter) else node.args
        for place in chain(*CALLS.get(name, ())):
            for argument in given[place - 1 : place]:
                found = [argument, *argument.find_all(nodes.Const)]
                yield from (one.value for one in found if isinstance(getattr(one, "value", None), str))


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (sentences_of_program, """f"{staff('Eins' if x else 'Zwei')}, x" """),
        (sentences_of_program, """staff("Eins" if x else "Zwei")"""),
        (sentences_of_program, """client_noop({"one": "Eins", "two": first("Zwei")})"""),
        (sentences_in_f_strings, """staff("Drei"), f"{staff('Eins')}, {self.tongue.speak('Zwei')}" """),
        (sentences_of_template, """{{ two("Eins" if x else "Zwei") }}"""),
        (sentences_of_template, """{{ ("Eins" if x else "Zwei") | two }}"""),
    ],
)
def test_calls_that_extractors_miss_are_seen_here(read, text):
    assert {*read(text)} == {"Eins", "Zwei"}


def test_a_table_is_marked_whole_and_a_notice_with_both_of_its_sentences():
    text = """
        NAMES = gettext_noop({"one": "Eins", 2: ("Zwei", "Drei"), 3: three()})
        NOTICE = for_clients("Vier", "Fünf", "D-04", 404)
        law_noop("Sechs"), speak_many("1 Satz", "%(number)s Sätze", number), say(tag, SEVEN)"""
    assert {(said, *readers) for said, readers in extraction.of_code(dedent(text))} == {
        *(("Eins",), ("Zwei",), ("Drei",), ("Vier", "client"), ("Fünf", "client"), ("Sechs", "client", "law")),
        (("1 Satz", "%(number)s Sätze"),),
    }


def test_no_sentence_is_written_where_the_extractors_miss_it():
    found = [message.id for message in messages_of_template()]
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


def test_sentences_for_clients_are_short():
    said = [message.id for message in messages_of_template() if "client" in message.auto_comments]
    assert len(said) > 200
    for message in said:
        for sentence in re.split(r"(?<=[.!?]) ", message):
            assert len(sentence.split()) <= MOST_WORDS or message in LONGER_ON_PURPOSE, sentence


@pytest.mark.parametrize("path", [path for path in CATALOGUES if path.parents[1].name != "de-simple"])
def test_an_office_is_told_to_clients_in_their_words_and_by_the_name_on_its_door(path):
    for message in messages(path):
        if "client" in message.auto_comments:
            named = [office for office in OFFICES if office in re.findall(r"\w+", str(message.id))]
            assert [office for office in named if f"({office})" not in message.string] == [], message.string

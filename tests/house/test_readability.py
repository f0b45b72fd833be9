"""The sentences for clients are easy to read: German by a figure, Leichte Sprache by the rules that can be seen."""

import re

import pytest
from babel.messages.pofile import read_po
from conftest import ROOT

from kiosk.words import catalogues, readability

LAW_TEXT = (
    "Die Erteilung setzt regelmäßig die Sicherung des Lebensunterhaltes und die Erfüllung der Passpflicht voraus."
)
ABBREVIATION = re.compile(r"\b[A-ZÄÖÜ]{2,}\b(?!-)(?P<told> \(| heißt:)?")
RULES = {
    "at most twelve words": lambda sentence: len(sentence.split()) > 12,
    "no genitive": re.compile(
        r"\b(?:des|eines|keines|[mds]eines|ihres|unseres|wegen|trotz)\b"
        r"|\b(?!Auf |Aus |Bei |In |Mit |Nach |Von |Zu )[A-ZÄÖÜ][\w-]+ (?:der|einer|[Ii]hrer|unserer)\b"
    ).search,
    "no clause that hangs on another": re.compile(
        r"(?:, |\()(?:auch )?(?:dass|ob|wenn|weil|damit|der|die|das|den|dem|denen|was|wer|wen|wem|wie|wo|wohin|um|bis"
        r"|bevor|während|falls|welche\w?)\b|^(?:Wenn|Weil|Obwohl|Bevor|Nachdem|Falls|Während|Damit|Ob|Dass)\b"
    ).search,
    "one thought": re.compile("; | – |, (?:aber|sondern|denn|und) ").search,
    "long words have hyphens": re.compile(r"[^\W\d_]{16,}").search,
    "figures, no words for numbers": re.compile(
        r"\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf)\b", re.I
    ).search,
}
EXCEPTIONS: set[tuple[str, str]] = set()
"""Rule and sentence; each with its reason."""
STAND_ON_DOORS = {"KIM", "MBE", "JMD", "EU", "QR"}
"""Names and signs that a person looks for as they are; only these may stand unexplained, and only in names."""


def test_a_text_of_law_is_hard_and_a_plain_one_is_easy():
    assert readability.figure([LAW_TEXT]) > 12
    assert readability.figure(["Wir sind heute für Sie da."]) < 2


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("Rat", 1),
        ("Amt", 1),
        ("Bescheid", 2),
        ("Räume", 2),
        ("Beratung", 3),
        ("Ausländeramt", 4),
        ("QR", 1),
        ("Bier", 1),
    ],
)
def test_syllables_are_groups_of_vowels(word, number):
    assert readability.syllables(word) == number


def test_the_german_for_clients_is_easy_to_read(mettmann, musterkreis):
    for pack in (mettmann, musterkreis):
        said = readability.sentences(catalogues.load(pack))
        assert len(said) > 300
        whole = [one for one in said if one[-1] in ".!?"]
        for read in (said, whole):
            assert readability.figure(read) <= readability.MOST, readability.worst(read)


def easy():
    """All sentences of Leichte Sprache, one by one."""
    path = ROOT / "translations" / catalogues.EASY / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return [
            one
            for message in read_po(file)
            if message.id
            for one in readability.SENTENCE_END.split(message.string.replace(readability.SOFT_HYPHEN, ""))
        ]


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("at most twelve words", "Bitte geben Sie diesen einen Teil von dem langen Zettel bei der Stelle ab."),
        ("no genitive", "Das ist die Karte des Mannes."),
        ("no genitive", "Stelle der Stadt"),
        ("no clause that hangs on another", "Das gilt auch, wenn ein Papier fehlt."),
        ("no clause that hangs on another", "Lohn-Zettel (wenn Sie arbeiten)"),
        ("no clause that hangs on another", "Das Amt, das hilft, ist zu."),
        ("one thought", "Kommen Sie, aber rufen Sie vorher an."),
        ("long words have hyphens", "Krankenversicherung"),
        ("figures, no words for numbers", "Drei Termine"),
    ],
)
def test_a_broken_rule_is_seen(rule, broken):
    assert RULES[rule](broken)


@pytest.mark.parametrize("rule", RULES)
def test_leichte_sprache_keeps_its_rules(rule):
    said = easy()
    assert len(said) > 350
    assert [one for one in said if RULES[rule](one) and (rule, one) not in EXCEPTIONS] == []


def test_abbreviations_are_explained_where_they_stand():
    with (ROOT / "translations" / catalogues.EASY / "LC_MESSAGES" / "messages.po").open("rb") as file:
        said = [str(message.string) for message in read_po(file) if message.id]
    assert unexplained("Der JMD hilft.") == {"JMD"}
    assert (
        unexplained("Der JMD (Jugend-Migrations-Dienst) hilft.")
        == unexplained("JMD heißt: Dienst. Der JMD hilft.")
        == set()
    )
    assert set().union(*map(unexplained, said)) <= {"EU"}
    assert len([one for one in said if ABBREVIATION.search(one)]) > 3


def unexplained(text):
    """Return the abbreviations of a text that it does not explain."""
    found = [*ABBREVIATION.finditer(text)]
    return {one[0].split()[0] for one in found} - {one[0].split()[0] for one in found if one["told"]}

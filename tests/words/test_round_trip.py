"""What makes a translation unusable: each promise that a translator's file is held to, sentence by sentence."""

import pytest
from babel.messages import Message

from kiosk.words.round_trip import problems

NUMBERS = "andere Zahlen oder § als im Deutschen"
PARAGRAPH = "ein Paragraph nicht wie im Deutschen, mit Komma und Klammern"
PLACES = "Platzhalter fehlen oder sind zu viel: wie im Deutschen %(…)s"
SIGNS = "Steuerzeichen, Richtungszeichen, unsichtbare oder gehäufte Zeichen, oder < >"
ADDRESS = "eine Adresse (Link, Mail), die im Deutschen nicht steht"


@pytest.mark.parametrize(
    ("german", "said"),
    [
        ("Sie haben 3 Termine.", "You have three appointments."),
        ("Sie haben drei Termine.", "You have 3 appointments."),
        ("1 bis 2 Wochen", "2 weeks at most, 1 at least"),
        ("Bis zum 30.06.2027 nach §25a (1, 2).", "Under §25a (1, 2) until 30.06.2027."),
        ("Noch %(number)s Tage", "%(number)s days left"),
    ],
)
def test_what_says_the_same_is_usable(german, said):
    assert [*problems("en", Message(german, said))] == []


@pytest.mark.parametrize(
    ("german", "said", "found"),
    [
        ("Sie haben 3 Termine.", "You have 4 appointments.", [NUMBERS]),
        ("Bis zum 30.06.2027.", "Until 30.06.2026.", [NUMBERS]),
        ("Nach §25a.", "Under 25a.", [NUMBERS, PARAGRAPH]),
        ("Nach §25a (1, 2).", "Under §25a (1 and 2).", [PARAGRAPH]),
        ("Guten Tag %(name)s", "Good day", [PLACES]),
        ("Guten Tag", "Good day %(name)s", [PLACES]),
        ("Guten Tag", "", ["eine Form fehlt"]),
        ("Guten Tag", "Good\u202eday", [SIGNS]),
        ("Guten Tag", "<b>Good day</b>", [SIGNS]),
        ("Guten Tag", "Good\u200bday", [SIGNS]),
        ("Guten Tag", "Good day e\u0301\u0301\u0301\u0301\u0301", [SIGNS]),
        ("Guten Tag", "Good day, evil.example", [ADDRESS]),
        ("Guten Tag", "Good day" * 20, ["viel länger als das Deutsche"]),
        ("Um 12 Uhr", "At ١٢ o'clock", ["Ziffern: 0 bis 9", NUMBERS]),
    ],
)
def test_what_says_something_else_is_not(german, said, found):
    assert [one for one in problems("en", Message(german, said)) if not one.startswith("Zeichen,")] == found


def test_only_the_form_for_one_may_leave_out_how_many():
    german = "%(number)s Tag", "%(number)s Tage"
    assert [*problems("en", Message(german, ("one day", "%(number)s days")))] == []
    assert [*problems("en", Message(german, ("%(number)s day", "days")))] == [PLACES]

"""Passwords: which are guessed first."""

import pytest

from kiosk.passwords import SHORTEST, is_easy

NAMES = ("tisch", "Kreis Mettmann", "Kommunales Integrationsmanagement (KIM)", "Langenfeld", "Clearingstelle Mettmann")


@pytest.mark.parametrize(
    "password",
    [
        "1qaz2wsx3edc",
        "q1w2e3r4t5y6",
        "123456789123",
        "aaaaaaaaaaaa",
        "Passwort1234!",
        "passwortpasswort",
        "Sommer2026!!!",
        "September-2026",
        "Willkommen123",
        "qwertz123456",
        "schatzschatz1",
    ],
)
def test_what_leaked_often_or_is_one_common_word_with_digits_is_refused(password):
    assert len(password) >= SHORTEST
    assert is_easy(password, NAMES)


@pytest.mark.parametrize(
    "password",
    ["Mettmann2026!", "kiosk-mettmann", "KreisMettmann1", "clearingstelle1", "Langenfeld-2027", "tischtischtisch"],
)
def test_names_that_everybody_here_knows_make_no_password(password):
    assert is_easy(password, NAMES)
    assert is_easy(password.upper(), NAMES)


@pytest.mark.parametrize(
    "password",
    [
        *("abcdefghijkl", "zyxwvutsrqpo", "qwertzuiopü1", "asdfghjklöä!", "ABCDEFGH-2026"),
        *("P@ssw0rt2026!", "W1llk0mmen2026", "M3ttm4nn!2026", "K1osk!K1osk!", "$0mmer-2026-!"),
        *("Ausweis12345!", "Auslaenderamt2026", "Ausländeramt26", "Integration2026!", "ichliebedich12"),
    ],
)
def test_runs_signs_for_letters_and_words_of_this_house_make_none_either(password):
    assert len(password) >= SHORTEST
    assert is_easy(password, NAMES)


@pytest.mark.parametrize(
    "password",
    [
        "ein-neues-passwort",
        "korrekt pferd batterie",
        "kBv9-wTqz-44Lm",
        "regenrinne am mittwoch",
        "Integration und Kuchen",
        "Цаплинский-42-кот",
    ],
)
def test_several_words_and_what_chance_gives_are_taken(password):
    assert not is_easy(password, NAMES)

"""The word for every code, where the pack does not bring it."""

from flask import g

from kiosk.domain import tally
from kiosk.domain.service import Caution
from kiosk.pack import Pack
from kiosk.web.i18n import staff


def gettext_noop(message: str) -> str:
    """Marks a message for the translators; it is translated where it is shown."""
    return message


def client_noop(message: str) -> str:
    """The same for a message that a client may see."""
    return message


ROWS = {
    tally.UNSPLIT: gettext_noop("nicht aufgeschlüsselt (alte Zählung)"),
    tally.UNANSWERED: gettext_noop("ohne Antwort"),
    tally.NOT_ASKED: gettext_noop("nicht gefragt"),
}

CAUTIONS = {
    Caution.AGE: client_noop("Das Alter passt dort nicht."),
    Caution.AGE_UNKNOWN: client_noop("Dort gilt eine Altersgrenze. Das Alter ist noch offen."),
    Caution.FULL: client_noop("Diese Stelle ist zurzeit voll."),
    Caution.UNVERIFIED: client_noop("Die Angaben zu dieser Stelle sind noch nicht geprüft."),
}

NUMBER_WORDS = (
    gettext_noop("null"),
    gettext_noop("ein"),
    gettext_noop("zwei"),
    gettext_noop("drei"),
    gettext_noop("vier"),
    gettext_noop("fünf"),
    gettext_noop("sechs"),
    gettext_noop("sieben"),
    gettext_noop("acht"),
    gettext_noop("neun"),
    gettext_noop("zehn"),
    gettext_noop("elf"),
    gettext_noop("zwölf"),
)


def row_label(code: str, label: str) -> str:
    """The label of a table row: the pack's, or ours for rows that only the counting knows."""
    return label or staff(ROWS[code])


def row_colour(pack: Pack, code: str) -> str:
    """The colour of the door that a row of the screening table stands for."""
    doors = (pack.door(outcome.door) for outcome in pack.vocabulary.outcomes if outcome.paper_row == code)
    return next((door.colour for door in doors if door), "none")


def number_word(number: int) -> str:
    """Numbers up to twelve in words, larger ones in digits."""
    return staff(NUMBER_WORDS[number]) if number < len(NUMBER_WORDS) else str(number)


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """A share from 0 to 1 as the staff's language writes it: 25,2 %."""
    text = f"{share * 100:.1f} %"
    return text if g.tongue == "en" else text.replace(".", ",")

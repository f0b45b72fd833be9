"""The mail that reminds a desk or a post of what it has still to tell: German, for a person to send."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kiosk.overhead import Reminder
from kiosk.words.catalogues import day_short
from kiosk.words.labels import Labels

MOST_NAMED = 20
"""So many days or months stand in a mail one by one: mail programs cut long addresses."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to whoever answers for `name`, without an address: those are not known here."""

    name: str
    subject: str
    text: str

    @property
    def address(self) -> str:
        """Return what opens it in the mail program of the reader."""
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.text.replace(chr(10), chr(13) + chr(10)))}"


def mail(labels: Labels, reminder: Reminder) -> Mail:
    """Put a reminder into words."""
    name = labels.post(reminder.code) if reminder.of_post else labels.desk(reminder.code)
    what = "Fallzahlen" if reminder.of_post else "Tageszählungen"
    lines = ["Guten Tag,", "", f"für die Zahlen fehlt uns noch etwas von: {name}.", *_missing(reminder)]
    lines += ["", "Vielen Dank!", labels.pack.site.office]
    return Mail(name, f"Erinnerung: {what} {name}", "\n".join(lines))


def _missing(reminder: Reminder) -> Iterator[str]:
    months = [f"{month:%m/%Y}" for month in reminder.months]
    if reminder.of_post:
        yield from _listed("Diese Monate sind noch nicht gemeldet:", months)
        yield "Bitte melden Sie sie. Hatten Sie keine Fälle, melden Sie den Monat mit leeren Feldern."
        return
    if reminder.days:
        yield from _listed("Diese Sprechtage sind noch nicht gemeldet:", [day_short(day) for day in reminder.days])
        yield "Bitte schließen Sie sie am Desk ab. War an einem Tag keine Sprechstunde, tragen Sie das dort ein."
    if months:
        yield from _listed("Aus diesen Monaten fehlt, wer kam:", months)
        yield "Bitte lassen Sie den Desk mit Verbindung zum Netz laufen, bis alles geliefert ist."


def _listed(heading: str, entries: Sequence[str]) -> Iterator[str]:
    yield from ("", heading, *(f"- {one}" for one in entries[:MOST_NAMED]))
    if len(entries) > MOST_NAMED:
        yield f"- und {len(entries) - MOST_NAMED} weitere"

"""The word for every code, the pack's or ours, in one language."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from kiosk.domain import tally
from kiosk.domain.conversation import Person
from kiosk.domain.register import Part
from kiosk.domain.service import Caution, Freshness
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.domain.tally import Batch
from kiosk.domain.title_dates import Step
from kiosk.domain.vocabulary import codes_of
from kiosk.export.sentences import german_percent
from kiosk.messages import client_noop, gettext_noop, law_noop
from kiosk.pack import Pack
from kiosk.storage import Store
from kiosk.storage.pack_versions import DESKS, POSTS
from kiosk.words.catalogues import GERMAN, NOT_HERE, Tongue, day_short, name_in, named
from kiosk.words.former_codes import former_words

SOFT_HYPHEN = "\u00ad"


ROWS = gettext_noop(
    {
        tally.UNSPLIT: "nicht aufgeschlüsselt (alte Zählung)",
        tally.UNANSWERED: "ohne Antwort",
        tally.NOT_ASKED: "nicht gefragt",
        tally.REMOVED: "herausgenommen",
        NOT_HERE: "andere Sprache",
    }
)

UNITS = gettext_noop(
    {
        Unit.PERSONS: "Personen",
        Unit.CONVERSATIONS: "Gespräche",
        Unit.MENTIONS: "Nennungen",
        Unit.CASES: "Fälle",
        Unit.GOALS: "Ziele",
        Unit.CONSULTATIONS: "Beratungen",
    }
)

PERIODS = gettext_noop(
    {
        "today": "Heute",
        "month": "Dieser Monat",
        "last_month": "Letzter Monat",
        "quarter": "Quartal",
        "half_year": "Halbjahr",
        "year": "Dieses Jahr",
        "all": "Seit Beginn",
    }
)

STEPS = {
    Step.WORK: client_noop("Arbeit: Vertrag und Lohnzettel sammeln oder Arbeit suchen."),
    Step.PAPERS: client_noop("Papiere sammeln: Lohnzettel, Mietvertrag, Krankenversicherung, Zeugnisse, Tests, Pass."),
    Step.SENT: law_noop("Den Antrag auf §25a oder §25b abschicken. Den Beleg behalten."),
    Step.ARRIVED: law_noop("Der Antrag muss beim Ausländeramt sein, auch wenn ein Papier fehlt."),
}
"""What to do before a title ends (Chancen-Aufenthalt §104c, the only one that a pack can name)."""

PARTS = gettext_noop(
    {
        Part.RESULT: "Gespräche und Ergebnisse",
        Part.PEOPLE: "Wer kam",
        Part.NEEDS: "Was gebraucht wurde",
        Part.ADVICE: "Vorschlag und Entscheidung",
        Part.CASES: "Fälle im Case Management",
    }
)
"""The parts of the numbers page, in order."""

OVERHEAD_PAGES = gettext_noop(
    {
        "numbers.page": "Zahlen",
        "openings.page": "Sprechtage",
        "collecting.page": "Eingang",
        "importing.page": "Alte Listen",
        "cases.told": "Fallzahlen",
        "releases.page": "Veröffentlichungen",
        "access.page": "Zugriff",
    }
)
ROLE_NAMES = gettext_noop(
    {
        "case_manager": "Case-Management am Desk",
        "lead": "Teamleitung",
        "overhead": "Overhead",
        "post": "Stelle im Case Management",
        "auditor": "Prüfung des Protokolls",
    }
)
"""What an account may be."""

NO_DOOR = gettext_noop("keine Stelle")
FORMER = gettext_noop("früher: %(code)s")
UNKNOWN = gettext_noop("noch unbekannt: %(code)s")
SPLIT = gettext_noop("Was „%(row)s“ heißt")

CAUTIONS = {
    Caution.AGE: client_noop("Das Alter passt dort nicht."),
    Caution.AGE_UNKNOWN: client_noop("Dort gilt eine Altersgrenze. Das Alter ist noch offen."),
    Caution.PAPER: client_noop("Diese Stelle nimmt andere Papiere."),
    Caution.REPORTS: gettext_noop("Diese Stelle muss der Ausländerbehörde melden."),
    Caution.FULL: client_noop("Diese Stelle ist zurzeit voll."),
    Caution.UNVERIFIED: client_noop("Die Angaben zu dieser Stelle sind noch nicht geprüft."),
}

TO_CHECK = gettext_noop(
    {
        Freshness.NEVER: "Eintrag nicht geprüft. Fehlt etwas, schreiben Sie es dazu.",
        Freshness.AMBER: "Zuletzt geprüft am %(day)s. Bitte bald nachfragen.",
        Freshness.RED: (
            "Zuletzt geprüft am %(day)s: Ort und Zeiten fehlen. Nachfragen, dann verified_on erneuern (directory.toml)."
        ),
    }
)
"""What the staff reads beside a slip whose entry is not fresh, and what to do."""

KEPT = client_noop(
    {
        "day": "Tag",
        "desk": "Clearingstelle",
        "profile": "Anlass der Sprechstunde",
        "language": "Sprache",
        "suggested_door": "Vorschlag",
        "suggested_service": "Vorschlag",
        "rules": "Vorschlag",
        "outcome": "Ergebnis",
        "service": "Stelle",
        "reason": "Grund für eine andere Stelle",
        "slips": "weitere Zettel",
    }
)
"""What of a talk and its outcome is kept beside the answers, as the client reads it."""

LEFT = gettext_noop("Mit dem Tagesabschluss gelöscht: %(tabs)s. Gezählt bleibt es, wie es war.")
NUMBER_WORDS = gettext_noop(
    (
        "null",
        "ein",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
    )
)


@dataclass(frozen=True)
class Labels:
    """Puts words to the codes of report tables: in German for files, in the staff's language for pages.

    `former`: asked for the words of what left the pack, by table and code, only where something did. `public`: for
    readers outside, to whom the code beside such a word says nothing.
    """

    pack: Pack
    tongue: Tongue = GERMAN
    former: Callable[[], Mapping[tuple[str, str], str]] = dict
    public: bool = False

    def table(self, table: Table) -> Table:
        """Return the table with a title and a label in every row."""
        title = self.tongue.speak(table.title) if table.title else self._former(table.code)
        if table.part_of:
            title = self.tongue.speak(SPLIT) % {"row": title}
        rows, apart = (
            tuple(replace(row, label=self.row(table.code, row)) for row in some) for some in (table.rows, table.apart)
        )
        return replace(table, title=title.replace(SOFT_HYPHEN, ""), rows=rows, apart=apart)

    def row(self, table: str, row: TableRow) -> str:
        """Return a row's label: the pack's, ours for rows that only the counting knows, the code where none is left."""
        if table in tally.BY_RULE:
            return self._rule(row.code)
        if self.pack.register.of(table).crossed:
            return self._pair(table, *row.code.split(":", 1))
        label = row.label or ROWS.get(row.code, "")
        if not label and table == tally.LANGUAGES and named(row.code):
            return name_in(row.code, self.tongue.tag)
        return self.tongue.speak(label).replace(SOFT_HYPHEN, "") if label else self._former(table, row.code)

    def _former(self, table: str, code: str = "") -> str:
        """Return the words for what the pack does not know: the last it had; where no kept pack has it, it is new."""
        paper, words, shown = self.pack.register.of(table).paper, self.former(), code or table
        word = words.get((table, code)) or words.get((paper.counts if paper else table, code))
        if not word:
            return self.tongue.speak(UNKNOWN, code=shown)
        return self.tongue.speak(FORMER, code=word if self.public else f"{word} ({shown})")

    def _pair(self, table: str, one: str, other: str = "") -> str:
        if table == tally.DOORS:
            return f"{self._door(one)} → {self._door(other)}"
        former = self.former().get((tally.REASONS, other), other)
        reason = next((reason.label for reason in self.pack.vocabulary.reasons if reason.code == other), former)
        return f"{self._rule(one)} → {self.tongue.speak(reason)}"

    def _rule(self, code: str) -> str:
        """Return the rule's reason, with its code where others say the same; of a rule that left the pack the code."""
        reason = next((rule.reason for rule in self.pack.rules if rule.id == code), "")
        alone = sum(rule.reason == reason for rule in self.pack.rules) == 1
        return f"{self.tongue.speak(reason)}{'' if alone else f' ({code})'}" if reason else code

    def _door(self, code: str) -> str:
        door = self.pack.door(code)
        return door.name if door else (self.tongue.speak(NO_DOOR) if code == tally.NO_DOOR_CODE else code)

    def desk(self, code: str) -> str:
        """Return the name of a desk, also of one that has left the pack."""
        desk = self.pack.desk(code)
        return desk.name if desk else self._former(DESKS, code)

    def post(self, code: str) -> str:
        """Return the name of a post of Case Management, also of one that has left the pack."""
        post = self.pack.post(code)
        return post.name if post else self._former(POSTS, code)

    def count(self, batch: Batch) -> str:
        """Return which count it is: desk, profile and days."""
        profile = self.pack.profile(batch.profile)
        days = [day_short(day) for day in dict.fromkeys((batch.first_day, batch.last_day))]
        return ", ".join([self.desk(batch.desk), profile.name if profile else batch.profile, " – ".join(days)])

    def row_colour(self, code: str) -> str:
        """Return the colour of the door that a row of the screening table stands for."""
        doors = (self.pack.door(outcome.door) for outcome in self.pack.vocabulary.outcomes if outcome.paper_row == code)
        return next((door.colour for door in doors if door), "none")

    def outcome_word(self, person: Person) -> str:
        """Return how it ended for a person; the code where it has left the pack."""
        code = person.decision.outcome if person.decision else ""
        outcome = self.pack.vocabulary.outcome(code)
        label = outcome.label if outcome else ROWS.get(code, "")
        return self.tongue.speak(label) if label else self._former(tally.OUTCOMES, code)

    def answer_words(self, person: Person) -> Iterator[str]:
        """Yield what a person answered, question and answer; codes where they have left the pack."""
        vocabulary = self.pack.vocabulary
        for code, value in person.answers.facts.items():
            fact = vocabulary.facts.get(code)
            tab = self.tongue.speak(fact.tab if fact else self.former().get((code, ""), code))
            answers = [(one, fact.answer(one) if fact else None) for one in codes_of(value)]
            words = [self.tongue.speak(known.label) if known else self._former(code, one) for one, known in answers]
            yield f"{tab}: {', '.join(words)}"
        for code in person.answers.needs:
            need = vocabulary.needs.answer(code)
            yield self.tongue.speak(need.label) if need else self._former(tally.NEEDS, code)

    @property
    def left(self) -> str:
        """Return what has left of talks whose day is counted."""
        return self.tongue.speak(LEFT, tabs=", ".join(map(self.tongue.speak, self.pack.vocabulary.left)))

    def language_word(self, tag: str) -> str:
        """Return the name of a talk's language, in the staff's language."""
        return self.tongue.speak(ROWS[NOT_HERE]) if tag == NOT_HERE else name_in(tag, self.tongue.tag)

    def unit(self, table: Table) -> str:
        """Return what a table counts, in the staff's language."""
        return self.tongue.speak(UNITS[table.unit])

    def said(self, table: Table) -> str:
        """Return one line on what the table says; nothing for one that nobody here knows."""
        known = self.pack.register.of(table.code)
        return self.tongue.speak(known.said, question=self.tongue.speak(known.question)) if known.said else ""

    def alarms(self, table: Table) -> Iterator[str]:
        """Yield a sentence for each row that should give pause: how often, out of how many."""
        fact = self.pack.vocabulary.facts.get(table.code)
        for row in table.rows:
            answer = fact.answer(row.code) if fact else None
            if answer is not None and answer.alarm and row.count:
                often = self.tongue.speak("%(part)s von %(all)s", part=row.count, all=table.total)
                yield f"{row.label}: {often} ({self.percent(table.share(row))})"

    def title(self, code: str, row: str = "") -> str:
        """Return the title of a table, or the label of one of its rows, known by its code alone."""
        known = self.pack.register.of(code)
        label = next((one.label for one in self.pack.register.rows(known) if one.code == row), "")
        named = Table(code, known.title, (TableRow(row, label, 0),), 0, known.unit, part_of=known.part_of)
        table = self.table(named)
        return table.rows[0].label if row else table.title

    def paper_title(self, code: str) -> str:
        """Return the title of a committee table."""
        paper = self.pack.vocabulary.paper(code)
        return paper.title if paper else code

    def week(self, monday: date) -> str:
        """Return a week by its number and year, as offices say it."""
        year, number, _ = monday.isocalendar()
        return self.tongue.speak("KW %(number)s/%(year)s", number=number, year=f"{year % 100:02}")

    @staticmethod
    def month(first: date) -> str:
        """Return a month as 11/2026."""
        return f"{first:%m/%Y}"

    def number_word(self, number: int) -> str:
        """Return numbers up to twelve in words, larger ones in digits."""
        return self.tongue.speak(NUMBER_WORDS[number]) if number < len(NUMBER_WORDS) else str(number)

    @staticmethod
    def sentence(text: str) -> str:
        """Return the text with a capital first letter."""
        return text[:1].upper() + text[1:]

    @staticmethod
    def change(number: int) -> str:
        """Return what came or went: +12, −3, ±0."""
        return f"{number:+d}".replace("-", "−") if number else "±0"

    def percent(self, share: float) -> str:
        """Return a share from 0 to 1 as the staff's language writes it: 25,2 %."""
        text = german_percent(share)
        return f"{text.replace(',', '.') if self.tongue.tag == 'en' else text} %"


def german_labels(store: Store, pack: Pack) -> Labels:
    """Return the words for codes as files and the terminal carry them."""
    return Labels(pack, former=cache(partial(former_words, store, pack)))

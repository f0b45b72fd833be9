"""The program's tables: one row each says what is counted or worked out; whatever counts or shows loops over them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from kiosk.domain import tally
from kiosk.domain.counted_person import CountedPerson
from kiosk.domain.register import CountedTable, Grain, Leaves, Part, Register, listed
from kiosk.domain.table import Unit
from kiosk.domain.tally import Cells
from kiosk.domain.vocabulary import PaperRow
from kiosk.messages import gettext_noop


def _by_rule(register: Register) -> Iterable[PaperRow]:
    return (PaperRow(rule.id, rule.reason, added=True) for rule in register.rules)


# what is worked out


def _slips(cells: Cells) -> Mapping[str, int]:
    persons, slips = (cells.get((tally.VOLUME, row), 0) for row in (tally.PERSONS, tally.SLIPS))
    return {tally.WITH_SLIP: slips, tally.WITHOUT_SLIP: persons - slips}


def _suggestions(cells: Cells) -> Mapping[str, int]:
    return {name: sum(tally.column(cells, name).values()) for name in tally.BY_RULE}


# the tables, in the order of the report


def _rule_table(code: str, title: str, said: str) -> CountedTable:
    """Describe, per rule that decided: its door was taken, another one was, none was. Two dimensions, together."""
    return CountedTable(
        code=code,
        title=title,
        said=said,
        part=Part.ADVICE,
        leaves=Leaves.NO,
        rows=_by_rule,
        counts=partial(CountedPerson.rule, fate=code),
        decided=True,
        open=True,
    )


def _crossed(code: str, title: str, counts: Callable[[CountedPerson], Iterable[str]]) -> CountedTable:
    """Describe a table of two dimensions: pairs of codes, of one quarter of the county, rounded in the house too."""
    return CountedTable(
        code=code,
        title=title,
        part=Part.ADVICE,
        leaves=Leaves.NO,
        counts=counts,
        decided=True,
        at_most_once=True,
        crossed=True,
        open=True,
        said=gettext_noop("Zwei Merkmale zusammen, nur für ein Quartal und alle Desks."),
    )


def _unseen(code: str, title: str, counts: Callable[[CountedPerson], Iterable[str]]) -> CountedTable:
    """Describe the same for a table that is counted and stands nowhere until the county has decided to show it."""
    return replace(_crossed(code, title, counts), shown=False)


_VOLUME = (PaperRow(tally.CONVERSATIONS, gettext_noop("Gespräche")), PaperRow(tally.PERSONS, gettext_noop("Personen")))

OWN_TABLES = (
    CountedTable(
        code=tally.VOLUME,
        part=Part.RESULT,
        leaves=Leaves.STATE,
        grain=Grain.DAY,
        rows=(*_VOLUME, PaperRow(tally.SLIPS, gettext_noop("Zettel der gewählten Stelle"))),
        counts=CountedPerson.volume,
        decided=True,
        shown=False,
    ),
    CountedTable(
        code=tally.OUTCOMES,
        part=Part.RESULT,
        leaves=Leaves.STATE,
        grain=Grain.DAY,
        rows=lambda register: [PaperRow(one.code, one.label) for one in register.vocabulary.outcomes],
        counts=CountedPerson.outcome,
        decided=True,
        adds_up_to=tally.PERSONS,
        always=True,
        shown=False,
    ),
    CountedTable(
        code=tally.MONTH_VOLUME,
        part=Part.PEOPLE,
        leaves=Leaves.STATE,
        rows=_VOLUME,
        counts=CountedPerson.month_volume,
        shown=False,
    ),
    CountedTable(
        code=tally.LANGUAGES,
        title=gettext_noop("Sprache des Gesprächs"),
        said=gettext_noop("In welcher Sprache das Gespräch war; gezählt ist jede Person."),
        part=Part.PEOPLE,
        leaves=Leaves.PUBLIC,
        rows=lambda register: [PaperRow(tag, "", added=True) for tag in register.languages],
        counts=CountedPerson.language,
        adds_up_to=tally.PERSONS,
        always=True,
    ),
    CountedTable(
        code=tally.ENDINGS,
        title=gettext_noop("Gespräche"),
        said=gettext_noop("Wie die Gespräche ausgingen. Eine Familie ist ein Gespräch."),
        unit=Unit.CONVERSATIONS,
        part=Part.RESULT,
        leaves=Leaves.PUBLIC,
        grain=Grain.DAY,
        rows=(
            PaperRow(tally.HELD, gettext_noop("geführt")),
            PaperRow(tally.REFUSED, gettext_noop("nicht gewollt")),
            PaperRow(tally.LATER, gettext_noop("auf später verschoben")),
            PaperRow(tally.LEFT, gettext_noop("vor dem Ja gegangen"), added=True),
        ),
        counts=CountedPerson.ending,
        decided=True,
        adds_up_to=tally.CONVERSATIONS,
        always=True,
    ),
    CountedTable(
        code=tally.SLIPS,
        title=gettext_noop("Zettel der gewählten Stelle"),
        said=gettext_noop("Wer einen Zettel der gewählten Stelle bekam."),
        part=Part.RESULT,
        leaves=Leaves.PUBLIC,
        grain=Grain.DAY,
        rows=(
            PaperRow(tally.WITH_SLIP, gettext_noop("mit Zettel")),
            PaperRow(tally.WITHOUT_SLIP, gettext_noop("ohne Zettel")),
        ),
        worked_out=_slips,
        at_most_once=True,
    ),
    CountedTable(
        code=tally.BESIDE,
        title=gettext_noop("Zettel, die daneben genannt waren"),
        said=gettext_noop("Weitere Zettel, nach Stelle. Gezählt sind Zettel, nicht Personen."),
        unit=Unit.MENTIONS,
        part=Part.RESULT,
        leaves=Leaves.NO,
        grain=Grain.DAY,
        rows=lambda register: [PaperRow(one.door, one.label) for one in register.vocabulary.outcomes if one.door],
        counts=CountedPerson.slips_beside,
        decided=True,
    ),
    CountedTable(
        code=tally.SUGGESTIONS,
        title=gettext_noop("Vorschlag und Entscheidung"),
        said=gettext_noop("Was aus dem Vorschlag der Regeln wurde."),
        part=Part.ADVICE,
        leaves=Leaves.PUBLIC,
        rows=(
            PaperRow(tally.FOLLOWED, gettext_noop("Vorschlag angenommen")),
            PaperRow(tally.DEVIATED, gettext_noop("andere Stelle gewählt")),
            PaperRow(tally.NO_DOOR_TAKEN, gettext_noop("ohne Stelle beendet")),
        ),
        worked_out=_suggestions,
        at_most_once=True,
    ),
    _rule_table(
        tally.FOLLOWED,
        gettext_noop("Vorschlag angenommen, nach Regel"),
        gettext_noop("Welche Regel entschied, wo die vorgeschlagene Stelle gewählt wurde."),
    ),
    _rule_table(
        tally.DEVIATED,
        gettext_noop("Andere Stelle gewählt, nach Regel"),
        gettext_noop("Welche Regel entschied, wo eine andere Stelle gewählt wurde."),
    ),
    _rule_table(
        tally.NO_DOOR_TAKEN,
        gettext_noop("Ohne Stelle beendet, nach Regel"),
        gettext_noop("Welche Regel entschied, wo keine Stelle gewählt wurde."),
    ),
    CountedTable(
        code=tally.REASONS,
        title=gettext_noop("Gründe für eine andere Stelle"),
        said=gettext_noop("Warum eine andere Stelle als die vorgeschlagene gewählt wurde."),
        part=Part.ADVICE,
        leaves=Leaves.PUBLIC,
        rows=lambda register: listed(register.vocabulary.reasons),
        counts=CountedPerson.reason,
        decided=True,
        at_most_once=True,
    ),
    _crossed(tally.DOORS, gettext_noop("Vorschlag und gewählte Stelle"), CountedPerson.doors),
    _crossed(tally.RULE_REASONS, gettext_noop("Gründe nach Regel"), CountedPerson.rule_reason),
    _unseen(tally.GROUP_DOORS, gettext_noop("Zielgruppe und vorgeschlagene Stelle"), CountedPerson.group_door),
    _unseen(tally.TOWN_DOORS, gettext_noop("Stadt und gewählte Stelle"), CountedPerson.town_door),
    replace(
        _unseen(tally.NEED_GAPS, gettext_noop("Bedarf und was fehlte"), CountedPerson.need_gaps),
        unit=Unit.MENTIONS,
        at_most_once=False,
    ),
    CountedTable(
        code=tally.ORIGINS,
        title=gettext_noop("Woher die Zählungen kommen"),
        said=gettext_noop("Wer die Personen im Ergebnis des Screenings gezählt hat."),
        part=Part.RESULT,
        leaves=Leaves.PUBLIC,
        grain=Grain.DAY,
        rows=(
            PaperRow(tally.OWN, gettext_noop("hier gezählt")),
            PaperRow(tally.COLLECTED, gettext_noop("von anderen Desks eingesammelt")),
            PaperRow(tally.OLD_LIST, gettext_noop("aus alten Listen")),
        ),
        shown=False,
    ),
)
"""The tables of the program, in the order of the report."""
RESERVED = frozenset([tally.NEEDS, tally.CASES, *(table.code for table in OWN_TABLES)])
"""Names that no fact and no table of a committee may have."""

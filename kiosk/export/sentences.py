"""The German words of the files: title, what is told about the whole, and one computed paragraph for a table."""

from collections.abc import Sequence

from kiosk.domain.period import Period
from kiosk.domain.table import Unit
from kiosk.domain.tally import NOT_ASKED, UNANSWERED, UNSPLIT
from kiosk.export.paperwork import Paperwork, Sheet, SheetRow, percent

ROUNDED_SHORT = "auf Vielfache von 5 gerundet"
ROUNDED = "Auf Vielfache von 5 gerundet, Summen können abweichen."
EXACT = "Genaue Zahlen, nur für das Haus"
RELEASED = (
    "Jede Zahl ist für sich auf ein Vielfaches von 5 gerundet, jeweils aus der genauen Summe.",
    "Zeilen und Summen können deshalb voneinander abweichen.",
    "Gezählt sind ganze Monate im ganzen Kreis: alle Anlässe, alle Clearingstellen.",
)
"""How the numbers of every release were made."""
WORDS = {
    Unit.PERSONS: ("Person", "Personen", "keine"),
    Unit.CONVERSATIONS: ("Gespräch", "Gespräche", "kein"),
    Unit.MENTIONS: ("Nennung", "Nennungen", "keine"),
}
"""One, many and none of what a table counts."""
SILENT = (UNANSWERED, NOT_ASKED, UNSPLIT)
"""Rows that are no answer: the most frequent answer is never one of them."""
NAMED_AT_MOST = 3
"""Rows with the same count up to which a sentence names them all."""


def title(paper: Paperwork) -> str:
    """What stands on top of the file."""
    return f"Zahlen der Clearingstelle, {paper.county}"


def about(paper: Paperwork) -> list[tuple[str, str]]:
    """What holds for every table of the file, as pairs of a word and its value."""
    pairs = [
        ("Zeitraum", span(paper.period)),
        ("Verglichen mit", span(paper.before) if paper.before else ""),
        ("Anlass", paper.profile or "alle"),
        ("Clearingstellen", ", ".join(paper.desks) or "alle"),
        ("Stand", f"{paper.as_of:%d.%m.%Y}"),
        ("Prüfsumme", paper.digest),
        ("Hinweis", note(paper)),
    ]
    return [(word, value) for word, value in pairs if value]


def note(paper: Paperwork) -> str:
    """Whom the numbers are for: rounded ones for everybody, exact ones for the house."""
    return ROUNDED if paper.rounded else EXACT


def summary(paper: Paperwork, sheet: Sheet) -> str:
    """The paragraph above a table: how many, what most often, how many more or fewer than before."""
    sentences = [_how_many(paper, sheet), _most_often(paper, sheet), _silent(paper, sheet), _compared(paper, sheet)]
    return " ".join(sentence for sentence in sentences if sentence)


def german(number: int) -> str:
    """The number with points between thousands."""
    return f"{number:,}".replace(",", ".")


def german_percent(share: float) -> str:
    """The share in percent with a decimal comma, without a sign or word."""
    return f"{percent(share):.1f}".replace(".", ",")


def span(period: Period) -> str:
    """The period in words: one day, or first and last."""
    if period.first == period.last:
        return f"{period.first:%d.%m.%Y}"
    return f"{period.first:%d.%m.%Y} bis {period.last:%d.%m.%Y}"


def many(unit: Unit) -> str:
    """The word for what a table counts."""
    return WORDS[unit][1]


def _word(number: int, unit: Unit) -> str:
    return WORDS[unit][0 if number == 1 else 1]


def _how_many(paper: Paperwork, sheet: Sheet) -> str:
    one_day = paper.period.first == paper.period.last
    when = ("Am " if one_day else "Im Zeitraum ") + span(paper.period)
    one, more, none = WORDS[sheet.unit]
    if paper.rounded:
        number = f"rund {german(sheet.total)}" if sheet.total else "höchstens 2"
        return f"{when} wurden {number} {more} gezählt."
    if not sheet.total:
        return f"{when} wurde {none} {one} gezählt."
    only = [row for row in sheet.rows if row.count == sheet.total]
    where = f", {'alle ' if sheet.total > 1 else ''}in der Zeile „{only[0].label}“" if only else ""
    verb = "wurde" if sheet.total == 1 else "wurden"
    return f"{when} {verb} {german(sheet.total)} {_word(sheet.total, sheet.unit)} gezählt{where}."


def _most_often(paper: Paperwork, sheet: Sheet) -> str:
    """The row or rows with the highest count, then the next; silent where one row holds everything or none does."""
    rows = [row for row in sheet.rows if row.count and row.code not in SILENT]
    if not rows or (rows[0].count == sheet.total and not paper.rounded):
        return ""
    counts = sorted({row.count for row in rows}, reverse=True)
    first, second = ([row for row in rows if row.count == count] for count in [*counts, 0][:2])
    word = _word(first[0].count, sheet.unit)
    if len(first) > NAMED_AT_MOST:
        return f"{len(first)} Zeilen liegen gleichauf vorn {_in_brackets(paper, first, word)}."
    said = f"Am häufigsten {'war' if len(first) == 1 else 'waren'} {_named(paper, first, word)}"
    return f"{said}, danach {_named(paper, second)}." if 0 < len(second) <= NAMED_AT_MOST else f"{said}."


def _named(paper: Paperwork, rows: Sequence[SheetRow], word: str = "") -> str:
    *others, last = (f"„{row.label}“" for row in rows)
    names = f"{', '.join(others)} und {last}" if others else last
    return f"{names} {_in_brackets(paper, rows, word)}"


def _in_brackets(paper: Paperwork, rows: Sequence[SheetRow], word: str) -> str:
    """(155 Personen, 52,0 Prozent), for several rows of the same count (je 10 Personen, 3,4 Prozent)."""
    number = f"{'je ' if len(rows) > 1 else ''}{'rund ' if paper.rounded else ''}{german(rows[0].count)} {word}".strip()
    share = rows[0].share
    return f"({number})" if share is None else f"({number}, {german_percent(share)} Prozent)"


def _silent(paper: Paperwork, sheet: Sheet) -> str:
    apart = sum(row.count for row in sheet.apart)
    silent = apart or sum(row.count for row in sheet.rows if row.code in (UNANSWERED, NOT_ASKED))
    if not silent or (not apart and any(row.count == sheet.total for row in sheet.rows)):
        return ""
    about_ = "rund " if paper.rounded else ""
    word = _word(silent, Unit.PERSONS if apart else sheet.unit)
    return f"Ohne Antwort oder nicht gefragt: {about_}{german(silent)} {word}."


def _compared(paper: Paperwork, sheet: Sheet) -> str:
    if sheet.change is None:
        return "Davor wurde das nicht gezählt." if paper.before else ""
    if not sheet.change:
        return "Gegenüber dem Zeitraum davor ist das unverändert."
    number, direction = abs(sheet.change), "mehr" if sheet.change > 0 else "weniger"
    return f"Gegenüber dem Zeitraum davor {'ist' if number == 1 else 'sind'} das {german(number)} {direction}."

"""The German words of the files: title, what is told about the whole, and one computed paragraph for a table."""

from collections.abc import Iterator, Sequence

from kiosk.domain.period import Period
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.domain.tally import NOT_ASKED, UNANSWERED, UNSPLIT
from kiosk.export.paperwork import Former, Paperwork, percent

ROUNDED_SHORT = "auf Vielfache von 5 gerundet"
ROUNDED = "Auf Vielfache von 5 gerundet, Summen können abweichen."
EXACT = "Genaue Zahlen, nur für das Haus"
IN_HOUSE = f"Nur für das Haus, {ROUNDED_SHORT}"
"""Of a table in fives beside exact ones."""
IN_FIVES = (
    "Jede Zahl ist für sich auf ein Vielfaches von 5 gerundet, jeweils aus der genauen Summe.",
    "Zeilen bis 2 fehlen oder sind 0 und zählen in der Summe mit: Zeilen und Summen können voneinander abweichen.",
)
RELEASED = (
    *IN_FIVES,
    "Gezählt sind ganze Monate im ganzen Kreis: alle Anlässe, alle Clearingstellen.",
)
"""How the numbers of every release were made."""
BOTH_ROUNDED = "Beide sind auf Vielfache von 5 gerundet, auch wo die letzte Vorlage genaue Zahlen hatte."
WORDS = {
    Unit.PERSONS: ("Person", "Personen", "keine"),
    Unit.CONVERSATIONS: ("Gespräch", "Gespräche", "kein"),
    Unit.MENTIONS: ("Nennung", "Nennungen", "keine"),
    Unit.CASES: ("Fall", "Fälle", "kein"),
    Unit.GOALS: ("Ziel", "Ziele", "kein"),
    Unit.CONSULTATIONS: ("Beratung", "Beratungen", "keine"),
}
"""One, many and none of what a table counts."""
SILENT = (UNANSWERED, NOT_ASKED, UNSPLIT)
"""Rows that are no answer: the most frequent answer is never one of them."""
NAMED_AT_MOST = 3
"""Rows with the same count up to which a sentence names them all."""
NAMED_DAYS = 6
UNCOUNTED_SHORT = "nicht gezählt"
NO_ROW = "„–“: diese Zeile gab es nicht, oder sie zählte höchstens 2."
"""Beside the last paper where one of both is rounded: a release has no row that rounds to nothing."""


def title(paper: Paperwork) -> str:
    """Return what stands on top of the file."""
    return f"Zahlen der Clearingstelle, {paper.county}"


def about(paper: Paperwork) -> list[tuple[str, str]]:
    """Return what holds for every table of the file, as pairs of a word and its value."""
    compared = {paper.before_of(one) for one in paper.tables}
    pairs = [
        ("Zeitraum", f"{span(paper.period)}{', läuft noch' if paper.as_of in paper.period else ''}"),
        ("Verglichen mit", span(paper.before) if paper.before and paper.before in compared else ""),
        ("Anlass", paper.profile or "alle"),
        ("Clearingstellen", ", ".join(paper.desks) or "alle"),
        ("Stand", f"{paper.as_of:%d.%m.%Y}"),
        ("Prüfsumme", paper.digest),
        ("Ersetzt Prüfsumme", paper.replaces),
        ("Weggelassen", ", ".join(title for _, title in paper.left_out)),
        ("Hinweis", note(paper)),
    ]
    return [(word, value) for word, value in pairs if value]


def note(paper: Paperwork) -> str:
    """Say whom the numbers are for: rounded ones for everybody, exact ones for the house."""
    return ROUNDED if paper.all_rounded else EXACT


HOW = "Wie gezählt wurde"
"""What heads the method of a draft."""


def summary(paper: Paperwork, table: Table) -> str:
    """Return the paragraph above a table: how many, what most often, how many more or fewer than before."""
    sentences = [_how_many(paper, table), _most_often(table), _silent(table), _compared(paper, table)]
    return " ".join(sentence for sentence in sentences if sentence)


def headline(paper: Paperwork, table: Table) -> Iterator[str]:
    """Yield what a committee reads first: how many, what most often, what is missing, and what the last paper said."""
    yield summary(paper, table)
    days = "ein Sprechtag ist" if len(paper.missing) == 1 else f"{len(paper.missing)} Sprechtage sind"
    found = [f"{days} nicht gemeldet"] * bool(paper.missing) + [f"mehr unter „{HOW}“"] * bool(paper.untold)
    if found:
        yield f"Die Zahlen sind unvollständig: {'; '.join(found)}."
    former = next((one for one in paper.last_paper if one.table.code == table.code), None)
    if former:
        then = former.table.told or former.period
        same = len(then.each_month) == len(paper.told_of(table).each_month)
        length = "" if same else " Die Zeiträume sind verschieden lang: die Zahlen nebeneinander sind kein Vergleich."
        yield (
            f"In der letzten Vorlage ({former.source}, {span(then)}) waren es"
            f" {'rund ' if former.table.rounded else ''}{german(former.table.total)}"
            f" {_word(former.table.total, former.table.unit)}{not_in_it(former.gaps)}.{length}"
        )


def method_of_draft(paper: Paperwork) -> Iterator[str]:
    """Yield how it was counted, for who reads two pages."""
    yield from paper.method
    if any(table.unit is Unit.CASES and table.total for table in paper.tables):
        yield "Fälle melden die Stellen des Case Managements je Monat. Sie werden nie mit Gesprächen zusammengezählt."
    if paper.last_paper:
        yield f"Jetzt und damals: {BOTH_ROUNDED[:1].lower()}{BOTH_ROUNDED[1:]} {NO_ROW}"
    if paper.left_out:
        names = ", ".join(f"„{title}“" for _, title in paper.left_out)
        yield f"Weggelassen, weil kleine Zahlen sonst genau feststünden: {names}."
    if paper.missing:
        more = f" und {len(paper.missing) - NAMED_DAYS} weitere" if len(paper.missing) > NAMED_DAYS else ""
        yield "; ".join(paper.missing[:NAMED_DAYS]) + f"{more}."
    if paper.digest:
        yield f"Prüfsumme der veröffentlichten Zahlen: {paper.digest}."
    if paper.replaces:
        yield f"Sie ersetzen die mit der Prüfsumme {paper.replaces}."


def not_in_it(gaps: Sequence[str]) -> str:
    """Return in brackets what was not counted of what is compared with; nothing where all was."""
    return f" ({'; '.join(gaps)})" if gaps else ""


def gaps_of(last_paper: Sequence[Former]) -> Iterator[str]:
    """Yield a sentence for what each last paper did not count."""
    papers = dict.fromkeys((one.source, one.period, one.gaps) for one in last_paper if one.gaps)
    yield from (f"Letzte Vorlage, {source}, {span(period)}: {'; '.join(gaps)}." for source, period, gaps in papers)


def german(number: int) -> str:
    """Return the number with points between thousands."""
    return f"{number:,}".replace(",", ".")


def german_percent(share: float) -> str:
    """Return the share in percent with a decimal comma, without a sign or word."""
    return f"{percent(share):.1f}".replace(".", ",")


def span(period: Period) -> str:
    """Return the period in words: one day, or first and last."""
    if period.first == period.last:
        return f"{period.first:%d.%m.%Y}"
    return f"{period.first:%d.%m.%Y} bis {period.last:%d.%m.%Y}"


def many(unit: Unit) -> str:
    """Return the word for what a table counts."""
    return WORDS[unit][1]


def _word(number: int, unit: Unit) -> str:
    return WORDS[unit][0 if number == 1 else 1]


def _how_many(paper: Paperwork, table: Table) -> str:
    told = paper.told_of(table)
    one_day = told.first == told.last
    when = ("Am " if one_day else "Im Zeitraum ") + span(told)
    if table.code in paper.at_end_of:
        when = f"Am Ende von {paper.at_end_of[table.code]}"
    if not table.counted:
        return f"{when} wurde das nicht gezählt."
    one, more, none = WORDS[table.unit]
    if table.rounded:
        number = f"rund {german(table.total)}" if table.total else "höchstens 2"
        return f"{when} wurden {number} {more} gezählt."
    if not table.total:
        return f"{when} wurde {none} {one} gezählt."
    only = [row for row in table.rows if row.count == table.total]
    where = f", {'alle ' if table.total > 1 else ''}in der Zeile „{only[0].label}“" if only else ""
    verb = "wurde" if table.total == 1 else "wurden"
    return f"{when} {verb} {german(table.total)} {_word(table.total, table.unit)} gezählt{where}."


def _most_often(table: Table) -> str:
    """Name the rows with the highest count, then the next; silent where one row holds everything or none does."""
    rows = [row for row in table.rows if row.count and row.code not in SILENT]
    if not rows or (rows[0].count == table.total and not table.rounded):
        return ""
    counts = sorted({row.count for row in rows}, reverse=True)
    first, second = ([row for row in rows if row.count == count] for count in [*counts, 0][:2])
    word = _word(first[0].count, table.unit)
    if len(first) > NAMED_AT_MOST:
        return f"{len(first)} Zeilen liegen gleichauf vorn {_in_brackets(table, first, word)}."
    most = "Am häufigsten" if len(first) == 1 or not table.rounded else "Etwa gleich häufig und am häufigsten"
    said = f"{most} {'war' if len(first) == 1 else 'waren'} {_named(table, first, word)}"
    return f"{said}, danach {_named(table, second)}." if 0 < len(second) <= NAMED_AT_MOST else f"{said}."


def _named(table: Table, rows: Sequence[TableRow], word: str = "") -> str:
    *others, last = (f"„{row.label}“" for row in rows)
    names = f"{', '.join(others)} und {last}" if others else last
    return f"{names} {_in_brackets(table, rows, word)}"


def _in_brackets(table: Table, rows: Sequence[TableRow], word: str) -> str:
    """(155 Personen, 52,0 Prozent), for several rows of the same count (je 10 Personen, 3,4 Prozent)."""
    number = f"{'je ' if len(rows) > 1 else ''}{'rund ' if table.rounded else ''}{german(rows[0].count)} {word}".strip()
    share = "" if table.rounded else f", {german_percent(table.share(rows[0]))} Prozent"
    return f"({number}{share})"


def _silent(table: Table) -> str:
    apart = sum(row.count for row in table.apart)
    silent = apart or sum(row.count for row in table.rows if row.code in (UNANSWERED, NOT_ASKED))
    if not silent or (not apart and any(row.count == table.total for row in table.rows)):
        return ""
    about_ = "rund " if table.rounded else ""
    word = _word(silent, Unit.PERSONS if apart else table.unit)
    return f"Ohne Antwort oder nicht gefragt: {about_}{german(silent)} {word}."


def _compared(paper: Paperwork, table: Table) -> str:
    if table.change is None:
        return "Davor wurde das nicht oder nur zum Teil gezählt." if table.code in paper.uncounted_before else ""
    gaps = not_in_it(paper.gaps_before)
    if not table.change:
        return f"Gegenüber dem Zeitraum davor{gaps} ist das unverändert."
    number, direction = abs(table.change), "mehr" if table.change > 0 else "weniger"
    return f"Gegenüber dem Zeitraum davor{gaps} {'ist' if number == 1 else 'sind'} das {german(number)} {direction}."

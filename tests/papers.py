"""Papers about the numbers, as the tests of the files need them."""

from datetime import date

from hypothesis import strategies as st

from kiosk.domain.period import Period
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.export.paperwork import CodebookRow, Paperwork

PERIOD = Period(date(2023, 4, 1), date(2024, 4, 30))
BEFORE = Period(date(2022, 3, 1), date(2023, 3, 31))
AS_OF = date(2026, 11, 23)
DANGEROUS = ["=1+1", "+49 0000 123456", "-1", "@SUM(1;2)", "\t=1+1", '=HYPERLINK("https://muster.example";"hier")']


def table(
    rows: list[tuple[str, int]], before: list[int] | None = None, unit: Unit = Unit.PERSONS, title: str = "Tabelle"
) -> Table:
    """A table with these labels and counts; the codes are numbered."""
    former = before or [None] * len(rows)
    made = tuple(
        TableRow(f"code_{place}", label, count, was)
        for place, ((label, count), was) in enumerate(zip(rows, former, strict=True))
    )
    return Table(
        title.lower(), title, made, sum(row.count for row in made), unit, None if before is None else sum(before)
    )


SCREENING = table(
    [
        ("Fördern und Fordern - Caritas / Identitätsklärung", 32),
        ("Jugendmigrationsdienst (JMD)", 2),
        ("Migrationsberatung für Erwachsene (MBE)", 29),
        ("KIM-CM", 75),
        ("Flüchtlingshilfe Velbert", 5),
        ("kein Bedarf", 155),
    ],
    [30, 4, 29, 60, 3, 160],
    title="Ergebnis des Screenings",
)


def paper(*tables: Table) -> Paperwork:
    """The exact numbers of these tables."""
    return Paperwork(
        county="Kreis Muster",
        office="Amt für Muster",
        period=PERIOD,
        as_of=AS_OF,
        tables=tables,
        before=BEFORE if any(one.before is not None for one in tables) else None,
        profile="Muster-Anlass",
        desks=("Musterstelle",),
        method=("Gezählt wird am Ende des Gesprächs.",),
        codebook=tuple(CodebookRow(one.title, row.code, row.label) for one in tables for row in one.rows),
        missing=("Musterstelle, 03.04.2023: nicht gemeldet",),
    )


def release(*counts: int, total: int, unit: Unit = Unit.PERSONS) -> Paperwork:
    """A release with one table of rounded counts."""
    rows = tuple(TableRow(f"code_{place}", f"Zeile {place}", count) for place, count in enumerate(counts, 1))
    made = Table("gerundet", "Gerundet", rows, total, unit, rounded=True)
    return Paperwork("Kreis Muster", "Amt für Muster", PERIOD, AS_OF, (made,), rounded=True, digest="0a" * 32)


LABELS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=40)
COUNTS = st.integers(0, 5000)
ROWS = st.lists(st.tuples(LABELS, COUNTS, COUNTS), max_size=6)


@st.composite
def papers(draw: st.DrawFn) -> Paperwork:
    """Papers with made-up tables, all compared or none."""
    compared = draw(st.booleans())
    made = []
    for rows in draw(st.lists(ROWS, min_size=1, max_size=3)):
        before = [was for *_, was in rows] if compared else None
        made.append(table([row[:2] for row in rows], before, draw(st.sampled_from(Unit)), draw(LABELS)))
    return paper(*made)

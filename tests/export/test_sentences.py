"""The computed paragraph above a table is right German and right arithmetic, also at its edges."""

from dataclasses import replace
from datetime import date

import pytest
from papers import SCREENING, paper, release, table

from kiosk.domain.period import Period
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.domain.tally import NOT_ASKED, UNANSWERED
from kiosk.export.paperwork import Former, Paperwork, percent
from kiosk.export.sentences import about, headline, summary

WHEN = "Im Zeitraum 01.04.2023 bis 30.04.2024"


def _said(made: Paperwork | Table) -> str:
    """The paragraph without the period that begins it."""
    whole = paper(made) if isinstance(made, Table) else made
    return summary(whole, whole.tables[0]).removeprefix(WHEN).strip()


def test_the_committee_reads_how_many_and_what_most_often() -> None:
    assert summary(paper(SCREENING), paper(SCREENING).tables[0]) == (
        "Im Zeitraum 01.04.2023 bis 30.04.2024 wurden 298 Personen gezählt. Am häufigsten war „kein Bedarf“"
        " (155 Personen, 52,0 Prozent), danach „KIM-CM“ (75, 25,2 Prozent)."
        " Gegenüber dem Zeitraum davor sind das 12 mehr."
    )


@pytest.mark.parametrize(
    ("unit", "none", "one", "more"),
    [
        (Unit.PERSONS, "keine Person", "1 Person", "2 Personen"),
        (Unit.CONVERSATIONS, "kein Gespräch", "1 Gespräch", "2 Gespräche"),
        (Unit.MENTIONS, "keine Nennung", "1 Nennung", "2 Nennungen"),
    ],
)
def test_none_one_and_several_are_said_in_right_german(unit: Unit, none: str, one: str, more: str) -> None:
    assert _said(table([], unit=unit)) == f"wurde {none} gezählt."
    assert _said(table([("A", 0), ("B", 0)], unit=unit)) == f"wurde {none} gezählt."
    assert _said(table([("A", 1), ("B", 0)], unit=unit)) == f"wurde {one} gezählt, in der Zeile „A“."
    assert _said(table([("A", 0), ("B", 2)], unit=unit)) == f"wurden {more} gezählt, alle in der Zeile „B“."


def test_one_day_is_no_period() -> None:
    day = replace(paper(table([("A", 1)])), period=Period(date(2026, 11, 23), date(2026, 11, 23)))
    assert summary(day, day.tables[0]) == "Am 23.11.2026 wurde 1 Person gezählt, in der Zeile „A“."


def test_rows_that_count_the_same_are_named_together() -> None:
    assert _said(table([("A", 1), ("B", 4), ("C", 4), ("D", 1)])) == (
        "wurden 10 Personen gezählt. Am häufigsten waren „B“ und „C“ (je 4 Personen, 40,0 Prozent),"
        " danach „A“ und „D“ (je 1, 10,0 Prozent)."
    )
    assert _said(table([("A", 1), ("B", 1)])) == (
        "wurden 2 Personen gezählt. Am häufigsten waren „A“ und „B“ (je 1 Person, 50,0 Prozent)."
    )


def test_many_rows_that_count_the_same_are_not_all_named() -> None:
    even = [("A", 2), ("B", 2), ("C", 2), ("D", 2)]
    assert _said(table(even)) == (
        "wurden 8 Personen gezählt. 4 Zeilen liegen gleichauf vorn (je 2 Personen, 25,0 Prozent)."
    )
    assert _said(table([("E", 8), *even])) == (
        "wurden 16 Personen gezählt. Am häufigsten war „E“ (8 Personen, 50,0 Prozent)."
    )


def test_no_answer_is_never_the_most_frequent_answer() -> None:
    rows = (TableRow("a", "A", 3), TableRow("b", "B", 0), TableRow(UNANSWERED, "x", 6), TableRow(NOT_ASKED, "y", 1))
    assert _said(Table("t", "T", rows, 10)) == (
        "wurden 10 Personen gezählt. Am häufigsten war „A“ (3 Personen, 30,0 Prozent)."
        " Ohne Antwort oder nicht gefragt: 7 Personen."
    )


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (0, "sind das 12 mehr."),
        (11, "ist das 1 mehr."),
        (12, "ist das unverändert."),
        (13, "ist das 1 weniger."),
        (1300, "sind das 1.288 weniger."),
    ],
)
def test_the_comparison_says_how_many_more_or_fewer(before: int, said: str) -> None:
    assert _said(table([("A", 12)], [before])).endswith(f"„A“. Gegenüber dem Zeitraum davor {said}")


def test_without_a_comparison_nothing_is_compared() -> None:
    assert "Gegenüber" not in _said(table([("A", 12), ("B", 1)]))
    assert "Verglichen mit" not in dict(about(paper(table([("A", 12)]))))


def test_a_release_says_about_and_never_an_exact_share() -> None:
    assert _said(release(30, 75, 0, total=105)) == (
        "wurden rund 105 Personen gezählt. Am häufigsten war „Zeile 2“ (rund 75 Personen), danach „Zeile 1“ (rund 30)."
    )


def test_a_release_does_not_claim_that_nobody_came_or_that_all_did_the_same() -> None:
    assert _said(release(0, total=0, unit=Unit.CONVERSATIONS)) == "wurden höchstens 2 Gespräche gezählt."
    assert "alle" not in _said(release(10, 0, total=10))


def test_the_last_paper_is_a_comparison_only_where_as_many_months_were_counted() -> None:
    made = release(10, total=10)
    last = Period(date(2024, 4, 1), date(2024, 4, 30))
    for told, warns in ((None, True), (last, False)):
        table_ = replace(made.tables[0], told=told)
        now = replace(made, tables=(table_,), last_paper=(Former("Vorlage", last, made.tables[0]),))
        *_, said = headline(now, table_)
        assert said.startswith("In der letzten Vorlage (Vorlage, 01.04.2024 bis 30.04.2024)")
        assert ("Die Zeiträume sind verschieden lang" in said) == warns


def test_every_file_says_whether_it_is_exact_and_for_whom() -> None:
    assert dict(about(paper(SCREENING)))["Hinweis"] == "Genaue Zahlen, nur für das Haus"
    assert dict(about(release(5, total=5)))["Hinweis"] == "Auf Vielfache von 5 gerundet, Summen können abweichen."


def test_shares_are_rounded_as_excel_rounds_them() -> None:
    assert [percent(share) for share in (1 / 16, 3 / 16, 155 / 298, 0.0, 1.0)] == [6.3, 18.8, 52.0, 0.0, 100.0]

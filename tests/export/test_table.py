"""Tables as CSV: what German Excel shows on a double click, what a program reads, and what neither may calculate."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import paper, release

from kiosk.domain.period import Period
from kiosk.domain.table import Table, TableRow, Unit
from kiosk.export import csv_form as files

TABLE = Table(
    "screening",
    "Ergebnis des Screenings",
    (
        TableRow("kim_cm", "KIM-CM; Begleitung", 1),
        TableRow("mbe", 'Beratung „für“ "Erwachsene"', 2),
        TableRow("jmd", "Jugend", 0),
    ),
    3,
)
DAYS = ("2023-04-01", "2024-04-30")
"""Of the papers here."""
DANGEROUS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://muster.example";"hier")',
    "+1",
    "+49 0000 123456",
    "-1",
    "-2+3",
    "@SUM(1;2)",
    "@",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "\n",
    "|calc",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    '="a;b"\n=1',
]
HARMLESS = ["", "KIM-CM", "1", "§104c", " = 1", "a=b", "'zitiert", "ärztlich", "„Erwachsene“", "0049", "60+"]


def _on_one_line(text: str) -> str:
    """What a dangerous text becomes: behind an apostrophe, its line breaks spaces."""
    return "'" + " ".join(text.splitlines())


def _read(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_german_excel_shows_columns_umlauts_and_a_decimal_comma() -> None:
    content = files.excel(files.all_lines(paper(TABLE), files.GERMAN_COLUMNS))
    title = "screening;Ergebnis des Screenings"
    assert (
        content
        == (
            "\ufeffTabelle;Titel;Zeile;Bezeichnung;Anzahl;Anteil in Prozent;Vorher;Veränderung;"
            "Nicht in der Summe;Von;Bis\r\n"
            f'{title};kim_cm;"KIM-CM; Begleitung";1;33,3;;;0;2023-04-01;2024-04-30\r\n'
            f'{title};mbe;"Beratung „für“ ""Erwachsene""";2;66,7;;;0;2023-04-01;2024-04-30\r\n'
            f"{title};jmd;Jugend;0;0,0;;;0;2023-04-01;2024-04-30\r\n"
            f"{title};gesamt;gesamt;3;100,0;;;0;2023-04-01;2024-04-30\r\n"
        ).encode()
    )


def test_a_program_reads_commas_points_and_single_line_ends() -> None:
    content = files.machine(files.all_lines(paper(TABLE)))
    title = "screening,Ergebnis des Screenings"
    assert (
        content
        == (
            "table,table_title,row,label_de,count,percent,before,change,apart,from,to\n"
            f"{title},kim_cm,KIM-CM; Begleitung,1,33.3,,,0,2023-04-01,2024-04-30\n"
            f'{title},mbe,"Beratung „für“ ""Erwachsene""",2,66.7,,,0,2023-04-01,2024-04-30\n'
            f"{title},jmd,Jugend,0,0.0,,,0,2023-04-01,2024-04-30\n"
            f"{title},gesamt,gesamt,3,100.0,,,0,2023-04-01,2024-04-30\n"
        ).encode()
    )


def test_all_tables_stand_below_each_other_each_with_its_total() -> None:
    other = Table("andere", "Andere", (TableRow("a", "A", 4, 6),), 4, before=6)
    _, *lines = files.all_lines(paper(TABLE, other))
    assert lines[3:] == [
        ("screening", "Ergebnis des Screenings", "gesamt", "gesamt", 3, 100.0, "", "", 0, *DAYS),
        ("andere", "Andere", "a", "A", 4, 100.0, 6, -2, 0, *DAYS),
        ("andere", "Andere", "gesamt", "gesamt", 4, 100.0, 6, -2, 0, *DAYS),
    ]


def test_who_mentioned_nothing_is_marked_as_not_in_the_total() -> None:
    """Whoever adds up the rows without a mark, and without the total, has the total."""
    silent = TableRow("unbeantwortet", "ohne Antwort", 7)
    table = Table("bedarf", "Bedarf", (TableRow("a", "A", 4),), 4, unit=Unit.MENTIONS, apart=(silent,))
    assert [(line[2], line[4], line[8]) for line in files.all_lines(paper(table))[1:]] == [
        ("a", 4, 0),
        ("gesamt", 4, 0),
        ("unbeantwortet", 7, 1),
    ]


def test_a_table_of_nothing_has_its_rows_and_no_share() -> None:
    empty = Table("t", "T", (TableRow("a", "A", 0),), 0)
    _, *lines = files.all_lines(paper(empty))
    assert lines == [
        ("t", "T", "a", "A", 0, 0.0, "", "", 0, *DAYS),
        ("t", "T", "gesamt", "gesamt", 0, 0.0, "", "", 0, *DAYS),
    ]


def test_a_table_of_fewer_days_names_them_in_every_line_and_keeps_its_title() -> None:
    part = replace(TABLE, told=Period(date(2023, 4, 1), date(2023, 4, 30)))
    assert {(line[1], *line[9:]) for line in files.all_lines(paper(part))[1:]} == {
        ("Ergebnis des Screenings", "2023-04-01", "2023-04-30")
    }


def test_a_release_has_no_shares_and_its_total_is_its_own() -> None:
    _, *lines = files.all_lines(release(5, 5, total=15))
    assert [line[4:6] for line in lines] == [(5, ""), (5, ""), (15, "")]
    assert all("(auf Vielfache von 5 gerundet)" in str(line[1]) for line in lines)


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_calculate_stands_behind_an_apostrophe(text: str) -> None:
    assert files.harmless(text) == _on_one_line(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert files.harmless(text) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_label_in_a_file_for_excel_is_harmless_and_is_read_back(text: str) -> None:
    content = files.excel([("row", text, 1), (text, "row", 2)])
    (_, first, _), (second, _, _) = _read(content, ";")
    assert first == second == _on_one_line(text)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_label_in_a_file_for_programs_is_harmless_and_is_read_back(text: str) -> None:
    ((_, found, _),) = _read(files.machine([("row", text, 1)]), ",")
    assert found == _on_one_line(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\nb", "a b"), ("a\r\nb", "a b"), ("a\rb", "a b"), ("a\u2028b", "a b"), ("a\n=1", "a =1"), ("a\n\nb", "a  b")],
)
def test_a_line_break_inside_a_text_becomes_a_space(text: str, line: str) -> None:
    assert files.harmless(text) == line


def test_numbers_stay_numbers_also_below_zero() -> None:
    assert files.excel([("a", -4, -0.5)]) == "\ufeffa;-4;-0,5\r\n".encode()
    assert files.machine([("a", -4, -0.5)]) == b"a,-4,-0.5\n"


LABELS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("=+-@|\t\r\n;,\"'")), max_size=12)


@pytest.mark.parametrize(("write", "delimiter"), [(files.excel, ";"), (files.machine, ",")], ids=["excel", "machine"])
@given(rows=st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=5))
def test_any_label_is_read_back_and_none_is_dangerous(
    write: Callable[..., bytes], delimiter: str, rows: list[tuple[str, str]]
) -> None:
    found = _read(write([(*row, 1) for row in rows]), delimiter)
    assert found == [[*(files.harmless(label) for label in row), "1"] for row in rows]
    assert not [label for row in found for label in row if label.startswith(tuple("=+-@|\t\r\n＝＋－＠"))]
    assert len(write([(*row, 1) for row in rows]).decode().splitlines()) == len(rows)


def test_the_same_table_gives_the_same_bytes() -> None:
    for write in (files.excel, files.machine):
        assert write(files.all_lines(paper(TABLE))) == write(files.all_lines(paper(TABLE)))

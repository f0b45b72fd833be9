"""The workbook read back as a spreadsheet program reads it: values, formulas, links, and nothing that runs."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from papers import AS_OF, DANGEROUS, LABELS, SCREENING, paper, release, table

from kiosk.domain.table import Table, TableRow, Unit
from kiosk.export import workbook
from kiosk.export.paperwork import Paperwork

PAPER = paper(SCREENING, table([], [], title="Ohne Zeilen"), table([("A", 0)], [3], title="Nichts: [heute]"))


def _read(made: Paperwork | bytes, values: bool = True) -> Workbook:
    content = made if isinstance(made, bytes) else workbook.content(made)
    return load_workbook(io.BytesIO(content), data_only=values)


def _grid(page: Worksheet) -> list[tuple[object, ...]]:
    """The table on a sheet, heading first."""
    return list(page.iter_rows(min_row=5, values_only=True))


def test_the_sheet_of_a_table_shows_its_rows_shares_and_changes() -> None:
    heading, first, *_, total = _grid(_read(PAPER)["Ergebnis des Screenings"])
    assert heading == ("Code", "Bezeichnung", "Anzahl", "Anteil", "Vorher", "Veränderung")
    assert first == ("code_0", SCREENING.rows[0].label, 32, pytest.approx(32 / 298), 30, 2)
    assert total == ("gesamt", None, 298, 1, 286, 12)


def test_sums_shares_and_changes_go_on_calculating() -> None:
    _, first, *_, total = _grid(_read(PAPER, values=False)["Ergebnis des Screenings"])
    assert first[3] == "=IF($C$12=0,0,$C6/$C$12)"
    assert first[5] == "=$C6-$E6"
    assert total[2:] == ("=SUM(C6:C11)", "=IF($C$12=0,0,$C12/$C$12)", "=SUM(E6:E11)", "=$C12-$E12")


def test_a_release_is_values_only_and_says_that_it_is_rounded() -> None:
    made = release(5, 5, total=15)
    page = _read(made, values=False)["Gerundet"]
    assert _grid(page) == [
        ("Code", "Bezeichnung", "Anzahl"),
        ("code_1", "Zeile 1", 5),
        ("code_2", "Zeile 2", 5),
        ("gesamt", None, 15),
    ]
    assert "Auf Vielfache von 5 gerundet, Summen können abweichen." in page["A2"].value
    cells = [cell.value for row in _read(made)["Übersicht"].iter_rows() for cell in row]
    assert "Auf Vielfache von 5 gerundet, Summen können abweichen." in cells
    assert made.digest in cells


def test_a_workbook_of_exact_numbers_says_that_it_stays_in_the_house() -> None:
    book = _read(PAPER)
    assert [(row[0], row[1]) for row in book["Übersicht"].values if row[0] == "Hinweis"] == [
        ("Hinweis", "Genaue Zahlen, nur für das Haus")
    ]
    assert book["Ergebnis des Screenings"]["A2"].value.endswith("· Genaue Zahlen, nur für das Haus")


def test_a_table_in_fives_beside_exact_ones_says_that_it_is_not_exact() -> None:
    crossed = replace(table([("A", 5)], title="Zwei Merkmale"), rounded=True)
    assert _read(paper(SCREENING, crossed))["Zwei Merkmale"]["A2"].value.endswith(
        "· Nur für das Haus, auf Vielfache von 5 gerundet"
    )


def test_a_row_beside_the_sum_is_compared_too() -> None:
    silent = TableRow("unbeantwortet", "ohne Antwort", 7, 9)
    made = Table("bedarf", "Bedarf", (TableRow("a", "A", 4, 1),), 4, Unit.MENTIONS, 1, apart=(silent,))
    *_, total, apart = _grid(_read(paper(made))["Bedarf"])
    assert total[2:] == (4, 1, 1, 3)
    assert apart == ("unbeantwortet", "ohne Antwort (Personen)", 7, None, 9, -2)


def test_the_overview_names_the_whole_links_every_sheet_and_lists_missing_days() -> None:
    book = _read(PAPER)
    page = book["Übersicht"]
    cells = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
    for expected in (
        "Zahlen der Clearingstelle, Kreis Muster",
        "01.04.2023 bis 30.04.2024",
        "23.11.2026",
        *PAPER.missing,
    ):
        assert expected in cells
    links = [cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:-2]]
    totals = [cell.value for (cell,) in page.iter_rows(min_col=3, max_col=3) if isinstance(cell.value, int)]
    assert totals == [table.total for table in PAPER.tables]


def test_codebook_and_method_are_the_last_sheets() -> None:
    book = _read(PAPER)
    assert book.sheetnames[-2:] == ["Codebuch", "Methode"]
    assert book["Codebuch"]["C4"].value == SCREENING.rows[0].label
    assert book["Methode"]["A3"].value == PAPER.method[0]


def test_a_printed_sheet_is_a4_with_its_heading_on_every_page() -> None:
    page = _read(PAPER)["Ergebnis des Screenings"]
    assert page.page_setup.paperSize == 9
    assert page.print_title_rows == "$5:$5"
    assert page.freeze_panes == "A6"


def test_a_picture_of_the_rows_stands_beside_a_table_that_counts_something() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook.content(PAPER))) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    (chart,) = charts
    assert "'Ergebnis des Screenings'!$C$6:$C$11" in chart


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_looks_like_a_formula_or_a_link_stays_text(text: str) -> None:
    page = _read(paper(table([(text, 1)], title=text)), values=False).worksheets[1]
    for cell in (page["A1"], page["B6"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@given(
    titles=st.lists(
        st.one_of(LABELS, st.sampled_from(["Methode", "History", "verlauf", "übersicht", "'", "[]:*?/\\", "A" * 40]))
    )
)
def test_every_table_gets_a_name_that_excel_accepts(titles: list[str]) -> None:
    names = workbook.sheet_names(titles)
    assert len({*(name.lower() for name in names), "übersicht", "codebuch", "methode"}) == len(titles) + 3
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)
    assert not {"history", "verlauf"} & {name.lower() for name in names}


def test_no_name_ends_in_the_middle_of_a_word_or_with_a_word_that_hangs() -> None:
    titles = [
        "Vorschlag angenommen, nach Regel",
        "Beratungen außerhalb des Case Managements",
        "Vorschlag und gewählte Stelle",
        "Gründe nach Regel",
        "Gründe für eine andere Stelle",
        "History",
        "A" * 40,
    ]
    assert workbook.sheet_names(titles) == [
        "Vorschlag angenommen",
        "Beratungen außerhalb des Case",
        "Vorschlag und gewählte Stelle",
        "Gründe nach Regel",
        "Gründe für eine andere Stelle",
        "History 2",
        "A" * 31,
    ]


def test_the_same_paper_gives_the_same_bytes_and_carries_no_moment_of_writing() -> None:
    content = workbook.content(PAPER)
    assert content == workbook.content(PAPER)
    properties = _read(content).properties
    assert properties.created is not None
    assert properties.modified is not None
    assert {properties.created.date(), properties.modified.date()} == {AS_OF}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
def test_a_spreadsheet_program_calculates_what_the_file_says(tmp_path: Path) -> None:
    content = workbook.content(PAPER)
    (tmp_path / "book.xlsx").write_bytes(_without_results(content))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        "out",
        "book.xlsx",
    ]
    subprocess.run(call, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    calculated, written = _read((tmp_path / "out" / "book.xlsx").read_bytes()), _read(content)
    formulas = 0
    for page in _read(content, values=False):
        for cell in (cell for row in page.iter_rows() for cell in row if cell.data_type == "f"):
            expected = written[page.title][cell.coordinate].value
            assert calculated[page.title][cell.coordinate].value == pytest.approx(expected), (
                page.title,
                cell.coordinate,
            )
            formulas += 1
    assert formulas > 20


def _without_results(content: bytes) -> bytes:
    """The workbook with its formulas only, so that whoever opens it has to calculate."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", old.read(name)))
    return made.getvalue()

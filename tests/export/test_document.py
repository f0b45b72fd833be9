"""The Word document read back: what the committee sees, real styles, German, and the same bytes each time."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from papers import AS_OF, BEFORE, DANGEROUS, SCREENING, paper, release, table

from kiosk.export import document
from kiosk.export.paperwork import Former, Paperwork

PAPER = paper(SCREENING, table([], [], title="Ohne Zeilen"))


def _read(made: Paperwork) -> Document:
    return docx.Document(io.BytesIO(document.content(made)))


def _headings(read: Document, level: int) -> list[str]:
    return [one.text for one in read.paragraphs if one.style is not None and one.style.name == f"Heading {level}"]


def test_the_document_has_the_parts_of_a_committee_paper() -> None:
    read = _read(PAPER)
    assert read.paragraphs[0].text == "Zahlen der Clearingstelle, Kreis Muster"
    assert _headings(read, 1) == ["Ergebnisse", "Methode", "Vergleich mit dem Zeitraum davor", "Fehlende Tage"]
    assert _headings(read, 2) == ["Ergebnis des Screenings", "Ohne Zeilen"]
    texts = [one.text for one in read.paragraphs]
    head = ("Zeitraum\t01.04.2023 bis 30.04.2024", "Stand\t23.11.2026", "Hinweis\tGenaue Zahlen, nur für das Haus")
    for expected in (*head, *PAPER.method, *PAPER.missing):
        assert expected in texts


def test_without_comparison_method_and_missing_days_their_parts_are_not_there() -> None:
    assert _headings(_read(release(5, total=5)), 1) == ["Ergebnisse"]


def test_a_table_has_its_heading_on_every_page_numbers_at_the_end_and_a_bold_total() -> None:
    made = _read(PAPER).tables[0]
    heading, first, *_, total = made.rows
    assert [cell.text for cell in heading.cells] == ["Bezeichnung", "Anzahl", "Anteil", "Vorher", "Veränderung"]
    assert [cell.text for cell in first.cells][1:] == ["32", "10,7\u00a0%", "30", "+2"]
    assert [cell.text for cell in total.cells] == ["gesamt", "298", "100,0\u00a0%", "286", "+12"]
    assert heading._tr.trPr is not None
    assert heading._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(run.bold for cell in total.cells for run in cell.paragraphs[0].runs)
    style = first.cells[1].paragraphs[0].style
    assert style is not None
    assert style.paragraph_format.alignment is WD_ALIGN_PARAGRAPH.RIGHT
    assert not any(run.bold for run in first.cells[1].paragraphs[0].runs)


def test_fewer_than_before_has_a_real_minus() -> None:
    assert _read(PAPER).tables[0].rows[2].cells[4].text == "−2"


def test_the_comparison_sets_all_totals_beside_the_period_before() -> None:
    read = _read(PAPER)
    assert "Verglichen wird der Zeitraum 01.04.2023 bis 30.04.2024 mit dem Zeitraum 01.03.2022 bis 31.03.2023." in [
        one.text for one in read.paragraphs
    ]
    last = read.tables[-1]
    assert [cell.text for cell in last.rows[1].cells] == ["Ergebnis des Screenings (Personen)", "298", "286", "+12"]


def test_a_release_says_that_it_is_rounded_and_names_its_digest() -> None:
    made = release(5, 5, total=15)
    read = _read(made)
    texts = [one.text for one in read.paragraphs]
    assert "Hinweis\tAuf Vielfache von 5 gerundet, Summen können abweichen." in texts
    assert f"Prüfsumme\t{made.digest}" in texts
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [
        ["Bezeichnung", "Anzahl"],
        ["Zeile 1", "5"],
        ["Zeile 2", "5"],
        ["gesamt", "15"],
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_any_label_is_plain_text(text: str) -> None:
    assert _read(paper(table([(text, 1)]))).tables[0].rows[1].cells[0].text == text


def test_the_document_is_german_and_of_the_office() -> None:
    read = _read(PAPER)
    languages = {one.get(qn("w:val")) for one in read.styles.element.iter(qn("w:lang"))}
    assert languages == {"de-DE"}
    properties = read.core_properties
    assert (properties.language, properties.author) == ("de-DE", "Amt für Muster")
    assert properties.title == "Zahlen der Clearingstelle, Kreis Muster"


def test_the_same_paper_gives_the_same_bytes_and_carries_no_moment_of_writing() -> None:
    content = document.content(PAPER)
    assert content == document.content(PAPER)
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert properties.created is not None
    assert properties.modified is not None
    assert {properties.created.date(), properties.modified.date()} == {AS_OF}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_the_last_paper_stands_beside_the_tables_of_now() -> None:
    now = table([("KIM-CM", 90), ("MBE", 10)], title="Ergebnis")
    then = table([("KIM-CM", 75), ("MBE", 25)], title="Ergebnis")
    former = Former("Vorlage 50/014/2024", BEFORE, then)
    read = _read(replace(paper(now), last_paper=(former,)))
    assert "Vergleich mit der letzten Vorlage" in _headings(read, 1)
    told = [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in read.tables[-1].rows]
    assert told == [
        ["Bezeichnung", "Jetzt", "Anteil", "Damals", "Anteil"],
        ["KIM-CM", "90", "90,0 %", "75", "75,0 %"],
        ["MBE", "10", "10,0 %", "25", "25,0 %"],
        ["gesamt", "100", "", "100", ""],
    ]
    assert any("Vorlage 50/014/2024, 01.03.2022 bis 31.03.2023" in paragraph.text for paragraph in read.paragraphs)


def test_a_release_stands_beside_the_last_paper_rounded_too_and_shows_no_share() -> None:
    then = replace(table([("Nur damals", 73), ("Zeile 1", 2)]), code="gerundet")
    read = _read(replace(release(90, 10, total=100), last_paper=(Former("Vorlage 50/014/2024", BEFORE, then),)))
    assert [[cell.text for cell in row.cells] for row in read.tables[-1].rows] == [
        ["Bezeichnung", "Jetzt", "Damals"],
        ["Zeile 1", "90", "2"],
        ["Zeile 2", "10", "0"],
        ["Nur damals", "0", "73"],
        ["gesamt", "100", "75"],
    ]
    said = next(one.text for one in read.paragraphs if one.text.startswith("Jetzt: "))
    assert said.endswith("Beide sind auf Vielfache von 5 gerundet, auch wo die letzte Vorlage genaue Zahlen hatte.")

"""The Word document read back: what the committee sees, real styles, German, and the same bytes each time."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from papers import AS_OF, BEFORE, DANGEROUS, SCREENING, paper, release, table

from kiosk.domain.table import Table, TableRow, Unit
from kiosk.errors import SettingWrong
from kiosk.export import document
from kiosk.export.paperwork import Former, Paperwork
from kiosk.export.sentences import RELEASED

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
    assert _headings(_read(replace(PAPER, before=None, method=(), missing=())), 1) == ["Ergebnisse"]


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
    made = replace(release(5, 5, total=15), method=RELEASED)
    read = _read(made)
    texts = [one.text for one in read.paragraphs]
    assert {*RELEASED, f"Prüfsumme der veröffentlichten Zahlen: {made.digest}."} <= {*texts}
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
    then = Table(
        "gerundet", "Gerundet", (TableRow("nur_damals", "Nur damals", 75), TableRow("code_1", "Zeile 1", 0)), 75
    )
    read = _read(replace(release(90, 10, total=100), last_paper=(Former("Vorlage 50/014/2024", BEFORE, then),)))
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [
        ["Bezeichnung", "Jetzt", "Damals"],
        ["Zeile 1", "90", "0"],
        ["Zeile 2", "10", "–"],
        ["Nur damals", "–", "75"],
        ["gesamt", "100", "75"],
    ]
    said = [one.text for one in read.paragraphs]
    assert "In der letzten Vorlage (Vorlage 50/014/2024, 01.03.2022 bis 31.03.2023) waren es 75 Personen." in said


COMMITTEE = ("screening", *(f"faelle_{number}" for number in range(5)))


def handed_in(rows: int = 6) -> Paperwork:
    """A release as large as the committee's tables are, with another table that is not theirs."""
    counts = [TableRow(f"code_{place}", f"Eine Zeile, wie sie heißt, Nummer {place}", 5 * place) for place in range(11)]
    first = Table("screening", "Ergebnis", tuple(counts), 275, rounded=True)
    cases = [
        Table(code, "Fälle, nach Zielgruppe", tuple(counts[1 : rows + 1]), 50, Unit.CASES, rounded=True)
        for code in COMMITTEE[1:]
    ]
    other = Table("sprache", "Sprache des Gesprächs", tuple(counts[:3]), 15, rounded=True)
    empty = Table("faelle_leer", "Nichts gemeldet", tuple(replace(row, count=0) for row in counts), 0, rounded=True)
    return replace(
        release(5, total=5),
        tables=(first, *cases, empty, other),
        committee=(*COMMITTEE, "faelle_leer"),
        method=RELEASED,
        missing=("Musterstelle, 03.04.2023: nicht gemeldet",) * 9,
        last_paper=(Former("Vorlage 50/014/2024", BEFORE, replace(first, total=270)),),
        left_out=(("zugangsweg", "Zugang"),),
    )


def test_the_draft_has_the_committees_tables_one_picture_and_no_other_table() -> None:
    made = handed_in()
    read = _read(made)
    assert len(read.tables) == len(COMMITTEE)
    texts = [one.text for one in read.paragraphs]
    assert "Die Zahlen sind unvollständig: 9 Sprechtage sind nicht gemeldet." in texts
    assert any(text.endswith("und 3 weitere.") for text in texts)
    assert "Weggelassen, weil kleine Zahlen sonst genau feststünden: „Zugang“." in texts
    assert not any("Sprache" in text or "Nichts gemeldet" in text for text in texts)
    [picture] = read.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    assert picture.get("descr").startswith("Im Zeitraum")
    with zipfile.ZipFile(io.BytesIO(document.content(made))) as archive:
        chart = archive.read("word/charts/chart1.xml").decode()
    assert re.findall("<c:v>([0-9]+)</c:v>", chart) == [str(5 * place) for place in range(11)]


@pytest.mark.parametrize(("days", "told"), [(0, ""), (1, "ein Sprechtag ist nicht gemeldet; ")])
def test_the_first_page_of_a_draft_says_that_posts_have_not_told(days, told) -> None:
    untold = ("Fälle sind nicht von allen Stellen enthalten: 10/2026 von 12 der 20.",)
    read = _read(replace(handed_in(), missing=("nicht gemeldet",) * days, untold=untold))
    first = [one.text for one in read.paragraphs][:6]
    assert f"Die Zahlen sind unvollständig: {told}mehr unter „Wie gezählt wurde“." in first


def test_the_draft_names_the_month_at_whose_end_cases_were_counted() -> None:
    read = _read(replace(handed_in(), at_end_of={COMMITTEE[1]: "09/2026"}))
    titles = [one.text for one in read.paragraphs if one.text.startswith("Fälle, nach Zielgruppe")]
    assert titles == ["Fälle, nach Zielgruppe (09/2026)", *["Fälle, nach Zielgruppe"] * 4]


def test_the_other_tables_come_as_an_appendix_on_wish() -> None:
    read = docx.Document(io.BytesIO(document.with_appendix(handed_in())))
    assert _headings(read, 1) == ["Anhang: alle weiteren Tabellen"]
    assert "Sprache des Gesprächs" in _headings(read, 2)
    assert document.with_appendix(PAPER) == document.content(PAPER)


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")
def test_the_draft_has_two_pages(tmp_path) -> None:
    made, gaps = (
        handed_in(),
        ("erst seit dem 13.03.2023 selbst gezählt: Musterstelle in der Musterstraße 5", "und mehr"),
    )
    last = tuple(replace(one, gaps=gaps) for one in made.last_paper)
    longer = replace(made, office="Kommunales Integrationsmanagement (KIM)", last_paper=last)
    (tmp_path / "vorlage.docx").write_bytes(document.content(longer))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "vorlage.docx"]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "vorlage.pdf").read_bytes().count(b"/Type/Page/") == 2


def test_the_office_has_a_template_of_its_own(tmp_path) -> None:
    own = docx.Document(str(document.TEMPLATE))
    own.sections[0].header.paragraphs[0].text = "Amt für Muster, Kopfbogen"
    own.save(str(tmp_path / "paper.docx"))
    made = document.content(replace(handed_in(), template=tmp_path / "paper.docx"))
    assert docx.Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text == "Amt für Muster, Kopfbogen"


@pytest.mark.parametrize("broken", ["no document", "cut off", "no styles", "made anew"])
def test_a_template_that_cannot_be_used_is_told_by_what_it_lacks(tmp_path, broken) -> None:
    place = tmp_path / "paper.docx"
    if broken == "no styles":
        docx.Document().save(str(place))
    elif broken == "made anew":
        own = docx.Document(str(document.TEMPLATE))
        own.styles["Tabellentext"].element.set(qn("w:styleId"), "Absatz1")
        own.save(str(place))
    elif broken == "cut off":
        place.write_bytes(document.TEMPLATE.read_bytes()[:5000])
    else:
        place.write_bytes(b"kein Word")
    with pytest.raises(SettingWrong) as refused:
        document.content(replace(handed_in(), template=place))
    assert refused.value.setting == "paper.docx"
    assert ("Tabellentext" in refused.value.problem) is (broken in ("no styles", "made anew"))
    assert "kiosk/export/paper.docx kopieren" in refused.value.problem

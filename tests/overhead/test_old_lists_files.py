"""Files that are no list, are broken, or were made to do harm: a finding, never an exception."""

import io
import random
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from time import process_time

import pytest
from lists import book, examine, kinds, paper, saved
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from kiosk.overhead.spreadsheets import reading

SHEET = "xl/worksheets/sheet1.xml"
LIST = [["Stelle", "Anzahl"], ["kim_cm", 3]]
TEXT = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
HEADED = (
    f'<row r="1">{TEXT.format("A1", "Stelle")}{TEXT.format("B1", "Anzahl")}</row>'
    f'<row r="2">{TEXT.format("A2", "kim_cm")}'
)
"""A worksheet's text up to the count of its only line."""


def repacked(content: bytes, **changed: bytes) -> bytes:
    """The same XLSX with other parts: `sheet` stands for the worksheet."""
    parts = {SHEET if name == "sheet" else name: part for name, part in changed.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


def sheet(rows: str) -> bytes:
    """A worksheet's own text."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "no_numbers"),
        (b"\n\n", "no_numbers"),
        (b"\xef\xbb\xbf", "no_numbers"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "other_format"),
        (b"{}", "other_format"),
        (b"Stelle;Anzahl\n", "no_numbers"),
        (b"Stelle;Anzahl\ngesamt;7\n", "no_lines"),
        (b"\0" * 50, "unreadable"),
        (b"\xff\xfe\x00", "unreadable"),
        (b'Stelle;Anzahl\n"kim_cm;1\nmbe;2\n', "unreadable"),
        (b'Stelle;Anzahl\n"j"md;1\n', "unreadable"),
        (b"Stelle;Anzahl\n" + b"x" * 200_000 + b";1\n", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "other_format"),
        (b"PK\x03\x04", "unreadable"),
        (b"Stelle;Anzahl\n" + b"kim_cm;1\n" * 10_000, "too_large"),
        (b"Datum;" + b"kim_cm;" * 200 + b"\n", "too_large"),
        (b"Datum" + b";kim_cm" * 60 + (b"\n06.05.2024" + b";1" * 60) * 1700, "too_large"),
    ],
)
def test_what_is_no_list_is_told(office, content, kind):
    assert kinds(examine(office, content)) == [kind]


def test_a_workbook_without_a_table_is_told(office):
    assert kinds(examine(office, book([["Hallo"]], []))) == ["no_numbers"]


def test_a_broken_workbook_is_told(office):
    whole = book(LIST)
    chance = random.Random(7)
    broken = [whole[: len(whole) * part // 10] for part in range(1, 10)]
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(8):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        broken.append(bytes(damaged))
    told = [kinds(examine(office, content)) for content in broken]
    assert all(len(one) <= 1 for one in told)
    assert told.count(["unreadable"]) >= 40


@pytest.mark.parametrize(
    "changed",
    [
        {"sheet": b"<worksheet"},
        {"sheet": b"not xml at all"},
        {"sheet": sheet('<row r="x"><c r="A1"><v>1</v></c></row>')},
        {"sheet": sheet('<row r="1"><c r="1A"><v>1</v></c></row>')},
        {"sheet": sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')},
        {"sheet": sheet('<row r="1"><c r="A1" t="n"><v>zwei</v></c></row>')},
        {"xl/workbook.xml": b"<workbook/>"},
        {"[Content_Types].xml": b"<Types/>"},
    ],
)
def test_a_workbook_that_is_wrong_inside_is_told(office, changed):
    assert kinds(examine(office, repacked(book(LIST), **changed))) in (["unreadable"], ["no_numbers"])


def test_a_bomb_is_told_before_it_is_unpacked(office):
    bomb = repacked(book(LIST), sheet=sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 30_000_000))
    assert len(bomb) < 60_000
    begun = process_time()
    assert kinds(examine(office, bomb)) == ["too_large"]
    assert process_time() - begun < 1


def test_a_bomb_that_lies_about_its_size_is_told(office):
    bomb = bytearray(repacked(book(LIST), sheet=sheet(" " * 30_000_000)))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = bomb.find(SHEET.encode()) if mark == b"PK\x03\x04" else bomb.rfind(SHEET.encode())
        start = bomb.rfind(mark, 0, at)
        bomb[start + place : start + place + 4] = (1000).to_bytes(4, "little")
    assert kinds(examine(office, bytes(bomb))) == ["unreadable"]


def test_entities_that_multiply_are_told(office):
    lol = '<!DOCTYPE w [<!ENTITY a "' + "lol" * 100 + '">'
    lol += "".join(f'<!ENTITY {one} "{f"&{two};" * 10}">' for one, two in zip("bcdefgh", "abcdefg", strict=True)) + "]>"
    text = sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&h;</t></is></c></row>').decode()
    begun = process_time()
    assert kinds(examine(office, repacked(book(LIST), sheet=(lol + text).encode()))) == ["unreadable"]
    assert process_time() - begun < 5


def test_a_row_far_away_and_a_column_far_out_are_too_large(office):
    for row, cell in ((20_000, "A20000"), (1, "XFD1")):
        changed = repacked(book(LIST), sheet=sheet(f'<row r="{row}">{TEXT.format(cell, "x")}</row>'))
        assert kinds(examine(office, changed)) == ["too_large"]


def test_a_row_beyond_every_spreadsheet_ends(office):
    begun = process_time()
    changed = repacked(book(LIST), sheet=sheet('<row r="99999999999"><c r="A1"><v>1</v></c></row>'))
    assert kinds(examine(office, changed)) == ["too_large"]
    assert process_time() - begun < 10


def test_formatted_emptiness_below_a_table_is_no_row(office):
    cells = HEADED + '<c r="B2"><v>3</v></c></row>'
    cells += "".join(f'<row r="{row}"><c r="A{row}"/></row>' for row in range(3, 15_000))
    examined = examine(office, repacked(book(LIST), sheet=sheet(cells)))
    assert examined.ready
    assert examined.table.total == 3


def test_a_formula_with_its_last_value_counts_that_value(office):
    cells = HEADED + '<c r="B2"><f>1+2</f><v>3</v></c></row>'
    examined = examine(office, repacked(book(LIST), sheet=sheet(cells)))
    assert (examined.ready, examined.table.total) == (True, 3)


def with_names() -> bytes:
    """A workbook that counts, and names somebody wherever nothing is read, as Excel writes it."""
    made = Workbook()
    for row in [["Stelle", "Anzahl"], ["kim_cm", 3], ["mbe", 0], ["kein_bedarf", 4]]:
        made.active.append(row)
    made.active["B2"].comment = Comment("Erika Muster, 1.2.1990", "Erika Muster")
    made.active["B3"].value = '=IF("Erika Muster"="",0,2)'
    made.active["A7"] = "Stand: Mai"
    made.active.merge_cells("A7:B7")
    made.active.oddHeader.center.text = "Erika Muster"
    made.active.add_data_validation(DataValidation(type="list", formula1='"Erika Muster"', sqref="D2"))
    made.properties.creator = "Erika Muster"
    content, space = saved(made), "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    added = {
        "xl/workbook.xml": f'<externalReferences xmlns:r="{space}"><externalReference r:id="link"/>'
        "</externalReferences>"
        f'<pivotCaches xmlns:r="{space}"><pivotCache cacheId="1" r:id="pivot"/></pivotCaches></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationship Id="link" Type="{space}/externalLink" Target="/xl/link.xml"/>'
        f'<Relationship Id="pivot" Type="{space}/pivotCacheDefinition" Target="/xl/pivot.xml"/></Relationships>',
    }
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        changed = {name: packed.read(name).rpartition(b"<")[0] + more.encode() for name, more in added.items()}
    return repacked(content, **changed, **dict.fromkeys(("xl/pivot.xml", "xl/link.xml"), b"<x>Erika Muster</x>"))


def test_what_is_never_read_of_a_workbook_is_not_kept_and_the_same_file_stays_the_same(office):
    content = with_names()
    kept = reading.kept(content)
    assert reading.kept(content) == reading.kept(kept) == kept
    with zipfile.ZipFile(io.BytesIO(kept)) as packed:
        assert not any(b"Muster" in packed.read(name) for name in packed.namelist())
    assert reading.sheets(kept) == reading.sheets(content)
    examined, again = examine(office, content), examine(office, kept)
    assert (examined.table.total, examined.old_list.content, examined.digests) == (7, kept, again.digests)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"Stelle;Anzahl\nKIM-CM;3\n"])
def test_what_is_no_workbook_is_kept_as_it_is(content):
    assert reading.kept(content) == content


def test_ten_thousand_lines_are_examined_in_a_breath(office):
    lines = b"Tag;Stelle;Anzahl\n" + b"06.05.2023;kim_cm;1\n" * 5_000 + b"06.05.2024;kim_cm;1\n" * 4_990
    begun = process_time()
    assert kinds(examine(office, lines)) == ["doubled_row", "outside_period"]
    assert process_time() - begun < 5


def test_the_papers_csv_is_no_workbook_by_its_name(office):
    assert examine(office, paper("screening_outcomes")).ready


@pytest.mark.parametrize("content", [
    b"Datum" + b";kim_cm;x" * 95 + (b"\n06.05.2024" + b";1" * 190) * 3000,
    b"Datum" + b";kim_cm;x" * 30 + (b"\n06.05.2024" + b";1" * 60) * 1600,
    b"Datum;kim_cm" + b";gesamt" * 60 + (b"\n06.05.2024" + b";1" * 61) * 1600,
    b"Datum;kim_cm;mbe" + b"\n06.05.2024;1;2\ngesamt;1;2" * 4900,
    b"Bezeichnung;Anzahl" + b"\nWort;1\ngesamt;2" * 4900,
])  # fmt: skip
def test_the_largest_lists_are_looked_through_in_seconds(office, content):
    begun = process_time()
    examine(office, content)
    assert process_time() - begun < 5


def test_what_is_hidden_is_looked_through_in_seconds_and_zeros_are_hidden_too(office):
    made = Workbook()
    made.active.append(["Stelle", "Anzahl", "Rest"])
    for place in range(9_000):
        made.active.append(["kim_cm", 3, 0] if place == 0 else [0] * 11)
        made.active.row_dimensions[place + 2].hidden = place > 0
    made.active.column_dimensions["C"].hidden = True
    content, begun = saved(made), process_time()
    examined = examine(office, content)
    assert process_time() - begun < 6
    assert examined.table.total == 3
    told = [(len(one.lines), one.column) for one in examined.findings if one.kind == "hidden"]
    assert told == [(0, "C"), (8_999, "")]


LOOK = """
import sys, time
sys.modules |= {"numpy": None, "defusedxml": None}  # only tests bring them, and libraries would take them along
from datetime import date
from pathlib import Path
from kiosk import overhead, pack
from kiosk.storage import Store
county, store = pack.load(Path(sys.argv[1])), Store.create(Path(sys.argv[2]))
content, began = Path(sys.argv[3]).read_bytes(), time.process_time()
listed = overhead.OldList("x", content, date(2005, 1, 1), date(2024, 12, 31), "q", county.profiles[0].code)
examined = overhead.examine(store, county, listed, date(2026, 11, 23))
took, status = time.process_time() - began, Path("/proc/self/status").read_text()
began = time.process_time()
for number in range(1_500_000):
    str(number)
took /= max(1, (time.process_time() - began) / 0.22)
print(took, int(status.partition("VmHWM:")[2].split()[0]) / 1024, examined.table.total)
"""
"""How long a list is looked through by a machine that counts so far in 0.22 s, and how many megabytes the whole program
needs for it: machines that many share are at times half as quick.
"""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_fifty_thousand_cells_are_looked_through_in_two_seconds_and_a_hundred_megabytes(office, tmp_path, form):
    rows = [["Datum", "KIM-CM", "MBE", "kein Bedarf", "Regeldienst", "Fachberatung", "kim_kurz", "gesamt"]]
    rows += [[date(2005, 1, 1) + timedelta(days=place), 1, 2, 3, 4, 5, 6, 21] for place in range(6250)]
    path = tmp_path / f"liste.{form}"
    lines = "\n".join(
        ";".join(f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell) for cell in row) for row in rows
    )
    path.write_bytes(book(rows) if form == "xlsx" else lines.encode())
    words = [sys.executable, "-c", LOOK, office.pack.folder, tmp_path / "store" / "s.sqlite3", path]
    for _ in range(5):  # a busy machine takes longer for the same
        done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=True)
        seconds, megabytes, total = map(float, done.stdout.split())
        words[-2] = tmp_path / f"store{seconds}" / "s.sqlite3"
        if seconds < 2:
            break
    assert (total, seconds < 2, megabytes < 100) == (6250 * 21, True, True), done.stdout

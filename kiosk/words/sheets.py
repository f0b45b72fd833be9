"""The sentences of one language as a table for people (.xlsx) and for programs of translators (.xliff, version 1.2)."""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter
from lxml import etree

from kiosk.errors import SettingWrong

SPACE = "urn:oasis:names:tc:xliff:document:1.2"
BARE: Any = {None: SPACE}
"""The names of the format stand without a prefix."""
UNIT, SHOWN, SAID, NOTE = (f"{{{SPACE}}}{name}" for name in ("trans-unit", "source", "target", "note"))
XLSX, XLIFF = ".xlsx", (".xliff", ".xlf")
HEADING = ("Satz", "Form", "Deutsch", "Übersetzung", "Stand", "geprüft von (Rolle)", "Wo", "Glossar")
NOT_THERE = "diese Datei gibt es nicht → Ordner und Namen prüfen"
WIDTHS = (0, 0, 50, 50, 12, 20, 24, 40)


class Row(NamedTuple):
    """One form of one sentence. `german` names the sentence, `form` counts from 0, `shown` is its German.

    `line`: where it stands in the file that came back.
    """

    line: int
    german: str
    form: int
    shown: str
    said: str
    state: str
    checked: str
    place: str
    terms: str


def written(suffix: str, tag: str, rows: Sequence[Row]) -> bytes:
    """Return the rows in the form that this ending means. Raises SettingWrong for another."""
    return (_workbook if _known(suffix) == XLSX else _xliff)(tag, rows)


def read(file: Path, tag: str) -> list[Row]:
    """Return the rows that came back. Raises SettingWrong for a file that is not what its ending says, or another's."""
    read_it = _of_workbook if _known(file.suffix) == XLSX else _of_xliff
    try:
        return list(read_it(file, tag))
    except FileNotFoundError as error:
        raise SettingWrong(str(file), NOT_THERE) from error
    except (OSError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        kind = file.suffix.removeprefix(".").upper()
        instead = f"{_other(tag)}, in der nur Übersetzung und Prüfung anders sind"
        raise SettingWrong(str(file), f"ist keine ganze, lesbare {kind}-Datei → {instead}") from error


def _known(suffix: str) -> str:
    """Return the ending in small letters."""
    if suffix.lower() not in (XLSX, *XLIFF):
        raise SettingWrong(suffix or "words", "eine Datei mit der Endung .po, .xlsx oder .xliff nennen")
    return suffix.lower()


def _workbook(tag: str, rows: Sequence[Row]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, wrapped = book.add_worksheet(tag), book.add_format({"text_wrap": True, "valign": "top"})
        for column, (title, width) in enumerate(zip(HEADING, WIDTHS, strict=True)):
            sheet.write_string(0, column, title, book.add_format({"bold": True}))
            sheet.set_column(column, column, width, wrapped, None if width else {"hidden": True})
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row[1:]):
                sheet.write_string(line, column, str(cell), wrapped)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _of_workbook(file: Path, tag: str) -> Iterator[Row]:
    book = openpyxl.load_workbook(BytesIO(file.read_bytes()), read_only=True, data_only=True)
    if tag not in book.sheetnames:
        raise SettingWrong(str(file), f"hat kein Blatt „{tag}“, nur „{'“, „'.join(book.sheetnames)}“ → {_other(tag)}")
    lines = book[tag].iter_rows(values_only=True)
    if next(lines, ())[: len(HEADING)] != HEADING:
        raise ValueError
    for number, line in enumerate(lines, start=2):
        if line[0]:
            german, form, *others = (str(cell) if cell is not None else "" for cell in line[: len(HEADING)])
            yield Row(number, german, int(form), *others)


def check_language(file: Path, language: str, tag: str) -> None:
    """Raise SettingWrong for a file that says it is for another language."""
    if language != tag:
        raise SettingWrong(str(file), f"ist für „{language}“, nicht für „{tag}“ → {_other(tag)}")


def _other(tag: str) -> str:
    return f"eine Datei von kiosk words --export {tag}"


def _xliff(tag: str, rows: Sequence[Row]) -> bytes:
    top = etree.Element(f"{{{SPACE}}}xliff", {"version": "1.2"}, BARE)
    about = {"original": "messages.po", "datatype": "plaintext", "source-language": "de", "target-language": tag}
    body = etree.SubElement(etree.SubElement(top, f"{{{SPACE}}}file", about), f"{{{SPACE}}}body")
    for row in rows:
        unit = etree.SubElement(body, UNIT, id=f"{row.form} {row.german}")
        etree.SubElement(unit, SHOWN).text = row.shown
        etree.SubElement(unit, SAID).text = row.said
        for name, text in (("state", row.state), ("checked", row.checked), ("place", row.place), ("terms", row.terms)):
            if text:
                etree.SubElement(unit, NOTE, {"from": name}).text = text
    return etree.tostring(top, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _of_xliff(file: Path, tag: str) -> Iterator[Row]:
    top: Any = etree.fromstring(file.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    name, version = etree.QName(top), top.get("version", "")
    if name.localname != "xliff":
        raise SettingWrong(str(file), f"ist kein XLIFF, sondern „{name.localname}“ → {_other(tag)}")
    if name.namespace != SPACE:
        found = f"XLIFF {version}" if version not in ("", "1.2") else f"XLIFF ohne „{SPACE}“"
        instead = f"im anderen Programm als XLIFF 1.2 speichern, oder {_other(tag)} ausfüllen, auch als .xlsx"
        raise SettingWrong(str(file), f"ist {found}, gelesen wird XLIFF 1.2 → {instead}")
    for one in top.iter(f"{{{SPACE}}}file"):
        check_language(file, one.get("target-language", tag), tag)
    for unit in top.iter(UNIT):
        form, _, german = str(unit.get("id")).partition(" ")
        notes = {str(note.get("from")): note.text or "" for note in unit.iter(NOTE)}
        told = (notes.get(name, "") for name in ("state", "checked", "place", "terms"))
        yield Row(unit.sourceline or 0, german, int(form), _text(unit, SHOWN), _text(unit, SAID), *told)


def _text(unit: Any, name: str) -> str:
    """Return all that is said there, within the marks of a program too."""
    found = unit.find(name)
    return "" if found is None else "".join(found.itertext())

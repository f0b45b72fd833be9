"""The sentences for the translators: a language begins with one command and is offered when it is complete."""

import codecs
import re
import shutil
from io import BytesIO

import openpyxl
import pytest
from babel.messages.pofile import read_po, write_po
from conftest import ROOT

from kiosk import config, pack
from kiosk.words import catalogues


@pytest.fixture
def county(tmp_path, monkeypatch):
    """A pack that wants one language more, and the program's catalogues, in folders that can be changed."""
    shutil.copytree(ROOT / "translations", tmp_path / "translations")
    folder = tmp_path / "county"
    shutil.copytree(ROOT / "deploy" / "mettmann", folder)
    site = folder / "site.toml"
    wanted = site.read_text(encoding="utf-8").replace('languages = [\n  "de",', 'languages = [\n  "de", "az",')
    site.write_text(wanted, encoding="utf-8")
    beside = config.beside
    monkeypatch.setattr(config, "beside", lambda name: tmp_path / name if name == "translations" else beside(name))
    monkeypatch.setattr(config, "own_pack", lambda: folder)
    return folder


def translated(path):
    """Fill a catalogue as a translator would."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id:
            message.string = message.id
    with path.open("wb") as file:
        write_po(file, catalogue)
    return catalogue


def test_a_language_begins_with_one_command_and_is_offered_when_it_is_complete(kiosk, county, tmp_path):
    assert kiosk("words", "--add", "az", "--pack", county).code == 0
    found = pack.load(county)
    assert "az" not in catalogues.load(found).offered(found.site.languages)
    catalogue = translated(tmp_path / "translations" / "az" / "LC_MESSAGES" / "messages.po")
    assert catalogue.plural_forms == "nplurals=2; plural=(n != 1);"
    words = catalogues.load(found)
    assert len(catalogue) == len(words.client_messages)
    assert "az" in words.offered(found.site.languages)
    assert kiosk("words", "--check", "--pack", county).code == 2  # sorted and folded by the next `kiosk words`
    assert kiosk("words", "--pack", county).code == kiosk("words", "--check", "--pack", county).code == 0


@pytest.mark.parametrize("tag", ["xx", "de", "en", "Türkisch", "el"])
def test_what_is_no_language_or_there_already_is_refused(kiosk, county, tag):
    assert kiosk("words", "--add", tag, "--pack", county).complaints


def test_another_county_keeps_its_own_sentences_with_its_pack(kiosk, tmp_path):
    folder = tmp_path / "musterkreis"
    shutil.copytree(ROOT / "tests" / "packs" / "musterkreis", folder)
    assert "site.toml" in kiosk("words", "--add", "tr", "--pack", folder).out
    assert "Bürgerhaus" not in (folder / "translations" / "tr" / "LC_MESSAGES" / "messages.po").read_text("utf-8")


FORMS = ["po", "xlsx", "xliff"]
GREETING = "Guten Tag"
FROM_TO = "%(first)s bis %(last)s"


def catalogue_of(county):
    """The Arabic catalogue of the program in its folder that can be changed."""
    return county.parent / "translations" / "ar" / "LC_MESSAGES" / "messages.po"


def changed(file, german, to):
    """A translator changes one translation in a file, whatever its form."""
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(file)
        for row in book.worksheets[0].iter_rows(min_row=2):
            if row[0].value == german:
                row[3].value = to
        book.save(file)
        return
    text = file.read_text(encoding="utf-8")
    now = re.search(
        rf'msgid "{re.escape(german)}"\nmsgstr "(.*)"|<source>{re.escape(german)}</source>\s*<target>(.*)<', text
    )
    start, end = now.span(1) if now[1] else now.span(2)
    file.write_text(text[:start] + to + text[end:], encoding="utf-8")


@pytest.mark.parametrize("form", [*FORMS, "xlf", "PO", "XLSX"])
@pytest.mark.parametrize("tag", ["ar", "en"])
def test_a_round_trip_changes_nothing(kiosk, county, tmp_path, form, tag):
    path = tmp_path / "translations" / tag / "LC_MESSAGES" / "messages.po"
    before, file = path.read_bytes(), tmp_path / f"sent.{form}"
    assert kiosk("words", "--export", tag, file, "--pack", county).code == 0
    assert "0 Sätze geändert" in kiosk("words", "--import", tag, file, "--pack", county).out
    assert path.read_bytes() == before


@pytest.mark.parametrize("form", FORMS)
def test_what_a_translator_changes_is_told_and_taken(kiosk, county, tmp_path, form):
    file = tmp_path / f"sent.{form}"
    kiosk("words", "--export", "ar", file, "--pack", county)
    changed(file, GREETING, "أهلاً")
    told = kiosk("words", "--import", "ar", file, "--pack", county).out
    assert "1 Sätze geändert" in told
    assert "nachher: أهلاً" in told
    assert catalogues.load(pack.load(county)).say("ar", GREETING) == "أهلاً"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("german", "to"),
    [
        (FROM_TO, "%(first)s إلى"),
        (FROM_TO, "%(first)s إلى %(end)s"),
        (GREETING, "\u202eمرحباً"),
        (GREETING, "٣ مرحباً"),
        (GREETING, "مرحباً 112"),
        (GREETING, "مرحباً §"),
        ("Anerkannt §25 (1, 2)", "لاجئ §25 (1، 2)"),
        (GREETING, "مرحباً Здравствуйте"),
        (GREETING, "مرحباً 🙂"),
        (GREETING, "مرحباً →"),
    ],
)
def test_a_broken_translation_is_refused_with_its_row_and_nothing_is_taken(kiosk, county, tmp_path, form, german, to):
    path, file = catalogue_of(county), tmp_path / f"sent.{form}"
    before = path.read_bytes()
    kiosk("words", "--export", "ar", file, "--pack", county)
    changed(file, german, to)
    changed(file, "Fertig", "تمام")
    told = "\n".join(kiosk("words", "--import", "ar", file, "--pack", county).complaints)
    assert re.search(rf"Zeile \d+, „{re.escape(german)}“", told)
    assert path.read_bytes() == before


def test_whoever_checked_a_sentence_says_so_in_the_table(kiosk, county, tmp_path):
    file = tmp_path / "sent.xlsx"
    kiosk("words", "--export", "ar", file, "--pack", county)
    book = openpyxl.load_workbook(file)
    row = next(row for row in book.worksheets[0].iter_rows(min_row=2) if row[0].value == GREETING)
    row[5].value = "Dolmetscherin"
    book.save(file)
    assert kiosk("words", "--import", "ar", file, "--pack", county).code == 0
    assert catalogues.load(pack.load(county)).state("ar", GREETING) == "checked"
    assert "1 geprüft" in kiosk("languages", "--pack", county).out
    kiosk("words", "--export", "ar", file, "--pack", county)
    assert "0 Sätze geändert" in kiosk("words", "--import", "ar", file, "--pack", county).out


def replaced(before: str, after: str):
    """A text file in which this stands instead of that."""
    return lambda content: content.decode().replace(before, after, 1).encode()


def in_workbook(change):
    """A workbook after this was done to it."""

    def changed(content):
        book, file = openpyxl.load_workbook(BytesIO(content)), BytesIO()
        change(book)
        book.save(file)
        return file.getvalue()

    return changed


def without_a_form(book):
    """Leave out the form for many of the first sentence that has one."""
    sheet = book.worksheets[0]
    sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() if row[1].value == "1"))


def twice(book):
    """Put the first sentence below the last once more."""
    book.worksheets[0].append([cell.value for cell in book.worksheets[0][2]])


def half(content):
    """A file of which the end did not arrive."""
    return content[: len(content) // 2 - len(content) // 2 % 2]


BROKEN = {
    "another language.po": (replaced("Language: en", "Language: fa"), "ist für „fa“, nicht für „en“"),
    "not utf-8.po": (lambda content: content.decode().encode("cp1252", "replace"), "als UTF-8 speichern"),
    "utf-16.po": (lambda content: content.decode().encode("utf-16"), "als UTF-8 speichern"),
    "cut.po": (lambda content: content[: content.rindex(b'"')], "hört mitten im Satz auf"),
    "unknown.po": (replaced('msgid "Guten Tag"', 'msgid "Guten Morgen"'), "diesen Satz gibt es nicht"),
    "no form.po": (lambda content: re.sub(rb'\nmsgstr\[1\] (".*"\n)+', b"\n", content, count=1), "eine Form fehlt"),
    "guessed.po": (replaced('msgid "Guten Tag"', '#, fuzzy\nmsgid "Guten Tag"'), "ist unsicher (fuzzy)"),
    "empty.xlsx": (in_workbook(lambda book: book.worksheets[0].delete_rows(1, 9999)), "lesbare XLSX-Datei"),
    "another language.xlsx": (in_workbook(lambda book: setattr(book.worksheets[0], "title", "fa")), "nur „fa“"),
    "no column.xlsx": (in_workbook(lambda book: book.worksheets[0].delete_cols(3)), "lesbare XLSX-Datei"),
    "no form.xlsx": (in_workbook(without_a_form), "eine Form fehlt"),
    "twice.xlsx": (in_workbook(twice), "steht zweimal da"),
    "cut.xlsx": (half, "lesbare XLSX-Datei"),
    "text.xlsx": (lambda content: "Satz;Form\r\n".encode("cp1252"), "lesbare XLSX-Datei"),
    "another language.xliff": (replaced('target-language="en"', 'target-language="fa"'), "ist für „fa“"),
    "xliff 2.xliff": (
        lambda _: b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"/>',
        "ist XLIFF 2.0, gelesen wird XLIFF 1.2 → im anderen Programm als XLIFF 1.2 speichern, oder eine Datei von",
    ),
    "no names.xliff": (lambda _: b'<xliff version="1.2"/>', "ist XLIFF ohne „urn:oasis:names:tc:xliff:document:1.2“"),
    "other xml.xliff": (lambda _: b"<html><body/></html>", "ist kein XLIFF, sondern „html“"),
    "cut.xliff": (half, "lesbare XLIFF-Datei"),
    "other names.xliff": (replaced('id="0 Guten Tag"', 'id="7"'), "Zeile"),
    "not utf-8.xliff": (lambda content: content.decode().encode("cp1252", "replace"), "lesbare XLIFF-Datei"),
    "no form.xliff": (
        lambda content: re.sub(rb'<trans-unit id="1 .*?</trans-unit>', b"", content, count=1, flags=re.DOTALL),
        "eine Form fehlt",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_by_name_and_nothing_is_written(kiosk, county, tmp_path, name):
    path, file = tmp_path / "translations" / "en" / "LC_MESSAGES" / "messages.po", tmp_path / name
    break_it, why = BROKEN[name]
    before = path.read_bytes()
    kiosk("words", "--export", "en", file, "--pack", county)
    file.write_bytes(break_it(file.read_bytes()))
    changed_too = kiosk("words", "--import", "en", file, "--pack", county)
    assert why in "\n".join(changed_too.complaints)
    assert name in changed_too.err
    assert path.read_bytes() == before


def test_what_other_programs_do_to_a_file_does_no_harm(kiosk, county, tmp_path):
    marked, marks = tmp_path / "marked.po", tmp_path / "marks.xliff"
    for file in (marked, marks):
        kiosk("words", "--export", "ar", file, "--pack", county)
        changed(file, GREETING, "أهلاً بكم")
    marked.write_bytes(codecs.BOM_UTF8 + marked.read_bytes())
    assert "1 Sätze geändert" in kiosk("words", "--import", "ar", marked, "--pack", county).out
    marks.write_text(marks.read_text("utf-8").replace("أهلاً بكم", 'أهلاً <g id="1">بكم</g>'), encoding="utf-8")
    assert "0 Sätze geändert" in kiosk("words", "--import", "ar", marks, "--pack", county).out


def test_what_a_file_leaves_out_is_told_and_stays(kiosk, county, tmp_path):
    file = tmp_path / "part.xlsx"
    kiosk("words", "--export", "ar", file, "--pack", county)
    before = catalogue_of(county).read_bytes()
    file.write_bytes(in_workbook(lambda book: book.worksheets[0].delete_rows(2, 3))(file.read_bytes()))
    assert "3 Sätze stehen nicht in der Datei" in kiosk("words", "--import", "ar", file, "--pack", county).out
    assert catalogue_of(county).read_bytes() == before


def test_what_an_import_passes_over_is_told(kiosk, county, tmp_path):
    file = tmp_path / "sent.xlsx"
    kiosk("words", "--export", "ar", file, "--pack", county)
    changed(file, GREETING, "")
    book = openpyxl.load_workbook(file)
    row = next(row for row in book.worksheets[0].iter_rows(min_row=2) if row[0].value == "Fertig")
    row[2].value = "Ganz fertig"
    book.save(file)
    told = kiosk("words", "--import", "ar", file, "--pack", county).out
    assert f"„{GREETING}“: leer gelassen" in told
    assert "„Fertig“: das Deutsche lässt sich so nicht ändern" in told
    assert "0 Sätze geändert" in told


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_not_there_is_told_so(kiosk, county, tmp_path, form):
    told = kiosk("words", "--import", "ar", tmp_path / f"none.{form}", "--pack", county).complaints
    assert "diese Datei gibt es nicht" in "".join(told)


def test_a_copied_pack_sends_every_sentence_and_keeps_what_comes_back_in_its_own_folder(kiosk, tmp_path):
    folder, file = tmp_path / "county", tmp_path / "sent.xlsx"
    shutil.copytree(ROOT / "deploy" / "mettmann", folder)
    program = {path: path.read_bytes() for path in (ROOT / "translations").rglob("*.po")}
    said = kiosk("words", "--export", "ti", file, "--pack", folder).out
    assert said.startswith(f"{len(catalogues.load(pack.load(folder)).client_messages)} Sätze")
    changed(file, GREETING, "ሰላም ንዓኹም")
    assert str(folder) in kiosk("words", "--import", "ti", file, "--pack", folder).out
    assert kiosk("words", "--pack", folder).code == 0
    assert catalogues.load(pack.load(folder)).say("ti", GREETING) == "ሰላም ንዓኹም"
    assert len(re.findall("^msgid", next(folder.rglob("*.po")).read_text("utf-8"), re.MULTILINE)) == 2
    assert program == {path: path.read_bytes() for path in (ROOT / "translations").rglob("*.po")}


def test_sentences_of_mettmann_are_asked_of_nobody_else(kiosk, tmp_path):
    folder, file = tmp_path / "musterkreis", tmp_path / "sent.po"
    shutil.copytree(ROOT / "tests" / "packs" / "musterkreis", folder)
    kiosk("words", "--export", "ar", file, "--pack", folder)
    sent = file.read_text("utf-8")
    assert GREETING in sent
    assert "Ämter für Wohnen und Beruf" in sent
    assert "Bei der Wohnung hilft das Sozialamt der Stadt." not in sent
    assert "Bei der Wohnung hilft das Sozialamt der Stadt." not in catalogues.load(pack.load(folder)).client_messages


@pytest.mark.parametrize("name", ["sent.txt", "broken.po", "broken.xlsx", "broken.xliff"])
def test_a_file_that_is_none_is_refused(kiosk, county, tmp_path, name):
    (tmp_path / name).write_bytes(b"\x00broken")
    assert kiosk("words", "--import", "ar", tmp_path / name, "--pack", county).complaints

"""Five spreadsheets as offices keep them, and the spellings of counts and days in them."""

from datetime import date, datetime

import pytest
from lists import FIRST, LAST, asked, book, examine, kinds, meanings, old_list, paper, saved, sums, take
from openpyxl import Workbook
from openpyxl.styles import Font

from kiosk import overhead

MAY_AND_JUNE = {"first": date(2023, 5, 1), "last": date(2023, 6, 30)}
MAY = {"first": date(2024, 5, 1), "last": date(2024, 5, 31)}
ROWS = ["Fördern und Fordern - Caritas / Identitätsklärung", "Migrationsberatung für Erwachsene (MBE)", "kein Bedarf"]


def counted(office) -> dict[tuple[str, date], dict[str, int]]:
    """What came in, by desk and day."""
    return {
        (batch.desk, batch.first_day): {row: number for (_, row), number in batch.cells.items()}
        for batch in office.store.reported.batches(date(2000, 1, 1), date(2099, 12, 31))
    }


# five spreadsheets


def test_a_list_under_title_lines_with_words_of_its_own_is_mapped_once_and_known_next_time(office):
    rows = [
        ["Auswertung Clearing, Caritas", None, None],
        [],
        [None, "Ergebnis:", "Anzahl der Personen", "Anteil (%)"],
        [None, "F + F", 12, 0.24],
        [None, " kim-cm ", 20.0, 0.4],
        [],
        [None, "kein  Bedarf", "18", 0.36],
        [None, "Probelauf", "3", None],
        [None, "Summe", 50, 1],
        [None, "Stand: 31.05.2024, ohne Velbert"],
    ]
    words = {"F + F": "screening:foerdern_fordern", "Probelauf": "-"}
    examined = examine(office, book(rows), **MAY)
    assert kinds(examined) == ["total_disagrees", "unknown_row"]
    assert asked(examined) == ["F + F", "Probelauf", "summe:C9", "zeile:9"]
    assert [one.computed for one in examined.obstacles] == [12, 3, 53]
    assert take(office, book(rows), words, **MAY).new
    assert sums(office) == {"foerdern_fordern": 12, "kim_cm": 20, "kein_bedarf": 18}

    rows[3][2], rows[8][2] = 13, 51
    june = examine(office, book(rows), first=date(2024, 6, 1), last=date(2024, 6, 30))
    assert june.ready
    assert june.table.total == 51
    assert asked(june) == ["F + F", "Probelauf", "zeile:9"]
    assert [june.listed.words.answer(word) for word in ("F + F", "Probelauf")] == ["screening:foerdern_fordern", "-"]


def test_a_sheet_with_a_line_a_day_and_a_column_a_row_counts_by_days(office):
    rows = [
        ["Strichliste Mai 2024"],
        ["Datum", "Wochentag", *ROWS, None, "gesamt", "Bemerkung"],
        [date(2024, 5, 6), "Mo", 1, 2, 3, None, 6, "ruhig"],
        [date(2024, 5, 7), "Di", None, 4, 0, None, 4, None],
        ["08.05.2024", "Mi", None, None, None, None, None, "Feiertag"],
        ["Do, 09.05.24", "Do", 2, None, "zu", None, 2, None],
        ["Summe", None, 3, 6, 3, None, 12, None],
    ]
    examined = examine(office, book(rows), **MAY)
    (finding,) = examined.obstacles
    assert (finding.kind, finding.lines, finding.column, finding.word) == ("not_a_count", (6,), "E", "zu")
    rows[5][4] = None
    taken = take(office, book(rows), **MAY)
    assert taken.new
    assert len(taken.batches) == 3
    assert counted(office) == {
        ("alle", date(2024, 5, 6)): {"foerdern_fordern": 1, "mbe": 2, "kein_bedarf": 3},
        ("alle", date(2024, 5, 7)): {"mbe": 4},
        ("alle", date(2024, 5, 9)): {"foerdern_fordern": 2},
    }
    before = sums(office)
    overhead.undo(office.store, taken.known)
    assert (sums(office), counted(office)) == ({}, {})
    assert take(office, book(rows), **MAY).new
    assert sums(office) == before


def test_a_list_with_days_and_desks_from_an_old_windows_counts_each_desk_apart(office):
    text = (
        "Zählung Frühjahr;;;\r\n"
        "Tag;Ort;Stelle;Personen\r\n"
        "02.05.2024;Clearingstelle Mettmann, Auf dem Hüls 5;Flüchtlingshilfe Velbert / Regionale Beratung;1.234\r\n"
        "02.05.2024;Clearingstelle Mettmann, Auf dem Hüls 5;kein Bedarf; 7 \r\n"
        "02.05.2024;alle;kein Bedarf;2\r\n"
        "03.05.2024;;kein Bedarf;12,0\r\n"
        "Summe;;;1255\r\n"
    )
    assert kinds(examine(office, text.encode("cp1252"), **MAY)) == ["whole"]
    assert take(office, text.encode("cp1252"), {"zeile:5": "+"}, **MAY).new
    assert counted(office) == {
        ("mettmann", date(2024, 5, 2)): {"fluechtlingshilfe_velbert": 1234, "kein_bedarf": 7},
        ("alle", date(2024, 5, 2)): {"kein_bedarf": 2},
        ("alle", date(2024, 5, 3)): {"kein_bedarf": 12},
    }
    unknown = examine(office, text.replace(";alle;", ";Ratingen;").encode(), **MAY)
    assert ("unknown_desk", "Ratingen", (5,)) in [(one.kind, one.word, one.lines) for one in unknown.obstacles]


def test_an_english_export_with_a_cover_sheet_and_blocks_with_subtotals_is_understood(office):
    cover = [["Report"], ["made by", "someone"]]
    table = [
        ["code", "label", "count", "share"],
        ["kim_cm", "Case management", 75, "25%"],
        ["mbe", "MBE", 29, "10%"],
        ["Total", "", 104, ""],
        ["code", "label", "count", "share"],
        ["kein_bedarf", "no need", 155, "52%"],
        ["Grand total", "", 259, "100%"],
    ]
    taken = take(office, book(cover, table))
    assert taken.new
    assert sums(office) == {"kim_cm": 75, "mbe": 29, "kein_bedarf": 155}


def test_the_goals_as_a_crooked_workbook_count_after_the_double_is_left_out_by_its_line(office):
    lines = [line.rsplit(",", 1) for line in paper("goals_reached").decode().splitlines()[1:]]
    rows = [["Zielerreichung"], ["Ziel", "Anzahl"]]
    rows += [[line.split(",", 1)[1].strip('"'), int(count)] for line, count in lines]
    examined = examine(office, book(rows))
    assert kinds(examined) == ["doubled_row", "total_disagrees"]
    assert asked(examined) == ["zeile:14", "zeile:15", "summe:B19", "zeile:19"]
    taken = take(office, book(rows), {"zeile:15": "-", "summe:B19": "+"})
    assert taken.new
    assert sum(sums(office).values()) == 725
    assert meanings(office) == {}


# words and doubles


def test_only_what_was_chosen_for_a_word_is_kept_and_only_when_the_list_counts(office):
    content = b"Stelle;Anzahl\nKIM-CM;1\nFallmanagement;2\n"
    assert not take(office, content).new
    assert meanings(office) == {}
    assert not take(office, content, {"Fallmanagement": ""}).new
    words = {"FALLmanagement ": "screening:mbe", "nirgends": "-", "zeile:9": "-"}
    assert take(office, content, words).new
    assert meanings(office) == {"fallmanagement": "screening:mbe", "nirgends": "-"}


def test_a_word_that_looks_like_somebodys_name_is_not_learned_and_its_line_is_noted(office):
    content = b"Stelle;Anzahl\nKIM-CM;75\nErika Muster;1\nFatima Haddad;2\nSoziale Hilfe;3\n"
    words = {"Erika Muster": "-", "Fatima Haddad": "screening:mbe", "Soziale Hilfe": "-", "Reza Vorlage": "-"}
    taken = take(office, content, words)
    assert (taken.table.total, taken.note) == (77, "ohne Zeile 3; ohne „Soziale Hilfe“")
    assert office.store.old_lists.all()[0].note == taken.note
    assert meanings(office) == {"soziale hilfe": "-"}


def test_headings_that_name_somebody_are_not_remembered(office):
    content = b"Monat;KIM-CM;Erika Muster\nMai 2023;3;4\nJuni 2023;5;6\n"
    taken = take(office, content, {"Erika Muster": "-"}, **MAY_AND_JUNE)
    assert (taken.new, taken.note, office.store.old_lists.taught()) == (True, "ohne Spalte C", {})


def test_a_choice_goes_before_the_code_and_what_was_kept(office):
    office.store.old_lists.learn({"fallmanagement": "screening:mbe", "kim-cm": "-"}, "", {})
    content = b"Stelle;Anzahl\nKIM-CM;1\nFallmanagement;2\n"
    examined = examine(office, content)
    assert {row.code: row.count for row in examined.table.rows if row.count} == {"kim_cm": 1, "mbe": 2}
    other = examine(office, content, {"Fallmanagement": "screening:kein_bedarf", "KIM-CM": "screening:kim_cm"})
    assert {row.code: row.count for row in other.table.rows if row.count} == {"kim_cm": 1, "kein_bedarf": 2}


def test_a_list_of_words_that_no_table_knows_is_asked_about_word_by_word(office):
    content = b"Stelle;Anzahl\nFallmanagement;2\nNix;3\n"
    examined = examine(office, content)
    assert kinds(examined) == ["no_table"]
    examined = examine(office, content, {"lesen:tabelle": "screening"})
    assert asked(examined) == ["Fallmanagement", "Nix"]
    table = {"lesen:tabelle": "screening"}
    assert take(office, content, {**table, "Fallmanagement": "screening:kim_cm", "Nix": "screening:kein_bedarf"}).new


@pytest.mark.parametrize(
    ("rows", "lines", "column"),
    [
        ([["Datum", "kim_cm", "mbe"], ["06.05.2024", 1, 2], ["06.05.2024", 1, 2]], (2, 3), ""),
        ([["Datum", "kim_cm", "mbe", "mbe"], ["06.05.2024", 1, 2, 2]], (), "C, D"),
        ([["Tag", "Stelle", "Anzahl"], ["06.05.2024", "kim_cm", 1], ["2024-05-06", "KIM-CM", 1]], (2, 3), ""),
    ],
    ids=["a day", "a column", "a line"],
)
def test_what_stands_there_twice_is_told_once_and_stops_until_one_is_left_out(office, rows, lines, column):
    examined = examine(office, book(rows), **MAY)
    (finding,) = examined.obstacles
    assert (finding.kind, finding.lines, finding.column) == ("doubled_row", lines, column)
    assert asked(examined)
    key = "spalte:D" if column else "zeile:3"
    assert take(office, book(rows), {key: "-"}, **MAY).new


def test_a_column_without_a_heading_is_asked_about(office):
    rows = [["Datum", "kim_cm", None], ["06.05.2024", 1, 5]]
    examined = examine(office, book(rows), **MAY)
    assert kinds(examined) == ["unknown_row"]
    assert asked(examined) == ["spalte:C"]
    assert take(office, book(rows), {"spalte:C": "screening:mbe"}, **MAY).new
    assert sums(office) == {"kim_cm": 1, "mbe": 5}


def test_a_column_of_names_is_never_read_out(office):
    rows = [["Datum", "Berater", "kim_cm"], ["06.05.2024", "Frau Beispiel", 1]]
    examined = examine(office, book(rows), **MAY)
    assert ("unread", "Berater") in [(one.kind, one.word) for one in examined.findings]
    assert "Beispiel" not in f"{examined.findings}"


# spellings


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (12, 12), (12.0, 12), (0, 0), ("12", 12), (" 12 ", 12), ("12,0", 12), ("12.0", 12), ("1.234", 1234),
        ("1 234", 1234), ("1\u00a0234", 1234), ("1.234.567", 1_234_567), ("1.000,00", 1000), ("007", 7),
    ],
)  # fmt: skip
def test_a_count_may_be_written_as_people_write_it(office, written, count):
    assert take(office, book([["Stelle", "Anzahl"], ["kim_cm", written]])).table.total == count


@pytest.mark.parametrize(
    "written",
    [
        -2, 2.5, "zwei", "-2", "2,5", "2.5", "12.34", "1.23", "²", "٢", "IV", "2-3", "ca. 5", "5?", "5 Pers.",
        "k.A.", "x", "1e3", "0x10", "+5", "9" * 10, "9" * 400, 10**12, float(10**12), True, "#REF!", "#NV",
        date(2024, 5, 6), None,
    ],
)  # fmt: skip
def test_what_is_no_count_stops_and_says_where(office, written):
    (finding,) = examine(office, book([["Stelle", "Anzahl"], ["kim_cm", written], ["mbe", 1]])).obstacles
    assert (finding.kind, finding.lines, finding.column) == ("not_a_count", (2,), "B")


def formatted(form: str, count: float = 75, *, strike: bool = False) -> bytes:
    """A workbook whose first count is shown so."""
    made = Workbook()
    for row in [["Stelle", "Anzahl"], ["kim_cm", count], ["mbe", 1]]:
        made.active.append(row)
    made.active["B2"].number_format, made.active["B2"].font = form, Font(strike=strike)
    return saved(made)


@pytest.mark.parametrize(
    "form",
    ["General", "0", "#,##0", "0.00", "# ##0", "#.##0", "[Red]0", "[>10][Blue]0;[Green]0", "0;-0;;@", "#,##0_);(#,##0)",
     "@", '0" Personen"', '[=1]0" Person";0" Personen"', "_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-;_-* \"-\"??\\ _€_-",
     '[<5]"unter 5";0'],
)  # fmt: skip
def test_a_count_stays_one_in_the_formats_of_numbers(office, form):
    assert take(office, formatted(form)).table.total == 76


@pytest.mark.parametrize(
    ("form", "count", "told"),
    [("0%", 1, "100 %"), ("0.0%", 0.07, "7 %"), ('"<"0', 5, "< 5"), ('0" Tsd."', 5, "5 Tsd."),
     ("#,##0,", 5000, "5 Tsd."), ('0.00 "€"', 75, "75 €"), ("#,##0.00\\ [$€-407]", 75, "75 €"),
     (";;;", 5, "5 (verborgen)"), ('"ca. "0', 5, "ca. 5"), ('[<5]"unter 5";0', 4, "unter 5")],
)  # fmt: skip
def test_a_number_that_is_shown_as_something_else_is_no_count(office, form, count, told):
    examined = examine(office, formatted(form, count))
    assert [(one.kind, one.word) for one in examined.obstacles] == [("not_a_count", told)]


def test_what_is_crossed_out_is_no_count(office):
    (finding,) = examine(office, formatted("General", 5, strike=True)).obstacles
    assert (finding.kind, finding.word) == ("not_a_count", "5 (durchgestrichen)")


@pytest.mark.parametrize(
    "written",
    [date(2024, 5, 6), datetime(2024, 5, 6, 14, 30),  # noqa: DTZ001 - a spreadsheet knows no zones
     "06.05.2024", "06.05.", "6. Mai 2024", "06.05.2024 00:00", "2024-05-06 10:15", "6.5.2024", "6.5.24",
     "2024-05-06",
     "Montag, 06.05.2024", "Mo 06.05.2024"],
)  # fmt: skip
def test_a_day_may_be_written_as_people_write_it(office, written):
    assert take(office, book([["Datum", "kim_cm"], [written, 3]]), **MAY).new
    assert counted(office) == {("alle", date(2024, 5, 6)): {"kim_cm": 3}}


@pytest.mark.parametrize(
    "written",
    [
        "31.02.2024", "2024-13-01", "KW 19", None, 7, "05/06/2024", "06.05.1924", "30.04.2024", "01.06.2024",
        "06.05.2042", date(2026, 11, 24),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_stops_and_says_where(office, written):
    (finding,) = examine(office, book([["Datum", "kim_cm"], [written, 3]]), **MAY).obstacles
    assert (finding.kind, finding.lines) == ("outside_period", (2,))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: (
            text.replace('"Fördern und Fordern - Caritas / Identitätsklärung"', "F").replace(",", ";").encode()
        ),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace(",", "\t").replace('"', "").encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: text.replace("printed_total,gesamt,298\n", "").encode(),
        lambda text: text.replace("row,label_de,count", "Zeile,Bezeichnung,Anzahl").encode(),
    ],
    ids=["semicolons", "mark", "windows", "unicode", "CRLF", "CR", "empty lines", "no total", "German"],
)
def test_a_csv_as_programs_save_it_is_read(office, change):
    assert take(office, change(paper("screening_outcomes").decode())).table.total == 298


def test_a_total_of_words_or_without_a_value_stops_until_it_is_left_out(office):
    rows = [["Stelle", "Anzahl"], ["kim_cm", 3], ["gesamt", "viele"]]
    assert kinds(examine(office, book(rows))) == ["not_a_count"]
    rows[2][1] = "=SUM(B2:B2)"
    (finding,) = examine(office, book(rows)).obstacles
    assert (finding.kind, finding.lines, finding.column) == ("not_a_count", (3,), "B")
    assert take(office, book(rows), {"zeile:3": "-"}).new


def test_a_count_that_is_an_uncalculated_formula_stops(office):
    assert kinds(examine(office, book([["Stelle", "Anzahl"], ["kim_cm", "=1+1"]]))) == ["not_a_count"]
    assert kinds(examine(office, b"Stelle;Anzahl\nkim_cm;=1+1\n")) == ["not_a_count"]


def test_a_choice_for_one_list_does_not_change_another(office):
    content = b"Stelle;Anzahl\nKIM-CM;1\nX;2\n"
    mapped = old_list(content, {"X": "screening:mbe"}, first=FIRST, last=LAST)
    assert mapped.said == {"x": "screening:mbe"}
    assert kinds(examine(office, content)) == ["unknown_row"]


def test_further_sheets_with_a_table_are_told_and_not_read(office):
    made = Workbook()
    made.active.append(["Anlage 3"])
    for name, word in (("Screening", "kim_cm"), ("Zielgruppen", "p104c"), ("Zu\u00adgang", "kim_cm")):
        made.create_sheet(name).append(["Stelle", "Anzahl"])
        made[name].append([word, 3])
    taken = take(office, saved(made))
    told = [one.word for one in taken.findings if one.kind == "other_block"]
    assert told == ["Zielgruppen: Stelle, Anzahl", "Zugang: Stelle, Anzahl"]
    assert taken.new
    assert sums(office) == {"kim_cm": 3}


@pytest.mark.parametrize(("shown", "last"), [("mmm\\ yy", 31), ('[$-407]mmmm\\ yyyy" (Sd)";@', 31), ("dd/mm/yyyy", 1)])
def test_what_is_typed_as_a_month_is_no_day_though_excel_keeps_it_as_one(office, shown, last):
    made, month = Workbook(), date(2024, 5, 1)
    for row in (["Ergebnis", month], ["KIM-CM", 5]), (["Wann", "KIM-CM"], [month, 5]):
        sheet = made.active if made.active.max_row == 1 else made.create_sheet()
        for line in row:
            sheet.append(line)
        for cell in (sheet["B1"], sheet["A2"]):
            cell.number_format = shown if isinstance(cell.value, date) else "General"
    for number in "12":
        (batch,) = examine(office, saved(made), {"lesen:block": number, "lesen:tabelle": "screening"}, **MAY).batches
        assert (batch.first_day, batch.last_day) == (date(2024, 5, 1), date(2024, 5, last))

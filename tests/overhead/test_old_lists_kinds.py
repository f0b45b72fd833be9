"""Fifteen files made like those that public authorities really publish, each with its right value."""

from datetime import date

import pytest
from lists import book, examine, kinds, sums, take

from kiosk import overhead

YEAR = {"first": date(2023, 1, 1), "last": date(2023, 12, 31)}
COUNTRIES = "".join(f"Land {number:03};{number};{number * 2}\n" for number in range(153))
KNOWN = "KIM-CM;75;80\nMBE;29;30\n"
TITLES = "Statistik der Beratungen\nKreis, Stichtag\nErfundene Zahlen\nDeutschland\n\n"
NOTES = "__________\nMBE: ab 2022 mit Zweigstelle.\nQuelle: erfundenes Amt, Ort\n© 2024; Stand: 10.01.2024 / 09:15\n"
COUNT = {"spalte:B": "anzahl", "spalte:C": "-"}
SCREENING = {"lesen:tabelle": "screening"}

Said = dict[str, str]
FILES: dict[str, tuple[bytes, Said, dict[str, int]]] = {
    "R01, 155 words and two columns of counts": (
        f"HKL;Asylanträge;Entscheidungen\n{KNOWN}{COUNTRIES}".encode(),
        {**COUNT, **{f"Land {number:03}": "-" for number in range(153)}},
        {"kim_cm": 75, "mbe": 29},
    ),
    "R02, parts of the world and their sum by its own name": (
        b"Kontinent;Anzahl\nEuropa;35\nAsien;40\nHerkunftslaender gesamt;75\n",
        {**SCREENING, "Europa": "screening:kim_cm", "Asien": "screening:mbe"},
        {"kim_cm": 35, "mbe": 40},
    ),
    "R03, no heading and months in the first column": (
        b"Januar;KIM-CM;5\nJanuar;MBE;2\nFebruar;KIM-CM;6\n",
        {},
        {"kim_cm": 11, "mbe": 2},
    ),
    "R04, a line a month, written together": (
        b"Monat;KIM-CM;MBE\n202301;5;2\n202302;6;3\n202303;0;0\n",
        {},
        {"kim_cm": 11, "mbe": 5},
    ),
    "R05, blanks in numbers": (
        "Stelle;Personen;Fläche in ha\nKIM-CM; 1 675 ;12,5\nMBE; 12\u00a0341 ;7,25\n".encode(),
        {},
        {"kim_cm": 1675, "mbe": 12341},
    ),
    "R06, a title and a merged heading of two lines above one of units": (
        book([
            ["Profile der Stadtteile"], ["Stelle", "Beratungen", "Beratungen"], [None, "2022", "2023"],
            ["KIM-CM", 60, 75], ["MBE", 20, 29], ["gesamt", 80, 104],
        ]),
        {"spalte:B": "-"},
        {"kim_cm": 75, "mbe": 29},
    ),
    "R07, title lines, year and month in two columns": (
        f"{TITLES};;KIM-CM;MBE\n2023;Januar;5;2\n;Februar;6;3\n2022;Dezember;9;9\n{NOTES}".encode("cp1252"),
        {"zeile:9": "-"},
        {"kim_cm": 11, "mbe": 5},
    ),
    "R08, footnotes over several lines from an old Windows": (
        f"{TITLES}Stelle;Anzahl\nKIM-CM;75\nMBE;29\nInsgesamt;104\n{NOTES}".encode("cp1252"),
        {},
        {"kim_cm": 75, "mbe": 29},
    ),
    "R09, men and women in English without a word for counts": (
        b"Category,Age from,Male,Female\nKIM-CM,0,40,35\nMBE,0,20,9\n",
        {"spalte:B": "-", "spalte:C": "anzahl", "spalte:D": "anzahl"},
        {"kim_cm": 75, "mbe": 29},
    ),
    "R10, the lines' own numbers": (
        b'"","Name","n"\n"1","KIM-CM",10\n"2","MBE",50\n"3","JMD",0\n',
        {},
        {"kim_cm": 10, "mbe": 50},
    ),
    "R12, a title, a heading of two lines, shares beside counts": (
        book([
            ["Tabelle 01"], ["Ergebnis", "Anzahl", None, "Anteil"], [None, "Vorjahr", "Berichtsjahr", "in %"],
            ["KIM-CM", 60, 75, 72.1], ["MBE", 20, 29, 27.9], ["Summe", 80, 104, 100],
        ]),
        {"spalte:B": "-", "spalte:C": "anzahl"},
        {"kim_cm": 75, "mbe": 29},
    ),
    "R13, commas between, points inside, dashes for nothing, no heading": (
        b'KIM-CM,"9.723"\nMBE,855\nJMD,-\n',
        {},
        {"kim_cm": 9723, "mbe": 855},
    ),
    "R14, the total on top and dashes": (
        "Ergebnis;Anzahl\nInsgesamt;105\nKIM-CM;75\nMBE;30\nJMD;-\n".encode("cp1252"),
        {},
        {"kim_cm": 75, "mbe": 30},
    ),
    "R15, ends of months with men, women and their sum": (
        b"Stichtag;Stelle;maennlich;weiblich;gesamt\n31.01.2023;KIM-CM;4;1;5\n28.02.2023;KIM-CM;3;3;6\n",
        {},
        {"kim_cm": 11},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_like_those_of_authorities_comes_in_with_its_right_value(office, name):
    content, said, right = FILES[name]
    taken = take(office, content, said, **YEAR)
    assert (kinds(taken), taken.new) == ([], True)
    assert sums(office) == right


def test_a_table_of_many_more_years_comes_in_with_those_of_the_period(office):
    years = "".join(f"{year};Januar;{year};9;{year + 9}\n" for year in range(1950, 2024))
    content = f";;KIM-CM;MBE;Insgesamt\n{years}2023;Februar;5;2;7\n2024;Januar;...;...;...\n".encode()
    examined = examine(office, content, SCREENING, **YEAR)
    assert kinds(examined) == ["not_a_count", "outside_period"]
    assert (examined.table.row("kim_cm").count, examined.table.row("mbe").count) == (2028, 11)
    taken = take(office, content, {**SCREENING, "lesen:rest": "-"}, **YEAR)
    assert (kinds(taken), sums(office)) == ([], {"kim_cm": 2028, "mbe": 11})
    (kept,) = office.store.old_lists.all()
    assert kept.note == "ohne 74 weitere Zeilen"


def test_who_says_that_the_total_counts_does_not_count_its_parts_too(office):
    content = b"Stelle;weiblich;divers;insgesamt\nKIM-CM;40;35;75\nMBE;20;9;29\n"
    assert take(office, content, {"spalte:D": "anzahl"}, **YEAR).new
    assert sums(office) == {"kim_cm": 75, "mbe": 29}


def test_like_r11_a_file_of_many_large_sheets_is_named_too_large():
    rows = [["Stelle", "Anzahl"], *([f"Land {number}", number] for number in range(10_000))]
    assert overhead.refused(book(rows)).kind == "too_large"


@pytest.mark.parametrize(
    "written", ["I/2023", "1. Quartal 2023", "Q1 2023", "2023-Q1", "1. Vj. 2023", "2023/I", "Q1/2023", "I 2023"]
)
def test_quarters_stand_as_quarters_as_people_write_them(office, written):
    assert take(office, f"Quartal;Zielgruppe;Anzahl\n{written};Duldung / Gestattung;5\n".encode(), **YEAR).new
    (batch,) = office.store.reported.batches(date(2023, 1, 1), date(2023, 12, 31))
    assert (batch.first_day, batch.last_day) == (date(2023, 1, 1), date(2023, 3, 31))


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("Quartal;Stelle;Anzahl\n1/2023;KIM-CM;5\n", date(2023, 3, 31)),
        ("Jahr;Quartal;Stelle;Anzahl\n2023;1;KIM-CM;5\n", date(2023, 3, 31)),
        ("Quartal;Stelle;Anzahl\n1;KIM-CM;5\n", date(2023, 3, 31)),
        ("Quartal;Stelle;Anzahl\n31.03.2023;KIM-CM;5\n", date(2023, 3, 31)),
        ("Jahr;Halbjahr;Stelle;Anzahl\n2023;1;KIM-CM;5\n", date(2023, 6, 30)),
        ("Berichtsjahr;Stelle;Anzahl\n31.12.2023;KIM-CM;5\n", date(2023, 12, 31)),
        ("Jahr;Monat;Stelle;Anzahl\n2023;I;KIM-CM;5\n", date(2023, 1, 31)),
        ("Monat;Stelle;Anzahl\n1;KIM-CM;5\n", date(2023, 1, 31)),
        ("Zeitraum;Stelle;Anzahl\n01/2023;KIM-CM;5\n", date(2023, 1, 31)),
    ],
)
def test_a_number_or_day_is_of_the_time_that_its_heading_announces(office, written, last):
    assert take(office, written.encode(), **YEAR).new
    (batch,) = office.store.reported.batches(date(2023, 1, 1), date(2023, 12, 31))
    assert (batch.first_day, batch.last_day) == (date(2023, 1, 1), last)


@pytest.mark.parametrize("first", ["Q1", "Qrtl1"])
def test_a_pivot_by_quarters_counts_no_subtotal(office, first):
    rows = [[first, "KIM-CM", 5], [None, "MBE", 2], [f"{first} Ergebnis", None, 7], [first[:-1] + "2", "KIM-CM", 6]]
    taken = take(office, book([["Quartale", "Stelle", "Anzahl"], *rows, ["Gesamtergebnis", None, 13]]), **YEAR)
    assert (kinds(taken), taken.new, sums(office)) == ([], True, {"kim_cm": 11, "mbe": 2})
    assert [batch.first_day.month for batch in taken.batches] == [1, 4]


@pytest.mark.parametrize("written", ["5", "0", "03"])
def test_a_number_that_no_quarter_has_is_asked_about(office, written):
    examined = examine(office, f"Quartal;Stelle;Anzahl\n{written};KIM-CM;5\n".encode(), **YEAR)
    assert kinds(examined) == ["outside_period"]


@pytest.mark.parametrize("lines", [(3,), ()])
def test_a_total_that_counts_what_is_hidden_disagrees_and_what_is_hidden_is_named(office, lines):
    from lists import saved
    from openpyxl import Workbook

    made = Workbook()
    for row in (["Stelle", "Anzahl"], ["KIM-CM", 75], ["MBE", 29], ["gesamt", 104 if lines else 105]):
        made.active.append(row)
    for line in lines:
        made.active.row_dimensions[line].hidden = True
    examined = examine(office, saved(made), **YEAR)
    (finding,) = examined.obstacles
    assert (finding.kind, finding.printed) == ("total_disagrees", 104 if lines else 105)
    assert [one.lines for one in examined.findings if one.kind == "hidden"] == [lines] * len(lines)
    assert take(office, saved(made), {"summe:B4": "+"}, **YEAR).new


def test_a_mark_of_thousands_names_what_it_is_read_as(office):
    examined = examine(office, b"Stelle;Anzahl\nKIM-CM;1.234\nMBE;2.000\n", **YEAR)
    assert [(one.word, one.computed, one.lines) for one in examined.findings if one.kind == "thousands"] == [
        ("1.234", 1234, (2, 3))
    ]


def test_the_lines_own_numbers_are_no_counts_whatever_stands_above_them(office):
    """Four talks, a line each, are no ten."""
    lines = b"Fall;Termin;Ergebnis\n1;03.03.2023;KIM-CM\n2;04.03.2023;MBE\n3;04.03.2023;KIM-CM\n4;05.03.2023;KIM-CM\n"
    assert kinds(examine(office, lines, SCREENING, **YEAR)) == ["no_count"]
    growing = b"Monat;KIM-CM;MBE\n202301;1;2\n202302;2;3\n202303;3;0\n"
    assert take(office, growing, SCREENING, **YEAR).new
    assert sums(office) == {"kim_cm": 6, "mbe": 5}


WHOLES = (
    "Ergebnis;Q1/2023;Q2/2023;Q3/2023;Q4/2023;2023\nKIM-CM;1;2;3;4;10\nMBE;5;5;5;5;20\nSumme;6;7;8;9;30\n",
    "Ergebnis;1. Quartal 2023;2. Quartal 2023;4. Quartal 2023;Jahr 2023\nKIM-CM;1;2;7;10\nMBE;5;5;10;20\n",
    "Ergebnis;Jan 2023;Feb 2023;Mrz 2023;Q1 2023;2023\nKIM-CM;1;2;7;10;10\nMBE;5;5;10;20;20\n",
    "Ergebnis;Jan;Feb;Mrz;Q1 2023;2023\nKIM-CM;1;2;7;10;10\nMBE;5;5;10;20;20\n",
    "Ergebnis;Q1/2023;Q2/2023;H1 2023;Q3/2023;H2 2023\nKIM-CM;1;2;3;7;7\nMBE;5;5;10;10;10\nSumme;6;7;13;17;17\n",
    "Zeitraum;KIM-CM;MBE\nQ1 2023;1;5\nQ2 2023;2;5\nQ3 2023;3;5\nQ4 2023;4;5\n2023;10;20\n",
    "Monat;KIM-CM;MBE;Summe\nJanuar 2023;3;15;18\nFebruar 2023;7;5;12\n1. Quartal 2023;10;20;30\n",
    "Quartal;Ergebnis;Anzahl\nQ1;KIM-CM;3\nQ1;MBE;15\nQ2;KIM-CM;7\nQ2;MBE;5\n2023;KIM-CM;10\n2023;MBE;20\n",
    "Monat;KIM-CM;MBE\nJan;1;5\nQ1;1;5\nJuli;2;5\nQ3;2;5\nOkt;7;10\nQ4;7;10\nH2 2023;9;15\n2023;10;20\n",
    "Monat;Ergebnis;Anzahl\nJanuar;KIM-CM;3\nFebruar;KIM-CM;7\n1. Quartal;KIM-CM;10\nJanuar;MBE;20\nQ1;MBE;20\n",
)


@pytest.mark.parametrize("content", WHOLES)
def test_a_year_or_quarter_beside_its_parts_is_asked_about_and_never_counted_again_unasked(office, content):
    examined = examine(office, content.encode(), SCREENING, **YEAR)
    assert kinds(examined) == ["whole"]
    left_out = {key: "-" for one in examined.obstacles for key in one.keys}
    taken = take(office, content.encode(), {**SCREENING, **left_out}, **YEAR)
    assert (kinds(taken), sums(office)) == ([], {"kim_cm": 10, "mbe": 20})


def test_a_quarter_of_one_row_beside_months_of_another_counts_too_when_a_person_says_so(office):
    content = b"Monat;Ergebnis;Anzahl\nJanuar;KIM-CM;3\nFebruar;KIM-CM;7\nQ1;MBE;20\n"
    (finding,) = examine(office, content, SCREENING, **YEAR).obstacles
    assert (finding.kind, finding.lines, finding.word, finding.keys) == ("whole", (4,), "Q1", ("zeit:Q1",))
    assert take(office, content, {**SCREENING, "zeit:Q1": "+"}, **YEAR).new
    assert sums(office) == {"kim_cm": 10, "mbe": 20}


def test_where_no_column_can_count_all_are_offered(office):
    (finding,) = examine(office, b"Ergebnis;Monat\nKIM-CM;5\nMBE;2\n", **YEAR).obstacles
    assert (finding.kind, finding.keys) == ("no_count", ("spalte:A", "spalte:B"))


YEARS_ABOVE = [
    ["Ergebnis", 2022, None, None, 2023, None, None, "gesamt"],
    [None, "Nov", "Dez", "Summe", "Jan", "Feb", "Summe", None],
    ["KIM-CM", 1, 2, 3, 4, 5, 9, 12],
    ["MBE", 0, 3, 3, 0, 6, 6, 9],
    ["gesamt", 1, 5, 6, 4, 11, 15, 21],
]
HALVES = [["Ergebnis", 2022, None], [None, "1. Halbjahr", "2. Halbjahr"], ["KIM-CM", 1, 2], ["MBE", 0, 3]]


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        (YEARS_ABOVE, {(11, 11): 1, (12, 12): 5, (1, 1): 4, (2, 2): 11}),
        (HALVES, {(1, 6): 1, (7, 12): 5}),
    ],
)
def test_what_stands_under_a_year_is_of_its_own_time_and_a_sum_beside_is_of_its_group(office, rows, counted):
    about = {"first": date(2022, 1, 1), "last": date(2023, 12, 31)}
    taken = take(office, book(rows), **about)
    assert kinds(taken) == []
    found = {(one.first_day.month, one.last_day.month): sum(one.cells.values()) for one in taken.batches}
    assert found == counted


def test_a_sum_beside_that_is_wrong_is_held_against_its_own_group(office):
    rows = [*YEARS_ABOVE[:-1], ["gesamt", 1, 5, 7, 4, 11, 15, 21]]
    about = {"first": date(2022, 1, 1), "last": date(2023, 12, 31)}
    (finding,) = examine(office, book(rows), **about).obstacles
    assert (finding.kind, finding.column, finding.printed, finding.computed) == ("total_disagrees", "D", 7, 6)


SECTIONS = (
    "Desk;Monat;Ergebnis;Anzahl\nmettmann;Januar;KIM-CM;5\n;;MBE;2\nalle;Januar;KIM-CM;3\n;;MBE;1\n;Februar;MBE;4\n"
)


def test_the_place_of_a_section_holds_until_another_is_named(office):
    """Else a section's first line alone is of its desk, and all others are nobody's."""
    taken = take(office, SECTIONS.encode(), SCREENING, **YEAR)
    assert {(one.desk, one.first_day.month): sum(one.cells.values()) for one in taken.batches} == {
        ("mettmann", 1): 7,
        ("alle", 1): 4,
        ("alle", 2): 4,
    }
    assert [one.lines for one in taken.findings if one.kind == "carried"] == [(3, 5, 6)]


def test_an_empty_column_that_a_person_says_counts_counts_nothing(office):
    """It has no words to be told by; the page that asked for them was an error."""
    content = b"Ergebnis;Anzahl;;Notiz\nKIM-CM;5;;x\nMBE;2;;x\n"
    assert kinds(examine(office, content, {"spalte:C": "anzahl"}, **YEAR)) == ["not_a_count"]


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        (";;Regeldienst;KIM-CM;MBE\n2023;Mai;30;.;0\n;Juli;0;24;0\n", ["not_a_count"]),
        ("Ergebnis;Jan 2023;Feb 2023\nKIM-CM;5;k.A.\nMBE;2;7\n", ["not_a_count"]),
        ("KIM-CM;–\nkein Bedarf;–\nFachberatung;ca. 5\nMBE;70\nJMD;–\n", ["not_a_count"]),
        ("Ergebnis;Anzahl\nKIM-CM;10\nEuropa;-3\nSumme;10\n", ["unknown_row"]),
        ("Ergebnis;Anzahl\nKIM-CM;x\nErgebnis;Anzahl\nMBE;70\nJMD;2\n", ["not_a_count"]),
    ],
    ids=["a column of its own name", "a month", "dashes on top", "less than nothing", "above a repeated heading"],
)
def test_what_was_meant_as_a_count_is_asked_about_and_never_passed_over(office, content, asked):
    """These came in as ready, without the column, line or number that nobody could read."""
    assert kinds(examine(office, content.encode(), SCREENING, **YEAR)) == asked


def test_an_empty_line_within_a_heading_of_two_lines_does_not_part_it(office):
    rows = [HALVES[0], [], *HALVES[1:]]
    taken = take(office, book(rows), SCREENING, first=date(2022, 1, 1), last=date(2023, 12, 31))
    assert [sum(one.cells.values()) for one in taken.batches] == [1, 5]

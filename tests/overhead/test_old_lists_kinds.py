"""Fifteen files made like those that public authorities really publish, each with its right value."""

from datetime import date

import pytest
from lists import book, examine, kinds, saved, sums, take
from openpyxl import Workbook

from kiosk import overhead
from kiosk.domain.period import Period
from kiosk.overhead.old_lists.matching import other_time

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
        {"spalte:E": "anzahl"},
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
    (finding,) = examine(office, b"Ergebnis;Datum\nKIM-CM;02.05.2023\nMBE;03.05.2023\n", **YEAR).obstacles
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


# what counts more than its own


def in_words(examined):
    """What is told of the columns and lines that are not read or asked about, by kind."""
    return [(one.kind, one.lines or one.column) for one in examined.findings if one.kind in OF_READING]


OF_READING = ("running", "no_count", "unread", "as_count", "summed_columns", "below_total")
NEW, SUMMED = (2, 0, 3, 1, 4, 1, 2, 5), (2, 2, 5, 6, 10, 11, 13, 18)
MAY = {"first": date(2023, 5, 1), "last": date(2023, 5, 31)}


def by_day(heading: str, *columns: tuple[int, ...]) -> bytes:
    lines = (f"{day}.05.2023;MBE;{';'.join(map(str, row))}" for day, row in enumerate(zip(*columns, strict=True), 1))
    return "\n".join([f"Datum;Ergebnis;{heading}", *lines]).encode()


@pytest.mark.parametrize(
    "heading", ["kumuliert", "Anzahl kumuliert", "Seit Jahresbeginn", "Personen (kum.)", "Bestand"]
)
def test_a_running_total_beside_the_counts_is_named_and_not_read(office, heading):
    for columns, place in (((NEW, SUMMED), "D"), ((SUMMED, NEW), "C")):
        head = f"Anzahl;{heading}" if place == "D" else f"{heading};Anzahl"
        examined = examine(office, by_day(head, *columns), SCREENING, **MAY)
        assert in_words(examined) == [("running", place)]
        assert (examined.ready, examined.table.total) == (True, sum(NEW))


@pytest.mark.parametrize("heading", ["kumuliert", "Anzahl"], ids=["by its heading", "as it never falls"])
def test_a_running_total_alone_counts_only_when_a_person_says_so(office, heading):
    content = by_day(heading, SUMMED)
    assert in_words(examine(office, content, SCREENING, **MAY)) == [("no_count", "C"), ("running", "C")]
    assert take(office, content, {**SCREENING, "spalte:C": "anzahl"}, **MAY).new
    assert sums(office) == {"mbe": sum(SUMMED)}


def test_a_running_total_in_a_column_a_day_is_one_too(office):
    days = ";".join(f"{day:02}.05.2023" for day in range(1, 9))
    content = f"Ergebnis;{days}\nMBE;{';'.join(map(str, SUMMED))}\nKIM-CM;1;1;1;2;2;2;2;2\n".encode()
    examined = examine(office, content, SCREENING, **MAY)
    assert in_words(examined) == [("no_count", "B, C, D, E, F"), *(("running", letter) for letter in "BCDEFGHI")]
    fallen = content.replace(b"KIM-CM;1;1", b"KIM-CM;1;0")
    assert in_words(examine(office, fallen, SCREENING, **MAY)) == []


MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug")


def test_a_running_total_of_months_begins_anew_with_the_year(office):
    two = {"first": date(2023, 1, 1), "last": date(2024, 12, 31)}
    times = [f"{month} {year}" for year in (2023, 2024) for month in MONTHS]
    below = "\n".join(
        ["Monat;Ergebnis;Anzahl", *(f"{time};MBE;{sum_}" for time, sum_ in zip(times, SUMMED * 2, strict=True))]
    )
    beside = f"Ergebnis;{';'.join(times)}\nMBE;{';'.join(map(str, SUMMED * 2))}\n"
    for content in (below, beside):
        examined = examine(office, content.encode(), SCREENING, **two)
        assert {one.kind for one in examined.findings if one.kind in OF_READING} == {"no_count", "running"}
        fallen = examine(office, content.replace("18", "12").encode(), SCREENING, **two)
        assert (in_words(fallen), fallen.table.total) == ([], 2 * (sum(SUMMED) - 6))


def test_rows_that_all_rise_together_are_running_totals_sooner(office):
    rows = [["Ergebnis", "Jan 2023", "Feb 2023", "Mär 2023", "Apr 2023"]]
    rows += [["KIM-CM", 5, 9, 14, 20], ["MBE", 2, 3, 3, 7], ["JMD", 1, 1, 4, 5], ["Gesamt", 8, 13, 21, 32]]
    turned = [list(row) for row in zip(*rows, strict=True)]
    turned[0][0] = "Monat"
    for made in (rows, turned):
        found = in_words(examine(office, book(made), SCREENING, **YEAR))
        assert [place for kind, place in found if kind == "running"] == [*"BCDE"]
    rows[2][4] = 2
    assert in_words(examine(office, book(rows[:4]), SCREENING, **YEAR)) == []
    assert in_words(examine(office, book([row[:3] for row in rows[:4]]), SCREENING, **YEAR)) == []


def test_a_time_that_is_left_out_is_named_and_not_its_rows(office):
    content = "Ergebnis;Jan;Feb;Mär;I. Quartal\nKIM-CM;1;2;3;6\nMBE;2;2;2;6\n"
    examined = examine(office, content.encode(), {"zeit:I. Quartal": "-"}, **YEAR)
    assert [(one.word, one.column) for one in examined.findings if one.kind == "left_out"] == [("I. Quartal", "E")]


def test_no_sum_is_shown_before_there_is_a_period(office):
    content = b"Ergebnis;Anzahl\nKIM-CM;10\nMBE;5\n"
    assert examine(office, content, first=date(2023, 2, 1), last=date(2023, 1, 1)).table is None
    assert examine(office, content, **YEAR).table.total == 15


def test_a_table_whose_title_or_sheet_says_another_time_is_not_counted_in_this_one(office):
    rows = [["Jahr 2022"], ["Ergebnis", "Anzahl"], ["KIM-CM", 5], [], ["Jahr 2023"], ["Ergebnis", "Anzahl"], ["MBE", 6]]
    made = Workbook()
    made.active.title = "2022"
    for row in rows[1:3]:
        made.active.append(row)
    for content in (book(rows), saved(made)):
        (asked,) = examine(office, content, **YEAR).obstacles
        assert (asked.kind, asked.word.removeprefix("Jahr ")) == ("beside", "2022")
        assert examine(office, content, {asked.keys[0]: "+"}, **YEAR).ready
    assert examine(office, book(rows), {**SCREENING, "lesen:block": "2"}, **YEAR).table.total == 6
    assert examine(office, book(rows), first=date(2022, 3, 1), last=date(2022, 12, 31)).ready


def test_who_came_and_who_went_are_asked_about_beside_each_other(office):
    rows = [["Zielgruppe", "Bestand Anfang", "Zugang", "Abgang"], ["Duldung / Gestattung", 50, 10, 5]]
    assert [(one.kind, one.column) for one in examine(office, book(rows), **YEAR).obstacles] == [
        ("no_count", "B, C, D")
    ]


def test_a_word_of_a_line_is_told_with_its_line_and_not_with_the_column_of_its_count(office):
    content = b"Ergebnis;Ort;Anzahl\nKIM;Haan;4\nMBE;Mettmann;5\n"
    found = [(one.word, one.lines, one.column) for one in examine(office, content, SCREENING, **YEAR).obstacles]
    assert {("KIM", (2,), ""), ("Haan", (2,), "")} <= {*found}


@pytest.mark.parametrize("beside", ["Soll", "Vorjahr", "Durchschnitt pro Tag"])
def test_what_was_planned_or_came_before_is_not_added(office, beside):
    for heads in (f"Anzahl;{beside}", f"2023 · Ist;2023 · {beside}"):
        examined = examine(office, f"Ergebnis;{heads}\nKIM-CM;10;20\nMBE;5;9\n".encode(), **YEAR)
        assert (in_words(examined), examined.table.total) == ([("unread", "C")], 15)


@pytest.mark.parametrize(
    "heading",
    [
        "Alter",
        "Alter in Jahren",
        "PLZ",
        "Fall-ID",
        "Kd-Nr.",
        "Dauer in Minuten",
        "Kosten (EUR)",
        "Einreise",
        "2023 · Euro",
        "Anzahl in 1.000",
        "Anzahl (in Tausend)",
        "Summe (€)",
        "Stunden gesamt",
        "Beratungsminuten",
        "Wartezeit in Tagen",
        "Quote",
        "Fälle je 100.000",
        "Anzahl je Woche (Mittel)",
        "Differenz",
        "+/-",
        "VJ",
        "Anzahl Fälle Vormonat",
        "Sollzahl",
        "geplant",
        "Schätzung",
        "Anzahl geschätzt",
        "Anzahl (hochgerechnet)",
        "abgelehnt",
        "nicht erschienen",
        "Warteliste",
        "Rang",
        "Telefon",
        "davon Frauen",
    ],
)
def test_what_a_number_measures_is_no_count(office, heading):
    alone = f"Ergebnis;{heading}\nKIM-CM;27\nMBE;31\n".encode()
    assert in_words(examine(office, alone, **YEAR)) == [("no_count", "B")]
    beside = f"Ergebnis;Personen;{heading}\nKIM-CM;10;27\nMBE;5;31\n".encode()
    examined = examine(office, beside, **YEAR)
    assert (in_words(examined), examined.table.total) == ([("unread", "C")], 15)


def test_what_is_counted_by_age_is_a_count(office):
    content = "Monat;Alter 0–17;Personen im Alter von 18–27\nMai;1;2\n".encode()
    said = {**SCREENING, "Alter 0–17": "screening:mbe", "Personen im Alter von 18–27": "screening:jmd"}
    assert take(office, content, said, **YEAR).new
    assert sums(office) == {"mbe": 1, "jmd": 2}


def test_counts_that_rise_for_some_days_or_fall_once_are_no_running_total(office):
    for numbers in ((1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6, 7, 8, 7), (3, 3, 3, 3, 3, 3, 3, 3, 3)):
        examined = examine(office, by_day("Anzahl", numbers), SCREENING, **MAY)
        assert (in_words(examined), examined.table.total) == ([], sum(numbers))


@pytest.mark.parametrize(
    ("content", "running"),
    [
        ("Stand;Ergebnis;Anzahl\n31.03.2023;MBE;5\n30.04.2023;MBE;9\n", "C"),
        ("Ergebnis;Stand 31.03.2023;Stand: 30. April 2023\nKIM-CM;5;9\nMBE;2;3\n", "BC"),
    ],
)
def test_what_stood_on_a_day_is_not_what_came_on_it(office, content, running):
    examined = examine(office, content.encode(), **YEAR)
    assert [one.column for one in examined.findings if one.kind == "running"] == [*running]
    assert kinds(examined) == ["no_count"]


def test_a_running_total_of_each_month_or_row_is_not_added_to_it(office):
    months = [["Ergebnis", "Jan 2023", None, "Feb 2023", None], [None, *["neu", "kumuliert"] * 2], ["MBE", 5, 5, 4, 9]]
    rows = [["Datum", "MBE", "KIM-CM", "MBE kumuliert"], ["02.05.2023", 1, 2, 1], ["03.05.2023", 3, 4, 4]]
    for made, total in ((months, 9), (rows, 10)):
        examined = examine(office, book(made), SCREENING, **YEAR)
        assert (examined.ready, examined.table.total) == (True, total)
    assert in_words(examined) == [("running", "D")]


def test_one_count_up_to_a_day_is_the_lists_own(office):
    content = b"Ergebnis;Anzahl (Stand 31.12.2023)\nKIM-CM;5\nMBE;2\n"
    assert examine(office, content, **YEAR).ready


@pytest.mark.parametrize(
    "heads",
    [
        "1. Quartal · Personen;1. Quartal · Gespräche",
        "Fälle 2023;Termine 2023",
        "Mai (Personen);Mai · Vorsprachen",
        "2023 · Anzahl;2023 · weiblich",
        "Velbert · Personen;Velbert · Fälle",
        "2023 · Zugänge;2023 · Abgänge",
        "2023 · aktive Fälle;2023 · abgeschlossene Fälle",
    ],
)
def test_two_units_of_one_time_or_place_are_asked_about_and_never_added(office, heads):
    content = f"Ergebnis;{heads}\nKIM-CM;10;20\nMBE;5;9\n".encode()
    assert in_words(examine(office, content, **YEAR)) == [("no_count", "B, C")]
    examined = examine(office, content, {"spalte:B": "anzahl"}, **YEAR)
    assert (in_words(examined), sum(line.count for line in examined.listed.lines)) == ([("unread", "C")], 15)


@pytest.mark.parametrize("titles", [("Personen", "Gespräche"), ("Januar 2023", "Februar 2023")])
def test_a_heading_that_stands_again_under_another_title_begins_a_table_of_its_own(office, titles):
    tables = ("MBE;1\nSumme;1", "KIM-CM;3\nSumme;3")
    parts = (f"{title}\nErgebnis;Anzahl\n{table}\n\n" for title, table in zip(titles, tables, strict=True))
    content = "".join(parts).encode()
    for number, counted in ((1, {"mbe": 1}), (2, {"kim_cm": 3})):
        examined = examine(office, content, {**SCREENING, "lesen:block": f"{number}"}, **YEAR)
        assert (len(examined.blocks), {one.row: one.count for one in examined.listed.clear}) == (2, counted)
    again = content.replace(titles[1].encode(), titles[0].encode())
    assert examine(office, again, SCREENING, **YEAR).table.total == 4


def test_parts_of_one_unit_are_added_as_before(office):
    content = "Ergebnis;2023 · Personen weiblich;2023 · Personen männlich\nKIM-CM;10;20\nMBE;5;9\n"
    examined = examine(office, content.encode(), **YEAR)
    assert (in_words(examined)[0][0], examined.table.total) == ("summed_columns", 44)


def test_a_word_that_begins_like_a_weekday_is_none(office):
    """ "weiblich" is no Wednesday: its column was added to the one beside it."""
    content = b"Ergebnis;Anzahl 1. Quartal;weiblich 1. Quartal\nKIM-CM;10;4\nMBE;5;2\n"
    examined = examine(office, content, **YEAR)
    assert (in_words(examined), examined.table.total) == ([("unread", "C")], 15)


TOTALLED = "Ergebnis;Anzahl\nKIM-CM;75\nMBE;29\nkein Bedarf;155\ngesamt;259\n"


@pytest.mark.parametrize("below", ["JMD;2", "MBE;29", "davon MBE;29", "nachrichtlich: JMD;2", "1) mit Begleitung;12"])
def test_a_row_below_the_total_is_named_and_not_read_until_a_person_says_so(office, below):
    content = f"{TOTALLED}\n{below}\n".encode()
    examined = examine(office, content, **YEAR)
    assert in_words(examined) == [("below_total", (7,))]
    assert examined.note == f"ohne „{below.partition(';')[0]}“"
    assert (examined.ready, examined.table.total) == (True, 259)
    number = int(below.rpartition(";")[2])
    for said in ({"zeile:7": "screening:jmd"}, {below.partition(";")[0]: "screening:jmd"}):
        if below != "MBE;29" or "zeile:7" in said:
            assert examine(office, content, said, **YEAR).table.total == 259 + number


def test_a_total_on_top_and_the_total_of_everything_leave_nothing_below(office):
    for content in ("Ergebnis;Anzahl\ngesamt;104\nKIM-CM;75\nMBE;29\n", f"{TOTALLED}JMD;2\nalle zusammen;261\n"):
        assert not in_words(examine(office, content.encode(), {"alle zusammen": "summe"}, **YEAR))


def test_a_heading_that_says_nothing_of_a_count_is_named(office):
    examined = examine(office, "Stelle;Vorgänge\nKIM-CM;75\nMBE;29\n".encode(), **YEAR)
    assert (in_words(examined), examined.ready) == ([("as_count", "B")], True)


@pytest.mark.parametrize("said", ["abgelehnt", "Warteliste", "Std.", "€", "Vorjahr"])
def test_what_stands_in_brackets_behind_a_row_is_not_overlooked(office, said):
    examined = examine(office, f"Datum;KIM-CM ({said});MBE\n02.05.2023;5;2\n".encode(), SCREENING, **YEAR)
    assert in_words(examined)[0] == ("unread", "B")
    assert examined.table.total == 2


BESIDE = {
    "a year in brackets": "Stelle;Anzahl (2022)",
    "a year of a heading": "Stelle;Fälle in 2022",
    "half of a year before": "Stelle;Personen im 1. Halbjahr 2022",
    "a year over two": "Stelle;2022/23",
    "a year beside the rows": "Stelle 2022;Anzahl",
    "a title": "Auswertung 2022\nStelle;Anzahl",
    "a title from day to day": "Zeitraum: 01.01.2022 - 31.12.2022\nStelle;Anzahl",
    "a title about its day": "Stand 31.12.2022\nStelle;Anzahl",
    "a title of a part": "1. Halbjahr 2023\nStelle;Anzahl",
    "a title of shares": "Angaben in Prozent\nStelle;Anzahl",
    "a title of shares by its sign": "Angaben in %\nStelle;Anzahl",
    "a title of thousands": "in 1 000\nStelle;Anzahl",
    "a title of stocks": "Bestand am Monatsende\nStelle;Anzahl",
    "a title of guesses": "Zahlen geschätzt\nStelle;Anzahl",
    "a title of numbers for more": "Hochgerechnete Zahlen\nStelle;Anzahl",
    "a title of plans": "Planwerte\nStelle;Anzahl",
    "a title of rounded numbers": "gerundet auf 5\nStelle;Anzahl",
    "a title of mentions": "Statistik (Mehrfachnennungen möglich)\nStelle;Anzahl",
    "a heading of mentions": "Stelle;Nennungen",
    "a heading of talks": "Stelle;Termine",
    "a heading of talks and a year": "Stelle;Vorsprachen 2023",
    "a heading of several persons each": "Stelle;Anzahl der Haushalte",
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_counts_and_says_that_they_are_others_is_asked_about(office, name):
    content = f"{BESIDE[name]}\nKIM-CM;75\nMBE;29\n".encode()
    (asked,) = examine(office, content, **YEAR).obstacles
    assert (asked.kind, asked.asks, asked.keys) == ("beside", "beside", ("lesen:daneben",))
    assert take(office, content, {"lesen:daneben": "+"}, **YEAR).new


def test_a_unit_that_the_table_counts_is_not_asked_about(office):
    for table, heading in (("zielerreichung", "Nennungen"), ("zugang", "Fälle"), ("screening", "Fälle")):
        label = office.pack.vocabulary.paper(table).rows[0].label
        listed = f"Gespräche am Desk\nStelle;{heading}\n{label};5\n".encode()
        assert examine(office, listed, {"lesen:tabelle": table}, **YEAR).ready, table


def test_so_is_a_footnote_and_a_sheet_of_one_month(office):
    made = Workbook()
    made.active.title = "Januar"
    for row in (["Stelle", "Anzahl"], ["KIM-CM", 75]):
        made.active.append(row)
    for content in (saved(made), b"Stelle;Anzahl\nKIM-CM;75\nZeitraum: Jahr 2022;\n"):
        assert kinds(examine(office, content, **YEAR)) == ["beside"]
    assert examine(office, saved(made), first=date(2023, 1, 1), last=date(2023, 1, 31)).ready


SECOND_QUARTER = Period(date(2023, 4, 1), date(2023, 6, 30))
OTHERS = """KIM-Fallzahlen 3. Quartal 2023|Statistik für das 3. Quartal|Beratungsstatistik (Q3/2023)
Zahlen vom 3. Quartal|Quartalsstatistik III/2023|Quartal: III/23|Quartalsbericht 3/2023
2. Quartal 2022|3. Vj. 2023|Quartal III|Q4/2022|Q3|Berichtszeitraum: 01.07.2023 - 30.09.2023
vom 01.07. bis 30.09.2023|1.7.-30.9.23|Juli–September 2023|Jul-Sep|07-09/2023
Berichtsmonat: Juli 2023|Monatsstatistik 07/2023|Monatsstatistik 07/23|2023-07|Juli|Statistik Mai
April und Mai 2023|Statistik 2. Halbjahr 2023|2. Hj. 23|Halbjahresbericht 2/2023|Juli/August 2023
Juli 2023 (Stand 31.08.2023)|März 2023"""
OWN = """2. Quartal 2023|Statistik für das 2. Quartal|Q2|II/23|Quartalsbericht 2/2023|April bis Juni 2023
Apr-Jun|04-06/2023|01.04.-30.06.2023|1. April bis zum 30. Juni 2023|April, Mai und Juni|1. Halbjahr
1. und 2. Quartal 2023|Q1-Q3 2023|1.-3. Quartal 2023|I-III/2023|Januar 2023 - Dezember 2023
Statistik 2023|Stand 31.07.2023|Stand: Juli 2023|Abruf 07.2023|erstellt am 15. Juli 2023
seit Januar 2023|ab Juli in Haan|seit 3. Quartal 2022|Vorlage 50/04/2023|SGB II 2023|Tabelle 3"""


def lines_of(written: str) -> list[str]:
    return written.replace("\n", "|").split("|")


@pytest.mark.parametrize(("words", "other"), [(OTHERS, True), (OWN, False)])
def test_a_time_is_found_among_other_words_and_one_without_its_year_is_of_the_years_of_the_period(words, other):
    found = {word: other_time(word, SECOND_QUARTER, whole=True) for word in lines_of(words)}
    assert found == dict.fromkeys(found, other)
    parts = {word: other_time(word, SECOND_QUARTER, whole=False) for word in ("Mai 2023", "Statistik Juni", "H1")}
    assert not any(parts.values())


@pytest.mark.parametrize("heading", ["Anzahl (3. Quartal 2023)", "Personen Juli bis September", "Fälle im 3. Quartal"])
def test_a_heading_with_another_time_among_its_words_is_asked_about(office, heading):
    about = {"first": SECOND_QUARTER.first, "last": SECOND_QUARTER.last}
    content = f"Ergebnis;{heading}\nKIM-CM;5\n".encode()
    assert kinds(examine(office, content, **about)) == ["beside"]
    assert examine(office, content, first=date(2023, 7, 1), last=date(2023, 9, 30)).ready


def test_a_workbook_with_a_sheet_a_month_proposes_the_one_of_the_period_and_asks_about_the_others(office):
    made = Workbook()
    made.remove(made.active)
    for number, month in enumerate(MONTHS, start=1):
        sheet = made.create_sheet(month)
        sheet.append(["Ergebnis", "Anzahl"])
        sheet.append(["KIM-CM", number])
    march = {"first": date(2023, 3, 1), "last": date(2023, 3, 31)}
    found = examine(office, saved(made), **march)
    assert (found.ready, found.number, found.table.total) == (True, 3, 3)
    for number in (1, 2, 4):
        assert kinds(examine(office, saved(made), {"lesen:block": f"{number}"}, **march)) == ["beside"]


@pytest.mark.parametrize(
    "title", ["Stand: 15.01.2024", "Erstellt am 10.01.2024", "MBE seit 2019", "Jahr 2023", "2022 und 2023"]
)
def test_when_it_was_written_or_since_when_something_is_so_is_no_other_time(office, title):
    assert examine(office, f"{title}\nStelle;Anzahl\nKIM-CM;75\nMBE;29\n".encode(), **YEAR).ready


@pytest.mark.parametrize(
    ("lines", "said", "right"),
    [
        ("Gruppe;Stelle;Anzahl\nRegeldienst;;9\n;MBE;5\n;JMD;4\nKIM-CM;;3", "B", {"mbe": 5, "jmd": 4}),
        ("Art;Stelle;Anzahl\nRegeldienst;MBE;5\nFachberatung;JMD;4", "B", {"mbe": 5, "jmd": 4}),
        ("Zuweisung durch;Verweis an;Anzahl\nMBE;KIM-CM;3\nJMD;kein Bedarf;4", "B", {"kim_cm": 3, "kein_bedarf": 4}),
    ],
)
def test_two_columns_that_name_rows_are_asked_about(office, lines, said, right):
    content = f"{lines}\n".encode()
    (asked,) = examine(office, content, SCREENING, **YEAR).obstacles
    assert (asked.kind, asked.keys) == ("two_names", ("spalte:A", "spalte:B"))
    left_out = {"zeile:2": "-", "zeile:5": "-"} if lines.startswith("Gruppe") else {}
    taken = take(office, content, {**SCREENING, **left_out, f"spalte:{said}": "zeile"}, **YEAR)
    assert (kinds(taken), sums(office)) == ([], right)


def test_a_code_beside_its_label_is_one_name(office):
    assert take(office, b"Code;Stelle;Anzahl\nkim_cm;KIM-CM;3\nmbe;MBE;4\n", **YEAR).new


@pytest.mark.parametrize(
    "lines", ["Desk;KIM-CM;MBE\nalle;5;6\n{};5;6", "Desk;Stelle;Anzahl\nalle;KIM-CM;5\n{};KIM-CM;5"]
)
def test_all_desks_beside_one_of_them_are_asked_about(office, lines):
    content = f"{lines.format(office.pack.site.desks[0].name)}\n".encode()
    asked = examine(office, content, **YEAR).obstacles
    assert {(one.kind, one.lines, one.keys) for one in asked} == {("whole", (2,), ("zeile:2",))}
    assert take(office, content, {"zeile:2": "-"}, **YEAR).table.total in (11, 5)


@pytest.mark.parametrize("heading", ["Stichtag;KIM-CM;MBE", "Monat;KIM-CM (laufende Fälle);MBE (offene Fälle)"])
def test_stocks_are_not_added_over_times(office, heading):
    content = f"{heading}\n31.01.2023;33;11\n28.02.2023;39;13\n31.03.2023;35;14\n".encode()
    assert ("running", "B") in in_words(examine(office, content, **YEAR))
    assert kinds(examine(office, content, **YEAR)) == ["no_count"]


@pytest.mark.parametrize("heading", ["Stelle;Vormonat;Berichtsmonat", "Stelle;Vorjahreszeitraum;Berichtsjahr"])
def test_how_many_a_month_had_is_no_month(office, heading):
    content = f"{heading}\nKIM-CM;5;6\nMBE;2;9\nJMD;1;3\n".encode()
    assert in_words(examine(office, content, **YEAR)) == [("no_count", "B, C")]
    taken = take(office, content, {"spalte:C": "anzahl"}, **YEAR)
    assert (taken.table.total, {batch.first_day for batch in taken.batches}) == (18, {date(2023, 1, 1)})


def test_a_year_beside_its_months_is_their_total(office):
    examined = examine(office, b"Stelle;Jan 23;Feb 23;Jahr\nKIM-CM;5;6;11\nMBE;2;3;5\n", **YEAR)
    assert (examined.ready, examined.table.total, examined.listed.totals) == (True, 16, [3])


def test_a_list_without_one_plain_count_is_asked_about_count_by_count(office):
    content = "Stelle;Anzahl\nKIM-CM;(75)\nMBE;29¹\n".encode()
    examined = examine(office, content, {"spalte:B": "anzahl"}, **YEAR)
    assert [(one.kind, one.word) for one in examined.obstacles] == [("not_a_count", "(75)"), ("not_a_count", "29¹")]
    assert take(office, content, {"spalte:B": "anzahl", "(75)": "0", "zeile:3": "-"}, **YEAR).new


def test_a_list_whose_rows_are_all_called_totals_can_be_counted(office):
    content = b"Stelle;Anzahl\nKIM-CM gesamt;5\nMBE gesamt;2\n"
    (asked,) = examine(office, content, **YEAR).obstacles
    assert (asked.kind, asked.keys) == ("no_lines", ("zeile:2", "zeile:3"))
    said = {"zeile:2": "+", "zeile:3": "+", "KIM-CM gesamt": "screening:kim_cm", "MBE gesamt": "screening:mbe"}
    assert take(office, content, {**SCREENING, **said}, **YEAR).table.total == 7

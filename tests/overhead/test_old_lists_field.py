"""Lists as public authorities and offices keep them: each comes in with its right value, is asked about, or named."""

from datetime import date
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from lists import book, examine, kinds, paper, saved, sums, take
from openpyxl import Workbook

from kiosk import overhead
from kiosk.domain.period import Period
from kiosk.export import csv_form

YEAR = {"first": date(2023, 1, 1), "last": date(2023, 12, 31)}
TWO_YEARS = {"first": date(2022, 1, 1), "last": date(2023, 12, 31)}

RIGHT = {
    "men, women and their sum": (
        """Stelle;Anzahl(m);Anzahl(w);gesamt
KIM-CM;40;35;75
MBE;20;9;29
Summe;60;44;104""",
        {"kim_cm": 75, "mbe": 29},
    ),
    "a date above the table": (
        """Screening im Amt;
Datum;31.12.2023

Stelle;Anzahl
KIM-CM;75
MBE;29
gesamt;104""",
        {"kim_cm": 75, "mbe": 29},
    ),
    "particulars above the table": (
        """Ort: Mettmann;Datum: 31.12.2023;erstellt von AB
Stelle;Anzahl;
KIM-CM;75;""",
        {"kim_cm": 75},
    ),
    "a total on top": (
        """Stelle;Anzahl
Insgesamt;106
davon;
KIM-CM;75
MBE;29
JMD;2""",
        {"kim_cm": 75, "mbe": 29, "jmd": 2},
    ),
    "sums by month": (
        """Datum;KIM-CM;MBE;Summe
02.01.2023;5;2;7
03.01.2023;1;0;1
Summe;6;2;8
06.02.2023;2;1;3
Summe;2;1;3
Gesamt;8;3;11""",
        {"kim_cm": 8, "mbe": 3},
    ),
    "sums by section": (
        """Ergebnis;Anzahl
Montag;
KIM-CM;5
MBE;2
Zwischensumme;7
Mittwoch;
Regeldienst;6
Zwischensumme;6
Gesamt;13""",
        {"kim_cm": 5, "mbe": 2, "regeldienst": 6},
    ),
    "a sum that names its week": (
        """Datum;KIM-CM;MBE
02.01.2023;3;1
03.01.2023;1;0
Summe KW 1;4;1""",
        {"kim_cm": 4, "mbe": 1},
    ),
    "brackets behind a blank": (
        """Stelle (Verweis an);Anzahl (ohne Kinder)
KIM-CM;40
MBE;20""",
        {"kim_cm": 40, "mbe": 20},
    ),
    "footnotes without a total": (
        """Stelle;Anzahl
KIM-CM;75
MBE;29
__________
Quelle: erfundenes Amt
Stand: 10.01.2023""",
        {"kim_cm": 75, "mbe": 29},
    ),
    "times of day": (
        """Datum;KIM-CM;MBE
05.01.2023 00:00;3;1
2023-01-09 10:15;1;0""",
        {"kim_cm": 4, "mbe": 1},
    ),
    "a pivot table": (
        """Zeilenbeschriftungen;Anzahl von lfd. Nr.
KIM-CM;75
MBE;29
Gesamtergebnis;104""",
        {"kim_cm": 75, "mbe": 29},
    ),
    "a pivot across": (
        """Anzahl von Nr;Spaltenbeschriftungen;;
Zeilenbeschriftungen;Jan;Feb;Gesamtergebnis
KIM-CM;5;6;11
MBE;2;3;5
Gesamtergebnis;7;9;16""",
        {"kim_cm": 11, "mbe": 5},
    ),
    "shares and an index": (
        """Zielgruppe;Anzahl;Anteil in %;Index (2015=100)
Duldung / Gestattung;55;70,5;110
Menschen aus Südosteuropa;23;29,5;98
insgesamt;78;100;104""",
        {"duldung_gestattung": 55, "soe": 23},
    ),
    "two lines of headings": (
        """Zielgruppe;Anzahl;;
;männlich;weiblich;gesamt
Duldung / Gestattung;30;25;55
Menschen aus Südosteuropa;10;13;23
gesamt;40;38;78""",
        {"duldung_gestattung": 55, "soe": 23},
    ),
    "no heading": (
        """KIM-CM;75
MBE;29
gesamt;104""",
        {"kim_cm": 75, "mbe": 29},
    ),
    "the lines' own numbers": (
        """"";"Stelle";"n"
"1";"KIM-CM";75
"2";"MBE";29""",
        {"kim_cm": 75, "mbe": 29},
    ),
    "bars between": (
        """| Stelle | Anzahl |
|---|---:|
| KIM-CM | 75 |
| MBE | 29 |""",
        {"kim_cm": 75, "mbe": 29},
    ),
    "dashes": (
        """Stelle;Anzahl
KIM-CM;75
MBE;-
JMD;–
gesamt;75""",
        {"kim_cm": 75},
    ),
    "points between thousands": (
        """Stelle;Anzahl
KIM-CM;1.234
MBE;12 000
Summe;13.234""",
        {"kim_cm": 1234, "mbe": 12000},
    ),
}
"""What comes in as it is, with what it counts."""

MONTHS = {
    "long": (
        """Monat;Stelle;Anzahl
Januar;KIM-CM;5
Januar;MBE;2
Februar;KIM-CM;6
Februar;MBE;3
gesamt;;16""",
        5,
        2,
    ),
    "wide": (
        """Monat;KIM-CM;MBE;Summe
Januar;5;2;7
Februar;6;3;9
Summe;11;5;16""",
        5,
        2,
    ),
    "named once": (
        """Monat;Stelle;Anzahl
Januar;KIM-CM;5
;MBE;2
Februar;KIM-CM;6
;MBE;3""",
        5,
        2,
    ),
    "columns": (
        """Stelle;Jan 23;Feb 23;Summe
KIM-CM;5;6;11
MBE;2;3;5
gesamt;7;9;16""",
        5,
        2,
    ),
    "numbers": (
        """Monat;KIM-CM;MBE
202301;5;2
202302;6;3""",
        5,
        2,
    ),
    "year and month": (
        """;;KIM-CM;MBE
2023;Januar;5;2
;Februar;6;3
______
Stand: 10.01.2024;""",
        5,
        2,
    ),
    "spelled": (
        """Monat;KIM-CM;MBE
01/2023;5;2
Feb. 2023;6;3""",
        5,
        2,
    ),
}
"""The same two months: what the first counts."""
ASKED = {
    "two years": (
        """Stelle;Anzahl 2022;Anzahl 2023
KIM-CM;60;75
MBE;20;29
JMD;1;2
gesamt;81;106""",
        ["outside_period"],
    ),
    "cases or persons": (
        """Stelle;Fälle;Personen
KIM-CM;40;75
MBE;20;29
Summe;60;104""",
        ["no_count"],
    ),
    "commas": (
        """Stelle,Anzahl
KIM-CM,"1,000"
MBE,"2,000"
gesamt,"3,000"
""",
        ["comma", "not_a_count"],
    ),
    "signs": (
        """Stelle;Anzahl
KIM-CM;75
Regeldienst;k.A.
Fachberatung;<5
kein Bedarf;.
gesamt;75""",
        ["not_a_count"],
    ),
    "closed": (
        """Datum;KIM-CM;MBE
02.01.2023;3;1
03.01.2023;geschlossen;""",
        ["not_a_count"],
    ),
    "finer words": (
        """Ergebnis;Anzahl
KIM-CM;75
nur Auskunft;40
kein Bedarf;115
gesamt;230""",
        ["unknown_row"],
    ),
    "empty pivot row": (
        """Zeilenbeschriftungen;Anzahl von Nr
KIM-CM;75
(Leer);3
Gesamtergebnis;78""",
        ["unknown_row"],
    ),
    "towns": (
        """Stadt;Ergebnis;Fälle
Erkrath;KIM-CM;5
Haan;KIM-CM;6""",
        ["unknown_desk"],
    ),
    "side by side": (
        """Ergebnis;Anzahl;;Zugang;Anzahl
KIM-CM;75;;JMD;1
MBE;29;;Sozialamt;12""",
        ["no_count"],
    ),
    "words of two tables": (
        """Zugang;Anzahl
JMD;1
MBE;7""",
        ["no_table"],
    ),
    "a wrong sum": (
        """Ergebnis;Anzahl
KIM-CM;5
MBE;2
Summe;8""",
        ["total_disagrees"],
    ),
}
"""What is asked, never guessed: the kinds of question."""


@pytest.mark.parametrize("name", RIGHT)
def test_a_list_of_the_field_comes_in_with_its_right_value(office, name):
    content, right = RIGHT[name]
    taken = take(office, content.encode(), **YEAR)
    assert (kinds(taken), taken.new) == ([], True)
    assert sums(office) == right


@pytest.mark.parametrize("name", MONTHS)
def test_months_stand_as_months(office, name):
    content, first, second = MONTHS[name]
    assert take(office, content.encode(), **YEAR).new
    january, february = office.store.reported.batches(date(2023, 1, 1), date(2023, 12, 31))
    assert [*january.cells.values(), january.last_day] == [first, second, date(2023, 1, 31)]
    assert [*february.cells.values(), february.first_day] == [6, 3, date(2023, 2, 1)]


def test_a_day_that_stands_for_its_month_is_said_to(office):
    content = b"Monatsende;KIM-CM;MBE\n31.01.2023;5;2\n28.02.2023;6;3\n"
    assert [str(batch.first_day) for batch in examine(office, content, **YEAR).batches] == ["2023-01-31", "2023-02-28"]
    said = examine(office, content, {"spalte:A": "zeitraum"}, **YEAR)
    assert [str(batch.first_day) for batch in said.batches] == ["2023-01-01", "2023-02-01"]


@pytest.mark.parametrize("written", ["Q1", "1. Quartal 2023", "I. Quartal", "2023 Q1", "Quartal 1"])
def test_quarters_stand_as_quarters(office, written):
    assert take(office, f"Quartal;Zielgruppe;Anzahl\n{written};Duldung / Gestattung;5\n".encode(), **YEAR).new
    (batch,) = office.store.reported.batches(date(2023, 1, 1), date(2023, 12, 31))
    assert batch.period == Period(date(2023, 1, 1), date(2023, 3, 31))


@pytest.mark.parametrize("name", ASKED)
def test_what_is_not_clear_is_asked(office, name):
    content, asked = ASKED[name]
    taken = take(office, content.encode(), **YEAR)
    assert (kinds(taken), taken.new) == (asked, False)


@pytest.mark.parametrize(
    ("name", "said", "right"),
    [
        ("two years", {"spalte:B": "-"}, {"kim_cm": 75, "mbe": 29, "jmd": 2}),
        ("cases or persons", {"spalte:C": "anzahl"}, {"kim_cm": 75, "mbe": 29}),
        ("commas", {"lesen:komma": "tausender"}, {"kim_cm": 1000, "mbe": 2000}),
        ("commas", {"lesen:komma": "dezimal"}, {"kim_cm": 1, "mbe": 2}),
        ("signs", {"k.A.": "0", "<5": "-", ".": "0"}, {"kim_cm": 75}),
        ("closed", {"geschlossen": "-"}, {"kim_cm": 3, "mbe": 1}),
        ("finer words", {"nur Auskunft": "screening:kein_bedarf"}, {"kim_cm": 75, "kein_bedarf": 155}),
        ("empty pivot row", {"(Leer)": "-"}, {"kim_cm": 75}),
        ("towns", {"Erkrath": "desk:alle", "Haan": "desk:mettmann"}, {"kim_cm": 11}),
        ("side by side", {"spalte:E": "anzahl", "spalte:D": "zeile", "spalte:A": "-"}, {"jmd": 1, "sozialamt": 12}),
        ("words of two tables", {"lesen:tabelle": "zugang"}, {"jmd": 1, "mbe": 7}),
        ("a wrong sum", {"summe:B4": "+"}, {"kim_cm": 5, "mbe": 2}),
        ("a wrong sum", {"zeile:4": "-"}, {"kim_cm": 5, "mbe": 2}),
        ("cases or persons", {"lesen:kopf": "0", "spalte:A": "zeile", "spalte:B": "anzahl", "Stelle": "-"},
         {"kim_cm": 40, "mbe": 20}),
    ],
)  # fmt: skip
def test_a_person_says_it_and_the_list_comes_in(office, name, said, right):
    taken = take(office, ASKED[name][0].encode(), said, **YEAR)
    assert (kinds(taken), taken.new) == ([], True)
    assert sums(office) == right


def told(examined, kind: str) -> list[tuple[object, ...]]:
    """Where findings of a kind stand, and their words."""
    return [(one.lines, one.column, one.word) for one in examined.findings if one.kind == kind]


# what is not read is named


def test_every_column_and_line_that_is_not_read_is_named(office):
    examined = examine(office, RIGHT["shares and an index"][0].encode(), **YEAR)
    assert told(examined, "unread") == [((), "C", "Anteil in %"), ((), "D", "Index (2015=100)")]
    examined = examine(office, RIGHT["footnotes without a total"][0].encode(), **YEAR)
    assert told(examined, "unread") == [((4, 5, 6), "", "")]
    examined = examine(office, b"Stand;31.01.2024\nKIM-CM;5\n\nErgebnis;Anzahl\nMBE;2\nkein Bedarf;1\n", **YEAR)
    assert (examined.table.total, told(examined, "unread")) == (3, [((1, 2), "", "")])
    content = RIGHT["men, women and their sum"][0].encode()
    assert told(examine(office, content, **YEAR), "unread") == [((), "B", "Anzahl(m)"), ((), "C", "Anzahl(w)")]
    examined = examine(office, content, {"spalte:B": "anzahl", "spalte:C": "anzahl", "spalte:D": "summe"}, **YEAR)
    assert (examined.ready, examined.table.total) == (True, 104)
    assert told(examined, "summed_columns") == [((), "", "Anzahl(m), Anzahl(w)")]


def test_columns_of_the_same_days_are_named_however_they_say_it(office):
    """A year that stands there twice counts twice; a person sees it before it does."""
    content = b"Zugang;Jahr 2023;2023;Velbert 2022;Ratingen 2022\nJMD;5;3;2;2\nMBE;1;1;1;1\n"
    examined = examine(office, content, first=date(2022, 1, 1), last=date(2023, 12, 31))
    assert told(examined, "summed_columns") == [((), "", "Jahr 2023, 2023")]


def test_what_is_hidden_in_a_workbook_never_counts_and_is_named(office):
    made = Workbook()
    made.active.append(["Stelle", "Anzahl", "Anzahl alt"])
    for row in (["KIM-CM", 75, 7], ["MBE", 1000, 9], ["MBE", 29, 9], ["gesamt", 104, 16]):
        made.active.append(row)
    made.active.column_dimensions["C"].hidden = made.active.row_dimensions[3].hidden = True
    hidden = made.create_sheet("2022", 0)
    hidden.append(["Stelle", "Anzahl"])
    hidden.append(["KIM-CM", 80])
    hidden.sheet_state = "veryHidden"
    taken = take(office, saved(made), **YEAR)
    assert sums(office) == {"kim_cm": 75, "mbe": 29}
    assert told(taken, "hidden") == [((), "", "2022"), ((), "C", ""), ((3,), "", "")]


def test_merged_headings_are_read_as_they_are_seen(office):
    made = Workbook()
    for row in (
        ["Zusteuerung", None, None, None, None],
        ["Zugang", "2022", None, "2023", None],
        [None, "m", "w", "m", "w"],
        ["JMD", 1, 2, 3, 4],
        ["Sozialamt", 1, 1, 1, 1],
        ["gesamt", 2, 3, 4, 5],
    ):
        made.active.append(row)
    for cells in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        made.active.merge_cells(cells)
    assert take(office, saved(made), **TWO_YEARS).new
    former, later = office.store.reported.batches(date(2022, 1, 1), date(2023, 12, 31))
    assert ([*former.cells.values()], [*later.cells.values()]) == ([3, 2], [7, 2])
    assert (former.last_day, later.first_day) == (date(2022, 12, 31), date(2023, 1, 1))


def test_several_tables_in_a_sheet_are_read_one_by_one(office):
    content = (
        "Ergebnis;Anzahl\nKIM-CM;75\nMBE;29\ngesamt;104\n\nZugang;Anzahl\nAusländerbehörde;12\nJMD;1\ngesamt;13\n"
    ).encode()
    first = take(office, content, **YEAR)
    assert told(first, "other_block") == [((6,), "", "Zugang, Anzahl")]
    second = take(office, content, {"lesen:block": "2"}, **YEAR)
    assert (first.table.total, second.table.total) == (104, 13)
    assert (second.new, second.paper.code) == (True, "zugang")
    assert not told(second, "same_file"), "another table of the same file counts nothing once more"
    once_more = examine(office, content, {"lesen:block": "2"}, first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert len(told(once_more, "same_file")) == 1


def test_a_time_that_goes_on_from_the_line_above_is_named(office):
    examined = examine(office, MONTHS["named once"][0].encode(), **YEAR)
    assert told(examined, "carried") == [((3, 5), "", "")]
    after_sum = b"Datum;KIM-CM\n02.01.2023;5\nSumme;5\n;3\n"
    assert kinds(examine(office, after_sum, **YEAR)) == ["outside_period"]


def test_totals_say_what_they_add_up(office):
    content = RIGHT["sums by month"][0].encode()
    agreed = [(one.lines, one.word) for one in examine(office, content, **YEAR).findings if one.kind == "total_agrees"]
    assert agreed == [((4,), "2–3"), ((6,), "5"), ((7,), "2–5")]
    wrong = content.replace(b"Summe;2;1;3", b"Summe;2;1;4").replace(b"Gesamt;8;3;11", b"Gesamt;8;3;12")
    assert told(examine(office, wrong, **YEAR), "total_disagrees") == [((6,), "D", "4"), ((7,), "D", "12")]
    one = examine(office, wrong, {"summe:D6": "+"}, **YEAR)
    assert told(one, "total_disagrees") == [((7,), "D", "12")]


def test_a_person_says_which_lines_are_totals(office):
    content = b"Stelle;Anzahl\nKIM-CM;5\nMBE;2\nZusammen mit Kindern;7\nAlle;14\n"
    examined = examine(office, content, **YEAR)
    assert (examined.ready, examined.table.total) == (True, 7)
    assert [(one.kind, one.keys, one.asks) for one in examined.findings if one.keys] == [
        ("below_total", ("zeile:5",), "row"),
        ("total_agrees", ("zeile:4",), "sum"),
    ]
    said = {"zeile:4": "+", "Zusammen mit Kindern": "screening:kein_bedarf", "Alle": "summe"}
    taken = take(office, content, said, **YEAR)
    assert (taken.new, sums(office)) == (True, {"kim_cm": 5, "mbe": 2, "kein_bedarf": 7})
    assert told(taken, "total_agrees") == [((5,), "", "2–4")]


# what stays known, is shown and can be forgotten


def test_how_a_list_was_read_is_kept_for_the_next_of_its_shape_and_can_be_forgotten(office):
    may, june = ({"first": date(2024, month, 1), "last": date(2024, month, 28)} for month in (5, 6))
    content = ASKED["cases or persons"][0]
    taken = take(office, content.encode(), {"spalte:C": "anzahl"}, **may)
    other = content.replace("75", "80").replace("104", "109").encode()
    examined = examine(office, other, **june)
    assert (examined.ready, examined.table.total) == (True, 109)
    assert told(examined, "kept_reading")
    again = examine(office, other, {"spalte:B": "anzahl", "spalte:C": "-"}, **june)
    assert (again.table.total, told(again, "kept_reading")) == (60, [])
    overhead.undo(office.store, taken.known)
    assert examine(office, other, **june).ready
    office.store.old_lists.forget(office.store.old_lists.taught())
    assert kinds(examine(office, other, **june)) == ["no_count"]


def test_the_heading_that_a_person_said_is_kept_too(office):
    content = "Ort: X;Datum: heute\nStelle;Anzahl\nSumme;Personen\nKIM-CM;{}\n"
    first, second = (content.format(number).encode() for number in (3, 4))
    may, june = ({"first": date(2024, month, 1), "last": date(2024, month, 28)} for month in (5, 6))
    said = {"lesen:kopf": "3", "spalte:A": "zeile", "spalte:B": "anzahl"}
    assert take(office, first, said, **may).listed.block.first == 3
    again = examine(office, second, **june)
    assert (again.listed.block.first, again.ready, told(again, "kept_reading")) == (3, True, [((), "", "")])
    assert examine(office, second, {"lesen:kopf": "2"}, **june).listed.block.first == 2


def test_a_word_that_is_known_from_before_is_named_and_can_be_forgotten(office):
    content = b"Stelle;Anzahl\nKIM-CM;1\nEuropa;4\n"
    taken = take(office, content, {"Europa": "screening:kim_cm"}, **YEAR)
    overhead.undo(office.store, taken.known)
    again = examine(office, content, **YEAR)
    assert [(one.word, one.meaning) for one in again.findings if one.kind == "said_word"] == [("Europa", "KIM-CM")]
    office.store.old_lists.forget(["europa"])
    assert kinds(examine(office, content, **YEAR)) == ["unknown_row"]


def test_a_shape_of_one_table_does_not_make_another_list_that_table(office):
    for name in ("screening_outcomes", "access_routes", "target_groups"):
        assert take(office, paper(name), **YEAR).new
    assert {one.paper for one in office.store.old_lists.all()} == {"screening", "zugang", "zielgruppen"}


def test_the_same_word_twice_is_a_question_that_adding_up_answers(office):
    content = b"Stelle;Anzahl\nKIM-CM;5\nMBE;1\nKIM-CM;6\n"
    assert kinds(examine(office, content, **YEAR)) == ["doubled_row"]
    assert take(office, content, {"zeile:4": "+"}, **YEAR).new
    assert sums(office) == {"kim_cm": 11, "mbe": 1}


# tables that describe persons


def test_days_of_a_table_that_describes_persons_are_summed_into_their_months(office):
    content = b"Datum;Duldung / Gestattung\n05.01.2023;5\n06.01.2023;6\n03.02.2023;7\n"
    taken = take(office, content, **YEAR)
    found = [(batch.first_day, batch.last_day, *batch.cells.values()) for batch in taken.batches]
    assert found == [
        (date(2023, 1, 1), date(2023, 1, 31), 11),
        (date(2023, 2, 1), date(2023, 2, 28), 7),
    ]
    assert told(taken, "whole_months")
    running = {"first": date(2026, 11, 1), "last": date(2026, 11, 22)}
    assert kinds(examine(office, b"Datum;Duldung / Gestattung\n05.11.2026;5\n", **running)) == ["outside_period"]
    part = {"first": date(2023, 4, 5), "last": date(2023, 4, 20)}
    assert kinds(examine(office, b"Zielgruppe;Anzahl\nDuldung / Gestattung;5\n", **part)) == ["not_whole_months"]
    assert examine(office, b"Ergebnis;Anzahl\nKIM-CM;5\n", **part).ready


# what is no list of counts


def packed(name: str) -> bytes:
    """A packed file that holds this part."""
    written = BytesIO()
    with ZipFile(written, "w") as made:
        made.writestr(name, "<x/>")
    return written.getvalue()


OWN = ("screening", "t", "kim_cm", "KIM-CM", 1, 1.0, "", "")


BARE = "Sara Muster;1\nElif Beispiel;2\nReza Vorlage;3\nLIAM MODELL;1\nOlga al-Entwurf;2\nAnh Van Probe;4\n"
"""Invented names beside how often each came."""
NOTED = "".join(line.replace(";", f";rief um {hour} Uhr an;") + "\n" for hour, line in enumerate(BARE.splitlines(), 9))
TICKED = "".join(f"{line.split(';')[0]};;1;\n" for line in BARE.splitlines())
ACROSS = ";".join(["Stelle", *(line.split(";")[0] for line in BARE.splitlines())])
CYRILLIC = "Олена Коваленко;1\nІван Петров;2\nМарія Шевченко;3\nОлег Бойко;1\nАнна Мельник;2\n"
ARABIC = "أمينة حداد;1\nيوسف كايا;2\nفاطمة سعيد;3\nعلي رحيمي;1\nنور عزيز;2\n"
LANDS = [("Syrien", 20), ("Irak", 23), ("Iran", 26), ("Eritrea", 29), ("Togo", 32)]
OF_ONE = "Nr.;Geschlecht;Alter;Herkunftsland;Aufenthaltstitel;Anzahl Beratungen\n" + "".join(
    f"{place};{'mw'[place % 2]};{age};{land};Duldung;{place * 5 % 7}\n" for place, (land, age) in enumerate(LANDS, 1)
)
FEW_KINDS = "Geschlecht;Herkunftsland;Aufenthaltstitel;Kontakte\n" + "w;Irak;Duldung;3\nm;Iran;Duldung;2\n" * 3
EVERY = [*product(("w", "m"), ("0-17", "18-26", "27+"), ("Syrien", "Irak"))]
CROSSED = "Geschlecht;Alter;Herkunftsland;Anzahl\n" + "".join(
    f"{sex};{age};{land};{place * 5 % 7}\n" for place, (sex, age, land) in enumerate(EVERY)
)
OUTLINED = CROSSED.replace("w;18-26;Irak", ";;Irak").replace("m;27+;Irak", ";;Irak")
NUMBERED = "".join(f"{number};{line}\n" for number, line in enumerate(BARE.splitlines(), start=1))


@pytest.mark.parametrize(
    ("content", "kind", "word"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"), "encrypted", ""),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99 + "Workbook".encode("utf-16-le"), "other_format", "Excel 97–2003 (.xls)"),
        (b"<html><table><tr><td>Stelle</td></tr></table></html>", "other_format", "HTML oder XML"),
        (b"\xef\xbb\xbf<!DOCTYPE HTML><html>", "other_format", "HTML oder XML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office">', "other_format", "HTML oder XML"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "other_format", "PDF"),
        (csv_form.excel([csv_form.GERMAN_COLUMNS, OWN]), "own_file", ""),
        (csv_form.machine([csv_form.COLUMNS, OWN]), "own_file", ""),
        (b"desk,profile,day,revision,table,row,count\nm,clearing,2026-11-20,1,umfang,personen,3\n", "own_file", ""),
        (b"desk,profile,month,revision\nm,clearing,2026-10,1\n", "own_file", ""),
        (b"desk,told,revision,writer,day,state\nm,2026-11-29,1,1e01,2026-09-21,open\n", "own_file", ""),
        (b"county,table,row,label_de,meaning_de\n05158,zugang,abh,ABH,x\n", "own_file", ""),
        (rb"{\rtf1\ansi Stelle;Anzahl}", "other_format", "RTF"),
        (b"Tabelle;Zeile;Bezeichnung;Anzahl 10/2026\nfaelle_aktiv;umf;x;3\n", "own_file", ""),
        (b'{\n "county": "Kreis Mettmann"\n}', "other_format", "JSON"),
        (packed("word/document.xml"), "other_format", "Word (.docx)"),
        (packed("content.xml"), "other_format", "OpenDocument (.ods)"),
        (b"Nachname;Vorname;Geburtsdatum;Staatsangeh\xc3\xb6rigkeit\nMuster;Erika;01.02.1990;X\n", "persons", ""),
        (b"Name;E-Mail;Anzahl\nA;a@b;1\n", "persons", ""),
        (b"Fall;Name;Anliegen\n1;A B;x\n2;C D;y\n3;E F;z\n4;G H;v\n5;I J;w\n", "persons", ""),  # its own numbers
        (b"Name;geboren am;Anzahl\nA B;01.02.1990;1\nC D;05.12.1988;1\n", "persons", ""),
        (b"Klient;Anzahl\nReza Muster;1\nElif Beispiel;2\nSara Muster;1\n", "persons", ""),
        (b"Klient/in;Anzahl\nMuster, Reza;1\nBeispiel, Elif;2\nSumme;3\n", "persons", ""),
        (b"Name;Stelle;Anzahl\nA B;a;1\nC D;b;1\nE F;c;1\nG H;d;1\nI J;e;1\n", "persons", ""),  # a one in each line
        (b"K;Jahrgang;Stelle\nAK;1990;KIM\nBM;1985;MBE\nZT;2001;JMD\nSK;1979;MBE\nLM;1999;JMD\n", "persons", ""),
        (b"Bewohner;Zimmer\nReza Muster;12\nElif Beispiel;13\n", "persons", ""),
        (b"A B;01.02.1990\nC D;05.12.1988\nE F;05.12.1999\nG H;05.12.2001\nI J;01.01.1970\n", "persons", ""),
        (BARE.encode(), "persons", ""),
        (f"Termine im Mai\n\nNr.;;Gespräche\n{NUMBERED}Gesamt;;9\n".encode(), "persons", ""),  # under no heading
        (BARE.replace(" ", ";").encode(), "persons", ""),  # in two cells
        (b";Anzahl\nFrau Muster;3\nHerr Vorlage;4\nFrau Probe;1\nFrau Modell;1\nFam. Entwurf;2\n", "persons", ""),
        (b"Nr;Tag;Alter;Geschlecht;Ergebnis\n1;6.5.2024;31;m;MBE\n2;6.5.2024;27;w;JMD\n", "persons", ""),  # no names
        (b"Tag;Name;Stelle;Anzahl\n1.3.2022;Reza M.;KIM-CM;1\n2.3.2022;Sara B.;JMD;1\n", "persons", ""),
        (b"Wer;Stelle;Anzahl\nM., Reza;KIM-CM;2\nE. Beispiel;MBE;1\n", "persons", ""),
        ("Nr;Kürzel;Jg.;Stelle\n1;R.M.;1987;KIM-CM\n2;E. B.;1990;MBE\n3;S.V.;2001;JMD\n".encode(), "persons", ""),
        (b"Geburtsjahr;Stelle;Anzahl\n1987;KIM-CM;1\n1990;MBE;1\n2001;JMD;1\n", "persons", ""),  # each is one
        (b"AZR-Nr.;Stelle;Anzahl\n150412345678;KIM-CM;1\n150412345679;MBE;2\n", "persons", ""),
        (b"Aktenzeichen;Stelle;Anzahl\n33.1-12/22;KIM-CM;1\n33.1-13/22;MBE;1\n33.1-19/22;MBE;1\n", "persons", ""),
        (b"Fall;Stelle;Anzahl\nF-2022-001;KIM-CM;1\nF-2022-002;MBE;1\n", "persons", ""),
        (b"Stelle;Anzahl;E-Mail\nKIM-CM;1;reza@example.org\nMBE;1;elif@example.org\n", "persons", ""),
        (b"Stelle;Anzahl;Bemerkung\nKIM-CM;1;Frau Muster, krank\nMBE;3;Herr Vorlage fehlt\n", "persons", ""),
        (b"Nr;Telefon;Stadt\n1;0171 2345678;Haan\n2;0172/3456789;Hilden\n3;0176 2233445;Haan\n", "persons", ""),
        (b"Alter;Stadt;Ergebnis\n34;Haan;MBE\n22;Hilden;JMD\n41;Haan;KIM-CM\n", "persons", ""),
        (b"Haushalt;Stelle;Anzahl\nFam. Muster;KIM-CM;4\nFam. Vorlage;MBE;2\n", "persons", ""),
        (b"Adresse;Stelle;Anzahl\nHauptstr. 5, Haan;KIM-CM;4\nMusterweg 12a;MBE;2\n", "persons", ""),
        (b"Familie;Stelle;Anzahl\nMuster;KIM-CM;4\nVorlage;MBE;2\nProbe;JMD;3\n", "persons", ""),
        (f"Wer;Was;Anzahl\n{BARE.replace(';', ';Brief ;')}".encode(), "persons", ""),
        (f"Wer;Notiz;Anzahl\n{NOTED}".encode(), "persons", ""),
        (f"Fall;KIM-CM;MBE;JMD\n{TICKED}".encode(), "persons", ""),
        (f"{ACROSS}\nKIM-CM;0;1;0;1;0;1\nMBE;1;0;1;0;1;0\n".encode(), "persons", ""),
        (f"Wer;Anzahl\n{CYRILLIC}".encode(), "persons", ""),
        (f"Wer;Anzahl\n{ARABIC}".encode(), "persons", ""),
        ("".join(["Lebensalter;Herkunft\n", *(f"{age};{land}\n" for land, age in LANDS)]).encode(), "persons", ""),
        ("".join(["Tag;Ort;Land;Zahl\n", *(f"{age}.5.24;Haan;{land};1\n" for land, age in LANDS)]).encode(),
         "persons", ""),
        (b"Stelle;Anzahl\nKIM-CM (Muster *1.2.1990);1\nMBE (Vorlage, geb. am 3.4.85);1\n", "persons", ""),
        (OF_ONE.encode(), "persons", ""),  # whatever a column counts
        (OF_ONE.replace("Alter", "Einreise").replace("Nr.", "Wer").encode(), "persons", ""),
        (FEW_KINDS.encode(), "persons", ""),
        (b"Wohnort;Stelle;Anzahl\nHauptstr. 5;KIM-CM;4\nMusterweg 12a;MBE;2\n", "persons", ""),
        (b"Bedarfsgemeinschaft;Stelle;Personen\nMuster;KIM-CM;1\nVorlage;MBE;2\nProbe;JMD;3\n", "persons", ""),
        (b"Nur ein Satz.\nNoch einer.\n", "no_numbers", ""),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_named_for_what_it_is_before_anything_is_kept(office, content, kind, word):
    refused = overhead.refused(content)
    assert (refused.kind, refused.word) == (kind, word)
    assert kinds(examine(office, content)) == [kind]


def test_a_list_of_persons_behind_a_table_of_counts_is_refused_too(office):
    rows = [["Nachname", "Telefon"], ["Muster", "0123"]]
    assert overhead.refused(book([["Stelle", "Anzahl"], ["KIM-CM", 3]], rows)).kind == "persons"


def test_a_year_of_birth_is_never_a_count(office):
    examined = examine(office, "Kürzel;Jahrgang;Stelle\nA.;1990;KIM-CM\nB.;1985;MBE\n".encode(), **YEAR)
    assert (kinds(examined), examined.table) == (["no_count"], None)


def test_counts_by_nationality_or_name_of_a_place_are_no_list_of_persons(office):
    years = "".join(f"{year};{year % 7}\n" for year in range(1980, 2000))
    assert overhead.refused(f"Jahrgang;Anzahl\n{years}".encode()) is None
    rows = "".join(f"Land {number};{number}\n" for number in range(20))
    assert overhead.refused(f"Staatsangehörigkeit;Anzahl\n{rows}".encode()) is None
    assert overhead.refused(f"Name der Stelle;Anzahl\n{rows}".encode()) is None
    assert [overhead.refused(one.encode()) for one in (CROSSED, OUTLINED, f"{CROSSED}Summe;;;36\n")] == [None] * 3
    assert overhead.refused(f"Monat;{CROSSED.replace(chr(10), chr(10) + 'Mai;')}".encode()) is None
    assert overhead.refused(b"PLZ;Ort;Land;Anzahl\n40822;Mettmann;D;3\n42781;Haan;D;4\n40721;Hilden;D;5\n") is None
    for heading in ("Unterkunft", "Standort", "Anschrift der Einrichtung"):
        houses = f"{heading};KIM-CM;MBE\nTalstra\u00dfe 12;5;3\nHauptstr. 5;7;1\nAm Weg 3;2;2\n"
        assert overhead.refused(houses.encode()) is None
    assert overhead.refused(b"Alter;Geschlecht;Anzahl\n0-17;w;3\n0-17;m;4\n18-26;w;2\n") is None
    assert overhead.refused(b"Monat;Telefon;E-Mail;vor Ort\nJan 2023;3;4;9\nFeb 2023;5;2;8\n") is None
    assert overhead.refused(b"Fall;Anzahl\n2022;31\n2023;27\n") is None
    assert overhead.refused("Aktenzeichen;53.1\nKIM-CM;4\nRückfragen;Frau Muster\nMBE;5\n".encode()) is None
    assert overhead.refused(b"Familie;Stadt;Personen\nPaar;Haan;3\nPaar;Velbert;4\nGross;Haan;5\n") is None
    assert overhead.refused(b"Jahrgang;Anzahl\n1987;1\n1990;1\n2001;1\n") is None
    assert overhead.refused("Name;Anzahl\nCaritas Mettmann;3\nFlüchtlingshilfe Velbert;4\n".encode()) is None


@pytest.mark.parametrize("heading", ["Stelle", "Träger", "Einrichtung", "Angabe", "Verweis an", "Kooperationspartner"])
def test_offices_that_are_called_like_persons_stand_under_a_heading_for_kinds(heading):
    for who in ("Wer", "Kursteilnehmende", "Beratungsfall"):
        assert overhead.refused(f"{who};Anzahl\n{BARE}".encode()).kind == "persons"
    assert overhead.refused(f"{heading};Anzahl\n{BARE}".encode()) is None


@pytest.mark.parametrize("rows", [
    "Caritas Velbert;3\nDiakonie Velbert;4\nCaritas Ratingen;5\nJobcenter Ratingen;3\nRotes Kreuz;3\nTafel Haan;4\n",
    "MBE Ratingen;3\nMBE Velbert;4\nJMD Hilden;3\nKIM-CM Haan;3\nABH Mettmann;2\n",
    "JMD;Jugendmigrationsdienst;3\nMBE;Migrationsberatung;2\nABH;Ausländerbehörde;4\nKIM;Beratung;5\nSOZ;Sozialamt;5\n",
    "Suche Wohnung;3\nErhalt Wohnberechtigungsschein;2\nSuche Arbeit;5\nAnerkennung Abschluss;4\nSuche Sprachkurs;8\n",
    "Ärztliche Versorgung;3\nRechtliche Beratung;2\nBerufliche Bildung;4\nSoziale Teilhabe;5\nPsychische Hilfe;5\n",
    "Junge Erwachsene;3\nKranke Menschen;2\nAlleinstehende Männer;4\nSchwangere Frauen;5\nUnbegleitete Kinder;5\n",
    "Besucher am Stand;30\nNeue Gespräche;12\nOffene Fragen;8\n",
])  # fmt: skip
def test_what_begins_large_under_no_heading_need_not_be_a_name(rows):
    assert overhead.refused(rows.encode()) is None
    assert overhead.refused(f"Auswertung 2023;\n{rows}".encode()) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
def test_umlauts_are_read_from_windows_and_from_dos(office, encoding):
    content = "Zugang;Anzahl\nAusländerbehörde;12\nSozialamt;5\ngesamt;17\n".encode(encoding)
    assert take(office, content, **YEAR).new
    assert sums(office) == {"abh": 12, "sozialamt": 5}


def test_our_own_workbook_is_named(office):
    made = Workbook()
    for name in ("Übersicht", "Ergebnis", "Codebuch", "Methode"):
        made.create_sheet(name).append(["Stelle", "Anzahl"])
    assert overhead.refused(saved(made)).kind == "own_file"


# the committee's tables as they are printed


@pytest.mark.parametrize(
    ("name", "code", "total"),
    [("screening_outcomes", "screening", 298), ("access_routes", "zugang", 141), ("target_groups", "zielgruppen", 133)],
)
def test_the_committees_tables_come_in_with_their_printed_words(office, name, code, total):
    lines = paper(name).decode().splitlines()[1:]
    rows = [line.partition(",")[2].rpartition(",") for line in lines]
    printed = [["Zielgruppe" if code == "zielgruppen" else "Bezeichnung", "Anzahl"]]
    printed += [[label.strip('"'), int(count)] for label, _, count in rows]
    examined = examine(office, book(printed), first=date(2023, 4, 1), last=date(2024, 4, 30))
    said = {one.keys[0]: examined.listed.words.close(one.word) for one in examined.obstacles if one.keys}
    taken = take(office, book(printed), said, first=date(2023, 4, 1), last=date(2024, 4, 30))
    assert (taken.new, taken.paper.code, taken.table.total) == (True, code, total)

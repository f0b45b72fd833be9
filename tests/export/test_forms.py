"""One paper, every form: each file holds the same figures, and none is made of sums that do not hold."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook
from papers import BEFORE, SCREENING, paper, papers, release, table

from kiosk.domain.table import Table, TableRow
from kiosk.errors import SumsDisagree
from kiosk.export import json_form
from kiosk.export.forms import FORMS
from kiosk.export.paperwork import Former, Paperwork

Figures = list[list[tuple[int | None, ...]]]
"""For each table its rows, the total last: count, before, change; None for what the file leaves out."""


def _of_paper(made: Paperwork) -> Figures:
    return [[(one.count, one.before, one.change) for one in table.rows] + [_total(table)] for table in made.tables]


def _total(table: Table) -> tuple[int | None, ...]:
    return table.total, table.before, table.change


def _of_json(content: bytes) -> Figures:
    return [[*_json_rows(table)] for table in json.loads(content)["tables"]]


def _json_rows(table: dict[str, object]) -> Iterator[tuple[int | None, ...]]:
    rows, total, before = table["rows"], table["total"], table["total_before"]
    assert isinstance(rows, list)
    assert isinstance(total, int)
    yield from ((row["count"], row["before"], row["change"]) for row in rows)
    yield (total, before, total - before) if isinstance(before, int) else (total, None, None)


def _of_csv(content: bytes) -> Figures:
    found: Figures = [[]]
    for line in csv.DictReader(io.StringIO(content.decode())):
        values = [line[name] for name in ("count", "before", "change")]
        found[-1].append(tuple(int(value) if value else None for value in values))
        if line["row"] == "gesamt":
            found.append([])
    return found[:-1]


def _of_workbook(content: bytes) -> Figures:
    book = load_workbook(io.BytesIO(content), data_only=True)
    pages = [page for page in book.worksheets if page.title not in ("Übersicht", "Codebuch", "Methode")]
    return [[_three(row[2:]) for row in page.iter_rows(min_row=6, values_only=True)] for page in pages]


def _three(values: tuple[object, ...]) -> tuple[int | None, ...]:
    """Count, before and change of a row that may have a share and may have no comparison."""
    count, *_ = values
    assert isinstance(count, int)
    before, change = values[-2:] if len(values) > 2 else (None, None)
    assert isinstance(before, int | None)
    assert isinstance(change, int | None)
    return count, before, change


def _of_document(content: bytes) -> Figures:
    found = []
    for one in docx.Document(io.BytesIO(content)).tables:
        heading, *rows = ([cell.text for cell in row.cells] for row in one.rows)
        if heading[0] == "Bezeichnung":
            found.append([_three(tuple(_number(text) for text in row[1:])) for row in rows])
    return found


def _number(text: str) -> int | None:
    return None if text.endswith("%") else int(text.replace(".", "").replace("−", "-"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=papers())
def test_all_forms_hold_the_same_figures(made: Paperwork) -> None:
    expected = _of_paper(made)
    assert _of_json(FORMS["json"].write(made)) == expected
    assert _of_csv(FORMS["machine.csv"].write(made)) == expected
    assert _of_workbook(FORMS["xlsx"].write(made)) == expected
    assert _of_document(FORMS["docx"].write(made)) == [rows for rows in expected if len(rows) > 1]


def test_a_release_holds_the_same_figures_in_all_forms() -> None:
    made = release(5, 0, 10, total=20)
    expected = _of_paper(made)
    assert _of_json(FORMS["json"].write(made)) == expected
    assert _of_csv(FORMS["machine.csv"].write(made)) == expected
    assert _of_workbook(FORMS["xlsx"].write(made)) == expected
    assert _of_document(FORMS["docx"].write(made)) == expected


@pytest.mark.parametrize("form", FORMS)
def test_the_same_paper_gives_the_same_bytes(form: str) -> None:
    assert FORMS[form].write(paper(SCREENING)) == FORMS[form].write(paper(SCREENING))


def test_json_says_what_and_when_in_iso_days() -> None:
    content = json_form.content(paper(SCREENING))
    assert content.endswith(b"}\n")
    assert "Fördern".encode() in content
    found = json.loads(content)
    assert list(found) == sorted(found)
    assert found["period"] == {"from": "2023-04-01", "to": "2024-04-30"}
    assert found["compared_with"] == {"from": BEFORE.first.isoformat(), "to": BEFORE.last.isoformat()}
    assert ("as_of" in found, found["rounded"]) == (False, False)
    assert found["missing_days"] == ["Musterstelle, 03.04.2023: nicht gemeldet"]
    assert found["method"] == ["Gezählt wird am Ende des Gesprächs."]
    assert found["last_paper"] == []
    assert found["tables"][0]["unit"] == "personen"
    assert found["tables"][0]["rows"][5] == {
        "code": "code_5",
        "label": "kein Bedarf",
        "count": 155,
        "share": 0.5201,
        "before": 160,
        "change": -5,
    }


def test_json_names_the_last_paper() -> None:
    former = Former("Vorlage 1", BEFORE, paper(table([("A", 3)])).tables[0])
    (found,) = json.loads(json_form.content(replace(paper(SCREENING), last_paper=(former,))))["last_paper"]
    assert (found["source"], found["period"]["to"]) == ("Vorlage 1", "2023-03-31")
    assert [(row["label"], row["count"]) for row in found["table"]["rows"]] == [("A", 3)]


def test_json_of_a_release_knows_no_shares_and_no_comparison() -> None:
    found = json.loads(json_form.content(release(5, total=5)))
    assert found["compared_with"] is None
    assert found["tables"][0]["rows"][0] == {
        "code": "code_1",
        "label": "Zeile 1",
        "count": 5,
        "share": None,
        "before": None,
        "change": None,
    }


@pytest.mark.parametrize(("total", "before"), [(4, 2), (3, 1)])
def test_no_file_is_made_of_sums_that_do_not_hold(total: int, before: int) -> None:
    with pytest.raises(SumsDisagree):
        Table("t", "T", (TableRow("a", "A", 3, 2),), total, before=before)


def test_no_exact_table_stands_in_a_release() -> None:
    with pytest.raises(ValueError, match="an exact table"):
        replace(release(5, total=5), tables=paper(table([("A", 5)])).tables)


def test_rows_of_a_release_need_not_add_up() -> None:
    assert release(5, 5, total=15).tables[0].total == 15


def test_a_table_keeps_its_counts_on_the_way_into_a_file() -> None:
    (made,) = paper(table([("A", 3), ("B", 1)], [1, 1])).tables
    assert [(row.label, row.count, made.share(row), row.before) for row in made.rows] == [
        ("A", 3, 0.75, 1),
        ("B", 1, 0.25, 1),
    ]
    assert (made.total, made.before, made.change) == (4, 2, 2)

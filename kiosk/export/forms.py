"""The forms of a file by the end of its name; the libraries of the office formats load when one is asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from kiosk.export import csv_form, json_form
from kiosk.export.paperwork import Paperwork

OPEN_XML = "application/vnd.openxmlformats-officedocument"


class Form(NamedTuple):
    """A kind of file: how it is written, and its content type."""

    write: Callable[[Paperwork], bytes]
    content_type: str


def _german_csv(paper: Paperwork) -> bytes:
    return csv_form.excel(csv_form.all_lines(paper, csv_form.GERMAN_COLUMNS))


def _plain_csv(paper: Paperwork) -> bytes:
    return csv_form.machine(csv_form.all_lines(paper))


def _later(module: str, name: str = "content") -> Callable[[Paperwork], bytes]:
    def write(paper: Paperwork) -> bytes:
        content: bytes = getattr(import_module(module), name)(paper)
        return content

    return write


FORMS = {
    "csv": Form(_german_csv, "text/csv; charset=utf-8"),
    "machine.csv": Form(_plain_csv, "text/csv; charset=utf-8"),
    "json": Form(json_form.content, "application/json"),
    "xlsx": Form(_later("kiosk.export.workbook"), f"{OPEN_XML}.spreadsheetml.sheet"),
    "anhang.docx": Form(_later("kiosk.export.document", "with_appendix"), f"{OPEN_XML}.wordprocessingml.document"),
    "docx": Form(_later("kiosk.export.document"), f"{OPEN_XML}.wordprocessingml.document"),
}
"""csv opens right in German Excel, machine.csv is for programs."""

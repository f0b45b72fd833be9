"""Monthly case counts: a post of Case Management tells its month, the overhead sees who has told."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import overhead
from kiosk.domain.period import Period, month_of
from kiosk.domain.vocabulary import CaseList, in_use
from kiosk.errors import NotThere, PostGone
from kiosk.export.csv_form import excel
from kiosk.overhead.spreadsheets.cells import text
from kiosk.overhead.spreadsheets.reading import NotReadable, sheets
from kiosk.pack import Post
from kiosk.storage import CaseMonth
from kiosk.web.pages import downloads
from kiosk.web.running import here, signed_in

bp = Blueprint("cases", __name__)

MOST = 9999
"""Cases that no post has; a larger number is a typing mistake."""
LONGEST_NUMBER = 9
MOST_BYTES = 64 * 1024
COLUMNS = ("Tabelle", "Zeile", "Bezeichnung")
COUNT = "Anzahl"
"""The list that can be taken along, filled in, and brought back; behind COUNT it names its month."""


class MonthPage(NamedTuple):
    """One post's month as the form shows it. `typed`: field to what stands in it; `wrong`: fields that are no number;
    `problem`: what is wrong with a list that was brought, or that all is empty; `brought`: it is filled in and not told
    yet."""

    post: Post
    month: date
    months: tuple[date, ...]
    told_months: frozenset[date]
    told: CaseMonth | None
    lists: tuple[CaseList, ...]
    typed: Mapping[str, str]
    wrong: frozenset[str] = frozenset()
    problem: str = ""
    brought: bool = False

    @property
    def missing(self) -> list[str]:
        """Return the fields that a list that was brought does not have: a row that was deleted, or is hidden."""
        rows = ((one, row) for one in self.lists for row in one.rows if self.brought)
        return [f"{one.title}: {row.label}" for one, row in rows if field(one.code, row.code) not in self.typed]


@bp.get("/cases")
def page() -> str:
    """Show the month of the address, or the latest that is not told; the fields hold what was told."""
    month = _month(request.args.get("month", ""))
    return _shown(month, _told(month))


@bp.post("/cases")
def tell() -> Response:
    """Keep the numbers of the form; an empty field is none. With anything that is no number nothing is kept, and a form
    of empty fields only when it comes again.

    What was told in rows that the form has no longer stays told.
    """
    month, typed = _month(request.form.get("month", "")), {name: one.strip() for name, one in request.form.items()}
    fields = {field(*cell): cell for cell in _words(month)}
    wrong = frozenset(name for name in fields if typed.get(name) and _number(typed[name]) is None)
    if wrong:
        return make_response(_shown(month, typed, wrong), 422)
    if not any(map(typed.get, fields)) and "empty" not in typed:
        return make_response(_shown(month, typed, problem="empty"), 422)
    told = here().store.cases.told_by(_post().code, month)
    left = {cell: number for cell, number in told.cells.items() if cell not in fields.values()} if told else {}
    cells = left | {cell: _number(typed.get(name, "")) or 0 for name, cell in fields.items()}
    here().store.cases.tell(_post().code, month, cells, here().today)
    return redirect(url_for("cases.page", month=f"{month:%Y-%m}"), 303)


@bp.get("/cases/list.csv")
def template() -> Response:
    """Show the closed lists with the numbers told so far, to fill in elsewhere and to bring back."""
    month = _month(request.args.get("month", ""))
    told = here().store.cases.told_by(_post().code, month)
    cells = told.cells if told else {}
    lines = [(*cell, label, cells.get(cell, "")) for cell, label in _words(month).items()]
    heading = (*COLUMNS, f"{COUNT} {_named(month)}")
    return downloads.answer(excel([heading, *lines]), "csv", f"fallzahlen_{month:%Y-%m}")


@bp.post("/cases/list")
def bring() -> Response:
    """Fill the form from a list that was brought; nothing is kept before it is told."""
    request.max_content_length = MOST_BYTES
    month, file = _month(request.form.get("month", "")), request.files.get("file")
    of, typed = _read(file.stream.read()) if file else ("", {})
    if not typed:
        return make_response(_shown(month, _told(month), problem="list"), 422)
    if of not in ("", _named(month)):
        return make_response(_shown(month, _told(month), problem="other_month"), 422)
    if unknown := sorted(typed.keys() - {field(*cell) for cell in _words(month)}):
        return make_response(_shown(month, _told(month), problem=", ".join(unknown[:3])), 422)
    wrong = frozenset(name for name, one in typed.items() if one and _number(one) is None)
    return make_response(_shown(month, typed, wrong, brought=True), 422 if wrong else 200)


@bp.get("/cases/told")
def told() -> str:
    """Show which post has told which month; the sums stand among the numbers."""
    months, rows = overhead.who_told(here().store, here().pack, here().today)
    return render_template("cases/told.html", months=months, rows=rows, posts=here().pack.site.posts)


def field(table: str, row: str) -> str:
    """Return the name of a field of the form."""
    return f"{table}:{row}"


def _lists(month: date) -> tuple[CaseList, ...]:
    """Return the lists that can be filled in for a month; one without rows waits for the county."""
    offered = (replace(one, rows=in_use(one.rows, month)) for one in here().pack.vocabulary.cases)
    return tuple(one for one in offered if one.rows)


def _words(month: date) -> dict[tuple[str, str], str]:
    """Return the cells that can be told of a month, each with what the form calls it."""
    return {(one.code, row.code): row.label for one in _lists(month) for row in one.rows}


def _shown(
    month: date,
    typed: Mapping[str, str],
    wrong: frozenset[str] = frozenset(),
    problem: str = "",
    *,
    brought: bool = False,
) -> str:
    post = _post()
    months = overhead.months_to_tell(here().today)
    told = here().store.cases.told_by(post.code, month)
    page = MonthPage(post, month, months, _told_months(), told, _lists(month), typed, wrong, problem, brought)
    return render_template("cases/page.html", page=page, field=field)


def _told(month: date) -> dict[str, str]:
    """Return what the post told of a month, by field."""
    told = here().store.cases.told_by(_post().code, month)
    return {field(*cell): str(number) for cell, number in told.cells.items()} if told else {}


def _told_months() -> frozenset[date]:
    """Return which of the months that can be told the post has told."""
    months, post = overhead.months_to_tell(here().today), _post()
    known = here().store.cases.within(Period(months[0], month_of(months[-1]).last))
    return frozenset(one.month for one in known if one.post == post.code)


def _post() -> Post:
    """Return the post that the account tells for. Raises PostGone."""
    post = here().pack.post(signed_in().post)
    if post is None:
        raise PostGone
    return post


def _month(written: str) -> date:
    """Return the month of an address such as 2026-10; without one the last, where it is told the one before that is
    missing among those of this post. Raises NotThere."""
    months = overhead.months_to_tell(here().today)
    if not written:
        told = _told_months()
        missing = (month for month in reversed(months) if month not in told and month > min(told, default=months[-2]))
        return next(missing, months[-1])
    found = next((month for month in months if f"{month:%Y-%m}" == written), None)
    if found is None:
        raise NotThere
    return found


def _number(written: str) -> int | None:
    plain = written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER
    return int(written) if plain and int(written) <= MOST else None


def _named(month: date) -> str:
    return f"{month:%m/%Y}"


def _read(content: bytes) -> tuple[str, dict[str, str]]:
    """Return the month that a list names and its fields, if it has the form of the one that can be taken along; without
    a field where it is another.

    A row that stands there twice is no number: both stand in its field for the person to say.
    """
    with suppress(NotReadable):
        for sheet in (one for one in sheets(content) if not one.hidden):
            rows = [[*map(text, row)] for row in sheet.rows]
            for line, heads in enumerate(rows, start=1):
                counts = [head for head in heads if head.startswith(COUNT)]
                if counts and {*COLUMNS} <= {*heads}:
                    below = (dict(zip(heads, row, strict=True)) for row in rows[line:] if any(row))
                    return counts[0].removeprefix(COUNT).strip(), _fields(below, counts[0])
    return "", {}


def _fields(rows: Iterable[Mapping[str, str]], counted: str) -> dict[str, str]:
    found = dict[str, str]()
    for row in rows:
        name, count = field(row["Tabelle"], row["Zeile"]), row[counted]
        name = name if name.strip(":") else row["Bezeichnung"]  # somebody's sum
        found[name] = f"{found[name]} + {count}" if name in found else count
    return found

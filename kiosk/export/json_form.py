"""The tables as JSON for programs: the same counts give the same bytes, on whatever day they are written."""

from kiosk.domain.period import Period
from kiosk.domain.table import Table, TableRow
from kiosk.export.paperwork import Former, Paperwork
from kiosk.files import json_bytes


def content(paper: Paperwork) -> bytes:
    """Return the paper without codebook and day of making; keys sorted, days as ISO dates, shares from 0 to 1."""
    exact = not paper.all_rounded
    fields: dict[str, object] = {
        "county": paper.county,
        "office": paper.office,
        "period": _days(paper.period),
        "compared_with": _days(paper.before) if paper.before else None,
        "profile": paper.profile,
        "desks": list(paper.desks),
        "rounded": not exact,
        "tables": [_table(table, exact) for table in paper.tables],
        "missing_days": list(paper.missing),
        "method": list(paper.method),
        "at_end_of": dict(paper.at_end_of),
        "last_paper": [_former(former, exact) for former in paper.last_paper],
    }
    if paper.rounded:
        fields |= {"left_out": [*map(list, paper.left_out)], "replaces": paper.replaces}
        fields |= {"untold": [*paper.untold]} if paper.untold else {}
    if not paper.rounded:
        fields["months"] = _days(paper.months) if paper.months else None
    return json_bytes(fields)


def _days(period: Period) -> dict[str, object]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _former(former: Former, exact: bool) -> dict[str, object]:
    gaps = {"gaps": [*former.gaps]} if former.gaps else {}
    return gaps | {"source": former.source, "period": _days(former.period), "table": _table(former.table, exact)}


def _table(table: Table, exact: bool) -> dict[str, object]:
    """Return a table, with the days that it counts where they are not all; what nobody counted has no figure.

    `exact`: the paper is, so that a rounded table in it says of itself that it is rounded.
    """
    apart = {"apart": [_row(row, None) for row in table.apart]} if table.apart else {}
    counted = {"counted": _days(table.told) if table.told else None} if table.told or not table.counted else {}
    marked = {"rounded": True} if exact and table.rounded else {}
    return (
        apart
        | counted
        | marked
        | {
            "code": table.code,
            "title": table.title,
            "unit": table.unit.value,
            "rows": [_row(row, None if table.rounded else table.share(row)) for row in table.rows],
            "total": table.known_total,
            "total_before": table.before,
        }
    )


def _row(row: TableRow, share: float | None) -> dict[str, object]:
    return {
        "code": row.code,
        "label": row.label,
        "count": row.count,
        "share": None if share is None else round(share, 4),
        "before": row.before,
        "change": row.change,
    }

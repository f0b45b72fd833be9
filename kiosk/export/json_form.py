"""The tables as JSON for programs: the same input always gives the same bytes."""

from kiosk.domain.period import Period
from kiosk.export.files import json_bytes
from kiosk.export.paperwork import Former, Paperwork, Sheet, SheetRow


def content(paper: Paperwork) -> bytes:
    """The whole paper without its codebook; keys sorted, days as ISO dates, shares from 0 to 1."""
    fields = {
        "county": paper.county,
        "office": paper.office,
        "period": _days(paper.period),
        "compared_with": _days(paper.before) if paper.before else None,
        "profile": paper.profile,
        "desks": list(paper.desks),
        "as_of": paper.as_of.isoformat(),
        "rounded": paper.rounded,
        "tables": [_table(sheet) for sheet in paper.sheets],
        "missing_days": list(paper.missing),
        "method": list(paper.method),
        "last_paper": [_former(former) for former in paper.last_paper],
    }
    return json_bytes(fields)


def _days(period: Period) -> dict[str, object]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _former(former: Former) -> dict[str, object]:
    return {"source": former.source, "period": _days(former.period), "table": _table(former.sheet)}


def _table(sheet: Sheet) -> dict[str, object]:
    apart = {"apart": [_row(row) for row in sheet.apart]} if sheet.apart else {}
    return apart | {
        "code": sheet.code,
        "title": sheet.title,
        "unit": sheet.unit.value,
        "rows": [_row(row) for row in sheet.rows],
        "total": sheet.total,
        "total_before": sheet.before,
    }


def _row(row: SheetRow) -> dict[str, object]:
    return {
        "code": row.code,
        "label": row.label,
        "count": row.count,
        "share": None if row.share is None else round(row.share, 4),
        "before": row.before,
        "change": row.change,
    }

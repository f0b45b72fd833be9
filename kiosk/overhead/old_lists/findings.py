"""What can be wrong or doubtful about an old list; the sentences for people stand in `words/old_list_findings.py`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """One kind of finding."""

    TOO_LARGE = "too_large"
    OLD_EXCEL = "old_excel"
    UNREADABLE = "unreadable"
    NO_HEADING = "no_heading"
    NO_LINES = "no_lines"
    NO_TABLE = "no_table"
    NO_SOURCE = "no_source"
    PERIOD_REVERSED = "period_reversed"
    NOT_COUNTABLE = "not_countable"
    FUTURE = "future"
    UNKNOWN_ROW = "unknown_row"
    UNKNOWN_DESK = "unknown_desk"
    NOT_A_COUNT = "not_a_count"
    NO_VALUE = "no_value"
    IMPOSSIBLE_DATE = "impossible_date"
    OUTSIDE_PERIOD = "outside_period"
    FUTURE_DAY = "future_day"
    DOUBLED_ROW = "doubled_row"
    COUNTED_AT_DESK = "counted_at_desk"
    COUNTED_IN_LIST = "counted_in_list"
    TOTAL_DISAGREES = "total_disagrees"
    MISSING_ROW = "missing_row"
    LEFT_OUT = "left_out"
    OTHER_SHEET = "other_sheet"
    SAME_FILE = "same_file"

    @property
    def acceptable(self) -> bool:
        """Whether a person may take the list in all the same, by saying so."""
        return self is Kind.TOTAL_DISAGREES

    @property
    def harmless(self) -> bool:
        """Whether it only says how the list is read, or what a person may have overlooked."""
        return self in (Kind.MISSING_ROW, Kind.LEFT_OUT, Kind.OTHER_SHEET, Kind.SAME_FILE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: where in the file, and what its sentence names.

    `column` is the letter that a spreadsheet shows. `word`: what stands there, or who counted `first` to `last`.
    """

    kind: Kind
    lines: tuple[int, ...] = ()
    column: str = ""
    word: str = ""
    printed: int = 0
    computed: int = 0
    first: date | None = None
    last: date | None = None

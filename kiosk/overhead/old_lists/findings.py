"""What can be wrong or doubtful about an old list; the sentences for people stand in `words/old_list_findings.py`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """One kind of finding."""

    TOO_LARGE = "too_large"
    OLD_EXCEL = "old_excel"
    ENCRYPTED = "encrypted"
    OTHER_FORMAT = "other_format"
    UNREADABLE = "unreadable"
    PERSONS = "persons"
    OWN_NUMBERS = "own_numbers"
    OWN_DAY = "own_day"
    NO_NUMBERS = "no_numbers"
    NO_COUNT = "no_count"
    NO_LINES = "no_lines"
    NO_TABLE = "no_table"
    NO_SOURCE = "no_source"
    PERIOD_REVERSED = "period_reversed"
    NOT_COUNTABLE = "not_countable"
    FUTURE = "future"
    NOT_WHOLE_MONTHS = "not_whole_months"
    UNKNOWN_ROW = "unknown_row"
    UNKNOWN_DESK = "unknown_desk"
    COMMA = "comma"
    NOT_A_COUNT = "not_a_count"
    NO_VALUE = "no_value"
    IMPOSSIBLE_DATE = "impossible_date"
    OUTSIDE_PERIOD = "outside_period"
    FUTURE_DAY = "future_day"
    DOUBLED_ROW = "doubled_row"
    COUNTED_AT_DESK = "counted_at_desk"
    COUNTED_IN_LIST = "counted_in_list"
    TOTAL_DISAGREES = "total_disagrees"
    OTHER_BLOCK = "other_block"
    UNREAD_SHEET = "unread_sheet"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_LINES = "hidden_lines"
    HIDDEN_COLUMN = "hidden_column"
    UNREAD_COLUMN = "unread_column"
    UNREAD_LINES = "unread_lines"
    SUMMED_COLUMNS = "summed_columns"
    CARRIED = "carried"
    KEPT_READING = "kept_reading"
    KEPT_WORD = "kept_word"
    TOTAL_ACCEPTED = "total_accepted"
    TOTAL_AGREES = "total_agrees"
    MISSING_ROW = "missing_row"
    LEFT_OUT = "left_out"
    ADDED = "added"
    DASHES = "dashes"
    THOUSANDS = "thousands"
    MONTH_ENDS = "month_ends"
    WHOLE_MONTHS = "whole_months"
    SAME_FILE = "same_file"

    @property
    def harmless(self) -> bool:
        """Whether it only says how the list is read, or what a person may have overlooked."""
        return ORDER.index(self) >= ORDER.index(Kind.OTHER_BLOCK)


ORDER = [*Kind]
"""What refuses the file stands first, what only tells comes last."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: where in the file, and what its sentence names.

    `column` is the letter that a spreadsheet shows. `word`: what stands there, or who counted `first` to `last`;
    `meaning`: what it is taken for.
    """

    kind: Kind
    lines: tuple[int, ...] = ()
    column: str = ""
    word: str = ""
    meaning: str = ""
    printed: int = 0
    computed: int = 0
    first: date | None = None
    last: date | None = None

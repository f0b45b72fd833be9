"""What can be wrong or doubtful about an old list; the sentences for people stand in `words/old_list_findings.py`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kiosk.domain.grouping import grouped

Kind = StrEnum(
    "Kind",
    "TOO_LARGE ENCRYPTED OTHER_FORMAT UNREADABLE PERSONS OWN_FILE NO_NUMBERS NO_SOURCE PERIOD NOT_WHOLE_MONTHS"
    " NO_COUNT NO_LINES NO_TABLE UNKNOWN_ROW UNKNOWN_DESK COMMA NOT_A_COUNT OUTSIDE_PERIOD DOUBLED_ROW"
    " WHOLE COUNTED TOTAL_DISAGREES"
    " OTHER_BLOCK HIDDEN UNREAD REST SUMMED_COLUMNS CARRIED KEPT_READING SAID_WORD"
    " LEFT_OUT ADDED DASHES THOUSANDS WHOLE_MONTHS TOTAL_ACCEPTED TOTAL_AGREES TOTAL_LINE MISSING_ROW SAME_FILE",
)
"""What refuses the file stands first; from OTHER_BLOCK on it only says how the list is read."""
Asks = StrEnum("Asks", "ROW DESK COUNT COMMA LINE SUM TOTAL COLUMN TABLE")
"""What a person decides: what a word, a comma or a column means, whether a line or total counts, which table it is."""
ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: where in the file, what its sentence names, and what a person is asked about it.

    `column` is the letter that a spreadsheet shows. `word`: what stands there, or who counted `first` to `last`;
    `meaning`: what it is taken for. `keys`: the words or places that can be answered.
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
    asks: Asks | None = None
    keys: tuple[str, ...] = ()

    @property
    def harmless(self) -> bool:
        """Tell whether the list can be counted all the same."""
        return ORDER[self.kind] >= ORDER[Kind.OTHER_BLOCK]


def together(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield one finding for all that say and ask the same: where it stands, how much it is, what can be answered."""
    for same in grouped((_about(one), one) for one in found).values():
        yield replace(
            same[0],
            lines=tuple(dict.fromkeys(line for one in same for line in one.lines)),
            column=same[0].column if len({one.column for one in same}) == 1 else "",
            computed=sum(one.computed for one in same) if same[0].asks else same[0].computed,
            keys=tuple(dict.fromkeys(key for one in same for key in one.keys)),
        )


def _about(one: Finding) -> tuple[object, ...]:
    """What makes findings alike; of numbers that are read alike one stands for all."""
    word = one.word if one.kind not in (Kind.THOUSANDS, Kind.COMMA) else ""
    return one.kind, one.asks, word, one.asks is Asks.TOTAL and one.keys, not one.lines and one.column

"""The counts of a list with their row, day and desk, as far as each can be told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.overhead.old_lists import cells
from kiosk.overhead.old_lists.layout import Entry
from kiosk.overhead.old_lists.matching import LEFT_OUT, Meaning, Words

DeskOf = Callable[[str], str | None]
"""The code of a desk that a list names; None for one that nobody knows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One count. `row` is empty, `count`, `day` and `desk` are None where the list does not say it clearly.

    In a list without days `day` is None throughout.
    """

    entry: Entry
    meaning: Meaning
    count: int | None
    day: date | None
    desk: str | None

    @property
    def row(self) -> str:
        """The row of the table."""
        return self.meaning.row

    @property
    def counts(self) -> bool:
        """Whether nobody left it out."""
        return self.row != LEFT_OUT

    @property
    def placed(self) -> bool:
        """Whether row, day and desk are clear, as far as the list has them."""
        return bool(self.row) and self.desk is not None and (self.day is not None or cells.blank(self.entry.day))


def understood(entries: Iterable[Entry], words: Words, desk_of: DeskOf) -> Iterator[Line]:
    """Every count of the list, those that are left out too."""
    for entry in entries:
        yield Line(entry, words.meaning(entry), cells.whole(entry.count), cells.day(entry.day), desk_of(entry.desk))

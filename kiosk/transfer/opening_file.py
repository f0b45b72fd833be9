"""The file of a desk's opening days: its week, and the days that differ from it. It travels beside the counts.

A line is a weekday (mo … so) or a day, and what it is. Readers of before do not look at files that end like this.
"""

from datetime import date

from kiosk.domain.calendar import Opening, ToldOpenings
from kiosk.domain.period import COUNTABLE
from kiosk.domain.service import WEEKDAYS
from kiosk.errors import FileReason, FileRefused
from kiosk.export.csv_form import machine
from kiosk.pack import Pack
from kiosk.transfer.day_file import MARK, lines_of

HEADING = ["desk", "told", "revision", "writer", "day", "state"]


def content(told: ToldOpenings) -> bytes:
    """Return the file; a desk of which nobody has said anything has one that says nothing."""
    head = (told.desk, told.told.isoformat(), told.revision, told.writer)
    week = [(*head, WEEKDAYS[day], str(Opening.OPEN)) for day in told.weekdays]
    days = [(*head, day.isoformat(), str(state)) for day, state in sorted(told.days.items())]
    return machine([HEADING, *([*week, *days] or [(*head, "", "")])])


def parse(content: bytes, pack: Pack, today: date) -> ToldOpenings:
    """Return what a file says, all of it or nothing. Raises FileRefused."""
    lines = [line for _, line in lines_of(content, [HEADING])][1:]
    heads = {tuple(line[:4]) for line in lines}
    if len(heads) != 1:
        raise FileRefused(FileReason.SEVERAL if heads else FileReason.EMPTY)
    desk, told, revision, writer = heads.pop()
    if pack.desk(desk) is None:
        raise FileRefused(FileReason.DESK, desk)
    if not (revision.isascii() and revision.isdigit() and MARK.fullmatch(writer)):
        raise FileRefused(FileReason.REVISION, revision)
    if (day := _day(told)) > today:
        raise FileRefused(FileReason.NOT_YET, told)
    week = tuple(WEEKDAYS.index(line[4]) for line in lines if line[4] in WEEKDAYS)
    days = {_day(line[4]): _state(line[5]) for line in lines if line[4] not in ("", *WEEKDAYS)}
    return ToldOpenings(desk, day, int(revision[:9]), writer, week, days)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise FileRefused(FileReason.DAY, text) from None
    if day not in COUNTABLE or text != day.isoformat():
        raise FileRefused(FileReason.DAY, text)
    return day


def _state(text: str) -> Opening:
    try:
        return Opening(text)
    except ValueError:
        raise FileRefused(FileReason.UNKNOWN, text) from None

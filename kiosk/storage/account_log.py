"""The account log: who did what with accounts, rules and numbers, in a chain that shows what was changed."""

import hashlib
import json
from enum import StrEnum, auto
from typing import NamedTuple

import sqlite_utils

from kiosk.storage.database import File


class LogEvent(StrEnum):
    """Say what is accounted for; never somebody's answers, a talk, or what was chosen against a suggestion."""

    SIGNED_IN = auto()
    SIGN_IN_REFUSED = auto()
    SIGNED_OUT = auto()
    MADE_TO_WAIT = auto()
    PAGE_REFUSED = auto()
    ACCOUNT_ADDED = auto()
    ACCOUNT_REMOVED = auto()
    PASSWORD_SET = auto()
    PIN_SET = auto()
    CODE_GIVEN = auto()
    SESSIONS_ENDED = auto()
    DEVICE_FORGOTTEN = auto()
    TOKEN_GIVEN = auto()
    TOKEN_TAKEN_BACK = auto()
    EXPORTED = auto()
    RELEASED = auto()
    IMPORTED = auto()
    IMPORT_UNDONE = auto()
    CORRECTED = auto()
    COUNT_DECIDED = auto()
    OPENING_SET = auto()
    CASES_TOLD = auto()
    CLIP_PUT_IN = auto()
    CLIP_REMOVED = auto()
    PACK_CHANGED = auto()
    BACKED_UP = auto()
    RESTORED = auto()


TERMINAL, CLERK = "Terminal", "kiosk"
"""Who did it where nobody is signed in: whoever has the shell, and the program by itself."""


class LogLine(NamedTuple):
    """One line: `moment` in seconds since 1970, `about` a code or name of the program, `mark` ties it to all before."""

    number: int
    moment: int
    event: str
    account: str
    about: str
    mark: str

    def mark_after(self, before: str) -> str:
        """Return the mark that this line has behind a line with the mark `before`."""
        said = json.dumps([before, *self[:-1]])
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class AccountLog:
    """The lines of the log. HEAD and ANCHOR keep number and mark of the last line, and of the last that was dropped."""

    HEAD, ANCHOR = "log_head", "log_anchor"

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, event: LogEvent, account: str, moment: int, about: str = "") -> None:
        """Write a line."""
        with self._file.transaction() as db:
            number, before = _end(db, self.HEAD)
            line = LogLine(number + 1, moment, event, account, about, "")
            mark = line.mark_after(before)
            db.execute("INSERT INTO account_log VALUES (?, ?, ?, ?, ?, ?)", [*line[:-1], mark])
            _keep_end(db, self.HEAD, line.number, mark)

    def keep_seldom(self, event: LogEvent, account: str, moment: int, pause: int) -> None:
        """Write a line, unless there is the same one of the last seconds."""
        same = "SELECT 1 FROM account_log WHERE event = ? AND account = ? AND moment BETWEEN ? AND ?"
        if not self._file.value(same, [event, account, moment - pause, moment]):
            self.keep(event, account, moment)

    def lines(self) -> list[LogLine]:
        """Return all lines, the oldest first."""
        return [LogLine(*row) for row in self._file.rows("SELECT * FROM account_log ORDER BY number")]

    @property
    def head(self) -> str:
        """Return number and mark of the last line, to be noted down: that shows whether the log was written anew."""
        with self._file.snapshot() as db:
            number, mark = _end(db, self.HEAD)
        return f"{number} {mark}" if mark else ""

    def broken_at(self) -> int | None:
        """Return the number of the first line that is missing or is not as it was written, None where all is well."""
        with self._file.snapshot() as db:
            before, mark = _end(db, self.ANCHOR)
            for line in self.lines():
                if line.number != before + 1 or line.mark != line.mark_after(mark):
                    return before + 1
                before, mark = line.number, line.mark
            return None if (before, mark) == _end(db, self.HEAD) else before + 1

    def forget_before(self, moment: int) -> None:
        """Drop the lines before this moment; the chain goes on from the last of them."""
        with self._file.transaction() as db:
            kept = "coalesce((SELECT min(number) FROM account_log WHERE moment >= ?), 1e18)"
            last = db.execute(
                f"SELECT number, mark FROM account_log WHERE number < {kept} ORDER BY number DESC LIMIT 1", [moment]
            ).fetchone()
            if last:
                db.execute("DELETE FROM account_log WHERE number <= ?", [last[0]])
                _keep_end(db, self.ANCHOR, *last)


def _end(db: sqlite_utils.Database, which: str) -> tuple[int, str]:
    row = db.execute("SELECT value FROM setting WHERE name = ?", [which]).fetchone()
    number, _, mark = row[0].partition(" ") if row else ("0", "", "")
    return int(number), mark


def _keep_end(db: sqlite_utils.Database, which: str, number: int, mark: str) -> None:
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [which, f"{number} {mark}"])

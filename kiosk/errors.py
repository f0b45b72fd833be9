"""Everything that can go wrong, as facts; the sentences for people stand in `words/notices.py`."""

from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from traceback import extract_tb, format_list


class StoreReason(StrEnum):
    """Say why the store cannot be read or written."""

    FULL = auto()
    READONLY = auto()
    BUSY = auto()
    DAMAGED = auto()
    FOREIGN = auto()
    LOST = auto()
    IN_THE_WAY = auto()


class PepperReason(StrEnum):
    """Say why no password can be looked at."""

    MISSING = auto()
    SHUT = auto()


class DeliveryReason(StrEnum):
    """Say why a file did not reach its target."""

    UNREACHABLE = auto()
    NOT_TRUSTED = auto()
    NOT_LET_IN = auto()
    NO_RIGHT = auto()
    GONE = auto()
    MOVED = auto()
    NO_ROOM = auto()
    NOT_INSTALLED = auto()
    REFUSED = auto()
    OCCUPIED = auto()
    EMPTIED = auto()
    NO_SEAL = auto()
    WRONG_KEY = auto()


class BackupReason(StrEnum):
    """Say why a file cannot be restored."""

    NO_FILE = auto()
    NOT_A_BACKUP = auto()
    BROKEN = auto()
    RAW_COPY = auto()
    SEALED = auto()
    NO_KEY = auto()
    NOT_THE_KEY = auto()
    IN_USE = auto()


class FileReason(StrEnum):
    """Say why a delivered file is not counted. A file that is `not_yet` due may be right tomorrow."""

    TOO_LARGE = auto()
    ENCODING = auto()
    HEADING = auto()
    LINE = auto()
    COUNT = auto()
    DOUBLED = auto()
    EMPTY = auto()
    SEVERAL = auto()
    FORBIDDEN = auto()
    REVISION = auto()
    SUMS = auto()
    DAY = auto()
    NOT_YET = auto()
    DESK = auto()
    PROFILE = auto()
    UNKNOWN = auto()
    NOT_A_FILE = auto()
    UNREADABLE = auto()


class ReleaseReason(StrEnum):
    """Why a period may not leave the house, or not like this."""

    NOT_A_UNIT = auto()
    NOT_OVER = auto()
    NOT_COUNTABLE = auto()
    NOT_COUNTED = auto()
    GIVES_AWAY = auto()
    CHANGED = auto()


class DutyReason(StrEnum):
    """Say why a duty of the clerk fails, beside what store and delivery tell: no folder to read, or our own mistake."""

    NO_FOLDER = auto()
    MISTAKE = auto()


class DutyName(StrEnum):
    """Say what the clerk does by itself."""

    FORGET = auto()
    TALLY = auto()
    DELIVER = auto()
    COLLECT = auto()
    BACKUP = auto()
    SLIPS = auto()


class KioskError(Exception):
    """The family of all failures that a person is told about."""


@dataclass(frozen=True)
class Complaint:
    """One mistake in a file a person can edit: where it stands and what to write instead."""

    file: str
    where: str
    problem: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file} · {self.where}: {self.problem} → {self.instead}"


class PackBroken(KioskError):
    """A pack has mistakes; the program refuses to start on it."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__(f"{len(complaints)} complaints")
        self.complaints = complaints


class ImportRefused(KioskError):
    """A list of counts does not hold together; nothing of it was stored."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__(f"{len(complaints)} complaints")
        self.complaints = complaints


class FileRefused(KioskError):
    """A delivered file is not counted; `detail`: what in the file it is about."""

    def __init__(self, reason: FileReason, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".rstrip())
        self.reason = reason
        self.detail = detail


class SettingWrong(KioskError):
    """A setting cannot be used; `setting` is its name as the person wrote it."""

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"{setting}: {problem}")
        self.setting = setting
        self.problem = problem


class NotOffered(KioskError):
    """An answer that is on no list here: `field` is the question, `value` what was sent."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"{field} does not offer this value")
        self.field = field
        self.value = value


class NotThere(KioskError):
    """Tell that what the address names does not exist, or no longer."""


class LastLead(KioskError):
    """The account is the only one of a lead; without it nobody could make or close accounts."""


class ServiceGone(KioskError):
    """The service that a person was sent to has left the directory; the outcome stays counted."""


class AlreadyDecided(KioskError):
    """The talk, or this person in it, was finished before with something else."""


class SuggestionChanged(KioskError):
    """The accepted suggestion is no longer the one the rules give; look again before deciding."""


class TooLate(KioskError):
    """The day lies outside the days that can still be corrected."""


@dataclass(eq=False)
class NotReleasable(KioskError):
    """The period may not leave the house."""

    reason: ReleaseReason


class NotAllowed(KioskError):
    """The signed-in account's role does not reach this address."""


class PostGone(KioskError):
    """The post that the signed-in account tells cases for has left the pack."""


class NotSignedIn(KioskError):
    """The address needs a sign-in first."""


class Locked(KioskError):
    """The tablet is locked, or turned to a client who does not reach this address."""


class TokenRefused(KioskError):
    """The address is for programs, and no living token came with the request."""


class ForeignRequest(KioskError):
    """A change was asked for by a page that is not ours."""


class OtherOrigin(KioskError):
    """A change was asked for by another address: a page that is not ours, or a server on the way changes the host."""


class UnprovenRequest(KioskError):
    """Nothing says which page asked for a change: the browser is too old, or a server on the way hides it."""


class SignInFailed(KioskError):
    """Name and password do not belong together."""


class MustWait(KioskError):
    """Too much was guessed on this device; nothing is looked at for a while, the right secret neither."""


class PasswordsBusy(KioskError):
    """As many passwords as may wait are waiting to be looked at."""


class PepperLost(KioskError):
    """The secret that passwords are hashed with is missing, another store's or unreadable; its text is the place."""

    def __init__(self, path: Path, reason: PepperReason) -> None:
        super().__init__(str(path))
        self.reason = reason


@dataclass(eq=False)
class StoreUnavailable(KioskError):
    """The store cannot be read or written now."""

    reason: StoreReason


@dataclass(eq=False)
class BackupRefused(KioskError):
    """A file cannot be restored; nothing was touched."""

    reason: BackupReason


class StoreInTheWay(KioskError):
    """A store is to be put where there is one already; it was left untouched."""


class StoreTooNew(KioskError):
    """A newer version of the program wrote this store; it was left untouched."""


@dataclass(eq=False)
class DeliveryFailed(KioskError):
    """A file did not reach its target; it waits and is sent again later."""

    reason: DeliveryReason


class SumsDisagree(KioskError):
    """A table whose rows and total disagree; it is not delivered."""

    def __init__(self, table: str, rows: int, total: int) -> None:
        super().__init__(f"{table}: rows {rows}, total {total}")
        self.table = table
        self.rows = rows
        self.total = total


def trace_of(error: BaseException) -> str:
    """Return kind and places of an error and what it came from, never a message: that may hold somebody's answer."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    places = "".join(format_list(extract_tb(error.__traceback__)))
    return (trace_of(before) + "\n" if before else "") + places + type(error).__name__

"""Accounts, sign-ins, tokens and screening hours: what the store remembers of the staff's side."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from kiosk.domain.account_name import outline
from kiosk.errors import LastLead, NotSignedIn, NotThere
from kiosk.storage.account_log import CLERK, TERMINAL
from kiosk.storage.database import File

ROLES = ("case_manager", "lead", "overhead", "post", "auditor")
HOLDER_GONE = " "
"""Who holds an open talk whose account was removed: no account is called so, the lead alone reads it."""


class Account(NamedTuple):
    """Someone of the staff; `password` is a salted hash, empty until one is set; `role` is a code of ROLES.

    `post`: whose case counts an account of the role post tells; empty for the others. `pin`: a salted hash, empty where
    none is set.
    """

    name: str
    role: str
    password: str
    post: str = ""
    pin: str = ""


LOCKED = "locked"


class Session(NamedTuple):
    """A signed-in tablet or computer; times are seconds since 1970. `tongue`: language of the staff's pages.

    `device`: the known device it is on, None for one of before.
    `turned`: the key of the talk whose client holds the tablet, LOCKED while nobody reads on it, else nothing.
    `before`: the token hash of the session that this one took the place of, `cause`: the hash of the tap that asked for
    it, `place`: where that led. `holder`: who holds the talk that was asked for, while it is open.
    """

    account: str
    role: str
    desk: str
    profile: str
    tongue: str
    last_conversation: str
    began: int
    seen: int
    turned: str = ""
    before: str = ""
    cause: str = ""
    place: str = ""
    post: str = ""
    device: str | None = None
    holder: str = ""


class SignedIn(NamedTuple):
    """One place where an account is signed in: the hash of its token, at which desk, since when, when last used."""

    token: str
    desk: str
    began: int
    seen: int


class AccessToken(NamedTuple):
    """Leave to read, given by an account on a day; `digest` is the SHA-256 of the token, `name` says what for.

    `ends`: the last day on which it reads, None for the first ones that had no end; `used`: when it last did.
    """

    digest: str
    name: str
    account: str
    day: date
    ends: date | None = None
    used: date | None = None


class Hour(NamedTuple):
    """A screening hour: one desk, one profile, one day."""

    desk: str
    profile: str
    day: date
    closed: bool


HOURS = "SELECT desk, profile, day AS '[day]', closed FROM screening_hour WHERE"


class Staff:
    """Accounts, sessions, screening hours and the settings of the data folder."""

    def __init__(self, file: File) -> None:
        self._file = file

    def setting(self, name: str) -> str:
        """Return a setting of this data folder, or nothing."""
        return self._file.value("SELECT value FROM setting WHERE name = ?", [name]) or ""

    def keep_setting(self, name: str, value: str) -> None:
        """Remember a setting of this data folder."""
        self._file.change("INSERT OR REPLACE INTO setting VALUES (?, ?)", [name, value])

    def keep_account(self, account: Account) -> None:
        """Add the account or give it this password and role; its sessions end."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM account WHERE name = ?", [account.name])
            db.table("account").insert(account._asdict())

    def set_password(self, name: str, password: str, keeping: str = "") -> None:
        """Give the account this hash; its codes die and its sessions end, but the one with the token hash `keeping`."""
        with self._file.transaction() as db:
            db.execute("UPDATE account SET password = ? WHERE name = ?", [password, name])
            db.execute("DELETE FROM one_time_code WHERE account = ?", [name])
            self.end_sessions(name, keeping)

    def refresh_hash(self, account: Account, password: str) -> None:
        """Keep another hash of the same password, unless it was changed meanwhile."""
        change = "UPDATE account SET password = ? WHERE name = ? AND password = ?"
        self._file.change(change, [password, account.name, account.password])

    def void_passwords(self) -> None:
        """Let no password fit any more, and end all sessions."""
        with self._file.transaction() as db:
            db.execute("UPDATE account SET password = ''")
            db.execute("DELETE FROM session")

    def account(self, name: str) -> Account | None:
        """Return the account of this name, or None."""
        row = self._file.first("SELECT name, role, password, post, pin FROM account WHERE name = ?", [name])
        return Account(*row) if row else None

    def account_meant(self, typed: str) -> Account | None:
        """Return the account whose name was typed, in any case where there is no other of that name; or None."""
        alike = [one for one in self.accounts() if one.name.casefold() == typed.casefold()]
        return next((one for one in alike if one.name == typed or len(alike) == 1), None)

    def accounts(self) -> list[Account]:
        """Return all accounts by name."""
        with self._file.snapshot() as db:
            return [Account(**row) for row in db.table("account").rows_where(order_by="name")]

    def has_like(self, name: str) -> bool:
        """Tell whether an account, or who else stands in the log, has this name or one that looks like it."""
        names = (TERMINAL, CLERK, *(one.name for one in self.accounts()))
        return outline(name) in map(outline, names)

    def drop_account(self, name: str) -> None:
        """Remove the account, its sessions, devices and codes, and the tokens it gave; the lead gets its open talks.

        Raises NotThere, and LastLead for the only one.
        """
        with self._file.transaction() as db:
            if [one.name for one in self.accounts() if one.role == "lead"] == [name]:
                raise LastLead
            if db.execute("DELETE FROM account WHERE name = ?", [name]).rowcount == 0:
                raise NotThere
            db.execute("DELETE FROM access_token WHERE account = ?", [name])
            db.execute("UPDATE conversation SET begun_by = ? WHERE begun_by = ?", [HOLDER_GONE, name])

    def set_pin(self, name: str, pin: str, keeping: str = "") -> None:
        """Give the account the PIN of this hash; its sessions end, but the one with the token hash `keeping`."""
        with self._file.transaction() as db:
            db.execute("UPDATE account SET pin = ? WHERE name = ?", [pin, name])
            self.end_sessions(name, keeping)

    def begin_session(self, token: str, session: Session) -> None:
        """Remember a sign-in under the hash of its token; the one before, if it names one, ends in the same change.

        Raises NotSignedIn where that one has ended meanwhile. Two copies of a tap that arrive at once begin the same
        one: the first has begun it.
        """
        kept = (
            *("token", "account", "desk", "profile", "tongue", "last_conversation", "began", "seen"),
            *("turned", "before", "cause", "place", "device"),
        )
        with self._file.transaction() as db:
            goes_on = db.execute("DELETE FROM session WHERE token = ?", [session.before]).rowcount
            if session.before and not goes_on and not self.session(token):
                raise NotSignedIn
            row = {"token": token, **session._asdict()}
            values = ", ".join(f":{one}" for one in kept)
            db.execute(f"INSERT INTO session ({', '.join(kept)}) VALUES ({values}) ON CONFLICT (token) DO NOTHING", row)

    def is_still(self, known: Account) -> bool:
        """Tell whether an account is as it was when its password was looked at."""
        return self.account(known.name) == known

    def session(self, token: str, talk: str = "") -> Session | None:
        """Return the session under this token hash, or None. `talk`: which one it asks for."""
        row = self._file.first(
            "SELECT account, role, desk, profile, tongue, last_conversation, began, seen, turned, before, cause,"
            " place, post, device, coalesce((SELECT begun_by FROM conversation WHERE key = ?), '')"
            " FROM session JOIN account ON account.name = session.account WHERE token = ?",
            [talk, token],
        )
        return Session(*row) if row else None

    def place_after(self, before: str, cause: str) -> str:
        """Return where this tap led, that ended the session `before`; nothing where it did not."""
        return self._file.value("SELECT place FROM session WHERE before = ? AND cause = ?", [before, cause]) or ""

    def change_session(self, token: str, **changes: str | int) -> None:
        """Change fields of a session; one that has ended stays ended."""
        fields = ", ".join(f"{field} = ?" for field in changes)
        self._file.change(f"UPDATE session SET {fields} WHERE token = ?", [*changes.values(), token])

    def end_session(self, token: str) -> None:
        """Forget a sign-in."""
        self._file.change("DELETE FROM session WHERE token = ?", [token])

    def end_sessions(self, account: str, keeping: str = "", only: str = "") -> None:
        """Forget the sign-ins of an account, but the one with the token hash `keeping`; `only` this one where named."""
        these = "DELETE FROM session WHERE account = ? AND token <> ? AND ? IN ('', token)"
        self._file.change(these, [account, keeping, only])

    def sessions_of(self, account: str, began: int, seen: int) -> list[SignedIn]:
        """Return where an account is signed in, the last used first: since and last used at these seconds or later."""
        query = (
            "SELECT token, desk, began, seen FROM session WHERE account = ? AND began >= ? AND seen >= ?"
            " ORDER BY seen DESC, token"
        )
        return [SignedIn(*row) for row in self._file.rows(query, [account, began, seen])]

    def signed_in(self, began: int, seen: int) -> Counter[str]:
        """Return how many sessions each account has that began, and were last used, at these seconds or later."""
        query = "SELECT account FROM session WHERE began >= ? AND seen >= ?"
        return Counter(name for (name,) in self._file.rows(query, [began, seen]))

    def end_sessions_before(self, began: int, seen: int) -> None:
        """Forget sign-ins that began, or were last used, before these seconds."""
        self._file.change("DELETE FROM session WHERE began < ? OR seen < ?", [began, seen])

    def open_hour(self, desk: str, profile: str, day: date) -> None:
        """Begin a screening hour; one that was closed is open again."""
        hour = "INSERT OR REPLACE INTO screening_hour (desk, profile, day, closed) VALUES (?, ?, ?, 0)"
        self._file.change(hour, [desk, profile, day])

    def close_hours(self, desk: str, day: date) -> None:
        """End the desk's screening hours of this day."""
        self._file.change("UPDATE screening_hour SET closed = 1 WHERE desk = ? AND day = ?", [desk, day])

    def hours(self, desk: str, day: date) -> list[Hour]:
        """Return the screening hours of a desk and day, by profile."""
        return [Hour(*row) for row in self._file.rows(f"{HOURS} desk = ? AND day = ? ORDER BY profile", [desk, day])]

    def hours_left_open(self, before: date) -> list[Hour]:
        """Return screening hours of earlier days that nobody closed, the oldest first."""
        return [Hour(*row) for row in self._file.rows(f"{HOURS} NOT closed AND day < ? ORDER BY 3, 1, 2", [before])]


class Tokens:
    """The tokens that are alive; one that is dropped is dead with the next request."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, token: AccessToken) -> None:
        """Give leave."""
        given = "INSERT INTO access_token (digest, name, account, day, ends, used) VALUES (?, ?, ?, ?, ?, ?)"
        self._file.change(given, [*token[:-2], token.ends or "", token.used or ""])

    def use(self, digest: str, today: date) -> bool:
        """Tell whether a token with this hash may read today, and note that it did; once a day that is written."""
        where = "digest = ? AND (ends = '' OR ends >= ?)"
        first_today = self._file.value(f"SELECT used < ? FROM access_token WHERE {where}", [today, digest, today])
        if first_today:
            self._file.change("UPDATE access_token SET used = ? WHERE digest = ?", [today, digest])
        return first_today is not None

    def tokens(self) -> list[AccessToken]:
        """Return all tokens, by name; those past their end among them."""
        query = (
            "SELECT digest, name, account, day AS '[day]', ends AS '[day]', used AS '[day]' FROM access_token"
            " ORDER BY name, day, digest"
        )
        return [AccessToken(*row) for row in self._file.rows(query)]

    def drop(self, digest: str) -> None:
        """Take the leave back. Raises NotThere."""
        if self._file.change("DELETE FROM access_token WHERE digest = ?", [digest]).rowcount == 0:
            raise NotThere

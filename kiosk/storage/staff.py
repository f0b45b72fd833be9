"""Accounts, sign-ins, tokens and screening hours: what the store remembers of the staff's side."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kiosk.errors import NotThere
from kiosk.storage.database import File


@dataclass(frozen=True, slots=True)
class Account:
    """Someone of the staff; `password` is a salted hash, `role` is case_manager, lead, overhead or post.

    `post`: whose case counts an account of this role tells; empty for the others.
    """

    name: str
    role: str
    password: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in tablet or computer; times are seconds since 1970. `tongue`: language of the staff's pages."""

    account: str
    role: str
    desk: str
    profile: str
    tongue: str
    last_conversation: str
    began: int
    seen: int
    post: str = ""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Leave to read, given by an account on a day; `digest` is the SHA-256 of the token, `name` says what for.

    `ends`: the last day on which it reads, None for the first ones that had no end; `used`: when it last did.
    """

    digest: str
    name: str
    account: str
    day: date
    ends: date | None = None
    used: date | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """A screening hour: one desk, one profile, one day."""

    desk: str
    profile: str
    day: date
    closed: bool


class Staff:
    """Accounts, sessions, screening hours and the settings of the data folder."""

    def __init__(self, file: File) -> None:
        self._file = file

    def setting(self, name: str) -> str:
        """Return a setting of this data folder, or nothing."""
        with self._file.snapshot() as db:
            rows = list(db.table("setting").rows_where("name = ?", [name]))
        return str(rows[0]["value"]) if rows else ""

    def keep_setting(self, name: str, value: str) -> None:
        """Remember a setting of this data folder."""
        with self._file.transaction() as db:
            db.table("setting").upsert({"name": name, "value": value}, pk="name")

    def keep_account(self, account: Account) -> None:
        """Add the account or give it this password and role; its sessions end."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM account WHERE name = ?", [account.name])
            db.table("account").insert(asdict(account))

    def account(self, name: str) -> Account | None:
        """Return the account of this name, or None."""
        with self._file.snapshot() as db:
            rows = list(db.table("account").rows_where("name = ?", [name]))
        return Account(**rows[0]) if rows else None

    def accounts(self) -> list[Account]:
        """Return all accounts by name."""
        with self._file.snapshot() as db:
            return [Account(**row) for row in db.table("account").rows_where(order_by="name")]

    def drop_account(self, name: str) -> None:
        """Remove the account, its sessions and the tokens it gave. Raises NotThere."""
        with self._file.transaction() as db:
            if db.execute("DELETE FROM account WHERE name = ?", [name]).rowcount == 0:
                raise NotThere
            db.execute("DELETE FROM access_token WHERE account = ?", [name])

    def begin_session(self, token: str, session: Session) -> None:
        """Remember a sign-in under the hash of its token."""
        with self._file.transaction() as db:
            row = {field: value for field, value in asdict(session).items() if field not in ("role", "post")}
            db.table("session").insert({"token": token, **row})

    def session(self, token: str) -> Session | None:
        """Return the session under this token hash, or None."""
        with self._file.snapshot() as db:
            row = db.execute(
                "SELECT account, role, desk, profile, tongue, last_conversation, began, seen, post"
                " FROM session JOIN account ON account.name = session.account WHERE token = ?",
                [token],
            ).fetchone()
        return Session(*row) if row else None

    def change_session(self, token: str, **changes: str | int) -> None:
        """Change fields of a session; one that has ended stays ended."""
        fields = ", ".join(f"{field} = ?" for field in changes)
        with self._file.transaction() as db:
            db.execute(f"UPDATE session SET {fields} WHERE token = ?", [*changes.values(), token])

    def end_session(self, token: str) -> None:
        """Forget a sign-in."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM session WHERE token = ?", [token])

    def end_sessions_before(self, began: int, seen: int) -> None:
        """Forget sign-ins that began, or were last used, before these seconds."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM session WHERE began < ? OR seen < ?", [began, seen])

    def open_hour(self, desk: str, profile: str, day: date) -> None:
        """Begin a screening hour; one that was closed is open again."""
        with self._file.transaction() as db:
            db.table("screening_hour").insert(
                {"desk": desk, "profile": profile, "day": day.isoformat(), "closed": 0}, replace=True
            )

    def close_hours(self, desk: str, day: date) -> None:
        """End the desk's screening hours of this day."""
        with self._file.transaction() as db:
            db.execute("UPDATE screening_hour SET closed = 1 WHERE desk = ? AND day = ?", [desk, day.isoformat()])

    def hours(self, desk: str, day: date) -> list[Hour]:
        """Return the screening hours of a desk and day, by profile."""
        with self._file.snapshot() as db:
            rows = db.table("screening_hour").rows_where(
                "desk = ? AND day = ?", [desk, day.isoformat()], order_by="profile"
            )
            return [_hour(row) for row in rows]

    def hours_left_open(self, before: date) -> list[Hour]:
        """Return screening hours of earlier days that nobody closed, the oldest first."""
        with self._file.snapshot() as db:
            rows = db.table("screening_hour").rows_where(
                "closed = 0 AND day < ?", [before.isoformat()], order_by="day, desk, profile"
            )
            return [_hour(row) for row in rows]


class Tokens:
    """The tokens that are alive; one that is dropped is dead with the next request."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, token: AccessToken) -> None:
        """Give leave."""
        with self._file.transaction() as db:
            days = {name: str(day or "") for name, day in asdict(token).items() if name in ("day", "ends", "used")}
            db.table("access_token").insert({**asdict(token), **days})

    def use(self, digest: str, today: date) -> bool:
        """Tell whether a token with this hash may read today, and note that it did; once a day that is written."""
        with self._file.snapshot() as db:
            where = "digest = ? AND (ends = '' OR ends >= ?)"
            found = db.execute(f"SELECT used FROM access_token WHERE {where}", [digest, str(today)]).fetchone()
        if found and found[0] < str(today):
            with self._file.transaction() as db:
                db.execute("UPDATE access_token SET used = ? WHERE digest = ?", [str(today), digest])
        return found is not None

    def tokens(self) -> list[AccessToken]:
        """Return all tokens, by name; those past their end among them."""
        with self._file.snapshot() as db:
            rows = db.execute(
                "SELECT digest, name, account, day, ends, used FROM access_token ORDER BY name, day, digest"
            )
            return [
                AccessToken(digest, name, who, date.fromisoformat(day), _day_or_none(ends), _day_or_none(used))
                for digest, name, who, day, ends, used in rows
            ]

    def drop(self, digest: str) -> None:
        """Take the leave back. Raises NotThere."""
        with self._file.transaction() as db:
            if db.execute("DELETE FROM access_token WHERE digest = ?", [digest]).rowcount == 0:
                raise NotThere


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _hour(row: dict[str, Any]) -> Hour:
    return Hour(row["desk"], row["profile"], date.fromisoformat(row["day"]), bool(row["closed"]))

"""Devices that are known, what was guessed on each, and codes with which a password is set once."""

from datetime import date
from typing import NamedTuple

from kiosk.domain.guessing import Tries
from kiosk.storage.database import File

UNKNOWN = ""
"""The device that all those share on which nobody has signed in."""


class Device(NamedTuple):
    """A device on which somebody signed in with a password; `digest` is the hash of the token in its cookie.

    `account`, `desk`, `used`: who did so last, at which desk or none, and on which day.
    """

    digest: str
    account: str
    desk: str
    used: date


class Devices:
    """What is known of the devices in people's hands."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, device: Device, forget_before: date) -> None:
        """Know a device, or who used it last; those that nobody has used since a day are forgotten."""
        with self._file.transaction() as db:
            again = "ON CONFLICT DO UPDATE SET account = excluded.account, desk = excluded.desk, used = excluded.used"
            db.execute(f"INSERT INTO device VALUES (?, ?, ?, ?) {again}", device)
            db.execute("DELETE FROM device WHERE used < ?", [forget_before])
            db.execute(
                "DELETE FROM guessing WHERE device <> ? AND device NOT IN (SELECT digest FROM device)", [UNKNOWN]
            )

    def known(self) -> list[Device]:
        """Return all known devices, the one used last first."""
        query = "SELECT digest, account, desk, used AS '[day]' FROM device ORDER BY used DESC, digest"
        return [Device(*row) for row in self._file.rows(query)]

    def named(self, digest: str) -> str:
        """Return the device with this hash, UNKNOWN for one that nobody knows."""
        return self._file.value("SELECT digest FROM device WHERE digest = ?", [digest]) or UNKNOWN

    def forget(self, digest: str) -> None:
        """Take a device for unknown from now on; the sessions on it end."""
        self._file.change("DELETE FROM device WHERE digest = ?", [digest])

    def tries(self, device: str, today: date) -> Tries:
        """Return what was tried on a device."""
        row = self._file.first("SELECT day AS '[day]', looked, wrong, until FROM guessing WHERE device = ?", [device])
        return Tries(*row) if row else Tries(today)

    def look_once_more(self, device: str, now: int, today: date) -> int:
        """Keep that another try is looked at, before it is; return how long it must wait instead, in seconds."""
        with self._file.transaction():
            tries = self.tries(device, today)
            wait = tries.wait(now, today)
            if not wait:
                self._keep_tries(device, tries.one_more(now, today))
        return wait

    def found_right(self, device: str, today: date) -> None:
        """Keep that the try was right."""
        with self._file.transaction():
            self._keep_tries(device, self.tries(device, today).found_right())

    def _keep_tries(self, device: str, tries: Tries) -> None:
        row = [device, tries.day, tries.looked, tries.wrong, tries.until]
        self._file.change("INSERT OR REPLACE INTO guessing VALUES (?, ?, ?, ?, ?)", row)

    def give_code(self, digest: str, account: str | None, ends: int) -> None:
        """Keep the hash of a code for an account, None for the first of all; it takes the place of earlier ones."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM one_time_code WHERE account IS ?", [account])
            db.execute("INSERT INTO one_time_code VALUES (?, ?, ?)", [digest, account, ends])

    def code_for(self, digest: str, now: int) -> str | None:
        """Return for which account a living code is, nothing for the first of all; None where there is no such code."""
        code = "SELECT coalesce(account, '') FROM one_time_code WHERE digest = ? AND ends > ?"
        found: str | None = self._file.value(code, [digest, now])
        return found

    def take_code(self, digest: str) -> bool:
        """Use a code up; tell whether it was still there."""
        return bool(self._file.change("DELETE FROM one_time_code WHERE digest = ?", [digest]).rowcount)

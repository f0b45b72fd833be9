"""Devices that are known, what was guessed on each, and codes with which a password is set once."""

from datetime import date
from typing import NamedTuple

from kiosk.domain.guessing import MOST_TOGETHER, UNTIL_TOMORROW, Tries
from kiosk.storage.database import File

UNKNOWN = ""
"""The device that all those share on which nobody has signed in."""
ON_DEVICES_OF = "FROM guessing JOIN device ON digest = device WHERE account = ?"


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
        """Know a device, or who used it last; those that nobody has used since a day are forgotten.

        A new one goes on with what was tried on the others of its account: a new cookie gives no further tries.
        """
        with self._file.transaction() as db:
            if not self.named(device.digest) and (tries := self._tried_by(device.account, device.used)):
                self._keep_tries(device.digest, tries)
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

    def _tried_by(self, account: str, today: date) -> Tries | None:
        """Return the most that was tried on one of the devices of an account; None where nothing was."""
        most = "max(CASE day WHEN ? THEN looked ELSE 0 END), max(wrong), max(until)"
        looked, wrong, until = self._file.first(f"SELECT {most} {ON_DEVICES_OF}", [today, account])
        return None if wrong is None else Tries(today, looked, wrong, until)

    def wait(self, device: str, now: int, today: date) -> int:
        """Return for how many seconds nothing is looked at on a device; all of one account have a most of their own."""
        account = self._file.value("SELECT account FROM device WHERE digest = ?", [device])
        together = self._file.value(f"SELECT sum(looked) {ON_DEVICES_OF} AND day = ?", [account, today]) or 0
        return UNTIL_TOMORROW if together >= MOST_TOGETHER else self.tries(device, today).wait(now, today)

    def look_once_more(self, device: str, now: int, today: date) -> int:
        """Keep that another try is looked at, before it is; return how long it must wait instead, in seconds."""
        with self._file.transaction():
            wait = self.wait(device, now, today)
            if not wait:
                self._keep_tries(device, self.tries(device, today).one_more(now, today))
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

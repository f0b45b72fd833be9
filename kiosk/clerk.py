"""The clerk: one thread that does by itself what no request should wait for, duty by duty."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple

from kiosk import desk
from kiosk.clock import DayClock
from kiosk.desk import Office
from kiosk.domain.delivery import Target
from kiosk.errors import DeliveryFailed, DeliveryReason, DutyName, DutyReason, SettingWrong, StoreUnavailable, trace_of
from kiosk.storage import SITE, TALLIES
from kiosk.transfer import backups, sending, targets
from kiosk.transfer.collecting import Progress, collect
from kiosk.transfer.parcel import Credentials
from kiosk.transfer.sending import Sent
from kiosk.transfer.shown_folder import replace_folder

WAKE = 30
"""Seconds after which the clerk looks for what is to be done, when nothing new has woken it before."""
PATIENCE = 120
"""Seconds for a file on its way, however slowly a target trickles."""
DAY = 24 * 3600
BACKUP_EVERY = 20 * 3600
"""Seconds; a desk that is switched off at night makes one each morning."""
FORGET, TALLY, DELIVER, COLLECT, BACKUP, SLIPS = DutyName
SLIPS_OF = "slips_of"
"""The setting with the day whose slip pages lie in the site's folder."""
BREATH = 0.02
"""Seconds between two slip pages: whoever taps meanwhile is not kept waiting."""

log = logging.getLogger("kiosk")
HOW_IT_WENT = "%s: %s"
"""What the log says of a duty: its name, and the reason why it fails, or nothing; the terminal has words for both."""


class _Stopped(Exception):
    """The clerk is to come back without an answer of the target."""


class Duty(NamedTuple):
    """Something to do again after `pause` seconds, when it is `due`.

    `run` returns the code of what went wrong, nothing when it went well, None when nothing could be tried.
    """

    name: str
    pause: int
    run: Callable[[], str | None]
    due: Callable[[], bool] = lambda: True


class Clerk:
    """The duties of one data folder. Without credentials nothing leaves it, without an inbox nothing is collected.

    `collected`: how far the round is that collects, or the last one was; None before the first. `sent`: the names of
    what the last round over the outbox brought to its target, or of the last backup.
    """

    def __init__(
        self,
        office: Office,
        clock: DayClock,
        tallies: Path,
        credentials: Credentials | None = None,
        inbox: Path | None = None,
    ) -> None:
        self.inbox, self.collecting = inbox, False
        self.collected: Progress | None = None
        self.sent: tuple[str, ...] = ()
        self._office, self._clock, self._tallies = office, clock, tallies
        self._next: dict[str, float] = {}
        self._stopping, self._woken, self._thread = Event(), Event(), Thread(name="clerk", daemon=True)
        duties = [
            Duty(FORGET, 900, self._forget),
            Duty(TALLY, 0, self._write_tallies, lambda: self._waits(TALLIES)),
        ]
        if credentials and office.pack.site.delivery:
            duties.append(Duty(DELIVER, 0, lambda: self._deliver(credentials), self._has_to_deliver))
        if credentials and office.pack.site.backup:
            duties.append(Duty(BACKUP, 900, self._back_up, self._backup_is_due))
        if inbox:
            duties.append(Duty(COLLECT, 3600, lambda: self._collect(inbox)))
        self.duties = {duty.name: duty for duty in duties}

    def show_slips(self, folder: Path, pages: Callable[[], Iterable[tuple[str, bytes]]]) -> None:
        """Take it on to write these pages into the folder as soon as there is a new day, whole or not at all."""
        self.duties[SLIPS] = Duty(SLIPS, 900, lambda: self._write_slips(folder, pages()), self._slips_are_due)

    # by itself

    def start(self, first: Iterable[object] = (), settle: float = 0) -> None:
        """Go through `first` step by step, then do every duty, and go on doing so.

        `settle`: seconds that it leaves to the first pages of a server that has just started.
        """
        self._thread = Thread(target=self._work, args=[first, settle], name="clerk", daemon=True)
        self._thread.start()

    def wake(self, *names: str) -> None:
        """Look at once for what is to be done; these duties are due whenever they were done last."""
        for name in names:
            self._next.pop(name, None)
        self.collecting = self.collecting or COLLECT in names
        self._woken.set()

    def stop(self) -> None:
        """Come back at once. A delivery under way counts as not made: it is sent again after the next start."""
        self._stopping.set()
        self._woken.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self, first: Iterable[object], settle: float) -> None:
        self._woken.wait(settle)
        self._prepare(first)
        while not self._stopping.is_set():
            self._woken.clear()
            self._office.store.outbox.news.clear()
            for duty in self.duties.values():
                self._do_if_due(duty)
            if not self._stopping.is_set():
                self._woken.wait(WAKE)

    def _prepare(self, first: Iterable[object]) -> None:
        """Go through what only makes the first pages quicker; whatever goes wrong there, the duties come."""
        try:
            for _ in first:
                if self._stopping.is_set():
                    return
        except Exception as error:  # noqa: BLE001 - the log says which
            _tell_mistake("first", error)

    def _do_if_due(self, duty: Duty) -> None:
        """Do a duty whose time has come; whatever goes wrong, the others go on, and this one is tried again."""
        try:
            if not self._stopping.is_set() and monotonic() >= self._next.get(duty.name, 0) and duty.due():
                self._next[duty.name] = monotonic() + duty.pause
                self.do(duty.name)
        except _Stopped:
            return
        except StoreUnavailable as error:
            self._note(duty.name, error.reason)
        except Exception as error:  # noqa: BLE001 - the log says which
            _tell_mistake(duty.name, error)
            self._note(duty.name, DutyReason.MISTAKE)

    # once

    def do(self, name: str) -> str:
        """Do a duty now, keep how it went, and return the code of what went wrong, or nothing. Raises our mistakes."""
        reason = self.duties[name].run()
        if reason is not None:
            self._note(name, reason)
        return reason or ""

    def do_all(self) -> None:
        """Do every duty once, now."""
        for name in self.duties:
            self.do(name)

    def _note(self, name: str, reason: str) -> None:
        with suppress(StoreUnavailable):  # a disk that is full is told by every page
            if self._office.store.failing.note(name, reason, self._now):
                log.log(logging.WARNING if reason else logging.INFO, HOW_IT_WENT, name, reason)

    @property
    def _now(self) -> int:
        return int(self._clock().timestamp())

    # the duties

    def _forget(self) -> str | None:
        """In doubt about the day nothing is closed and nothing forgotten."""
        if self._clock.doubted_day:
            return None
        today = self._clock.today
        if self._office.store.last_day != today:
            self._office.store.keep_last_day(today)
        desk.turn_of_day(self._office, today)
        self._office.store.forget_unfinished(self._now)
        self._office.store.account_log.forget_before(self._now - self._office.pack.site.log_days * DAY)
        return ""

    def _waits(self, target: str) -> bool:
        return self._office.store.outbox.is_due(target, self._now)

    def _has_to_deliver(self) -> bool:
        return self._waits(SITE) or sending.openings_wait(self._office.store, self._office.pack)

    def _write_tallies(self) -> str | None:
        desk.count_persons(self._office)
        return self._told(sending.write_tallies(self._office.store, self._office.pack, self._tallies, self._now))

    def _deliver(self, credentials: Credentials) -> str | None:
        return self._told(sending.deliver(self._office.store, self._office.pack, credentials, self._now, self._send))

    def _told(self, sent: Sent | None) -> str | None:
        self.sent = sent.names if sent else ()
        return sent.problem if sent else None

    def _collect(self, inbox: Path) -> str:
        self.collecting, self.collected = True, Progress()
        try:
            for progress in collect(self._office.store, self._office.pack, inbox, self._clock.today):
                self.collected = progress
                if self._stopping.is_set():
                    break
        except SettingWrong:
            return DutyReason.NO_FOLDER
        finally:
            self.collecting = False
        return ""

    def _backup_is_due(self) -> bool:
        store, target = self._office.store, self._office.pack.site.backup
        late = not 0 <= self._now - backups.last_backup(store) < BACKUP_EVERY
        return late or (target is not None and backups.outlived(store, target))

    def _back_up(self) -> str | None:
        """In doubt about the day none is made: its name and what it takes the place of would be wrong."""
        target, store = self._office.pack.site.backup, self._office.store
        if target is None or self._clock.doubted_day:
            return None
        try:
            target = replace(target, proven=backups.proven(store, target))
            self.sent = (backups.back_up(store, target, self._office.pack.site.retention_days, self._clock()),)
        except DeliveryFailed as error:
            return error.reason
        with store.at_once():
            store.staff.keep_setting(backups.LAST, str(self._now))
            store.staff.keep_setting(backups.LAST_PLACE, target.folder)
        return ""

    def _slips_are_due(self) -> bool:
        return self._office.store.staff.setting(SLIPS_OF) != f"{self._clock.today}"

    def _write_slips(self, folder: Path, pages: Iterable[tuple[str, bytes]]) -> str | None:
        """In doubt about the day none are written: they say when it is open next."""
        if self._clock.doubted_day:
            return None
        try:
            replace_folder(folder, self._with_breath(pages))
        except DeliveryFailed as error:
            return error.reason
        self._office.store.staff.keep_setting(SLIPS_OF, f"{self._clock.today}")
        return ""

    def _with_breath(self, pages: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for page in pages:
            if self._stopping.wait(BREATH):
                raise _Stopped
            yield page

    def _send(self, target: Target, name: str, content: bytes, credentials: Credentials) -> None:
        """Send in a thread that knows no store: it can be left waiting. What it still sends late replaces nothing."""
        failures: list[Exception] = []

        def work() -> None:
            try:
                targets.send(target, name, content, credentials)
            except Exception as error:  # noqa: BLE001 - raised again by the clerk
                failures.append(error)

        thread = Thread(target=work, name="sending", daemon=True)
        thread.start()
        until = monotonic() + PATIENCE
        while thread.is_alive():
            if self._stopping.is_set():
                raise _Stopped
            if monotonic() > until:
                raise DeliveryFailed(DeliveryReason.UNREACHABLE)
            thread.join(0.2)
        if failures:
            raise failures[0]


def _tell_mistake(where: str, error: Exception) -> None:
    log.error("%s: %s\n%s", where, type(error).__name__, trace_of(error))

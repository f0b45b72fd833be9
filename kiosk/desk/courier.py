"""The courier: delivers in the background, so that no screen ever waits for the target."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from kiosk import delivery
from kiosk.delivery import Credentials
from kiosk.desk.delivering import deliver_due
from kiosk.desk.office import Office
from kiosk.domain.delivery import Target

WAKE = 30
"""Seconds after which the courier looks for what is due, when nothing new has woken it before."""

log = logging.getLogger("kiosk")


class _Stopped(Exception):
    """The courier is to come back without an answer of the target."""


class Courier:
    """One thread. It looks every `WAKE` seconds, and at once when a day has been counted."""

    def __init__(self, office: Office, credentials: Credentials, now: Callable[[], int]) -> None:
        self._office = office
        self._credentials = credentials
        self._now = now
        self._stopped = Event()
        self._thread = Thread(target=self._work, name="courier", daemon=True)

    def start(self) -> None:
        """Begin with what was left from before."""
        self._thread.start()

    def stop(self) -> None:
        """Come back at once. A delivery under way counts as not made: it is sent again after the next start."""
        self._stopped.set()
        self._office.store.outbox.news.set()
        self._thread.join()

    def _work(self) -> None:
        news = self._office.store.outbox.news
        while not self._stopped.is_set():
            news.clear()
            try:
                deliver_due(self._office, self._credentials, self._now(), self._send)
            except _Stopped:
                return
            except Exception as error:
                log.exception("delivering: %s", type(error).__name__)
            if not self._stopped.is_set():
                news.wait(WAKE)

    def _send(self, target: Target, name: str, content: bytes, credentials: Credentials) -> None:
        """Send in a thread that knows no store: the store can close while a target still keeps it waiting."""
        failures: list[Exception] = []

        def work() -> None:
            try:
                delivery.send(target, name, content, credentials)
            except Exception as error:  # noqa: BLE001 - raised again by the courier
                failures.append(error)

        sending = Thread(target=work, name="sending", daemon=True)
        sending.start()
        while sending.is_alive():
            if self._stopped.is_set():
                raise _Stopped
            sending.join(0.2)
        if failures:
            raise failures[0]

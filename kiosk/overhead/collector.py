"""Collecting in the background, one round at a time."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event, Lock

from kiosk.errors import KioskError
from kiosk.overhead.collecting import Progress, collect
from kiosk.pack import Pack
from kiosk.storage import Store

log = logging.getLogger("kiosk")


class Collector:
    """Collects from `folder`. `progress`: of the round under way or the last one, None before the first."""

    def __init__(self, store: Store, pack: Pack, folder: Path) -> None:
        self.folder = folder
        self.progress: Progress | None = None
        self._store = store
        self._pack = pack
        # One thread for all rounds: each thread that uses the store keeps a connection of its own.
        self._thread = ThreadPoolExecutor(1, "collector")
        self._round: Future[None] | None = None
        self._starting = Lock()
        self._stopping = Event()

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self._round is not None and not self._round.done()

    @property
    def problem(self) -> BaseException | None:
        """What ended the last round early, or None."""
        return self._round.exception() if self._round is not None and self._round.done() else None

    def start(self, today: date) -> None:
        """Begin a round; while one is under way nothing happens."""
        with self._starting:
            if not self.running:
                self.progress = Progress()
                self._round = self._thread.submit(self._collect, today)

    def wait(self) -> None:
        """Until the round under way is over."""
        if self._round is not None:
            self._round.exception()

    def stop(self) -> None:
        """End for good, after the portion under way; the next start of the program goes on there."""
        self._stopping.set()
        self._thread.shutdown()

    def _collect(self, today: date) -> None:
        try:
            for progress in collect(self._store, self._pack, self.folder, today):
                self.progress = progress
                if self._stopping.is_set():
                    break
        except KioskError:
            raise
        except Exception:
            log.exception("collecting ended early")
            raise

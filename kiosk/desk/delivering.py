"""Delivering what has been counted: from the outbox to the site's target, the oldest day first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kiosk import delivery
from kiosk.delivery import Credentials
from kiosk.desk.counting import counted, every_cell
from kiosk.desk.office import Office
from kiosk.domain.delivery import Target, file_name, pause_after
from kiosk.domain.tally import OWN
from kiosk.errors import DeliveryFailed
from kiosk.export import day as day_file
from kiosk.storage import Entry, Waiting

THIS_FILE_ONLY = ("refused", "occupied")
"""Failures after which the other files are still worth a try; after every other one the target is left alone."""


Send = Callable[[Target, str, bytes, Credentials], None]
"""How a file is sent; raises DeliveryFailed."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round did: the names of the files that were sent, and what still waits."""

    sent: tuple[str, ...]
    waiting: Waiting


def deliver_due(office: Office, credentials: Credentials, now: int, send: Send = delivery.send) -> Delivered:
    """A round, if the pause after the last failure is over or something new waits."""
    if office.store.outbox.is_due(now):
        return deliver_now(office, credentials, now, send)
    return Delivered((), office.store.outbox.state())


def deliver_now(office: Office, credentials: Credentials, now: int, send: Send = delivery.send) -> Delivered:
    """A round over everything that waits, the oldest day first. What fails waits for a pause that grows each time.

    Nothing is sent while another program of this data folder delivers, or without a target in the pack.
    """
    target, outbox, sent = office.pack.site.delivery, office.store.outbox, list[str]()
    with outbox.alone() as alone:
        entries = outbox.waiting() if target and alone else []
        for place, entry in enumerate(entries):
            try:
                sent += _deliver(office, entry, credentials, send)
            except DeliveryFailed as failed:
                held_up = [entry] if failed.reason in THIS_FILE_ONLY else entries[place:]
                pause = pause_after(max(one.attempts for one in held_up) + 1)
                outbox.later(held_up, now + pause, now, failed.reason)
                if failed.reason not in THIS_FILE_ONLY:
                    break
    return Delivered(tuple(sent), outbox.state())


def deliver_again(office: Office) -> None:
    """Everything counted here waits once more: for days from before there was a target, or a target that lost its."""
    with office.store.at_once():
        for batch in office.store.counts.batches(date.min, date.max):
            if batch.origin == OWN:
                office.store.outbox.put(batch.desk, batch.profile, batch.first_day)


def _deliver(office: Office, entry: Entry, credentials: Credentials, send: Send) -> list[str]:
    """Send the newest revision of a day as the store has it now. Returns the name it was sent under.

    A revision that came while this one was on its way stays in the outbox. Raises DeliveryFailed.
    """
    sent, batch = [], counted(office, entry.desk, entry.profile, entry.day)
    if batch and office.pack.site.delivery:
        sent = [file_name(entry.desk, entry.profile, entry.day, batch.revision)]
        send(office.pack.site.delivery, sent[0], day_file.content([batch], every_cell(office)), credentials)
    with office.store.at_once():
        if counted(office, entry.desk, entry.profile, entry.day) == batch:
            office.store.outbox.done(entry)
    return sent

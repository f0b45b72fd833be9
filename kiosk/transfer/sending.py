"""Sending what waits in the outbox, days and closed months, the oldest first: to tallies and the site's target."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.domain.delivery import Target, file_name, pause_after
from kiosk.domain.tally import Batch
from kiosk.errors import DeliveryFailed, DeliveryReason, SettingWrong
from kiosk.pack import Pack
from kiosk.storage import SITE, TALLIES, Store, Waiting
from kiosk.transfer import day_file, tally_folder, targets
from kiosk.transfer.folder import reason_of
from kiosk.transfer.parcel import Credentials

THIS_FILE_ONLY = (DeliveryReason.REFUSED, DeliveryReason.OCCUPIED)
"""Failures after which the other files are still worth a try; after every other one the target is left alone."""
PROVEN = "delivered_to"
"""The setting of a store that says which address took its last file."""

Send = Callable[[Target, str, bytes, Credentials], None]
"""How a file is sent; raises DeliveryFailed."""
Put = Callable[[Batch], str]
"""Brings a count to a target and returns the name it has there; raises DeliveryFailed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A round over what waits: the names of what was sent, how many still wait, and why; no reason when all went."""

    names: tuple[str, ...]
    waiting: int
    problem: str


def write_tallies(store: Store, pack: Pack, folder: Path, now: int) -> Sent | None:
    """Write the file of every day that waits. None when nobody else may write now."""

    def put(batch: Batch) -> str:
        try:
            return str(tally_folder.write(folder, pack, store.counts.counted_here(batch.desk, batch.period)))
        except SettingWrong as error:
            cause = error.__cause__
            raise DeliveryFailed(
                reason_of(cause) if isinstance(cause, OSError) else DeliveryReason.UNREACHABLE
            ) from error

    return _round(store, TALLIES, now, put)


def deliver(store: Store, pack: Pack, credentials: Credentials, now: int, send: Send = targets.send) -> Sent | None:
    """Send every day that waits to the target of the site, a file for each profile. None when another does so now."""
    target = pack.site.delivery

    def put(batch: Batch) -> str:
        name = file_name(batch)
        if target:
            proven = store.staff.setting(PROVEN) == target.address
            send(replace(target, proven=proven), name, day_file.content(pack, [batch]), credentials)
            if not proven:
                store.staff.keep_setting(PROVEN, target.address)
        return name

    return _round(store, SITE, now, put) if target else None


def _round(store: Store, target: str, now: int, put: Put) -> Sent | None:
    """Try everything that waits. What fails waits for a pause that grows each time."""
    outbox, names, problem = store.outbox, list[str](), ""
    with outbox.alone(target) as alone:
        if not alone:
            return None
        entries = outbox.waiting(target)
        for place, entry in enumerate(entries):
            try:
                names += _send(store, entry, put)
            except DeliveryFailed as failed:
                problem = problem or failed.reason
                held_up = [entry] if failed.reason in THIS_FILE_ONLY else entries[place:]
                outbox.later(held_up, now + pause_after(max(one.attempts for one in held_up) + 1))
                if failed.reason not in THIS_FILE_ONLY:
                    break
        return Sent(tuple(names), len(outbox.waiting(target)), problem)


def _send(store: Store, entry: Waiting, put: Put) -> list[str]:
    """Send the newest count that this store made of a day or month, as it is now. Return the name it was sent under.

    A revision that came while this one was on its way stays in the outbox.
    """
    counted = _counted(store, entry)
    names = [put(batch) for batch in counted]
    with store.at_once():
        if _counted(store, entry) == counted:
            store.outbox.done(entry)
    return names


def _counted(store: Store, entry: Waiting) -> list[Batch]:
    return [batch for batch in store.counts.counted_here(entry.desk, entry.period) if batch.profile == entry.profile]

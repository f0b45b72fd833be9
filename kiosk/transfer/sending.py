"""Sending what waits in the outbox, days and closed months, the oldest first: to tallies and the site's target."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kiosk.domain.calendar import Opening, ToldOpenings
from kiosk.domain.delivery import Target, file_name, openings_name, pause_after
from kiosk.domain.period import COUNTABLE
from kiosk.domain.tally import Batch
from kiosk.errors import DeliveryFailed, DeliveryReason, SettingWrong
from kiosk.pack import Pack
from kiosk.storage import SITE, TALLIES, Store, Waiting
from kiosk.transfer import day_file, opening_file, tally_folder, targets
from kiosk.transfer.folder import reason_of
from kiosk.transfer.parcel import Credentials

THIS_FILE_ONLY = (DeliveryReason.REFUSED, DeliveryReason.OCCUPIED)
"""Failures after which the other files are still worth a try; after every other one the target is left alone."""
TRIED, SENT, REVISION = "openings_tried", "openings_sent", "openings_revision"
"""The settings of a store that say which opening days it tried to send and sent last, and how often."""
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

    def post(name: str, content: bytes) -> str:
        if target:
            proven = store.staff.setting(PROVEN) == target.address
            send(replace(target, proven=proven), name, content, credentials)
            if not proven:
                store.staff.keep_setting(PROVEN, target.address)
        return name

    def count(batch: Batch) -> str:
        content = day_file.content(pack, [batch])
        return post(file_name(batch, content), content)

    sent = _round(store, SITE, now, count) if target else None
    if sent is None or sent.problem:
        return sent
    try:
        return replace(sent, names=(*sent.names, *_send_openings(store, pack, post)))
    except DeliveryFailed as failed:
        return replace(sent, problem=failed.reason)


def once_more(store: Store) -> None:
    """Let everything that this store has told wait for the target again: counts and opening days."""
    store.outbox.put_all(SITE)
    store.staff.keep_setting(SENT, "")


def openings_wait(store: Store, pack: Pack) -> bool:
    """Tell whether opening days have changed since the last try; one that failed goes with the next count."""
    return store.staff.setting(TRIED) != _fingerprint(_openings(store, pack))


def _send_openings(store: Store, pack: Pack, post: Callable[[str, bytes], str]) -> list[str]:
    """Send what has changed of the opening days of the desks that count here. Raises DeliveryFailed."""
    found = _openings(store, pack)
    mark, known = _fingerprint(found), int(store.staff.setting(REVISION) or 0)
    if store.staff.setting(SENT) == mark:
        return []
    store.staff.keep_setting(TRIED, mark)
    store.staff.keep_setting(REVISION, str(known + 1))
    told = [replace(one, revision=known + 1) for one in found]
    names = [post(openings_name(one), opening_file.content(one)) for one in told]
    store.staff.keep_setting(SENT, mark)
    return names


def _openings(store: Store, pack: Pack) -> list[ToldOpenings]:
    """Return what is to be told of the desks that count here; its revision is still to come."""
    said: dict[str, dict[date, Opening]] = {}
    for one in store.openings.between(COUNTABLE.first, COUNTABLE.last):
        said.setdefault(one.desk, {})[one.day] = one.state
    counting, today = store.counts.desks_counted_here(), store.last_day or COUNTABLE.first
    return [
        ToldOpenings(desk.code, today, 0, store.identity, desk.weekdays, said.get(desk.code, {}))
        for desk in pack.site.desks
        if desk.code in counting
    ]


def _fingerprint(found: Sequence[ToldOpenings]) -> str:
    """Return what tells these opening days from others, whenever they are told; nothing where nothing is known."""
    said = [(one.desk, one.weekdays, sorted(one.days.items())) for one in found if one.weekdays or one.days]
    return hashlib.sha256(repr(said).encode()).hexdigest() if said else ""


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

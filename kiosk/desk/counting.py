"""A desk's day in numbers, in the store and as a file."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kiosk.desk.office import Office
from kiosk.domain import tally
from kiosk.domain.conversation import Conversation, Stage
from kiosk.domain.tally import Batch, Cells
from kiosk.export import day as day_file


def day_so_far(office: Office, desk: str, day: date) -> Cells:
    """Talks, persons, slips and outcomes of a desk's day, as its finished talks stand now."""
    conversations, outcomes = office.store.talks.outcomes(desk, day)
    return tally.in_short(office.pack.vocabulary, conversations, outcomes)


def recount(office: Office, conversation: Conversation) -> None:
    """After a correction on a closed day: count it again and write the new revision."""
    desk, day = conversation.desk, conversation.day
    if any(hour.closed and hour.profile == conversation.profile for hour in office.store.staff.hours(desk, day)):
        keep_count(office, desk, conversation.profile, day)
        office.store.afterwards(lambda: write_tally(office, desk, day))


def write_tally(office: Office, desk: str, day: date) -> Path | None:
    """Write the file of a closed day from what the store holds; None when there is nothing to write."""
    batches = _counts(office, desk, day)
    return day_file.write(office.tallies, day, batches, every_cell(office)) if batches else None


def every_cell(office: Office) -> Iterator[tuple[str, str]]:
    """All cells that a day's file shows, zeros too."""
    return tally.row_codes(office.pack.vocabulary, office.pack.site.languages)


def counted(office: Office, desk: str, profile: str, day: date) -> Batch | None:
    """The newest count of one profile's day at a desk of this store, or None."""
    return next(iter(_counts(office, desk, day, profile)), None)


def _counts(office: Office, desk: str, day: date, profile: str = "") -> list[Batch]:
    """What the desk counted itself on this day, of one profile or all."""
    batches = office.store.counts.batches(day, day, profile)
    return [batch for batch in batches if batch.desk == desk and batch.source == tally.OWN]


def keep_count(office: Office, desk: str, profile: str, day: date) -> Batch:
    """Count one profile's day and keep it, as a new revision where it differs; that one is to be delivered."""
    known = office.pack.profile(profile)
    order: Sequence[str] = (*known.facts, *known.after_talk) if known else ()
    conversations = office.store.talks.conversations(desk, day, day)
    finished = [one for one in conversations if one.stage is Stage.FINISHED and one.profile == profile]
    cells = tally.count(office.pack.vocabulary, order, finished)
    before = counted(office, desk, profile, day)
    kept = office.store.counts.keep_batch(Batch(desk, profile, day, day, 1, tally.OWN, cells))
    if kept != before and office.pack.site.delivery:
        office.store.outbox.put(desk, profile, day)
    return kept

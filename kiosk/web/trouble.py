"""What pages say of duties that fail and of backups that are old."""

from datetime import date, datetime

from kiosk import health
from kiosk.clerk import COLLECT
from kiosk.transfer import backups
from kiosk.web.running import here
from kiosk.words.notices import BACKUP_OLD, FAILING, NO_BACKUP, failing


def failing_duties() -> list[tuple[str, date]]:
    """Return a sentence for each duty that fails, and since which day; collecting has a page of its own."""
    zone = here().clock().tzinfo
    told = [
        (failing(one.duty, one.reason), one.since)
        for one in here().store.failing.all()
        if one.duty in FAILING and one.duty != COLLECT
    ]
    if health.backup_is_old(here().office, here().now):
        last = backups.last_backup(here().store)
        told.append((BACKUP_OLD if last else NO_BACKUP, last))
    return [(sentence, datetime.fromtimestamp(since, zone).date()) for sentence, since in told]

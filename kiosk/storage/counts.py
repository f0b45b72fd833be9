"""Keeps counts: made here, delivered, brought in; of those of the same days the one that counts.

Sums by calendar month, half-year and year are kept in the same change.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kiosk.domain import lineage, tally
from kiosk.domain.lineage import Kept
from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Batch, Cells
from kiosk.storage import batches
from kiosk.storage.batches import COUNTED_AT_DESK, IDENTITY, OF_A_DAY, OF_A_MONTH, ORIGIN, SAME
from kiosk.storage.database import File

SPANS = ("month", "substr(month, 1, 4) || iif(substr(month, 6) < '07', '-H1', '-H2')", "substr(month, 1, 4)")
"""Month, half-year and year of a batch, as `unit_code` writes them."""
ADDED, TAKEN = "number + excluded.number", "number - excluded.number"
IDENTITY_HERE = "SELECT value FROM setting WHERE name = 'identity'"
OWN_WRITER = f"(received = '' OR writer = ({IDENTITY_HERE}))"
TELLS_WHO = "tally_table NOT IN ({})".format(", ".join(f"'{table}'" for table in tally.TOLD_BY_DAY))
SHOWN = 200
"""Decisions that are worth listing, the latest."""


class Fate(StrEnum):
    """The fate of a count that came in: it counts, it is there already, a newer one is, or a person has to say."""

    NEW = "new"
    KNOWN = "known"
    OLDER = "older"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class SeveralCounts:
    """Counts of one desk's days of which nobody can tell which is right; the first one counts until somebody does."""

    counts: tuple[Kept, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the numbers by which one is chosen."""
        return tuple(one.number for one in self.counts)


class Decided(NamedTuple):
    """A decision: the count that somebody let stand, the other one, who, and when."""

    chosen: Batch
    rejected: Batch
    account: str
    day: date


class Counts:
    """Keeps counts: each change is whole, and its sums with it."""

    def __init__(self, file: File) -> None:
        self._file = file

    # keeping

    def keep_batch(self, batch: Batch, old_list: int | None = None) -> Batch:
        """Keep these counts as the newest of their days; equal counts make no new revision.

        What was counted here stands before a count of another store, unless nobody was counted here or a person has
        decided otherwise. It builds on what this store counted of the same days before.
        """
        with self._file.transaction():
            known, line = self._newest(batch), self._counted_before(batch)
            foreign = known and known.received and known.writer != batch.writer
            if known and (not batch.cells if foreign else known.cells == batch.cells):
                return known
            if known and line and line[-1].cells == batch.cells:
                return known
            revision = 1 + max((one.revision for one in line), default=0)
            builds_on = lineage.chain(line) if batch.source == tally.OWN else ()
            kept = replace(batch, revision=revision, builds_on=builds_on)
            self._add(kept, old_list, counted_here=True)
        return kept

    def _counted_before(self, batch: Batch) -> list[Batch]:
        """Return the counts of the same days that a count made here builds on, the oldest first."""
        where = f"{SAME} AND (received = '' OR forgotten AND writer = ({IDENTITY_HERE}))"
        return sorted(batches.where(self._file.db, where, batches.identity(batch)), key=lambda one: one.revision)

    def take_delivered(self, *batches: Batch) -> Fate:
        """Keep counts that came in; one that builds on what counted so far counts instead of it.

        What is neither newer nor older waits until a person decides; what counted so far goes on counting.
        """
        with self._file.transaction():
            fates = [self._take(batch) for batch in batches]
        return next(fate for fate in (Fate.UNDECIDED, Fate.NEW, Fate.OLDER, Fate.KNOWN) if fate in fates)

    def _take(self, batch: Batch) -> Fate:
        known = batches.kept(self._file.db, SAME, batches.identity(batch))
        if any(
            lineage.is_same(batch, one.batch) and (batch.writer == one.batch.writer or not batch.of_month)
            for one in known
        ):
            return Fate.KNOWN
        return self._add(self._in_step(batch))

    def _add(self, batch: Batch, old_list: int | None = None, *, counted_here: bool = False) -> Fate:
        """Keep the count beside the others of its days, and let the one count that is to."""
        known, standing = batches.kept(self._file.db, SAME, batches.identity(batch)), self._standing(batch)
        number = batches.insert(self._file.db, batch, old_list)
        own = number if counted_here and not self._is_chosen(standing) else None
        found = lineage.settle([*known, Kept(number, batch)], standing, own)
        self._let_stand(batch, found.standing)
        self._file.db.conn.executemany("UPDATE batch SET past = 1 WHERE id = ?", [(one,) for one in found.past])
        self._file.db.conn.executemany("UPDATE batch SET past = 0 WHERE id = ?", [(one,) for one in found.waiting])
        if found.standing == number:
            if batch.received and not batch.of_month and self._goes_beyond(batch):
                self._file.db.execute("UPDATE batch SET forgotten = 1 WHERE id = ?", [number])
            return Fate.NEW
        return Fate.OLDER if number in found.past else Fate.UNDECIDED

    def _standing(self, batch: Batch) -> int | None:
        query = f"SELECT id FROM batch WHERE newest AND {SAME}"
        number: int | None = self._file.value(query, batches.identity(batch))
        return number

    def _is_chosen(self, number: int | None) -> bool:
        return bool(self._file.value("SELECT 1 FROM count_decision WHERE chosen = ?", [number]))

    def _let_stand(self, batch: Batch, number: int) -> None:
        """Let this one of the counts of the same days count, and no other."""
        if (standing := self._standing(batch)) != number:
            self._step_down(standing)
            self._step_up(number)

    # deciding

    def undecided(self) -> list[SeveralCounts]:
        """Return the days of which several counts are there that cannot be told to be newer, the one that counts first.

        Counts of one store that say the same are no question to anybody.
        """
        with self._file.snapshot() as db:
            query = f"SELECT DISTINCT {IDENTITY} FROM batch WHERE NOT newest AND NOT past ORDER BY first_day, desk"
            found = [
                sorted(batches.kept(db, f"{SAME} AND NOT past", days), key=lambda one: not one.newest)
                for days in db.execute(query).fetchall()
            ]
        return [SeveralCounts(tuple(counts)) for counts in found if _is_a_question([one.batch for one in counts])]

    def decide(self, chosen: int, seen: Collection[int], account: str, day: date) -> bool:
        """Let this count stand before the others that were seen, for good; only what builds on one of them asks again.

        False, and nothing is changed, where one of them is no longer a question.
        """
        with self._file.transaction() as db:
            open_ones = {one.number: one for case in self.undecided() for one in case.counts}
            rejected = sorted({*seen} - {chosen})
            if not rejected or not {chosen, *rejected} <= open_ones.keys():
                return False
            batch, standing = open_ones[chosen].batch, self._standing(open_ones[chosen].batch)
            alike = all(batches.identity(open_ones[one].batch) == batches.identity(batch) for one in rejected)
            if not alike or standing not in (chosen, *rejected):
                return False
            self._let_stand(batch, chosen)
            db.conn.executemany("UPDATE batch SET past = 1 WHERE id = ?", [(one,) for one in rejected])
            db.conn.executemany(
                "INSERT INTO count_decision VALUES (?, ?, ?, ?)",
                [(chosen, one, account, day) for one in rejected],
            )
        return True

    def decisions(self) -> list[Decided]:
        """Return what was decided, the latest first."""
        query = (
            "SELECT chosen, rejected, account, day AS '[day]' FROM count_decision ORDER BY day DESC, rejected DESC"
            " LIMIT ?"
        )
        with self._file.snapshot() as db:
            rows = db.execute(query, [SHOWN]).fetchall()
            counts = {one: batches.where(db, "id = ?", [one])[0] for row in rows for one in row[:2]}
        return [Decided(counts[chosen], counts[rejected], *said) for chosen, rejected, *said in rows]

    # each person once, in a day or in its month

    def _in_step(self, batch: Batch) -> Batch:
        """Let months and days of a desk tell each person once, whichever version wrote them.

        Day files of before also tell who came. That lies with the day, is read by whole months alone, and goes when
        the desk tells the month itself. It is left out where the month has it already: told by the desk, or summed
        here from the day's last revision.
        """
        month = [batch.desk, batch.profile, batches.month(batch)]
        if batch.of_month:
            self._leave_to_month(month)
            return batch
        told = self._file.value(
            f"SELECT 1 FROM batch WHERE newest AND {OF_A_MONTH} AND writer <> ''"
            " AND desk = ? AND profile = ? AND month = ?",
            month,
        )
        known = self._newest(batch)
        summed = known and known.persons and not tally.who(known.cells)
        return replace(batch, cells=tally.how_many(batch.cells)) if told or summed else batch

    def _leave_to_month(self, month: Sequence[str]) -> None:
        """Drop what was summed here of a desk's month, and what its days tell of who came."""
        db, those = self._file.db, "desk = ? AND profile = ? AND month = ?"
        summed = db.execute(f"SELECT id FROM batch WHERE newest AND {OF_A_MONTH} AND writer = '' AND {those}", month)
        for (number,) in summed.fetchall():
            self._sum_up(number, TAKEN)
            db.execute("DELETE FROM batch WHERE id = ?", [number])
        days = db.execute(f"SELECT id, newest FROM batch WHERE {OF_A_DAY} AND {those}", month).fetchall()
        for number, newest in days:
            if newest:
                self._sum_up(number, TAKEN, TELLS_WHO)
            db.execute(f"DELETE FROM cell WHERE batch = ? AND {TELLS_WHO}", [number])

    # the month that runs

    def running(self, desk: str, profile: str, day: date) -> Cells:
        """Return what this desk's month has gathered of who came. Only counting and closing may ask."""
        query = "SELECT tally_table, tally_row, number FROM running_cell WHERE desk = ? AND profile = ? AND month = ?"
        found = self._file.rows(query, [desk, profile, f"{day:%Y-%m}"])
        return {(table, row): number for table, row, number in found}

    def keep_running(self, desk: str, profile: str, day: date, cells: Cells) -> None:
        """Let the running month say this; nobody is shown it before the month is closed."""
        month = [desk, profile, f"{day:%Y-%m}"]
        with self._file.transaction() as db:
            db.execute("DELETE FROM running_cell WHERE desk = ? AND profile = ? AND month = ?", month)
            found = ((*month, table, row, number) for (table, row), number in cells.items() if number > 0)
            db.conn.executemany("INSERT INTO running_cell VALUES (?, ?, ?, ?, ?, ?)", found)

    def month_counted_here(self, desk: str, profile: str, day: date) -> Batch | None:
        """Return what this store last said of a desk's closed month, or None."""
        return next((one for one in self.counted_here(desk, month_of(day)) if one.profile == profile), None)

    def months_to_close(self, before: date) -> list[tuple[str, str, date]]:
        """Return desk, profile and a day of each month that is over by this day, was counted here, and is not closed.

        A month in which nobody came is one too.
        """
        closed = (
            f"SELECT 1 FROM batch AS month WHERE newest AND {OF_A_MONTH} AND {OWN_WRITER}"
            " AND month.desk = day.desk AND month.profile = day.profile AND month.month = day.month"
        )
        query = (
            f"SELECT DISTINCT desk, profile, month || '-01' AS '[day]' FROM batch AS day WHERE newest AND {OF_A_DAY}"
            f" AND received = '' AND month < ? AND NOT EXISTS ({closed}) ORDER BY 3, 1, 2"
        )
        return self._file.rows(query, [f"{before:%Y-%m}"])

    def standing(self, batch: Batch) -> Batch | None:
        """Return the count of the same days that counts, or None."""
        with self._file.snapshot():
            return self._newest(batch)

    def counts_of(self, desk: str, day: date) -> list[Batch]:
        """Return the newest counts of a desk's day, one for each profile."""
        where = f"newest AND {OF_A_DAY} AND desk = ? AND first_day = ?"
        with self._file.snapshot() as db:
            return batches.where(db, where, [desk, day])

    def counted_here(self, desk: str, period: Period) -> list[Batch]:
        """Return the newest counts of a desk's day or month that this store made, one a profile, standing or not."""
        newest = (
            f"SELECT max(id) FROM batch WHERE {COUNTED_AT_DESK} AND (received = '' OR newest AND {OWN_WRITER})"
            " AND desk = ? AND first_day = ? AND last_day = ? GROUP BY profile"
        )
        with self._file.snapshot() as db:
            return batches.where(db, f"id IN ({newest})", [desk, period.first, period.last])

    def desks_counted_here(self) -> set[str]:
        """Return the desks of which this store has counted a day."""
        query = f"SELECT DISTINCT desk FROM batch WHERE {COUNTED_AT_DESK} AND received = ''"
        return {desk for (desk,) in self._file.rows(query)}

    def stand_for_forgotten(self, before: date) -> None:
        """Let what was counted here of earlier days be the least that they count: their talks are forgotten."""
        self._file.change(
            f"UPDATE batch SET forgotten = 1 WHERE newest AND {OF_A_DAY} AND {OWN_WRITER} AND first_day < ?"
            " AND NOT forgotten",
            [before],
        )

    def forgotten_part(self, desk: str, day: date) -> dict[str, Cells]:
        """Return what a desk's day counts of talks that are forgotten, by profile."""
        with self._file.snapshot() as db:
            found = batches.where(db, f"forgotten AND {OF_A_DAY} AND desk = ? AND first_day = ?", [desk, day])
            parts: dict[str, Cells] = {}
            for batch in sorted(found, key=lambda batch: batch.revision):
                earlier = parts.get(batch.profile, {})
                parts[batch.profile] = self._lost(batch, earlier) if batch.received else batch.cells
        return parts

    def _lost(self, batch: Batch, earlier: Cells) -> Cells:
        """Return what a count that this store delivered, and lost, says beyond the talks that are here."""
        if not self._has_talks(batch):
            return batch.cells
        kept = self._last_kept(batch)
        more = {cell: number - kept.get(cell, 0) for cell, number in batch.cells.items()}
        return tally.total([earlier, {cell: number for cell, number in more.items() if number}])

    def _goes_beyond(self, batch: Batch) -> bool:
        """Tell whether this store itself delivered the count, and holds only a part of what it says, or nothing."""
        own = self._file.value(f"SELECT ? = ({IDENTITY_HERE})", [batch.writer])
        kept = self._last_kept(batch)
        part = all(number <= batch.cells.get(cell, 0) for cell, number in kept.items())
        return bool(own and part and (kept or not self._has_talks(batch)))

    def _last_kept(self, batch: Batch) -> Cells:
        """Return what was last counted here of the same days before this revision."""
        where = f"{SAME} AND received = '' AND revision < ?"
        found = batches.where(self._file.db, where, [*batches.identity(batch), batch.revision])
        return max(found, key=lambda one: one.revision).cells if found else {}

    def _has_talks(self, batch: Batch) -> bool:
        where = "desk = ? AND profile = ? AND day = ?"
        day = [batch.desk, batch.profile, batch.first_day]
        return bool(self._file.value(f"SELECT 1 FROM conversation WHERE {where}", day))

    def drop_list(self, old_list: int) -> int:
        """Take back what an old list brought in; what it had replaced counts again. Returns how many batches went."""
        with self._file.transaction() as db:
            found = db.execute("SELECT id FROM batch WHERE old_list = ?", [old_list]).fetchall()
            for (number,) in found:
                batch = batches.where(self._file.db, "id = ?", [number])[0]
                self._step_down(self._standing(batch))
                db.execute("DELETE FROM batch WHERE id = ?", [number])
                former = f"SELECT id FROM batch WHERE {SAME} ORDER BY revision DESC LIMIT 1"
                if standing := self._file.value(former, batches.identity(batch)):
                    self._step_up(standing)
        return len(found)

    def _newest(self, batch: Batch) -> Batch | None:
        return next(iter(batches.where(self._file.db, f"newest AND {SAME}", batches.identity(batch))), None)

    def _step_up(self, number: int) -> None:
        """Let this revision count from now on."""
        self._file.db.execute("UPDATE batch SET newest = 1, past = 0 WHERE id = ?", [number])
        self._sum_up(number, ADDED)

    def _step_down(self, number: int | None) -> None:
        """Let the revision that has counted so far, if any, count no more."""
        if number is not None:
            self._sum_up(number, TAKEN)
            self._file.db.execute("UPDATE batch SET newest = 0, past = 1 WHERE id = ?", [number])

    def _sum_up(self, number: int, step: str, which: str = "1") -> None:
        """Bring the sums of the batch's month, half-year and year in step; what lies in no single month has none."""
        for span in SPANS:
            self._file.db.execute(
                f"INSERT INTO sum_cell SELECT {span}, {ORIGIN}, tally_table, tally_row, profile, desk, number"
                f" FROM batch JOIN cell ON batch = id WHERE id = ? AND month <> '' AND {which}"
                f" ON CONFLICT DO UPDATE SET number = {step}",
                [number],
            )


def _is_a_question(counts: Sequence[Batch]) -> bool:
    first, *others = counts
    return any(one.writer != first.writer or not lineage.say_the_same(one, first) for one in others)

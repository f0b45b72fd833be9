"""Counts as batches of cells; every report is a sum over the newest revisions.

Sums by calendar month and year are kept beside the batches, in the same change, so that ten years of fifty desks
are read as quickly as one.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import sqlite_utils

from kiosk.domain import lineage, tally
from kiosk.domain.lineage import Kept
from kiosk.domain.period import Period, cover, month_of
from kiosk.domain.tally import Batch, Cells, Scope
from kiosk.storage.database import File

IDENTITY = "desk, profile, first_day, last_day, source, paper"
"""The days, and whose: what a count has in common with every other one of them."""
SAME = "desk = ? AND profile = ? AND first_day = ? AND last_day = ? AND source = ? AND paper = ?"
COUNTED_AT_DESK, BROUGHT_IN = f"source = '{tally.OWN}'", f"source <> '{tally.OWN}'"
ORIGIN = f"iif({COUNTED_AT_DESK}, iif(received = '', '{tally.OWN}', '{tally.COLLECTED}'), '{tally.OLD_LIST}')"
ADDED, TAKEN = "number + excluded.number", "number - excluded.number"
IDENTITY_HERE = "SELECT value FROM setting WHERE name = 'identity'"
OWN_WRITER = f"(received = '' OR writer = ({IDENTITY_HERE}))"
OF_A_DAY = f"{COUNTED_AT_DESK} AND first_day = last_day"
OF_A_MONTH = f"{COUNTED_AT_DESK} AND first_day < last_day"
TELLS_WHO = "tally_table NOT IN ({})".format(", ".join(f"'{table}'" for table in tally.TOLD_BY_DAY))
TALKS = f"tally_table = '{tally.VOLUME}' AND tally_row = '{tally.CONVERSATIONS}'"
SHOWN = 200
"""Decisions that are worth listing, the latest."""
PERSONS = f"tally_table = '{tally.VOLUME}' AND tally_row = '{tally.PERSONS}'"


class Fate(StrEnum):
    """The fate of a count that came in: it counts, it is there already, a newer one is, or a person has to say."""

    NEW = "new"
    KNOWN = "known"
    OLDER = "older"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class DeskDay:
    """The report of a desk for a day; `received` is None for a desk of this store."""

    desk: str
    day: date
    persons: int
    revision: int
    received: date | None


@dataclass(frozen=True, slots=True, order=True)
class UntoldMonth:
    """A month of which a desk told on its days of more persons than it has told who they were."""

    first: date
    desk: str


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What a desk delivered: how many days lately, when the last came in (None where it counts here), its last day."""

    came: int = 0
    received: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class SeveralCounts:
    """Counts of one desk's days of which nobody can tell which is right; the first one counts until somebody does."""

    counts: tuple[Kept, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the numbers by which one is chosen."""
        return tuple(one.number for one in self.counts)


@dataclass(frozen=True, slots=True)
class Decided:
    """Which of two counts somebody let stand, who, and when."""

    chosen: Batch
    rejected: Batch
    account: str
    day: date


class Counts:
    """Batches and their cells."""

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
        return sorted(self._batches(where, _identity(batch)), key=lambda one: one.revision)

    def take_delivered(self, *batches: Batch) -> Fate:
        """Keep counts that came in; one that builds on what counted so far counts instead of it.

        What is neither newer nor older waits until a person decides; what counted so far goes on counting.
        """
        with self._file.transaction():
            fates = [self._take(batch) for batch in batches]
        return next(fate for fate in (Fate.UNDECIDED, Fate.NEW, Fate.OLDER, Fate.KNOWN) if fate in fates)

    def _take(self, batch: Batch) -> Fate:
        known = self._kept(SAME, _identity(batch))
        if any(
            lineage.is_same(batch, one.batch) and (batch.writer == one.batch.writer or not batch.of_month)
            for one in known
        ):
            return Fate.KNOWN
        return self._add(self._in_step(batch))

    def _add(self, batch: Batch, old_list: int | None = None, *, counted_here: bool = False) -> Fate:
        """Keep the count beside the others of its days, and let the one count that is to."""
        known, standing = self._kept(SAME, _identity(batch)), self._standing(batch)
        number = self._insert(batch, old_list)
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
        found = self._file.db.execute(f"SELECT id FROM batch WHERE newest AND {SAME}", _identity(batch)).fetchone()
        return found[0] if found else None

    def _is_chosen(self, number: int | None) -> bool:
        query = "SELECT 1 FROM count_decision WHERE chosen = ?"
        return self._file.db.execute(query, [number]).fetchone() is not None

    def _let_stand(self, batch: Batch, number: int) -> None:
        """Let this one of the counts of the same days count, and no other."""
        if self._standing(batch) != number:
            self._step_down(self._file.db, batch)
            self._step_up(self._file.db, number)

    # deciding

    def undecided(self) -> list[SeveralCounts]:
        """Return the days of which several counts are there that cannot be told to be newer, the one that counts first.

        Counts of one store that say the same are no question to anybody.
        """
        with self._file.snapshot() as db:
            query = f"SELECT DISTINCT {IDENTITY} FROM batch WHERE NOT newest AND NOT past ORDER BY first_day, desk"
            found = [
                sorted(self._kept(f"{SAME} AND NOT past", days), key=lambda one: not one.newest)
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
            alike = all(_identity(open_ones[one].batch) == _identity(batch) for one in rejected)
            if not alike or standing not in (chosen, *rejected):
                return False
            if standing != chosen:
                self._let_stand(batch, chosen)
            db.conn.executemany("UPDATE batch SET past = 1 WHERE id = ?", [(one,) for one in rejected])
            db.conn.executemany(
                "INSERT INTO count_decision VALUES (?, ?, ?, ?)",
                [(chosen, one, account, day.isoformat()) for one in rejected],
            )
        return True

    def decisions(self) -> list[Decided]:
        """Return what was decided, the latest first."""
        query = "SELECT chosen, rejected, account, day FROM count_decision ORDER BY day DESC, rejected DESC LIMIT ?"
        with self._file.snapshot() as db:
            rows = db.execute(query, [SHOWN]).fetchall()
            batches = {one: self._batches("id = ?", [one])[0] for row in rows for one in row[:2]}
        return [
            Decided(batches[chosen], batches[rejected], account, date.fromisoformat(day))
            for chosen, rejected, account, day in rows
        ]

    # reading counts of one day

    def _in_step(self, batch: Batch) -> Batch:
        """Let months and days of a desk tell each person once, whichever version wrote them.

        Day files of before also tell who came. That lies with the day, is read by whole months alone, and goes when
        the desk tells the month itself. It is left out where the month has it already: told by the desk, or summed
        here from the day's last revision.
        """
        month = [batch.desk, batch.profile, _month(batch)]
        if batch.of_month:
            self._leave_to_month(month)
            return batch
        told = self._file.db.execute(
            f"SELECT 1 FROM batch WHERE newest AND {OF_A_MONTH} AND writer <> ''"
            " AND desk = ? AND profile = ? AND month = ?",
            month,
        ).fetchone()
        known = self._newest(batch)
        summed = known and known.persons and not tally.who(known.cells)
        return replace(batch, cells=tally.how_many(batch.cells)) if told or summed else batch

    def _leave_to_month(self, month: Sequence[str]) -> None:
        """Drop what was summed here of a desk's month, and what its days tell of who came."""
        db, those = self._file.db, "desk = ? AND profile = ? AND month = ?"
        summed = db.execute(f"SELECT id FROM batch WHERE newest AND {OF_A_MONTH} AND writer = '' AND {those}", month)
        for (number,) in summed.fetchall():
            self._sum_up(db, number, TAKEN)
            db.execute("DELETE FROM batch WHERE id = ?", [number])
        days = db.execute(f"SELECT id, newest FROM batch WHERE {OF_A_DAY} AND {those}", month).fetchall()
        for number, newest in days:
            if newest:
                self._sum_up(db, number, TAKEN, TELLS_WHO)
            db.execute(f"DELETE FROM cell WHERE batch = ? AND {TELLS_WHO}", [number])

    # the month that runs

    def running(self, desk: str, profile: str, day: date) -> Cells:
        """Return what this desk's month has gathered of who came. Only counting and closing may ask."""
        query = "SELECT tally_table, tally_row, number FROM running_cell WHERE desk = ? AND profile = ? AND month = ?"
        with self._file.snapshot() as db:
            found = db.execute(query, [desk, profile, f"{day:%Y-%m}"])
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
            f"SELECT DISTINCT desk, profile, month || '-01' FROM batch AS day WHERE newest AND {OF_A_DAY}"
            f" AND received = '' AND month < ? AND NOT EXISTS ({closed}) ORDER BY 3, 1, 2"
        )
        with self._file.snapshot() as db:
            found = db.execute(query, [f"{before:%Y-%m}"])
            return [(desk, profile, date.fromisoformat(first)) for desk, profile, first in found]

    def standing(self, batch: Batch) -> Batch | None:
        """Return the count of the same days that counts, or None."""
        with self._file.snapshot():
            return self._newest(batch)

    def count_of(self, desk: str, profile: str, day: date) -> Batch | None:
        """Return the newest count of one profile's day at a desk, or None."""
        return next((batch for batch in self.counts_of(desk, day) if batch.profile == profile), None)

    def counts_of(self, desk: str, day: date) -> list[Batch]:
        """Return the newest counts of a desk's day, one for each profile."""
        where = f"newest AND {OF_A_DAY} AND desk = ? AND first_day = ?"
        with self._file.snapshot():
            return self._batches(where, [desk, day.isoformat()])

    def counted_here(self, desk: str, period: Period) -> list[Batch]:
        """Return the newest counts of a desk's day or month that this store made, one a profile, standing or not."""
        newest = (
            f"SELECT max(id) FROM batch WHERE {COUNTED_AT_DESK} AND (received = '' OR newest AND {OWN_WRITER})"
            " AND desk = ? AND first_day = ? AND last_day = ? GROUP BY profile"
        )
        with self._file.snapshot():
            return self._batches(f"id IN ({newest})", [desk, period.first.isoformat(), period.last.isoformat()])

    def stand_for_forgotten(self, before: date) -> None:
        """Let what was counted here of earlier days be the least that they count: their talks are forgotten."""
        with self._file.transaction() as db:
            db.execute(
                f"UPDATE batch SET forgotten = 1 WHERE newest AND {OF_A_DAY} AND {OWN_WRITER} AND first_day < ?"
                " AND NOT forgotten",
                [before.isoformat()],
            )

    def forgotten_part(self, desk: str, day: date) -> dict[str, Cells]:
        """Return what a desk's day counts of talks that are forgotten, by profile."""
        with self._file.snapshot():
            found = self._batches(f"forgotten AND {OF_A_DAY} AND desk = ? AND first_day = ?", [desk, day.isoformat()])
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
        own = self._file.db.execute(f"SELECT ? = ({IDENTITY_HERE})", [batch.writer]).fetchone()[0]
        kept = self._last_kept(batch)
        part = all(number <= batch.cells.get(cell, 0) for cell, number in kept.items())
        return bool(own and part and (kept or not self._has_talks(batch)))

    def _last_kept(self, batch: Batch) -> Cells:
        """Return what was last counted here of the same days before this revision."""
        where = f"{SAME} AND received = '' AND revision < ?"
        found = self._batches(where, [*_identity(batch), batch.revision])
        return max(found, key=lambda one: one.revision).cells if found else {}

    def _has_talks(self, batch: Batch) -> bool:
        where = "desk = ? AND profile = ? AND day = ?"
        day = [batch.desk, batch.profile, batch.first_day.isoformat()]
        return self._file.db.execute(f"SELECT 1 FROM conversation WHERE {where} LIMIT 1", day).fetchone() is not None

    def drop_list(self, old_list: int) -> int:
        """Take back what an old list brought in; what it had replaced counts again. Returns how many batches went."""
        with self._file.transaction() as db:
            found = db.execute("SELECT id FROM batch WHERE old_list = ?", [old_list]).fetchall()
            for (number,) in found:
                batch = self._batches("id = ?", [number])[0]
                self._step_down(db, batch)
                db.execute("DELETE FROM batch WHERE id = ?", [number])
                former = db.execute(
                    f"SELECT id FROM batch WHERE {SAME} ORDER BY revision DESC LIMIT 1",
                    _identity(batch),
                ).fetchone()
                if former:
                    self._step_up(db, former[0])
        return len(found)

    def _newest(self, batch: Batch) -> Batch | None:
        return next(iter(self._batches(f"newest AND {SAME}", _identity(batch))), None)

    def _insert(self, batch: Batch, old_list: int | None) -> int:
        """Keep a count that does not count yet."""
        db = self._file.db
        number = db.execute(
            f"INSERT INTO batch ({IDENTITY}, revision, month, received, old_list, pack, writer, builds_on)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *_identity(batch),
                batch.revision,
                _month(batch),
                _text(batch.received),
                old_list,
                batch.pack,
                batch.writer,
                " ".join(batch.builds_on),
            ],
        ).lastrowid
        cells = ((number, table, row, count) for (table, row), count in sorted(batch.cells.items()))
        db.conn.executemany("INSERT INTO cell VALUES (?, ?, ?, ?)", cells)
        return int(number or 0)

    def _step_up(self, db: sqlite_utils.Database, number: int | None) -> None:
        """Let this revision count from now on."""
        db.execute("UPDATE batch SET newest = 1, past = 0 WHERE id = ?", [number])
        self._sum_up(db, number, ADDED)

    def _step_down(self, db: sqlite_utils.Database, batch: Batch) -> None:
        """Let the revision that has counted so far count no more."""
        known = db.execute(f"SELECT id FROM batch WHERE newest AND {SAME}", _identity(batch)).fetchone()
        if known:
            self._sum_up(db, known[0], TAKEN)
            db.execute("UPDATE batch SET newest = 0, past = 1 WHERE id = ?", known)

    def _sum_up(self, db: sqlite_utils.Database, number: int | None, step: str, which: str = "1") -> None:
        """Bring the sums of the batch's month and year in step; what lies in no single month has none."""
        for span in ("month", "substr(month, 1, 4)"):
            db.execute(
                f"INSERT INTO sum_cell SELECT {span}, {ORIGIN}, tally_table, tally_row, profile, desk, number"
                f" FROM batch JOIN cell ON batch = id WHERE id = ? AND month <> '' AND {which}"
                f" ON CONFLICT DO UPDATE SET number = {step}",
                [number],
            )

    # reading

    def sums(self, scope: Scope, by_day: Collection[str]) -> dict[str, Cells]:
        """Return the cells of everything wholly within the period, by where they come from (tally.ORIGIN_ROWS).

        `by_day`: the tables that tell how many. All others are read of the scope's months alone, as whole months.
        """
        found: dict[str, dict[tuple[str, str], int]] = {origin: {} for origin in tally.ORIGIN_ROWS}
        with self._file.snapshot() as db:
            for query, values in _parts(scope, sorted(by_day)):
                for origin, table, row, number in db.execute(query, values):
                    cells = found[origin]
                    cells[table, row] = cells.get((table, row), 0) + number
        return {origin: {cell: number for cell, number in cells.items() if number} for origin, cells in found.items()}

    def batches(self, first: date, last: date, profile: str = "") -> list[Batch]:
        """Return the newest revision of every batch that lies wholly within these days."""
        where, values = _within(Scope(Period(first, last), profile))
        with self._file.snapshot():
            return self._batches(where, values)

    def old_lists(self, scope: Scope) -> list[Batch]:
        """Return what old lists brought that shares a day with the period."""
        filters, values = _filters(scope)
        where = f"newest AND {BROUGHT_IN} AND first_day <= ? AND last_day >= ?{filters}"
        with self._file.snapshot():
            return self._batches(where, [scope.period.last.isoformat(), scope.period.first.isoformat(), *values])

    def old_lists_before(self, day: date) -> list[Batch]:
        """Return the committee tables of old lists for periods that ended before this day, the latest first."""
        with self._file.snapshot():
            found = self._batches(f"newest AND {BROUGHT_IN} AND paper <> '' AND last_day < ?", [day.isoformat()])
        return sorted(found, key=lambda batch: batch.last_day, reverse=True)

    def counted_twice(self, period: Period, of_all_desks: str) -> list[Batch]:
        """Return what old lists brought within the period for days that desks reported too.

        `of_all_desks`: the desk's code of a list that counts all of them.
        """
        where, values = _within(Scope(period))
        told = (
            f"SELECT 1 FROM batch AS told WHERE told.newest AND {COUNTED_AT_DESK} AND told.last_day = told.first_day"
            " AND told.first_day BETWEEN batch.first_day AND batch.last_day"
            " AND batch.profile IN ('', told.profile) AND batch.desk IN (?, told.desk)"
        )
        with self._file.snapshot():
            return self._batches(f"{where} AND {BROUGHT_IN} AND EXISTS ({told})", [*values, of_all_desks])

    def any_within(self, scope: Scope) -> bool:
        """Tell whether anybody counted, be it zero."""
        where, values = _within(scope)
        with self._file.snapshot() as db:
            return db.execute(f"SELECT 1 FROM batch WHERE {where} LIMIT 1", values).fetchone() is not None

    def first_day(self) -> date | None:
        """Return the first day that any batch counts, or None. A desk's month begins no earlier than its days."""
        query = "SELECT first_day FROM batch WHERE newest AND {} ORDER BY first_day LIMIT 1"
        with self._file.snapshot() as db:
            found = db.execute(query.format(f"NOT ({OF_A_MONTH})")).fetchone()
            found = found or db.execute(query.format(OF_A_MONTH)).fetchone()
            return date.fromisoformat(found[0]) if found else None

    def talks_by_day(self, scope: Scope) -> dict[date, int]:
        """Return how many talks the desks counted on each day that they reported."""
        where, values = _within(scope)
        return self._course(
            f"SELECT first_day, total(number) FROM batch LEFT JOIN cell ON batch = id AND {TALKS}"
            f" WHERE {where} AND {OF_A_DAY} GROUP BY 1",
            values,
        )

    def talks_by_month(self, scope: Scope) -> dict[date, int]:
        """Return how many talks each whole month of the period had that was reported, under its first day."""
        filters, values = _filters(scope)
        months = [f"{day:%Y-%m}" for day in scope.period.days if day.day == 1 and month_of(day).last in scope.period]
        where, ends = _within(scope)
        reported = f"SELECT DISTINCT substr(first_day, 1, 7) || '-01', 0 FROM batch WHERE {where} AND {OF_A_DAY}"
        counted = (
            "SELECT span || '-01', total(number) FROM sum_cell"
            f" WHERE span IN ({_marks(months)}) AND origin IN ('{tally.OWN}', '{tally.COLLECTED}')"
            f" AND {TALKS}{filters} GROUP BY 1"
        )
        return self._course(reported, ends) | self._course(counted, [*months, *values])

    def _course(self, query: str, values: Sequence[str]) -> dict[date, int]:
        with self._file.snapshot() as db:
            return {date.fromisoformat(day): int(number) for day, number in db.execute(query, values)}

    def desk_days(self, scope: Scope) -> list[DeskDay]:
        """Return what the desks have reported, one entry for each desk and day; a day of nothing is an entry too."""
        where, values = _within(scope)
        query = (
            "SELECT desk, first_day, total(number), max(revision), max(received) FROM batch LEFT JOIN cell"
            f" ON batch = id AND {PERSONS} WHERE {where} AND {OF_A_DAY} GROUP BY 1, 2"
        )
        with self._file.snapshot() as db:
            return [
                DeskDay(desk, date.fromisoformat(day), int(persons), revision, _day(received))
                for desk, day, persons, revision, received in db.execute(query, values)
            ]

    def untold_months(self, scope: Scope) -> list[UntoldMonth]:
        """Return the closed months of the scope that tell of fewer persons than their days, the oldest first."""
        months = [f"{day:%Y-%m}" for day in (scope.months.days if scope.months else ()) if day.day == 1]
        filters, values = _filters(scope)
        query = (
            f"SELECT span, desk FROM sum_cell WHERE span IN ({_marks(months)})"
            f" AND origin IN ('{tally.OWN}', '{tally.COLLECTED}')"
            f" AND tally_table IN ('{tally.VOLUME}', '{tally.MONTH_VOLUME}') AND tally_row = '{tally.PERSONS}'{filters}"
            f" GROUP BY 1, 2 HAVING sum(iif(tally_table = '{tally.VOLUME}', number, -number)) > 0 ORDER BY 1, 2"
        )
        with self._file.snapshot() as db:
            found = db.execute(query, [*months, *values]).fetchall()
            return [UntoldMonth(date.fromisoformat(f"{month}-01"), desk) for month, desk in found]

    def deliveries(self, since: date) -> dict[str, Deliveries]:
        """Return for each desk how many of its days came in since then, when the last did, and its last day."""
        query = (
            "SELECT desk, count(DISTINCT iif(received >= ?, first_day, NULL)), max(received), max(first_day) FROM batch"
            f" WHERE newest AND {OF_A_DAY} GROUP BY desk"
        )
        with self._file.snapshot() as db:
            return {
                desk: Deliveries(came, _day(received), date.fromisoformat(last))
                for desk, came, received, last in db.execute(query, [since.isoformat()])
            }

    def desks(self) -> set[str]:
        """Return the desks of which any day was reported."""
        with self._file.snapshot() as db:
            return {
                desk for (desk,) in db.execute(f"SELECT DISTINCT desk FROM batch WHERE newest AND {COUNTED_AT_DESK}")
            }

    def reported_days(self, scope: Scope) -> dict[str, set[date]]:
        """Return the days that each desk has reported; without looking into a cell, for years of many desks."""
        where, values = _within(scope)
        found: dict[str, set[date]] = {}
        with self._file.snapshot() as db:
            for desk, day in db.execute(f"SELECT desk, first_day FROM batch WHERE {where} AND {OF_A_DAY}", values):
                found.setdefault(desk, set()).add(date.fromisoformat(day))
        return found

    def _batches(self, where: str, values: Sequence[object]) -> list[Batch]:
        return [one.batch for one in self._kept(where, values)]

    def _kept(self, where: str, values: Sequence[object]) -> list[Kept]:
        chosen = f"SELECT id FROM batch WHERE {where}"
        query = f"SELECT batch, tally_table, tally_row, number FROM cell WHERE batch IN ({chosen})"
        cells: dict[int, dict[tuple[str, str], int]] = {}
        for batch, table, row, number in self._file.db.execute(query, values):
            cells.setdefault(batch, {})[table, row] = number
        return [
            replace(one, batch=replace(one.batch, cells=cells.get(one.number, {})))
            for one in self._outlines(where, values)
        ]

    def _outlines(self, where: str, values: Sequence[object]) -> list[Kept]:
        query = (
            f"SELECT id, newest, past, {IDENTITY}, revision, received, pack, writer, builds_on FROM batch WHERE {where}"
            " ORDER BY first_day, desk, profile, source, id"
        )
        return [_outline(*row) for row in self._file.db.execute(query, values)]


def _outline(number: int, newest: int, past: int, *row: Any) -> Kept:
    """Return a count as its row says it, without its cells."""
    desk, profile, first, last, source, paper, revision, received, pack, writer, builds_on = row
    days, marks = (date.fromisoformat(first), date.fromisoformat(last)), tuple(builds_on.split())
    batch = Batch(desk, profile, *days, revision, source, {}, paper, _day(received), pack, writer, marks)
    return Kept(number, batch, bool(past), bool(newest))


def _is_a_question(counts: Sequence[Batch]) -> bool:
    first, *others = counts
    return any(one.writer != first.writer or not lineage.say_the_same(one, first) for one in others)


def _parts(scope: Scope, by_day: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the queries that together sum the period: whole years and months, days at its ends, and longer batches.

    Of who came there are the years and months of `scope.months`, and batches that reach over a whole month.
    """
    how_many = f"tally_table IN ({_marks(by_day)})"
    parts = cover(scope.period)
    yield from _summed([*parts.years, *parts.months], how_many, by_day, scope)
    for edge in parts.edges:
        yield _counted(f"month <> '' AND {how_many}", by_day, replace(scope, period=edge))
    yield _counted(f"month = '' AND {how_many}", by_day, scope)
    if scope.months:
        whole = cover(scope.months)
        yield from _summed([*whole.years, *whole.months], f"NOT {how_many}", by_day, scope)
        yield _counted(f"month = '' AND NOT {how_many}", by_day, replace(scope, period=scope.months))


def _summed(spans: Sequence[str], which: str, tables: Sequence[str], scope: Scope) -> Iterator[tuple[str, list[str]]]:
    """Yield the query over kept sums, where there are any."""
    filters, values = _filters(scope)
    if spans:
        chosen = f"SELECT origin, tally_table, tally_row, sum(number) FROM sum_cell WHERE span IN ({_marks(spans)})"
        grouped = f"{chosen} AND {which}{filters} GROUP BY span, origin, tally_table, tally_row"
        yield grouped, [*spans, *tables, *values]


def _counted(which: str, tables: Sequence[str], scope: Scope) -> tuple[str, list[str]]:
    where, values = _within(scope)
    grouped = f"SELECT {ORIGIN}, tally_table, tally_row, sum(number) FROM batch CROSS JOIN cell ON batch = id"
    return f"{grouped} WHERE {where} AND {which} GROUP BY 1, 2, 3", [*values, *tables]


def _within(scope: Scope) -> tuple[str, list[str]]:
    filters, values = _filters(scope)
    ends = [scope.period.first.isoformat(), scope.period.last.isoformat()]
    return f"newest AND first_day >= ? AND last_day <= ?{filters}", [*ends, *values]


def _filters(scope: Scope) -> tuple[str, list[str]]:
    """Return profile and desks as further conditions."""
    profile = " AND profile = ?" if scope.profile else ""
    desks = f" AND desk IN ({_marks(scope.desks)})" if scope.desks else ""
    return profile + desks, [*([scope.profile] if scope.profile else []), *scope.desks]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _identity(batch: Batch) -> tuple[str, ...]:
    return batch.desk, batch.profile, batch.first_day.isoformat(), batch.last_day.isoformat(), batch.source, batch.paper


def _month(batch: Batch) -> str:
    """Return the calendar month in which the batch lies, or nothing."""
    first, last = batch.first_day.isoformat()[:7], batch.last_day.isoformat()[:7]
    return first if first == last else ""


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

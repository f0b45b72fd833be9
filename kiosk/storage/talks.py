"""Talks as rows of codes: kept tap by tap, forgotten after the days in which they can be corrected."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import takewhile
from typing import Any

from kiosk.domain.conversation import Answers, Beginning, Conversation, Decision, Person, Stage
from kiosk.domain.grouping import grouped
from kiosk.domain.vocabulary import codes_of
from kiosk.errors import AlreadyDecided, NotThere
from kiosk.storage.database import File
from kiosk.storage.deletions import Deletion, gone_for_good

THEIRS = "conversation = ? AND place = ?"
THERE_IS = "SELECT key FROM conversation UNION SELECT key FROM before_yes"
STILL_SHOWN = (
    "SELECT key FROM conversation WHERE stage <> 'finished' OR desk <> ?1 OR day > ?2"
    " UNION SELECT key FROM before_yes WHERE desk <> ?1 OR day > ?2"
)
"""Talks that a session may name: all there are, or, where a day is closed, none that is over there until then."""
THIS = "conversation = person.conversation AND place = person.place"
PERSONS = (
    "SELECT key, desk, profile, day AS '[day]', language, stage, turn, person.*,"
    f" (SELECT group_concat(fact || ' ' || code) FROM (SELECT * FROM fact WHERE {THIS} ORDER BY code)),"
    f" (SELECT group_concat(need, ' ') FROM (SELECT * FROM need WHERE {THIS} ORDER BY position)),"
    f" (SELECT group_concat(service || ' ' || door) FROM slip WHERE {THIS})"
    " FROM talk JOIN person ON person.conversation = key AND person.mistake <= ? ORDER BY day, key, place"
)
"""A talk's persons with what they answered: each fact with each of its codes, needs in the order of tapping; slips
and doors."""
DONE = "desk = ? AND profile = ? AND day = ? AND stage = 'finished' AND NOT mistake"


class Talks:
    """Conversations, their persons, facts, needs and outcomes."""

    def __init__(self, file: File) -> None:
        self._file = file

    def start_conversation(self, beginning: Beginning) -> Conversation:
        """Return the conversation under this key; started now unless it was before. Raises NotThere after a mistake."""
        key = beginning.key
        with self._file.transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO conversation (key, desk, profile, day, language, begun_by, stage)"
                " VALUES (:key, :desk, :profile, :day, :language, :account, 'talk')",
                asdict(beginning),
            )
            db.execute("INSERT OR IGNORE INTO person (conversation, place) VALUES (?, 1)", [key])
            return self.conversation(key)

    def conversation(self, key: str) -> Conversation:
        """Return the conversation under this key. Raises NotThere, also for a mistake."""
        found = self._conversations("key = ? AND NOT mistake", [key])
        if not found:
            raise NotThere
        return found[0]

    def conversations(self, desk: str, first: date, last: date) -> list[Conversation]:
        """Return a desk's conversations of these days, in no meaningful order within a day."""
        return self._conversations("desk = ? AND day BETWEEN ? AND ? AND NOT mistake", [desk, first, last])

    def unfinished(self, desk: str) -> list[Conversation]:
        """Return a desk's open conversations, the oldest day first."""
        return self._conversations("desk = ? AND stage <> 'finished' AND NOT mistake", [desk])

    def begun_by(self, account: str) -> frozenset[str]:
        """Return the keys of the open conversations that this account holds, and of those that nobody does."""
        query = "SELECT key FROM conversation WHERE stage <> 'finished' AND begun_by IN (?, '')"
        return frozenset(key for (key,) in self._file.rows(query, [account]))

    def hold(self, key: str, account: str) -> None:
        """Let this account hold a conversation that is open again; one that somebody holds stays theirs."""
        self._file.change(
            "UPDATE conversation SET begun_by = ? WHERE key = ? AND begun_by = '' AND stage <> 'finished'",
            [account, key],
        )

    def left_open(self, before: date) -> list[str]:
        """Return the keys of all open conversations of earlier days, of whichever desk."""
        query = "SELECT key FROM conversation WHERE day < ? AND stage <> 'finished' AND NOT mistake ORDER BY day"
        return [key for (key,) in self._file.rows(query, [before])]

    def outcomes(self, desk: str, day: date) -> tuple[int, dict[str, int]]:
        """Return how many finished conversations a desk's day has, and how many persons with each outcome."""
        finished = "FROM conversation WHERE desk = ? AND day = ? AND stage = 'finished'"
        by_outcome = (
            f"SELECT outcome, count(*) FROM person WHERE conversation IN (SELECT key {finished}) AND NOT mistake"
            " GROUP BY outcome"
        )
        with self._file.snapshot():
            conversations = self._file.value(f"SELECT count(*) {finished}", [desk, day])
            return conversations, dict(self._file.rows(by_outcome, [desk, day]))

    def slips_beside(self, desk: str, day: date) -> dict[str, int]:
        """Return how many slips of each door a desk's finished conversations of a day handed out beside the chosen."""
        finished = "SELECT key FROM conversation WHERE desk = ? AND day = ? AND stage = 'finished'"
        counted = f"SELECT door, count(*) FROM slip WHERE conversation IN ({finished}) GROUP BY door"
        return dict(self._file.rows(counted, [desk, day]))

    def ended(self, desk: str, profile: str, day: date) -> list[tuple[Conversation, int]]:
        """Return how a desk's finished conversations of a day ended, without what was answered.

        Those that ended alike stand there once, with how many they are.
        """
        doors = (
            "SELECT group_concat(door, ' ') FROM slip"
            " WHERE slip.conversation = person.conversation AND slip.place = person.place"
        )
        ends = (
            f"SELECT json_group_array(json_array(outcome, service, ({doors}))) AS ends FROM person"
            f" WHERE NOT mistake AND conversation IN (SELECT key FROM conversation WHERE {DONE}) GROUP BY conversation"
        )
        alike = f"SELECT ends, count(*) FROM ({ends}) GROUP BY ends"
        found = []
        for ended, number in self._file.rows(alike, [desk, profile, day]):
            persons = tuple(
                Person(place, decision=Decision(outcome, service), slips=_by_number(slips or ""))
                for place, (outcome, service, slips) in enumerate(json.loads(ended), start=1)
            )
            found.append((Conversation("", desk, profile, day, "", Stage.FINISHED, persons), number))
        return found

    def uncounted(self, desk: str, profile: str, day: date) -> list[Conversation]:
        """Return a desk's finished conversations of a day with persons who are not counted into the month."""
        where = f"{DONE} AND key IN (SELECT conversation FROM person WHERE NOT counted AND NOT mistake)"
        return self._conversations(where, [desk, profile, day])

    def days_uncounted(self) -> list[tuple[str, str, date]]:
        """Return desk, profile and day of each closed screening hour with persons who are not counted yet."""
        query = (
            "SELECT DISTINCT desk, profile, day AS '[day]' FROM screening_hour"
            " JOIN conversation USING (desk, profile, day)"
            " JOIN person ON person.conversation = key WHERE closed AND stage = 'finished' AND NOT counted"
            " AND NOT conversation.mistake AND NOT person.mistake ORDER BY day, desk, profile"
        )
        return self._file.rows(query)

    def is_new_tap(self, key: str, digest: str) -> bool:
        """Keep a tap of a talk; tell whether it is new, and not of a talk that is gone.

        It belongs into one change with what the tap says.
        """
        new = "INSERT OR IGNORE INTO tap SELECT key, ? FROM conversation WHERE key = ?"
        return bool(self._file.change(new, [digest, key]).rowcount)

    def has_tap(self, key: str, digest: str) -> bool:
        """Tell whether a tap of a talk is kept."""
        return bool(self._file.value("SELECT 1 FROM tap WHERE conversation = ? AND digest = ?", [key, digest]))

    def set_language(self, key: str, language: str) -> None:
        """Keep the client's language."""
        self._file.change("UPDATE conversation SET language = ? WHERE key = ?", [language, key])

    def set_stage(self, key: str, stage: Stage) -> None:
        """Move the conversation to this stage; who held it is forgotten with its end."""
        self._file.change(
            "UPDATE conversation SET stage = :stage, begun_by = iif(:stage = 'finished', '', begun_by)"
            " WHERE key = :key",
            {"stage": stage.value, "key": key},
        )

    def keep_answers(self, key: str, place: int, before: Answers, after: Answers) -> None:
        """Bring what this person has answered from one state to another; only what differs is written."""
        with self._file.transaction() as db:
            for fact in before.facts.keys() | after.facts.keys():
                if before.facts.get(fact) != after.facts.get(fact):
                    if fact in before.facts:
                        db.execute(f"DELETE FROM fact WHERE {THEIRS} AND fact = ?", [key, place, fact])
                    for code in codes_of(after.facts.get(fact, "")):
                        db.execute("INSERT INTO fact VALUES (?, ?, ?, ?)", [key, place, fact, code])
            kept = len([*takewhile(lambda one: one[0] == one[1], zip(before.needs, after.needs, strict=False))])
            if before.needs[kept:]:
                db.execute(f"DELETE FROM need WHERE {THEIRS} AND position > ?", [key, place, kept])
            for position, need in enumerate(after.needs[kept:], start=kept + 1):
                db.execute("INSERT INTO need VALUES (?, ?, ?, ?)", [key, place, need, position])

    def add_person(self, key: str, answers: Answers) -> int:
        """Add a further person of the family; return its place."""
        with self._file.transaction() as db:
            taken = "SELECT max(place) FROM person WHERE conversation = ?"
            place: int = db.execute(taken, [key]).fetchone()[0] + 1
            db.table("person").insert({"conversation": key, "place": place})
            self.keep_answers(key, place, Answers(), answers)
        return place

    def drop_person(self, key: str, place: int) -> None:
        """Take back the last person that was added."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM person WHERE conversation = ? AND place = ?", [key, place])
            gone_for_good(self._file, Deletion.MISTAKES)

    def decide(self, key: str, place: int, decision: Decision) -> Decision:
        """Keep the outcome of a person; the same once more changes nothing. Raises AlreadyDecided for another one."""
        with self._file.transaction() as db:
            decided = db.execute(
                "UPDATE person SET outcome = :outcome, service = :service, suggested_door = :suggested_door,"
                " suggested_service = :suggested_service, reason = :reason, rules = :rules, pack = :pack"
                " WHERE conversation = (SELECT key FROM conversation WHERE key = :key AND NOT mistake)"
                " AND place = :place AND outcome IS NULL AND NOT mistake",
                {**asdict(decision), "rules": " ".join(decision.rules), "key": key, "place": place},
            ).rowcount
            if decided:
                return decision
            person = self.conversation(key).person(place)
            if person is None or person.decision is None:
                raise NotThere
            if replace(person.decision, pack="", rules=()) != replace(decision, pack="", rules=()):
                raise AlreadyDecided
            return person.decision

    def take_slip(self, key: str, place: int, service: str, door: str) -> None:
        """Keep that the person takes along the slip of a service named beside; the same once more changes nothing."""
        self._file.change("INSERT OR IGNORE INTO slip VALUES (?, ?, ?, ?)", [key, place, service, door])

    def reopen(self, key: str, place: int) -> None:
        """Take back a person's outcome, and the slips that went with it; their answers stay.

        So does what the rules had said to who is counted: it cannot be asked again.
        """
        with self._file.transaction() as db:
            db.execute("DELETE FROM slip WHERE conversation = ? AND place = ?", [key, place])
            db.execute(f"UPDATE person SET outcome = NULL, service = '', reason = '' WHERE {THEIRS}", [key, place])
            db.execute(
                "UPDATE person SET suggested_door = '', suggested_service = '', rules = '', pack = ''"
                f" WHERE {THEIRS} AND NOT counted",
                [key, place],
            )
            db.execute("UPDATE conversation SET stage = 'talk', turn = turn + 1 WHERE key = ?", [key])

    def mark_counted(self, keys: Iterable[str]) -> None:
        """Remember that the persons of these talks are counted into their month."""
        mark = "UPDATE person SET counted = 1 WHERE conversation = ? AND NOT mistake"
        with self._file.transaction() as db:
            db.conn.executemany(mark, [(key,) for key in keys])

    def let_leave(self, facts: Iterable[str]) -> None:
        """Delete needs, these facts and the rules that tell of both of everybody who is counted into their month."""
        counted = "(conversation, place) IN (SELECT conversation, place FROM person WHERE counted)"
        with self._file.transaction() as db:
            gone = db.execute(f"DELETE FROM need WHERE {counted}").rowcount
            for fact in facts:
                gone += db.execute(f"DELETE FROM fact WHERE fact = ? AND {counted}", [fact]).rowcount
            told = "counted AND rules || suggested_service <> ''"
            gone += db.execute(f"UPDATE person SET rules = '', suggested_service = '' WHERE {told}").rowcount
            gone += db.execute(
                "DELETE FROM tap WHERE conversation IN (SELECT conversation FROM person WHERE counted)"
            ).rowcount
            if gone:
                gone_for_good(self._file, Deletion.NEEDS)

    def mistake(self, key: str) -> Conversation | None:
        """Return the conversation as it comes back when it, or some of its persons, were a mistake; else None."""
        some = "EXISTS (SELECT 1 FROM person WHERE person.conversation = key AND person.mistake)"
        mistaken = f"key = ? AND (mistake OR {some})"
        return next(iter(self._conversations(mistaken, [key], mistaken_persons=True)), None)

    def set_mistaken_person(self, key: str, place: int) -> None:
        """Put one person of a family out of sight and out of every count."""
        self._file.change("UPDATE person SET mistake = 1 WHERE conversation = ? AND place = ?", [key, place])

    def set_mistake(self, key: str) -> None:
        """Put a conversation, or those of a family without an outcome, out of sight and out of every count."""
        with self._file.transaction() as db:
            decided = db.execute(
                "SELECT 1 FROM person WHERE conversation = ? AND outcome IS NOT NULL", [key]
            ).fetchone()
            if decided:
                db.execute("UPDATE person SET mistake = 1 WHERE conversation = ? AND outcome IS NULL", [key])
            else:
                db.execute("UPDATE conversation SET mistake = 1 WHERE key = ?", [key])

    def take_mistake_back(self, key: str) -> None:
        """Let a conversation go on where it was before the mistake."""
        with self._file.transaction() as db:
            db.execute("UPDATE person SET mistake = 0 WHERE conversation = ?", [key])
            db.execute(
                "UPDATE conversation SET mistake = 0, turn = turn + 1, stage = iif(stage = 'finished', 'talk', stage)"
                " WHERE key = ?",
                [key],
            )

    def drop_unsaid(self, key: str) -> None:
        """Delete a talk for good whose yes was followed by a no, before anything was said."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM conversation WHERE key = ?", [key])
            gone_for_good(self._file, Deletion.MISTAKES)

    def drop_mistakes(self, desk: str, last: date) -> None:
        """Delete for good what was a mistake at a desk until this day."""
        with self._file.transaction() as db:
            until = "desk = ? AND day <= ?"
            values = [desk, last]
            gone = db.execute(f"DELETE FROM conversation WHERE mistake AND {until}", values).rowcount
            those = f"SELECT key FROM conversation WHERE {until}"
            gone += db.execute(f"DELETE FROM person WHERE mistake AND conversation IN ({those})", values).rowcount
            self._untie_from_sessions(STILL_SHOWN, values)
            if gone:
                gone_for_good(self._file, Deletion.MISTAKES)

    def forget_before(self, day: date) -> int:
        """Delete the talks of earlier days for good; how many they were."""
        with self._file.transaction() as db:
            gone = db.execute("DELETE FROM conversation WHERE day < ?", [day]).rowcount
            self._untie_from_sessions(THERE_IS)
            if gone:
                gone_for_good(self._file, Deletion.TALKS)
        return gone

    def _untie_from_sessions(self, named: str, values: Sequence[object] = ()) -> None:
        """Let a session name these talks alone, as its last one or in the place that it leads to."""
        place = "substr(place, instr(place, '/conversation/') + 14, 22)"
        self._file.change(
            f"WITH named (key) AS ({named}) UPDATE session SET"
            " last_conversation = iif(last_conversation IN named, last_conversation, ''),"
            f" place = iif(instr(place, '/conversation/') = 0 OR {place} IN named, place, '')"
            " WHERE last_conversation <> '' OR place <> ''",
            values,
        )

    def _conversations(
        self, where: str, values: Sequence[object], *, mistaken_persons: bool = False
    ) -> list[Conversation]:
        query = f"WITH talk AS (SELECT * FROM conversation WHERE {where}) {PERSONS}"
        with self._file.glance() as db:
            rows = db.execute(query, [*values, mistaken_persons])
            found = grouped((row[:7], _person(*row[8:])) for row in rows)
            return [
                Conversation(key, desk, profile, day, language, Stage(stage), tuple(persons), turn)
                for (key, desk, profile, day, language, stage, turn), persons in found.items()
            ]


def _person(place: int, outcome: str | None, *row: Any) -> Person:
    """Read a row of PERSONS from `place` on."""
    service, door, suggested, reason, rules, pack, _mistake, counted, facts, needs, slips = row
    said = Decision(outcome or "", service, door, suggested, reason, tuple(rules.split()), pack)
    told = {fact: " ".join(codes) for fact, codes in grouped(_pairs(facts)).items()}
    answers, decision = Answers(told, tuple((needs or "").split())), None if outcome is None else said
    return Person(place, answers, decision, dict(_pairs(slips)), bool(counted), said if counted else None)


def _pairs(written: str | None) -> Iterator[tuple[str, str]]:
    for one in written.split(",") if written else ():
        name, _, code = one.partition(" ")
        yield name, code


def _by_number(doors: str) -> dict[str, str]:
    """Return doors of slips of which nobody asks the service."""
    return {str(number): door for number, door in enumerate(doors.split())}

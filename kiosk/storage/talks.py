"""Talks as rows of codes: kept tap by tap, forgotten after the days in which they can be corrected."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from kiosk.domain.conversation import Answers, Conversation, Decision, Person, Stage
from kiosk.domain.vocabulary import codes_of
from kiosk.errors import AlreadyDecided, NotThere
from kiosk.storage.database import File


class Talks:
    """Conversations, their persons, facts, needs and outcomes."""

    def __init__(self, file: File) -> None:
        self._file = file

    def start_conversation(self, key: str, desk: str, profile: str, day: date) -> Conversation:
        """Return the conversation under this key; started now unless it was before, and anew after a mistake."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM conversation WHERE key = ? AND mistake", [key])
            db.execute(
                "INSERT OR IGNORE INTO conversation (key, desk, profile, day, stage) VALUES (?, ?, ?, ?, 'language')",
                [key, desk, profile, day.isoformat()],
            )
            db.execute("INSERT OR IGNORE INTO person (conversation, place) VALUES (?, 1)", [key])
            return self.conversation(key)

    def conversation(self, key: str) -> Conversation:
        """Return the conversation under this key. Raises NotThere, also for a mistake."""
        with self._file.snapshot():
            found = self._conversations("key = ? AND NOT mistake", [key])
        if not found:
            raise NotThere
        return found[0]

    def conversations(self, desk: str, first: date, last: date) -> list[Conversation]:
        """Return a desk's conversations of these days, in no meaningful order within a day."""
        with self._file.snapshot():
            return self._conversations(
                "desk = ? AND day BETWEEN ? AND ? AND NOT mistake", [desk, first.isoformat(), last.isoformat()]
            )

    def unfinished(self, desk: str) -> list[Conversation]:
        """Return a desk's open conversations, the oldest day first."""
        with self._file.snapshot():
            return self._conversations("desk = ? AND stage <> 'finished' AND NOT mistake", [desk])

    def left_open(self, before: date) -> list[str]:
        """Return the keys of all open conversations of earlier days, of whichever desk."""
        query = "SELECT key FROM conversation WHERE day < ? AND stage <> 'finished' AND NOT mistake ORDER BY day"
        with self._file.snapshot() as db:
            return [key for (key,) in db.execute(query, [before.isoformat()])]

    def outcomes(self, desk: str, day: date) -> tuple[int, dict[str, int]]:
        """Return how many finished conversations a desk's day has, and how many persons with each outcome."""
        finished = "FROM conversation WHERE desk = ? AND day = ? AND stage = 'finished'"
        with self._file.snapshot() as db:
            values = [desk, day.isoformat()]
            conversations = db.execute(f"SELECT count(*) {finished}", values).fetchone()[0]
            by_outcome = (
                f"SELECT outcome, count(*) FROM person WHERE conversation IN (SELECT key {finished}) AND NOT mistake"
                " GROUP BY outcome"
            )
            return conversations, dict(db.execute(by_outcome, values).fetchall())

    def slips_beside(self, desk: str, day: date) -> dict[str, int]:
        """Return how many slips of each door a desk's finished conversations of a day handed out beside the chosen."""
        finished = "SELECT key FROM conversation WHERE desk = ? AND day = ? AND stage = 'finished'"
        with self._file.snapshot() as db:
            counted = f"SELECT door, count(*) FROM slip WHERE conversation IN ({finished}) GROUP BY door"
            return dict(db.execute(counted, [desk, day.isoformat()]).fetchall())

    def set_language(self, key: str, language: str) -> None:
        """Keep the client's language; from the language page it leads on to the promise."""
        with self._file.transaction() as db:
            db.execute(
                "UPDATE conversation SET language = ?, stage = iif(stage = 'language', 'promise', stage) WHERE key = ?",
                [language, key],
            )

    def set_stage(self, key: str, stage: Stage) -> None:
        """Move the conversation to this stage."""
        with self._file.transaction() as db:
            db.execute("UPDATE conversation SET stage = ? WHERE key = ?", [stage.value, key])

    def keep_answers(self, key: str, place: int, before: Answers, after: Answers) -> None:
        """Bring what this person has answered from one state to another; only what differs is written."""
        with self._file.transaction() as db:
            for fact in before.facts.keys() | after.facts.keys():
                if before.facts.get(fact) != after.facts.get(fact):
                    db.execute("DELETE FROM fact WHERE conversation = ? AND place = ? AND fact = ?", [key, place, fact])
                    for code in codes_of(after.facts.get(fact, "")):
                        db.execute("INSERT INTO fact VALUES (?, ?, ?, ?)", [key, place, fact, code])
            if before.needs != after.needs:
                db.execute("DELETE FROM need WHERE conversation = ? AND place = ?", [key, place])
                for position, need in enumerate(after.needs, start=1):
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

    def decide(self, key: str, place: int, decision: Decision) -> Decision:
        """Keep the outcome of a person; the same once more changes nothing. Raises AlreadyDecided for another one."""
        with self._file.transaction() as db:
            person = self.conversation(key).person(place)
            if person is None:
                raise NotThere
            if person.decision is not None:
                if replace(person.decision, pack="", rules=()) == replace(decision, pack="", rules=()):
                    return person.decision
                raise AlreadyDecided
            db.execute(
                "UPDATE person SET outcome = :outcome, service = :service, suggested_door = :suggested_door,"
                " suggested_service = :suggested_service, reason = :reason, rules = :rules, pack = :pack"
                " WHERE conversation = :key AND place = :place",
                {**asdict(decision), "rules": " ".join(decision.rules), "key": key, "place": place},
            )
        return decision

    def take_slip(self, key: str, place: int, service: str, door: str) -> None:
        """Keep that the person takes along the slip of a service named beside; the same once more changes nothing."""
        with self._file.transaction() as db:
            db.execute("INSERT OR IGNORE INTO slip VALUES (?, ?, ?, ?)", [key, place, service, door])

    def reopen(self, key: str, place: int, stage: Stage) -> None:
        """Take back a person's outcome, and the slips that went with it; their answers stay."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM slip WHERE conversation = ? AND place = ?", [key, place])
            db.execute(
                "UPDATE person SET outcome = NULL, service = '', suggested_door = '', suggested_service = '',"
                " reason = '', rules = '', pack = '' WHERE conversation = ? AND place = ?",
                [key, place],
            )
            db.execute("UPDATE conversation SET stage = ?, turn = turn + 1 WHERE key = ?", [stage.value, key])

    def mark_counted(self, key: str) -> None:
        """Remember that the persons of a talk are counted into their month."""
        with self._file.transaction() as db:
            db.execute("UPDATE person SET counted = 1 WHERE conversation = ? AND NOT mistake", [key])

    def mistake(self, key: str) -> Conversation | None:
        """Return the conversation as it comes back when it, or some of its persons, were a mistake; else None."""
        mistaken = "key = ? AND (mistake OR key IN (SELECT conversation FROM person WHERE mistake))"
        with self._file.snapshot():
            return next(iter(self._conversations(mistaken, [key], mistaken_persons=True)), None)

    def set_mistaken_person(self, key: str, place: int) -> None:
        """Put one person of a family out of sight and out of every count."""
        with self._file.transaction() as db:
            db.execute("UPDATE person SET mistake = 1 WHERE conversation = ? AND place = ?", [key, place])

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

    def drop_mistakes(self, desk: str, last: date) -> None:
        """Delete for good what was a mistake at a desk until this day."""
        with self._file.transaction() as db:
            until = "desk = ? AND day <= ?"
            values = [desk, last.isoformat()]
            db.execute(f"DELETE FROM conversation WHERE mistake AND {until}", values)
            those = f"SELECT key FROM conversation WHERE {until}"
            db.execute(f"DELETE FROM person WHERE mistake AND conversation IN ({those})", values)

    def drop_conversation(self, key: str) -> None:
        """Delete a conversation as if it had not been."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM conversation WHERE key = ?", [key])

    def forget_before(self, day: date) -> int:
        """Delete the talks of earlier days for good; how many they were."""
        with self._file.transaction() as db:
            gone = db.execute("DELETE FROM conversation WHERE day < ?", [day.isoformat()]).rowcount
            db.execute(
                "UPDATE session SET last_conversation = '' WHERE last_conversation <> ''"
                " AND last_conversation NOT IN (SELECT key FROM conversation)"
            )
        return gone

    def _conversations(
        self, where: str, values: Sequence[str], *, mistaken_persons: bool = False
    ) -> list[Conversation]:
        db = self._file.db
        chosen = f"(SELECT key FROM conversation WHERE {where})"
        facts: dict[tuple[str, int], dict[str, str]] = {}
        sorted_codes = f"SELECT * FROM fact WHERE conversation IN {chosen} ORDER BY code"
        for key, place, fact, code in db.execute(sorted_codes, values):
            of_person = facts.setdefault((key, place), {})
            of_person[fact] = f"{of_person[fact]} {code}" if fact in of_person else code
        needs: dict[tuple[str, int], list[str]] = {}
        ordered = f"SELECT conversation, place, need FROM need WHERE conversation IN {chosen} ORDER BY position"
        for key, place, need in db.execute(ordered, values):
            needs.setdefault((key, place), []).append(need)
        slips: dict[tuple[str, int], dict[str, str]] = {}
        for key, place, service, door in db.execute(f"SELECT * FROM slip WHERE conversation IN {chosen}", values):
            slips.setdefault((key, place), {})[service] = door
        persons: dict[str, list[Person]] = {}
        by_place = f"SELECT * FROM person WHERE conversation IN {chosen} AND mistake <= ? ORDER BY place"
        for key, place, *decision, _mistake, counted in db.execute(by_place, [*values, mistaken_persons]):
            answers = Answers(facts.get((key, place), {}), tuple(needs.get((key, place), ())))
            known = _decision(*decision), slips.get((key, place), {}), bool(counted)
            persons.setdefault(key, []).append(Person(place, answers, *known))
        return [
            Conversation(key, desk, profile, date.fromisoformat(day), language, Stage(stage), tuple(persons[key]), turn)
            for key, desk, profile, day, language, stage, turn in db.execute(
                f"SELECT key, desk, profile, day, language, stage, turn FROM conversation WHERE {where} ORDER BY day",
                values,
            )
        ]


def _decision(outcome: str | None, service: str, door: str, suggested: str, *rest: str) -> Decision | None:
    """Read the columns of a person's row from `outcome` on."""
    reason, rules, pack = rest
    return None if outcome is None else Decision(outcome, service, door, suggested, reason, tuple(rules.split()), pack)

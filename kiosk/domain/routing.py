"""The rule table: facts and a date go in, one suggestion with its reasons and a second choice comes out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from kiosk.domain.vocabulary import codes_of

MOST_REASONS = 3
NO_DOOR = ""
"""Where a rule leads when the person needs nothing."""
PROPOSED = "Vorschlag, vom Kreis zu bestätigen"
"""Owner of a rule that stands in no paper."""

Said = Mapping[str, Collection[str]]
"""The codes that were said to each fact."""
Answered = tuple[str, str]
"""A fact and its code, or NEED and that of a need."""
NEED = ""
ANYTHING = ("", "")


@dataclass(frozen=True, slots=True)
class Condition:
    """Say when a rule holds: every part that is set must hold. A question nobody answered holds nothing."""

    facts: Mapping[str, frozenset[str]]
    needs_any: frozenset[str] = frozenset()
    needs_only: frozenset[str] = frozenset()
    needs_count: frozenset[int] = frozenset()
    needs_uncounted: frozenset[str] = frozenset()

    def holds(self, facts: Said, needs: Set[str]) -> bool:
        """Tell whether these facts and needs meet every part."""
        for fact, codes in self.facts.items():
            if codes.isdisjoint(facts.get(fact, ())):
                return False
        return (
            (not self.needs_any or not self.needs_any.isdisjoint(needs))
            and (not self.needs_only or (bool(needs) and needs <= self.needs_only))
            and (not self.needs_count or len(needs - self.needs_uncounted) in self.needs_count)
        )

    @property
    def asks_for(self) -> Collection[Answered]:
        """Return what it cannot hold without one of."""
        for fact, codes in self.facts.items():
            return [(fact, code) for code in codes]
        return [(NEED, code) for code in self.needs_any or self.needs_only] or [ANYTHING]

    def touches(self, facts: Said, needs: Set[str]) -> bool:
        """Tell whether one of these facts or needs is among those it names."""
        said = any(not codes.isdisjoint(facts.get(fact, ())) for fact, codes in self.facts.items())
        return said or not self.needs_any.isdisjoint(needs)


NEVER = Condition({})
"""Names no fact and no need: as `unless` it silences nothing, as `when` it always holds."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. `valid_to` is the last day it holds; `note` says what to do or ask first.

    `service` names one behind the door where the rule means exactly that one; `outcome` says how it ends where there
    is no door. One fact or need of `unless` is enough to silence the row. `urgent`: today rather than tomorrow.
    `beside`: its place among the rows that are named whatever is suggested, from 1 on; 0 where it is none of them.
    """

    id: str
    when: Condition
    door: str
    reason: str
    source: str
    valid_from: date
    valid_to: date | None = None
    note: str = ""
    service: str = ""
    unless: Condition = NEVER
    outcome: str = ""
    urgent: bool = False
    source_date: str = ""
    owner: str = ""
    beside: int = 0

    def valid_on(self, day: date) -> bool:
        """Tell whether the rule may speak on this day: expired law does not route."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def holds(self, facts: Said, needs: Set[str]) -> bool:
        """Tell whether the row speaks for these facts and needs."""
        return self.when.holds(facts, needs) and not self.unless.touches(facts, needs)

    @property
    def always(self) -> bool:
        """Tell whether the row holds whatever is answered."""
        return self.when == self.unless == NEVER


@dataclass(frozen=True)
class Suggestion:
    """Say where to go, and the rules that lead there, the first of them deciding; then the other places in order.

    `place`: the code of the service, empty where no door is needed. `must`: it is named beside whatever was suggested.
    """

    rules: tuple[Rule, ...]
    place: str = ""
    others: tuple["Suggestion", ...] = ()
    must: bool = False

    @property
    def door(self) -> str:
        """Return the code of the door."""
        return self.rules[0].door

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Return at most three reasons, German, as the rules state them; what is urgent comes first."""
        ordered = sorted(self.rules, key=lambda rule: not rule.urgent)
        return tuple(dict.fromkeys(rule.reason for rule in ordered))[:MOST_REASONS]

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Return what these rules want to be asked or done first."""
        return tuple(dict.fromkeys(rule.note for rule in self.rules if rule.note))

    @cached_property
    def urgent(self) -> bool:
        """Tell whether one of these rules cannot wait."""
        return any(rule.urgent for rule in self.rules)

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Return the ids of the rules that spoke for it."""
        return tuple(rule.id for rule in self.rules)


Place = Callable[[Rule], str | None]
"""The service a rule leads to for this person, or None where none takes them."""


def to_its_door(rule: Rule) -> str:
    """Return the door: where nobody looks at services."""
    return rule.door


class RuleIndex:
    """The rows of a table, found by what was said."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._numbers: dict[Answered, list[int]] = {}
        self._places: dict[str, int] = {}
        for number, rule in enumerate(rules):
            self._places[rule.id] = number + 1
            for answered in rule.when.asks_for:
                self._numbers.setdefault(answered, []).append(number)

    def number(self, rule: Rule) -> int:
        """Return the place of a row in the table, from 1 on."""
        return self._places[rule.id]

    def touched(self, facts: Mapping[str, str], needs: Iterable[str]) -> list[Rule]:
        """Return the rows that can hold, in their order: none that asks for what nobody said."""
        said = [ANYTHING, *((fact, code) for fact, given in facts.items() for code in codes_of(given))]
        said += [(NEED, code) for code in needs]
        numbers = {number for answered in said for number in self._numbers.get(answered, ())}
        return [self._rules[number] for number in sorted(numbers)]


def suggest(
    rules: Sequence[Rule],
    facts: Mapping[str, str],
    needs: Collection[str],
    day: date,
    place: Place = to_its_door,
) -> Suggestion:
    """Let the first row that holds and leads somewhere decide; further rows to the same place add reasons.

    What must be named comes first among the others, in its own order and even behind the same door; then the next
    doors follow. A checked table has a row that always holds; such rows give a reason only where they lead alone.
    What is urgent for the same reason sends to one place, not to three.
    """
    said, chosen = {fact: codes_of(value) for fact, value in facts.items()}, frozenset(needs)
    holding = [rule for rule in rules if rule.valid_on(day) and rule.holds(said, chosen)]
    placed = [(rule, where) for rule in holding if (where := place(rule)) is not None] or [(holding[0], "")]
    leading = {rule.reason: where for rule, where in reversed(placed) if rule.urgent}
    placed = [(rule, where) for rule, where in placed if not rule.urgent or leading[rule.reason] == where]
    first = placed[0][0]
    named = sorted((one for one in placed if one[0].beside), key=lambda one: one[0].beside)
    further = [one for one in placed if one[0].door not in (first.door, NO_DOOR)]
    ranked = dict.fromkeys(where for _, where in (placed[0], *named, *further))
    musts = {where for _, where in named}
    suggested, *others = (
        Suggestion(_speaking([rule for rule, there in placed if there == where]), where, must=where in musts)
        for where in ranked
    )
    return replace(suggested, others=tuple(others))


def _speaking(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return the rules that give reasons: the first, and all that ask for something."""
    return (rules[0], *(rule for rule in rules[1:] if rule.when != NEVER))


def ending_soon(rules: Iterable[Rule], day: date, within_days: int = 90) -> list[Rule]:
    """Return the rules still valid on this day that end within so many days, the next to end first."""
    limit = day + timedelta(days=within_days)
    soon = [rule for rule in rules if rule.valid_on(day) and rule.valid_to is not None and rule.valid_to <= limit]
    return sorted(soon, key=lambda rule: rule.valid_to or day)

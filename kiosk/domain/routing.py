"""The rule table: facts and a date go in, one suggestion with its reasons and a second choice comes out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_REASONS = 3
NO_DOOR = ""
"""Where a rule leads when the person needs nothing."""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule holds: every part that is set must hold. A question nobody answered holds nothing."""

    facts: Mapping[str, frozenset[str]]
    needs_any: frozenset[str] = frozenset()
    needs_only: frozenset[str] = frozenset()
    needs_count: frozenset[int] = frozenset()

    def holds(self, facts: Mapping[str, str], needs: Sequence[str]) -> bool:
        """Whether these facts and needs meet every part."""
        chosen = frozenset(needs)
        return (
            all(facts.get(fact) in codes for fact, codes in self.facts.items())
            and (not self.needs_any or bool(chosen & self.needs_any))
            and (not self.needs_only or (bool(chosen) and chosen <= self.needs_only))
            and (not self.needs_count or len(chosen) in self.needs_count)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. `valid_to` is the last day it holds; `note` says what to do or ask first.

    `service` names one behind the door where the rule means exactly that one.
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

    def valid_on(self, day: date) -> bool:
        """Whether the rule may speak on this day: expired law does not route."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The suggested door: the rules that lead to it (the deciding one first), and those to other doors in order."""

    rules: tuple[Rule, ...]
    others: tuple[Rule, ...]

    @property
    def door(self) -> str:
        """Code of the suggested door."""
        return self.rules[0].door

    @property
    def note(self) -> str:
        """What the deciding rule wants to be asked or done first; may be empty."""
        return self.rules[0].note

    @property
    def reasons(self) -> tuple[str, ...]:
        """At most three reasons, German, as the rules state them."""
        return tuple(dict.fromkeys(rule.reason for rule in self.rules))[:MOST_REASONS]

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The ids of the rules that spoke for the suggested door."""
        return tuple(rule.id for rule in self.rules)


def suggest(
    rules: Sequence[Rule],
    facts: Mapping[str, str],
    needs: Sequence[str],
    day: date,
    doors: Iterable[str] | None = None,
) -> Suggestion:
    """The first row that holds decides; further rows to the same door add reasons; the next doors follow.

    `doors`: those the profile offers, all when None. A checked table ends with a row that always
    holds, so there is always one suggestion; rows without conditions give a reason only when they decide.
    """
    offered = None if doors is None else frozenset(doors)
    holding = [
        rule
        for rule in rules
        if rule.valid_on(day) and (offered is None or rule.door in offered) and rule.when.holds(facts, needs)
    ]
    first = holding[0]
    agreeing = [rule for rule in holding if rule is first or (rule.door == first.door and rule.when != Condition({}))]
    others = [rule for rule in holding if rule.door not in (first.door, NO_DOOR)]
    return Suggestion(tuple(agreeing), tuple(others))


def ending_soon(rules: Iterable[Rule], day: date, within_days: int = 90) -> list[Rule]:
    """The rules still valid on this day that end within so many days, the next to end first."""
    limit = day + timedelta(days=within_days)
    soon = [rule for rule in rules if rule.valid_on(day) and rule.valid_to is not None and rule.valid_to <= limit]
    return sorted(soon, key=lambda rule: rule.valid_to or day)

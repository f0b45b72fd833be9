"""What belongs together, gathered under what it has in common, whatever stands between."""

from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


def grouped(found: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    """Return what belongs together, in the order in which it stands there."""
    groups: dict[Key, list[Value]] = {}
    for key, value in found:
        groups.setdefault(key, []).append(value)
    return groups

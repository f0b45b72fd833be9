"""How far a translation is: draft, checked by a person, outdated, kept German; a comment in the catalogue says it."""

from collections.abc import Sequence
from hashlib import sha256

from kiosk.messages import gettext_noop

DRAFT, CHECKED, OUTDATED, KEPT_GERMAN, MISSING = "draft", "checked", "outdated", "german", "missing"
SAID = (DRAFT, CHECKED)
"""States in which the translation is said; in the others the German sentence stands."""
NAMES = gettext_noop(
    {
        DRAFT: "Entwurf",
        CHECKED: "geprüft",
        OUTDATED: "veraltet",
        KEPT_GERMAN: "bleibt deutsch",
        MISSING: "fehlt",
    }
)
IS_CHECKED = "geprüft:"
"""Begins a translator's comment: role, day, and the mark of the German sentence as it was then."""
STAYS_GERMAN = "bleibt deutsch:"
"""Begins a comment that gives the reason, such as a second reader who understood something else."""


def mark_of(german: str) -> str:
    """Return the mark of a German sentence, as clips and comments carry it."""
    return sha256(german.encode()).hexdigest()[:16]


def state_of(german: str, comments: Sequence[str], translated: bool) -> str:
    """Return how far the translation of a sentence is.

    A changed sentence is another message and loses its translation by itself; the mark finds one that was carried over.
    """
    if any(said.startswith(STAYS_GERMAN) for said in comments):
        return KEPT_GERMAN
    if not translated:
        return MISSING
    checks = [said for said in comments if said.startswith(IS_CHECKED)]
    if checks and not any(said.endswith(mark_of(german)) for said in checks):
        return OUTDATED
    return CHECKED if checks else DRAFT

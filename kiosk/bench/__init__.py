"""Measures in one run and prints ratios: machines are noisy."""

from collections.abc import Callable
from pathlib import Path

from kiosk.bench import desk, numbers

PARTS = {"desk": desk.run, "numbers": numbers.run}


def run(pack_folder: Path, part: str, short: bool, say: Callable[[str], None]) -> None:
    """One part, or all of them; `short` only shows that everything runs."""
    for name, measure in PARTS.items():
        if part in ("", name):
            measure(pack_folder, short, say)

"""Measures in one run, prints ratios: python -m tests.bench [--part desk|numbers|taps] [--short]."""

import argparse
from pathlib import Path

from kiosk import config
from tests.bench import desk, numbers, taps

PARTS = {"desk": desk.run, "numbers": numbers.run, "taps": taps.run}


def main() -> None:
    """Run one part, or all of them; `--short` only shows that everything runs."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--part", choices=PARTS)
    options.add_argument("--short", action="store_true")
    options.add_argument("--pack", type=Path, default=config.own_pack())
    chosen = options.parse_args()
    for name, measure in PARTS.items():
        if chosen.part in (None, name):
            measure(chosen.pack, chosen.short, print)


if __name__ == "__main__":
    main()

"""A thousand kills, power cuts with and without a second reader, ten thousand malformed requests at a real server."""

import shutil
from pathlib import Path

import pytest
from faults.test_killed import hold_through
from faults.test_malformed import SEED, ask_for_nonsense
from faults.test_power import cut_often

from kiosk.pack import Pack

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to record what reaches the disk")


def test_a_thousand_kills(tmp_path: Path, mettmann: Pack) -> None:
    hold_through(1000, tmp_path / "desk.sqlite3", mettmann)


@needs_strace
def test_eighteen_hundred_power_cuts(tmp_path: Path, mettmann: Pack) -> None:
    cut_often(1800, 80, tmp_path, mettmann)


@needs_strace
def test_six_hundred_power_cuts_while_another_program_makes_numbers_and_backups(tmp_path: Path, mettmann: Pack) -> None:
    cut_often(600, 60, tmp_path, mettmann, read=True)


def test_ten_thousand_malformed_requests(tmp_path: Path, mettmann: Pack) -> None:
    print(ask_for_nonsense(10_000, SEED + 1, tmp_path, mettmann))  # noqa: T201 - the figures

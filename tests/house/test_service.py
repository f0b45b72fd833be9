"""The service file: the desk gets no more of the machine than it needs."""

import shutil
import subprocess
import sys

import pytest
from tree import ROOT

MOST = "20"
"""Tenths of the exposure that systemd counts, of 100."""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("look", [("verify",), ("security", "--offline=true", f"--threshold={MOST}")])
def test_the_service_may_do_little_and_nothing_as_root(look, tmp_path):
    unit = tmp_path / "kiosk.service"
    text = (ROOT / "deploy" / unit.name).read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/kiosk/.venv/bin/kiosk", sys.executable), encoding="utf-8")
    looked = subprocess.run(["systemd-analyze", *look, str(unit)], capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert "\nUser=kiosk\n" in text

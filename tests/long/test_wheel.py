"""A wheel built from the tree and installed elsewhere: all that clients read and hear of is in it."""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from tree import ROOT

TAG = "ti"
ETHIOPIC = re.compile("[\u1200-\u137f]{2,}")


def run(*command: str | Path, where: Path) -> str:
    """Run a command in a folder, without what this environment says about Python; return what it said."""
    clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(where)}
    return subprocess.run(command, cwd=where, env=clean, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory) -> Path:
    """The command in an environment that has the wheel; what the program asks for lies beside it, the tree does not."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, where=ROOT)
    run(sys.executable, "-m", "venv", folder / "venv", where=folder)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--no-index", "--no-deps", *folder.glob("*.whl"), where=folder)
    [packages] = folder.glob("venv/lib/*/site-packages")
    (packages / "beside.pth").write_text(sysconfig.get_path("purelib"))
    assert run(python, "-c", "import kiosk; print(kiosk.__file__)", where=folder).startswith(str(packages))
    return python.with_name("kiosk")


@pytest.fixture(scope="module")
def county(kiosk, tmp_path_factory) -> Path:
    """A county's copy of the pack in the wheel, with a public address."""
    [packed] = kiosk.parents[1].glob("lib/*/site-packages/kiosk/packs/mettmann")
    folder = Path(shutil.copytree(packed, tmp_path_factory.mktemp("county") / "pack"))
    site = folder / "site.toml"
    text = re.sub('^slip_url = ".*"', 'slip_url = "https://zettel.example/slip"', site.read_text("utf-8"), flags=re.M)
    site.write_text(text, encoding="utf-8")
    return folder


def test_it_speaks_tigrinya_with_its_fonts(kiosk, county, tmp_path):
    run(kiosk, "demo", "--no-serve", "--pack", county, "--data", tmp_path / "data", where=tmp_path)
    run(kiosk, "slips", "write", tmp_path / "out", "--pack", county, "--data", tmp_path / "data", where=tmp_path)
    page = (tmp_path / "out" / TAG / "psz" / "index.html").read_text("utf-8")
    assert f'<html lang="{TAG}"' in page
    assert len(ETHIOPIC.findall(page)) > 30
    assert [*(tmp_path / "out" / "static").rglob("*thiopic*.woff2")]


def test_its_translations_can_be_sent_and_come_back_into_the_countys_pack_alone(kiosk, county, tmp_path):
    program = {path: path.read_bytes() for path in kiosk.parents[1].rglob("kiosk/translations/**/*.po")}
    sent = tmp_path / "sent.po"
    run(kiosk, "words", "--export", TAG, sent, "--pack", county, where=tmp_path)
    sent.write_text(re.sub('(?<="Guten Tag"\nmsgstr ")[^"]*', "ሰላምታ", sent.read_text("utf-8")), encoding="utf-8")
    assert "1 Sätze geändert" in run(kiosk, "words", "--import", TAG, sent, "--pack", county, where=tmp_path)
    assert "ሰላምታ" in (county / "translations" / TAG / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    assert len(program) == 20
    assert program == {path: path.read_bytes() for path in program}

"""The command line as a person uses it: words in, an exit code and lines out."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import Fresh

from kiosk.cli import main

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Result:
    """How a command ended and what stood on the terminal."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.raw.decode()

    @property
    def complaints(self) -> list[str]:
        """The lines of a refusal. Every refusal has exit code 2, and nothing of the program's inside stands in it."""
        assert self.code == 2
        assert "Traceback" not in self.err + self.out
        return self.err.splitlines()


Kiosk = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def begun(data: Path, fresh: Fresh) -> Path:
    """A data folder with an empty store, as the first `kiosk account add` leaves it."""
    return fresh(data / "desk.sqlite3").parent


@pytest.fixture
def kiosk(tmp_path, monkeypatch, capfdbinary) -> Iterator[Kiosk]:
    """Runs a command in a home of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    for name in ("KIOSK_PACK", "KIOSK_DATA", "KIOSK_COLLECT"):
        monkeypatch.delenv(name, raising=False)
    before = os.umask(0o022)

    def run(*words: str | Path, typed: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["kiosk", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfdbinary.readouterr()
        code = ended.value.code
        return Result(code if isinstance(code, int) else int(code is not None), out, err.decode())

    yield run
    os.umask(before)


@pytest.fixture
def broken_pack(tmp_path) -> Path:
    """The pack of Mettmann with three mistakes in two files."""
    folder = tmp_path / "broken"
    shutil.copytree(ROOT / "deploy" / "mettmann", folder)
    for name, was, became in (
        ("routing.toml", 'door = "foerdern_fordern"', 'door = "foerdern"'),
        ("vocabulary.toml", 'picture = "cake"', 'picture = "kuchen"'),
        ("profiles.toml", '"weitere_zielgruppe"]', '"komplex"]'),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(was, became), encoding="utf-8")
    return folder

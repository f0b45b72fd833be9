"""The domain is told everything: it knows the standard library, itself, and how a sentence is marked."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk.domain

FILES = sorted(Path(kiosk.domain.__file__).parent.glob("*.py"))
ALLOWED = ("kiosk.errors", "kiosk.messages", "kiosk.domain")
CLOCKS = {"today", "now", "utcnow", "time", "environ", "getenv", "open"}
"""Asking for the time, the environment or the disk: the domain never does."""


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_domain_knows_the_standard_library_and_itself(file: Path) -> None:
    for name in _imported(ast.parse(file.read_text(encoding="utf-8"))):
        own = name in ALLOWED or name.startswith("kiosk.domain.")
        assert own or name.partition(".")[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_domain_asks_for_no_time_no_setting_and_no_file(file: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
    assert not names & CLOCKS

"""Rules of the house that a tool can check: styles, templates, vendored files, the environment, the two commands."""

import ast
import base64
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import tree
from jinja2 import Environment

from kiosk import config
from kiosk.web.static_files import BUNDLES
from kiosk.words import pictograms

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "kiosk" / "web" / "static"
SOURCES = sorted((ROOT / "kiosk").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_styles_know_no_left_and_right():
    for path in STATIC.glob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        for word in (
            r"\bleft\b",
            r"\bright\b",
            r"margin-(top|bottom)",
            r"padding-(top|bottom)",
            r"(?<![-\w])(width|height)\s*:",
        ):
            assert not re.search(word, rules), f"{path.name}: {word}"


def test_styles_and_script_ask_nobody_else():
    for path in (*STATIC.glob("*.css"), STATIC / "app.js", *TEMPLATES):
        for address in re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8")):
            assert address == "https://", f"{path.name}: {address}"


def test_templates_parse_and_trust_nothing():
    assert TEMPLATES
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(text)
        assert "| safe" not in text
        assert "|safe" not in text


def test_markup_is_made_in_few_places():
    trusting = {path.name for path in SOURCES if re.search(r"\bMarkup\(f?['\"]", path.read_text(encoding="utf-8"))}
    assert trusting <= {"voices.py", "qr.py", "icons.py", "tiles.py", "listening.py"}


def test_only_config_reads_the_environment():
    for path in SOURCES:
        names = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
        }
        assert not names & {"environ", "getenv"} or path.name == "config.py", path


def test_only_the_clock_knows_what_time_it_is():
    for path in SOURCES:
        if path.relative_to(ROOT / "kiosk").parts[0] != "clock.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"datetime\.now|date\.today|time\.time\(", text), path


def test_there_is_no_drawer_for_everything():
    names = {path.stem for path in SOURCES}
    assert not names & {"utils", "helpers", "common", "base", "manager", "services", "misc"}


def test_a_name_stands_for_one_module():
    names = Counter(path.stem for path in SOURCES if path.stem != "__init__")
    assert [name for name, times in names.items() if times > 1] == []


def test_vendored_files_are_what_their_list_says():
    listed = 0
    for line in (STATIC / "vendor" / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip(" `") for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 4 and cells[3].startswith("sha384-"):
            content = (ROOT / cells[0]).read_bytes()
            digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
            assert cells[3] == f"sha384-{digest}", cells[0]
            listed += 1
    assert listed >= 10


def test_every_bundle_has_its_files():
    for parts in BUNDLES.values():
        for part in parts:
            assert (STATIC / part).is_file()


def test_icons_of_the_templates_exist():
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r'icon\("([^"]+)"', text) + re.findall(r'"([^"]+)" \| icon', text):
            assert name in pictograms.drawings(), f"{path.name}: {name}"


def test_both_packs_have_only_known_pictograms_and_languages(mettmann, musterkreis):
    pictograms.check(mettmann)
    pictograms.check(musterkreis)


def test_no_file_names_a_machine_or_a_registry():
    words = (
        "pypi" + ".org",
        "npmjs" + ".org",
        "files.python" + "hosted",
        "deb.debian" + ".org",
        "/ro" + "ot/",
        "/wo" + "rk/",
    )
    for path in tree.files():
        if path.suffix not in (".woff2", ".js", ".png", ".docx") and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path


def test_the_readme_begins_with_the_two_commands():
    start = (ROOT / "README.md").read_text(encoding="utf-8")[:1600]
    assert "sh deploy/try.sh" in start
    assert "sh deploy/test.sh" in start
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").count("deploy/test.sh") == 1


def test_the_readme_names_every_room_and_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "kiosk").iterdir():
        if path.is_dir() and (path / "__init__.py").is_file():
            assert f"| `kiosk/{path.name}/` |" in readme, path.name
    listed = subprocess.run(
        [sys.executable, "-c", "from kiosk.cli import main; main()", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for command in re.findall(r"^  ([a-z]+) ", listed.partition("Commands:")[2], flags=re.M):
        assert f"kiosk {command}" in readme, command


def test_settings_come_from_options_then_environment_then_home(tmp_path):
    home = {"XDG_DATA_HOME": str(tmp_path)}
    assert config.read(environ=home).data == tmp_path / "clearing-kiosk"
    assert config.read(environ={**home, "KIOSK_DATA": "/a"}).data == Path("/a")
    assert config.read(data="/b", environ={**home, "KIOSK_DATA": "/a"}).data == Path("/b")
    assert config.read(environ=home).pack.name == "mettmann"


@pytest.mark.skipif(not (ROOT / "README.md").is_file(), reason="needs the whole checkout")
def test_the_wheel_carries_templates_words_and_pack(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "CI": "1"})
    if "No module named hatchling" in done.stderr:
        pytest.skip("hatchling is not installed here")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        arabic = wheel.read("kiosk/translations/ar/LC_MESSAGES/messages.po").decode()
        names = wheel.namelist()
    assert "نعم" in arabic
    for name in (
        "kiosk/templates/layout.html",
        "kiosk/packs/mettmann/routing.toml",
        "kiosk/words/icons.svg",
        "kiosk/web/static/ground.css",
    ):
        assert name in names

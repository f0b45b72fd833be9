"""The bill of materials says what is installed and what came along, in the form that other tools read."""

import json
import re
import tomllib
from importlib import metadata

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from tree import ROOT


def asked_for() -> set[str]:
    """What the project names as needed on this system."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    return {re.match(r"[\w-]+", one)[0] for one in named if "sys_platform" not in one}


def test_the_bill_of_materials_is_valid_and_names_all_that_a_desk_needs(kiosk, tmp_path):
    said = kiosk("sbom")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(said.out) is None
    bill = json.loads(said.out)
    libraries = {one["name"]: one["version"] for one in bill["components"] if one["type"] == "library"}
    assert libraries == {name: metadata.version(name) for name in libraries}
    assert asked_for() <= libraries.keys()
    assert "pytest" not in libraries
    files = [one for one in bill["components"] if one["type"] == "file"]
    assert len(files) >= 10
    assert all(one["hashes"] and one["licenses"] for one in files)
    refs = {one["bom-ref"] for one in (bill["metadata"]["component"], *bill["components"])}
    assert {ref for one in bill["dependencies"] for ref in (one["ref"], *one["dependsOn"])} <= refs


def test_the_same_installation_gives_the_same_bytes(kiosk, tmp_path):
    kiosk("sbom", "--out", str(tmp_path / "a.json"))
    kiosk("sbom", "--out", str(tmp_path / "b.json"))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()

"""sbom: what the program is made of, as a CycloneDX bill of materials."""

import base64
import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import kiosk
from kiosk.cli.root import commands, hand_out, to_file

PROGRAM = "clearing-kiosk"
VENDORED = "web/static/vendor/README.md"
"""The list of files that came from elsewhere, below the program."""


@commands.command("sbom")
@to_file
def bill_of_materials(out: Path | None) -> None:
    """Die Stückliste der Software (CycloneDX, JSON): was installiert ist, und was mitgeliefert wird."""
    hand_out((json.dumps(bill(), ensure_ascii=False, indent=2) + "\n").encode(), out)


def bill() -> dict[str, Any]:
    """Return the bill: the same for the same installation."""
    packages, vendored = installed(), [*_vendored()]
    needs = {name: sorted(needed & packages.keys()) for name, needed in packages.items()}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component("application", PROGRAM, kiosk.__version__, f"pkg:pypi/{PROGRAM}")},
        "components": [*(_package(name) for name in sorted(packages) if name != PROGRAM), *vendored],
        "dependencies": [
            {"ref": _ref(name), "dependsOn": [_ref(one) for one in needed]} for name, needed in sorted(needs.items())
        ],
    }


def installed() -> dict[str, set[str]]:
    """Return every package that the program asks for and that is here, its extras too, and what each asks for."""
    found: dict[str, set[str]] = {}
    open_ones = [PROGRAM]
    while open_ones:
        if (name := open_ones.pop()) not in found:
            try:
                asked = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue
            lines = [line for line in asked if name == PROGRAM or "extra ==" not in line]
            found[name] = {_name(re.match(r"[\w.-]+", line)[0]) for line in lines}  # type: ignore[index]
            open_ones += found[name]
    return found


def _name(written: str) -> str:
    return re.sub(r"[-_.]+", "-", written).lower()


def _ref(name: str) -> str:
    return f"pkg:pypi/{name}@{kiosk.__version__ if name == PROGRAM else metadata.version(name)}"


def _package(name: str) -> dict[str, Any]:
    licence = metadata.metadata(name).json.get("license_expression")
    return _component("library", name, metadata.version(name), f"pkg:pypi/{name}", str(licence) if licence else "")


def _vendored() -> Iterator[dict[str, Any]]:
    """Yield a component for each file in the list of what came from elsewhere and is not for the tests."""
    for line in (Path(kiosk.__file__).parent / VENDORED).read_text(encoding="utf-8").splitlines():
        path, version, licence, digest, _, package = ([cell.strip() for cell in line.split("|")[1:-1]] + [""] * 6)[:6]
        if digest.startswith("sha384-") and path.startswith("kiosk/"):
            address = f"pkg:npm/{package.replace('@', '%40')}"
            made = _component("file", path, version, address, licence.replace("; ", " AND "), reference=path)
            content = base64.b64decode(digest.removeprefix("sha384-")).hex()
            yield {**made, "hashes": [{"alg": "SHA-384", "content": content}]}


def _component(
    kind: str, name: str, version: str, address: str, licence: str = "", reference: str = ""
) -> dict[str, Any]:
    purl = f"{address}@{version}"
    made = {"type": kind, "bom-ref": reference or purl, "name": name, "version": version, "purl": purl}
    return {**made, "licenses": [{"expression": licence}]} if licence else made

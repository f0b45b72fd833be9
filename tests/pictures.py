"""Takes a picture of each language on each screen, and one of all: python -m tests.pictures FOLDER [TAG …]"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from builders import Clock
from journeys.conftest import CHROMIUM, QUIETLY, served
from journeys.people import CaseManager, Tablet
from journeys.tongues import OFFERED, screens
from playwright.sync_api import sync_playwright

from kiosk import config
from kiosk import pack as packs

PAGE = """<!doctype html><meta charset="utf-8"><title>Languages</title>
<style>body { font: 14px sans-serif } td { vertical-align: top } img { block-size: 400px }</style>
<table>"""


def main() -> None:
    """Write a picture a screen, `index.html` with all of them, and `sheet.png`, a picture of that."""
    options = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("languages", nargs="*", default=OFFERED)
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    clock = Clock(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    with (
        tempfile.TemporaryDirectory() as data,
        served(packs.load(config.own_pack()), Path(data), clock) as desk,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        manager = CaseManager(Tablet(browser.new_page(), desk.url))
        manager.come_in()
        rows = []
        for tag in chosen.languages:
            cells = []
            for name, _ in screens(manager, desk, tag):
                manager.tablet.page.evaluate("document.fonts.ready")
                manager.tablet.page.screenshot(path=chosen.folder / f"{tag}-{name}.png", full_page=name == "phone")
                cells.append(f'<td><img src="{tag}-{name}.png" alt="{name}">')
            rows.append(f"<tr><th>{escape(tag)}{''.join(cells)}")
        index = chosen.folder / "index.html"
        index.write_text("\n".join([PAGE, *rows]), encoding="utf-8")
        sheet = browser.new_page(viewport={"width": 2900, "height": 800})
        sheet.goto(index.resolve().as_uri())
        sheet.screenshot(path=chosen.folder / "sheet.png", full_page=True, timeout=0)


if __name__ == "__main__":
    main()

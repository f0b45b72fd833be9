"""What somebody of any language sees on the way: languages, promise, needs, slip, its sheets, the slip on a phone."""

from collections.abc import Iterator
from pathlib import Path

from builders import COMPLEX_104C, send
from journeys.people import FLAT, CaseManager, Desk, hold

from kiosk import desk as work
from kiosk import pack as packs

NARROW = (320, 640)
NEEDS = ("aufenthalt_antrag", "arbeit", "schulden")
FULL = "psz"
"""A service of Mettmann with much to say."""
OFFERED = packs.load(Path(__file__).parents[2] / "deploy" / "mettmann").site.languages


WITHOUT_STRIP = "addEventListener('DOMContentLoaded', () => document.querySelector('form.lost')?.remove())"
"""It says that the tablet is not turned: here a client holds it."""


def screens(manager: CaseManager, desk: Desk, language: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """One screen after the other, by name, with its size."""
    screen = manager.tablet
    screen.page.add_init_script(WITHOUT_STRIP)
    screen.page.set_viewport_size({"width": FLAT[0], "height": FLAT[1]})
    screen.open(f"/conversation/{work.new_key(desk.office)}")
    yield "languages", FLAT
    screen.open(f"/conversation/{work.new_key(desk.office)}?language={language}")
    yield "promise", FLAT
    hold(manager, desk, language, COMPLEX_104C, NEEDS)
    yield "needs", FLAT
    place = screen.place
    send(desk.office, screen.key, FULL)
    screen.open(f"{place}/slip?today=1")
    yield "slip", FLAT
    screen.open(f"/conversation/{screen.key}/data")
    yield "data", FLAT
    screen.open(f"{place}/dates")
    yield "months", FLAT
    screen.page.click('.months [value="2027-03"]')
    screen.see(".steps")
    yield "dates", FLAT
    screen.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    screen.open(f"/slip/{language}/{FULL}")
    yield "phone", NARROW

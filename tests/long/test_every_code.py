"""Every code of both packs, in every language, with and without a public address; on the screen and on paper."""

import dataclasses
from itertools import product
from pathlib import Path

import pytest
from builders import Clock
from journeys.conftest import served
from journeys.people import CaseManager, OpenTablet
from journeys.printing import PAPERS, needs_pdftotext, photographs, sent_to, sheets_of
from journeys.tongues import FULL, OFFERED
from playwright.sync_api import Browser
from readers import NO_ZBAR, READERS, each_reader, from_png, misread, out_of_focus, texts_of

from kiosk.pack import Pack

MISSES = {"OpenCV": 0.01}
"""The share of codes that a reader may miss out of focus: of this one that is known, the other two read them all."""
PUBLIC = "https://zettel.kreis-mettmann.example/slip"


@each_reader
def test_every_code_is_read_as_it_is_printed(mettmann: Pack, musterkreis: Pack, reader: str) -> None:
    texts = [text for pack in (mettmann, musterkreis) for base in ("", PUBLIC) for text in texts_of(pack, base)]
    missed = misread(texts, reader)
    assert len(missed) <= MISSES.get(reader, 0) * len(texts), missed


@needs_pdftotext
@NO_ZBAR
@pytest.mark.parametrize("base", ["", PUBLIC])
def test_every_reader_reads_it_from_the_screen_and_from_every_paper(
    browser: Browser, tablet: OpenTablet, mettmann: Pack, tmp_path: Path, clock: Clock, base: str
) -> None:
    pack = dataclasses.replace(mettmann, site=dataclasses.replace(mettmann.site, slip_url=base))
    wrong = []
    with served(pack, tmp_path, clock) as desk:
        screen = tablet(desk.url)
        CaseManager(screen).come_in()
        page, slip, pdf = screen.page, sent_to(desk, FULL), tmp_path / "slip.pdf"
        for language, paper in product(OFFERED, PAPERS):
            screen.open(f"{slip}&language={language}&paper={paper}")
            page.evaluate("document.fonts.ready")
            said = page.locator(".code .text").inner_text().strip()
            assert not base or said == f"{base}/{language}/{FULL}"
            pdf.write_bytes(page.pdf(prefer_css_page_size=True))
            words = "".join(sheet.words for sheet in sheets_of(pdf)).replace(" ", "")
            if "".join(said.split()) not in words:
                wrong.append((language, paper, words))
            looks = {"screen": from_png(page.locator(".qr").screenshot()), **photographs(pdf)}
            modules = int((page.locator(".qr").get_attribute("viewBox") or "").split()[2])
            for look in ("screen", "whole"):
                looks[f"{look}, blurred"] = out_of_focus(looks[look], len(looks[look]) / modules)
            for (look, picture), reader in product(looks.items(), READERS):
                if said not in READERS[reader](picture):
                    wrong.append((language, paper, look, reader))
    assert wrong == []

"""A slip on paper: any service's, printed as a browser does, and what does not hold of the sheets."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from builders import begin, send
from journeys.people import Desk, Tablet
from readers import Picture, framed, from_png

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)"
)
PAPERS = {"a6": (105, 148), "a5": (148, 210), "a4": (210, 297), "80mm": (80, None)}
"""Millimetres; the roll is as long as its text."""
FOLD = 148.5
"""Where A4 folds to A5, in millimetres."""
SMALLEST_TYPE, SMALLEST_CODE = 8.5, 25.0
"""Points and millimetres."""
LARGEST_TYPE = {"a6": 10.5, "a5": 14, "a4": 13}
DOTS = 300
"""Of a camera, on an inch of paper."""
MM, POINT = 96 / 25.4, 25.4 / 72
MEASURED = """() => {
  const slip = document.querySelector(".slip"), code = slip.querySelector(".qr");
  const walker = document.createTreeWalker(slip, NodeFilter.SHOW_TEXT), sizes = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.data.trim() && node.parentElement.checkVisibility())
      sizes.push(parseFloat(getComputedStyle(node.parentElement).fontSize));
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSPageRule && rule.selectorText === getComputedStyle(document.body).page);
  return [Math.max(...rules.map((rule) => parseFloat(rule.style.marginTop || 0)), rules.length ? 0 : 99),
    Math.min(...sizes), code ? code.getBoundingClientRect().width : 0,
    code ? code.viewBox.baseVal.width : 0, parseFloat(getComputedStyle(slip).fontSize)];
}"""
TOGETHER = """() => [...document.querySelectorAll('.slip .first + .second')].filter((second) => {
  const [before] = [...second.previousElementSibling.getClientRects()].slice(-1), [after] = second.getClientRects();
  const style = getComputedStyle(second), between = getComputedStyle(second, '::before').content;
  if (!before || !after || style.display !== 'inline' || between !== 'none') return false;
  const gap = Math.max(after.left - before.right, before.left - after.right);
  return gap < 2 && Math.min(before.bottom, after.bottom) - Math.max(before.top, after.top) > 2;
}).map((second) => second.textContent)"""
"""What stands on one line with the other language and nothing between."""
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Sheet:
    """One printed page, in millimetres: its size, where its words begin and end, and the words."""

    size: tuple[float, float]
    left: float
    right: float
    top: float
    bottom: float
    words: str


def sheets_of(pdf: Path) -> list[Sheet]:
    """Read a PDF page by page."""
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    sheets = []
    for wide, high, body in PAGE.findall(told):
        places = [[float(edge) * POINT for edge in found[:4]] for found in WORD.findall(body)]
        ends = [*zip(*places, strict=True)] if places else [(0.0,)] * 4
        words = " ".join(found[4] for found in WORD.findall(body))
        size = (float(wide) * POINT, float(high) * POINT)
        sheets.append(Sheet(size, min(ends[0]), max(ends[2]), min(ends[1]), max(ends[3]), words))
    return sheets


def photographs(pdf: Path) -> dict[str, Picture]:
    """Its code as a camera sees it that is pointed there: as it is, and printed at 70 %."""
    looks = {}
    for look, dots in (("whole", DOTS), ("small", round(DOTS * 0.7))):
        at = pdf.with_suffix(f".{look}")
        subprocess.run(["pdftoppm", "-png", "-gray", "-r", str(dots), str(pdf), str(at)], check=True)
        pages = sorted(at.parent.glob(f"{at.name}-*.png"))
        looks[look] = framed(np.vstack([from_png(page.read_bytes()) for page in pages]))
        for page in pages:
            page.unlink()
    return looks


def sent_to(desk: Desk, service: str) -> str:
    """A talk that ended at this service; the address of its slip."""
    key = begin(desk.office, desk.clock.today)
    send(desk.office, key, service)
    return f"/conversation/{key}/person/1/slip?service={service}"


def wrong_with(tablet: Tablet, slip: str, paper: str, folder: Path) -> list[str]:
    """Print the slip at this address on this paper and say what does not hold."""
    page = tablet.page
    tablet.open(f"{slip}&paper={paper}")
    page.evaluate("() => document.fonts.ready")
    pdf = folder / f"{paper}.pdf"
    pdf.write_bytes(page.pdf(prefer_css_page_size=True))
    page.emulate_media(media="print")
    margin, smallest, code, modules, usual = page.evaluate(MEASURED)
    together = page.evaluate(TOGETHER)
    page.emulate_media(media="null")
    sheets = sheets_of(pdf)
    found = [f"runs into the line before: {one}" for one in together]
    found += _layout(sheets, paper, page.locator(".slip .name").text_content() or "")
    if margin:
        found.append("room for a header of the browser")
    if smallest * 0.75 < SMALLEST_TYPE - 0.01:
        found.append(f"type of {smallest * 0.75:.2f} pt")
    if code and code / MM * (modules - 8) / modules < SMALLEST_CODE:
        found.append(f"a code of {code / MM * (modules - 8) / modules:.1f} mm")
    room = FOLD if paper == "a4" else sheets[0].size[1]
    if len(sheets) == 1 and sheets[0].bottom < room * 0.75 and usual * 0.75 < LARGEST_TYPE.get(paper, 0):
        found.append(f"room left: type of {usual * 0.75} pt, text to {sheets[0].bottom:.0f} mm")
    return found


def _layout(sheets: list[Sheet], paper: str, name: str) -> list[str]:
    width, height = PAPERS[paper]
    found = [] if len(sheets) == 1 or (len(sheets) == 2 and paper == "a6") else [f"{len(sheets)} pages"]
    for sheet in sheets:
        wide, high = sheet.size
        if round(wide) != width or (height and round(high) != height):
            found.append(f"{wide:.0f} × {high:.0f} mm")
        if sheet.left < 3 or sheet.right > wide - 3 or sheet.top < 2 or sheet.bottom > high - 1:
            found.append(f"text over the edge: {sheet}")
        if height is None and sheet.bottom < high - 8:
            found.append(f"a roll of {high:.0f} mm with text to {sheet.bottom:.0f}")
        if paper == "a4" and sheet.bottom > FOLD:
            found.append(f"text over the fold, to {sheet.bottom:.0f} mm")
        if "".join(name.split()) not in sheet.words.replace(" ", ""):
            found.append(f"no {name} in {sheet.words}")
    return found

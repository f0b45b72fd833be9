"""Looks at a page as somebody does, on a small screen or with large letters, and says what does not fit there."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

MEASURE = Path(__file__).with_name("ruler.js").read_text(encoding="utf-8")
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
"""The text spacing of WCAG 1.4.12."""
DRESS = """([size, sheet]) => {
  const style = new CSSStyleSheet();
  style.replaceSync(sheet);
  document.adoptedStyleSheets = [style];
  document.documentElement.style.fontSize = size;
}"""
LENGTHEN = """() => {
  const end = (word) => /^\\p{L}{3,}/u.test(word) ? word.slice(-Math.round(word.length * .4)).toLowerCase() : '';
  for (const line of document.querySelectorAll('bdi[lang]:not([lang=de])')) {
    const german = line.parentElement.parentElement.querySelector(':scope > span > [lang=de]') || line;
    line.textContent = german.textContent.replace(/\\S+/g, (word) => word + end(word));
  }
}"""
"""The other language becomes German with 40 % more letters in every word."""


@dataclass(frozen=True)
class Sight:
    """How somebody looks: the screen in CSS pixels (fewer where the browser enlarges), size and spacing of letters."""

    width: int
    height: int
    letters: str = ""
    spaced: bool = False

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.width}x{self.height}", self.letters, "spaced" if self.spaced else "")))

    def misfits(self, page: Page) -> list[str]:
        """Return what is cut off, on top of another, off the page, out of reach or too small when seen so."""
        page.set_viewport_size({"width": self.width, "height": self.height})
        page.evaluate(DRESS, [self.letters, SPACED if self.spaced else ""])
        return [f"{self}: {one}" for one in page.evaluate(MEASURE)]

"""Numbers, mails and addresses inside Arabic sentences: every letter stands where a German reader looks for it."""

import random
from itertools import pairwise
from typing import Any

import pytest
from journeys.people import Desk, OpenTablet
from playwright.sync_api import Browser

from kiosk.web.voices import isolate

pytestmark = pytest.mark.journey

FIXED = (
    "info@muster.example",
    "+49 (0)2104 99-1234",
    "02104/99-1234",
    "(02104) 99-1234",
    "+49 2104 99-12 34",
    "02104 99-0 bis -9",
    "02104 99-1234, -1235",
    "02104 99-1234 / -1235",
    "02104 99-1234, +49 (0)2104 99-1235",
    "02104 99-1234 Durchwahl 3",
    "116 016",
    "0211 544 173 45, 0211 544 173 22",
    "Hauptstr. 26, 40822 Mettmann",
    "https://muster.example/weg/?x=1&y=2",
    "§ 25a Abs. 1 Satz 3",
    "§25 (3)",
    "9:00–12:00",
    "KIM (Kommunales Integrationsmanagement)",
    "50 %",
)
PLACES = """(lines) => [...document.querySelectorAll(lines)].map((line) => {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT), places = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    [...node.data].forEach((letter, at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      places.push([letter, box.x, box.y, box.width]);
    });
  return places;
})"""


def made_up(number: int) -> str:
    """One of many telephone numbers, mails, addresses, times and paragraphs."""
    dice = random.Random(number)
    digits = [str(dice.randint(1, 9)) for _ in range(9)]
    word = "".join(dice.choices("abdeghiklmnorstuü", k=6))
    phone, house = "".join(digits), digits[0]
    return dice.choice(
        (
            f"0{phone[:4]} {phone[4:6]}-{phone[6:]}",
            f"+49 (0){phone[:3]} {phone[3:5]} {phone[5:7]} {phone[7:]}",
            f"(0{phone[:4]}) {phone[4:]}",
            f"{word.replace('ü', 'u')}.{house}@{word[:3].replace('ü', 'u')}-kreis.example",
            f"{word.title()}str. {house}a, 4{phone[:4]} {word.title()}",
            f"{word.title()}-{word.title()}-Platz 3{house}c, 4{phone[:4]} {word.title()} am Rhein",
            f"§ {house}5b Abs. {house} Satz 2",
            f"{house}:00–1{house}:30",
            f"0{house}.1{house}.2026",
            f"https://{word.replace('ü', 'u')}.example/{phone}?a={house}#x",
        )
    )


def misplaced(text: str, places: list[list[Any]]) -> bool:
    """Tell whether some letter of the text does not stand to the right of the one before."""
    line = "".join(letter for letter, *_ in places)
    start = line.index(text)
    seen = [(x, y) for _, x, y, width in places[start : start + len(text)] if width]
    return any(x <= left for (left, above), (x, y) in pairwise(seen) if y == above)


def test_two_hundred_numbers_mails_and_addresses_stay_in_order(browser: Browser) -> None:
    texts = [*FIXED, *(made_up(number) for number in range(200))]
    lines = [f'<p lang="ar" dir="rtl">{isolate(f"اكتبوا إلى {text}، أو تعالوا.")}</p>' for text in texts]
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_content("\n".join(lines))
    placed = page.evaluate(PLACES, "p")
    page.close()
    assert [text for text, places in zip(texts, placed, strict=True) if misplaced(text, places)] == []


def test_what_the_directory_says_stays_in_order_on_an_arabic_slip(other_desk: Desk, tablet: OpenTablet) -> None:
    screen = tablet(other_desk.url, (360, 740))
    screen.open("/slip/ar/berufsamt")
    facts = '.slip [translate="no"][dir="ltr"]'
    texts, placed = screen.page.locator(facts).all_text_contents(), screen.page.evaluate(PLACES, facts)
    assert {"+49 (0)123 456789", "berufsamt@muster.example", "Amtsgasse 9, 00000 Musterstadt"} <= {*texts}
    assert [text for text, places in zip(texts, placed, strict=True) if places and misplaced(text, places)] == []

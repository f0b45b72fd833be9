"""From a tap to the next question, as a slow tablet has it: the browser's processor slowed six times."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.bench.desk import NAME, NEW_KEY, PASSWORD, _served
from tests.journeys.chromium import CHROMIUM, QUIETLY
from tests.journeys.hands import Hand

SLOWED = 6
WAYS = [(language, size) for language in ("de", "ar") for size in ((1280, 800), (800, 1280))]
ANSWER, NEED = ".question .tile:nth-child(2)", '.question [name="add"]:not([aria-disabled])'
STEPS = (ANSWER,) * 4 + (NEED,) * 3
WATCH = """() => {
  let lifted = 0;
  document.addEventListener('touchend', ({ timeStamp }) => { lifted = timeStamp; }, { capture: true, passive: true });
  document.addEventListener('htmx:before:swap', () => requestAnimationFrame(() => setTimeout(() => {
    console.debug(performance.now() - lifted);
  })));
  window.deaf = [];
  new PerformanceObserver((seen) => deaf.push(...seen.getEntries())).observe({ type: 'longtask' });
}"""
"""The browser's own clock, from the finger that comes up to what is painted; what drives the browser takes no part."""


BARE = """() => {
  const words = [...document.querySelectorAll('main bdi')].map((one) => one.textContent), found = [];
  for (let time = 0; time < 9; time++) {
    const frame = document.createElement('iframe');
    frame.style.cssText = 'inline-size: 100vw; block-size: 100vh; border: 0';
    document.body.append(frame);
    const page = frame.contentDocument.body;
    for (const word of words) page.appendChild(document.createElement('p')).textContent = word;
    const begun = performance.now();
    page.getBoundingClientRect();
    found.push(performance.now() - begun);
    frame.remove();
  }
  return found.sort((one, other) => one - other)[4];
}"""
"""The floor: the same words as plain lines on a page without any style, laid out once."""


@dataclass(frozen=True)
class Tap:
    """Milliseconds until the next question was there, and how many of them the browser's main thread worked."""

    waited: float
    worked: float


def run(pack_folder: Path, short: bool, say: Callable[[str], None]) -> None:
    """A line for each language and way of holding the tablet; on a busy machine look at what the browser worked."""
    with tempfile.TemporaryDirectory() as folder, _served(pack_folder, Path(folder)) as (desk, _):
        for language, size in WAYS:
            with _slow_tablet(f"http://127.0.0.1:{desk.port}", size) as page:
                talks = [_talk(page, language) for _ in range(2 if short else 10)][1:]
                floor = page.evaluate(BARE)
            taps, deaf = [tap for talk, _ in talks for tap in talk], [one for _, long in talks for one in long]
            waited, worked = median(tap.waited for tap in taps), median(tap.worked for tap in taps)
            say(
                f"tap to next question, {language} {size[0]:>4}       {waited:4.0f} ms, worked {worked:4.0f} ms; "
                f"{len(deaf)} times over 50 ms at {len(taps)} taps, longest {max(deaf, default=0):3.0f} ms;"
                f" the last page's words alone, without style, {floor:3.0f} ms"
            )


@contextmanager
def _slow_tablet(home: str, size: tuple[int, int]) -> Iterator[Page]:
    """A signed-in tablet with a slow processor."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, has_touch=True, base_url=home)
        page.request.post("/sign-in", form={"name": NAME, "password": PASSWORD}, headers={"Origin": home})
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        yield page
        browser.close()


def _talk(page: Page, language: str) -> tuple[list[Tap], list[float]]:
    """Hold a talk up to three needs; return its taps, and the milliseconds of each time the browser heard nothing."""
    page.goto("/desk")
    found = NEW_KEY.search(page.content())
    assert found
    page.goto(f"/conversation/{found[1]}?language={language}")
    page.click('[name="answer"][value="yes"]')
    page.wait_for_selector(".question")
    page.evaluate(WATCH)
    hand, thread = Hand(page), page.context.new_cdp_session(page)
    thread.send("Performance.enable", {"timeDomain": "threadTicks"})
    taps = [_tap(page, hand, thread, step) for step in STEPS]
    return taps, page.evaluate("deaf.map((one) => one.duration)")


def _tap(page: Page, hand: Hand, thread: CDPSession, step: str) -> Tap:
    spot, before = hand.look(step), _worked(thread)
    with page.expect_console_message() as said:
        hand.tap(spot)
    return Tap(float(said.value.text), _worked(thread) - before)


def _worked(thread: CDPSession) -> float:
    """Return the milliseconds that the page's main thread has worked so far."""
    metrics = thread.send("Performance.getMetrics")["metrics"]
    return 1000 * next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")

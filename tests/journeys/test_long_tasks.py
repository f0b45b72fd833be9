"""A finger is heard while a page comes: what takes its time there is no part of the task that exchanges the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from builders import COMPLEX_104C
from journeys.people import CaseManager, Client, Desk, OpenTablet, full_talk, hold
from playwright.sync_api import Page

pytestmark = pytest.mark.journey

TRACED = ["devtools.timeline", "disabled-by-default-devtools.timeline.stack"]
LAID_OUT = ("Layout", "UpdateLayoutTree")
EXCHANGES = "#N"
"""What exchanges a page or part in htmx's own script."""


@contextmanager
def asked_for_layout(page: Page) -> Iterator[list[set[str]]]:
    """Name, at the end, the functions that were at work whenever script had the page laid out at once."""
    asked, events, done = list[set[str]](), list[dict[str, Any]](), Event()
    browser = page.context.new_cdp_session(page)
    browser.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    browser.on("Tracing.tracingComplete", lambda _: done.set())
    browser.send("Tracing.start", {"traceConfig": {"includedCategories": TRACED}})
    yield asked
    page.wait_for_timeout(500)
    browser.send("Tracing.end")
    while not done.is_set():
        page.wait_for_timeout(20)
    begun = [one["args"].get("beginData", {}) for one in events if one["name"] in LAID_OUT]
    asked += [{frame["functionName"] for frame in one.get("stackTrace", [])} for one in begun]


def test_what_came_is_laid_out_after_it_came_and_before_it_is_painted(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    with asked_for_layout(manager.tablet.page) as asked:
        list(full_talk(manager, Client(manager.tablet), "ar", None, ()))
    assert not [one for one in asked if EXCHANGES in one]
    assert [one for one in asked if "layOut" in one]


CHANGES = """() => {
  window.changes = 0;
  const see = new MutationObserver(() => { changes += 1; });
  see.observe(document.getElementById('talk'), { subtree: true, childList: true });
}"""
"""One more for each task that puts something into the talk, or takes it out."""


def test_a_page_that_keeps_its_shape_changes_part_by_part(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    hold(manager, desk, "de", {"altersgruppe": "27_44"})
    manager.tablet.page.evaluate(CHANGES)
    manager.answer("stadt", "velbert")
    assert manager.tablet.page.evaluate("changes") > 1


def test_a_slip_is_made_ready_once_it_is_painted(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url))
    manager.come_in()
    hold(manager, desk, "de", COMPLEX_104C, ("arbeit",))
    with asked_for_layout(manager.tablet.page) as asked:
        manager.accept()
    assert [one for one in asked if "fitPaper" in one]
    assert not [one for one in asked if "swap" in one and one & {"prepare", "offer"}]


def test_a_page_that_is_scrolled_gives_way_to_the_top_of_the_next(desk: Desk, tablet: OpenTablet) -> None:
    manager = CaseManager(tablet(desk.url, (390, 400)))
    manager.come_in()
    page = manager.tablet.page
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert page.evaluate("scrollY") > 0
    page.evaluate("document.querySelector('.welcome').click()")
    manager.tablet.see(".language-page")
    assert page.evaluate("scrollY") == 0

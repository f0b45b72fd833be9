"""Every service's slip, in every language, on every paper, with and without "today"."""

from itertools import product
from pathlib import Path

import pytest
from journeys.people import CaseManager, Desk, OpenTablet
from journeys.printing import PAPERS, needs_pdftotext, sent_to, wrong_with
from journeys.test_slip import FULLEST
from journeys.tongues import OFFERED

pytestmark = needs_pdftotext
ELSEWHERE = ("de", "en", "ar", "ur")
"""The first three: every slip, below. Urdu: the box of a Nastaliq letter, which is measured here, is twice its ink."""


@pytest.mark.parametrize("place", ["desk", "other_desk"])
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_slip_is_readable_on_every_paper(
    request: pytest.FixtureRequest, tablet: OpenTablet, tmp_path: Path, place: str, language: str
) -> None:
    desk = request.getfixturevalue(place)
    screen = tablet(desk.url)
    CaseManager(screen).come_in()
    wrong = {}
    for service in desk.office.pack.services:
        slip = sent_to(desk, service.code)
        for paper, today in product(PAPERS, ("", "&today=1")):
            if found := wrong_with(screen, f"{slip}&language={language}{today}", paper, tmp_path):
                wrong[f"{service.code}, {paper}{today}"] = found
    assert wrong == {}


@pytest.mark.parametrize("language", [tag for tag in OFFERED if tag not in ELSEWHERE])
def test_the_fullest_slips_are_readable_on_every_paper_in_every_language(
    desk: Desk, tablet: OpenTablet, tmp_path: Path, language: str
) -> None:
    screen = tablet(desk.url)
    CaseManager(screen).come_in()
    wrong = {}
    for service, paper in product(FULLEST["mettmann"], PAPERS):
        if found := wrong_with(screen, f"{sent_to(desk, service)}&language={language}", paper, tmp_path):
            wrong[f"{service}, {paper}"] = found
    assert wrong == {}

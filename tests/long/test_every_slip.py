"""Every service's slip, in every language, on every paper, with and without "today"."""

from itertools import product
from pathlib import Path

import pytest
from journeys.people import CaseManager, OpenTablet
from journeys.printing import PAPERS, needs_pdftotext, sent_to, wrong_with

pytestmark = needs_pdftotext


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

"""The papers on security and data protection: each named test exists, each line has one, none is out of date."""

import csv
import re

import pytest
from tree import ROOT

from kiosk.words import data_protection

PAPERS = ROOT / "deploy" / "papers"
NAMED = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")
STATES = {"held", "partly", "open", "does not apply"}


def test_the_drafts_say_what_data_list_measures_and_site_say(mettmann):
    for name, text in data_protection.papers(mettmann).items():
        assert (PAPERS / name).read_text(encoding="utf-8") == text, "run `kiosk papers deploy/papers`"


def test_another_county_gets_its_own_drafts(musterkreis):
    made = data_protection.papers(musterkreis)
    assert all("Entwurf" in text for text in made.values())
    assert "Musterkreis" in made["information_art13.md"]


@pytest.mark.parametrize("path", sorted(PAPERS.iterdir()), ids=lambda path: path.name)
def test_each_test_that_a_paper_names_exists(path):
    for file, name in NAMED.findall(path.read_text(encoding="utf-8")):
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"


def test_each_line_of_the_promise_says_what_shows_it():
    lines = [line for line in (PAPERS / "SECURITY.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    promises = [line for line in lines if not re.fullmatch(r"\| (What.*|---) \| (What.*|---) \|", line)]
    assert len(promises) > 20
    assert [line for line in promises if not NAMED.search(line)] == []


def test_the_table_of_controls_is_whole():
    with (PAPERS / "asvs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = [tuple(int(part) for part in row["number"].split(".")) for row in rows]
    assert numbers == sorted(set(numbers))
    assert len(rows) == 253
    for row in rows:
        assert row["state"] in STATES, row
        assert row["control"], row
        assert row["how"], row
        assert bool(NAMED.search(row["tests"])) == (row["state"] in ("held", "partly")), row

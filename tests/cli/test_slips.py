"""All slip pages as files: every address that was ever printed has its page, and every link leads to a file."""

import re
import shutil
from urllib.parse import urljoin

import pytest
from conftest import ROOT

from kiosk.storage import Store
from kiosk.words import catalogues

LINK = re.compile(r'href="(?!tel:|mailto:|geo:|https:|#)([^"]+)"')


@pytest.fixture
def county(tmp_path):
    """The made-up county with a service that has ended."""
    folder = tmp_path / "county"
    shutil.copytree(ROOT / "tests" / "packs" / "musterkreis", folder)
    directory = folder / "directory.toml"
    text = directory.read_text(encoding="utf-8")
    directory.write_text(
        text.replace('code = "wohnamt"\n', 'code = "wohnamt"\nretired = 2026-01-01\n'), encoding="utf-8"
    )
    return folder


@pytest.fixture
def written(kiosk, county, tmp_path):
    """The folder of the pages."""
    data = tmp_path / "data"
    Store.create(data / "desk.sqlite3").close()
    said = kiosk("slips", "write", tmp_path / "site", "--data", data, "--pack", county)
    assert said.code == 0, said.complaints
    assert "https://zettel.example/slip" in said.out
    return tmp_path / "site"


def test_every_link_of_every_page_leads_to_a_file(written):
    pages = sorted(written.rglob("*.html"))
    assert len(pages) > 60
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if page.name == "404.html":  # shown under any address
            text = text.replace('href="/slip/', 'href="')
        at = f"/{page.parent.relative_to(written).as_posix()}/".replace("/./", "/")
        assert "http" not in re.sub(r'href="https:[^"]*"|https://zettel.example[^<]*', "", text)
        for link in LINK.findall(text):
            assert not link.startswith("/"), link
            there = written / urljoin(at, link).removeprefix("/")
            assert there.is_file() or (there / "index.html").is_file(), (page, link)
    [style] = written.glob("static/*/phone.css")
    fonts = re.findall(r'url\("([^"]+)"\)', style.read_text(encoding="utf-8"))
    assert [font for font in fonts if not (style.parent / font).is_file()] == []


def test_calendars_lie_beside_the_pages(written):
    calendar = (written / "ar" / "hours" / "lotsen_kreis.ics").read_bytes()
    assert calendar.startswith(b"BEGIN:VCALENDAR")


def test_what_has_ended_and_what_is_unknown_lead_on(written):
    assert "Diese Stelle gibt es nicht mehr." in (written / "ar" / "wohnamt" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="tr"' in (written / "tr" / "lotsen_kreis" / "index.html").read_text(encoding="utf-8")
    unknown, first = ((written / name).read_text(encoding="utf-8") for name in ("404.html", "index.html"))
    assert 'href="/slip/ar/" lang="ar"' in unknown
    assert "Diese Stelle" not in first
    assert 'href="ar/" lang="ar"' in first
    assert '<html lang="ar" dir="rtl"' in (written / "ar" / "index.html").read_text(encoding="utf-8")


def test_what_names_no_language_speaks_to_everybody_in_their_own(written, musterkreis):
    words = catalogues.load(musterkreis)
    for name, german in (("404.html", "Diese Stelle gibt es nicht mehr."), ("index.html", "Hier finden Sie Hilfe.")):
        page = (written / name).read_text(encoding="utf-8")
        for tag in words.offered(musterkreis.site.languages):
            assert catalogues.own_name(tag) in page
            assert words.say(tag, german) in page, (name, tag)


def test_without_a_public_address_nothing_is_written(kiosk, tmp_path):
    data = tmp_path / "data"
    Store.create(data / "desk.sqlite3").close()
    assert "slip_url" in "".join(kiosk("slips", "write", tmp_path / "site", "--data", data).complaints)
    assert not (tmp_path / "site").exists()


def test_a_folder_with_something_else_in_it_is_refused(kiosk, county, tmp_path):
    data = tmp_path / "data"
    Store.create(data / "desk.sqlite3").close()
    said = kiosk("slips", "write", county, "--data", data, "--pack", county)
    assert str(county) in "".join(said.complaints)
    assert (county / "site.toml").is_file()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("", "zettel.example und dort den Pfad /slip/SPRACHE/STELLE: dort antwortet dieser Rechner selbst"),
        ('slip_folder = "/srv/zettel"', "zeigt den Ordner /srv/zettel, jede Nacht neu"),
    ],
)
def test_check_says_which_server_and_path_the_printed_address_means(kiosk, county, changed, told):
    site = county / "site.toml"
    site.write_text(f"{changed}\n{site.read_text(encoding='utf-8')}", encoding="utf-8")
    assert told in kiosk("check", "--pack", county).out


@pytest.mark.parametrize("wrong", ['slip_folder = "zettel"', 'slip_url = ""\nslip_folder = "/srv/zettel"'])
def test_a_folder_that_no_address_leads_to_is_a_mistake(kiosk, county, wrong):
    site = county / "site.toml"
    kept = site.read_text(encoding="utf-8")
    kept = "\n".join(line for line in kept.splitlines() if "slip_url" not in wrong or not line.startswith("slip_url"))
    site.write_text(f"{wrong}\n{kept}", encoding="utf-8")
    assert "slip_folder" in "".join(kiosk("check", "--pack", county).complaints)

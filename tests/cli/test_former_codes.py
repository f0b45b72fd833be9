"""A code that was counted and then left the pack: `kiosk check` and the start print the lines that retire it."""

import shutil
import tomllib
from pathlib import Path

import pytest
from builders import TODAY, accept, answered

from kiosk import desk
from kiosk import pack as packs
from kiosk.cli.root import remember
from kiosk.desk import Office
from kiosk.words.former_codes import former_codes, former_words

ROOT = Path(__file__).resolve().parent.parent.parent
ANSWERS = {"altersgruppe": "27_44", "stadt": "velbert", "aufenthalt": "p104c"}
REMOVED = {
    "altersgruppe": ("vocabulary.toml", "27_44", "fact.altersgruppe.answer"),
    "stadt": ("site.toml", "velbert", "town"),
    "bedarf": ("vocabulary.toml", "sprache", "need.answer"),
}


@pytest.fixture
def counted(tmp_path, store) -> Path:
    """A pack of one's own, and a store that counted a day with it."""
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "deploy" / "mettmann", folder)
    office = Office(store, packs.load(folder))
    remember(store, office.pack)
    key = answered(office, ANSWERS, ("sprache",))
    accept(office, key)
    desk.finish(office, key)
    desk.close_day(office, office.pack.site.desks[0].code, TODAY)
    return folder


def renamed(folder: Path, file: str, code: str) -> None:
    """Rename a code in every file of the pack."""
    for path in folder.glob("*.toml"):
        path.write_text(path.read_text("utf-8").replace(f'"{code}"', f'"{code}_neu"'), "utf-8")


def test_a_pack_that_knows_every_code_has_no_former_ones(counted, store):
    assert former_codes(store, packs.load(counted)) == ()


@pytest.mark.parametrize("table", ["altersgruppe", "stadt", "bedarf"])
def test_the_lines_for_a_code_that_left_can_be_pasted_into_the_pack(counted, store, table):
    file, code, heading = REMOVED[table]
    renamed(counted, file, code)
    (one,) = former_codes(store, packs.load(counted))
    assert (one.table, one.code, one.file, one.heading) == (table, code, file, heading)
    assert former_words(store, packs.load(counted))[table, code] == (one.values.get("label") or one.values["name"])
    pasted = tomllib.loads(one.lines(TODAY))
    for part in heading.split("."):
        pasted = pasted[part]
    assert pasted[0]["retired"] == TODAY
    assert pasted[0]["code"] == code


def test_check_prints_the_lines_for_the_store_of_the_data_folder(counted, store, kiosk, tmp_path):
    renamed(counted, "site.toml", "velbert")
    told = kiosk("check", "--pack", counted, "--data", tmp_path / "data")
    assert told.code == 0
    assert "[[town]]" in told.out
    assert 'code = "velbert"' in told.out


def test_a_store_from_before_packs_were_kept_still_names_the_code(counted, store):
    with store.at_once():
        store.file.db.execute("DELETE FROM pack_version")
    renamed(counted, "vocabulary.toml", "27_44")
    (one,) = former_codes(store, packs.load(counted))
    assert one.heading == "fact.altersgruppe.answer"
    assert former_words(store, packs.load(counted)) == {}
    assert 'code = "27_44"' in one.lines(TODAY)

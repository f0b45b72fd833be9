"""deliver: what was sent, what waits and why, in plain words."""

import hashlib
import re
import shutil
import sys
from pathlib import Path

import pytest
from builders import DESK, finished

from kiosk import demo
from kiosk import pack as packs
from kiosk.clerk import DELIVER
from kiosk.cli.duties import credentials_of
from kiosk.cli.root import runnable
from kiosk.clock import wall_clock
from kiosk.config import read
from kiosk.desk import Office, close_day
from kiosk.domain.calendar import Opening
from kiosk.errors import DeliveryReason, DutyReason, StoreReason
from kiosk.storage import SITE, Store, outbox
from kiosk.transfer.day_file import content
from kiosk.words.notices import notice_of

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def pack(tmp_path) -> Path:
    """The pack of Mettmann with a folder as target."""
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "deploy" / "mettmann", folder)
    site = folder / "site.toml"
    target = f'[delivery]\nkind = "folder"\naddress = "{tmp_path / "ziel"}"\n\n[[desk]]'
    site.write_text(site.read_text(encoding="utf-8").replace("[[desk]]", target, 1), encoding="utf-8")
    return folder


@pytest.fixture
def counted(data, pack) -> str:
    """A day that was counted today; the name of its file."""
    store = Store.create(data / "desk.sqlite3")
    office, today = Office(store, packs.load(pack)), wall_clock().date()
    store.staff.open_hour(DESK, "chancenaufenthalt", today)
    finished(office, today)
    (count,) = close_day(office, DESK, today)
    told = hashlib.sha256(content(office.pack, [count])).hexdigest()[:8]
    name = f"{DESK}_chancenaufenthalt_{today.isoformat()}_{store.identity}_r1-{told}.csv"
    store.close()
    return name


def test_what_waits_is_delivered_and_named(kiosk, data, pack, counted, tmp_path):
    (tmp_path / "ziel").mkdir()
    result = kiosk("deliver", "--data", data, "--pack", pack)
    assert (result.code, result.out, result.err) == (
        0,
        f"geliefert: {counted}\nIn der Ablage: keine Zählung.\n",
        "",
    )
    assert [path.name for path in (tmp_path / "ziel").glob("*.csv")] == [counted]
    again = kiosk("deliver", "--data", data, "--pack", pack)
    assert (again.code, again.out) == (0, "In der Ablage: keine Zählung.\n")


def test_what_cannot_be_delivered_waits_and_says_why(kiosk, data, pack, counted, tmp_path):
    result = kiosk("deliver", "--data", data, "--pack", pack)
    since = f"Lieferung klappt seit {wall_clock():%d.%m.%Y} nicht."
    assert result.complaints == [f"{since} {notice_of(DeliveryReason.GONE).in_terminal}"]
    assert result.out == "In der Ablage: eine Zählung.\n"
    (tmp_path / "ziel").mkdir()
    assert kiosk("deliver", "--data", data, "--pack", pack).code == 0


TARGETS = {"webdav": ("https://ziel.example/ordner", "webdav4"), "fsspec": ("memory://ziel", "fsspec")}


@pytest.mark.parametrize(("kind", "address", "package"), [(kind, *about) for kind, about in TARGETS.items()])
def test_check_says_when_what_the_target_needs_is_not_installed(
    kiosk, pack, tmp_path, monkeypatch, kind, address, package
):
    site = pack / "site.toml"
    text = site.read_text("utf-8").replace('kind = "folder"', f'kind = "{kind}"')
    site.write_text(text.replace(f'"{tmp_path / "ziel"}"', f'"{address}"'), "utf-8")
    assert "requirements-remote.txt" not in kiosk("check", "--pack", pack).out
    monkeypatch.setitem(sys.modules, package, None)
    told = kiosk("check", "--pack", pack)
    assert (told.code, "sh deploy/setup.sh requirements-remote.txt" in told.out) == (0, True)


@pytest.mark.parametrize("address", ["https://kim:geheim@ziel.example/ordner", "https://:geheim@ziel.example/"])
def test_a_password_in_an_address_is_refused_and_not_repeated(kiosk, pack, tmp_path, address):
    site = pack / "site.toml"
    text = site.read_text("utf-8").replace('kind = "folder"', 'kind = "webdav"')
    site.write_text(text.replace(f'"{tmp_path / "ziel"}"', f'"{address}"'), "utf-8")
    complaints = " ".join(kiosk("check", "--pack", pack).complaints)
    assert "enthält ein Passwort" in complaints
    assert "geheim" not in complaints


WRONG_ADDRESSES = {
    "folder": [("eingang", "ist kein ganzer Pfad"), ("../eingang", "ist kein ganzer Pfad")],
    "webdav": [("https://ziel.example/%zz", "%25"), ("https://ziel.example/a%", "%25")],
    "sftp": [("sftp://kim@ziel.example/%zz", "%25")],
    "fsspec": [("eimer/ordner", "s3://eimer/ordner"), ("s3://eimer/%zz", "%25")],
}


@pytest.mark.parametrize(
    ("kind", "address", "words"), [(kind, *one) for kind, some in WRONG_ADDRESSES.items() for one in some]
)
def test_an_address_that_can_lead_nowhere_is_refused_with_what_to_write(kiosk, pack, tmp_path, kind, address, words):
    site = pack / "site.toml"
    text = site.read_text("utf-8").replace('kind = "folder"', f'kind = "{kind}"')
    site.write_text(text.replace(f'"{tmp_path / "ziel"}"', f'"{address}"'), "utf-8")
    complaints = [one for one in kiosk("check", "--pack", pack).complaints if "address" in one]
    assert words in " ".join(complaints)


def test_check_names_a_kind_of_store_that_nothing_knows(kiosk, pack, tmp_path):
    site = pack / "site.toml"
    text = site.read_text("utf-8").replace('kind = "folder"', 'kind = "fsspec"')
    site.write_text(text.replace(f'"{tmp_path / "ziel"}"', '"ablage://eimer/ordner"'), "utf-8")
    assert "„ablage://“ kennt hier kein Programm" in kiosk("check", "--pack", pack).out


def test_check_opens_the_packs_own_template_for_word(kiosk, pack):
    assert "paper.docx" not in kiosk("check", "--pack", pack).out
    (pack / "paper.docx").write_bytes(b"kein Word")
    told = kiosk("check", "--pack", pack)
    assert (told.code, "paper.docx: keine Word-Vorlage (.docx)" in told.out) == (0, True)


def test_check_says_when_there_is_no_program_for_sftp(kiosk, pack, tmp_path, monkeypatch):
    site = pack / "site.toml"
    text = site.read_text("utf-8").replace('kind = "folder"', 'kind = "sftp"')
    site.write_text(text.replace(f'"{tmp_path / "ziel"}"', '"sftp://desk@ziel.example/ordner"'), "utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "OpenSSH" in kiosk("check", "--pack", pack).out


def test_without_a_target_it_is_told(kiosk, data):
    Store.create(data / "desk.sqlite3").close()
    assert kiosk("deliver", "--data", data).complaints == [
        "site.toml [delivery]: kein Ziel eingetragen; die Zählungen bleiben auf diesem Rechner"
    ]


def test_practice_data_never_leave(kiosk, data, pack, counted, tmp_path):
    (tmp_path / "ziel").mkdir()
    store = Store.create(data / "desk.sqlite3")
    store.staff.keep_setting(demo.DRILL, "1")
    store.close()
    assert kiosk("deliver", "--data", data, "--pack", pack).complaints == [
        "--data: das sind Übungsdaten; sie werden nicht geliefert"
    ]
    assert [*(tmp_path / "ziel").iterdir()] == []


@pytest.mark.parametrize("reason", [*StoreReason, *DutyReason, "of_an_older_version"])
def test_whatever_held_up_the_running_desk_has_a_sentence(kiosk, data, pack, counted, tmp_path, reason, monkeypatch):
    monkeypatch.setattr(outbox, "WAIT_SECONDS", 0.01)
    (tmp_path / "ziel").mkdir()
    store = Store.open(data / "desk.sqlite3")
    store.failing.note(DELIVER, reason, int(wall_clock().timestamp()))
    with store.outbox.alone(SITE):
        (line,) = kiosk("deliver", "--data", data, "--pack", pack).complaints
    store.close()
    assert line == runnable(f"Lieferung klappt seit {wall_clock():%d.%m.%Y} nicht. {notice_of(reason).in_terminal}")


def test_name_and_password_come_from_the_environment_and_keys_from_the_data_folder(tmp_path):
    environ = {"KIOSK_DELIVERY_USER": "desk", "KIOSK_DELIVERY_PASSWORD": "geheim"}
    settings = read(None, str(tmp_path), environ)
    credentials = credentials_of(settings)
    assert (credentials.user, credentials.password) == ("desk", "geheim")
    assert (credentials.key, credentials.known_hosts) == (tmp_path / "ssh" / "id", tmp_path / "ssh" / "known_hosts")
    assert "geheim" not in repr(settings)


def test_all_days_are_delivered_again_on_request(kiosk, data, pack, counted, tmp_path):
    (tmp_path / "ziel").mkdir()
    assert kiosk("deliver", "--data", data, "--pack", pack).code == 0
    (tmp_path / "ziel" / counted).unlink()
    assert "geliefert" not in kiosk("deliver", "--data", data, "--pack", pack).out
    assert f"geliefert: {counted}" in kiosk("deliver", "--all", "--data", data, "--pack", pack).out
    assert (tmp_path / "ziel" / counted).is_file()


def test_all_days_are_delivered_again_after_the_pack_has_changed(kiosk, data, pack, counted, tmp_path):
    (tmp_path / "ziel").mkdir()
    assert kiosk("deliver", "--data", data, "--pack", pack).code == 0
    with (pack / "vocabulary.toml").open("a", encoding="utf-8") as vocabulary:
        vocabulary.write('\n[[outcome]]\ncode = "vertagt"\nlabel = "vertagt"\nkind = "no_need"\npicture = "clock"\n')
        vocabulary.write('paper_row = "kein_bedarf"\n')
    again = kiosk("deliver", "--all", "--data", data, "--pack", pack)
    assert (again.code, again.err) == (0, "")
    theirs = tmp_path / "overhead"
    Store.create(theirs / "desk.sqlite3").close()
    told = kiosk("collect", tmp_path / "ziel", "--pack", pack, "--data", theirs).out
    assert "1 neu, 1 schon bekannt" in told, told


def test_opening_days_are_delivered_again_on_request(kiosk, data, pack, counted, tmp_path):
    (tmp_path / "ziel").mkdir()
    store = Store(data / "desk.sqlite3")
    store.openings.put(DESK, [wall_clock().date()], Opening.ILL, "leitung")
    store.close()
    assert ".sprechtage" in kiosk("deliver", "--data", data, "--pack", pack).out
    assert ".sprechtage" not in kiosk("deliver", "--data", data, "--pack", pack).out
    assert ".sprechtage" in kiosk("deliver", "--all", "--data", data, "--pack", pack).out


def test_a_share_that_is_not_connected_keeps_the_days_and_says_so(kiosk, data, pack, counted, tmp_path):
    ziel, elsewhere = tmp_path / "ziel", tmp_path / "freigabe"
    ziel.mkdir()
    assert kiosk("deliver", "--data", data, "--pack", pack).code == 0
    ziel.rename(elsewhere)
    ziel.mkdir()
    result = kiosk("deliver", "--all", "--data", data, "--pack", pack)
    assert result.out == "In der Ablage: eine Zählung.\n"
    assert "Der Ordner ist leer, obwohl schon geliefert wurde. Ist die Freigabe verbunden?" in result.err
    assert [*ziel.iterdir()] == []
    (mark,) = re.findall("„(.*)“", result.err)
    (ziel / mark).touch()
    assert kiosk("deliver", "--data", data, "--pack", pack).out.startswith(f"geliefert: {counted}")

"""What each command does and says when everything is in order, and which mistakes it names."""

import csv
import io
import re
import shutil
import stat
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from builders import DESK, finished
from deliveries import day_file

from kiosk import config, demo, passwords
from kiosk.clerk import Clerk
from kiosk.cli import serving
from kiosk.cli.root import PLACES, commands
from kiosk.clock import wall_clock
from kiosk.desk import Office
from kiosk.domain import tally
from kiosk.domain.tally import Batch
from kiosk.storage import Account, Session, Store

ROOT = Path(__file__).resolve().parent.parent.parent
COUNTS = ROOT / "deploy" / "mettmann" / "counts"
PERIOD = ("--from", "2023-04-01", "--to", "30.04.2024", "--source", "Vorlage 50/014/2024")


def stored(data: Path) -> Store:
    return Store.create(data / "desk.sqlite3")


def hold_talk(data: Path, pack, day: date) -> None:
    """One finished talk on this day."""
    store = stored(data)
    finished(Office(store, pack), day)
    store.close()


@pytest.fixture
def today() -> date:
    """The day at the desk; the program knows it from the wall clock."""
    return wall_clock().date()


# the program itself


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("--version",), ("account", "--help"), ("serve", "-h")])
def test_help_is_given(kiosk, words):
    assert kiosk(*words).code == 0


@pytest.mark.parametrize("words", [("dance",), ("account", "sing"), ("serve", "--port", "x"), ("tally",), ("import",)])
def test_what_is_no_command_is_told(kiosk, words):
    assert kiosk(*words).complaints


def test_each_command_stands_where_the_table_says_and_a_desk_starts_without_the_others():
    folder = ROOT / "kiosk" / "cli"
    for path in folder.glob("*.py"):
        import_module(f"kiosk.cli.{path.stem}")
    assert commands.commands.keys() == PLACES.keys()
    look = "import sys\nfrom kiosk.cli import serving\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.split()
    assert {place for place in PLACES.values() if f"kiosk.cli.{place}" in loaded} == {"duties", "serving"}


def test_folders_can_come_from_the_environment(kiosk, monkeypatch, tmp_path):
    monkeypatch.setenv("KIOSK_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("KIOSK_PACK", str(ROOT / "tests" / "packs" / "musterkreis"))
    assert kiosk("account", "add", "tisch", "--generate").code == 0
    assert (tmp_path / "elsewhere" / "desk.sqlite3").is_file()
    monkeypatch.setenv("KIOSK_PACK", str(tmp_path))
    assert kiosk("check").complaints


def test_without_a_folder_the_data_lie_in_the_users_own(kiosk, tmp_path):
    assert kiosk("account", "add", "tisch", "--generate").code == 0
    assert (tmp_path / "home" / "clearing-kiosk" / "desk.sqlite3").is_file()
    assert config.read(environ={"XDG_DATA_HOME": "x"}).store == Path("x/clearing-kiosk/desk.sqlite3")


# packs


def test_the_pack_of_mettmann_is_in_order(kiosk):
    checked = kiosk("check")
    assert checked.code == 0
    assert "in Ordnung" in checked.out
    assert "es fehlen Sätze" not in checked.out


def test_the_made_up_county_is_in_order(kiosk):
    assert kiosk("check", "--pack", ROOT / "tests" / "packs" / "musterkreis").code == 0


def test_a_language_that_is_wanted_and_not_there_is_named(kiosk, tmp_path):
    folder = tmp_path / "musterkreis"
    shutil.copytree(ROOT / "tests" / "packs" / "musterkreis", folder)
    site = folder / "site.toml"
    site.write_text(site.read_text(encoding="utf-8").replace('"en", "ar"]', '"en", "ar", "az"]'), encoding="utf-8")
    told = kiosk("check", "--pack", folder).out
    assert re.search(r"Noch nicht angeboten, es fehlen Sätze: az \d+\.$", told, re.M)


def test_a_broken_pack_is_refused_with_every_mistake_at_once(kiosk, broken_pack):
    lines = kiosk("check", "--pack", broken_pack).complaints
    assert lines[0] == "Das Paket hat Fehler:"
    for part in ("„foerdern“ gibt es nicht", "„komplex“ gibt es nicht"):
        assert part in "\n".join(lines)
    assert all(" → " in line for line in lines[1:])


def test_a_pictogram_that_does_not_exist_is_named_with_one_that_does(kiosk, tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "deploy" / "mettmann", folder)
    words = folder / "vocabulary.toml"
    words.write_text(words.read_text(encoding="utf-8").replace('"cake"', '"cakes"'), encoding="utf-8")
    assert "„cakes“ gibt es nicht → cake" in "\n".join(kiosk("check", "--pack", folder).complaints)


def test_a_folder_without_a_pack_is_refused(kiosk, tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        assert "site.toml" in "\n".join(kiosk("check", "--pack", folder).complaints)


@pytest.mark.parametrize(
    "command", [("account", "list"), ("tally", "2026-01-01"), ("numbers",), ("forget",), ("demo",)]
)
def test_no_command_starts_on_a_broken_pack(kiosk, data, broken_pack, command):
    assert kiosk(*command, "--pack", broken_pack, "--data", data).complaints[0] == "Das Paket hat Fehler:"
    assert not data.exists()


# accounts


@pytest.mark.parametrize("name", ["tisch ", " tisch", " ", "", "x" * 61, "анна", "123"])
def test_a_name_that_nobody_can_sign_in_with_is_refused(kiosk, data, name):
    (line,) = kiosk("account", "add", name, "--generate", "--data", data).complaints
    assert line.startswith("NAME: ohne Leerzeichen davor und dahinter, lateinische Buchstaben, mindestens einer")
    assert not data.exists()


def test_an_account_is_added_listed_and_removed(kiosk, data):
    at = ("--data", data)
    assert kiosk("account", "add", "tisch", "--password-stdin", *at, typed="ein-langes-passwort\n").code == 0
    assert kiosk("account", "add", "leitung", "--role", "overhead", "--generate", *at).code == 0
    assert kiosk("account", "list", *at).out == "leitung\toverhead\ntisch\tcase_manager\n"
    assert kiosk("account", "remove", "tisch", *at).code == 0
    assert kiosk("account", "list", *at).out == "leitung\toverhead\n"


def test_a_name_that_is_taken_for_anothers_is_refused(kiosk, data):
    kiosk("account", "add", "tisch", "--generate", "--data", data)
    for name in ("Tisch", "terminal"):
        (line,) = kiosk("account", "add", name, "--generate", "--data", data).complaints
        assert "gibt es schon, oder mit einem, der fast so aussieht" in line
    assert kiosk("account", "list", "--data", data).out == "tisch\tcase_manager\n"


def test_the_last_lead_is_not_removed_and_what_it_says_makes_another(kiosk, data):
    kiosk("account", "add", "chefin", "--role", "lead", "--generate", "--data", data)
    (line,) = kiosk("account", "remove", "chefin", "--data", data).complaints
    command = line.partition(" So: ")[2].replace("NAME", "zweite").split()[1:]
    assert kiosk(*command, "--generate").code == 0
    assert kiosk("account", "remove", "chefin", "--data", data).code == 0


@pytest.mark.parametrize("spelling", ["case_manager", "case-manager"])
def test_a_role_has_one_spelling_and_its_old_one_is_understood(kiosk, data, spelling):
    assert kiosk("account", "add", "tisch", "--role", spelling, "--generate", "--data", data).code == 0
    assert kiosk("account", "list", "--data", data).out == "tisch\tcase_manager\n"
    assert kiosk("account", "add", "x", "--role", "manager", "--generate", "--data", data).complaints
    assert "[case_manager|lead|overhead|post|auditor]" in kiosk("account", "add", "--help").out


def test_an_account_of_a_post_names_one_of_the_pack_and_no_other_account_does(kiosk, data):
    add = ("account", "add", "awo", "--generate", "--data", data)
    for options in (["--role", "post"], ["--role", "post", "--post", "gibt-es-nicht"], ["--post", "awo_langenfeld"]):
        assert "eine von: kreis_erkrath" in kiosk(*add, *options).complaints[0]
    assert kiosk(*add, "--role", "post", "--post", "awo_langenfeld").code == 0
    assert kiosk("account", "password", "awo", "--generate", "--data", data).code == 0
    assert kiosk("account", "list", "--data", data).out == "awo\tpost\tawo_langenfeld\n"


def test_the_first_account_begins_with_a_code_that_is_shown_once(kiosk, data):
    said = kiosk("account", "first", "--data", data)
    code = re.search(r"nur jetzt zu sehen: ([2-9A-Z]{4}(?:-[2-9A-Z]{4}){3})$", said.out, re.M)[1]
    store = stored(data)
    assert store.staff.accounts() == []
    assert store.devices.code_for(passwords.code_hash(code), int(wall_clock().timestamp())) == ""
    assert code not in "\n".join(store.file.db.conn.iterdump())
    store.close()
    assert stat.S_IMODE(data.with_name("data.pepper").stat().st_mode) == 0o600


def test_a_lost_pepper_is_told_and_replaced_only_on_demand(kiosk, data):
    at = ("--data", data)
    kiosk("account", "add", "tisch", "--generate", *at)
    pepper = data.with_name("data.pepper")
    kept = pepper.read_bytes()
    for lost in (pepper.unlink, lambda: pepper.write_bytes(bytes(32))):
        lost()
        for command in (("serve",), ("account", "add", "x", "--generate"), ("account", "first")):
            (line,) = kiosk(*command, *at).complaints
            assert line.startswith(f"{pepper}: das Geheimnis für Passwörter fehlt hier oder gehört")
        assert f"Passwörter: {pepper}" in kiosk("doctor", *at).out + kiosk("doctor", *at).err
    pepper.write_bytes(kept)
    assert kiosk("account", "first", *at).code == 0
    pepper.unlink()
    assert kiosk("account", "first", "--new-pepper", *at).code == 0
    assert pepper.read_bytes() != kept
    store = stored(data)
    assert store.staff.account("tisch").password == ""
    store.close()


@pytest.mark.usefixtures("without_privilege")
def test_a_pepper_that_cannot_be_read_is_not_called_lost_nor_replaced(kiosk, data):
    at = ("--data", data)
    kiosk("account", "add", "tisch", "--generate", *at)
    pepper = data.with_name("data.pepper")
    kept = pepper.read_bytes()
    pepper.chmod(0)
    for command in (("serve",), ("account", "add", "x", "--generate"), ("account", "first", "--new-pepper")):
        (line,) = kiosk(*command, *at).complaints
        assert line.startswith(f"{pepper}: das Geheimnis für Passwörter liegt hier, lässt sich aber nicht lesen.")
    assert f"Passwörter: {pepper}: das Geheimnis für Passwörter liegt hier" in kiosk("doctor", *at).err
    pepper.chmod(0o600)
    assert pepper.read_bytes() == kept
    assert kiosk("account", "add", "x", "--generate", *at).code == 0


def test_a_pepper_that_lies_there_is_kept_aside_when_another_begins(kiosk, data):
    kiosk("account", "add", "tisch", "--generate", "--data", data)
    pepper = data.with_name("data.pepper")
    pepper.write_bytes(b"another store's".ljust(32))
    said = kiosk("account", "first", "--new-pepper", "--data", data)
    aside = Path(re.search(r"Es liegt jetzt in (.*)\.", said.out)[1])
    assert (aside.read_bytes(), aside.parent) == (b"another store's".ljust(32), data.parent)
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert pepper.read_bytes() != aside.read_bytes()


def test_a_password_that_nobody_can_type_is_told_with_the_ways_around(data):
    command = [sys.executable, "-m", "kiosk", "account", "add", "tisch", "--data", data]
    ended = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, capture_output=True, text=True, check=False
    )
    (line,) = ended.stderr.splitlines()
    assert line.endswith("nichts wurde geändert. Ohne Terminal: --generate oder --password-stdin")
    assert not data.exists()


def opens(data: Path, name: str, password: str) -> bool:
    """Tell whether the account has this password, under a hash of today."""
    store = stored(data)
    known, pepper = store.staff.account(name).password, store.pepper()
    store.close()
    return passwords.is_of_today(known) and passwords.fits(password, known, pepper)


def test_the_password_is_stored_only_as_a_salted_hash(kiosk, data):
    kiosk("account", "add", "tisch", "--password-stdin", "--data", data, typed="ein-langes-passwort\n")
    assert opens(data, "tisch", "ein-langes-passwort")
    assert b"ein-langes-passwort" not in (data / "desk.sqlite3").read_bytes()


def test_a_password_that_is_guessed_first_is_refused_in_the_terminal_too(kiosk, data):
    (line,) = kiosk("account", "add", "tisch", "--password-stdin", "--data", data, typed="Mettmann-2026\n").complaints
    assert line.startswith("Passwort: Dieses Passwort errät man leicht.")
    assert not data.exists()


def test_a_generated_password_is_shown_once_and_works(kiosk, data):
    shown = kiosk("account", "add", "tisch", "--generate", "--data", data).out.split()[-1]
    assert len(shown) >= 12
    assert opens(data, "tisch", shown)


def test_an_account_that_is_there_is_not_made_anew_and_keeps_its_role(kiosk, data):
    at = ("--data", data)
    kiosk("account", "add", "leitung", "--role", "overhead", "--generate", *at)
    (line,) = kiosk("account", "add", "leitung", "--generate", *at).complaints
    assert f"kiosk account password --data {data} leitung" in line
    assert kiosk("account", "list", *at).out == "leitung\toverhead\n"


def test_a_new_password_signs_the_account_out_everywhere_and_leaves_its_role(kiosk, data):
    at = ("--data", data)
    kiosk("account", "add", "team", "--role", "lead", "--generate", *at)
    store = stored(data)
    store.staff.begin_session("t", Session("team", "lead", DESK, "clearing", "de", "", 1, 1))
    shown = kiosk("account", "password", "team", "--generate", *at).out.split()[-1]
    assert store.staff.account("team").role == "lead"
    assert opens(data, "team", shown)
    assert store.staff.session("t") is None
    store.close()
    (line,) = kiosk("account", "password", "niemand", "--generate", *at).complaints
    assert line.startswith("niemand:")


@pytest.mark.parametrize("typed", ["kurz\n", "elf-zeichen\n", "", "\n"])
def test_a_short_password_is_refused(kiosk, data, typed):
    lines = kiosk("account", "add", "tisch", "--password-stdin", "--data", data, typed=typed).complaints
    assert lines == ["Passwort: mindestens 12 Zeichen"]
    assert not data.exists()


def test_an_account_that_is_not_there_cannot_be_removed(kiosk, data, begun):
    (line,) = kiosk("account", "remove", "niemand", "--data", data).complaints
    assert line.startswith("niemand:")


def test_a_role_that_does_not_exist_is_refused(kiosk, data):
    assert kiosk("account", "add", "tisch", "--role", "chief", "--generate", "--data", data).complaints
    assert not data.exists()


# closing days


def test_a_day_is_closed_and_its_file_named(kiosk, data, mettmann, today):
    hold_talk(data, mettmann, today)
    closed = kiosk("tally", today.isoformat(), "--data", data)
    path = data / "tallies" / DESK / str(today.year) / f"{today}.csv"
    assert closed.code == 0
    assert closed.out == f"Clearingstelle Mettmann, Auf dem Hüls 5: {path}\n"
    assert f"{DESK},chancenaufenthalt,{today},1,umfang,personen,1" in path.read_text(encoding="utf-8")


def test_closing_from_the_command_line_again_changes_nothing(kiosk, data, mettmann, today):
    hold_talk(data, mettmann, today)
    first = kiosk("tally", f"{today:%d.%m.%Y}", "--data", data)
    path = next(data.rglob("*.csv"))
    before = path.read_bytes()
    assert kiosk("tally", today.isoformat(), "--data", data) == first
    assert path.read_bytes() == before


def test_a_day_without_a_screening_hour_is_told(kiosk, data, today, begun):
    for day in (today, today - timedelta(days=3), today - timedelta(days=300)):
        closed = kiosk("tally", day.isoformat(), "--data", data)
        assert (closed.code, closed.out) == (
            0,
            f"Clearingstelle Mettmann, Auf dem Hüls 5: am {day:%d.%m.%Y} war keine Sprechstunde.\n",
        )


def test_a_day_that_another_machine_counted_is_told_as_such(kiosk, data, mettmann, tmp_path, today, begun):
    (tmp_path / "day.csv").write_bytes(day_file(mettmann, today, 3))
    assert "1 neu" in kiosk("collect", tmp_path, "--data", data).out
    closed = kiosk("tally", today.isoformat(), "--data", data)
    assert closed.out.endswith(f": am {today:%d.%m.%Y} hat ein anderer Rechner gezählt, dieser hier nicht.\n")
    assert not (data / "tallies").exists()


def test_a_day_in_the_future_is_refused(kiosk, data, today, begun):
    (line,) = kiosk("tally", (today + timedelta(days=1)).isoformat(), "--data", data).complaints
    assert line.startswith("TAG:")
    assert "liegt in der Zukunft" in line


@pytest.mark.parametrize("day", ["2026-02-30", "gestern", "23.11.26", ""])
def test_what_is_no_day_is_refused_and_says_how_to_write_one(kiosk, data, day):
    assert "So schreiben: 2026-11-22." in "\n".join(kiosk("tally", day, "--data", data).complaints)


def test_a_file_of_a_day_whose_talks_are_forgotten_can_be_written_again(kiosk, data, mettmann, today):
    long_ago = today - timedelta(days=40)
    hold_talk(data, mettmann, long_ago)
    assert kiosk("forget", "--data", data).code == 0
    path = next(data.rglob(f"{long_ago}.csv"))
    before = path.read_bytes()
    path.unlink()
    assert kiosk("tally", long_ago.isoformat(), "--data", data).code == 0
    assert path.read_bytes() == before


# numbers


@pytest.fixture
def counted(kiosk, data, begun) -> Path:
    """A data folder with the table of the committee paper."""
    assert kiosk("import", COUNTS / "screening_outcomes.csv", *PERIOD, "--data", data).code == 0
    return data


def test_the_numbers_are_read_as_text(kiosk, counted):
    shown = kiosk("numbers", "--data", counted)
    assert shown.code == 0
    table = (
        shown.out.split("Ergebnis des Screenings (gezählt 01.04.2023 bis 30.04.2024)\n")[1]
        .split("\n\n")[0]
        .splitlines()
    )
    assert [int(line.split()[0]) for line in table] == [32, 2, 29, 75, 5, 155, 298]
    assert table[-1].endswith("gesamt (Zeilen und Summe stimmen)")


def test_the_numbers_come_as_tables_for_machines(kiosk, counted):
    shown = kiosk("numbers", "--format", "machine.csv", "--data", counted)
    rows = {(row["table"], row["row"]): row for row in csv.DictReader(io.StringIO(shown.out))}
    assert (rows["screening", "kim_cm"]["count"], rows["screening", "kim_cm"]["percent"]) == ("75", "25.2")
    assert rows["screening", "gesamt"]["count"] == "298"
    assert b"\r" not in shown.raw


def test_the_numbers_come_as_tables_for_german_excel(kiosk, counted):
    shown = kiosk("numbers", "--format", "csv", "--data", counted)
    assert shown.raw.startswith(b"\xef\xbb\xbfTabelle;")
    assert b";kim_cm;KIM-CM;75;25,2;" in shown.raw


def test_a_year_is_looked_at_then_released_once(kiosk, counted, mettmann):
    day = date(2025, 3, 4)
    with closing(stored(counted)) as store:
        cells = tally.in_short(mettmann.vocabulary, 30, {"v_kim_cm": 30})
        store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, tally.OWN, cells))
    shown = kiosk("release", "2025", "--preview", "--data", counted)
    assert (shown.code, "30  KIM-CM" in shown.out) == (0, True)
    assert "Zeilen bis 2 fehlen oder sind 0 und zählen in der Summe mit" in shown.out
    done = kiosk("release", "2025", "--account", "leitung", "--data", counted)
    assert (done.code, done.out.startswith("Veröffentlicht, Prüfsumme ")) == (0, True)
    assert kiosk("release", "2025", "--data", counted).out.startswith("Schon veröffentlicht, Prüfsumme ")


@pytest.mark.parametrize("period", ["2025-3", "2025-Q5", "2025-01-01", "gestern", "9999"])
def test_only_a_calendar_unit_is_released_from_the_terminal_too(kiosk, counted, period):
    assert kiosk("release", period, "--data", counted).complaints == [
        (
            "PERIOD: Diesen Zeitraum gibt es nicht."
            " Wählen Sie einen Kalendermonat, ein Quartal, ein Halbjahr oder ein Jahr."
        )
    ]


def test_what_would_give_small_numbers_away_is_named_at_the_terminal_with_a_coarser_way(kiosk, counted, mettmann):
    day, ways = date(2025, 3, 4), ("abh_ausgabe", "abh_automat", "abh_warten", "abh_schalter")
    with closing(stored(counted)) as store:
        cells = tally.in_short(mettmann.vocabulary, 12, {"v_kim_cm": 12})
        cells = {**cells, **{("zugangsweg", way): 3 for way in ways}}
        store.counts.keep_batch(Batch("mettmann", "clearing", day, day, 1, tally.OWN, cells))
    refused = kiosk("release", "2025-03", "--data", counted)
    assert refused.complaints == ["PERIOD: So stünden kleine Zahlen genau fest. Es wurde nichts veröffentlicht."]
    assert "! Genau stünde fest: Zugang, Titelausgabe, März 2025: 3" in refused.out.splitlines()
    assert "! Gröber geht: --without zugangsweg" in refused.out.splitlines()
    assert kiosk("release", "2025-03", "--without", "zugangsweg", "--data", counted).code == 0


@pytest.mark.parametrize("form", ["xlsx", "docx", "json"])
def test_the_numbers_are_written_into_a_file(kiosk, counted, tmp_path, form):
    path = tmp_path / f"zahlen.{form}"
    assert kiosk("numbers", "--format", form, "--out", path, "--data", counted).out.strip() == f"Geschrieben: {path}"
    first = path.read_bytes()
    assert len(first) > 1000
    kiosk("numbers", "--format", form, "--out", path, "--data", counted)
    assert path.read_bytes() == first


def test_a_folder_that_is_not_there_is_not_made_for_the_numbers(kiosk, counted, tmp_path):
    path = tmp_path / "nicht" / "da" / "zahlen.json"
    (line,) = kiosk("numbers", "--format", "json", "--out", path, "--data", counted).complaints
    assert line == f"--out: den Ordner {path.parent} gibt es nicht"
    assert not (tmp_path / "nicht").exists()


def test_the_numbers_of_another_period_profile_or_desk_are_zeros(kiosk, counted):
    for words in (
        ("--from", "2024-05-01"),
        ("--profile", "clearing"),
        ("--to", "2024-04-29"),
        ("--desk", "mettmann"),
        ("--period", "month"),
    ):
        assert "298" not in kiosk("numbers", *words, "--data", counted).out
    assert "298" in kiosk("numbers", "--period", "all", "--data", counted).out


def test_a_period_or_profile_that_cannot_be_is_refused(kiosk, data, begun):
    (line,) = kiosk("numbers", "--from", "2026-02-01", "--to", "2026-01-01", "--data", data).complaints
    assert line == "--from/--to: der erste Tag liegt nach dem letzten"
    (line,) = kiosk("numbers", "--from", "2099-12-01", "--data", data).complaints
    assert line.endswith(f"; ohne --to ist das heute, der {wall_clock():%d.%m.%Y}")
    (line,) = kiosk("numbers", "--profile", "x", "--data", data).complaints
    assert line == "--profile: eines von: chancenaufenthalt, clearing"


# old lists


def test_an_old_list_is_taken_in_once(kiosk, data, begun):
    words = ("import", COUNTS / "screening_outcomes.csv", *PERIOD, "--data", data)
    first, again = kiosk(*words), kiosk(*words)
    told = "„Ergebnis des Screenings“: 298 gezählt, 01.04.2023 bis 30.04.2024, Vorlage 50/014/2024.\n"
    assert first.out.splitlines()[1:] == [
        "  Überschrift in Zeile 1: A „row“ nennt die Zeile, B „label_de“ nennt die Zeile, C „count“ Anzahl",
        "  Zeile 8: Die Summe stimmt. Sie gilt den Zeilen 2–7.",
    ]
    assert (first.code, again.code) == (0, 0)
    assert first.out.startswith(told)
    assert again.out.startswith(told)
    assert again.out.endswith("Diese Liste war schon da. Es hat sich nichts geändert.\n")


def test_a_corrected_list_is_taken_in_once_the_former_one_is_undone(kiosk, data, counted, tmp_path):
    text = (COUNTS / "screening_outcomes.csv").read_text(encoding="utf-8")
    (tmp_path / "neu.csv").write_text(text.replace("(JMD),2", "(JMD),3").replace("298", "299"), encoding="utf-8")
    words = ("import", tmp_path / "neu.csv", *PERIOD, "--data", data)
    assert "Andere Tage nehmen oder rückgängig machen" in "\n".join(kiosk(*words).complaints)
    listed = kiosk("import", "--list", "--data", data).out
    assert listed.startswith("1: „Ergebnis des Screenings“, 298 gezählt, 01.04.2023 bis 30.04.2024")
    assert kiosk("import", "--undo", "1", "--data", data).out.startswith("Liste 1 zählt nicht mehr.")
    assert "(Vorlage)" not in listed
    assert kiosk(*words, "--paper").code == 0
    assert re.search(r"299 gezählt.*\(Vorlage\)", kiosk("import", "--list", "--data", data).out)


def test_nothing_to_list_and_nothing_to_undo_is_told(kiosk, data, begun):
    assert kiosk("import", "--list", "--data", data).out == "Es ist nichts da.\n"
    (line,) = kiosk("import", "--undo", "7", "--data", data).complaints
    assert line.startswith("--undo: Liste 7 gibt es nicht.")


def test_a_list_of_no_table_of_the_paper_names_those_there_are(kiosk, data, begun, tmp_path):
    file = tmp_path / "sprachen.csv"
    file.write_text("Sprache;Anzahl\nArabisch;4\nKurdisch;6\n", encoding="utf-8")
    words = ("import", file, "--data", data, "--from", "2023-04-01", "--to", "2024-04-30", "--source", "Probe")
    for said in ((), ("--say", "lesen:tabelle=sprache")):
        (told,) = (one for one in kiosk(*words, *said).complaints if "welcher Tabelle der Vorlage" in one)
        assert "screening (Ergebnis des Screenings), zielgruppen (" in told


def test_a_list_that_does_not_add_up_is_refused_line_by_line_and_says_which_option_helps(kiosk, data, begun):
    words = ("import", COUNTS / "goals_reached.csv", *PERIOD, "--data", data)
    lines = kiosk(*words).complaints
    assert lines[0] == "Nichts wurde eingelesen:"
    assert "Zeilen 13, 14: „p25ab / p25ab_printed_twice“ steht mehrmals da." in lines[1]
    assert "Die Zeilen ergeben 757, gedruckt ist 696." in lines[2]
    assert '--say "zeile:14=ANTWORT": - (weglassen), + (zählt mit)' in lines[1]
    assert '--say "summe:C18=ANTWORT": + (hinnehmen' in lines[2]
    assert kiosk("import", "--list", "--data", data).out == "Es ist nichts da.\n"
    settled = (*words, "--say", "zeile:14=-", "--say", "summe:C18=+")
    tried = kiosk(*settled, "--dry-run").out.splitlines()
    assert tried[-1] == "Das war eine Probe: nichts wurde eingelesen."
    assert kiosk(*settled).out.splitlines() == tried[:-1]
    assert "gedruckte Summe 696, Zeilen 725" in kiosk("import", "--list", "--data", data).out


def test_a_list_that_is_refused_names_what_is_not_read_too(kiosk, data, tmp_path, begun):
    lines = "Statistik;;\nStelle;Anzahl;Anteil in %\nKIM-CM;3;60\nMBE;zwei;40\n_____;;\n"
    (tmp_path / "liste.csv").write_text(lines, encoding="cp1252")
    told = kiosk("import", tmp_path / "liste.csv", *PERIOD, "--data", data).complaints
    assert "„zwei“ ist keine Anzahl." in told[1]
    unread = [line for line in told if "Nicht gelesen. Das zählt nicht mit." in line]
    assert [line.split(" · ")[1].split(":")[0] for line in unread] == ["Spalte C, „Anteil in %“", "Zeilen 1, 5"]


def test_a_word_is_mapped_once_and_known_next_time(kiosk, data, tmp_path, begun):
    (tmp_path / "liste.csv").write_text("Stelle;Anzahl\nKIM-CM;3\nNix;4\n", encoding="cp1252")
    words = ("import", tmp_path / "liste.csv", "--source", "Liste", "--data", data)
    may, june = ("--from", "2024-05-01", "--to", "2024-05-31"), ("--from", "2024-06-01", "--to", "2024-06-30")
    lines = kiosk(*words, *may).complaints
    assert "„Nix“ (4) ist keine Zeile der Tabelle." in lines[1]
    assert "screening:kein_bedarf (kein Bedarf)" in lines[1]
    assert kiosk(*words, *may, "--say", "Nix").complaints[0].startswith("--say: ")
    for word in ("Nix", "KIM-CM"):
        told = "".join(kiosk(*words, *may, "--say", f"{word}=gibt:es_nicht").complaints)
        assert f"„{word}“" in told
        assert "screening:kein_bedarf (kein Bedarf)" in told
    assert kiosk(*words, *may, "--say", "Nix=screening:kein_bedarf").code == 0
    june_told = kiosk(*words, *june).out
    assert "7 gezählt" in june_told
    assert "„Nix“ heißt „kein Bedarf“." in june_told
    assert "„nix“: kein Bedarf" in kiosk("import", "--list", "--data", data).out
    assert kiosk("import", "--forget", "Nix", "--data", data).code == 0
    assert "nix" not in kiosk("import", "--list", "--data", data).out
    assert (
        "„Nix“ (4) ist keine Zeile der Tabelle."
        in kiosk(*words, "--from", "2024-07-01", "--to", "2024-07-31").complaints[1]
    )
    assert kiosk(*words, *may, "--desk", "mond").complaints[0].startswith("--desk: eines von: alle, ")


def test_a_list_that_is_not_there_is_told_by_its_name(kiosk, data, tmp_path, begun):
    for path in (tmp_path / "fehlt.csv", tmp_path):
        (line,) = kiosk("import", path, *PERIOD, "--data", data).complaints
        assert line.startswith(f"{path}: ")


def test_a_list_without_its_period_or_for_an_unknown_profile_is_refused(kiosk, data, begun):
    assert "--from" in "\n".join(kiosk("import", COUNTS / "screening_outcomes.csv", "--data", data).complaints)
    words = ("import", COUNTS / "screening_outcomes.csv", *PERIOD, "--profile", "x", "--data", data)
    assert kiosk(*words).complaints == ["--profile: eines von: chancenaufenthalt, clearing"]


@pytest.mark.parametrize(
    "content", [b"row,label_de,count\rjmd,x,viele\r", b"row,label_de,count\njmd," + b"x" * 200_000]
)
def test_a_strange_file_is_refused_without_a_stack_trace(kiosk, data, tmp_path, content):
    (tmp_path / "liste.csv").write_bytes(content)
    assert kiosk("import", tmp_path / "liste.csv", *PERIOD, "--data", data).complaints


# forgetting


def test_forgetting_closes_open_days_and_deletes_old_talks(kiosk, data, mettmann, today):
    for back in (20, 1):
        hold_talk(data, mettmann, today - timedelta(days=back))
    told = kiosk("forget", "--data", data)
    assert told.code == 0
    assert "14 Tage" in told.out
    store = stored(data)
    assert len(store.reported.batches(date.min, date.max)) == 2
    assert [talk.day for talk in store.talks.conversations(DESK, date.min, date.max)] == [today - timedelta(days=1)]
    store.close()


# practice


def test_a_practice_desk_is_filled_once(kiosk, data, monkeypatch):
    monkeypatch.setattr(demo, "DAYS", 4)
    first = kiosk("demo", "--no-serve", "--data", data)
    assert first.code == 0
    assert "Name tisch,       Passwort uebung-am-tisch" in first.out

    def known() -> list[object]:
        store = stored(data)
        found = [*store.talks.conversations(DESK, date.min, date.max), *store.reported.batches(date.min, date.max)]
        store.close()
        return found

    before = known()
    assert len(before) > 3
    assert kiosk("demo", "--no-serve", "--data", data).code == 0
    assert known() == before


def test_a_practice_desk_collects_no_real_days(kiosk, data, monkeypatch, tmp_path):
    clerks: list[Clerk] = []
    monkeypatch.setattr(demo, "DAYS", 1)
    monkeypatch.setattr(serving, "run", lambda office, clerk, *_: clerks.append(clerk))
    kiosk("demo", "--no-serve", "--data", data)
    monkeypatch.setenv("KIOSK_COLLECT", str(tmp_path))
    assert kiosk("serve", "--data", data).code == 0
    assert clerks[0].inbox is None
    (line,) = kiosk("serve", "--collect", tmp_path, "--data", data).complaints
    assert line == "--collect: das sind Übungsdaten; echte Tage werden nicht dazu eingesammelt"


def test_practice_never_goes_where_real_talks_are(kiosk, data, mettmann, today):
    hold_talk(data, mettmann, today)
    store = stored(data)
    store.staff.keep_account(Account("tisch", "case_manager", "hash"))
    store.close()
    before = (data / "desk.sqlite3").read_bytes()
    (line,) = kiosk("demo", "--no-serve", "--data", data).complaints
    assert line.startswith("--data:")
    assert "enthält echte Daten" in line
    assert (data / "desk.sqlite3").read_bytes() == before


def test_a_folder_with_an_account_and_without_talks_is_not_for_practice(kiosk, data):
    assert kiosk("account", "add", "leiterin", "--role", "overhead", "--generate", "--data", data).code == 0
    (line,) = kiosk("demo", "--no-serve", "--data", data).complaints
    assert "enthält echte Daten" in line
    assert kiosk("account", "list", "--data", data).out == "leiterin\toverhead\n"


def test_a_folder_without_an_account_is_fresh_and_becomes_a_practice_folder(kiosk, data, monkeypatch):
    monkeypatch.setattr(demo, "DAYS", 0)
    stored(data).close()
    for _ in range(2):
        assert kiosk("demo", "--no-serve", "--data", data).code == 0
    store = stored(data)
    assert store.staff.setting(demo.DRILL)
    store.close()


def test_practice_without_a_folder_lies_beside_the_real_data(kiosk, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "DAYS", 0)
    assert kiosk("demo", "--no-serve").code == 0
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["clearing-kiosk-uebung"]


# words


def test_the_translations_are_in_step_with_the_templates(kiosk):
    checked = kiosk("words", "--check")
    assert (checked.code, checked.out, checked.err) == (0, "", "")


# files


def test_everything_the_program_makes_is_the_owners_alone(kiosk, data, mettmann, today):
    kiosk("account", "add", "tisch", "--generate", "--data", data / "in" / "depth")
    kiosk("import", COUNTS / "screening_outcomes.csv", *PERIOD, "--data", data)
    hold_talk(data, mettmann, today)
    kiosk("tally", today.isoformat(), "--data", data)
    modes = {path.relative_to(data): stat.S_IMODE(path.stat().st_mode) for path in data.rglob("*")}
    modes[Path()] = stat.S_IMODE(data.stat().st_mode)
    assert len(modes) >= 8
    assert {path for path, mode in modes.items() if mode != (0o700 if (data / path).is_dir() else 0o600)} == set()

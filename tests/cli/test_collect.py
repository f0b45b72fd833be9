"""kiosk collect: what came, what was refused and why, and when the folder is not there."""

import re
from datetime import timedelta

import pytest
from builders import DESK, first_profile
from deliveries import OTHER, WRITER, corrected, day_file

from kiosk import config
from kiosk.cli.duties import delivered_to
from kiosk.clock import wall_clock
from kiosk.domain.delivery import Target, TargetKind
from kiosk.storage import Store


@pytest.fixture
def inbox(tmp_path, mettmann):
    """Two days of a desk, delivered yesterday and today."""
    folder, today = tmp_path / "inbox", wall_clock().date()
    folder.mkdir()
    for day in (today - timedelta(days=1), today):
        (folder / f"{day}.csv").write_bytes(day_file(mettmann, day, 3))
    return folder


def test_what_came_is_counted_once(kiosk, data, inbox, begun):
    first = kiosk("collect", inbox, "--data", data)
    assert (first.code, first.out.splitlines()[-1].split("\r")[-1]) == (
        0,
        "2 neu, 0 schon bekannt, 0 neu zur Seite gelegt.",
    )
    assert "0 neu, 2 schon bekannt" in kiosk("collect", inbox, "--data", data).out


def test_refused_files_are_named_with_what_to_do_and_do_not_stop_the_rest(kiosk, data, inbox, mettmann, begun):
    (inbox / "a.csv").write_bytes(b"kein csv")
    (inbox / "b.csv").write_bytes(day_file(mettmann, wall_clock().date(), 3) + b"x\n")
    ran = kiosk("collect", inbox, "--data", data)
    assert ran.code == 0
    assert "2 neu, 0 schon bekannt, 2 neu zur Seite gelegt." in ran.out
    assert (
        "  a.csv: Die Überschriften sind nicht die einer Tageszählung → Den Tag am Desk neu liefern lassen." in ran.out
    )
    assert "b.csv: Eine Zeile hat nicht die richtigen Spalten (Zeile " in ran.out
    assert "Zur Seite Gelegtes ist nicht gezählt und bleibt im Ordner, wie es ist." in ran.out
    assert "2 schon bekannt, 0 neu zur Seite gelegt" not in ran.out
    assert sorted(path.name for path in inbox.iterdir())[-2:] == ["a.csv", "b.csv"]


def test_two_counts_of_a_day_are_named_in_words_and_decided_once(kiosk, data, inbox, mettmann, begun):
    today = wall_clock().date()
    kiosk("collect", inbox, "--data", data)
    (inbox / "a.csv").write_bytes(day_file(mettmann, today, 1, writer=OTHER))
    out = kiosk("collect", inbox, "--data", data).out
    name, profile = mettmann.desk(DESK).name, mettmann.profile(first_profile(mettmann).code).name
    assert "0 neu, 2 schon bekannt, 0 neu zur Seite gelegt, 1 zu entscheiden." in out
    assert f"{name}, {profile}, {today:%d.%m.%Y}: mehrere Zählungen. Bis zur Entscheidung gilt die erste." in out
    came = f"eingegangen am {today:%d.%m.%Y}, Fassung 1, Kennung"
    one, two = re.findall(r"^  (\d+): (.*)$", out, re.MULTILINE)
    assert one[1] == f"3 Personen, 3 Gespräche, 0 Zettel, {came} {WRITER}"
    assert two[1] == f"1 Person, 1 Gespräch, 0 Zettel, {came} {OTHER}"
    (named,) = re.findall(r"(collect --data \S+ --decide \d+), oder", out)
    assert named == f"collect --data {data} --decide {one[0]}"
    (refused,) = kiosk("collect", "--decide", "4711", "--data", data).complaints
    assert refused.startswith("--decide: 4711 steht nicht zur Entscheidung. Die Nummern nennt: ")
    assert refused.endswith(f"kiosk collect --data {data}")
    decided = kiosk("collect", "--decide", two[0], "--data", data)
    assert (decided.code, decided.out) == (
        0,
        f"Entschieden: Zählung {two[0]} gilt, die anderen dieses Tages nicht mehr.\n",
    )
    again = kiosk("collect", inbox, "--data", data).out
    assert again == "0 neu, 3 schon bekannt, 0 neu zur Seite gelegt.\n"
    assert kiosk("collect", "--decide", one[0], "--data", data).complaints
    store = Store.open(data / "desk.sqlite3")
    assert [batch.persons for batch in store.counts.counts_of(DESK, today)] == [1]
    store.close()


def test_a_day_that_is_to_be_decided_is_one_however_many_files_contradict(kiosk, data, inbox, mettmann, begun):
    for number, (_, content) in enumerate(corrected(mettmann, wall_clock().date(), [5, 6], writer=OTHER)):
        (inbox / f"zweite-{number}.csv").write_bytes(content)
    for _ in range(2):
        assert kiosk("collect", inbox, "--data", data).out.startswith(
            (
                "2 neu, 0 schon bekannt, 0 neu zur Seite gelegt, 1 zu entscheiden.",
                "0 neu, 4 schon bekannt, 0 neu zur Seite gelegt, 1 zu entscheiden.",
            )
        )


def test_without_a_folder_it_says_what_is_missing(kiosk, data, begun):
    assert kiosk("collect", "--data", data).complaints == ["ORDNER: fehlt: der Ordner, in den die Desks liefern"]


def test_a_folder_that_is_not_there_is_refused(kiosk, data, tmp_path, begun):
    assert kiosk("collect", tmp_path / "nowhere", "--data", data).complaints == [
        f"{tmp_path / 'nowhere'}: fehlt oder ist nicht lesbar; ist der Ordner verbunden?"
    ]


def test_the_folder_of_the_page_comes_from_the_environment_or_the_pack(tmp_path):
    assert config.read(environ={"XDG_DATA_HOME": "x", "KIOSK_COLLECT": str(tmp_path)}).collect == tmp_path
    assert config.read(environ={"XDG_DATA_HOME": "x"}).collect is None
    assert delivered_to(Target(TargetKind.FOLDER, str(tmp_path))) == tmp_path
    assert delivered_to(Target(TargetKind.SFTP, "sftp://a@b/c")) is None
    assert delivered_to(None) is None

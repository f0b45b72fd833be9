"""The folder that a web server shows: the former pages or the new ones, never some of both."""

import stat

import pytest

from kiosk.errors import DeliveryFailed, DeliveryReason
from kiosk.transfer.folder import MARK
from kiosk.transfer.shown_folder import replace_folder

FIRST = (("de/mbe/index.html", b"mbe"), ("404.html", b"gone"))
SECOND = (("de/jmd/index.html", b"jmd"), ("404.html", b"away"))


def lying_in(folder):
    """Every file, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MARK)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def folder(tmp_path):
    """A folder with the pages of yesterday, and nothing beside it."""
    assert replace_folder(tmp_path / "zettel", FIRST) == 2
    return tmp_path / "zettel"


def test_the_new_pages_take_the_place_of_the_former_ones(folder):
    replace_folder(folder, SECOND)
    assert lying_in(folder) == dict(SECOND)
    assert [one.name for one in folder.parent.iterdir()] == ["zettel"]


def test_what_breaks_off_leaves_the_former_pages(folder):
    def half():
        yield SECOND[0]
        raise OSError(28, "full")

    with pytest.raises(DeliveryFailed) as failed:
        replace_folder(folder, half())
    assert failed.value.reason == DeliveryReason.NO_ROOM
    assert lying_in(folder) == dict(FIRST)
    assert [one.name for one in folder.parent.iterdir()] == ["zettel"]


def test_a_machine_that_stopped_between_the_two_names_is_put_right(folder):
    folder.rename(folder.with_name(".zettel.former"))
    (folder.parent / ".zettel.new").mkdir()
    with pytest.raises(ZeroDivisionError):
        replace_folder(folder, (("x", b"" * (1 // 0)) for _ in "x"))
    assert lying_in(folder) == dict(FIRST)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("dear")
    with pytest.raises(DeliveryFailed) as failed:
        replace_folder(other, FIRST)
    assert failed.value.reason == DeliveryReason.OCCUPIED
    assert lying_in(other) == {"letter.txt": b"dear"}


def test_a_drive_that_is_not_there_is_not_made_up_for(tmp_path):
    with pytest.raises(DeliveryFailed) as failed:
        replace_folder(tmp_path / "away" / "zettel", FIRST)
    assert failed.value.reason == DeliveryReason.GONE
    assert list(tmp_path.iterdir()) == []


def test_the_web_server_may_read_them(folder):
    closed = [path for path in (folder, *folder.rglob("*")) if not stat.S_IMODE(path.stat().st_mode) & 0o004]
    assert closed == []

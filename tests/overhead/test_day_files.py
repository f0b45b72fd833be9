"""A day file is counted exactly as it says, or refused whole with a reason."""

from datetime import date

import pytest
from builders import TODAY, first_profile
from deliveries import counted, day_file, lines_of, written

from kiosk.domain import tally
from kiosk.errors import FileRefused
from kiosk.overhead.day_files import HEADING, LARGEST, parse
from kiosk.pack import Pack

DAY = date(2026, 11, 20)
PERSONS = tally.VOLUME, tally.PERSONS


def refused(content: bytes, pack: Pack) -> tuple[str, str]:
    with pytest.raises(FileRefused) as refusal:
        parse(content, pack, TODAY)
    return refusal.value.reason, refusal.value.detail


def test_a_day_counts_as_it_was_written_and_zeros_leave_no_cell(musterkreis):
    cells = counted(musterkreis, 7)
    (batch,) = parse(written(lines_of(musterkreis, DAY, cells, 3)), musterkreis, TODAY)
    assert batch.cells == {cell: number for cell, number in cells.items() if number}
    assert (batch.desk, batch.profile) == (musterkreis.site.desks[0].code, first_profile(musterkreis).code)
    assert (batch.first_day, batch.last_day, batch.revision) == (DAY, DAY, 3)
    assert (batch.source, batch.received, batch.origin) == (tally.OWN, TODAY, tally.COLLECTED)


def test_a_day_of_nothing_is_a_day(musterkreis):
    (batch,) = parse(day_file(musterkreis, DAY, 0), musterkreis, TODAY)
    assert batch.cells == {}


def test_several_profiles_of_one_day_are_several_batches(mettmann):
    lines = lines_of(mettmann, DAY, counted(mettmann, 3))
    other = [[line[0], mettmann.profiles[1].code, *line[2:]] for line in lines]
    batches = parse(written([*lines, *other]), mettmann, TODAY)
    assert [batch.profile for batch in batches] == [profile.code for profile in mettmann.profiles[:2]]
    assert len({tuple(sorted(batch.cells.items())) for batch in batches}) == 1


def test_rules_pairs_and_languages_may_be_new(mettmann):
    cells = {**counted(mettmann, 2), (tally.FOLLOWED, "neue-regel"): 1, (tally.DOORS, "mbe:keine"): 1}
    cells |= {(tally.LANGUAGES, "zh-Hant"): 1, PERSONS: 3, (tally.VOLUME, tally.CONVERSATIONS): 3}
    for table in (*mettmann.vocabulary.facts, tally.OUTCOMES, tally.ENDINGS):
        row = next(row for name, row in cells if name == table)
        cells[table, row] += 1
    (batch,) = parse(written(lines_of(mettmann, DAY, cells)), mettmann, TODAY)
    assert batch.cells[tally.LANGUAGES, "zh-Hant"] == 1


@pytest.mark.parametrize(
    ("place", "value", "reason", "detail"),
    [
        (0, "mond", "desk", "mond"),
        (0, "", "desk", ""),
        (2, "2026-11-24", "day", "2026-11-24"),
        (2, "1999-12-31", "day", "1999-12-31"),
        (2, "2026-02-30", "day", "2026-02-30"),
        (2, "20261120", "day", "20261120"),
        (2, "2026-W47-5", "day", "2026-W47-5"),
        (2, "20.11.2026", "day", "20.11.2026"),
        (3, "0", "revision", "0"),
        (3, "10000", "revision", "10000"),
        (3, "-1", "revision", "-1"),
        (3, "1.0", "revision", "1.0"),
        (3, "", "revision", ""),
    ],
)
def test_what_stands_in_every_line_must_be_right(musterkreis, place, value, reason, detail):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    for line in lines:
        line[place] = value
    assert refused(written(lines), musterkreis) == (reason, detail)


@pytest.mark.parametrize("count", ["-1", "1" * 31, "NaN", "1.5", "+1", " 1", "007", "", "100001", "١", "1e3", "0x1"])
def test_a_count_is_a_plain_whole_number(musterkreis, count):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    lines[4][6] = count
    assert refused(written(lines), musterkreis) == ("count", "6")


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("name", "voll"),
        ("menge", "ohne_papiere"),
        ("papier_wohin", "lotsen"),
        ("sprache", "=1+1"),
        ("sprache", "x" * 101),
        ("regel_gefolgt", "a:b:c"),
        ("regel_gefolgt", ""),
        ("umfang", "\x00"),
    ],
)
def test_what_is_no_code_or_says_who_is_refused(musterkreis, table, row):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    lines.append([*lines[0][:4], table, row, "0"])
    assert refused(written(lines), musterkreis) == ("unknown", f"{table} {row}")


@pytest.mark.parametrize(("table", "row"), [("ergebnis", "v_mond"), ("mondphase", "voll"), ("bedarf", "garten")])
def test_what_only_another_pack_knows_is_taken_in(musterkreis, table, row):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    lines.append([*lines[0][:4], table, row, "0"])
    assert parse(written(lines), musterkreis, TODAY)


def test_a_table_that_only_another_pack_knows_counts_no_more_than_there_were_persons(musterkreis):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    lines.append([*lines[0][:4], "mondphase", "voll", "3"])
    assert refused(written(lines), musterkreis) == ("sums", "mondphase")


def test_a_question_that_is_missing_was_not_asked(musterkreis):
    lines = [line for line in lines_of(musterkreis, DAY, counted(musterkreis, 2)) if line[4] != "menge"]
    assert parse(written(lines), musterkreis, TODAY)


def test_other_mistakes_have_their_own_reasons(musterkreis):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    good, text = written(lines), written(lines).decode()
    other_day = [[*line[:2], "2026-11-19", *line[3:]] for line in lines]
    other_desk = [[musterkreis.site.desks[1].code, *line[1:]] for line in lines]
    other_revision = [[*line[:3], "2", *line[4:]] for line in lines]
    for content, reason in (
        (b"", "heading"),
        (b"\xef\xbb\xbf" + good, "heading"),
        (good.replace(b",", b";"), "heading"),
        (written(lines, HEADING[::-1]), "heading"),
        (written(lines, [*HEADING, "name"]), "heading"),
        (written([]), "empty"),
        (text.encode("utf-16"), "encoding"),
        (good + b"\xff\n", "encoding"),
        (good + b"a,b\n", "line"),
        (good + b",".join([b"x"] * 8) + b"\n", "line"),
        (good + b'"open', "line"),
        (good + b"x" * 200_000, "line"),
        (written([*lines, lines[7]]), "doubled"),
        (written(lines + other_day), "several"),
        (written(lines + other_desk), "several"),
        (written(lines + other_revision), "several"),
        (good + b"\n" * LARGEST, "too_large"),
    ):
        assert refused(content, musterkreis)[0] == reason


def test_sums_that_disagree_are_refused_with_their_table(musterkreis):
    cells = counted(musterkreis, 5)
    by_talk = next((fact.code for fact in musterkreis.vocabulary.facts.values() if fact.of_talk), tally.ENDINGS)
    by_person = next(fact.code for fact in musterkreis.vocabulary.facts.values() if not fact.of_talk)
    for table in (tally.OUTCOMES, tally.LANGUAGES, tally.ENDINGS, by_person, by_talk):
        row = next(row for name, row in cells if name == table)
        wrong = {**cells, (table, row): cells[table, row] + 1}
        assert refused(written(lines_of(musterkreis, DAY, wrong)), musterkreis) == ("sums", table)


def test_nobody_has_two_slips_or_two_suggestions(musterkreis):
    cells = counted(musterkreis, 5)
    suggestions = {(tally.FOLLOWED, "eine"): 3, (tally.DEVIATED, "andere"): 3}
    for more, table in (
        ({(tally.VOLUME, tally.SLIPS): 6}, tally.SLIPS),
        (suggestions, tally.SUGGESTIONS),
        ({(tally.DOORS, "mbe:keine"): 6}, tally.DOORS),
    ):
        assert refused(written(lines_of(musterkreis, DAY, {**cells, **more})), musterkreis) == ("sums", table)

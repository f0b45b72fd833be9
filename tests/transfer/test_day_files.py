"""A day file is counted exactly as it says, or refused whole with a reason."""

from datetime import date, timedelta

import pytest
from builders import TODAY, first_profile
from deliveries import OTHER, WRITER, as_before, counted, day_file, lines_of, written

from kiosk.domain import tally
from kiosk.domain.period import month_of
from kiosk.domain.tally import Batch
from kiosk.errors import FileReason, FileRefused
from kiosk.pack import Pack
from kiosk.transfer import day_file as form
from kiosk.transfer.day_file import HEADING, LARGEST, parse

DAY = date(2026, 11, 20)
PERSONS = tally.VOLUME, tally.PERSONS


def refused(content: bytes, pack: Pack) -> tuple[str, str]:
    with pytest.raises(FileRefused) as refusal:
        parse(content, pack, TODAY)
    return refusal.value.reason, refusal.value.detail


def test_a_day_counts_as_it_was_written_and_zeros_leave_no_cell(musterkreis):
    cells = counted(musterkreis, 7)
    (batch,) = parse(written(lines_of(musterkreis, DAY, cells, 3)), musterkreis, TODAY)
    volume = {("monatsumfang", "personen"): 7, ("monatsumfang", "gespraeche"): 7}  # what its month adds up to
    assert batch.cells == {cell: number for cell, number in cells.items() if number} | volume
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


def test_a_month_waits_until_it_is_over(mettmann):
    october = month_of(date(2026, 10, 1))
    desk, profile = mettmann.site.desks[0].code, mettmann.profiles[0].code
    file = form.content(mettmann, [Batch(desk, profile, october.first, october.last, 1, tally.OWN, {})])
    with pytest.raises(FileRefused) as refusal:
        parse(file, mettmann, october.last)
    assert refusal.value.reason == FileReason.NOT_YET
    (batch,) = parse(file, mettmann, october.last + timedelta(days=1))
    assert batch.period == october


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
        (1, "", "profile", ""),
        (1, "../kaffee", "profile", "../kaffee"),
        (2, "2026-11-24", "not_yet", "2026-11-24"),
        (2, "2101-01-01", "day", "2101-01-01"),
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
        ("ergebnis", "v mond"),
        ("mond:phase", "voll"),
        ("vorschlag", "regel"),
        ("herkunft", "desk"),
        ("papier_screening", "mbe"),
        ("sprache", "=1+1"),
        ("sprache", "x" * 101),
        ("regel_gefolgt", "a:b:c"),
        ("regel_gefolgt", ""),
        ("umfang", "\x00"),
    ],
)
def test_a_row_that_can_be_no_code_of_a_count_is_refused(musterkreis, table, row):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    lines.append([*lines[0][:4], table, row, "0", musterkreis.register.of(table).adds_up_to, *lines[0][8:]])
    assert refused(written(lines), musterkreis) == ("unknown", f"{table} {row}")


@pytest.mark.parametrize(
    "cell", [("nationalitaet", "syrien"), ("herkunftsland", "keine_angabe"), ("aufenthalt", "illegal")]
)
def test_what_nobody_may_ask_or_write_down_is_refused(musterkreis, cell):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    lines.append([*lines[0][:4], *cell, "0", "", *lines[0][8:]])
    assert refused(written(lines), musterkreis)[0] == "forbidden"


def test_codes_and_profiles_that_this_pack_does_not_know_are_taken_in(musterkreis):
    cells = {**counted(musterkreis, 3), ("mondphase", "voll"): 2, ("mondphase", "neu"): 1, (tally.NEEDS, "segeln"): 2}
    lines = lines_of(musterkreis, DAY, cells)
    for line in lines:
        line[1], line[7] = "kaffee", tally.PERSONS if line[4] == "mondphase" else line[7]
    (batch,) = parse(written(lines), musterkreis, TODAY)
    assert (batch.profile, batch.pack, batch.writer) == ("kaffee", musterkreis.version, WRITER)
    assert (batch.cells["mondphase", "voll"], batch.cells[tally.NEEDS, "segeln"]) == (2, 2)


def test_a_table_that_does_not_add_up_as_it_says_is_refused_though_nobody_here_knows_it(musterkreis):
    lines = lines_of(musterkreis, DAY, {**counted(musterkreis, 3), ("mondphase", "voll"): 2})
    for line in lines:
        line[7] = tally.PERSONS if line[4] == "mondphase" else line[7]
    assert refused(written(lines), musterkreis) == ("sums", "mondphase")


@pytest.mark.parametrize("table", [tally.OUTCOMES, tally.LANGUAGES, tally.ENDINGS])
def test_a_table_that_every_count_has_cannot_be_missing_nor_talk_itself_out_of_its_sum(musterkreis, table):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 3))
    assert refused(written([line for line in lines if line[4] != table]), musterkreis) == ("sums", table)
    wrong = [[*line[:6], "9", "", *line[8:]] if line[4] == table else line for line in lines]
    assert refused(written(wrong), musterkreis) == ("sums", table)


def test_a_question_that_is_missing_was_not_asked(musterkreis):
    fact = next(iter(musterkreis.vocabulary.facts))
    lines = [line for line in lines_of(musterkreis, DAY, counted(musterkreis, 3)) if line[4] != fact]
    for content in (written(lines), as_before(lines)):
        (batch,) = parse(content, musterkreis, TODAY)
        assert fact not in {table for table, _ in batch.cells}


def test_files_of_former_versions_are_read_as_they_are(musterkreis):
    cells = counted(musterkreis, 4)
    (batch,) = parse(as_before(lines_of(musterkreis, DAY, cells)), musterkreis, TODAY)
    assert (batch.cells[PERSONS], batch.pack, batch.writer) == (4, "", "")
    fact = next(code for code, one in musterkreis.vocabulary.facts.items() if not one.of_talk)
    row = next(row for table, row in cells if table == fact)
    wrong = lines_of(musterkreis, DAY, {**cells, (fact, row): cells[fact, row] + 1})
    assert refused(as_before(wrong), musterkreis) == ("sums", fact)


@pytest.mark.parametrize(("place", "value"), [(7, "zettel"), (7, "x"), (8, "A B"), (9, "../x"), (9, "a" * 41)])
def test_what_a_file_says_of_itself_must_be_well_formed(musterkreis, place, value):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    for line in lines:
        line[place] = value
    assert refused(written(lines), musterkreis) == ("line", "2")


def test_a_row_that_names_an_earlier_count_counts_nothing(musterkreis):
    for number, reason in (("0", ""), ("1", "count")):
        lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
        lines.append([*lines[0][:4], form.BUILDS_ON, "anfang", number, "", *lines[0][8:]])
        if reason:
            assert refused(written(lines), musterkreis) == (reason, str(len(lines) + 1))
        else:
            assert parse(written(lines), musterkreis, TODAY)[0].builds_on == ("anfang",)


def test_other_mistakes_have_their_own_reasons(musterkreis):
    lines = lines_of(musterkreis, DAY, counted(musterkreis, 2))
    good, text = written(lines), written(lines).decode()
    other_day = [[*line[:2], "2026-11-19", *line[3:]] for line in lines]
    other_desk = [[musterkreis.site.desks[1].code, *line[1:]] for line in lines]
    other_revision = [[*line[:3], "2", *line[4:]] for line in lines]
    other_writer = [[line[0], "andere", *line[2:9], OTHER] for line in lines]
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
        (good + b",".join([b"x"] * 11) + b"\n", "line"),
        (good + b'"open', "line"),
        (good + b"x" * 200_000, "line"),
        (written([*lines, lines[7]]), "doubled"),
        (written(lines + other_day), "several"),
        (written(lines + other_desk), "several"),
        (written(lines + other_revision), "several"),
        (written(lines + other_writer), "several"),
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

"""Old lists: what holds together counts once, what does not is told, and what came in can be taken back."""

from datetime import date

import pytest
from builders import DESK, TODAY, finished
from lists import FIRST, LAST, SOURCE, asked, examine, kinds, paper, sums, take

from kiosk import desk, overhead
from kiosk.desk import Office
from kiosk.errors import NotThere
from kiosk.storage import Store

TABLES = {
    "screening_outcomes": ("screening", [32, 2, 29, 75, 5, 155], 298),
    "access_routes": ("zugang", [12, 35, 18, 5, 5, 1, 7, 27, 31], 141),
    "target_groups": ("zielgruppen", [55, 3, 1, 23, 33, 18], 133),
}
LEAVE_OUT = {"p25ab_printed_twice": "-"}
SETTLED = {**LEAVE_OUT, "summe:C18": "+"}


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_committee_paper_come_out_as_they_are_printed(office, name):
    code, counts, total = TABLES[name]
    taken = take(office, paper(name))
    assert (taken.new, [one.kind for one in taken.findings]) == (True, ["total_agrees"])
    table = taken.table
    assert (table.code, [row.count for row in table.rows], table.total) == (code, counts, total)
    (batch,) = office.store.reported.batches(FIRST, LAST)
    assert (batch.paper, sum(batch.cells.values()), batch.source) == (code, total, SOURCE)


def test_the_list_of_reached_goals_names_both_mistakes_of_the_paper(office):
    examined = examine(office, paper("goals_reached"))
    doubled, total = examined.obstacles
    assert (doubled.kind, doubled.lines, doubled.word) == ("doubled_row", (13, 14), "p25ab / p25ab_printed_twice")
    assert (total.kind, total.printed, total.computed) == ("total_disagrees", 696, 757)
    assert asked(examined) == ["zeile:13", "zeile:14", "summe:C18", "zeile:18"]
    assert not take(office, paper("goals_reached"), {"summe:C18": "+"}).new
    assert sums(office) == {}


def test_the_list_of_reached_goals_counts_once_one_row_is_left_out_and_the_total_put_up_with(office):
    assert kinds(examine(office, paper("goals_reached"), LEAVE_OUT)) == ["total_disagrees"]
    taken = take(office, paper("goals_reached"), SETTLED)
    assert taken.new
    assert sum(sums(office).values()) == taken.table.total == 725
    assert sums(office)["p25ab"] == 32
    (kept,) = office.store.old_lists.all()
    assert kept.note == "gedruckte Summe 696, Zeilen 725; ohne „p25ab_printed_twice“"
    assert (kept.total, kept.source, kept.account, kept.day) == (725, SOURCE, "leitung", TODAY)


def test_all_four_tables_stand_side_by_side(office):
    for name in TABLES:
        assert take(office, paper(name)).new
    assert take(office, paper("goals_reached"), SETTLED).new
    kept = {batch.paper: sum(batch.cells.values()) for batch in office.store.reported.batches(FIRST, LAST)}
    assert kept == {"screening": 298, "zugang": 141, "zielgruppen": 133, "zielerreichung": 725}


def test_a_dry_run_stores_nothing(office):
    before = [*office.store.file.db.conn.iterdump()]
    assert examine(office, paper("screening_outcomes")).ready
    assert not take(office, paper("goals_reached"), {"p25ab": "-"}).new
    assert [*office.store.file.db.conn.iterdump()] == before


def test_the_same_list_again_adds_nothing_and_says_so(office):
    first = take(office, paper("screening_outcomes"))
    before = [*office.store.file.db.conn.iterdump()]
    again = take(office, paper("screening_outcomes"), source="noch einmal")
    assert (again.new, again.known) == (False, first.known)
    assert [*office.store.file.db.conn.iterdump()] == before


def test_undoing_restores_every_sum(office):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    take(office, paper("access_routes"))
    before = [*office.store.file.db.execute("SELECT * FROM sum_cell WHERE number"), sums(office)]
    taken = take(office, paper("goals_reached"), SETTLED)
    month = take(office, paper("screening_outcomes"), first=date(2024, 5, 1), last=date(2024, 5, 31))
    for number in (taken.known, month.known):
        overhead.undo(office.store, number)
    assert [*office.store.file.db.execute("SELECT * FROM sum_cell WHERE number"), sums(office)] == before
    assert [one.paper for one in office.store.old_lists.all()] == ["zugang"]
    assert take(office, paper("goals_reached"), {"summe:C18": "+"}).new


@pytest.mark.parametrize("number", [7, 0, -1, 10**30])
def test_what_was_never_taken_in_cannot_be_undone(office, number):
    with pytest.raises(NotThere):
        overhead.undo(office.store, number)


def test_a_list_that_was_undone_leaves_its_number_to_no_other(office):
    former = take(office, paper("screening_outcomes")).known
    overhead.undo(office.store, former)
    assert take(office, paper("access_routes")).known > former
    with pytest.raises(NotThere):
        overhead.undo(office.store, former)
    assert sum(sums(office).values()) == 141


def test_what_a_desk_wrote_while_a_list_was_examined_is_asked_again(office):
    """The desk closes its day in the very moment in which the list would be written."""
    tablet, statements = Office(Store(office.store.file.path), office.pack), []

    def meanwhile(statement: str) -> None:
        statements.append(statement)
        if statement == "BEGIN IMMEDIATE" and statements.count(statement) == 1:
            finished(tablet)
            desk.close_day(tablet, DESK, TODAY)

    office.store.file.db.conn.set_trace_callback(meanwhile)
    taken = take(office, paper("screening_outcomes"), first=TODAY, last=TODAY)
    office.store.file.db.conn.set_trace_callback(None)
    tablet.store.close()
    assert (kinds(taken), taken.known) == (["counted"], 0)
    assert sums(office) == {}
    assert any("old_word" in statement for statement in statements[: statements.index("BEGIN IMMEDIATE")])


# the same file, once more


def test_the_same_file_for_another_period_is_told_and_may_count(office):
    take(office, paper("access_routes"))
    again = take(office, paper("access_routes"), first=date(2024, 5, 1), last=date(2024, 5, 31), source="Mai")
    told = [(one.kind, one.word, one.first, one.last) for one in again.findings if one.first]
    assert told == [("same_file", SOURCE, FIRST, LAST)]
    assert again.new
    for profile, times in (("chancenaufenthalt", 0), ("clearing", 2)):
        told = [one.kind for one in examine(office, paper("access_routes"), profile=profile).findings]
        assert told.count("same_file") == times


def test_what_nobody_can_see_is_no_part_of_a_source(office):
    take(office, paper("access_routes"), source=" Vorlage\x01\x0b 50/014\n2024\u202e ")
    assert [one.source for one in office.store.old_lists.all()] == ["Vorlage 50/014 2024"]


# days that count already


@pytest.mark.parametrize(
    ("first", "last"),
    [(LAST, date(2024, 12, 31)), (date(2023, 1, 1), FIRST), (date(2023, 6, 1), date(2023, 6, 30)), (FIRST, LAST)],
)
def test_days_that_another_list_counts_already_are_not_counted_twice(office, first, last):
    take(office, paper("screening_outcomes"))
    other = paper("screening_outcomes") + b"\n"
    (finding,) = examine(office, other, first=first, last=last).obstacles
    assert (finding.kind, finding.word, finding.first, finding.last) == ("counted", SOURCE, FIRST, LAST)


def test_what_a_list_by_months_counts_already_is_named_in_the_order_of_its_days(office):
    content = "Monat;KIM-CM\n" + "".join(f"{month}/2023;{month % 4}\n" for month in range(4, 13))
    said = {"lesen:tabelle": "screening"}
    assert take(office, content.encode(), said, source="eins").new
    again = take(office, content.encode() + b"\n", said, source="zwei")
    assert [one.first.month for one in again.obstacles if one.kind == "counted"] == [*range(4, 13)]


def test_a_corrected_list_counts_after_the_former_one_is_undone(office):
    corrected = paper("screening_outcomes").replace(b"(JMD),2", b"(JMD),3").replace(b"298", b"299")
    number = take(office, paper("screening_outcomes")).known
    assert kinds(take(office, corrected)) == ["counted"]
    overhead.undo(office.store, number)
    assert take(office, corrected).new
    assert sum(sums(office).values()) == 299


def test_days_that_a_desk_counted_itself_are_not_counted_twice(office):
    finished(office)
    desk.close_day(office, DESK, TODAY)
    (finding,) = examine(office, paper("screening_outcomes"), first=TODAY, last=TODAY).obstacles
    assert (finding.kind, finding.word, finding.first, finding.last) == ("counted", DESK, TODAY, TODAY)


def test_another_desk_another_profile_and_the_days_around_are_free(office):
    take(office, paper("screening_outcomes"), desk="velbert")
    take(office, paper("screening_outcomes"), desk="mettmann", profile="clearing")
    assert take(office, paper("screening_outcomes"), desk="mettmann").new
    assert take(office, paper("screening_outcomes"), first=date(2024, 5, 1), last=date(2024, 12, 31)).new
    assert take(office, paper("screening_outcomes"), first=date(2023, 1, 1), last=date(2023, 3, 31)).new
    assert kinds(examine(office, paper("screening_outcomes"))) == ["counted"]
    assert sum(sums(office).values()) == 5 * 298


@pytest.mark.parametrize("period", [{"last": date.max}, {"first": date.min}])
def test_a_period_that_cannot_be_is_compared_with_no_day(office, period):
    """Millions of days: the page that asks for the period would take half a minute to come."""
    take(office, paper("screening_outcomes"))
    assert kinds(examine(office, paper("screening_outcomes"), **period)) == ["period"]


@pytest.mark.parametrize(("day", "met"), [(5, False), (6, True), (7, False), (8, True), (9, False)])
def test_a_list_by_days_meets_another_on_the_days_that_both_count(office, day, met):
    take(office, b"Datum;kim_cm\n06.05.2024;1\n08.05.2024;2\n", first=date(2024, 5, 1), last=date(2024, 5, 31))
    other = f"Datum;kim_cm\n04.05.2024;3\n{day:02}.05.2024;1\n10.05.2024;3\n".encode()
    told = kinds(examine(office, other, first=date(2024, 5, 1), last=date(2024, 5, 31)))
    assert told == (["counted"] if met else [])


# what a person said


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"first": LAST, "last": FIRST}, "period"),
        ({"last": date(2026, 11, 24)}, "period"),
        ({"first": date(1, 4, 1)}, "period"),
        ({"first": date(23, 4, 1), "last": date(23, 4, 30)}, "period"),
        ({"last": date(9999, 12, 31)}, "period"),
        ({"source": "  "}, "no_source"),
        ({"source": "\x01\x0b"}, "no_source"),
        ({"source": "desk\x00"}, "no_source"),
        ({"source": "desk"}, "no_source"),
    ],
)
def test_a_request_that_cannot_be_is_told(office, said, kind):
    assert kinds(take(office, paper("screening_outcomes"), **said)) == [kind]


def test_while_the_period_is_missing_no_time_is_said_to_lie_outside_it(office):
    content = b"Monat;KIM-CM;MBE\nJanuar 2026;5;2\nFebruar 2026;4;1\n"
    assert kinds(examine(office, content, first=date.max, last=date.max)) == ["period"]
    assert kinds(examine(office, content, first=date(2026, 2, 1), last=date(2026, 2, 28))) == ["outside_period"]


def test_everything_is_told_at_once(office):
    broken = (
        paper("screening_outcomes").replace(b"(JMD),2", b"(JMD),-2").replace(b"kim_cm,KIM-CM", b"kim,Fall")
    ).replace(b",298", b",300")
    told = kinds(examine(office, broken, first=LAST, last=FIRST))
    assert told == ["not_a_count", "period", "total_disagrees", "unknown_row"]


def test_a_missing_row_counts_nothing_and_is_told(office):
    shorter = paper("screening_outcomes").replace(b"jmd,Jugendmigrationsdienst (JMD),2\n", b"").replace(b"298", b"296")
    taken = take(office, shorter)
    assert ("missing_row", "Jugendmigrationsdienst (JMD)") in [(one.kind, one.word) for one in taken.findings]
    assert taken.new
    assert "jmd" not in sums(office)


def test_a_word_must_not_be_mapped_to_the_row_of_another_table(office):
    renamed = paper("screening_outcomes").replace(b"jmd,Jugend", b"jmdx,Jugendx")
    assert kinds(examine(office, renamed, {"jmdx": "zugang:jmd"})) == ["unknown_row"]
    assert kinds(examine(office, renamed, {"jmdx": "screening:gibtsnicht"})) == ["unknown_row"]
    assert kinds(examine(office, renamed, {"jmdx": "screening:jmd"})) == []


def test_a_second_county_takes_its_lists_in_too(store, musterkreis):
    other = Office(store, musterkreis)
    table = musterkreis.vocabulary.papers[0]
    content = "Stelle;Anzahl\n" + "".join(f"{row.label};{number}\n" for number, row in enumerate(table.rows))
    taken = take(other, content.encode(), profile=musterkreis.profiles[0].code)
    assert taken.new
    assert taken.paper == table
